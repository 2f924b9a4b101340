//! *Đăng nhập*: officers by name and password; sessions live in the store, so any node knows them.

use crate::people::Officer;
use crate::{App, chance, passwords};
use domain::ledger::Digest;
use domain::time::Instant;
use store::StoreError;

/// How long a session lasts without signing in again: a working day with its breaks.
const SESSION_SECONDS: i64 = 10 * 3600;

/// A session that has just begun; the token goes into a cookie and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    /// What the browser keeps.
    pub token: String,
    /// When it runs out.
    pub expires_at: Instant,
}

/// An officer and the session he is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub officer: Officer,
    /// What each of his forms must carry.
    pub csrf: String,
    /// When the session runs out.
    pub expires_at: Instant,
    /// How many messages he has not read.
    pub unread: u64,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Wrong name or password; which of them is not said.
    #[error("tên đăng nhập hoặc mật khẩu chưa đúng; kiểm tra phím Caps Lock và bộ gõ tiếng Việt")]
    Wrong,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Signs an officer in. Takes the same time whether the name exists or not.
    pub async fn sign_in(&self, login: &str, password: &str, now: Instant) -> Result<NewSession, SignInError> {
        let login = login.trim().to_lowercase();
        let known: Vec<store::Officer> = self.store().officers_by_login(&login).await?;
        let known: Vec<store::Officer> = known.into_iter().filter(|officer| officer.active).collect();
        let password = password.to_owned();
        let found = tokio::task::spawn_blocking(move || match known.is_empty() {
            true => {
                passwords::waste_time(&password);
                None
            }
            false => known.into_iter().find(|officer| passwords::verify(&password, &officer.password_hash)),
        });
        let officer = found.await.map_err(|_| StoreError::Closed)?.ok_or(SignInError::Wrong)?;
        let token = chance::token();
        let expires_at = later(now, SESSION_SECONDS);
        let session = store::Session {
            token_hash: Digest::of(token.as_bytes()),
            top: officer.top,
            login: officer.login,
            csrf: chance::token(),
            created_at: now,
            expires_at,
        };
        self.store().begin_session(&session).await?;
        Ok(NewSession { token, expires_at })
    }

    /// Who a token belongs to; `None` when the session has run out or was ended.
    pub async fn signed_in(&self, token: &str, now: Instant) -> Result<Option<SignedIn>, StoreError> {
        let Some(found) = self.store().session(&Digest::of(token.as_bytes()), now).await? else {
            return Ok(None);
        };
        let officer = self.officer_of(found.officer);
        let unread = self.unread(&officer).await?;
        Ok(Some(SignedIn { csrf: found.session.csrf, expires_at: found.session.expires_at, officer, unread }))
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<(), StoreError> {
        self.store().end_session(&Digest::of(token.as_bytes())).await
    }

    /// Officers of an agency one may give work to, by name.
    pub async fn colleagues(&self, officer: &Officer) -> Result<Vec<Officer>, StoreError> {
        let all = self.store().officers(&officer.top, Some(&officer.agency)).await?;
        let mut colleagues: Vec<Officer> =
            all.into_iter().filter(|one| one.active).map(|one| self.officer_of(one)).collect();
        colleagues.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(colleagues)
    }

    pub(crate) fn officer_of(&self, officer: store::Officer) -> Officer {
        Officer {
            agency_name: self.catalogue().agency_name(&officer.agency).to_owned(),
            top: officer.top,
            login: officer.login,
            name: officer.name,
            agency: officer.agency,
            roles: officer.roles,
        }
    }
}

fn later(now: Instant, seconds: i64) -> Instant {
    Instant::from_unix_seconds(now.unix_seconds() + seconds).unwrap_or(now)
}
