//! *Hộp thư đi*: what was saved with an act and is still to be told to the outside.

use crate::sql::question;
use crate::value::{Row, values};
use crate::{Message, Result, Store};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::time::Instant;

/// A message that waits for its worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Level-1 code of the dossier's agency.
    pub top: AgencyCode,
    /// The dossier.
    pub dossier: DossierCode,
    /// Last entry of the act that caused it.
    pub seq: u32,
    /// Place among the act's messages, from 0.
    pub number: u32,
    /// The message.
    pub message: Message,
}

impl Store {
    /// Messages of a kind that wait, oldest first.
    ///
    /// A message may be given to two workers: telling must be safe to repeat.
    pub async fn waiting(&self, kind: &str, limit: u32) -> Result<Vec<Waiting>> {
        let read = |row: &mut Row<'_>| {
            Ok(Waiting {
                top: row.take()?,
                dossier: row.take()?,
                seq: row.take()?,
                number: row.take()?,
                message: Message { kind: row.take()?, payload: row.take()?, created_at: row.take()? },
            })
        };
        self.engine().rows(question!("outbox_waiting"), &values![kind, limit], read).await
    }

    /// Marks a message as told; `false` if another worker did so before.
    pub async fn told(&self, waiting: &Waiting, now: Instant) -> Result<bool> {
        let params = values![&waiting.top, &waiting.dossier, waiting.seq, waiting.number, now];
        Ok(self.engine().run_one(question!("outbox_done"), params).await? == 1)
    }
}
