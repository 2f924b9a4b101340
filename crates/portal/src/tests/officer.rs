//! What officers do: receive, act, report.

use super::site::{BIRTH, Browser, COMMUNE, Site};
use axum::http::StatusCode;

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_receives_on_one_screen_and_prints_the_receipt() {
    let site = Site::new().await;
    let mut clerk = site.signed_in("clerk").await;
    assert!(clerk.get("/tiep-nhan?tu=khai+sinh").await.text.contains("Đăng ký khai sinh"));
    let form = clerk.get(&format!("/tiep-nhan?thu-tuc={BIRTH}")).await;
    let token = form.hidden("luot");
    let base = [("procedure", BIRTH), ("luot", token.as_str()), ("kenh", "counter")];
    let wrong = clerk.post_signed("/tiep-nhan", &base).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("href=\"#full_name\""));
    let mut fields = base.to_vec();
    fields.extend([
        ("agency", COMMUNE),
        ("full_name", "Nguyễn Văn Mẫu"),
        ("giay-to", "1"),
        ("phi", "8.000"),
        ("cach-thu", "Tiền mặt"),
    ]);
    let received = clerk.post_signed("/tiep-nhan", &fields).await;
    assert_eq!(received.leads_to(), "/ho-so/H42.191-261123-0001/giay-tiep-nhan");
    assert_eq!(
        clerk.post_signed("/tiep-nhan", &fields).await.leads_to(),
        received.leads_to(),
        "sent twice, received once"
    );
    let receipt = clerk.get(received.leads_to()).await;
    for part in [
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Giấy chứng sinh",
        "9 giờ 00 phút, ngày 23 tháng 11 năm 2026",
        "Mã tra cứu (giữ kín)",
        "class=\"qr\"",
        "/TTPVHCC",
    ] {
        assert!(receipt.text.contains(part), "{part}");
    }
    let mut owner = site.browser();
    assert_eq!(owner.get("/tra-cuu/H42.191-261123-0001/giay-tiep-nhan").await.status, StatusCode::NOT_FOUND);
    owner.cookies = clerk.cookies.clone().into_iter().filter(|(name, _)| name == crate::visitor::OPENED).collect();
    let his = owner.get("/tra-cuu/H42.191-261123-0001/giay-tiep-nhan").await;
    assert!(his.text.contains("GIẤY TIẾP NHẬN HỒ SƠ") && !his.text.contains("giữ kín"));
    let dossier = clerk.get("/ho-so/H42.191-261123-0001").await;
    assert!(dossier.text.contains("8.000 đồng, tiền mặt"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_receives_for_another_commune_of_the_province_and_prints_its_receipt_only() {
    let site = Site::new().await;
    let mut clerk = site.signed_in("elsewhere").await;
    let token = clerk.get(&format!("/tiep-nhan?thu-tuc={BIRTH}")).await.hidden("luot");
    let fields = [("procedure", BIRTH), ("luot", token.as_str()), ("agency", COMMUNE), ("full_name", "Nguyễn Văn Mẫu")];
    let received = clerk.post_signed("/tiep-nhan", &fields).await;
    assert_eq!(clerk.get(received.leads_to()).await.status, StatusCode::OK);
    assert_eq!(clerk.get("/ho-so/H42.191-261123-0001").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_may_be_done_is_offered_and_the_law_says_why_not() {
    let site = Site::new().await;
    let (code, _) = site.received().await;
    let mut officer = site.signed_in("case-officer").await;
    let path = format!("/ho-so/{code}");
    let page = officer.get(&path).await;
    assert!(
        page.text.contains(&format!("action=\"{path}/forward\""))
            && !page.text.contains(&format!("action=\"{path}/approve\""))
    );
    assert!(
        page.text.contains("việc này do lãnh đạo thực hiện") || page.text.contains("Việc này do lãnh đạo thực hiện")
    );
    let blank = officer.post_signed(&format!("{path}/request-supplement"), &[("seq", "2")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.text.contains("Ghi ít nhất một giấy tờ") && blank.text.contains("<title>Lỗi: "));
    let asked = officer
        .post_signed(
            &format!("{path}/request-supplement"),
            &[("seq", "2"), ("request-supplement.muc", "Giấy chứng sinh")],
        )
        .await;
    assert_eq!(asked.leads_to(), format!("{path}?xong=1"));
    let page = officer.get(asked.leads_to()).await;
    assert!(page.text.contains("Chờ bổ sung giấy tờ") && page.text.contains("Yêu cầu bổ sung, thời hạn tạm dừng"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_is_told_what_happened_and_loses_nothing() {
    let site = Site::new().await;
    let (code, _) = site.received().await;
    let path = format!("/ho-so/{code}");
    let (mut one, mut other) = (site.signed_in("case-officer").await, site.signed_in("leader").await);
    one.post_signed(&format!("{path}/assign"), &[("seq", "2"), ("assign.can-bo", "case-officer")]).await;
    let late =
        other.post_signed(&format!("{path}/stop"), &[("seq", "2"), ("stop.ly-do", "Người nộp trùng hồ sơ")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("Phân công cho Cán bộ case-officer") && late.text.contains("Người nộp trùng hồ sơ"));
    let seq = late.hidden("seq");
    let again =
        other.post_signed(&format!("{path}/stop"), &[("seq", &seq), ("stop.ly-do", "Người nộp trùng hồ sơ")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "sent again with the new number, it is done");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_lists_whose_turn_it_is_and_opens_a_dossier_by_its_code() {
    let site = Site::new().await;
    let (code, _) = site.received().await;
    let mut officer = site.signed_in("case-officer").await;
    let queue = officer.get("/ban-lam-viec?muc=cho-nhan").await;
    assert!(queue.text.contains(&code) && queue.text.contains("còn") && queue.text.contains("Nguyễn Văn Mẫu"));
    assert_eq!(officer.get(&format!("/ban-lam-viec?ma={code}")).await.leads_to(), format!("/ho-so/{code}"));
    assert!(officer.get("/ban-lam-viec?ma=H42.191-261123-9999").await.text.contains("Không có hồ sơ mang mã"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_number_of_the_report_leads_to_its_dossiers_and_the_files_hold_the_same() {
    let site = Site::new().await;
    let (code, _) = site.received().await;
    let mut leader = site.signed_in("leader").await;
    let report = leader.get("/bao-cao/tien-do?tu=1/11/2026&den=30/11/2026&theo=procedure").await;
    assert!(report.text.contains("Đăng ký khai sinh") && report.text.contains("Biểu II.06"));
    let list = report.text.split("href=\"/bao-cao/tien-do/danh-sach").nth(1).unwrap().split('"').next().unwrap();
    let list = format!("/bao-cao/tien-do/danh-sach{}", list.replace("&#38;", "&").replace("&amp;", "&"));
    assert!(leader.get(&list).await.text.contains(&code), "{list}");
    let csv = leader.get("/bao-cao/tien-do.csv?theo=procedure").await;
    assert!(csv.text.contains("Đăng ký khai sinh") && csv.header("content-disposition").contains("bieu-II.06-H42.191"));
    let xlsx = leader.get("/bao-cao/tien-do.xlsx").await;
    assert!(xlsx.bytes.starts_with(b"PK"));
    let wrong = leader.get("/bao-cao/tien-do?tu=2026-12-01&den=2026-11-01").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// Acts on a dossier as it stands and says what page came.
async fn act(browser: &mut Browser, code: &str, action: &str, fields: &[(&str, &str)]) -> String {
    let path = format!("/ho-so/{code}");
    let page = browser.get(&path).await;
    let seq = page.text.split("name=\"seq\" value=\"").nth(1).map_or("0", |rest| rest.split('"').next().unwrap_or("0"));
    let mut all = vec![("seq", seq)];
    all.extend(fields);
    let answer = browser.post_signed(&format!("{path}/{action}"), &all).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{action}: {}", answer.text);
    browser.get(&path).await.text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_goes_all_the_way_and_its_history_tells_everything_to_officers_and_no_notes_to_the_owner() {
    let site = Site::new().await;
    let (code, key) = site.received().await;
    let (mut clerk, mut officer) = (site.signed_in("clerk").await, site.signed_in("case-officer").await);
    let (mut leader, mut province) = (site.signed_in("leader").await, site.signed_in("province").await);
    let ask = [("consult.don-vi", "H42"), ("consult.noi-dung", "Câu hỏi nội bộ"), ("consult.so-ngay", "1")];
    act(&mut officer, &code, "consult", &ask).await;
    act(
        &mut province,
        &code,
        "answer-consultation",
        &[("answer-consultation.so", "1"), ("answer-consultation.tra-loi", "Trả lời nội bộ")],
    )
    .await;
    act(
        &mut officer,
        &code,
        "request-duty",
        &[("request-duty.so-tien", "50.000"), ("request-duty.noi-dung", "Lệ phí")],
    )
    .await;
    act(&mut clerk, &code, "pay-duty", &[("pay-duty.cach", "tien-mat"), ("pay-duty.bien-lai", "BL01")]).await;
    act(&mut officer, &code, "pause", &[("pause.ly-do", "Chờ kết quả xác minh")]).await;
    act(&mut officer, &code, "resume", &[]).await;
    let late =
        [("extend.so-ngay", "2"), ("extend.ly-do", "Xác minh lâu"), ("extend.xin-loi", "Xin lỗi ông bà vì chậm")];
    act(&mut leader, &code, "extend", &late).await;
    let on = [("forward.buoc", "ky-duyet"), ("forward.loi-nhan", "Lời nhắn nội bộ")];
    act(&mut officer, &code, "forward", &on).await;
    act(&mut leader, &code, "send-back", &[("send-back.buoc", "tham-dinh"), ("send-back.ly-do", "Sửa lại nội bộ")])
        .await;
    act(&mut officer, &code, "forward", &on).await;
    act(&mut leader, &code, "approve", &[]).await;
    act(&mut clerk, &code, "issue-result", &[("issue-result.so", "12/GKS"), ("issue-result.ten", "Giấy khai sinh")])
        .await;
    let given = [("hand-over.cach", "counter"), ("hand-over.ban-chinh", "co")];
    act(&mut clerk, &code, "hand-over", &given).await;
    let mended = [("full_name", "Nguyễn Văn Đúng"), ("propose-correction.ly-do", "Sai tên")];
    act(&mut clerk, &code, "propose-correction", &mended).await;
    let page = act(&mut leader, &code, "approve-correction", &[]).await;
    for told in [
        "Lấy ý kiến số 1",
        "Câu hỏi nội bộ",
        "Trả lời nội bộ",
        "50.000 đồng: Lệ phí",
        "Đã nộp tiền (tiền mặt)",
        "Số biên lai BL01",
        "Chờ kết quả xác minh",
        "Tiếp tục giải quyết",
        "Xin lỗi và hẹn lại",
        "Lời nhắn nội bộ",
        "Sửa lại nội bộ",
        "Đã ký, chờ phát hành",
        "Giấy khai sinh, số 12/GKS",
        "Đã trả lại bản chính",
        "Đính chính thông tin",
        "Mục: họ tên",
        "Nguyễn Văn Đúng",
    ] {
        assert!(page.contains(told), "officers read: {told}");
    }
    let mut owner = site.browser();
    owner.post(&format!("/tra-cuu/{code}/mo"), &[("khoa", &key)]).await;
    let his = owner.get(&format!("/tra-cuu/{code}")).await.text;
    assert!(his.contains("Đã trả kết quả") && his.contains("Xin lỗi ông bà vì chậm") && !his.contains("nội bộ"));
    assert!(!his.contains("Cán bộ case-officer"), "the owner reads the unit");
}
