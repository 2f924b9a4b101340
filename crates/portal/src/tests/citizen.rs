//! What a citizen does, from finding a procedure to having followed his dossier.

use super::sample::now;
use super::site::{BIRTH, COMMUNE, Site};
use axum::http::StatusCode;
use domain::dossier::action::Action;
use domain::dossier::event::Reason;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_procedure_is_found_without_marks_and_read() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let home = browser.get("/").await;
    assert!(home.text.contains("Bạn cần làm thủ tục gì?") && home.text.contains("Có con"));
    let found = browser.get("/thu-tuc?tu=dang+ky+khai+sinh").await;
    assert!(found.text.contains("Đăng ký khai sinh") && found.text.contains(&format!("/thu-tuc/{BIRTH}")));
    assert!(browser.get("/thu-tuc?tu=xyzxyz").await.text.contains("Không có thủ tục nào khớp"));
    let slip = browser.get("/thu-tuc?tu=dang+ky+kahi+sihn").await;
    assert!(
        slip.text.contains("Ý bạn là: <a href=\"/thu-tuc?tu=%C4%91%C4%83ng%20k%C3%BD%20khai%20sinh\" lang=\"vi\">"),
        "{}",
        slip.text
    );
    let event = browser.get("/su-kien/co-con").await;
    assert!(event.text.contains(&format!("/thu-tuc/{BIRTH}")) && event.text.contains("Chỉ cần giấy khai sinh."));
    let one = browser.get(&format!("/thu-tuc/{BIRTH}")).await;
    for part in ["Nộp hồ sơ trực tuyến", "Thời hạn và phí", "Giấy chứng sinh", "60/2014/QH13", "Ký Giấy khai sinh"]
    {
        assert!(one.text.contains(part), "{part}");
    }
    let process = browser.get(&format!("/quy-trinh/{BIRTH}/{COMMUNE}")).await;
    assert!(process.text.contains("<svg") && process.text.contains("ký quyết định"));
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
    assert!(
        empty.text.contains("href=\"#muc.0\"") && empty.text.contains("Chọn tệp cho mục «Giấy chứng sinh bản chính»")
    );
    let late = browser
        .post_files(&format!("{path}/bo-sung"), &[("seq", "1"), ("loi-nhan", "Đây ạ")], &[("muc.0", "cs.pdf", PDF)])
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("Đây ạ") && late.text.contains("cs.pdf"), "nothing typed or sent is lost");
    let given = browser.post_files(&format!("{path}/bo-sung"), &[("seq", &seq)], &[("muc.0", "cs.pdf", PDF)]).await;
    assert_eq!(given.leads_to(), path);
    let page = browser.get(&path).await;
    assert!(page.text.contains("Nộp bổ sung") && page.text.contains("Giấy chứng sinh bản chính: cs.pdf"));
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
    let early = browser.post(&format!("{path}/danh-gia"), &[("chung", "2")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "nothing is rated before it is over");
    browser.post(&format!("{path}/rut"), &[("seq", &seq), ("ly-do", "Không cần nữa")]).await;
    assert!(browser.get(&path).await.text.contains("Công dân rút hồ sơ"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_rates_once_what_is_over_with_nothing_chosen_for_him() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let done = browser.handed_in().await;
    let code = done.leads_to().trim_start_matches("/da-nop/").to_owned();
    let path = format!("/tra-cuu/{code}");
    let seq = browser.get(&path).await.hidden("seq");
    browser.post(&format!("{path}/rut"), &[("seq", &seq), ("ly-do", "Nộp nhầm")]).await;
    let page = browser.get(&path).await;
    assert!(page.text.contains("Đánh giá việc giải quyết") && !page.text.contains(" checked"), "no default marks");
    let nothing = browser.post(&format!("{path}/danh-gia"), &[("y-kien", "Nhanh gọn")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text.contains("Nhanh gọn") && nothing.text.contains("href=\"#chung.0\""));
    let stranger = site.browser().post(&format!("{path}/danh-gia"), &[("chung", "0")]).await;
    assert_eq!(stranger.leads_to(), path, "only the owner");
    let rated =
        browser.post(&format!("{path}/danh-gia"), &[("chung", "2"), ("lien-he", "2"), ("y-kien", "Nhanh")]).await;
    assert_eq!(rated.leads_to(), path);
    browser.post(&format!("{path}/danh-gia"), &[("chung", "0")]).await;
    let page = browser.get(&path).await;
    assert!(page.text.contains("Bạn đã đánh giá hồ sơ này") && !page.text.contains("Gửi đánh giá"));
    let code = code.parse().unwrap();
    let kept = site.app.store().rating(&"H42".parse().unwrap(), &code).await.unwrap().unwrap();
    assert_eq!((kept.overall, kept.ease, kept.contacts, kept.words.as_str()), (2, None, Some(2), "Nhanh"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duty_is_paid_where_a_payment_service_stands_in_and_recorded_once() {
    let site = Site::new().await;
    let (code, key) = site.received().await;
    let path = format!("/tra-cuu/{code}");
    let officer = site.officer("case-officer").await;
    let duty = Action::RequestDuty { amount_vnd: 150_000, what: Reason::new("Lệ phí cấp giấy").unwrap() };
    site.app.act(&officer, &code.parse().unwrap(), duty, 2, now()).await.unwrap();
    let mut browser = site.browser();
    browser.post(&format!("{path}/mo"), &[("khoa", &key)]).await;
    assert!(browser.get(&path).await.text.contains("Nộp tại quầy"), "a real system has no page of its own");
    assert_eq!(browser.get(&format!("{path}/nop-tien")).await.status, StatusCode::NOT_FOUND);
    let settings = crate::Settings { stand_in_payment: true, ..super::sample::settings() };
    browser.router = crate::router(site.app.clone(), settings);
    let page = browser.get(&format!("{path}/nop-tien")).await;
    assert!(page.text.contains("150.000 đồng") && page.text.contains("không có tiền thật"));
    let seq = page.hidden("seq");
    for _ in 0..2 {
        let paid = browser.post(&format!("{path}/nop-tien"), &[("seq", &seq)]).await;
        assert_eq!(paid.leads_to(), path);
    }
    let page = browser.get(&path).await;
    assert_eq!(page.text.matches("Đã nộp tiền (trực tuyến)").count(), 1);
    assert!(page.text.contains("Số biên lai MAU-"));
    assert_eq!(site.browser().get(&format!("{path}/nop-tien")).await.leads_to(), path, "only the owner");
}
