//! *Tra cứu thông tin công dân*: what an office asks the register of people about somebody, and what it is told.
//!
//! A look-up names no person: which one was asked about is known beside the ledger only.

mod purposes;
mod report;
#[cfg(test)]
mod tests;

pub use purposes::{LookUpRules, PaperWord, Pattern, PatternKind, Purpose, PurposesError, Quota, QuotaOf, UsedUp};
pub use report::{LookUpCells, LookUpCount, LookUpReport, LookUpRow, Unusual};

use crate::agency::AgencyCode;
use crate::dossier::event::{Event, Fact};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// *Loại câu hỏi*: what is asked of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LookUpKind {
    /// *Xác thực thông tin*: do number, name and date of birth belong together.
    Verify,
    /// *Xác nhận thông tin về cư trú*: where does he live, in place of the household book.
    Residence,
}

impl LookUpKind {
    /// Both kinds.
    pub const ALL: [LookUpKind; 2] = [LookUpKind::Verify, LookUpKind::Residence];

    /// The word stored and written in data files.
    pub fn key(self) -> &'static str {
        match self {
            LookUpKind::Verify => "verify",
            LookUpKind::Residence => "residence",
        }
    }

    /// The kind of a [`LookUpKind::key`].
    pub fn from_key(key: &str) -> Option<LookUpKind> {
        LookUpKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            LookUpKind::Verify => "Xác thực thông tin",
            LookUpKind::Residence => "Lấy thông tin về cư trú",
        }
    }
}

/// *Kết quả tra cứu*: what the register said, or that it said nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LookUpAnswer {
    /// *Khớp*: number, name and date of birth belong together.
    Match,
    /// *Gần khớp họ tên*: they do once the marks of the name are dropped.
    NearName,
    /// *Sai họ tên*.
    OtherName,
    /// *Sai ngày sinh*.
    OtherBirthDate,
    /// *Sai họ tên và ngày sinh*.
    OtherNameAndBirthDate,
    /// *Không có số này*.
    NotFound,
    /// *Đã mất*.
    Deceased,
    /// *Số đã thay*: the person has another number now.
    Replaced,
    /// *Số không hợp lệ*.
    BadNumber,
    /// *Ngày sinh không hợp lệ*.
    BadDate,
    /// *Không trả lời được*: the register was out of reach.
    Unreachable,
    /// *Bị từ chối*: the register did not let us ask.
    Denied,
}

impl LookUpAnswer {
    /// Every answer, in the order reports count them.
    pub const ALL: [LookUpAnswer; 12] = [
        LookUpAnswer::Match,
        LookUpAnswer::NearName,
        LookUpAnswer::OtherName,
        LookUpAnswer::OtherBirthDate,
        LookUpAnswer::OtherNameAndBirthDate,
        LookUpAnswer::NotFound,
        LookUpAnswer::Deceased,
        LookUpAnswer::Replaced,
        LookUpAnswer::BadNumber,
        LookUpAnswer::BadDate,
        LookUpAnswer::Unreachable,
        LookUpAnswer::Denied,
    ];

    /// The word stored.
    pub fn key(self) -> &'static str {
        match self {
            LookUpAnswer::Match => "match",
            LookUpAnswer::NearName => "near-name",
            LookUpAnswer::OtherName => "other-name",
            LookUpAnswer::OtherBirthDate => "other-birth-date",
            LookUpAnswer::OtherNameAndBirthDate => "other-name-and-birth-date",
            LookUpAnswer::NotFound => "not-found",
            LookUpAnswer::Deceased => "deceased",
            LookUpAnswer::Replaced => "replaced",
            LookUpAnswer::BadNumber => "bad-number",
            LookUpAnswer::BadDate => "bad-date",
            LookUpAnswer::Unreachable => "unreachable",
            LookUpAnswer::Denied => "denied",
        }
    }

    /// The answer of a [`LookUpAnswer::key`].
    pub fn from_key(key: &str) -> Option<LookUpAnswer> {
        LookUpAnswer::ALL.into_iter().find(|answer| answer.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            LookUpAnswer::Match => "Khớp",
            LookUpAnswer::NearName => "Gần khớp: họ tên khác dấu",
            LookUpAnswer::OtherName => "Sai họ tên",
            LookUpAnswer::OtherBirthDate => "Sai ngày sinh",
            LookUpAnswer::OtherNameAndBirthDate => "Sai họ tên và ngày sinh",
            LookUpAnswer::NotFound => "Không có số định danh này",
            LookUpAnswer::Deceased => "Người này đã mất",
            LookUpAnswer::Replaced => "Số đã thay bằng số khác",
            LookUpAnswer::BadNumber => "Số định danh không hợp lệ",
            LookUpAnswer::BadDate => "Ngày sinh không hợp lệ",
            LookUpAnswer::Unreachable => "Chưa có trả lời: không kết nối được",
            LookUpAnswer::Denied => "Chưa có trả lời: bị từ chối truy cập",
        }
    }

    /// What reports count it under.
    pub fn group(self) -> AnswerGroup {
        match self {
            LookUpAnswer::Match => AnswerGroup::Match,
            LookUpAnswer::NearName => AnswerGroup::Near,
            LookUpAnswer::OtherName | LookUpAnswer::OtherBirthDate | LookUpAnswer::OtherNameAndBirthDate => {
                AnswerGroup::Different
            }
            LookUpAnswer::NotFound | LookUpAnswer::BadNumber | LookUpAnswer::BadDate => AnswerGroup::Absent,
            LookUpAnswer::Deceased | LookUpAnswer::Replaced => AnswerGroup::Ended,
            LookUpAnswer::Unreachable | LookUpAnswer::Denied => AnswerGroup::None,
        }
    }
}

