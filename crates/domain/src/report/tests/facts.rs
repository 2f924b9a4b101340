//! Sentences and rows of data: what other systems counted wrong is counted right here.

use crate::calendar::{Binds, Due};
use crate::dossier::event::{Actor, Birth, Channel, Event, Fact, Outcome, PastDossier, Reason};
use crate::dossier::track::Track;
use crate::ledger::Digest;
use crate::report::*;
use crate::time::Instant;
use jiff::civil::{Date, DateTime, date};

fn instant(text: &str) -> Instant {
    let whole = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00") };
    Instant::from_local(whole.parse::<DateTime>().unwrap())
}

fn due(text: &str) -> Option<Due> {
    match text {
        "" => None,
        moment if moment.contains('T') => Some(Due { at: moment.parse().unwrap(), binds: Binds::Moment }),
        day => Some(Due { at: day.parse::<Date>().unwrap().at(17, 0, 0, 0), binds: Binds::Day }),
    }
}

fn october() -> Period {
    Period::new(date(2023, 10, 1), date(2023, 10, 31)).unwrap()
}

/// An imported dossier: received, due, ended (`""`: open), outcome.
fn past(received: &str, due_at: &str, ended: &str, outcome: Outcome) -> Track {
    let past = past_dossier(received, due_at, ended, outcome);
    let at = past.received_at;
    Track::begin(&Event { at, actor: Actor::Import, fact: Fact::Imported(Box::new(past)) }).unwrap()
}

fn past_dossier(received: &str, due_at: &str, ended: &str, outcome: Outcome) -> PastDossier {
    PastDossier {
        agency: "H42.19".parse().unwrap(),
        procedure: "1.004194".to_owned(),
        channel: Channel::Counter,
        applicant_kind: String::new(),
        submitted_at: None,
        received_at: instant(received),
        due: due(due_at),
        ended: (!ended.is_empty()).then(|| (instant(ended), outcome)),
        returned_at: None,
        activities: Vec::new(),
    }
}

fn here(events: &[(&str, Fact)]) -> Track {
    let birth = Birth {
        agency: "H42.19".parse().unwrap(),
        procedure: "1.004194".to_owned(),
        procedure_version: 1,
        process_version: None,
        channel: Channel::Online,
        particulars: Digest::ZERO,
        papers: Vec::new(),
        link: None,
    };
    let event = |at: &str, fact: Fact| Event { at: instant(at), actor: Actor::System, fact };
    let mut track = Track::begin(&event(events[0].0, Fact::Submitted(Box::new(birth)))).unwrap();
    for (at, fact) in events {
        track.apply(&event(at, fact.clone()));
    }
    track
}

fn accepted(due_at: &str) -> Fact {
    Fact::Accepted { due: due(due_at), step: None, step_due: None }
}

fn why() -> Reason {
    Reason::new("lý do").unwrap()
}

/// The parts in which a dossier is counted in October 2023.
fn check(track: &Track, expected: &[Cell]) {
    let placing = classify(track, october());
    let parts: Vec<Cell> = Cell::ALL
        .into_iter()
        .filter(|cell| placing.is_some_and(|it| it.is(*cell)))
        .filter(|cell| !matches!(cell, ReceivedTotal | SettledTotal | OpenTotal))
        .collect();
    assert_eq!(parts, expected);
    let kept = tally(track).into_iter().map(|entry| (track.agency.as_str(), track.channel, entry));
    let read = progress_from_tallies(kept, october(), By::Agency, &Fields::new()).total;
    assert_eq!(read, placing.map(Placing::cells).unwrap_or_default(), "running totals agree");
}

use Cell::*;

#[test]
fn a_dossier_stamped_exactly_at_a_bound_is_in_the_period() {
    // Pitfall 3: bounds were exclusive, a dossier stamped at the bound was lost.
    check(&past("2023-10-01T00:00:00", "2023-10-05", "", Outcome::Approved), &[ReceivedOther, OpenOverdue]);
    check(&past("2023-10-31T23:59:59", "2023-11-05", "", Outcome::Approved), &[ReceivedOther, OpenWithin]);
    check(&past("2023-11-01T00:00:00", "2023-11-05", "", Outcome::Approved), &[]);
}

#[test]
fn a_dossier_finished_on_the_first_day_was_carried_over_and_settled() {
    // Pitfall 10: it was in "đã xử lý" but not in "kỳ trước".
    check(
        &past("2023-09-20", "2023-10-01", "2023-10-01T00:00:00", Outcome::Approved),
        &[ReceivedCarriedOver, SettledOnTime],
    );
    check(&past("2023-09-20", "2023-10-01", "2023-09-30T23:59:59", Outcome::Approved), &[]);
}

#[test]
fn a_finished_dossier_without_a_due_date_is_its_own_class() {
    // Pitfalls 3 and 10: it was on time, or in no class, and counted as open besides.
    check(&past("2023-10-02", "", "2023-10-03", Outcome::Approved), &[ReceivedOther, SettledNoDeadline]);
    check(&past("2023-10-02", "", "", Outcome::Approved), &[ReceivedOther, OpenNoDeadline]);
}

#[test]
fn a_dossier_waiting_for_papers_since_before_the_period_is_paused() {
    // Pitfall 10: it was in "kỳ trước" and in no outcome.
    let waiting = Fact::SupplementRequested { items: vec![why()] };
    let track = here(&[("2023-09-04T08:00", accepted("2023-09-15")), ("2023-09-06T09:00", waiting)]);
    check(&track, &[ReceivedCarriedOver, Paused]);
}

