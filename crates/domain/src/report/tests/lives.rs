//! Random histories that could have happened: every order of receipt, pauses, supplements, extensions,
//! withdrawals, ends and imports, with many events exactly on the bounds of days.

use crate::calendar::{Binds, Due};
use crate::dossier::event::{Actor, Birth, Channel, Event, Fact, Outcome, PastDossier, PaymentMethod, Reason};
use crate::dossier::track::Track;
use crate::ledger::Digest;
use crate::report::Period;
use crate::time::{Instant, day_of_number};
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// 2023-09-01, the first day anything happens.
pub(super) const FIRST_DAY: i32 = 19_601;

/// A gap between two events, in seconds, then perhaps on to the next midnight.
type Gap = (i64, bool);
type DueChoice = (u8, i64);

/// One dossier's events, never empty.
pub(super) fn life() -> impl Strategy<Value = Vec<Event>> {
    let gap = || (prop_oneof![Just(0), 0..90_000_i64, (0..30_i64).prop_map(|days| days * 86_400)], any::<bool>());
    let due = || (0..4_u8, -5..20_i64);
    let step = (0..12_u8, gap(), due());
    let birth = (any::<bool>(), 0..3_usize, 0..3_usize, 0..4_usize, gap());
    (birth, due(), prop::collection::vec(step, 0..9)).prop_map(
        |((import, channel, agency, procedure, start), first_due, steps)| {
            let born = later(Instant::start_of(day_of_number(FIRST_DAY).unwrap()), start);
            let channel = Channel::ALL[channel];
            let agency = ["H42", "H42.19", "H42.20"][agency].parse().unwrap();
            let procedure = format!("1.00000{procedure}");
            let first = if import {
                let ended =
                    steps.first().map(|(kind, gap, _)| (later(born, *gap), Outcome::ALL[usize::from(*kind) % 4]));
                Fact::Imported(Box::new(PastDossier {
                    agency,
                    procedure,
                    channel,
                    applicant_kind: String::new(),
                    submitted_at: None,
                    received_at: born,
                    due: chosen(first_due, born),
                    ended: ended.filter(|_| steps.len() % 2 == 1),
                    returned_at: None,
                    activities: Vec::new(),
                }))
            } else {
                Fact::Submitted(Box::new(Birth {
                    agency,
                    procedure,
                    procedure_version: 1,
                    process_version: None,
                    channel,
                    particulars: Digest::ZERO,
                    papers: Vec::new(),
                    link: None,
                }))
            };
            let mut life = vec![event(born, first)];
            for (kind, gap, due) in steps {
                let at = later(life[life.len() - 1].at, gap);
                life.extend(next(&life, kind, at, chosen(due, at)).map(|fact| event(at, fact)));
            }
            life
        },
    )
}

/// What may follow: the same limits as `decide` keeps, without its texts.
fn next(life: &[Event], kind: u8, at: Instant, due: Option<Due>) -> Option<Fact> {
    let received = life.iter().any(|e| matches!(e.fact, Fact::Accepted { .. } | Fact::Imported(_)));
    let halted = match &life.iter().rfind(|e| !matches!(e.fact, Fact::Extended { .. }))?.fact {
        Fact::SupplementRequested { .. } | Fact::DutyRequested { .. } | Fact::Paused { .. } => true,
        Fact::Imported(past) if past.ended.is_some() => return None,
        Fact::NotAccepted { .. } | Fact::Withdrawn { .. } | Fact::Stopped { .. } | Fact::Refused { .. } => return None,
        Fact::ResultIssued { .. } => return None,
        _ => false,
    };
    let why = || Reason::new("lý do").unwrap();
    Some(match (received, halted, kind) {
        (_, _, 0) => Fact::Withdrawn { reason: why() },
        (false, _, 1) => Fact::NotAccepted { reason: why() },
        (false, false, 2) => Fact::SupplementRequested { items: vec![why()] },
        (false, false, _) => Fact::Accepted { due, step: None, step_due: None },
        (_, true, 1) if received => Fact::Stopped { reason: why() },
        (_, true, 2..=4) => Fact::Supplemented { papers: Vec::new(), note: None, due },
        (_, true, 5..=7) => Fact::DutyPaid { method: PaymentMethod::Cash, reference: None, due },
        (_, true, _) => Fact::Resumed { due },
        (true, false, 1) => Fact::Stopped { reason: why() },
        (true, false, 2) => Fact::SupplementRequested { items: vec![why()] },
        (true, false, 3) => Fact::DutyRequested { amount_vnd: 1, what: why() },
        (true, false, 4) => Fact::Paused { reason: why() },
        (true, false, 5) => Fact::Refused { reason: why() },
        (true, false, 6 | 7) => Fact::ResultIssued { number: why(), title: why(), paper: None },
        (true, false, _) => {
            let due = due.unwrap_or(Due { at: at.local().date().at(17, 0, 0, 0), binds: Binds::Moment });
            Fact::Extended { old_due: due, due, reason: why(), apology: why() }
        }
    })
}

fn event(at: Instant, fact: Fact) -> Event {
    Event { at, actor: Actor::System, fact }
}

fn later(at: Instant, (seconds, to_midnight): Gap) -> Instant {
    let moved = Instant::from_unix_seconds(at.unix_seconds() + seconds).unwrap();
    if to_midnight { Instant::start_of(moved.day().tomorrow().unwrap()) } else { moved }
}

fn chosen((kind, days): DueChoice, at: Instant) -> Option<Due> {
    let day = day_of_number(crate::time::day_number(at.day()) + i32::try_from(days).unwrap()).unwrap();
    match kind {
        0 => None,
        1 => Some(Due { at: day.at(17, 0, 0, 0), binds: Binds::Moment }),
        2 => Some(Due { at: day.tomorrow().unwrap().at(0, 0, 0, 0), binds: Binds::Moment }),
        _ => Some(Due { at: day.at(17, 0, 0, 0), binds: Binds::Day }),
    }
}

/// The track of a life.
pub(super) fn track(life: &[Event]) -> Track {
    let mut track = Track::begin(&life[0]).expect("a life begins with its first event");
    for event in &life[1..] {
        track.apply(event);
    }
    track
}

/// Periods, many of which begin or end on a day on which something happened.
pub(super) fn period(lives: &[Vec<Event>], (from, to, exact): (usize, usize, bool)) -> Period {
    let days: Vec<Date> = lives.iter().flatten().map(|event| event.at.day()).collect();
    let pick = |choice: usize| match days.get(choice % (days.len() + 1)) {
        Some(day) if exact => *day,
        _ => day_of_number(FIRST_DAY - 10 + i32::try_from(choice % 150).unwrap()).unwrap(),
    };
    let (one, other) = (pick(from), pick(to));
    Period::new(one.min(other), one.max(other))
        .unwrap_or_else(|_| Period::new(date(2023, 10, 1), date(2023, 10, 31)).unwrap())
}
