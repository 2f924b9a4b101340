//! *Cách thức thực hiện*: the channels of a procedure, each with its own term and fee.

use super::row;
use super::{Fee, FeeKind};
use crate::calendar::{Term, TermUnit};
use crate::text::fold;
use serde::{Deserialize, Serialize};
use std::fmt;

/// *Cách thức thực hiện* (NĐ 63/2010 art. 8.2): one way to apply, with its own term and fee.
///
/// A procedure may state the same channel several times, once per case; the note tells them apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ChannelRow", into = "ChannelRow")]
pub struct Channel {
    /// In which way.
    pub kind: ChannelKind,
    /// Within what time.
    pub term: StatedTerm,
    /// For how much.
    pub fee: Fee,
    /// What the catalogue adds, in its own words.
    pub note: String,
}

/// *Hình thức nộp*: the way a dossier comes in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ChannelKind {
    /// *Trực tiếp*: at the counter.
    InPerson,
    /// *Trực tuyến*.
    Online,
    /// *Dịch vụ bưu chính*: public post.
    Post,
    /// A way the catalogue names otherwise, kept as it came.
    Other(String),
}

/// *Thời hạn* as the catalogue states it: number and unit as they came, read on demand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct StatedTerm {
    /// The number as text (`5`, `1.5`, `140,000`).
    pub value: Option<String>,
    /// The unit as text (`Ngày làm việc`).
    pub unit_text: Option<String>,
}

/// *Cách hiểu thời hạn*: what the number of a stated term says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermReading {
    /// No number.
    Absent,
    /// Thousandths of the unit, 1 to 10 000 000.
    Milli(u32),
    /// Zero is no term.
    Zero,
    /// No number, too large a one, or one that can be read in two ways (`140,000`).
    Unreadable,
}

impl StatedTerm {
    /// What the number says. `1,5` and `1.5` are one and a half; `1.500` might be either and is not guessed.
    pub fn reading(&self) -> TermReading {
        let Some(value) = self.value.as_deref().map(str::trim).filter(|value| !value.is_empty()) else {
            return TermReading::Absent;
        };
        match milli_of(value) {
            Some(0) => TermReading::Zero,
            Some(milli @ 1..=10_000_000) => TermReading::Milli(milli),
            _ => TermReading::Unreadable,
        }
    }

    /// Thousandths of the unit, 1 to 10 000 000; `None` where no amount can be read.
    pub fn amount_milli(&self) -> Option<u32> {
        match self.reading() {
            TermReading::Milli(milli) => Some(milli),
            _ => None,
        }
    }

    /// The unit; `None` where it is missing or not one of the four.
    pub fn unit(&self) -> Option<TermUnit> {
        TermUnit::parse(&fold(self.unit_text.as_deref()?)).ok()
    }

    /// The term it states; `None` where number or unit is missing, unreadable, or a day or month is cut in parts.
    pub fn term(&self) -> Option<Term> {
        Term::new(self.amount_milli()?, self.unit()?)
    }
}

/// Whole part and at most three decimals; three decimals after a whole part other than 0 read as thousands too.
fn milli_of(value: &str) -> Option<u32> {
    let (whole, decimals) = value.split_once([',', '.']).unwrap_or((value, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let separated = whole.len() < value.len();
    let ambiguous = decimals.len() == 3 && whole.bytes().any(|byte| byte != b'0');
    if !digits(whole) || (separated && !digits(decimals)) || decimals.len() > 3 || ambiguous {
        return None;
    }
    format!("{whole}{decimals:0<3}").parse().ok()
}

impl fmt::Display for StatedTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.value, &self.unit_text) {
            (None, None) => f.write_str("chưa ghi thời hạn"),
            (Some(value), Some(unit)) => write!(f, "{value} {}", unit.to_lowercase()),
            (Some(value), None) => write!(f, "{value} (chưa ghi đơn vị)"),
            (None, Some(unit)) => write!(f, "chưa ghi số ({})", unit.to_lowercase()),
        }
    }
}

impl From<String> for ChannelKind {
    fn from(text: String) -> ChannelKind {
        match fold(&text).as_str() {
            "truc tiep" => ChannelKind::InPerson,
            "truc tuyen" => ChannelKind::Online,
            "dich vu buu chinh" | "buu chinh" | "buu chinh cong ich" => ChannelKind::Post,
            _ => ChannelKind::Other(text),
        }
    }
}

