//! Facts come with their source: every row of `data/` that can be sure or unsure says which.

use std::collections::BTreeSet;

use domain::procedure::{Procedure, read_catalogue};
use domain::process::{Process, Role, check};
use serde_json::Value;

use crate::repository::{File, at, expect_none, read, text_files};

/// How sure a row is: read in the text itself, read in a secondary source, remembered, inferred.
const CERTAINTIES: [&str; 4] = ["V", "V2", "M", "I"];

#[test]
fn data_files_can_be_read() {
    let mut faults = Vec::new();
    for file in data_files() {
        for (line, text) in documents(&file) {
            if let Err(error) = serde_json::from_str::<Value>(&text) {
                faults.push(at(&file.path, line, &error.to_string()));
            }
        }
        if file.has_extension(&["tsv", "csv"]) {
            faults.extend(uneven_rows(&file));
        }
    }
    expect_none("A data file cannot be read. Mend the row named:", &faults);
}

#[test]
fn rows_name_their_source_and_how_sure_they_are() {
    let mut faults = Vec::new();
    for file in data_files() {
        if file.has_extension(&["jsonl"]) {
            for (line, text) in documents(&file) {
                let row = serde_json::from_str::<Value>(&text).unwrap_or_default();
                faults.extend(row_fault(&row).map(|what| at(&file.path, line, what)));
            }
            continue;
        }
        for (line, text) in documents(&file) {
            let Ok(value) = serde_json::from_str::<Value>(&text) else {
                continue;
            };
            visit(&value, &mut |rows| {
                for row in rows.iter().filter(|_| rows.iter().any(|row| row.get("certainty").is_some())) {
                    if let Some(what) = row_fault(row) {
                        faults.push(at(&file.path, line, &format!("{what}: {}", short(row))));
                    }
                }
            });
        }
    }
    expect_none(
        "A row of `data/` lacks its source or its certainty (V read, V2 second hand, M remembered, I inferred). \
         Name the text and article it was read in:",
        &faults,
    );
}

#[test]
fn data_files_are_described_in_their_readme() {
    let readme = read("data/README.md");
    let faults: Vec<String> = data_files()
        .into_iter()
        .filter(|file| !file.path.ends_with(".md"))
        .map(|file| file.path.trim_start_matches("data/").to_owned())
        .filter(|name| {
            let directory = name.split_once('/').map(|(directory, _)| format!("`{directory}/"));
            !readme.contains(&format!("`{name}`")) && !directory.is_some_and(|directory| readme.contains(&directory))
        })
        .collect();
    expect_none("data/README.md does not say what these files are and where they come from:", &faults);
}

#[test]
fn the_sample_catalogue_has_every_essential_service() {
    let procedures = sample_catalogue();
    assert!(
        procedures.len() >= 30,
        "data/procedures.jsonl has {} procedures, at least 30 are promised",
        procedures.len()
    );
    let essential: BTreeSet<&str> = procedures.iter().filter_map(|procedure| procedure.essential.as_deref()).collect();
    assert_eq!(essential.len(), 25, "25 essential services must be in data/procedures.jsonl: {essential:#?}");
}

#[test]
fn processes_of_the_sample_catalogue_keep_the_legal_terms() {
    let mut faults = Vec::new();
    // What is a link of other procedures has their processes.
    let links = include_str!("../../../data/linked.json");
    for procedure in sample_catalogue() {
        let Some(process) = &procedure.process else {
            if !links.contains(procedure.code.as_str()) {
                faults.push(format!("{}: no process", procedure.code));
            }
            continue;
        };
        let process: Process = match serde_json::from_value(process.clone()) {
            Ok(process) => process,
            Err(error) => {
                faults.push(format!("{}: {error}", procedure.code));
                continue;
            }
        };
        let stated = procedure.channels.iter().map(|channel| channel.term.term());
        let found = stated.flat_map(|term| check(&process, term, &Role::ALL, &|_| true));
        let named = found.map(|fault| format!("{}: {fault}", procedure.code));
        faults.extend(named.collect::<BTreeSet<_>>());
    }
    expect_none("A process in data/procedures.jsonl could not be published. Mend its steps or their terms:", &faults);
}

#[test]
fn forms_of_the_sample_catalogue_can_be_asked() {
    let mut faults = Vec::new();
    for procedure in sample_catalogue() {
        let Some(form) = &procedure.form else { continue };
        faults.extend(form.faults().iter().map(|fault| format!("{}: {fault}", procedure.code)));
        let known = |paper: &str| {
            let named = |component| form.rule_of(component).is_some_and(|rule| rule.paper == paper);
            procedure.components.iter().filter(|component| named(component)).count()
        };
        let stray = form.papers.iter().filter(|rule| known(&rule.paper) != 1);
        faults.extend(stray.map(|rule| format!("{}: «{}» names no paper, or several", procedure.code, rule.paper)));
    }
    expect_none("A form in data/procedures.jsonl cannot be asked. Mend the question or the rule named:", &faults);
}

fn sample_catalogue() -> Vec<Procedure> {
    let catalogue = read_catalogue(read("data/procedures.jsonl").lines());
    assert_eq!(catalogue.rejected, [], "rows of data/procedures.jsonl cannot be read");
    catalogue.rows.into_iter().map(|row| row.procedure).collect()
}

fn data_files() -> Vec<File> {
    let mut files = text_files();
    files.retain(|file| file.path.starts_with("data/"));
    files
}

/// The JSON documents of a file, with the line each begins on: one, or one a line.
fn documents(file: &File) -> Vec<(usize, String)> {
    if file.has_extension(&["json"]) {
        return vec![(1, file.text.clone())];
    }
    if !file.has_extension(&["jsonl"]) {
        return Vec::new();
    }
    let lines = file.text.lines().enumerate();
    lines.map(|(index, line)| (index + 1, line.to_owned())).collect()
}

fn uneven_rows(file: &File) -> Vec<String> {
    let mark = if file.has_extension(&["tsv"]) { '\t' } else { ',' };
    let count = |line: &str| line.matches(mark).count();
    let columns = file.text.lines().next().map_or(0, count);
    let uneven = |(_, line): &(usize, &str)| !line.contains('"') && count(line) != columns;
    let rows = file.text.lines().enumerate().filter(uneven);
    rows.map(|(index, line)| at(&file.path, index + 1, line)).collect()
}

fn visit(value: &Value, see: &mut impl FnMut(&[Value])) {
    match value {
        Value::Array(rows) => {
            see(rows);
            rows.iter().for_each(|row| visit(row, see));
        }
        Value::Object(fields) => fields.values().for_each(|field| visit(field, see)),
        _ => {}
    }
}

fn row_fault(row: &Value) -> Option<&'static str> {
    let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
    if text("source").trim().is_empty() && text("source_url").trim().is_empty() {
        return Some("no source");
    }
    (!CERTAINTIES.contains(&text("certainty"))).then_some("no certainty")
}

fn short(row: &Value) -> String {
    row.to_string().chars().take(100).collect()
}
