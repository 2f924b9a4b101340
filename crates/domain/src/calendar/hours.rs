//! *Giờ làm việc*: shifts, the working hours of a day, and counting by working minutes.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use super::days::{LAST_DAY, date_of, number};
use super::{BadCalendar, Calendar, HoursRow};
use crate::agency::AgencyCode;

/// The pattern of a rest day: no shifts.
pub(super) const REST: usize = 0;

/// *Ca làm việc*: one stretch of working time in a day, from a minute up to a minute; written `07:30-11:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shift {
    /// First working minute, counted from midnight.
    opens: u16,
    /// Closing minute, the first that is no longer worked; at most 23:59.
    closes: u16,
}

/// Why a text is no shift.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("ca làm việc “{0}” chưa đúng: ghi giờ vào và giờ tan, ví dụ 07:30-11:30")]
pub struct BadShift(pub String);

impl Shift {
    /// The shift between two times of one day, whole minutes; `None` unless it opens before it closes.
    pub fn new(opens: Time, closes: Time) -> Option<Shift> {
        let shift = Shift { opens: minute_of(opens), closes: minute_of(closes) };
        (shift.opens < shift.closes).then_some(shift)
    }

    /// When work begins.
    pub fn opens(self) -> Time {
        time_of(self.opens)
    }

    /// When work ends.
    pub fn closes(self) -> Time {
        time_of(self.closes)
    }

    /// Its length in minutes.
    pub fn minutes(self) -> u32 {
        u32::from(self.closes - self.opens)
    }

    pub(super) fn opens_minute(self) -> u16 {
        self.opens
    }

    pub(super) fn closes_minute(self) -> u16 {
        self.closes
    }
}

impl FromStr for Shift {
    type Err = BadShift;

    fn from_str(text: &str) -> Result<Shift, BadShift> {
        let bad = || BadShift(text.chars().take(40).collect());
        let time = |part: &str| part.trim().parse::<Time>().map_err(|_| bad());
        let (opens, closes) = text.split_once('-').ok_or_else(bad)?;
        Shift::new(time(opens)?, time(closes)?).ok_or_else(bad)
    }
}

impl TryFrom<String> for Shift {
    type Error = BadShift;

    fn try_from(text: String) -> Result<Shift, BadShift> {
        text.parse()
    }
}

impl From<Shift> for String {
    fn from(shift: Shift) -> String {
        shift.to_string()
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [opens, closes] = [self.opens, self.closes];
        write!(f, "{:02}:{:02}-{:02}:{:02}", opens / 60, opens % 60, closes / 60, closes % 60)
    }
}

/// The patterns of the seven weekdays, Monday first, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Week {
    from: i32,
    patterns: [usize; 7],
}

/// The weeks an agency has kept, oldest first; patterns not met before are added to `patterns`.
pub(super) fn weeks(
    rows: &[HoursRow],
    agency: Option<&AgencyCode>,
    patterns: &mut Vec<Vec<Shift>>,
) -> Result<Vec<Week>, BadCalendar> {
    let rows: Vec<&HoursRow> = rows.iter().filter(|row| speaks_of(row, agency)).collect();
    let changes: BTreeSet<Date> = rows.iter().flat_map(|row| [Some(row.valid_from), row.valid_to]).flatten().collect();
    let mut weeks = Vec::new();
    for change in changes {
        let week = [0, 1, 2, 3, 4, 5, 6].map(|weekday| match row_of(&rows, change, weekday) {
            Some(row) => pattern_of(&row.shifts, patterns),
            None => REST,
        });
        if week == [REST; 7] {
            return Err(BadCalendar::NoHours(change));
        }
        weeks.push(Week { from: number(change), patterns: week });
    }
    if weeks.is_empty() { Err(BadCalendar::NoHours(Date::MIN)) } else { Ok(weeks) }
}

/// Whether a row of hours is for this agency or for all.
fn speaks_of(row: &HoursRow, agency: Option<&AgencyCode>) -> bool {
    row.agency.as_ref().is_none_or(|above| agency.is_some_and(|code| code.is_within(above)))
}

/// The row that counts on a date for a weekday: closest agency first, then the youngest.
fn row_of<'a>(rows: &[&'a HoursRow], date: Date, weekday: usize) -> Option<&'a HoursRow> {
    let holds = |row: &&&HoursRow| {
        row.valid_from <= date
            && row.valid_to.is_none_or(|end| date < end)
            && row.weekdays.iter().any(|&day| day as usize == weekday)
    };
    let rank = |row: &&&HoursRow| (row.agency.as_ref().map_or(0, |code| code.as_str().len()), row.valid_from);
    rows.iter().filter(holds).max_by_key(rank).copied()
}

