//! *Sự kiện*: what happened to a dossier; facts are appended and never changed.

use crate::agency::AgencyCode;
use crate::calendar::Due;
use crate::journey::Link;
use crate::ledger::Digest;
use crate::lookup::LookUp;
use crate::process::Role;
use crate::time::Instant;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// *Kênh thực hiện*: how a dossier came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// *Trực tiếp*.
    Counter,
    /// *Trực tuyến*.
    Online,
    /// *Bưu chính công ích*.
    Post,
}

impl Channel {
    /// All channels.
    pub const ALL: [Channel; 3] = [Channel::Counter, Channel::Online, Channel::Post];

    /// The word stored and written in data files.
    pub fn key(self) -> &'static str {
        match self {
            Channel::Counter => "counter",
            Channel::Online => "online",
            Channel::Post => "post",
        }
    }

    /// The channel of a [`Channel::key`].
    pub fn from_key(key: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|channel| channel.key() == key)
    }
}

/// *Kết quả giải quyết*: how a dossier ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// *Đồng ý*: the result was issued.
    Approved,
    /// *Từ chối giải quyết*, in writing with a reason.
    Refused,
    /// *Công dân rút hồ sơ*.
    Withdrawn,
    /// *Dừng giải quyết*.
    Stopped,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Outcome; 4] = [Outcome::Approved, Outcome::Refused, Outcome::Withdrawn, Outcome::Stopped];

    /// The word stored and written in data files.
    pub fn key(self) -> &'static str {
        match self {
            Outcome::Approved => "approved",
            Outcome::Refused => "refused",
            Outcome::Withdrawn => "withdrawn",
            Outcome::Stopped => "stopped",
        }
    }

    /// The outcome of an [`Outcome::key`].
    pub fn from_key(key: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.key() == key)
    }
}

/// Sign-in name of an officer, unique in a ministry or province; letters, digits, dots, dashes.
pub type OfficerId = String;

/// *Người thực hiện*: who did it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// *Người nộp hồ sơ*.
    Applicant,
    /// *Cán bộ, công chức*.
    Officer(OfficerId),
    /// *Người được uỷ quyền*: an officer who acts for another while that one is away; both are named.
    Deputy {
        /// Who did it.
        officer: OfficerId,
        /// For whom.
        absent: OfficerId,
    },
    /// *Hệ thống*: time passed, a worker acted.
    System,
    /// *Chuyển từ hệ thống khác*.
    Import,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::Applicant => f.write_str("applicant"),
            Actor::Officer(id) => write!(f, "officer:{id}"),
            Actor::Deputy { officer, absent } => write!(f, "officer:{officer} for officer:{absent}"),
            Actor::System => f.write_str("system"),
            Actor::Import => f.write_str("import"),
        }
    }
}

impl FromStr for Actor {
    type Err = ();
    fn from_str(text: &str) -> Result<Actor, ()> {
        match text {
            "applicant" => Ok(Actor::Applicant),
            "system" => Ok(Actor::System),
            "import" => Ok(Actor::Import),
            _ => {
                let who = text.strip_prefix("officer:").ok_or(())?;
                Ok(match who.split_once(" for officer:") {
                    Some((officer, absent)) => Actor::Deputy { officer: officer.to_owned(), absent: absent.to_owned() },
                    None => Actor::Officer(who.to_owned()),
                })
            }
        }
    }
}

impl Actor {
    /// The officer who did it himself.
    pub fn officer(&self) -> Option<&OfficerId> {
        match self {
            Actor::Officer(officer) | Actor::Deputy { officer, .. } => Some(officer),
            _ => None,
        }
    }

    /// Whether it counts as done by this officer: by himself, or for him while he is away.
    pub fn speaks_for(&self, login: &OfficerId) -> bool {
        self.officer() == Some(login) || matches!(self, Actor::Deputy { absent, .. } if absent == login)
    }
}

/// *Lý do, nội dung*: a text somebody is owed; never blank.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason(String);

