//! What an administrator does, and what he cannot.

use super::site::{COMMUNE, Site};
use app::session::Whereabouts;
use axum::http::StatusCode;

const LONG: &str = "một câu dài dễ nhớ";

/// The secret of the link on a page.
fn link(text: &str) -> String {
    let rest = text.split("/dat-mat-khau/").nth(1).unwrap_or_else(|| panic!("no link: {text}"));
    format!("/dat-mat-khau/{}", &rest[..64])
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_added_signed_in_to_by_a_link_changed_and_stopped() {
    let site = Site::new().await;
    let mut admin = site.signed_in("administrator").await;
    let accounts = "/quan-tri/can-bo";
    let base = [("co-quan", COMMUNE), ("ho-ten", "Trần Thị Mẫu"), ("vai-tro", "clerk")];
    for (login, said) in
        [("Ủy viên", "Tên đăng nhập gồm"), ("clerk", "Đã có tài khoản mang tên này"), ("ab", "3 đến 40")]
    {
        let wrong = admin.post_signed(accounts, &[&base[..], &[("ten-dang-nhap", login)]].concat()).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{login}");
        assert!(wrong.text.contains(said) && wrong.text.contains("Trần Thị Mẫu"), "{login}");
    }
    let added = admin.post_signed(accounts, &[&base[..], &[("ten-dang-nhap", "mau.moi")]].concat()).await;
    let path = link(&added.text);
    assert!(!admin.get(accounts).await.text.contains(&path[14..]), "the link is shown once");
    let mut owner = site.browser();
    assert!(
        site.app.sign_in("mau.moi", "", &Whereabouts::default(), super::sample::now()).await.is_err(),
        "no password, no way in"
    );
    for (one, two, said) in [("ngắn", "ngắn", "ngắn hơn 12"), (LONG, "khác", "Hai lần nhập chưa giống nhau")]
    {
        let wrong = owner.post(&path, &[("mat-khau", one), ("lan-hai", two)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains(said), "{said}");
    }
    let set = [("mat-khau", LONG), ("lan-hai", LONG)];
    assert_eq!(owner.post(&path, &set).await.leads_to(), "/dang-nhap");
    assert!(owner.post(&path, &set).await.text.contains("đã dùng hoặc đã quá hạn"), "once");
    let signed = owner.post("/dang-nhap", &[("ten", "mau.moi"), ("mat-khau", LONG)]).await;
    assert_eq!(signed.leads_to(), "/ban-lam-viec");
    assert_eq!(owner.get("/tiep-nhan").await.status, StatusCode::OK);
    let one = "/quan-tri/can-bo/mau.moi";
    let none = admin.post_signed(one, &[("ho-ten", "Trần Thị Mẫu")]).await;
    assert!(none.text.contains("Chọn ít nhất một vai trò"));
    admin.post_signed(one, &[("ho-ten", "Trần Thị Mẫu"), ("vai-tro", "case-officer")]).await;
    assert_eq!(owner.get("/tiep-nhan").await.status, StatusCode::FORBIDDEN, "another role from the next page on");
    admin.post_signed(one, &[("ho-ten", "Trần Thị Mẫu"), ("vai-tro", "case-officer"), ("ngung", "co")]).await;
    assert!(owner.get("/ban-lam-viec").await.leads_to().starts_with("/dang-nhap"), "stopped, the session ends");
    let journal = admin.get("/quan-tri/nhat-ky").await.text;
    for told in ["Thêm tài khoản", "Đặt mật khẩu", "Sửa tài khoản", "Ngừng tài khoản", "mau.moi"] {
        assert!(journal.contains(told), "{told}");
    }
    assert!(!journal.contains(LONG) && !journal.contains(&path[14..]), "no secret is noted");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_reaches_his_agency_and_never_shuts_himself_out() {
    let site = Site::new().await;
    let mut admin = site.signed_in("administrator").await;
    for path in ["/quan-tri/can-bo?co-quan=H42", "/quan-tri/can-bo/province", "/quan-tri/gio?co-quan=H42.192"] {
        assert_eq!(admin.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let foreign = [("co-quan", "H42.192"), ("ten-dang-nhap", "xxx"), ("ho-ten", "X"), ("vai-tro", "clerk")];
    assert_eq!(admin.post_signed("/quan-tri/can-bo", &foreign).await.status, StatusCode::FORBIDDEN);
    let myself = "/quan-tri/can-bo/administrator";
    for fields in [
        vec![("ho-ten", "Tôi"), ("vai-tro", "administrator"), ("ngung", "co")],
        vec![("ho-ten", "Tôi"), ("vai-tro", "clerk")],
    ] {
        let refused = admin.post_signed(myself, &fields).await;
        assert!(refused.text.contains("Không tự ngừng tài khoản"), "{}", refused.status);
    }
    let above = [("ma", "H42"), ("ten", "Tỉnh khác"), ("tu-ngay", "2027-01-01")];
    let refused = admin.post_signed("/quan-tri/co-quan", &above).await;
    assert!(refused.text.contains("Mã phải nằm dưới mã cơ quan của bạn") && refused.text.contains("Tỉnh khác"));
}

#[tokio::test(flavor = "multi_thread")]
async fn units_have_dates_hours_begin_on_a_day_and_texts_are_changed_and_gone_back_to() {
    let site = Site::new().await;
    let mut admin = site.signed_in("administrator").await;
    let unit = format!("{COMMUNE}.01");
    for (name, from) in [("Phòng Kinh tế", "2026-01-01"), ("Phòng Kinh tế và Hạ tầng", "2026-11-01")] {
        let fields = [("ma", unit.as_str()), ("ten", name), ("tu-ngay", from)];
        assert_eq!(admin.post_signed("/quan-tri/co-quan", &fields).await.leads_to(), "/quan-tri/co-quan", "{name}");
    }
    let list = admin.get("/quan-tri/co-quan").await.text;
    assert!(list.contains("Phòng Kinh tế và Hạ tầng") && list.contains("01/11/2026"), "both names, each with its days");
    let code = unit.parse().unwrap();
    let on = |day: &str| site.app.catalogue().agency_on(&code, day.parse().unwrap()).unwrap().name.clone();
    assert_eq!((on("2026-10-31"), on("2026-11-01")), ("Phòng Kinh tế".into(), "Phòng Kinh tế và Hạ tầng".into()));
    let hours = "/quan-tri/gio";
    let part = [("co-quan", COMMUNE), ("phan", "gio"), ("gio-tu-ngay", "2026-12-01"), ("can-cu", "Quyết định 12")];
    let wrong = [&part[..], &[("sang-mo", "11:30"), ("sang-dong", "7:30")]].concat();
    assert!(admin.post_signed(hours, &wrong).await.text.contains("Giờ mở phải trước giờ đóng"));
    let right =
        [&part[..], &[("sang-mo", "7h30"), ("sang-dong", "11:30"), ("chieu-mo", "13:30"), ("chieu-dong", "17:00")]]
            .concat();
    let done = admin.post_signed(hours, &right).await;
    assert!(admin.get(done.leads_to()).await.text.contains("07:30 – 11:30, 13:30 – 17:00"));
    let plan = [
        ("co-quan", COMMUNE),
        ("phan", "xep-hang"),
        ("loai-viec", "A Hộ tịch\nD Đất đai"),
        ("so-quay", "2"),
        ("phut-hen", "20"),
        ("cho-hen", "1"),
    ];
    admin.post_signed(hours, &plan).await;
    assert!(site.browser().get(&format!("/lay-so/{COMMUNE}")).await.text.contains("Đất đai"));
    let bad = admin.post_signed(hours, &[("co-quan", COMMUNE), ("phan", "xep-hang"), ("loai-viec", "a b")]).await;
    assert!(bad.text.contains("Cần ít nhất một loại việc"));
    let text = "/quan-tri/mau/accepted";
    let gap = admin.post_signed(text, &[("tieu-de", "Xin chào"), ("loi-van", "Gửi {ten_sai}")]).await;
    assert!(gap.text.contains("Không có chỗ điền {ten_sai}") && gap.text.contains("Gửi {ten_sai}"));
    admin.post_signed(text, &[("tieu-de", "Xin chào {ho_ten}"), ("loi-van", "Mã {ma_ho_so}")]).await;
    assert!(admin.get("/quan-tri/mau").await.text.contains("đã sửa"));
    let (dossier, _) = site.received().await;
    let ways = app::messages::Ways { channels: Vec::new(), base_url: String::new() };
    site.app.tell(&ways, super::sample::now()).await.unwrap();
    let told = site.app.told_owner(&dossier.parse().unwrap(), &"H42".parse().unwrap()).await.unwrap();
    assert!(told.iter().any(|one| one.subject == "Xin chào Nguyễn Văn Mẫu" && one.text == format!("Mã {dossier}")));
    admin.post_signed(text, &[("ban-dau", "1")]).await;
    assert!(!admin.get("/quan-tri/mau").await.text.contains("đã sửa"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_looks_at_a_person_is_noted_once_a_day() {
    let site = Site::new().await;
    let (code, _) = site.received().await;
    let mut officer = site.signed_in("case-officer").await;
    for _ in 0..3 {
        officer.get(&format!("/ho-so/{code}")).await;
    }
    officer.post_signed("/ban-lam-viec", &[("muc", "dang-giai-quyet"), ("tu", "mẫu")]).await;
    let mut admin = site.signed_in("administrator").await;
    let looked = admin.get(&format!("/quan-tri/nhat-ky?loai=lookup&ve={code}")).await.text;
    assert_eq!(looked.matches("class=\"nowrap\"").count(), 1);
    assert!(looked.contains("case-officer"));
    assert!(admin.get("/quan-tri/nhat-ky?loai=search").await.text.contains("Tìm theo tên người"));
    assert!(!admin.get("/quan-tri/nhat-ky?ai=leader").await.text.contains("case-officer</td>"));
}
