//! *Cơ quan*: agencies, their electronic codes (QĐ 20/2020/QĐ-TTg) and administrative units with dates.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// *Mã định danh điện tử của cơ quan*: level 1 first (`H42.19`), at most 35 characters (QĐ 20/2020/QĐ-TTg).
///
/// The older form of QCVN 102:2016, reversed and of fixed length (`000.00.19.H42`), is read as the same code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AgencyCode(String);

/// Why a text is no agency code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("mã cơ quan «{0}» chưa đúng: cần dạng H42 hoặc H42.19 (hay dạng cũ 000.00.19.H42)")]
pub struct BadAgencyCode(pub String);

impl AgencyCode {
    /// The code as text, level 1 first.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// *Cơ quan cấp 1*: the ministry or province a code belongs to (`H42` of `H42.19`).
    pub fn top(&self) -> AgencyCode {
        let end = self.0.find('.').unwrap_or(self.0.len());
        AgencyCode(self.0[..end].to_owned())
    }

    /// Whether this code is `other` or lies under it.
    pub fn is_within(&self, other: &AgencyCode) -> bool {
        self.0.strip_prefix(&other.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// The form of QCVN 102:2016 (`000.00.19.H42`); `None` where a group does not fit its width.
    pub fn old_form(&self) -> Option<String> {
        let groups: Vec<&str> = self.0.split('.').collect();
        let width_fits = |group: &str, width: usize| group.len() == width;
        let (two, three, four) = (
            groups.get(1).copied().unwrap_or("00"),
            groups.get(2).copied().unwrap_or("00"),
            groups.get(3).copied().unwrap_or("000"),
        );
        let fits = groups.len() <= 4 && width_fits(two, 2) && width_fits(three, 2) && width_fits(four, 3);
        fits.then(|| format!("{four}.{three}.{two}.{}", groups[0]))
    }
}

impl FromStr for AgencyCode {
    type Err = BadAgencyCode;

    fn from_str(text: &str) -> Result<AgencyCode, BadAgencyCode> {
        let bad = || BadAgencyCode(text.chars().take(40).collect());
        let trimmed = text.trim();
        let mut groups: Vec<&str> = trimmed.split('.').collect();
        let old = groups.len() == 4 && is_level_one(groups[3]) && groups[0].len() == 3;
        if old {
            groups.reverse();
            while groups.last().is_some_and(|group| group.bytes().all(|b| b == b'0')) {
                groups.pop();
            }
        }
        let rest_fits = groups.iter().skip(1).all(|group| {
            (2..=6).contains(&group.len()) && group.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        });
        if trimmed.len() > 35 || groups.is_empty() || !is_level_one(groups[0]) || !rest_fits {
            return Err(bad());
        }
        Ok(AgencyCode(groups.join(".")))
    }
}

/// One letter A–Y and two digits; Z01–Z99 belong to other schemes (QĐ 20/2020).
fn is_level_one(group: &str) -> bool {
    let bytes = group.as_bytes();
    bytes.len() == 3 && (b'A'..=b'Y').contains(&bytes[0]) && bytes[1..].iter().all(u8::is_ascii_digit)
}

impl TryFrom<String> for AgencyCode {
    type Error = BadAgencyCode;
    fn try_from(text: String) -> Result<AgencyCode, BadAgencyCode> {
        text.parse()
    }
}

impl From<AgencyCode> for String {
    fn from(code: AgencyCode) -> String {
        code.0
    }
}

impl fmt::Display for AgencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// *Cấp*: where in the state an agency stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgencyLevel {
    /// *Bộ, cơ quan ngang bộ*.
    Ministry,
    /// *Uỷ ban nhân dân cấp tỉnh*.
    Province,
    /// *Sở, ngành*: a department of a province.
    Department,
    /// *Uỷ ban nhân dân cấp xã*.
    Commune,
    /// *Phòng, trung tâm*: a unit inside an agency.
    Unit,
    /// *Cơ sở khám bệnh, chữa bệnh*: its code ends in the facility's own (`H42.37001`).
    Facility,
}

/// *Cơ quan, đơn vị* as a dated row: the same code may mean another body at another date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// Electronic code.
    pub code: AgencyCode,
    /// Name in full, Vietnamese.
    pub name: String,
    /// Level.
    pub level: AgencyLevel,
    /// Code of the administrative unit it serves (`37` or `14533`), if it serves one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// First day the row holds.
    pub valid_from: Date,
    /// First day it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// Created from an import and not yet looked at by a person.
    #[serde(default)]
    pub draft: bool,
}

/// *Đơn vị hành chính*: a province or commune (until 30/06/2025 also a district), good between two dates.
///
/// Codes of the General Statistics Office are reused after a merger, so a unit is (code, date).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdministrativeUnit {
    /// Code of the statistics office: 2 digits for a province, 5 for a commune.
    pub code: String,
    /// Full name, with its kind (*Tỉnh Ninh Bình*, *Phường Hoa Lư*).
    pub name: String,
    /// Code of the unit above, of the same dates.
    pub parent: Option<String>,
    /// First day.
    pub valid_from: Date,
    /// First day it no longer is.
    pub valid_to: Option<Date>,
    /// Codes of the units it became (at `valid_to`).
    pub became: Vec<String>,
}

/// The unit a code meant on a day.
pub fn unit_on<'a>(units: &'a [AdministrativeUnit], code: &str, day: Date) -> Option<&'a AdministrativeUnit> {
    units.iter().find(|unit| unit.code == code && unit.valid_from <= day && unit.valid_to.is_none_or(|end| day < end))
}

/// What a code stands for on a day: a unit of that day, or the only one that took the place of the last it meant before.
/// `None` where it became several: the code alone does not say in which of them something is.
pub fn unit_or_heir_on<'a>(units: &'a [AdministrativeUnit], code: &str, day: Date) -> Option<&'a AdministrativeUnit> {
    // Each heir begins later than the unit it comes after: the way is no longer than the list.
    let mut code = code;
    for _ in units {
        if let Some(unit) = unit_on(units, code, day) {
            return Some(unit);
        }
        let past = units.iter().filter(|unit| unit.code == code && unit.valid_to.is_some_and(|end| end <= day));
        let [heir] = &past.max_by_key(|unit| unit.valid_from)?.became[..] else { return None };
        code = heir;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_code_are_one() {
        for text in ["H42.19", "000.00.19.H42", " H42.19 "] {
            assert_eq!(text.parse::<AgencyCode>().unwrap().as_str(), "H42.19", "{text}");
        }
        assert_eq!("000.00.00.H42".parse::<AgencyCode>().unwrap().as_str(), "H42");
        assert_eq!("H42.19".parse::<AgencyCode>().unwrap().old_form().unwrap(), "000.00.19.H42");
    }

    #[test]
    fn texts_that_are_no_code_are_refused() {
        for text in ["", "42", "Z01", "h42", "H42.", "H42.1", "H42 19", "H42.19-231016-0001", "H42.$$"] {
            assert!(text.parse::<AgencyCode>().is_err(), "{text}");
        }
    }

    #[test]
    fn h42_19_is_within_h42_and_not_within_h42_1() {
        let code = |text: &str| text.parse::<AgencyCode>().unwrap();
        assert!(code("H42.19").is_within(&code("H42")));
        assert!(code("H42").is_within(&code("H42")));
        assert!(!code("H42.191").is_within(&code("H42.19")));
        assert_eq!(code("H42.19").top(), code("H42"));
    }
}
