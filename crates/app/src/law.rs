//! *Căn cứ*: the dated facts of law the program ships with, read once.

use domain::agency::{AdministrativeUnit, Agency};
use domain::calendar::Calendar;
use domain::lookup::LookUpRules;
use domain::rules::Rulebook;
use domain::second_factor::SecondFactorRule;
use std::sync::LazyLock;

/// Calendar and legal limits.
#[derive(Debug, Clone)]
pub struct Law {
    /// Rest days, swapped days, the default working hours.
    pub calendar: Calendar,
    /// The law's limits.
    pub rulebook: Rulebook,
    /// What people may be looked up for, how often.
    pub look_ups: LookUpRules,
}

/// The shipped files, compiled in: the program needs no other file to work.
pub mod shipped {
    /// Rest days, swapped days, working hours.
    pub const CALENDAR: &str = include_str!("../../../data/calendar.json");
    /// The law's limits.
    pub const RULES: &str = include_str!("../../../data/rules.json");
    /// Who signs in with more than a password.
    pub const SECOND_FACTOR: &str = include_str!("../../../data/second_factor.json");
    /// Purposes and quotas of look-ups of people.
    pub const LOOK_UPS: &str = include_str!("../../../data/lookups.json");
    /// Agencies.
    pub const AGENCIES: &str = include_str!("../../../data/agencies.json");
    /// Provinces and communes.
    pub const UNITS: &str = include_str!("../../../data/administrative_units.tsv");
}

static SECOND_FACTOR: LazyLock<Vec<SecondFactorRule>> =
    LazyLock::new(|| serde_json::from_str(shipped::SECOND_FACTOR).expect("data/second_factor.json is sound"));

/// Who signs in with more than a password, and from when.
pub fn second_factor_rules() -> &'static [SecondFactorRule] {
    &SECOND_FACTOR
}

impl Law {
    /// The law as it was shipped.
    ///
    /// # Panics
    /// If a shipped file is broken; a test reads them all.
    pub fn shipped() -> Law {
        Law {
            calendar: Calendar::from_json(shipped::CALENDAR).expect("data/calendar.json is sound"),
            rulebook: Rulebook::from_json(shipped::RULES).expect("data/rules.json is sound"),
            look_ups: LookUpRules::from_json(shipped::LOOK_UPS).expect("data/lookups.json is sound"),
        }
    }
}

/// Agencies as shipped.
///
/// # Panics
/// If the shipped file is broken; a test reads it.
pub fn shipped_agencies() -> Vec<Agency> {
    serde_json::from_str(shipped::AGENCIES).expect("data/agencies.json is sound")
}

/// Provinces and communes as shipped.
///
/// # Panics
/// If the shipped file is broken; a test reads it.
pub fn shipped_units() -> Vec<AdministrativeUnit> {
    let mut rows = csv::ReaderBuilder::new().delimiter(b'\t').from_reader(shipped::UNITS.as_bytes());
    let day = |text: &str| text.parse().expect("days are written as 2025-07-01");
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    rows.records()
        .map(|row| {
            let row = row.expect("data/administrative_units.tsv is sound");
            AdministrativeUnit {
                code: row[0].to_owned(),
                name: row[1].to_owned(),
                parent: some(&row[3]),
                valid_from: day(&row[4]),
                valid_to: some(&row[5]).map(|text| day(&text)),
                became: row[6].split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::agency::unit_on;
    use jiff::civil::date;

    #[test]
    fn there_were_63_provinces_and_there_are_34() {
        let units = shipped_units();
        let provinces_on = |day| {
            let holds = |unit: &&AdministrativeUnit| {
                unit.code.len() == 2 && unit.valid_from <= day && unit.valid_to.is_none_or(|end| day < end)
            };
            units.iter().filter(holds).count()
        };
        assert_eq!(provinces_on(date(2023, 10, 16)), 63);
        assert_eq!(provinces_on(date(2026, 11, 23)), 34);
    }

    #[test]
    fn ninh_binh_has_129_communes_today_and_swallowed_three_provinces() {
        let units = shipped_units();
        assert_eq!(units.iter().filter(|unit| unit.parent.as_deref() == Some("37")).count(), 129);
        for old in ["35", "36", "37"] {
            let unit = unit_on(&units, old, date(2025, 6, 30)).unwrap();
            assert_eq!(unit.became, ["37"], "{}", unit.name);
        }
    }

    #[test]
    fn a_reused_code_means_another_place_after_the_merger() {
        let units = shipped_units();
        let name = |day| unit_on(&units, "15", day).map(|unit| unit.name.as_str());
        assert_eq!(name(date(2023, 10, 16)), Some("Tỉnh Yên Bái"));
        assert_eq!(name(date(2026, 11, 23)), Some("Tỉnh Lào Cai"));
    }

    #[test]
    fn leaders_and_administrators_sign_in_with_more_than_a_password_from_2026_on() {
        use domain::process::Role;
        let asked = |role: Role, day| domain::second_factor::asked_for(second_factor_rules(), &[role], day).is_some();
        for role in Role::ALL {
            let expected = matches!(role, Role::Leader | Role::Administrator);
            assert_eq!(asked(role, date(2026, 11, 23)), expected, "{role:?}");
            assert!(!asked(role, date(2025, 12, 31)), "{role:?}");
        }
    }

    #[test]
    fn the_shipped_law_covers_the_dossiers_of_the_founding_article_and_of_today() {
        let law = Law::shipped();
        for day in [date(2023, 10, 16), date(2026, 11, 23)] {
            law.rulebook.on(day).unwrap();
        }
        assert!(shipped_agencies().iter().any(|agency| agency.code.as_str() == "H42"));
    }
}
