//! *Thời hạn giải quyết*: the only place where a due moment is computed and timeliness is judged.
//!
//! Read in this order: the words of a term (`term`), the dated rows of the calendar (`rows`), working
//! hours (`hours`), working days (`days`), due moments (`due`), timeliness (`timeliness`).

mod days;
mod due;
mod hours;
mod rows;
mod term;
mod timeliness;

#[cfg(test)]
mod lateness_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod row_tests;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

pub use due::StepsTooLong;
pub use hours::{BadShift, Shift};
pub use rows::{BadCalendar, CalendarRows, Certainty, DayKind, DayRow, HoursRow, Weekday, Years};
pub use term::{BadPolicy, BadTerm, Term, TermUnit};
pub use timeliness::{Timeliness, is_overdue, overdue_by_end_of, overdue_from, timeliness};

/// *Cách tính ngày làm việc*: what an agency chooses for terms in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// Civil Code arts 147–148: the day of receipt does not count; due at the end of the n-th working day after it.
    #[default]
    CivilCode,
    /// n × 8 working hours from receipt.
    SameTime,
}

/// *Hạn trả kết quả*: a due moment and what it binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Due {
    /// The due moment, Viet Nam time, whole minutes.
    pub at: DateTime,
    /// Whether lateness begins after that moment or only with the next day.
    pub binds: Binds,
}

/// *Hiệu lực của hạn*: what a due moment binds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Binds {
    /// Terms in hours, and imported due dates with a time of day: late after the moment.
    Moment,
    /// Terms in days or months, and imported due dates without a time: late from the next day (Civil Code art. 148: the day ends at 24:00).
    Day,
}

/// *Mức độ chắc chắn của lịch một năm*: what is known of the rest days of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coverage {
    /// The rows of the year are loaded and none of them is inferred.
    Decided,
    /// At least one row is inferred; the Prime Minister has not decided the year.
    Estimated,
    /// No rows: only the weekly rest days are known.
    WeekendsOnly,
}

/// *Lịch làm việc*: rest days, days in lieu, swapped working days and working hours with dates.
///
/// One calendar serves one agency, or every agency that keeps the default hours. Good for the years
/// 1000 to 8999, as [`crate::time::Instant`] is; dates outside are read as the nearest inside.
/// No computation fails: years without rows have weekends only, and [`Calendar::covers`] says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Years whose rest days are loaded.
    years: Years,
    /// Years with an inferred row.
    estimated: BTreeSet<i16>,
    /// Dated rows by day number.
    rows: BTreeMap<i32, DayRow>,
    /// Hours of those days by day number; empty for a rest day.
    special: BTreeMap<i32, usize>,
    /// Hours by weekday, oldest first, each good until the next.
    weeks: Vec<hours::Week>,
    /// The distinct working days that occur; the first is the rest day, without shifts.
    patterns: Vec<Vec<Shift>>,
    /// The same facts, counted in advance for the decades in which dossiers live.
    table: days::Table,
}

impl Calendar {
    /// The calendar of agencies that keep the default hours, from the text of `data/calendar.json`.
    ///
    /// # Errors
    /// [`BadCalendar`] where the text or a row of it cannot be used.
    pub fn from_json(text: &str) -> Result<Calendar, BadCalendar> {
        Calendar::build(&CalendarRows::from_json(text)?, None)
    }

    /// The calendar of one agency: rows of hours for it, or for an agency above it, go before the default.
    ///
    /// # Errors
    /// [`BadCalendar`] where rows contradict each other or leave a week without working hours.
    pub fn build(rows: &CalendarRows, agency: Option<&crate::agency::AgencyCode>) -> Result<Calendar, BadCalendar> {
        rows.check()?;
        let mut patterns = vec![Vec::new()];
        let weeks = hours::weeks(&rows.hours, agency, &mut patterns)?;
        let mut calendar = Calendar {
            years: rows.years,
            estimated: rows.estimated_years(),
            rows: BTreeMap::new(),
            special: BTreeMap::new(),
            weeks,
            patterns,
            table: days::Table::default(),
        };
        for row in &rows.days {
            let number = days::number(row.date);
            let pattern = match row.kind {
                DayKind::Holiday | DayKind::InLieu | DayKind::SwappedOff => hours::REST,
                DayKind::WorkingSaturday { replaces } => hours::usual(&calendar.weeks, days::number(replaces)),
            };
            calendar.special.insert(number, pattern);
            calendar.rows.insert(number, row.clone());
        }
        calendar.table = days::Table::of(&calendar);
        Ok(calendar)
    }

    /// Whether the rest days of a year are loaded; if not, only weekends are left out and the caller should warn.
    pub fn covers(&self, year: i16) -> bool {
        self.coverage(year) != Coverage::WeekendsOnly
    }

    /// What is known of the rest days of a year.
    pub fn coverage(&self, year: i16) -> Coverage {
        if !(self.years.from..=self.years.to).contains(&year) {
            Coverage::WeekendsOnly
        } else if self.estimated.contains(&year) {
            Coverage::Estimated
        } else {
            Coverage::Decided
        }
    }

    /// The dated row of a day, with its name and source: why it is a rest day, or a working Saturday.
    pub fn day_row(&self, date: Date) -> Option<&DayRow> {
        self.rows.get(&days::number(date))
    }
}
