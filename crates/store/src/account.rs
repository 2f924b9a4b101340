//! *Tài khoản người dân, doanh nghiệp*: who signs in, with which browsers, and what is theirs.

use crate::job::Command;
use crate::sql::question;
use crate::value::{Row, values};
use crate::{Result, Store, StoreError};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::ledger::Digest;
use domain::time::Instant;

/// Name of the [`Store::revision`] that says that everybody in this store was made up.
const SYNTHETIC: &str = "synthetic";

/// *Tài khoản* of a citizen, an enterprise or another body.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Random; never changes.
    pub id: String,
    /// Keyed fingerprint of who vouches for it and its name there.
    pub subject_key: String,
    /// Keyed fingerprint of the person's number; empty where none was told.
    pub person_key: String,
    /// JSON: who it is.
    pub content: String,
    /// When it was made.
    pub created_at: Instant,
    /// When somebody last signed in.
    pub signed_in_at: Instant,
}

impl std::fmt::Debug for Account {
    /// Shows nothing of the person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({})", self.id)
    }
}

impl Account {
    fn read(row: &mut Row<'_>) -> Result<Account> {
        Ok(Account {
            id: row.take()?,
            subject_key: row.take()?,
            person_key: row.take()?,
            content: row.take()?,
            created_at: row.take()?,
            signed_in_at: row.take()?,
        })
    }
}

/// *Phiên đăng nhập* of an account. Only the hash of its token is known here.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountSession {
    /// SHA-256 of the token the browser holds.
    pub token_hash: Digest,
    /// Whose session.
    pub account: String,
    /// What it is called in the list its owner sees.
    pub id: String,
    /// What every form must bring back.
    pub csrf: String,
    /// What the browser says it is.
    pub device: String,
    /// When it began.
    pub created_at: Instant,
    /// When it runs out.
    pub expires_at: Instant,
}

impl std::fmt::Debug for AccountSession {
    /// Shows no secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AccountSession({})", self.id)
    }
}

/// A draft as the list of an account shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountDraft {
    /// What its address says.
    pub id: String,
    /// *Mã thủ tục*.
    pub procedure: String,
    /// When it was last written.
    pub updated_at: Instant,
    /// When it is deleted.
    pub expires_at: Instant,
}

impl Store {
    /// A key of the system: the one that is there, or `fresh`, which is kept from now on.
    pub async fn system_key(&self, name: &str, fresh: [u8; 32]) -> Result<[u8; 32]> {
        let read = |row: &mut Row<'_>| row.take::<Digest>();
        let mut found = self.engine().row(question!("system_key"), &values![name], read).await?;
        if found.is_none() {
            self.engine().run_one(question!("system_key_make"), values![name, &fresh[..]]).await?;
            found = self.engine().row(question!("system_key"), &values![name], read).await?;
        }
        found.map(|key| key.0).ok_or(StoreError::Unreadable { question: "system_key", column: 0 })
    }

    /// Notes for ever that everybody in this store was made up.
    pub async fn mark_synthetic(&self) -> Result<()> {
        self.engine().run_one(question!("revision_raise"), values![SYNTHETIC]).await.map(|_| ())
    }

    /// Whether everybody in this store was made up.
    pub async fn is_synthetic(&self) -> Result<bool> {
        Ok(self.revision(SYNTHETIC).await? > 0)
    }

    /// Writes who signed in and gives his account: the one he had, or this one.
    pub async fn put_account(&self, account: &Account) -> Result<Account> {
        let params =
            values![&account.id, &account.subject_key, &account.person_key, &account.content, account.signed_in_at,];
        self.engine().run_one(question!("account_put"), params).await?;
        let subject = values![&account.subject_key];
        let kept = self.engine().row(question!("account_of_subject"), &subject, Account::read).await?;
        kept.ok_or(StoreError::Closed)
    }

    /// One account.
    pub async fn account(&self, id: &str) -> Result<Option<Account>> {
        self.engine().row(question!("account"), &values![id], Account::read).await
    }

