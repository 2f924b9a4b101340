//! The acts: load → decide → save; one function per act.
//!
//! Pages and commands call these; the rules are in `domain`, the memory in `store`. The time of an act is an
//! argument, so that tests and demos can act in another year.

pub mod acts;
pub mod admin;
pub mod answer_kind;
pub mod catalogue;
pub mod chance;
pub mod citizen;
pub mod claim;
pub mod demo;
pub mod deputies;
pub mod desk;
pub mod draft;
pub mod facilities;
pub mod factors;
mod files;
pub mod form;
mod hand_in;
pub mod histories;
pub mod house;
pub mod insurance;
pub mod journal;
pub mod journey;
pub mod law;
pub mod life;
pub mod login;
pub mod lookups;
pub mod messages;
pub mod office;
pub mod papers;
pub mod passwords;
pub mod people;
pub mod privacy;
pub mod publish;
pub mod queue;
pub mod rating;
pub mod report;
pub mod report_files;
pub mod retention;
pub mod sealed;
pub mod session;
pub mod view;

use catalogue::Catalogue;
use law::Law;
use office::Offices;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use store::{Store, StoreError};

/// *Một Cửa* at work: the store, the law and what is remembered of both. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    law: Law,
    catalogue: RwLock<Arc<Catalogue>>,
    offices: Offices,
    files: files::Files,
    limits: Limits,
    noted: Mutex<HashSet<String>>,
    person_key: [u8; 32],
    people: OnceLock<lookups::People>,
}

/// What is taken in, and no more.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest paper in bytes.
    pub paper_bytes: u64,
    /// Days a draft is kept.
    pub draft_days: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { paper_bytes: 20 * 1024 * 1024, draft_days: life::shipped_service().draft_days }
    }
}

impl App {
    /// Opens the acts over a store, with the law as it was shipped.
    pub async fn open(store: Store, law: Law, limits: Limits) -> Result<App, StoreError> {
        let catalogue = Arc::new(Catalogue::load(&store).await?);
        let offices = Offices::new(law.clone());
        let (catalogue, files) = (RwLock::new(catalogue), files::Files::default());
        let person_key = store.system_key(citizen::PERSON_KEY, chance::bytes()).await?;
        let inner = Inner {
            store,
            law,
            catalogue,
            offices,
            files,
            limits,
            noted: Mutex::default(),
            person_key,
            people: OnceLock::new(),
        };
        Ok(App { inner: Arc::new(inner) })
    }

    /// The store, for commands that look after it.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The law it works by.
    pub fn law(&self) -> &Law {
        &self.inner.law
    }

    /// Look-ups of persons this program noted already.
    pub(crate) fn noted(&self) -> &Mutex<HashSet<String>> {
        &self.inner.noted
    }

    /// What is taken in.
    pub fn limits(&self) -> Limits {
        self.inner.limits
    }

    /// The catalogue as it was last read.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.inner.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn offices(&self) -> &Offices {
        &self.inner.offices
    }

    pub(crate) fn files(&self) -> &files::Files {
        &self.inner.files
    }

    /// Reads the catalogue, processes and agencies again if somebody changed them; `true` if so.
    ///
    /// Each node calls this every few seconds, and after its own changes.
    pub async fn refresh(&self) -> Result<bool, StoreError> {
        let revision = self.inner.store.catalogue_revision().await?;
        if revision == self.catalogue().revision() {
            return Ok(false);
        }
        let fresh = Arc::new(Catalogue::load(&self.inner.store).await?);
        *self.inner.catalogue.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        self.inner.offices.forget();
        Ok(true)
    }
}
