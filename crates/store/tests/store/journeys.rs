//! Journeys of linked procedures are kept, each member once.

use crate::home::on_both_engines;
use crate::story::{DAY, top};
use domain::dossier::code::DossierCode;
use domain::time::Instant;
use store::{Journey, JourneyMember};

fn now() -> Instant {
    Instant::start_of(DAY)
}

fn journey(content: &str) -> Journey {
    Journey {
        top: top(),
        id: "K7M2Q-X4PRT".to_owned(),
        procedure: "3.000722".to_owned(),
        content: content.to_owned(),
        begun_at: now(),
    }
}

fn code(number: u32) -> DossierCode {
    format!("H42.19-261123-{number:04}").parse().unwrap()
}

fn member(place: u32, dossier: Option<DossierCode>) -> JourneyMember {
    JourneyMember {
        place,
        procedure: format!("1.00000{place}"),
        agency: "H42.19".parse().unwrap(),
        waits_for: (place == 2).then_some(0),
        dossier,
        handed_in_at: None,
        dropped_at: None,
    }
}

on_both_engines! {
    async fn a_journey_is_written_until_its_first_dossier_is_there(home) {
        let store = home.open().await;
        let members = [member(0, Some(code(1))), member(1, None), member(2, None)];
        store.put_journey(&journey("one"), &members).await.unwrap();
        store.put_journey(&journey("two"), &[member(0, Some(code(2))), member(1, None), member(2, None)]).await.unwrap();
        assert_eq!(store.journey(&top(), "K7M2Q-X4PRT").await.unwrap(), Some(journey("two")));
        store.member_handed_in(&top(), "K7M2Q-X4PRT", 0, now()).await.unwrap();
        store.put_journey(&journey("three"), &members).await.unwrap();
        assert_eq!(store.journey(&top(), "K7M2Q-X4PRT").await.unwrap(), Some(journey("two")), "it stays as it was handed in");
        let kept = store.journey_members(&top(), "K7M2Q-X4PRT").await.unwrap();
        assert_eq!((kept[0].dossier.clone(), kept[0].handed_in_at), (Some(code(2)), Some(now())));
        assert_eq!(kept[2].waits_for, Some(0));
    }

    async fn a_member_is_promised_one_code_at_a_time(home) {
        let store = home.open().await;
        store.put_journey(&journey(""), &[member(0, Some(code(1))), member(1, None)]).await.unwrap();
        let promise = |before: Option<DossierCode>, code: DossierCode| {
            let store = store.clone();
            async move { store.promise_member(&top(), "K7M2Q-X4PRT", 1, before.as_ref(), &code).await.unwrap() }
        };
        assert!(promise(None, code(5)).await);
        assert!(!promise(None, code(6)).await, "it was promised a code already");
        assert!(promise(Some(code(5)), code(6)).await, "a code that was taken is replaced");
    }

    async fn a_journey_is_closed_when_nothing_waits(home) {
        let store = home.open().await;
        store.put_journey(&journey("personal"), &[member(0, Some(code(1))), member(1, None), member(2, None)]).await.unwrap();
        let ready = || async { store.journeys_ready(10).await.unwrap().len() };
        assert_eq!(ready().await, 1, "one waits for nothing");
        store.member_handed_in(&top(), "K7M2Q-X4PRT", 0, now()).await.unwrap();
        store.member_handed_in(&top(), "K7M2Q-X4PRT", 1, now()).await.unwrap();
        assert_eq!(ready().await, 0, "what the last one waits for has not ended");
        assert!(!store.close_journey(&top(), "K7M2Q-X4PRT", now()).await.unwrap());
        store.drop_member(&top(), "K7M2Q-X4PRT", 2, now()).await.unwrap();
        assert!(store.close_journey(&top(), "K7M2Q-X4PRT", now()).await.unwrap());
        assert_eq!(store.journey(&top(), "K7M2Q-X4PRT").await.unwrap().unwrap().content, "", "nothing personal is left");
    }
}
