//! Pauses, lateness, and the four classes of timeliness.

use super::tests::{CALENDAR, day, due_by, moment};
use super::*;

#[track_caller]
fn check_resume(due: (&str, Binds), paused: &str, resumed: &str, expected: &str) {
    let due = Due { at: moment(due.0), binds: due.1 };
    let found = CALENDAR.resume(due, moment(paused), moment(resumed));
    assert_eq!((found.at, found.binds), (moment(expected), due.binds), "{paused} – {resumed}");
}

#[test]
fn a_due_moment_keeps_its_remaining_working_minutes_over_a_pause() {
    let due = ("2023-10-17T15:50", Binds::Moment);
    check_resume(due, "2023-10-17T14:50", "2023-10-20T09:00", "2023-10-20T10:00");
    check_resume(due, "2023-10-17T14:50", "2023-10-20T16:30", "2023-10-23T08:00");
    check_resume(due, "2023-10-17T15:50", "2023-10-21T09:00", "2023-10-23T07:30");
    check_resume(due, "2023-10-17T14:50", "2023-10-17T14:50", "2023-10-17T15:50");
}

#[test]
fn a_due_day_keeps_its_remaining_working_days_over_a_pause() {
    let due = ("2023-10-20T17:00", Binds::Day);
    check_resume(due, "2023-10-16T09:00", "2023-10-18T09:00", "2023-10-24T17:00");
    check_resume(due, "2023-10-16T09:00", "2023-10-16T16:00", "2023-10-23T14:30");
    check_resume(due, "2023-10-20T09:00", "2023-10-25T09:00", "2023-10-25T17:00");
    check_resume(due, "2023-10-20T09:00", "2023-10-21T09:00", "2023-10-23T15:30");
    let fraction = ("2023-10-18T11:30", Binds::Day);
    check_resume(fraction, "2023-10-17T09:00", "2023-10-17T10:00", "2023-10-18T14:00");
}

#[test]
fn several_pauses_add_no_lateness() {
    let first = due_by(Policy::CivilCode, "2023-10-16T09:00", "3 ngày làm việc");
    let second = CALENDAR.resume(first, moment("2023-10-17T10:00"), moment("2023-10-20T10:00"));
    let third = CALENDAR.resume(second, moment("2023-10-23T10:00"), moment("2023-11-06T10:00"));
    assert_eq!(second.at, moment("2023-10-24T17:00"));
    assert_eq!(third.at, moment("2023-11-07T17:00"));
    assert!(!is_overdue(third, moment("2023-11-07T23:59")));
}

#[test]
fn a_pause_never_forgives_lateness() {
    let day_due = ("2023-10-20T17:00", Binds::Day);
    check_resume(day_due, "2023-10-21T00:00", "2023-10-25T09:00", "2023-10-20T17:00");
    let moment_due = ("2023-10-17T15:50", Binds::Moment);
    check_resume(moment_due, "2023-10-17T15:51", "2023-10-25T09:00", "2023-10-17T15:50");
}

#[test]
fn due_today_is_not_overdue_today() {
    let due = due_by(Policy::CivilCode, "2023-10-16T09:00", "1 ngày làm việc");
    for at in ["2023-10-17T00:00", "2023-10-17T17:00", "2023-10-17T23:59:59"] {
        assert_eq!(timeliness(Some(due), moment(at)), Timeliness::OnTime, "{at}");
    }
    assert!(!overdue_by_end_of(due, day("2023-10-17")));
    assert!(overdue_by_end_of(due, day("2023-10-18")));
    assert_eq!(overdue_from(due), moment("2023-10-18T00:00"));
    assert_eq!(timeliness(Some(due), moment("2023-10-18T00:00")), Timeliness::Late);
}

#[test]
fn due_at_a_moment_is_overdue_after_it() {
    let due = due_by(Policy::CivilCode, "2023-10-16T16:50", "7 giờ");
    let at = |text| timeliness(Some(due), moment(text));
    assert_eq!(at("2023-10-16T23:59"), Timeliness::Early);
    assert_eq!(at("2023-10-17T00:00"), Timeliness::OnTime);
    assert_eq!(at("2023-10-17T15:50"), Timeliness::OnTime);
    assert_eq!(at("2023-10-17T15:50:01"), Timeliness::Late);
    assert!(overdue_by_end_of(due, day("2023-10-17")));
    assert!(!overdue_by_end_of(due, day("2023-10-16")));
}

#[test]
fn no_deadline_is_never_on_time() {
    assert_eq!(timeliness(None, moment("2023-10-17T15:50")), Timeliness::NoDeadline);
    assert_eq!(Timeliness::NoDeadline.name(), "không có hạn");
}
