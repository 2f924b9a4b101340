//! What the program stands on: every dependency is used, and its licence lets an office use it.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::repository::{crate_names, expect_none, read, root, rust_files};

/// Licences that ask for no more than a notice (MPL-2.0: and our changes to its own files).
const LICENCES: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Zlib",
];

#[test]
fn every_dependency_of_the_house_is_used_by_a_crate() {
    let used: BTreeSet<String> = crate_names().iter().flat_map(|name| every_dependency_of(name)).collect();
    let faults: Vec<String> = section(&read("Cargo.toml"), "[workspace.dependencies]")
        .into_iter()
        .filter(|name| !used.contains(name))
        .collect();
    expect_none("Cargo.toml lists dependencies that no crate uses. Take them out:", &faults);
}

#[test]
fn licences_let_an_office_use_the_program() {
    let mut faults = Vec::new();
    for package in packages() {
        let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
        if !permitted(&text("license")) {
            faults.push(format!("{} {}: «{}»", text("name"), text("version"), text("license")));
        }
    }
    expect_none(
        "A dependency has a licence we have not agreed to. Choose another crate, or add the licence in \
         crates/tidy/src/dependencies.rs and deny.toml with the reason in docs/decisions:",
        &faults,
    );
}

#[test]
fn the_two_lists_of_licences_are_the_same() {
    let deny = read("deny.toml");
    let faults: Vec<String> = LICENCES
        .iter()
        .filter(|licence| !deny.contains(&format!("\"{licence}\"")))
        .map(|licence| (*licence).to_owned())
        .collect();
    expect_none("deny.toml does not allow these licences, crates/tidy/src/dependencies.rs does:", &faults);
}

/// The dependencies a crate is built from, without those of its tests.
pub(crate) fn of_crate(name: &str) -> Vec<String> {
    section(&read(&format!("crates/{name}/Cargo.toml")), "[dependencies]")
}

fn every_dependency_of(name: &str) -> Vec<String> {
    let manifest = read(&format!("crates/{name}/Cargo.toml"));
    let sections = ["[dependencies]", "[dev-dependencies]", "[build-dependencies]"];
    sections.iter().flat_map(|head| section(&manifest, head)).collect()
}

/// The names a section of a manifest lists.
fn section(manifest: &str, head: &str) -> Vec<String> {
    let lines = manifest.lines().skip_while(|line| line.trim() != head).skip(1);
    let body = lines.take_while(|line| !line.starts_with('['));
    let name = |line: &str| {
        let end = line.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'))?;
        (end > 0).then(|| line[..end].to_owned())
    };
    body.filter_map(name).collect()
}

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "cargo metadata: {error}");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    metadata["packages"].as_array().expect("there are packages").clone()
}

/// Whether an SPDX expression can be met with the licences above: one of each `OR`, all of each `AND`.
fn permitted(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let groups = expression.replace(['(', ')'], "");
    if LICENCES.contains(&groups.trim()) {
        return true;
    }
    if let Some(inner) = parenthesised(&expression) {
        return inner;
    }
    groups.split(" OR ").any(|choice| choice.split(" AND ").all(|licence| LICENCES.contains(&licence.trim())))
}

/// `(A OR B) AND C`: every part must be met.
fn parenthesised(expression: &str) -> Option<bool> {
    if !expression.contains('(') {
        return None;
    }
    let parts = expression.split(" AND ").map(|part| part.trim_matches(|c: char| "() ".contains(c)));
    Some(parts.into_iter().all(|part| part.split(" OR ").any(|choice| LICENCES.contains(&choice.trim()))))
}

#[test]
fn licence_expressions_are_understood() {
    for good in [
        "MIT",
        "MIT OR GPL-3.0",
        "MIT/Apache-2.0",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(permitted(good), "{good}");
    }
    for bad in ["GPL-3.0", "", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND AGPL-3.0"] {
        assert!(!permitted(bad), "{bad}");
    }
}

#[test]
fn every_dependency_of_a_crate_is_named_in_its_sources() {
    let files = rust_files();
    let mut faults = Vec::new();
    for name in crate_names() {
        let sources: String =
            files.iter().filter(|file| file.is_in_crate(&[&name])).map(|file| file.text.as_str()).collect();
        let unused = every_dependency_of(&name).into_iter().filter(|dependency| {
            let word = dependency.replace('-', "_");
            !sources.contains(&format!("{word}::")) && !sources.contains(&format!("use {word}"))
        });
        faults.extend(unused.map(|dependency| format!("crates/{name}/Cargo.toml: {dependency}")));
    }
    expect_none("These dependencies are listed but their crate never names them. Take them out:", &faults);
}
