//! The way of one dossier: who does what, one durable act after the other.

use crate::http::Form;
use domain::calendar::Term;
use domain::dossier::action::Action;
use domain::dossier::event::{Channel, Reason};

/// *Đăng ký khai sinh*: its form is filled in and checked like any citizen's.
pub(crate) const PROCEDURE: &str = "1.001193";

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// The applicant, with his follow key.
    Owner,
    /// *Cán bộ một cửa*.
    Clerk,
    /// *Công chức thụ lý*.
    CaseOfficer,
    /// *Lãnh đạo*.
    Leader,
    /// The case officer of the unit that was asked.
    Asked,
}

/// One durable act after the dossier was handed in, as `Action` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Accept,
    Assign,
    RequestSupplement,
    Supplement,
    Forward,
    SendBack,
    Consult,
    Answer,
    ProposeCorrection,
    ApproveCorrection,
    Approve,
    IssueResult,
    HandOver,
}

/// The acts of a dossier after it was handed in online: eleven, and four more for every fourth dossier.
pub(crate) fn steps(number: u64) -> Vec<Step> {
    use Step as S;
    let mut steps = vec![S::Accept, S::Assign, S::RequestSupplement, S::Supplement];
    if number.is_multiple_of(4) {
        steps.extend([S::Consult, S::Answer, S::ProposeCorrection, S::ApproveCorrection]);
    }
    steps.extend([S::Forward, S::SendBack, S::Forward, S::Approve, S::IssueResult, S::HandOver]);
    steps
}

impl Step {
    /// Who does it.
    pub(crate) fn who(self) -> Who {
        match self {
            Step::Supplement => Who::Owner,
            Step::Accept | Step::ProposeCorrection | Step::IssueResult | Step::HandOver => Who::Clerk,
            Step::Assign | Step::RequestSupplement | Step::Forward | Step::Consult => Who::CaseOfficer,
            Step::SendBack | Step::ApproveCorrection | Step::Approve => Who::Leader,
            Step::Answer => Who::Asked,
        }
    }

    /// The word of its address, and what is typed into its form.
    pub(crate) fn form(self, officer: &str, asked: &str) -> (&'static str, Form) {
        match self {
            Step::Accept => ("accept", Form::default()),
            Step::Assign => ("assign", Form::of(&[("assign.can-bo", officer)])),
            Step::RequestSupplement => (
                "request-supplement",
                Form::of(&[("request-supplement.muc", "Giấy chứng sinh bản chính\nCăn cước của mẹ")]),
            ),
            Step::Supplement => ("bo-sung", Form::of(&[("loi-nhan", "Đã gửi bản chính qua bưu điện")])),
            Step::Forward => {
                ("forward", Form::of(&[("forward.buoc", "ky-duyet"), ("forward.loi-nhan", "Đủ điều kiện")]))
            }
            Step::SendBack => {
                ("send-back", Form::of(&[("send-back.buoc", "tham-dinh"), ("send-back.ly-do", "Thiếu dấu")]))
            }
            Step::Consult => {
                ("consult", Form::of(&[("consult.don-vi", asked), ("consult.noi-dung", "Xác minh nơi thường trú")]))
            }
            Step::Answer => {
                let fields = [("answer-consultation.so", "1"), ("answer-consultation.tra-loi", "Đúng như khai")];
                ("answer-consultation", Form::of(&fields))
            }
            Step::ProposeCorrection => {
                let form = applicant("Người Nộp Mậu").with("propose-correction.ly-do", "Viết nhầm dấu");
                ("propose-correction", form)
            }
            Step::ApproveCorrection => ("approve-correction", Form::default()),
            Step::Approve => ("approve", Form::of(&[("approve.y-kien", "Đồng ý")])),
            Step::IssueResult => {
                ("issue-result", Form::of(&[("issue-result.so", "01/GKS"), ("issue-result.ten", "Giấy khai sinh")]))
            }
            Step::HandOver => ("hand-over", Form::of(&[("hand-over.cach", "counter"), ("hand-over.ban-chinh", "on")])),
        }
    }

