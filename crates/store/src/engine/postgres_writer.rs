//! Those who write to PostgreSQL: whatever waits is sent in statements of many rows, one transaction, one commit.
//!
//! Statements are sent one behind the other without waiting for answers. Every transaction takes tables, and
//! rows in a table, in the same order, so no two wait for each other in a circle. When a batch fails, acts that
//! come too late are told so, the rest is tried again, and should that fail too, each act alone.

use super::BATCH;
use super::postgres_batch::{Failure, first, in_order, transaction};
use crate::act::Save;
use crate::dossier::{TrackRow, TrackScan, agency_alone, read_entry};
use crate::error::{Result, StoreError};
use crate::job::{Command, Job, NumberKey, Outcome, TALLY, Work, answer, rounds};
use crate::sql::{INSERT_SIZES, Sql, question};
use crate::totals::{self, TO_MAKE};
use crate::value::{Row, Value, values};
use deadpool_postgres::{ClientWrapper, Pool, Transaction};
use domain::agency::AgencyCode;
use domain::ledger::Digest;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Mutex, mpsc};
use tokio_postgres::types::ToSql;

/// While one waits for the disk, the other sends.
const WRITERS: usize = 2;
/// After how many acts of this program the server counts its rows.
const GROWN: [u64; 4] = [100, 1_000, 10_000, 100_000];
/// How many questions are sent ahead of their answers.
const AHEAD: usize = 256;

/// What the writers share.
struct Writer {
    pool: Pool,
    /// Acts written since the program began.
    acts: AtomicU64,
}

/// Starts the writers; they end when nobody can bring work any more.
pub(super) fn start(pool: &Pool, jobs: mpsc::Receiver<Job>) {
    let jobs = Arc::new(Mutex::new(jobs));
    let writer = Arc::new(Writer { pool: pool.clone(), acts: AtomicU64::new(0) });
    for _ in 0..WRITERS {
        let (writer, jobs) = (writer.clone(), jobs.clone());
        tokio::spawn(async move {
            while let Some(batch) = next_batch(&jobs).await {
                write(&writer, batch).await;
            }
        });
    }
}

impl Writer {
    /// The server plans by what it last counted, and counts by itself only after a minute: while tables grow from
    /// nothing it would choose wrong indexes, so it is told to count.
    async fn count_if_grown(&self, acts: usize) {
        let before = self.acts.fetch_add(acts as u64, Ordering::Relaxed);
        let after = before + acts as u64;
        if GROWN.iter().any(|size| (before + 1..=after).contains(size))
            && let Ok(client) = self.pool.get().await
        {
            // Without it questions are slower and none is wrong.
            let _ = client.batch_execute("analyze event, dossier, track, tally, particulars, outbox").await;
        }
    }
}

async fn next_batch(jobs: &Mutex<mpsc::Receiver<Job>>) -> Option<Vec<Job>> {
    let mut jobs = jobs.lock().await;
    let mut batch = Vec::new();
    (jobs.recv_many(&mut batch, BATCH).await > 0).then_some(batch)
}

/// Acts and numbers go together; everything else has a transaction of its own beside them.
async fn write(writer: &Arc<Writer>, batch: Vec<Job>) {
    let (mut together, apart): (Vec<Job>, Vec<Job>) =
        batch.into_iter().partition(|job| matches!(job.work, Work::Save(_) | Work::Number(_)));
    for job in apart {
        let writer = writer.clone();
        tokio::spawn(async move {
            let acts = if let Work::Bulk(saves) = &job.work { saves.len() } else { 0 };
            let outcome = write_apart(&writer, &job.work).await;
            answer(job, outcome);
            writer.count_if_grown(acts).await;
        });
    }
    let acts = together.len();
    let works: Vec<&Work> = together.iter().map(|job| &job.work).collect();
    let outcomes = write_together(writer, &works).await;
    for (job, outcome) in together.drain(..).zip(outcomes) {
        answer(job, outcome);
    }
    writer.count_if_grown(acts).await;
}

async fn write_apart(writer: &Writer, work: &Work) -> Result<Outcome> {
    match work {
        Work::Run(commands) => run_commands(writer, commands).await.map(Outcome::Changed),
        Work::Bulk(saves) => save_many(writer, saves).await.map(Outcome::Refused),
        Work::Totals => make_totals(writer).await.map(|()| Outcome::Saved),
        _ => Ok(Outcome::Saved),
    }
}

