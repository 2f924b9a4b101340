//! The same question answered a second time, naively: from the events, day by day, without `Track`.

use crate::calendar::{Binds, Due};
use crate::dossier::event::{Channel, Event, Fact, Outcome};
use crate::report::{Cell, Period};
use crate::time::day_number;

enum Now {
    Waiting,
    Running(Option<Due>),
    Halted,
    Ended,
    Refused,
}

/// The parts a dossier is counted in, by reading its events up to the last day.
pub(super) fn parts(life: &[Event], period: Period) -> Vec<Cell> {
    let (first, last) = (day_number(period.from()), day_number(period.to()));
    let (mut now, mut received, mut channel, mut parts) = (Now::Waiting, None, Channel::Counter, Vec::new());
    let mut promised = None;
    let mut ended: Option<(i32, Cell)> = None;
    for event in life {
        let day = day_number(event.at.day());
        if let Fact::Imported(past) = &event.fact {
            let began = day_number(past.received_at.day());
            if began > last {
                continue;
            }
            (channel, received, promised, now) = (past.channel, Some(began), past.due, Now::Running(past.due));
            if let Some((at, outcome)) = past.ended
                && day_number(at.day()) <= last
            {
                ended = Some((day_number(at.day()), end_cell(outcome, past.due, at)));
                now = Now::Ended;
            }
            continue;
        }
        if day > last {
            break;
        }
        match &event.fact {
            Fact::Submitted(birth) => channel = birth.channel,
            Fact::Accepted { due, .. } => (received, promised, now) = (Some(day), *due, Now::Running(*due)),
            Fact::NotAccepted { .. } => {
                now = Now::Refused;
                ended = Some((day, Cell::NotAccepted));
            }
            Fact::SupplementRequested { .. } | Fact::DutyRequested { .. } | Fact::Paused { .. }
                if received.is_some() =>
            {
                now = Now::Halted;
            }
            Fact::Supplemented { due, .. } | Fact::DutyPaid { due, .. } | Fact::Resumed { due }
                if received.is_some() =>
            {
                (promised, now) = (*due, Now::Running(*due));
            }
            Fact::Extended { due, .. } => (promised, now) = (Some(*due), Now::Running(Some(*due))),
            Fact::Refused { .. } => ended = Some((day, end_cell(Outcome::Refused, promised, event.at))),
            Fact::ResultIssued { .. } => ended = Some((day, end_cell(Outcome::Approved, promised, event.at))),
            Fact::Withdrawn { .. } => ended = received.map(|_| (day, Cell::SettledWithdrawn)),
            Fact::Stopped { .. } => ended = Some((day, Cell::SettledStopped)),
            _ => {}
        }
        if ended.is_some() && !matches!(now, Now::Refused) {
            now = Now::Ended;
        }
    }
    if matches!(now, Now::Refused) {
        return ended.filter(|(day, _)| *day >= first).map(|(_, cell)| cell).into_iter().collect();
    }
    let Some(received) = received else {
        return parts;
    };
    if ended.is_some_and(|(day, _)| day < first) {
        return parts;
    }
    parts.push(match channel {
        _ if received < first => Cell::ReceivedCarriedOver,
        Channel::Online => Cell::ReceivedOnline,
        _ => Cell::ReceivedOther,
    });
    parts.push(match (now, ended) {
        (_, Some((_, cell))) => cell,
        (Now::Halted, _) => Cell::Paused,
        (Now::Running(Some(due)), _) if late_when_over(due, last) => Cell::OpenOverdue,
        (Now::Running(Some(_)), _) => Cell::OpenWithin,
        _ => Cell::OpenNoDeadline,
    });
    parts
}

fn late_when_over(due: Due, last: i32) -> bool {
    let day = day_number(due.at.date());
    match due.binds {
        Binds::Day => day < last,
        Binds::Moment => day <= last,
    }
}

fn end_cell(outcome: Outcome, due: Option<Due>, at: crate::time::Instant) -> Cell {
    let Some(due) = due else {
        return match outcome {
            Outcome::Withdrawn => Cell::SettledWithdrawn,
            Outcome::Stopped => Cell::SettledStopped,
            _ => Cell::SettledNoDeadline,
        };
    };
    let (day, due_day) = (day_number(at.day()), day_number(due.at.date()));
    let late = match due.binds {
        Binds::Day => day > due_day,
        Binds::Moment => at.local() > due.at,
    };
    match outcome {
        Outcome::Withdrawn => Cell::SettledWithdrawn,
        Outcome::Stopped => Cell::SettledStopped,
        _ if late => Cell::SettledLate,
        _ if day < due_day => Cell::SettledEarly,
        _ => Cell::SettledOnTime,
    }
}
