//! Changes come in once whatever happens to the one who follows; look-ups are answered over HTTP to those who may ask.

use population::Verdict;
use population::queries::{Question, confirm_residence};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

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

#[track_caller]
fn succeeds(arguments: &[&str]) -> String {
    let (success, said) = run(arguments);
    assert!(success, "{arguments:?}: {said}");
    said
}

/// A folder with a nation, its register, its feed and questions about everyone as the changes left him.
struct Nation {
    folder: tempfile::TempDir,
}

impl Nation {
    fn of(people: u64, changes: u64) -> Nation {
        let nation = Nation { folder: tempfile::tempdir().unwrap() };
        let (people, changes) = (people.to_string(), changes.to_string());
        let [csv, rows, feed] = ["people.csv", "changes.csv", "feed"].map(|name| nation.path(name));
        succeeds(&["generate", "--people", &people, "--out", &csv, "--changes", &changes, "--changes-out", &rows]);
        succeeds(&["publish", "--feed", &feed, "--changes", &rows]);
        nation.build("register");
        nation.write_questions();
        nation
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn build(&self, register: &str) {
        succeeds(&["build", "--people", &self.path("people.csv"), "--out", &self.path(register)]);
    }

    /// Name, date, status and residence of everyone from the first change to the last, worked out by themselves.
    fn histories(&self) -> BTreeMap<String, Vec<[String; 4]>> {
        let mut histories: BTreeMap<String, Vec<[String; 4]>> = BTreeMap::new();
        for (file, first) in [("people.csv", 0), ("changes.csv", 1)] {
            for line in fs::read_to_string(self.path(file)).unwrap().lines().skip(1) {
                let cells: Vec<&str> = line.split(',').skip(first).collect();
                let state = [cells[1], cells[2], cells[5], cells[4]].map(str::to_owned);
                histories.entry(cells[0].to_owned()).or_default().push(state);
            }
        }
        histories
    }

    /// Name, date and status of everyone after all changes.
    fn state(&self) -> BTreeMap<String, [String; 3]> {
        let last = |mut states: Vec<[String; 4]>| {
            let [name, birth, status, _] = states.pop().unwrap();
            [name, birth, status]
        };
        self.histories().into_iter().map(|(number, states)| (number, last(states))).collect()
    }

    /// Says of one in so many people in a register which of his states it answers by; fails where it answers by none,
    /// or by parts of two.
    fn states_of(&self, register: &str, one_in: usize) -> Vec<usize> {
        let register = population::Register::open(std::path::Path::new(&self.path(register))).unwrap();
        let reader = &mut population::fingerprint::NameReader::default();
        let mut holds = |number: &str, [name, birth, status, unit]: &[String; 4]| {
            let question = Question { number: number.as_bytes(), name: name.as_bytes(), birth: birth.as_bytes() };
            let confirmed = confirm_residence(&register, reader, question);
            let lives = confirmed.residence.map(|residence| residence.unit());
            match &status[..] {
                "active" => confirmed.verdict == Verdict::Match && lives.as_ref() == Some(unit),
                code => confirmed.verdict.code() == code && lives.is_none(),
            }
        };
        let histories = self.histories();
        let born_later: std::collections::BTreeSet<String> = self.born_later();
        let place = |(number, states): (&String, &Vec<[String; 4]>)| {
            let found = states.iter().rposition(|state| holds(number, state));
            match found {
                Some(place) => Some(place),
                // Whoever came with a change may not be there yet.
                None if born_later.contains(number) => None,
                None => panic!("{number} is answered by none of his states"),
            }
        };
        histories.iter().step_by(one_in).filter_map(place).collect()
    }

    /// Those who are in no file of people, but in the changes.
    fn born_later(&self) -> std::collections::BTreeSet<String> {
        let numbers = |file: &str, first: usize| -> std::collections::BTreeSet<String> {
            let text = fs::read_to_string(self.path(file)).unwrap();
            text.lines().skip(1).map(|line| line.split(',').nth(first).unwrap().to_owned()).collect()
        };
        &numbers("changes.csv", 1) - &numbers("people.csv", 0)
    }

    fn write_questions(&self) {
        let line = |(number, [name, birth, _]): (String, [String; 3])| format!("{number}\t{name}\t{birth}\n");
        fs::write(self.path("questions.tsv"), self.state().into_iter().map(line).collect::<String>()).unwrap();
    }

    fn expected(&self) -> String {
        let code = |[_, _, status]: [String; 3]| if status == "active" { "match\n".to_owned() } else { status + "\n" };
        self.state().into_values().map(code).collect()
    }

    fn answers(&self, register: &str) -> String {
        let [register, asked, out] = [register, "questions.tsv", "answers.txt"].map(|name| self.path(name));
        succeeds(&["verify", "--register", &register, "--queries", &asked, "--out", &out]);
        fs::read_to_string(out).unwrap()
    }

    fn follow(&self) -> String {
        succeeds(&["follow", "--from", &self.path("feed"), "--register", &self.path("register"), "--once"])
    }

    /// Enters a service and writes its key down.
    fn service(&self, name: &str, more: &[&str]) -> String {
        let register = self.path("register");
        let arguments =
            ["service", "add", "--register", &register, "--name", name, "--agency", "G12", "--purpose", "tthc"];
        let said = succeeds(&[&arguments, more].concat());
        let key = said.lines().last().unwrap().to_owned();
        fs::write(self.path(name), &key).unwrap();
        key
    }
}

#[test]
fn after_following_everyone_is_as_the_changes_left_him() {
    let nation = Nation::of(2_000, 3_000);
    assert_ne!(nation.answers("register"), nation.expected());
    let said = nation.follow();
    assert!(said.contains("Đã theo kịp"), "{said}");
    assert_eq!(nation.answers("register"), nation.expected());
    assert!(nation.follow().contains("(0 mới)"));
}

#[test]
fn following_that_is_killed_at_any_moment_goes_on_where_it_was() {
    let nation = Nation::of(3_000, 120_000);
    let [feed, register] = ["feed", "register"].map(|name| nation.path(name));
    for moment in 0..15 {
        let mut child = command(&["follow", "--from", &feed, "--register", &register]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(25 * moment));
        child.kill().unwrap();
        child.wait().unwrap();
        // Whatever it got to, people are answered by one of their states, name and residence together.
        nation.states_of("register", 10);
    }
    nation.follow();
    assert_eq!(nation.answers("register"), nation.expected());
    let last: Vec<usize> = nation.histories().values().map(|states| states.len() - 1).collect();
    let told = nation.states_of("register", 1);
    let as_said = told.iter().zip(&last).filter(|(told, last)| told == last).count();
    assert_eq!((as_said, told.len()), (last.len(), last.len()));
}

#[test]
fn whoever_is_killed_after_an_answer_has_it_in_the_log() {
    let nation = two_people();
    let key = nation.service("bhxh", &[]);
    for turn in 0..4 {
        let server = Server::start(&nation);
        let body = question("001090000001", "Nguyễn Thị Hoà", "1990", "tthc", &format!("LAN-{turn}"));
        let answered = std::sync::atomic::AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while server.try_verify(&key, &body) {
                        answered.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(150 + 40 * turn));
            let killed = Command::new("kill").args(["-9", &server.child.id().to_string()]).status().unwrap();
            assert!(killed.success());
        });
        let arguments = ["lookups", "--register", &nation.path("register"), "--person", "001090000001", "--json"];
        let told: serde_json::Value = serde_json::from_str(&succeeds(&arguments)).unwrap();
        let of_turn = |row: &&serde_json::Value| row["dossier"] == format!("LAN-{turn}");
        let logged = told["lookups"].as_array().unwrap().iter().filter(of_turn).count() as u64;
        let answered = answered.into_inner();
        // Each of the four may have one in the log whose answer did not leave.
        assert!(answered > 0 && (answered..=answered + 4).contains(&logged), "{answered} answered, {logged} logged");
    }
}

