//! Files anyone can read: one way to write text, and no file too long to tell in one go.

use unicode_normalization::is_nfc;

use crate::repository::{at, expect_none, text_files};

/// Longest file that is still read in one go.
const LINES: usize = 600;

/// Longer files, and why they stay whole.
const LONG: [(&str, &str); 0] = [];

/// Files that must hold other text than ours, and why.
const FOREIGN: [(&str, &str); 0] = [];

#[test]
fn text_is_nfc_with_plain_line_ends() {
    let mut faults = Vec::new();
    for file in text_files() {
        if FOREIGN.iter().any(|(path, _)| *path == file.path) || file.text.is_empty() {
            continue;
        }
        if file.text.starts_with('\u{feff}') {
            faults.push(at(&file.path, 1, "begins with a byte order mark"));
        }
        if !file.text.ends_with('\n') || file.text.ends_with("\n\n") {
            faults.push(at(&file.path, file.text.lines().count(), "must end with one line end"));
        }
        for (index, line) in file.text.split('\n').enumerate() {
            if let Some(what) = line_fault(line, file.has_extension(&["rs", "html", "css", "sql", "js", "mjs"])) {
                faults.push(at(&file.path, index + 1, what));
            }
        }
    }
    expect_none("Text is UTF-8 in NFC, with LF, spaces for indentation and one line end at the end:", &faults);
}

fn line_fault(line: &str, code: bool) -> Option<&'static str> {
    let faults = [
        (line.contains('\r'), "ends with CR LF"),
        (!is_nfc(line), "is not NFC: type the letters composed (ế, not e + ̂ + ́ )"),
        (code && line.contains('\t'), "has a tab"),
        (code && line.ends_with(' '), "ends with a space"),
    ];
    faults.into_iter().find(|(wrong, _)| *wrong).map(|(_, what)| what)
}

#[test]
fn files_are_short_enough_to_read_aloud() {
    let mut faults = Vec::new();
    for file in text_files() {
        let lines = file.text.lines().count();
        let written = file.has_extension(&["rs", "html", "css", "sql", "js", "mjs", "md", "py"]);
        if written && lines > LINES && LONG.iter().all(|(path, _)| *path != file.path) {
            faults.push(format!("{}: {lines} lines", file.path));
        }
    }
    expect_none(
        "A file of more than 600 lines tells more than one thing. Part it by what it tells, or list it \
         with a reason in LONG in crates/tidy/src/files.rs:",
        &faults,
    );
}
