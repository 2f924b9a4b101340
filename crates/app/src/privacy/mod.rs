//! *Quyền của chủ thể dữ liệu*: a person sees what is held of him, asks, agrees and takes back; officers answer.

mod held;
mod requests;

pub use held::{Held, HeldDossier};
pub use requests::{CORRECTABLE, DataRequestError, Handled, Wanted};

use crate::App;
use crate::acts::ActError;
use crate::citizen::Citizen;
use crate::messages::owner_key;
use crate::people::{Applicant, ApplicantKind};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::privacy::{
    About, ConsentRecord, Consenting, Purpose, PurposeTable, RetentionTable, RightsBook, RightsRules, Uses,
};
use domain::time::Instant;
use std::sync::LazyLock;
use store::{Delivery, StoreError};

/// Persons whose number nobody proved are known by their account.
const ACCOUNT: &str = "account:";
/// Dossiers of one person that are looked at.
const MOST_DOSSIERS: u32 = 1_000;

static BOOK: LazyLock<RightsBook> = LazyLock::new(|| {
    RightsBook::from_json(include_str!("../../../../data/data_rights.json")).expect("data/data_rights.json is sound")
});
static PURPOSES: LazyLock<PurposeTable> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../data/data_purposes.json")).expect("data/data_purposes.json is sound")
});
static RETENTION: LazyLock<RetentionTable> = LazyLock::new(|| {
    RetentionTable::from_json(include_str!("../../../../data/retention.json")).expect("data/retention.json is sound")
});

/// What data are used for, as shipped.
pub fn purposes() -> &'static PurposeTable {
    &PURPOSES
}

/// How long data are kept, as shipped.
pub fn retention() -> &'static RetentionTable {
    &RETENTION
}

/// The law's rows on a day; `None` on a day before the law.
pub fn rights_on(now: Instant) -> Option<RightsRules> {
    BOOK.on(now.day()).ok()
}

/// *Chủ thể dữ liệu*: whose data they are, and the dossiers he has shown to be his.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject {
    /// Keyed fingerprint.
    pub person: String,
    /// His dossiers, the newest first.
    pub dossiers: Vec<DossierCode>,
}

impl std::fmt::Debug for Subject {
    /// Shows nothing of the person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Subject({} dossiers)", self.dossiers.len())
    }
}

/// The person a message goes to that is about no dossier.
pub fn person_recipient(person: &str) -> String {
    format!("person:{person}")
}

impl App {
    /// Somebody who is signed in, as a person with rights: known by his number where it was proven, else by his
    /// account alone.
    pub async fn subject_of(&self, citizen: &Citizen) -> Result<Subject, StoreError> {
        let number = citizen.profile.proven_number();
        let person =
            number.map_or_else(|| format!("{ACCOUNT}{}", citizen.id), |number| self.person_key(&number.digits()));
        Ok(Subject { person, dossiers: self.store().account_dossiers(&citizen.id, MOST_DOSSIERS).await? })
    }

    /// Forgets how a person wants to be told and what he left unfinished; what stands in dossiers stays.
    pub(crate) async fn forget_account(&self, person: &str) -> Result<(), StoreError> {
        let accounts = match person.strip_prefix(ACCOUNT) {
            Some(account) => vec![account.to_owned()],
            None => self.store().accounts_of_person(person).await?,
        };
        for account in accounts {
            for code in self.store().account_dossiers(&account, MOST_DOSSIERS).await? {
                if let Some(row) = self.store().find_dossier(&code).await? {
                    self.store().forget_reach(&row.agency.top(), &owner_key(&code)).await?;
                }
            }
            self.store().forget_drafts(&account).await?;
        }
        Ok(())
    }

    /// Ministries and provinces whose agencies settle something here.
    pub(crate) fn data_tops(&self) -> Vec<AgencyCode> {
        let catalogue = self.catalogue();
        let codes = catalogue.versions().filter_map(|versions| versions.last()).map(|version| version.code.to_string());
        let mut tops: Vec<AgencyCode> =
            codes.flat_map(|code| catalogue.agencies_settling(&code).to_vec()).map(|agency| agency.top()).collect();
        tops.sort();
        tops.dedup();
        tops
    }

