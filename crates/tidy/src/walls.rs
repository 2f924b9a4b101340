//! The walls between the crates: SQL in `store`, HTML in `portal`, JSON for others in `api`.

use crate::repository::{File, at, expect_none, read, rust_files, text_files};
use crate::rust_source::{Source, test_files};

/// The list a visitor without an account may reach; `portal` compares it with its router.
const PUBLIC_ROUTES: &str = "crates/portal/public_routes.txt";

#[test]
fn sql_lives_in_store() {
    // `bench` is no part of the product: what the store is measured against is bare SQL, on purpose.
    let mut faults = literals_outside(&["store", "tidy", "bench"], is_sql);
    let foreign = |file: &&File| file.has_extension(&["sql"]) && !file.is_in_crate(&["store"]);
    faults.extend(text_files().iter().filter(foreign).map(|file| at(&file.path, 1, "a file of SQL")));
    expect_none(
        "SQL outside `store`. Put the question in a file of crates/store/sql and call it by a function of `store`:",
        &faults,
    );
}

#[test]
fn html_lives_in_portal() {
    let mut faults = literals_outside(&["portal", "tidy"], is_html);
    let foreign = |file: &&File| file.has_extension(&["html"]) && !file.is_in_crate(&["portal"]);
    faults.extend(text_files().iter().filter(foreign).map(|file| at(&file.path, 1, "a page")));
    expect_none("HTML outside `portal`. Return values and let a page of `portal` show them:", &faults);
}

#[test]
fn json_for_others_lives_in_api() {
    let files = rust_files();
    let tests = test_files(&files);
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| !file.is_in_crate(&["api", "tidy"]) && !tests.contains(&file.path)) {
        let source = Source::of(&file.text).without_tests();
        let speaks = file.is_in_crate(&["portal", "motcua"]);
        let made_here = source.lines().filter(|(_, code)| speaks && code.contains("json!"));
        faults.extend(made_here.map(|(line, code)| at(&file.path, line, code)));
        // A foreign wire may be JSON too; it is not ours.
        let answers = !file.is_in_crate(&["exchange"]);
        let answered = source.literals.iter().filter(|literal| answers && literal.text.contains("application/json"));
        faults.extend(answered.map(|literal| at(&file.path, literal.line, &literal.text)));
    }
    expect_none(
        "A JSON shape is made outside `api`. Others rely on our shapes: give it a type in `api`, where they are kept:",
        &faults,
    );
}

#[test]
fn no_event_is_ever_updated_or_deleted() {
    let mut faults = Vec::new();
    for file in text_files().iter().filter(|file| file.has_extension(&["sql"])) {
        if rewrites_events(&file.text) {
            faults.push(at(&file.path, 1, "rewrites events"));
        }
    }
    faults.extend(literals_outside(&["tidy"], rewrites_events));
    expect_none(
        "The ledger, the remarks, the journal of the office and that of insurance look-ups are append-only. A correction is a new event with a reason and an approver:",
        &faults,
    );
}

#[test]
fn public_routes_are_listed() {
    let list = read(PUBLIC_ROUTES);
    assert!(
        list.lines().any(|line| line.contains("/tra-cuu")),
        "{PUBLIC_ROUTES} names every page that needs no account; {list}"
    );
}

/// Literals of the program, without its tests, that hold what does not belong in their crate.
fn literals_outside(allowed: &[&str], wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let files = rust_files();
    let tests = test_files(&files);
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| !file.is_in_crate(allowed) && !tests.contains(&file.path)) {
        let source = Source::of(&file.text).without_tests();
        let found = source.literals.iter().filter(|literal| wrong(&literal.text));
        faults.extend(found.map(|literal| at(&file.path, literal.line, &one_line(&literal.text))));
    }
    faults
}

fn one_line(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(90).collect()
}

/// Lower case, without comments, words parted by one space.
fn normal(text: &str) -> String {
    let lines = text.lines().map(|line| line.split("--").next().unwrap_or_default());
    let text = lines.collect::<Vec<_>>().join(" ").to_lowercase();
    format!(" {} ", text.replace("\\n", " ").split_whitespace().collect::<Vec<_>>().join(" "))
}

fn is_sql(text: &str) -> bool {
    let text = normal(text);
    let pairs = [(" select ", " from "), (" update ", " set "), (" with ", " as (select ")];
    let words = [" insert into ", " delete from ", " create table ", " create index ", " alter table "];
    let in_order = |first: &str, second: &str| text.find(first).is_some_and(|place| text[place..].contains(second));
    words.iter().any(|word| text.contains(word)) || pairs.iter().any(|(first, second)| in_order(first, second))
}

fn is_html(text: &str) -> bool {
    let text = text.to_lowercase();
    ["<!doctype html", "<html", "<div", "<p>", "<span", "<table", "<form", "<a href", "<ul", "<li>"]
        .iter()
        .any(|tag| text.contains(tag))
}

fn rewrites_events(text: &str) -> bool {
    let text = normal(text);
    let appended = ["event", "seal", "remark", "office_act", "insurance_check", "consent", "data_request_event"];
    appended.iter().any(|table| {
        let words = [format!("update {table} "), format!("delete from {table} "), format!("delete from {table};")];
        words.iter().any(|words| text.contains(words.as_str()))
    })
}

#[test]
fn sql_and_pages_are_recognised() {
    assert!(is_sql("-- All.\nselect code\n  from dossier") && is_sql("Insert  into x values ($1)"));
    assert!(!is_sql("chọn một tệp") && !is_sql("<select name=x> from"));
    assert!(is_html("<DIV class=x>") && !is_html("1 < 2"));
    assert!(rewrites_events("update event\nset x = 1") && !rewrites_events("update event_count set x = 1"));
}
