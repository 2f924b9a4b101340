//! One transaction of many acts: all statements are sent one behind the other, then all answers are awaited.

use crate::act::Save;
use crate::error::{Result, StoreError};
use crate::job::{ACT_TABLES, DOSSIER, NumberKey, TALLY, Tallies};
use crate::sql::{INSERT_SIZES, Insert, Sql, question};
use crate::value::{Row, Value, row};
use deadpool_postgres::{ClientWrapper, Pool};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use tokio_postgres::types::ToSql;

/// Why a transaction was taken back.
pub(super) enum Failure {
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

/// One statement to be sent.
struct Sending<'a> {
    sql: &'static Sql,
    params: Vec<Value<'a>>,
    /// How many rows it must write; fewer mean that another act came first.
    rows: Option<u64>,
    gives_number: bool,
}

/// Writes acts and takes numbers in one transaction; gives the last number taken per key.
pub(super) async fn transaction(
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
    let mut tables: [Vec<Vec<Value<'a>>>; 7] = Default::default();
    let mut tallies = Tallies::default();
    for (_, save) in saves {
        tables.iter_mut().zip(save.rows()).for_each(|(table, rows)| table.extend(rows));
        tallies.add(&save.tallies);
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
pub(super) async fn in_order<T>(mut futures: Vec<Pin<Box<dyn Future<Output = T> + Send + '_>>>) -> Vec<T> {
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

/// The first row of a question.
pub(super) async fn first<T>(
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
