//! Citizens sign in (`e2e/login.mjs`): by the demo's choice, and by npm `oidc-provider` as a real identity provider.
//!
//! Needs what the journey needs. Where something is missing the test says so and passes, except where `CI` is set.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn citizens_sign_in_by_a_real_identity_provider() {
    let e2e = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e");
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !node || !e2e.join("node_modules/oidc-provider").exists() {
        assert!(std::env::var_os("CI").is_none(), "no provider: apt-get install nodejs; npm ci --prefix e2e");
        let notice = "\n*** NOT TRIED against an identity provider: needs Node.js and npm ci --prefix e2e ***\n";
        std::io::stderr().write_all(notice.as_bytes()).expect("stderr is open");
        return;
    }
    let output = Command::new("node")
        .arg("login.mjs")
        .current_dir(&e2e)
        .env("MOTCUA", env!("CARGO_BIN_EXE_motcua"))
        .output()
        .expect("node starts");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "\n{said}");
    println!("{said}");
}
