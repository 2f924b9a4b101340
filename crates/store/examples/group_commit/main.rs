//! How many acts a second are made durable, beside a bare loop that commits groups of three statements.
//!
//!     cargo run --release -p store --example group_commit [sqlite|postgresql] [writers]
//!
//! SQLite in a temporary folder, and PostgreSQL where `MOTCUA_TEST_POSTGRES` names a server. One act of the store
//! writes an entry, the dossier's row, its counted dates, running totals, particulars and a message, and checks for
//! conflicts; the bare loop writes three narrow rows into tables without further indexes, and checks nothing.
//! Then: how fast a history is brought in, checked, copied and restored.

mod bare;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/store/story.rs"]
mod story;

use bare::Bare;
use domain::ledger::Entry;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::{Location, Save, Store};
use story::Story;

/// Both take turns, so that whatever else the machine does meets both.
const TURNS: u32 = 4;
const TURN: Duration = Duration::from_millis(1_000);
const WRITERS: [usize; 4] = [1, 8, 32, 128];
/// More dossiers than are settled in a turn.
const DOSSIERS: u32 = 10_000;

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    let mut words = std::env::args().skip(1);
    let only = words.next();
    let writers = words.next().and_then(|word| word.parse().ok()).map_or(WRITERS.to_vec(), |writers| vec![writers]);
    let server = std::env::var("MOTCUA_TEST_POSTGRES").ok();
    println!("{:<12}{:>8}{:>10}{:>10}{:>12}", "", "writers", "acts/s", "bare/s", "of a 1000");
    for (engine, server) in [("sqlite", None), ("postgresql", server.as_deref())] {
        if only.as_ref().is_some_and(|only| only != engine) {
            continue;
        }
        if engine == "postgresql" && server.is_none() {
            println!("PostgreSQL: not measured, MOTCUA_TEST_POSTGRES names no server");
            continue;
        }
        for writers in &writers {
            group_commit(engine, server, *writers).await;
        }
        history(engine, server).await;
    }
}

async fn group_commit(engine: &str, server: Option<&str>, writers: usize) {
    let home = Home::new(server).await;
    let bare = match &home.url {
        None => Bare::sqlite(&home.folder.path().join("bare.sqlite")),
        Some(url) => Bare::postgres(url).await,
    };
    let store = home.open("store").await;
    let (mut acts, mut bare_acts) = (0, 0);
    for turn in 0..TURNS {
        let bare = bare.clone();
        let write_bare = move |save: Save| {
            let bare = bare.clone();
            async move { bare.write(save.entries.into_iter().next().expect("one each")).await }
        };
        bare_acts += drive(writers, turn, write_bare).await;
        let store = store.clone();
        let write = move |save| {
            let store = store.clone();
            async move { store.save(save).await.unwrap() }
        };
        acts += drive(writers, turn, write).await;
    }
    let (rate, bare_rate) = (acts / u64::from(TURNS), bare_acts / u64::from(TURNS));
    println!("{engine:<12}{writers:>8}{rate:>10}{bare_rate:>10}{:>12}", rate * 1000 / bare_rate.max(1));
    home.remove().await;
}

/// Lets so many writers work for a turn; gives acts per second.
async fn drive<F>(writers: usize, turn: u32, write: impl Fn(Save) -> F + Clone + Send + 'static) -> u64
where
    F: Future<Output = ()> + Send,
{
    let acts = |number| Mutex::new(Some(five_acts(turn * DOSSIERS + number)));
    let stories: Arc<Vec<Mutex<Option<Vec<Save>>>>> = Arc::new((1..=DOSSIERS).map(acts).collect());
    let next = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..writers {
        let (stories, next, write) = (stories.clone(), next.clone(), write.clone());
        tasks.spawn(async move {
            let mut done = 0;
            while start.elapsed() < TURN {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let saves = stories.get(place).and_then(|story| story.lock().unwrap().take());
                for save in saves.expect("there are enough") {
                    write(save).await;
                    done += 1;
                }
            }
            done
        });
    }
    let done: u64 = tasks.join_all().await.into_iter().sum();
    per_second(done, start)
}

/// Acts of one entry each, as the bare loop writes them.
fn five_acts(number: u32) -> Vec<Save> {
    let mut acts = Story::new("H42.19", number).whole();
    acts.truncate(5);
    acts
}

/// A history of many dossiers: brought in, checked, copied, restored.
async fn history(engine: &str, server: Option<&str>) {
    let home = Home::new(server).await;
    let store = home.open("store").await;
    let saves: Vec<Save> = (1..=40_000).map(|number| Story::new("H42.19", number).submit()).collect();
    let start = Instant::now();
    let kept = store.bulk(saves).await.unwrap().kept;
    // Entry, dossier, counted dates, particulars, message.
    println!("{engine:<12} bulk    {:>10} rows/s ({kept} dossiers)", per_second(kept * 5, start));
    let start = Instant::now();
    let report = store.verify(|_| {}).await.unwrap();
    assert!(report.is_whole());
    println!("{engine:<12} verify  {:>10} entries/s", per_second(report.entries, start));
    let (start, backup) = (Instant::now(), home.folder.path().join("backup"));
    store.backup(&backup, Story::new("H42.19", 1).clock).await.unwrap();
    println!("{engine:<12} backup  {:>10} rows/s", per_second(kept * 5, start));
    let start = Instant::now();
    let other = Store::open(Location::Folder(home.folder.path().join("other"))).await.unwrap();
    other.restore(&backup).await.unwrap();
    println!("{engine:<12} restore {:>10} rows/s into SQLite", per_second(kept * 5, start));
    let (start, mut tracks) = (Instant::now(), 0);
    store.scan_tracks(&story::top(), store::TrackScan::default(), |_| tracks += 1).await.unwrap();
    println!("{engine:<12} scan    {:>10} counted dates/s", per_second(tracks, start));
    home.remove().await;
}

fn per_second(count: u64, start: Instant) -> u64 {
    count * 1000 / u64::try_from(start.elapsed().as_millis()).unwrap().max(1)
}

/// A folder and, for PostgreSQL, a database of its own.
struct Home {
    folder: tempfile::TempDir,
    server: Option<String>,
    url: Option<String>,
}

const DATABASE: &str = "motcua_group_commit";

impl Home {
    async fn new(server: Option<&str>) -> Home {
        let folder = tempfile::tempdir().unwrap();
        let Some(server) = server else { return Home { folder, server: None, url: None } };
        bare::run(server, &format!("drop database if exists {DATABASE} with (force)")).await;
        bare::run(server, &format!("create database {DATABASE}")).await;
        let (base, _) = server.rsplit_once('/').unwrap();
        Home { folder, server: Some(server.to_owned()), url: Some(format!("{base}/{DATABASE}")) }
    }

    async fn open(&self, name: &str) -> Store {
        let folder = self.folder.path().join(name);
        let location = match &self.url {
            None => Location::Folder(folder),
            Some(url) => Location::Postgres { url: url.clone(), folder },
        };
        Store::open(location).await.unwrap()
    }

    async fn remove(self) {
        if let Some(server) = self.server {
            bare::run(&server, &format!("drop database {DATABASE} with (force)")).await;
        }
    }
}

/// What the bare loop is given.
type BareAct = Entry;
