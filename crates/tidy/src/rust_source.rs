//! Rust sources taken apart just far enough: code without comments, string literals, what is only for tests.

use std::collections::BTreeSet;

use crate::repository::File;

/// A string literal and the line it begins on.
pub(crate) struct Literal {
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// A source file without its comments.
pub(crate) struct Source {
    /// The code; comments and the insides of literals are blank, lines stay where they were.
    pub(crate) code: String,
    pub(crate) literals: Vec<Literal>,
}

impl Source {
    pub(crate) fn of(text: &str) -> Source {
        let mut scanner =
            Scanner { bytes: text.as_bytes(), place: 0, code: Vec::with_capacity(text.len()), literals: Vec::new() };
        while scanner.place < scanner.bytes.len() {
            scanner.step();
        }
        Source { code: String::from_utf8_lossy(&scanner.code).into_owned(), literals: scanner.literals }
    }

    /// The same without items marked `#[cfg(test)]`.
    pub(crate) fn without_tests(mut self) -> Source {
        let mut code = self.code.into_bytes();
        while let Some((start, end)) = test_item(&code) {
            let first = line_of(&code, start);
            let last = line_of(&code, end);
            self.literals.retain(|literal| literal.line < first || literal.line > last);
            for byte in &mut code[start..end] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        self.code = String::from_utf8_lossy(&code).into_owned();
        self
    }

    /// Lines of code, numbered from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// Paths of files that are compiled for tests only: in `tests/`, `benches/`, or declared under `#[cfg(test)]`.
pub(crate) fn test_files(files: &[File]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files {
        let declared = declared_for_tests(&Source::of(&file.text).code);
        let directory = module_directory(&file.path);
        for name in declared {
            found.insert(format!("{directory}{name}.rs"));
            found.insert(format!("{directory}{name}/"));
        }
    }
    let is_test = |path: &String| {
        path.contains("/tests/")
            || path.contains("/benches/")
            || found.iter().any(|test| path == test || (test.ends_with('/') && path.starts_with(test)))
    };
    files.iter().map(|file| file.path.clone()).filter(is_test).collect()
}

/// Where the modules that a file declares live.
fn module_directory(path: &str) -> String {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name {
        "mod.rs" | "lib.rs" | "main.rs" => format!("{directory}/"),
        _ => format!("{directory}/{}/", name.trim_end_matches(".rs")),
    }
}

fn declared_for_tests(code: &str) -> Vec<String> {
    code.match_indices("#[cfg(test)]")
        .filter_map(|(start, mark)| {
            let item = code[start + mark.len()..].trim_start();
            let name = item.trim_start_matches("pub(crate) ").strip_prefix("mod ")?.split_once(';')?.0;
            name.chars().all(|c| c.is_alphanumeric() || c == '_').then(|| name.to_owned())
        })
        .collect()
}

/// Where the first item marked `#[cfg(test)]` begins and ends.
fn test_item(code: &[u8]) -> Option<(usize, usize)> {
    let mark = b"#[cfg(test)]";
    let start = code.windows(mark.len()).position(|window| window == mark)?;
    let mut depth = 0;
    for (index, byte) in code.iter().enumerate().skip(start + mark.len()) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return Some((start, index + 1)),
            _ => continue,
        }
        if depth == 0 {
            return Some((start, index + 1));
        }
    }
    Some((start, code.len()))
}

fn line_of(code: &[u8], place: usize) -> usize {
    1 + code[..place].iter().filter(|byte| **byte == b'\n').count()
}

struct Scanner<'a> {
    bytes: &'a [u8],
    place: usize,
    code: Vec<u8>,
    literals: Vec<Literal>,
}

