//! The rules are pure: time, chance and the outside are arguments.

use crate::repository::{at, crate_names, expect_none, read, rust_files};
use crate::rust_source::{Source, test_files};

/// Crates that compute and do nothing else.
const PURE: [&str; 5] = ["chip", "domain", "identity", "documents", "factor"];

/// What would make an answer depend on more than its arguments.
const OUTSIDE: [&str; 15] = [
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "TimeZone::system",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "getrandom",
    "rand::",
    "RandomState",
    "tokio",
];

/// What the pure crates may be built from: each computes, none acts.
const ALLOWED: &[(&str, &str)] = &[
    ("base64", "bytes as pages carry them"),
    ("ciborium", "what keys say, in CBOR"),
    ("ring", "signatures, hashes and seals; its random source is not used outside tests"),
    ("jiff", "civil dates and their arithmetic, without a clock"),
    ("serde", "shapes of data files and of the ledger's facts"),
    ("serde_json", "the ledger's facts as text"),
    ("sha2", "the ledger's hashes"),
    ("thiserror", "reasons for the one who asked"),
    ("unicode-normalization", "search without diacritics, names in every spelling"),
    ("domain", "identity and documents stand on it"),
    ("identity", "the chip of a card holds a machine readable zone"),
    ("bp256", "signatures of chips: a curve"),
    ("bp384", "signatures of chips: a curve"),
    ("der", "signatures of chips: their encoding"),
    ("ecdsa", "signatures of chips: checked, never made"),
    ("elliptic-curve", "signatures of chips: what a curve is"),
    ("p256", "signatures of chips: a curve"),
    ("p384", "signatures of chips: a curve"),
    ("p521", "signatures of chips: a curve"),
    ("primefield", "signatures of chips: arithmetic of a curve"),
    ("primeorder", "signatures of chips: arithmetic of a curve"),
    ("x509-cert", "signatures of chips: certificates"),
];

#[test]
fn pure_crates_read_no_clock_file_socket_environment_or_chance() {
    let files = rust_files();
    let tests = test_files(&files);
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is_in_crate(&PURE) && !tests.contains(&file.path)) {
        for (line, code) in Source::of(&file.text).without_tests().lines() {
            for word in OUTSIDE.iter().filter(|word| code.contains(**word)) {
                faults.push(at(&file.path, line, word));
            }
        }
    }
    expect_none(
        "A pure crate reaches outside. Take what it needs as an argument and read it in `app` or `motcua`:",
        &faults,
    );
}

#[test]
fn pure_crates_stand_on_crates_that_only_compute() {
    let pure = crate_names().into_iter().filter(|name| PURE.contains(&name.as_str()));
    let dependencies = pure.flat_map(|name| {
        let of_crate = crate::dependencies::of_crate(&name);
        of_crate.into_iter().map(move |dependency| (name.clone(), dependency))
    });
    let faults: Vec<String> = dependencies
        .filter(|(_, dependency)| ALLOWED.iter().all(|(allowed, _)| allowed != dependency))
        .map(|(name, dependency)| format!("crates/{name}/Cargo.toml: {dependency}"))
        .collect();
    expect_none(
        "A pure crate has a new dependency. If it computes only, add it with its reason to ALLOWED in \
         crates/tidy/src/purity.rs; if it acts, it belongs in another crate:",
        &faults,
    );
}

#[test]
fn rules_count_in_whole_numbers() {
    let mut faults = Vec::new();
    for file in rust_files().iter().filter(|file| file.is_in_crate(&["chip", "domain", "identity"])) {
        for (line, code) in Source::of(&file.text).lines() {
            let words = code.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            for word in words.filter(|word| ["f32", "f64"].contains(word)) {
                faults.push(at(&file.path, line, word));
            }
        }
    }
    expect_none(
        "A pure crate computes with floating point. Count in whole units (minutes, đồng, thousandths) as i64:",
        &faults,
    );
}

/// Files that may hold unsafe code, and why.
const UNSAFE: [(&str, &str); 1] =
    [("crates/population/src/map.rs", "a file mapped into memory, of which the language knows nothing")];

#[test]
fn unsafe_code_stands_in_the_files_listed() {
    let mut faults = Vec::new();
    for file in rust_files().iter().filter(|file| UNSAFE.iter().all(|(path, _)| *path != file.path)) {
        for (line, code) in Source::of(&file.text).lines() {
            let words = code.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            faults.extend(words.filter(|word| *word == "unsafe").map(|_| at(&file.path, line, code)));
        }
    }
    expect_none(
        "Unsafe code outside the files of UNSAFE in crates/tidy/src/purity.rs. Find a way without it:",
        &faults,
    );
}

#[test]
fn every_crate_keeps_the_lints_of_the_house() {
    let faults: Vec<String> = crate_names()
        .into_iter()
        .filter(|name| !read(&format!("crates/{name}/Cargo.toml")).contains("[lints]\nworkspace = true"))
        .collect();
    expect_none("These crates do not say `[lints] workspace = true` in their Cargo.toml:", &faults);
}
