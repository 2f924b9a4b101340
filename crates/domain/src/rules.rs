//! *Quy định về thời hạn, số lần*: the law's limits as dated rows (`data/rules.json`), never constants in code.

use jiff::civil::Date;
use serde::Deserialize;

/// *Điều khoản*: one limit, the article that sets it and what it says in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Provision {
    /// Which limit (`supplement-requests`).
    pub rule: String,
    /// The number the article gives, in the unit it names.
    pub value: i64,
    /// Where it is written (*điểm c khoản 2 Điều 11 Nghị định 61/2018/NĐ-CP*).
    pub article: String,
    /// What it says, for the officer who is refused.
    pub text: String,
    /// First day in force.
    pub valid_from: Date,
    /// First day no longer in force.
    pub valid_to: Option<Date>,
}

/// *Bộ quy định*: all dated limits the product knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rulebook {
    provisions: Vec<Provision>,
}

/// *Quy định có hiệu lực*: the limits in force on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// How often an agency may ask for papers (once).
    pub supplement_requests: Provision,
    /// How often a late result may be re-appointed (once).
    pub extensions: Provision,
    /// How many days before the due day the apology must be written (one).
    pub extension_notice: Provision,
}

/// Why the rows cannot serve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// The file is no list of provisions.
    #[error("tệp quy định không đọc được: {0}")]
    Unreadable(String),
    /// No row of a limit covers the day.
    #[error("không có quy định «{rule}» có hiệu lực ngày {day}: bổ sung một dòng vào data/rules.json")]
    Missing {
        /// Which limit.
        rule: &'static str,
        /// On which day.
        day: Date,
    },
}

impl Rulebook {
    /// Reads the rows of `data/rules.json`.
    pub fn from_json(text: &str) -> Result<Rulebook, RulesError> {
        let provisions = serde_json::from_str(text).map_err(|error| RulesError::Unreadable(error.to_string()))?;
        Ok(Rulebook { provisions })
    }

    /// The limits in force on a day.
    pub fn on(&self, day: Date) -> Result<Rules, RulesError> {
        let find = |rule: &'static str| {
            let rows = || self.provisions.iter().filter(move |row| row.rule == rule);
            let in_force = rows().find(|row| row.valid_from <= day && row.valid_to.is_none_or(|end| day < end));
            // Dossiers older than the oldest row are judged by it: no older text is known, and none may fail.
            let oldest = rows().min_by_key(|row| row.valid_from).filter(|row| day < row.valid_from);
            in_force.or(oldest).cloned().ok_or(RulesError::Missing { rule, day })
        };
        Ok(Rules {
            supplement_requests: find("supplement-requests")?,
            extensions: find("extensions")?,
            extension_notice: find("extension-notice")?,
        })
    }
}
