//! No question reads a whole table, but for those that mean to.

use crate::home::Home;
use std::path::Path;

/// Questions that read everything, or all of a small table, and say so in their first line.
const WHOLE_TABLE: [&str; 13] = [
    "agencies",
    "officer_count",
    "orphan_dossiers",
    "orphan_tracks",
    "papers",
    "particulars_all",
    "procedures",
    "seals_all",
    "sizes",
    "tally_all",
    "tops",
    "tracks_of_top",
    "verify_events",
];

/// Questions that sort what they found: a handful of rows, or sums.
const SORTED: [&str; 9] = [
    "day_hashes",
    "desk_running",
    "desk_waiting",
    "entries_of_day",
    "outbox_waiting",
    "state_counts",
    "desk_mine",
    "tally_days",
    "tally_sums",
];

fn questions() -> impl Iterator<Item = (String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
    std::fs::read_dir(folder).unwrap().map(|file| {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).unwrap().replace('$', "?"))
    })
}

fn plan(connection: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("explain query plan {sql}")).unwrap();
    let nothing = vec![rusqlite::types::Null; statement.parameter_count()];
    let rows = statement.query_map(rusqlite::params_from_iter(nothing), |row| row.get::<_, String>(3)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_look_ups_use_an_index() {
    let home = Home::sqlite();
    home.open().await;
    let connection = home.sqlite_file();
    for (name, sql) in questions() {
        let steps = plan(&connection, &sql);
        let scans = steps.iter().any(|step| step.starts_with("SCAN") && !step.contains("CONSTANT ROW"));
        let whole = WHOLE_TABLE.contains(&name.as_str());
        assert!(!scans || whole, "sql/{name}.sql reads a whole table; give it an index: {steps:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_come_in_the_order_of_their_index() {
    let home = Home::sqlite();
    home.open().await;
    let connection = home.sqlite_file();
    for (name, sql) in questions() {
        let steps = plan(&connection, &sql);
        let sorts = steps.iter().any(|step| step.contains("TEMP B-TREE"));
        assert!(!sorts || SORTED.contains(&name.as_str()), "sql/{name}.sql sorts all it finds: {steps:#?}");
    }
}
