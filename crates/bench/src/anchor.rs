//! Anchors: the bare thing beside which a figure is read. The only SQL outside `store`, on purpose: it is what
//! the store is measured against.

use crate::Outcome;
use futures_util::future::try_join_all;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::NoTls;

const TABLES: &str = "create table bare_event (dossier text, seq bigint, payload text, prev bytea, hash bytea, primary key (dossier, seq));
    create table bare_dossier (code text primary key, state text, seq bigint);
    create table bare_track (dossier text primary key, received bigint, due bigint)";
const STATEMENTS: [&str; 3] = [
    "insert into bare_event values ($1, $2, $3, $4, $5)",
    "insert into bare_dossier values ($1, $2, $3) on conflict (code) do update set state = excluded.state, seq = excluded.seq",
    "insert into bare_track values ($1, $2, $3) on conflict (dossier) do update set due = excluded.due",
];
/// How many acts share one commit at most.
const BATCH: usize = 256;

/// One act as the bare loop writes it.
#[derive(Debug, Clone)]
pub struct BareAct {
    dossier: String,
    seq: i64,
    payload: String,
    hash: [u8; 32],
}

impl BareAct {
    /// An act of the length acts usually have.
    pub fn new(dossier: u64, seq: i64) -> BareAct {
        let payload = format!("{{\"fact\":\"forwarded\",\"step\":\"ky-duyet\",\"note\":\"{:0>120}\"}}", dossier);
        BareAct { dossier: format!("H42.191-261123-{dossier:08}"), seq, payload, hash: [seq.to_le_bytes()[0]; 32] }
    }
}

type Job = (BareAct, oneshot::Sender<()>);

/// A bare durable loop: whatever waits is written by three statements each, one commit, then all are answered.
#[derive(Clone)]
pub struct Bare(mpsc::Sender<Job>);

impl Bare {
    /// Makes one act durable.
    pub async fn write(&self, act: BareAct) -> Outcome<()> {
        let (reply, answer) = oneshot::channel();
        self.0.send((act, reply)).await?;
        Ok(answer.await?)
    }

    /// Over a SQLite file of its own, flushed at each commit.
    pub fn sqlite(path: &Path) -> Outcome<Bare> {
        let connection = rusqlite::Connection::open(path)?;
        connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full")?;
        connection.execute_batch(&TABLES.replace("bigint", "integer").replace("bytea", "blob"))?;
        let (queue, mut jobs) = mpsc::channel::<Job>(1024);
        std::thread::spawn(move || {
            let mut batch = Vec::new();
            while jobs.blocking_recv_many(&mut batch, BATCH) > 0 {
                if write_batch(&connection, &batch).is_err() {
                    return;
                }
                batch.drain(..).for_each(answered);
            }
        });
        Ok(Bare(queue))
    }

    /// Over a PostgreSQL database of its own.
    pub async fn postgres(url: &str) -> Outcome<Bare> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute(TABLES).await?;
        let mut statements = Vec::new();
        for text in STATEMENTS {
            statements.push(client.prepare(text).await?);
        }
        let (queue, mut jobs) = mpsc::channel::<Job>(1024);
        tokio::spawn(async move {
            let mut batch = Vec::new();
            while jobs.recv_many(&mut batch, BATCH).await > 0 {
                if send_batch(&client, &statements, &batch).await.is_err() {
                    return;
                }
                batch.drain(..).for_each(answered);
            }
        });
        Ok(Bare(queue))
    }
}

/// Whoever brought it may have gone away; the act is durable all the same.
fn answered((_, reply): Job) {
    let _ = reply.send(());
}

fn write_batch(connection: &rusqlite::Connection, batch: &[Job]) -> rusqlite::Result<()> {
    connection.execute_batch("begin immediate")?;
    for (act, _) in batch {
        let run = |statement: usize, params: &[&dyn rusqlite::ToSql]| {
            connection.prepare_cached(&STATEMENTS[statement].replace('$', "?"))?.execute(params)
        };
        run(0, &[&act.dossier, &act.seq, &act.payload, &act.hash, &act.hash])?;
        run(1, &[&act.dossier, &"processing", &act.seq])?;
        run(2, &[&act.dossier, &act.seq, &act.seq])?;
    }
    connection.execute_batch("commit")
}