/// *Nhóm kết quả*: answers that mean the same to a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnswerGroup {
    /// *Khớp*.
    Match,
    /// *Gần khớp*.
    Near,
    /// *Sai*: name or date of birth.
    Different,
    /// *Không có*: no such number, or what was asked cannot be.
    Absent,
    /// *Đã mất, số đã thay*.
    Ended,
    /// *Không trả lời được*.
    None,
}

/// *Nguồn trả lời*: who was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LookUpSource {
    /// A register of people reached by HTTP.
    Register,
    /// *Cơ sở dữ liệu quốc gia về dân cư* by its own contract.
    National,
    /// *Sổ mẫu*: made of the demo's people; what it says holds for nobody.
    StandIn,
}

impl LookUpSource {
    /// All sources.
    pub const ALL: [LookUpSource; 3] = [LookUpSource::Register, LookUpSource::National, LookUpSource::StandIn];

    /// The word stored.
    pub fn key(self) -> &'static str {
        match self {
            LookUpSource::Register => "register",
            LookUpSource::National => "national",
            LookUpSource::StandIn => "stand-in",
        }
    }

    /// The source of a [`LookUpSource::key`].
    pub fn from_key(key: &str) -> Option<LookUpSource> {
        LookUpSource::ALL.into_iter().find(|source| source.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            LookUpSource::Register => "sổ dân cư được kết nối",
            LookUpSource::National => "Cơ sở dữ liệu quốc gia về dân cư",
            LookUpSource::StandIn => "sổ dân cư mẫu (không phải dữ liệu thật)",
        }
    }
}

/// *Lượt tra cứu thông tin công dân*: what was asked, why, and what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookUp {
    /// What was asked.
    pub kind: LookUpKind,
    /// [`Purpose::code`].
    pub purpose: String,
    /// What was said.
    pub answer: LookUpAnswer,
    /// Who was asked.
    pub source: LookUpSource,
    /// Agency of the one who asked.
    pub agency: AgencyCode,
    /// Where it was made before there was a dossier: its line of the office's journal, and when; it counts once, there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted: Option<Noted>,
}

impl LookUp {
    /// Whether it says where the person lives: asked for, and the person is who he says.
    pub fn tells_residence(&self) -> bool {
        self.kind == LookUpKind::Residence && self.answer == LookUpAnswer::Match
    }
}

/// *Lượt tra cứu đã ghi nhật ký*: one made before the dossier was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Id of the line in the office's journal.
    pub id: String,
    /// When it was made.
    pub at: Instant,
}

/// *Lượt tra cứu ghi trong nhật ký công việc*: one without a dossier; each names the one before it of the same officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedLookUp {
    /// What was asked and said.
    #[serde(flatten)]
    pub look_up: LookUp,
    /// Keyed fingerprint of the person's number; empty where the number is none.
    pub person: String,
    /// How many the officer has noted, this one included.
    pub number: u32,
    /// Id of the one before it; empty for the first.
    pub prev: String,
}

/// *Đã xác thực với dữ liệu dân cư*: whether the last answer about who asks was that it matches, from a register that
/// is no stand-in (QĐ 766/QĐ-TTg counts such dossiers).
pub fn authenticated(events: &[Event]) -> bool {
    let last = events.iter().rev().find_map(|event| match &event.fact {
        Fact::LookedUp(look_up) if look_up.answer.group() != AnswerGroup::None => Some(look_up),
        _ => None,
    });
    last.is_some_and(|last| last.answer == LookUpAnswer::Match && last.source != LookUpSource::StandIn)
}
