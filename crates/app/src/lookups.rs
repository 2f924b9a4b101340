//! *Tra cứu dữ liệu dân cư*: asks a register about somebody, writes it down, and only then tells what it said.
//!
//! A look-up in a dossier is an event of that dossier; one without is a line of the office's journal, chained to the
//! one before of the same officer. What was said of the person is shown once and kept nowhere.

mod made;
mod report;
pub mod stand_in;

pub use made::{AboutMe, Asker, WhoLooked};
pub use report::LookUpAsked;

use crate::App;
use crate::acts::{ActError, Application, File};
use crate::citizen::Citizen;
use crate::people::{Applicant, ApplicantKind, Officer};
use domain::agency::AgencyCode;
use domain::dossier::action::{Action, ActionName};
use domain::dossier::code::DossierCode;
use domain::dossier::decide::may;
use domain::dossier::event::Fact;
use domain::lookup::{LookUp, LookUpAnswer, LookUpKind, LookUpSource, Noted, QuotaOf, UsedUp};
use domain::time::Instant;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use store::{LookUpEntry, Save, StoreError};

/// How often a look-up that was made is written again where others acted on the dossier meanwhile.
const WRITTEN_AGAIN: u32 = 5;
/// Look-ups made for one dossier before it is there.
const MOST: usize = 8;
/// Seconds after which a look-up made at the counter belongs to no dossier any more.
const BELONGS_SECONDS: i64 = 36 * 3600;
/// What stands for the citizen himself among those who asked, before the beginning of his fingerprint.
pub(crate) const CITIZEN: &str = "citizen.";

/// *Người được tra cứu*, as his papers say.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// *Số định danh*.
    pub number: String,
    /// *Họ tên*.
    pub full_name: String,
    /// *Ngày sinh* (`1990-03-21`, `21/03/1990`, `1990`); empty if unknown.
    pub birth_date: String,
}

/// A question as it goes to a register.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonQuestion {
    /// About whom.
    pub person: Person,
    /// What is asked.
    pub kind: LookUpKind,
    /// What for.
    pub purpose: String,
    /// Who asks.
    pub officer: String,
    /// For which agency.
    pub agency: AgencyCode,
    /// For which dossier; the procedure, where there is none yet.
    pub dossier: String,
}

/// *Nơi cư trú*, as a register tells it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Residence {
    /// *Thường trú*, *tạm trú* …
    pub kind: String,
    /// The whole address.
    pub address: String,
}

/// What a register told.
#[derive(Clone, PartialEq, Eq)]
pub struct Told {
    /// The answer.
    pub answer: LookUpAnswer,
    /// Where the person lives, if that was asked and is known.
    pub residence: Option<Residence>,
    /// Why there is no answer, for the one who asked; names no person.
    pub why: String,
}

impl Told {
    /// An answer alone.
    pub fn only(answer: LookUpAnswer) -> Told {
        Told { answer, residence: None, why: String::new() }
    }
}

macro_rules! shows_no_person {
    ($($name:ident),*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(*)"))
            }
        })*
    };
}
shows_no_person!(Person, PersonQuestion, Residence, Told);

/// What is being told; it ends within seconds, whatever the register does.
pub type Telling = Pin<Box<dyn Future<Output = Told> + Send>>;
/// What asks a register.
pub type Ask = Arc<dyn Fn(PersonQuestion) -> Telling + Send + Sync>;

/// *Kết nối dân cư*: the register this office asks.
#[derive(Clone)]
pub struct People {
    /// Who it is.
    pub source: LookUpSource,
    /// How it is asked.
    pub ask: Ask,
}

/// A look-up that was made and written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Id of its line in the journal; empty for one in a dossier's ledger.
    pub id: String,
    /// Who was asked.
    pub source: LookUpSource,
    /// What was told.
    pub told: Told,
}

