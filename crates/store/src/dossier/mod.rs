//! *Hồ sơ* as rows: its entries, what it is now, and the dates that are counted.

mod desk;
mod row;
mod track;

pub use desk::{Cursor, DeskFilter, Load, Turn};
pub use row::{Applicant, DossierRow};
pub use track::{ALL_AGENCIES, TrackRow, TrackScan, agencies_within, agency_alone};

use crate::sql::question;
use crate::value::{Row, Value, row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::calendar::{Binds, Due};
use domain::dossier::code::DossierCode;
use domain::ledger::{Digest, Entry};
use domain::time::{Instant, day_number, day_of_number};
use jiff::civil::Date;

impl Store {
    /// All entries of a dossier, in order; empty if there is no such dossier.
    pub async fn entries(&self, top: &AgencyCode, code: &DossierCode) -> Result<Vec<Entry>> {
        self.engine().rows(question!("entries"), &values![top, code], read_entry).await
    }

    /// Entries an agency recorded on a day, by dossier and number.
    pub async fn entries_of_day(&self, agency: &AgencyCode, day: Date) -> Result<Vec<Entry>> {
        let (from, to) = day_bounds(day_number(day));
        let top = agency.top();
        self.engine().rows(question!("entries_of_day"), &values![&top, agency, from, to], read_entry).await
    }

    /// Particulars of a dossier by their hash; `None` if they were never kept or have been erased.
    pub async fn particulars(&self, top: &AgencyCode, code: &DossierCode, digest: &Digest) -> Result<Option<String>> {
        self.engine().row(question!("particulars"), &values![top, code, digest], |row| row.take()).await
    }
}

/// The columns of an entry as they are inserted.
pub(crate) fn entry_row<'a>(top: &'a str, entry: &'a Entry) -> Vec<Value<'a>> {
    row![
        top,
        &entry.dossier,
        entry.seq,
        &entry.agency,
        entry.at,
        entry.recorded_at,
        &entry.actor,
        &entry.kind,
        &entry.payload,
        &entry.prev,
        &entry.hash,
    ]
}

pub(crate) fn read_entry(row: &mut Row<'_>) -> Result<Entry> {
    Ok(Entry {
        agency: row.take()?,
        dossier: row.take()?,
        seq: row.take()?,
        at: row.take()?,
        recorded_at: row.take()?,
        actor: row.take()?,
        kind: row.take()?,
        payload: row.take()?,
        prev: row.take()?,
        hash: row.take()?,
    })
}

/// First and last bound of a day, as moments.
pub(crate) fn day_bounds(day: i32) -> (Instant, Instant) {
    let bound = |number| day_of_number(number).map_or(i64::MAX, |day| Instant::start_of(day).unix_seconds());
    let instant = |seconds| Instant::from_unix_seconds(seconds).expect("days of the ledger are in the calendar");
    (instant(bound(day)), instant(bound(day + 1)))
}

/// How a due moment is stored: the moment, and what it binds to.
fn due_columns(due: Option<Due>) -> (Option<Instant>, Option<&'static str>) {
    let binds = |binds| match binds {
        Binds::Moment => "moment",
        Binds::Day => "day",
    };
    (due.map(|due| Instant::from_local(due.at)), due.map(|due| binds(due.binds)))
}

/// Reads a due moment from its two columns.
fn read_due(row: &mut Row<'_>) -> Result<Option<Due>> {
    let at: Option<i64> = row.take()?;
    let binds = row.word_or_null(|word| match word {
        "moment" => Some(Binds::Moment),
        "day" => Some(Binds::Day),
        _ => None,
    })?;
    let Some(binds) = binds else { return Ok(None) };
    let at = at.and_then(Instant::from_unix_seconds).ok_or_else(|| row.unreadable())?;
    Ok(Some(Due { at: at.local(), binds }))
}
