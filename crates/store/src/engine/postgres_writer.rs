//! Those who write to PostgreSQL: whatever waits is sent in statements of many rows, one transaction, one commit.
//!
//! Statements are sent one behind the other without waiting for answers. Every transaction takes tables, and
//! rows in a table, in the same order, so no two wait for each other in a circle. When a batch fails, acts that
//! come too late are told so, the rest is tried again, and should that fail too, each act alone.

use super::BATCH;
use crate::act::Save;
use crate::error::{Result, StoreError};
use crate::job::{ACT_TABLES, Command, DOSSIER, Job, NumberKey, Outcome, TALLY, Tallies, Work, answer, rounds};
use crate::sql::{INSERT_SIZES, Insert, Sql, question};
use crate::value::{Row, Value, row, values};
use deadpool_postgres::{ClientWrapper, Pool};
use domain::ledger::Digest;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use tokio::sync::{Mutex, mpsc};
use tokio_postgres::types::ToSql;

/// While one waits for the disk, the other sends.
const WRITERS: usize = 2;
/// How many questions are sent ahead of their answers.
const AHEAD: usize = 256;

/// Starts the writers; they end when nobody can bring work any more.
pub(super) fn start(pool: &Pool, jobs: mpsc::Receiver<Job>) {
    let jobs = Arc::new(Mutex::new(jobs));
    for _ in 0..WRITERS {
        let (pool, jobs) = (pool.clone(), jobs.clone());
        tokio::spawn(async move {
            while let Some(batch) = next_batch(&jobs).await {
                write(&pool, batch).await;
            }
        });
    }
}

async fn next_batch(jobs: &Mutex<mpsc::Receiver<Job>>) -> Option<Vec<Job>> {
    let mut jobs = jobs.lock().await;
    let mut batch = Vec::new();
    (jobs.recv_many(&mut batch, BATCH).await > 0).then_some(batch)
}

/// Acts and numbers go together; everything else has a transaction of its own beside them.
async fn write(pool: &Pool, batch: Vec<Job>) {
    let (mut together, apart): (Vec<Job>, Vec<Job>) =
        batch.into_iter().partition(|job| matches!(job.work, Work::Save(_) | Work::Number(_)));
    for job in apart {
        let pool = pool.clone();
        tokio::spawn(async move {
            let outcome = write_apart(&pool, &job.work).await;
            answer(job, outcome);
        });
    }
    let works: Vec<&Work> = together.iter().map(|job| &job.work).collect();
    let outcomes = write_together(pool, &works).await;
    for (job, outcome) in together.drain(..).zip(outcomes) {
        answer(job, outcome);
    }
}

async fn write_apart(pool: &Pool, work: &Work) -> Result<Outcome> {
    match work {
        Work::Run(commands) => run_commands(pool, commands).await.map(Outcome::Changed),
        Work::Bulk(saves) => save_many(pool, saves).await.map(Outcome::Refused),
        _ => Ok(Outcome::Saved),
    }
}

/// Why a transaction was taken back.
enum Failure {
    /// A place in the ledger is taken already.
    Taken,
    /// Anything else.
    Store(StoreError),
}

impl<E: Into<StoreError>> From<E> for Failure {
    fn from(error: E) -> Failure {
        match error.into() {
            StoreError::Engine(code) if code == "PostgreSQL 23505" => Failure::Taken,
            error => Failure::Store(error),
        }
    }
}

async fn write_together(pool: &Pool, works: &[&Work]) -> Vec<Result<Outcome>> {
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
        write_round(pool, &round, &std::mem::take(&mut numbers), &mut outcomes).await;
    }
    outcomes.into_iter().map(|outcome| outcome.unwrap_or(Err(StoreError::Closed))).collect()
}

type Outcomes = [Option<Result<Outcome>>];

async fn write_round(
    pool: &Pool,
    round: &[(usize, &Save)],
    numbers: &BTreeMap<&NumberKey, Vec<usize>>,
    outcomes: &mut Outcomes,
) {
    match transaction(pool, round, numbers).await {
        Ok(lasts) => settle(round, numbers, &lasts, outcomes),
        Err(Failure::Store(StoreError::Unknown)) => {
            let places = round.iter().map(|(place, _)| *place).chain(numbers.values().flatten().copied());
            places.for_each(|place| outcomes[place] = Some(Err(StoreError::Unknown)));
        }
        Err(_) if !round.is_empty() => {
            let in_time = weed_out(pool, round, outcomes).await;
            match transaction(pool, &in_time, numbers).await {
                Ok(lasts) => settle(&in_time, numbers, &lasts, outcomes),
                Err(_) => write_alone(pool, &in_time, numbers, outcomes).await,
            }
        }
        Err(_) => write_alone(pool, round, numbers, outcomes).await,
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
async fn weed_out<'a>(pool: &Pool, round: &[(usize, &'a Save)], outcomes: &mut Outcomes) -> Vec<(usize, &'a Save)> {
    let mut in_time = Vec::new();
    for (place, save) in round {
        match is_in_time(pool, save).await {
            Ok(true) => in_time.push((*place, *save)),
            Ok(false) => outcomes[*place] = Some(too_late(pool, save).await),
            Err(error) => outcomes[*place] = Some(Err(error)),
        }
    }
    in_time
}

