//! Properties that hold for every receipt and every term, and a reference that counts minute by minute.

use std::collections::HashSet;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Weekday, date};
use jiff::{Span, ToSpan};
use proptest::prelude::*;

use super::tests::CALENDAR;
use super::*;

/// The rest days of the data file, read without the calendar's own types.
static NAIVE: LazyLock<Naive> = LazyLock::new(|| {
    let text = include_str!("../../../../data/calendar.json");
    let json: serde_json::Value = serde_json::from_str(text).unwrap();
    let (mut rest, mut worked) = (HashSet::new(), HashSet::new());
    for row in json["days"].as_array().unwrap() {
        let day: Date = row["date"].as_str().unwrap().parse().unwrap();
        if row["kind"] == "working-saturday" {
            worked.insert(day)
        } else {
            rest.insert(day)
        };
    }
    Naive { rest, worked }
});

/// A calendar that knows nothing of tables: it asks every minute whether somebody is at the desk.
struct Naive {
    rest: HashSet<Date>,
    worked: HashSet<Date>,
}

impl Naive {
    fn works(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.worked.contains(&day) || (!weekend && !self.rest.contains(&day))
    }

    fn hours(&self, received: DateTime, minutes: u32) -> DateTime {
        let mut day = received.date();
        let mut minute = i32::from(received.hour()) * 60 + i32::from(received.minute());
        let mut left = minutes;
        loop {
            let works = self.works(day);
            while minute < 1440 {
                let at_desk = (450..690).contains(&minute) || (780..1020).contains(&minute);
                minute += 1;
                left -= u32::from(works && at_desk);
                if left == 0 {
                    return day.at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
                }
            }
            (day, minute) = (day.tomorrow().unwrap(), 0);
        }
    }

    fn nth_after(&self, day: Date, n: u32) -> Date {
        let (mut day, mut left) = (day, n);
        while left > 0 {
            day = day.tomorrow().unwrap();
            left -= u32::from(self.works(day));
        }
        day
    }

    fn due(&self, received: DateTime, term: Term, policy: Policy) -> DateTime {
        let milli = term.amount_milli();
        let end = |day: Date| {
            let worked = if self.works(day) { day } else { self.nth_after(day, 1) };
            worked.at(17, 0, 0, 0)
        };
        match (term.unit(), policy) {
            (TermUnit::Gio, _) => self.hours(received, (milli * 60).div_ceil(1000)),
            (TermUnit::NgayLamViec, Policy::SameTime) => self.hours(received, (milli * 480).div_ceil(1000)),
            (TermUnit::NgayLamViec, Policy::CivilCode) => {
                let last = self.nth_after(received.date(), milli / 1000);
                match milli % 1000 {
                    0 => last.at(17, 0, 0, 0),
                    fraction => {
                        let next = self.nth_after(last, 1);
                        self.hours(next.at(0, 0, 0, 0), (fraction * 480).div_ceil(1000))
                    }
                }
            }
            (TermUnit::Ngay, _) => end(received.date() + Span::new().days(milli / 1000)),
            (TermUnit::Thang, _) => end(received.date() + Span::new().months(milli / 1000)),
        }
    }
}

/// Any minute from 2018 to 2031.
fn moments() -> impl Strategy<Value = DateTime> {
    (0..5113_i64, 0..1440_i64).prop_map(|(day, minute)| date(2018, 1, 1).at(0, 0, 0, 0) + day.days() + minute.minutes())
}

fn units() -> impl Strategy<Value = TermUnit> {
    prop::sample::select(TermUnit::ALL.to_vec())
}

fn policies() -> impl Strategy<Value = Policy> {
    prop::sample::select(vec![Policy::CivilCode, Policy::SameTime])
}

/// Terms up to some weeks, whole where the unit must be.
fn terms() -> impl Strategy<Value = Term> {
    (1..=40_000_u32, units()).prop_map(|(milli, unit)| {
        Term::new(milli, unit).unwrap_or_else(|| Term::new(milli.div_ceil(1000) * 1000, unit).unwrap())
    })
}

/// Whether a moment is inside working time or at its close.
fn at_desk_or_closing(at: DateTime) -> bool {
    CALENDAR.hours_on(at.date()).iter().any(|s| (s.opens()..=s.closes()).contains(&at.time()))
}

