//! Consents stand in a chain, requests are acted on by one at a time, restrictions hold until lifted, and what is past
//! its time goes.

use crate::home::{Home, on_both_engines};
use crate::story::top;
use domain::agency::AgencyCode;
use domain::calendar::{Binds, Due};
use domain::dossier::event::{Actor, Reason};
use domain::ledger::Break;
use domain::message::{DeliveryState, MessageChannel};
use domain::privacy::{
    About, Consenting, Purpose, RequestEvent, RequestFact, RequestKind, RightsEffect, Swept, evolve,
};
use domain::time::Instant;
use jiff::civil::date;
use store::{ActFilter, Delivery, Fault, KeptRequest, Store, Sweep};

const PERSON: &str = "ab12";

fn at(seconds: i64) -> Instant {
    Instant::from_unix_seconds(1_795_000_000 + seconds).unwrap()
}

fn agency() -> AgencyCode {
    "H42.191".parse().unwrap()
}

fn said(purpose: Purpose, given: bool) -> Consenting {
    Consenting { purpose, given, version: 1, text: "Tôi đồng ý …".to_owned(), how: "trang".to_owned() }
}

fn request(code: &str) -> KeptRequest {
    let due = |day| Due { at: date(2026, 12, day).at(17, 0, 0, 0), binds: Binds::Day };
    let fact = RequestFact::Made {
        right: RequestKind::Restrict,
        about: About::Everything,
        words: Reason::new("Xin hạn chế").unwrap(),
        right_values: Default::default(),
        evidence: Vec::new(),
        answer_due: due(1),
        due: due(15),
    };
    let event = RequestEvent { at: at(0), actor: Actor::Applicant, fact };
    let request = evolve(code, None, &event).unwrap();
    KeptRequest { top: top(), agency: agency(), person: PERSON.to_owned(), request, events: vec![event] }
}

fn done(mut kept: KeptRequest) -> KeptRequest {
    let fact = RequestFact::Done { answer: Reason::new("Đã làm").unwrap() };
    let event = RequestEvent { at: at(50), actor: Actor::Officer("quantri".to_owned()), fact };
    kept.request = evolve(&kept.request.code.clone(), Some(kept.request), &event).unwrap();
    kept.events.push(event);
    kept
}

async fn with_consents(home: &Home) -> Store {
    let store = home.open().await;
    for (purpose, given) in [(Purpose::Prefill, true), (Purpose::ExtraMessages, true), (Purpose::Prefill, false)] {
        store.add_consent(PERSON, &said(purpose, given), at(0)).await.unwrap();
    }
    store.add_consent("cd34", &said(Purpose::Prefill, true), at(9)).await.unwrap();
    store
}

async fn faults(store: &Store) -> Vec<Fault> {
    store.verify(|_| {}).await.unwrap().findings.into_iter().map(|finding| finding.fault).collect()
}

