//! *Số liệu cộng dồn*: running totals per day, which a report adds up instead of counting dossiers.

use crate::sql::{Sql, question};
use crate::value::{Row, values};
use crate::{Result, Store};
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

/// Which totals.
#[derive(Clone, Copy)]
struct Scope<'a> {
    top: &'a AgencyCode,
    dimension: Dimension,
    within: Option<&'a AgencyCode>,
}

/// The first day of a period and the first after it.
fn bounds(period: Period) -> (i32, i32) {
    (day_number(period.from()), day_number(period.to()) + 1)
}

impl Store {
    /// The totals a report of a period is read from, per thing and channel: what was carried over, dated before
    /// the period, and what the period brought, dated within it.
    ///
    /// `within` narrows [`Dimension::Agency`] to an agency and those under it; procedures are not kept by agency.
    pub async fn tallies(
        &self,
        top: &AgencyCode,
        dimension: Dimension,
        within: Option<&AgencyCode>,
        period: Period,
    ) -> Result<Vec<TallySum>> {
        let (first, after) = bounds(period);
        let scope = Scope { top, dimension, within };
        let mut rows = self.totals(question!("tally_sums"), scope, i32::MIN, first, read_sum).await?;
        rows.extend(self.totals(question!("tally_sums"), scope, first, after, read_sum).await?);
        Ok(rows)
    }

    /// The same for a report by month: what the period brought day by day, all things taken together.
    pub async fn tallies_by_day(
        &self,
        top: &AgencyCode,
        dimension: Dimension,
        within: Option<&AgencyCode>,
        period: Period,
    ) -> Result<Vec<TallySum>> {
        let (first, after) = bounds(period);
        let scope = Scope { top, dimension, within };
        let mut rows = self.totals(question!("tally_sums"), scope, i32::MIN, first, read_sum).await?;
        rows.extend(self.totals(question!("tally_days"), scope, first, after, read_day).await?);
        Ok(rows)
    }

    async fn totals(
        &self,
        sql: &Sql,
        scope: Scope<'_>,
        from: i32,
        to: i32,
        read: fn(&mut Row<'_>) -> Result<TallySum>,
    ) -> Result<Vec<TallySum>> {
        let (low, high) = crate::dossier::code_bounds(scope.within);
        let params = values![scope.top, scope.dimension.key(), low, high, from, to];
        self.engine().rows(sql, &params, read).await
    }
}
