//! The desk with a service that answers, fails and comes back.

use super::*;
use crate::Limits;
use crate::law::Law;
use domain::process::Role;
use std::sync::Mutex;

const HOUR: i64 = 3_600;

fn at(seconds: i64) -> Instant {
    // 23/11/2026, 08:00 in Hà Nội.
    Instant::from_unix_seconds(1_795_395_600 + seconds).unwrap()
}

/// What the service says next: a code with a card that holds, or nothing.
type Says = Arc<Mutex<Option<&'static str>>>;

struct Place {
    app: App,
    desk: InsuranceDesk,
    says: Says,
    _folder: tempfile::TempDir,
}

impl Place {
    async fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let store = store::Store::open(store::Location::Folder(folder.path().to_owned())).await.unwrap();
        let app = App::open(store, Law::shipped(), Limits::default()).await.unwrap();
        let says = Says::default();
        let heard = says.clone();
        let door = Door::new(move |_, _| {
            let said = *heard.lock().unwrap();
            Box::pin(async move {
                said.map(answer).ok_or_else(|| "không nối được tới cổng bảo hiểm".to_owned())
            })
        });
        Place { app, desk: InsuranceDesk::new(&[7; 32], Some(door)), says, _folder: folder }
    }

    fn say(&self, code: Option<&'static str>) {
        *self.says.lock().unwrap() = code;
    }

    async fn check(&self, holder: &CardHolder, second: i64) -> Checked {
        self.app.check_insurance(&self.desk, &receptionist(), holder, &second.to_string(), at(second)).await.unwrap()
    }

    async fn follow_up(&self, second: i64) -> Vec<FollowUp> {
        self.app.insurance_follow_up(&self.desk, &receptionist(), at(second)).await.unwrap()
    }
}

fn answer(code: &str) -> InsuranceAnswer {
    let card = domain::insurance::HealthCard {
        number: "DN4370000000001".to_owned(),
        valid_from: Some(jiff::civil::date(2026, 1, 1)),
        valid_to: Some(jiff::civil::date(2026, 12, 31)),
        ..Default::default()
    };
    InsuranceAnswer { code: code.to_owned(), card, ..InsuranceAnswer::default() }
}

fn receptionist() -> Officer {
    Officer {
        top: "H42".parse().unwrap(),
        login: "tiepdon".to_owned(),
        name: "Nhân viên tiếp đón".to_owned(),
        agency: "H42.37001".parse().unwrap(),
        agency_name: "Bệnh viện Mẫu".to_owned(),
        roles: vec![Role::Receptionist],
    }
}