    /// Begins a session.
    pub async fn begin_account_session(&self, session: &AccountSession) -> Result<()> {
        let params = values![
            &session.token_hash,
            &session.account,
            &session.id,
            &session.csrf,
            &session.device,
            session.created_at,
            session.expires_at,
        ];
        self.engine().run_one(question!("account_session_insert"), params).await.map(|_| ())
    }

    /// The session of a token with its account, if it has not run out at `now`.
    pub async fn account_session(
        &self,
        token_hash: &Digest,
        now: Instant,
    ) -> Result<Option<(AccountSession, Account)>> {
        let read = |row: &mut Row<'_>| {
            let session = AccountSession {
                token_hash: *token_hash,
                account: row.take()?,
                id: row.take()?,
                csrf: row.take()?,
                device: row.take()?,
                created_at: row.take()?,
                expires_at: row.take()?,
            };
            Ok((session, Account::read(row)?))
        };
        self.engine().row(question!("account_session"), &values![token_hash, now], read).await
    }

    /// Sessions of an account that have not run out at `now`, newest first.
    pub async fn account_sessions(&self, account: &str, now: Instant) -> Result<Vec<AccountSession>> {
        let read = |row: &mut Row<'_>| {
            Ok(AccountSession {
                token_hash: row.take()?,
                account: account.to_owned(),
                id: row.take()?,
                csrf: row.take()?,
                device: row.take()?,
                created_at: row.take()?,
                expires_at: row.take()?,
            })
        };
        self.engine().rows(question!("account_sessions"), &values![account, now], read).await
    }

    /// Ends the session of a token; it does not matter whether there was one.
    pub async fn end_account_session(&self, token_hash: &Digest) -> Result<()> {
        self.engine().run_one(question!("account_session_end"), values![token_hash]).await.map(|_| ())
    }

    /// Ends one session of an account by its name in the list; gives how many that were.
    pub async fn end_one_account_session(&self, account: &str, id: &str) -> Result<u64> {
        self.engine().run_one(question!("account_session_end_one"), values![account, id]).await
    }

    /// Ends all sessions of an account but the one of this name; gives how many.
    pub async fn end_other_account_sessions(&self, account: &str, kept: &str) -> Result<u64> {
        self.engine().run_one(question!("account_sessions_end_others"), values![account, kept]).await
    }

    /// Notes that a way in was walked to its end; `false` if it was before.
    pub async fn use_sign_in(&self, state: &str, expires_at: Instant) -> Result<bool> {
        Ok(self.engine().run_one(question!("sign_in_use"), values![state, expires_at]).await? == 1)
    }

    /// Takes out sessions of accounts and used ways in that have run out at `now`.
    pub async fn expire_accounts(&self, now: Instant) -> Result<()> {
        let commands = vec![
            Command::new(question!("account_sessions_expire"), values![now]),
            Command::new(question!("sign_ins_expire"), values![now]),
        ];
        self.engine().run(commands).await.map(|_| ())
    }

    /// Drafts an account writes, the last written first.
    pub async fn account_drafts(&self, account: &str, now: Instant) -> Result<Vec<AccountDraft>> {
        let read = |row: &mut Row<'_>| {
            Ok(AccountDraft {
                id: row.take()?,
                procedure: row.take()?,
                updated_at: row.take()?,
                expires_at: row.take()?,
            })
        };
        self.engine().rows(question!("account_drafts"), &values![account, now], read).await
    }

    /// Whether an account has a dossier of a ministry or province.
    pub async fn has_dossier(&self, account: &str, top: &AgencyCode, code: &DossierCode) -> Result<bool> {
        let asked = values![account, top, code];
        let found = self.engine().row(question!("account_has_dossier"), &asked, |row| row.take::<i64>()).await?;
        Ok(found.is_some())
    }

    /// Codes of the dossiers of an account, the last added first.
    pub async fn account_dossiers(&self, account: &str, most: u32) -> Result<Vec<DossierCode>> {
        self.engine().rows(question!("account_dossiers"), &values![account, most], |row| row.take()).await
    }
}
