//! One bit of one byte of one column of one entry, anywhere: it is found, and named.

use crate::home::Home;
use crate::tamper::sealed_office;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use store::Store;
use tokio::runtime::Runtime;

/// The columns of an entry; `true` for integers.
const COLUMNS: [(&str, bool); 11] = [
    ("top", false),
    ("dossier", false),
    ("seq", true),
    ("agency", false),
    ("happened_at", true),
    ("recorded_at", true),
    ("actor", false),
    ("kind", false),
    ("payload", false),
    ("prev", false),
    ("hash", false),
];

/// Flips one bit in the raw file; gives dossier and seq of the entry, or nothing if the new key was taken.
fn flip(home: &Home, place: usize, column: usize, byte: usize, bit: u8) -> Option<(String, i64)> {
    let file = home.sqlite_file();
    let (name, integer) = COLUMNS[column];
    let count: u32 = file.query_row("select count(*) from event", [], |row| row.get(0)).unwrap();
    let sql = format!(
        "select dossier, seq, typeof({name}), cast({name} as blob), case when typeof({name}) = 'integer' then {name} end
         from event order by top, dossier, seq limit 1 offset ?1"
    );
    let (dossier, seq, kind, mut bytes, number): (String, i64, String, Vec<u8>, Option<i64>) = file
        .query_row(&sql, [place as u32 % count], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .unwrap();
    let key = rusqlite::params![dossier, seq];
    let updated = if integer {
        let number = number.unwrap() ^ (1 << ((byte % 8) * 8 + usize::from(bit)));
        let sql = format!("update event set {name} = {number} where dossier = ?1 and seq = ?2");
        file.execute(&sql, key)
    } else {
        let length = bytes.len();
        bytes[byte % length] ^= 1 << bit;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let sql = format!("update event set {name} = cast(x'{hex}' as {kind}) where dossier = ?1 and seq = ?2");
        file.execute(&sql, key)
    };
    updated.is_ok_and(|rows| rows == 1).then_some((dossier, seq))
}

fn is_named(
    runtime: &Runtime,
    home: &Home,
    store: &Store,
    case: (usize, usize, usize, u8),
) -> Result<(), TestCaseError> {
    let (place, column, byte, bit) = case;
    home.sqlite_file().execute_batch("create table kept as select * from event").unwrap();
    let flipped = flip(home, place, column, byte, bit);
    let report = runtime.block_on(store.verify(|_| {})).unwrap();
    home.sqlite_file()
        .execute_batch("delete from event; insert into event select * from kept; drop table kept")
        .unwrap();
    let Some((dossier, seq)) = flipped else { return Ok(()) };
    let name = COLUMNS[column].0;
    prop_assert!(!report.is_whole(), "{name} of {dossier} {seq} was changed");
    let named = report.findings.iter().any(|finding| {
        let same_dossier = finding.dossier.as_deref() == Some(&dossier);
        // A changed place in the ledger is named as it now stands, or by what is missing where it stood.
        same_dossier && (finding.seq == Some(seq) || matches!(name, "top" | "dossier" | "seq"))
    });
    // A dossier of one entry under another name leaves only its row behind.
    prop_assert!(named, "{name} of {dossier} {seq} is not named: {:?}", report.findings);
    if !matches!(name, "top" | "dossier" | "seq") {
        let first = report.first().unwrap();
        prop_assert_eq!((first.dossier.as_deref(), first.seq), (Some(dossier.as_str()), Some(seq)));
    }
    Ok(())
}

fn office() -> (Runtime, Home, Store) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let home = Home::sqlite();
    let store = runtime.block_on(async {
        let store = home.open().await;
        sealed_office(&store).await;
        store
    });
    (runtime, home, store)
}

#[test]
fn a_flip_in_every_column_is_named() {
    let (runtime, home, store) = office();
    for column in 0..COLUMNS.len() {
        for place in [0, 6, 7, 20, 34] {
            is_named(&runtime, &home, &store, (place, column, 3, 1)).unwrap();
        }
    }
    assert!(runtime.block_on(store.verify(|_| {})).unwrap().is_whole());
}

#[test]
fn a_flip_anywhere_is_named() {
    let (runtime, home, store) = office();
    let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    let anywhere = (any::<usize>(), 0..COLUMNS.len(), any::<usize>(), 0..8_u8);
    runner.run(&anywhere, |case| is_named(&runtime, &home, &store, case)).unwrap();
}