    /// The same as an action; a correction has none: what it changes is sealed first.
    pub(crate) fn action(self, officer: &str, asked: &str) -> Option<Action> {
        Some(match self {
            Step::Accept => Action::Accept,
            Step::Assign => Action::Assign { officer: officer.to_owned() },
            Step::RequestSupplement => Action::RequestSupplement {
                items: vec![why("Giấy chứng sinh bản chính")?, why("Căn cước của mẹ")?],
            },
            Step::Supplement => {
                Action::Supplement { papers: Vec::new(), note: why("Đã gửi bản chính qua bưu điện") }
            }
            Step::Forward => {
                Action::Forward { step: "ky-duyet".to_owned(), officer: None, note: why("Đủ điều kiện") }
            }
            Step::SendBack => Action::SendBack { step: "tham-dinh".to_owned(), reason: why("Thiếu dấu")? },
            Step::Consult => Action::Consult {
                unit: asked.parse().ok()?,
                question: why("Xác minh nơi thường trú")?,
                term: None::<Term>,
            },
            Step::Answer => Action::AnswerConsultation { number: 1, answer: why("Đúng như khai")? },
            Step::ProposeCorrection => return None,
            Step::ApproveCorrection => Action::ApproveCorrection,
            Step::Approve => Action::Approve { note: why("Đồng ý") },
            Step::IssueResult => {
                Action::IssueResult { number: why("01/GKS")?, title: why("Giấy khai sinh")?, paper: None }
            }
            Step::HandOver => Action::HandOver { channel: Channel::Counter, originals_returned: true },
        })
    }
}

/// A text somebody is owed.
pub(crate) fn why(text: &str) -> Option<Reason> {
    Reason::new(text)
}

/// Who asks, as typed.
pub(crate) fn applicant(name: &str) -> Form {
    Form::of(&[
        ("full_name", name),
        ("id_number", "001090000001"),
        ("phone", "0900 000 000"),
        ("address", "Dữ liệu mẫu, phường Hoa Lư, tỉnh Ninh Bình"),
    ])
}

/// What is typed on each page of the application for [`PROCEDURE`]; pages not named are left empty.
pub(crate) const ANSWERS: [(&str, &str, &str); 17] = [
    ("who", "who", "one-self"),
    ("answer.child_family_name", "answer.child_family_name", "NGUYỄN THỊ"),
    ("answer.child_given_name", "answer.child_given_name", "MẪU"),
    ("answer.child_birth_date", "answer.child_birth_date.ngay", "21"),
    ("answer.child_birth_date", "answer.child_birth_date.thang", "3"),
    ("answer.child_birth_date", "answer.child_birth_date.nam", "2026"),
    ("answer.child_sex", "answer.child_sex", "Nữ"),
    ("answer.child_birth_place", "answer.child_birth_place", "Bệnh viện tỉnh"),
    ("answer.birth_record", "answer.birth_record", "Cơ sở y tế đã gửi dữ liệu chứng sinh"),
    ("answer.child_ethnic_group", "answer.child_ethnic_group", "Kinh"),
    ("answer.parents", "answer.parents", "Biết cả cha và mẹ"),
    ("answer.parents_married", "answer.parents_married", "co"),
    ("answer.mother_id", "answer.mother_id", "001190000002"),
    ("answer.father_id", "answer.father_id", "001090000001"),
    ("answer.copies", "answer.copies", "2"),
    ("phone", "phone", "0900 000 000"),
    ("address", "address", "Dữ liệu mẫu, phường Hoa Lư, tỉnh Ninh Bình"),
];

/// The form of one page of the application, filled in.
pub(crate) fn page_form(page: &str, agency: &str) -> Form {
    let person = [("full_name", "Người Nộp Mẫu"), ("id_number", "001090000001"), ("agency", agency)];
    let person = person.iter().filter(|(name, _)| *name == page).copied();
    let answers = ANSWERS.iter().filter(|(on, ..)| *on == page).map(|(_, name, value)| (*name, *value));
    person.chain(answers).fold(Form::default(), |form, (name, value)| form.with(name, value))
}
