//! The client against the stand-in, over a real socket, and against what no service should send.

use super::stand_in::Sent;
use super::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn now() -> Instant {
    Instant::from_unix_seconds(1_795_400_000).unwrap()
}

fn day(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

/// A person whose card ends in `serial`.
fn insured(serial: u32, always: &str) -> Insured {
    Insured {
        card: format!("DN437{serial:010}"),
        citizen: format!("003090{serial:06}"),
        name: "Nguyễn Văn Mẫu".parse().unwrap(),
        born: "21/03/1990".parse().unwrap(),
        valid_from: day("2026-01-01"),
        valid_to: day("2026-12-31"),
        first_care: "37001".to_owned(),
        first_care_name: "Bệnh viện Mẫu".to_owned(),
        five_years_on: Some(day("2024-05-01")),
        new_card: None,
        always: always.to_owned(),
    }
}

fn asked(number: &str, name: &str, born: &str) -> CardHolder {
    CardHolder { number: number.parse().unwrap(), name: name.parse().unwrap(), born: born.parse().unwrap() }
}

fn account() -> InsuranceAccount {
    InsuranceAccount {
        username: "37001_MAU".to_owned(),
        password: "mat-khau-mau".to_owned(),
        officer_name: "Cán bộ Mẫu".to_owned(),
        officer_number: "003090000009".to_owned(),
    }
}

/// A server of one answer a connection; gives its address and how often each of its two paths was asked.
async fn serve(
    answer: impl Fn(&str, &str, &[u8], usize) -> Sent + Send + Sync + 'static,
) -> (String, Arc<[AtomicUsize; 2]>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let counts: Arc<[AtomicUsize; 2]> = Arc::default();
    let counted = counts.clone();
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let (path, query, body) = request(&mut socket).await;
            let take = usize::from(!path.ends_with("/take"));
            let before = counted[take].fetch_add(1, Ordering::SeqCst);
            let sent = answer(&path, &query, &body, before);
            let head = format!(
                "HTTP/1.1 {} x\r\ncontent-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                sent.status,
                sent.media_type,
                sent.body.len()
            );
            socket.write_all(head.as_bytes()).await.unwrap();
            socket.write_all(&sent.body).await.unwrap();
        }
    });
    (address, counts)
}

async fn request(socket: &mut tokio::net::TcpStream) -> (String, String, Vec<u8>) {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let read = socket.read(&mut part).await.unwrap();
        bytes.extend(&part[..read]);
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        let Some(end) = text.find("\r\n\r\n") else { continue };
        let length = text.split("content-length: ").nth(1).and_then(|rest| rest.split('\r').next()?.parse().ok());
        if bytes.len() >= end + 4 + length.unwrap_or(0) {
            let target = String::from_utf8_lossy(&bytes).split(' ').nth(1).unwrap().to_owned();
            let (path, query) = target.split_once('?').unwrap_or((&target, ""));
            return (path.to_owned(), query.to_owned(), bytes[end + 4..].to_vec());
        }
    }
}

async fn stand_in(people: Vec<Insured>) -> (InsuranceService, Arc<StandIn>, Arc<[AtomicUsize; 2]>) {
    let known = account();
    let account = StandInAccount {
        username: known.username,
        password: known.password,
        officer_name: known.officer_name,
        officer_number: known.officer_number,
    };
    let stand_in = Arc::new(StandIn::new(people, account));
    let serving = stand_in.clone();
    let (address, counts) =
        serve(move |path, query, body, before| serving.answer(path, query, body, &format!("ma-{before}"), now())).await;
    (InsuranceService::open(&address, self::account()).unwrap(), stand_in, counts)
}

#[tokio::test]
async fn a_card_is_found_by_each_of_its_three_numbers() {
    let (service, _, counts) = stand_in(vec![insured(1, "")]).await;
    for number in ["DN4370000000001", "0000000001", "003090000001"] {
        let answer = service.look_up(&asked(number, "nguyễn văn mẫu", "1990"), now()).await.unwrap();
        assert_eq!((answer.code.as_str(), answer.card.number.as_str()), ("000", "DN4370000000001"), "{number}");
        assert_eq!((answer.card.valid_to, answer.five_years_on), (Some(day("2026-12-31")), Some(day("2024-05-01"))));
        assert_eq!(answer.card.first_care_name, "Bệnh viện Mẫu");
    }
    assert_eq!(counts[0].load(Ordering::SeqCst), 1, "tokens are asked for once");
}

#[tokio::test]
async fn every_code_of_the_contract_can_be_reached() {
    let rules = include_str!("../../../../data/insurance.json");
    let rules = domain::insurance::InsuranceRules::from_json(rules).unwrap();
    let codes: Vec<String> = rules.results.iter().map(|row| row.code.clone()).collect();
    let people = (0..).zip(&codes).map(|(serial, code)| insured(serial, code)).collect();
    let (service, ..) = stand_in(people).await;
    for (serial, code) in (0..).zip(&codes).filter(|(_, code)| *code != "401") {
        let number = format!("003090{serial:06}");
        let answer = service.look_up(&asked(&number, "Nguyễn Văn Mẫu", "21/3/1990"), now()).await.unwrap();
        assert_eq!(answer.code, *code);
    }
}