/// Why nobody was looked up; nothing was asked.
#[derive(Debug, thiserror::Error)]
pub enum LookUpError {
    /// No register is connected.
    #[error("hệ thống này chưa kết nối cơ sở dữ liệu dân cư; đối chiếu giấy tờ như thường lệ")]
    NotConnected,
    /// Enterprises and other bodies are in another register.
    #[error("chỉ tra cứu được cá nhân có số định danh 12 chữ số; hồ sơ này của doanh nghiệp, tổ chức hoặc thiếu số")]
    NotAPerson,
    /// Not for this purpose, not on this day.
    #[error("mục đích này không cho phép tra cứu nội dung ấy; chọn mục đích khác trong danh sách")]
    NoPurpose,
    /// Enough for today.
    #[error("{}", used_up(.0))]
    UsedUp(UsedUp),
    /// The dossier or the officer does not allow it.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn used_up(used: &UsedUp) -> String {
    let whose = match used.of {
        QuotaOf::Officer => "Bạn",
        QuotaOf::Agency => "Cơ quan của bạn",
    };
    format!(
        "{whose} đã dùng hết {} lượt tra cứu của hôm nay; đối chiếu giấy tờ như thường lệ, ngày mai tra cứu tiếp. \
         Nếu thường xuyên thiếu, báo lãnh đạo đề nghị tăng hạn mức",
        used.per_day
    )
}

/// Who asks, and what about.
struct Asking<'a> {
    kind: LookUpKind,
    purpose: &'a str,
    agency: &'a AgencyCode,
    actor: &'a str,
    dossier: &'a str,
}

impl App {
    /// Says which register is asked; once, before the first question.
    pub fn connect_people(&self, people: People) -> bool {
        self.inner.people.set(people).is_ok()
    }

    /// The register that is asked, if there is one.
    pub fn people(&self) -> Option<&People> {
        self.inner.people.get()
    }

    /// *Tra cứu tại hồ sơ*: an officer whose turn it is asks about the applicant of a dossier.
    pub async fn look_up_applicant(
        &self,
        officer: &Officer,
        code: &DossierCode,
        kind: LookUpKind,
        purpose: &str,
        seen: u32,
        now: Instant,
    ) -> Result<Answered, LookUpError> {
        let file = self.file(code).await?;
        if file.row.seq != seen {
            return Err(ActError::SomeoneElse(file.row.seq.saturating_sub(seen)).into());
        }
        if !officer.acts_for(file.dossier.agency()) {
            return Err(ActError::NotYours.into());
        }
        self.check_turn(officer, &file, now).await?;
        let applicant = self.particulars(&file.dossier).await?.ok_or(ActError::NotFound)?.applicant;
        let person = person_of(&applicant).ok_or(LookUpError::NotAPerson)?;
        let (agency, actor) = (&officer.agency, officer.login.as_str());
        let asking = Asking { kind, purpose, agency, actor, dossier: code.as_str() };
        self.check_allowed(officer, &asking, now).await?;
        let (source, told) = self.asked(person.clone(), &asking).await?;
        let look_up = made(&asking, source, told.answer);
        self.keep_look_up(officer, code, look_up, &person, now).await?;
        Ok(Answered { id: String::new(), source, told })
    }

    /// *Tra cứu tại quầy*: a clerk asks about somebody who is there to hand in a dossier of this procedure.
    pub async fn look_up_at_counter(
        &self,
        officer: &Officer,
        person: Person,
        procedure: &str,
        kind: LookUpKind,
        purpose: &str,
        now: Instant,
    ) -> Result<Answered, LookUpError> {
        if person.number.is_empty() {
            return Err(LookUpError::NotAPerson);
        }
        let (agency, actor) = (&officer.agency, officer.login.as_str());
        let asking = Asking { kind, purpose, agency, actor, dossier: procedure };
        self.check_allowed(officer, &asking, now).await?;
        self.asked_and_noted(person, &asking, &officer.top, now).await
    }

