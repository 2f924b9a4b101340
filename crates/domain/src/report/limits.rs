//! *Giới hạn của ô số liệu*: what the dates of a dossier must fulfil to be behind a number, said in columns a table can
//! be searched by.

use super::{Cell, Period};
use crate::calendar::Timeliness;
use crate::dossier::event::Outcome;
use crate::dossier::track::Track;
use crate::time::Instant;

/// *Giới hạn*: holds for every dossier behind a number; it may hold for others, which
/// [`classify`](super::classify) then leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Received, or not accepted, at this moment or later.
    pub received_from: Option<Instant>,
    /// Received, or not accepted, before this moment.
    pub received_before: Option<Instant>,
    /// Settled at this moment or later, or not at all.
    pub settled_from: Option<Instant>,
    /// Settled before this moment.
    pub settled_before: Option<Instant>,
    /// Not settled at all.
    pub open: bool,
    /// Due, by what was promised last, before this moment.
    pub due_before: Option<Instant>,
    /// Never received, but not accepted.
    pub not_accepted: bool,
    /// Settled so.
    pub timeliness: Option<Timeliness>,
    /// Settled with this outcome.
    pub outcome: Option<Outcome>,
}

impl Limits {
    /// What holds for all that a period counts.
    pub fn of_period(period: Period) -> Limits {
        Limits { received_before: Some(period.end()), settled_from: Some(period.start()), ..Limits::default() }
    }

    /// What holds for all behind a number of a period, by what has happened up to now.
    pub fn of_cell(cell: Cell, period: Period, now: Instant) -> Limits {
        let counted = Limits::of_period(period);
        let within = Limits { received_from: Some(period.start()), ..counted };
        let settled = Limits { settled_before: Some(period.end()), ..counted };
        let open = Limits { settled_from: Some(period.end()), open: period.end() > now, ..counted };
        let classed = |timeliness| Limits { timeliness: Some(timeliness), ..settled };
        let ended = |outcome| Limits { outcome: Some(outcome), ..settled };
        match cell {
            Cell::ReceivedTotal => counted,
            Cell::ReceivedCarriedOver => Limits { received_before: Some(period.start()), ..counted },
            Cell::ReceivedOnline | Cell::ReceivedOther => within,
            Cell::NotAccepted => Limits { not_accepted: true, ..within },
            Cell::SettledTotal => settled,
            Cell::SettledEarly => classed(Timeliness::Early),
            Cell::SettledOnTime => classed(Timeliness::OnTime),
            Cell::SettledLate => classed(Timeliness::Late),
            Cell::SettledNoDeadline => classed(Timeliness::NoDeadline),
            Cell::SettledWithdrawn => ended(Outcome::Withdrawn),
            Cell::SettledStopped => ended(Outcome::Stopped),
            Cell::OpenTotal | Cell::OpenWithin | Cell::OpenNoDeadline | Cell::Paused => open,
            // What was promised last is what was promised then, if nothing can have happened since.
            Cell::OpenOverdue => Limits { due_before: open.open.then_some(period.end()), ..open },
        }
    }

    /// Whether the dates of a dossier fulfil them.
    pub fn hold(&self, track: &Track) -> bool {
        let came = track.received_at.or(track.not_accepted_at);
        let ended = track.ended();
        self.received_from.is_none_or(|from| came.is_some_and(|at| at >= from))
            && self.received_before.is_none_or(|before| came.is_none_or(|at| at < before))
            && self.settled_from.is_none_or(|from| ended.is_none_or(|(at, ..)| at >= from))
            && self.settled_before.is_none_or(|before| ended.is_some_and(|(at, ..)| at < before))
            && !(self.open && ended.is_some())
            && self.due_before.is_none_or(|before| track.last_due().is_some_and(|due| due.at < before.local()))
            && !(self.not_accepted && (track.received_at.is_some() || track.not_accepted_at.is_none()))
            && self.outcome.is_none_or(|outcome| ended.is_some_and(|(_, it, _)| it == outcome))
            && self.timeliness.is_none_or(|timeliness| ended.is_some_and(|(.., it)| it == timeliness))
    }
}
