//! Rows that are taken and rows that are told, sentence by sentence.

use super::*;
use crate::calendar::{Binds, Timeliness, timeliness};
use crate::dossier::event::{Actor, Event, Fact};
use crate::dossier::track::Track;
use proptest::prelude::*;

fn now() -> Instant {
    Given::parse("2023-10-31T12:00").unwrap().start()
}

/// Reads a row written as in the file.
fn read(row: &str) -> Result<ReadDossier, Fault> {
    let fields: Vec<&str> = row.split(',').collect();
    DossierFields::from_array(fields.try_into().unwrap()).read(Terms { agency: None, now: now() })
}

#[track_caller]
fn rejected(row: &str, reason: &str) {
    assert_eq!(read(row).map(|it| it.past).unwrap_err().to_string(), reason);
}

const GOOD: &str = "H42.19-231016-0001,H42.19,1.004194,online,ca-nhan,2023-10-15T22:10,2023-10-16T08:00:05,2023-10-19,2023-10-18T16:00,2023-10-19T09:00,approved";

#[test]
fn a_row_that_makes_sense_is_taken_as_it_is() {
    let read = read(GOOD).unwrap();
    let past = &read.past;
    assert_eq!(read.code.as_str(), "H42.19-231016-0001");
    assert_eq!(
        (past.agency.as_str(), past.procedure.as_str(), past.applicant_kind.as_str()),
        ("H42.19", "1.004194", "ca-nhan")
    );
    assert_eq!(past.received_at.local().to_string(), "2023-10-16T08:00:05");
    assert_eq!(past.submitted_at.unwrap().local().to_string(), "2023-10-15T22:10:00");
    assert_eq!(past.due.unwrap().binds, Binds::Day);
    assert_eq!(read.handed_in, Given::parse("2023-10-15T22:10").unwrap());
}

#[test]
fn the_older_codes_of_agencies_and_dossiers_are_read_as_ours() {
    let read = read("000.00.19.H42-231016-0001,000.00.19.H42,1.000234.H42,post,,,2023-10-16,,,,").unwrap();
    assert_eq!((read.code.as_str(), read.past.agency.as_str()), ("H42.19-231016-0001", "H42.19"));
    assert_eq!(read.past.procedure, "1.000234.000.00.00.H42");
}

#[test]
fn times_in_an_order_that_cannot_be_are_told() {
    rejected(
        "A-0001,H42,1.004194,counter,,,2023-10-16T08:00,,2023-10-15T16:00,,approved",
        "finished_at (2023-10-15T16:00) đứng trước received_at (2023-10-16T08:00): kiểm tra hai thời điểm này",
    );
    rejected(
        "A-0001,H42,1.004194,counter,,2023-10-17,2023-10-16T08:00,,,,",
        "received_at (2023-10-16T08:00) đứng trước submitted_at (2023-10-17): kiểm tra hai thời điểm này",
    );
    rejected(
        "A-0001,H42,1.004194,counter,,,2023-10-16T08:00,,2023-10-18,2023-10-17,approved",
        "returned_at (2023-10-17) đứng trước finished_at (2023-10-18): kiểm tra hai thời điểm này",
    );
    rejected(
        "A-0001,H42,1.004194,counter,,,2023-10-16T08:00,2023-10-16T07:00,,,",
        "due_at (2023-10-16T07:00) đứng trước received_at (2023-10-16T08:00): kiểm tra hai thời điểm này",
    );
    rejected(
        "A-0001,H42,1.004194,counter,,2023-10-16T10:00,2023-10-16,,2023-10-16T09:00,,approved",
        "finished_at (2023-10-16T09:00) đứng trước submitted_at (2023-10-16T10:00): kiểm tra hai thời điểm này",
    );
}

#[test]
fn a_day_alone_is_compared_by_day() {
    let read =
        read("A-0001,H42,1.004194,counter,,,2023-10-16T08:00,2023-10-16,2023-10-16,2023-10-16,approved").unwrap();
    let (finished_at, _) = read.past.ended.unwrap();
    assert!(read.past.received_at <= finished_at && finished_at <= read.past.returned_at.unwrap());
}

#[test]
fn a_result_of_a_day_alone_is_judged_by_the_day() {
    let at_half_past_ten = "A-0001,H42,1.004194,counter,,,2023-10-16T08:00,2023-10-20T10:30,2023-10-20,,approved";
    let past = read(at_half_past_ten).unwrap().past;
    let class = timeliness(past.due, past.ended.unwrap().0.local());
    assert_eq!(class, Timeliness::OnTime, "not late on the due day, whatever its hour");
}

