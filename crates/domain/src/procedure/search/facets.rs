//! *Bộ lọc*: what the hits of a search could be narrowed by, with counts.

use super::{Filters, SearchEntry, count};
use crate::text::fold;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// *Giá trị lọc*: one value hits could be narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facet<'a> {
    /// The value, as the catalogue writes it.
    pub value: &'a str,
    /// How many of the hits have it.
    pub count: u32,
}

/// *Bộ giá trị lọc*: values hits could be narrowed to, the commonest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets<'a> {
    /// Agencies of any role.
    pub agencies: Vec<Facet<'a>>,
    /// *Lĩnh vực*.
    pub fields: Vec<Facet<'a>>,
    /// *Cấp thực hiện*.
    pub levels: Vec<Facet<'a>>,
    /// *Đối tượng thực hiện*.
    pub subjects: Vec<Facet<'a>>,
    /// *Sự kiện đời sống*.
    pub life_events: Vec<Facet<'a>>,
}

/// The five ways to narrow, each with its values and which entries have which.
#[derive(Debug, Clone)]
pub(super) struct FacetTables([FacetTable; 5]);

#[derive(Debug, Clone)]
struct FacetTable {
    /// Values by number, as first written.
    values: Vec<String>,
    /// Folded value to its number.
    numbers: BTreeMap<String, u32>,
    /// Where the values of each entry begin, and one more.
    starts: Vec<u32>,
    /// Values of all entries.
    of_entries: Vec<u32>,
}

/// A value asked for; `None` where no entry has it, so nothing is kept.
pub(super) type Wanted = [Option<Option<u32>>; 5];

impl FacetTables {
    pub(super) fn build(entries: &[SearchEntry]) -> FacetTables {
        let ways: [fn(&SearchEntry) -> &[String]; 5] = [
            |entry| &entry.agencies,
            |entry| std::slice::from_ref(&entry.field),
            |entry| &entry.levels,
            |entry| &entry.subjects,
            |entry| &entry.life_events,
        ];
        FacetTables(ways.map(|values| FacetTable::build(entries, values)))
    }

    pub(super) fn wanted(&self, filters: &Filters) -> Wanted {
        let asked = [&filters.agency, &filters.field, &filters.level, &filters.subject, &filters.life_event];
        std::array::from_fn(|way| {
            let key = fold(asked[way].as_deref()?);
            (!key.is_empty()).then(|| self.0[way].numbers.get(&key).copied())
        })
    }

    pub(super) fn keeps(&self, entry: u32, wanted: &Wanted) -> bool {
        self.0.iter().zip(wanted).all(|(table, wanted)| match wanted {
            None => true,
            Some(None) => false,
            Some(Some(number)) => table.of(entry).contains(number),
        })
    }

    pub(super) fn count(&self, entries: impl Iterator<Item = u32>) -> Facets<'_> {
        let mut counts: [Vec<u32>; 5] = std::array::from_fn(|way| vec![0; self.0[way].values.len()]);
        for entry in entries {
            for (table, counts) in self.0.iter().zip(&mut counts) {
                for number in table.of(entry) {
                    counts[*number as usize] += 1;
                }
            }
        }
        let [agencies, fields, levels, subjects, life_events] =
            std::array::from_fn(|way| self.0[way].commonest(&counts[way]));
        Facets { agencies, fields, levels, subjects, life_events }
    }

    /// Every agency, field and life event, for suggestions.
    pub(super) fn values(&self, way: usize) -> impl Iterator<Item = (&str, &str)> {
        let table = &self.0[way];
        table.numbers.iter().map(|(key, number)| (key.as_str(), table.values[*number as usize].as_str()))
    }
}

impl FacetTable {
    fn build(entries: &[SearchEntry], values: fn(&SearchEntry) -> &[String]) -> FacetTable {
        let mut table =
            FacetTable { values: Vec::new(), numbers: BTreeMap::new(), starts: vec![0], of_entries: Vec::new() };
        for entry in entries {
            let start = table.of_entries.len();
            for value in values(entry) {
                let key = fold(value);
                if key.is_empty() {
                    continue;
                }
                let next = count(table.values.len());
                let number = *table.numbers.entry(key).or_insert(next);
                if number == next {
                    table.values.push(value.clone());
                }
                if !table.of_entries[start..].contains(&number) {
                    table.of_entries.push(number);
                }
            }
            table.starts.push(count(table.of_entries.len()));
        }
        table
    }

    fn of(&self, entry: u32) -> &[u32] {
        let (start, end) = (self.starts[entry as usize], self.starts[entry as usize + 1]);
        &self.of_entries[start as usize..end as usize]
    }

    fn commonest(&self, counts: &[u32]) -> Vec<Facet<'_>> {
        let met = self.values.iter().zip(counts).filter(|(_, count)| **count > 0);
        let mut facets: Vec<Facet<'_>> = met.map(|(value, count)| Facet { value, count: *count }).collect();
        facets.sort_unstable_by_key(|facet| (Reverse(facet.count), facet.value));
        facets
    }
}
