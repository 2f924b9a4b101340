//! `start`: how soon the server answers with all its dossiers, and how much memory it keeps while nobody asks.

use crate::Outcome;
use crate::figures::{Figure, Times, Unit, micros};
use crate::place::Place;
use crate::server::Server;
use std::path::Path;
use std::time::Duration;

/// From the start of the process to its first answer, in thousandths of a millisecond.
const START_GOAL: u64 = 500_000;
/// Resident memory of the idle server, in thousandths of a megabyte.
const MEMORY_GOAL: u64 = 80_000;
/// How often it is started.
const ROUNDS: usize = 5;
/// How long it is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(4);

/// Starts the server some times beside a server that only greets; `greeter` is the program that does.
pub async fn measure(place: &Place, dossiers: u32, greeter: &Path) -> Outcome<Vec<Figure>> {
    let app = place.province(dossiers).await?;
    app.store().close().await?;
    drop(app);
    let (bare, bare_memory) = rounds(|| Server::greeter(greeter.to_owned())).await?;
    let (start, memory) = rounds(|| Server::start(place)).await?;
    Ok(vec![
        Figure::time(format!("start to first answer with {dossiers} dossiers"), start)
            .beside("greeting server", micros(bare))
            .goal(START_GOAL),
        Figure::new("memory of the idle server", memory, Unit::Kilobytes)
            .beside("greeting server", bare_memory)
            .goal(MEMORY_GOAL),
    ])
}

/// The median start and the memory of the last round after a while.
async fn rounds<F>(start: impl Fn() -> F) -> Outcome<(Duration, u64)>
where
    F: Future<Output = Outcome<Server>>,
{
    let mut times = Times::default();
    for _ in 1..ROUNDS {
        let server = start().await?;
        times.push(server.start);
        drop(server);
    }
    let server = start().await?;
    times.push(server.start);
    tokio::time::sleep(IDLE).await;
    Ok((times.percentile(50), server.resident_kilobytes()?))
}
