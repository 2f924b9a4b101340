//! The desk of a health facility, and how far the chip card is taken.

use super::sample::{now, settings};
use super::site::{Browser, Site};
use app::insurance::{Door, InsuranceDesk};
use axum::http::StatusCode;
use domain::insurance::{HealthCard, InsuranceAnswer};
use jiff::civil::date;
use std::sync::{Arc, Mutex};

/// The QR code of an invented card, as a scanner types it.
const SCAN: &str = "003090000001||Nguyễn Văn Mẫu|21031990|Nam|Thôn Mẫu|01012022";
/// A newer one.
const SCAN_11: &str = "003190000002||Trần Thị Mẫu|00001955|Nữ||01072024||Trần Văn Cha|Lê Thị Mẹ|";

fn answer(code: &str) -> InsuranceAnswer {
    let card = HealthCard {
        number: "HT3370030000001".to_owned(),
        valid_from: Some(date(2026, 1, 1)),
        valid_to: Some(date(2026, 12, 31)),
        first_care: "37001".to_owned(),
        first_care_name: "Bệnh viện Mẫu".to_owned(),
    };
    let five_years_on = Some(date(2024, 5, 1));
    InsuranceAnswer { code: code.to_owned(), card, five_years_on, ..InsuranceAnswer::default() }
}

/// A desk whose service says what it is told to; `None`: nothing.
async fn clinic() -> (Site, Browser, Arc<Mutex<Option<&'static str>>>) {
    let mut site = Site::new().await;
    let says: Arc<Mutex<Option<&'static str>>> = Arc::new(Mutex::new(Some("000")));
    let heard = says.clone();
    let door = Door::new(move |_, _| {
        let said = *heard.lock().unwrap();
        Box::pin(async move { said.map(answer).ok_or_else(|| "không nối được tới cổng bảo hiểm".to_owned()) })
    });
    let insurance = InsuranceDesk::new(&[7; 32], Some(door));
    site.router = crate::router(site.app.clone(), crate::Settings { insurance, ..settings() });
    let browser = site.signed_in("receptionist").await;
    (site, browser, says)
}

