//! Units a step of the process asks by itself, told in sentences.

use super::*;
use crate::dossier::event::Fact;

fn to(step: &str) -> Action {
    Action::Forward { step: step.to_owned(), officer: None, note: None }
}

fn answer(number: u32) -> Action {
    Action::AnswerConsultation { number, answer: why("Không vướng") }
}

/// In the step that asks two units, since Monday at 10:00: their answers are due on Tuesday and Wednesday evening.
fn asked() -> Desk {
    Desk::asking().done(CLERK, "2023-10-16T09:00", Action::Accept).done(OFFICER, "2023-10-16T10:00", to("xac-minh"))
}

#[test]
fn entering_the_step_asks_all_its_units_at_the_same_moment() {
    let dossier = asked().dossier();
    let told: Vec<(u32, &str, String)> = dossier
        .consultations
        .iter()
        .map(|asked| (asked.number, asked.unit.as_str(), asked.due.unwrap().at.to_string()))
        .collect();
    assert_eq!(
        told,
        [(1, "H42.10", "2023-10-17T17:00:00".to_owned()), (2, "H42.12", "2023-10-18T17:00:00".to_owned())]
    );
    assert!(dossier.consultations.iter().all(|asked| asked.asked_at == at("2023-10-16T10:00")));
}

#[test]
fn a_first_step_asks_as_the_dossier_is_received() {
    let mut desk = Desk::asking();
    desk.process.steps.swap(0, 1);
    assert_eq!(desk.done(CLERK, "2023-10-16T09:00", Action::Accept).dossier().consultations.len(), 2);
}

#[test]
fn the_step_is_left_only_when_all_have_answered() {
    let mut desk = asked().done(OFFICER, "2023-10-16T11:00", answer(1));
    let said = desk.ask(OFFICER, "2023-10-16T14:00", to("ky")).unwrap_err().to_string();
    assert!(said.contains("H42.12") && !said.contains("H42.10"), "{said}");
    let desk = desk.done(OFFICER, "2023-10-16T15:00", answer(2)).done(OFFICER, "2023-10-16T16:00", to("ky"));
    assert!(!desk.events.iter().any(|event| matches!(event.fact, Fact::ConsultationLapsed { .. })));
}

#[test]
fn an_answer_that_is_overdue_is_not_waited_for_and_its_lateness_is_put_on_record() {
    let mut desk = asked().done(OFFICER, "2023-10-16T11:00", answer(1));
    assert!(desk.ask(OFFICER, "2023-10-18T16:00", to("ky")).is_err());
    let desk = desk.done(OFFICER, "2023-10-19T08:00", to("ky"));
    let late: Vec<(u32, &str)> = desk
        .events
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::ConsultationLapsed { number, unit, .. } => Some((*number, unit.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(late, [(2, "H42.12")]);
    let desk = desk.done(LEADER, "2023-10-19T09:00", Action::Approve { note: None });
    let records = desk.events.iter().filter(|event| matches!(event.fact, Fact::ConsultationLapsed { .. }));
    assert_eq!(records.count(), 1, "what is on record is not recorded again");
    assert_eq!(desk.dossier().consultations[1].lapsed_at, Some(at("2023-10-19T08:00")));
}

#[test]
fn a_dossier_that_comes_back_to_the_step_asks_nobody_twice() {
    let desk = asked()
        .done(OFFICER, "2023-10-16T11:00", answer(1))
        .done(OFFICER, "2023-10-16T11:00", answer(2))
        .done(OFFICER, "2023-10-16T14:00", to("ky"))
        .done(LEADER, "2023-10-16T15:00", Action::SendBack { step: "tham-dinh".to_owned(), reason: why("xem lại") })
        .done(OFFICER, "2023-10-16T16:00", to("xac-minh"));
    assert_eq!(desk.dossier().consultations.len(), 2);
}

#[test]
fn what_an_officer_asks_by_hand_holds_no_step_back_but_the_decision() {
    let ask = Action::Consult { unit: "H42.10".parse().unwrap(), question: why("Hỏi thêm"), term: None };
    let mut desk = Desk::received().done(OFFICER, "2023-10-16T10:00", ask).done(OFFICER, "2023-10-16T11:00", to("ky"));
    assert!(desk.ask(LEADER, "2023-10-16T14:00", Action::Approve { note: None }).is_err());
}

#[test]
fn a_request_written_before_steps_could_ask_reads_as_asked_by_hand() {
    let old = r#"{"fact":"consultation-requested","number":1,"unit":"H42.10","question":"Hỏi","due":null}"#;
    let fact: Fact = serde_json::from_str(old).unwrap();
    assert!(matches!(&fact, Fact::ConsultationRequested { step: None, .. }));
    assert_eq!(serde_json::to_string(&fact).unwrap(), old, "and is written as it was: its hash stays");
}