#[test]
fn a_gap_is_found_and_what_came_before_it_stays() {
    let nation = Nation::of(500, 400);
    let file = nation.path("feed") + "/changes-000000000001.tsv";
    let lines = fs::read_to_string(&file).unwrap();
    let missing: String =
        lines.lines().filter(|line| !line.starts_with("200\t")).map(|line| format!("{line}\n")).collect();
    fs::write(&file, &missing).unwrap();
    let head = fs::read_to_string(nation.path("feed") + "/HEAD").unwrap();
    let sequence = head.split(' ').next().unwrap();
    fs::write(nation.path("feed") + "/HEAD", format!("{sequence} 1 {}\n", missing.len())).unwrap();
    let arguments = ["follow", "--from", &nation.path("feed"), "--register", &nation.path("register"), "--once"];
    let (success, said) = run(&arguments);
    assert!(!success && said.contains("đã có đến số 199, được gửi số 201"), "{said}");
    fs::write(&file, &lines).unwrap();
    fs::write(nation.path("feed") + "/HEAD", head).unwrap();
    succeeds(&arguments);
    assert_eq!(nation.answers("register"), nation.expected());
}

/// `motcua population serve`, killed without a word when it goes out of scope.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(nation: &Nation) -> Server {
        let [register, feed, people] = ["register", "feed", "people.csv"].map(|name| nation.path(name));
        let arguments =
            ["serve", "--register", &register, "--feed", &feed, "--people", &people, "--listen", "127.0.0.1:0"];
        let mut child = command(&arguments).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split(' ').next());
        Server { address: address.unwrap_or_else(|| panic!("{line}")).to_owned(), child }
    }

    /// Status and body.
    fn ask(&self, method: &str, path: &str, key: &str, headers: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {key}\r\n{headers}content-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        (status, if chunked { whole(body) } else { body.to_owned() })
    }

    /// Whether a look-up was answered; the server may go away at any moment.
    fn try_verify(&self, key: &str, body: &str) -> bool {
        let asked = || {
            let mut stream = TcpStream::connect(&self.address)?;
            let length = body.len();
            let head = "POST /v1/verify HTTP/1.1\r\nhost: x\r\nconnection: close\r\n";
            let request = format!("{head}authorization: Bearer {key}\r\ncontent-length: {length}\r\n\r\n{body}");
            stream.write_all(request.as_bytes())?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok::<_, std::io::Error>(answer.ends_with("match\"}"))
        };
        asked().unwrap_or(false)
    }

    fn verify(&self, key: &str, body: &str) -> (u16, String) {
        self.ask("POST", "/v1/verify", key, "", body)
    }
}