fn patient() -> CardHolder {
    "003090000001||Nguyễn Văn Mẫu|21031990|Nam||01012022".parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_told_at_once_and_noted_without_a_name() {
    let place = Place::new().await;
    place.say(Some("000"));
    let told = place.check(&patient(), 0).await;
    assert_eq!((told.code.as_str(), told.judged.standing), ("000", Standing::Holds));
    assert_eq!(told.judged.level.map(|level| level.percent), Some(80));
    let today = place.app.insurance_today(&place.desk, &receptionist(), at(1), 10).await.unwrap();
    assert_eq!((today.len(), today[0].tail.as_str(), today[0].standing), (1, "001", Standing::Holds));
    assert_eq!(place.follow_up(60).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_is_never_told_as_no_insurance_and_waits_until_the_service_is_back() {
    let place = Place::new().await;
    place.say(Some("000"));
    place.check(&patient(), 0).await;
    place.say(None);
    let told = place.check(&patient(), HOUR).await;
    assert_eq!((told.code.as_str(), told.judged.standing), ("", Standing::System));
    assert!(told.judged.advice.starts_with("Tiếp nhận người bệnh"), "{}", told.judged.advice);
    let (since, last) = told.last.expect("what was confirmed an hour ago is told");
    assert_eq!((since, last.standing), (at(0), Standing::Holds));
    let ask = async |second| place.app.ask_waiting_insurance(&place.desk, at(second)).await.unwrap();
    assert_eq!(ask(HOUR + 20).await, 0, "still away");
    let open = place.follow_up(HOUR + 30).await;
    assert_eq!(
        (open[0].name.as_str(), open[0].tail.as_str(), open[0].answer.is_some()),
        ("Nguyễn Văn Mẫu", "001", false)
    );
    place.say(Some("010"));
    assert_eq!(ask(HOUR + 60).await, 1);
    let open = place.follow_up(HOUR + 61).await;
    let (when, late) = open[0].answer.clone().unwrap();
    assert_eq!((when, late.standing), (at(HOUR + 60), Standing::Ended));
    assert!(place.app.finish_insurance(&receptionist(), &open[0].id, at(HOUR + 62)).await.unwrap());
    assert_eq!(place.follow_up(HOUR + 63).await, []);
    let today = place.app.insurance_today(&place.desk, &receptionist(), at(2 * HOUR), 10).await.unwrap();
    let codes: Vec<&str> = today.iter().map(|line| line.code.as_str()).collect();
    assert_eq!(codes, ["010", "", "000"], "every question to the service is on the record");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_service_is_back_everything_that_waits_is_asked() {
    let place = Place::new().await;
    for serial in 0..45 {
        let text = format!("003090{serial:06}||Nguyễn Văn Mẫu|21031990|Nam||01012022");
        place.check(&text.parse().unwrap(), serial).await;
    }
    place.say(Some("000"));
    assert_eq!(place.app.ask_waiting_insurance(&place.desk, at(300)).await.unwrap(), 45);
    assert!(place.follow_up(301).await.iter().all(|one| one.answer.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_last_confirmed_is_told_to_nobody_who_only_knows_a_number() {
    let place = Place::new().await;
    place.say(Some("000"));
    place.check(&patient(), 0).await;
    place.say(None);
    for card in
        ["003090000001||Trần Văn Khác|21031990|Nam||01012022", "003090000001||Nguyễn Văn Mẫu|21031991|Nam||01012022"]
    {
        assert_eq!(place.check(&card.parse().unwrap(), 60).await.last, None, "{card}");
    }
    assert!(place.check(&patient(), 61).await.last.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_cannot_say_is_asked_again_too() {
    let place = Place::new().await;
    place.say(Some("054"));
    let told = place.check(&patient(), 0).await;
    assert_eq!((told.code.as_str(), told.judged.standing), ("054", Standing::System));
    place.say(Some("000"));
    let ask = async |second| place.app.ask_waiting_insurance(&place.desk, at(second)).await.unwrap();
    assert_eq!((ask(60).await, ask(MENDED_SECONDS).await), (0, 1), "once people had time to mend it");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_personal_can_be_read_in_the_database() {
    let place = Place::new().await;
    place.say(Some("000"));
    place.check(&patient(), 0).await;
    place.say(None);
    place.check(&patient(), 60).await;
    place.app.store().close().await.unwrap();
    for file in std::fs::read_dir(place._folder.path()).unwrap().flatten().filter(|file| file.path().is_file()) {
        let bytes = std::fs::read(file.path()).unwrap();
        for secret in ["Nguyễn Văn Mẫu", "003090000001", "0000000001", "1990-03-21"] {
            let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} in {}", file.path().display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_goes_after_its_days() {
    let place = Place::new().await;
    place.say(Some("000"));
    place.check(&patient(), 0).await;
    place.say(None);
    place.check(&patient(), 60).await;
    place.app.expire_insurance(at(9 * 24 * HOUR)).await.unwrap();
    assert_eq!(place.follow_up(9 * 24 * HOUR).await.len(), 1);
    place.app.expire_insurance(at(10 * 24 * HOUR + 61)).await.unwrap();
    assert_eq!(place.follow_up(11 * 24 * HOUR).await, []);
    assert!(place.check(&patient(), 29 * 24 * HOUR).await.last.is_some());
    assert!(place.check(&patient(), 31 * 24 * HOUR).await.last.is_none());
}
