//! Linked procedures on the pages: asked once, handed in once, followed as one.

use super::applying::BIRTH_TYPED;
use super::site::{Browser, COMMUNE, Site};
use axum::http::StatusCode;

const LINK: &str = "3.000722";

/// What the household and the card ask besides what the birth registration does.
const FURTHER: super::applying::Typed = &[
    ("answer.new_address", &[("answer.new_address", "Thôn Mẫu, phường Hoa Lư")]),
    ("answer.dwelling_right", &[("answer.dwelling_right", "Của mình")]),
    ("answer.household_head_id", &[("answer.household_head_id", "037190000001")]),
    ("answer.household_relation", &[("answer.household_relation", "Con")]),
    ("answer.clinic", &[("answer.clinic", "Trạm y tế phường")]),
];

/// A journey written to its end; gives the address of the draft.
async fn written(browser: &mut Browser) -> String {
    let (draft, first) = browser.begin(LINK).await;
    let typed: Vec<_> = BIRTH_TYPED.iter().chain(FURTHER).copied().collect();
    let end = browser.fill_in(&first, &typed).await;
    assert_eq!(end, format!("{draft}/kiem-tra"), "{}", browser.get(&end).await.text);
    draft
}

/// A journey handed in: the code of its first dossier.
async fn handed_in(browser: &mut Browser) -> String {
    let draft = written(browser).await;
    let done = browser.post(&format!("{draft}/nop"), &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    done.leads_to().trim_start_matches("/da-nop/").to_owned()
}

/// The birth is registered by the commune.
async fn register(site: &Site, code: &str) {
    let path = |action: &str| format!("/ho-so/{code}/{action}");
    for (who, action, fields) in [
        ("clerk", "accept", vec![("seq", "1")]),
        ("case-officer", "forward", vec![("seq", "2"), ("forward.buoc", "ky-duyet")]),
        ("leader", "approve", vec![("seq", "3")]),
        (
            "clerk",
            "issue-result",
            vec![("seq", "4"), ("issue-result.so", "88/2026"), ("issue-result.ten", "Giấy khai sinh")],
        ),
    ] {
        let done = site.signed_in(who).await.post_signed(&path(action), &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{who} {action}: {}", done.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_one_begins_it_is_told_which_dossiers_it_will_be() {
    let site = Site::new().await;
    let mut browser = site.browser();
    for page in ["/su-kien/co-con".to_owned(), format!("/thu-tuc/{LINK}"), format!("/nop/{LINK}")] {
        let shown = browser.get(&page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}");
        assert!(shown.text.to_lowercase().contains("khai một lần"), "{page}");
    }
    let start = browser.get(&format!("/nop/{LINK}")).await.text;
    for name in ["Đăng ký khai sinh", "Đăng ký thường trú", "cấp thẻ BHYT", "Tự nộp khi có kết quả «Khai sinh»"]
    {
        assert!(start.contains(name), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_question_is_asked_once() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = written(&mut browser).await;
    let check = browser.get(&format!("{draft}/kiem-tra")).await.text;
    for question in ["Bé sinh ngày nào?", "Bé nhập vào hộ của ai?", "Tên của bé là gì?"] {
        assert_eq!(check.matches(&format!(">{question}<")).count(), 1, "{question}");
    }
    assert!(!check.contains("Bạn ở đây từ khi nào?") && !check.contains("Số Giấy khai sinh là số nào?"));
    let overview = browser.get(&draft).await.text;
    assert!(overview.contains("Đã xong") && overview.contains("thành 3 hồ sơ"));
}

#[tokio::test(flavor = "multi_thread")]
async fn handed_in_once_it_is_followed_as_one_and_opened_with_one_key() {
    let site = Site::new().await;
    let mut owner = site.browser();
    let code = handed_in(&mut owner).await;
    let follow = format!("/tra-cuu/{code}/lien-thong");
    let waiting = owner.get(&follow).await.text;
    assert_eq!(waiting.matches("Chưa làm được").count(), 2, "{waiting}");
    register(&site, &code).await;
    let going = owner.get(&follow).await.text;
    assert!(going.contains("Đã xong 1 trong 3 hồ sơ") && !going.contains("Chưa làm được"));
    assert!(going.contains("Bảo hiểm xã hội tỉnh Ninh Bình") && going.matches("Hẹn trả: ").count() == 2);
    let others: Vec<&str> = going
        .split("href=\"/tra-cuu/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|one| one.starts_with("H42") && *one != code)
        .collect();
    assert_eq!(others.len(), 2);
    for other in others {
        let page = owner.get(&format!("/tra-cuu/{other}")).await.text;
        assert!(page.contains("Nộp cùng một lần") && page.contains("Tự nộp theo thủ tục liên thông"), "{other}");
        let stranger = site.browser().get(&format!("/tra-cuu/{other}")).await.text;
        assert!(stranger.contains("name=\"khoa\"") && !stranger.contains("Nộp cùng một lần"), "{other}");
    }
    let elsewhere = site.browser().get(&follow).await;
    assert_eq!(elsewhere.status, StatusCode::SEE_OTHER, "nobody else follows it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_another_dossier_opens_nothing() {
    let site = Site::new().await;
    let mut owner = site.browser();
    let code = handed_in(&mut owner).await;
    let (other, _) = site.received().await;
    let page = owner.get(&format!("/tra-cuu/{other}")).await.text;
    assert!(page.contains("name=\"khoa\"") && !page.contains("Nguyễn Văn Mẫu"));
    assert!(owner.get(&format!("/tra-cuu/{code}")).await.text.contains("Nguyễn Văn Mẫu"));
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_see_the_journey_of_a_dossier() {
    let site = Site::new().await;
    let code = handed_in(&mut site.browser()).await;
    let mut clerk = site.signed_in("clerk").await;
    let page = clerk.get(&format!("/ho-so/{code}")).await.text;
    assert!(page.contains("Thuộc thủ tục liên thông") && page.contains("Chưa làm được"), "{page}");
    register(&site, &code).await;
    let page = clerk.get(&format!("/ho-so/{code}")).await.text;
    assert!(page.contains("Thẻ bảo hiểm y tế") && page.contains("Được tiếp nhận"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counter_receives_a_journey_on_the_same_screen() {
    let site = Site::new().await;
    let mut clerk = site.signed_in("clerk").await;
    let form = clerk.get(&format!("/tiep-nhan?thu-tuc={LINK}")).await;
    assert!(form.text.contains("thành 3 hồ sơ"), "{}", form.text);
    let token = form.hidden("luot");
    let fields = [
        ("luot", token.as_str()),
        ("procedure", LINK),
        ("full_name", "Nguyễn Văn Mẫu"),
        ("agency", COMMUNE),
        ("buoc", "nhan"),
    ];
    let received = clerk.post_signed("/tiep-nhan", &fields).await;
    assert_eq!(received.status, StatusCode::SEE_OTHER, "{}", received.text);
    let again = clerk.post_signed("/tiep-nhan", &fields).await;
    assert_eq!(received.leads_to(), again.leads_to(), "pressed twice it is one");
    let dossier = received.leads_to().trim_end_matches("/giay-tiep-nhan").to_owned();
    assert!(clerk.get(&dossier).await.text.contains("Thuộc thủ tục liên thông"));
}
