//! Look-ups of people on pages: who may ask, what is shown once, what stays, who sees it.

use super::sample::now;
use super::site::{Answer, BIRTH, Browser, COMMUNE, Site};
use app::acts::Application;
use app::lookups::{Ask, People, PersonQuestion, Residence, Telling, Told};
use app::people::Applicant;
use axum::http::StatusCode;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Channel, Fact};
use domain::lookup::{LookUpAnswer, LookUpKind, LookUpSource};
use domain::report::Period;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Number, name and birth date of one of the chooser's people.
const UOC: (&str, &str, &str) = ("037190000000", "Nguyễn Thị Ước (mẫu)", "1990-03-21");
const HOME: &str = "Thôn Mẫu, phường Hoa Lư";

/// A site whose register says always the same, and what it was asked.
async fn site(answer: LookUpAnswer) -> (Site, Arc<Mutex<Vec<PersonQuestion>>>) {
    let site = Site::new().await;
    let asked: Arc<Mutex<Vec<PersonQuestion>>> = Arc::default();
    let heard = asked.clone();
    let ask: Ask = Arc::new(move |question: PersonQuestion| -> Telling {
        let wanted = question.kind == LookUpKind::Residence && answer == LookUpAnswer::Match;
        heard.lock().unwrap().push(question);
        let residence = wanted.then(|| Residence { kind: "Thường trú".to_owned(), address: HOME.to_owned() });
        Box::pin(async move { Told { residence, ..Told::only(answer) } })
    });
    assert!(site.app.connect_people(People { source: LookUpSource::Register, ask }));
    (site, asked)
}

/// A dossier of somebody with a number, received by the clerk.
async fn received(site: &Site) -> String {
    let applicant = Applicant {
        full_name: UOC.1.to_owned(),
        id_number: UOC.0.to_owned(),
        birth_date: Some(UOC.2.parse().unwrap()),
        address: "Phố Khác".to_owned(),
        ..Applicant::default()
    };
    let application = Application {
        procedure: BIRTH.to_owned(),
        agency: COMMUNE.parse().unwrap(),
        channel: Channel::Counter,
        applicant,
        answers: BTreeMap::new(),
        papers: Vec::new(),
        look_ups: Vec::new(),
    };
    let clerk = site.officer("clerk").await;
    site.app.receive(&clerk, application, now()).await.unwrap().code.to_string()
}

