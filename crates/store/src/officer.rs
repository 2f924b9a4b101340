//! *Cán bộ, công chức* and their sessions (*phiên đăng nhập*).

use crate::job::Command;
use crate::sql::question;
use crate::value::{Row, Value, row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::dossier::event::OfficerId;
use domain::ledger::Digest;
use domain::process::Role;
use domain::time::Instant;

/// *Cán bộ, công chức* who may sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct Officer {
    /// Level-1 code of the agency.
    pub top: AgencyCode,
    /// Sign-in name, unique in a ministry or province.
    pub login: OfficerId,
    /// Agency the officer works in.
    pub agency: AgencyCode,
    /// Name as colleagues read it.
    pub name: String,
    /// Roles in that agency.
    pub roles: Vec<Role>,
    /// Hash of the password, in the form that names its method.
    pub password_hash: String,
    /// Whether the officer may sign in.
    pub active: bool,
}

impl std::fmt::Debug for Officer {
    /// Shows neither name nor password hash.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Officer({} {} {:?})", self.top, self.login, self.roles)
    }
}

impl Officer {
    pub(crate) fn to_row(&self) -> Vec<Value<'_>> {
        let roles: Vec<&str> = self.roles.iter().map(|role| role.key()).collect();
        row![&self.top, &self.login, &self.agency, &self.name, roles.join(" "), &self.password_hash, self.active,]
    }

    fn read(row: &mut Row<'_>) -> Result<Officer> {
        Ok(Officer {
            top: row.take()?,
            login: row.take()?,
            agency: row.take()?,
            name: row.take()?,
            roles: row.word(roles_of)?,
            password_hash: row.take()?,
            active: row.take()?,
        })
    }
}

pub(crate) fn roles_of(text: &str) -> Option<Vec<Role>> {
    text.split_whitespace().map(Role::from_key).collect()
}

/// *Phiên đăng nhập*. Only the hash of its token is known here.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token the browser holds.
    pub token_hash: Digest,
    /// Level-1 code of the officer's agency.
    pub top: AgencyCode,
    /// Whose session.
    pub login: OfficerId,
    /// What every form must bring back.
    pub csrf: String,
    /// When it began.
    pub created_at: Instant,
    /// When it runs out.
    pub expires_at: Instant,
    /// Whether a second factor was given.
    pub proven: bool,
    /// When its officer last proved who he is.
    pub confirmed_at: Instant,
    /// When it was last seen, within some minutes.
    pub seen_at: Instant,
    /// The browser it was last seen in, in words; kept as long as the session.
    pub browser: String,
    /// The network address it was last seen from; kept as long as the session.
    pub address: String,
}

impl std::fmt::Debug for Session {
    /// Shows no secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({} {})", self.top, self.login)
    }
}

/// A session and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The officer.
    pub officer: Officer,
    /// How many second factors he has.
    pub factors: u32,
    /// How many messages he has not read, as far as they were counted.
    pub unread: u64,
}

impl Store {
    /// Writes an officer; one of the same sign-in name is replaced. Officers put out of service lose their sessions.
    pub async fn put_officer(&self, officer: &Officer) -> Result<()> {
        let mut commands = vec![Command::new(question!("officer_put"), officer.to_row())];
        if !officer.active {
            commands.push(Command::new(question!("sessions_end"), values![&officer.top, &officer.login]));
        }
        self.engine().run(commands).await.map(|_| ())
    }

    /// Writes an officer unless the sign-in name is taken; `false` if it is.
    pub async fn add_officer(&self, officer: &Officer) -> Result<bool> {
        Ok(self.engine().run_one(question!("officer_add"), officer.to_row()).await? == 1)
    }

    /// One officer.
    pub async fn officer(&self, top: &AgencyCode, login: &str) -> Result<Option<Officer>> {
        self.engine().row(question!("officer"), &values![top, login], Officer::read).await
    }

    /// Officers with a sign-in name, of all ministries and provinces.
    pub async fn officers_by_login(&self, login: &str) -> Result<Vec<Officer>> {
        self.engine().rows(question!("officers_by_login"), &values![login], Officer::read).await
    }

    /// Officers of an agency, or of a whole ministry or province.
    pub async fn officers(&self, top: &AgencyCode, agency: Option<&AgencyCode>) -> Result<Vec<Officer>> {
        match agency {
            Some(agency) => {
                self.engine().rows(question!("officers_of_agency"), &values![top, agency], Officer::read).await
            }
            None => self.engine().rows(question!("officers_of_top"), &values![top], Officer::read).await,
        }
    }

    /// How many officers there are; none means that the store is new.
    pub async fn officer_count(&self) -> Result<u64> {
        Ok(self.engine().row(question!("officer_count"), &[], |row| row.take()).await?.unwrap_or(0))
    }