/// The index of a working day's shifts among the patterns, added if new.
fn pattern_of(shifts: &[Shift], patterns: &mut Vec<Vec<Shift>>) -> usize {
    patterns.iter().position(|known| known == shifts).unwrap_or_else(|| {
        patterns.push(shifts.to_vec());
        patterns.len() - 1
    })
}

/// The pattern a day has by its weekday alone, holidays and swaps aside.
pub(super) fn usual(weeks: &[Week], day: i32) -> usize {
    let index = weeks.partition_point(|week| week.from <= day).saturating_sub(1);
    // Day 0, 01/01/1970, was a Thursday.
    weeks[index].patterns[(day + 3).rem_euclid(7) as usize]
}

impl Calendar {
    /// *Giờ làm việc trong ngày*: the shifts of a day, in order; none on a rest day.
    pub fn hours_on(&self, date: Date) -> &[Shift] {
        self.shifts(number(date))
    }

    /// *Giờ tan làm*: the end of working time of a day; `None` on a rest day.
    pub fn closing(&self, date: Date) -> Option<DateTime> {
        self.hours_on(date).last().map(|shift| date.to_datetime(shift.closes()))
    }

    /// The moment itself, to the minute, inside working time; otherwise the next opening.
    pub fn next_working_minute(&self, at: DateTime) -> DateTime {
        let (day, minute) = split(at);
        let open = self.shifts(day).iter().find(|shift| minute < shift.closes);
        match open {
            Some(shift) => join(day, minute.max(shift.opens)),
            None => {
                let next = self.nth_after(day, 1);
                join(next, self.shifts(next).first().map_or(0, |shift| shift.opens))
            }
        }
    }

    /// Working minutes from `a` to `b`; negative when `b` comes first.
    pub fn working_minutes_between(&self, a: DateTime, b: DateTime) -> i64 {
        let (a, b) = (split(a), split(b));
        if a <= b { self.minutes(a, b) } else { -self.minutes(b, a) }
    }

    /// The moment at which so many working minutes (at least one) after `at` are used up.
    ///
    /// A closing time, not the next opening, where the last minute is the last of a shift.
    pub(super) fn add_minutes(&self, at: DateTime, amount: u64) -> DateTime {
        let (day, minute) = split(at);
        if let Some((day, minute)) = self.table.add_minutes(&self.patterns, day, minute, amount) {
            return join(day, minute);
        }
        let mut left = amount + u64::from(worked_until(self.shifts(day), minute));
        let mut day = day;
        while day < LAST_DAY && u64::from(length(self.shifts(day))) < left {
            left -= u64::from(length(self.shifts(day)));
            day += 1;
        }
        join(day, minute_when(self.shifts(day), u32::try_from(left).unwrap_or(u32::MAX)))
    }

    /// Working minutes between two moments in order.
    fn minutes(&self, a: (i32, u16), b: (i32, u16)) -> i64 {
        let within = |(day, minute): (i32, u16)| i64::from(worked_until(self.shifts(day), minute));
        let whole_days = self
            .table
            .minutes_of_days(a.0, b.0)
            .unwrap_or_else(|| (a.0..b.0).map(|day| i64::from(length(self.shifts(day)))).sum());
        whole_days + within(b) - within(a)
    }

    /// The shifts of a day.
    pub(super) fn shifts(&self, day: i32) -> &[Shift] {
        &self.patterns[self.table.pattern(day).unwrap_or_else(|| self.look_up(day))]
    }

    /// The pattern of a day, from the rows.
    pub(super) fn look_up(&self, day: i32) -> usize {
        self.special.get(&day).copied().unwrap_or_else(|| usual(&self.weeks, day))
    }
}

/// Minutes worked in a whole day.
pub(super) fn length(shifts: &[Shift]) -> u32 {
    shifts.iter().map(|shift| shift.minutes()).sum()
}

/// Minutes worked in a day before a minute of it.
pub(super) fn worked_until(shifts: &[Shift], minute: u16) -> u32 {
    shifts.iter().map(|shift| u32::from(minute.clamp(shift.opens, shift.closes) - shift.opens)).sum()
}

/// The minute of the day at which so many minutes (at least one) have been worked; at most the closing.
pub(super) fn minute_when(shifts: &[Shift], worked: u32) -> u16 {
    let mut left = worked;
    for shift in shifts {
        if left <= shift.minutes() {
            return shift.opens + left as u16;
        }
        left -= shift.minutes();
    }
    shifts.last().map_or(0, |shift| shift.closes)
}

/// Day number and minute of the day; parts of a minute are dropped.
fn split(at: DateTime) -> (i32, u16) {
    (number(at.date()), minute_of(at.time()))
}

fn join(day: i32, minute: u16) -> DateTime {
    date_of(day).to_datetime(time_of(minute))
}

fn minute_of(time: Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

fn time_of(minute: u16) -> Time {
    jiff::civil::time((minute / 60) as i8, (minute % 60) as i8, 0, 0)
}