/// A body that was sent in chunks.
fn whole(mut body: &str) -> String {
    let mut parts = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        parts.push_str(&rest[..length]);
        body = &rest[length + 2..];
    }
    parts
}

impl Drop for Server {
    fn drop(&mut self) {
        // One of the tests has killed it already.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }
}

const PEOPLE: &str = "number,full_name,birth_date,status\n001090000001,Nguyễn Thị Hoà,1990-03-21,active\n\
                      001090000002,Trần Văn Khoẻ,1950,active\n";

/// A nation of two, without changes.
fn two_people() -> Nation {
    let nation = Nation { folder: tempfile::tempdir().unwrap() };
    fs::write(nation.path("people.csv"), PEOPLE).unwrap();
    fs::write(nation.path("changes.csv"), "kind,number,full_name,birth_date,status\n").unwrap();
    succeeds(&["publish", "--feed", &nation.path("feed"), "--changes", &nation.path("changes.csv")]);
    nation.build("register");
    nation
}

fn question(number: &str, name: &str, birth: &str, purpose: &str, dossier: &str) -> String {
    format!(
        r#"{{"number":"{number}","full_name":"{name}","birth_date":"{birth}","purpose":"{purpose}","officer":"cb.1","dossier":"{dossier}"}}"#
    )
}

#[test]
fn every_route_asks_for_a_key_and_for_the_right_to_it() {
    let nation = two_people();
    let key = nation.service("bhxh", &[]);
    let server = Server::start(&nation);
    let routes = [
        ("POST", "/v1/verify", false),
        ("POST", "/v1/verify/batch", false),
        ("POST", "/v1/residence", false),
        ("POST", "/v1/lookups", false),
        ("GET", "/v1/changes?after=0", true),
        ("GET", "/v1/people", true),
        ("PUT", "/v1/subscription", true),
    ];
    for (method, path, feed) in routes {
        for wrong in ["", "x", &"0".repeat(64)] {
            assert_eq!(server.ask(method, path, wrong, "", "").0, 401, "{method} {path}");
        }
        let status = server.ask(method, path, &key, "", "").0;
        assert!(if feed { status == 403 } else { status == 400 || status == 403 }, "{method} {path}: {status}");
    }
    assert_eq!(server.ask("GET", "/v1/verify", &key, "", "").0, 404);
    assert_eq!(server.ask("GET", "/", "", "", "").0, 404);
    succeeds(&["service", "remove", "--register", &nation.path("register"), "--name", "bhxh"]);
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(server.verify(&key, &question("001090000001", "An", "1990", "tthc", "H42")).0, 401);
}

#[test]
fn a_look_up_is_answered_counted_and_logged_and_survives_a_kill() {
    let nation = two_people();
    let key = nation.service("bhxh", &["--per-day", "5"]);
    let server = Server::start(&nation);
    let good = |name: &str| question("001 090 000 001", name, "21/03/1990", "tthc", "H42.19-231016-0001");
    assert_eq!(server.verify(&key, &good("NGUYỄN THỊ HÒA")), (200, r#"{"result":"match"}"#.to_owned()));
    assert_eq!(server.verify(&key, &good("Nguyen Thi Hoa")), (200, r#"{"result":"near:name"}"#.to_owned()));
    let rows = [
        (question("001090000001", "An", "1990", "marketing", "H42"), 403, "mục đích phải là một trong: tthc"),
        (question("001090000001", "An", "1990", "tthc", " "), 400, "ghi mã hồ sơ"),
        ("{".to_owned(), 400, "JSON không đọc được ở dòng 1"),
    ];
    for (body, status, part) in rows {
        let (answered, said) = server.verify(&key, &body);
        assert!(answered == status && said.contains(part), "{answered} {said}");
    }
    let headers = "motcua-purpose: tthc\r\nmotcua-dossier: KH-12\r\n";
    let line = |name: &str| format!(r#"{{"number":"001090000002","full_name":"{name}","birth_date":"1950-01-31"}}"#);
    let body = format!("{}\n{}", line("Trần Văn Khỏe"), line("Ai Đó"));
    let batch = server.ask("POST", "/v1/verify/batch", &key, headers, &body);
    assert_eq!(batch, (200, "{\"result\":\"match\"}\n{\"result\":\"mismatch:name\"}\n".to_owned()));
    drop(server);
    let server = Server::start(&nation);
    assert_eq!(server.verify(&key, &good("Nguyễn Thị Hoà")).0, 200);
    let (status, said) = server.verify(&key, &good("Nguyễn Thị Hoà"));
    assert!(status == 429 && said.contains("hết 5 lượt"), "{status} {said}");
    drop(server);
    let report = succeeds(&["lookups", "--register", &nation.path("register"), "--json"]);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let row = &report["rows"][0];
    assert_eq!((&row["agency"], &row["purpose"], &row["lookups"]), (&"G12".into(), &"tthc".into(), &5.into()));
    assert_eq!((&row["results"]["match"], &row["results"]["near:name"]), (&3.into(), &1.into()));
}

#[test]
fn where_somebody_lives_is_told_to_those_who_know_him_and_follows_his_moves() {
    let nation = Nation { folder: tempfile::tempdir().unwrap() };
    let people = "number,full_name,birth_date,residence_unit,residence_kind,status\n\
                  001090000001,Nguyễn Thị Hoà,1990-03-21,13318,permanent,active\n\
                  001090000002,Trần Văn Khoẻ,1950,,,active\n001090000003,Lê An,1950,14464,,deceased\n";
    fs::write(nation.path("people.csv"), people).unwrap();
    let moves = "kind,number,full_name,birth_date,residence_unit,residence_kind,status\n\
                 move,001090000001,Nguyễn Thị Hoà,1990-03-21,98765,temporary,active\n\
                 move,001090000001,Nguyễn Thị Hoà,1990-03-21,xyz,,active\n\
                 name,001090000002,Trần Văn Khỏe Mạnh,1950,-,,active\n";
    fs::write(nation.path("changes.csv"), moves).unwrap();
    let said = succeeds(&["publish", "--feed", &nation.path("feed"), "--changes", &nation.path("changes.csv")]);
    assert!(said.contains("dòng 3: cột residence_unit") && said.contains("từ chối 1 dòng"), "{said}");
    nation.build("register");
    let key = nation.service("bhxh", &["--per-day", "6"]);
    let server = Server::start(&nation);
    let ask = |number: &str, name: &str, birth: &str| {
        server.ask("POST", "/v1/residence", &key, "", &question(number, name, birth, "tthc", "H42"))
    };
    let hoa = || ask("001090000001", "Nguyễn Thị Hoà", "21/3/1990");
    let before = r#"{"result":"match","residence":{"unit":"13318","unit_name":"Phường Châu Sơn","province":"37","province_name":"Tỉnh Ninh Bình","kind":"permanent"}}"#;
    assert_eq!(hoa(), (200, before.to_owned()));
    let rows = [
        ("001090000001", "Nguyen Thi Hoa", "21/3/1990", "near:name"),
        ("001090000002", "Trần Văn Khoẻ", "1950", "match"),
        ("001090000003", "Lê An", "1950", "deceased"),
    ];
    for (number, name, birth, result) in rows {
        assert_eq!(ask(number, name, birth), (200, format!(r#"{{"result":"{result}"}}"#)));
    }
    nation.follow();
    let after = r#"{"result":"match","residence":{"unit":"98765","kind":"temporary"}}"#;
    assert_eq!(hoa(), (200, after.to_owned()));
    fs::write(
        nation.path("connection"),
        format!(r#"{{"kind":"service","url":"http://{}","key":"{key}"}}"#, server.address),
    )
    .unwrap();
    let connection = nation.path("connection");
    let asked = ["ask", "--connection", &connection, "--number", "001090000001", "--name", "Nguyễn Thị Hòa"];
    let more = ["--birth-date", "1990", "--officer", "cb.1", "--agency", "H42", "--dossier", "H42.19-1", "--purpose"];
    assert_eq!(succeeds(&[&asked[..], &more, &["tthc"]].concat()), "match\nTạm trú: 98765\n");
    let rows = [("tiepthi", "mục đích phải là một trong: tthc"), ("tthc", "hết lượt tra cứu dân cư")];
    for (purpose, part) in rows {
        let (success, said) = run(&[&asked[..], &more, &[purpose]].concat());
        assert!(!success && said.contains(part), "{said}");
    }
}

#[test]
fn who_asked_about_somebody_is_told_to_his_page_and_to_whoever_runs_the_register() {
    let nation = two_people();
    let key = nation.service("bhxh", &[]);
    let page = nation.service("trang-cong-dan", &["--purpose", "quyen-chu-the-du-lieu"]);
    let server = Server::start(&nation);
    let about = |name: &str, purpose: &str| question("001090000001", name, "1990", purpose, "H42.19-1");
    assert_eq!(server.verify(&key, &about("Nguyễn Thị Hoà", "tthc")).0, 200);
    assert_eq!(server.ask("POST", "/v1/residence", &key, "", &about("Ai Đó", "tthc")).0, 200);
    let other = question("001090000002", "Trần Văn Khoẻ", "1950", "tthc", "H42.19-2");
    assert_eq!(server.verify(&key, &other).0, 200);
    let ask = |key: &str, body: &str| server.ask("POST", "/v1/lookups", key, "", body);
    let (status, said) = ask(&key, &about("Nguyễn Thị Hoà", "tthc"));
    assert!(status == 403 && said.contains("quyền của chủ thể dữ liệu"), "{said}");
    let (status, said) = ask(&page, &about("Nguyen Thi Hoa", "quyen-chu-the-du-lieu"));
    assert_eq!((status, &said[..]), (200, r#"{"result":"near:name","lookups":[],"older":0}"#));
    let (status, said) = ask(&page, &about("Nguyễn Thị Hoà", "quyen-chu-the-du-lieu"));
    let told: serde_json::Value = serde_json::from_str(&said).unwrap();
    let row = |place: usize| {
        let row = &told["lookups"][place];
        ["service", "purpose", "sought", "result"].map(|name| row[name].as_str().unwrap_or("?").to_owned())
    };
    assert_eq!((status, told["lookups"].as_array().unwrap().len()), (200, 4), "{said}");
    assert_eq!(row(0), ["trang-cong-dan", "quyen-chu-the-du-lieu", "lookups", "match"]);
    assert_eq!(row(2), ["bhxh", "tthc", "residence", "mismatch:name"]);
    assert_eq!(row(3), ["bhxh", "tthc", "identity", "match"]);
    assert!(!said.contains("cb.1"), "officers are told by their agency: {said}");
    drop(server);
    let said = succeeds(&["lookups", "--register", &nation.path("register"), "--person", "001090000002"]);
    assert!(said.contains("1 lượt tra cứu") && said.contains("G12 · bhxh · cb.1 · tthc · H42.19-2"), "{said}");
}

#[test]
fn a_long_batch_is_answered_line_by_line_in_order_until_one_cannot_be_read() {
    let nation = two_people();
    let key = nation.service("bhxh", &["--per-day", "1000000"]);
    let server = Server::start(&nation);
    let line =
        |number: u64| format!("{{\"number\":\"00109000000{number}\",\"full_name\":\"Ai\",\"birth_date\":\"1950\"}}\n");
    let body: String = (0..20_000).map(|place| line(1 + place % 3)).collect();
    let headers = "motcua-purpose: tthc\r\nmotcua-dossier: KH-12\r\n";
    let (_, answers) = server.ask("POST", "/v1/verify/batch", &key, headers, &body);
    let codes = ["mismatch:name,birth_date", "mismatch:name", "not-found"];
    let expected: String = (0..20_000).map(|place| format!("{{\"result\":\"{}\"}}\n", codes[place % 3])).collect();
    assert_eq!(answers, expected);
    let (_, answers) = server.ask("POST", "/v1/verify/batch", &key, headers, &(body + "oops\n"));
    let last = answers.lines().last().unwrap();
    assert!(last.contains("error") && last.contains("JSON không đọc được"), "{last}");
}

#[test]
fn changes_come_over_http_and_a_resync_starts_from_nothing() {
    let nation = Nation::of(2_000, 3_000);
    nation.service("tatca", &["--feed-everyone"]);
    let server = Server::start(&nation);
    let url = format!("http://{}", server.address);
    nation.build("copy");
    succeeds(&[
        "follow",
        "--from",
        &url,
        "--register",
        &nation.path("copy"),
        "--key-file",
        &nation.path("tatca"),
        "--once",
    ]);
    assert_eq!(nation.answers("copy"), nation.expected());
    succeeds(&["resync", "--from", &url, "--register", &nation.path("anew"), "--key-file", &nation.path("tatca")]);
    assert_eq!(nation.answers("anew"), nation.expected());
    assert!(!fs::exists(nation.path("anew/people.download")).unwrap());
}

#[test]
fn who_subscribes_to_some_people_holds_those_and_nobody_else() {
    let nation = Nation::of(2_000, 3_000);
    nation.service("bhxh", &["--feed"]);
    let server = Server::start(&nation);
    let url = format!("http://{}", server.address);
    let state = nation.state();
    let before = fs::read_to_string(nation.path("people.csv")).unwrap();
    let mine: Vec<&str> = before.lines().skip(1).step_by(5).map(|line| &line[..12]).collect();
    fs::write(nation.path("mine"), mine.join("\n")).unwrap();
    let [copy, key, people] = ["copy", "bhxh", "mine"].map(|name| nation.path(name));
    succeeds(&["resync", "--from", &url, "--register", &copy, "--key-file", &key, "--people", &people]);
    let answers = nation.answers("copy");
    for ((number, expected), answer) in state.keys().zip(nation.expected().lines()).zip(answers.lines()) {
        let expected = if mine.contains(&&number[..]) { expected } else { "not-found" };
        assert_eq!(answer, expected, "{number}");
    }
    let said = succeeds(&["follow", "--from", &url, "--register", &copy, "--key-file", &key, "--once"]);
    assert!(said.contains("(0 mới)"), "{said}");
}
