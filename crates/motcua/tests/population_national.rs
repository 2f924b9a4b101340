//! The national contract end to end: an agency's connection, and what stands in for the database, on loopback.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command.arg("population").args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command; what it said, and whether it went well.
fn run(arguments: &[&str]) -> (bool, String) {
    let output = command(arguments).output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.success(), said)
}

const PEOPLE: &str = "number,full_name,birth_date,sex,residence_unit,residence_kind,status\n\
                      001190000001,Nguyễn Thị Hoà,1990-03-21,Nữ,13318,,active\n\
                      001090000002,Trần Văn Khoẻ,1950,Nam,98765,temporary,active\n\
                      001090000003,Lê An,1950,Nam,13318,,deceased\n";
const SIGNED: &str = r#"{"kind":"signed","user":"motcua","secret":"bi-mat","client":"GOV/000/H42","api_key":"khoa"}"#;
const KEYED: &str = r#"{"kind":"key","name":"motcua","password":"bi-mat"}"#;

struct StandIn {
    folder: tempfile::TempDir,
    child: Child,
    address: String,
}

impl StandIn {
    fn start(auth: &str) -> StandIn {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        fs::write(path("people.csv"), PEOPLE).unwrap();
        let [people, register, connection] = ["people.csv", "register", "connection"].map(path);
        let (built, said) = run(&["build", "--people", &people, "--out", &register]);
        assert!(built, "{said}");
        fs::write(&connection, settings("http://127.0.0.1:1/dancu", auth, "")).unwrap();
        let arguments = ["--register", &register, "--people", &people, "--connection", &connection];
        let mut child = command(&[&["stand-in", "--listen", "127.0.0.1:0"], &arguments[..]].concat()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split(' ').next());
        StandIn { address: address.unwrap_or_else(|| panic!("{line}")).to_owned(), folder, child }
    }

    /// Asks as an agency with these settings would.
    fn ask(&self, auth: &str, more: &str, person: [&str; 3]) -> (bool, String) {
        self.ask_with(auth, more, person, &[])
    }

    fn ask_with(&self, auth: &str, more: &str, [number, name, birth]: [&str; 3], arguments: &[&str]) -> (bool, String) {
        let connection = self.folder.path().join("agency").to_str().unwrap().to_owned();
        fs::write(&connection, settings(&format!("http://{}/dancu", self.address), auth, more)).unwrap();
        let person = ["--number", number, "--name", name, "--birth-date", birth];
        let asker = ["--officer", "cb.1", "--agency", "H42.19", "--dossier", "H42.19-1", "--purpose", "tthc"];
        run(&[&["ask", "--connection", &connection], &person[..], &asker, arguments].concat())
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn settings(url: &str, auth: &str, more: &str) -> String {
    format!(r#"{{"kind":"national","url":"{url}","service_code":"1.004222"{more},"auth":{auth}}}"#)
}

const HOA: [&str; 3] = ["001190000001", "nguyễn thị hòa", "21/3/1990"];

#[test]
fn an_agency_is_told_who_somebody_is_and_where_he_lives() {
    for auth in [SIGNED, KEYED] {
        let stand_in = StandIn::start(auth);
        let rows = [
            (HOA, "match\nHọ tên: Nguyễn Thị Hoà\nNgày sinh: 21/03/1990\nGiới tính: Nữ\nThường trú: 13318, 37\n"),
            (
                ["001090000002", "Trần Văn Khỏe", "31/1/1950"],
                "match\nHọ tên: Trần Văn Khoẻ\nNgày sinh: 1950\nGiới tính: Nam\nNơi ở hiện tại: 98765\n",
            ),
            (["001190000001", "Nguyen Thi Hoa", "21/3/1990"], "not-found\n"),
            (["001190000001", "Nguyễn</HoVaTen>", "21/3/1990"], "not-found\n"),
            (["001090000003", "Lê An", "1950"], "not-found\n"),
        ];
        for (person, expected) in rows {
            assert_eq!(stand_in.ask(auth, r#","desk_phone":"0229000000""#, person), (true, expected.to_owned()));
        }
    }
}

#[test]
fn who_asks_only_whether_learns_no_more() {
    let stand_in = StandIn::start(SIGNED);
    let rows = [
        (HOA, "match\n"),
        (["001190000001", "Nguyễn Thị Hoà", "1991"], "match\n"),
        (["001190000001", "Ai Đó", "1990"], "not-found\n"),
        (["001090000003", "Lê An", "1950"], "not-found\n"),
    ];
    for (person, expected) in rows {
        assert_eq!(stand_in.ask_with(SIGNED, "", person, &["--verdict-only"]), (true, expected.to_owned()));
    }
}

#[test]
fn whoever_is_not_the_agency_is_refused_with_what_to_do() {
    let stand_in = StandIn::start(SIGNED);
    for wrong in [SIGNED.replace("bi-mat", "doan"), SIGNED.replace("khoa", "kho"), KEYED.to_owned()] {
        let (success, said) = stand_in.ask(&wrong, "", HOA);
        assert!(!success && said.contains("tài khoản kết nối không được chấp nhận"), "{said}");
    }
}

#[test]
fn what_stands_in_listens_on_this_machine_alone() {
    let (success, said) =
        run(&["stand-in", "--register", "x", "--people", "x", "--connection", "x", "--listen", "0.0.0.0:0"]);
    assert!(!success && said.contains("127.0.0.1"), "{said}");
}
