//! Rights of the person whose data they are: he sees, asks, agrees and takes back; officers answer him in time.

use super::sample::now;
use super::site::{COMMUNE, Site};
use crate::tests::site::Browser;
use app::acts::Application;
use app::messages::Ways;
use app::people::Applicant;
use axum::http::StatusCode;
use domain::dossier::action::Action;
use domain::dossier::event::Channel;
use domain::message::MessageChannel;
use domain::time::Instant;
use std::collections::BTreeMap;

const ASK: &str = "/tai-khoan/du-lieu/yeu-cau";

/// A dossier of one of the made-up citizens, with his account: its code.
async fn own_dossier(site: &Site, citizen: &mut Browser) -> String {
    let page = citizen.get("/tai-khoan").await;
    assert_eq!(page.status, StatusCode::OK);
    let token = &citizen.cookies[crate::visitor::CITIZEN];
    let session = site.app.citizen(token, now()).await.unwrap().unwrap();
    let profile = &session.citizen.profile;
    let applicant = Applicant {
        full_name: profile.full_name.clone(),
        id_number: profile.number.unwrap().digits(),
        phone: "0912 000 111".to_owned(),
        email: "mau@example.vn".to_owned(),
        ..Applicant::default()
    };
    let application = Application {
        procedure: super::site::BIRTH.to_owned(),
        agency: COMMUNE.parse().unwrap(),
        channel: Channel::Counter,
        applicant,
        answers: BTreeMap::new(),
        papers: Vec::new(),
        look_ups: Vec::new(),
    };
    let made = site.app.receive(&site.officer("clerk").await, application, now()).await.unwrap();
    let agency = COMMUNE.parse().unwrap();
    let (draft, _) = citizen.begin(super::site::BIRTH).await;
    let draft = draft.rsplit('/').next().unwrap();
    site.app.store().hand_in_draft(draft, &made.code, &agency, now()).await.unwrap();
    made.code.to_string()
}

async fn ask(citizen: &mut Browser, fields: &[(&str, &str)]) -> String {
    let csrf = citizen.csrf.clone();
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend(fields);
    let sent = citizen.post_files(ASK, &all, &[]).await;
    let code = sent.leads_to().strip_prefix(&format!("{ASK}/")).unwrap_or_else(|| panic!("{}", sent.text));
    code.to_owned()
}

