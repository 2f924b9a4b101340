//! *Yếu tố xác thực* of officers: apps and passkeys, recovery codes, wrong codes in a row, spent challenges, and the
//! half sessions of those who have given their password and nothing else yet.

use crate::job::Command;
use crate::officer::roles_of;
use crate::sql::question;
use crate::value::{Row, values};
use crate::{Officer, Result, Store};
use domain::agency::AgencyCode;
use domain::ledger::Digest;
use domain::time::Instant;

/// *Loại yếu tố*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorKind {
    /// *Ứng dụng xác thực*: one-time codes.
    App,
    /// *Khoá truy cập*.
    Passkey,
}

impl FactorKind {
    /// The word stored.
    pub fn key(self) -> &'static str {
        match self {
            FactorKind::App => "app",
            FactorKind::Passkey => "passkey",
        }
    }

    fn from_key(key: &str) -> Option<FactorKind> {
        [FactorKind::App, FactorKind::Passkey].into_iter().find(|kind| kind.key() == key)
    }
}

/// *Yếu tố xác thực* of an officer.
#[derive(Clone, PartialEq, Eq)]
pub struct Factor {
    /// What it is known by in forms.
    pub id: String,
    /// App or passkey.
    pub kind: FactorKind,
    /// What its owner calls it.
    pub name: String,
    /// An app's secret, sealed; a passkey's public key.
    pub secret: Vec<u8>,
    /// A passkey's own id.
    pub credential: Option<Vec<u8>>,
    /// The last step of time a code was taken of; how often the passkey had signed.
    pub counter: i64,
    /// Since when there may be two of a passkey.
    pub suspect_at: Option<Instant>,
    /// When it was added.
    pub created_at: Instant,
    /// When it was last used.
    pub used_at: Option<Instant>,
}

impl std::fmt::Debug for Factor {
    /// Shows no secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Factor({} {})", self.kind.key(), self.id)
    }
}

impl Factor {
    fn read(row: &mut Row<'_>) -> Result<Factor> {
        Ok(Factor {
            id: row.take()?,
            kind: row.word(FactorKind::from_key)?,
            name: row.take()?,
            secret: row.take()?,
            credential: row.take()?,
            counter: row.take()?,
            suspect_at: row.take()?,
            created_at: row.take()?,
            used_at: row.take()?,
        })
    }
}

/// What ends an officer's ways in.
fn ended(top: &AgencyCode, login: &str) -> Vec<Command> {
    vec![
        Command::new(question!("sessions_end"), values![top, login]),
        Command::new(question!("halves_end"), values![top, login]),
    ]
}

fn codes(top: &AgencyCode, login: &str, hashes: &[[u8; 32]], now: Instant) -> Vec<Command> {
    let mut commands = vec![Command::new(question!("recovery_remove"), values![top, login])];
    let insert = |hash: &[u8; 32]| Command::new(question!("recovery_insert"), values![top, login, &hash[..], now]);
    commands.extend(hashes.iter().map(insert));
    commands
}

impl Store {
    /// Second factors of an officer, oldest first.
    pub async fn factors(&self, top: &AgencyCode, login: &str) -> Result<Vec<Factor>> {
        let mut found = self.engine().rows(question!("factors"), &values![top, login], Factor::read).await?;
        found.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
        Ok(found)
    }

    /// Officers of a ministry or province who have one.
    pub async fn factor_owners(&self, top: &AgencyCode) -> Result<Vec<String>> {
        self.engine().rows(question!("factor_owners"), &values![top], |row| row.take()).await
    }

    /// Adds a factor; with the hashes of new recovery codes, those take the place of the ones before.
    pub async fn add_factor(
        &self,
        top: &AgencyCode,
        login: &str,
        factor: &Factor,
        new_codes: Option<&[[u8; 32]]>,
    ) -> Result<()> {
        let params = values![
            top,
            login,
            &factor.id,
            factor.kind.key(),
            &factor.name,
            &factor.secret[..],
            factor.credential.as_deref(),
            factor.counter,
            factor.created_at,
        ];
        let mut commands = vec![Command::new(question!("factor_put"), params)];
        commands.extend(new_codes.iter().flat_map(|hashes| codes(top, login, hashes, factor.created_at)));
        self.engine().run(commands).await.map(|_| ())
    }

    /// Gives a factor another name; `false` if there is none.
    pub async fn rename_factor(&self, top: &AgencyCode, login: &str, id: &str, name: &str) -> Result<bool> {
        Ok(self.engine().run_one(question!("factor_rename"), values![top, login, id, name]).await? == 1)
    }

    /// Takes a factor out, with the last one the recovery codes too; `false` if there is none.
    pub async fn remove_factor(&self, top: &AgencyCode, login: &str, id: &str, last: bool) -> Result<bool> {
        let mut commands = vec![Command::new(question!("factor_remove"), values![top, login, id])];
        if last {
            commands.push(Command::new(question!("recovery_remove"), values![top, login]));
        }
        Ok(self.engine().run(commands).await?[0] == 1)
    }

