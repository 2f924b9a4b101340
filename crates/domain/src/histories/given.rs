//! *Thời gian như hệ thống cũ ghi*: a time of day, or a day alone.

use crate::calendar::{Binds, Due};
use crate::time::Instant;
use jiff::civil::{Date, DateTime, Time};
use std::cmp::Ordering;

/// Years in which a dossier can have been handled; anything else is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// *Thời điểm đã cho*: a time as it was given, Viet Nam time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    day: Date,
    time: Option<Time>,
}

impl Given {
    /// Reads `2023-10-16`, `2023-10-16T08:30` or `2023-10-16 08:30:15`; parts of a second are dropped.
    /// `None` for anything else, also for days that do not exist (`2023-02-31`).
    pub fn parse(text: &str) -> Option<Given> {
        let text = text.trim();
        let bytes = text.as_bytes();
        if !text.is_ascii() || bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let year = number(&bytes[..4]).filter(|year| YEARS.contains(year))?;
        let day = Date::new(year, small(&bytes[5..7])?, small(&bytes[8..10])?).ok()?;
        let time = match &bytes[10..] {
            [] => None,
            [b'T' | b't' | b' ', clock @ ..] => Some(parse_clock(clock)?),
            _ => return None,
        };
        Some(Given { day, time })
    }

    /// The day.
    pub fn day(self) -> Date {
        self.day
    }

    /// Whether only the day is known.
    pub fn is_day_alone(self) -> bool {
        self.time.is_none()
    }

    /// Its first moment: 00:00 of a day alone.
    pub fn start(self) -> Instant {
        Instant::from_local(self.local())
    }

    /// Its last second: 23:59:59 of a day alone.
    pub fn end(self) -> Instant {
        let last = Time::constant(23, 59, 59, 0);
        Instant::from_local(self.day.to_datetime(self.time.unwrap_or(last)))
    }

    /// The moment to keep for something known not to lie before `earlier`: a day alone that began before it
    /// begins there.
    pub fn start_not_before(self, earlier: Option<Instant>) -> Instant {
        match earlier {
            Some(earlier) if self.is_day_alone() && earlier.day() == self.day => earlier,
            _ => self.start(),
        }
    }

    /// Whether it lies before another: by moment where both have a time of day, else by day.
    pub fn is_before(self, other: Given) -> bool {
        self.compare(other) == Ordering::Less
    }

    fn compare(self, other: Given) -> Ordering {
        match (self.time, other.time) {
            (Some(mine), Some(theirs)) => (self.day, mine).cmp(&(other.day, theirs)),
            _ => self.day.cmp(&other.day),
        }
    }

    /// Whether it lies after a moment; a day alone only when the whole day does.
    pub fn is_after(self, now: Instant) -> bool {
        self.start() > now
    }

    /// The due moment it means: to the minute, or to the end of the day where only that is given.
    pub fn due(self) -> Due {
        match self.time {
            Some(_) => Due { at: self.local(), binds: Binds::Moment },
            None => Due { at: self.day.at(23, 59, 0, 0), binds: Binds::Day },
        }
    }

    fn local(self) -> DateTime {
        self.day.to_datetime(self.time.unwrap_or(Time::midnight()))
    }
}

/// A moment of the ledger, with its time of day.
impl From<Instant> for Given {
    fn from(instant: Instant) -> Given {
        let local = instant.local();
        Given { day: local.date(), time: Some(local.time()) }
    }
}

/// `HH:MM`, `HH:MM:SS`, `HH:MM:SS.fff`
fn parse_clock(clock: &[u8]) -> Option<Time> {
    let (clock, fraction) = match clock.iter().position(|byte| *byte == b'.') {
        Some(dot) => (&clock[..dot], Some(&clock[dot + 1..])),
        None => (clock, None),
    };
    let fraction_fits = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    match (clock, fraction) {
        ([h1, h2, b':', m1, m2], None) => Time::new(small(&[*h1, *h2])?, small(&[*m1, *m2])?, 0, 0).ok(),
        ([h1, h2, b':', m1, m2, b':', s1, s2], fraction) if fraction.is_none_or(fraction_fits) => {
            Time::new(small(&[*h1, *h2])?, small(&[*m1, *m2])?, small(&[*s1, *s2])?, 0).ok()
        }
        _ => None,
    }
}

fn number(digits: &[u8]) -> Option<i16> {
    let add = |sum: i16, digit: &u8| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0'));
    digits.iter().try_fold(0, add)
}

fn small(digits: &[u8]) -> Option<i8> {
    number(digits).and_then(|number| i8::try_from(number).ok())
}