impl Reason {
    /// `None` for a blank text; otherwise trimmed and cut to 5,000 characters.
    pub fn new(text: &str) -> Option<Reason> {
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| Reason(trimmed.chars().take(5_000).collect()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Reason {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Reason, &'static str> {
        Reason::new(&text).ok_or("a reason is never blank")
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> String {
        reason.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// *Giấy tờ nộp kèm*: a stored file, named by its SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Place of its component in the procedure's list, from 0; `None` for a paper nobody listed.
    pub component: Option<u32>,
    /// File name as it was given, cleaned of paths and control characters.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub bytes: u64,
    /// Type found in its bytes (`application/pdf`).
    pub media_type: String,
}

/// *Thủ tục và quy trình áp dụng*: the procedure, its version and the process a dossier was born under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Birth {
    /// Agency that settles it.
    pub agency: AgencyCode,
    /// *Mã thủ tục*.
    pub procedure: String,
    /// Version of the procedure in force that day.
    pub procedure_version: u32,
    /// Version of the agency's process for it; `None`: no process, whoever has the role may act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_version: Option<u32>,
    /// How it came in.
    pub channel: Channel,
    /// Hash of the applicant's particulars and answers, which are kept beside the ledger: the ledger itself
    /// names no person.
    pub particulars: Digest,
    /// Papers handed in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Paper>,
    /// *Thủ tục liên thông*: the journey it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
}

/// *Lượt xử lý cũ*: one line of a dossier's history in the system it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastActivity {
    /// When, as it was given.
    pub at: Instant,
    /// What was done.
    pub activity: String,
    /// Unit that did it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Officer, as the other system named him.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub officer: String,
}

/// *Hồ sơ chuyển từ hệ thống khác*: a dossier's dates as they were brought; counted, and marked as imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastDossier {
    /// Agency that settled it.
    pub agency: AgencyCode,
    /// *Mã thủ tục*.
    pub procedure: String,
    /// How it came in.
    pub channel: Channel,
    /// Kind of applicant, as it was given.
    pub applicant_kind: String,
    /// Handed in.
    pub submitted_at: Option<Instant>,
    /// Received; the clock began.
    pub received_at: Instant,
    /// Due.
    pub due: Option<Due>,
    /// Ended: when and how; `None` while open.
    pub ended: Option<(Instant, Outcome)>,
    /// Result handed over.
    pub returned_at: Option<Instant>,
    /// Its history there, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activities: Vec<PastActivity>,
}

/// *Sự kiện*: a fact and who brought it about, when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When it happened.
    pub at: Instant,
    /// Who did it.
    pub actor: Actor,
    /// What.
    pub fact: Fact,
}

/// *Nội dung sự kiện*: every fact a dossier's history can hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// *Nộp hồ sơ*.
    Submitted(Box<Birth>),
    /// *Tiếp nhận*: the clock starts.
    Accepted {
        /// Due; `None` where the procedure has no term.
        due: Option<Due>,
        /// First step, and its own due moment.
        step: Option<String>,
        /// Due moment of that step.
        step_due: Option<Due>,
    },
    /// *Không tiếp nhận*, with the written reason.
    NotAccepted {
        /// Why.
        reason: Reason,
    },
    /// *Phân công*.
    Assigned {
        /// To whom.
        officer: OfficerId,
    },
    /// *Chuyển bước*.
    Forwarded {
        /// Where to.
        step: String,
        /// To whom; `None`: to everyone in the step's role.
        officer: Option<OfficerId>,
        /// Due moment of that step.
        step_due: Option<Due>,
        /// A note for the next one.
        note: Option<Reason>,
    },
    /// *Trả lại bước trước*.
    SentBack {
        /// Where to.
        step: String,
        /// Why.
        reason: Reason,
    },
    /// *Lấy ý kiến*: asked of another unit, in parallel.
    ConsultationRequested {
        /// Number of the request in the dossier, from 1.
        number: u32,
        /// Unit asked.
        unit: AgencyCode,
        /// What is asked.
        question: Reason,
        /// When the answer is due.
        due: Option<Due>,
        /// The step of the process that asks by itself; `None`: an officer asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<String>,
    },
    /// *Quá hạn cho ý kiến*: the term passed without an answer and the dossier went on
    /// (NĐ 61/2018 art. 19.5: the lead unit reports it).
    ConsultationLapsed {
        /// Which request.
        number: u32,
        /// Unit that did not answer.
        unit: AgencyCode,
        /// When the answer was due.
        due: Due,
    },
    /// *Trả lời ý kiến*.
    ConsultationAnswered {
        /// Which request.
        number: u32,
        /// The answer.
        answer: Reason,
    },
    /// *Yêu cầu bổ sung*: the clock stops.
    SupplementRequested {
        /// All that is missing, in one list.
        items: Vec<Reason>,
    },
    /// *Đã bổ sung*: the clock starts from zero (NĐ 61/2018 art. 19.4) if it ran before.
    Supplemented {
        /// Papers handed in.
        papers: Vec<Paper>,
        /// A word with them.
        note: Option<Reason>,
        /// New due moment.
        due: Option<Due>,
    },
    /// *Yêu cầu thực hiện nghĩa vụ tài chính*: the clock stops.
    DutyRequested {
        /// Whole đồng.
        amount_vnd: i64,
        /// What for.
        what: Reason,
    },
    /// *Đã thực hiện nghĩa vụ tài chính*: the clock runs on.
    DutyPaid {
        /// How it was truly paid: `cash`, `transfer`, `online`.
        method: PaymentMethod,
        /// Number of the receipt.
        reference: Option<String>,
        /// New due moment.
        due: Option<Due>,
    },
    /// *Tạm dừng*: the clock stops.
    Paused {
        /// Why, and on which ground.
        reason: Reason,
    },
    /// *Tiếp tục*: the clock runs on.
    Resumed {
        /// New due moment.
        due: Option<Due>,
    },
    /// *Xin lỗi và hẹn lại*.
    Extended {
        /// The due moment that was promised.
        old_due: Due,
        /// The one promised now.
        due: Due,
        /// Why it will be late.
        reason: Reason,
        /// The apology people read.
        apology: Reason,
    },
    /// *Phê duyệt*: signed, not yet issued.
    Approved {
        /// A word with the decision.
        note: Option<Reason>,
    },
    /// *Từ chối giải quyết*, in writing.
    Refused {
        /// Why.
        reason: Reason,
    },
    /// *Phát hành kết quả*: number given, at the counter's disposal.
    ResultIssued {
        /// Number and sign of the result.
        number: Reason,
        /// What it is.
        title: Reason,
        /// Its file, if there is one.
        paper: Option<Paper>,
    },
    /// *Trả kết quả*.
    HandedOver {
        /// How.
        channel: Channel,
        /// Whether originals were given back (NĐ 61/2018 art. 20.2).
        originals_returned: bool,
    },
    /// *Công dân rút hồ sơ*.
    Withdrawn {
        /// Why, as the applicant says.
        reason: Reason,
    },
    /// *Dừng giải quyết*.
    Stopped {
        /// Why, and on which ground.
        reason: Reason,
    },
    /// *Đề nghị đính chính*.
    CorrectionProposed {
        /// What is wrong, by field name.
        fields: Vec<String>,
        /// Hash of the particulars as they should be.
        particulars: Digest,
        /// Why.
        reason: Reason,
    },
    /// *Đính chính*: approved by another officer than the one who proposed it.
    Corrected {
        /// What was wrong.
        fields: Vec<String>,
        /// Hash of the particulars before.
        old: Digest,
        /// Hash of the particulars now.
        new: Digest,
        /// Why.
        reason: Reason,
        /// Who proposed it; the event's actor approved it.
        proposed_by: OfficerId,
    },
    /// *Không đồng ý đính chính*.
    CorrectionRejected {
        /// Why.
        reason: Reason,
    },
    /// *Tra cứu dữ liệu dân cư* about who asks; changes nothing of the dossier.
    LookedUp(Box<LookUp>),
    /// *Lịch sử chuyển từ hệ thống khác*: the dossier as it was there.
    Imported(Box<PastDossier>),
    /// More history of an imported dossier.
    ImportedActivities {
        /// Oldest first.
        activities: Vec<PastActivity>,
    },
}