#[test]
fn a_due_time_binds_to_the_moment_and_a_due_day_to_its_end() {
    let class = |due: &str, finished: &str| {
        let row = format!("A-0001,H42,1.004194,counter,,,2023-10-16T08:00,{due},{finished},,approved");
        let past = read(&row).unwrap().past;
        timeliness(past.due, past.ended.unwrap().0.local())
    };
    assert_eq!(class("2023-10-20T17:00", "2023-10-20T17:01"), Timeliness::Late);
    assert_eq!(class("2023-10-20T17:00", "2023-10-20T17:00"), Timeliness::OnTime);
    assert_eq!(class("2023-10-20", "2023-10-20T23:59:59"), Timeliness::OnTime);
    assert_eq!(class("2023-10-20", "2023-10-21"), Timeliness::Late);
    assert_eq!(class("2023-10-20", "2023-10-19T23:59"), Timeliness::Early);
    assert_eq!(class("", "2023-10-19"), Timeliness::NoDeadline);
}

#[test]
fn an_end_and_its_outcome_come_together_or_not_at_all() {
    let start = "A-0001,H42,1.004194,counter,,,2023-10-16T08:00,";
    assert_eq!(read(&format!("{start},,,approved")).unwrap_err(), Fault::OutcomeWithoutFinish);
    assert_eq!(read(&format!("{start},2023-10-17,,")).unwrap_err(), Fault::FinishWithoutOutcome);
    assert_eq!(read(&format!("{start},,2023-10-17,")).unwrap_err(), Fault::ReturnWithoutFinish);
    assert!(read(&format!("{start},,,")).unwrap().past.ended.is_none());
}

#[test]
fn what_has_not_happened_yet_is_no_history() {
    let start = "A-0001,H42,1.004194,counter,,,2023-10-16T08:00,";
    let row = format!("{start},2023-10-31T12:00:01,,approved");
    rejected(&row, "finished_at (2023-10-31T12:00:01) ở tương lai: lịch sử chỉ gồm việc đã xảy ra");
    assert!(read(&format!("{start},2023-10-31T12:00,,approved")).is_ok(), "this very moment is past");
    assert!(read(&format!("{start},2023-10-31,,approved")).is_ok(), "today, as a day");
    assert!(read(&format!("{start},2023-11-01,,approved")).is_err());
    assert!(read("A-0001,H42,1.004194,counter,,,2023-10-16T08:00,2099-12-31,,,").is_ok(), "a due day may lie ahead");
}

#[test]
fn fields_that_are_no_code_no_word_and_no_day_are_told() {
    rejected(
        "A-0001,H42,1.004194,counter,,,2023-02-31,,,,",
        "received_at «2023-02-31» không phải ngày giờ có thật: ghi dạng 2023-10-16T08:30 hoặc 2023-10-16",
    );
    rejected("A-0001,H42,1.004194,counter,,,,,,,", "thiếu received_at: điền vào cột này");
    rejected(",H42,1.004194,counter,,,2023-10-16,,,,", "thiếu dossier_code: điền vào cột này");
    rejected(
        "A-0001,,1.004194,counter,,,2023-10-16,,,,",
        "thiếu agency_code: điền mã cơ quan, hoặc chạy lại với --agency",
    );
    rejected(
        "A-0001,42,1.004194,counter,,,2023-10-16,,,,",
        "mã cơ quan «42» chưa đúng: cần dạng H42 hoặc H42.19 (hay dạng cũ 000.00.19.H42)",
    );
    rejected(
        "A-0001,H42,1004194,counter,,,2023-10-16,,,,",
        "mã thủ tục «1004194» chưa đúng: cần dạng 1.004194 (một chữ số, dấu chấm, sáu chữ số), hoặc 1.000234.000.00.00.H42",
    );
    rejected(
        "A-0001,H42,1.004194,Trực tiếp,,,2023-10-16,,,,",
        "kênh «Trực tiếp» không có: ghi counter (trực tiếp), online (trực tuyến) hoặc post (bưu chính)",
    );
    rejected(
        "A-0001,H42,1.004194,counter,,,2023-10-16,,2023-10-17,,done",
        "kết quả «done» không có: ghi approved, refused, withdrawn, stopped, hoặc để trống khi chưa xong",
    );
}

