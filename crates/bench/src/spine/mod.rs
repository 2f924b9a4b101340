//! `spine`: whole dossiers a second, from the form of the citizen to the hand-over, each act durable.

pub(crate) mod direct;
pub(crate) mod online;
pub(crate) mod way;

use crate::Outcome;
use crate::anchor::{Bare, bare_rate};
use crate::figures::{Figure, Times, Unit, per_second};
use crate::http::Client;
use crate::place::Place;
use crate::server::Server;
use app::App;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Dossiers a second that should be reached over HTTP.
const DOSSIERS_GOAL: u64 = 500;
/// Durable acts a second that should be reached over HTTP.
const ACTS_GOAL: u64 = 5_000;
/// What an act may take under so many clients: median, 95th, 99th percentile.
const WRITE_GOALS: [u64; 3] = [10_000, 30_000, 50_000];
/// Agencies among which the dossiers are spread.
const AGENCIES: usize = 8;
/// How long the anchor runs.
const ANCHOR: Duration = Duration::from_secs(3);

/// How much work is brought.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Dossiers to be settled.
    pub dossiers: u64,
    /// How many work at once.
    pub clients: u64,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Run {
    /// Dossiers handed over.
    pub dossiers: u64,
    /// How long each act took.
    pub acts: Times,
    /// How long each page of the applications took, which were written before, and all of them together.
    pub pages: Option<(Times, Duration)>,
    /// From the first act to the last.
    pub time: Duration,
    /// Processor time the server used for them, if it has a process of its own.
    pub processor: Option<Duration>,
}

impl Run {
    fn acts_rate(&self) -> u64 {
        per_second(self.acts.len() as u64, self.time)
    }
}

/// Measures over HTTP against a server process, then the acts alone, beside the bare loop on the same engine.
pub async fn measure(place: &Place, load: Load) -> Outcome<Vec<Figure>> {
    let engine = if place.url().is_some() { "PostgreSQL" } else { "SQLite" };
    let app = place.province(200).await?;
    let agencies = agencies(&app)?;
    let bare = bare_of(place, load).await?;
    let direct = direct(&app, &agencies, load).await?;
    app.store().close().await?;
    drop(app);
    let server = Server::start(place).await?;
    let online = online(&server, &agencies, load).await?;
    server.stop()?;
    let mut figures = vec![
        Figure::rate(format!("{engine}: dossiers handed over, HTTP"), online.dossiers, online.time).goal(DOSSIERS_GOAL),
        Figure::new(format!("{engine}: durable acts, HTTP"), online.acts_rate(), Unit::PerSecond)
            .beside("bare loop", bare)
            .goal(ACTS_GOAL),
        Figure::new(format!("{engine}: durable acts, without HTTP"), direct.acts_rate(), Unit::PerSecond)
            .beside("bare loop", bare),
    ];
    if let Some((pages, time)) = &online.pages {
        let rate = per_second(pages.len() as u64, *time);
        figures.push(Figure::new(format!("{engine}: answers of applications kept, HTTP"), rate, Unit::PerSecond));
    }
    let acts = u32::try_from(online.acts.len())?.max(1);
    if let Some(used) = online.processor {
        figures.push(Figure::time(format!("{engine}: server's processor time for one act"), used / acts));
    }
    figures.extend(online.acts.figures(&format!("{engine}: one act of {} clients", load.clients), WRITE_GOALS));
    Ok(figures)
}

async fn bare_of(place: &Place, load: Load) -> Outcome<u64> {
    match place.url() {
        Some(url) => bare_rate(&Bare::postgres(url).await?, load.clients, ANCHOR).await,
        None => bare_rate(&Bare::sqlite(&place.folder().join("bare.sqlite"))?, load.clients, ANCHOR).await,
    }
}

/// Communes that settle the procedure, in pairs that ask each other.
pub fn agencies(app: &App) -> Outcome<Vec<String>> {
    let catalogue = app.catalogue();
    let settling = catalogue.agencies_settling(way::PROCEDURE).iter().take(AGENCIES);
    let agencies: Vec<String> = settling.map(ToString::to_string).collect();
    if agencies.is_empty() { Err("no agency settles the procedure".into()) } else { Ok(agencies) }
}

