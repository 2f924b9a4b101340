//! A database that an earlier program left is brought forward and says the same as before.

use crate::home::on_both_engines;
use crate::tamper::sealed_office;
use store::Manifest;

/// Undoes the third migration, as a program of before would have left the tables; those after it only added tables.
const BEFORE_BLOCKS: &str = "
    create table before_blocks as select top, dimension, key, day, channel, received, settled_early, settled_on_time,
        settled_late, settled_no_deadline, withdrawn, stopped, not_accepted, corrected, open_delta, paused_delta,
        overdue_delta, no_deadline_delta
    from tally where days = 1;
    drop table tally;
    alter table before_blocks rename to tally;
    drop index dossier_mine; drop index dossier_queue; drop index dossier_running; drop index dossier_waiting;
    drop index dossier_new; drop index dossier_settled;
    create index dossier_mine on dossier (top, officer); create index dossier_queue on dossier (top, role);
    create index dossier_state on dossier (top, state); create index dossier_running on dossier (top, due_at);
    create index dossier_waiting on dossier (top, due_at);
    delete from migration where number >= 3;";

/// Undoes the migrations after the third: each only made tables and indexes of its own.
fn without_later() -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut texts: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    texts.sort();
    let mut undone = String::new();
    for text in &texts[3..] {
        for line in std::fs::read_to_string(text).unwrap().lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["create", "table", name, ..] => undone = format!("drop table {name};{undone}"),
                ["create", "index", name, "on", "dossier", ..] => undone = format!("drop index {name};{undone}"),
                ["alter" | "drop", ..] => panic!("{}: undo it here too", text.display()),
                _ => {}
            }
        }
    }
    undone
}

on_both_engines! {
    async fn running_totals_get_their_blocks(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let before = store.verify(|_| {}).await.unwrap();
        store.close().await.unwrap();
        drop(store);
        home.raw(&without_later()).await;
        home.raw(BEFORE_BLOCKS).await;
        let after = home.open().await.verify(|_| {}).await.unwrap();
        assert!(after.is_whole(), "{:?}", after.first());
        assert_eq!((after.entries, after.tallies), (before.entries, before.tallies));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_before_gets_them_when_it_is_restored() {
    let home = crate::home::Home::sqlite();
    let store = home.open().await;
    sealed_office(&store).await;
    let folder = home.folder.path().join("backup");
    let mut manifest = store.backup(&folder, crate::story::Story::new("H42.19", 1).clock).await.unwrap().manifest;
    without_blocks(&mut manifest, &folder);
    let elsewhere = crate::home::Home::sqlite();
    let restored = elsewhere.open().await;
    restored.restore(&folder).await.unwrap();
    let report = restored.verify(|_| {}).await.unwrap();
    assert!(report.is_whole(), "{:?}", report.first());
}

/// Rewrites a backup as it was taken before totals had blocks: no column `days`, no row of more than one.
fn without_blocks(manifest: &mut Manifest, folder: &std::path::Path) {
    let tally = manifest.tables.iter_mut().find(|table| table.name == "tally").unwrap();
    let place = tally.columns.iter().position(|column| column == "days").unwrap();
    let path = folder.join(&manifest.folder).join("tally.jsonl");
    let mut lines = String::new();
    for line in std::fs::read_to_string(&path).unwrap().lines() {
        let mut row: Vec<serde_json::Value> = serde_json::from_str(line).unwrap();
        if row.remove(place) == 1 {
            lines += &format!("{}\n", serde_json::to_string(&row).unwrap());
        }
    }
    std::fs::write(&path, &lines).unwrap();
    tally.columns.remove(place);
    tally.sha256 = domain::ledger::Digest::of(lines.as_bytes());
    manifest.migration = 2;
    std::fs::write(folder.join("manifest.json"), serde_json::to_string(manifest).unwrap()).unwrap();
}
