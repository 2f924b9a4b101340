//! Hours of single agencies, rows that contradict each other, and terms in words.

use super::*;

const ROWS: &str = include_str!("../../../../data/calendar.json");

fn rows() -> CalendarRows {
    CalendarRows::from_json(ROWS).expect("data/calendar.json is readable")
}

fn hours(agency: &str, from: &str, weekdays: &[Weekday], shifts: &[&str]) -> HoursRow {
    HoursRow {
        agency: (!agency.is_empty()).then(|| agency.parse().unwrap()),
        valid_from: from.parse().unwrap(),
        valid_to: None,
        weekdays: weekdays.to_vec(),
        shifts: shifts.iter().map(|text| text.parse().unwrap()).collect(),
        source: "quyết định của cơ quan".to_owned(),
        certainty: Certainty::V,
    }
}

#[track_caller]
fn check(rows: &CalendarRows, agency: &str, received: &str, amount: &str, due: &str) {
    let calendar = Calendar::build(rows, Some(&agency.parse().unwrap())).unwrap();
    let term = Term::parse(amount).unwrap();
    let found = calendar.due(received.parse().unwrap(), term, Policy::CivilCode).at;
    assert_eq!(found, due.parse::<DateTime>().unwrap(), "{agency}, {received}, {amount}");
}

#[test]
fn the_hours_of_the_agency_are_used_and_only_from_their_date() {
    let mut rows = rows();
    let all = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    rows.hours.push(hours("H42", "2023-10-18", &all, &["08:00-12:00", "13:30-17:30"]));
    check(&rows, "H42.19", "2023-10-18T07:00", "1 giờ", "2023-10-18T09:00");
    check(&rows, "H42.19", "2023-10-17T07:00", "1 giờ", "2023-10-17T08:30");
    check(&rows, "H42.19", "2023-10-16T07:00", "1 ngày làm việc", "2023-10-17T17:00");
    check(&rows, "H42.19", "2023-10-17T07:00", "1 ngày làm việc", "2023-10-18T17:30");
    check(&rows, "H43.19", "2023-10-18T07:00", "1 giờ", "2023-10-18T08:30");
}

#[test]
fn the_closest_agency_goes_first_and_may_work_on_saturday_morning() {
    let mut rows = rows();
    rows.hours.push(hours("H42.19", "2023-01-01", &[Weekday::Sat], &["07:30-11:30"]));
    rows.hours.push(hours("H42", "2023-06-01", &[Weekday::Sat], &[]));
    check(&rows, "H42.19", "2023-10-20T16:00", "2 giờ", "2023-10-21T08:30");
    check(&rows, "H42.20", "2023-10-20T16:00", "2 giờ", "2023-10-23T08:30");
    // 360 minutes do not fit into a morning of 240: the rest runs on Monday.
    check(&rows, "H42.19", "2023-10-20T08:00", "0,75 ngày làm việc", "2023-10-23T09:30");
}

#[test]
fn a_working_saturday_has_the_hours_of_the_weekday_it_replaces() {
    let mut rows = rows();
    rows.hours.push(hours("H42", "2023-01-01", &[Weekday::Mon], &["09:00-12:00"]));
    // 29/04/2024 was a Monday, worked on Saturday 04/05/2024.
    check(&rows, "H42", "2024-05-03T08:00", "1 ngày làm việc", "2024-05-04T12:00");
    check(&rows, "H42", "2024-05-03T16:30", "1 giờ", "2024-05-04T09:30");
    check(&rows, "H43", "2024-05-03T08:00", "1 ngày làm việc", "2024-05-04T17:00");
}

#[test]
fn every_row_has_a_source_and_a_name() {
    for row in rows().days {
        assert!(!row.source.is_empty() && !row.name.is_empty(), "{}", row.date);
    }
}

#[test]
fn rows_survive_being_written_and_read_again() {
    let text = serde_json::to_string(&rows()).unwrap();
    assert_eq!(CalendarRows::from_json(&text).unwrap(), rows());
}

