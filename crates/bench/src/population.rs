//! `population`: a nation of made-up people: its register built, asked, changed, and asked over HTTP.

mod anchors;
mod service;

use crate::Outcome;
use crate::figures::{Figure, Unit, micros, per_second};
use population::build::{Progress, RejectedRow, build};
use population::feed::{Feed, Publisher};
use population::fingerprint::NameReader;
use population::follow::{Scope, follow};
use population::queries::{Question, answer_each, confirm_residence, verify};
use population::synthetic::{Nation, write_changes, write_people, write_questions};
use population::{Register, Writer};
pub use service::{Asking, over_http};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const THREADS: usize = 2;
/// Look-ups of files, text in and text out.
const VERIFY_GOAL: u64 = 5_000_000;
/// A hundred million people; others in proportion.
const BUILD_GOAL_PEOPLE: u64 = 100_000_000 / 180;
const FOLLOW_GOAL: u64 = 1_000_000;
/// Resident memory of a look-up, in thousandths of a megabyte.
const MEMORY_GOAL: u64 = 3_000_000;
const OPEN_GOAL: u64 = 1_000_000;
/// The nine months of the founding article.
const ARTICLE_LOOKUPS: u64 = 1_200_000_000;
const ARTICLE_CHANGES: u64 = 536_000_000;
const PAGE_BYTES: u64 = 64 << 20;
const ASKED_ONE_BY_ONE: usize = 1_000_000;

/// How much is made and asked.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// People.
    pub people: u64,
    /// Questions of a file.
    pub questions: u64,
    /// Changes.
    pub changes: u64,
}

/// Files of a nation.
pub struct Files {
    folder: PathBuf,
}

struct Silent;

impl Progress for Silent {
    fn read(&mut self, _: u64) {}

    fn rejected(&mut self, row: RejectedRow) {
        println!("line {}: {}", row.line, row.reason);
    }
}