    /// *Công dân tự lấy thông tin của mình*: what the register says of where somebody who is signed in lives, for the
    /// application he writes to this agency.
    pub async fn look_up_oneself(
        &self,
        citizen: &Citizen,
        agency: &AgencyCode,
        procedure: &str,
        now: Instant,
    ) -> Result<Answered, LookUpError> {
        let profile = &citizen.profile;
        let number = profile.proven_number().ok_or(LookUpError::NotAPerson)?.digits();
        let kind = LookUpKind::Residence;
        let purpose = self.law().look_ups.for_oneself(kind, now.day()).ok_or(LookUpError::NoPurpose)?;
        let actor = self.citizen_actor(&number);
        let asking = Asking { kind, purpose: &purpose.code, agency, actor: &actor, dossier: procedure };
        let birth_date = profile.birth_date.map_or_else(String::new, |birth| birth.to_string());
        let person = Person { number, full_name: profile.full_name.clone(), birth_date };
        self.asked_and_noted(person, &asking, &agency.top(), now).await
    }

    fn citizen_actor(&self, number: &str) -> String {
        format!("{CITIZEN}{}", &self.person_key(number)[..16])
    }

    async fn check_turn(&self, officer: &Officer, file: &File, now: Instant) -> Result<(), ActError> {
        let hand = self.hand_for(officer, file, ActionName::LookUp, now).await?;
        let law_of = file.dossier.clock().map_or(now, |clock| clock.received_at);
        let around = self.surroundings(&file.dossier.origin, law_of).await?;
        Ok(may(&file.dossier, ActionName::LookUp, &around.circumstances(&hand, now))?)
    }

    /// Whether the purpose allows it and nobody's quota is used up.
    async fn check_allowed(&self, officer: &Officer, asking: &Asking<'_>, now: Instant) -> Result<(), LookUpError> {
        let rules = &self.law().look_ups;
        if !rules.allows(asking.purpose, asking.kind, now.day()) {
            return Err(LookUpError::NoPurpose);
        }
        let made = self.store().look_ups_made(&officer.top, &officer.agency, &officer.login, now.day()).await?;
        match rules.used_up(&officer.agency, now.day(), made.0, made.1) {
            Some(used) => Err(LookUpError::UsedUp(used)),
            None => Ok(()),
        }
    }

    async fn asked(&self, person: Person, asking: &Asking<'_>) -> Result<(LookUpSource, Told), LookUpError> {
        let people = self.people().ok_or(LookUpError::NotConnected)?;
        let question = PersonQuestion {
            person,
            kind: asking.kind,
            purpose: asking.purpose.to_owned(),
            officer: asking.actor.to_owned(),
            agency: asking.agency.clone(),
            dossier: asking.dossier.to_owned(),
        };
        let told = (people.ask)(question).await;
        Ok((people.source, told))
    }

    async fn asked_and_noted(
        &self,
        person: Person,
        asking: &Asking<'_>,
        top: &AgencyCode,
        now: Instant,
    ) -> Result<Answered, LookUpError> {
        let number = person.number.clone();
        let (source, told) = self.asked(person, asking).await?;
        let entry = self.noted_entry(made(asking, source, told.answer), asking.actor, &number, top, now);
        let id = self.store().note_person_look_up(entry).await?.id;
        Ok(Answered { id, source, told })
    }

    fn noted_entry(&self, look_up: LookUp, actor: &str, number: &str, top: &AgencyCode, now: Instant) -> LookUpEntry {
        LookUpEntry {
            top: top.clone(),
            id: String::new(),
            at: now,
            actor: actor.to_owned(),
            person: self.key_of(number),
            dossier: String::new(),
            look_up,
            number: 0,
        }
    }

