//! PostgreSQL: a pool of connections for readers, writers that send their statements without waiting for each.

use super::{QUEUE, postgres_writer};
use crate::error::{Result, StoreError};
use crate::job::Job;
use crate::migrate;
use crate::sql::Sql;
use crate::value::{Row, Value};
use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts,
};
use futures_util::TryStreamExt;
use std::pin::pin;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_postgres::{Config, NoTls};

/// Connections of one program, its writers among them.
const CONNECTIONS: usize = 16;
/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// A plan is made once per connection and kept. Made while a table is still empty it would read the whole table,
/// and go on doing so when it has grown: every question that is asked often has an index, so it shall be used.
const SETTINGS: &str = "set enable_seqscan = off";

pub(crate) struct Postgres {
    pool: Pool,
    pub(crate) queue: mpsc::Sender<Job>,
}

impl Postgres {
    pub(crate) async fn open(url: &str) -> Result<Postgres> {
        let mut config: Config = url.parse().map_err(|_| StoreError::BadAddress)?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let timeouts = Timeouts { wait: Some(PATIENCE), create: Some(PATIENCE), recycle: Some(PATIENCE) };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .timeouts(timeouts)
            .runtime(Runtime::Tokio1)
            .post_create(Hook::async_fn(|client, _| {
                Box::pin(async move { client.batch_execute(SETTINGS).await.map_err(HookError::Backend) })
            }))
            .build()
            .map_err(|_| StoreError::BadAddress)?;
        let mut client = pool.get().await?;
        migrate::postgres(&mut client).await?;
        drop(client);
        let (queue, jobs) = mpsc::channel(QUEUE);
        postgres_writer::start(&pool, jobs);
        Ok(Postgres { pool, queue })
    }

    pub(crate) async fn rows<T>(
        &self,
        sql: &Sql,
        params: &[Value<'_>],
        read: impl Fn(&mut Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(sql.postgres()).await?;
        let mut rows = pin!(client.query_raw(&statement, params).await?);
        let mut out = Vec::new();
        while let Some(row) = rows.try_next().await? {
            out.push(read(&mut Row::of_postgres(sql.name, &row))?);
        }
        Ok(out)
    }

    pub(crate) async fn each(
        &self,
        sql: &Sql,
        params: &[Value<'_>],
        take: impl FnMut(&mut Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let client = self.pool.get().await?;
        each(&client, sql, params, take).await
    }

    /// A connection of its own that sees one moment until it is dropped.
    pub(crate) async fn snapshot(&self) -> Result<ClientWrapper> {
        let client = deadpool_postgres::Object::take(self.pool.get().await?);
        client.batch_execute("begin isolation level repeatable read read only; set local enable_seqscan = on").await?;
        Ok(client)
    }

    /// Bytes of the database.
    pub(crate) async fn bytes(&self) -> Result<u64> {
        let client = self.pool.get().await?;
        let row = client.query_one("select pg_database_size(current_database())", &[]).await?;
        Ok(row.get::<_, i64>(0) as u64)
    }
}

/// Every row of a question on a connection.
pub(super) async fn each(
    client: &ClientWrapper,
    sql: &Sql,
    params: &[Value<'_>],
    mut take: impl FnMut(&mut Row<'_>) -> Result<()>,
) -> Result<()> {
    let statement = client.prepare_cached(sql.postgres()).await?;
    let mut rows = pin!(client.query_raw(&statement, params).await?);
    while let Some(row) = rows.try_next().await? {
        take(&mut Row::of_postgres(sql.name, &row))?;
    }
    Ok(())
}
