//! A store of its own for each test, on either engine, and a way past it to the raw tables.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Location, Store, StoreError};
use tempfile::TempDir;
use tokio_postgres::NoTls;

/// Where a test server is.
pub(crate) const SERVER: &str = "MOTCUA_TEST_POSTGRES";

/// The home of a test's store; everything goes when it is dropped.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
    database: Option<Database>,
}

struct Database {
    server: String,
    name: String,
}

impl Home {
    pub(crate) fn sqlite() -> Home {
        Home { folder: tempfile::tempdir().unwrap(), database: None }
    }

    /// `None` when there is no server: said loudly, and a failure where tests run for everyone.
    pub(crate) async fn postgres() -> Option<Home> {
        static SAID: Once = Once::new();
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let Ok(server) = std::env::var(SERVER) else {
            SAID.call_once(|| eprintln!("!!! PostgreSQL was NOT tested: run eval \"$(.ci/postgres)\" first"));
            assert!(std::env::var("CI").is_err(), "{SERVER} must name a PostgreSQL server");
            return None;
        };
        let name = format!("motcua_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        on_server(&server, &format!("create database {name}")).await;
        Some(Home { folder: tempfile::tempdir().unwrap(), database: Some(Database { server, name }) })
    }

    pub(crate) fn location(&self) -> Location {
        let folder = self.folder.path().join("data");
        match self.url() {
            Some(url) => Location::Postgres { url, folder },
            None => Location::Folder(folder),
        }
    }

    pub(crate) fn url(&self) -> Option<String> {
        let database = self.database.as_ref()?;
        let (base, _) = database.server.rsplit_once('/').expect("the server's address names a database");
        Some(format!("{base}/{}", database.name))
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(self.location()).await.unwrap()
    }

    pub(crate) async fn try_open(&self) -> Result<Store, StoreError> {
        Store::open(self.location()).await
    }

    /// Runs statements behind the store's back, as someone with the keys to the server could.
    pub(crate) async fn raw(&self, sql: &str) {
        match self.url() {
            Some(url) => on_server(&url, sql).await,
            None => self.sqlite_file().execute_batch(sql).unwrap(),
        }
    }

    pub(crate) fn sqlite_file(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.folder.path().join("data/motcua.sqlite")).unwrap();
        connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        connection
    }

    /// Takes the database away again; a test that fails leaves it for whoever looks into it.
    pub(crate) async fn remove(self) {
        if let Some(database) = &self.database {
            on_server(&database.server, &format!("drop database {} with (force)", database.name)).await;
        }
    }
}

async fn on_server(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
}

/// Each test runs on both engines.
macro_rules! on_both_engines {
    ($(async fn $name:ident($home:ident) $body:block)*) => {
        $(async fn $name($home: &$crate::home::Home) $body)*
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(&$crate::home::Home::sqlite()).await })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(home) = $crate::home::Home::postgres().await {
                    super::$name(&home).await;
                    home.remove().await;
                }
            })*
        }
    };
}
pub(crate) use on_both_engines;
