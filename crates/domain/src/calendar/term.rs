//! *Thời hạn* in words: amounts, units and policies as people and the national catalogue write them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Policy;

/// *Đơn vị tính thời hạn*: the four units in which the national catalogue states terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermUnit {
    /// *Giờ (làm việc)*.
    Gio,
    /// *Ngày làm việc*.
    NgayLamViec,
    /// *Ngày* of the calendar.
    Ngay,
    /// *Tháng*.
    Thang,
}

impl TermUnit {
    /// All four, shortest first.
    pub const ALL: [TermUnit; 4] = [TermUnit::Gio, TermUnit::NgayLamViec, TermUnit::Ngay, TermUnit::Thang];

    /// Reads a code (`ngay-lam-viec`) or a name (*Ngày làm việc*), whatever its case and Unicode form.
    ///
    /// # Errors
    /// [`BadTerm::NoUnit`] for a blank, [`BadTerm::UnknownUnit`] for any other word.
    pub fn parse(text: &str) -> Result<TermUnit, BadTerm> {
        // Imports read the plain codes a million times; only other spellings pay for folding.
        match text {
            "gio" => return Ok(TermUnit::Gio),
            "ngay-lam-viec" => return Ok(TermUnit::NgayLamViec),
            "ngay" => return Ok(TermUnit::Ngay),
            "thang" => return Ok(TermUnit::Thang),
            _ => {}
        }
        match fold(text).as_str() {
            "gio" | "gio lam viec" => Ok(TermUnit::Gio),
            "ngay lam viec" => Ok(TermUnit::NgayLamViec),
            "ngay" => Ok(TermUnit::Ngay),
            "thang" => Ok(TermUnit::Thang),
            "" => Err(BadTerm::NoUnit(quote(text))),
            _ => Err(BadTerm::UnknownUnit(quote(text))),
        }
    }

    /// The code in files and in the database.
    pub fn code(self) -> &'static str {
        match self {
            TermUnit::Gio => "gio",
            TermUnit::NgayLamViec => "ngay-lam-viec",
            TermUnit::Ngay => "ngay",
            TermUnit::Thang => "thang",
        }
    }

    /// The name inside a sentence: *ngày làm việc*.
    pub fn name(self) -> &'static str {
        match self {
            TermUnit::Gio => "giờ",
            TermUnit::NgayLamViec => "ngày làm việc",
            TermUnit::Ngay => "ngày",
            TermUnit::Thang => "tháng",
        }
    }

    /// Whether half of it means something: there is no half of a calendar day or month at a desk.
    fn can_be_divided(self) -> bool {
        matches!(self, TermUnit::Gio | TermUnit::NgayLamViec)
    }
}

impl fmt::Display for TermUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// *Thời hạn*: an amount in thousandths of a unit (1,5 ngày làm việc = 1500), never zero.
///
/// Hours and working days may have a fraction; calendar days and months are whole, for the Civil
/// Code (arts 147–148) counts them whole and the national catalogue states none in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "WrittenTerm")]
pub struct Term {
    /// Thousandths of the unit, 1 to 10 000 000.
    amount_milli: u32,
    /// The unit.
    unit: TermUnit,
}

/// A term as stored, before it is believed.
#[derive(Deserialize)]
struct WrittenTerm {
    amount_milli: u32,
    unit: TermUnit,
}

impl TryFrom<WrittenTerm> for Term {
    type Error = BadTerm;

    fn try_from(written: WrittenTerm) -> Result<Term, BadTerm> {
        Term::checked(written.amount_milli, written.unit)
    }
}

/// Why a text is no term; shown to whoever typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTerm {
    /// Nothing was written.
    #[error("thời hạn đang trống: ghi một số và một đơn vị, ví dụ “1,5 ngày làm việc”")]
    Empty,
    /// It does not begin with a plain number.
    #[error("thời hạn “{0}” chưa có số hợp lệ: ghi số trước đơn vị, ví dụ “7 giờ” hoặc “1,5 ngày làm việc”")]
    NoAmount(String),
    /// Zero or negative.
    #[error("thời hạn “{0}” phải lớn hơn 0")]
    NotPositive(String),
    /// A number alone.
    #[error("thời hạn “{0}” thiếu đơn vị: ghi giờ, ngày làm việc, ngày hoặc tháng")]
    NoUnit(String),
    /// A word that is none of the four units.
    #[error("đơn vị “{0}” chưa đúng: chỉ dùng giờ, ngày làm việc, ngày hoặc tháng")]
    UnknownUnit(String),
    /// More than three decimals.
    #[error("thời hạn “{0}” có quá nhiều chữ số sau dấu phẩy: ghi tối đa 3 chữ số")]
    TooManyDecimals(String),
    /// Above ten thousand units.
    #[error("thời hạn “{0}” quá dài: ghi tối đa 10 000")]
    TooLong(String),
    /// A fraction of a calendar day or month.
    #[error(
        "thời hạn “{0}” không chia lẻ được: ngày và tháng phải là số nguyên; phần lẻ ghi bằng giờ hoặc ngày làm việc"
    )]
    Divided(String),
}

impl Term {
    /// Roughly how long it is, in thousandths of a working minute, for telling the longer of two terms in different
    /// units: a working day has eight hours, a week five of them, a month thirty days. Due moments are never computed
    /// from it.
    pub fn roughly(self) -> u64 {
        let working_minutes: u64 = match self.unit() {
            TermUnit::Gio => 60,
            TermUnit::NgayLamViec => 8 * 60,
            TermUnit::Ngay => 8 * 60 * 5 / 7,
            TermUnit::Thang => 30 * 8 * 60 * 5 / 7,
        };
        u64::from(self.amount_milli()) * working_minutes
    }

