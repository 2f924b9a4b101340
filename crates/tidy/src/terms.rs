//! Names follow the law and the desk: every type of `domain`, `identity` and `chip` says its Vietnamese term, and the glossary has it.

use crate::repository::{at, expect_none, read, rust_files};
use crate::rust_source::test_files;

/// Types without a word of the desk, and why.
const EXCEPTIONS: [(&str, &str); 0] = [];

struct Type {
    name: String,
    path: String,
    line: usize,
    /// First line of its doc comment.
    opening: String,
    /// Why something was refused; not a noun of the desk.
    is_error: bool,
}

#[test]
fn every_type_of_the_rules_opens_with_its_vietnamese_term() {
    let listed = |found: &Type| EXCEPTIONS.iter().any(|(name, _)| *name == found.name);
    let faults: Vec<String> = nouns()
        .iter()
        .filter(|found| !listed(found) && !opens_with_a_term(&found.opening))
        .map(|found| at(&found.path, found.line, &format!("{}: «{}»", found.name, found.opening)))
        .collect();
    expect_none(
        "A doc comment of `domain`, `identity` or `chip` does not open with the Vietnamese term in italics, as in \
         `/// *Hồ sơ*: everything that decides what may happen next.` Name it as the law and the desk do:",
        &faults,
    );
}

#[test]
fn every_type_of_the_rules_is_in_the_glossary() {
    let glossary = read("GLOSSARY.md");
    let faults: Vec<String> = nouns()
        .iter()
        .filter(|found| !glossary.contains(&format!("`{}`", found.name)))
        .map(|found| format!("| {} | `{}` | … |  ({}:{})", found.opening, found.name, found.path, found.line))
        .collect();
    expect_none("These types have no row in GLOSSARY.md. Add one each, Vietnamese term first:", &faults);
}

#[test]
fn the_glossary_names_no_type_that_is_gone() {
    let types = types();
    let known = |name: &str| types.iter().any(|found| found.name == name);
    let faults: Vec<String> = read("GLOSSARY.md")
        .lines()
        .filter(|row| row.starts_with('|'))
        .filter_map(|row| row.split('|').nth(2))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .filter(|name| name.chars().next().is_some_and(char::is_uppercase) && !name.contains("::"))
        .filter(|name| !known(name))
        .collect();
    expect_none("GLOSSARY.md names types that no crate has any more. Take their rows out:", &faults);
}

/// `*Hồ sơ*: …`
fn opens_with_a_term(opening: &str) -> bool {
    let term = opening.strip_prefix('*').and_then(|rest| rest.split_once('*'));
    term.is_some_and(|(term, _)| !term.trim().is_empty())
}

/// The public types of the rules, of the person and of his card that are no errors.
fn nouns() -> Vec<Type> {
    let mut types = types();
    let told = ["crates/chip/src/", "crates/domain/", "crates/identity/"];
    types.retain(|found| told.iter().any(|place| found.path.starts_with(place)) && !found.is_error);
    assert!(types.len() > 30, "only {} types were found", types.len());
    types
}

/// The public types of every crate.
fn types() -> Vec<Type> {
    let files = rust_files();
    let tests = test_files(&files);
    let mut types = Vec::new();
    for file in files.iter().filter(|file| !tests.contains(&file.path)) {
        let lines: Vec<&str> = file.text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let Some(name) = type_name(line) else {
                continue;
            };
            let start = lines[..index].iter().rposition(|line| line.is_empty()).map_or(0, |blank| blank + 1);
            let head = &lines[start..index];
            let opening = head.iter().find_map(|line| line.strip_prefix("/// "));
            types.push(Type {
                name: name.to_owned(),
                path: file.path.clone(),
                line: index + 1,
                opening: opening.unwrap_or_default().to_owned(),
                is_error: head.iter().any(|line| line.contains("Error")),
            });
        }
    }
    types
}

fn type_name(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "))?;
    rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next()
}
