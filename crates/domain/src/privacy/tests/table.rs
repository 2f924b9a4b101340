//! What may be done with which request, in which state, by whom, as a lawyer can read it (`snapshots/`).

use super::*;
use std::fmt::Write;

fn in_state(kind: RequestKind, about: &str, state: RequestState) -> Option<Desk> {
    let later = "2026-11-24T09:00";
    let desk = Desk::made(kind, about);
    let act = match state {
        RequestState::Waiting => return Some(desk),
        RequestState::Accepted => RequestActName::Accept,
        RequestState::Correcting => RequestActName::PassOn,
        RequestState::Done => RequestActName::CarryOut,
        RequestState::Refused => RequestActName::Refuse,
        RequestState::Cancelled => RequestActName::Cancel,
    };
    let who = if act == RequestActName::Cancel { PERSON } else { HANDLER };
    desk.attempt(who, later, example(act, kind)).is_ok().then(|| desk.done(who, later, example(act, kind)))
}

#[test]
fn every_state_and_act() {
    let mut table = String::new();
    let cases = [
        (RequestKind::See, "everything"),
        (RequestKind::Correct, "dossier:H42.191-261123-0001"),
        (RequestKind::Correct, "account"),
        (RequestKind::Restrict, "everything"),
        (RequestKind::Object, "purpose:prefill"),
        (RequestKind::Object, "purpose:figures"),
        (RequestKind::Withdraw, "purpose:extra-messages"),
        (RequestKind::Erase, "account"),
        (RequestKind::Erase, "dossier:H42.191-261123-0001"),
    ];
    for (kind, about) in cases {
        for state in RequestState::ALL {
            let Some(desk) = in_state(kind, about, state) else { continue };
            writeln!(table, "{} · {about} · {}", kind.name(), state.name()).unwrap();
            for (who, label) in [(HANDLER, "phụ trách"), (PERSON, "người yêu cầu"), (SYSTEM, "hệ thống")] {
                for (act, _) in RequestActName::ALL {
                    let outcome = match desk.attempt(who, "2026-11-25T10:00", example(act, kind)) {
                        Ok((after, effects)) => format!("→ {} {effects:?}", after.state.name()),
                        Err(refusal) => format!("✗ {refusal}"),
                    };
                    if who == HANDLER || outcome.starts_with('→') {
                        writeln!(table, "  {label}, {}: {outcome}", act.name()).unwrap();
                    }
                }
            }
        }
    }
    insta::assert_snapshot!("state_times_act", table);
}

#[test]
fn what_cannot_be_asked_of_some_data_is_not_taken() {
    for (kind, about) in [
        (RequestKind::Object, "everything"),
        (RequestKind::Withdraw, "account"),
        (RequestKind::Restrict, "purpose:prefill"),
        (RequestKind::Erase, "purpose:prefill"),
    ] {
        let desk = Desk::new();
        let around = desk.around(&Actor::Applicant, at(MADE));
        let made = make(kind, about.parse().unwrap(), why("x"), BTreeMap::new(), Vec::new(), &around);
        assert_eq!(made.unwrap_err(), RequestRefusal::Unfit(kind), "{about}");
    }
}

#[test]
fn a_withdrawal_stops_what_rested_on_the_consent_when_it_is_made() {
    let desk = Desk::made(RequestKind::Withdraw, "purpose:prefill");
    assert!(desk.effects.contains(&RightsEffect::WithdrawConsent(Purpose::Prefill)));
    assert_eq!(desk.request().state, RequestState::Waiting, "whether others must stop is still to be told");
}

#[test]
fn a_refusal_names_the_article_of_a_ground_that_fits() {
    let desk = Desk::made(RequestKind::Erase, "dossier:H42.191-261123-0001");
    let refuse =
        |ground: &str| RequestAct::Refuse { ground: ground.to_owned(), reason: why("Hồ sơ còn hạn lưu trữ") };
    assert_eq!(desk.attempt(HANDLER, MADE, refuse("correct-already")).unwrap_err(), RequestRefusal::NoGround);
    let actor: Actor = HANDLER.parse().unwrap();
    let (event, _) = decide(desk.request(), refuse("ledger"), &desk.around(&actor, at(MADE))).unwrap();
    let RequestFact::Refused { article, .. } = event.fact else { panic!("{event:?}") };
    assert!(article.contains("33/2024/QH15"));
}

#[test]
fn nobody_but_those_who_look_after_personal_data_may_act() {
    let desk = Desk::made(RequestKind::See, "everything");
    let actor: Actor = HANDLER.parse().unwrap();
    let around = RightsCircumstances { handles: false, ..desk.around(&actor, at(MADE)) };
    assert_eq!(may(desk.request(), RequestActName::Accept, &around), Err(RequestRefusal::HandlersOnly));
}