#[tokio::test]
async fn what_does_not_belong_together_has_its_own_code() {
    let old = Insured { valid_to: day("2026-06-30"), ..insured(2, "") };
    let followed = Insured {
        new_card: Some(("GD4370000000003".to_owned(), day("2026-07-01"), day("2027-06-30"))),
        ..Insured { valid_to: day("2026-06-30"), ..insured(3, "") }
    };
    let (service, ..) = stand_in(vec![insured(1, ""), old, followed]).await;
    for (number, name, born, code) in [
        ("003090000001", "Trần Văn Mẫu", "21/3/1990", "060"),
        ("003090000001", "Nguyễn Văn Khác", "21/3/1990", "061"),
        ("003090000001", "Nguyễn Văn Mẫu", "22/3/1990", "070"),
        ("003090000002", "Nguyễn Văn Mẫu", "21/3/1990", "010"),
        ("003090000003", "Nguyễn Văn Mẫu", "21/3/1990", "003"),
        ("003090999999", "Nguyễn Văn Mẫu", "21/3/1990", "050"),
        ("DN4000000000001", "Nguyễn Văn Mẫu", "21/3/1990", "052"),
    ] {
        let answer = service.look_up(&asked(number, name, born), now()).await.unwrap();
        assert_eq!(answer.code, code, "{number} {name} {born}");
        assert_eq!(answer.card.number.is_empty(), !matches!(code, "010" | "003"), "{code}: nothing is told to a guess");
    }
}

#[tokio::test]
async fn tokens_that_are_refused_are_renewed_once() {
    let (service, stand_in, counts) = stand_in(vec![insured(1, "")]).await;
    let question = asked("003090000001", "Nguyễn Văn Mẫu", "1990");
    service.look_up(&question, now()).await.unwrap();
    stand_in.forget_tokens();
    assert_eq!(service.look_up(&question, now()).await.unwrap().code, "000");
    assert_eq!(counts[0].load(Ordering::SeqCst), 2);
    let late = Instant::from_unix_seconds(now().unix_seconds() + 15 * 60).unwrap();
    let _ = service.look_up(&question, late).await;
    assert_eq!(counts[0].load(Ordering::SeqCst), 3, "tokens that ran out are not tried");
}

#[tokio::test]
async fn an_account_that_is_not_known_is_said_to_be_so() {
    let stand_in = StandIn::new(Vec::new(), StandInAccount { username: "khac".into(), ..StandInAccount::default() });
    let (address, _) = serve(move |path, query, body, _| stand_in.answer(path, query, body, "x", now())).await;
    let service = InsuranceService::open(&address, account()).unwrap();
    let told = service.look_up(&asked("003090000001", "Nguyễn Văn Mẫu", "1990"), now()).await;
    assert_eq!(told, Err(InsuranceError::Account));
}

#[tokio::test]
async fn a_service_that_fails_is_tried_twice_and_then_left_alone() {
    let (service, _, counts) = stand_in(vec![insured(1, "http-503"), insured(2, "")]).await;
    let question = asked("003090000001", "Nguyễn Văn Mẫu", "1990");
    for turn in 1..=5 {
        assert_eq!(service.look_up(&question, now()).await, Err(InsuranceError::Status(503)));
        assert_eq!(counts[1].load(Ordering::SeqCst), 2 * turn);
    }
    assert_eq!(service.look_up(&question, now()).await, Err(InsuranceError::Rests));
    assert_eq!(counts[1].load(Ordering::SeqCst), 10, "it is not asked any more");
    let later = Instant::from_unix_seconds(now().unix_seconds() + 5).unwrap();
    let good = asked("003090000002", "Nguyễn Văn Mẫu", "1990");
    assert_eq!(service.look_up(&good, later).await.unwrap().code, "000");
}

#[tokio::test]
async fn nobody_there_is_told_as_that() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let service = InsuranceService::open(&address, account()).unwrap();
    let told = service.look_up(&asked("003090000001", "Nguyễn Văn Mẫu", "1990"), now()).await;
    assert_eq!(told, Err(InsuranceError::OutOfReach));
}

#[test]
fn nonsense_is_never_read_as_an_answer() {
    for (body, what) in [
        ("", "không phải JSON"),
        ("<html>bảo trì</html>", "không phải JSON"),
        ("{}", "mã kết quả"),
        (r#"{"maKetQua":"OK"}"#, "mã kết quả"),
        (r#"{"maKetQua":"000","gtTheTu":"32/13/2026"}"#, "ngày bắt đầu"),
        (r#"{"maKetQua":"000","gtTheDen":"2026"}"#, "ngày kết thúc"),
        (r#"{"maKetQua":"000","gtTheTu":"02/01/2026","gtTheDen":"01/01/2026"}"#, "thẻ kết thúc trước khi bắt đầu"),
    ] {
        assert_eq!(wire::read_answer(body.as_bytes()), Err(InsuranceError::Nonsense(what)), "{body}");
    }
    let nulls = r#"{"maKetQua":"050","ghiChu":null,"maThe":null,"gtTheTu":null,"dsLichSuKCB2018":[]}"#;
    assert_eq!(wire::read_answer(nulls.as_bytes()).unwrap().code, "050");
}

#[test]
fn the_digest_is_that_of_the_contract() {
    assert_eq!(wire::digest_of("123456"), "e10adc3949ba59abbe56e057f20f883e");
}

#[test]
fn an_address_or_account_that_cannot_work_is_refused() {
    for address in ["ftp://x", "/api", ""] {
        assert!(InsuranceService::open(address, account()).is_err(), "{address}");
    }
    let nobody = InsuranceAccount { password: String::new(), ..account() };
    assert!(InsuranceService::open("https://cong.example", nobody).is_err());
    assert_eq!(format!("{:?}", account()), "InsuranceAccount");
}
