//! Messages against a mail server and a provider that speak the real protocols, on this machine.

use super::*;
use app::acts::Application;
use app::law::Law;
use app::people::{Applicant, Officer};
use app::{Limits, passwords};
use domain::dossier::action::Action;
use domain::dossier::event::Channel;
use domain::message::DeliveryState;
use domain::process::Role;
use domain::time::Instant;
use std::sync::{Arc, Mutex};
use store::{Location, Reach, Store};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const PHONE_SECRET: &str = "khoa-ky-cua-ban-mau";

/// A server that keeps what it was sent; the first lines of `refusals` are answered instead of taking it.
#[derive(Clone, Default)]
struct Kept {
    taken: Arc<Mutex<Vec<String>>>,
    refusals: Arc<Mutex<Vec<&'static str>>>,
}

impl Kept {
    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }

    fn refusal(&self) -> Option<&'static str> {
        self.refusals.lock().unwrap().pop()
    }
}

async fn listen<F: Future<Output = ()> + Send + 'static>(kept: Kept, speak: fn(TcpStream, Kept) -> F) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(speak(stream, kept.clone()));
        }
    });
    port
}

/// SMTP as a server speaks it (RFC 5321), without extensions.
async fn smtp(stream: TcpStream, kept: Kept) {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mau.example\r\n").await.unwrap();
    let mut line = String::new();
    while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
        let answer = match line.split_whitespace().next().unwrap_or_default().to_uppercase().as_str() {
            "RCPT" => kept.refusal().unwrap_or("250 ok"),
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await.unwrap();
                let mut letter = String::new();
                while !letter.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut letter).await.unwrap();
                }
                kept.taken.lock().unwrap().push(letter);
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        line.clear();
    }
}

/// One HTTP request for each connection, kept with its head.
async fn provider(stream: TcpStream, kept: Kept) {
    let mut stream = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head.push_str(&line);
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    let answer = kept.refusal().unwrap_or("200 OK");
    if answer == "200 OK" {
        kept.taken.lock().unwrap().push(format!("{head}{}", String::from_utf8(body).unwrap()));
    }
    let reply = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(reply.as_bytes()).await.unwrap();
}

/// A commune with one officer of each kind and a postman, and what left the house.
struct House {
    app: App,
    postman: Postman,
    letters: Kept,
    phone: Kept,
    _folder: tempfile::TempDir,
}

impl House {
    async fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Location::Folder(folder.path().to_owned())).await.unwrap();
        let app = App::open(store, Law::shipped(), Limits::default()).await.unwrap();
        app.set_up(&"H42".parse().unwrap(), now()).await.unwrap();
        for (login, role) in [("clerk", Role::Clerk), ("case", Role::CaseOfficer), ("leader", Role::Leader)] {
            let officer = officer(login, role);
            let stored = store::Officer {
                top: officer.top,
                login: officer.login,
                agency: officer.agency,
                name: officer.name,
                roles: officer.roles,
                password_hash: passwords::hash("x"),
                active: true,
            };
            app.store().put_officer(&stored).await.unwrap();
        }
        let (letters, phone) = (Kept::default(), Kept::default());
        let outside = Outside {
            smtp: Some(format!("smtp://127.0.0.1:{}", listen(letters.clone(), smtp).await)),
            mail_from: Some("Một Cửa <motcua@mau.example>".to_owned()),
            webhook: Some(format!("http://127.0.0.1:{}/gui", listen(phone.clone(), provider).await)),
            webhook_secret: Some(PHONE_SECRET.to_owned()),
        };
        let postman = Postman::new(app.clone(), &outside, "http://localhost").unwrap();
        House { app, postman, letters, phone, _folder: folder }
    }

    /// Receives a dossier of somebody with a mail address and a phone.
    async fn receive(&self, at: Instant) -> domain::dossier::code::DossierCode {
        let applicant = Applicant {
            full_name: "Nguyễn Văn Mẫu".to_owned(),
            email: "mau@example.vn".to_owned(),
            phone: "0912 345 678".to_owned(),
            ..Applicant::default()
        };
        let application = Application {
            procedure: "1.001193".to_owned(),
            agency: "H42.191".parse().unwrap(),
            channel: Channel::Counter,
            applicant,
            answers: Default::default(),
            papers: Vec::new(),
            look_ups: Vec::new(),
        };
        self.app.receive(&officer("clerk", Role::Clerk), application, at).await.unwrap().code
    }

    async fn all(&self) -> Vec<store::Delivery> {
        self.app.store().deliveries(&"H42".parse().unwrap(), None, None, None, 100).await.unwrap()
    }

    /// The same hour some seconds later, for messages whose time has not come.
    async fn send_at(&self, at: Instant) {
        for channel in [MessageChannel::Email, MessageChannel::Phone] {
            for outgoing in self.app.to_send(channel, at, 50).await.unwrap() {
                let tried = tried(self.postman.send(&outgoing).await);
                self.app.tried(&outgoing, tried, at).await.unwrap();
            }
        }
    }
}

