//! *Bảo hiểm y tế tại cơ sở khám bệnh*: what the answer of the insurance service means, and for how long it is kept.
//!
//! The codes, the levels and the days are rows of `data/insurance.json`. An answer is one of six standings, and
//! *not confirmed* is its own: a service that fails never says that somebody is not insured.

use crate::calendar::Certainty;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// *Tình trạng thẻ*: what somebody at the desk must know first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// *Hợp lệ*.
    Holds,
    /// *Hết hạn*.
    Ended,
    /// *Chưa tới hạn dùng*.
    NotYet,
    /// *Không khớp*: number, name and date of birth do not belong together.
    Mismatch,
    /// *Kiểm tra bằng giấy tờ*: the service leaves it to the papers.
    ByHand,
    /// *Lỗi hệ thống*: nothing is known; asked again later.
    System,
}

impl Standing {
    /// All standings.
    pub const ALL: [Standing; 6] =
        [Standing::Holds, Standing::Ended, Standing::NotYet, Standing::Mismatch, Standing::ByHand, Standing::System];

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Standing::Holds => "Bảo hiểm hợp lệ",
            Standing::Ended => "Thẻ hết hạn",
            Standing::NotYet => "Thẻ chưa tới ngày dùng",
            Standing::Mismatch => "Không khớp",
            Standing::ByHand => "Kiểm tra bằng giấy tờ",
            Standing::System => "Chưa xác nhận được",
        }
    }

    /// Whether the service said something of this person, be it yes or no.
    pub fn is_confirmed(self) -> bool {
        self != Standing::System
    }
}

/// *Mã kết quả tra cứu thẻ*: one code of the insurance service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultRow {
    /// Three digits.
    pub code: String,
    /// What it says of the card.
    pub standing: Standing,
    /// What it means, in plain words.
    pub meaning: String,
    /// What the receptionist does.
    pub advice: String,
    /// Whether the card that counts is the newer one the answer names.
    #[serde(default)]
    pub new_card: bool,
    /// Where it was read.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
}

/// *Mức hưởng*: what a card's third character says, between two dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BenefitLevel {
    /// The third character.
    pub digit: u8,
    /// Share of the costs, in whole percent.
    pub percent: u8,
    /// In words.
    pub text: String,
    /// First day.
    pub valid_from: Date,
    /// First day it no longer holds.
    pub valid_to: Option<Date>,
    /// Where it was read.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
}

/// *Thời gian giữ dữ liệu*: for how many days something personal is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// What.
    pub what: Kept,
    /// Days.
    pub days: u32,
    /// In words.
    pub text: String,
    /// First day.
    pub valid_from: Date,
    /// First day it no longer holds.
    pub valid_to: Option<Date>,
    /// Who says so.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
}

/// *Dữ liệu được giữ*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// *Câu trả lời xác nhận gần nhất* of a person.
    LastAnswer,
    /// *Lượt kiểm tra đang chờ*.
    Waiting,
    /// *Lượt kiểm tra cần theo dõi*: answered, and nobody has looked yet.
    FollowUp,
}

/// *Quy ước tra cứu bảo hiểm y tế*: everything the data file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsuranceRules {
    /// Codes.
    pub results: Vec<ResultRow>,
    /// Levels.
    pub levels: Vec<BenefitLevel>,
    /// Days.
    pub retention: Vec<Retention>,
}

/// *Thẻ bảo hiểm y tế* as the service describes it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HealthCard {
    /// *Số thẻ*.
    pub number: String,
    /// First day.
    pub valid_from: Option<Date>,
    /// Last day.
    pub valid_to: Option<Date>,
    /// *Mã nơi đăng ký khám chữa bệnh ban đầu*.
    pub first_care: String,
    /// Its name.
    pub first_care_name: String,
}

/// *Câu trả lời của cổng bảo hiểm*.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InsuranceAnswer {
    /// Code.
    pub code: String,
    /// Name, as the service has it.
    pub name: String,
    /// The card that was asked for.
    pub card: HealthCard,
    /// The one that follows it.
    pub new_card: Option<HealthCard>,
    /// *Thời điểm đủ 5 năm liên tục*.
    pub five_years_on: Option<Date>,
}

