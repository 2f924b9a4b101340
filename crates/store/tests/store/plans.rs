//! No question reads a whole table, but for those that mean to.

use crate::home::Home;
use crate::story::Story;
use std::path::Path;

/// Questions that read everything, or all of a small table, and say so in their first line.
const WHOLE_TABLE: &[&str] = &[
    "agencies",
    "facilities",
    "facility_coverage",
    "journeys_ready",
    "consent_heads_all",
    "consents_all",
    "noted_lookups",
    "officer_count",
    "orphan_dossiers",
    "orphan_tracks",
    "papers",
    "particulars_all",
    "past_password_links",
    "procedures",
    "seals_all",
    "sizes",
    "swept_password_links",
    "corrections",
    "tally_all",
    "tally_clear",
    "track_agencies",
    "verify_events",
    "verify_looked_up",
    "verify_lookups",
];

/// Questions that sort what they found: a handful of rows, or sums.
const SORTED: &[&str] = &[
    "consulting_others",
    "consulting_us",
    "day_hashes",
    "dossier_agencies",
    "entries_of_day",
    "outbox_waiting",
    "person_lookup_counts",
    "person_lookups_repeated",
    "person_lookups_unfiled",
    "tops",
    "tracks_apart",
    "tracks_open",
    "verify_lookups",
    "workload",
];

/// Questions about everything of a kind that a ministry or province has: as few rows as it has agencies, officers
/// with what they sign in by, published processes.
const WHOLE_PROVINCE: [&str; 6] =
    ["agencies_of_top", "factor_owners", "officers_of_top", "process_heads", "processes_of_top", "settings"];

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
        let scans = steps.iter().any(|step| {
            step.starts_with("SCAN") && !step.contains("CONSTANT ROW") && step != "SCAN found" && step != "SCAN waiting"
        });
        let whole = WHOLE_TABLE.contains(&name.as_str());
        assert!(!scans || whole, "sql/{name}.sql reads a whole table; give it an index: {steps:#?}");
    }
}

/// By the level-1 code alone a question would read all that a province has ever written.
#[tokio::test(flavor = "multi_thread")]
async fn questions_about_some_rows_do_not_read_those_of_a_whole_province() {
    let home = Home::sqlite();
    home.open().await;
    let connection = home.sqlite_file();
    for (name, sql) in questions().filter(|(name, _)| !WHOLE_PROVINCE.contains(&name.as_str())) {
        let steps = plan(&connection, &sql);
        let whole = steps.iter().any(|step| step.ends_with("USING PRIMARY KEY (top=?)"));
        assert!(!whole, "sql/{name}.sql reads all rows of a province; give it an index: {steps:#?}");
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

/// SQLite looks a value up in a list of three or more through a table it makes at each write.
#[tokio::test(flavor = "multi_thread")]
async fn partial_indexes_compare_states_and_make_no_table_of_them() {
    let home = Home::sqlite();
    home.open().await;
    let connection = home.sqlite_file();
    let mut indexes =
        connection.prepare("select name, sql from sqlite_master where type = 'index' and sql is not null").unwrap();
    let rows = indexes.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let indexes: Vec<(String, String)> = rows.map(Result::unwrap).collect();
    assert!(indexes.len() > 10);
    for (name, sql) in indexes {
        let mut lists = sql.split(" in (").skip(1).filter_map(|rest| rest.split(')').next());
        assert!(lists.all(|list| list.matches(',').count() < 2), "{name}: name the states one by one: {sql}");
    }
}

/// A session is looked for at every request: no message is opened to be counted. Nor is a dossier for the workload.
#[tokio::test(flavor = "multi_thread")]
async fn unread_messages_and_workload_are_counted_from_an_index_alone() {
    let home = Home::sqlite();
    home.open().await;
    let connection = home.sqlite_file();
    for (name, index) in [("session", "delivery_unread"), ("workload", "dossier_running")] {
        let (_, sql) = questions().find(|(question, _)| question == name).unwrap();
        let steps = plan(&connection, &sql);
        assert!(steps.iter().any(|step| step.contains(&format!("COVERING INDEX {index} "))), "{name}: {steps:#?}");
    }
}

/// A list behind a number goes on after a dossier, and passes over as few others as its index knows.
#[tokio::test(flavor = "multi_thread")]
async fn counted_dates_are_found_by_place_by_being_open_and_by_procedure() {
    let home = Home::sqlite();
    home.open().await;
    let connection = home.sqlite_file();
    for (name, how) in [
        ("tracks", "PRIMARY KEY (top=?"),
        ("tracks_open", "COVERING INDEX track_open (top=?"),
        ("tracks_apart", "COVERING INDEX track_apart (top=?"),
        ("tracks_of_procedure", "INDEX track_procedure (top=? AND procedure=?"),
    ] {
        let (_, sql) = questions().find(|(question, _)| question == name).unwrap();
        let expected = format!("SEARCH track USING {how} AND (agency,dossier)>(?,?) AND agency<?)");
        let steps = plan(&connection, &sql);
        assert_eq!(steps.iter().find(|step| step.starts_with("SEARCH track ")), Some(&expected), "{name}: {steps:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_in_hand_is_counted_from_an_index_alone() {
    let home = Home::sqlite();
    home.open().await;
    let connection = home.sqlite_file();
    for (name, sql) in questions().filter(|(name, _)| name.starts_with("desk_") && name != "desk_newest") {
        let from = sql.find("\nfrom ").unwrap();
        let steps = plan(&connection, &format!("select count(*) from (select 1 {})", &sql[from..]));
        assert!(steps.iter().any(|step| step.contains("COVERING INDEX")), "sql/{name}.sql: {steps:#?}");
    }
}

/// A server that has never counted the rows of a table that grew from nothing takes any index that begins with the
/// level-1 code, and reads a whole province with it.
#[tokio::test(flavor = "multi_thread")]
async fn postgres_looks_dossiers_up_by_their_key_soon_after_the_first_acts() {
    let Some(home) = Home::postgres().await else { return };
    let store = home.open().await;
    store.bulk((1..=300).map(|number| Story::new("H42.19", number).submit())).await.unwrap();
    let (client, connection) = tokio_postgres::connect(&home.url().unwrap(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let counted = "select count(*) from pg_stat_user_tables where last_analyze is not null";
    for _ in 0..100 {
        if client.query_one(counted, &[]).await.unwrap().get::<_, i64>(0) >= 6 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    client.batch_execute("set enable_seqscan = off; set plan_cache_mode = force_generic_plan").await.unwrap();
    for (name, table, values) in [
        ("dossier_head", "dossier", "'H42', 'x'"),
        ("dossier", "dossier", "'H42', 'x'"),
        ("event_hash", "event", "'H42', 'x', 1"),
        ("entries", "event", "'H42', 'x'"),
        ("track", "track", "'H42', 'H42.19', 'x'"),
        ("particulars", "particulars", "'H42', 'x', ''"),
    ] {
        let (_, sql) = questions().find(|(each, _)| each == name).unwrap();
        let sql = sql.replace('?', "$");
        client.batch_execute(&format!("prepare {name} as {sql}")).await.unwrap();
        let rows = client.simple_query(&format!("explain execute {name}({values})")).await.unwrap();
        let plan = format!("{rows:?}");
        let by_key = plan.contains(&format!("using {table}_pkey")) || plan.contains("using dossier_code");
        assert!(by_key, "sql/{name}.sql: {plan}");
    }
    home.remove().await;
}