async fn write_alone(
    pool: &Pool,
    round: &[(usize, &Save)],
    numbers: &BTreeMap<&NumberKey, Vec<usize>>,
    outcomes: &mut Outcomes,
) {
    let no_numbers = BTreeMap::new();
    for act in round {
        outcomes[act.0] = Some(match transaction(pool, &[*act], &no_numbers).await {
            Ok(_) => Ok(Outcome::Saved),
            Err(Failure::Taken) => too_late(pool, act.1).await,
            Err(Failure::Store(error)) => Err(error),
        });
    }
    for (key, places) in numbers {
        for place in places {
            let one = BTreeMap::from([(*key, vec![*place])]);
            outcomes[*place] = Some(match transaction(pool, &[], &one).await {
                Ok(lasts) => Ok(Outcome::Number(lasts[0])),
                Err(Failure::Taken) => Err(StoreError::Busy),
                Err(Failure::Store(error)) => Err(error),
            });
        }
    }
}

async fn is_in_time(pool: &Pool, save: &Save) -> Result<bool> {
    let client = pool.get().await?;
    Ok(head(&client, save).await? == save.expects())
}

async fn head(client: &ClientWrapper, save: &Save) -> Result<(u32, Digest)> {
    let params = values![&save.top, &save.dossier.code];
    let head = first(client, question!("dossier_head"), &params, |row| Ok((row.take()?, row.take()?))).await?;
    Ok(head.unwrap_or((0, Digest::ZERO)))
}

/// An act that comes too late is none the less done if the very same entries are there: it was sent twice.
async fn too_late(pool: &Pool, save: &Save) -> Result<Outcome> {
    let client = pool.get().await?;
    let last = save.last();
    let params = values![&save.top, &save.dossier.code, last.seq];
    let hash: Option<Digest> = first(&client, question!("event_hash"), &params, |row| row.take()).await?;
    Ok(if hash == Some(last.hash) { Outcome::Saved } else { Outcome::Conflict })
}

/// One statement to be sent.
struct Sending<'a> {
    sql: &'static Sql,
    params: Vec<Value<'a>>,
    /// How many rows it must write; fewer mean that another act came first.
    rows: Option<u64>,
    gives_number: bool,
}

/// Writes acts and takes numbers in one transaction; gives the last number taken per key.
async fn transaction(
    pool: &Pool,
    saves: &[(usize, &Save)],
    numbers: &BTreeMap<&NumberKey, Vec<usize>>,
) -> Result<Vec<u32>, Failure> {
    if saves.is_empty() && numbers.is_empty() {
        return Ok(Vec::new());
    }
    let client = pool.get().await?;
    let outcome = send_all(&client, &sendings(saves, numbers)).await;
    if outcome.is_err() {
        // A connection that cannot even take back is closed, which takes back all the same.
        let _ = client.batch_execute("rollback").await;
        return outcome;
    }
    match client.batch_execute("commit").await {
        Ok(()) => outcome,
        Err(error) if error.code().is_some_and(|state| !state.code().starts_with("57P")) => Err(error.into()),
        Err(_) => Err(Failure::Store(StoreError::Unknown)),
    }
}

fn sendings<'a>(saves: &[(usize, &'a Save)], numbers: &BTreeMap<&'a NumberKey, Vec<usize>>) -> Vec<Sending<'a>> {
    let mut tables: [Vec<Vec<Value<'a>>>; 5] = Default::default();
    let mut tallies = Tallies::default();
    for (_, save) in saves {
        tables.iter_mut().zip(save.rows()).for_each(|(table, rows)| table.extend(rows));
        tallies.add(save.top.as_str(), &save.tallies);
    }
    let mut sendings = Vec::new();
    for (place, (insert, rows)) in ACT_TABLES.iter().zip(tables).enumerate() {
        send_rows(insert, rows, place == DOSSIER, &mut sendings);
    }
    send_rows(&TALLY, tallies.rows(), false, &mut sendings);
    sendings.extend(numbers.iter().map(|((top, agency, day), places)| Sending {
        sql: question!("number_take"),
        params: row![top, agency, *day, places.len() as i64],
        rows: None,
        gives_number: true,
    }));
    sendings
}

/// Statements of 64, 8 and 1 rows, so that only three have to be prepared.
fn send_rows<'a>(insert: &'static Insert, rows: Vec<Vec<Value<'a>>>, all: bool, sendings: &mut Vec<Sending<'a>>) {
    let mut rest = rows.into_iter();
    for size in INSERT_SIZES {
        while rest.len() >= size {
            let params = rest.by_ref().take(size).flatten().collect();
            let rows = all.then_some(size as u64);
            sendings.push(Sending { sql: insert.of_size(size), params, rows, gives_number: false });
        }
    }
}

