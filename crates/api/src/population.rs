//! `motcua population`: what its commands print with `--json`, and what its service is asked and answers.

use population::build::Built;
use population::lookups::LookupReport;
use population::{Counts, Verdict};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How answers are marked.
pub const JSON: &str = "application/json; charset=utf-8";
/// The same, one a line.
pub const JSON_LINES: &str = "application/x-ndjson; charset=utf-8";

/// One look-up: of whom, and what for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookupQuestion<'a> {
    /// Citizen number.
    #[serde(borrow)]
    pub number: Cow<'a, str>,
    /// Name as on papers.
    #[serde(borrow)]
    pub full_name: Cow<'a, str>,
    /// `1990-03-21`, `21/03/1990` or `1990`.
    #[serde(borrow)]
    pub birth_date: Cow<'a, str>,
    /// Code of the purpose, one of those the service was entered with.
    #[serde(borrow)]
    pub purpose: Cow<'a, str>,
    /// Account of the officer; empty where the service asks by itself.
    #[serde(borrow, default)]
    pub officer: Cow<'a, str>,
    /// Code of the dossier.
    #[serde(borrow)]
    pub dossier: Cow<'a, str>,
}

/// One question of a batch; purpose, officer and dossier are those of the batch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchQuestion<'a> {
    /// Citizen number.
    #[serde(borrow)]
    pub number: Cow<'a, str>,
    /// Name as on papers.
    #[serde(borrow)]
    pub full_name: Cow<'a, str>,
    /// `1990-03-21`, `21/03/1990` or `1990`.
    #[serde(borrow)]
    pub birth_date: Cow<'a, str>,
}

/// What is answered.
#[derive(Debug, Serialize)]
pub struct LookupAnswer {
    /// One of the codes of `motcua population verify`.
    pub result: &'static str,
}

impl From<Verdict> for LookupAnswer {
    fn from(verdict: Verdict) -> LookupAnswer {
        LookupAnswer { result: verdict.code() }
    }
}

/// Why nothing is answered, and what to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Refusal<'a> {
    /// In words.
    pub error: Cow<'a, str>,
}

/// What was asked of a register, by agency and purpose.
#[derive(Debug, Serialize)]
pub struct LookupsBody {
    /// One for each agency and purpose.
    pub rows: Vec<LookupsRow>,
}

/// What one agency asked for one purpose.
#[derive(Debug, Serialize)]
pub struct LookupsRow {
    /// Code of the agency.
    pub agency: String,
    /// Code of the purpose.
    pub purpose: String,
    /// How many questions.
    pub lookups: u64,
    /// How many had each answer.
    pub results: BTreeMap<&'static str, u64>,
}

impl From<&LookupReport> for LookupsBody {
    fn from(report: &LookupReport) -> LookupsBody {
        let row = |((agency, purpose), counts): (&(String, String), &Counts)| LookupsRow {
            agency: agency.clone(),
            purpose: purpose.clone(),
            lookups: counts.total(),
            results: results(counts),
        };
        LookupsBody { rows: report.rows.iter().map(row).collect() }
    }
}

fn results(counts: &Counts) -> BTreeMap<&'static str, u64> {
    Verdict::ALL.map(|verdict| (verdict.code(), counts.of(verdict))).into()
}

/// What a build did.
#[derive(Debug, Serialize)]
pub struct BuildBody {
    /// Rows read.
    pub read: u64,
    /// People in the register.
    pub people: u64,
    /// Of them, deceased.
    pub deceased: u64,
    /// Of them, with another number now.
    pub replaced: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// How long it took.
    pub milliseconds: u64,
}

impl BuildBody {
    /// What is told of a build.
    pub fn new(built: Built, milliseconds: u64) -> BuildBody {
        let Built { read, people, deceased, replaced, rejected } = built;
        BuildBody { read, people, deceased, replaced, rejected, milliseconds }
    }
}

/// How many questions had which answer.
#[derive(Debug, Serialize)]
pub struct VerifyBody {
    /// Questions, one a line.
    pub queries: u64,
    /// How many had each answer, those that none had too.
    pub results: BTreeMap<&'static str, u64>,
    /// How long it took, without opening the register.
    pub milliseconds: u64,
    /// Questions answered a second.
    pub per_second: u64,
}

impl VerifyBody {
    /// What is told of a run.
    pub fn new(counts: &Counts, milliseconds: u64) -> VerifyBody {
        let queries = counts.total();
        let per_second = queries * 1000 / milliseconds.max(1);
        VerifyBody { queries, results: results(counts), milliseconds, per_second }
    }
}
