//! Questions to the insurance service are kept before they are asked, lent to one worker, and never lost; facilities.

use crate::home::on_both_engines;
use domain::agency::AgencyCode;
use domain::facility::{Coverage, Facility};
use domain::insurance::Standing;
use domain::ledger::Digest;
use domain::time::Instant;
use jiff::civil::date;
use store::{AfterCheck, InsuranceCheck, LastAnswer, WaitingCheck};

fn at(seconds: i64) -> Instant {
    Instant::from_unix_seconds(1_795_000_000 + seconds).unwrap()
}

fn clinic() -> AgencyCode {
    "H42.37001".parse().unwrap()
}

fn question(id: &str, asked_at: i64) -> WaitingCheck {
    WaitingCheck {
        top: "H42".parse().unwrap(),
        id: id.to_owned(),
        agency: clinic(),
        person: Digest::of(id.as_bytes()),
        content: b"sealed".to_vec(),
        actor: "tiepdon".to_owned(),
        asked_at: at(asked_at),
        answered_at: None,
        tries: 0,
        next_at: at(asked_at + 30),
    }
}

fn check(of: &WaitingCheck, id: &str, second: i64, code: &str, standing: Standing) -> InsuranceCheck {
    InsuranceCheck {
        id: id.to_owned(),
        agency: of.agency.clone(),
        at: at(second),
        actor: of.actor.clone(),
        purpose: "tiep-don".to_owned(),
        person: of.person,
        code: code.to_owned(),
        standing,
    }
}

fn said(second: i64, text: &str) -> LastAnswer {
    LastAnswer { answered_at: at(second), expires_at: at(second + 1_000), content: text.as_bytes().to_vec() }
}

