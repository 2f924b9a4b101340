//! One dossier, all the way, over a real store.

use app::acts::{ActError, Application, SubmitError};
use app::desk::{DeskList, View};
use app::law::Law;
use app::people::{Applicant, Officer};
use app::session::{Entry, Whereabouts};
use app::{App, Limits};
use domain::dossier::StateName;
use domain::dossier::action::Action;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Channel, Reason};
use domain::time::Instant;
use jiff::civil::DateTime;
use std::collections::BTreeMap;
use store::{Location, Store};

const COMMUNE: &str = "H42.191";
const BIRTH: &str = "1.001193";

fn at(local: &str) -> Instant {
    Instant::from_local(local.parse::<DateTime>().unwrap())
}

fn why(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

/// A small Ninh Bình in a folder of its own.
struct Province {
    app: App,
    _folder: tempfile::TempDir,
}

impl Province {
    async fn new() -> Province {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Location::Folder(folder.path().to_owned())).await.unwrap();
        let app = App::open(store, Law::shipped(), Limits::default()).await.unwrap();
        app.seed_demo(app::demo::Size { dossiers: 60, seed: 7 }, at("2026-11-23T07:30"), |_| {}).await.unwrap();
        Province { app, _folder: folder }
    }

    async fn officer(&self, word: &str) -> Officer {
        let login = format!("{word}.h42.191");
        let (here, now) = (Whereabouts::default(), at("2026-11-23T08:00"));
        let Entry::Whole(session) = self.app.sign_in(&login, app::demo::PASSWORD, &here, now).await.unwrap() else {
            panic!("{login} has no second factor")
        };
        self.app.signed_in(&session.token, at("2026-11-23T08:00")).await.unwrap().unwrap().officer
    }
}

