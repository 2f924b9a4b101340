//! The list of facilities as an operator brings it in, and the desk of a clinic over a program that is killed and a
//! service that is away.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn motcua(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_motcua")).arg("--data").arg(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(output)))
}

#[test]
fn facilities_are_brought_in_and_counted_and_a_trial_writes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let file = place.path().join("co-so.csv");
    let mut rows = "code,name,province,kind,accepts_card,since\n".to_owned();
    for serial in 0..500 {
        rows +=
            &format!("37{serial:03},Cơ sở mẫu {serial},Ninh Bình,Trạm y tế,{},2023-01-01\n", u8::from(serial < 491));
    }
    rows += "99001,Nơi lạ,99,Trạm y tế,1,\n";
    std::fs::write(&file, rows).unwrap();
    let file = file.to_str().unwrap();
    let trial = json(&motcua(&data, &["insurance", "facilities", "import", file, "--dry-run", "--json"]));
    assert_eq!((trial["accepting"].as_u64(), trial["total"].as_u64()), (Some(491), Some(500)));
    assert!(!data.exists(), "a trial makes nothing");
    let made = motcua(&data, &["insurance", "facilities", "import", file]);
    assert!(made.status.success() && said(&made).contains("Dòng 502: "), "{}", said(&made));
    assert!(said(&made).contains("491/500") && said(&made).contains("98,2 %"), "{}", said(&made));
    let again = json(&motcua(&data, &["insurance", "facilities", "import", file, "--json"]));
    assert_eq!(
        (again["same"].as_u64(), again["new"].as_u64(), again["rows"].as_u64()),
        (Some(500), Some(0), Some(501))
    );
    assert_eq!(again["rejected"][0]["line"], 502);
    let found = json(&motcua(&data, &["insurance", "facilities", "coverage", "--json"]));
    assert_eq!((found["accepting"].as_u64(), found["total"].as_u64()), (Some(491), Some(500)));
    let provinces = found["per_province"].as_array().unwrap();
    assert_eq!(provinces.len(), 34);
    let ours = provinces.iter().find(|one| one["code"] == "37").unwrap();
    assert_eq!((ours["accepting"].as_u64(), ours["percent"].as_str()), (Some(491), Some("98,2 %")));
    let before = json(&motcua(&data, &["insurance", "facilities", "coverage", "--json", "--on", "2022-12-31"]));
    assert_eq!(before["accepting"], 0, "nobody took it before the day the file says");
}

/// A program that runs until it is dropped, which kills it as a power cut would.
struct Running {
    child: Child,
    url: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        // SIGKILL: nothing is tidied up.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(arguments: &[&str], told: &str) -> Running {
    let mut child = Command::new(env!("CARGO_BIN_EXE_motcua"))
        .args(arguments)
        .env("MOTCUA_INSURANCE_USER", "37001_MAU")
        .env("MOTCUA_INSURANCE_PASSWORD", "mat-khau-mau")
        .env("MOTCUA_INSURANCE_OFFICER", "Cán bộ Mẫu")
        .env("MOTCUA_INSURANCE_OFFICER_NUMBER", "003090000009")
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut url = String::new();
    for line in lines.by_ref().map_while(Result::ok) {
        if url.is_empty() {
            url = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap_or_default().to_owned();
        }
        if line.contains(told) {
            break;
        }
    }
    std::thread::spawn(move || lines.for_each(drop));
    Running { child, url }
}

/// A browser: one cookie, forms of our own pages.
struct Browser {
    authority: String,
    cookie: String,
}

impl Browser {
    fn sign_in(at: &Running) -> Browser {
        let mut browser = Browser { authority: at.url.replace("http://", ""), cookie: String::new() };
        let body = "ten=tiepdon.h42.37001&mat-khau=motcua-demo";
        let answer = browser.ask("POST", "/dang-nhap", body);
        let cookie = answer
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: ").filter(|one| one.starts_with("motcua_phien=")))
            .expect("signed in");
        browser.cookie = cookie.split(';').next().unwrap().to_owned();
        browser
    }

    fn ask(&mut self, method: &str, path: &str, body: &str) -> String {
        let mut socket = TcpStream::connect(&self.authority).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\nsec-fetch-site: same-origin\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            self.authority,
            self.cookie,
            body.len()
        );
        socket.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        // A program that is killed answers nothing.
        let _ = socket.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn desk(&mut self) -> String {
        self.ask("GET", "/kham-benh", "")
    }

    /// The form of a scanned card with this number, ready to be sent.
    fn scan(&mut self, number: &str) -> String {
        let page = self.desk();
        let hidden = |name: &str| {
            let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{page}"));
            rest.split('"').next().unwrap().to_owned()
        };
        let card = format!("{number}%7C%7CNguy%E1%BB%85n+V%C4%83n+M%E1%BA%ABu%7C01011990%7CNam%7C%7C01012022");
        // The first form of the page signs out; its secret is the same.
        let form = page.split("action=\"/kham-benh\"").nth(1).unwrap();
        let token = form.split("name=\"luot\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        format!("csrf={}&luot={token}&the={card}", hidden("csrf"))
    }
}

#[test]
fn a_check_survives_a_service_that_is_away_and_a_program_that_is_killed() {
    let place = tempfile::tempdir().unwrap();
    let (data, people) = (place.path().join("data"), place.path().join("nguoi.csv"));
    let (data, people) = (data.to_str().unwrap(), people.to_str().unwrap());
    let made = motcua(place.path(), &["insurance", "generate", "--people", "10", "--out", people]);
    assert!(made.status.success(), "{}", said(&made));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (service, address) = (format!("127.0.0.1:{port}"), format!("http://127.0.0.1:{port}"));
    let demo = ["demo", "--data", data, "--dossiers", "20", "--listen", "127.0.0.1:0", "--insurance-url", &address];

    let first = start(&demo, "Ctrl-C");
    let mut browser = Browser::sign_in(&first);
    let form = browser.scan("003090000000");
    let page = browser.ask("POST", "/kham-benh", &form);
    assert!(page.contains("Chưa xác nhận được") && page.contains("Tiếp nhận người bệnh"), "{page}");
    // The service is there now, and takes its time about another patient: the program dies while it asks.
    let stand_in = start(&["insurance", "stand-in", "--people", people, "--listen", &service], "Ctrl-C");
    let form = browser.scan("003090000504");
    let authority = browser.authority.clone();
    let cookie = browser.cookie.clone();
    let asking = std::thread::spawn(move || Browser { authority, cookie }.ask("POST", "/kham-benh", &form));
    std::thread::sleep(Duration::from_millis(1_500));
    drop(first);
    assert!(!asking.join().unwrap().contains("Kiểm tra bảo hiểm"), "nothing was answered");

    let second = start(&demo, "Ctrl-C");
    let mut browser = Browser::sign_in(&second);
    let begun = Instant::now();
    loop {
        let page = browser.desk();
        let answered = page.contains("Cần theo dõi (2)") && page.contains("Bảo hiểm hợp lệ");
        if answered && page.contains("…000") && page.contains("…504") && page.contains("đang chờ cổng trả lời")
        {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(90), "{page}");
        std::thread::sleep(Duration::from_millis(500));
    }
    drop(stand_in);
}
