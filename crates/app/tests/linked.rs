//! Linked procedures over a real store: one application, several dossiers, each born when it can be.

use app::acts::Application;
use app::draft::{Filling, Found, Who};
use app::journey::{JourneyView, Progress};
use app::law::Law;
use app::people::{Applicant, Officer};
use app::{App, Limits};
use domain::dossier::StateName;
use domain::dossier::action::Action;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Channel, Fact, Reason};
use domain::time::Instant;
use jiff::civil::DateTime;
use serde_json::json;
use store::{Location, Store};

const COMMUNE: &str = "H42.191";
const LINK: &str = "3.000722";

fn at(local: &str) -> Instant {
    Instant::from_local(local.parse::<DateTime>().unwrap())
}

fn applicant() -> Applicant {
    Applicant {
        full_name: "Nguyễn Thị Mẫu".to_owned(),
        id_number: "001190000002".to_owned(),
        phone: "0912 345 678".to_owned(),
        address: "Thôn Mẫu".to_owned(),
        ..Applicant::default()
    }
}

/// All that is asked, each question once.
fn written() -> Filling {
    let answers = json!({
        "child_family_name": "NGUYỄN THỊ", "child_given_name": "MẪU", "child_birth_date": "2026-11-01",
        "child_sex": "Nữ", "child_birth_place": "Trạm y tế", "birth_record": "Cơ sở y tế đã gửi dữ liệu chứng sinh",
        "child_ethnic_group": "Kinh", "parents": "Chưa xác định được cha", "mother_id": "001190000002", "copies": 0,
        "new_address": "Thôn Mẫu, phường Hoa Lư", "dwelling_right": "Của mình", "household_head_id": "001190000002",
        "household_relation": "Con", "clinic": "Trạm y tế phường",
    });
    Filling {
        agency: Some(COMMUNE.parse().unwrap()),
        who: Some(Who::OneSelf),
        applicant: applicant(),
        answers: serde_json::from_value(answers).unwrap(),
        ..Filling::default()
    }
}

struct Office {
    app: App,
    id: String,
    key: String,
    _folder: tempfile::TempDir,
}

