//! Invented health facilities and people with invented insurance, to try the desk of a clinic out with.

use super::NAMES;
use super::dice::Dice;
use super::life::Names;
use crate::App;
use crate::insurance::rules;
use crate::law::shipped_units;
use domain::agency::{Agency, AgencyCode, AgencyLevel};
use domain::facility::{Facility, FacilityCode};
use jiff::civil::{Date, date};
use store::StoreError;

/// The facility whose desk people try.
pub(super) const FLAGSHIP: &str = "H42.37001";
/// Facilities of the demo's province that work with this system.
const WORKING: [(&str, &str, &str); 3] = [
    ("37001", "Bệnh viện Đa khoa mẫu Ninh Bình", "Bệnh viện"),
    ("37002", "Trung tâm Y tế mẫu Hoa Lư", "Trung tâm y tế"),
    ("37003", "Trạm Y tế mẫu phường Hoa Lư", "Trạm y tế"),
];
/// As many facilities as make the founding article's 98,2 %, and those of them that take the card.
const NATION: (usize, usize) = (12_828, 12_597);

/// Columns of a file of people with invented insurance.
pub const INSURED_COLUMNS: [&str; 13] = [
    "card",
    "citizen",
    "full_name",
    "birth_date",
    "valid_from",
    "valid_to",
    "first_care",
    "first_care_name",
    "five_years_on",
    "new_card",
    "new_from",
    "new_to",
    "code",
];

/// Makes the working facilities agencies, and fills the list of all facilities.
pub(super) async fn open(app: &App, province: &AgencyCode) -> Result<(), StoreError> {
    let agencies = WORKING.map(|(code, name, _)| Agency {
        code: code.parse::<FacilityCode>().expect("a code of the demo").agency(province),
        name: name.to_owned(),
        level: AgencyLevel::Facility,
        area: None,
        valid_from: date(2016, 10, 1),
        valid_to: None,
        draft: false,
    });
    app.store().put_agencies(&agencies).await?;
    app.store().put_facilities(&facilities()).await?;
    app.refresh().await.map(|_| ())
}

/// Facilities of all provinces, larger ones with more of them; who does not take the card yet is spread unevenly.
fn facilities() -> Vec<Facility> {
    let units = shipped_units();
    let provinces: Vec<&str> = units
        .iter()
        .filter(|unit| unit.code.len() == 2 && unit.valid_to.is_none())
        .map(|unit| unit.code.as_str())
        .collect();
    let mut dice = Dice::new(37);
    let shares: Vec<usize> = provinces.iter().map(|_| 200 + dice.below(340) as usize).collect();
    let all: usize = shares.iter().sum();
    let mut counts: Vec<usize> = shares.iter().map(|share| share * NATION.0 / all).collect();
    let rest = NATION.0 - counts.iter().sum::<usize>();
    counts.iter_mut().take(rest).for_each(|count| *count += 1);
    let mut made = Vec::with_capacity(NATION.0);
    for (province, count) in provinces.iter().zip(&counts) {
        made.extend((1..=*count).map(|serial| facility(province, serial, &mut dice)));
    }
    let mut without = NATION.0 - NATION.1;
    while without > 0 {
        // Squared chance: some provinces have many that do not take the card, most have few.
        let far = dice.below(1_000) * dice.below(1_000) / 1_000;
        let place = far as usize * made.len() / 1_000 + dice.below(13) as usize;
        if let Some(one) = made.get_mut(place).filter(|one| one.accepts_card && !is_working(one)) {
            (one.accepts_card, one.since) = (false, None);
            without -= 1;
        }
    }
    made
}

fn is_working(facility: &Facility) -> bool {
    WORKING.iter().any(|(code, ..)| *code == facility.code.as_str())
}

fn facility(province: &str, serial: usize, dice: &mut Dice) -> Facility {
    let code = format!("{province}{serial:03}").parse().expect("two digits and three");
    let known = WORKING.iter().find(|(working, ..)| *working == format!("{province}{serial:03}"));
    let kind = match serial {
        1..=12 => "Bệnh viện",
        13..=30 => "Trung tâm y tế",
        31..=60 => "Phòng khám",
        _ => "Trạm y tế",
    };
    let since = date(2022, 3, 1).saturating_add(jiff::Span::new().days(dice.below(580) as i64));
    Facility {
        code,
        name: known.map_or_else(|| format!("{kind} mẫu số {serial}"), |(_, name, _)| (*name).to_owned()),
        province: province.to_owned(),
        kind: known.map_or(kind, |(.., kind)| kind).to_owned(),
        accepts_card: true,
        since: Some(since),
    }
}