    /// Begins a session.
    pub async fn begin_session(&self, session: &Session) -> Result<()> {
        let params = values![
            &session.token_hash,
            &session.top,
            &session.login,
            &session.csrf,
            session.created_at,
            session.expires_at,
            session.proven,
            session.confirmed_at,
            session.seen_at,
            &session.browser,
            &session.address,
        ];
        self.engine().run_one(question!("session_insert"), params).await.map(|_| ())
    }

    /// The session of a token, if it has not run out at `now` and its officer may still sign in. His unread messages are
    /// counted up to `most`.
    pub async fn session(&self, token_hash: &Digest, now: Instant, most: u32) -> Result<Option<SignedIn>> {
        let read = |row: &mut Row<'_>| {
            let session = Session {
                token_hash: *token_hash,
                top: row.take()?,
                login: row.take()?,
                csrf: row.take()?,
                created_at: row.take()?,
                expires_at: row.take()?,
                proven: row.take()?,
                confirmed_at: row.take()?,
                seen_at: row.take()?,
                browser: row.take()?,
                address: row.take()?,
            };
            let officer = Officer {
                top: session.top.clone(),
                login: session.login.clone(),
                agency: row.take()?,
                name: row.take()?,
                roles: row.word(roles_of)?,
                password_hash: row.take()?,
                active: row.take()?,
            };
            Ok(SignedIn { session, officer, factors: row.take()?, unread: row.take()? })
        };
        self.engine().row(question!("session"), &values![token_hash, now, most], read).await
    }

    /// Ends a session; it does not matter whether there was one.
    pub async fn end_session(&self, token_hash: &Digest) -> Result<()> {
        self.engine().run_one(question!("session_end"), values![token_hash]).await.map(|_| ())
    }

    /// Ends all sessions of an officer (a changed password); gives how many.
    pub async fn end_sessions(&self, top: &AgencyCode, login: &str) -> Result<u64> {
        self.engine().run_one(question!("sessions_end"), values![top, login]).await
    }

    /// Sessions of an officer that have not run out at `now`, begun last first.
    pub async fn sessions(&self, top: &AgencyCode, login: &str, now: Instant) -> Result<Vec<Session>> {
        let read = |row: &mut Row<'_>| {
            Ok(Session {
                token_hash: row.take()?,
                top: top.clone(),
                login: login.to_owned(),
                csrf: row.take()?,
                created_at: row.take()?,
                expires_at: row.take()?,
                proven: row.take()?,
                confirmed_at: row.take()?,
                seen_at: row.take()?,
                browser: row.take()?,
                address: row.take()?,
            })
        };
        let mut found = self.engine().rows(question!("sessions_of"), &values![top, login, now], read).await?;
        found.sort_by_key(|session| std::cmp::Reverse((session.created_at, session.token_hash.to_string())));
        Ok(found)
    }

    /// Ends one session of an officer; `false` if it is none of his.
    pub async fn end_session_of(&self, top: &AgencyCode, login: &str, token_hash: &Digest) -> Result<bool> {
        Ok(self.engine().run_one(question!("session_end_of"), values![top, login, token_hash]).await? == 1)
    }

    /// Ends all sessions of an officer but one; gives how many.
    pub async fn end_other_sessions(&self, top: &AgencyCode, login: &str, but: &Digest) -> Result<u64> {
        self.engine().run_one(question!("sessions_end_others"), values![top, login, but]).await
    }

    /// Notes where a session was last seen.
    pub async fn see_session(&self, token_hash: &Digest, now: Instant, browser: &str, address: &str) -> Result<()> {
        let params = values![token_hash, now, browser, address];
        self.engine().run_one(question!("session_seen"), params).await.map(|_| ())
    }

    /// Notes that the officer of a session proved who he is, and whether by a second factor.
    pub async fn confirm_session(&self, token_hash: &Digest, now: Instant, proven: bool) -> Result<()> {
        self.engine().run_one(question!("session_confirm"), values![token_hash, now, proven]).await.map(|_| ())
    }

    /// Writes a new password and ends all sessions but the one in which it was changed: both or neither.
    pub async fn change_own_password(
        &self,
        top: &AgencyCode,
        login: &str,
        password_hash: &str,
        but: &Digest,
    ) -> Result<()> {
        let commands = vec![
            Command::new(question!("officer_password"), values![top, login, password_hash]),
            Command::new(question!("sessions_end_others"), values![top, login, but]),
            Command::new(question!("halves_end"), values![top, login]),
        ];
        self.engine().run(commands).await.map(|_| ())
    }

    /// Takes out sessions that have run out at `now`; gives how many.
    pub async fn expire_sessions(&self, now: Instant) -> Result<u64> {
        self.engine().run_one(question!("sessions_expire"), values![now]).await
    }
}
