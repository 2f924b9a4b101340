//! The journey of a dossier in a real browser (`e2e/journey.mjs`), over the program that was just built.
//!
//! Needs Node.js, Chromium and `npm ci --prefix e2e`. Where one is missing the test says so and passes, except
//! where the variable `CI` is set: there it fails, so that the journey is made somewhere every day.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[test]
fn a_dossier_lives_from_application_to_hand_over_in_a_real_browser() {
    let e2e = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e");
    if let Some(missing) = missing(&e2e) {
        assert!(std::env::var_os("CI").is_none(), "no journey: {missing}");
        // Written past the test harness, which hides what a passing test prints.
        let notice = format!("\n*** NOT TRIED in a browser: {missing} ***\n");
        std::io::stderr().write_all(notice.as_bytes()).expect("stderr is open");
        return;
    }
    let output = Command::new("node")
        .arg("journey.mjs")
        .current_dir(&e2e)
        .env("MOTCUA", env!("CARGO_BIN_EXE_motcua"))
        .output()
        .expect("node starts");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "\n{said}\nPictures of every page: npm run --prefix e2e screenshots\n");
    println!("{said}");
}

/// What the journey cannot be made without, and how to get it.
fn missing(e2e: &Path) -> Option<&'static str> {
    let starts = |program: &str| Command::new(program).arg("--version").stdout(Stdio::null()).status().is_ok();
    let browsers = ["chromium", "chromium-browser", "google-chrome"];
    let needs: [(bool, &str); 3] = [
        (starts("node"), "no node: apt-get install nodejs"),
        (
            std::env::var_os("MOTCUA_CHROMIUM").is_some() || browsers.iter().any(|name| on_path(name)),
            "no chromium: apt-get install chromium, or name one in MOTCUA_CHROMIUM",
        ),
        (e2e.join("node_modules/playwright-core").exists(), "no playwright-core: npm ci --prefix e2e"),
    ];
    needs.into_iter().find(|(there, _)| !there).map(|(_, how)| how)
}

fn on_path(name: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder: PathBuf| folder.join(name).exists())
}
