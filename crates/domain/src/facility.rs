//! *Cơ sở khám bệnh, chữa bệnh*: places that treat people, and which of them take the chip card in place of the
//! insurance card.

use crate::agency::{AdministrativeUnit, AgencyCode};
use crate::text::fold;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// *Mã cơ sở khám bệnh, chữa bệnh*: province 2 + serial 3 (`37001`).
///
/// The province is one of the 63 or one of the 34: codes given before July 2025 stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FacilityCode(String);

/// Why a text is no code of a facility (error).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("mã cơ sở gồm 5 chữ số: 2 số mã tỉnh và 3 số thứ tự, ví dụ 37001")]
pub struct BadFacilityCode;

/// *Cơ sở khám bệnh, chữa bệnh*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facility {
    /// Code.
    pub code: FacilityCode,
    /// Name.
    pub name: String,
    /// Code of the province it lies in today.
    pub province: String,
    /// *Loại hình*, as the file has it.
    pub kind: String,
    /// Whether the chip card is taken in place of the insurance card.
    pub accepts_card: bool,
    /// Since when; `None` where nobody wrote it down.
    pub since: Option<Date>,
}

/// *Độ phủ*: how many of how many take the card.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Those that do.
    pub accepting: u64,
    /// All.
    pub total: u64,
}

/// *Độ phủ của một tỉnh*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvinceCoverage {
    /// Code of today.
    pub code: String,
    /// Name of today.
    pub name: String,
    /// Its facilities.
    pub coverage: Coverage,
}

/// *Độ phủ cả nước*.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NationCoverage {
    /// All facilities.
    pub nation: Coverage,
    /// Every province of the day, in the order of the codes, those without a facility too.
    pub provinces: Vec<ProvinceCoverage>,
}

impl FacilityCode {
    /// Five digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The province it was given in.
    pub fn province(&self) -> &str {
        &self.0[..2]
    }

    /// *Mã định danh điện tử* of the facility as an agency of a province: `H42.37001`.
    pub fn agency(&self, top: &AgencyCode) -> AgencyCode {
        format!("{top}.{}", self.0).parse().expect("five digits are a group of a code")
    }

    /// The facility an agency is: the code right under its province, if it has five digits.
    pub fn of_agency(agency: &AgencyCode) -> Option<FacilityCode> {
        let (_, last) = agency.as_str().split_once('.')?;
        last.parse().ok()
    }
}

impl FromStr for FacilityCode {
    type Err = BadFacilityCode;

    fn from_str(text: &str) -> Result<FacilityCode, BadFacilityCode> {
        let text = text.trim();
        let fits = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| FacilityCode(text.to_owned())).ok_or(BadFacilityCode)
    }
}

impl TryFrom<String> for FacilityCode {
    type Error = BadFacilityCode;

    fn try_from(text: String) -> Result<FacilityCode, BadFacilityCode> {
        text.parse()
    }
}

impl From<FacilityCode> for String {
    fn from(code: FacilityCode) -> String {
        code.0
    }
}

impl fmt::Display for FacilityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Facility {
    /// Whether it takes the card on a day.
    pub fn accepts_on(&self, day: Date) -> bool {
        self.accepts_card && self.since.is_none_or(|since| since <= day)
    }
}

impl Coverage {
    /// Tenths of a percent, rounded half up; `None` of nothing.
    pub fn permille(self) -> Option<u64> {
        (self.total > 0).then(|| (self.accepting * 2_000 + self.total) / (self.total * 2))
    }

    /// `98,2 %`; a dash of nothing.
    pub fn percent(self) -> String {
        self.permille().map_or_else(|| "–".to_owned(), |tenths| format!("{},{} %", tenths / 10, tenths % 10))
    }
}

/// The province of today that a code or a name of any day since 2008 means: *Hà Nam* and `35` are Ninh Bình.
pub fn province_of<'a>(units: &'a [AdministrativeUnit], said: &str, today: Date) -> Option<&'a AdministrativeUnit> {
    let name = plain(said);
    let is_named = |unit: &&AdministrativeUnit| {
        unit.code.len() == 2 && unit.parent.is_none() && (unit.code == said.trim() || plain(&unit.name) == name)
    };
    let mut found = units.iter().filter(is_named).max_by_key(|unit| unit.valid_from)?;
    // Provinces were merged once; a chain of five would be a mistake in the data.
    for _ in 0..5 {
        if found.valid_to.is_none_or(|end| today < end) {
            return Some(found);
        }
        let heir = found.became.first().unwrap_or(&found.code);
        found = units.iter().filter(|unit| unit.code == *heir).max_by_key(|unit| unit.valid_from)?;
    }
    None
}

/// A province's name without its kind, diacritics and case.
fn plain(name: &str) -> String {
    let folded = fold(name);
    let kinds = ["thanh pho ", "tinh ", "tp. ", "tp "];
    let bare = kinds.iter().find_map(|kind| folded.strip_prefix(kind)).unwrap_or(&folded);
    bare.trim().to_owned()
}

