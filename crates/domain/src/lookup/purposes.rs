//! *Mục đích, hạn mức tra cứu*: what people may be looked up for and how often, as dated rows (`data/lookups.json`).

use super::LookUpKind;
use crate::agency::AgencyCode;
use crate::text::fold;
use jiff::civil::Date;
use serde::Deserialize;

/// *Mục đích tra cứu*: one purpose a person may be looked up for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Purpose {
    /// The word the register is told, too.
    pub code: String,
    /// As people call it.
    pub label: String,
    /// Why it is needed, told to the one who was looked up.
    pub because: String,
    /// What may be asked for it.
    pub kinds: Vec<LookUpKind>,
    /// Whether it is the citizen himself who asks about himself.
    #[serde(default)]
    pub own: bool,
    /// First day it may be asked for.
    pub valid_from: Date,
    /// First day no more.
    pub valid_to: Option<Date>,
}

/// *Đối tượng của hạn mức*: whose look-ups a quota counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuotaOf {
    /// One officer.
    Officer,
    /// All of an agency.
    Agency,
}

/// *Hạn mức tra cứu*: how many look-ups a day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Quota {
    /// Whose.
    pub of: QuotaOf,
    /// In which agency and those under it; `None`: in each one without a row of its own.
    #[serde(default)]
    pub agency: Option<AgencyCode>,
    /// How many.
    pub per_day: u32,
    /// First day it holds.
    pub valid_from: Date,
    /// First day no more.
    pub valid_to: Option<Date>,
}

/// *Dấu hiệu bất thường*: what the report points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PatternKind {
    /// *Nhiều lượt không gắn hồ sơ*: by one officer on one day.
    WithoutDossier,
    /// *Nhiều lượt về một người, không gắn hồ sơ*: by one officer in the whole period.
    SamePerson,
}

/// *Ngưỡng bất thường*: from how many on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Pattern {
    /// What.
    pub kind: PatternKind,
    /// From how many on.
    pub at_least: u32,
}

/// *Giấy tờ về cư trú*: a word of a paper's name by which it says where somebody lives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PaperWord {
    /// How it is written.
    pub word: String,
}

/// *Quy tắc tra cứu*: every purpose, quota and pattern there is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LookUpRules {
    purposes: Vec<Purpose>,
    quotas: Vec<Quota>,
    /// What the report points at.
    pub patterns: Vec<Pattern>,
    residence_papers: Vec<PaperWord>,
}

/// A file that cannot serve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tệp mục đích tra cứu không đọc được: {0}")]
pub struct PurposesError(pub String);

/// *Hết hạn mức*: whose quota is used up, and how much it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedUp {
    /// Whose.
    pub of: QuotaOf,
    /// How many a day.
    pub per_day: u32,
}

impl LookUpRules {
    /// Reads the rows of `data/lookups.json`.
    pub fn from_json(text: &str) -> Result<LookUpRules, PurposesError> {
        serde_json::from_str(text).map_err(|error| PurposesError(error.to_string()))
    }

    /// A purpose by its code, whenever it held: old look-ups keep their names.
    pub fn purpose(&self, code: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.code == code)
    }

    /// What officers may look somebody up for on a day.
    pub fn for_officers(&self, day: Date) -> impl Iterator<Item = &Purpose> {
        self.purposes.iter().filter(move |purpose| !purpose.own && holds(purpose.valid_from, purpose.valid_to, day))
    }

    /// What a citizen asks about himself for, on a day.
    pub fn for_oneself(&self, kind: LookUpKind, day: Date) -> Option<&Purpose> {
        let mut own = self.purposes.iter().filter(|purpose| purpose.own && purpose.kinds.contains(&kind));
        own.find(|purpose| holds(purpose.valid_from, purpose.valid_to, day))
    }

    /// Whether an officer may ask this for this purpose on a day.
    pub fn allows(&self, code: &str, kind: LookUpKind, day: Date) -> bool {
        self.for_officers(day).any(|purpose| purpose.code == code && purpose.kinds.contains(&kind))
    }

    /// Whose quota is used up, by how many look-ups an officer and his agency made on a day so far.
    pub fn used_up(&self, agency: &AgencyCode, day: Date, by_officer: u64, by_agency: u64) -> Option<UsedUp> {
        let counts = [(QuotaOf::Officer, by_officer), (QuotaOf::Agency, by_agency)];
        counts.into_iter().find_map(|(of, made)| {
            let per_day = self.quota(of, agency, day)?.per_day;
            (made >= u64::from(per_day)).then_some(UsedUp { of, per_day })
        })
    }

    /// The quota that holds in an agency: that of the nearest agency above it that has one.
    fn quota(&self, of: QuotaOf, agency: &AgencyCode, day: Date) -> Option<&Quota> {
        let near = |quota: &&Quota| quota.agency.as_ref().map_or(0, |code| code.as_str().len() + 1);
        let rows = self.quotas.iter().filter(|quota| quota.of == of && holds(quota.valid_from, quota.valid_to, day));
        rows.filter(|quota| quota.agency.as_ref().is_none_or(|code| agency.is_within(code))).max_by_key(near)
    }

    /// Whether a paper of this name says where somebody lives, which the register says now (NĐ 104/2022/NĐ-CP).
    pub fn tells_residence(&self, paper: &str) -> bool {
        let paper = fold(paper);
        self.residence_papers.iter().any(|one| paper.contains(&fold(&one.word)))
    }
}

fn holds(from: Date, to: Option<Date>, day: Date) -> bool {
    from <= day && to.is_none_or(|end| day < end)
}
