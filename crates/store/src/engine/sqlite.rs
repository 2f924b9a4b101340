//! SQLite: one writer thread, and readers that answer on the caller's own thread.
//!
//! Reads are short and the pages are in memory: handing them to another thread costs more than they do.

use super::{QUEUE, sqlite_statistics, sqlite_writer};
use crate::error::{Result, StoreError};
use crate::job::Job;
use crate::migrate;
use crate::sql::Sql;
use crate::value::{Row, Value};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long to wait for another program that writes.
const PATIENCE: Duration = Duration::from_secs(10);
/// More readers than threads are of no use.
const IDLE_READERS: usize = 32;

pub(crate) struct Sqlite {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    pub(crate) queue: mpsc::Sender<Job>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Sqlite> {
        let named = |error| name_error(error, path);
        let mut connection = Connection::open(path).map_err(named)?;
        prepare_writer(&connection).map_err(named)?;
        migrate::sqlite(&mut connection)?;
        sqlite_statistics::tell(&mut connection)?;
        let (queue, jobs) = mpsc::channel(QUEUE);
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || sqlite_writer::run(&connection, jobs))
            .map_err(|error| StoreError::of_io(&error, path))?;
        Ok(Sqlite { path: path.to_owned(), readers: Mutex::default(), queue })
    }

    pub(crate) fn rows<T>(
        &self,
        sql: &Sql,
        params: &[Value<'_>],
        read: impl Fn(&mut Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.with_reader(|connection| {
            let mut rows = Vec::new();
            each(connection, sql, params, |row| {
                rows.push(read(row)?);
                Ok(())
            })?;
            Ok(rows)
        })
    }

    pub(crate) fn each(
        &self,
        sql: &Sql,
        params: &[Value<'_>],
        take: impl FnMut(&mut Row<'_>) -> Result<()>,
    ) -> Result<()> {
        long(|| self.with_reader(|connection| each(connection, sql, params, take)))
    }

    /// A connection of its own that sees one moment until it is dropped.
    pub(crate) fn snapshot(&self) -> Result<Connection> {
        let connection = self.reader()?;
        connection.execute_batch("begin")?;
        // A deferred transaction begins with its first read.
        connection.query_row("select count(*) from migration", [], |_| Ok(()))?;
        Ok(connection)
    }

    /// Bytes of the database file and of what is not yet moved into it.
    pub(crate) fn bytes(&self) -> u64 {
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        size(&self.path) + size(Path::new(&log))
    }

    fn with_reader<T>(&self, ask: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = self.readers.lock().expect("nobody fails while holding it").pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.reader()?,
        };
        let answer = ask(&connection);
        let mut readers = self.readers.lock().expect("nobody fails while holding it");
        if readers.len() < IDLE_READERS {
            readers.push(connection);
        }
        answer
    }

    fn reader(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        keep_plans(&connection)?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(128);
        // Whatever was written, SQLite lets go of all it had mapped: reading pages costs less than mapping them again.
        connection.execute_batch(
            "pragma query_only = on; pragma cache_size = -16000; pragma mmap_size = 0; pragma temp_store = memory;",
        )?;
        Ok(connection)
    }
}

/// Says which file could not be opened, and why: SQLite itself only says that it could not.
fn name_error(error: rusqlite::Error, path: &Path) -> StoreError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ReadOnly | rusqlite::ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly(path.to_owned())
        }
        Some(rusqlite::ErrorCode::CannotOpen) => {
            let probe = path.with_extension("probe");
            let tried = std::fs::File::create(&probe).and_then(|_| std::fs::remove_file(&probe));
            let unknown = || StoreError::Folder {
                folder: path.to_owned(),
                reason: "SQLite không mở được tệp".to_owned(),
            };
            tried.map_or_else(|error| StoreError::of_io(&error, path), |()| unknown())
        }
        _ => error.into(),
    }
}

/// A statement is planned once, whatever its values are: without this SQLite plans each question that might use a
/// partial index anew whenever a value changes, which costs more than most answers.
fn keep_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(|_| ())
}

fn prepare_writer(connection: &Connection) -> rusqlite::Result<()> {
    keep_plans(connection)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(128);
    // After a commit that balanced a tree SQLite goes through all its cached pages, so more of them cost more.
    connection.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -16000;
         pragma temp_store = memory; pragma wal_autocheckpoint = 4000; pragma journal_size_limit = 67108864;",
    )
}

/// Every row of a question on a connection.
pub(super) fn each(
    connection: &Connection,
    sql: &Sql,
    params: &[Value<'_>],
    mut take: impl FnMut(&mut Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(sql.sqlite())?;
    let mut rows = statement.query(rusqlite::params_from_iter(params))?;
    while let Some(row) = rows.next()? {
        take(&mut Row::of_sqlite(sql.name, row))?;
    }
    Ok(())
}

/// Long work on a thread that serves others lets them move elsewhere first.
pub(super) fn long<T>(work: impl FnOnce() -> T) -> T {
    let many_threads = tokio::runtime::Handle::try_current()
        .is_ok_and(|runtime| runtime.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread);
    if many_threads { tokio::task::block_in_place(work) } else { work() }
}
