//! *Cập nhật chờ đưa vào*: updates that are durable and not yet seen, held in the order of the table.
//!
//! Changes of a nation touch the table everywhere. Linux writes a file out as soon as a tenth of the memory stands
//! unwritten, and whoever changes a page meanwhile waits: at 100 million people with 23 GB of memory, changes put in as
//! they come wait for every page again and again, 0.14 million a second. Put in from the first place to the last,
//! millions at a time, they wait for each page once, and 2 million a second go in.

use crate::log::Update;

/// The table in so many parts, of about a megabyte each at a hundred million people.
const PARTS: usize = 1 << PART_BITS;
const PART_BITS: u32 = 11;

/// Updates by the part of the table they go to; those of one person in their order.
pub(crate) struct Waiting {
    parts: Vec<Vec<Update>>,
    count: usize,
}

impl Default for Waiting {
    fn default() -> Waiting {
        Waiting { parts: vec![Vec::new(); PARTS], count: 0 }
    }
}

impl Waiting {
    pub(crate) fn add(&mut self, updates: &[Update]) {
        for update in updates {
            // A fingerprint's high bits say where in the table it belongs.
            self.parts[(update.number >> (u64::BITS - PART_BITS)) as usize].push(*update);
        }
        self.count += updates.len();
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Gives all of them, part by part, and keeps none.
    pub(crate) fn take(&mut self) -> impl Iterator<Item = Vec<Update>> {
        let parts = if self.count == 0 { Vec::new() } else { std::mem::take(self).parts };
        parts.into_iter().filter(|part| !part.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Entry, Status};
    use crate::residence::Home;
    use identity::birth::BirthDate;

    #[test]
    fn updates_come_in_the_order_of_the_table_and_those_of_a_person_as_they_came() {
        let numbers = [u64::MAX, 7, 1 << 60, 7, 9 << 50, u64::MAX, 0];
        let update = |(year, number): (i16, u64)| {
            let entry = Entry::new(number, BirthDate::Year(year), 1, 1, Status::Living);
            Update { number, entry, home: Home::UNKNOWN }
        };
        let updates: Vec<Update> = (1990..).zip(numbers).map(update).collect();
        let mut waiting = Waiting::default();
        assert_eq!(waiting.take().count(), 0);
        waiting.add(&updates[..4]);
        waiting.add(&updates[4..]);
        assert_eq!(waiting.count(), updates.len());
        let taken: Vec<Update> = waiting.take().flatten().collect();
        assert_eq!(taken.len(), updates.len());
        let part = |update: &Update| update.number >> (u64::BITS - PART_BITS);
        assert!(taken.is_sorted_by_key(part));
        for number in numbers {
            let of_one = |updates: &[Update]| -> Vec<Update> {
                updates.iter().filter(|update| update.number == number).copied().collect()
            };
            assert_eq!(of_one(&taken), of_one(&updates));
        }
        assert_eq!((waiting.count(), waiting.take().count()), (0, 0));
    }
}