impl Office {
    async fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Location::Folder(folder.path().to_owned())).await.unwrap();
        let app = App::open(store, Law::shipped(), Limits::default()).await.unwrap();
        app.set_up(&"H42".parse().unwrap(), at("2026-11-23T07:30")).await.unwrap();
        let (id, key) = app.begin_draft(LINK, &written(), None, at("2026-11-23T08:00")).await.unwrap();
        Office { app, id, key, _folder: folder }
    }

    async fn hand_in(&self) -> DossierCode {
        let now = at("2026-11-23T09:00");
        match self.app.draft(&self.id, &self.key, now).await.unwrap() {
            Found::Writing(draft) => self.app.submit_draft(&draft, &self.key, now).await.unwrap().code,
            Found::HandedIn(code) => code,
        }
    }

    fn officer(&self, role: domain::process::Role) -> Officer {
        Officer {
            top: "H42".parse().unwrap(),
            login: format!("{}.mau", role.key()),
            name: "Cán bộ (mẫu)".to_owned(),
            agency: COMMUNE.parse().unwrap(),
            agency_name: "Phường mẫu".to_owned(),
            roles: vec![role],
        }
    }

    async fn act(&self, role: domain::process::Role, code: &DossierCode, when: &str, action: Action) {
        let seen = self.app.file(code).await.unwrap().row.seq;
        self.app.act(&self.officer(role), code, action, seen, at(when)).await.unwrap();
    }

    /// The birth is registered on the day after it was handed in.
    async fn register(&self, birth: &DossierCode) {
        use domain::process::Role::{CaseOfficer, Clerk, Leader};
        let why = |text: &str| Reason::new(text).unwrap();
        let forward = Action::Forward { step: "ky-duyet".to_owned(), officer: None, note: None };
        let issue = Action::IssueResult { number: why("88/2026"), title: why("Giấy khai sinh"), paper: None };
        self.act(Clerk, birth, "2026-11-23T10:00", Action::Accept).await;
        self.act(CaseOfficer, birth, "2026-11-23T14:00", forward).await;
        self.act(Leader, birth, "2026-11-23T16:00", Action::Approve { note: None }).await;
        self.act(Clerk, birth, "2026-11-24T08:00", issue).await;
    }

    async fn journey(&self, code: &DossierCode) -> JourneyView {
        let file = self.app.file(code).await.unwrap();
        self.app.journey_of(&file).await.unwrap().unwrap()
    }

    async fn codes(&self, code: &DossierCode) -> Vec<DossierCode> {
        let born = |progress| match progress {
            Progress::Born { code, .. } => Some(code),
            _ => None,
        };
        self.journey(code).await.members.into_iter().filter_map(|member| born(member.progress)).collect()
    }

    async fn dossiers(&self) -> u64 {
        self.app.store().sizes().await.unwrap().dossiers
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_a_result_is_no_dossier_yet() {
    let office = Office::new().await;
    let birth = office.hand_in().await;
    assert_eq!(office.dossiers().await, 1);
    let members = office.journey(&birth).await.members;
    assert!(matches!(&members[0].progress, Progress::Born { code, state: StateName::Submitted, .. } if *code == birth));
    for waiting in &members[1..] {
        assert!(matches!(&waiting.progress, Progress::Waits { after, .. } if after == "Khai sinh"), "{waiting:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_result_hands_in_what_waited_for_it_and_starts_each_clock() {
    let office = Office::new().await;
    let birth = office.hand_in().await;
    office.register(&birth).await;
    let codes = office.codes(&birth).await;
    assert_eq!(codes.len(), 3);
    let due = |day: &str| format!("{day}T17:00:00");
    for (code, agency, due) in [(&codes[1], COMMUNE, due("2026-12-03")), (&codes[2], "H42.18", due("2026-12-01"))] {
        let file = office.app.file(code).await.unwrap();
        let dossier = &file.dossier;
        assert_eq!((dossier.agency().as_str(), dossier.state.name()), (agency, StateName::Received));
        let clock = dossier.clock().unwrap();
        assert_eq!((clock.received_at, clock.due.unwrap().at.to_string()), (at("2026-11-24T08:00"), due), "{code}");
        assert_eq!(dossier.link().unwrap().after.as_ref(), Some(&birth));
        let mine = office.app.owned(code, &office.key, at("2026-11-24T09:00")).await.unwrap();
        assert!(mine.particulars.answers.len() > 3, "one key opens it, and it has its own answers");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_dossier_has_the_answers_of_its_own_form() {
    let office = Office::new().await;
    let birth = office.hand_in().await;
    office.register(&birth).await;
    let codes = office.codes(&birth).await;
    let mut answers = Vec::new();
    for code in &codes {
        answers.push(office.app.owned(code, &office.key, at("2026-11-24T09:00")).await.unwrap().particulars.answers);
    }
    assert!(answers[0].contains_key("child_given_name") && !answers[0].contains_key("clinic"));
    assert_eq!(answers[1]["household"], "Nhập vào hộ có sẵn");
    assert_eq!((&answers[1]["living_since"], &answers[1]["relation"]), (&json!("2026-11-01"), &json!("Con")));
    assert_eq!(answers[1]["lien-thong.Giấy khai sinh số"], "88/2026");
    assert_eq!(answers[2]["insured_name"], "NGUYỄN THỊ MẪU");
    assert_eq!(answers[2]["birth_certificate"], "88/2026");
}

#[tokio::test(flavor = "multi_thread")]
async fn handing_in_twice_and_two_workers_make_one_journey() {
    let office = Office::new().await;
    let (one, other) = tokio::join!(office.hand_in(), office.hand_in());
    assert_eq!(one, other);
    office.register(&one).await;
    for _ in 0..2 {
        let (a, b) = tokio::join!(
            office.app.lead_journeys_on(at("2026-11-25T08:00")),
            office.app.lead_journeys_on(at("2026-11-25T08:00"))
        );
        assert_eq!((a.unwrap(), b.unwrap()), (0, 0), "nothing is left to lead on");
    }
    assert_eq!(office.dossiers().await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_birth_that_is_not_registered_gives_up_what_waited_for_it() {
    use domain::process::Role::Clerk;
    let office = Office::new().await;
    let birth = office.hand_in().await;
    let reason = Reason::new("Trẻ đã được đăng ký khai sinh").unwrap();
    office.act(Clerk, &birth, "2026-11-23T10:00", Action::NotAccept { reason }).await;
    let members = office.journey(&birth).await.members;
    assert!(
        members[1..].iter().all(|one| matches!(&one.progress, Progress::Dropped { after } if after == "Khai sinh"))
    );
    assert_eq!(office.dossiers().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_in_is_forgotten_when_nothing_waits() {
    let office = Office::new().await;
    let birth = office.hand_in().await;
    let top = "H42".parse().unwrap();
    let kept = office.app.store().journey(&top, &office.id).await.unwrap().unwrap();
    assert!(kept.content.contains("Nguyễn Thị Mẫu"));
    office.register(&birth).await;
    assert_eq!(office.app.store().journey(&top, &office.id).await.unwrap().unwrap().content, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_alone_tells_which_dossiers_belong_together() {
    let office = Office::new().await;
    let birth = office.hand_in().await;
    office.register(&birth).await;
    let mut told = Vec::new();
    for code in office.codes(&birth).await {
        let entries = office.app.store().entries(&"H42".parse().unwrap(), &code).await.unwrap();
        let Fact::Submitted(born) = entries[0].event().unwrap().fact else {
            panic!("a dossier begins by being handed in")
        };
        let link = born.link.unwrap();
        told.push((link.journey, link.place, link.members.len()));
    }
    assert_eq!(told, [0, 1, 2].map(|place| (office.id.clone(), place, 3)));
    let report = office.app.store().verify(|_| {}).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_receives_a_journey_as_he_receives_a_dossier() {
    let office = Office::new().await;
    let application = Application {
        procedure: LINK.to_owned(),
        agency: COMMUNE.parse().unwrap(),
        channel: Channel::Counter,
        applicant: applicant(),
        answers: std::collections::BTreeMap::from([("quay.phi".to_owned(), json!(0))]),
        papers: Vec::new(),
        look_ups: Vec::new(),
    };
    let clerk = office.officer(domain::process::Role::Clerk);
    let made = office.app.receive(&clerk, application, at("2026-11-23T09:00")).await.unwrap();
    assert!(made.due.is_some(), "the first dossier is received");
    let members = office.journey(&made.code).await.members;
    assert!(matches!(members[0].progress, Progress::Born { state: StateName::Received, .. }));
    assert!(matches!(members[2].progress, Progress::Waits { .. }));
}