fn officer(login: &str, role: Role) -> Officer {
    Officer {
        top: "H42".parse().unwrap(),
        login: login.to_owned(),
        name: format!("Cán bộ {login}"),
        agency: "H42.191".parse().unwrap(),
        agency_name: "xã mẫu".to_owned(),
        roles: vec![role],
    }
}

fn later(at: Instant, seconds: i64) -> Instant {
    Instant::from_unix_seconds(at.unix_seconds() + seconds).unwrap()
}

/// The value of a header in what was sent.
fn header<'a>(sent: &'a str, name: &str) -> &'a str {
    let line = sent.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}:"))).unwrap_or_default();
    line.split_once(':').map_or("", |(_, value)| value.trim())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_received_dossier_is_told_by_every_way_and_once() {
    let house = House::new().await;
    let code = house.receive(now()).await;
    for _ in 0..3 {
        house.postman.once(false).await.unwrap();
    }
    let (letters, phone) = (house.letters.taken(), house.phone.taken());
    assert_eq!((letters.len(), phone.len()), (2, 2), "handed in, received: once each");
    let received = letters.iter().find(|letter| header(letter, "to") == "mau@example.vn").unwrap();
    assert!(header(received, "message-id").ends_with("@mau.example>"));
    let body = phone[0].split("\r\n\r\n").nth(1).unwrap();
    let signature = exchange::sign(PHONE_SECRET, body.as_bytes());
    assert_eq!(header(&phone[0], "x-motcua-signature"), format!("sha256={signature}"));
    assert!(body.contains(&format!("\"dossier\":\"{code}\"")) && body.contains("\"to\":\"0912 345 678\""));
    assert!(body.contains(&format!("\"id\":\"{}\"", header(&phone[0], "idempotency-key"))));
    let told = house.app.told_owner(&code, &"H42".parse().unwrap()).await.unwrap();
    assert!(told.iter().any(|one| one.text.contains("Nguyễn Văn Mẫu") && one.subject.contains(code.as_str())));
    assert!(house.all().await.iter().all(|one| one.state == DeliveryState::Sent));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_puts_off_is_tried_again_and_what_it_refuses_is_not() {
    let house = House::new().await;
    *house.letters.refusals.lock().unwrap() = vec!["550 no such mau@example.vn", "451 later"];
    *house.phone.refusals.lock().unwrap() = vec!["503 Busy", "503 Busy"];
    house.receive(now()).await;
    house.postman.once(false).await.unwrap();
    let state_of = |all: &[store::Delivery], channel: MessageChannel| {
        let mut states: Vec<&str> =
            all.iter().filter(|one| one.channel == channel).map(|one| one.state.key()).collect();
        states.sort_unstable();
        states.join(" ")
    };
    let all = house.all().await;
    assert_eq!(state_of(&all, MessageChannel::Email), "failed waiting");
    assert_eq!(state_of(&all, MessageChannel::Phone), "waiting waiting");
    assert!(all.iter().all(|one| !one.failure.as_deref().unwrap_or_default().contains('@')), "no address is kept");
    house.send_at(later(now(), 10)).await;
    assert!(house.phone.taken().is_empty(), "not before its time");
    house.send_at(later(now(), 70)).await;
    assert_eq!((house.letters.taken().len(), house.phone.taken().len()), (1, 2));
    let failed = house.all().await.into_iter().find(|one| one.state == DeliveryState::Failed).unwrap();
    house.app.send_again(&officer("clerk", Role::Administrator), &failed.id, now()).await.unwrap();
    house.send_at(later(now(), 80)).await;
    assert_eq!(house.letters.taken().len(), 2, "an administrator sends it again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_died_after_sending_costs_one_repetition_under_the_same_id() {
    let house = House::new().await;
    house.receive(now()).await;
    house.app.tell(&house.postman.ways, now()).await.unwrap();
    let lost = house.app.to_send(MessageChannel::Email, now(), 50).await.unwrap();
    for outgoing in &lost {
        house.postman.send(outgoing).await.unwrap();
    }
    house.send_at(later(now(), 60)).await;
    assert_eq!(house.letters.taken().len(), 2, "lent out: nobody else sends it");
    house.send_at(later(now(), 301)).await;
    house.send_at(later(now(), 900)).await;
    let letters = house.letters.taken();
    let mut ids: Vec<&str> = letters.iter().map(|letter| header(letter, "message-id")).collect();
    ids.sort_unstable();
    assert_eq!(ids.len(), 4);
    assert_eq!((ids[0], ids[2]), (ids[1], ids[3]), "mail programs show each once");
    house.app.tried(&lost[0], Tried::Never("late word".to_owned()), now()).await.unwrap();
    assert!(house.all().await.iter().all(|one| one.state != DeliveryState::Failed), "the dead one's word is late");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_due_moment_warns_its_officer_then_the_head_and_nobody_twice() {
    let house = House::new().await;
    let received = Instant::from_local(jiff::civil::date(2026, 11, 16).at(8, 0, 0, 0));
    let code = house.receive(received).await;
    let take = Action::Assign { officer: "case".to_owned() };
    house.app.act(&officer("case", Role::CaseOfficer), &code, take, 2, received).await.unwrap();
    let reach =
        Reach { channels: vec![MessageChannel::Email], email: "case@example.vn".to_owned(), ..Reach::default() };
    house.app.choose_reach(&officer("case", Role::CaseOfficer), &reach).await.unwrap();
    let on = |day: i8, hour: i8| Instant::from_local(jiff::civil::date(2026, 11, day).at(hour, 0, 0, 0));
    let ways = &house.postman.ways;
    let mut told = Vec::new();
    for at in [on(16, 9), on(17, 9), on(17, 10), on(19, 9), on(19, 10), on(25, 9)] {
        house.app.warn_of_due_moments(ways, at).await.unwrap();
        let count = async |login: &str, role| house.app.notices(&officer(login, role)).await.unwrap().len();
        told.push((count("case", Role::CaseOfficer).await, count("leader", Role::Leader).await));
    }
    assert_eq!(told[1], told[2], "once for each due moment");
    assert_eq!(told[3], told[4], "once for each due moment");
    assert_eq!(told[4], told[5], "once for each due moment");
    assert!(told[1].0 > 0 && told[1].1 == 0, "the officer first: {told:?}");
    assert!(told[3].1 > 0, "the head when it is late: {told:?}");
    house.app.tell(ways, on(25, 9)).await.unwrap();
    house.send_at(on(25, 9)).await;
    assert!(house.letters.taken().iter().any(|letter| header(letter, "to") == "case@example.vn"));
}