fn application(channel: Channel) -> Application {
    Application {
        procedure: BIRTH.to_owned(),
        agency: COMMUNE.parse().unwrap(),
        channel,
        applicant: Applicant {
            full_name: "Người Nộp Mẫu".to_owned(),
            id_number: "001090000001".to_owned(),
            phone: "0900000000".to_owned(),
            address: "phường Hoa Lư".to_owned(),
            ..Applicant::default()
        },
        answers: BTreeMap::new(),
        papers: Vec::new(),
        look_ups: Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_goes_all_the_way_and_the_ledger_verifies() {
    let province = Province::new().await;
    let app = &province.app;
    let (clerk, officer, leader) =
        (province.officer("motcua").await, province.officer("thuly").await, province.officer("lanhdao").await);
    let received = app.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:00")).await.unwrap();
    assert_eq!(received.code.as_str(), "H42.191-261123-0001");
    let code = &received.code;
    let act = async |who: &Officer, when: &str, action: Action| {
        let seen = app.dossier(who, code, at(when)).await.unwrap().file.row.seq;
        app.act(who, code, action, seen, at(when)).await
    };
    act(&officer, "2026-11-23T09:10", Action::Assign { officer: officer.login.clone() }).await.unwrap();
    act(&officer, "2026-11-23T09:20", Action::RequestSupplement { items: vec![why("Giấy chứng sinh")] }).await.unwrap();
    let seen = app.owned(code, &received.follow_key, at("2026-11-23T10:00")).await.unwrap().file.row.seq;
    let given = Action::Supplement { papers: Vec::new(), note: Some(why("Đã bổ sung")) };
    app.act_as_owner(code, &received.follow_key, given, seen, at("2026-11-23T10:00")).await.unwrap();
    let view = app.dossier(&officer, code, at("2026-11-23T10:05")).await.unwrap();
    let step = view.next_steps.iter().find(|step| step.decides).unwrap().id.clone();
    act(&officer, "2026-11-23T10:10", Action::Forward { step, officer: None, note: None }).await.unwrap();
    act(&leader, "2026-11-23T10:20", Action::Approve { note: None }).await.unwrap();
    let issue = Action::IssueResult { number: why("01/GKS"), title: why("Giấy khai sinh"), paper: None };
    act(&clerk, "2026-11-23T10:30", issue).await.unwrap();
    let over = Action::HandOver { channel: Channel::Counter, originals_returned: true };
    act(&clerk, "2026-11-23T10:40", over).await.unwrap();
    assert_eq!(app.progress_of(code).await.unwrap().state, StateName::Returned);
    app.seal_past_days(at("2026-11-24T01:00")).await.unwrap();
    let report = app.verify(|_| {}).await.unwrap();
    assert!(report.is_whole(), "{:?}", report.first());
    assert_eq!(report.dossiers, 61);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_act_at_once_the_second_is_told_and_nothing_is_lost() {
    let province = Province::new().await;
    let app = &province.app;
    let (clerk, officer) = (province.officer("motcua").await, province.officer("thuly").await);
    let code = app.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:00")).await.unwrap().code;
    let seen = app.dossier(&officer, &code, at("2026-11-23T09:01")).await.unwrap().file.row.seq;
    let now = at("2026-11-23T09:02");
    let take = app.act(&officer, &code, Action::Assign { officer: officer.login.clone() }, seen, now);
    let ask = app.act(&officer, &code, Action::RequestSupplement { items: vec![why("đơn")] }, seen, now);
    let (one, other) = tokio::join!(take, ask);
    let told = [one, other].into_iter().filter(|done| matches!(done, Err(ActError::SomeoneElse(_)))).count();
    assert_eq!(told, 1);
    assert_eq!(app.dossier(&officer, &code, at("2026-11-23T09:03")).await.unwrap().file.row.seq, seen + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_remembers_never_outweighs_what_another_wrote() {
    let province = Province::new().await;
    let here = &province.app;
    let there = App::open(here.store().clone(), Law::shipped(), Limits::default()).await.unwrap();
    let (clerk, officer) = (province.officer("motcua").await, province.officer("thuly").await);
    let code = here.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:00")).await.unwrap().code;
    let seen = here.dossier(&officer, &code, at("2026-11-23T09:01")).await.unwrap().file.row.seq;
    let assign = Action::Assign { officer: officer.login.clone() };
    let after = there.act(&officer, &code, assign.clone(), seen, at("2026-11-23T09:02")).await.unwrap();
    // Here the dossier is still remembered as it was: whether the rules would allow the act then or not, what must
    // be told is that it has changed.
    for action in [assign, Action::Approve { note: None }] {
        let late = here.act(&officer, &code, action, seen, at("2026-11-23T09:03")).await;
        assert!(matches!(late, Err(ActError::SomeoneElse(1))), "{late:?}");
    }
    assert_eq!(here.dossier(&officer, &code, at("2026-11-23T09:04")).await.unwrap().file.row.seq, after);
    let refused = here.act(&officer, &code, Action::Approve { note: None }, after, at("2026-11-23T09:05")).await;
    assert!(matches!(refused, Err(ActError::Refused(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_hand_in_at_once_and_every_code_is_its_own() {
    let province = Province::new().await;
    let app = province.app.clone();
    let clerk = province.officer("motcua").await;
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (app, clerk) = (app.clone(), clerk.clone());
            tokio::spawn(async move {
                app.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:00")).await.unwrap().code
            })
        })
        .collect();
    let mut codes: Vec<DossierCode> = Vec::new();
    for task in tasks {
        codes.push(task.await.unwrap());
    }
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 50);
    assert_eq!(codes[49].as_str(), "H42.191-261123-0050");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_online_application_says_what_is_missing_field_by_field() {
    let province = Province::new().await;
    let refused = province.app.submit(application(Channel::Online), at("2026-11-23T20:00")).await;
    let Err(SubmitError::Fields(errors)) = refused else { panic!("{refused:?}") };
    assert!(errors.iter().any(|error| error.field == "answer.child_given_name"), "{errors:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_that_has_ended_receives_nothing_more() {
    let province = Province::new().await;
    let clerk = province.officer("motcua").await;
    let mut agency = province.app.catalogue().agency(&COMMUNE.parse().unwrap()).unwrap().clone();
    agency.valid_to = Some("2026-11-20".parse().unwrap());
    province.app.store().put_agencies(&[agency]).await.unwrap();
    province.app.refresh().await.unwrap();
    let refused = province.app.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:00")).await;
    assert!(matches!(refused, Err(SubmitError::NotSettledThere(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_sees_progress_and_a_wrong_key_opens_nothing() {
    let province = Province::new().await;
    let app = &province.app;
    let clerk = province.officer("motcua").await;
    let received = app.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:00")).await.unwrap();
    assert_eq!(app.progress_of(&received.code).await.unwrap().done, 2);
    let wrong = app.owned(&received.code, "AAAA-BBBB-CCCC", at("2026-11-23T09:00")).await;
    assert!(matches!(wrong, Err(ActError::NotFound)));
    let typed = received.follow_key.to_lowercase().replace('-', " ");
    assert!(app.owned(&received.code, &typed, at("2026-11-23T09:00")).await.is_ok(), "case and dashes are forgiven");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_changes_the_name_in_lists_and_the_ledger_keeps_both() {
    let province = Province::new().await;
    let app = &province.app;
    let (clerk, leader) = (province.officer("motcua").await, province.officer("lanhdao").await);
    let code = app.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:00")).await.unwrap().code;
    let seen = app.dossier(&clerk, &code, at("2026-11-23T09:01")).await.unwrap().file.row.seq;
    let right = Applicant { full_name: "Người Nộp Mậu".to_owned(), ..application(Channel::Counter).applicant };
    let seen =
        app.propose_correction(&clerk, &code, right, why("viết nhầm dấu"), seen, at("2026-11-23T09:02")).await.unwrap();
    app.act(&leader, &code, Action::ApproveCorrection, seen, at("2026-11-23T09:03")).await.unwrap();
    let page = app.desk(&clerk, &View::all(DeskList::All), None, at("2026-11-23T09:04")).await.unwrap();
    let row = page.rows.iter().find(|row| row.code == code).unwrap();
    assert_eq!(row.applicant.name, "Người Nộp Mậu");
    assert!(app.verify(|_| {}).await.unwrap().is_whole());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_agencys_officer_is_refused_until_he_is_asked() {
    let province = Province::new().await;
    let app = &province.app;
    let clerk = province.officer("motcua").await;
    let code = app.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:00")).await.unwrap().code;
    let stranger = Officer { agency: "H42.101".parse().unwrap(), ..province.officer("thuly").await };
    assert!(matches!(app.dossier(&stranger, &code, at("2026-11-23T09:01")).await, Err(ActError::NotYours)));
    let officer = province.officer("thuly").await;
    let ask = Action::Consult { unit: "H42.101".parse().unwrap(), question: why("Xác minh nơi ở"), term: None };
    let seen = app.dossier(&officer, &code, at("2026-11-23T09:01")).await.unwrap().file.row.seq;
    let seen = app.act(&officer, &code, ask, seen, at("2026-11-23T09:02")).await.unwrap();
    let answer = Action::AnswerConsultation { number: 1, answer: why("Đúng") };
    app.act(&stranger, &code, answer, seen, at("2026-11-23T09:03")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_province_watches_over_a_commune_and_does_not_do_its_work() {
    let province = Province::new().await;
    let app = &province.app;
    let clerk = province.officer("motcua").await;
    let code = app.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:00")).await.unwrap().code;
    let watcher = Officer { agency: "H42".parse().unwrap(), ..province.officer("lanhdao").await };
    let view = app.dossier(&watcher, &code, at("2026-11-23T09:01")).await.unwrap();
    assert!(view.actions.iter().all(|(_, offered)| offered.is_err()), "{:?}", view.actions);
    let take = Action::Assign { officer: "thuly.h42.191".to_owned() };
    let done = app.act(&watcher, &code, take, view.file.row.seq, at("2026-11-23T09:02")).await;
    assert!(matches!(done, Err(ActError::NotYours)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_receives_for_every_agency_of_its_province_and_for_no_other() {
    let province = Province::new().await;
    let clerk = province.officer("motcua").await;
    let for_another = Application { agency: "H42.101".parse().unwrap(), ..application(Channel::Counter) };
    let received = province.app.receive(&clerk, for_another.clone(), at("2026-11-23T09:00")).await.unwrap();
    assert_eq!(received.code.as_str(), "H42.101-261123-0001");
    let stranger = Officer { top: "H26".parse().unwrap(), ..clerk };
    assert!(province.app.receive(&stranger, for_another, at("2026-11-23T09:00")).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_is_checked_before_it_is_published_and_old_dossiers_keep_theirs() {
    let province = Province::new().await;
    let app = &province.app;
    let agency = COMMUNE.parse().unwrap();
    let now = at("2026-11-23T08:00");
    let slow =
        r#"{"steps":[{"id":"ky","name":"Ký","role":"leader","term":"9 ngày làm việc","next":[],"decides":true}]}"#;
    let refused = app.publish_process(&agency, BIRTH, serde_json::from_str(slow).unwrap(), None, now).await;
    assert!(refused.unwrap_err().to_string().contains("dài hơn thời hạn"));
    let clerk = province.officer("motcua").await;
    let old = app.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:00")).await.unwrap().code;
    let short = slow.replace("9 ngày", "0,5 ngày");
    assert_eq!(
        app.publish_process(&agency, BIRTH, serde_json::from_str(&short).unwrap(), Some(1), now).await.unwrap(),
        2
    );
    let new = app.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:05")).await.unwrap().code;
    for (code, steps) in [(&old, false), (&new, true)] {
        let view = app.dossier(&clerk, code, at("2026-11-23T09:06")).await.unwrap();
        assert_eq!(view.process.unwrap().steps.len() == 1, steps, "{code}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_that_chooses_same_time_promises_to_the_minute() {
    let province = Province::new().await;
    let app = &province.app;
    let clerk = province.officer("motcua").await;
    app.choose_policy(&COMMUNE.parse().unwrap(), "same-time".parse().unwrap()).await.unwrap();
    let received = app.receive(&clerk, application(Channel::Counter), at("2026-11-25T16:50")).await.unwrap();
    assert_eq!(received.due.unwrap().at.to_string(), "2026-11-26T16:50:00");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opinion_is_given_by_the_unit_that_was_asked_and_by_nobody_else() {
    let province = Province::new().await;
    let app = &province.app;
    let (clerk, officer) = (province.officer("motcua").await, province.officer("thuly").await);
    let code = app.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:00")).await.unwrap().code;
    let ask = Action::Consult { unit: "H42.101".parse().unwrap(), question: why("Xác minh nơi ở"), term: None };
    let seen = app.dossier(&officer, &code, at("2026-11-23T09:01")).await.unwrap().file.row.seq;
    let seen = app.act(&officer, &code, ask, seen, at("2026-11-23T09:02")).await.unwrap();
    let answer = Action::AnswerConsultation { number: 1, answer: why("Đúng") };
    let own = app.act(&officer, &code, answer, seen, at("2026-11-23T09:03")).await;
    assert!(matches!(own, Err(ActError::NotYours)), "{own:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn work_is_given_to_somebody_who_is_there() {
    let province = Province::new().await;
    let app = &province.app;
    let (clerk, leader) = (province.officer("motcua").await, province.officer("lanhdao").await);
    let code = app.receive(&clerk, application(Channel::Counter), at("2026-11-23T09:00")).await.unwrap().code;
    let seen = app.dossier(&leader, &code, at("2026-11-23T09:01")).await.unwrap().file.row.seq;
    let nobody = Action::Assign { officer: "khong.co.ai".to_owned() };
    let given = app.act(&leader, &code, nobody, seen, at("2026-11-23T09:02")).await;
    assert!(matches!(given, Err(ActError::NoSuchOfficer(_))), "{given:?}");
}