/// People with invented insurance, as rows of [`INSURED_COLUMNS`]: first one for each code of the service, with the
/// number `003090000` and the code; then people with nothing wrong, little wrong, or a card that ran out.
pub fn insured(people: u32, seed: u64, today: Date) -> Vec<[String; 13]> {
    let names = Names::from_json(NAMES);
    let mut dice = Dice::new(seed);
    let codes = rules().results.iter().map(|row| (row.code.clone(), row.code.clone()));
    let faults = [("503", "http-503"), ("504", "slow"), ("599", "nonsense")];
    let faults = faults.map(|(number, code)| (number.to_owned(), code.to_owned()));
    let known = codes.chain(faults).map(|(number, code)| one_of_code(&number, &code, today));
    let ordinary = (1_000..).take(people as usize).map(|serial| ordinary(serial, &names, &mut dice, today));
    known.chain(ordinary).collect()
}

fn row(card: String, citizen: String, name: String, born: Date, from: Date, to: Date) -> [String; 13] {
    let (_, first_care_name, _) = WORKING[0];
    let mut row: [String; 13] = std::array::from_fn(|_| String::new());
    let first = [card, citizen, name, born.to_string(), from.to_string(), to.to_string()];
    row[..6].clone_from_slice(&first);
    (row[6], row[7]) = (WORKING[0].0.to_owned(), first_care_name.to_owned());
    row
}

/// The first and the last day of this year, or of one so many years from it.
fn year(today: Date, from_now: i16) -> (Date, Date) {
    let year = today.year() + from_now;
    (date(year, 1, 1), date(year, 12, 31))
}

fn one_of_code(number: &str, code: &str, today: Date) -> [String; 13] {
    let (from, to) = year(today, if matches!(code, "003" | "010") { -1 } else { 0 });
    let card = format!("DN4370030000{number}");
    let mut row = row(card, format!("003090000{number}"), "Nguyễn Văn Mẫu".to_owned(), date(1990, 1, 1), from, to);
    row[8] = date(2024, 5, 1).to_string();
    if matches!(code, "003" | "004") {
        let (from, to) = year(today, if code == "003" { 0 } else { 1 });
        (row[9], row[10], row[11]) = (format!("GD4370030000{number}"), from.to_string(), to.to_string());
    }
    row[12] = code.to_owned();
    row
}

fn ordinary(serial: u32, names: &Names, dice: &mut Dice, today: Date) -> [String; 13] {
    let female = dice.in_hundred(50);
    let name = names.full_name(dice, female);
    let born = date(1945, 1, 1).saturating_add(jiff::Span::new().days(dice.below(29_000) as i64));
    let century = if born.year() < 2000 { 0 } else { 2 };
    let citizen = format!("003{}{:02}{serial:06}", century + u8::from(female), born.year() % 100);
    let (object, level) = *dice.one_of(&[("DN", 4), ("GD", 4), ("HS", 4), ("HT", 3), ("CK", 2), ("TE", 1), ("CA", 5)]);
    let (from, to) = year(today, if dice.in_hundred(8) { -1 } else { 0 });
    let mut row = row(format!("{object}{level}37003{serial:07}"), citizen, name, born, from, to);
    if dice.in_hundred(60) {
        row[8] = date(2016 + dice.below(10) as i16, 1 + dice.below(12) as i8, 1).to_string();
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_demo_has_the_articles_facilities() {
        let made = facilities();
        let codes: BTreeSet<&str> = made.iter().map(|one| one.code.as_str()).collect();
        let provinces: BTreeSet<&str> = made.iter().map(|one| one.province.as_str()).collect();
        let accepting = made.iter().filter(|one| one.accepts_card).count();
        assert_eq!((codes.len(), accepting, provinces.len()), (NATION.0, NATION.1, 34));
        assert!(
            WORKING
                .iter()
                .all(|(code, name, _)| made.iter().any(|one| one.code.as_str() == *code && one.name == *name))
        );
    }

    #[test]
    fn invented_people_have_numbers_of_nobody_and_each_code_somebody() {
        let rows = insured(200, 42, date(2026, 11, 23));
        assert_eq!(rows, insured(200, 42, date(2026, 11, 23)), "the same seed, the same people");
        assert!(rows.iter().all(|row| row[1].len() == 12 && row[1].starts_with("003") && row[0].len() == 15));
        let numbers: BTreeSet<&str> = rows.iter().map(|row| row[1].as_str()).collect();
        assert_eq!(numbers.len(), rows.len());
        for result in &rules().results {
            assert!(rows.iter().any(|row| row[12] == result.code && row[1].ends_with(&result.code)), "{}", result.code);
        }
    }
}
