//! `report`: form II.06 over all dossiers, recounted and from running totals.

use crate::figures::{Figure, micros};
use crate::place::{Place, now};
use crate::{Outcome, anchor};
use app::App;
use app::report::Asked;
use domain::report::{By, Period, Progress};
use std::time::{Duration, Instant};

/// A recount of a million dossiers should take no longer, in thousandths of a millisecond.
const RECOUNT_GOAL: u64 = 1_000_000;
/// Nor the same from running totals.
const TOTALS_GOAL: u64 = 50_000;

/// Measures both ways, and that they say the same.
pub async fn measure(place: &Place, dossiers: u32) -> Outcome<Vec<Figure>> {
    let app = place.province(dossiers).await?;
    let today = now().day();
    let period = Period::new(today.first_of_year(), today)?;
    let (rows, _) = anchor::scan_time(&place.file())?;
    let (_, bare) = anchor::scan_time(&place.file())?;
    let mut figures = Vec::new();
    for by in [By::Agency, By::Procedure] {
        let (counted, recount) = timed(read(&app, period, by, true)).await?;
        let (added, totals) = timed(read(&app, period, by, false)).await?;
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

async fn read(app: &App, period: Period, by: By, recount: bool) -> Outcome<Progress> {
    Ok(app.progress(&Asked { period, by, agency: None, as_at: None, recount }).await?)
}
