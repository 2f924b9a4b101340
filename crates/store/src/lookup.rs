//! *Lượt tra cứu thông tin công dân*: for counting, and for the one who was looked up.

use crate::job::Command;
use crate::office_act::OfficeAct;
use crate::sql::question;
use crate::value::{Row, Value, row, values};
use crate::{Result, Store, StoreError};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Actor, Fact};
use domain::ledger::{Digest, Entry};
use domain::lookup::{LookUp, LookUpAnswer, LookUpCount, LookUpKind, LookUpSource, NotedLookUp, PatternKind, Unusual};
use domain::report::Period;
use domain::time::{Instant, day_number, day_of_number};

/// Kind of the journal's lines that note a look-up of a person.
pub const PERSON_LOOKUP: &str = "person-lookup";

/// One look-up, beside the ledger and the journal.
#[derive(Clone, PartialEq, Eq)]
pub struct LookUpEntry {
    /// Level-1 code of the agency that asked.
    pub top: AgencyCode,
    /// `CODE#SEQ` of its event, or the id of its line in the journal.
    pub id: String,
    /// When it was asked.
    pub at: Instant,
    /// Who asked: an officer's sign-in name, or what stands for the citizen himself.
    pub actor: String,
    /// Keyed fingerprint of the person's number; empty where the number is none.
    pub person: String,
    /// The dossier it belongs to; empty where there is none.
    pub dossier: String,
    /// What was asked and said.
    pub look_up: LookUp,
    /// How many the officer has noted in the journal, this one included; 0 for one in a dossier's ledger.
    pub number: u32,
}

impl std::fmt::Debug for LookUpEntry {
    /// Shows no person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LookUpEntry({} {} {})", self.actor, self.look_up.purpose, self.look_up.answer.key())
    }
}

/// One officer opened a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// When, the first time that day.
    pub at: Instant,
    /// His agency.
    pub agency: String,
    /// His sign-in name.
    pub actor: String,
    /// Which page.
    pub why: String,
}

impl LookUpEntry {
    /// What an entry of the ledger says of a look-up; `None` for entries about something else.
    pub fn of_ledger(top: &AgencyCode, entry: &Entry, person: &str) -> Option<LookUpEntry> {
        let event = entry.event().ok()?;
        let Fact::LookedUp(look_up) = event.fact else { return None };
        let (id, at, number) = match &look_up.noted {
            // The row is there; it learns to which dossier it belongs.
            Some(noted) => (noted.id.clone(), noted.at, 0),
            None => (format!("{}#{}", entry.dossier, entry.seq), event.at, 0),
        };
        let (actor, dossier) = (actor_name(&event.actor), entry.dossier.clone());
        Some(LookUpEntry {
            top: top.clone(),
            id,
            at,
            actor,
            person: person.to_owned(),
            dossier,
            look_up: *look_up,
            number,
        })
    }

    /// The line of the journal that notes it, under an id that is the hash of all it says.
    fn act(&self, prev: &str) -> OfficeAct {
        let noted = NotedLookUp {
            look_up: self.look_up.clone(),
            person: self.person.clone(),
            number: self.number,
            prev: prev.to_owned(),
        };
        let mut act = OfficeAct {
            id: String::new(),
            agency: self.look_up.agency.clone(),
            at: self.at,
            actor: self.actor.clone(),
            kind: PERSON_LOOKUP.to_owned(),
            subject: self.look_up.purpose.clone(),
            content: serde_json::to_string(&noted).expect("look-ups are plain data"),
        };
        act.id = act_id(&self.top, &act);
        act
    }

    pub(crate) fn to_row(&self) -> Vec<Value<'_>> {
        row![
            &self.top,
            &self.id,
            self.at,
            day_number(self.at.day()),
            &self.look_up.agency,
            &self.actor,
            &self.person,
            &self.dossier,
            self.look_up.kind.key(),
            &self.look_up.purpose,
            self.look_up.answer.key(),
            self.look_up.source.key(),
            self.number
        ]
    }
}

/// The id of a line that notes a look-up: whoever changes the line changes its id.
pub(crate) fn act_id(top: &AgencyCode, act: &OfficeAct) -> String {
    let parts = [
        top.as_str(),
        act.agency.as_str(),
        &act.at.unix_seconds().to_string(),
        &act.actor,
        &act.kind,
        &act.subject,
        &act.content,
    ];
    Digest::of(parts.join("\n").as_bytes()).to_string()
}

pub(crate) fn actor_name(actor: &Actor) -> String {
    actor.officer().cloned().unwrap_or_else(|| actor.to_string())
}

impl Store {
    /// Notes a look-up without a dossier in the journal; its id and number are given to it here. Durable when this
    /// returns.
    pub async fn note_person_look_up(&self, mut entry: LookUpEntry) -> Result<LookUpEntry> {
        for _ in 0..NOTED_AGAIN {
            let (number, prev) = self.last_noted(&entry.top, &entry.actor).await?;
            entry.number = number + 1;
            let act = entry.act(&prev);
            entry.id.clone_from(&act.id);
            let line = values![&entry.top, &act.id, &act.kind, &act.subject, &act.content];
            let commands = vec![
                Command::new(question!("person_lookup_note"), entry.to_row()),
                Command::new(question!("office_act_of_lookup"), line),
            ];
            // Two of one officer at once: one comes first, the other names it as the one before.
            if self.engine().run(commands).await?[0] == 1 {
                return Ok(entry);
            }
        }
        Err(StoreError::Busy)
    }