/// Dossiers over HTTP, by clients that each keep one connection open.
pub async fn online(server: &Server, agencies: &[String], load: Load) -> Outcome<Run> {
    let address = server.address;
    let mut desks = Vec::new();
    for (place, agency) in agencies.iter().enumerate() {
        let asked = &agencies[(place + 1) % agencies.len()];
        desks.push(online::Desks::open(address, agency, asked, 1_000_000 + 10 * place as u64).await?);
    }
    let desks = Arc::new(desks);
    let (written, pages) = applications(address, desks.clone(), load).await?;
    let before = server.processor_time().ok();
    let run = drive(load, move |numbers| {
        let (desks, written) = (desks.clone(), written.clone());
        async move {
            let mut client = Client::connect(address).await?;
            let (mut done, mut times) = (0, Times::default());
            while let Some(number) = numbers.next() {
                let place = usize::try_from(number)? % desks.len();
                let written = written.get(&number).ok_or("every application was written")?;
                times.extend(desks[place].settle(&mut client, number, written).await?.1);
                done += 1;
            }
            Ok((done, times))
        }
    })
    .await?;
    let after = server.processor_time().ok();
    let processor = before.zip(after).map(|(before, after)| after.saturating_sub(before));
    Ok(Run { processor, pages: Some(pages), ..run })
}

/// Applications that only have to be handed in, by number.
type Applications = Arc<HashMap<u64, online::Written>>;

/// Writes all applications page by page, before the clock of the run starts.
async fn applications(
    address: SocketAddr,
    desks: Arc<Vec<online::Desks>>,
    load: Load,
) -> Outcome<(Applications, (Times, Duration))> {
    let written: Arc<Mutex<HashMap<u64, online::Written>>> = Arc::default();
    let shared = written.clone();
    let run = drive(load, move |numbers| {
        let (desks, written) = (desks.clone(), shared.clone());
        async move {
            let mut client = Client::connect(address).await?;
            let (mut done, mut times) = (0, Times::default());
            while let Some(number) = numbers.next() {
                let place = usize::try_from(number)? % desks.len();
                let (one, pages) = desks[place].write(&mut client, number).await?;
                written.lock().map_err(|_| "nobody fails while holding it")?.insert(number, one);
                times.extend(pages);
                done += 1;
            }
            Ok((done, times))
        }
    })
    .await?;
    let written = std::mem::take(&mut *written.lock().map_err(|_| "nobody fails while holding it")?);
    Ok((Arc::new(written), (run.acts, run.time)))
}

/// The same by calling the acts.
pub async fn direct(app: &App, agencies: &[String], load: Load) -> Outcome<Run> {
    let mut desks = Vec::new();
    for (place, agency) in agencies.iter().enumerate() {
        desks.push(direct::Desks::open(app, agency, &agencies[(place + 1) % agencies.len()]).await?);
    }
    let (desks, app) = (Arc::new(desks), app.clone());
    drive(load, move |numbers| {
        let (desks, app) = (desks.clone(), app.clone());
        async move {
            let (mut done, mut times) = (0, Times::default());
            while let Some(number) = numbers.next() {
                let place = usize::try_from(number)? % desks.len();
                times.extend(desks[place].settle(&app, number).await?);
                done += 1;
            }
            Ok((done, times))
        }
    })
    .await
}

/// Hands out the numbers of the dossiers.
#[derive(Clone)]
struct Numbers {
    next: Arc<AtomicU64>,
    end: u64,
}

impl Numbers {
    fn next(&self) -> Option<u64> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        (number < self.end).then_some(number)
    }
}

async fn drive<F>(load: Load, work: impl Fn(Numbers) -> F) -> Outcome<Run>
where
    F: Future<Output = Outcome<(u64, Times)>> + Send + 'static,
{
    let numbers = Numbers { next: Arc::default(), end: load.dossiers };
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..load.clients {
        tasks.spawn(work(numbers.clone()));
    }
    let (mut dossiers, mut acts) = (0, Times::default());
    while let Some(finished) = tasks.join_next().await {
        let (done, times) = finished??;
        dossiers += done;
        acts.extend(times);
    }
    Ok(Run { dossiers, acts, pages: None, time: start.elapsed(), processor: None })
}
