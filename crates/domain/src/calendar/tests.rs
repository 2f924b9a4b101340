//! Each test is a sentence and its rows. Weekdays of 2023: 16/10 and 23/10 are Mondays.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};

use super::*;

const ROWS: &str = include_str!("../../../../data/calendar.json");

pub(super) static CALENDAR: LazyLock<Calendar> =
    LazyLock::new(|| Calendar::from_json(ROWS).expect("data/calendar.json is a calendar"));

pub(super) fn moment(text: &str) -> DateTime {
    text.parse().expect(text)
}

pub(super) fn day(text: &str) -> Date {
    text.parse().expect(text)
}

fn term(text: &str) -> Term {
    Term::parse(text).expect(text)
}

pub(super) fn due_by(policy: Policy, received: &str, amount: &str) -> Due {
    CALENDAR.due(moment(received), term(amount), policy)
}

#[track_caller]
fn check(received: &str, amount: &str, due: &str) {
    let found = due_by(Policy::CivilCode, received, amount).at;
    assert_eq!(found, moment(due), "nhận {received}, {amount}");
}

#[track_caller]
fn check_same_time(received: &str, amount: &str, due: &str) {
    let found = due_by(Policy::SameTime, received, amount).at;
    assert_eq!(found, moment(due), "nhận {received}, {amount}, same-time");
}

#[test]
fn hours_skip_the_lunch_of_every_day() {
    check("2023-10-16T16:50", "7 giờ", "2023-10-17T15:50");
    check("2023-10-16T07:30", "9 giờ", "2023-10-17T08:30");
    check("2023-10-16T11:00", "1 giờ", "2023-10-16T13:30");
}

#[test]
fn hours_received_at_a_closing_time_begin_at_the_next_opening() {
    check("2023-10-16T11:30", "1 giờ", "2023-10-16T14:00");
    check("2023-10-16T17:00", "1 giờ", "2023-10-17T08:30");
    check("2023-10-16T05:00", "1 giờ", "2023-10-16T08:30");
}

#[test]
fn hours_used_up_at_a_closing_time_are_due_at_that_closing_time() {
    check("2023-10-16T10:30", "1 giờ", "2023-10-16T11:30");
    check("2023-10-16T16:00", "1 giờ", "2023-10-16T17:00");
    check("2023-10-21T10:00", "8 giờ", "2023-10-23T17:00");
}

#[test]
fn half_past_twelve_stays_half_past_twelve() {
    check("2023-10-16T12:30", "1 giờ", "2023-10-16T14:00");
    assert_eq!(CALENDAR.next_working_minute(moment("2023-10-16T12:30")), moment("2023-10-16T13:00"));
    let noon = Due { at: moment("2023-10-16T12:30"), binds: Binds::Moment };
    assert_eq!(timeliness(Some(noon), moment("2023-10-16T12:30")), Timeliness::OnTime);
    assert_eq!(timeliness(Some(noon), moment("2023-10-16T12:31")), Timeliness::Late);
}

#[test]
fn a_part_of_a_minute_rounds_up() {
    check("2023-10-16T08:00", "0,001 giờ", "2023-10-16T08:01");
    check("2023-10-16T08:00", "1,5 giờ", "2023-10-16T09:30");
}

#[test]
fn the_day_of_receipt_does_not_count() {
    check("2023-10-16T07:30", "1 ngày làm việc", "2023-10-17T17:00");
    check("2023-10-16T16:50", "1 ngày làm việc", "2023-10-17T17:00");
    check("2023-10-16T23:59", "1 ngày làm việc", "2023-10-17T17:00");
    check("2023-10-16T08:00", "5 ngày làm việc", "2023-10-23T17:00");
}

#[test]
fn received_on_a_rest_day_the_first_working_day_after_it_counts() {
    check("2023-10-21T10:00", "1 ngày làm việc", "2023-10-23T17:00");
    check("2023-10-22T10:00", "2 ngày làm việc", "2023-10-24T17:00");
}

#[test]
fn a_fraction_of_a_working_day_runs_on_in_the_next() {
    check("2023-10-16T09:00", "1,5 ngày làm việc", "2023-10-18T11:30");
    check("2023-10-16T09:00", "0,5 ngày làm việc", "2023-10-17T11:30");
    check("2023-10-16T09:00", "0,75 ngày làm việc", "2023-10-17T15:00");
    check("2023-10-20T09:00", "0,25 ngày làm việc", "2023-10-23T09:30");
}

