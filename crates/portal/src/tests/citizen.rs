//! What a citizen does, from finding a procedure to having followed his dossier.

use super::sample::now;
use super::site::{BIRTH, Browser, COMMUNE, Site};
use axum::http::StatusCode;
use domain::dossier::action::Action;
use domain::dossier::event::Reason;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// A birth registration with everything in it.
const TYPED: [(&str, &str); 17] = [
    ("agency", COMMUNE),
    ("full_name", "Nguyễn Văn Mẫu"),
    ("id_number", "037 204 000 123"),
    ("phone", "0912 345 678"),
    ("address", "Thôn Mẫu, phường Hoa Lư"),
    ("birth_date.ngay", "21"),
    ("birth_date.thang", "3"),
    ("birth_date.nam", "1990"),
    ("answer.child_family_name", "NGUYỄN THỊ"),
    ("answer.child_given_name", "HOA"),
    ("answer.child_birth_date.ngay", "1"),
    ("answer.child_birth_date.thang", "11"),
    ("answer.child_birth_date.nam", "2026"),
    ("answer.child_sex", "Nữ"),
    ("answer.child_birth_place", "Trạm y tế phường"),
    ("answer.child_ethnic_group", "Kinh"),
    ("answer.parents_married", "co"),
];

async fn token(browser: &mut Browser) -> String {
    browser.get(&format!("/nop/{BIRTH}")).await.hidden("luot")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_procedure_is_found_without_marks_and_read() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let home = browser.get("/").await;
    assert!(home.text.contains("Bạn cần làm thủ tục gì?") && home.text.contains("Có con"));
    let found = browser.get("/thu-tuc?tu=dang+ky+khai+sinh").await;
    assert!(found.text.contains("Đăng ký khai sinh") && found.text.contains(&format!("/thu-tuc/{BIRTH}")));
    assert!(browser.get("/thu-tuc?tu=xyzxyz").await.text.contains("Không có thủ tục nào khớp"));
    let one = browser.get(&format!("/thu-tuc/{BIRTH}")).await;
    for part in ["Nộp hồ sơ trực tuyến", "Thời hạn và phí", "Giấy chứng sinh", "60/2014/QH13", "Ký Giấy khai sinh"]
    {
        assert!(one.text.contains(part), "{part}");
    }
    let process = browser.get(&format!("/quy-trinh/{BIRTH}/{COMMUNE}")).await;
    assert!(process.text.contains("<svg") && process.text.contains("ký quyết định"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_keeps_everything_typed_and_every_file_sent() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let token = token(&mut browser).await;
    let path = format!("/nop/{BIRTH}");
    let mut fields: Vec<(&str, &str)> =
        TYPED.iter().filter(|(name, _)| !matches!(*name, "phone" | "agency")).copied().collect();
    fields.push(("luot", &token));
    let files = [("paper.1", "chứng sinh.pdf", PDF), ("paper.2", "virus.exe", &b"MZ\x90\0\x03\0\0\0"[..])];
    let wrong = browser.post_files(&path, &fields, &files).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("<title>Lỗi: ") && wrong.text.contains("Có thông tin cần sửa"));
    for part in [
        "href=\"#agency\"",
        "href=\"#phone\"",
        "href=\"#answer.copies\"",
        "href=\"#paper.2\"",
        "value=\"NGUYỄN THỊ\"",
        "chứng sinh.pdf",
        "virus.exe",
    ] {
        assert!(wrong.text.contains(part), "{part}");
    }
    let note = wrong.hidden("da-tai.paper.1");
    let mut again = TYPED.to_vec();
    again.extend([("luot", token.as_str()), ("answer.copies", "2"), ("da-tai.paper.1", note.as_str())]);
    let check = browser.post(&path, &again).await;
    assert_eq!(check.status, StatusCode::OK);
    for part in [
        "Kiểm tra lại trước khi nộp",
        "Hồ sơ chưa được nộp",
        "chứng sinh.pdf",
        "037 204 000 123",
        "01/11/2026",
        "Nộp hồ sơ",
    ] {
        assert!(check.text.contains(part), "{part}");
    }
    let mut out = again.clone();
    out.push(("bo-tep", &note));
    let without = browser.post(&path, &out).await;
    assert!(!without.text.contains("Đã nhận: "), "a file can be taken out again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_sent_twice_is_one_dossier() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let token = token(&mut browser).await;
    let mut fields = TYPED.to_vec();
    fields.extend([("luot", token.as_str()), ("answer.copies", "0"), ("buoc", "nop")]);
    let path = format!("/nop/{BIRTH}");
    let first = browser.post(&path, &fields).await;
    let second = browser.clone().post(&path, &fields).await;
    assert_eq!(first.leads_to(), "/da-nop/H42.191-261123-0001");
    assert_eq!(second.leads_to(), first.leads_to());
    let mut sister = browser.clone();
    let second_child: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, if *value == "HOA" { "LAN" } else { value })).collect();
    let other = sister.post(&path, &second_child).await;
    assert_eq!(other.leads_to(), "/da-nop/H42.191-261123-0002", "another child in the same form is another dossier");
    let done = browser.get(first.leads_to()).await;
    assert!(done.text.contains("Giữ mã tra cứu này") && done.text.contains("thứ Tư 25/11/2026"), "due in words");
    assert!(!first.leads_to().contains("ma="), "the secret is in no address");
    assert_eq!(
        site.browser().get(first.leads_to()).await.leads_to(),
        "/tra-cuu/H42.191-261123-0001",
        "another browser"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_key_only_progress_is_shown() {
    let site = Site::new().await;
    let (code, key) = site.received().await;
    let mut browser = site.browser();
    assert_eq!(browser.get("/tra-cuu?ma=000.00.191.H42-261123-0001").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get(&format!("/tra-cuu?ma={code}")).await.leads_to(), format!("/tra-cuu/{code}"));
    let progress = browser.get(&format!("/tra-cuu/{code}")).await;
    assert!(progress.text.contains("Được tiếp nhận") && !progress.text.contains("Nguyễn Văn Mẫu"));
    assert!(!progress.text.contains("khai sinh"), "what it is about is the owner's matter");
    let wrong = browser.post(&format!("/tra-cuu/{code}/mo"), &[("khoa", "AAAA-BBBB-CCCC")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let opened = browser.post(&format!("/tra-cuu/{code}/mo"), &[("khoa", &key.to_lowercase())]).await;
    let page = browser.get(opened.leads_to()).await;
    assert!(
        page.text.contains("Nguyễn Văn Mẫu")
            && page.text.contains("Quá trình xử lý")
            && page.text.contains("phường Hoa Lư")
    );
    browser.post(&format!("/tra-cuu/{code}/dong"), &[]).await;
    assert!(!browser.get(&format!("/tra-cuu/{code}")).await.text.contains("Nguyễn Văn Mẫu"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_hands_in_what_was_asked_for_and_withdraws() {
    let site = Site::new().await;
    let (code, key) = site.received().await;
    let officer = site.officer("case-officer").await;
    let asked = Action::RequestSupplement { items: vec![Reason::new("Giấy chứng sinh bản chính").unwrap()] };
    site.app.act(&officer, &code.parse().unwrap(), asked, 2, now()).await.unwrap();
    let mut browser = site.browser();
    browser.post(&format!("/tra-cuu/{code}/mo"), &[("khoa", &key)]).await;
    let path = format!("/tra-cuu/{code}");
    let page = browser.get(&path).await;
    assert!(page.text.contains("Cơ quan cần bạn bổ sung") && page.text.contains("Giấy chứng sinh bản chính"));
    let seq = page.hidden("seq");
    let empty = browser.post_files(&format!("{path}/bo-sung"), &[("seq", &seq)], &[]).await;
    assert!(empty.text.contains("Chọn ít nhất một tệp"));
    let late = browser
        .post_files(&format!("{path}/bo-sung"), &[("seq", "1"), ("loi-nhan", "Đây ạ")], &[("paper", "cs.pdf", PDF)])
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("Đây ạ") && late.text.contains("cs.pdf"), "nothing typed or sent is lost");
    let given = browser.post_files(&format!("{path}/bo-sung"), &[("seq", &seq)], &[("paper", "cs.pdf", PDF)]).await;
    assert_eq!(given.leads_to(), path);
    let page = browser.get(&path).await;
    assert!(page.text.contains("Nộp bổ sung") && page.text.contains("cs.pdf"));
    let file = page.text.split(&format!("{path}/giay-to/")).nth(1).unwrap()[..64].to_owned();
    let saved = browser.get(&format!("{path}/giay-to/{file}")).await;
    assert_eq!(saved.bytes, PDF);
    assert!(
        saved.header("content-disposition").starts_with("attachment")
            && saved.header("content-security-policy").starts_with("sandbox")
    );
    assert_eq!(
        site.browser().get(&format!("{path}/giay-to/{file}")).await.status,
        StatusCode::NOT_FOUND,
        "without the key"
    );
    let nothing = browser.post(&format!("{path}/rut"), &[("seq", &page.hidden("seq"))]).await;
    assert!(nothing.text.contains("Viết lý do rút hồ sơ"));
    let seq = browser.get(&path).await.hidden("seq");
    browser.post(&format!("{path}/rut"), &[("seq", &seq), ("ly-do", "Không cần nữa")]).await;
    assert!(browser.get(&path).await.text.contains("Công dân rút hồ sơ"));
}
