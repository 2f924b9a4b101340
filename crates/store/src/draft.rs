//! *Bản nháp*: applications that are being written, until they are handed in or run out.

use crate::job::Command;
use crate::sql::question;
use crate::value::{Row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::ledger::Digest;
use domain::time::Instant;

/// A draft as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// What its address says.
    pub id: String,
    /// SHA-256 of the key that opens it.
    pub key_hash: Digest,
    /// *Mã thủ tục*.
    pub procedure: String,
    /// JSON; empty once it is handed in.
    pub content: String,
    /// How often it was written.
    pub revision: u32,
    /// When it was begun.
    pub created_at: Instant,
    /// When it is deleted.
    pub expires_at: Instant,
    /// The code its dossier has, or will have.
    pub dossier: Option<DossierCode>,
    /// When it was handed in.
    pub handed_in_at: Option<Instant>,
    /// The account whose it is, where somebody signed in writes it.
    pub account: Option<String>,
}

impl std::fmt::Debug for Draft {
    /// Shows neither what was typed nor the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draft({} {} {})", self.id, self.procedure, self.revision)
    }
}

impl Store {
    /// Begins a draft; `false` if its id is taken.
    pub async fn begin_draft(&self, draft: &Draft) -> Result<bool> {
        let params = values![
            &draft.id,
            &draft.key_hash,
            &draft.procedure,
            &draft.content,
            draft.created_at,
            draft.expires_at,
            draft.account.as_deref(),
        ];
        Ok(self.engine().run_one(question!("draft_insert"), params).await? == 1)
    }

    /// A draft, if it has not run out at `now`.
    pub async fn draft(&self, id: &str, now: Instant) -> Result<Option<Draft>> {
        let read = |row: &mut Row<'_>| {
            Ok(Draft {
                id: id.to_owned(),
                key_hash: row.take()?,
                procedure: row.take()?,
                content: row.take()?,
                revision: row.take()?,
                created_at: row.take()?,
                expires_at: row.take()?,
                dossier: row.take()?,
                handed_in_at: row.take()?,
                account: row.take()?,
            })
        };
        self.engine().row(question!("draft"), &values![id, now], read).await
    }

    /// Writes what a draft holds; `false` if it was written or handed in since `revision`.
    pub async fn save_draft(&self, id: &str, revision: u32, content: &str, now: Instant) -> Result<bool> {
        Ok(self.engine().run_one(question!("draft_save"), values![id, revision, content, now]).await? == 1)
    }

    /// Promises a draft the code of its dossier, in place of the one `before`; `false` if another was promised.
    pub async fn promise_draft(&self, id: &str, before: Option<&DossierCode>, code: &DossierCode) -> Result<bool> {
        let before = before.map_or("", DossierCode::as_str);
        Ok(self.engine().run_one(question!("draft_promise"), values![id, before, code]).await? == 1)
    }

    /// Makes a draft an account's; `false` if it is somebody's already.
    pub async fn own_draft(&self, id: &str, account: &str) -> Result<bool> {
        Ok(self.engine().run_one(question!("draft_own"), values![id, account]).await? == 1)
    }

    /// Closes a draft that became a dossier: what was typed is deleted, the code is remembered until it runs out, and
    /// the dossier is the account's whose draft it was.
    pub async fn hand_in_draft(&self, id: &str, code: &DossierCode, agency: &AgencyCode, now: Instant) -> Result<()> {
        let top = agency.top();
        let commands = vec![
            Command::new(question!("account_dossier_add"), values![id, &top, code, now]),
            Command::new(question!("draft_hand_in"), values![id, now]),
        ];
        self.engine().run(commands).await.map(|_| ())
    }

    /// Deletes a draft; one that was handed in stays.
    pub async fn delete_draft(&self, id: &str) -> Result<()> {
        self.engine().run_one(question!("draft_delete"), values![id]).await.map(|_| ())
    }

    /// Deletes drafts that have run out at `now`; gives how many.
    pub async fn expire_drafts(&self, now: Instant) -> Result<u64> {
        self.engine().run_one(question!("drafts_expire"), values![now]).await
    }
}