#[test]
fn rows_that_contradict_each_other_are_refused() {
    type Change = fn(&mut CalendarRows);
    let cases: [(Change, &str); 7] = [
        (|rows| rows.days.push(rows.days[1].clone()), "hai dòng"),
        (|rows| rows.days.retain(|row| row.date.to_string() != "2024-05-04"), "chưa đủ cặp"),
        (|rows| rows.days.retain(|row| row.date.to_string() != "2024-04-29"), "chưa đủ cặp"),
        (|rows| rows.days[0].source.clear(), "chưa ghi nguồn"),
        (|rows| rows.hours.clear(), "không có giờ làm việc"),
        (|rows| rows.hours[0].shifts.reverse(), "chồng nhau"),
        (|rows| rows.years.from = 2031, "năm bắt đầu"),
    ];
    for (change, part) in cases {
        let mut rows = rows();
        change(&mut rows);
        let error = Calendar::build(&rows, None).expect_err(part).to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn a_shift_is_two_times_in_order() {
    assert_eq!("07:30-11:30".parse::<Shift>().unwrap().to_string(), "07:30-11:30");
    assert_eq!(" 07:30 - 11:30 ".parse::<Shift>().unwrap().minutes(), 240);
    for text in ["", "07:30", "11:30-07:30", "07:30,11:30", "07:30-25:00", "07:30-07:30"] {
        assert!(text.parse::<Shift>().is_err(), "{text}");
    }
    let error = Calendar::from_json(&ROWS.replace("07:30-11:30", "07:30,11:30")).unwrap_err();
    assert!(error.to_string().contains("07:30,11:30"), "{error}");
}

#[test]
fn terms_are_read_as_people_write_them() {
    let rows = [
        ("7 giờ", 7000, TermUnit::Gio),
        ("8 giờ làm việc", 8000, TermUnit::Gio),
        ("1,5 ngày làm việc", 1500, TermUnit::NgayLamViec),
        ("1.5 Ngày làm việc", 1500, TermUnit::NgayLamViec),
        ("05  NGÀY  LÀM VIỆC ", 5000, TermUnit::NgayLamViec),
        ("3 ngày", 3000, TermUnit::Ngay),
        ("2 tháng", 2000, TermUnit::Thang),
        ("2tháng", 2000, TermUnit::Thang),
        ("0,125 ngay-lam-viec", 125, TermUnit::NgayLamViec),
        ("7 gio", 7000, TermUnit::Gio),
        ("15\u{a0}ngày", 15_000, TermUnit::Ngay),
        // The same words with marks as characters of their own (NFD).
        ("1,5 nga\u{300}y la\u{300}m vie\u{323}\u{302}c", 1500, TermUnit::NgayLamViec),
        ("7 gio\u{31b}\u{300}", 7000, TermUnit::Gio),
        ("10000 tháng", 10_000_000, TermUnit::Thang),
    ];
    for (text, amount_milli, unit) in rows {
        assert_eq!(Term::parse(text).ok(), Term::new(amount_milli, unit), "{text}");
    }
}

#[test]
fn terms_that_say_nothing_are_refused_with_what_to_do() {
    let rows = [
        ("", "đang trống"),
        ("   ", "đang trống"),
        ("giờ", "chưa có số hợp lệ"),
        ("bảy giờ", "chưa có số hợp lệ"),
        ("1,2,3 giờ", "chưa có số hợp lệ"),
        ("1, giờ", "chưa có số hợp lệ"),
        ("1-2 ngày", "chưa có số hợp lệ"),
        ("0 giờ", "lớn hơn 0"),
        ("0,000 ngày làm việc", "lớn hơn 0"),
        ("-3 ngày", "lớn hơn 0"),
        ("7", "thiếu đơn vị"),
        ("7 tuần", "đơn vị “tuần” chưa đúng"),
        ("0,1234 giờ", "tối đa 3 chữ số"),
        ("10001 ngày", "quá dài"),
        ("99999999999 ngày", "quá dài"),
        ("1,5 ngày", "phải là số nguyên"),
        ("0,5 tháng", "phải là số nguyên"),
    ];
    for (text, part) in rows {
        let error = Term::parse(text).expect_err(text).to_string();
        assert!(error.contains(part), "{text}: {error}");
    }
}

#[test]
fn amount_and_unit_may_stand_apart() {
    assert_eq!(Term::from_parts(" 1,5 ", "Ngày làm việc"), Term::parse("1,5 ngày làm việc"));
    assert_eq!(Term::from_parts("7", ""), Err(BadTerm::NoUnit("7".to_owned())));
    assert_eq!(Term::from_parts("", "gio"), Err(BadTerm::Empty));
}

#[test]
fn terms_are_written_in_vietnamese() {
    for text in ["1,5 ngày làm việc", "7 giờ", "0,125 giờ", "3 ngày", "2 tháng"] {
        assert_eq!(Term::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn a_stored_term_is_checked_when_it_is_read() {
    let term = Term::parse("1,5 ngày làm việc").unwrap();
    let text = serde_json::to_string(&term).unwrap();
    assert_eq!(text, r#"{"amount_milli":1500,"unit":"ngay-lam-viec"}"#);
    assert_eq!(serde_json::from_str::<Term>(&text).unwrap(), term);
    assert!(serde_json::from_str::<Term>(&text.replace("1500", "0")).is_err());
}

#[test]
fn a_policy_is_its_code_and_a_blank_is_the_law() {
    assert_eq!("".parse(), Ok(Policy::CivilCode));
    assert_eq!("same-time".parse(), Ok(Policy::SameTime));
    assert!("civil".parse::<Policy>().unwrap_err().to_string().contains("civil-code"));
}
