//! The people of a nation, each computed from his place in it.

use super::Dice;
use identity::number::{CitizenNumber, Province};
use serde::Deserialize;
use std::io::Write;

/// Names that belong to nobody.
const NAMES: &str = include_str!("../../../../data/names.json");
const UNITS: &str = include_str!("../../../../data/administrative_units.tsv");
const YEARS: std::ops::Range<u64> = 1925..2026;
/// Of a province, sex and year there are so many serials; twins take the odd ones.
const SERIALS: u64 = 500_000;
/// Before this year many papers know no more than the year.
const FULL_DATES_FROM: u64 = 1960;

/// What chance is used for; each its own row of numbers.
const SERIAL: u64 = 1;
const LIFE: u64 = 2;

/// More people than there are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nhiều nhất {most} người; các mã tỉnh, giới tính và năm sinh không cho nhiều số hơn")]
pub struct TooMany {
    /// How many there may be.
    pub most: u64,
}

/// *Dân cư giả lập*.
pub struct Nation {
    people: u64,
    pub(super) seed: u64,
    cells: Vec<Cell>,
    /// How many serials all cells have, how far apart those of two places are, where the first is.
    serials: u64,
    step: u64,
    start: u64,
    names: Names<'static>,
    units: Vec<&'static str>,
}

/// One province, sex and year of birth.
struct Cell {
    /// The serials of all cells before it.
    before: u64,
    /// The first six digits of its numbers, times a million.
    number: u64,
    year: u64,
    male: bool,
}

#[derive(Deserialize)]
struct Names<'a> {
    #[serde(borrow)]
    family: Vec<&'a str>,
    #[serde(borrow)]
    middle_female: Vec<&'a str>,
    #[serde(borrow)]
    middle_male: Vec<&'a str>,
    #[serde(borrow)]
    given_female: Vec<&'a str>,
    #[serde(borrow)]
    given_male: Vec<&'a str>,
}

/// Somebody who never was.
#[derive(Clone, Copy)]
pub(super) struct Someone<'a> {
    pub(super) number: u64,
    pub(super) name: [&'a str; 4],
    /// Year, month and day; 0 where the papers do not say.
    pub(super) birth: [u64; 3],
    pub(super) male: bool,
    pub(super) unit: &'a str,
    pub(super) status: &'static str,
    pub(super) replaced_by: Option<u64>,
}

/// How a row came to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Alone,
    /// Of the row before.
    Twin,
    /// Has the number that took the place of the one of the row before.
    Successor,
}

impl Nation {
    /// A nation of so many people.
    pub fn new(people: u64, seed: u64) -> Result<Nation, TooMany> {
        let (cells, serials) = cells();
        if people > serials {
            return Err(TooMany { most: serials });
        }
        // Steps of the golden section spread any number of places evenly; without a common divisor none is met twice.
        let mut step = (u128::from(serials) * 618_033_989 / 1_000_000_000) as u64;
        while common_divisor(step, serials) != 1 {
            step += 1;
        }
        let start = Dice::of(seed, SERIAL, 0).below(serials);
        let names = serde_json::from_str(NAMES).expect("names of the program are tested");
        let communes = UNITS.lines().filter(|row| row.split('\t').nth(2) == Some("commune"));
        let units = communes.filter_map(|row| row.split('\t').next()).collect();
        Ok(Nation { people, seed, cells, serials, step, start, names, units })
    }

    /// How many people there are.
    pub fn people(&self) -> u64 {
        self.people
    }

