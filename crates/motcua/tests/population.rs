//! `motcua population` as an operator runs it, and as it is killed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command.arg("population").args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[track_caller]
fn succeeds(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

/// A folder with people and questions in it.
struct Nation {
    folder: tempfile::TempDir,
}

impl Nation {
    fn of(people: u64, questions: u64) -> Nation {
        let nation = Nation { folder: tempfile::tempdir().unwrap() };
        let (people, questions) = (people.to_string(), questions.to_string());
        let [csv, asked] = [nation.path("people.csv"), nation.path("questions.tsv")];
        succeeds(&["generate", "--people", &people, "--out", &csv, "--queries", &questions, "--queries-out", &asked]);
        nation
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn build(&self) {
        succeeds(&["build", "--people", &self.path("people.csv"), "--out", &self.path("register")]);
    }

    fn answers(&self) -> String {
        let [register, asked, out] = [self.path("register"), self.path("questions.tsv"), self.path("answers.txt")];
        succeeds(&["verify", "--register", &register, "--queries", &asked, "--out", &out]);
        fs::read_to_string(out).unwrap()
    }
}

#[test]
fn an_independent_implementation_gives_the_same_answers() {
    let Ok(python) = Command::new("python3").arg("--version").output() else {
        eprintln!("python3 is not here: the independent implementation is skipped");
        return;
    };
    assert!(python.status.success());
    let nation = Nation::of(20_000, 60_000);
    nation.build();
    let ours = nation.answers();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let theirs = Command::new("python3")
        .arg(root.join("tests/population_oracle.py"))
        .arg(root.join("../../data/citizen_provinces.tsv"))
        .args([nation.path("people.csv"), nation.path("questions.tsv")])
        .output()
        .unwrap();
    assert!(theirs.status.success(), "{}", said(&theirs));
    let theirs = String::from_utf8(theirs.stdout).unwrap();
    assert_eq!(ours.lines().count(), 60_000);
    let questions = fs::read_to_string(nation.path("questions.tsv")).unwrap();
    for ((question, ours), theirs) in questions.lines().zip(ours.lines()).zip(theirs.lines()) {
        assert_eq!(ours, theirs, "{question}");
    }
    assert_eq!(theirs.lines().count(), 60_000);
    let kinds: std::collections::BTreeSet<&str> = ours.lines().collect();
    assert_eq!(kinds.len(), 10, "every kind of answer is among them: {kinds:?}");
}

#[test]
fn the_summary_counts_every_answer() {
    let nation = Nation::of(500, 2_000);
    nation.build();
    let [register, asked, out] = ["register", "questions.tsv", "answers.txt"].map(|name| nation.path(name));
    let output = run(&["verify", "--register", &register, "--queries", &asked, "--out", &out, "--json"]);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let answers = fs::read_to_string(&out).unwrap();
    assert_eq!(summary["queries"], 2_000);
    for (code, count) in summary["results"].as_object().unwrap() {
        assert_eq!(count.as_u64().unwrap() as usize, answers.lines().filter(|line| line == code).count(), "{code}");
    }
    let again = run(&["verify", "--register", &register, "--queries", &asked, "--out", "-"]);
    assert_eq!(String::from_utf8(again.stdout).unwrap(), answers);
    assert!(String::from_utf8(again.stderr).unwrap().contains("câu/giây"));
}

#[test]
fn a_build_tells_every_row_it_could_not_use() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let rows = "number,full_name,birth_date,sex,residence_unit,status\n\
                001090000001,Nguyễn An,1990-03-21,Nam,1,active\n\
                001090000001,Trần Bình,1990-03-21,Nam,1,active\n\
                001090000002,,1990-03-21,Nam,1,active\n\
                x,\"Lê\n";
    fs::write(path("people.csv"), rows).unwrap();
    let [people, register, rejects] = ["people.csv", "register", "rejects.txt"].map(path);
    let output = run(&["build", "--people", &people, "--out", &register, "--rejects", &rejects, "--json"]);
    let built: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    assert_eq!((&built["read"], &built["people"], &built["rejected"]), (&4.into(), &1.into(), &3.into()));
    let rejects = fs::read_to_string(rejects).unwrap();
    for part in ["dòng 3: số định danh này đã có", "dòng 4: cột full_name", "dòng 5: ngoặc kép"] {
        assert!(rejects.contains(part), "{part}: {rejects}");
    }
}

#[test]
fn a_mistake_is_told_with_what_to_do() {
    let nation = Nation::of(10, 10);
    let [people, asked, register, out] =
        ["people.csv", "questions.tsv", "register", "out.txt"].map(|name| nation.path(name));
    let rows: [(&[&str], &str); 5] = [
        (&["verify", "--register", &register, "--queries", &asked, "--out", &out], "motcua population build"),
        (&["verify", "--register", &register, "--queries", &asked, "--out", &asked], "vừa là tệp đọc vừa là tệp ghi"),
        (&["build", "--people", &asked, "--out", &register], "thiếu cột number"),
        (&["build", "--people", &out, "--out", &register], "không đọc được tệp"),
        (&["generate", "--people", "99999999999", "--out", &people], "nhiều nhất"),
    ];
    for (arguments, part) in rows {
        let output = run(arguments);
        assert!(!output.status.success() && said(&output).contains(part), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn a_build_that_is_killed_at_any_moment_leaves_the_old_register_or_the_new() {
    let nation = Nation::of(60_000, 300);
    let whole = nation.path("people.csv");
    let few: String =
        fs::read_to_string(&whole).unwrap().lines().take(30_000).map(|line| format!("{line}\n")).collect();
    fs::write(nation.path("few.csv"), few).unwrap();
    let out = nation.path("register");
    let time = Instant::now();
    nation.build();
    let (new, time) = (nation.answers(), time.elapsed());
    succeeds(&["build", "--people", &nation.path("few.csv"), "--out", &out]);
    let old = nation.answers();
    assert_ne!(old, new);
    let mut seen = [0, 0];
    for moment in 0..12 {
        succeeds(&["build", "--people", &nation.path("few.csv"), "--out", &out]);
        kill_after(command(&["build", "--people", &whole, "--out", &out]), time * moment / 10);
        let answers = nation.answers();
        assert!(answers == old || answers == new, "killed at moment {moment}");
        seen[usize::from(answers == new)] += 1;
    }
    assert!(seen[0] > 0, "some builds were killed before their end: {seen:?}");
}

/// Starts a command and kills it without a word.
fn kill_after(mut command: Command, time: Duration) {
    let mut child = command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
    std::thread::sleep(time);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_register_in_use_by_a_writer_is_not_built_over() {
    let nation = Nation::of(100, 10);
    nation.build();
    let lock = fs::File::open(PathBuf::from(nation.path("register")).join("writer.lock")).unwrap();
    lock.lock().unwrap();
    let output = run(&["build", "--people", &nation.path("people.csv"), "--out", &nation.path("register")]);
    assert!(!output.status.success() && said(&output).contains("đang được một chương trình khác ghi"));
}