#[test]
fn an_agency_may_count_a_working_day_as_eight_hours_from_receipt() {
    check_same_time("2023-10-16T16:50", "1 ngày làm việc", "2023-10-17T16:50");
    check_same_time("2023-10-16T07:30", "1 ngày làm việc", "2023-10-16T17:00");
    check_same_time("2023-10-21T10:00", "1 ngày làm việc", "2023-10-23T17:00");
    check_same_time("2023-10-16T11:30", "0,5 ngày làm việc", "2023-10-16T17:00");
}

#[test]
fn holidays_and_days_in_lieu_are_skipped() {
    // 29/4 Giỗ Tổ (Sat), 30/4 (Sun), 1/5, in lieu 2–3/5.
    check("2023-04-28T08:00", "1 ngày làm việc", "2023-05-04T17:00");
    check("2023-04-28T16:00", "2 giờ", "2023-05-04T08:30");
    // Tết 20–26/1.
    check("2023-01-19T08:00", "1 ngày làm việc", "2023-01-27T17:00");
    check("2023-08-31T08:00", "1 ngày làm việc", "2023-09-05T17:00");
    check("2022-12-30T08:00", "1 ngày làm việc", "2023-01-03T17:00");
}

#[test]
fn years_long_past_keep_their_holidays() {
    check("2019-04-28T08:00", "1 ngày làm việc", "2019-05-02T17:00");
    check("2020-01-22T08:00", "1 ngày làm việc", "2020-01-30T17:00");
}

#[test]
fn a_swapped_day_is_off_and_its_saturday_is_worked_with_its_hours() {
    check("2024-04-26T08:00", "1 ngày làm việc", "2024-05-02T17:00");
    check("2024-05-03T16:00", "2 giờ", "2024-05-04T08:30");
    check("2026-01-01T08:00", "1 ngày làm việc", "2026-01-05T17:00");
    check("2026-01-09T08:00", "1 ngày làm việc", "2026-01-10T17:00");
    check("2026-08-21T08:00", "1 ngày làm việc", "2026-08-22T17:00");
    assert_eq!(CALENDAR.hours_on(day("2024-05-04")).len(), 2);
    assert!(CALENDAR.hours_on(day("2024-05-11")).is_empty());
}

#[test]
fn culture_day_of_2026_is_a_row_that_says_it_was_not_verified() {
    let row = CALENDAR.day_row(day("2026-11-24")).unwrap();
    assert_eq!((row.kind, row.certainty), (DayKind::Holiday, Certainty::V2));
    check("2026-11-23T08:00", "1 ngày làm việc", "2026-11-25T17:00");
}

#[test]
fn calendar_days_end_with_the_working_day_and_roll_over_rest_days() {
    check("2023-10-16T08:00", "3 ngày", "2023-10-19T17:00");
    check("2023-10-18T08:00", "3 ngày", "2023-10-23T17:00");
    check("2023-08-30T08:00", "3 ngày", "2023-09-05T17:00");
}

#[test]
fn months_keep_the_day_or_take_the_last() {
    check("2023-10-16T08:00", "1 tháng", "2023-11-16T17:00");
    check("2023-01-31T08:00", "1 tháng", "2023-02-28T17:00");
    check("2024-01-31T08:00", "1 tháng", "2024-02-29T17:00");
    check("2023-10-11T08:00", "1 tháng", "2023-11-13T17:00");
    check("2023-12-30T08:00", "2 tháng", "2024-02-29T17:00");
}

#[test]
fn only_hours_bind_to_the_moment() {
    let binds = |amount| due_by(Policy::CivilCode, "2023-10-16T08:00", amount).binds;
    assert_eq!(binds("7 giờ"), Binds::Moment);
    for amount in ["1,5 ngày làm việc", "3 ngày", "2 tháng"] {
        assert_eq!(binds(amount), Binds::Day, "{amount}");
    }
    let same_time = due_by(Policy::SameTime, "2023-10-16T08:00", "1 ngày làm việc");
    assert_eq!(same_time.binds, Binds::Day);
}

