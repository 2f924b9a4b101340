//! How fast it is, without the rest of the program: `cargo run --release -p population --example nation -- FOLDER
//! PEOPLE QUESTIONS`. Makes people and questions in the folder unless they are there, builds, verifies,
//! publishes changes, follows them.

use population::build::{Progress, RejectedRow, build};
use population::feed::{Feed, Publisher};
use population::follow::{Scope, follow};
use population::queries::verify;
use population::synthetic::{Nation, write_changes, write_people, write_questions};
use population::{Register, Verdict, Writer};
use std::fs::File;
use std::path::Path;
use std::time::Instant;

struct Silent;

impl Progress for Silent {
    fn read(&mut self, _: u64) {}

    fn rejected(&mut self, row: RejectedRow) {
        println!("line {}: {}", row.line, row.reason);
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, people, questions] = &arguments[..] else { return Err("FOLDER PEOPLE QUESTIONS".into()) };
    let (folder, people, questions): (_, u64, u64) = (Path::new(folder), people.parse()?, questions.parse()?);
    std::fs::create_dir_all(folder)?;
    let nation = Nation::new(people, 42)?;
    let [csv, asked, answers] = ["people.csv", "questions.tsv", "answers.txt"].map(|name| folder.join(name));
    if !csv.exists() {
        timed("generate", people, || {
            write_people(&nation, File::create(&csv)?, |_| {})?;
            Ok(())
        })?;
    }
    if !asked.exists() {
        timed("questions", questions, || {
            write_questions(&nation, questions, File::create(&asked)?, |_| {})?;
            Ok(())
        })?;
    }
    let place = folder.join("register");
    if !place.exists() {
        timed("build", people, || Ok(build(&csv, &place, 0, &mut Silent)?))?;
    }
    let register = timed("open", people, || Ok(Register::open(&place)?))?;
    timed("read ahead", people, || {
        register.read_ahead();
        Ok(())
    })?;
    for threads in [1, 2, 2] {
        let counts = timed(&format!("verify, {threads} threads"), questions, || {
            Ok(verify(&register, File::open(&asked)?, File::create(&answers)?, threads, |_| {})?)
        })?;
        for verdict in Verdict::ALL.into_iter().filter(|_| threads == 1) {
            println!("    {verdict}: {}", counts.of(verdict));
        }
    }
    drop(register);
    let changes = folder.join("changes.csv");
    let feed = folder.join("feed");
    if !feed.exists() {
        write_changes(&nation, questions / 4, File::create(&changes)?, |_| {})?;
        timed("publish", questions / 4, || {
            let published =
                Publisher::open(&feed)?.publish(File::open(&changes)?, |line, reason| println!("{line}: {reason}"));
            Ok(published?)
        })?;
    }
    let (mut writer, register) = timed("open to write", people, || Ok(Writer::open(&place)?))?;
    let feed = Feed::open(&feed)?;
    let (head, mut lines) = (feed.head()?, Vec::new());
    let mut read = 0;
    while read < head {
        let page = feed.page(read, 64 << 20, None)?;
        lines.extend_from_slice(&page.lines);
        read = page.up_to;
    }
    let followed = timed("follow", head - writer.cursor(), || {
        let followed = follow(&mut writer, &register, &lines[..], Scope::Everyone, 2, |_| {})?;
        writer.settle();
        Ok(followed)
    })?;
    println!("    {followed:?}");
    timed("flush", head, || Ok(writer.flush()?))?;
    Ok(())
}

fn timed<T>(
    what: &str,
    count: u64,
    work: impl FnOnce() -> Result<T, Box<dyn std::error::Error>>,
) -> Result<T, Box<dyn std::error::Error>> {
    let start = Instant::now();
    let done = work()?;
    let time = start.elapsed();
    println!("{what}: {} ms, {} a second", time.as_millis(), u128::from(count) * 1_000_000 / time.as_micros().max(1));
    Ok(done)
}