/// A value of a statement.
type Param<'a> = &'a (dyn tokio_postgres::types::ToSql + Sync);

async fn send_batch(
    client: &tokio_postgres::Client,
    statements: &[tokio_postgres::Statement],
    batch: &[Job],
) -> Result<(), tokio_postgres::Error> {
    client.batch_execute("begin").await?;
    let acts = batch.iter().map(|(act, _)| async move {
        let (hash, state) = (&act.hash[..], "processing");
        let event: [Param<'_>; 5] = [&act.dossier, &act.seq, &act.payload, &hash, &hash];
        let dossier: [Param<'_>; 3] = [&act.dossier, &state, &act.seq];
        let track: [Param<'_>; 3] = [&act.dossier, &act.seq, &act.seq];
        tokio::try_join!(
            client.execute(&statements[0], &event),
            client.execute(&statements[1], &dossier),
            client.execute(&statements[2], &track),
        )
    });
    try_join_all(acts).await?;
    client.batch_execute("commit").await
}

/// Acts a second of the bare loop, brought by so many at once for a time.
pub async fn bare_rate(bare: &Bare, writers: u64, time: Duration) -> Outcome<u64> {
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..writers {
        let bare = bare.clone();
        tasks.spawn(async move {
            let mut done = 0_u64;
            while start.elapsed() < time {
                let dossier = writer * 1_000_000 + done / 10;
                bare.write(BareAct::new(dossier, i64::try_from(done % 10)?)).await?;
                done += 1;
            }
            Outcome::Ok(done)
        });
    }
    let mut done = 0;
    while let Some(finished) = tasks.join_next().await {
        done += finished??;
    }
    Ok(crate::figures::per_second(done, start.elapsed()))
}

/// Rows a second of plain inserts into a new SQLite file, in one transaction with one commit.
pub fn insert_rate(path: &Path, rows: u64) -> Outcome<u64> {
    let mut connection = rusqlite::Connection::open(path)?;
    connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full")?;
    connection.execute_batch(&TABLES.replace("bigint", "integer").replace("bytea", "blob"))?;
    let start = Instant::now();
    let transaction = connection.transaction()?;
    {
        let mut insert = transaction.prepare(&STATEMENTS[0].replace('$', "?"))?;
        for row in 0..rows {
            let act = BareAct::new(row / 8, i64::try_from(row % 8)?);
            insert.execute(rusqlite::params![act.dossier, act.seq, act.payload, act.hash, act.hash])?;
        }
    }
    transaction.commit()?;
    Ok(crate::figures::per_second(rows, start.elapsed()))
}

/// How long the database itself takes to add up the counted dates of all dossiers.
pub fn scan_time(path: &Path) -> Outcome<(u64, Duration)> {
    let connection = rusqlite::Connection::open(path)?;
    let start = Instant::now();
    let sql = "select count(*), coalesce(sum(received_at), 0) + coalesce(sum(due_at), 0) + coalesce(sum(ended_at), 0),
        count(distinct agency) from track";
    let count: i64 = connection.query_row(sql, [], |row| {
        row.get::<_, i64>(1)?;
        row.get(0)
    })?;
    Ok((u64::try_from(count)?, start.elapsed()))
}

/// Makes an empty database on a PostgreSQL server and gives its address.
pub async fn new_database(server: &str, name: &str) -> Outcome<String> {
    run(server, &format!("drop database if exists {name} with (force)")).await?;
    run(server, &format!("create database {name}")).await?;
    let (base, _) = server.rsplit_once('/').ok_or("the address of the server ends with a database")?;
    Ok(format!("{base}/{name}"))
}

/// Runs one statement on a server.
pub async fn run(url: &str, sql: &str) -> Outcome<()> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client.batch_execute(sql).await?)
}
