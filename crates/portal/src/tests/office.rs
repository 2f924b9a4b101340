//! The desk: filters, many at once, deputies, remarks, messages.

use super::sample::now;
use super::site::{BIRTH, COMMUNE, Site};
use app::messages::Ways;
use axum::http::StatusCode;
use domain::message::MessageChannel;

fn at_home() -> Ways {
    Ways { channels: vec![MessageChannel::Email], base_url: "http://localhost".to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_searched_by_part_of_a_name_and_no_name_stands_in_an_address() {
    let site = Site::new().await;
    let (code, _) = site.received().await;
    let mut officer = site.signed_in("case-officer").await;
    for (typed, found) in [("van mau", true), ("KHAI SINH", true), ("0001", true), ("người khác", false)] {
        let page = officer.post_signed("/ban-lam-viec", &[("muc", "dang-giai-quyet"), ("tu", typed)]).await;
        assert_eq!((page.status, page.text.contains(&code)), (StatusCode::OK, found), "{typed}");
    }
    let opened = officer.post_signed("/ban-lam-viec", &[("tu", &code)]).await;
    assert_eq!(opened.leads_to(), format!("/ho-so/{code}"), "a whole code opens its dossier");
    let fields = [("muc", "dang-giai-quyet"), ("tu", "mẫu"), ("ten-bo-loc", "Họ Mẫu"), ("luu", "1")];
    let saved = officer.post_signed("/ban-lam-viec", &fields).await;
    let page = officer.get(saved.leads_to()).await;
    assert!(page.text.contains(&code) && page.text.contains("Họ Mẫu") && page.text.contains("value=\"mẫu\""));
    officer.post_signed("/ban-lam-viec", &[("bo-loc", "Họ Mẫu")]).await;
    assert!(!officer.get("/ban-lam-viec").await.text.contains("Họ Mẫu"));
    let plain = officer.post_signed("/ban-lam-viec", &[("muc", "qua-han"), ("thu-tuc", BIRTH), ("xep", "ten")]).await;
    assert_eq!(plain.leads_to(), format!("/ban-lam-viec?muc=qua-han&thu-tuc={BIRTH}&xep=ten"));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_given_passed_on_and_signed_at_once_and_each_refusal_says_why() {
    let site = Site::new().await;
    let (one, _) = site.received().await;
    let (two, _) = site.received().await;
    let (mut officer, mut leader) = (site.signed_in("case-officer").await, site.signed_in("leader").await);
    let many = "/ban-lam-viec/hang-loat";
    let (first, second) = (format!("{one}~2"), format!("{two}~2"));
    let nothing = officer.post_signed(many, &[("viec", "chuyen")]).await;
    assert!(nothing.text.contains("Đánh dấu ít nhất một hồ sơ"));
    let given = leader
        .post_signed(many, &[("viec", "giao"), ("can-bo", "case-officer"), ("ho-so", &first), ("ho-so", &second)])
        .await;
    assert!(given.text.contains("Đã làm <strong>2</strong> trên 2 hồ sơ"));
    // The second was acted on meanwhile: its number is no longer the one that was seen.
    let passed =
        officer.post_signed(many, &[("viec", "chuyen"), ("ho-so", &format!("{one}~3")), ("ho-so", &second)]).await;
    assert!(passed.text.contains("Đã làm <strong>1</strong> trên 2 hồ sơ"), "{}", passed.text);
    assert!(passed.text.contains("hồ sơ đã có thay đổi khác"));
    let unseen = leader.post_signed(many, &[("viec", "duyet"), ("ho-so", &format!("{one}~4"))]).await;
    assert!(unseen.text.contains("Tôi đã xem từng hồ sơ") && !unseen.text.contains("Kết quả làm hàng loạt"));
    let fields =
        [("viec", "duyet"), ("da-xem", "co"), ("ho-so", &format!("{one}~4")[..]), ("ho-so", &format!("{two}~3")[..])];
    let signed = leader.post_signed(many, &fields).await;
    assert!(signed.text.contains("Đã làm <strong>1</strong> trên 2 hồ sơ"), "{}", signed.text);
    assert!(signed.text.contains("chưa tới bước ký quyết định"), "the law or the process says why");
    assert!(!officer.get("/ban-lam-viec?muc=viec-cua-toi").await.text.contains("Phê duyệt</button>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_sees_and_does_the_work_and_the_ledger_names_both() {
    let site = Site::new().await;
    let (code, _) = site.received().await;
    let path = format!("/ho-so/{code}");
    let (mut officer, mut leader) = (site.signed_in("case-officer").await, site.signed_in("leader").await);
    officer.post_signed(&format!("{path}/assign"), &[("seq", "2"), ("assign.can-bo", "case-officer")]).await;
    let mut clerk = site.signed_in("clerk").await;
    let pass_on = [("seq", "3"), ("forward.buoc", "ky-duyet")];
    let refused = clerk.post_signed(&format!("{path}/forward"), &pass_on).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "somebody else holds it");
    let absence = [
        ("nguoi-vang", "case-officer"),
        ("nguoi-thay", "clerk"),
        ("tu-ngay", "2026-11-23"),
        ("den-ngay", "25/11/2026"),
        ("ly-do", "Nghỉ phép"),
    ];
    let foreign = site.signed_in("clerk").await.post_signed("/vang-mat", &absence).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "nobody makes himself the deputy of another");
    let wrong = leader.post_signed("/vang-mat", &[("nguoi-vang", "case-officer"), ("tu-ngay", "x")]).await;
    assert!(wrong.text.contains("Chọn người làm thay") && wrong.text.contains("value=\"x\""), "nothing typed is lost");
    assert_eq!(leader.post_signed("/vang-mat", &absence).await.leads_to(), "/vang-mat");
    let list = clerk.get("/ban-lam-viec?muc=viec-cua-toi").await;
    assert!(list.text.contains(&code) && list.text.contains("làm thay: <strong>Cán bộ case-officer"));
    assert!(clerk.get(&path).await.text.contains("Bạn làm thay <strong>Cán bộ case-officer"));
    let done = clerk.post_signed(&format!("{path}/forward"), &pass_on).await;
    assert_eq!(done.leads_to(), format!("{path}?xong=1"));
    let page = leader.get(&path).await;
    assert!(page.text.contains("Cán bộ clerk, thay Cán bộ case-officer vắng mặt"));
    let made = leader.get("/vang-mat").await.hidden("luc");
    leader.post_signed("/vang-mat/thoi", &[("nguoi-vang", "case-officer"), ("luc", &made)]).await;
    assert!(!clerk.get("/ban-lam-viec").await.text.contains("làm thay"), "ended, it holds no longer");
}

#[tokio::test(flavor = "multi_thread")]
async fn remarks_stay_in_the_office_and_drafts_know_the_person() {
    let site = Site::new().await;
    let (code, key) = site.received().await;
    let path = format!("/ho-so/{code}");
    let mut officer = site.signed_in("case-officer").await;
    let blank = officer.post_signed(&format!("{path}/ghi-chu"), &[("ghi-chu", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    officer.post_signed(&format!("{path}/ghi-chu"), &[("ghi-chu", "Gọi điện: chưa nghe máy")]).await;
    let page = site.signed_in("leader").await.get(&format!("{path}/ghi-chu")).await;
    assert!(page.text.contains("Gọi điện: chưa nghe máy") && page.text.contains("Cán bộ case-officer"));
    let mut owner = site.browser();
    owner.post(&format!("/tra-cuu/{code}/mo"), &[("khoa", &key)]).await;
    for page in ["", "/bao-tin"] {
        assert!(!owner.get(&format!("/tra-cuu/{code}{page}")).await.text.contains("chưa nghe máy"));
    }
    let drafted = officer.get(&format!("{path}?mau=request-supplement")).await;
    assert!(drafted.text.contains("giấy tờ của ông/bà Nguyễn Văn Mẫu"), "the person's name is filled in");
    let beside = officer.get(&format!("{path}/doi-chieu")).await;
    assert!(beside.text.contains("Hồ sơ không có tệp nào") && beside.text.contains("Nguyễn Văn Mẫu"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_is_told_on_the_pages_of_the_owner_and_of_the_officer() {
    let site = Site::new().await;
    let (code, key) = site.received().await;
    let mut leader = site.signed_in("leader").await;
    let path = format!("/ho-so/{code}");
    leader.post_signed(&format!("{path}/assign"), &[("seq", "2"), ("assign.can-bo", "case-officer")]).await;
    site.app.tell(&at_home(), now()).await.unwrap();
    let mut officer = site.signed_in("case-officer").await;
    let desk = officer.get("/ban-lam-viec").await;
    assert!(desk.text.contains("1<span class=\"unseen\"> chưa đọc</span>"), "the count stands in the head");
    assert!(officer.get("/thong-bao").await.text.contains(&format!("Hồ sơ {code} được giao cho bạn")));
    officer.post_signed("/thong-bao", &[]).await;
    assert!(!officer.get("/ban-lam-viec").await.text.contains("chưa đọc</span>"));
    let mut owner = site.browser();
    assert_eq!(owner.get(&format!("/tra-cuu/{code}/bao-tin")).await.status, StatusCode::NOT_FOUND, "without the key");
    owner.post(&format!("/tra-cuu/{code}/mo"), &[("khoa", &key)]).await;
    let told = owner.get(&format!("/tra-cuu/{code}/bao-tin")).await;
    assert!(told.text.contains("Hồ sơ đã được tiếp nhận") && told.text.contains("Kính gửi ông/bà Nguyễn Văn Mẫu"));
    let mut administrator = site.signed_in("administrator").await;
    let sent = administrator.get("/quan-tri/tin").await;
    assert!(sent.text.contains("Hồ sơ được tiếp nhận") && !sent.text.contains("Nguyễn Văn Mẫu"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_is_asked_finds_the_question_and_the_asking_unit_sees_it_wait() {
    let site = Site::new().await;
    let (code, _) = site.received().await;
    let (mut officer, mut province) = (site.signed_in("case-officer").await, site.signed_in("province").await);
    let ask = [("seq", "2"), ("consult.don-vi", "H42"), ("consult.noi-dung", "Có trùng không?")];
    officer.post_signed(&format!("/ho-so/{code}/consult"), &ask).await;
    assert!(officer.get("/ban-lam-viec?muc=cho-don-vi").await.text.contains(&code));
    assert!(province.get("/ban-lam-viec?muc=duoc-hoi").await.text.contains(&code));
    let answer = [("seq", "3"), ("answer-consultation.so", "1"), ("answer-consultation.tra-loi", "Không")];
    province.post_signed(&format!("/ho-so/{code}/answer-consultation"), &answer).await;
    assert!(!officer.get("/ban-lam-viec?muc=cho-don-vi").await.text.contains(&code));
    assert!(!province.get("/ban-lam-viec?muc=duoc-hoi").await.text.contains(&code));
    let load = officer.get("/ban-lam-viec/khoi-luong").await;
    assert!(load.text.contains("Chờ công chức thụ lý nhận") && load.text.contains("<svg"), "{COMMUNE}");
}
