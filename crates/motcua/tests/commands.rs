//! The program as an operator meets it: what it prints, what it refuses, and what it says to do then.

use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

fn motcua(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_motcua")).arg("--data").arg(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(output)))
}

fn set_up() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let output = motcua(folder.path(), &["setup", "--province", "H42"]);
    assert!(output.status.success(), "{}", said(&output));
    folder
}

const GOOD: &str = r#"{"code":"9.999901","name":"Thủ tục thử","ministry":"Bộ Thử","executing_agencies":[],"decision":"1/QĐ","levels":["Cấp xã"],"kind":"","field":"Thử","subjects":[],"competent":"","channels":[{"channel":"Trực tiếp","time_value":"3","time_unit":null,"fee_kind":"unknown","fee_vnd":null,"note":""}],"components":[],"results":[],"legal_bases":[],"steps_text":"","conditions_text":"","source_url":""}"#;

#[test]
fn a_broken_line_is_told_with_its_number_and_the_others_go_in_once() {
    let folder = set_up();
    let file = folder.path().join("danh-muc.jsonl");
    std::fs::write(&file, format!("{GOOD}\n{{\"code\": \n\n")).unwrap();
    let file = file.to_str().unwrap();
    let trial = json(&motcua(folder.path(), &["catalogue", "import", file, "--dry-run", "--json"]));
    assert_eq!(
        (trial["read"].as_u64(), trial["added"].as_u64(), trial["rejected"].as_u64()),
        (Some(2), Some(1), Some(1))
    );
    assert_eq!(trial["findings"]["term-without-unit"], 1);
    let people = said(&motcua(folder.path(), &["catalogue", "import", file]));
    assert!(people.contains("dòng 2"), "{people}");
    let again = json(&motcua(folder.path(), &["catalogue", "import", file, "--json"]));
    assert_eq!(
        (again["added"].as_u64(), again["changed"].as_u64(), again["unchanged"].as_u64()),
        (Some(0), Some(0), Some(1))
    );
}

#[test]
fn a_gzip_that_was_cut_off_changes_nothing_and_says_so() {
    let folder = set_up();
    let file = folder.path().join("danh-muc.jsonl.gz");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(GOOD.repeat(50).as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    std::fs::write(&file, &packed[..packed.len() / 2]).unwrap();
    let output = motcua(folder.path(), &["catalogue", "import", file.to_str().unwrap()]);
    assert!(!output.status.success() && said(&output).contains("bị cắt cụt hoặc hỏng"), "{}", said(&output));
}

#[test]
fn a_ledger_that_was_tampered_with_fails_and_the_place_is_named() {
    let folder = tempfile::tempdir().unwrap();
    seed(folder.path());
    let whole = json(&motcua(folder.path(), &["ledger", "verify", "--json"]));
    assert_eq!(whole["whole"], true);
    assert!(whole["entries"].as_u64().unwrap() > 100);
    let database = rusqlite::Connection::open(folder.path().join("motcua.sqlite")).unwrap();
    let (dossier, seq): (String, i64) = database
        .query_row("select dossier, seq from event where kind = 'accepted' order by dossier limit 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    database
        .execute("update event set happened_at = happened_at + 1 where dossier = ?1 and seq = ?2", (&dossier, seq))
        .unwrap();
    drop(database);
    let output = motcua(folder.path(), &["ledger", "verify", "--json"]);
    assert!(!output.status.success());
    let broken = json(&output);
    assert_eq!((&broken["first"]["dossier"], &broken["first"]["seq"]), (&dossier.clone().into(), &seq.into()));
    assert!(said(&motcua(folder.path(), &["ledger", "verify"])).contains(&dossier));
}

/// A little demo data: a demo that is stopped as soon as it says where it is.
fn seed(folder: &Path) {
    let mut demo = Command::new(env!("CARGO_BIN_EXE_motcua"))
        .args(["demo", "--listen", "127.0.0.1:0", "--dossiers", "40", "--data"])
        .arg(folder)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let lines = std::io::BufRead::lines(std::io::BufReader::new(demo.stdout.take().unwrap()));
    let ready = lines.map_while(Result::ok).find(|line| line.contains("http://"));
    assert!(ready.is_some(), "the demo says where it is");
    demo.kill().unwrap();
    demo.wait().unwrap();
}

#[test]
fn a_port_in_use_is_said_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let output = motcua(folder.path(), &["demo", "--listen", &address]);
    assert!(!output.status.success() && said(&output).contains("chọn cổng khác"), "{}", said(&output));
    assert!(!folder.path().join("motcua.sqlite").exists(), "nothing was made");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tep");
    std::fs::write(&file, "x").unwrap();
    let output = motcua(&file.join("du-lieu"), &["setup", "--province", "H42"]);
    assert!(!output.status.success() && said(&output).contains("du-lieu"), "{}", said(&output));
}

#[test]
fn commands_that_only_look_make_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("trong");
    let output = motcua(&empty, &["ledger", "verify"]);
    assert!(!output.status.success() && said(&output).contains("motcua setup"), "{}", said(&output));
    assert!(!empty.exists());
}

