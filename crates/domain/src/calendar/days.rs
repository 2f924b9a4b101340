//! *Ngày làm việc*: which days are worked, and counting by them.

use std::fmt;

use jiff::civil::{Date, date};

use super::hours::{REST, length, minute_when, worked_until};
use super::{Calendar, Shift};
use crate::time::{day_number, day_of_number};

/// The days an [`crate::time::Instant`] can be in: 01/01/1000 to 31/12/8999.
const FIRST_DATE: Date = date(1000, 1, 1);
const LAST_DATE: Date = date(8999, 12, 31);
/// Day number of [`LAST_DATE`].
pub(super) const LAST_DAY: i32 = 2_567_654;

/// The decades counted in advance. Days outside are walked one by one: slower, never wrong.
const COUNTED: [Date; 2] = [date(1990, 1, 1), date(2069, 12, 31)];

/// Day number of a date, read as the nearest day the system knows.
pub(super) fn number(day: Date) -> i32 {
    day_number(day.clamp(FIRST_DATE, LAST_DATE))
}

/// The date of a day number, at most the last day the system knows.
pub(super) fn date_of(day: i32) -> Date {
    day_of_number(day).unwrap_or(LAST_DATE)
}

impl Calendar {
    /// *Ngày làm việc*: whether the agency works on a day.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.works(number(date))
    }

    /// The day itself if it is worked, otherwise the next working day (Civil Code art. 148.5).
    pub fn next_working_day(&self, date: Date) -> Date {
        let day = number(date);
        if self.works(day) { date_of(day) } else { date_of(self.nth_after(day, 1)) }
    }

    /// The n-th working day after a date, which itself does not count (Civil Code art. 147.2);
    /// for a negative n the n-th before it, for 0 the date itself.
    pub fn add_working_days(&self, date: Date, n: i32) -> Date {
        let day = number(date);
        date_of(match n {
            0 => day,
            1.. => self.nth_after(day, n.unsigned_abs()),
            _ => self.nth_before(day, n.unsigned_abs()),
        })
    }

    /// *Còn mấy ngày làm việc*: working days after `a` up to and with `b`; negative when `b` comes first.
    ///
    /// From today to the due date: the days left; from the due date to today: the days of delay.
    pub fn working_days_between(&self, a: Date, b: Date) -> i32 {
        let (a, b) = (number(a), number(b));
        if a <= b { self.count(a + 1, b + 1) } else { -self.count(b + 1, a + 1) }
    }

    /// The n-th working day after a day, n at least 1.
    pub(super) fn nth_after(&self, day: i32, n: u32) -> i32 {
        if let Some(found) = self.table.nth_after(day, n) {
            return found;
        }
        let (mut day, mut left) = (day, n);
        while left > 0 && day < LAST_DAY {
            day += 1;
            left -= u32::from(self.works(day));
        }
        day
    }

    /// The n-th working day before a day.
    fn nth_before(&self, day: i32, n: u32) -> i32 {
        let (mut day, mut left) = (day, n);
        let first = number(FIRST_DATE);
        while left > 0 && day > first {
            day -= 1;
            left -= u32::from(self.works(day));
        }
        day
    }

    /// Working days from a day up to, without, another.
    fn count(&self, from: i32, to: i32) -> i32 {
        self.table.count(from, to).unwrap_or_else(|| (from..to).map(|day| i32::from(self.works(day))).sum())
    }

    fn works(&self, day: i32) -> bool {
        !self.shifts(day).is_empty()
    }
}

/// Working days and minutes counted once, so that a due date costs a few look-ups instead of a walk.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Table {
    /// Number of the first day counted.
    first: i32,
    /// For each day, and one beyond: working days counted before it.
    rank: Vec<u32>,
    /// The working days in order, and one beyond with the totals.
    worked: Vec<Worked>,
}

/// One working day of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Worked {
    day: i32,
    /// Working minutes of all counted days before it.
    before: u32,
    pattern: u32,
}

impl Table {
    /// The table of a calendar whose rows are loaded.
    pub(super) fn of(calendar: &Calendar) -> Table {
        let (first, last) = (number(COUNTED[0]), number(COUNTED[1]));
        let mut table = Table { first, ..Table::default() };
        let mut before = 0;
        for day in first..=last {
            table.rank.push(table.worked.len() as u32);
            let pattern = calendar.look_up(day);
            if calendar.patterns[pattern].is_empty() {
                continue;
            }
            table.worked.push(Worked { day, before, pattern: pattern as u32 });
            before += length(&calendar.patterns[pattern]);
        }
        table.rank.push(table.worked.len() as u32);
        table.worked.push(Worked { day: last + 1, before, pattern: REST as u32 });
        table
    }

    /// Working days counted before a day; `None` outside.
    fn rank(&self, day: i32) -> Option<usize> {
        let index = usize::try_from(day - self.first).ok()?;
        self.rank.get(index).map(|&rank| rank as usize)
    }

    /// The pattern of a day; `None` outside.
    pub(super) fn pattern(&self, day: i32) -> Option<usize> {
        let worked = self.worked.get(self.rank(day)?)?;
        // The entry beyond the last day says nothing of that day.
        let beyond = worked.day == day && worked.pattern == REST as u32;
        let pattern = if worked.day == day { worked.pattern as usize } else { REST };
        (!beyond).then_some(pattern)
    }

    fn nth_after(&self, day: i32, n: u32) -> Option<i32> {
        let index = self.rank(day.checked_add(1)?)? + n as usize - 1;
        (index + 1 < self.worked.len()).then(|| self.worked[index].day)
    }

    fn count(&self, from: i32, to: i32) -> Option<i32> {
        Some(self.rank(to)? as i32 - self.rank(from)? as i32)
    }

    /// Working minutes of the days from one up to, without, another.
    pub(super) fn minutes_of_days(&self, from: i32, to: i32) -> Option<i64> {
        let before = |day| Some(i64::from(self.worked[self.rank(day)?].before));
        Some(before(to)? - before(from)?)
    }

    /// Where so many working minutes after a moment are used up; `None` when that is outside.
    pub(super) fn add_minutes(
        &self,
        patterns: &[Vec<Shift>],
        day: i32,
        minute: u16,
        amount: u64,
    ) -> Option<(i32, u16)> {
        let rank = self.rank(day)?;
        let today = &patterns[self.pattern(day)?];
        let start = self.worked[rank].before + worked_until(today, minute);
        let target = u32::try_from(amount).ok()?.checked_add(start)?;
        let later = self.worked[rank..].partition_point(|worked| worked.before < target);
        // The first entry whose minutes begin at or after the target follows the day looked for.
        let index = rank + later;
        let end = self.worked.get(index)?;
        debug_assert!(end.before >= target && later > 0);
        let found = self.worked[index - 1];
        Some((found.day, minute_when(&patterns[found.pattern as usize], target - found.before)))
    }
}

/// Eighty years of numbers help nobody who prints a calendar.
impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({} working days)", self.worked.len().saturating_sub(1))
    }
}
