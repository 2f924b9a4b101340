//! *Hồ sơ vừa mở*: dossiers this node showed or acted on a moment ago, folded and ready for the next act.
//!
//! Nothing here is believed without proof. A page takes a remembered file only if its last hash is that of the row
//! just read; an act takes it only for the state its page showed, and the store keeps the act only if that is still
//! the last. A refusal is never given from memory alone. A message about an act takes any state after it.

use crate::acts::File;
use domain::dossier::code::DossierCode;
use domain::ledger::Digest;
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

/// How many dossiers are remembered: some megabytes.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(1_024).unwrap();
/// Histories longer than this are read each time.
const LONGEST: usize = 64;

/// The dossiers last opened.
pub(crate) struct Files(Mutex<LruCache<DossierCode, Arc<File>>>);

impl Default for Files {
    fn default() -> Files {
        Files(Mutex::new(LruCache::new(REMEMBERED)))
    }
}

impl Files {
    /// The file whose last entry has a hash.
    pub(crate) fn ending_in(&self, code: &DossierCode, head: &Digest) -> Option<Arc<File>> {
        self.known(code).filter(|file| file.head == *head)
    }

    /// The file as it was after so many entries.
    pub(crate) fn of_length(&self, code: &DossierCode, seq: u32) -> Option<Arc<File>> {
        self.known(code).filter(|file| file.row.seq == seq)
    }

    /// The file as it was after so many entries or more.
    pub(crate) fn since(&self, code: &DossierCode, seq: u32) -> Option<Arc<File>> {
        self.known(code).filter(|file| file.row.seq >= seq)
    }

    /// Remembers a file as it is in the store.
    pub(crate) fn keep(&self, file: &Arc<File>) {
        if file.events.len() <= LONGEST {
            self.lock().put(file.dossier.code.clone(), file.clone());
        }
    }

    fn known(&self, code: &DossierCode) -> Option<Arc<File>> {
        self.lock().get(code).cloned()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, LruCache<DossierCode, Arc<File>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