    /// The longest term, in thousandths of a unit: ten thousand units.
    pub const MAX_MILLI: u32 = 10_000_000;

    /// So many thousandths of a unit; `None` for zero, above [`Term::MAX_MILLI`], or a fraction of a calendar day or month.
    pub fn new(amount_milli: u32, unit: TermUnit) -> Option<Term> {
        Term::checked(amount_milli, unit).ok()
    }

    /// Reads “1,5 ngày làm việc”, `7 gio`, “2 tháng”: a number, decimal comma or point, then a unit.
    ///
    /// # Errors
    /// [`BadTerm`] saying what is missing.
    pub fn parse(text: &str) -> Result<Term, BadTerm> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(BadTerm::Empty);
        }
        let unit_starts = trimmed.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '-' | '+' | ' '));
        let (amount, unit) = trimmed.split_at(unit_starts.unwrap_or(trimmed.len()));
        let amount_milli = parse_amount(amount.trim(), trimmed)?;
        if unit.trim().is_empty() {
            return Err(BadTerm::NoUnit(quote(trimmed)));
        }
        Term::checked(amount_milli, TermUnit::parse(unit)?)
    }

    /// Reads an amount and a unit that stand apart, as in a table.
    ///
    /// # Errors
    /// [`BadTerm`] saying what is missing.
    pub fn from_parts(amount: &str, unit: &str) -> Result<Term, BadTerm> {
        let amount = amount.trim();
        if amount.is_empty() {
            return Err(BadTerm::Empty);
        }
        let amount_milli = parse_amount(amount, amount)?;
        if unit.trim().is_empty() {
            return Err(BadTerm::NoUnit(quote(amount)));
        }
        Term::checked(amount_milli, TermUnit::parse(unit)?)
    }

    fn checked(amount_milli: u32, unit: TermUnit) -> Result<Term, BadTerm> {
        let term = Term { amount_milli, unit };
        if amount_milli == 0 {
            Err(BadTerm::NotPositive(term.to_string()))
        } else if amount_milli > Term::MAX_MILLI {
            Err(BadTerm::TooLong(term.to_string()))
        } else if !unit.can_be_divided() && !amount_milli.is_multiple_of(1000) {
            Err(BadTerm::Divided(term.to_string()))
        } else {
            Ok(term)
        }
    }

    /// Thousandths of the unit, 1 to [`Term::MAX_MILLI`].
    pub fn amount_milli(self) -> u32 {
        self.amount_milli
    }

    /// The unit.
    pub fn unit(self) -> TermUnit {
        self.unit
    }
}

impl FromStr for Term {
    type Err = BadTerm;

    fn from_str(text: &str) -> Result<Term, BadTerm> {
        Term::parse(text)
    }
}

/// “1,5 ngày làm việc”: decimal comma, no needless zeros.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.amount_milli / 1000)?;
        let fraction = self.amount_milli % 1000;
        if fraction > 0 {
            let digits = format!("{fraction:03}");
            write!(f, ",{}", digits.trim_end_matches('0'))?;
        }
        write!(f, " {}", self.unit)
    }
}

/// Thousandths in “7”, “1,5”, “0.125”; `whole` is the text shown in errors.
fn parse_amount(amount: &str, whole: &str) -> Result<u32, BadTerm> {
    let digits = amount.strip_prefix('-').map(str::trim_start).unwrap_or(amount);
    let (units, decimals) = digits.split_once([',', '.']).unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(units) || !plain(decimals) {
        return Err(BadTerm::NoAmount(quote(whole)));
    }
    if digits.len() < amount.len() {
        return Err(BadTerm::NotPositive(quote(whole)));
    }
    if decimals.len() > 3 {
        return Err(BadTerm::TooManyDecimals(quote(whole)));
    }
    let units: u32 = units.parse().map_err(|_| BadTerm::TooLong(quote(whole)))?;
    let fraction: u32 =
        decimals.bytes().fold(0, |sum, b| sum * 10 + u32::from(b - b'0')) * 10u32.pow(3 - decimals.len() as u32);
    let milli = units.checked_mul(1000).and_then(|milli| milli.checked_add(fraction));
    match milli {
        Some(0) => Err(BadTerm::NotPositive(quote(whole))),
        Some(milli) if milli <= Term::MAX_MILLI => Ok(milli),
        _ => Err(BadTerm::TooLong(quote(whole))),
    }
}

/// Small letters without marks, words parted by one space: “Ngày  làm-việc” and its NFD twin are one.
fn fold(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '-' | '_') { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What was typed, short enough to show.
fn quote(text: &str) -> String {
    text.trim().chars().take(60).collect()
}

/// Why a text names no policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cách tính “{0}” chưa đúng: ghi civil-code (theo Bộ luật Dân sự) hoặc same-time (đủ 8 giờ làm việc mỗi ngày)")]
pub struct BadPolicy(pub String);

impl Policy {
    /// The code in files and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Policy::CivilCode => "civil-code",
            Policy::SameTime => "same-time",
        }
    }
}

impl FromStr for Policy {
    type Err = BadPolicy;

    /// Reads `civil-code` or `same-time`; a blank is the law's own way, `civil-code`.
    fn from_str(text: &str) -> Result<Policy, BadPolicy> {
        match text.trim() {
            "" | "civil-code" => Ok(Policy::CivilCode),
            "same-time" => Ok(Policy::SameTime),
            other => Err(BadPolicy(quote(other))),
        }
    }
}
