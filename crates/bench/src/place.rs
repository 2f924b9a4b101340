//! Where a measurement keeps its data: a folder for the run or one to keep, on SQLite or PostgreSQL.

use crate::{Outcome, anchor};
use app::factors::Means;
use app::law::Law;
use app::messages::Ways;
use app::{App, Limits};
use domain::time::Instant;
use factor::vault::Vault;
use std::path::{Path, PathBuf};
use store::{Location, Store};

/// The key of a measured system: nothing in it is worth keeping.
pub(crate) const KEY: [u8; 32] = [7; 32];

/// A folder, perhaps with a database on a server.
pub struct Place {
    folder: PathBuf,
    url: Option<String>,
    server: Option<(String, &'static str)>,
    /// Removed with this.
    _temporary: Option<tempfile::TempDir>,
}

impl Place {
    /// An empty place on SQLite, gone after the run.
    pub fn temporary() -> Outcome<Place> {
        let folder = tempfile::tempdir()?;
        Ok(Place { folder: folder.path().to_owned(), url: None, server: None, _temporary: Some(folder) })
    }

    /// A folder that stays, so that what is in it need not be made again.
    pub fn kept(folder: &Path) -> Place {
        Place { folder: folder.to_owned(), url: None, server: None, _temporary: None }
    }

    /// An empty database on a PostgreSQL server, gone after [`Place::remove`].
    pub async fn on_server(server: &str, name: &'static str) -> Outcome<Place> {
        let url = anchor::new_database(server, name).await?;
        let temporary = tempfile::tempdir()?;
        let folder = temporary.path().to_owned();
        Ok(Place { folder, url: Some(url), server: Some((server.to_owned(), name)), _temporary: Some(temporary) })
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Address of its database, if that is not in the folder.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// The SQLite file in the folder.
    pub fn file(&self) -> PathBuf {
        self.folder.join("motcua.sqlite")
    }

    /// The acts over the store there; made if there is none.
    pub async fn app(&self) -> Outcome<App> {
        let location = match &self.url {
            None => Location::Folder(self.folder.clone()),
            Some(url) => Location::Postgres { url: url.clone(), folder: self.folder.clone() },
        };
        Ok(App::open(Store::open(location).await?, Law::shipped(), Limits::default()).await?)
    }

    /// A demo province of at least so many dossiers there, made if it is empty.
    pub async fn province(&self, dossiers: u32) -> Outcome<App> {
        let app = self.app().await?;
        if app.store().officer_count().await? == 0 {
            let size = app::demo::Size { dossiers, ..app::demo::Size::default() };
            let told = |done: u64| {
                if done.is_multiple_of(100_000) {
                    eprintln!("{done} dossiers made");
                }
            };
            app.seed_demo(size, now(), told).await?;
        }
        self.enrol(&app).await?;
        let found = app.store().sizes().await?.dossiers;
        if found < u64::from(dossiers) {
            return Err(
                format!("the folder has {found} dossiers, not {dossiers}; choose another or an empty one").into()
            );
        }
        Ok(app)
    }

    /// Gives the demo's leaders their second factor, under the key that `serve` finds in the folder.
    async fn enrol(&self, app: &App) -> Outcome<()> {
        let file = self.folder.join("secret.key");
        if !file.exists() {
            std::fs::write(&file, KEY)?;
        }
        let key: [u8; 32] = std::fs::read(&file)?.try_into().map_err(|_| "secret.key is broken")?;
        let ways = Ways { channels: Vec::new(), base_url: String::new() };
        let means = Means { vault: Vault::of(&key), site: None, ways };
        app.factors(&means).enrol_demo(now()).await?;
        Ok(())
    }

    /// Takes the database off its server.
    pub async fn remove(self) -> Outcome<()> {
        match &self.server {
            Some((server, name)) => anchor::run(server, &format!("drop database if exists {name} with (force)")).await,
            None => Ok(()),
        }
    }
}

/// Now, to the second.
///
/// # Panics
/// If the clock shows no year between 1000 and 9000.
#[expect(clippy::disallowed_methods, reason = "a measurement is a program of its own and reads the clock here")]
pub fn now() -> Instant {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
    Instant::from_unix_seconds(seconds).expect("the clock shows a year between 1000 and 9000")
}
