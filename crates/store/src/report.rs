//! *Số liệu cộng dồn*: running totals per day, which a report adds up instead of counting dossiers.

use crate::sql::question;
use crate::value::{Row, values};
use crate::{Result, Store, agencies_within};
use domain::agency::AgencyCode;
use domain::dossier::event::Channel;
use domain::report::{Dimension, Period, TallyCells, TallyEntry};
use domain::time::{day_number, day_of_number};

/// *Số cộng dồn* of a day or a month, dated by its first day: of which thing, how the dossiers came in, and the numbers;
/// what [`domain::report::progress_from_tallies`] takes.
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

/// Which totals: within whom they are counted, and of which things.
#[derive(Clone, Copy)]
struct Which<'a> {
    scope: &'a AgencyCode,
    dimension: Dimension,
    within: Option<&'a AgencyCode>,
}

/// Before the first day that is ever counted, and no day of a calendar.
const DAWN: i32 = i32::MIN;

/// How long a time a total is kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    /// *Ngày*.
    Day,
    /// *Tháng*.
    Month,
}

impl Span {
    /// The word stored.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Span::Day => "day",
            Span::Month => "month",
        }
    }
}

/// The totals a day is part of, each with its first day.
pub(crate) fn spans_of_day(day: i32) -> [(Span, i32); 2] {
    [(Span::Day, day), (Span::Month, first_of_month(day))]
}

/// The first day of a day's month.
fn first_of_month(day: i32) -> i32 {
    day_of_number(day).map_or(day, |date| day_number(date.first_of_month()))
}

/// The fewest totals that hold all days from the first up to, not including, the second: of what span, from which, up
/// to which.
fn pieces(from: i32, to: i32) -> impl Iterator<Item = (Span, i32, i32)> {
    let first = match day_of_number(from) {
        Some(date) if date.day() > 1 => day_number(date.last_of_month()) + 1,
        _ => from,
    };
    let last = first_of_month(to);
    let pieces = if first < last {
        [(Span::Day, from, first), (Span::Month, first, last), (Span::Day, last, to)]
    } else {
        [(Span::Day, from, to), (Span::Month, 0, 0), (Span::Day, 0, 0)]
    };
    pieces.into_iter().filter(|(_, from, to)| from < to)
}

/// The first day of a period and the first after it.
fn bounds(period: Period) -> (i32, i32) {
    (day_number(period.from()), day_number(period.to()) + 1)
}

impl Store {
    /// The totals a report of a period is read from: what was carried over, dated before the period, and what the
    /// period brought, dated within it, never by a month that lies in it with a part only.
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
        let (low, high) = agencies_within(which.within);
        let mut rows = Vec::new();
        for (span, from, to) in pieces(DAWN, first).chain(pieces(first, after)) {
            let params = values![which.scope, which.dimension.key(), span.key(), from, to, &low, &high];
            rows.extend(self.engine().rows(question!("tallies"), &params, read_sum).await?);
        }
        Ok(rows)
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
                for (span, start, end) in pieces(from, to) {
                    let whole = [start, end].iter().all(|day| span == Span::Day || first_of_month(*day) == *day);
                    assert!(whole, "{from}..{to}: whole totals only");
                    days.extend(start..end);
                }
                assert_eq!(days, (from..to).collect::<Vec<_>>(), "{from}..{to}");
            }
        }
    }

    #[test]
    fn whole_months_are_read_by_month_whenever_they_began() {
        // 1970-03-01 is day 59, 1970-04-10 day 99.
        assert_eq!(pieces(59, 90).collect::<Vec<_>>(), [(Span::Month, 59, 90)]);
        assert_eq!(pieces(DAWN, 99).collect::<Vec<_>>(), [(Span::Month, DAWN, 90), (Span::Day, 90, 99)]);
        assert_eq!(pieces(58, 99).count(), 3);
        assert_eq!(pieces(60, 89).collect::<Vec<_>>(), [(Span::Day, 60, 89)]);
    }

    #[test]
    fn a_day_is_in_the_month_that_the_pieces_ask_for() {
        for day in -100..100 {
            let [(Span::Day, same), (Span::Month, month)] = spans_of_day(day) else { panic!("a day and its month") };
            assert!(same == day && first_of_month(month) == month && (month..month + 31).contains(&day), "{day}");
        }
    }
}
