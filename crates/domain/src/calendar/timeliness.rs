//! *Tiến độ giải quyết*: the one judgement of early, on time, late — and of no deadline at all.

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use super::{Binds, Due};

/// *Tiến độ*: the four classes of timeliness; no deadline is a class of its own and never "on time".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timeliness {
    /// *Trước hạn*: finished on an earlier day than due.
    Early,
    /// *Đúng hạn*.
    OnTime,
    /// *Quá hạn*.
    Late,
    /// *Không có hạn*.
    NoDeadline,
}

impl Timeliness {
    /// The class in Vietnamese: *đúng hạn*.
    pub fn name(self) -> &'static str {
        match self {
            Timeliness::Early => "trước hạn",
            Timeliness::OnTime => "đúng hạn",
            Timeliness::Late => "quá hạn",
            Timeliness::NoDeadline => "không có hạn",
        }
    }
}

/// The class of a dossier finished at a moment, Viet Nam time.
pub fn timeliness(due: Option<Due>, finished: DateTime) -> Timeliness {
    match due {
        None => Timeliness::NoDeadline,
        Some(due) if is_overdue(due, finished) => Timeliness::Late,
        Some(due) if finished.date() < due.at.date() => Timeliness::Early,
        Some(_) => Timeliness::OnTime,
    }
}

/// *Quá hạn*: whether a dossier not finished by then is late at a moment, Viet Nam time.
pub fn is_overdue(due: Due, at: DateTime) -> bool {
    overdue_from(due) <= at
}

/// The first moment, to the second, at which a dossier is overdue.
///
/// One second after a due moment; 00:00 of the day after a due day (Civil Code art. 148: the day ends
/// at 24:00). To ask about the *end* of a day, use [`overdue_by_end_of`]: 24:00 still belongs to the day.
pub fn overdue_from(due: Due) -> DateTime {
    match due.binds {
        Binds::Moment => due.at.saturating_add(jiff::Span::new().seconds(1)),
        Binds::Day => start_of_next(due.at.date()),
    }
}

/// Whether a dossier is overdue when a day has ended, as reports count: something due on that day
/// with time to its end is not, something due at a moment of that day is.
///
/// The same as `overdue_from(due)` lying before 24:00 of the day.
pub fn overdue_by_end_of(due: Due, day: Date) -> bool {
    overdue_from(due) < start_of_next(day)
}

fn start_of_next(day: Date) -> DateTime {
    day.saturating_add(jiff::Span::new().days(1)).to_datetime(Time::midnight())
}
