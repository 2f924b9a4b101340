//! Applying: one question a page, drafts that keep every answer, papers, proxies, handing in.

use super::applying::BIRTH_TYPED;
use super::site::{BIRTH, Browser, COMMUNE, Site};
use axum::http::StatusCode;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

#[tokio::test(flavor = "multi_thread")]
async fn each_page_asks_one_question_which_is_its_heading() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let start = browser.get(&format!("/nop/{BIRTH}")).await;
    assert!(start.text.contains("Giấy tờ nên có sẵn") && start.text.contains("Bắt đầu"));
    let (draft, first) = browser.begin(BIRTH).await;
    assert_eq!(first, format!("{draft}/agency"));
    let mut at = first;
    for (page, fields) in BIRTH_TYPED {
        while !at.ends_with(page) {
            at = browser.post(&at, &[]).await.leads_to().to_owned();
        }
        let shown = browser.get(&at).await;
        assert_eq!(shown.text.matches("<h1").count(), 1, "{page}");
        let question = shown.text.split("<h1 class=\"asked\">").nth(1).unwrap_or_else(|| panic!("{page}"));
        let title = shown.text.split("<title>").nth(1).unwrap().split(" –").next().unwrap();
        assert!(question.split("</h1>").next().unwrap().contains(title), "{page}: {title}");
        assert!(shown.text.contains("Tiếp tục") && shown.text.contains("class=\"back\""), "{page}");
        assert_eq!(shown.header("cache-control"), "no-store", "{page}");
        at = browser.post(&at, fields).await.leads_to().to_owned();
    }
    assert!(at.ends_with("/cases"), "cases no answer decides are asked: {at}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_needs_another_look_stays_on_its_page() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let (draft, _) = browser.begin(BIRTH).await;
    browser.post(&format!("{draft}/who"), &[("who", "one-self")]).await;
    let rows = [
        ("id_number", "id_number", "037 204", "Số định danh có 12 chữ số"),
        ("phone", "phone", "số của tôi", "Nhập số điện thoại"),
        ("email", "email", "khong phai thu", "Nhập địa chỉ thư điện tử"),
        ("answer.copies", "answer.copies", "hai bản", "nhập bằng chữ số"),
        ("answer.child_birth_date", "answer.child_birth_date.ngay", "32", "nhập ngày, tháng, năm"),
        ("birth_date", "birth_date.nam", "năm chín mươi", "Nhập ngày, tháng, năm sinh"),
    ];
    for (page, field, typed, said) in rows {
        let wrong = browser.post(&format!("{draft}/{page}"), &[(field, typed)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
        assert!(wrong.text.contains("<title>Lỗi: ") && wrong.text.contains("Có thông tin cần sửa"), "{page}");
        assert!(wrong.text.contains(said) && wrong.text.contains(&format!("value=\"{typed}\"")), "{page}");
        assert!(wrong.text.contains(&format!("href=\"#{page}")), "{page}: the summary leads to the field");
    }
    let nothing = browser.post(&format!("{draft}/answer.child_sex"), &[]).await;
    assert!(nothing.text.contains("chưa có câu trả lời"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_asked_where_earlier_answers_call_for_it() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let change = format!("{draft}/answer.parents");
    let fields = [("answer.parents", "Chưa xác định được cha"), ("ve", "kiem-tra")];
    assert_eq!(browser.post(&change, &fields).await.leads_to(), format!("{draft}/kiem-tra"), "straight back");
    let check = browser.get(&format!("{draft}/kiem-tra")).await;
    assert!(!check.text.contains("Số định danh của cha") && !check.text.contains("đã đăng ký kết hôn với nhau"));
    let fields = [("answer.parents", "Bé bị bỏ rơi"), ("ve", "kiem-tra")];
    let on = browser.post(&change, &fields).await;
    assert_eq!(on.leads_to(), format!("{draft}/paper.2?ve=kiem-tra"), "the paper this answer calls for is asked");
    assert!(browser.get(on.leads_to()).await.text.contains("Biên bản về việc trẻ bị bỏ rơi"));
    let handed_in = browser.post(&format!("{draft}/nop"), &[]).await;
    assert_eq!(handed_in.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(handed_in.text.contains("Chưa trả lời: Biên bản"), "nothing incomplete is handed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_read_once_more_with_the_way_back_to_each_answer() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let check = browser.get(&format!("{draft}/kiem-tra")).await;
    for part in [
        "Hồ sơ chưa được nộp",
        "037 204 000 123",
        "01/11/2026",
        "phường Hoa Lư",
        "Cho tôi",
        "Không cung cấp",
        "/answer.child_given_name?ve=kiem-tra",
    ] {
        assert!(check.text.contains(part), "{part}");
    }
    let fields = [("answer.child_given_name", "LAN"), ("ve", "kiem-tra")];
    let changed = browser.post(&format!("{draft}/answer.child_given_name"), &fields).await;
    assert!(browser.get(changed.leads_to()).await.text.contains("LAN"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_citizen_number_tells_is_filled_in_to_be_changed() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let (draft, _) = browser.begin(BIRTH).await;
    browser.post(&format!("{draft}/who"), &[("who", "one-self")]).await;
    browser.post(&format!("{draft}/id_number"), &[("id_number", "037204000123")]).await;
    let page = browser.get(&format!("{draft}/birth_date")).await;
    assert!(page.text.contains("value=\"2004\"") && page.text.contains("Năm lấy từ số định danh"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_applied_before_is_not_asked_again_but_may_say_that_it_is_wrong() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.handed_in().await;
    let (draft, _) = browser.begin("1.001612").await;
    browser.post(&format!("{draft}/who"), &[("who", "one-self")]).await;
    let name = browser.get(&format!("{draft}/full_name")).await;
    assert!(name.text.contains("value=\"Nguyễn Văn Mẫu\"") && name.text.contains("thông tin này sai thì sửa lại"));
    let check = browser.get(&format!("{draft}/kiem-tra")).await;
    assert!(check.text.contains("Nguyễn Văn Mẫu"), "it is there to be confirmed");
    assert_eq!(browser.post(&format!("{draft}/nop"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.post(&format!("{draft}/full_name"), &[("full_name", "Nguyễn Văn Mậu")]).await;
    assert!(!browser.get(&format!("{draft}/full_name")).await.text.contains("thông tin này sai"));
    let (other, _) = browser.begin("1.001612").await;
    browser.post(&format!("{other}/who"), &[("who", "proxy")]).await;
    let agent = browser.get(&format!("{other}/agent_name")).await;
    assert!(agent.text.contains("value=\"Nguyễn Văn Mậu\""), "the newest draft is asked first; it is he who acts");
    assert!(!browser.get(&format!("{other}/full_name")).await.text.contains("Mậu"), "and not whom he acts for");
    let mut stranger = site.browser();
    let (strange, _) = stranger.begin(BIRTH).await;
    stranger.post(&format!("{strange}/who"), &[("who", "one-self")]).await;
    let name = stranger.get(&format!("{strange}/full_name")).await;
    assert!(name.status == StatusCode::OK && !name.text.contains("Nguyễn Văn"), "another browser knows nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_brings_his_own_particulars_and_the_letter() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let (draft, _) = browser.begin(BIRTH).await;
    let mut typed = BIRTH_TYPED.to_vec();
    typed[1] = ("who", &[("who", "proxy")]);
    typed.push(("agent_name", &[("agent_name", "Trần Thị Đại Diện")]));
    typed.push(("agent_id", &[("agent_id", "037190000005")]));
    let stopped = browser.fill_in(&format!("{draft}/agency"), &typed).await;
    assert_eq!(stopped, format!("{draft}/paper.4"), "the letter must be there");
    let letter = browser.get(&stopped).await;
    assert!(letter.text.contains("Văn bản uỷ quyền có chứng thực"));
    assert!(browser.post_files(&stopped, &[], &[]).await.text.contains("Chọn ảnh chụp hoặc bản quét"));
    let sent = browser.post_files(&stopped, &[], &[("paper.4", "uỷ quyền.pdf", PDF)]).await;
    let end = browser.fill_in(sent.leads_to(), &typed).await;
    let check = browser.get(&end).await;
    assert!(check.text.contains("Trần Thị Đại Diện") && check.text.contains("uỷ quyền.pdf"));
    let done = browser.post(&format!("{draft}/nop"), &[]).await;
    let code = done.leads_to().trim_start_matches("/da-nop/").to_owned();
    let mine = browser.get(&format!("/tra-cuu/{code}")).await;
    assert!(mine.text.contains("Người nộp thay, theo giấy uỷ quyền") && mine.text.contains("Trần Thị Đại Diện"));
    let desk = site.signed_in("leader").await.get(&format!("/ho-so/{code}")).await;
    assert!(desk.text.contains("Trần Thị Đại Diện"), "the officer sees who handed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_applies_under_its_tax_code() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let catalogue = site.app.catalogue();
    let versions = catalogue.versions().filter_map(|versions| versions.last());
    let for_enterprises = versions.filter(|version| {
        let enterprise = version.content.subjects.iter().any(|subject| subject.contains("oanh nghiệp"));
        enterprise && version.content.is_online() && !catalogue.agencies_settling(version.code.as_str()).is_empty()
    });
    let code = for_enterprises.map(|version| version.code.to_string()).min().expect("one is for enterprises");
    let (draft, _) = browser.begin(&code).await;
    let next = browser.post(&format!("{draft}/who"), &[("who", "enterprise")]).await;
    assert_eq!(next.leads_to(), format!("{draft}/full_name"));
    let slip = browser.post(&format!("{draft}/id_number"), &[("id_number", "0100109107")]).await;
    assert!(slip.text.contains("Mã số thuế gõ nhầm một chữ số"));
    let right = browser.post(&format!("{draft}/id_number"), &[("id_number", "0100 109 106")]).await;
    assert_eq!(right.leads_to(), format!("{draft}/address"));
    let role = browser.post(&format!("{draft}/agent_role"), &[("agent_role", "letter")]).await;
    assert_eq!(role.leads_to(), format!("{draft}/agent_name"));
    let overview = browser.get(&draft).await;
    assert!(overview.text.contains("Giấy tờ kèm theo"));
    assert!(browser.get(&format!("{draft}/paper.uy-quyen")).await.text.contains("Văn bản uỷ quyền"));
}

#[tokio::test(flavor = "multi_thread")]
async fn good_files_are_kept_and_bad_ones_told_one_by_one() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let page = format!("{draft}/paper.khac");
    let files = [
        ("paper.khac", "tốt.pdf", PDF),
        ("paper.khac", "virus.exe", &b"MZ\x90\0\x03\0\0\0"[..]),
        ("paper.khac", "rỗng.pdf", b""),
    ];
    let wrong = browser.post_files(&page, &[("buoc", "tiep")], &files).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["Đã nhận: <strong lang=\"vi\">tốt.pdf", "virus.exe", "rỗng.pdf", "href=\"#paper.khac\""] {
        assert!(wrong.text.contains(part), "{part}");
    }
    assert!(browser.get(&format!("{draft}/kiem-tra")).await.text.contains("tốt.pdf (1 KB)") || PDF.len() < 1_000);
    let again = browser.post_files(&page, &[("buoc", "tai")], &[("paper.khac", "tốt.pdf", PDF)]).await;
    assert_eq!(again.text.matches("Đã nhận: ").count(), 1, "the same file sent again is there once");
    let token = again.text.split("name=\"bo-tep\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let without = browser.post(&page, &[("bo-tep", &token)]).await;
    assert!(!without.text.contains("Đã nhận: "), "a file can be taken out again");
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_a_group_are_added_changed_and_taken_out() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let (draft, _) = browser.begin("1.004222").await;
    browser.post(&format!("{draft}/answer.together"), &[("answer.together", "co")]).await;
    let group = format!("{draft}/answer.members");
    let none = browser.post(&group, &[("buoc", "tiep")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let add = browser.post(&group, &[("buoc", "them")]).await;
    assert_eq!(add.leads_to(), format!("{group}.0"));
    let entry =
        |name: &'static str, id: &'static str| [("answer.name", name), ("answer.id", id), ("answer.relation", "Con")];
    let wrong = browser.post(add.leads_to(), &entry("Đỗ Văn An", "12")).await;
    assert!(wrong.text.contains("value=\"Đỗ Văn An\"") && wrong.text.contains("href=\"#answer.id\""));
    let first = browser.post(&format!("{group}.0"), &entry("Đỗ Văn An", "037204000124")).await;
    assert_eq!(first.leads_to(), group);
    browser.post(&format!("{group}.1"), &entry("Đỗ Thị Bình", "037304000125")).await;
    browser.post(&format!("{group}.1"), &entry("Đỗ Thị Bích", "037304000125")).await;
    let list = browser.get(&group).await;
    assert!(list.text.contains("Đỗ Văn An, 037 204 000 124, Con") && list.text.contains("Đỗ Thị Bích"));
    assert!(!list.text.contains("Đỗ Thị Bình"), "changed, not added");
    assert!(browser.get(&format!("{group}.1")).await.text.contains("value=\"Đỗ Thị Bích\""));
    browser.post(&group, &[("bo", "0")]).await;
    let list = browser.get(&group).await;
    assert!(!list.text.contains("Đỗ Văn An") && list.text.contains("Đỗ Thị Bích"));
    let on = browser.post(&group, &[("buoc", "tiep")]).await;
    assert_eq!(on.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&format!("{draft}/kiem-tra")).await.text.contains("1. Đỗ Thị Bích"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_resumed_elsewhere_by_code_and_key_and_closed_or_deleted() {
    let site = Site::new().await;
    let mut phone = site.browser();
    let draft = phone.written().await;
    let id = draft.trim_start_matches("/nhap/").to_owned();
    let overview = phone.get(&draft).await;
    let key = overview.text.split("<dt>Mã tra cứu</dt><dd class=\"secret\">").nth(1).unwrap()[..14].to_owned();
    assert!(overview.text.contains(&id) && !draft.contains(&key), "the key is in no address");
    assert!(phone.get("/").await.text.contains(&draft), "the first page leads back to it");
    assert!(phone.get(&format!("/nop/{BIRTH}")).await.text.contains("Viết tiếp"));
    let mut desk = site.browser();
    let asked = desk.get(&format!("{draft}/phone")).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.text.contains("Mở lại bản nháp") && !asked.text.contains("0912"), "nothing without the key");
    let wrong = desk.post("/tiep-tuc", &[("ma", &id), ("khoa", "AAAA-BBBB-CCCC")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let loose = id.to_lowercase().replace('-', " ");
    let opened = desk.post("/tiep-tuc", &[("ma", &loose), ("khoa", &key.to_lowercase())]).await;
    assert_eq!(opened.leads_to(), draft, "small letters and spaces are forgiven");
    assert!(desk.get(&format!("{draft}/phone")).await.text.contains("0912 345 678"));
    desk.post(&format!("{draft}/dong"), &[]).await;
    assert_eq!(desk.get(&draft).await.status, StatusCode::FORBIDDEN, "closed on this machine");
    assert_eq!(phone.get(&draft).await.status, StatusCode::OK, "and there on the other");
    phone.post(&format!("{draft}/xoa"), &[]).await;
    let gone = desk.post("/tiep-tuc", &[("ma", &id), ("khoa", &key)]).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY, "deleted everywhere");
}

/// Hands in, and the dossier's page as its owner sees it.
async fn handed_in(browser: &mut Browser) -> (String, String) {
    let done = browser.handed_in().await;
    let address = done.leads_to().to_owned();
    (address.trim_start_matches("/da-nop/").to_owned(), browser.get(&address).await.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_confirmation_tells_code_key_due_day_and_what_comes_next() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let (code, done) = handed_in(&mut browser).await;
    assert_eq!(code, format!("{COMMUNE}-261123-0001"));
    for part in ["Giữ mã tra cứu này", "thứ Tư 25/11/2026", "hen-tra.ics", "0912 345 678", "Tiếp theo", "<svg"]
    {
        assert!(done.contains(part), "{part}");
    }
    let calendar = browser.get(&format!("/tra-cuu/{code}/hen-tra.ics")).await;
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    assert!(calendar.text.contains("DTSTART;VALUE=DATE:20261125") && !calendar.text.contains("Nguyễn"));
    let stranger = site.browser().get(&format!("/tra-cuu/{code}/hen-tra.ics")).await;
    assert_eq!(stranger.leads_to(), format!("/tra-cuu/{code}"), "not without the key");
    let elsewhere = site.browser().get(&format!("/da-nop/{code}")).await;
    assert_eq!(elsewhere.leads_to(), format!("/tra-cuu/{code}"), "another browser");
}
