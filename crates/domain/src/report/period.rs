//! *Kỳ báo cáo*: from the first instant of a day to 24:00 of another.

use crate::time::Instant;
use jiff::civil::{Date, date};

/// *Kỳ báo cáo*: both days belong to it, from 00:00 of the first to 24:00 of the last, Viet Nam time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    from: Date,
    to: Date,
    start: Instant,
    end: Instant,
}

/// Why two days are no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPeriod {
    /// It ends before it begins.
    #[error("ngày cuối kỳ {to} đứng trước ngày đầu kỳ {from}: đổi lại hai ngày")]
    EndsBeforeItBegins {
        /// First day given.
        from: Date,
        /// Last day given.
        to: Date,
    },
    /// A year no dossier of ours can be of.
    #[error("năm của kỳ báo cáo phải từ 1900 đến 2999")]
    Year,
}

impl Period {
    /// The days from `from` to `to`, both included.
    pub fn new(from: Date, to: Date) -> Result<Period, BadPeriod> {
        if from < date(1900, 1, 1) || to > date(2999, 12, 31) {
            return Err(BadPeriod::Year);
        }
        if to < from {
            return Err(BadPeriod::EndsBeforeItBegins { from, to });
        }
        let next_day = to.tomorrow().expect("the year 3000 is in the calendar");
        Ok(Period { from, to, start: Instant::start_of(from), end: Instant::start_of(next_day) })
    }

    /// First day.
    pub fn from(self) -> Date {
        self.from
    }

    /// Last day, included.
    pub fn to(self) -> Date {
        self.to
    }

    /// Its first instant.
    pub fn start(self) -> Instant {
        self.start
    }

    /// The first instant after it.
    pub fn end(self) -> Instant {
        self.end
    }

    /// Whether an instant lies in it.
    pub fn contains(self, instant: Instant) -> bool {
        self.start <= instant && instant < self.end
    }

    /// The month it begins in, as a row of a report by month is keyed: `2023-10`.
    pub fn key(self) -> String {
        format!("{:04}-{:02}", self.from.year(), self.from.month())
    }

    /// The months it touches, the first and last clipped to it.
    pub fn months(self) -> Vec<Period> {
        let mut months = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            let to = from.last_of_month().min(self.to);
            months.push(Period::new(from, to).expect("a part of a period is a period"));
            from = to.tomorrow().expect("the year 3000 is in the calendar");
        }
        months
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_bounds_belong_to_the_period() {
        let period = Period::new(date(2023, 10, 1), date(2023, 10, 31)).unwrap();
        let at = |day: Date, hour, minute, second| Instant::from_local(day.at(hour, minute, second, 0));
        assert!(period.contains(at(date(2023, 10, 1), 0, 0, 0)), "the first instant (pitfall 3)");
        assert!(period.contains(at(date(2023, 10, 31), 23, 59, 59)), "the last second (pitfall 15)");
        assert!(!period.contains(at(date(2023, 9, 30), 23, 59, 59)));
        assert!(!period.contains(at(date(2023, 11, 1), 0, 0, 0)));
    }

    #[test]
    fn months_are_clipped_to_the_period() {
        let period = Period::new(date(2023, 12, 16), date(2024, 2, 3)).unwrap();
        let days: Vec<_> = period.months().iter().map(|month| (month.from(), month.to())).collect();
        assert_eq!(
            days,
            [
                (date(2023, 12, 16), date(2023, 12, 31)),
                (date(2024, 1, 1), date(2024, 1, 31)),
                (date(2024, 2, 1), date(2024, 2, 3)),
            ]
        );
    }

    #[test]
    fn a_period_that_ends_before_it_begins_is_refused() {
        let error = Period::new(date(2023, 10, 2), date(2023, 10, 1)).unwrap_err();
        assert_eq!(error.to_string(), "ngày cuối kỳ 2023-10-01 đứng trước ngày đầu kỳ 2023-10-02: đổi lại hai ngày");
        assert_eq!(Period::new(date(1, 1, 1), date(2023, 1, 1)), Err(BadPeriod::Year));
    }
}
