//! Drafts over a real store: one dossier each, whatever happens on the way.

use app::draft::{DraftError, Filling, Found, Who};
use app::law::Law;
use app::people::Applicant;
use app::{App, Limits};
use domain::dossier::code::DossierCode;
use domain::time::Instant;
use jiff::civil::DateTime;
use serde_json::json;
use store::{Location, Store};

const COMMUNE: &str = "H42.191";
const BIRTH: &str = "1.001193";

fn at(local: &str) -> Instant {
    Instant::from_local(local.parse::<DateTime>().unwrap())
}

/// A small Ninh Bình, and a birth registration that only has to be handed in.
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
        let (id, key) = app.begin_draft(BIRTH, &written(), None, at("2026-11-23T08:00")).await.unwrap();
        Office { app, id, key, _folder: folder }
    }

    async fn hand_in(&self) -> DossierCode {
        let now = at("2026-11-23T09:00");
        match self.app.draft(&self.id, &self.key, now).await.unwrap() {
            Found::Writing(draft) => self.app.submit_draft(&draft, &self.key, now).await.unwrap().code,
            Found::HandedIn(code) => code,
        }
    }

    async fn dossiers(&self) -> u64 {
        self.app.store().sizes().await.unwrap().dossiers
    }
}

fn written() -> Filling {
    let answers = json!({
        "child_family_name": "NGUYỄN THỊ", "child_given_name": "MẪU", "child_birth_date": "2026-11-01",
        "child_sex": "Nữ", "child_birth_place": "Trạm y tế", "birth_record": "Cơ sở y tế đã gửi dữ liệu chứng sinh",
        "child_ethnic_group": "Kinh", "parents": "Biết cả cha và mẹ", "parents_married": true,
        "mother_id": "001190000002", "father_id": "001090000001", "copies": 0,
    });
    Filling {
        agency: Some(COMMUNE.parse().unwrap()),
        who: Some(Who::OneSelf),
        applicant: Applicant {
            full_name: "Người Nộp Mẫu".to_owned(),
            id_number: "001090000001".to_owned(),
            phone: "0900000000".to_owned(),
            address: "phường Hoa Lư".to_owned(),
            ..Applicant::default()
        },
        answers: serde_json::from_value(answers).unwrap(),
        ..Filling::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_promised_before_the_program_stopped_is_the_one_it_gets() {
    let office = Office::new().await;
    let promised: DossierCode = "H42.191-261123-0007".parse().unwrap();
    assert!(office.app.store().promise_draft(&office.id, None, &promised).await.unwrap());
    assert_eq!(office.hand_in().await, promised);
    assert_eq!(office.hand_in().await, promised);
    assert_eq!(office.dossiers().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_another_dossier_has_is_replaced() {
    let office = Office::new().await;
    let (id, key) = office.app.begin_draft(BIRTH, &written(), None, at("2026-11-23T08:30")).await.unwrap();
    let taken = office.hand_in().await;
    assert!(office.app.store().promise_draft(&id, None, &taken).await.unwrap());
    let other = Office { app: office.app.clone(), id, key, _folder: tempfile::tempdir().unwrap() };
    let code = other.hand_in().await;
    assert_ne!(code, taken);
    assert_eq!((other.hand_in().await, office.hand_in().await), (code, taken));
    assert_eq!(office.dossiers().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_a_draft_opens_its_dossier_and_no_other_key_does() {
    let office = Office::new().await;
    let now = at("2026-11-23T09:00");
    assert!(matches!(office.app.draft(&office.id, "AAAA-BBBB-CCCC", now).await, Err(DraftError::NotFound)));
    let code = office.hand_in().await;
    assert!(office.app.owned(&code, &office.key, now).await.is_ok());
    assert!(office.app.owned(&code, "AAAA-BBBB-CCCC", now).await.is_err());
    let changed = office.app.write_draft(&office.id, &office.key, now, |filling| filling.finish("who")).await;
    assert!(matches!(changed, Err(DraftError::HandedIn(handed_in)) if handed_in == code));
    assert!(office.app.delete_draft(&office.id, &office.key, now).await.is_err(), "what became of it is remembered");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_told_all_at_once() {
    let office = Office::new().await;
    let now = at("2026-11-23T09:00");
    let procedure = &office.app.catalogue().on(BIRTH, now.day()).unwrap().content.clone();
    let mut filling = written();
    filling.agency = None;
    filling.who = Some(Who::Proxy);
    filling.applicant.phone.clear();
    filling.answers.insert("birth_record".to_owned(), json!("Có giấy chứng sinh"));
    filling.answers.remove("child_sex");
    let fields: Vec<String> = filling.check(procedure, now).into_iter().map(|error| error.field).collect();
    for field in ["agency", "phone", "agent_name", "agent_id", "answer.child_sex", "paper.1", "paper.4"] {
        assert!(fields.iter().any(|known| known == field), "{field} in {fields:?}");
    }
    assert_eq!(written().check(procedure, now), []);
}
