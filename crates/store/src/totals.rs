//! *Dựng lại số cộng dồn*: running totals are a cache, made anew from the counted dates where they are missing, after
//! an upgrade or an older backup. The writer makes them, agency by agency, in one transaction.

use crate::Store;
use crate::dossier::TrackRow;
use crate::error::{Result, StoreError};
use crate::job::{Tallies, Work};
use crate::value::Value;
use domain::dossier::event::Event;
use domain::ledger::Entry;
use domain::report::{TallyRow, corrections, tally_change};
use std::collections::HashMap;
use std::time::Duration;

/// Name of the [`Store::revision`] that is above zero while totals are to be made.
pub(crate) const TO_MAKE: &str = "totals-to-make";

/// When to look again whether another program has made them.
const AGAIN: Duration = Duration::from_secs(1);

/// Corrections by the code of their dossier.
pub(crate) type Corrections = HashMap<String, Vec<Event>>;

impl Store {
    /// Makes the totals if they are to be made.
    pub(crate) async fn make_totals(&self) -> Result<()> {
        while self.revision(TO_MAKE).await? > 0 {
            tracing::info!("running totals are made from the dates of all dossiers");
            match self.engine().write(Work::Totals).await {
                // Another program is at it.
                Err(StoreError::Busy) => tokio::time::sleep(AGAIN).await,
                made => _ = made?,
            }
        }
        Ok(())
    }
}

pub(crate) fn by_dossier(entries: Vec<Entry>) -> Result<Corrections> {
    let mut corrections = Corrections::new();
    for entry in entries {
        let event = entry.event().map_err(|_| StoreError::Unreadable { question: "corrections", column: 7 })?;
        corrections.entry(entry.dossier).or_default().push(event);
    }
    Ok(corrections)
}

/// What dossiers add to the totals, as rows of `tally_add`.
pub(crate) fn rows_of(tracks: &[TrackRow], corrected: &Corrections) -> Vec<Vec<Value<'static>>> {
    let rows: Vec<TallyRow> = tracks
        .iter()
        .flat_map(|row| {
            let events = corrected.get(row.code.as_str()).map_or(&[][..], Vec::as_slice);
            tally_change(None, &row.track).into_iter().chain(corrections(&row.track, events))
        })
        .collect();
    let mut tallies = Tallies::default();
    tallies.add(&rows);
    tallies.rows().into_iter().map(|row| row.into_iter().map(Value::into_owned).collect()).collect()
}
