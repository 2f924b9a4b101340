//! `report`: form II.06 over all dossiers, recounted and from running totals.

use crate::figures::{Figure, micros};
use crate::place::{Place, now};
use crate::{Outcome, anchor};
use app::App;
use domain::agency::AgencyCode;
use domain::report::{By, Fields, Period, Progress, Tabulation, progress_from_tallies};
use std::time::{Duration, Instant};
use store::TrackScan;

/// A recount of a million dossiers should take no longer, in thousandths of a millisecond.
const RECOUNT_GOAL: u64 = 1_000_000;
/// Nor the same from running totals.
const TOTALS_GOAL: u64 = 50_000;

/// Measures both ways, and that they say the same.
pub async fn measure(place: &Place, dossiers: u32) -> Outcome<Vec<Figure>> {
    let app = place.province(dossiers).await?;
    let top: AgencyCode = app::demo::PROVINCE.parse().map_err(|_| "the demo's province is a code")?;
    let today = now().day();
    let period = Period::new(today.first_of_year(), today)?;
    let (rows, _) = anchor::scan_time(&place.file())?;
    let (_, bare) = anchor::scan_time(&place.file())?;
    let mut figures = vec![Figure::new("dossiers", rows, crate::figures::Unit::PerSecond)];
    figures.clear();
    for by in [By::Agency, By::Procedure] {
        let (counted, recount) = timed(recount(&app, &top, period, by)).await?;
        let (added, totals) = timed(totals(&app, &top, period, by)).await?;
        if counted != added {
            return Err(format!("the report by {} differs when it is recounted", by.key()).into());
        }
        figures.push(
            Figure::time(format!("recount of {rows} dossiers by {}", by.key()), recount)
                .beside("bare scan", micros(bare))
                .goal(RECOUNT_GOAL),
        );
        figures.push(
            Figure::time(format!("from running totals by {}", by.key()), totals)
                .beside("bare scan", micros(bare))
                .goal(TOTALS_GOAL),
        );
    }
    Ok(figures)
}

async fn timed<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<(T, Duration)> {
    let start = Instant::now();
    let done = work.await?;
    Ok((done, start.elapsed()))
}

async fn recount(app: &App, top: &AgencyCode, period: Period, by: By) -> Outcome<Progress> {
    let fields = Fields::new();
    let mut tabulation = Tabulation::new(period, by, &fields);
    app.store().scan_tracks(top, TrackScan::default(), |row| tabulation.add_track(&row.track)).await?;
    Ok(tabulation.finish())
}

async fn totals(app: &App, top: &AgencyCode, period: Period, by: By) -> Outcome<Progress> {
    let rows = app.store().tallies(top, by.dimension(), None, period).await?;
    Ok(progress_from_tallies(rows, period, by, &Fields::new()))
}
