//! *Đăng nhập*: officers by name and password, and a second factor where they have one; sessions live in the store,
//! so any node knows them.

use crate::messages::UNREAD_LIMIT;
use crate::people::Officer;
use crate::{App, chance, law, passwords};
use domain::ledger::Digest;
use domain::second_factor::asked_for;
use domain::time::Instant;
use store::StoreError;

/// How long a session lasts without signing in again: a working day with its breaks.
const SESSION_SECONDS: i64 = 10 * 3600;
/// How long somebody who gave his password may take to give his second factor.
pub const HALF_SECONDS: i64 = 10 * 60;
/// How long a proof of who he is lets an officer change how he signs in.
const FRESH_SECONDS: i64 = 10 * 60;
/// How exactly it is known when a session was last seen; noting it at each page would write at each page.
const SEEN_SECONDS: i64 = 5 * 60;
/// The same where he is somewhere else than before.
const MOVED_SECONDS: i64 = 60;

/// A session that has just begun; the token goes into a cookie and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    /// What the browser keeps.
    pub token: String,
    /// When it runs out.
    pub expires_at: Instant,
}

/// What the right password opens.
#[derive(Clone, PartialEq, Eq)]
pub enum Entry {
    /// A session.
    Whole(NewSession),
    /// The page that asks for the second factor, and nothing else.
    Half(NewSession),
}

/// *Nơi đăng nhập*: where a session was begun or last seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// The browser, in words (*Chrome trên Windows*).
    pub browser: String,
    /// The network address.
    pub address: String,
}

/// An officer and the session he is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub officer: Officer,
    /// What the session is known by, here and in lists; it opens nothing.
    pub session: Digest,
    /// What each of his forms must carry.
    pub csrf: String,
    /// When the session runs out.
    pub expires_at: Instant,
    /// When he last proved who he is.
    pub confirmed_at: Instant,
    /// Where it was last seen.
    pub seen: Whereabouts,
    /// When it was last seen, within some minutes.
    pub seen_at: Instant,
    /// How many messages he has not read, counted up to [`UNREAD_LIMIT`].
    pub unread: u64,
    /// How many second factors he has.
    pub factors: u32,
    /// Whether a rule asks him for a second factor and he has none: until he has, nothing else is open to him.
    pub owes_factor: bool,
}

impl SignedIn {
    /// Whether he proved who he is just now, so that he may change how he signs in.
    pub fn is_fresh(&self, now: Instant) -> bool {
        now.unix_seconds() - self.confirmed_at.unix_seconds() < FRESH_SECONDS
    }
}

/// *Phiên đăng nhập* as its officer sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSeen {
    /// What it is known by.
    pub id: Digest,
    /// When it began.
    pub begun_at: Instant,
    /// When it was last seen.
    pub seen_at: Instant,
    /// Where.
    pub seen: Whereabouts,
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
    /// Takes a name and a password. Takes the same time whether the name exists or not.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        seen: &Whereabouts,
        now: Instant,
    ) -> Result<Entry, SignInError> {
        let officer = self.by_password(login, password).await?.ok_or(SignInError::Wrong)?;
        if self.store().factors(&officer.top, &officer.login).await?.is_empty() {
            return Ok(Entry::Whole(self.begin(&officer, false, seen, now).await?));
        }
        let (token, expires_at) = (chance::token(), later(now, HALF_SECONDS));
        self.store().begin_half(&Digest::of(token.as_bytes()), &officer.top, &officer.login, expires_at).await?;
        Ok(Entry::Half(NewSession { token, expires_at }))
    }

    async fn by_password(&self, login: &str, password: &str) -> Result<Option<store::Officer>, StoreError> {
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
        found.await.map_err(|_| StoreError::Closed)
    }

    /// Begins a session; `proven` says whether a second factor was given.
    pub(crate) async fn begin(
        &self,
        officer: &store::Officer,
        proven: bool,
        seen: &Whereabouts,
        now: Instant,
    ) -> Result<NewSession, StoreError> {
        let (token, expires_at) = (chance::token(), later(now, SESSION_SECONDS));
        let session = store::Session {
            token_hash: Digest::of(token.as_bytes()),
            top: officer.top.clone(),
            login: officer.login.clone(),
            csrf: chance::token(),
            created_at: now,
            expires_at,
            proven,
            confirmed_at: now,
            seen_at: now,
            browser: seen.browser.clone(),
            address: seen.address.clone(),
        };
        self.store().begin_session(&session).await?;
        Ok(NewSession { token, expires_at })
    }

    /// Who a token belongs to; `None` when the session has run out or was ended.
    pub async fn signed_in(&self, token: &str, now: Instant) -> Result<Option<SignedIn>, StoreError> {
        let Some(found) = self.store().session(&Digest::of(token.as_bytes()), now, UNREAD_LIMIT).await? else {
            return Ok(None);
        };
        let officer = self.officer_of(found.officer);
        let asked = asked_for(law::second_factor_rules(), &officer.roles, now.day()).is_some();
        let session = found.session;
        Ok(Some(SignedIn {
            session: session.token_hash,
            csrf: session.csrf,
            expires_at: session.expires_at,
            confirmed_at: session.confirmed_at,
            seen: Whereabouts { browser: session.browser, address: session.address },
            seen_at: session.seen_at,
            owes_factor: asked && found.factors == 0,
            factors: found.factors,
            officer,
            unread: found.unread,
        }))
    }

    /// Notes where a session was seen, if that is news.
    pub async fn seen(&self, signed: &SignedIn, seen: &Whereabouts, now: Instant) -> Result<(), StoreError> {
        let since = now.unix_seconds() - signed.seen_at.unix_seconds();
        // An address that changes with every request must not cost a write for each.
        if since >= SEEN_SECONDS || (signed.seen != *seen && since >= MOVED_SECONDS) {
            self.store().see_session(&signed.session, now, &seen.browser, &seen.address).await?;
        }
        Ok(())
    }

    /// The officer's sessions, begun last first.
    pub async fn sessions(&self, officer: &Officer, now: Instant) -> Result<Vec<SessionSeen>, StoreError> {
        let found = self.store().sessions(&officer.top, &officer.login, now).await?;
        let shown = |session: store::Session| SessionSeen {
            id: session.token_hash,
            begun_at: session.created_at,
            seen_at: session.seen_at,
            seen: Whereabouts { browser: session.browser, address: session.address },
        };
        Ok(found.into_iter().map(shown).collect())
    }

    /// Ends one of the officer's sessions; another's is left alone.
    pub async fn end_session(&self, officer: &Officer, session: &Digest) -> Result<bool, StoreError> {
        self.store().end_session_of(&officer.top, &officer.login, session).await
    }

    /// Ends all of the officer's sessions but this one; gives how many.
    pub async fn end_other_sessions(&self, signed: &SignedIn) -> Result<u64, StoreError> {
        self.store().end_other_sessions(&signed.officer.top, &signed.officer.login, &signed.session).await
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

pub(crate) fn later(now: Instant, seconds: i64) -> Instant {
    Instant::from_unix_seconds(now.unix_seconds() + seconds).unwrap_or(now)
}
