//! *Số liệu cộng dồn*: running totals per day, which a report adds up instead of counting dossiers.

use crate::sql::{Sql, question};
use crate::value::{Row, values};
use crate::{Result, Store, agencies_within};
use domain::agency::AgencyCode;
use domain::dossier::event::Channel;
use domain::report::{Dimension, Period, TallyCells, TallyEntry};
use domain::time::day_number;

/// A sum of running totals: which thing, how the dossiers came in, and the numbers; what
/// [`domain::report::progress_from_tallies`] takes.
pub type TallySum = (String, Channel, TallyEntry);

pub(crate) fn read_cells(row: &mut Row<'_>) -> Result<TallyCells> {
    let mut numbers = [0; 13];
    for number in &mut numbers {
        *number = row.take()?;
    }
    Ok(TallyCells::from_array(numbers))
}

fn read_sum(row: &mut Row<'_>) -> Result<TallySum> {
    let (key, channel) = (row.take()?, row.word(Channel::from_key)?);
    Ok((key, channel, TallyEntry { day: row.take()?, cells: read_cells(row)? }))
}

fn read_day(row: &mut Row<'_>) -> Result<TallySum> {
    let channel = row.word(Channel::from_key)?;
    Ok((String::new(), channel, TallyEntry { day: row.take()?, cells: read_cells(row)? }))
}

/// Which totals: within whom they are counted, and of which things.
#[derive(Clone, Copy)]
struct Which<'a> {
    scope: &'a AgencyCode,
    dimension: Dimension,
    within: Option<&'a AgencyCode>,
}

/// Before the first day that is ever counted, at the edge of a block.
const DAWN: i32 = -1_000_000 * BLOCK;
/// How many days a block of totals holds.
const BLOCK: i32 = 32;

/// The totals a day is part of: how many days they hold, and the first of them.
pub(crate) fn spans_of_day(day: i32) -> [(i32, i32); 2] {
    [(1, day), (BLOCK, day - day.rem_euclid(BLOCK))]
}

/// The fewest totals that hold all days from the first up to, not including, the second: how many days each holds,
/// from which, up to which.
fn pieces(from: i32, to: i32) -> impl Iterator<Item = (i32, i32, i32)> {
    let first = from.saturating_add(BLOCK - 1);
    let (first, last) = (first - first.rem_euclid(BLOCK), to - to.rem_euclid(BLOCK));
    let pieces = if first < last {
        [(1, from, first), (BLOCK, first, last), (1, last, to)]
    } else {
        [(1, from, to), (BLOCK, 0, 0), (1, 0, 0)]
    };
    pieces.into_iter().filter(|(_, from, to)| from < to)
}

/// The first day of a period and the first after it.
fn bounds(period: Period) -> (i32, i32) {
    (day_number(period.from()), day_number(period.to()) + 1)
}

impl Store {
    /// The totals a report of a period is read from, per thing and channel: what was carried over, dated before
    /// the period, and what the period brought, dated within it.
    ///
    /// `within` narrows them to an agency and those under it.
    pub async fn tallies(
        &self,
        top: &AgencyCode,
        dimension: Dimension,
        within: Option<&AgencyCode>,
        period: Period,
    ) -> Result<Vec<TallySum>> {
        let within = within.filter(|agency| *agency != top);
        let Some(agency) = within.filter(|_| dimension == Dimension::Procedure) else {
            return self.tallies_of(Which { scope: top, dimension, within }, period).await;
        };
        let mut rows = Vec::new();
        for scope in self.dossier_agencies(top).await?.iter().filter(|one| one.is_within(agency)) {
            rows.extend(self.tallies_of(Which { scope, dimension, within: None }, period).await?);
        }
        Ok(rows)
    }

    async fn tallies_of(&self, which: Which<'_>, period: Period) -> Result<Vec<TallySum>> {
        let (first, after) = bounds(period);
        let mut rows = self.sums(which, DAWN, first).await?;
        rows.extend(self.sums(which, first, after).await?);
        Ok(rows)
    }

    /// The same for a report by month: what the period brought day by day, all things taken together.
    pub async fn tallies_by_day(
        &self,
        top: &AgencyCode,
        within: Option<&AgencyCode>,
        period: Period,
    ) -> Result<Vec<TallySum>> {
        let (first, after) = bounds(period);
        let which = Which { scope: top, dimension: Dimension::Agency, within };
        let mut rows = self.sums(which, DAWN, first).await?;
        rows.extend(self.totals(question!("tally_days"), which, (1, first, after), read_day).await?);
        Ok(rows)
    }

    async fn sums(&self, which: Which<'_>, from: i32, to: i32) -> Result<Vec<TallySum>> {
        let mut rows = Vec::new();
        for piece in pieces(from, to) {
            rows.extend(self.totals(question!("tally_sums"), which, piece, read_sum).await?);
        }
        Ok(rows)
    }

    async fn totals(
        &self,
        sql: &Sql,
        which: Which<'_>,
        (days, from, to): (i32, i32, i32),
        read: fn(&mut Row<'_>) -> Result<TallySum>,
    ) -> Result<Vec<TallySum>> {
        let (low, high) = agencies_within(which.within);
        let params = values![which.scope, which.dimension.key(), days, from, to, low, high];
        self.engine().rows(sql, &params, read).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_of_a_period_hold_each_of_its_days_once() {
        for from in -70..70 {
            for to in from..from + 140 {
                let mut days = Vec::new();
                for (size, start, end) in pieces(from, to) {
                    assert!(start % size == 0 && (end - start) % size == 0, "{from}..{to}: whole totals only");
                    days.extend(start..end);
                }
                assert_eq!(days, (from..to).collect::<Vec<_>>(), "{from}..{to}");
            }
        }
    }

    #[test]
    fn a_day_is_in_the_block_that_the_pieces_ask_for() {
        for day in -100..100 {
            let [(1, same), (BLOCK, block)] = spans_of_day(day) else { panic!("a day and its block") };
            assert!(same == day && block % BLOCK == 0 && (block..block + BLOCK).contains(&day), "{day}");
        }
    }
}