async fn ask(browser: &mut Browser, code: &str, what: &str) -> Answer {
    let page = browser.get(&format!("/ho-so/{code}")).await;
    let fields = [("seq", page.hidden("seq")), ("look-up.muc-dich", what.to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post_signed(&format!("/ho-so/{code}/look-up"), &fields).await
}

async fn looked_up(site: &Site, code: &str) -> Vec<LookUpAnswer> {
    let code: DossierCode = code.parse().unwrap();
    let file = site.app.file(&code).await.unwrap();
    let answers = file.events.iter().filter_map(|event| match &event.fact {
        Fact::LookedUp(look_up) => Some(look_up.answer),
        _ => None,
    });
    answers.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_turn_it_is_asks_and_what_was_said_of_the_person_is_shown_once() {
    let (site, asked) = site(LookUpAnswer::Match).await;
    let code = received(&site).await;
    let mut officer = site.signed_in("case-officer").await;
    let answer = ask(&mut officer, &code, "tthc-cu-tru.residence").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text.contains(HOME) && answer.text.contains("Người nộp khai nơi ở: Phố Khác"));
    let later = officer.get(&format!("/ho-so/{code}")).await.text;
    assert!(!later.contains(HOME), "kept nowhere");
    assert!(later.contains("Xác thực với dữ liệu dân cư: <strong>Khớp"), "the answer stays");
    let heard = asked.lock().unwrap().clone();
    let [question] = &heard[..] else { panic!("asked once") };
    let bound = (question.officer.as_str(), question.agency.as_str(), question.dossier.as_str(), &*question.purpose);
    assert_eq!(bound, ("case-officer", COMMUNE, code.as_str(), "tthc-cu-tru"));
    assert_eq!((&*question.person.number, &*question.person.birth_date), (UOC.0, UOC.2));
    assert_eq!(looked_up(&site, &code).await, [LookUpAnswer::Match]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_ask_does_not_and_nobody_is_asked() {
    let (site, asked) = site(LookUpAnswer::Match).await;
    let code = received(&site).await;
    let seq = site.signed_in("case-officer").await.get(&format!("/ho-so/{code}")).await.hidden("seq");
    let fields = [("seq", seq.as_str()), ("look-up.muc-dich", "tthc-xac-thuc.verify")];
    for (who, status) in
        [("clerk", 409), ("leader", 409), ("elsewhere", 403), ("province", 403), ("administrator", 409)]
    {
        let answer = site.signed_in(who).await.post_signed(&format!("/ho-so/{code}/look-up"), &fields).await;
        assert_eq!(answer.status.as_u16(), status, "{who}");
    }
    let mut officer = site.signed_in("case-officer").await;
    for what in ["to-mo.verify", "tthc-xac-thuc.residence", "cong-dan-tu-khai.residence"] {
        let refused = ask(&mut officer, &code, what).await;
        assert!(
            refused.status == StatusCode::CONFLICT && refused.text.contains("Mục đích này không cho phép"),
            "{what}"
        );
    }
    assert!(asked.lock().unwrap().is_empty() && looked_up(&site, &code).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_out_of_reach_is_written_down_and_stops_nothing() {
    let (site, _) = site(LookUpAnswer::Unreachable).await;
    let code = received(&site).await;
    let mut officer = site.signed_in("case-officer").await;
    let answer = ask(&mut officer, &code, "tthc-xac-thuc.verify").await;
    assert!(answer.status == StatusCode::OK && answer.text.contains("Hồ sơ vẫn làm tiếp"));
    assert_eq!(looked_up(&site, &code).await, [LookUpAnswer::Unreachable]);
    let seq = officer.get(&format!("/ho-so/{code}")).await.hidden("seq");
    let fields = [("seq", seq.as_str()), ("assign.can-bo", "case-officer")];
    assert_eq!(officer.post_signed(&format!("/ho-so/{code}/assign"), &fields).await.status, StatusCode::SEE_OTHER);
    assert!(site.app.verify(|_| {}).await.unwrap().is_whole());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_counter_asked_before_belongs_to_the_dossier_and_counts_once() {
    let (site, _) = site(LookUpAnswer::Match).await;
    let mut clerk = site.signed_in("clerk").await;
    let form = clerk.get(&format!("/tiep-nhan?thu-tuc={BIRTH}")).await;
    let luot = form.hidden("luot");
    let typed = [("procedure", BIRTH), ("luot", luot.as_str()), ("full_name", UOC.1), ("id_number", UOC.0)];
    let born = [("birth_date.ngay", "21"), ("birth_date.thang", "3"), ("birth_date.nam", "1990")];
    let asking: Vec<(&str, &str)> = typed.iter().chain(&born).chain(&[("buoc", "residence")]).copied().collect();
    let asked = clerk.post_signed("/tiep-nhan", &asking).await;
    assert!(asked.status == StatusCode::OK && asked.text.contains(HOME));
    assert!(asked.text.contains("Lấy từ sổ dân cư được kết nối; thông tin này sai thì sửa lại"));
    let noted = asked.hidden("dan-cu.luot");
    let sent: Vec<(&str, &str)> = typed
        .iter()
        .chain(&born)
        .chain(&[("buoc", "nhan"), ("address", HOME), ("dan-cu.luot", noted.as_str())])
        .copied()
        .collect();
    let made = clerk.post_signed("/tiep-nhan", &sent).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let code = made.leads_to().split('/').nth(2).unwrap().to_owned();
    assert_eq!(looked_up(&site, &code).await, [LookUpAnswer::Match]);
    let period = Period::new(now().day(), now().day()).unwrap();
    let report = site.app.look_up_report(&app::lookups::LookUpAsked { period, agency: None }).await.unwrap();
    assert_eq!((report.total.total, report.total.without_dossier), (1, 0));
    let whole = site.app.verify(|_| {}).await.unwrap();
    assert!(whole.is_whole(), "{:?}", whole.first());
    // The same look-up named again, and that of somebody else, belong to no further dossier.
    let second = clerk.get(&format!("/tiep-nhan?thu-tuc={BIRTH}")).await.hidden("luot");
    let again =
        [("procedure", BIRTH), ("luot", second.as_str()), ("full_name", "Trần Mẫu"), ("dan-cu.luot", noted.as_str())];
    let made = clerk.post_signed("/tiep-nhan", &again).await;
    let code = made.leads_to().split('/').nth(2).unwrap().to_owned();
    assert_eq!(looked_up(&site, &code).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_sees_who_asked_why_and_what_was_said_and_nobody_elses() {
    let (site, _) = site(LookUpAnswer::NearName).await;
    let code = received(&site).await;
    let mut officer = site.signed_in("case-officer").await;
    ask(&mut officer, &code, "tthc-xac-thuc.verify").await;
    let page = site.citizen("uoc").await.get("/tai-khoan/tra-cuu-ve-toi").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["Uỷ ban nhân dân phường Hoa Lư", "Xác thực người nộp hồ sơ", "Gần khớp", code.as_str(), "khiếu nại"]
    {
        assert!(page.text.contains(part), "{part}");
    }
    assert!(page.text.contains("Cán bộ mở hồ sơ của bạn"), "he opened the dossier to ask");
    assert!(!page.text.contains("case-officer") && !page.text.contains(UOC.0), "no officer by name, no number");
    let other = site.citizen("vi-du").await.get("/tai-khoan/tra-cuu-ve-toi").await;
    assert!(other.text.contains("Chưa có lượt tra cứu nào") && !other.text.contains(&code));
    let unproven = site.citizen("thu").await.get("/tai-khoan/tra-cuu-ve-toi").await;
    assert!(unproven.text.contains("chưa được đối chiếu"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_counts_what_was_asked_for_those_who_watch() {
    let (site, _) = site(LookUpAnswer::Match).await;
    let code = received(&site).await;
    ask(&mut site.signed_in("case-officer").await, &code, "tthc-xac-thuc.verify").await;
    let person = app::lookups::Person { number: UOC.0.into(), full_name: UOC.1.into(), birth_date: UOC.2.into() };
    let clerk = site.officer("clerk").await;
    for _ in 0..3 {
        let kind = LookUpKind::Verify;
        let asked = site.app.look_up_at_counter(&clerk, person.clone(), BIRTH, kind, "tthc-xac-thuc", now());
        asked.await.unwrap();
    }
    let mut leader = site.signed_in("leader").await;
    let page = leader.get("/bao-cao/tra-cuu-dan-cu").await;
    assert!(page.text.contains("Xác thực người nộp hồ sơ") && page.text.contains("<svg"), "{}", page.text);
    assert!(page.text.contains("tài khoản clerk tra cứu cùng một người 3 lượt mà không gắn hồ sơ"));
    let csv = leader.get("/bao-cao/tra-cuu-dan-cu.csv").await;
    assert!(csv.text.contains(",4,1,3,4,0,0,0,0,0"), "{}", csv.text);
    assert!(leader.get("/bao-cao/tra-cuu-dan-cu.xlsx").await.bytes.starts_with(b"PK"));
    assert_eq!(site.signed_in("clerk").await.get("/bao-cao/tra-cuu-dan-cu").await.status, StatusCode::FORBIDDEN);
    let journal = site.signed_in("administrator").await.get("/quan-tri/nhat-ky?loai=person-lookup").await;
    assert!(!journal.text.contains(UOC.0) && !journal.text.contains("Ước"), "the journal names nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_used_his_quota_up_is_told_and_nobody_is_asked() {
    let (site, asked) = site(LookUpAnswer::Match).await;
    let clerk = site.officer("clerk").await;
    let person = app::lookups::Person { number: UOC.0.into(), ..Default::default() };
    let (top, day) = ("H42".parse().unwrap(), now().day());
    for _ in 0..300 {
        let kind = LookUpKind::Verify;
        let made = site.app.look_up_at_counter(&clerk, person.clone(), BIRTH, kind, "tthc-xac-thuc", now());
        made.await.unwrap();
    }
    assert_eq!(site.app.store().look_ups_made(&top, &clerk.agency, "clerk", day).await.unwrap(), (300, 300));
    let refused = site
        .app
        .look_up_at_counter(&clerk, person, BIRTH, LookUpKind::Verify, "tthc-xac-thuc", now())
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("đã dùng hết 300 lượt tra cứu của hôm nay"), "{refused}");
    assert_eq!(asked.lock().unwrap().len(), 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_has_his_residence_filled_in_and_may_change_it() {
    let (site, _) = site(LookUpAnswer::Match).await;
    let mut browser = site.citizen("uoc").await;
    let begun = browser.post(&format!("/nop/{BIRTH}"), &[("co-quan", COMMUNE)]).await;
    let draft = begun.leads_to().split('/').take(3).collect::<Vec<_>>().join("/");
    let first = browser.get(&draft).await.text;
    assert!(!first.contains("/cu-tru"), "not before it is known for whom");
    browser.post(&format!("{draft}/agency"), &[("agency", COMMUNE)]).await;
    browser.post(&format!("{draft}/who"), &[("who", "one-self")]).await;
    assert!(browser.get(&draft).await.text.contains("/cu-tru"));
    let filled = browser.post_signed(&format!("{draft}/cu-tru"), &[]).await;
    assert_eq!(filled.leads_to(), format!("{draft}?cu-tru=xong"));
    let page = browser.get(&format!("{draft}/address")).await.text;
    assert!(page.contains(HOME) && page.contains("Lấy từ dữ liệu dân cư; thông tin này sai thì sửa lại"));
    browser.post(&format!("{draft}/address"), &[("address", "Phố Khác")]).await;
    let changed = browser.get(&format!("{draft}/address")).await.text;
    assert!(changed.contains("Phố Khác") && !changed.contains("Lấy từ dữ liệu dân cư"));
    let seen = browser.get("/tai-khoan/tra-cuu-ve-toi").await.text;
    assert!(seen.contains("Bạn tự tra cứu") && seen.contains("Không gắn với hồ sơ nào"));
    assert!(site.app.verify(|_| {}).await.unwrap().is_whole());
}
