//! *Dân cư giả lập*: people who never were, as many as asked for, the same for the same seed.
//!
//! The person of a place is computed from the place, so that any part of the nation can be made by itself, and
//! questions about it without reading it. Numbers of two rows are never the same: each place steps to a serial of its
//! own, and the odd serial after it is for a twin or for whoever took the number's place.

mod changes;
mod nation;
mod questions;

pub use nation::{Nation, TooMany};

use crate::in_order::in_order;
use std::io::{self, Write};

/// How many rows a thread makes at once.
const ROWS: u64 = 4096;
const THREADS: usize = 2;
const HEADER: &[u8] = b"number,full_name,birth_date,sex,residence_unit,status,replaced_by\n";

/// Writes all people of a nation as a file of people.
pub fn write_people(nation: &Nation, mut out: impl Write + Send, told: impl FnMut(u64) + Send) -> io::Result<()> {
    out.write_all(HEADER)?;
    write_rows(nation.people(), out, told, |places, rows| places.for_each(|place| nation.write_row(place, rows)))
}

/// Writes questions about its people, right ones and every kind of wrong ones.
pub fn write_questions(
    nation: &Nation,
    questions: u64,
    out: impl Write + Send,
    told: impl FnMut(u64) + Send,
) -> io::Result<()> {
    write_rows(questions, out, told, |places, rows| {
        let mut spelling = String::new();
        places.for_each(|place| questions::write(nation, place, &mut spelling, rows));
    })
}

/// Writes changes of its people and births, as a file that can be published.
pub fn write_changes(
    nation: &Nation,
    changes: u64,
    mut out: impl Write + Send,
    told: impl FnMut(u64) + Send,
) -> io::Result<()> {
    out.write_all(changes::HEADER)?;
    write_rows(changes, out, told, |places, rows| places.for_each(|place| changes::write(nation, place, rows)))
}

fn write_rows(
    count: u64,
    mut out: impl Write + Send,
    mut told: impl FnMut(u64) + Send,
    write: impl Fn(std::ops::Range<u64>, &mut Vec<u8>) + Sync,
) -> io::Result<()> {
    let mut next = 0;
    let parts = || {
        let start = next;
        next = (start + ROWS).min(count);
        Ok((start < next).then_some(start..next))
    };
    let make = |(): &mut (), places: std::ops::Range<u64>| {
        let mut rows = Vec::with_capacity(96 * ROWS as usize);
        let count = places.end - places.start;
        write(places, &mut rows);
        (count, rows)
    };
    in_order(
        THREADS,
        parts,
        || (),
        make,
        |(count, rows)| {
            told(count);
            out.write_all(&rows)
        },
    )?;
    out.flush()
}

/// Chance from a seed: SplitMix64.
#[derive(Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice of their own for each place of each purpose.
    pub(crate) fn of(seed: u64, purpose: u64, place: u64) -> Dice {
        let mut dice = Dice(seed ^ purpose.wrapping_mul(0xd6e8_feb8_6659_fd93));
        let start = dice.roll();
        Dice(start ^ place.wrapping_mul(0xa076_1d64_78bd_642f))
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.roll()) * u128::from(bound)) >> 64) as u64
    }

    pub(crate) fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Columns;
    use std::collections::HashMap;

    fn file(people: u64, seed: u64) -> Vec<u8> {
        let mut rows = Vec::new();
        write_people(&Nation::new(people, seed).unwrap(), &mut rows, |_| {}).unwrap();
        rows
    }

    #[test]
    fn the_same_seed_makes_the_same_nation_and_another_another() {
        assert_eq!(file(20_000, 1), file(20_000, 1));
        assert_ne!(file(20_000, 1), file(20_000, 2));
    }

    #[test]
    fn every_row_is_a_person_of_a_number_of_his_own_and_all_sorts_are_there() {
        let rows = file(30_000, 7);
        let text = std::str::from_utf8(&rows).unwrap();
        let columns = Columns::of(text.lines().next().unwrap().as_bytes()).unwrap();
        let (mut numbers, mut names, mut statuses) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut unquoted = Vec::new();
        for line in text.lines().skip(1) {
            let person =
                columns.person(line.as_bytes(), &mut unquoted).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert_eq!(person.number.birth_year(), person.birth.year(), "{line}");
            *numbers.entry(person.number).or_insert(0) += 1;
            *names.entry(person.name.to_vec()).or_insert(0) += 1;
            *statuses.entry(person.status.code()).or_insert(0) += 1;
        }
        assert_eq!(numbers.len(), 30_000);
        assert!(names.values().any(|count| *count > 5), "some names are common");
        let provinces: std::collections::HashSet<u16> = numbers.keys().map(|number| number.province().code).collect();
        assert_eq!(provinces.len(), 63);
        assert!(statuses["deceased"] > 500 && statuses["replaced"] > 20, "{statuses:?}");
        let new_numbers: Vec<&str> = text
            .lines()
            .filter(|line| line.contains(",replaced,"))
            .map(|line| line.rsplit(',').next().unwrap())
            .collect();
        assert!(new_numbers.iter().all(|number| numbers.contains_key(&number.parse().unwrap())));
    }
}