#[test]
fn a_paused_dossier_past_its_due_day_is_paused_and_nowhere_else() {
    // Pitfall 10: a suspended dossier past due was nowhere.
    let pause = Fact::Paused { reason: why() };
    let track = here(&[("2023-10-02T08:00", accepted("2023-10-10")), ("2023-10-12T09:00", pause)]);
    check(&track, &[ReceivedOnline, Paused]);
}

#[test]
fn withdrawn_and_stopped_dossiers_are_settled_but_never_on_time() {
    // Pitfall 11: 06a counted them as on time.
    check(&past("2023-10-02", "2023-10-20", "2023-10-03", Outcome::Withdrawn), &[ReceivedOther, SettledWithdrawn]);
    check(&past("2023-10-02", "2023-10-20", "2023-10-20", Outcome::Stopped), &[ReceivedOther, SettledStopped]);
    check(&past("2023-10-02", "2023-10-03", "2023-10-20", Outcome::Withdrawn), &[ReceivedOther, SettledWithdrawn]);
}

#[test]
fn a_refusal_in_writing_is_judged_by_its_deadline() {
    check(&past("2023-10-02", "2023-10-20", "2023-10-20", Outcome::Refused), &[ReceivedOther, SettledOnTime]);
    check(&past("2023-10-02", "2023-10-20", "2023-10-21", Outcome::Refused), &[ReceivedOther, SettledLate]);
}

#[test]
fn a_dossier_due_on_the_last_day_is_overdue_only_when_its_hour_has_passed() {
    // Pitfall 1: a dossier due today was already counted overdue.
    check(&past("2023-10-20", "2023-10-31", "", Outcome::Approved), &[ReceivedOther, OpenWithin]);
    check(&past("2023-10-20", "2023-10-30", "", Outcome::Approved), &[ReceivedOther, OpenOverdue]);
    check(&past("2023-10-20", "2023-10-31T17:00", "", Outcome::Approved), &[ReceivedOther, OpenOverdue]);
    check(&past("2023-10-20", "2023-11-01T00:00", "", Outcome::Approved), &[ReceivedOther, OpenWithin]);
}

#[test]
fn what_ends_after_the_period_is_still_open_in_it() {
    // Pitfall 3: statistics were keyed on the state of today.
    check(&past("2023-10-20", "2023-10-25", "2023-11-02", Outcome::Approved), &[ReceivedOther, OpenOverdue]);
    check(&past("2023-10-20", "2023-11-05", "2023-11-02", Outcome::Withdrawn), &[ReceivedOther, OpenWithin]);
}

#[test]
fn a_dossier_not_accepted_stands_outside_the_sum() {
    let track = here(&[("2023-10-02T08:00", Fact::NotAccepted { reason: why() })]);
    check(&track, &[NotAccepted]);
    assert!(classify(&track, october()).unwrap().cells().balances());
}

#[test]
fn a_dossier_withdrawn_before_receipt_is_counted_nowhere() {
    check(&here(&[("2023-10-02T08:00", Fact::Withdrawn { reason: why() })]), &[]);
}

#[test]
fn an_extension_moves_the_day_from_which_a_dossier_is_overdue() {
    let promised = |day: &str| due(day).unwrap();
    let extended =
        Fact::Extended { old_due: promised("2023-10-10"), due: promised("2023-11-10"), reason: why(), apology: why() };
    check(
        &here(&[("2023-10-02T08:00", accepted("2023-10-10")), ("2023-10-09T09:00", extended)]),
        &[ReceivedOnline, OpenWithin],
    );
}

#[test]
fn a_correction_is_counted_on_its_day_and_changes_nothing_else() {
    let past = Fact::Imported(Box::new(past_dossier("2023-10-02", "2023-10-20", "2023-10-20", Outcome::Approved)));
    let import = Event { at: instant("2023-10-02"), actor: Actor::Import, fact: past };
    let fact = Fact::Corrected {
        fields: vec![],
        old: Digest::ZERO,
        new: Digest::ZERO,
        reason: why(),
        proposed_by: "a".into(),
    };
    let correction = Event { at: instant("2023-10-25T08:00"), actor: Actor::System, fact };
    let mut track = Track::begin(&import).unwrap();
    assert!(!track.apply(&correction), "no date that counts is touched");
    let rows = corrections(&track, &[import, correction]);
    let places: Vec<_> = rows.iter().map(|row| (row.scope.as_str(), row.dimension, row.key.as_str())).collect();
    let procedure = |scope| (scope, Dimension::Procedure, "1.004194");
    assert_eq!(places, [("H42", Dimension::Agency, "H42.19"), procedure("H42"), procedure("H42.19")]);
    for row in rows {
        assert_eq!(row.entry.cells, TallyCells { corrected: 1, ..TallyCells::default() });
        assert_eq!(crate::time::day_of_number(row.entry.day), Some(date(2023, 10, 25)));
    }
}

#[test]
fn the_columns_of_the_totals_are_named_in_their_order() {
    let numbers: [i64; 13] = std::array::from_fn(|place| place as i64 + 1);
    let cells = TallyCells::from_array(numbers);
    assert_eq!(cells.to_array(), numbers);
    assert_eq!((cells.received, cells.stopped, cells.not_accepted, cells.no_deadline_delta), (1, 7, 8, 13));
    assert_eq!(TallyCells::COLUMNS[12], "no_deadline_delta");
}
