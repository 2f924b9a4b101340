//! `motcua population --json`.

use population::build::Built;
use population::{Counts, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;

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
        let results = Verdict::ALL.map(|verdict| (verdict.code(), counts.of(verdict)));
        let per_second = queries * 1000 / milliseconds.max(1);
        VerifyBody { queries, results: results.into(), milliseconds, per_second }
    }
}
