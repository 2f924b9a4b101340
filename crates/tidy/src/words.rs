//! Words that must not stand in a file: places of one machine, unfinished work, hosts of package mirrors.

use crate::repository::{at, expect_none, text_files};

/// Directories that exist on somebody's machine only.
const MACHINE_PATHS: [&str; 7] = ["/work/", "/tmp/", "/root/", "/home/", "/Users/", "/mnt/", "C:\\Users"];

/// Marks of unfinished work, written in halves so that this file has none.
const UNFINISHED: [&str; 5] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("#[", "ignore"),
];

/// Files that may hold one of these words, and why.
const EXCEPTIONS: [(&str, &str, &str); 1] = [(
    "crates/app/src/papers.rs",
    "C:\\Users",
    "old browsers send the whole path of a file; a test shows that only the name is kept",
)];

#[test]
fn no_path_of_one_machine() {
    let places = find(&MACHINE_PATHS, |before| !before.is_ascii_alphanumeric() && !")}_-.".contains(before));
    expect_none(
        "A path of one machine. Take it as an argument, from CARGO_MANIFEST_DIR or from a temporary directory:",
        &places,
    );
}

#[test]
fn nothing_is_left_unfinished() {
    let places = find(&UNFINISHED, |before| !before.is_ascii_alphanumeric());
    expect_none(
        "A mark of unfinished work, or a test that is switched off. Finish it, or open an issue and take the mark out:",
        &places,
    );
}

#[test]
fn packages_come_from_the_public_registries_by_default() {
    let mut faults = Vec::new();
    for file in text_files().iter().filter(|file| !file.path.starts_with("crates/tidy/")) {
        for (index, line) in file.text.lines().enumerate() {
            let named = hosts(line).any(|host| {
                ["registry", "mirror", "proxy", "artifactory", "nexus", "pypi", "npmjs"]
                    .iter()
                    .any(|word| host.contains(word))
            });
            let foreign_lock = file.path.ends_with("Cargo.lock")
                && line.starts_with("source = ")
                && line != "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
            if named || foreign_lock {
                faults.push(at(&file.path, index + 1, line));
            }
        }
    }
    expect_none(
        "A host of a package registry is written down. Leave the choice to whoever installs \
         (npm: `npm config set omit-lockfile-registry-resolved true`, then write the lock file anew):",
        &faults,
    );
}

/// Hosts of the addresses in a line.
fn hosts(line: &str) -> impl Iterator<Item = String> {
    let parts = line.split("://").skip(1);
    parts.map(|part| {
        let end = part.find(|c: char| "/\"' )>`:".contains(c)).unwrap_or(part.len());
        part[..end].to_lowercase()
    })
}

/// Places of words, where the character before the word may stand there.
fn find(words: &[&str], may_precede: impl Fn(char) -> bool) -> Vec<String> {
    let mut places = Vec::new();
    for file in text_files() {
        let listed = |word: &str| EXCEPTIONS.iter().any(|(path, known, _)| *path == file.path && *known == word);
        if file.path == "crates/tidy/src/words.rs" {
            continue;
        }
        for (index, line) in file.text.lines().enumerate() {
            for word in words.iter().filter(|word| !listed(word)) {
                let alone = |(place, _): (usize, &str)| line[..place].chars().next_back().is_none_or(&may_precede);
                if line.match_indices(word).any(alone) {
                    places.push(at(&file.path, index + 1, line));
                }
            }
        }
    }
    places
}