    /// Writes a look-up into the ledger of its dossier; if that takes it no more, into the journal: it was made.
    async fn keep_look_up(
        &self,
        officer: &Officer,
        code: &DossierCode,
        look_up: LookUp,
        person: &Person,
        now: Instant,
    ) -> Result<(), LookUpError> {
        for _ in 0..WRITTEN_AGAIN {
            let file = self.file(code).await?;
            let seen = file.row.seq;
            let hand = self.hand_for(officer, &file, ActionName::LookUp, now).await?;
            let action = Action::LookUp(Box::new(look_up.clone()));
            match self.act_on(file, &hand, action, Vec::new(), seen, now).await {
                Ok(_) => return Ok(()),
                Err(ActError::SomeoneElse(_)) => {}
                Err(ActError::Store(error)) => return Err(error.into()),
                Err(_) => break,
            }
        }
        let entry = self.noted_entry(look_up, &officer.login, &person.number, &officer.top, now);
        self.store().note_person_look_up(entry).await?;
        Ok(())
    }

    /// What a look-up leaves beside the ledger, for one whose particulars name this number.
    pub(crate) fn with_look_ups(&self, save: Save, number: &str) -> Save {
        let person = self.key_of(number);
        let entries = save.entries.iter().filter(|entry| entry.kind == "looked-up");
        let look_ups = entries.filter_map(|entry| LookUpEntry::of_ledger(&save.top, entry, &person)).collect();
        Save { look_ups, ..save }
    }

    /// The look-ups an application names, where they were made by the same hand, about the same person, of late, and
    /// belong to no dossier yet.
    pub(crate) async fn look_ups_before(
        &self,
        application: &Application,
        actor: Option<&str>,
        now: Instant,
    ) -> Result<Vec<LookUp>, StoreError> {
        let number = &application.applicant.id_number;
        let (own, person) = (self.citizen_actor(number), self.key_of(number));
        // A citizen's belongs to his draft as long as that is kept.
        let belongs = actor.map_or(i64::from(self.limits().draft_days) * 86_400, |_| BELONGS_SECONDS);
        let ours = |entry: &LookUpEntry| {
            let fresh = now.unix_seconds() - entry.at.unix_seconds() < belongs;
            let same = entry.actor == actor.unwrap_or(&own) && entry.person == person && !person.is_empty();
            fresh && same && entry.dossier.is_empty() && entry.number > 0
        };
        let named: BTreeSet<&String> = application.look_ups.iter().take(MOST).collect();
        let mut look_ups = Vec::new();
        for id in named {
            let entry = self.store().look_up(&application.agency.top(), id).await?;
            look_ups.extend(entry.filter(ours).map(|entry| {
                let noted = Some(Noted { id: entry.id, at: entry.at });
                LookUp { noted, ..entry.look_up }
            }));
        }
        Ok(look_ups)
    }

    fn key_of(&self, number: &str) -> String {
        if number.is_empty() { String::new() } else { self.person_key(number) }
    }
}

/// Whom to ask about: persons who told a number.
pub fn person_of(applicant: &Applicant) -> Option<Person> {
    let is_person = applicant.kind == ApplicantKind::Person && !applicant.id_number.is_empty();
    is_person.then(|| Person {
        number: applicant.id_number.clone(),
        full_name: applicant.full_name.clone(),
        birth_date: applicant.birth_date.map_or_else(String::new, |born: Date| born.to_string()),
    })
}

/// The last look-up in a dossier's ledger that was answered, and when it was made.
pub fn last_look_up(file: &File) -> Option<(&LookUp, Instant)> {
    file.events.iter().rev().find_map(|event| match &event.fact {
        Fact::LookedUp(look_up) => Some((&**look_up, look_up.noted.as_ref().map_or(event.at, |noted| noted.at))),
        _ => None,
    })
}

fn made(asking: &Asking<'_>, source: LookUpSource, answer: LookUpAnswer) -> LookUp {
    LookUp {
        kind: asking.kind,
        purpose: asking.purpose.to_owned(),
        answer,
        source,
        agency: asking.agency.clone(),
        noted: None,
    }
}