async fn write_together(writer: &Writer, works: &[&Work]) -> Vec<Result<Outcome>> {
    let mut outcomes: Vec<Option<Result<Outcome>>> = works.iter().map(|_| None).collect();
    let mut numbers: BTreeMap<&NumberKey, Vec<usize>> = BTreeMap::new();
    let mut saves = Vec::new();
    for (place, work) in works.iter().enumerate() {
        match work {
            Work::Save(save) => saves.push((place, save.as_ref())),
            Work::Number(key) => numbers.entry(key).or_default().push(place),
            _ => unreachable!("only acts and numbers are written together"),
        }
    }
    let mut rounds = rounds(saves);
    if rounds.is_empty() && !numbers.is_empty() {
        rounds.push(Vec::new());
    }
    for round in rounds {
        write_round(writer, &round, &std::mem::take(&mut numbers), &mut outcomes).await;
    }
    outcomes.into_iter().map(|outcome| outcome.unwrap_or(Err(StoreError::Closed))).collect()
}

type Outcomes = [Option<Result<Outcome>>];

async fn write_round(
    writer: &Writer,
    round: &[(usize, &Save)],
    numbers: &BTreeMap<&NumberKey, Vec<usize>>,
    outcomes: &mut Outcomes,
) {
    match transaction(&writer.pool, round, numbers).await {
        Ok(lasts) => settle(round, numbers, &lasts, outcomes),
        Err(Failure::Store(StoreError::Unknown)) => {
            let places = round.iter().map(|(place, _)| *place).chain(numbers.values().flatten().copied());
            places.for_each(|place| outcomes[place] = Some(Err(StoreError::Unknown)));
        }
        Err(_) if !round.is_empty() => {
            let in_time = weed_out(writer, round, outcomes).await;
            match transaction(&writer.pool, &in_time, numbers).await {
                Ok(lasts) => settle(&in_time, numbers, &lasts, outcomes),
                Err(_) => {
                    tracing::warn!(acts = in_time.len(), "a batch failed twice and is tried act by act");
                    write_alone(writer, &in_time, numbers, outcomes).await;
                }
            }
        }
        Err(_) => write_alone(writer, round, numbers, outcomes).await,
    }
}

fn settle(
    round: &[(usize, &Save)],
    numbers: &BTreeMap<&NumberKey, Vec<usize>>,
    lasts: &[u32],
    outcomes: &mut Outcomes,
) {
    round.iter().for_each(|(place, _)| outcomes[*place] = Some(Ok(Outcome::Saved)));
    for (places, last) in numbers.values().zip(lasts) {
        let first = last + 1 - places.len() as u32;
        places.iter().zip(first..).for_each(|(place, number)| outcomes[*place] = Some(Ok(Outcome::Number(number))));
    }
}

/// Answers the acts that come too late; gives the others.
async fn weed_out<'a>(writer: &Writer, round: &[(usize, &'a Save)], outcomes: &mut Outcomes) -> Vec<(usize, &'a Save)> {
    let mut in_time = Vec::new();
    for (place, save) in round {
        match is_in_time(writer, save).await {
            Ok(true) => in_time.push((*place, *save)),
            Ok(false) => outcomes[*place] = Some(too_late(writer, save).await),
            Err(error) => outcomes[*place] = Some(Err(error)),
        }
    }
    in_time
}

async fn write_alone(
    writer: &Writer,
    round: &[(usize, &Save)],
    numbers: &BTreeMap<&NumberKey, Vec<usize>>,
    outcomes: &mut Outcomes,
) {
    let no_numbers = BTreeMap::new();
    for act in round {
        outcomes[act.0] = Some(match transaction(&writer.pool, &[*act], &no_numbers).await {
            Ok(_) => Ok(Outcome::Saved),
            Err(Failure::Taken) => too_late(writer, act.1).await,
            Err(Failure::Store(error)) => Err(error),
        });
    }
    for (key, places) in numbers {
        for place in places {
            let one = BTreeMap::from([(*key, vec![*place])]);
            outcomes[*place] = Some(match transaction(&writer.pool, &[], &one).await {
                Ok(lasts) => Ok(Outcome::Number(lasts[0])),
                Err(Failure::Taken) => Err(StoreError::Busy),
                Err(Failure::Store(error)) => Err(error),
            });
        }
    }
}

async fn is_in_time(writer: &Writer, save: &Save) -> Result<bool> {
    let client = writer.pool.get().await?;
    Ok(head(&client, save).await? == save.expects())
}

async fn head(client: &ClientWrapper, save: &Save) -> Result<(u32, Digest)> {
    let params = values![&save.top, &save.dossier.code];
    let head = first(client, question!("dossier_head"), &params, |row| Ok((row.take()?, row.take()?))).await?;
    Ok(head.unwrap_or((0, Digest::ZERO)))
}

/// An act that comes too late is none the less done if the very same entries are there: it was sent twice.
async fn too_late(writer: &Writer, save: &Save) -> Result<Outcome> {
    let client = writer.pool.get().await?;
    let last = save.last();
    let params = values![&save.top, &save.dossier.code, last.seq];
    let hash: Option<Digest> = first(&client, question!("event_hash"), &params, |row| row.take()).await?;
    Ok(if hash == Some(last.hash) { Outcome::Saved } else { Outcome::Conflict })
}

