//! What holds for every history anyone can make.

use super::*;
use crate::dossier::action::ActionName;
use crate::dossier::event::{Fact, PaymentMethod};
use crate::dossier::track::{Standing, Track};
use crate::dossier::{State, StateName};
use crate::ledger::{Digest, Entry};
use proptest::prelude::*;

fn any_action() -> impl Strategy<Value = (usize, usize, u32)> {
    (0..ActionName::ALL.len(), 0..4_usize, 1..2_000_u32)
}

/// What people may do next; a number for each, so that chance can choose.
fn action(index: usize) -> Action {
    let texts = |text: &str| why(text);
    match ActionName::ALL[index].0 {
        ActionName::Accept => Action::Accept,
        ActionName::NotAccept => Action::NotAccept { reason: texts("a") },
        ActionName::Assign => Action::Assign { officer: OFFICER.to_owned() },
        ActionName::Forward => Action::Forward { step: "ky".to_owned(), officer: None, note: None },
        ActionName::SendBack => Action::SendBack { step: "tham-dinh".to_owned(), reason: texts("a") },
        ActionName::Consult => Action::Consult { unit: "H42.10".parse().unwrap(), question: texts("a"), term: None },
        ActionName::AnswerConsultation => Action::AnswerConsultation { number: 1, answer: texts("a") },
        ActionName::RequestSupplement => Action::RequestSupplement { items: vec![texts("a")] },
        ActionName::Supplement => Action::Supplement { papers: Vec::new(), note: None },
        ActionName::RequestDuty => Action::RequestDuty { amount_vnd: 5, what: texts("a") },
        ActionName::PayDuty => Action::PayDuty { method: PaymentMethod::Online, reference: None },
        ActionName::Pause => Action::Pause { reason: texts("a") },
        ActionName::Resume => Action::Resume,
        ActionName::Extend => {
            Action::Extend { more: Term::parse("1 ngày").unwrap(), reason: texts("a"), apology: texts("b") }
        }
        ActionName::Approve => Action::Approve { note: None },
        ActionName::Refuse => Action::Refuse { reason: texts("a") },
        ActionName::IssueResult => Action::IssueResult { number: texts("1"), title: texts("a"), paper: None },
        ActionName::HandOver => Action::HandOver { channel: Channel::Post, originals_returned: false },
        ActionName::Withdraw => Action::Withdraw { reason: texts("a") },
        ActionName::Stop => Action::Stop { reason: texts("a") },
        ActionName::LookUp => look_up(),
        ActionName::ProposeCorrection => Action::ProposeCorrection {
            fields: vec!["a".to_owned()],
            particulars: Digest::of(b"n"),
            reason: texts("a"),
        },
        ActionName::ApproveCorrection => Action::ApproveCorrection,
        ActionName::RejectCorrection => Action::RejectCorrection { reason: texts("a") },
    }
}

/// A history of whatever was given out of many things asked for.
fn history(asked: &[(usize, usize, u32)]) -> Desk {
    history_at(Desk::new(), asked)
}

/// The same at a desk of one's own.
fn history_at(mut desk: Desk, asked: &[(usize, usize, u32)]) -> Desk {
    let people = ["applicant", CLERK, OFFICER, LEADER];
    let mut minutes = 0;
    for (index, person, later) in asked {
        minutes += i64::from(*later);
        let when = at("2023-10-16T08:00").unix_seconds() + minutes * 60;
        let local = Instant::from_unix_seconds(when).unwrap().local().to_string();
        let _refused = desk.ask(people[*person], &local, action(*index));
    }
    desk
}

proptest! {
    #[test]
    fn what_was_given_can_always_be_replayed_and_is_bounded_by_the_law(asked in prop::collection::vec(any_action(), 0..120)) {
        let desk = history(&asked);
        let dossier = desk.dossier();
        prop_assert!(dossier.supplement_requests <= 1);
        prop_assert!(dossier.extensions <= 1);
        let ends = [StateName::NotAccepted, StateName::Returned, StateName::Withdrawn, StateName::Stopped];
        if ends.contains(&dossier.state.name()) {
            let mut after = desk;
            for index in 0..ActionName::ALL.len() - 3 {
                for person in ["applicant", CLERK, OFFICER, LEADER] {
                    prop_assert!(after.ask(person, "2024-06-03T08:00", action(index)).is_err(), "an end is an end");
                }
            }
        }
    }

    #[test]
    fn the_counted_dates_tell_the_same_as_the_state(asked in prop::collection::vec(any_action(), 0..120)) {
        let desk = history(&asked);
        let mut track = Track::begin(&desk.events[0]).unwrap();
        for event in &desk.events[1..] {
            track.apply(event);
        }
        let standing = track.spans.last().map(|(_, standing)| *standing);
        match desk.dossier().state {
            State::Submitted | State::NotAccepted { .. } => prop_assert_eq!(standing, None),
            State::Received { clock, .. } | State::Processing { clock, .. } | State::Approved { clock, .. } => {
                prop_assert_eq!(standing, Some(Standing::Running(clock.due)));
            }
            State::AwaitingSupplement { halt, .. } | State::AwaitingPayment { halt, .. } | State::Paused { halt, .. } => {
                prop_assert_eq!(standing, halt.clock.map(|_| Standing::Paused));
            }
            State::Withdrawn { clock, .. } => prop_assert_eq!(track.ended().is_some(), clock.is_some()),
            State::Settled { .. } | State::Returned { .. } | State::Stopped { .. } => {
                prop_assert!(track.ended().is_some());
            }
        }
    }

    #[test]
    fn a_step_asks_each_unit_once_and_is_left_only_with_an_answer_or_a_record_of_lateness(
        asked in prop::collection::vec(any_action(), 0..120),
    ) {
        let mut desk = Desk::asking();
        // Chance may go to the step that asks.
        desk.process.steps[0].next = vec!["xac-minh".to_owned()];
        desk.ask(CLERK, "2023-10-16T08:00", Action::Accept).unwrap();
        let to = |step: &str| Action::Forward { step: step.to_owned(), officer: None, note: None };
        desk.ask(OFFICER, "2023-10-16T08:00", to("xac-minh")).unwrap();
        let desk = history_at(desk, &asked);
        let planned = |fact: &Fact| matches!(fact, Fact::ConsultationRequested { step: Some(_), .. });
        prop_assert_eq!(desk.events.iter().filter(|event| planned(&event.fact)).count(), 2);
        let left = desk.events.iter().any(|event| matches!(&event.fact, Fact::Forwarded { step, .. } if step == "ky"));
        for asked in desk.dossier().consultations.iter().filter(|asked| asked.step.is_some()) {
            prop_assert!(!left || asked.answer.is_some() || asked.lapsed_at.is_some());
        }
    }

    #[test]
    fn a_dossier_written_down_is_read_back_as_it_was(asked in prop::collection::vec(any_action(), 0..60)) {
        let desk = history(&asked);
        let mut before: Option<Entry> = None;
        for (seq, event) in (1..).zip(&desk.events) {
            let prev = before.as_ref().map_or(Digest::ZERO, |entry| entry.hash);
            let entry = Entry::new("H42.101", "H42.101-231016-0001", seq, event.at, prev, event);
            prop_assert_eq!(entry.follows(before.as_ref()), Ok(()));
            prop_assert_eq!(&entry.event().unwrap(), event);
            before = Some(entry);
        }
    }
}
