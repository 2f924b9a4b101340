//! By when, and whether it was in time.

use super::*;
use crate::calendar::Timeliness;

fn day(due: crate::calendar::Due) -> String {
    due.at.date().to_string()
}

#[test]
fn terms_run_from_the_request_and_end_on_working_days() {
    let rows = [
        // Tuesday 24/11 is a day of rest: two working days after Monday are Wednesday and Thursday.
        (RequestKind::See, "everything", "2026-11-26", "2026-12-03"),
        (RequestKind::Restrict, "everything", "2026-11-26", "2026-12-08"),
        // 13/12 is a Sunday.
        (RequestKind::Erase, "account", "2026-11-26", "2026-12-14"),
    ];
    for (kind, about, answer, finish) in rows {
        let desk = Desk::made(kind, about);
        let request = desk.request();
        assert_eq!((day(request.answer_due), day(request.due)), (answer.to_owned(), finish.to_owned()), "{kind:?}");
    }
}

#[test]
fn a_processor_that_must_stop_has_twenty_days_and_only_where_something_is_to_stop() {
    let accept = || RequestAct::Accept { note: why("Sẽ làm"), with_processor: true };
    for (kind, about, finish) in
        [(RequestKind::Withdraw, "purpose:prefill", "2026-12-14"), (RequestKind::See, "everything", "2026-12-03")]
    {
        let desk = Desk::made(kind, about).done(HANDLER, "2026-11-25T08:00", accept());
        assert_eq!(day(desk.request().due), finish, "{kind:?}");
    }
}

#[test]
fn a_term_is_extended_once_by_fifteen_days() {
    let extend = || RequestAct::Extend { reason: why("Kho ở xa") };
    let desk = Desk::made(RequestKind::See, "everything").done(HANDLER, "2026-11-25T08:00", extend());
    assert_eq!(day(desk.request().due), "2026-12-18");
    assert_eq!(day(desk.request().answer_due), "2026-11-26", "an answer is never put off");
    assert!(matches!(desk.attempt(HANDLER, "2026-11-26T08:00", extend()), Err(RequestRefusal::Limit(_))));
}

#[test]
fn what_is_answered_the_day_after_its_due_day_is_late() {
    for (when, timeliness, late) in
        [("2026-11-26T23:59", Timeliness::OnTime, false), ("2026-11-27T00:00", Timeliness::Late, true)]
    {
        let desk = Desk::made(RequestKind::See, "everything");
        assert_eq!(desk.request().is_late(at(when)), late, "{when}");
        let desk = desk.done(HANDLER, when, example(RequestActName::Accept, RequestKind::See));
        assert_eq!(desk.request().answered(at("2027-01-01T00:00")), timeliness, "{when}");
    }
}

#[test]
fn requests_are_counted_once_each() {
    let made = |act: RequestActName, when: &str| {
        let who = if act == RequestActName::Cancel { PERSON } else { HANDLER };
        Desk::made(RequestKind::See, "everything").done(who, when, example(act, RequestKind::See)).request.unwrap()
    };
    let requests = [
        made(RequestActName::CarryOut, "2026-11-25T08:00"),
        made(RequestActName::CarryOut, "2026-12-04T08:00"),
        made(RequestActName::Refuse, "2026-11-27T08:00"),
        made(RequestActName::Cancel, "2026-12-20T08:00"),
        made(RequestActName::Accept, "2026-11-25T08:00"),
        Desk::made(RequestKind::See, "everything").request.unwrap(),
    ];
    let sum = tally(&requests, at("2026-12-10T00:00"));
    let expected = RequestTally {
        received: 6,
        answered_in_time: 2,
        answered_late: 3,
        open: 2,
        done: 2,
        refused: 1,
        cancelled: 1,
        ended_in_time: 2,
        ended_late: 3,
    };
    assert_eq!(sum, expected);
    assert_eq!(sum.received, sum.open + sum.done + sum.refused + sum.cancelled);
}

#[test]
fn a_day_before_the_law_has_no_rules() {
    assert!(matches!(book().on(jiff::civil::date(2025, 12, 31)), Err(RightsRulesError::Missing { .. })));
}

#[test]
fn what_is_swept_is_past_its_time_and_nothing_of_the_ledger_is() {
    let table = RetentionTable::from_json(include_str!("../../../../../data/retention.json")).unwrap();
    let past = table.past(at("2026-11-30T00:00"));
    let swept: Vec<Swept> = past.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(swept, Swept::ALL, "each kind once, in the order of the table");
    let before = |kind| past.iter().find(|(one, _)| *one == kind).unwrap().1;
    assert_eq!(before(Swept::Session), at("2026-11-30T00:00"));
    assert_eq!(before(Swept::Appointment), at("2026-10-31T00:00"));
    for key in ["dossier", "consent", "journal", "data-request"] {
        assert_eq!(table.rule(key).unwrap().swept, None, "{key}");
    }
    let endless = r#"[{"key":"x","name":"x","holds":"x","why":"x","article":"x","keep_days":null,"counted_from":null,
        "until":"x","swept":"draft","source":"x","certainty":"I"}]"#;
    assert!(RetentionTable::from_json(endless).is_err());
}
