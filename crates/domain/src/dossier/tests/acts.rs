//! One sentence and one row each: what the law gives and what it refuses.

use super::*;
use crate::calendar::Timeliness;
use crate::dossier::decide::allowed;
use crate::dossier::event::{Channel, Fact, Outcome, Paper, PaymentMethod};
use crate::dossier::track::{Standing, Track};
use crate::dossier::{State, StateName};

fn due_of(desk: &Desk) -> String {
    desk.dossier().clock().unwrap().due.unwrap().at.to_string()
}

fn refused(desk: &mut Desk, who: &str, when: &str, action: Action) -> String {
    desk.ask(who, when, action).expect_err("it must be refused").to_string()
}

fn supplement(item: &str) -> Action {
    Action::RequestSupplement { items: vec![why(item)] }
}

fn extend() -> Action {
    let more = Term::parse("2 ngày làm việc").unwrap();
    Action::Extend { more, reason: why("chờ xác minh"), apology: why("Thành thật xin lỗi ông, bà") }
}

#[test]
fn receipt_starts_the_clock_and_the_day_of_receipt_does_not_count() {
    assert_eq!(due_of(&Desk::received()), "2023-10-23T17:00:00");
}

#[test]
fn a_second_request_for_papers_is_refused_with_the_article() {
    let mut desk = Desk::received().done(OFFICER, "2023-10-16T10:00", supplement("bản sao giấy chứng sinh")).done(
        "applicant",
        "2023-10-18T10:00",
        Action::Supplement { papers: Vec::new(), note: None },
    );
    let said = refused(&mut desk, OFFICER, "2023-10-18T11:00", supplement("thêm một bản nữa"));
    assert!(said.contains("một lần") && said.contains("Nghị định 61/2018"), "{said}");
}

#[test]
fn complete_papers_start_the_term_from_zero() {
    let desk = Desk::received().done(OFFICER, "2023-10-16T10:00", supplement("giấy chứng sinh")).done(
        "applicant",
        "2023-10-30T10:00",
        Action::Supplement { papers: Vec::new(), note: None },
    );
    assert_eq!(due_of(&desk), "2023-11-06T17:00:00");
    assert_eq!(desk.dossier().clock().unwrap().received_at, at("2023-10-16T09:00"), "first receipt stays");
}

#[test]
fn papers_asked_for_before_receipt_leave_the_clock_unstarted() {
    let desk = Desk::new().done(CLERK, "2023-10-16T08:30", supplement("đơn chưa ký")).done(
        "applicant",
        "2023-10-17T08:00",
        Action::Supplement { papers: Vec::new(), note: None },
    );
    assert_eq!(desk.dossier().state, State::Submitted);
    assert_eq!(desk.dossier().clock(), None);
}

#[test]
fn a_pause_gives_back_the_days_it_took_and_no_more() {
    let desk = Desk::received()
        .done(OFFICER, "2023-10-17T10:00", Action::Pause { reason: why("chờ trưng cầu giám định") })
        .done(OFFICER, "2023-10-19T10:00", Action::Resume);
    assert_eq!(due_of(&desk), "2023-10-25T17:00:00");
}

#[test]
fn a_duty_stops_the_clock_until_it_is_paid() {
    let duty = Action::RequestDuty { amount_vnd: 50_000, what: why("lệ phí") };
    let paid = Action::PayDuty { method: PaymentMethod::Cash, reference: Some("BL-1".to_owned()) };
    let desk = Desk::received().done(OFFICER, "2023-10-17T10:00", duty);
    assert_eq!(desk.dossier().state.name(), StateName::AwaitingPayment);
    let desk = desk.done(CLERK, "2023-10-18T10:00", paid);
    assert_eq!(due_of(&desk), "2023-10-24T17:00:00");
}

#[test]
fn a_dossier_is_re_appointed_once_with_an_apology() {
    let mut desk = Desk::received().done(LEADER, "2023-10-20T10:00", extend());
    assert_eq!(due_of(&desk), "2023-10-25T17:00:00");
    let said = refused(&mut desk, LEADER, "2023-10-23T10:00", extend());
    assert!(said.contains("Nghị định 61/2018"), "{said}");
}

#[test]
fn an_apology_on_the_due_day_comes_too_late() {
    let said = refused(&mut Desk::received(), LEADER, "2023-10-23T07:31", extend());
    assert!(said.contains("Nghị định 61/2018"), "{said}");
}

