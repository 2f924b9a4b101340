//! Questions about a nation: mostly right, and wrong in every way people and systems get them wrong.

use super::Dice;
use super::nation::{Nation, Someone, write_date, write_date_as_people_do, write_name, write_number};
use identity::name::{canonical_into, near_key_into};

const QUESTION: u64 = 3;

/// Writes the question of a place, `number<TAB>name<TAB>birth_date`.
pub(super) fn write(nation: &Nation, place: u64, spelling: &mut String, out: &mut Vec<u8>) {
    let mut dice = Dice::of(nation.seed, QUESTION, place);
    let someone = nation.person(dice.below(nation.people()));
    number(&someone, &mut dice, out);
    out.push(b'\t');
    name(nation, &someone, &mut dice, spelling, out);
    out.push(b'\t');
    date(&someone, &mut dice, out);
    out.push(b'\n');
}

fn number(someone: &Someone<'_>, dice: &mut Dice, out: &mut Vec<u8>) {
    let start = out.len();
    write_number(someone.number, out);
    match dice.below(100) {
        // Of the right shape; hardly ever somebody's.
        0..4 => {
            out.truncate(start);
            write_number(someone.number / 1_000_000 * 1_000_000 + dice.below(1_000_000), out);
        }
        4 => out.truncate(out.len() - 1),
        5 => out[start + 2] = b'A',
        6 => out[start..start + 3].copy_from_slice(b"003"),
        7 | 8 => [3, 7].into_iter().for_each(|place| out.insert(start + place, b' ')),
        9 => [3, 5].into_iter().for_each(|place| out.insert(start + place, b'.')),
        10 => out.insert(start + 6, b'-'),
        _ => {}
    }
}

fn name(nation: &Nation, someone: &Someone<'_>, dice: &mut Dice, spelling: &mut String, out: &mut Vec<u8>) {
    let start = out.len();
    let chosen = dice.below(100);
    if chosen < 6 {
        return write_name(&nation.other_name(dice), out);
    }
    write_name(&someone.name, out);
    if chosen >= 24 {
        return;
    }
    let name = String::from_utf8(out.split_off(start)).expect("names are text");
    spelling.clear();
    match chosen {
        6..10 => near_key_into(&name, spelling),
        10..14 => canonical_into(&name, spelling),
        14..20 => spelling.push_str(&name.to_uppercase()),
        20 => spelling.push_str(&name.replace(' ', "  ")),
        21 => spelling.push_str(&name.replace('Đ', "Ð").replace("oà", "òa").replace("uý", "úy")),
        22 => spelling.push_str(&name.replace('y', "i").replace("Lý", "Lí")),
        _ => {}
    }
    out.extend_from_slice(spelling.as_bytes());
}

fn date(someone: &Someone<'_>, dice: &mut Dice, out: &mut Vec<u8>) {
    let [year, month, day] = someone.birth;
    match dice.below(100) {
        0..3 => write_date([year + 1, month, day], out),
        3..5 if month > 0 => write_date([year, month, day % 28 + 1], out),
        5 if month > 0 => write_date([year, month % 12 + 1, day], out),
        6..10 => write_date([year, 0, 0], out),
        10..24 => write_date_as_people_do(someone.birth, out),
        24 => out.extend_from_slice(dice.one_of(&["31/02/1990", "29/02/2023", "2000-13-01", "1990-06-31"]).as_bytes()),
        25 => out.extend_from_slice(dice.one_of(&["", "hôm qua", "21/3/90", "0000"]).as_bytes()),
        _ => write_date(someone.birth, out),
    }
}