proptest! {
    #[test]
    fn the_reference_that_counts_minute_by_minute_agrees(
        received in moments(), term in terms(), policy in policies()
    ) {
        prop_assert_eq!(CALENDAR.due(received, term, policy).at, NAIVE.due(received, term, policy));
    }

    #[test]
    fn due_lies_after_receipt_and_in_working_time(
        received in moments(), term in terms(), policy in policies()
    ) {
        let due = CALENDAR.due(received, term, policy);
        prop_assert!(due.at > received);
        prop_assert!(at_desk_or_closing(due.at));
        prop_assert!(!is_overdue(due, received));
    }

    #[test]
    fn a_later_receipt_is_never_due_earlier(
        a in moments(), b in moments(), term in terms(), policy in policies()
    ) {
        let due = |at| CALENDAR.due(at, term, policy).at;
        prop_assert!(due(a.min(b)) <= due(a.max(b)));
    }

    #[test]
    fn a_longer_term_is_never_due_earlier(
        received in moments(), a in terms(), milli in 1..40_000_u32, policy in policies()
    ) {
        if let Some(b) = Term::new(milli, a.unit()) {
            let due = |term| CALENDAR.due(received, term, policy).at;
            prop_assert_eq!(a.amount_milli() < b.amount_milli() && due(a) > due(b), false);
            prop_assert_eq!(a.amount_milli() > b.amount_milli() && due(a) < due(b), false);
        }
    }

    #[test]
    fn a_day_of_eight_hours_is_eight_hours(received in moments(), n in 1..60_u32) {
        let days = Term::new(n * 1000, TermUnit::NgayLamViec).unwrap();
        let hours = Term::new(n * 8000, TermUnit::Gio).unwrap();
        prop_assert_eq!(
            CALENDAR.due(received, days, Policy::SameTime).at,
            CALENDAR.due(received, hours, Policy::CivilCode).at
        );
    }

    #[test]
    fn the_working_minutes_up_to_due_are_the_term(received in moments(), hours in 1..200_u32) {
        let term = Term::new(hours * 1000, TermUnit::Gio).unwrap();
        let due = CALENDAR.due(received, term, Policy::CivilCode);
        let minutes = i64::from(hours) * 60;
        prop_assert_eq!(CALENDAR.working_minutes_between(received, due.at), minutes);
        prop_assert_eq!(CALENDAR.working_minutes_between(due.at, received), -minutes);
    }

    #[test]
    fn working_days_added_are_working_days_between(at in moments(), n in 1..300_i32) {
        let (from, to) = (at.date(), CALENDAR.add_working_days(at.date(), n));
        prop_assert!(CALENDAR.is_working_day(to));
        prop_assert_eq!(CALENDAR.working_days_between(from, to), n);
        let back = CALENDAR.add_working_days(to, -n);
        prop_assert!(back <= from && CALENDAR.working_days_between(back, to) == n);
    }

    #[test]
    fn one_step_is_the_whole_and_steps_never_go_back(
        received in moments(), terms in prop::collection::vec(terms(), 1..6), policy in policies()
    ) {
        let dues = CALENDAR.steps(received, &terms, policy).unwrap();
        prop_assert_eq!(dues[0], CALENDAR.due(received, terms[0], policy));
        prop_assert!(dues.is_sorted_by_key(|due| due.at));
        prop_assert_eq!(dues.len(), terms.len());
    }

    #[test]
    fn a_pause_never_shortens_a_term(
        received in moments(), term in terms(), policy in policies(),
        pause in 0..60_000_i64, length in 0..60_000_i64
    ) {
        let due = CALENDAR.due(received, term, policy);
        let paused = received + pause.minutes();
        let resumed = paused + length.minutes();
        let after = CALENDAR.resume(due, paused, resumed);
        if is_overdue(due, paused) || length == 0 {
            prop_assert_eq!(after, due);
        } else {
            prop_assert!(after.at >= due.at);
            prop_assert!(at_desk_or_closing(after.at));
            // Past the due moment the day may still be in time, but there is no working time left to give back.
            prop_assert!(due.at < paused || !is_overdue(after, resumed));
            let still = CALENDAR.working_minutes_between(paused, resumed);
            prop_assert!(CALENDAR.working_minutes_between(due.at, after.at) <= still, "no more than was stood still");
        }
        if after.binds == Binds::Moment && !is_overdue(due, paused) {
            prop_assert_eq!(
                CALENDAR.working_minutes_between(resumed, after.at),
                CALENDAR.working_minutes_between(paused, due.at)
            );
        }
    }

    #[test]
    fn late_and_overdue_are_one_judgement(due in moments(), at in moments(), binds in any::<bool>()) {
        let due = Due { at: due, binds: if binds { Binds::Day } else { Binds::Moment } };
        let class = timeliness(Some(due), at);
        prop_assert_eq!(class == Timeliness::Late, is_overdue(due, at));
        prop_assert_eq!(class == Timeliness::Early, at.date() < due.at.date());
        let end = at.date().at(23, 59, 59, 0);
        prop_assert_eq!(overdue_by_end_of(due, at.date()), is_overdue(due, end));
    }

    #[test]
    fn days_outside_the_table_are_counted_as_those_inside(
        day in 0..3000_i64, minute in 0..1440_i64, milli in 1..20_000_u32
    ) {
        // 2069 ends the table, and from 2031 on no holiday is known: every week is like any other.
        let far = 2922.weeks();
        let inside = date(2040, 1, 1).at(0, 0, 0, 0) + day.days() + minute.minutes();
        let term = Term::new(milli, TermUnit::Gio).unwrap();
        let due = |at| CALENDAR.due(at, term, Policy::CivilCode).at;
        prop_assert_eq!(due(inside) + far, due(inside + far));
    }
}