impl Files {
    /// Makes what is not there yet in a folder.
    pub fn make(folder: &Path, size: Size) -> Outcome<Files> {
        std::fs::create_dir_all(folder)?;
        let files = Files { folder: folder.to_owned() };
        let nation = Nation::new(size.people, 42)?;
        if !files.people().exists() {
            write_people(&nation, File::create(files.people())?, |_| {})?;
        }
        if !files.questions().exists() {
            write_questions(&nation, size.questions, File::create(files.questions())?, |_| {})?;
        }
        if !files.feed().exists() {
            let rows = files.path("changes.csv");
            write_changes(&nation, size.changes, File::create(&rows)?, |_| {})?;
            Publisher::open(&files.feed())?.publish(File::open(&rows)?, |line, why| println!("{line}: {why}"))?;
        }
        Ok(files)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn people(&self) -> PathBuf {
        self.path("people.csv")
    }

    fn questions(&self) -> PathBuf {
        self.path("questions.tsv")
    }

    fn feed(&self) -> PathBuf {
        self.path("feed")
    }

    /// Where the register is.
    pub fn register(&self) -> PathBuf {
        self.path("register")
    }
}

/// Everything but HTTP, each beside its anchors.
pub async fn measure(files: &Files, size: Size, postgres: Option<&str>) -> Outcome<Vec<Figure>> {
    let mut figures = Vec::new();
    let start = Instant::now();
    let built = build(&files.people(), &files.register(), 0, &mut Silent)?;
    figures.push(
        Figure::rate(format!("build, {} people", built.people), built.people, start.elapsed()).goal(BUILD_GOAL_PEOPLE),
    );
    let start = Instant::now();
    let register = Register::open(&files.register())?;
    figures.push(Figure::time("open", start.elapsed()).goal(OPEN_GOAL));
    register.read_ahead();
    let (asked, time) = ask(&register, files)?;
    let (_, again) = ask(&register, files)?;
    let time = time.min(again);
    figures.push(Figure::new("memory of the process", resident_kilobytes()?, Unit::Kilobytes).goal(MEMORY_GOAL));
    figures.push(homes(&register, files)?);
    drop(register);
    let bare = anchors::bare_loop(&files.questions(), built.people)?;
    let sqlite = anchors::sqlite_reads(&files.path("anchor.sqlite"), &files.people(), &files.questions())?;
    let verified =
        |anchor, rate| Figure::rate("verify a file, two threads", asked, time).beside(anchor, rate).goal(VERIFY_GOAL);
    figures.push(verified("bare loop: parse, hash, read", bare));
    figures.push(verified("SQLite by primary key", sqlite));
    if let Some(server) = postgres {
        let rate = anchors::postgres_reads(server, &files.people(), &files.questions()).await?;
        figures.push(verified("PostgreSQL by primary key", rate));
    }
    figures.push(Figure::time("1.2 billion look-ups at this rate", in_proportion(time, ARTICLE_LOOKUPS, asked)));
    figures.extend(changes(files, size, postgres).await?);
    Ok(figures)
}

fn ask(register: &Register, files: &Files) -> Outcome<(u64, Duration)> {
    let answers = File::create(files.path("answers.txt"))?;
    let start = Instant::now();
    let counts = verify(register, File::open(files.questions())?, answers, THREADS, |_| {})?;
    Ok((counts.total(), start.elapsed()))
}

/// Where people live, asked one by one on one thread, beside the same questions without that.
fn homes(register: &Register, files: &Files) -> Outcome<Figure> {
    let lines = BufReader::new(File::open(files.questions())?).lines().take(ASKED_ONE_BY_ONE);
    let lines = lines.collect::<Result<Vec<String>, _>>()?;
    let questions = || {
        lines.iter().map(|line| {
            let mut cells = line.split('\t').map(str::as_bytes);
            let mut next = || cells.next().unwrap_or_default();
            Question { number: next(), name: next(), birth: next() }
        })
    };
    let reader = &mut NameReader::default();
    let mut told = 0_usize;
    let start = Instant::now();
    questions().for_each(|question| answer_each(register, reader, std::iter::once(question), |_, _| told += 1));
    let without = start.elapsed();
    let start = Instant::now();
    told += questions().filter(|question| confirm_residence(register, reader, *question).residence.is_some()).count();
    let figure = Figure::rate("where people live, one by one, one thread", lines.len() as u64, start.elapsed());
    std::hint::black_box(told);
    Ok(figure.beside("the same without residence", per_second(lines.len() as u64, without)))
}

async fn changes(files: &Files, size: Size, postgres: Option<&str>) -> Outcome<Vec<Figure>> {
    let feed = Feed::open(&files.feed())?;
    let (head, mut lines, mut read) = (feed.head()?, Vec::new(), 0);
    while read < head {
        let page = feed.page(read, PAGE_BYTES, None)?;
        lines.extend_from_slice(&page.lines);
        read = page.up_to;
    }
    let (mut writer, register) = Writer::open(&files.register())?;
    let start = Instant::now();
    let followed = follow(&mut writer, &register, &lines[..], Scope::Everyone, THREADS, |_| {})?;
    writer.settle();
    let time = start.elapsed();
    let start = Instant::now();
    writer.flush()?;
    let flush = start.elapsed();
    let bare = anchors::bare_log(&files.path("bare.log"), size.people, followed.applied)?;
    let sqlite = anchors::sqlite_writes(&files.path("anchor-writes.sqlite"), followed.applied.min(200_000))?;
    let changed = |anchor, rate| {
        Figure::rate("changes put in, durable in batches", followed.applied, time)
            .beside(anchor, rate)
            .goal(FOLLOW_GOAL)
    };
    let mut figures = vec![changed("bare log and table", bare), changed("SQLite upserts", sqlite)];
    if let Some(server) = postgres {
        figures.push(changed(
            "PostgreSQL upserts",
            anchors::postgres_writes(server, followed.applied.min(100_000)).await?,
        ));
    }
    figures.push(Figure::time("flush of the table after them", flush));
    figures
        .push(Figure::time("536 million changes at this rate", in_proportion(time, ARTICLE_CHANGES, followed.applied)));
    Ok(figures)
}

/// How long so many would take.
fn in_proportion(time: Duration, many: u64, done: u64) -> Duration {
    let micros = u128::from(micros(time)) * u128::from(many) / u128::from(done.max(1));
    Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
}

fn resident_kilobytes() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("the system tells no memory")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse::<u64>()? * 1024 / 1000)
}
