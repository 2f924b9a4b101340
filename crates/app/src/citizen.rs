//! *Tài khoản người dân, doanh nghiệp*: who they are, the sessions they are known by, what is theirs.
//!
//! Who somebody is was told by a provider that all believe; here it is only kept. An account is known by who vouches
//! for it and its name there, never by a number alone: a number at a low level of assurance is what somebody typed.

use crate::people::ApplicantKind;
use crate::{App, chance};
use domain::dossier::code::DossierCode;
use domain::ledger::Digest;
use domain::time::Instant;
use hmac::{Hmac, KeyInit, Mac};
use identity::birth::BirthDate;
use identity::number::{CitizenNumber, TaxCode};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use store::{AccountDraft, StoreError};

/// Name of the key that persons are fingerprinted with.
pub(crate) const PERSON_KEY: &str = "person";
/// How long a session lasts without signing in again.
const SESSION_SECONDS: i64 = 8 * 3600;
/// Dossiers the page of an account lists.
const LISTED: u32 = 50;

/// *Mức độ bảo đảm* of an electronic identity, as its provider tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assurance {
    /// The provider did not say.
    #[default]
    Unstated,
    /// *Mức độ 1*: what the person told of himself.
    One,
    /// *Mức độ 2*: checked against papers and the person.
    Two,
    /// *Mức độ 3*: with a certificate or a card besides.
    Three,
}

/// *Thông tin định danh*: what a provider tells of somebody.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// What it is that signs in.
    pub kind: ApplicantKind,
    /// *Họ tên*; of an enterprise's account, of the person who acts for it.
    pub full_name: String,
    /// *Số định danh cá nhân*.
    pub number: Option<CitizenNumber>,
    /// *Ngày sinh*, as much of it as is known.
    pub birth_date: Option<BirthDate>,
    /// *Mã số thuế*.
    pub tax_code: Option<TaxCode>,
    /// *Tên doanh nghiệp, tổ chức*; empty for persons.
    pub organisation: String,
    /// *Thư điện tử*; empty if unknown.
    pub email: String,
    /// *Số điện thoại*; empty if unknown.
    pub phone: String,
    /// How surely all of this is known.
    pub assurance: Assurance,
}

impl std::fmt::Debug for Profile {
    /// Shows nothing of the person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Profile({:?} {:?})", self.kind, self.assurance)
    }
}

impl Profile {
    /// The number, where it was checked and not only told: nothing that belongs to a person is opened by less.
    pub fn proven_number(&self) -> Option<CitizenNumber> {
        self.number.filter(|_| self.assurance >= Assurance::Two)
    }

    /// What the account is called: the enterprise's name, or the person's.
    pub fn name(&self) -> &str {
        if self.organisation.is_empty() { &self.full_name } else { &self.organisation }
    }
}

/// *Người dân, doanh nghiệp* who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citizen {
    /// Of the account; random, and never changes.
    pub id: String,
    /// Who it is.
    pub profile: Profile,
}

/// A session that has just begun; the token goes into a cookie and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    /// What the browser keeps.
    pub token: String,
    /// When it runs out.
    pub expires_at: Instant,
}

/// Somebody and the session he is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitizenSession {
    /// Who.
    pub citizen: Citizen,
    /// What the session is called in the list of them.
    pub id: String,
    /// What each of his forms must carry.
    pub csrf: String,
    /// What the browser says it is.
    pub device: String,
    /// When it began.
    pub began_at: Instant,
    /// When it runs out.
    pub expires_at: Instant,
}

/// A dossier as the page of an account lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnDossier {
    /// Its code.
    pub code: DossierCode,
    /// What is asked for.
    pub procedure: String,
    /// Where it stands.
    pub state: domain::dossier::StateName,
}

impl App {
    /// *Dấu của một người*: what a person is known by everywhere outside the ledger: a keyed fingerprint
    /// (HMAC-SHA-256) of his number, the same on all nodes. Spaces, dots and dashes in the number do not count.
    pub fn person_key(&self, number: &str) -> String {
        let bare: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
        self.fingerprint(&["number", &bare.to_ascii_uppercase()])
    }

