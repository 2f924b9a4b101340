//! A database that an earlier program left is brought forward and says the same as before.

use crate::home::on_both_engines;
use crate::story::{DAY, Story};
use crate::tamper::sealed_office;
use store::{Manifest, Store};

/// Undoes the third migration and the thirteenth, as a program of before would have left its tables; the others change
/// other tables and stay.
const BEFORE_BLOCKS: &str = "
    create table before_blocks as select scope as top, dimension, key, day, channel, received, settled_early,
        settled_on_time, settled_late, settled_no_deadline, withdrawn, stopped, not_accepted, corrected, open_delta,
        paused_delta, overdue_delta, no_deadline_delta
    from tally where span = 'day' and scope = 'H42';
    drop table tally;
    alter table before_blocks rename to tally;
    drop index dossier_mine; drop index dossier_queue; drop index dossier_running; drop index dossier_waiting;
    drop index dossier_new; drop index dossier_settled;
    create index dossier_mine on dossier (top, officer); create index dossier_queue on dossier (top, role);
    create index dossier_state on dossier (top, state); create index dossier_running on dossier (top, due_at);
    create index dossier_waiting on dossier (top, due_at);
    delete from migration where number = 3 or number = 13;";

/// Agencies with dossiers, one under another, one of them corrected.
async fn office(store: &Store) {
    sealed_office(store).await;
    // The days before are closed.
    let later = DAY.saturating_add(jiff::Span::new().days(9));
    let [mut corrected, mut below] =
        [("H42.19", 6), ("H42.19.01", 7)].map(|(code, number)| Story::new(code, number).on(later));
    let mut saves = vec![corrected.submit(), corrected.accept()];
    saves.extend(corrected.correct());
    saves.extend(below.whole());
    for save in saves {
        store.save(save).await.unwrap();
    }
}

on_both_engines! {
    async fn running_totals_are_made_anew_from_the_dossiers(home) {
        let store = home.open().await;
        office(&store).await;
        let before = store.verify(|_| {}).await.unwrap();
        store.close().await.unwrap();
        drop(store);
        home.raw(BEFORE_BLOCKS).await;
        let after = home.open().await.verify(|_| {}).await.unwrap();
        assert!(after.is_whole(), "{:?}", after.first());
        // Totals that went back to nothing are not made again.
        assert!(after.entries == before.entries && (1..=before.tallies).contains(&after.tallies));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_of_an_older_backup_are_made_anew_when_it_is_restored() {
    let home = crate::home::Home::sqlite();
    let store = home.open().await;
    office(&store).await;
    let folder = home.folder.path().join("backup");
    let mut manifest = store.backup(&folder, Story::new("H42.19", 1).clock).await.unwrap().manifest;
    with_other_totals(&mut manifest, &folder);
    let elsewhere = crate::home::Home::sqlite();
    let restored = elsewhere.open().await;
    restored.restore(&folder).await.unwrap();
    let report = restored.verify(|_| {}).await.unwrap();
    assert!(report.is_whole(), "{:?}", report.first());
}

/// Rewrites a backup as an earlier program took it, whose totals had other columns.
fn with_other_totals(manifest: &mut Manifest, folder: &std::path::Path) {
    let tally = manifest.tables.iter_mut().find(|table| table.name == "tally").unwrap();
    let row = "[\"H42\",\"agency\",\"H42.19\",9]\n";
    std::fs::write(folder.join(&manifest.folder).join("tally.jsonl"), row).unwrap();
    tally.columns = ["top", "dimension", "key", "day"].map(str::to_owned).to_vec();
    tally.sha256 = domain::ledger::Digest::of(row.as_bytes());
    manifest.migration = 2;
    std::fs::write(folder.join("manifest.json"), serde_json::to_string(manifest).unwrap()).unwrap();
}
