//! The files of this repository, read from disk: everything that `.gitignore` does not name.

use std::fs;
use std::path::{Path, PathBuf};

/// One text file.
pub(crate) struct File {
    /// From the root of the repository, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn has_extension(&self, extensions: &[&str]) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }

    /// Whether it is in the sources, tests or templates of one of these crates.
    pub(crate) fn is_in_crate(&self, crates: &[&str]) -> bool {
        crates.iter().any(|name| self.path.starts_with(&format!("crates/{name}/")))
    }
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("tidy lives in crates/").to_owned()
}

/// Every text file, in the order of their paths.
pub(crate) fn text_files() -> Vec<File> {
    let ignored = ignored_paths();
    let mut files = Vec::new();
    collect(&root(), "", &ignored, &mut files);
    assert!(files.len() > 20, "only {} files were found", files.len());
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Every Rust source file.
pub(crate) fn rust_files() -> Vec<File> {
    let mut files = text_files();
    files.retain(|file| file.has_extension(&["rs"]));
    files
}

/// One text file that must be there.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path} cannot be read: {error}"))
}

/// The names of the crates in `crates/`.
pub(crate) fn crate_names() -> Vec<String> {
    let directory = fs::read_dir(root().join("crates")).expect("crates/ is there");
    let mut names: Vec<String> = directory
        .filter_map(|entry| entry.expect("crates/ can be read").file_name().into_string().ok())
        .filter(|name| root().join("crates").join(name).join("Cargo.toml").exists())
        .collect();
    names.sort();
    names
}

/// Fails with one line for each fault, after saying what the rule is and what to do.
#[track_caller]
pub(crate) fn expect_none(rule_and_remedy: &str, faults: &[String]) {
    assert!(faults.is_empty(), "\n\n{rule_and_remedy}\n\n  {}\n", faults.join("\n  "));
}

/// `path:line: what`
pub(crate) fn at(path: &str, line: usize, what: &str) -> String {
    format!("{path}:{line}: {}", what.trim())
}

/// Rows of `.gitignore`; all of ours start at the root.
fn ignored_paths() -> Vec<String> {
    let rows = read(".gitignore");
    let mut paths: Vec<String> = rows
        .lines()
        .filter(|row| !row.is_empty() && !row.starts_with('#'))
        .map(|row| row.trim_matches('/').to_owned())
        .collect();
    paths.push(".git".to_owned());
    paths
}

/// Snapshots that nobody has looked at yet; files of chips, which are binary though some have no zero byte.
const NO_TEXT: [&str; 5] = [".pending-snap", ".snap.new", ".bin", ".sod", ".crl"];

fn collect(directory: &Path, prefix: &str, ignored: &[String], files: &mut Vec<File>) {
    for entry in fs::read_dir(directory).expect("directories can be read") {
        let entry = entry.expect("directories can be read");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if ignored.contains(&path) || NO_TEXT.iter().any(|end| name.ends_with(end)) {
            continue;
        }
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), ignored, files);
        } else if let Ok(bytes) = fs::read(entry.path())
            && !bytes.contains(&0)
        {
            let text = String::from_utf8(bytes)
                .unwrap_or_else(|_| panic!("{path} is neither binary nor UTF-8: save it as UTF-8"));
            files.push(File { path, text });
        }
    }
}