#[test]
fn units_are_asked_in_parallel_and_waited_for_until_their_term_has_run_out() {
    let ask = |unit: &str| Action::Consult {
        unit: unit.parse().unwrap(),
        question: why("cho ý kiến"),
        term: Some(Term::parse("2 ngày làm việc").unwrap()),
    };
    let mut desk = Desk::received()
        .done(OFFICER, "2023-10-16T10:00", ask("H42.10"))
        .done(OFFICER, "2023-10-16T10:05", ask("H42.12"))
        .done(OFFICER, "2023-10-16T10:06", Action::AnswerConsultation { number: 2, answer: why("đồng ý") })
        .done(OFFICER, "2023-10-17T10:00", Action::Forward { step: "ky".to_owned(), officer: None, note: None });
    let said = refused(&mut desk, LEADER, "2023-10-18T10:00", Action::Approve { note: None });
    assert!(said.contains("H42.10") && !said.contains("H42.12"), "{said}");
    desk.ask(LEADER, "2023-10-19T08:00", Action::Approve { note: None }).unwrap();
}

#[test]
fn only_the_one_whose_turn_it_is_may_act() {
    let mut desk = Desk::received().done(OFFICER, "2023-10-16T10:00", Action::Assign { officer: OFFICER.to_owned() });
    let forward = || Action::Forward { step: "ky".to_owned(), officer: None, note: None };
    for (who, said) in [("thu-ly-2", "đang giao cho thu-ly"), (CLERK, "đang giao cho thu-ly")] {
        assert!(refused(&mut desk, who, "2023-10-16T11:00", forward()).contains(said), "{who}");
    }
    desk.ask(LEADER, "2023-10-16T11:00", Action::Assign { officer: "thu-ly-2".to_owned() }).unwrap();
    desk.ask("thu-ly-2", "2023-10-16T12:00", forward()).unwrap();
}

#[test]
fn a_decision_is_signed_by_the_leader_in_the_step_that_decides() {
    let mut early = Desk::received();
    assert!(refused(&mut early, OFFICER, "2023-10-16T10:00", Action::Approve { note: None }).contains("lãnh đạo"));
    assert!(
        refused(&mut early, LEADER, "2023-10-16T10:00", Action::Approve { note: None }).contains("chưa tới bước ký")
    );
    let mut desk = Desk::at_the_leader();
    desk.ask(LEADER, "2023-10-17T10:00", Action::Approve { note: None }).unwrap();
}

#[test]
fn a_step_the_process_does_not_lead_to_is_refused() {
    let mut desk = Desk::at_the_leader();
    let forward = Action::Forward { step: "xac-minh".to_owned(), officer: None, note: None };
    assert!(refused(&mut desk, LEADER, "2023-10-17T10:00", forward).contains("không chuyển tới «xac-minh»"));
    let back = Action::SendBack { step: "tham-dinh".to_owned(), reason: why("thiếu tờ trình") };
    desk.ask(LEADER, "2023-10-17T10:00", back).unwrap();
    assert_eq!(desk.dossier().place().unwrap().step.as_deref(), Some("tham-dinh"));
}

#[test]
fn the_clock_runs_until_the_result_lies_at_the_counter() {
    let issue = Action::IssueResult { number: why("12/GKS"), title: why("Giấy khai sinh"), paper: None };
    let signed = Desk::at_the_leader().done(LEADER, "2023-10-23T16:00", Action::Approve { note: None });
    let late = signed.done(CLERK, "2023-10-24T08:00", issue);
    let track = track(&late);
    assert_eq!(track.ended(), Some((at("2023-10-24T08:00"), Outcome::Approved, Timeliness::Late)));
}

#[test]
fn what_is_handed_over_online_is_a_file_or_a_refusal() {
    let file = Paper {
        component: None,
        name: "giay-khai-sinh.pdf".to_owned(),
        sha256: Digest::of(b"%PDF"),
        bytes: 4,
        media_type: "application/pdf".to_owned(),
    };
    let hand_over = |channel| Action::HandOver { channel, originals_returned: true };
    let online = || hand_over(Channel::Online);
    for paper in [None, Some(file)] {
        let there = paper.is_some();
        let issue = Action::IssueResult { number: why("12/GKS"), title: why("Giấy khai sinh"), paper };
        let signed = Desk::at_the_leader().done(LEADER, "2023-10-23T09:00", Action::Approve { note: None });
        let mut desk = signed.done(CLERK, "2023-10-23T10:00", issue);
        if there {
            desk.ask(CLERK, "2023-10-23T11:00", online()).unwrap();
        } else {
            assert!(refused(&mut desk, CLERK, "2023-10-23T11:00", online()).contains("không kèm tệp"));
            desk.ask(CLERK, "2023-10-23T11:00", hand_over(Channel::Post)).unwrap();
        }
    }
    let refusal = Action::Refuse { reason: why("không đủ điều kiện") };
    let mut desk = Desk::at_the_leader().done(LEADER, "2023-10-23T09:00", refusal);
    desk.ask(CLERK, "2023-10-23T11:00", online()).unwrap();
}