    /// Each part with its length before it, so that no two lists of parts are alike.
    fn fingerprint(&self, parts: &[&str]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.inner.person_key).expect("any key will do");
        for part in parts {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Begins a session of somebody for whom a provider vouches under this name; his account is made the first time,
    /// and says from now on what the provider says today.
    pub async fn sign_in_citizen(
        &self,
        issuer: &str,
        subject: &str,
        profile: &Profile,
        device: &str,
        now: Instant,
    ) -> Result<NewSession, StoreError> {
        let account = store::Account {
            id: chance::token(),
            subject_key: self.fingerprint(&["subject", issuer, subject]),
            person_key: profile.number.map_or_else(String::new, |number| self.person_key(&number.digits())),
            content: kept::write(profile),
            created_at: now,
            signed_in_at: now,
        };
        let account = self.store().put_account(&account).await?;
        let token = chance::token();
        let expires_at = Instant::from_unix_seconds(now.unix_seconds() + SESSION_SECONDS).unwrap_or(now);
        let session = store::AccountSession {
            token_hash: Digest::of(token.as_bytes()),
            account: account.id,
            id: chance::draft_id(),
            csrf: chance::token(),
            device: device.to_owned(),
            created_at: now,
            expires_at,
        };
        self.store().begin_account_session(&session).await?;
        Ok(NewSession { token, expires_at })
    }

    /// Who a token belongs to; `None` when the session has run out or was ended.
    pub async fn citizen(&self, token: &str, now: Instant) -> Result<Option<CitizenSession>, StoreError> {
        let found = self.store().account_session(&Digest::of(token.as_bytes()), now).await?;
        let Some((session, account)) = found else { return Ok(None) };
        let unreadable = StoreError::Unreadable { question: "account_session", column: 9 };
        let profile = kept::read(&account.content).ok_or(unreadable)?;
        Ok(Some(session_of(session, &Citizen { id: account.id, profile })))
    }

    /// Ends the session of a token.
    pub async fn sign_out_citizen(&self, token: &str) -> Result<(), StoreError> {
        self.store().end_account_session(&Digest::of(token.as_bytes())).await
    }

    /// Sessions in which somebody is signed in, the newest first.
    pub async fn citizen_sessions(&self, citizen: &Citizen, now: Instant) -> Result<Vec<CitizenSession>, StoreError> {
        let sessions = self.store().account_sessions(&citizen.id, now).await?;
        Ok(sessions.into_iter().map(|session| session_of(session, citizen)).collect())
    }

    /// Ends one of somebody's sessions; `false` if he has none of this name.
    pub async fn end_citizen_session(&self, citizen: &Citizen, id: &str) -> Result<bool, StoreError> {
        Ok(self.store().end_one_account_session(&citizen.id, id).await? > 0)
    }

    /// Ends all of somebody's sessions but the one he is using.
    pub async fn end_other_citizen_sessions(&self, used: &CitizenSession) -> Result<u64, StoreError> {
        self.store().end_other_account_sessions(&used.citizen.id, &used.id).await
    }

    /// Drafts somebody writes, the last written first.
    pub async fn drafts_of_citizen(&self, citizen: &Citizen, now: Instant) -> Result<Vec<AccountDraft>, StoreError> {
        self.store().account_drafts(&citizen.id, now).await
    }

    /// Somebody's dossiers, the last handed in first; the newest fifty.
    pub async fn dossiers_of_citizen(&self, citizen: &Citizen) -> Result<Vec<OwnDossier>, StoreError> {
        let mut dossiers = Vec::new();
        for code in self.store().account_dossiers(&citizen.id, LISTED).await? {
            let Some(row) = self.store().find_dossier(&code).await? else { continue };
            dossiers.push(OwnDossier { code, procedure: row.procedure, state: row.state });
        }
        Ok(dossiers)
    }
}

fn session_of(session: store::AccountSession, citizen: &Citizen) -> CitizenSession {
    CitizenSession {
        citizen: citizen.clone(),
        id: session.id,
        csrf: session.csrf,
        device: session.device,
        began_at: session.created_at,
        expires_at: session.expires_at,
    }
}

/// A profile as the store keeps it: numbers and dates as texts, read again by the same rules.
mod kept {
    use super::{ApplicantKind, Assurance, Deserialize, Profile, Serialize};
    use identity::birth::BirthDate;

    #[derive(Serialize, Deserialize, Default)]
    #[serde(default)]
    struct Kept {
        kind: ApplicantKind,
        full_name: String,
        number: String,
        birth_date: String,
        tax_code: String,
        organisation: String,
        email: String,
        phone: String,
        assurance: Assurance,
    }

    pub(super) fn write(profile: &Profile) -> String {
        let kept = Kept {
            kind: profile.kind,
            full_name: profile.full_name.clone(),
            number: profile.number.map_or_else(String::new, |number| number.digits()),
            birth_date: profile.birth_date.as_ref().map_or_else(String::new, BirthDate::to_string),
            tax_code: profile.tax_code.map_or_else(String::new, |code| code.digits()),
            organisation: profile.organisation.clone(),
            email: profile.email.clone(),
            phone: profile.phone.clone(),
            assurance: profile.assurance,
        };
        serde_json::to_string(&kept).expect("a profile is plain data")
    }

    pub(super) fn read(text: &str) -> Option<Profile> {
        let kept: Kept = serde_json::from_str(text).ok()?;
        Some(Profile {
            kind: kept.kind,
            full_name: kept.full_name,
            number: kept.number.parse().ok(),
            birth_date: kept.birth_date.parse().ok(),
            tax_code: kept.tax_code.parse().ok(),
            organisation: kept.organisation,
            email: kept.email,
            phone: kept.phone,
            assurance: kept.assurance,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_somebody_reads_as_it_was() {
        for one in crate::demo::synthetic() {
            let profile = one.profile();
            assert_eq!(kept::read(&kept::write(&profile)), Some(profile), "{}", one.key);
        }
    }

    #[test]
    fn a_number_at_the_lowest_level_proves_nothing() {
        let told = Profile { number: "037190000000".parse().ok(), assurance: Assurance::One, ..Profile::default() };
        assert_eq!(told.proven_number(), None);
        let proven = Profile { assurance: Assurance::Two, ..told };
        assert!(proven.proven_number().is_some());
    }

    #[test]
    fn an_enterprises_account_applies_as_one_unless_it_says_otherwise() {
        use crate::draft::{Filling, Who};
        let company = crate::demo::synthetic().iter().find(|one| one.key == "cong-ty").unwrap();
        let told = |who| {
            let mut filling = Filling::of_account(&company.profile());
            filling.apply_for(Some(who));
            let applicant = filling.applicant();
            (applicant.full_name, applicant.id_number, applicant.representative.map(|agent| agent.full_name))
        };
        let (name, person) = (company.organisation.to_owned(), company.full_name.to_owned());
        assert_eq!(Filling::of_account(&company.profile()).who, Some(Who::Enterprise));
        assert_eq!(told(Who::Enterprise), (name, company.tax_code.to_owned(), Some(person.clone())));
        assert_eq!(told(Who::OneSelf), (person.clone(), company.number.to_owned(), None));
        assert_eq!(told(Who::Proxy), (String::new(), String::new(), Some(person)));
    }
}