async fn answer(site: &Site, code: &str, act: &str, fields: &[(&str, &str)]) -> StatusCode {
    let mut officer = site.signed_in("administrator").await;
    let path = format!("/yeu-cau-du-lieu/{code}");
    let seq = officer.get(&path).await.hidden("seq");
    let mut all = vec![("seq", seq.as_str())];
    all.extend(fields);
    officer.post_signed(&format!("{path}/{act}"), &all).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn the_notice_is_made_of_the_rows_and_open_to_everyone() {
    let page = Site::new().await.browser().get("/du-lieu-ca-nhan").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["2 ngày làm việc", "Nhật ký tra cứu", "15 ngày", "Chỉ khi bạn đồng ý", "Hạn chế xử lý dữ liệu"]
    {
        assert!(page.text.contains(part), "{part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_and_takes_away_what_is_his_and_nothing_of_others() {
    let site = Site::new().await;
    let (mut mine, mut other) = (site.citizen("uoc").await, site.citizen("thu").await);
    let code = own_dossier(&site, &mut mine).await;
    site.signed_in("case-officer").await.get(&format!("/ho-so/{code}")).await;
    let page = mine.get("/tai-khoan/du-lieu").await;
    for part in [&code, "0912 000 111", "Căn cứ:", "Cơ quan đã mở hồ sơ", "phường Hoa Lư"] {
        assert!(page.text.contains(part), "{part}");
    }
    assert!(!other.get("/tai-khoan/du-lieu").await.text.contains(&code));
    let file = mine.get("/tai-khoan/du-lieu/tai-ve").await;
    assert!(file.header("content-disposition").contains("du-lieu-cua-toi.json"));
    let data: api::my_data::MyData = serde_json::from_slice(&file.bytes).unwrap();
    assert_eq!((data.format.as_str(), data.dossiers.len()), ("motcua.my-data", 1));
    assert_eq!(data.dossiers[0].code, code);
    let applicant = data.dossiers[0].applicant.clone().unwrap();
    assert_eq!(Some(&applicant.full_name), data.account.get("Họ tên"), "names as they were typed");
    assert_eq!(data.dossiers[0].opened.len(), 1, "who opened it");
    assert!(!file.text.contains("follow_key") && !file.text.contains("salt"), "no secret leaves");
    let again: api::my_data::MyData = serde_json::from_str(&serde_json::to_string(&data).unwrap()).unwrap();
    assert_eq!(again, data);
    let none: api::my_data::MyData =
        serde_json::from_slice(&other.get("/tai-khoan/du-lieu/tai-ve").await.bytes).unwrap();
    assert_eq!(none.dossiers, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_of_another_is_not_to_be_guessed() {
    let site = Site::new().await;
    let (mut mine, mut other) = (site.citizen("uoc").await, site.citizen("thu").await);
    let dossier = own_dossier(&site, &mut mine).await;
    let code = ask(&mut mine, &[("loai", "see"), ("ve", "everything"), ("loi", "Cho tôi xem bản giấy")]).await;
    assert!(mine.get(&format!("{ASK}/{code}")).await.text.contains("Cho tôi xem bản giấy"));
    assert_eq!(other.get(&format!("{ASK}/{code}")).await.status, StatusCode::NOT_FOUND);
    let taken_back = other.post_signed(&format!("{ASK}/{code}/rut"), &[]).await;
    assert_eq!(taken_back.status, StatusCode::NOT_FOUND);
    let csrf = other.csrf.clone();
    let about = format!("dossier:{dossier}");
    let fields = [("csrf", csrf.as_str()), ("loai", "restrict"), ("ve", &about), ("loi", "x")];
    let foreign = other.post_files(ASK, &fields, &[]).await;
    assert!(foreign.text.contains("Không có yêu cầu hoặc hồ sơ này trong dữ liệu của bạn"));
    let elsewhere = site.signed_in("clerk").await.get(&format!("/yeu-cau-du-lieu/{code}")).await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN, "only who looks after personal data");
    mine.post_signed(&format!("{ASK}/{code}/rut"), &[]).await;
    assert!(mine.get(&format!("{ASK}/{code}")).await.text.contains("người yêu cầu đã rút"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_in_a_request_is_said_and_what_was_typed_stays() {
    let site = Site::new().await;
    let mut mine = site.citizen("uoc").await;
    let csrf = mine.csrf.clone();
    let sent = mine.post_files(ASK, &[("csrf", &csrf), ("loai", "see"), ("loi", "Bản giấy")], &[]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sent.text.contains("href=\"#ve\"") && sent.text.contains("Bản giấy"));
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_see_what_is_due_answer_and_the_person_is_told() {
    let site = Site::new().await;
    let mut mine = site.citizen("uoc").await;
    own_dossier(&site, &mut mine).await;
    let code = ask(&mut mine, &[("loai", "see"), ("ve", "everything"), ("loi", "Bản giấy")]).await;
    let mut officer = site.signed_in("administrator").await;
    let list = officer.get("/yeu-cau-du-lieu").await;
    assert!(list.text.contains(&code) && list.text.contains("còn 2 ngày làm việc"), "{}", list.text);
    assert!(officer.get("/ban-lam-viec").await.text.contains("Yêu cầu về dữ liệu cá nhân (1)"));
    assert!(officer.get("/thong-bao").await.text.contains(&code), "who looks after it is told");
    let path = format!("/yeu-cau-du-lieu/{code}");
    let seq = officer.get(&path).await.hidden("seq");
    let empty = officer.post_signed(&format!("{path}/phan-hoi"), &[("seq", &seq)]).await;
    assert!(empty.text.contains("Viết câu trả lời cho người yêu cầu"));
    let sent =
        officer.post_signed(&format!("{path}/phan-hoi"), &[("seq", &seq), ("phan-hoi.loi", "Mời tới kho.")]).await;
    assert_eq!(sent.leads_to(), path);
    let stale = officer.post_signed(&format!("{path}/thuc-hien"), &[("seq", &seq), ("thuc-hien.loi", "x")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "the page was of before");
    assert!(mine.get(&format!("{ASK}/{code}")).await.text.contains("Mời tới kho."));
    assert!(mine.get("/tai-khoan/du-lieu").await.text.contains(&format!("Phản hồi yêu cầu {code}")));
    assert_eq!(answer(&site, &code, "thuc-hien", &[("thuc-hien.loi", "Đã đưa xem")]).await, StatusCode::SEE_OTHER);
    let list = officer.get("/yeu-cau-du-lieu").await;
    assert!(list.text.contains("phản hồi đúng hạn <strong>1</strong>"), "{}", list.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_law_keeps_is_refused_with_its_article_and_a_late_request_warns_once() {
    let site = Site::new().await;
    let mut mine = site.citizen("uoc").await;
    let dossier = own_dossier(&site, &mut mine).await;
    let about = format!("dossier:{dossier}");
    let code = ask(&mut mine, &[("loai", "erase"), ("ve", &about), ("loi", "Xoá hết giúp tôi")]).await;
    let path = format!("/yeu-cau-du-lieu/{code}");
    let page = site.signed_in("administrator").await.get(&path).await;
    assert!(page.text.contains("Luật Lưu trữ 33/2024/QH15"), "why it cannot be done is said");
    let done = answer(&site, &code, "thuc-hien", &[("thuc-hien.loi", "Đã xoá")]).await;
    assert_eq!(done, StatusCode::UNPROCESSABLE_ENTITY);
    let ways = Ways { channels: Vec::new(), base_url: String::new() };
    let later = Instant::from_unix_seconds(now().unix_seconds() + 7 * 86_400).unwrap();
    assert_eq!(site.app.warn_of_data_requests(&ways, now()).await.unwrap(), 0, "two working days are left");
    assert_eq!(site.app.warn_of_data_requests(&ways, later).await.unwrap(), 1);
    assert_eq!(site.app.warn_of_data_requests(&ways, later).await.unwrap(), 0);
    assert!(site.signed_in("leader").await.get("/thong-bao").await.text.contains("quá hạn"), "the head is told");
    let fields = [("tu-choi.can-cu", "ledger"), ("tu-choi.ly-do", "Hồ sơ còn hạn lưu trữ")];
    assert_eq!(answer(&site, &code, "tu-choi", &fields).await, StatusCode::SEE_OTHER);
    let told = mine.get(&format!("{ASK}/{code}")).await;
    assert!(told.text.contains("Hồ sơ còn hạn lưu trữ") && told.text.contains("Luật Lưu trữ"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_proposed_to_the_dossier_approved_by_its_leader_and_closes_the_request() {
    let site = Site::new().await;
    let mut mine = site.citizen("uoc").await;
    let dossier = own_dossier(&site, &mut mine).await;
    let about = format!("dossier:{dossier}");
    let form = mine.get(&format!("{ASK}?loai=correct&ve={about}")).await;
    assert!(form.text.contains("Đang ghi: 0912 000 111"));
    let fields = [("loai", "correct"), ("ve", &*about), ("loi", "Số cũ"), ("dung.phone", "0912 999 888")];
    let code = ask(&mut mine, &fields).await;
    assert_eq!(answer(&site, &code, "chuyen-dinh-chinh", &[]).await, StatusCode::SEE_OTHER);
    assert_eq!(site.app.follow_up_corrections(now()).await.unwrap(), 0, "the leader has not said yet");
    let leader = site.officer("leader").await;
    let seen = site.app.file(&dossier.parse().unwrap()).await.unwrap().row.seq;
    site.app.act(&leader, &dossier.parse().unwrap(), Action::ApproveCorrection, seen, now()).await.unwrap();
    assert_eq!(site.app.follow_up_corrections(now()).await.unwrap(), 1);
    assert!(mine.get(&format!("{ASK}/{code}")).await.text.contains("đã thực hiện"));
    assert!(mine.get("/tai-khoan/du-lieu").await.text.contains("0912 999 888"));
    assert!(site.app.verify(|_| {}).await.unwrap().is_whole(), "nothing in the ledger was rewritten");
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_is_never_default_is_proved_and_stops_what_rested_on_it_at_once() {
    let site = Site::new().await;
    let mut mine = site.citizen("uoc").await;
    own_dossier(&site, &mut mine).await;
    let page = mine.get("/tai-khoan/dong-y").await;
    assert!(page.text.contains("type=\"radio\"") && !page.text.contains(" checked"), "nothing is chosen beforehand");
    let silent = mine.post_signed("/tai-khoan/dong-y", &[]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "silence is no consent");
    let known = async |mine: &mut Browser| {
        let begun = mine.post_signed(&format!("/nop/{}", super::site::BIRTH), &[("agency", COMMUNE)]).await;
        let id = begun.leads_to().split('/').nth(2).unwrap().to_owned();
        mine.post_signed(&format!("/nhap/{id}/who"), &[("who", "one-self")]).await;
        let text = mine.get(&format!("/nhap/{id}/phone")).await.text;
        mine.post_signed(&format!("/nhap/{id}/xoa"), &[]).await;
        text.contains("0912 000 111")
    };
    assert!(!known(&mut mine).await, "nobody asked him yet");
    let agreed = mine.post_signed("/tai-khoan/dong-y", &[("prefill", "co")]).await;
    assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.text);
    assert!(known(&mut mine).await, "he agreed");
    mine.post_signed("/tai-khoan/dong-y", &[("prefill", "khong")]).await;
    assert!(!known(&mut mine).await, "he took it back");
    let receipt = mine.get("/tai-khoan/dong-y/bien-nhan").await;
    let records: Vec<api::my_data::Consent> = serde_json::from_slice(&receipt.bytes).unwrap();
    assert_eq!(records.iter().map(|one| one.given).collect::<Vec<_>>(), [true, false]);
    assert_eq!(records[1].prev, records[0].hash);
    assert!(records[0].text.starts_with("Tôi đồng ý"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restriction_is_real_and_can_be_lifted() {
    let site = Site::new().await;
    let mut mine = site.citizen("uoc").await;
    let dossier = own_dossier(&site, &mut mine).await;
    mine.post_signed("/tai-khoan/dong-y", &[("prefill", "co"), ("extra-messages", "co")]).await;
    let ways = Ways { channels: vec![MessageChannel::Email], base_url: String::new() };
    let token = mine.cookies[crate::visitor::CITIZEN].clone();
    let citizen = site.app.citizen(&token, now()).await.unwrap().unwrap().citizen;
    let subject = site.app.subject_of(&citizen).await.unwrap();
    assert!(site.app.known_applicant(&subject).await.unwrap().is_some());
    let about = format!("dossier:{dossier}");
    let code = ask(&mut mine, &[("loai", "restrict"), ("ve", &about), ("loi", "Tạm ngừng")]).await;
    assert_eq!(answer(&site, &code, "thuc-hien", &[("thuc-hien.loi", "Đã hạn chế")]).await, StatusCode::SEE_OTHER);
    assert!(site.app.known_applicant(&subject).await.unwrap().is_none(), "nothing is taken from it");
    let mut officer = site.signed_in("case-officer").await;
    assert!(officer.get(&format!("/ho-so/{dossier}")).await.text.contains("Hạn chế xử lý"));
    site.app.tell(&ways, now()).await.unwrap();
    let mails = async |site: &Site| {
        let all = site.app.store().deliveries(&"H42".parse().unwrap(), None, None, None, 200).await.unwrap();
        let mut abouts: Vec<String> =
            all.into_iter().filter(|one| one.channel == MessageChannel::Email).map(|one| one.about).collect();
        abouts.sort();
        abouts.join(" ")
    };
    assert_eq!(mails(&site).await, "accepted submitted", "what the law demands goes out");
    let file = site.app.file(&dossier.parse().unwrap()).await.unwrap();
    let case = site.officer("case-officer").await;
    let pause = Action::Pause { reason: domain::dossier::event::Reason::new("chờ").unwrap() };
    let seen = site.app.act(&case, &dossier.parse().unwrap(), pause, file.row.seq, now()).await.unwrap();
    site.app.act(&case, &dossier.parse().unwrap(), Action::Resume, seen, now()).await.unwrap();
    site.app.tell(&ways, now()).await.unwrap();
    assert_eq!(mails(&site).await, "accepted paused submitted", "«resumed» is not demanded and does not");
    mine.post_signed("/tai-khoan/du-lieu/bo-han-che", &[("ve", &about)]).await;
    assert!(site.app.known_applicant(&subject).await.unwrap().is_some());
    assert!(!officer.get(&format!("/ho-so/{dossier}")).await.text.contains("Hạn chế xử lý"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_past_its_time_is_swept_and_the_journal_says_so() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.post("/nop/1.001193", &[("agency", COMMUNE)]).await;
    let later = Instant::from_unix_seconds(now().unix_seconds() + 31 * 86_400).unwrap();
    let dry = site.app.run_retention(store::Sweep::DryRun, later).await.unwrap();
    let drafts = |sums: &[(domain::privacy::Swept, u64)]| sums[0];
    assert_eq!(drafts(&dry), (domain::privacy::Swept::Draft, 1));
    site.app.keep_house(later).await.unwrap();
    let after = site.app.run_retention(store::Sweep::DryRun, later).await.unwrap();
    assert_eq!(drafts(&after).1, 0);
    let filter = store::ActFilter { kind: "retention", subject: "draft", ..store::ActFilter::default() };
    let noted = site.app.store().office_acts(&"H42".parse().unwrap(), None, &filter, 9).await.unwrap();
    assert_eq!(noted.len(), 1);
    assert!(noted[0].content.contains("1 dòng"));
}
