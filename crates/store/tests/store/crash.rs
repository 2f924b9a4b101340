//! The power fails at any moment: what was acknowledged is there, what is there is whole, and work goes on.

use crate::home::Home;
use crate::story::{DAY, Story, agency, top};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;
use store::{Location, Store};

const FOLDER: &str = "MOTCUA_CRASH_FOLDER";
const URL: &str = "MOTCUA_CRASH_URL";

/// The program that is killed: saves acts as fast as it can and says which were acknowledged.
/// The tests below start it with a folder; without one it has nothing to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_until_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let location = match std::env::var(URL) {
        Ok(url) => Location::Postgres { url, folder: folder.into() },
        Err(_) => Location::Folder(folder.into()),
    };
    let store = Store::open(location).await.unwrap();
    for _ in 0..16 {
        let store = store.clone();
        tokio::spawn(async move {
            loop {
                let number = store.next_number(&agency("H42.19"), DAY).await.unwrap();
                println!("ACK number {number}");
                let mut story = Story::new("H42.19", number);
                for save in story.whole() {
                    let (code, seq) = (save.dossier.code.clone(), save.dossier.seq);
                    store.save(save).await.unwrap();
                    println!("ACK {code} {seq}");
                }
            }
        });
    }
    std::future::pending().await
}

/// What a killed program had been told.
#[derive(Default)]
struct Told {
    numbers: Vec<u32>,
    acts: Vec<(String, u32)>,
}

fn work_and_kill(home: &Home, after: Duration) -> Told {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "crash::work_until_killed", "--nocapture"]).stdout(Stdio::piped());
    match home.location() {
        Location::Folder(folder) => command.env(FOLDER, folder),
        Location::Postgres { url, folder } => command.env(FOLDER, folder).env(URL, url),
    };
    let mut child = command.spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let reader = std::thread::spawn(move || {
        let mut told = Told::default();
        for line in lines.map_while(Result::ok) {
            // The last line may be cut off: only a whole one, with its number, was told.
            match line.split(' ').collect::<Vec<_>>().as_slice() {
                ["ACK", "number", number] => told.numbers.extend(number.parse::<u32>()),
                ["ACK", code, seq] => told.acts.extend(seq.parse().map(|seq| ((*code).to_owned(), seq))),
                _ => {}
            }
        }
        told
    });
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

async fn crash_again_and_again(home: &Home) {
    let mut last_number = 0;
    for round in 0..5_u64 {
        let after = Duration::from_millis(150 + (round * 7_919 + u64::from(std::process::id()) * 31) % 400);
        let told = tokio::task::block_in_place(|| work_and_kill(home, after));
        assert!(!told.acts.is_empty() || round == 0, "it had time to work");
        let store = home.open().await;
        for (code, seq) in &told.acts {
            let entries = store.entries(&top(), &code.parse().unwrap()).await.unwrap();
            assert!(entries.len() >= *seq as usize, "{code} {seq} was acknowledged and is lost");
        }
        assert!(told.numbers.iter().all(|number| *number > last_number), "a number was given twice");
        last_number = last_number.max(told.numbers.iter().copied().max().unwrap_or(0));
        let report = store.verify(|_| {}).await.unwrap();
        assert!(report.is_whole(), "{:?}", report.first());
        let next = store.next_number(&agency("H42.19"), DAY).await.unwrap();
        assert!(next > last_number, "a number would be given twice");
        last_number = next;
        store.save(Story::new("H42.19", next).submit()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_keeps_what_it_acknowledged() {
    crash_again_and_again(&Home::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_keeps_what_it_acknowledged() {
    let Some(home) = Home::postgres().await else { return };
    crash_again_and_again(&home).await;
    home.remove().await;
}
