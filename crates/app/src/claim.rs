//! *Quyền mở*: what somebody shows to open a draft or a dossier that is his.

use crate::citizen::Citizen;
use crate::people::Particulars;
use crate::{App, acts::ActError};
use domain::dossier::{Dossier, Origin};
use store::StoreError;

/// *Quyền mở*.
#[derive(Debug, Clone, Copy)]
pub enum Claim<'a> {
    /// *Mã tra cứu*: whoever has it may.
    Key(&'a str),
    /// *Tài khoản* that is signed in.
    Account(&'a Citizen),
}

impl<'a> From<&'a str> for Claim<'a> {
    fn from(key: &'a str) -> Claim<'a> {
        Claim::Key(key)
    }
}

impl<'a> From<&'a String> for Claim<'a> {
    fn from(key: &'a String) -> Claim<'a> {
        Claim::Key(key)
    }
}

impl App {
    /// Refuses who has no claim to a dossier as if there were none.
    pub(crate) async fn must_own(
        &self,
        dossier: &Dossier,
        particulars: &Particulars,
        claim: Claim<'_>,
    ) -> Result<(), ActError> {
        let opens = match claim {
            Claim::Key(key) => particulars.opened_by(key),
            Claim::Account(citizen) => self.has(citizen, dossier).await?,
        };
        if opens { Ok(()) } else { Err(ActError::NotFound) }
    }

    /// Whether a dossier is an account's, or came of one application with another that is.
    async fn has(&self, citizen: &Citizen, dossier: &Dossier) -> Result<bool, StoreError> {
        let top = dossier.agency().top();
        if self.store().has_dossier(&citizen.id, &top, &dossier.code).await? {
            return Ok(true);
        }
        let Origin::Here(birth) = &dossier.origin else { return Ok(false) };
        let Some(link) = &birth.link else { return Ok(false) };
        let members = self.store().journey_members(&top, &link.journey).await?;
        match members.first().and_then(|member| member.dossier.as_ref()) {
            Some(first) => self.store().has_dossier(&citizen.id, &top, first).await,
            None => Ok(false),
        }
    }
}
