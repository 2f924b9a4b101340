//! `motcua insurance`: how far the chip card is taken, and what an import of facilities did.

use domain::facility::NationCoverage;
use serde::Serialize;

/// How far the chip card is taken.
#[derive(Debug, Serialize)]
pub struct CardCoverage {
    /// Facilities that take it.
    pub accepting: u64,
    /// All facilities.
    pub total: u64,
    /// `98,2 %`; a dash where there is none.
    pub percent: String,
    /// Each province of the day.
    pub per_province: Vec<ProvinceCard>,
}

/// The same of one province.
#[derive(Debug, Serialize)]
pub struct ProvinceCard {
    /// Code of today.
    pub code: String,
    /// Name.
    pub name: String,
    /// Facilities that take it.
    pub accepting: u64,
    /// All facilities.
    pub total: u64,
    /// `98,2 %`; a dash where there is none.
    pub percent: String,
}

/// What an import did; its coverage is that of all facilities afterwards.
#[derive(Debug, Serialize)]
pub struct FacilityImport {
    /// Whether it only said what it would do.
    pub dry_run: bool,
    /// Rows of the file.
    pub rows: u64,
    /// Facilities that were not known.
    pub new: u64,
    /// Facilities something of which is different now.
    pub changed: u64,
    /// Facilities that were known so already.
    pub same: u64,
    /// Rows that were not taken.
    pub rejected: Vec<RejectedRow>,
    /// What all of them come to.
    #[serde(flatten)]
    pub coverage: CardCoverage,
}

/// A row that was not taken.
#[derive(Debug, Serialize)]
pub struct RejectedRow {
    /// Line of the file.
    pub line: u64,
    /// Why, and what to do.
    pub reason: String,
}

impl From<&NationCoverage> for CardCoverage {
    fn from(found: &NationCoverage) -> CardCoverage {
        let province = |one: &domain::facility::ProvinceCoverage| ProvinceCard {
            code: one.code.clone(),
            name: one.name.clone(),
            accepting: one.coverage.accepting,
            total: one.coverage.total,
            percent: one.coverage.percent(),
        };
        CardCoverage {
            accepting: found.nation.accepting,
            total: found.nation.total,
            percent: found.nation.percent(),
            per_province: found.provinces.iter().map(province).collect(),
        }
    }
}