#[test]
fn outside_the_loaded_years_only_weekends_rest_and_the_caller_can_know() {
    check("2045-12-29T08:00", "2 ngày làm việc", "2046-01-02T17:00");
    check("2300-01-05T08:00", "1 ngày làm việc", "2300-01-08T17:00");
    check("1800-01-03T16:00", "2 giờ", "1800-01-06T08:30");
    assert!(CALENDAR.covers(2019) && CALENDAR.covers(2026) && CALENDAR.covers(2030));
    assert!(!CALENDAR.covers(2018) && !CALENDAR.covers(2031));
    assert_eq!(CALENDAR.coverage(2026), Coverage::Decided);
    assert_eq!(CALENDAR.coverage(2027), Coverage::Estimated);
    assert_eq!(CALENDAR.coverage(2031), Coverage::WeekendsOnly);
}

#[test]
fn the_longest_terms_at_the_edges_of_time_do_not_fail() {
    for received in ["-9999-01-01T00:00", "1000-01-01T00:00", "2069-12-31T16:00", "9999-12-31T23:59"] {
        let received =
            if let Some(year) = received.strip_prefix('-') { moment(&format!("-00{year}")) } else { moment(received) };
        for unit in TermUnit::ALL {
            let longest = Term::new(Term::MAX_MILLI, unit).unwrap();
            CALENDAR.due(received, longest, Policy::CivilCode);
            CALENDAR.due(received, longest, Policy::SameTime);
        }
        CALENDAR.next_working_minute(received);
        CALENDAR.add_working_days(received.date(), -3);
    }
}

#[test]
fn steps_in_one_unit_are_added_up_from_the_receipt() {
    let steps = |terms: &[&str]| -> Vec<String> {
        let terms: Vec<Term> = terms.iter().map(|text| term(text)).collect();
        let dues = CALENDAR.steps(moment("2023-10-16T09:00"), &terms, Policy::CivilCode).unwrap();
        dues.iter().map(|due| due.at.strftime("%m-%d %H:%M").to_string()).collect()
    };
    let half_days = ["0,5 ngày làm việc", "1 ngày làm việc", "0,5 ngày làm việc"];
    assert_eq!(steps(&half_days), ["10-17 11:30", "10-18 11:30", "10-18 17:00"]);
    // The second step in days counts from receipt, not from the roll-over of the first.
    assert_eq!(steps(&["5 ngày", "2 ngày"]), ["10-23 17:00", "10-23 17:00"]);
    // Another unit begins at the due moment before it: hours at the next opening, days the day after.
    assert_eq!(steps(&["4 giờ", "1 ngày làm việc", "2 giờ"]), ["10-16 14:30", "10-17 17:00", "10-18 09:30"]);
    assert_eq!(steps(&[]), Vec::<String>::new());
}

#[test]
fn steps_longer_than_any_term_are_refused() {
    let long = Term::new(Term::MAX_MILLI, TermUnit::Gio).unwrap();
    let received = moment("2023-10-16T09:00");
    let steps = CALENDAR.steps(received, &[long, long], Policy::CivilCode);
    assert_eq!(steps, Err(StepsTooLong));
}

#[test]
fn just_received_is_neither_due_nor_overdue() {
    for unit in TermUnit::ALL {
        let received = moment("2023-10-16T16:59");
        let due = CALENDAR.due(received, Term::new(1000, unit).unwrap(), Policy::CivilCode);
        assert!(due.at > received && !is_overdue(due, received), "{unit}");
    }
}

#[test]
fn days_left_and_days_of_delay_are_working_days() {
    let between = |a, b| CALENDAR.working_days_between(day(a), day(b));
    assert_eq!(between("2023-10-16", "2023-10-18"), 2);
    assert_eq!(between("2023-10-20", "2023-10-23"), 1);
    assert_eq!(between("2023-10-23", "2023-10-20"), -1);
    assert_eq!(between("2023-04-28", "2023-05-04"), 1);
    assert_eq!(between("2023-10-21", "2023-10-22"), 0);
    assert_eq!(between("2100-01-01", "2100-01-08"), 5);
}

#[test]
fn working_days_are_counted_forwards_and_back() {
    let add = |from, n| CALENDAR.add_working_days(day(from), n);
    assert_eq!(add("2023-10-20", 1), day("2023-10-23"));
    assert_eq!(add("2023-10-23", -1), day("2023-10-20"));
    assert_eq!(add("2023-05-04", -1), day("2023-04-28"));
    assert_eq!(add("2023-10-21", 0), day("2023-10-21"));
    assert_eq!(CALENDAR.next_working_day(day("2023-10-21")), day("2023-10-23"));
    assert_eq!(CALENDAR.closing(day("2023-10-20")), Some(moment("2023-10-20T17:00")));
    assert_eq!(CALENDAR.closing(day("2023-10-21")), None);
}
