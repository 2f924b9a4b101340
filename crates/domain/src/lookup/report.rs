//! *Báo cáo tra cứu dân cư*: how many look-ups, per agency and purpose, and what they were answered.

use super::{AnswerGroup, LookUpAnswer, PatternKind};
use crate::agency::AgencyCode;
use crate::report::Period;
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// *Số lượt tra cứu cùng loại*: look-ups of one agency for one purpose with one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUpCount {
    /// Agency of those who asked.
    pub agency: AgencyCode,
    /// [`super::Purpose::code`].
    pub purpose: String,
    /// What was said.
    pub answer: LookUpAnswer,
    /// Whether they belong to a dossier.
    pub with_dossier: bool,
    /// How many.
    pub count: u64,
}

/// *Số liệu của một dòng*: `total` is the sum of the six answers, and of those with and without a dossier.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct LookUpCells {
    /// All.
    pub total: u64,
    /// Without a dossier.
    pub without_dossier: u64,
    /// *Khớp*.
    pub matched: u64,
    /// *Gần khớp*.
    pub near: u64,
    /// *Sai*.
    pub different: u64,
    /// *Không có*.
    pub absent: u64,
    /// *Đã mất, số đã thay*.
    pub ended: u64,
    /// *Không trả lời được*.
    pub unanswered: u64,
}

impl LookUpCells {
    /// The cells in the order of the form.
    pub fn columns(&self) -> [u64; 9] {
        let with = self.total - self.without_dossier;
        [
            self.total,
            with,
            self.without_dossier,
            self.matched,
            self.near,
            self.different,
            self.absent,
            self.ended,
            self.unanswered,
        ]
    }

    fn add(&mut self, one: &LookUpCount) {
        self.total += one.count;
        if !one.with_dossier {
            self.without_dossier += one.count;
        }
        let cell = match one.answer.group() {
            AnswerGroup::Match => &mut self.matched,
            AnswerGroup::Near => &mut self.near,
            AnswerGroup::Different => &mut self.different,
            AnswerGroup::Absent => &mut self.absent,
            AnswerGroup::Ended => &mut self.ended,
            AnswerGroup::None => &mut self.unanswered,
        };
        *cell += one.count;
    }
}

impl AddAssign for LookUpCells {
    fn add_assign(&mut self, other: LookUpCells) {
        self.total += other.total;
        self.without_dossier += other.without_dossier;
        self.matched += other.matched;
        self.near += other.near;
        self.different += other.different;
        self.absent += other.absent;
        self.ended += other.ended;
        self.unanswered += other.unanswered;
    }
}

/// *Dòng báo cáo tra cứu*: one agency and one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUpRow {
    /// Agency of those who asked.
    pub agency: AgencyCode,
    /// [`super::Purpose::code`].
    pub purpose: String,
    /// Its figures.
    pub cells: LookUpCells,
}

/// *Lượt tra cứu bất thường*: something a leader should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusual {
    /// What is unusual.
    pub kind: PatternKind,
    /// Agency of the officer.
    pub agency: AgencyCode,
    /// Sign-in name.
    pub officer: String,
    /// The day, where it is about one.
    pub day: Option<jiff::civil::Date>,
    /// How many look-ups.
    pub count: u64,
}

/// *Báo cáo tra cứu dữ liệu dân cư*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUpReport {
    /// Of which days.
    pub period: Period,
    /// By agency and purpose.
    pub rows: Vec<LookUpRow>,
    /// All of them.
    pub total: LookUpCells,
    /// What a leader should look at, most first.
    pub unusual: Vec<Unusual>,
}

impl LookUpReport {
    /// The report of these counts.
    pub fn of(period: Period, counts: &[LookUpCount], mut unusual: Vec<Unusual>) -> LookUpReport {
        let mut rows: BTreeMap<(&AgencyCode, &str), LookUpCells> = BTreeMap::new();
        let mut total = LookUpCells::default();
        for one in counts {
            rows.entry((&one.agency, &one.purpose)).or_default().add(one);
            total.add(one);
        }
        let row = |((agency, purpose), cells): ((&AgencyCode, &str), LookUpCells)| LookUpRow {
            agency: agency.clone(),
            purpose: purpose.to_owned(),
            cells,
        };
        unusual.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.officer.cmp(&other.officer)));
        LookUpReport { period, rows: rows.into_iter().map(row).collect(), total, unusual }
    }

    /// The figures of each agency, most first.
    pub fn by_agency(&self) -> Vec<(&AgencyCode, LookUpCells)> {
        let mut sums: BTreeMap<&AgencyCode, LookUpCells> = BTreeMap::new();
        for row in &self.rows {
            *sums.entry(&row.agency).or_default() += row.cells;
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by(|one, other| other.1.total.cmp(&one.1.total).then_with(|| one.0.cmp(other.0)));
        sums
    }
}
