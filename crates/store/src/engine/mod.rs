//! *Máy dữ liệu*: SQLite or PostgreSQL behind one face. Everything else in this crate asks here.

pub(crate) mod postgres;
mod postgres_batch;
mod postgres_writer;
pub(crate) mod sqlite;
mod sqlite_statistics;
mod sqlite_writer;

use crate::error::{Result, StoreError};
use crate::job::{Command, Job, Outcome, Work};
use crate::sql::Sql;
use crate::value::{Row, Value};
use tokio::sync::{mpsc, oneshot};

/// How many acts may wait for the writer before those who bring more must wait themselves.
pub(crate) const QUEUE: usize = 1024;
/// How many acts share one commit at most.
pub(crate) const BATCH: usize = 256;

/// Where the rows are.
pub(crate) enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Engine {
    /// All rows of a question.
    pub(crate) async fn rows<T>(
        &self,
        sql: &Sql,
        params: &[Value<'_>],
        read: impl Fn(&mut Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.rows(sql, params, read),
            Engine::Postgres(postgres) => postgres.rows(sql, params, read).await,
        }
    }

    /// The first row of a question.
    pub(crate) async fn row<T>(
        &self,
        sql: &Sql,
        params: &[Value<'_>],
        read: impl Fn(&mut Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.rows(sql, params, read).await?.into_iter().next())
    }

    /// Every row of a question, one after the other, without holding them all.
    pub(crate) async fn each(
        &self,
        sql: &Sql,
        params: &[Value<'_>],
        take: impl FnMut(&mut Row<'_>) -> Result<()>,
    ) -> Result<()> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.each(sql, params, take),
            Engine::Postgres(postgres) => postgres.each(sql, params, take).await,
        }
    }

    /// Everything as it is at one moment, whatever is written meanwhile.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot> {
        match self {
            Engine::Sqlite(sqlite) => Ok(Snapshot::Sqlite(Box::new(std::sync::Mutex::new(sqlite.snapshot()?)))),
            Engine::Postgres(postgres) => Ok(Snapshot::Postgres(Box::new(postgres.snapshot().await?))),
        }
    }

    /// Hands work to the writer and waits until it is durable.
    pub(crate) async fn write(&self, work: Work) -> Result<Outcome> {
        let (reply, answer) = oneshot::channel();
        self.queue().send(Job { work, reply }).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Runs some statements in one transaction; gives how many rows each changed.
    pub(crate) async fn run(&self, commands: Vec<Command>) -> Result<Vec<u64>> {
        match self.write(Work::Run(commands)).await? {
            Outcome::Changed(counts) => Ok(counts),
            _ => unreachable!("the writer answers what it was asked"),
        }
    }

    /// Runs one statement; gives how many rows it changed.
    pub(crate) async fn run_one<'a>(
        &self,
        sql: &'static Sql,
        params: impl IntoIterator<Item = Value<'a>>,
    ) -> Result<u64> {
        Ok(self.run(vec![Command::new(sql, params)]).await?[0])
    }

    fn queue(&self) -> &mpsc::Sender<Job> {
        match self {
            Engine::Sqlite(sqlite) => &sqlite.queue,
            Engine::Postgres(postgres) => &postgres.queue,
        }
    }
}

/// Everything as it was at one moment.
pub(crate) enum Snapshot {
    Sqlite(Box<std::sync::Mutex<rusqlite::Connection>>),
    Postgres(Box<deadpool_postgres::ClientWrapper>),
}

impl Snapshot {
    /// Every row of a question, one after the other.
    pub(crate) async fn each(
        &self,
        sql: &Sql,
        params: &[Value<'_>],
        take: impl FnMut(&mut Row<'_>) -> Result<()>,
    ) -> Result<()> {
        match self {
            Snapshot::Sqlite(connection) => {
                let connection = connection.lock().expect("nobody fails while holding it");
                sqlite::long(|| sqlite::each(&connection, sql, params, take))
            }
            Snapshot::Postgres(client) => postgres::each(client, sql, params, take).await,
        }
    }

    /// All rows of a question.
    pub(crate) async fn rows<T>(
        &self,
        sql: &Sql,
        params: &[Value<'_>],
        read: impl Fn(&mut Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(read(row)?);
            Ok(())
        })
        .await?;
        Ok(rows)
    }
}