    async fn last_noted(&self, top: &AgencyCode, actor: &str) -> Result<(u32, String)> {
        let read = |row: &mut Row<'_>| Ok((row.take()?, row.take()?));
        let last = self.engine().row(question!("person_lookup_last"), &values![top, actor], read).await?;
        Ok(last.unwrap_or_default())
    }

    /// One look-up.
    pub async fn look_up(&self, top: &AgencyCode, id: &str) -> Result<Option<LookUpEntry>> {
        self.engine().row(question!("person_lookup"), &values![top, id], read_entry).await
    }

    /// Look-ups of one person by the fingerprint of his number, newest first, after the last one of the page before.
    pub async fn look_ups_of(
        &self,
        person: &str,
        after: Option<(Instant, &str)>,
        limit: u32,
    ) -> Result<Vec<LookUpEntry>> {
        let (at, id) = after.map_or((i64::MAX, ""), |(at, id)| (at.unix_seconds(), id));
        let params = values![person, at, id, limit];
        self.engine().rows(question!("person_lookups_of"), &params, read_entry).await
    }

    /// How many look-ups an officer and his agency made on a day.
    pub async fn look_ups_made(
        &self,
        top: &AgencyCode,
        agency: &AgencyCode,
        actor: &str,
        day: jiff::civil::Date,
    ) -> Result<(u64, u64)> {
        let params = values![top, day_number(day), agency, actor];
        let read = |row: &mut Row<'_>| Ok((row.take()?, row.take()?));
        let made = self.engine().row(question!("person_lookups_made"), &params, read).await?;
        Ok(made.unwrap_or_default())
    }

    /// Look-ups of a ministry or province in a period, counted.
    pub async fn look_up_counts(&self, top: &AgencyCode, period: Period) -> Result<Vec<LookUpCount>> {
        let params = values![top, day_number(period.from()), day_number(period.to())];
        let read = |row: &mut Row<'_>| {
            let (agency, purpose) = (row.take()?, row.take()?);
            let answer = row.word(LookUpAnswer::from_key)?;
            Ok(LookUpCount { agency, purpose, answer, with_dossier: row.take::<i64>()? == 1, count: row.take()? })
        };
        self.engine().rows(question!("person_lookup_counts"), &params, read).await
    }

    /// What is unusual of one kind, from so many on.
    pub async fn unusual_look_ups(
        &self,
        top: &AgencyCode,
        period: Period,
        kind: PatternKind,
        at_least: u32,
    ) -> Result<Vec<Unusual>> {
        let params = values![top, day_number(period.from()), day_number(period.to()), at_least];
        let sql = match kind {
            PatternKind::WithoutDossier => question!("person_lookups_unfiled"),
            PatternKind::SamePerson => question!("person_lookups_repeated"),
        };
        let read = |row: &mut Row<'_>| {
            let (agency, officer) = (row.take()?, row.take()?);
            let day = match kind {
                PatternKind::WithoutDossier => day_of_number(row.take()?),
                PatternKind::SamePerson => None,
            };
            Ok(Unusual { kind, agency, officer, day, count: row.take()? })
        };
        self.engine().rows(sql, &params, read).await
    }

    /// All particulars there are, one after the other.
    pub async fn each_particulars(&self, mut told: impl FnMut(&str) + Send) -> Result<()> {
        let read = |row: &mut Row<'_>| {
            told(&row.at(3).take::<String>()?);
            Ok(())
        };
        self.engine().each(question!("particulars_all"), &[], read).await
    }

    /// Who opened a dossier, newest first.
    pub async fn openings_of(&self, code: &DossierCode, top: &AgencyCode, limit: u32) -> Result<Vec<Opening>> {
        let read = |row: &mut Row<'_>| {
            Ok(Opening { at: row.take()?, agency: row.take()?, actor: row.take()?, why: row.take()? })
        };
        self.engine().rows(question!("openings_of"), &values![top, code, limit], read).await
    }
}

/// How often a look-up is noted again when another one of the same officer came first.
const NOTED_AGAIN: u32 = 20;

pub(crate) fn read_entry(row: &mut Row<'_>) -> Result<LookUpEntry> {
    let (top, id, at) = (row.take()?, row.take()?, row.take()?);
    let (agency, actor, person, dossier) = (row.take()?, row.take()?, row.take()?, row.take()?);
    let kind = row.word(LookUpKind::from_key)?;
    let purpose = row.take()?;
    let answer = row.word(LookUpAnswer::from_key)?;
    let source = row.word(LookUpSource::from_key)?;
    let look_up = LookUp { kind, purpose, answer, source, agency, noted: None };
    Ok(LookUpEntry { top, id, at, actor, person, dossier, look_up, number: row.take()? })
}
