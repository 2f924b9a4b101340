//! *Kho dữ liệu*: the memory of the system and the only SQL in it.
//!
//! One [`Store`] stands on SQLite (one folder, nothing to install) or on PostgreSQL (many nodes); each question
//! is one text in `sql/` for both. An act on a dossier is a [`Save`]: its entries in the ledger, what the dossier
//! is after them, what the figures gain and what must be told to the outside are kept together or not at all.
//! [`Store::verify`] checks the whole ledger; [`Store::backup`] copies everything while work goes on.

mod account;
mod act;
mod agency;
mod backup;
mod delivery;
mod deputy;
mod dossier;
mod draft;
mod engine;
mod error;
mod facility;
mod factor;
mod insurance;
mod job;
mod journey;
mod ledger;
mod lookup;
mod many;
mod migrate;
mod office_act;
mod officer;
mod outbox;
mod paper;
mod privacy;
mod procedure;
mod process;
mod queue;
mod rating;
mod report;
mod retention;
mod sql;
mod totals;
mod value;

pub use account::{Account, AccountDraft, AccountSession};
pub use act::{Asked, BulkReport, Message, Particulars, Save};
pub use agency::Setting;
pub use backup::{BackupReport, Manifest};
pub use delivery::{Delivery, Reach, Unwarned, Watched, delivery_id};
pub use deputy::{Deputy, Remark};
pub use dossier::{
    ALL_AGENCIES, Applicant, Cursor, DeskFilter, DossierRow, Load, TrackRow, TrackScan, Turn, agencies_within,
    agency_alone,
};
pub use draft::Draft;
pub use error::{Result, SaveError, StoreError};
pub use factor::{Factor, FactorKind};
pub use insurance::{AfterCheck, InsuranceCheck, LastAnswer, WaitingCheck};
pub use journey::{Journey, JourneyMember};
pub use ledger::{Fault, Finding, VerifyReport};
pub use lookup::{LookUpEntry, Opening, PERSON_LOOKUP};
pub use office_act::{ActFilter, OfficeAct};
pub use officer::{Officer, Session, SignedIn};
pub use outbox::Waiting;
pub use paper::{PaperDraft, PaperRow, Papers};
pub use privacy::KeptRequest;
pub use procedure::ProcedureVersion;
pub use process::ProcessVersion;
pub use queue::{Appointment, Ticket};
pub use rating::Rating;
pub use report::TallySum;
pub use retention::Sweep;

use engine::Engine;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of the SQLite file in its folder.
const DATABASE: &str = "motcua.sqlite";

/// Where the data is.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A folder with everything in it: the database `motcua.sqlite` and the papers.
    Folder(PathBuf),
    /// A PostgreSQL database, and a folder for the papers that all nodes share.
    Postgres {
        /// `postgres://user:password@host:5432/database`.
        url: String,
        /// Folder of the papers.
        folder: PathBuf,
    },
}

impl std::fmt::Debug for Location {
    /// Shows no password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Location::Folder(folder) => write!(f, "Folder({})", folder.display()),
            Location::Postgres { folder, .. } => write!(f, "Postgres({})", folder.display()),
        }
    }
}

/// *Kho dữ liệu*; cheap to clone, all clones are one.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    papers: Papers,
}

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Bytes of the database.
    pub database_bytes: u64,
    /// Bytes of the papers.
    pub paper_bytes: u64,
    /// How many papers.
    pub papers: u64,
    /// How many dossiers.
    pub dossiers: u64,
}

impl Store {
    /// Opens a store, makes it where there is none, and brings its tables up to this program.
    pub async fn open(location: Location) -> Result<Store> {
        let (engine, folder) = match &location {
            Location::Folder(folder) => {
                make_folder(folder)?;
                (Engine::Sqlite(engine::sqlite::Sqlite::open(&folder.join(DATABASE))?), folder)
            }
            Location::Postgres { url, folder } => {
                make_folder(folder)?;
                (Engine::Postgres(engine::postgres::Postgres::open(url).await?), folder)
            }
        };
        let papers = Papers::open(&folder.join("papers"))?;
        let store = Store { inner: Arc::new(Inner { engine, papers }) };
        if store.revision(backup::RESTORING).await? > 0 {
            return Err(StoreError::HalfRestored);
        }
        store.make_totals().await?;
        Ok(store)
    }

    /// The files people handed in.
    pub fn papers(&self) -> &Papers {
        &self.inner.papers
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.engine().row(sql::question!("ping"), &[], |row| row.take::<i64>()).await.map(|_| ())
    }

    /// How much there is.
    pub async fn sizes(&self) -> Result<Sizes> {
        let database_bytes = match self.engine() {
            Engine::Sqlite(sqlite) => sqlite.bytes(),
            Engine::Postgres(postgres) => postgres.bytes().await?,
        };
        let read = |row: &mut value::Row<'_>| {
            Ok(Sizes { database_bytes, dossiers: row.take()?, paper_bytes: row.take()?, papers: row.take()? })
        };
        let sizes = self.engine().row(sql::question!("sizes"), &[], read).await?;
        Ok(sizes.unwrap_or(Sizes { database_bytes, dossiers: 0, paper_bytes: 0, papers: 0 }))
    }

    /// Waits for everything handed in so far and leaves one tidy database file; call it before the program ends.
    pub async fn close(&self) -> Result<()> {
        self.engine().write(job::Work::Checkpoint).await.map(|_| ())
    }

    /// How often something was changed; a node that remembers an older number reads it again.
    pub async fn revision(&self, name: &str) -> Result<u64> {
        let value = self.engine().row(sql::question!("revision"), &value::values![name], |row| row.take()).await?;
        Ok(value.unwrap_or(0))
    }

    /// Lets a SQLite file grow to so many pages and no further, as a full disk would.
    #[doc(hidden)]
    pub async fn limit_pages(&self, pages: u32) -> Result<()> {
        self.engine().write(job::Work::LimitPages(pages)).await.map(|_| ())
    }

    fn engine(&self) -> &Engine {
        &self.inner.engine
    }
}

fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| StoreError::of_io(&error, folder))
}
