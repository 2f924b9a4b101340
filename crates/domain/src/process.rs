//! *Quy trình nội bộ*: who does what, in which order, in which term; data per procedure and agency.

use crate::calendar::Term;
use serde::{Deserialize, Serialize};

/// *Vai trò* of an officer in an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// *Cán bộ một cửa*: receives and hands over at the counter.
    Clerk,
    /// *Công chức thụ lý*: examines and proposes.
    CaseOfficer,
    /// *Lãnh đạo*: assigns and signs.
    Leader,
    /// *Cán bộ kiểm soát thủ tục*: keeps the catalogue and the processes.
    ProcedureControl,
    /// *Quản trị*: agencies, officers, calendar.
    Administrator,
}

impl Role {
    /// All roles, in the order in which they are listed.
    pub const ALL: [Role; 5] =
        [Role::Clerk, Role::CaseOfficer, Role::Leader, Role::ProcedureControl, Role::Administrator];

    /// The word stored and written in data files.
    pub fn key(self) -> &'static str {
        match self {
            Role::Clerk => "clerk",
            Role::CaseOfficer => "case-officer",
            Role::Leader => "leader",
            Role::ProcedureControl => "procedure-control",
            Role::Administrator => "administrator",
        }
    }

    /// The role of a [`Role::key`].
    pub fn from_key(key: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.key() == key)
    }
}

/// *Bước xử lý*: one step of a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Stable name inside the process (`tham-dinh`).
    pub id: String,
    /// What people read (*Thẩm định hồ sơ*).
    pub name: String,
    /// Whose turn it is.
    pub role: Role,
    /// The step's own term, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "term_text")]
    pub term: Option<Term>,
    /// Where a dossier may go from here.
    #[serde(default)]
    pub next: Vec<String>,
    /// Whether the decision (approve, refuse) is taken here.
    #[serde(default)]
    pub decides: bool,
}

/// *Quy trình nội bộ giải quyết thủ tục*: steps in order; the first is where an accepted dossier arrives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// The steps; never empty once published.
    pub steps: Vec<Step>,
}

/// What is wrong with a process, found before it is published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum ProcessFault {
    /// There is no step.
    #[error("quy trình chưa có bước nào")]
    Empty,
    /// Two steps share a name.
    #[error("hai bước cùng mã «{0}»: đổi mã của một bước")]
    SameStepTwice(String),
    /// A step leads to one that is not there.
    #[error("bước «{from}» chuyển tới «{to}», bước này không có trong quy trình")]
    UnknownStep {
        /// The step that leads away.
        from: String,
        /// The name it leads to.
        to: String,
    },
    /// No path leads to a step.
    #[error("không có đường nào dẫn tới bước «{0}»: nối bước trước nó hoặc bỏ bước này")]
    Unreachable(String),
    /// A dossier would stay in a step for ever.
    #[error("hồ sơ tới bước «{0}» sẽ không đi tiếp tới bước quyết định được")]
    DeadEnd(String),
    /// Nobody takes the decision.
    #[error("không bước nào ký quyết định: đánh dấu bước của lãnh đạo")]
    NobodyDecides,
    /// A deciding step is not a leader's.
    #[error("bước «{0}» ký quyết định nhưng không giao cho lãnh đạo")]
    DecisionNotByLeader(String),
    /// No officer of the agency has the role.
    #[error("bước «{step}» cần vai trò «{role}» nhưng cơ quan chưa có ai giữ vai trò này")]
    NobodyInRole {
        /// The step.
        step: String,
        /// [`Role::key`].
        role: String,
    },
    /// The steps of one path take longer than the law allows.
    #[error("tổng thời hạn các bước ({path}) là {total}, dài hơn thời hạn của thủ tục là {legal}")]
    OverTheLegalTerm {
        /// The path, step names joined by arrows.
        path: String,
        /// The sum of its terms.
        total: String,
        /// The procedure's term.
        legal: String,
    },
    /// A step's term counts in another unit than the procedure's, so the sum cannot be compared.
    #[error("bước «{step}» tính theo đơn vị khác thời hạn của thủ tục ({legal}): dùng cùng đơn vị để cộng được")]
    OtherUnit {
        /// The step.
        step: String,
        /// The procedure's term.
        legal: String,
    },
}

impl Process {
    /// The step of a name.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The step where an accepted dossier arrives.
    pub fn first(&self) -> Option<&Step> {
        self.steps.first()
    }
}

/// Terms are written in data files as people write them: `0,5 ngày làm việc`.
mod term_text {
    use super::Term;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(term: &Option<Term>, serializer: S) -> Result<S::Ok, S::Error> {
        term.map(|term| term.to_string()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Term>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| Term::parse(&text).map_err(serde::de::Error::custom)).transpose()
    }
}