    /// Takes out all of an officer's factors and codes and ends his sessions; his password too stops working if
    /// `shut`. All or nothing.
    pub async fn reset_factors(&self, top: &AgencyCode, login: &str, shut: bool) -> Result<()> {
        let mut commands = ended(top, login);
        commands.push(Command::new(question!("factors_remove"), values![top, login]));
        commands.push(Command::new(question!("recovery_remove"), values![top, login]));
        commands.push(Command::new(question!("failure_forget"), values![top, login]));
        if shut {
            commands.push(Command::new(question!("officer_password"), values![top, login, ""]));
        }
        self.engine().run(commands).await.map(|_| ())
    }

    /// Uses a factor up to a counter; of two who come with the same counter one succeeds.
    pub async fn use_factor(
        &self,
        top: &AgencyCode,
        login: &str,
        id: &str,
        counter: i64,
        now: Instant,
    ) -> Result<bool> {
        let params = values![top, login, id, counter, now];
        Ok(self.engine().run_one(question!("factor_use"), params).await? == 1)
    }

    /// Notes that there may be two of a passkey.
    pub async fn suspect_factor(&self, top: &AgencyCode, login: &str, id: &str, now: Instant) -> Result<()> {
        self.engine().run_one(question!("factor_suspect"), values![top, login, id, now]).await.map(|_| ())
    }

    /// Whose passkey has an id: level-1 code, sign-in name, the factor's id.
    pub async fn passkey_holders(&self, credential: &[u8]) -> Result<Vec<(AgencyCode, String, String)>> {
        let read = |row: &mut Row<'_>| Ok((row.take()?, row.take()?, row.take()?));
        self.engine().rows(question!("factor_holders"), &values![credential], read).await
    }

    /// Keeps the hashes of new recovery codes in place of the ones before.
    pub async fn put_recovery_codes(
        &self,
        top: &AgencyCode,
        login: &str,
        hashes: &[[u8; 32]],
        now: Instant,
    ) -> Result<()> {
        self.engine().run(codes(top, login, hashes, now)).await.map(|_| ())
    }

    /// Uses a recovery code up; of two who try at once one succeeds.
    pub async fn use_recovery_code(
        &self,
        top: &AgencyCode,
        login: &str,
        hash: &[u8; 32],
        now: Instant,
    ) -> Result<bool> {
        Ok(self.engine().run_one(question!("recovery_use"), values![top, login, &hash[..], now]).await? == 1)
    }

    /// How many recovery codes are unused.
    pub async fn recovery_codes_left(&self, top: &AgencyCode, login: &str) -> Result<u32> {
        let found = self.engine().row(question!("recovery_left"), &values![top, login], |row| row.take()).await?;
        Ok(found.unwrap_or(0))
    }

    /// Counts one more wrong code.
    pub async fn count_failure(&self, top: &AgencyCode, login: &str, now: Instant) -> Result<()> {
        self.engine().run_one(question!("failure_add"), values![top, login, now]).await.map(|_| ())
    }

    /// Forgets the wrong codes.
    pub async fn forget_failures(&self, top: &AgencyCode, login: &str) -> Result<()> {
        self.engine().run_one(question!("failure_forget"), values![top, login]).await.map(|_| ())
    }

    /// How many wrong codes in a row, and when the last.
    pub async fn failures(&self, top: &AgencyCode, login: &str) -> Result<Option<(u32, Instant)>> {
        let read = |row: &mut Row<'_>| Ok((row.take()?, row.take()?));
        self.engine().row(question!("failures"), &values![top, login], read).await
    }

    /// Keeps that somebody gave the right password.
    pub async fn begin_half(&self, token: &Digest, top: &AgencyCode, login: &str, expires_at: Instant) -> Result<()> {
        self.engine().run_one(question!("half_insert"), values![token, top, login, expires_at]).await.map(|_| ())
    }

    /// Who gave the right password and has yet to give his second factor.
    pub async fn half(&self, token: &Digest, now: Instant) -> Result<Option<Officer>> {
        let read = |row: &mut Row<'_>| {
            Ok(Officer {
                top: row.take()?,
                login: row.take()?,
                agency: row.take()?,
                name: row.take()?,
                roles: row.word(roles_of)?,
                password_hash: row.take()?,
                active: row.take()?,
            })
        };
        self.engine().row(question!("half"), &values![token, now], read).await
    }

    /// Ends a half session; of two who end it one succeeds.
    pub async fn end_half(&self, token: &Digest) -> Result<bool> {
        Ok(self.engine().run_one(question!("half_end"), values![token]).await? == 1)
    }

    /// Spends a challenge; `false` if it was spent before.
    pub async fn spend_challenge(&self, id: &[u8; 32], expires_at: Instant) -> Result<bool> {
        Ok(self.engine().run_one(question!("challenge_spend"), values![&id[..], expires_at]).await? == 1)
    }

    /// Takes out half sessions and spent challenges that have run out; gives how many.
    pub async fn expire_halves(&self, now: Instant) -> Result<u64> {
        let commands = vec![
            Command::new(question!("halves_expire"), values![now]),
            Command::new(question!("challenges_expire"), values![now]),
        ];
        Ok(self.engine().run(commands).await?.into_iter().sum())
    }
}
