//! The whole table state × action, as a lawyer can read it (`snapshots/`).

use super::*;
use crate::dossier::StateName;
use crate::dossier::action::ActionName;
use crate::dossier::event::PaymentMethod;
use std::fmt::Write;

const NOW: &str = "2023-10-19T10:00";

/// A dossier in each state, on Thursday morning, four days before it is due.
fn in_state(state: StateName) -> Desk {
    let issue = || Action::IssueResult { number: why("12"), title: why("Kết quả"), paper: None };
    match state {
        StateName::Submitted => Desk::new(),
        StateName::NotAccepted => {
            Desk::new().done(CLERK, "2023-10-16T09:00", Action::NotAccept { reason: why("sai nơi") })
        }
        StateName::Received => Desk::received(),
        StateName::Processing => Desk::at_the_leader(),
        StateName::AwaitingSupplement => {
            Desk::received().done(OFFICER, "2023-10-17T09:00", Action::RequestSupplement { items: vec![why("đơn")] })
        }
        StateName::AwaitingPayment => Desk::received().done(
            OFFICER,
            "2023-10-17T09:00",
            Action::RequestDuty { amount_vnd: 1_000, what: why("phí") },
        ),
        StateName::Paused => Desk::received().done(OFFICER, "2023-10-17T09:00", Action::Pause { reason: why("chờ") }),
        StateName::Approved => Desk::at_the_leader().done(LEADER, "2023-10-17T10:00", Action::Approve { note: None }),
        StateName::Settled => in_state(StateName::Approved).done(CLERK, "2023-10-17T11:00", issue()),
        StateName::Returned => in_state(StateName::Settled).done(
            CLERK,
            "2023-10-17T14:00",
            Action::HandOver { channel: Channel::Counter, originals_returned: true },
        ),
        StateName::Withdrawn => {
            Desk::received().done("applicant", "2023-10-17T09:00", Action::Withdraw { reason: why("thôi") })
        }
        StateName::Stopped => {
            Desk::received().done(LEADER, "2023-10-17T09:00", Action::Stop { reason: why("theo luật") })
        }
    }
}

fn example(action: ActionName, state: StateName) -> Action {
    let step = if state == StateName::Processing { "tham-dinh" } else { "ky" };
    match action {
        ActionName::Accept => Action::Accept,
        ActionName::NotAccept => Action::NotAccept { reason: why("lý do") },
        ActionName::Assign => Action::Assign { officer: OFFICER.to_owned() },
        ActionName::Forward => Action::Forward { step: "ky".to_owned(), officer: None, note: None },
        ActionName::SendBack => Action::SendBack { step: step.to_owned(), reason: why("lý do") },
        ActionName::Consult => Action::Consult { unit: "H42.10".parse().unwrap(), question: why("hỏi"), term: None },
        ActionName::AnswerConsultation => Action::AnswerConsultation { number: 1, answer: why("đáp") },
        ActionName::RequestSupplement => Action::RequestSupplement { items: vec![why("giấy")] },
        ActionName::Supplement => Action::Supplement { papers: Vec::new(), note: None },
        ActionName::RequestDuty => Action::RequestDuty { amount_vnd: 1_000, what: why("phí") },
        ActionName::PayDuty => Action::PayDuty { method: PaymentMethod::Transfer, reference: None },
        ActionName::Pause => Action::Pause { reason: why("lý do") },
        ActionName::Resume => Action::Resume,
        ActionName::Extend => Action::Extend {
            more: Term::parse("1 ngày làm việc").unwrap(),
            reason: why("lý do"),
            apology: why("xin lỗi"),
        },
        ActionName::Approve => Action::Approve { note: None },
        ActionName::Refuse => Action::Refuse { reason: why("lý do") },
        ActionName::IssueResult => Action::IssueResult { number: why("1"), title: why("kết quả"), paper: None },
        ActionName::HandOver => Action::HandOver { channel: Channel::Counter, originals_returned: true },
        ActionName::Withdraw => Action::Withdraw { reason: why("lý do") },
        ActionName::Stop => Action::Stop { reason: why("lý do") },
        ActionName::LookUp => look_up(),
        ActionName::ProposeCorrection => Action::ProposeCorrection {
            fields: vec!["full_name".to_owned()],
            particulars: Digest::of(b"x"),
            reason: why("lý do"),
        },
        ActionName::ApproveCorrection => Action::ApproveCorrection,
        ActionName::RejectCorrection => Action::RejectCorrection { reason: why("lý do") },
    }
}

#[test]
fn the_whole_table_of_states_and_actions() {
    let people = [("applicant", "người nộp"), (CLERK, "một cửa"), (OFFICER, "thụ lý"), (LEADER, "lãnh đạo")];
    let mut table = String::new();
    for state in StateName::ALL {
        writeln!(table, "\n{}", crate::dossier::decide::state_label(state)).unwrap();
        for (action, _) in ActionName::ALL {
            let mut who = Vec::new();
            let mut becomes = None;
            let mut refusal = String::new();
            for (person, label) in people {
                let mut desk = in_state(state);
                match desk.ask(person, NOW, example(action, state)) {
                    Ok(()) => {
                        who.push(label);
                        becomes = Some(desk.dossier().state.name());
                    }
                    // The last one asked is the leader: what stands in his way is not his role.
                    Err(Refusal::WrongState { .. }) => refusal = "trạng thái này không cho phép".to_owned(),
                    Err(reason) => refusal = reason.to_string(),
                }
            }
            let label = crate::dossier::decide::action_label(action);
            match becomes {
                Some(next) => {
                    let next = crate::dossier::decide::state_label(next);
                    writeln!(table, "  {label} → {next}   [{}]", who.join(", ")).unwrap();
                }
                None => writeln!(table, "  {label} ✗ {refusal}").unwrap(),
            }
        }
    }
    insta::assert_snapshot!("state_times_action", table);
}
