//! *Báo cáo tra cứu dân cư* as JSON.

use domain::lookup::{LookUpCells, LookUpReport, PatternKind};
use serde::Serialize;

/// The report: its rows, the whole period, what is unusual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LookUpsBody {
    /// One per agency and purpose.
    pub rows: Vec<LookUpRowBody>,
    /// The whole period.
    pub total: LookUpCellsBody,
    /// What a leader should look at.
    pub unusual: Vec<UnusualBody>,
}

/// One agency and one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LookUpRowBody {
    /// Code of the agency.
    pub agency: String,
    /// Code of the purpose.
    pub purpose: String,
    /// Its figures.
    #[serde(flatten)]
    pub cells: LookUpCellsBody,
}

/// Figures: `total` is `with_dossier` and `without_dossier`, and the sum of the six that follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the cells of `domain::lookup::LookUpCells`, by their names")]
pub struct LookUpCellsBody {
    pub total: u64,
    pub with_dossier: u64,
    pub without_dossier: u64,
    pub matched: u64,
    pub near: u64,
    pub different: u64,
    pub absent: u64,
    pub ended: u64,
    pub unanswered: u64,
}

/// Something unusual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnusualBody {
    /// `without-dossier` or `same-person`.
    pub kind: &'static str,
    /// Code of the officer's agency.
    pub agency: String,
    /// His sign-in name.
    pub officer: String,
    /// The day, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// How many look-ups.
    pub count: u64,
}

impl From<&LookUpCells> for LookUpCellsBody {
    fn from(cells: &LookUpCells) -> LookUpCellsBody {
        LookUpCellsBody {
            total: cells.total,
            with_dossier: cells.total - cells.without_dossier,
            without_dossier: cells.without_dossier,
            matched: cells.matched,
            near: cells.near,
            different: cells.different,
            absent: cells.absent,
            ended: cells.ended,
            unanswered: cells.unanswered,
        }
    }
}

impl From<&LookUpReport> for LookUpsBody {
    fn from(report: &LookUpReport) -> LookUpsBody {
        let row = |row: &domain::lookup::LookUpRow| LookUpRowBody {
            agency: row.agency.to_string(),
            purpose: row.purpose.clone(),
            cells: (&row.cells).into(),
        };
        let unusual = |one: &domain::lookup::Unusual| UnusualBody {
            kind: match one.kind {
                PatternKind::WithoutDossier => "without-dossier",
                PatternKind::SamePerson => "same-person",
            },
            agency: one.agency.to_string(),
            officer: one.officer.clone(),
            day: one.day.map(|day| day.to_string()),
            count: one.count,
        };
        LookUpsBody {
            rows: report.rows.iter().map(row).collect(),
            total: (&report.total).into(),
            unusual: report.unusual.iter().map(unusual).collect(),
        }
    }
}