#[test]
fn the_agency_asked_for_fills_empty_fields_and_shuts_others_out() {
    let within = "H42.19".parse().unwrap();
    let read = |agency: &str| {
        let fields = ["A-0001", agency, "1.004194", "counter", "", "", "2023-10-16", "", "", "", ""];
        DossierFields::from_array(fields).read(Terms { agency: Some(&within), now: now() })
    };
    assert_eq!(read("").unwrap().past.agency, within);
    assert_eq!(read("H42.19.02").unwrap().past.agency.as_str(), "H42.19.02");
    assert!(matches!(read("H42.20").unwrap_err(), Fault::OtherAgency { .. }));
}

#[test]
fn an_activity_is_taken_or_told() {
    let handed_in = Given::parse("2023-10-16T08:00").unwrap();
    let read = |at, activity| {
        let fields = ["A-0001", at, activity, "Phòng Tư pháp", "Nguyễn Văn A"];
        ActivityFields::from_array(fields).read(handed_in, Terms { agency: None, now: now() })
    };
    let taken = read("2023-10-16 08:00:00", " Tiếp nhận ").unwrap().to_past();
    assert_eq!((taken.activity.as_str(), taken.unit.as_str()), ("Tiếp nhận", "Phòng Tư pháp"));
    assert!(read("2023-10-16", "Tiếp nhận").is_ok(), "a day alone is compared by day");
    assert!(matches!(read("2023-10-16T07:59", "Tiếp nhận").unwrap_err(), Fault::BeforeHandedIn { .. }));
    assert_eq!(read("2023-10-16T09:00", "  ").unwrap_err(), Fault::Empty("activity"));
    assert!(matches!(read("16/10/2023", "Tiếp nhận").unwrap_err(), Fault::Time { .. }));
    assert_eq!(read("", "Tiếp nhận").unwrap_err(), Fault::Empty("at"));
    assert!(matches!(read("2023-11-16", "Tiếp nhận").unwrap_err(), Fault::Future { .. }));
}

#[test]
fn texts_that_are_no_time_are_not_guessed_at() {
    for text in [
        "",
        "2023",
        "16/10/2023",
        "31/02/2023",
        "2023-13-01",
        "2023-02-29",
        "2023-10-16T",
        "2023-10-16T8:30",
        "2023-10-16T24:00",
        "2023-10-16T23:60",
        "2023-10-16T08:30Z",
        "2023-10-16T08:30:5",
        "2023-10-16T08:30:05.",
        "0001-01-01",
        "9999-12-31",
        "２023-10-16",
        "2023-1é-16",
        "2023-10-16T08:30+00:00",
    ] {
        assert_eq!(Given::parse(text), None, "{text}");
    }
    let parts = Given::parse("2024-02-29T08:30:05.999").unwrap();
    assert_eq!(parts.start().local().to_string(), "2024-02-29T08:30:05");
}

proptest! {
    #[test]
    fn no_text_makes_reading_fail_otherwise_than_with_a_reason(fields in prop::array::uniform11(".{0,24}")) {
        let fields = fields.each_ref().map(String::as_str);
        if let Err(fault) = DossierFields::from_array(fields).read(Terms { agency: None, now: now() }) {
            prop_assert!(!fault.to_string().contains('\n'));
        }
    }

    #[test]
    fn what_is_taken_has_its_times_in_order(
        days in prop::array::uniform5((1..28_u8, 0..24_u8, any::<bool>(), any::<bool>())),
    ) {
        let text = |(day, hour, alone, empty): (u8, u8, bool, bool), must: bool| match (empty && !must, alone) {
            (true, _) => String::new(),
            (_, true) => format!("2023-10-{day:02}"),
            _ => format!("2023-10-{day:02}T{hour:02}:00"),
        };
        let [submitted, received, due, finished, returned] = days;
        let outcome = if text(finished, false).is_empty() { "" } else { "approved" };
        let row = format!(
            "A-0001,H42,1.004194,counter,,{},{},{},{},{},{outcome}",
            text(submitted, false), text(received, true), text(due, false), text(finished, false), text(returned, false),
        );
        if let Ok(read) = read(&row) {
            let past = read.past;
            prop_assert!(past.submitted_at.is_none_or(|at| at <= past.received_at));
            prop_assert!(past.ended.is_none_or(|(at, _)| past.received_at <= at && at <= now()));
            prop_assert!(past.returned_at.is_none_or(|at| past.ended.unwrap().0 <= at));
            let event = Event { at: past.received_at, actor: Actor::Import, fact: Fact::Imported(Box::new(past)) };
            let spans = Track::begin(&event).unwrap().spans;
            prop_assert!(spans.is_sorted_by_key(|(from, _)| *from), "{:?}", spans);
        }
    }
}
