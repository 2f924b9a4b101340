//! *Phí, lệ phí*.

use super::dong;
use serde::{Deserialize, Serialize};
use std::fmt;

/// *Phí, lệ phí*: what is paid for one channel, in whole đồng.
///
/// As stated: an amount may be missing where the kind promises one, and the finding `fee-without-amount` says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fee {
    /// Whether there is one.
    pub kind: FeeKind,
    /// Whole đồng.
    pub vnd: Option<i64>,
    /// What the catalogue adds to the fee alone; remarks about the whole channel are in its own note.
    pub note: String,
}

/// *Loại phí, lệ phí*: whether a fee is owed and known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeeKind {
    /// *Không thu phí*.
    Free,
    /// An amount is stated.
    Amount,
    /// The catalogue does not say in a way that can be read.
    #[default]
    Unknown,
}

impl Fee {
    /// Nothing is paid.
    pub fn free() -> Fee {
        Fee { kind: FeeKind::Free, vnd: Some(0), note: String::new() }
    }

    /// So many đồng are paid.
    pub fn amount(vnd: i64) -> Fee {
        Fee { kind: FeeKind::Amount, vnd: Some(vnd), note: String::new() }
    }

    /// What is owed, in whole đồng; `None` where it is not known (never guessed to be nothing).
    pub fn owed_vnd(&self) -> Option<i64> {
        match self.kind {
            FeeKind::Free => Some(0),
            FeeKind::Amount => self.vnd.filter(|vnd| *vnd > 0),
            FeeKind::Unknown => None,
        }
    }
}

impl fmt::Display for Fee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, self.vnd) {
            (FeeKind::Free, _) => f.write_str("không thu phí")?,
            (FeeKind::Amount, Some(vnd)) => write!(f, "{} đồng", dong(vnd))?,
            (FeeKind::Amount, None) => f.write_str("có thu, chưa ghi mức")?,
            (FeeKind::Unknown, _) => f.write_str("chưa rõ mức phí")?,
        }
        if self.note.is_empty() { Ok(()) } else { write!(f, " ({})", self.note) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_fee_is_never_nothing() {
        assert_eq!(Fee::default().owed_vnd(), None);
        assert_eq!(Fee::free().owed_vnd(), Some(0));
        assert_eq!(Fee::amount(50_000).owed_vnd(), Some(50_000));
        assert_eq!(Fee { kind: FeeKind::Amount, ..Fee::default() }.owed_vnd(), None);
    }

    #[test]
    fn a_fee_reads_as_it_is_printed() {
        assert_eq!(Fee::amount(1_250_000).to_string(), "1.250.000 đồng");
        assert_eq!(Fee::amount(500).to_string(), "500 đồng");
        assert_eq!(Fee::free().to_string(), "không thu phí");
    }
}