/// *Hình thức nộp tiền*, recorded as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentMethod {
    /// *Tiền mặt*.
    Cash,
    /// *Chuyển khoản*.
    Transfer,
    /// *Trực tuyến*.
    Online,
}

impl Fact {
    /// The name under which it is stored and listed.
    pub fn kind(&self) -> &'static str {
        match self {
            Fact::Submitted(_) => "submitted",
            Fact::Accepted { .. } => "accepted",
            Fact::NotAccepted { .. } => "not-accepted",
            Fact::Assigned { .. } => "assigned",
            Fact::Forwarded { .. } => "forwarded",
            Fact::SentBack { .. } => "sent-back",
            Fact::ConsultationRequested { .. } => "consultation-requested",
            Fact::ConsultationLapsed { .. } => "consultation-lapsed",
            Fact::ConsultationAnswered { .. } => "consultation-answered",
            Fact::SupplementRequested { .. } => "supplement-requested",
            Fact::Supplemented { .. } => "supplemented",
            Fact::DutyRequested { .. } => "duty-requested",
            Fact::DutyPaid { .. } => "duty-paid",
            Fact::Paused { .. } => "paused",
            Fact::Resumed { .. } => "resumed",
            Fact::Extended { .. } => "extended",
            Fact::Approved { .. } => "approved",
            Fact::Refused { .. } => "refused",
            Fact::ResultIssued { .. } => "result-issued",
            Fact::HandedOver { .. } => "handed-over",
            Fact::Withdrawn { .. } => "withdrawn",
            Fact::Stopped { .. } => "stopped",
            Fact::CorrectionProposed { .. } => "correction-proposed",
            Fact::Corrected { .. } => "corrected",
            Fact::CorrectionRejected { .. } => "correction-rejected",
            Fact::LookedUp(_) => "looked-up",
            Fact::Imported(_) => "imported",
            Fact::ImportedActivities { .. } => "imported-activities",
        }
    }
}

/// *Người thực hiện* with the roles he holds, as `decide` must know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// Who.
    pub actor: Actor,
    /// Roles in the dossier's agency; empty for applicants.
    pub roles: Vec<Role>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_acts_comes_back_as_he_was_written() {
        for text in ["applicant", "officer:thuly.h42", "officer:phongthuly for officer:thuly.h42", "system", "import"] {
            assert_eq!(text.parse::<Actor>().unwrap().to_string(), text);
        }
        let deputy: Actor = "officer:a for officer:b".parse().unwrap();
        let speaks = ["a", "b", "c"].map(|login| deputy.speaks_for(&login.to_owned()));
        assert_eq!((speaks, deputy.officer().map(String::as_str)), ([true, true, false], Some("a")));
        assert_eq!("cán bộ".parse::<Actor>(), Err(()));
    }
}
