//! The counter: numbers, appointments, cards, results by post.

use super::site::{BIRTH, COMMUNE, Site};
use axum::http::StatusCode;
use domain::dossier::action::Action;

/// The QR code of an invented card, as a scanner types it.
const CARD: &str = "037204000123||Nguyễn Văn Mẫu|21031990|Nam|Thôn Mẫu, phường Hoa Lư|01012022";

#[tokio::test(flavor = "multi_thread")]
async fn two_counters_that_call_at_once_call_two_people() {
    let site = Site::new().await;
    let mut hall = site.browser();
    let machine = format!("/lay-so/{COMMUNE}");
    for (series, label, before) in
        [("A", "A-001", "Không có ai chờ"), ("A", "A-002", "1 người chờ"), ("B", "B-001", "2 người chờ")]
    {
        let ticket = hall.post(&machine, &[("loai", series)]).await;
        assert!(ticket.text.contains(label) && ticket.text.contains(before), "{label}");
    }
    assert_eq!(hall.post(&machine, &[("loai", "X")]).await.status, StatusCode::NOT_FOUND);
    let (mut one, mut two) = (site.signed_in("clerk").await, site.signed_in("clerk").await);
    let call = |counter: &'static str| [("viec", "goi"), ("quay", counter)];
    let (first, second) = (call("1"), call("2"));
    tokio::join!(one.post_signed("/hang-doi", &first), two.post_signed("/hang-doi", &second));
    let (panel, other) = (one.get("/hang-doi?quay=1").await.text, two.get("/hang-doi?quay=2").await.text);
    let mine = |page: &str, label: &str| page.contains(&format!("Mời số {label} đến quầy"));
    assert_ne!(mine(&panel, "A-001"), mine(&other, "A-001"), "called once");
    assert_ne!(mine(&panel, "A-002"), mine(&other, "A-002"), "called once");
    let board = hall.get(&format!("/bang-goi/{COMMUNE}")).await;
    assert!(board.header("refresh") == "5" && board.text.contains("aria-live"));
    assert_eq!(hall.get(&format!("/bang-goi/{COMMUNE}?dung=1")).await.header("refresh"), "", "it can be held still");
    assert!(hall.get(&format!("/bang-goi/{COMMUNE}/loi-moi")).await.text.starts_with("Mời số A-00"));
    let held = if mine(&panel, "A-001") { "1" } else { "2" };
    let work = |what: &'static str| [("viec", what), ("quay", "1"), ("loai", "A"), ("so", held)];
    one.post_signed("/hang-doi", &work("goi-lai")).await;
    assert!(one.get("/hang-doi?quay=1").await.text.contains("gọi lần 2"));
    one.post_signed("/hang-doi", &work("vang")).await;
    assert!(!one.get("/hang-doi?quay=1").await.text.contains("gọi lần"), "who is away leaves the board");
    let foreign = [("viec", "xong"), ("quay", "1"), ("loai", "A"), ("so", if held == "1" { "2" } else { "1" })];
    one.post_signed("/hang-doi", &foreign).await;
    assert!(two.get("/hang-doi?quay=2").await.text.contains("gọi lần 1"), "another counter's number stays its own");
    one.post_signed("/hang-doi", &[("viec", "goi"), ("quay", "1"), ("loai", "B")]).await;
    assert!(one.get("/hang-doi?quay=1").await.text.contains("B-001"));
    let none = one.post_signed("/hang-doi", &call("1")).await;
    assert!(one.get(none.leads_to()).await.text.contains("Không còn ai chờ"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_has_as_many_places_as_it_has_and_a_form_sent_twice_takes_one() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let page = format!("/dat-lich/{COMMUNE}");
    let form = browser.get(&page).await;
    let slot = form.text.split("<option value=\"2026-11-23T").nth(1).unwrap();
    let slot = format!("2026-11-23T{}", slot.split('"').next().unwrap());
    let wrong = browser.post(&page, &[("luot", &form.hidden("luot")), ("gio", &slot), ("ho-ten", "An")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("Nhập số điện thoại") && wrong.text.contains("value=\"An\""));
    let mut codes = Vec::new();
    for place in 0..5 {
        let token = browser.get(&page).await.hidden("luot");
        let fields =
            [("luot", token.as_str()), ("gio", &slot), ("loai", "A"), ("ho-ten", "An"), ("dien-thoai", "0912345678")];
        let booked = browser.post(&page, &fields).await;
        if place == 4 {
            assert!(booked.text.contains("Giờ này vừa hết chỗ"), "four places and no fifth");
            break;
        }
        let code = |text: &str| text.split("class=\"secret\">").nth(1).unwrap()[..9].to_owned();
        assert_eq!(code(&browser.post(&page, &fields).await.text), code(&booked.text), "sent twice, made once");
        codes.push(code(&booked.text));
    }
    let off = browser.post(&format!("{page}/huy"), &[("ma-hen", &codes[3])]).await;
    assert!(off.text.contains("Đã huỷ lịch hẹn"));
    assert!(browser.get(&page).await.text.contains(&format!("value=\"{slot}\"")), "its place is free again");
    let machine = format!("/lay-so/{COMMUNE}");
    let come = browser.post(&machine, &[("hen", "1"), ("ma-hen", &codes[0].to_lowercase())]).await;
    assert!(come.text.contains("A-001"), "{}", come.text);
    let again = browser.post(&machine, &[("hen", "1"), ("ma-hen", &codes[0])]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "one appointment, one number");
    let panel = site.signed_in("clerk").await.get("/hang-doi").await;
    assert!(panel.text.contains("<strong>An</strong>") && panel.text.contains("đã tới"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanned_card_fills_the_form_in_and_sends_nothing() {
    let site = Site::new().await;
    let mut clerk = site.signed_in("clerk").await;
    assert_eq!(clerk.get("/tiep-nhan?tu=1.001193").await.leads_to(), format!("/tiep-nhan?thu-tuc={BIRTH}"));
    let token = clerk.get(&format!("/tiep-nhan?thu-tuc={BIRTH}")).await.hidden("luot");
    let base = [("procedure", BIRTH), ("luot", token.as_str()), ("giay-to", "1"), ("phone", "0912 345 678")];
    let with = |card: &'static str| [&base[..], &[("the", card), ("buoc", "nhan")]].concat();
    let read = clerk.post_signed("/tiep-nhan", &with(CARD)).await;
    assert_eq!(read.status, StatusCode::OK);
    for part in ["Nguyễn Văn Mẫu", "037204000123", "value=\"1990\"", "Thôn Mẫu", "0912 345 678", "checked"] {
        assert!(read.text.contains(part), "{part}");
    }
    assert!(read.text.contains("Đã điền theo thẻ"));
    let wrong = clerk.post_signed("/tiep-nhan", &with("rác|rác")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("href=\"#the\"") && wrong.text.contains("không phải mã QR"));
    let all = site.officer("clerk").await;
    let desk = app::desk::View::all(app::desk::DeskList::All);
    assert!(site.app.desk(&all, &desk, None, super::sample::now()).await.unwrap().rows.is_empty(), "nothing was sent");
    let fields = [
        &base[..],
        &[("full_name", "Nguyễn Văn Mẫu"), ("chinh.1", "2"), ("sao.1", "0"), ("da-co.2", "1"), ("chinh.2", "1")],
    ]
    .concat();
    let receipt = clerk.post_signed("/tiep-nhan", &fields).await.leads_to().to_owned();
    let receipt = clerk.get(&receipt).await.text;
    assert!(receipt.contains("(2 bản chính)") && receipt.contains("(đã có trong kho dữ liệu)"), "{receipt}");
}

#[tokio::test(flavor = "multi_thread")]
async fn results_go_out_by_post_with_a_list_and_at_the_counter_with_a_signature() {
    let site = Site::new().await;
    let (code, _) = site.received().await;
    let parsed = code.parse().unwrap();
    let (case, leader, clerk) =
        (site.officer("case-officer").await, site.officer("leader").await, site.officer("clerk").await);
    let now = super::sample::now();
    let word = |text: &str| domain::dossier::event::Reason::new(text).unwrap();
    let on = Action::Forward { step: "ky-duyet".into(), officer: None, note: None };
    site.app.act(&case, &parsed, on, 2, now).await.unwrap();
    site.app.act(&leader, &parsed, Action::Approve { note: None }, 3, now).await.unwrap();
    let issue = Action::IssueResult { number: word("12/GKS"), title: word("Giấy khai sinh"), paper: None };
    site.app.act(&clerk, &parsed, issue, 4, now).await.unwrap();
    let mut browser = site.signed_in("clerk").await;
    let slip = browser.get(&format!("/ho-so/{code}/phieu-tra")).await;
    assert!(slip.text.contains("Giấy khai sinh, số 12/GKS") && slip.text.contains("NGƯỜI NHẬN KẾT QUẢ"));
    assert!(browser.get("/buu-chinh").await.text.contains(&format!("{code}~5")));
    let stale = browser.post_signed("/buu-chinh", &[("ho-so", &format!("{code}~4"))]).await;
    assert!(browser.get(stale.leads_to()).await.text.contains("1 hồ sơ có thay đổi khác"));
    let given = browser.post_signed("/buu-chinh", &[("ho-so", &format!("{code}~5")), ("ban-chinh", "co")]).await;
    assert!(browser.get(given.leads_to()).await.text.contains("Đã ghi bàn giao 1 kết quả"));
    let page = browser.get(&format!("/ho-so/{code}")).await.text;
    assert!(page.contains("Trả kết quả qua bưu chính công ích") && page.contains("Đã trả lại bản chính"));
}