impl Scanner<'_> {
    fn step(&mut self) {
        let rest = &self.bytes[self.place..];
        if rest.starts_with(b"//") {
            let end = rest.iter().position(|byte| *byte == b'\n');
            self.blank(end.unwrap_or(rest.len()));
        } else if rest.starts_with(b"/*") {
            self.blank(block_comment(rest));
        } else if let Some((open, hashes)) = raw_string(rest).filter(|_| !self.inside_word()) {
            let close = [b"\"".as_slice(), &b"#".repeat(hashes)].concat();
            self.literal(open, &close, false);
        } else if rest[0] == b'"' {
            self.literal(1, b"\"", true);
        } else if rest[0] == b'\'' {
            self.blank_or_copy_quote(rest);
        } else {
            self.copy(1);
        }
    }

    fn inside_word(&self) -> bool {
        self.code.last().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    }

    fn copy(&mut self, length: usize) {
        let end = self.place + length;
        self.code.extend_from_slice(&self.bytes[self.place..end]);
        self.place = end;
    }

    fn blank(&mut self, length: usize) {
        let end = self.place + length;
        let blank = |byte: &u8| if *byte == b'\n' { b'\n' } else { b' ' };
        self.code.extend(self.bytes[self.place..end].iter().map(blank));
        self.place = end;
    }

    /// A character literal is blanked, a lifetime stays.
    fn blank_or_copy_quote(&mut self, rest: &[u8]) {
        let text = String::from_utf8_lossy(&rest[..rest.len().min(16)]).into_owned();
        let mut characters = text.chars().skip(1);
        let length = match (characters.next(), characters.next()) {
            (Some('\\'), Some(escaped)) => {
                let after = 2 + escaped.len_utf8();
                text[after..].find('\'').map(|end| after + end + 1)
            }
            (Some(c), Some('\'')) => Some(2 + c.len_utf8()),
            _ => None,
        };
        match length {
            Some(length) => self.blank(length),
            None => self.copy(1),
        }
    }

    fn literal(&mut self, open: usize, close: &[u8], escapes: bool) {
        let rest = &self.bytes[self.place + open..];
        let mut length = 0;
        while length < rest.len() && !rest[length..].starts_with(close) {
            length += if escapes && rest[length] == b'\\' { 2 } else { 1 };
        }
        let length = length.min(rest.len());
        self.literals.push(Literal {
            line: line_of(&self.code, self.code.len()),
            text: String::from_utf8_lossy(&rest[..length]).into_owned(),
        });
        self.copy(open);
        self.blank(length);
        self.copy(close.len().min(self.bytes.len() - self.place));
    }
}

fn block_comment(rest: &[u8]) -> usize {
    let mut depth = 0;
    let mut place = 0;
    while place < rest.len() {
        if rest[place..].starts_with(b"/*") {
            depth += 1;
            place += 2;
        } else if rest[place..].starts_with(b"*/") {
            depth -= 1;
            place += 2;
            if depth == 0 {
                break;
            }
        } else {
            place += 1;
        }
    }
    place.min(rest.len())
}

/// `r"`, `br#"` …: how long the opening is and how many `#` it has.
fn raw_string(rest: &[u8]) -> Option<(usize, usize)> {
    let prefix = [b"br".as_slice(), b"cr", b"r"].into_iter().find(|prefix| rest.starts_with(prefix))?.len();
    let hashes = rest[prefix..].iter().take_while(|byte| **byte == b'#').count();
    (rest.get(prefix + hashes) == Some(&b'"')).then_some((prefix + hashes + 1, hashes))
}

#[test]
fn comments_literals_and_tests_are_told_apart() {
    let text = r##"
use std::fs; // use std::net
const A: &str = "one // \" two"; /* std::env /* nested */ still */
const B: &str = r#"three "four""#; const C: char = '"'; const D: &'static str = "five";
#[cfg(test)]
mod tests { const E: &str = "six"; fn f() { std::env::var(); } }
fn after() {}
"##;
    let source = Source::of(text).without_tests();
    let literals: Vec<&str> = source.literals.iter().map(|literal| literal.text.as_str()).collect();
    assert_eq!(literals, [r#"one // \" two"#, r#"three "four""#, "five"]);
    assert!(source.code.contains("std::fs") && source.code.contains("fn after"));
    assert!(!source.code.contains("std::net") && !source.code.contains("std::env"));
    assert_eq!(source.code.lines().count(), text.lines().count());
}

#[test]
fn a_module_declared_for_tests_is_a_test_file() {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    let files = [
        file("crates/a/src/lib.rs", "mod b;\n#[cfg(test)]\nmod c;"),
        file("crates/a/src/b.rs", ""),
        file("crates/a/src/c/d.rs", ""),
        file("crates/a/tests/e.rs", ""),
    ];
    let expected = ["crates/a/src/c/d.rs", "crates/a/tests/e.rs"];
    assert!(test_files(&files).iter().eq(expected.iter()));
}