/// How far the card is taken on a day, in the nation and in each province of that day.
pub fn coverage<'a>(
    facilities: impl IntoIterator<Item = &'a Facility>,
    units: &[AdministrativeUnit],
    day: Date,
) -> NationCoverage {
    let mut counts: BTreeMap<String, Coverage> = BTreeMap::new();
    for facility in facilities {
        let of = counts.entry(facility.province.clone()).or_default();
        of.total += 1;
        of.accepting += u64::from(facility.accepts_on(day));
    }
    coverage_of(&counts, units, day)
}

/// The same from what was counted in each province.
pub fn coverage_of(counts: &BTreeMap<String, Coverage>, units: &[AdministrativeUnit], day: Date) -> NationCoverage {
    let holds = |unit: &&AdministrativeUnit| {
        unit.code.len() == 2 && unit.valid_from <= day && unit.valid_to.is_none_or(|end| day < end)
    };
    let mut provinces: Vec<ProvinceCoverage> = units
        .iter()
        .filter(holds)
        .map(|unit| ProvinceCoverage {
            code: unit.code.clone(),
            name: unit.name.clone(),
            coverage: counts.get(unit.code.as_str()).copied().unwrap_or_default(),
        })
        .collect();
    provinces.sort_by(|one, other| one.code.cmp(&other.code));
    let nation = counts.values().fold(Coverage::default(), |sum, each| Coverage {
        accepting: sum.accepting + each.accepting,
        total: sum.total + each.total,
    });
    NationCoverage { nation, provinces }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn unit(code: &str, name: &str, to: Option<Date>, became: &[&str]) -> AdministrativeUnit {
        AdministrativeUnit {
            code: code.to_owned(),
            name: name.to_owned(),
            parent: None,
            valid_from: if to.is_some() { date(2008, 8, 1) } else { date(2025, 7, 1) },
            valid_to: to,
            became: became.iter().map(|code| (*code).to_owned()).collect(),
        }
    }

    fn units() -> Vec<AdministrativeUnit> {
        let end = Some(date(2025, 7, 1));
        vec![
            unit("35", "Tỉnh Hà Nam", end, &["37"]),
            unit("37", "Tỉnh Ninh Bình", end, &["37"]),
            unit("37", "Tỉnh Ninh Bình", None, &[]),
            unit("79", "Thành phố Hồ Chí Minh", None, &[]),
        ]
    }

    fn facility(serial: u32, province: &str, accepts_card: bool, since: Option<Date>) -> Facility {
        let code = format!("{province}{serial:03}").parse().unwrap();
        Facility { code, name: String::new(), province: province.to_owned(), kind: String::new(), accepts_card, since }
    }

    #[test]
    fn the_articles_facilities_are_98_2_percent() {
        for (accepting, total, percent) in [
            (12_597, 12_828, "98,2 %"),
            (0, 0, "–"),
            (0, 7, "0,0 %"),
            (7, 7, "100,0 %"),
            (1, 2_000, "0,1 %"),
            (1, 2_001, "0,0 %"),
            (2, 3, "66,7 %"),
        ] {
            assert_eq!(Coverage { accepting, total }.percent(), percent, "{accepting}/{total}");
        }
    }

    #[test]
    fn a_code_is_two_digits_of_the_province_and_three_more() {
        let code: FacilityCode = " 37001 ".parse().unwrap();
        assert_eq!((code.province(), code.agency(&"H42".parse().unwrap()).as_str()), ("37", "H42.37001"));
        for (agency, is_one) in [("H42.37001", true), ("H42.191", false), ("H42", false), ("H42.19.37001", false)] {
            assert_eq!(FacilityCode::of_agency(&agency.parse().unwrap()).is_some(), is_one, "{agency}");
        }
        for text in ["", "3701", "370011", "37A01", "３７００１"] {
            assert_eq!(text.parse::<FacilityCode>(), Err(BadFacilityCode), "{text}");
        }
    }

    #[test]
    fn a_province_is_found_by_any_name_or_code_it_had() {
        let today = date(2026, 11, 23);
        for (said, code) in [
            ("35", Some("37")),
            ("Hà Nam", Some("37")),
            ("tỉnh ninh bình", Some("37")),
            ("TP. Hồ Chí Minh", Some("79")),
            ("Thanh pho Ho Chi Minh", Some("79")),
            ("03", None),
            ("", None),
        ] {
            let units = units();
            assert_eq!(province_of(&units, said, today).map(|unit| unit.code.as_str()), code, "{said}");
        }
    }

    #[test]
    fn provinces_add_up_to_the_nation_and_a_date_to_come_does_not_count_yet() {
        let today = date(2026, 11, 23);
        let all = [
            facility(1, "37", true, Some(date(2023, 1, 1))),
            facility(2, "37", true, Some(date(2026, 11, 24))),
            facility(3, "37", false, None),
            facility(1, "79", true, None),
        ];
        let found = coverage(&all, &units(), today);
        assert_eq!(found.nation, Coverage { accepting: 2, total: 4 });
        let each: Vec<(&str, u64, u64)> =
            found.provinces.iter().map(|one| (one.code.as_str(), one.coverage.accepting, one.coverage.total)).collect();
        assert_eq!(each, [("37", 1, 3), ("79", 1, 1)]);
    }
}
