//! *Hành động*: what people ask for; [`super::decide`] says whether it may happen.

use super::event::{Channel, OfficerId, Paper, PaymentMethod, Reason};
use crate::agency::AgencyCode;
use crate::calendar::Term;
use crate::ledger::Digest;
use crate::lookup::LookUp;

/// *Hành động trên hồ sơ*, with what it needs. No action carries a due date: those are computed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the facts they ask for, described there")]
pub enum Action {
    /// *Tiếp nhận*.
    Accept,
    /// *Không tiếp nhận*.
    NotAccept { reason: Reason },
    /// *Phân công*, or take it oneself.
    Assign { officer: OfficerId },
    /// *Chuyển bước*.
    Forward { step: String, officer: Option<OfficerId>, note: Option<Reason> },
    /// *Trả lại bước trước*.
    SendBack { step: String, reason: Reason },
    /// *Lấy ý kiến đơn vị khác*.
    Consult { unit: AgencyCode, question: Reason, term: Option<Term> },
    /// *Trả lời ý kiến*.
    AnswerConsultation { number: u32, answer: Reason },
    /// *Yêu cầu bổ sung*.
    RequestSupplement { items: Vec<Reason> },
    /// *Nộp bổ sung*.
    Supplement { papers: Vec<Paper>, note: Option<Reason> },
    /// *Yêu cầu thực hiện nghĩa vụ tài chính*.
    RequestDuty { amount_vnd: i64, what: Reason },
    /// *Ghi nhận đã nộp tiền*.
    PayDuty { method: PaymentMethod, reference: Option<String> },
    /// *Tạm dừng*.
    Pause { reason: Reason },
    /// *Tiếp tục*.
    Resume,
    /// *Xin lỗi và hẹn lại*, by a term counted from the old due moment.
    Extend { more: Term, reason: Reason, apology: Reason },
    /// *Phê duyệt*.
    Approve { note: Option<Reason> },
    /// *Từ chối giải quyết*.
    Refuse { reason: Reason },
    /// *Phát hành kết quả*.
    IssueResult { number: Reason, title: Reason, paper: Option<Paper> },
    /// *Trả kết quả*.
    HandOver { channel: Channel, originals_returned: bool },
    /// *Rút hồ sơ*.
    Withdraw { reason: Reason },
    /// *Dừng giải quyết*.
    Stop { reason: Reason },
    /// *Tra cứu dữ liệu dân cư* about who asks: what was asked and said.
    LookUp(Box<LookUp>),
    /// *Đề nghị đính chính*.
    ProposeCorrection { fields: Vec<String>, particulars: Digest, reason: Reason },
    /// *Duyệt đính chính*.
    ApproveCorrection,
    /// *Không đồng ý đính chính*.
    RejectCorrection { reason: Reason },
}

/// *Tên hành động*: an action without what it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are those of `Action`")]
pub enum ActionName {
    Accept,
    NotAccept,
    Assign,
    Forward,
    SendBack,
    Consult,
    AnswerConsultation,
    RequestSupplement,
    Supplement,
    RequestDuty,
    PayDuty,
    Pause,
    Resume,
    Extend,
    Approve,
    Refuse,
    IssueResult,
    HandOver,
    Withdraw,
    Stop,
    LookUp,
    ProposeCorrection,
    ApproveCorrection,
    RejectCorrection,
}

impl ActionName {
    /// All actions with the word that stands for each in a form or an address.
    pub const ALL: [(ActionName, &'static str); 24] = [
        (ActionName::Accept, "accept"),
        (ActionName::NotAccept, "not-accept"),
        (ActionName::Assign, "assign"),
        (ActionName::Forward, "forward"),
        (ActionName::SendBack, "send-back"),
        (ActionName::Consult, "consult"),
        (ActionName::AnswerConsultation, "answer-consultation"),
        (ActionName::RequestSupplement, "request-supplement"),
        (ActionName::Supplement, "supplement"),
        (ActionName::RequestDuty, "request-duty"),
        (ActionName::PayDuty, "pay-duty"),
        (ActionName::Pause, "pause"),
        (ActionName::Resume, "resume"),
        (ActionName::Extend, "extend"),
        (ActionName::Approve, "approve"),
        (ActionName::Refuse, "refuse"),
        (ActionName::IssueResult, "issue-result"),
        (ActionName::HandOver, "hand-over"),
        (ActionName::Withdraw, "withdraw"),
        (ActionName::Stop, "stop"),
        (ActionName::LookUp, "look-up"),
        (ActionName::ProposeCorrection, "propose-correction"),
        (ActionName::ApproveCorrection, "approve-correction"),
        (ActionName::RejectCorrection, "reject-correction"),
    ];

    /// The word that stands for it.
    pub fn key(self) -> &'static str {
        ActionName::ALL.iter().find(|(name, _)| *name == self).map_or("", |(_, key)| key)
    }

    /// The action of a word.
    pub fn from_key(key: &str) -> Option<ActionName> {
        ActionName::ALL.iter().find(|(_, word)| *word == key).map(|(name, _)| *name)
    }
}

impl Action {
    /// Its name.
    pub fn name(&self) -> ActionName {
        match self {
            Action::Accept => ActionName::Accept,
            Action::NotAccept { .. } => ActionName::NotAccept,
            Action::Assign { .. } => ActionName::Assign,
            Action::Forward { .. } => ActionName::Forward,
            Action::SendBack { .. } => ActionName::SendBack,
            Action::Consult { .. } => ActionName::Consult,
            Action::AnswerConsultation { .. } => ActionName::AnswerConsultation,
            Action::RequestSupplement { .. } => ActionName::RequestSupplement,
            Action::Supplement { .. } => ActionName::Supplement,
            Action::RequestDuty { .. } => ActionName::RequestDuty,
            Action::PayDuty { .. } => ActionName::PayDuty,
            Action::Pause { .. } => ActionName::Pause,
            Action::Resume => ActionName::Resume,
            Action::Extend { .. } => ActionName::Extend,
            Action::Approve { .. } => ActionName::Approve,
            Action::Refuse { .. } => ActionName::Refuse,
            Action::IssueResult { .. } => ActionName::IssueResult,
            Action::HandOver { .. } => ActionName::HandOver,
            Action::Withdraw { .. } => ActionName::Withdraw,
            Action::Stop { .. } => ActionName::Stop,
            Action::LookUp(_) => ActionName::LookUp,
            Action::ProposeCorrection { .. } => ActionName::ProposeCorrection,
            Action::ApproveCorrection => ActionName::ApproveCorrection,
            Action::RejectCorrection { .. } => ActionName::RejectCorrection,
        }
    }
}