async fn check(browser: &mut Browser, fields: &[(&str, &str)]) -> super::site::Answer {
    let token = browser.get("/kham-benh").await.hidden("luot");
    browser.post_signed("/kham-benh", &[&[("luot", token.as_str())], fields].concat()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_shows_at_once_what_the_card_pays_and_waits_for_the_next_patient() {
    let (_site, mut browser, _) = clinic().await;
    for (scan, name) in [(SCAN, "Nguyễn Văn Mẫu"), (SCAN_11, "Trần Thị Mẫu")] {
        let page = check(&mut browser, &[("the", scan)]).await;
        assert_eq!(page.status, StatusCode::OK);
        let told = [
            "Bảo hiểm hợp lệ",
            name,
            "95 % chi phí",
            "từ 01/01/2026 đến 31/12/2026",
            "Bệnh viện Mẫu, mã 37001",
            "01/05/2024",
            "Tiếp nhận người bệnh theo bảo hiểm y tế",
            "id=\"the\" name=\"the\" value=\"\"",
            "<title>Bảo hiểm hợp lệ",
        ];
        for part in told {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        assert!(page.text.split("id=\"the\"").nth(1).unwrap().split('>').next().unwrap().contains("autofocus"));
        assert_eq!(page.header("cache-control"), "no-store");
    }
    let today = browser.get("/kham-benh").await.text;
    assert!(today.contains("…001") && today.contains("…002"), "today's are told apart");
    assert!(!today.contains("Nguyễn Văn Mẫu"), "and not named");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_alone_asks_for_name_and_date_of_birth() {
    let (_site, mut browser, _) = clinic().await;
    let asked = check(&mut browser, &[("the", "HT3 37 0030000001")]).await;
    assert!(asked.status == StatusCode::OK && asked.text.contains("name=\"ho-ten\""));
    assert!(asked.text.contains("value=\"HT3 37 0030000001\""), "what was typed stays");
    let wrong = check(&mut browser, &[("the", "0030000001"), ("ho-ten", ""), ("ngay-sinh", "31/2/1990")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["href=\"#ho-ten\"", "href=\"#ngay-sinh\"", "Không có ngày 31 tháng 2", "value=\"31/2/1990\""] {
        assert!(wrong.text.contains(part), "{part}");
    }
    let fields = [("the", "0030000001"), ("ho-ten", "nguyễn văn mẫu"), ("ngay-sinh", "1990")];
    assert!(check(&mut browser, &fields).await.text.contains("Bảo hiểm hợp lệ"));
    let rubbish = check(&mut browser, &[("the", "rác|rác")]).await;
    assert!(rubbish.status == StatusCode::UNPROCESSABLE_ENTITY && rubbish.text.contains("không phải mã QR"));
    let short = check(&mut browser, &[("the", "12345")]).await;
    assert!(short.text.contains("Số này có 5 ký tự") && short.text.contains("value=\"12345\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_standing_is_told_by_words_colour_and_shape() {
    let (_site, mut browser, says) = clinic().await;
    for (code, label, class) in [
        ("000", "Bảo hiểm hợp lệ", "answer-good"),
        ("010", "Thẻ hết hạn", "answer-bad"),
        ("070", "Không khớp", "answer-warn"),
        ("001", "Kiểm tra bằng giấy tờ", "answer-warn"),
        ("500", "Chưa xác nhận được", "answer-none"),
    ] {
        *says.lock().unwrap() = Some(code);
        let page = check(&mut browser, &[("the", SCAN)]).await.text;
        assert!(page.contains(label) && page.contains(class) && page.contains(&format!("(mã {code})")), "{code}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_says_so_shows_what_was_confirmed_and_is_followed_up() {
    let (site, mut browser, says) = clinic().await;
    check(&mut browser, &[("the", SCAN)]).await;
    *says.lock().unwrap() = None;
    let page = check(&mut browser, &[("the", SCAN)]).await.text;
    for part in [
        "Chưa xác nhận được",
        "<strong>không phải</strong> là câu trả lời rằng người bệnh không có bảo hiểm",
        "Tiếp nhận người bệnh",
        "Lần xác nhận gần nhất, 09:00 ngày 23/11/2026: Bảo hiểm hợp lệ.",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("answer-bad"));
    let unknown = check(&mut browser, &[("the", SCAN_11)]).await.text;
    assert!(unknown.contains("Chưa có lần xác nhận nào"));
    *says.lock().unwrap() = Some("010");
    let later = domain::time::Instant::from_unix_seconds(now().unix_seconds() + 60).unwrap();
    let desk = InsuranceDesk::new(&[7; 32], Some(Door::new(|_, _| Box::pin(async { Ok(answer("010")) }))));
    assert_eq!(site.app.ask_waiting_insurance(&desk, later).await.unwrap(), 2);
    let page = browser.get("/kham-benh").await;
    assert!(page.text.contains("Cần theo dõi (2)") && page.text.contains("Thẻ hết hạn"), "{}", page.text);
    let id = page.text.split("action=\"/kham-benh/xong\"").nth(1).unwrap();
    let id = id.split("name=\"luot\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let done = browser.post_signed("/kham-benh/xong", &[("luot", &id)]).await;
    assert_eq!(done.leads_to(), "/kham-benh");
    assert!(browser.get("/kham-benh").await.text.contains("Cần theo dõi (1)"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receptionist_begins_at_his_desk_and_others_see_none_of_it() {
    let (site, mut browser, _) = clinic().await;
    assert_eq!(browser.get("/ban-lam-viec").await.leads_to(), "/kham-benh");
    assert_eq!(site.signed_in("clerk").await.get("/kham-benh").await.status, StatusCode::FORBIDDEN);
    check(&mut browser, &[("the", SCAN)]).await;
    let admin = site.signed_in("administrator").await.get("/quan-tri/can-bo").await.text;
    assert!(admin.contains("receptionist"));
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_is_public_a_map_and_a_table() {
    let site = Site::new().await;
    let file = "code,name,province,kind,accepts_card,since\n\
        37001,Bệnh viện Mẫu,37,Bệnh viện,1,2023-01-01\n35002,Trạm Y tế Mẫu,Hà Nam,Trạm y tế,0,\n\
        79001,Phòng khám Mẫu,79,Phòng khám,1,\n";
    let read = app::facilities::read_facilities(file.as_bytes(), now().day()).unwrap();
    site.app.import_facilities(read, now()).await.unwrap();
    let mut browser = site.browser();
    let page = browser.get("/co-so-kham-benh").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["66,7 %", "50,0 %", "100,0 %", "<svg viewBox", "band-1", "band-4", "Tỉnh Ninh Bình", "23/11/2026"] {
        assert!(page.text.contains(part), "{part}");
    }
    let one = browser.get("/co-so-kham-benh?tinh=37").await.text;
    assert!(one.contains("Bệnh viện Mẫu") && one.contains("chưa nhận") && !one.contains("Phòng khám Mẫu"));
    assert_eq!(browser.get("/co-so-kham-benh?tinh=99").await.status, StatusCode::NOT_FOUND);
}