    /// What a person agreed to and restricted, as it stands now.
    pub async fn uses_of(&self, person: &str) -> Result<Uses, StoreError> {
        let records = self.store().consents(person).await?;
        let consents = records.iter().map(|record| (record.said.purpose, record.said.given)).collect();
        Ok(Uses { consents, limits: self.store().data_limits(person).await? })
    }

    /// What a person said, oldest first.
    pub async fn consents_of(&self, person: &str) -> Result<Vec<ConsentRecord>, StoreError> {
        self.store().consents(person).await
    }

    /// Notes that a person says yes or no to a purpose that rests on consent; nothing is noted where that is his word
    /// already. What rested on it stops with the record: it is asked each time.
    pub async fn say_consent(
        &self,
        person: &str,
        purpose: Purpose,
        given: bool,
        how: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let Some(row) = purposes().asked().find(|row| row.purpose == purpose) else { return Ok(()) };
        let records = self.store().consents(person).await?;
        let last = domain::privacy::consent_to(&records, purpose);
        if last.is_some_and(|last| last.said.given == given && last.said.version == row.version) {
            return Ok(());
        }
        let said = consenting(purpose, given, how);
        self.store().add_consent(person, &said, now).await.map(|_| ())
    }

    /// Lifts a restriction or takes an objection back: his to do at once.
    pub async fn lift_limit(&self, person: &str, about: &About, now: Instant) -> Result<bool, StoreError> {
        self.store().lift_data_limit(person, about, now).await
    }

    /// Whether the data of a dossier are restricted: for the officers who open it, and before anything is taken from
    /// it.
    pub async fn is_restricted(&self, code: &DossierCode, number: &str) -> Result<bool, StoreError> {
        if self.store().is_limited(&About::Dossier(code.clone())).await? {
            return Ok(true);
        }
        if number.is_empty() {
            return Ok(false);
        }
        let limits = self.store().data_limits(&self.person_key(number)).await?;
        Ok(Uses { limits, ..Uses::default() }.is_restricted(code))
    }

    /// Who the newest of somebody's dossiers says he is, to spare him typing: only where he agreed to that, and only
    /// from a dossier that is not restricted.
    pub async fn known_applicant(&self, subject: &Subject) -> Result<Option<Applicant>, ActError> {
        let uses = self.uses_of(&subject.person).await?;
        for code in subject.dossiers.iter().filter(|code| uses.allow(Purpose::Prefill, Some(*code))) {
            let Ok(file) = self.file(code).await else { continue };
            let particulars = self.particulars(&file.dossier).await?;
            let himself =
                |applicant: &Applicant| applicant.kind == ApplicantKind::Person && applicant.representative.is_none();
            if let Some(applicant) = particulars.map(|it| it.applicant).filter(himself) {
                return Ok(Some(applicant));
            }
        }
        Ok(None)
    }

    /// Messages to a person about his requests, newest first.
    pub async fn told_person(&self, person: &str) -> Result<Vec<Delivery>, StoreError> {
        let mut told = Vec::new();
        for top in self.data_tops() {
            told.extend(self.store().deliveries_of(&top, &person_recipient(person), 100).await?);
        }
        Ok(told)
    }
}

/// What is said about a purpose, in the words it is asked in today.
pub(crate) fn consenting(purpose: Purpose, given: bool, how: &str) -> Consenting {
    let row = purposes().row(purpose);
    Consenting {
        purpose,
        given,
        version: row.map_or(0, |row| row.version),
        text: row.map_or_else(String::new, |row| row.question.clone()),
        how: how.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_shipped_rows_can_be_read() {
        assert!(rights_on(Instant::start_of(date(2026, 11, 23))).is_some());
        assert!(rights_on(Instant::start_of(date(2025, 11, 23))).is_none());
        assert!(purposes().asked().count() >= 2 && retention().rule("dossier").is_some());
    }

    #[test]
    fn every_message_that_is_owed_has_a_text() {
        for key in &purposes().owed_messages {
            assert!(crate::messages::templates_shipped().iter().any(|one| one.key == *key), "{key}");
        }
    }
}