on_both_engines! {
    async fn consents_are_chained_and_verified(home) {
        let store = with_consents(home).await;
        let numbers: Vec<u32> = store.consents(PERSON).await.unwrap().iter().map(|one| one.number).collect();
        assert_eq!(numbers, [1, 2, 3]);
        let report = store.verify(|_| {}).await.unwrap();
        assert_eq!((report.consents, report.broken), (4, 0));
        let (yes, no) = (said(Purpose::Prefill, true), said(Purpose::Prefill, false));
        let both = tokio::join!(store.add_consent(PERSON, &yes, at(20)), store.add_consent(PERSON, &no, at(20)));
        both.0.unwrap();
        both.1.unwrap();
        assert_eq!(faults(&store).await, [], "two tabs at once stand one after the other");
    }

    async fn a_consent_that_was_changed_is_found(home) {
        let store = with_consents(home).await;
        home.raw("update consent set given = 1 where person = 'ab12' and number = 3").await;
        assert_eq!(faults(&store).await, [Fault::Consent { number: 3, what: Break::Hash }]);
    }

    async fn a_consent_that_was_taken_out_is_found(home) {
        let store = with_consents(home).await;
        home.raw("delete from consent where person = 'ab12' and number = 2").await;
        assert_eq!(faults(&store).await, [Fault::Consent { number: 3, what: Break::Sequence }]);
    }

    async fn a_withdrawal_cut_off_at_the_end_is_found(home) {
        let store = with_consents(home).await;
        home.raw("delete from consent where person = 'ab12' and number = 3").await;
        assert_eq!(faults(&store).await, [Fault::Consent { number: 3, what: Break::Sequence }]);
    }

    async fn a_request_is_acted_on_by_one_and_what_follows_is_kept_with_it(home) {
        let store = home.open().await;
        let made = request("DL-H42.191-261130-1");
        assert!(store.keep_data_request(&made, &[], None, &[]).await.unwrap());
        assert_eq!(store.open_data_requests(&top(), 10).await.unwrap(), std::slice::from_ref(&made));
        let done = done(made);
        let effects = [RightsEffect::Limit(About::Everything)];
        let withdrawn = said(Purpose::Prefill, false);
        assert!(store.keep_data_request(&done, &effects, Some(&withdrawn), &[]).await.unwrap());
        assert!(!store.keep_data_request(&done, &effects, None, &[]).await.unwrap(), "somebody was quicker");
        assert_eq!(store.data_request(&top(), &done.request.code).await.unwrap(), Some(done.clone()));
        assert_eq!(store.open_data_requests(&top(), 10).await.unwrap(), []);
        assert_eq!(store.data_requests_of(PERSON).await.unwrap(), std::slice::from_ref(&done));
        assert_eq!(store.data_requests_of("cd34").await.unwrap(), []);
        assert_eq!(store.data_requests_since(&top(), at(0), 10).await.unwrap(), [done]);
        assert_eq!(store.data_limits(PERSON).await.unwrap(), [About::Everything]);
        assert_eq!(store.consents(PERSON).await.unwrap().len(), 1);
        assert!(store.lift_data_limit(PERSON, &About::Everything, at(90)).await.unwrap());
        assert!(!store.lift_data_limit(PERSON, &About::Everything, at(91)).await.unwrap());
        assert_eq!(store.data_limits(PERSON).await.unwrap(), []);
    }

    async fn a_dossier_is_restricted_whoever_asked(home) {
        let store = home.open().await;
        let about: About = "dossier:H42.191-261123-0001".parse().unwrap();
        let made = request("DL-H42.191-261130-2");
        store.keep_data_request(&made, &[RightsEffect::Limit(about.clone())], None, &[]).await.unwrap();
        assert!(store.is_limited(&about).await.unwrap());
        assert!(!store.is_limited(&"dossier:H42.191-261123-0002".parse().unwrap()).await.unwrap());
    }

    async fn a_warning_of_a_request_is_given_once(home) {
        let store = home.open().await;
        let made = request("DL-H42.191-261130-3");
        assert!(!store.was_warned(&made, "data-request-late", at(5)).await.unwrap());
        store.warn_of_request(&made, "data-request-late", at(5), &[], at(9)).await.unwrap();
        assert!(store.was_warned(&made, "data-request-late", at(5)).await.unwrap());
        assert!(!store.was_warned(&made, "data-request-late", at(6)).await.unwrap(), "another due moment");
    }

    async fn what_is_past_its_time_is_counted_then_taken_out_and_the_rest_stays(home) {
        let store = home.open().await;
        let letter = |id: &str, state, seconds| Delivery {
            top: top(), id: id.to_owned(), agency: agency(), dossier: String::new(), recipient: "officer:a".to_owned(),
            channel: MessageChannel::Email, about: "accepted".to_owned(), subject: "s".to_owned(), text: "t".to_owned(),
            state, tries: 0, next_at: at(seconds), created_at: at(seconds), sent_at: None, read_at: None, failure: None,
        };
        let letters = [
            letter("old", DeliveryState::Sent, 0),
            letter("waiting", DeliveryState::Waiting, 0),
            letter("new", DeliveryState::Sent, 1_000),
        ];
        store.put_deliveries(&letters).await.unwrap();
        store.take_ticket(&agency(), date(2026, 8, 1), 'A', at(0)).await.unwrap();
        store.take_ticket(&agency(), date(2026, 11, 30), 'A', at(0)).await.unwrap();
        let rows = [(Swept::Message, at(500), 1), (Swept::Ticket, Instant::start_of(date(2026, 9, 1)), 1)];
        for (kind, before, expected) in rows {
            for (sweep, count) in [(Sweep::DryRun, expected), (Sweep::Remove, expected), (Sweep::Remove, 0)] {
                let swept = store.sweep(kind, &top(), &[agency()], before, sweep).await.unwrap();
                assert_eq!(swept, count, "{kind:?} {sweep:?}");
            }
        }
        let left = store.deliveries(&top(), None, None, None, 10).await.unwrap();
        assert_eq!(left.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["new", "waiting"]);
        assert_eq!(store.tickets(&agency(), date(2026, 11, 30)).await.unwrap().len(), 1);
        for kind in Swept::ALL {
            store.sweep(kind, &top(), &[agency()], at(0), Sweep::DryRun).await.unwrap();
        }
        assert!(store.office_acts(&top(), None, &ActFilter::default(), 10).await.unwrap().is_empty());
    }
}