/// Gives the places of the acts that were already there or came too late.
async fn save_many(writer: &Writer, saves: &[Save]) -> Result<Vec<usize>> {
    let mut refused = Vec::new();
    for round in rounds(saves.iter().enumerate().collect()) {
        let mut fresh = Vec::new();
        for part in round.chunks(AHEAD) {
            for (act, head) in part.iter().zip(heads(writer, part).await?) {
                if head? == act.1.expects() { fresh.push(*act) } else { refused.push(act.0) }
            }
        }
        match transaction(&writer.pool, &fresh, &BTreeMap::new()).await {
            Ok(_) => {}
            Err(Failure::Store(error)) => return Err(error),
            Err(Failure::Taken) => refused.extend(save_each(writer, &fresh).await?),
        }
    }
    refused.sort_unstable();
    Ok(refused)
}

async fn save_each(writer: &Writer, acts: &[(usize, &Save)]) -> Result<Vec<usize>> {
    let mut refused = Vec::new();
    for act in acts {
        match transaction(&writer.pool, &[*act], &BTreeMap::new()).await {
            Ok(_) => {}
            Err(Failure::Taken) => refused.push(act.0),
            Err(Failure::Store(error)) => return Err(error),
        }
    }
    Ok(refused)
}

async fn heads(writer: &Writer, acts: &[(usize, &Save)]) -> Result<Vec<Result<(u32, Digest)>>> {
    let client = writer.pool.get().await?;
    let client: &ClientWrapper = &client;
    client.prepare_cached(question!("dossier_head").postgres()).await?;
    type Reply<'a> = Pin<Box<dyn Future<Output = Result<(u32, Digest)>> + Send + 'a>>;
    let asked = acts.iter().map(|(_, save)| Box::pin(head(client, save)) as Reply<'_>).collect();
    Ok(in_order(asked).await)
}

/// Other programs wait meanwhile: the first that opens the database makes the totals, the rest find them made.
async fn make_totals(writer: &Writer) -> Result<()> {
    let mut client = writer.pool.get().await?;
    let transaction = client.transaction().await?;
    transaction.batch_execute("set local enable_seqscan = on; lock table tally in exclusive mode").await?;
    if all(&transaction, question!("revision"), &values![TO_MAKE], |row| row.take::<i64>()).await?.is_empty() {
        return Ok(());
    }
    execute(&transaction, question!("tally_clear"), &[]).await?;
    let corrected = totals::by_dossier(all(&transaction, question!("corrections"), &[], read_entry).await?)?;
    let read = |row: &mut Row<'_>| Ok((row.take::<AgencyCode>()?, row.take::<String>()?));
    let agencies = all(&transaction, question!("track_agencies"), &[], read).await?;
    for (top, agency) in agencies {
        let (low, high) = agency_alone(&agency);
        let scan = TrackScan { agencies: Some((&low, &high)), ..TrackScan::default() };
        let tracks = all(&transaction, question!("tracks"), &scan.params(&top), TrackRow::read).await?;
        let mut rest = totals::rows_of(&tracks, &corrected).into_iter();
        for size in INSERT_SIZES {
            while rest.len() >= size {
                let rows: Vec<Value<'static>> = rest.by_ref().take(size).flatten().collect();
                execute(&transaction, TALLY.of_size(size), &rows).await?;
            }
        }
    }
    execute(&transaction, question!("revision_remove"), &values![TO_MAKE]).await?;
    Ok(transaction.commit().await?)
}

async fn execute(transaction: &Transaction<'_>, sql: &Sql, params: &[Value<'_>]) -> Result<u64> {
    let statement = transaction.prepare_cached(sql.postgres()).await?;
    Ok(transaction.execute_raw(&statement, params).await?)
}

async fn all<T>(
    transaction: &Transaction<'_>,
    sql: &Sql,
    params: &[Value<'_>],
    read: impl Fn(&mut Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let statement = transaction.prepare_cached(sql.postgres()).await?;
    let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as _).collect();
    let rows = transaction.query(&statement, &params).await?;
    rows.iter().map(|row| read(&mut Row::of_postgres(sql.name, row))).collect()
}

async fn run_commands(writer: &Writer, commands: &[Command]) -> Result<Vec<u64>> {
    let mut client = writer.pool.get().await?;
    let transaction = client.transaction().await?;
    let mut counts = Vec::with_capacity(commands.len());
    for command in commands {
        counts.push(execute(&transaction, command.sql(), &command.params).await?);
    }
    transaction.commit().await?;
    Ok(counts)
}