    /// The person of a place.
    pub(super) fn person(&self, place: u64) -> Someone<'_> {
        match self.kind(place) {
            Kind::Alone => {
                let mut someone = self.firstborn(place);
                if place + 1 < self.people && self.kind(place + 1) == Kind::Successor {
                    (someone.status, someone.replaced_by) = ("replaced", Some(someone.number + 1));
                }
                someone
            }
            Kind::Twin => {
                let first = self.firstborn(place - 1);

                let given = self.given(first.male, &mut Dice::of(self.seed, LIFE, !place));
                let name = [first.name[0], first.name[1], first.name[2], given];
                Someone { number: first.number + 1, name, status: "active", replaced_by: None, ..first }
            }
            Kind::Successor => {
                let first = self.firstborn(place - 1);
                Someone { number: first.number + 1, status: "active", replaced_by: None, ..first }
            }
        }
    }

    /// Somebody who was not there yet: the one of a place behind all others.
    pub(super) fn newcomer(&self, place: u64) -> Someone<'_> {
        self.firstborn(self.people.next_multiple_of(2) + 2 * place)
    }

    fn kind(&self, place: u64) -> Kind {
        if place.is_multiple_of(2) {
            return Kind::Alone;
        }
        match Dice::of(self.seed, SERIAL, place).below(1000) {
            0..20 => Kind::Twin,
            20..24 => Kind::Successor,
            _ => Kind::Alone,
        }
    }

    /// The person of a place if nobody before him were his twin.
    fn firstborn(&self, place: u64) -> Someone<'_> {
        let steps = u128::from(place) * u128::from(self.step) + u128::from(self.start);
        let slot = (steps % u128::from(self.serials)) as u64;
        let cell = &self.cells[self.cells.partition_point(|cell| cell.before <= slot) - 1];
        let mut dice = Dice::of(self.seed, LIFE, place);
        let birth = match dice.below(100) {
            0..12 if cell.year < FULL_DATES_FROM => [cell.year, 0, 0],
            _ => [cell.year, 1 + dice.below(12), 1 + dice.below(28)],
        };
        let died_of_hundred = match cell.year {
            ..1940 => 70,
            1940..1955 => 30,
            1955..1975 => 6,
            _ => 1,
        };
        let status = if dice.below(100) < died_of_hundred { "deceased" } else { "active" };
        let middles = if cell.male { &self.names.middle_male } else { &self.names.middle_female };
        let second_middle = if dice.below(3) == 0 { dice.one_of(middles) } else { "" };
        let name =
            [dice.one_of(&self.names.family), dice.one_of(middles), second_middle, self.given(cell.male, &mut dice)];
        Someone {
            number: cell.number + 2 * (slot - cell.before),
            name,
            birth,
            male: cell.male,
            unit: dice.one_of(&self.units),
            status,
            replaced_by: None,
        }
    }

    fn given(&self, male: bool, dice: &mut Dice) -> &str {
        dice.one_of(if male { &self.names.given_male } else { &self.names.given_female })
    }

    /// A name that has nothing to do with a person's.
    pub(super) fn other_name(&self, dice: &mut Dice) -> [&str; 4] {
        let family = dice.one_of(&self.names.family);
        [family, dice.one_of(&self.names.middle_male), "", self.given(true, dice)]
    }

    /// Writes the row of a place.
    pub(super) fn write_row(&self, place: u64, rows: &mut Vec<u8>) {
        self.person(place).write_row(rows);
    }
}

impl Someone<'_> {
    /// Writes a row of a file of people.
    pub(super) fn write_row(&self, rows: &mut Vec<u8>) {
        let someone = self;
        write_number(someone.number, rows);
        rows.push(b',');
        write_name(&someone.name, rows);
        rows.push(b',');
        write_date(someone.birth, rows);
        rows.extend_from_slice(if someone.male { ",Nam," } else { ",Nữ," }.as_bytes());
        rows.extend_from_slice(someone.unit.as_bytes());
        rows.push(b',');
        rows.extend_from_slice(someone.status.as_bytes());
        rows.push(b',');
        if let Some(number) = someone.replaced_by {
            write_number(number, rows);
        }
        rows.push(b'\n');
    }
}

/// Every province, sex and year, with as many serials as it has people in proportion.
fn cells() -> (Vec<Cell>, u64) {
    let mut cells = Vec::new();
    let mut before = 0;
    for province in (0..1000).filter_map(Province::of_code) {
        // Hà Nội and Hồ Chí Minh are the largest; of the others only that they differ.
        let tenths = match province.code {
            1 | 79 => 10,
            code => 2 + u64::from(code) % 4,
        };
        for (year, male) in YEARS.flat_map(|year| [(year, true), (year, false)]) {
            let hundredths = match year {
                ..1940 => 4,
                1940..1955 => 20,
                1955..1975 => 60,
                1975..2015 => 100,
                _ => 85,
            };
            let century_and_sex = (year / 100 - 19) * 2 + u64::from(!male);
            let number = (u64::from(province.code) * 1000 + century_and_sex * 100 + year % 100) * 1_000_000;
            cells.push(Cell { before, number, year, male });
            before += SERIALS * tenths / 10 * hundredths / 100;
        }
    }
    (cells, before)
}

fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

pub(super) fn write_number(number: u64, out: &mut Vec<u8>) {
    debug_assert!(CitizenNumber::from_value(number).is_ok(), "numbers begin with a province");
    write_digits(number, 12, out);
}

pub(super) fn write_name(name: &[&str; 4], out: &mut Vec<u8>) {
    for (place, word) in name.iter().filter(|word| !word.is_empty()).enumerate() {
        if place > 0 {
            out.push(b' ');
        }
        out.extend_from_slice(word.as_bytes());
    }
}

/// `1990-03-21`, or the year alone.
pub(super) fn write_date([year, month, day]: [u64; 3], out: &mut Vec<u8>) {
    write_digits(year, 4, out);
    if month > 0 {
        out.push(b'-');
        write_digits(month, 2, out);
        out.push(b'-');
        write_digits(day, 2, out);
    }
}

/// `21/03/1990`, or the year alone.
pub(super) fn write_date_as_people_do([year, month, day]: [u64; 3], out: &mut Vec<u8>) {
    if month > 0 {
        write!(out, "{day:02}/{month:02}/").expect("memory takes everything");
    }
    write_digits(year, 4, out);
}

fn write_digits(mut number: u64, count: usize, out: &mut Vec<u8>) {
    let start = out.len();
    out.resize(start + count, b'0');
    for place in out[start..].iter_mut().rev() {
        *place = b'0' + (number % 10) as u8;
        number /= 10;
    }
}
