//! What the register is measured against: a loop that only parses, hashes and reads memory, and two databases.

use crate::figures::per_second;
use crate::{Outcome, anchor};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::time::Instant;
use tokio_postgres::NoTls;

const TABLE: &str = "create table bare_person (number bigint primary key, name text, birth text, status text)";
const READ: &str = "select name, birth, status from bare_person where number = $1";
const WRITE: &str = "insert into bare_person values ($1, $2, $3, $4) on conflict (number) do update set
    name = excluded.name, birth = excluded.birth, status = excluded.status";
/// Databases hold so many people at most: filling them takes longest.
const ROWS: usize = 1_000_000;
/// And are asked so many questions.
const ASKED: usize = 200_000;
/// Rows of one transaction.
const BATCH: u64 = 10_000;

/// Questions a second of two threads that do nothing but find lines, read twelve digits, hash, and read 16 bytes at
/// the place the hash says, 32 at a time.
pub(super) fn bare_loop(questions: &Path, people: u64) -> Outcome<u64> {
    let text = std::fs::read(questions)?;
    let table: Vec<u64> = (0..people / 3 * 8 + 16).collect();
    let middle = text[text.len() / 2..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(text.len(), |end| text.len() / 2 + end + 1);
    let halves = text.split_at(middle);
    let start = Instant::now();
    let lines: u64 = std::thread::scope(|scope| {
        let work = [halves.0, halves.1].map(|half| scope.spawn(|| read_all(half, &table)));
        work.into_iter().map(|thread| thread.join().map_or(0, |(lines, _)| lines)).sum()
    });
    Ok(per_second(lines, start.elapsed()))
}

fn read_all(text: &[u8], table: &[u64]) -> (u64, u64) {
    let (mut lines, mut sum) = (0, 0);
    let mut places = [0_usize; 32];
    let mut waiting = 0;
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let number =
            line.iter().take(12).fold(0_u64, |number, byte| number.wrapping_mul(10).wrapping_add(u64::from(*byte)));
        let hash = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        places[waiting] = ((u128::from(hash) * table.len() as u128) >> 64) as usize & !1;
        waiting += 1;
        lines += 1;
        if waiting == places.len() {
            sum += places.iter().map(|place| table[*place].wrapping_add(table[*place + 1])).fold(0, u64::wrapping_add);
            waiting = 0;
        }
    }
    (lines, std::hint::black_box(sum))
}

