//! *Phiên bản có hiệu lực*: a dossier keeps the version of its day.

use super::{Procedure, ProcedureCode};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// *Phiên bản của thủ tục hành chính*: its content from one day on, until another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcedureVersion {
    /// Which procedure.
    pub code: ProcedureCode,
    /// Counted from 1.
    pub version: u32,
    /// First day it is in force.
    pub effective_from: Date,
    /// First day it no longer is; `None` while no later version is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<Date>,
    /// What it says.
    pub content: Procedure,
}

impl ProcedureVersion {
    /// Whether it is in force on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.effective_from <= day && self.effective_to.is_none_or(|end| day < end)
    }
}

/// The version in force on a day, among the versions of one procedure; the newest where dates overlap.
pub fn version_on(versions: &[ProcedureVersion], day: Date) -> Option<&ProcedureVersion> {
    versions.iter().filter(|version| version.holds_on(day)).max_by_key(|version| version.version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedure::tests::sample;
    use jiff::civil::date;

    #[test]
    fn a_dossier_finds_the_version_of_its_day() {
        let version = |number, from, to| ProcedureVersion {
            code: sample().code,
            version: number,
            effective_from: from,
            effective_to: to,
            content: sample(),
        };
        let versions = [version(1, date(2023, 1, 1), Some(date(2025, 7, 1))), version(2, date(2025, 7, 1), None)];
        let number = |day| version_on(&versions, day).map(|version| version.version);
        assert_eq!(number(date(2022, 12, 31)), None);
        assert_eq!(number(date(2023, 10, 16)), Some(1));
        assert_eq!(number(date(2025, 6, 30)), Some(1));
        assert_eq!(number(date(2025, 7, 1)), Some(2));
    }
}