on_both_engines! {
    async fn a_question_answered_at_once_leaves_its_line_and_the_answer(home) {
        let store = home.open().await;
        let one = question("one", 0);
        assert!(store.keep_insurance_question(&one).await.unwrap());
        assert!(!store.keep_insurance_question(&one).await.unwrap(), "a form sent twice asks once");
        let noted = check(&one, "one", 1, "000", Standing::Holds);
        for _ in 0..2 {
            store.end_insurance_question(&one, &noted, Some(&said(1, "yes")), &AfterCheck::Remove).await.unwrap();
        }
        assert_eq!(store.open_insurance_questions(&clinic(), 10).await.unwrap(), []);
        let list = store.insurance_checks(&clinic(), at(0), at(2), 10).await.unwrap();
        assert_eq!(list, [(noted, Some(b"yes".to_vec()))]);
        let top = clinic().top();
        let last = store.last_insurance_answer(&top, &one.person, at(2)).await.unwrap();
        assert_eq!(last, Some((at(1), b"yes".to_vec())));
        assert_eq!(store.last_insurance_answer(&top, &one.person, at(1_001)).await.unwrap(), None);
        let elsewhere: AgencyCode = "H42.37002".parse().unwrap();
        assert_eq!(store.insurance_checks(&elsewhere, at(0), at(2), 10).await.unwrap(), []);
    }

    async fn an_older_answer_never_takes_the_place_of_a_newer_one(home) {
        let store = home.open().await;
        let one = question("one", 0);
        for (id, second, text) in [("a", 5, "new"), ("b", 3, "old")] {
            let noted = check(&one, id, second, "000", Standing::Holds);
            store.end_insurance_question(&one, &noted, Some(&said(second, text)), &AfterCheck::Remove).await.unwrap();
        }
        let last = store.last_insurance_answer(&one.top, &one.person, at(6)).await.unwrap();
        assert_eq!(last, Some((at(5), b"new".to_vec())));
    }

    async fn what_was_not_answered_is_asked_again_by_one_worker_and_looked_at_by_somebody(home) {
        let store = home.open().await;
        let one = question("one", 0);
        store.keep_insurance_question(&one).await.unwrap();
        assert_eq!(store.claim_insurance_questions(at(29), at(90), 10).await.unwrap(), [], "the desk asks it itself");
        let noted = check(&one, "one", 1, "", Standing::System);
        store.end_insurance_question(&one, &noted, None, &AfterCheck::AskAgain(at(40))).await.unwrap();
        let take = || store.claim_insurance_questions(at(41), at(100), 10);
        let (first, second) = tokio::join!(take(), take());
        let mine: Vec<_> = first.unwrap().into_iter().chain(second.unwrap()).collect();
        assert_eq!((mine.len(), mine[0].tries), (1, 1));
        store.postpone_insurance_question(&mine[0], at(200)).await.unwrap();
        assert_eq!(store.claim_insurance_questions(at(199), at(300), 10).await.unwrap(), []);
        let again = store.claim_insurance_questions(at(200), at(300), 10).await.unwrap();
        assert_eq!(again[0].tries, 2);
        assert!(!store.finish_insurance_question(&clinic(), "one").await.unwrap(), "what waits is not put away");
        let late = check(&again[0], "one:2", 201, "010", Standing::Ended);
        let after = AfterCheck::FollowUp(b"late".to_vec());
        store.end_insurance_question(&again[0], &late, Some(&said(201, "no")), &after).await.unwrap();
        let open = store.open_insurance_questions(&clinic(), 10).await.unwrap();
        assert_eq!((open[0].content.as_slice(), open[0].answered_at), (&b"late"[..], Some(at(201))));
        assert_eq!(store.claim_insurance_questions(at(900), at(999), 10).await.unwrap(), [], "answered is answered");
        let elsewhere: AgencyCode = "H42.37002".parse().unwrap();
        assert!(!store.finish_insurance_question(&elsewhere, "one").await.unwrap(), "not theirs");
        assert!(store.finish_insurance_question(&clinic(), "one").await.unwrap());
        assert_eq!(store.open_insurance_questions(&clinic(), 10).await.unwrap(), []);
        let codes: Vec<String> = store
            .insurance_checks(&clinic(), at(0), at(300), 10)
            .await
            .unwrap()
            .into_iter()
            .map(|(check, _)| check.code)
            .collect();
        assert_eq!(codes, ["010", ""], "both look-ups stay on the record");
    }

    async fn what_is_personal_goes_when_its_days_are_over(home) {
        let store = home.open().await;
        let (old, new) = (question("old", 0), question("new", 500));
        let late = question("late", 0);
        for one in [&old, &new, &late] {
            store.keep_insurance_question(one).await.unwrap();
        }
        let noted = check(&late, "late", 100, "000", Standing::Holds);
        let after = AfterCheck::FollowUp(b"late".to_vec());
        store.end_insurance_question(&late, &noted, Some(&said(100, "yes")), &after).await.unwrap();
        store.expire_insurance(at(1_099), at(499), at(99)).await.unwrap();
        let ids = |open: Vec<WaitingCheck>| open.into_iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(store.open_insurance_questions(&clinic(), 10).await.unwrap()), ["late", "new"]);
        store.expire_insurance(at(1_100), at(500), at(100)).await.unwrap();
        assert_eq!(store.open_insurance_questions(&clinic(), 10).await.unwrap(), []);
        assert_eq!(store.last_insurance_answer(&late.top, &late.person, at(0)).await.unwrap(), None);
        assert_eq!(store.insurance_checks(&clinic(), at(0), at(0), 10).await.unwrap().len(), 1, "the record stays");
    }

    async fn facilities_are_counted_by_province_and_day(home) {
        let store = home.open().await;
        let facility = |code: &str, province: &str, accepts_card, since| Facility {
            code: code.parse().unwrap(),
            name: format!("Cơ sở {code}"),
            province: province.to_owned(),
            kind: "Bệnh viện".to_owned(),
            accepts_card,
            since,
        };
        let all = [
            facility("35001", "37", true, Some(date(2023, 1, 1))),
            facility("37001", "37", true, Some(date(2026, 11, 24))),
            facility("37002", "37", false, None),
            facility("79001", "79", true, None),
        ];
        store.put_facilities(&all).await.unwrap();
        store.put_facilities(&all).await.unwrap();
        assert_eq!(store.facilities().await.unwrap(), all);
        assert_eq!(store.facilities_of("37").await.unwrap(), all[..3]);
        assert_eq!(store.facility(&"79001".parse().unwrap()).await.unwrap().as_ref(), all.last());
        let counts = store.facility_counts(date(2026, 11, 23)).await.unwrap();
        assert_eq!(counts["37"], Coverage { accepting: 1, total: 3 });
        assert_eq!(counts["79"], Coverage { accepting: 1, total: 1 });
        let next_day = store.facility_counts(date(2026, 11, 24)).await.unwrap();
        assert_eq!(next_day["37"], Coverage { accepting: 2, total: 3 });
    }
}
