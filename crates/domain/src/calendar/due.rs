//! *Hạn trả kết quả*: from a receipt and a term to a due moment, over steps and over pauses.

use jiff::civil::{Date, DateTime};

use super::days::{date_of, number};
use super::{Binds, Calendar, Due, Policy, Term, TermUnit};

/// A working day of a term in working days: eight hours of 60 minutes, whatever the shifts of the day.
const MINUTES_PER_WORKING_DAY: u64 = 480;

/// The terms of consecutive steps add up to more than a term can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("tổng thời hạn các bước quá dài: các bước liền nhau cùng đơn vị cộng lại tối đa 10 000")]
pub struct StepsTooLong;

impl Calendar {
    /// *Hạn trả kết quả* of a dossier received at a moment, Viet Nam time.
    ///
    /// - Hours run inside working time only, from the next working minute if received outside it; a
    ///   term used up at a closing time is due at that closing time.
    /// - Working days, [`Policy::CivilCode`]: the day of receipt does not count (art. 147.2); due at
    ///   the end of working time of the n-th working day after it. A fraction runs on in the working
    ///   hours of the next working day, 480 minutes being one day: 1,5 days end 240 minutes into it.
    /// - Working days, [`Policy::SameTime`]: n × 480 working minutes from receipt.
    /// - Days and months: the same number of days later, or the same day of the month (else its last
    ///   day, art. 148.4), rolled on to a working day (art. 148.5), at the end of its working time.
    ///
    /// Only hours bind to the moment: a term stated in days, by either policy, is late from the next
    /// day, for a day ends at 24:00 (art. 148.6). Parts of a minute round up, in favour of the agency.
    /// The due moment never lies before receipt.
    pub fn due(&self, received: DateTime, term: Term, policy: Policy) -> Due {
        self.due_after(received, term.amount_milli(), term.unit(), policy)
    }

    fn due_after(&self, received: DateTime, milli: u32, unit: TermUnit, policy: Policy) -> Due {
        match (unit, policy) {
            (TermUnit::Gio, _) => Due { at: self.add_minutes(received, minutes(milli, 60)), binds: Binds::Moment },
            (TermUnit::NgayLamViec, Policy::SameTime) => {
                by_day(self.add_minutes(received, minutes(milli, MINUTES_PER_WORKING_DAY)))
            }
            (TermUnit::NgayLamViec, Policy::CivilCode) => by_day(self.end_of_working_days(received.date(), milli)),
            (TermUnit::Ngay, _) => {
                let days = (milli / 1000) as i32;
                by_day(self.end_of_day_on_or_after(date_of(number(received.date()) + days)))
            }
            (TermUnit::Thang, _) => {
                // Adding months keeps the day of the month, or takes the last day where there is none.
                let months = jiff::Span::new().months(i64::from(milli / 1000));
                by_day(self.end_of_day_on_or_after(received.date().saturating_add(months)))
            }
        }
    }

    /// *Hạn của từng bước*: when each step of a process is due, by the same rules as the whole.
    ///
    /// Terms of neighbouring steps in the same unit are added up, so 0,5 + 1 + 0,5 working days are
    /// due together as 2 working days from receipt. A step in another unit than the one before it
    /// begins a new sum at the due moment of the step before; that moment takes the place of receipt
    /// (inference: the law states no rule for mixed units).
    ///
    /// # Errors
    /// [`StepsTooLong`] where a sum exceeds [`Term::MAX_MILLI`].
    pub fn steps(&self, received: DateTime, terms: &[Term], policy: Policy) -> Result<Vec<Due>, StepsTooLong> {
        let mut dues: Vec<Due> = Vec::with_capacity(terms.len());
        let mut start = received;
        for run in terms.chunk_by(|a, b| a.unit() == b.unit()) {
            let mut sum_milli = 0;
            for term in run {
                sum_milli += term.amount_milli();
                if sum_milli > Term::MAX_MILLI {
                    return Err(StepsTooLong);
                }
                dues.push(self.due_after(start, sum_milli, term.unit(), policy));
            }
            start = dues.last().map_or(received, |due| due.at);
        }
        Ok(dues)
    }

    /// *Hạn sau khi tạm dừng*: the due moment once a pause is over.
    ///
    /// Inference [I]: the law stops the clock and does not say how the rest is counted.
    /// - A due moment keeps the working minutes that were left at the pause.
    /// - A due day moves by the working minutes that were stood still, and binds to the end of the day it then
    ///   lies in; the time of day is kept, so that many short pauses earn no more than their minutes.
    /// - What was overdue at the pause keeps its old due moment: lateness is never forgiven.
    /// - The new due moment is never earlier than the old one.
    ///
    /// A resumption before the pause is read as one at the moment of the pause.
    pub fn resume(&self, due: Due, paused_at: DateTime, resumed_at: DateTime) -> Due {
        if super::is_overdue(due, paused_at) {
            return due;
        }
        let resumed_at = resumed_at.max(paused_at);
        let at = match due.binds {
            Binds::Moment => match self.working_minutes_between(paused_at, due.at) {
                left @ 1.. => self.add_minutes(resumed_at, left.unsigned_abs()),
                _ if resumed_at <= due.at => due.at,
                _ => self.next_working_minute(resumed_at),
            },
            // To the minute, though it binds to the day: whole days for parts of one could be had again and again.
            Binds::Day => match self.working_minutes_between(paused_at, resumed_at) {
                still @ 1.. => self.add_minutes(due.at, still.unsigned_abs()),
                _ => due.at,
            },
        };
        Due { at: at.max(due.at), ..due }
    }

    /// The end of so many working days after a day of receipt, by the Civil Code.
    fn end_of_working_days(&self, received: Date, milli: u32) -> DateTime {
        let whole_days = (milli / 1000) as i32;
        let last = self.add_working_days(received, whole_days);
        match milli % 1000 {
            0 => self.end_of_day_on_or_after(last),
            fraction => {
                let next = self.add_working_days(last, 1);
                let start = next.at(0, 0, 0, 0);
                self.add_minutes(start, minutes(fraction, MINUTES_PER_WORKING_DAY))
            }
        }
    }

    /// The end of working time of a day, or of the next working day after a rest day.
    fn end_of_day_on_or_after(&self, day: Date) -> DateTime {
        let day = self.next_working_day(day);
        // Only the very last days the system knows can be without a working day after them.
        self.closing(day).unwrap_or(day.at(23, 59, 0, 0))
    }
}

fn by_day(at: DateTime) -> Due {
    Due { at, binds: Binds::Day }
}

/// Working minutes in so many thousandths of a unit, rounded up.
fn minutes(milli: u32, minutes_per_unit: u64) -> u64 {
    (u64::from(milli) * minutes_per_unit).div_ceil(1000)
}