async fn send_all(client: &ClientWrapper, sendings: &[Sending<'_>]) -> Result<Vec<u32>, Failure> {
    let mut prepared = Vec::with_capacity(sendings.len());
    for sending in sendings {
        prepared.push(client.prepare_cached(sending.sql.postgres()).await?);
    }
    type Reply = Result<(u64, Option<i64>), tokio_postgres::Error>;
    let mut replies: Vec<Pin<Box<dyn Future<Output = Reply> + Send + '_>>> =
        vec![Box::pin(async { client.batch_execute("begin").await.map(|()| (0, None)) })];
    for (sending, statement) in sendings.iter().zip(&prepared) {
        replies.push(Box::pin(async move {
            if sending.gives_number {
                let params: Vec<&(dyn ToSql + Sync)> = sending.params.iter().map(|value| value as _).collect();
                let row = client.query_one(statement, &params).await?;
                return Ok((1, Some(row.try_get(0)?)));
            }
            Ok((client.execute_raw(statement, &sending.params).await?, None))
        }));
    }
    let replies = in_order(replies).await;
    let mut numbers = Vec::new();
    for (place, reply) in replies.into_iter().enumerate() {
        let (rows, number) = reply?;
        let expected = place.checked_sub(1).and_then(|place| sendings[place].rows);
        if expected.is_some_and(|expected| expected != rows) {
            return Err(Failure::Taken);
        }
        numbers.extend(number.and_then(|number| u32::try_from(number).ok()));
    }
    Ok(numbers)
}

/// Begins all futures in their order, then waits for all.
async fn in_order<T>(mut futures: Vec<Pin<Box<dyn Future<Output = T> + Send + '_>>>) -> Vec<T> {
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut waiting = false;
        for (future, slot) in futures.iter_mut().zip(&mut done).filter(|(_, slot)| slot.is_none()) {
            match future.as_mut().poll(context) {
                Poll::Ready(value) => *slot = Some(value),
                Poll::Pending => waiting = true,
            }
        }
        if waiting { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    done.into_iter().flatten().collect()
}

/// Gives the places of the acts that were already there or came too late.
async fn save_many(pool: &Pool, saves: &[Save]) -> Result<Vec<usize>> {
    let mut refused = Vec::new();
    for round in rounds(saves.iter().enumerate().collect()) {
        let mut fresh = Vec::new();
        for part in round.chunks(AHEAD) {
            for (act, head) in part.iter().zip(heads(pool, part).await?) {
                if head? == act.1.expects() { fresh.push(*act) } else { refused.push(act.0) }
            }
        }
        match transaction(pool, &fresh, &BTreeMap::new()).await {
            Ok(_) => {}
            Err(Failure::Store(error)) => return Err(error),
            Err(Failure::Taken) => refused.extend(save_each(pool, &fresh).await?),
        }
    }
    refused.sort_unstable();
    Ok(refused)
}

async fn save_each(pool: &Pool, acts: &[(usize, &Save)]) -> Result<Vec<usize>> {
    let mut refused = Vec::new();
    for act in acts {
        match transaction(pool, &[*act], &BTreeMap::new()).await {
            Ok(_) => {}
            Err(Failure::Taken) => refused.push(act.0),
            Err(Failure::Store(error)) => return Err(error),
        }
    }
    Ok(refused)
}

async fn heads(pool: &Pool, acts: &[(usize, &Save)]) -> Result<Vec<Result<(u32, Digest)>>> {
    let client = pool.get().await?;
    let client: &ClientWrapper = &client;
    client.prepare_cached(question!("dossier_head").postgres()).await?;
    type Reply<'a> = Pin<Box<dyn Future<Output = Result<(u32, Digest)>> + Send + 'a>>;
    let asked = acts.iter().map(|(_, save)| Box::pin(head(client, save)) as Reply<'_>).collect();
    Ok(in_order(asked).await)
}

async fn run_commands(pool: &Pool, commands: &[Command]) -> Result<Vec<u64>> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    let mut counts = Vec::with_capacity(commands.len());
    for command in commands {
        let statement = transaction.prepare_cached(command.sql().postgres()).await?;
        counts.push(transaction.execute_raw(&statement, &command.params).await?);
    }
    transaction.commit().await?;
    Ok(counts)
}

async fn first<T>(
    client: &ClientWrapper,
    sql: &Sql,
    params: &[Value<'_>],
    read: impl Fn(&mut Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let statement = client.prepare_cached(sql.postgres()).await?;
    let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as _).collect();
    let row = client.query_opt(&statement, &params).await?;
    row.map(|row| read(&mut Row::of_postgres(sql.name, &row))).transpose()
}
