//! `motcua ledger verify --json`.

use serde::Serialize;
use store::VerifyReport;

/// What a check of the ledger found.
#[derive(Debug, Serialize)]
pub struct LedgerCheck {
    /// Whether everything fits.
    pub whole: bool,
    /// Dossiers checked.
    pub dossiers: u64,
    /// Entries checked.
    pub entries: u64,
    /// Closed days checked.
    pub seals: u64,
    /// Running totals checked.
    pub tallies: u64,
    /// Records of consent checked.
    pub consents: u64,
    /// How many things do not fit.
    pub broken: u64,
    /// The first of them.
    pub first: Option<LedgerBreak>,
}

/// One thing that does not fit.
#[derive(Debug, Serialize)]
pub struct LedgerBreak {
    /// Agency.
    pub agency: String,
    /// Dossier, where it lies in one.
    pub dossier: Option<String>,
    /// Number of the entry, where it lies in one.
    pub seq: Option<i64>,
    /// What, in words.
    pub what: String,
}

impl From<&VerifyReport> for LedgerCheck {
    fn from(report: &VerifyReport) -> LedgerCheck {
        let first = report.first().map(|finding| LedgerBreak {
            agency: finding.agency.clone(),
            dossier: finding.dossier.clone(),
            seq: finding.seq,
            what: finding.fault.to_string(),
        });
        LedgerCheck {
            whole: report.is_whole(),
            dossiers: report.dossiers,
            entries: report.entries,
            seals: report.seals,
            tallies: report.tallies,
            consents: report.consents,
            broken: report.broken,
            first,
        }
    }
}
