//! *Quy định về quyền của chủ thể dữ liệu*: dated rows (`data/data_rights.json`), never constants in code.

use super::request::RequestKind;
use crate::calendar::{Certainty, Term, TermUnit};
use jiff::civil::Date;
use serde::Deserialize;

/// *Thời hạn thực hiện quyền*: one limit, the article that sets it and what it says in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RightsTerm {
    /// Which limit (`answer`, `finish.erase`, `with-processor`, `extension`).
    pub rule: String,
    /// How long.
    pub value: u32,
    /// In which unit.
    pub unit: TermUnit,
    /// Where it is written.
    pub article: String,
    /// What it says.
    pub text: String,
    /// First day in force.
    pub valid_from: Date,
    /// First day no longer in force.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// How sure the row is.
    pub certainty: Certainty,
}

/// *Căn cứ từ chối*: a reason for which the law lets an authority not do what is asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RefusalGround {
    /// The word stored.
    pub key: String,
    /// What people read in a list.
    pub name: String,
    /// Where it is written.
    pub article: String,
    /// What it says, for the person who is refused.
    pub text: String,
    /// What may be refused for it.
    pub kinds: Vec<RequestKind>,
    /// What it does not merely allow to refuse but forbids to do: kinds of request about a dossier.
    #[serde(default)]
    pub forbids: Vec<RequestKind>,
    /// First day in force.
    pub valid_from: Date,
    /// First day no longer in force.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// How sure the row is.
    pub certainty: Certainty,
}

/// *Bộ quy định về dữ liệu cá nhân*: all dated rows the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RightsBook {
    terms: Vec<RightsTerm>,
    grounds: Vec<RefusalGround>,
}

/// *Quy định về dữ liệu cá nhân có hiệu lực*: the rows in force on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsRules {
    /// By when somebody is told what will be done.
    pub answer: RightsTerm,
    /// By when it is done, for each kind in the order of [`RequestKind::ALL`].
    pub finish: Vec<RightsTerm>,
    /// By when it is done where somebody who processes for the agency must stop as well.
    pub with_processor: RightsTerm,
    /// By how much the second term may be extended, once.
    pub extension: RightsTerm,
    /// Grounds for refusing.
    pub grounds: Vec<RefusalGround>,
}

/// Why the rows cannot serve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RightsRulesError {
    /// The file is of another shape.
    #[error("tệp quy định về dữ liệu cá nhân không đọc được: {0}")]
    Unreadable(String),
    /// No row covers the day.
    #[error("không có quy định «{rule}» có hiệu lực ngày {day}: bổ sung một dòng vào data/data_rights.json")]
    Missing {
        /// Which limit.
        rule: String,
        /// On which day.
        day: Date,
    },
    /// A row says no time.
    #[error("quy định «{0}» phải là một số lớn hơn 0")]
    NoTime(String),
}

impl RightsTerm {
    /// As the calendar counts it.
    pub fn term(&self) -> Term {
        Term::new(self.value.saturating_mul(1000), self.unit).expect("checked when the rows were read")
    }

    /// `2 ngày làm việc`.
    pub fn words(&self) -> String {
        format!("{} {}", self.value, self.unit.name())
    }
}

impl RightsBook {
    /// Reads the rows of `data/data_rights.json`.
    pub fn from_json(text: &str) -> Result<RightsBook, RightsRulesError> {
        let book: RightsBook =
            serde_json::from_str(text).map_err(|error| RightsRulesError::Unreadable(error.to_string()))?;
        let unusable = |row: &&RightsTerm| Term::new(row.value.saturating_mul(1000), row.unit).is_none();
        match book.terms.iter().find(unusable) {
            Some(row) => Err(RightsRulesError::NoTime(row.rule.clone())),
            None => Ok(book),
        }
    }

    /// The rows in force on a day.
    pub fn on(&self, day: Date) -> Result<RightsRules, RightsRulesError> {
        let find = |rule: String| {
            let row = self.terms.iter().find(|row| row.rule == rule && in_force(row.valid_from, row.valid_to, day));
            row.cloned().ok_or(RightsRulesError::Missing { rule, day })
        };
        let finish = RequestKind::ALL.into_iter().map(|kind| find(format!("finish.{}", kind.key())));
        let grounds = self.grounds.iter().filter(|row| in_force(row.valid_from, row.valid_to, day));
        Ok(RightsRules {
            answer: find("answer".to_owned())?,
            finish: finish.collect::<Result<_, _>>()?,
            with_processor: find("with-processor".to_owned())?,
            extension: find("extension".to_owned())?,
            grounds: grounds.cloned().collect(),
        })
    }
}

impl RightsRules {
    /// By when a kind of request is done.
    pub fn finish(&self, kind: RequestKind) -> &RightsTerm {
        let place = RequestKind::ALL.iter().position(|one| *one == kind).expect("all kinds are listed");
        &self.finish[place]
    }

    /// A ground by its word.
    pub fn ground(&self, key: &str) -> Option<&RefusalGround> {
        self.grounds.iter().find(|ground| ground.key == key)
    }

    /// Grounds for which a kind of request may be refused.
    pub fn grounds_for(&self, kind: RequestKind) -> impl Iterator<Item = &RefusalGround> {
        self.grounds.iter().filter(move |ground| ground.kinds.contains(&kind))
    }
}

pub(super) fn in_force(from: Date, to: Option<Date>, day: Date) -> bool {
    from <= day && to.is_none_or(|end| day < end)
}