#[test]
fn a_correction_needs_four_eyes_and_rewrites_nothing() {
    let propose = Action::ProposeCorrection {
        fields: vec!["full_name".to_owned()],
        particulars: Digest::of(b"right"),
        reason: why("viết nhầm dấu"),
    };
    let mut desk = Desk::at_the_leader().done(LEADER, "2023-10-17T10:00", propose);
    let said = refused(&mut desk, LEADER, "2023-10-17T10:01", Action::ApproveCorrection);
    assert!(said.contains("không được tự duyệt"), "{said}");
    let before = desk.events.clone();
    desk.ask("lanh-dao-2", "2023-10-17T10:02", Action::ApproveCorrection).unwrap();
    assert_eq!(desk.events[..before.len()], before[..]);
    assert_eq!(desk.dossier().particulars, Digest::of(b"right"));
    assert!(matches!(desk.events.last().unwrap().fact, Fact::Corrected { .. }));
}

#[test]
fn withdrawn_before_receipt_is_never_counted_as_received() {
    let desk = Desk::new().done("applicant", "2023-10-16T08:10", Action::Withdraw { reason: why("nhầm thủ tục") });
    assert_eq!(track(&desk).received_at, None);
    assert_eq!(track(&desk).spans, []);
}

#[test]
fn a_halted_dossier_that_is_withdrawn_is_measured_by_the_last_promise() {
    let desk = Desk::received().done(OFFICER, "2023-10-17T10:00", Action::Pause { reason: why("chờ giám định") }).done(
        "applicant",
        "2023-10-30T10:00",
        Action::Withdraw { reason: why("không cần nữa") },
    );
    assert_eq!(track(&desk).spans.last().unwrap().1, Standing::Done(Outcome::Withdrawn, Timeliness::Late));
}

#[test]
fn each_change_of_status_is_told_and_reported_at_once() {
    let desk = Desk::received();
    let told = |effect: &Effect| matches!(effect, Effect::TellApplicant { about } if about == "accepted");
    assert!(desk.effects.iter().any(told));
    assert!(desk.effects.contains(&Effect::ReportStatus { code: 2 }));
}

#[test]
fn a_page_offers_exactly_what_would_be_given() {
    let desk = Desk::at_the_leader();
    let (leader, now) = (hand(LEADER), at("2023-10-17T10:00"));
    let offered: Vec<&str> =
        allowed(&desk.dossier(), &desk.circumstances(&leader, now)).iter().map(|it| it.key()).collect();
    assert_eq!(
        offered,
        [
            "assign",
            "forward",
            "send-back",
            "consult",
            "request-supplement",
            "request-duty",
            "pause",
            "extend",
            "approve",
            "refuse",
            "stop",
            "look-up",
            "propose-correction"
        ]
    );
}

fn track(desk: &Desk) -> Track {
    let mut track = Track::begin(&desk.events[0]).unwrap();
    for event in &desk.events[1..] {
        track.apply(event);
    }
    track
}

#[test]
fn nothing_stops_the_clock_of_a_late_dossier() {
    for action in [
        Action::Pause { reason: why("chờ") },
        Action::RequestDuty { amount_vnd: 1, what: why("phí") },
        supplement("giấy"),
    ] {
        let said = refused(&mut Desk::received(), OFFICER, "2023-10-24T07:31", action);
        assert!(said.contains("đã quá hạn"), "{said}");
    }
}

#[test]
fn short_pauses_night_after_night_earn_their_minutes_and_no_more() {
    let mut desk = Desk::received();
    for day in ["2023-10-16", "2023-10-17", "2023-10-18", "2023-10-19"] {
        let morning = day.parse::<jiff::civil::Date>().unwrap().tomorrow().unwrap();
        desk.ask(OFFICER, &format!("{day}T16:59"), Action::Pause { reason: why("chờ") }).unwrap();
        desk.ask(OFFICER, &format!("{morning}T07:31"), Action::Resume).unwrap();
    }
    assert_eq!(due_of(&desk), "2023-10-24T07:38:00", "four nights of two minutes");
}

#[test]
fn nobody_takes_what_another_holds_or_what_is_not_his_turn() {
    let mut held = Desk::received().done(OFFICER, "2023-10-16T10:00", Action::Assign { officer: OFFICER.to_owned() });
    let take = Action::Assign { officer: "thu-ly-2".to_owned() };
    assert!(refused(&mut held, "thu-ly-2", "2023-10-16T11:00", take).contains("chỉ lãnh đạo phân công lại"));
    let take = Action::Assign { officer: OFFICER.to_owned() };
    assert!(refused(&mut Desk::at_the_leader(), OFFICER, "2023-10-17T10:00", take).contains("lãnh đạo"));
}
