//! What happens to a nation: births, deaths, moves, corrections, new numbers.

use super::Dice;
use super::nation::{Nation, Someone};

pub(super) const HEADER: &[u8] = b"kind,number,full_name,birth_date,sex,residence_unit,status,replaced_by\n";
const CHANGE: u64 = 4;

/// Writes the change of a place. A new number is two changes in one: the old one is replaced, somebody has the new.
pub(super) fn write(nation: &Nation, place: u64, rows: &mut Vec<u8>) {
    let mut dice = Dice::of(nation.seed, CHANGE, place);
    let someone = nation.person(dice.below(nation.people()));
    let kind = dice.below(100);
    let [year, month, day] = someone.birth;
    match kind {
        0..20 => row("birth", &Someone { status: "active", ..nation.newcomer(place) }, rows),
        20..45 => row("death", &Someone { status: "deceased", replaced_by: None, ..someone }, rows),
        45..80 => row("move", &Someone { unit: nation.newcomer(place).unit, ..someone }, rows),
        80..90 => row("name", &Someone { name: nation.other_name(&mut dice), ..someone }, rows),
        90..96 => {
            row("birth-date", &Someone { birth: [year, month, day % 28 + u64::from(month > 0)], ..someone }, rows)
        }
        _ => {
            let number = nation.newcomer(place).number;
            row("number", &Someone { status: "replaced", replaced_by: Some(number), ..someone }, rows);
            row("number", &Someone { number, status: "active", replaced_by: None, ..someone }, rows);
        }
    }
}

fn row(kind: &str, someone: &Someone<'_>, rows: &mut Vec<u8>) {
    rows.extend_from_slice(kind.as_bytes());
    rows.push(b',');
    someone.write_row(rows);
}
