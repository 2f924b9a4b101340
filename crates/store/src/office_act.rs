//! *Nhật ký công việc*: what was done in the office besides acts on dossiers, and links that set a password.

use crate::job::Command;
use crate::sql::question;
use crate::value::{Row, row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::ledger::Digest;
use domain::time::Instant;

/// *Dòng nhật ký*: who did what, when. Appended, never changed.
#[derive(Clone, PartialEq, Eq)]
pub struct OfficeAct {
    /// Its id; an act with an id that is there is not written again.
    pub id: String,
    /// Agency of the one who did it.
    pub agency: AgencyCode,
    /// When.
    pub at: Instant,
    /// Sign-in name of who did it.
    pub actor: String,
    /// What kind of thing (`officer-add`, `lookup`).
    pub kind: String,
    /// On what: a sign-in name, a dossier's code, a setting.
    pub subject: String,
    /// More of it.
    pub content: String,
}

impl std::fmt::Debug for OfficeAct {
    /// Shows no content: it may name a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OfficeAct({} {})", self.kind, self.actor)
    }
}

/// Which acts are asked for; empty texts ask for all.
#[derive(Debug, Clone, Default)]
pub struct ActFilter<'a> {
    /// Kind.
    pub kind: &'a str,
    /// Sign-in name.
    pub actor: &'a str,
    /// Subject.
    pub subject: &'a str,
    /// The last act of the page before.
    pub after: Option<(Instant, &'a str)>,
}

impl Store {
    /// Notes what was done; `false` if an act of this id was noted before.
    pub async fn note_act(&self, top: &AgencyCode, act: &OfficeAct) -> Result<bool> {
        let params = values![top, &act.id, &act.agency, act.at, &act.actor, &act.kind, &act.subject, &act.content];
        Ok(self.engine().run_one(question!("office_act_insert"), params).await? == 1)
    }

    /// What was done in an agency, or in a whole ministry or province, newest first.
    pub async fn office_acts(
        &self,
        top: &AgencyCode,
        agency: Option<&AgencyCode>,
        filter: &ActFilter<'_>,
        limit: u32,
    ) -> Result<Vec<OfficeAct>> {
        let (at, id) = filter.after.map_or((i64::MAX, ""), |(at, id)| (at.unix_seconds(), id));
        let mut params = row![top, filter.kind, filter.actor, filter.subject, at, id, limit];
        let sql = match agency {
            None => question!("office_acts"),
            Some(agency) => {
                params.push(agency.into());
                question!("office_acts_of_agency")
            }
        };
        let read = |row: &mut Row<'_>| {
            Ok(OfficeAct {
                id: row.take()?,
                agency: row.take()?,
                at: row.take()?,
                actor: row.take()?,
                kind: row.take()?,
                subject: row.take()?,
                content: row.take()?,
            })
        };
        self.engine().rows(sql, &params, read).await
    }

    /// Keeps a link by which an officer sets his password.
    pub async fn put_password_link(
        &self,
        token_hash: &Digest,
        top: &AgencyCode,
        login: &str,
        expires_at: Instant,
    ) -> Result<()> {
        let params = values![token_hash, top, login, expires_at];
        self.engine().run_one(question!("password_link_insert"), params).await.map(|_| ())
    }

    /// Whose password a link sets; `None` when it was used or has run out.
    pub async fn password_link(&self, token_hash: &Digest, now: Instant) -> Result<Option<(AgencyCode, String)>> {
        let read = |row: &mut Row<'_>| Ok((row.take()?, row.take()?));
        self.engine().row(question!("password_link"), &values![token_hash, now], read).await
    }

    /// Uses a link up; of two who try at once one succeeds.
    pub async fn use_password_link(&self, token_hash: &Digest, now: Instant) -> Result<bool> {
        Ok(self.engine().run_one(question!("password_link_use"), values![token_hash, now]).await? == 1)
    }

    /// Writes a new password and ends the sessions begun with the old one: both or neither.
    pub async fn change_password(&self, top: &AgencyCode, login: &str, password_hash: &str) -> Result<bool> {
        let commands = vec![
            Command::new(question!("officer_password"), values![top, login, password_hash]),
            Command::new(question!("sessions_end"), values![top, login]),
            Command::new(question!("halves_end"), values![top, login]),
        ];
        Ok(self.engine().run(commands).await?[0] == 1)
    }
}