#[test]
fn a_backup_restores_into_an_empty_folder_and_verifies() {
    let (folder, copy, target) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    seed(folder.path());
    let copied = motcua(folder.path(), &["backup", copy.path().to_str().unwrap()]);
    assert!(copied.status.success(), "{}", said(&copied));
    let restored = motcua(target.path(), &["restore", copy.path().to_str().unwrap()]);
    assert!(restored.status.success(), "{}", said(&restored));
    let before = json(&motcua(folder.path(), &["ledger", "verify", "--json"]));
    let after = json(&motcua(target.path(), &["ledger", "verify", "--json"]));
    assert_eq!(before, after);
    let twice = motcua(target.path(), &["restore", copy.path().to_str().unwrap()]);
    assert!(!twice.status.success() && said(&twice).contains("còn trống"), "{}", said(&twice));
}

#[test]
fn officers_are_added_with_a_long_password_and_a_known_agency() {
    let folder = set_up();
    let add = |agency: &str, password: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_motcua"))
            .args(["officer", "add", "--login", "quantri", "--name", "Quản trị", "--agency", agency])
            .args(["--role", "administrator", "--data"])
            .arg(folder.path())
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // A child that refuses before it reads has closed its end: that is no failure of the test.
        let _ = writeln!(child.stdin.take().unwrap(), "{password}");
        said(&child.wait_with_output().unwrap())
    };
    assert!(add("H42", "ngan").contains("12 ký tự"));
    assert!(add("H99.1234", "một câu rất dài").contains("không có cơ quan"));
    assert!(add("H42", "một câu rất dài").contains("Đã ghi tài khoản quantri"));
    assert!(add("H42", "một câu khác dài").contains("đã có tài khoản"), "nobody's account is overwritten");
    let reset = |login| {
        let command = ["officer", "reset-factors", "--login", login, "--province", "H42"];
        said(&motcua(folder.path(), &command))
    };
    assert!(reset("quantri").contains("Đã đặt lại xác minh đăng nhập của quantri"), "{}", reset("quantri"));
    assert!(reset("khong-co").contains("không có tài khoản khong-co"));
    let demo = said(&motcua(folder.path(), &["demo", "--listen", "127.0.0.1:0"]));
    assert!(demo.contains("đã có dữ liệu thật"), "no demo, and no code of it, over real accounts: {demo}");
    let stopped = motcua(folder.path(), &["officer", "stop", "--login", "quantri", "--province", "H42"]);
    assert!(said(&stopped).contains("Đã ngừng"), "{}", said(&stopped));
}

#[test]
fn a_seal_that_was_published_tells_when_the_ledger_was_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    seed(folder.path());
    let published = folder.path().join("niem-phong.csv");
    let published = published.to_str().unwrap();
    assert!(motcua(folder.path(), &["ledger", "seal", "--publish", published]).status.success());
    let whole = motcua(folder.path(), &["ledger", "verify", "--against", published]);
    assert!(whole.status.success(), "{}", said(&whole));
    let database = rusqlite::Connection::open(folder.path().join("motcua.sqlite")).unwrap();
    assert!(database.execute("delete from seal", []).unwrap() > 0);
    drop(database);
    let anew = motcua(folder.path(), &["ledger", "verify", "--against", published]);
    assert!(!anew.status.success() && said(&anew).contains("đã bị viết lại"), "{}", said(&anew));
}

#[test]
fn a_demo_never_opens_over_real_data_whatever_lies_beside_it() {
    let folder = set_up();
    let database = rusqlite::Connection::open(folder.path().join("motcua.sqlite")).unwrap();
    let officer = "insert into officer (top, login, agency, name, roles, password_hash, active)
        values ('H42', 'that', 'H42', 'x', 'clerk', 'x', 1)";
    database.execute(officer, []).unwrap();
    // As if somebody had copied a demo's folder over a real one.
    std::fs::write(folder.path().join("demo-accounts.json"), "[]").unwrap();
    let output = motcua(folder.path(), &["demo", "--listen", "127.0.0.1:0"]);
    assert!(!output.status.success() && said(&output).contains("đã có dữ liệu thật"), "{}", said(&output));
}

#[test]
fn a_provider_that_cannot_be_safe_is_refused_at_the_start() {
    let folder = set_up();
    let database = rusqlite::Connection::open(folder.path().join("motcua.sqlite")).unwrap();
    let officer = "insert into officer (top, login, agency, name, roles, password_hash, active)
        values ('H42', 'that', 'H42', 'x', 'clerk', 'x', 1)";
    database.execute(officer, []).unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--login-client", "motcua", "--login-issuer"];
    let output = motcua(folder.path(), &[&serve[..], &["http://sso.example"]].concat());
    assert!(!output.status.success() && said(&output).contains("phải là https://"), "{}", said(&output));
    let output = motcua(folder.path(), &["serve", "--login-issuer", "https://sso.example"]);
    assert!(!output.status.success() && said(&output).contains("--login-client"), "{}", said(&output));
}