/// *Kết luận về thẻ*: an answer as it is read on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What it comes to.
    pub standing: Standing,
    /// What the code means.
    pub meaning: String,
    /// What to do.
    pub advice: String,
    /// The card that counts.
    pub card: HealthCard,
    /// What it pays.
    pub level: Option<BenefitLevel>,
    /// Since when, where five years without a gap are reached or will be.
    pub five_years_on: Option<Date>,
}

impl std::fmt::Debug for HealthCard {
    /// Shows no number.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HealthCard({:?}..{:?})", self.valid_from, self.valid_to)
    }
}

impl std::fmt::Debug for InsuranceAnswer {
    /// Shows no person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InsuranceAnswer({})", self.code)
    }
}

impl HealthCard {
    /// *Mức hưởng* of a number of fifteen characters; newer numbers do not say it.
    pub fn benefit_digit(&self) -> Option<u8> {
        let letter = *self.number.as_bytes().get(2)?;
        let long = self.number.len() == 15 && letter.is_ascii_digit();
        long.then(|| letter - b'0')
    }

    /// Whether it may be used on a day; `None` where the service gave no last day.
    fn covers(&self, day: Date) -> Option<Standing> {
        let last = self.valid_to?;
        Some(match self.valid_from {
            Some(first) if day < first => Standing::NotYet,
            _ if day > last => Standing::Ended,
            _ => Standing::Holds,
        })
    }
}

impl InsuranceRules {
    /// Reads the data file.
    pub fn from_json(text: &str) -> Result<InsuranceRules, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The row of a code.
    pub fn result(&self, code: &str) -> Option<&ResultRow> {
        self.results.iter().find(|row| row.code == code)
    }

    /// What a card's third character meant on a day.
    pub fn level(&self, digit: u8, day: Date) -> Option<&BenefitLevel> {
        let holds = |row: &&BenefitLevel| row.valid_from <= day && row.valid_to.is_none_or(|end| day < end);
        self.levels.iter().filter(holds).find(|row| row.digit == digit)
    }

    /// For how many days something is kept; none where the file does not say.
    pub fn days(&self, what: Kept, day: Date) -> u32 {
        let holds = |row: &&Retention| row.valid_from <= day && row.valid_to.is_none_or(|end| day < end);
        self.retention.iter().filter(holds).find(|row| row.what == what).map_or(0, |row| row.days)
    }

    /// Reads an answer on a day. Dates count more than a code that says that all is well; a code nobody knows
    /// confirms nothing.
    pub fn judge(&self, answer: &InsuranceAnswer, day: Date) -> Judged {
        let Some(row) = self.result(&answer.code) else { return self.unknown() };
        let newer = answer.new_card.as_ref().filter(|_| row.new_card);
        let card = newer.unwrap_or(&answer.card).clone();
        let by_dates = card.covers(day);
        let standing = match row.standing {
            Standing::Holds => by_dates.unwrap_or(Standing::Holds),
            Standing::Ended if newer.is_some() => by_dates.unwrap_or(Standing::Ended),
            other => other,
        };
        // A code that says one thing and dates that say another: what to do follows the dates.
        let told =
            if row.standing == Standing::Holds && standing == Standing::Ended { self.result("010") } else { None };
        let told = told.unwrap_or(row);
        let advice = if standing == Standing::NotYet {
            "Thẻ này chưa dùng được hôm nay; hỏi thẻ đang còn hạn hoặc tiếp nhận không theo bảo hiểm y tế.".to_owned()
        } else {
            told.advice.clone()
        };
        Judged {
            standing,
            meaning: told.meaning.clone(),
            advice,
            level: card.benefit_digit().and_then(|digit| self.level(digit, day)).cloned(),
            card,
            five_years_on: answer.five_years_on,
        }
    }

    fn unknown(&self) -> Judged {
        Judged {
            standing: Standing::System,
            meaning: "Cổng bảo hiểm trả lời bằng mã chưa biết.".to_owned(),
            advice: "Tiếp nhận người bệnh; báo người quản trị mã kết quả này.".to_owned(),
            card: HealthCard::default(),
            level: None,
            five_years_on: None,
        }
    }
}

#[cfg(test)]
mod tests;
