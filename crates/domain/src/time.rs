//! *Thời điểm*: one instant, stored in UTC, read in the hours of Viet Nam.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

/// Viet Nam keeps UTC+7 all year, everywhere, since 13/06/1975; no summer time.
const HANOI: Offset = Offset::constant(7);

/// *Thời điểm*: seconds since 1970-01-01T00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    /// The instant so many seconds after 1970-01-01T00:00Z; `None` outside the years 1000 to 9000.
    pub fn from_unix_seconds(seconds: i64) -> Option<Instant> {
        (-30_610_224_000..=221_845_392_000).contains(&seconds).then_some(Instant(seconds))
    }

    /// The instant a clock on the wall in Hà Nội shows as `local`; parts of a second are dropped.
    pub fn from_local(local: DateTime) -> Instant {
        let timestamp = HANOI.to_timestamp(local).expect("civil years 1000 to 9000 are instants");
        Instant(timestamp.as_second())
    }

    /// The first instant of a day in Viet Nam.
    pub fn start_of(day: Date) -> Instant {
        Instant::from_local(day.at(0, 0, 0, 0))
    }

    /// Seconds since 1970-01-01T00:00Z.
    pub fn unix_seconds(self) -> i64 {
        self.0
    }

    /// What a clock on the wall in Hà Nội shows.
    pub fn local(self) -> DateTime {
        let timestamp = jiff::Timestamp::from_second(self.0).expect("checked when it was made");
        HANOI.to_datetime(timestamp)
    }

    /// The day in Viet Nam.
    pub fn day(self) -> Date {
        self.local().date()
    }
}

/// Days since 1970-01-01, the form in which days are stored and counted.
pub fn day_number(day: Date) -> i32 {
    let start = Instant::start_of(day).unix_seconds() + 7 * 3600;
    i32::try_from(start.div_euclid(86_400)).expect("civil days fit")
}

/// The day of a [`day_number`]; `None` outside the calendar.
pub fn day_of_number(number: i32) -> Option<Date> {
    let seconds = i64::from(number) * 86_400;
    Instant::from_unix_seconds(seconds).map(Instant::day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn midnight_in_ha_noi_is_five_in_the_afternoon_before_in_utc() {
        let instant = Instant::start_of(date(2023, 10, 16));
        assert_eq!(instant.unix_seconds(), 1_697_389_200);
        assert_eq!(instant.local(), date(2023, 10, 16).at(0, 0, 0, 0));
    }

    #[test]
    fn a_day_and_its_number_tell_the_same() {
        for day in [date(1975, 6, 13), date(1970, 1, 1), date(2026, 11, 23), date(2100, 2, 28)] {
            assert_eq!(day_of_number(day_number(day)), Some(day));
        }
        assert_eq!(day_number(date(1970, 1, 2)), 1);
    }
}