/// A batch of changes in a log, flushed, and two words each written to memory: changes a second.
pub(super) fn bare_log(path: &Path, people: u64, changes: u64) -> Outcome<u64> {
    let mut table: Vec<u64> = (0..people / 3 * 8 + 16).collect();
    let mut file = File::create(path)?;
    let start = Instant::now();
    let mut batch = Vec::new();
    let mut done = 0;
    while done < changes {
        let end = (done + 65_536).min(changes);
        batch.clear();
        for change in done..end {
            let hash = (change + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            [hash, change, done].iter().for_each(|word| batch.extend_from_slice(&word.to_le_bytes()));
        }
        file.write_all(&batch)?;
        file.sync_data()?;
        for change in done..end {
            let hash = (change + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let place = ((u128::from(hash) * table.len() as u128) >> 64) as usize & !1;
            (table[place], table[place + 1]) = (hash, change);
        }
        done = end;
    }
    let time = start.elapsed();
    std::hint::black_box(&table);
    std::fs::remove_file(path)?;
    Ok(per_second(changes, time))
}

/// Number, name, date and status of the first people of a file.
fn rows(people: &Path) -> Outcome<Vec<(i64, [String; 3])>> {
    let lines = BufReader::new(File::open(people)?).lines().skip(1).take(ROWS);
    let row = |line: String| {
        let cells: Vec<&str> = line.split(',').collect();
        Ok((cells[0].parse()?, [cells[1], cells[2], cells[5]].map(str::to_owned)))
    };
    lines.map(|line| row(line?)).collect()
}

fn asked(questions: &Path) -> Outcome<Vec<i64>> {
    let lines = BufReader::new(File::open(questions)?).lines().take(ASKED);
    let number = |line: std::io::Result<String>| {
        let digits: String =
            line?.split('\t').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        Ok(digits.parse().unwrap_or(0))
    };
    lines.map(number).collect()
}

/// Look-ups by primary key a second, one thread, a statement that is kept.
pub(super) fn sqlite_reads(path: &Path, people: &Path, questions: &Path) -> Outcome<u64> {
    let mut connection = new_sqlite(path)?;
    let transaction = connection.transaction()?;
    {
        let mut insert = transaction.prepare("insert into bare_person values (?, ?, ?, ?)")?;
        for (number, [name, birth, status]) in rows(people)? {
            insert.execute((number, name, birth, status))?;
        }
    }
    transaction.commit()?;
    let asked = asked(questions)?;
    let mut read = connection.prepare(&READ.replace('$', "?"))?;
    let start = Instant::now();
    let mut found = 0_u64;
    for number in &asked {
        let mut rows = read.query([number])?;
        if let Some(row) = rows.next()? {
            found += row.get_ref(0)?.as_bytes()?.len() as u64;
        }
    }
    let time = start.elapsed();
    std::hint::black_box(found);
    Ok(per_second(asked.len() as u64, time))
}

/// Upserts a second, so many in a transaction, flushed at each commit.
pub(super) fn sqlite_writes(path: &Path, changes: u64) -> Outcome<u64> {
    let mut connection = new_sqlite(path)?;
    let start = Instant::now();
    let mut done = 0;
    while done < changes {
        let end = (done + BATCH).min(changes);
        let transaction = connection.transaction()?;
        {
            let mut write = transaction.prepare_cached(&WRITE.replace('$', "?"))?;
            for change in done..end {
                write.execute((spread(change), "Nguyễn Văn An", "1990-03-21", "active"))?;
            }
        }
        transaction.commit()?;
        done = end;
    }
    Ok(per_second(changes, start.elapsed()))
}

fn new_sqlite(path: &Path) -> Outcome<rusqlite::Connection> {
    if path.exists() {
        std::fs::remove_file(path)?;
    }
    let connection = rusqlite::Connection::open(path)?;
    connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full")?;
    connection.execute_batch(&TABLE.replace("bigint", "integer"))?;
    Ok(connection)
}

/// Numbers far apart, as people's are.
fn spread(place: u64) -> i64 {
    (place.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24) as i64
}

/// Look-ups by primary key a second, over one connection, one after the other.
pub(super) async fn postgres_reads(server: &str, people: &Path, questions: &Path) -> Outcome<u64> {
    let client = new_postgres(server).await?;
    let write = client.prepare(WRITE).await?;
    client.batch_execute("begin").await?;
    for (number, [name, birth, status]) in rows(people)?.into_iter().take(ROWS / 5) {
        client.execute(&write, &[&number, &name, &birth, &status]).await?;
    }
    client.batch_execute("commit").await?;
    let asked: Vec<i64> = asked(questions)?.into_iter().take(ASKED / 4).collect();
    let read = client.prepare(READ).await?;
    let start = Instant::now();
    for number in &asked {
        client.query_opt(&read, &[number]).await?;
    }
    Ok(per_second(asked.len() as u64, start.elapsed()))
}

/// Upserts a second, sent without waiting for each, so many in a transaction.
pub(super) async fn postgres_writes(server: &str, changes: u64) -> Outcome<u64> {
    let client = new_postgres(server).await?;
    let write = client.prepare(WRITE).await?;
    let start = Instant::now();
    let mut done = 0;
    while done < changes {
        let end = (done + BATCH).min(changes);
        client.batch_execute("begin").await?;
        let sent = (done..end).map(|change| {
            let (client, write) = (&client, &write);
            async move {
                let number = spread(change);
                client.execute(write, &[&number, &"Nguyễn Văn An", &"1990-03-21", &"active"]).await
            }
        });
        futures_util::future::try_join_all(sent).await?;
        client.batch_execute("commit").await?;
        done = end;
    }
    Ok(per_second(changes, start.elapsed()))
}

async fn new_postgres(server: &str) -> Outcome<tokio_postgres::Client> {
    let url = anchor::new_database(server, "motcua_bench_people").await?;
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute(TABLE).await?;
    Ok(client)
}