impl From<ChannelKind> for String {
    fn from(kind: ChannelKind) -> String {
        kind.to_string()
    }
}

impl fmt::Display for ChannelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ChannelKind::InPerson => "Trực tiếp",
            ChannelKind::Online => "Trực tuyến",
            ChannelKind::Post => "Dịch vụ bưu chính",
            ChannelKind::Other(text) => text,
        })
    }
}

/// A channel as a row of the catalogue writes it.
#[derive(Serialize, Deserialize)]
struct ChannelRow {
    channel: ChannelKind,
    #[serde(default, deserialize_with = "row::optional_text", skip_serializing_if = "Option::is_none")]
    time_value: Option<String>,
    #[serde(default, deserialize_with = "row::optional_text", skip_serializing_if = "Option::is_none")]
    time_unit: Option<String>,
    #[serde(default)]
    fee_kind: Option<FeeKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fee_vnd: Option<i64>,
    #[serde(default, deserialize_with = "row::text", skip_serializing_if = "String::is_empty")]
    fee_note: String,
    #[serde(default, deserialize_with = "row::text", skip_serializing_if = "String::is_empty")]
    note: String,
}

impl From<ChannelRow> for Channel {
    fn from(row: ChannelRow) -> Channel {
        Channel {
            kind: row.channel,
            term: StatedTerm { value: row.time_value, unit_text: row.time_unit },
            fee: Fee { kind: row.fee_kind.unwrap_or_default(), vnd: row.fee_vnd, note: row.fee_note },
            note: row.note,
        }
    }
}

impl From<Channel> for ChannelRow {
    fn from(channel: Channel) -> ChannelRow {
        ChannelRow {
            channel: channel.kind,
            time_value: channel.term.value,
            time_unit: channel.term.unit_text,
            fee_kind: Some(channel.fee.kind),
            fee_vnd: channel.fee.vnd,
            fee_note: channel.fee.note,
            note: channel.note,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(value: &str, unit: &str) -> StatedTerm {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        StatedTerm { value: some(value), unit_text: some(unit) }
    }

    #[test]
    fn numbers_are_read_in_thousandths_or_not_at_all() {
        let rows = [
            ("5", TermReading::Milli(5_000)),
            ("05", TermReading::Milli(5_000)),
            (" 60 ", TermReading::Milli(60_000)),
            ("1.5", TermReading::Milli(1_500)),
            ("1,5", TermReading::Milli(1_500)),
            ("0,125", TermReading::Milli(125)),
            ("10000", TermReading::Milli(10_000_000)),
            ("10001", TermReading::Unreadable),
            ("99999999999", TermReading::Unreadable),
            ("140,000", TermReading::Unreadable),
            ("1100,000", TermReading::Unreadable),
            ("1.500", TermReading::Unreadable),
            ("1,", TermReading::Unreadable),
            (",5", TermReading::Unreadable),
            ("-3", TermReading::Unreadable),
            ("ngay", TermReading::Unreadable),
            ("0", TermReading::Zero),
            ("0,0", TermReading::Zero),
            ("", TermReading::Absent),
        ];
        for (value, reading) in rows {
            assert_eq!(stated(value, "Ngày").reading(), reading, "{value}");
        }
    }

    #[test]
    fn four_units_are_known_in_any_spelling_of_case() {
        let rows = [
            ("Ngày làm việc", Some(TermUnit::NgayLamViec)),
            ("NGÀY  LÀM VIỆC", Some(TermUnit::NgayLamViec)),
            ("Ngày", Some(TermUnit::Ngay)),
            ("Giờ", Some(TermUnit::Gio)),
            ("Tháng", Some(TermUnit::Thang)),
            ("Tuần", None),
            ("", None),
        ];
        for (text, unit) in rows {
            assert_eq!(stated("1", text).unit(), unit, "{text}");
        }
    }

    #[test]
    fn a_term_reads_as_it_is_stated() {
        assert_eq!(stated("5", "Ngày làm việc").to_string(), "5 ngày làm việc");
        assert_eq!(stated("1100", "").to_string(), "1100 (chưa ghi đơn vị)");
        assert_eq!(stated("", "").to_string(), "chưa ghi thời hạn");
    }
}
