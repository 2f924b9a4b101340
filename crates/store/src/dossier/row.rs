//! *Hàng hồ sơ*: what a dossier is now, flat, for lists.

use super::{due_columns, read_due};
use crate::sql::question;
use crate::value::{Row, Value, row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::calendar::Due;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Channel, OfficerId, Outcome};
use domain::dossier::{Dossier, Origin, State, StateName};
use domain::ledger::{Digest, Entry};
use domain::process::Role;
use domain::time::Instant;

/// What `due_at` holds for dossiers without a due moment: they sort last and are never late.
pub(crate) const NEVER: i64 = i64::MAX;

/// *Hồ sơ* as it stands in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierRow {
    /// Its code.
    pub code: DossierCode,
    /// Agency that settles it.
    pub agency: AgencyCode,
    /// *Mã thủ tục*.
    pub procedure: String,
    /// How it came in.
    pub channel: Channel,
    /// Where it stands.
    pub state: StateName,
    /// Who handed it in.
    pub applicant: Applicant,
    /// When it was handed in.
    pub submitted_at: Instant,
    /// When it was received.
    pub received_at: Option<Instant>,
    /// When it is due.
    pub due: Option<Due>,
    /// Step of the process.
    pub step: Option<String>,
    /// Role whose turn it is.
    pub role: Option<Role>,
    /// Officer whose turn it is.
    pub officer: Option<OfficerId>,
    /// When the step is due.
    pub step_due: Option<Due>,
    /// When it ended, in whatever way.
    pub finished_at: Option<Instant>,
    /// How it ended; `None` also for dossiers that were not accepted.
    pub outcome: Option<Outcome>,
    /// When the result was handed over.
    pub returned_at: Option<Instant>,
    /// Whether it was brought from another system.
    pub imported: bool,
    /// When its last entry happened.
    pub updated_at: Instant,
    /// Number of its last entry.
    pub seq: u32,
    /// Hash of its last entry.
    pub head_hash: Digest,
}

/// *Người nộp hồ sơ* as lists show and find him.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Applicant {
    /// Name as it is written.
    pub name: String,
    /// Name in lower case without marks, as it is searched.
    pub folded: String,
}

impl std::fmt::Debug for Applicant {
    /// Shows nothing: a name has no place in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Applicant")
    }
}

impl DossierRow {
    /// The row of a dossier after its last entry; `role` is the one its step gives the turn to.
    pub fn of(dossier: &Dossier, head: &Entry, applicant: Applicant, role: Option<Role>) -> DossierRow {
        let clock = dossier.clock();
        let place = dossier.place();
        let (finished_at, outcome, returned_at) = end(&dossier.state);
        DossierRow {
            code: dossier.code.clone(),
            agency: dossier.agency().clone(),
            procedure: dossier.procedure().to_owned(),
            channel: dossier.channel(),
            state: dossier.state.name(),
            applicant,
            submitted_at: dossier.submitted_at,
            received_at: clock.map(|clock| clock.received_at),
            due: clock.and_then(|clock| clock.due),
            step: place.and_then(|place| place.step.clone()),
            role,
            // Who signed is done with it: to issue the result is the turn of anyone at the counter.
            officer: place
                .filter(|_| dossier.state.name() != StateName::Approved)
                .and_then(|place| place.officer.clone()),
            step_due: place.and_then(|place| place.due),
            finished_at,
            outcome,
            returned_at,
            imported: matches!(dossier.origin, Origin::Elsewhere(_)),
            updated_at: head.at,
            seq: head.seq,
            head_hash: head.hash,
        }
    }

    /// The columns as they are inserted.
    pub(crate) fn to_row<'a>(&'a self, top: &'a str, base_seq: u32) -> Vec<Value<'a>> {
        let (due_at, due_binds) = due_columns(self.due);
        let (step_due_at, step_due_binds) = due_columns(self.step_due);
        row![
            top,
            &self.code,
            &self.agency,
            &self.procedure,
            self.channel.key(),
            self.state.key(),
            &self.applicant.name,
            &self.applicant.folded,
            self.submitted_at,
            self.received_at,
            due_at.map_or(NEVER, Instant::unix_seconds),
            due_binds,
            self.step.as_ref(),
            self.role.map(Role::key),
            self.officer.as_ref(),
            step_due_at,
            step_due_binds,
            self.finished_at,
            self.outcome.map(Outcome::key),
            self.returned_at,
            self.imported,
            self.updated_at,
            base_seq,
            self.seq,
            &self.head_hash,
        ]
    }

    pub(crate) fn read(row: &mut Row<'_>) -> Result<DossierRow> {
        Ok(DossierRow {
            agency: row.take()?,
            code: row.take()?,
            procedure: row.take()?,
            channel: row.word(Channel::from_key)?,
            state: row.word(StateName::from_key)?,
            applicant: Applicant { name: row.take()?, folded: row.take()? },
            submitted_at: row.take()?,
            received_at: row.take()?,
            due: read_due(row)?,
            step: row.take()?,
            role: row.word_or_null(Role::from_key)?,
            officer: row.take()?,
            step_due: read_due(row)?,
            finished_at: row.take()?,
            outcome: row.word_or_null(Outcome::from_key)?,
            returned_at: row.take()?,
            imported: row.take()?,
            updated_at: row.take()?,
            seq: row.take()?,
            head_hash: row.take()?,
        })
    }
}

fn end(state: &State) -> (Option<Instant>, Option<Outcome>, Option<Instant>) {
    match state {
        State::NotAccepted { at, .. } => (Some(*at), None, None),
        State::Settled { outcome, finished_at, .. } => (Some(*finished_at), Some(*outcome), None),
        State::Returned { outcome, finished_at, returned_at, .. } => {
            (Some(*finished_at), Some(*outcome), Some(*returned_at))
        }
        State::Withdrawn { at, .. } => (Some(*at), Some(Outcome::Withdrawn), None),
        State::Stopped { at, .. } => (Some(*at), Some(Outcome::Stopped), None),
        _ => (None, None, None),
    }
}

impl Store {
    /// What a dossier is now.
    pub async fn dossier(&self, top: &AgencyCode, code: &DossierCode) -> Result<Option<DossierRow>> {
        self.engine().row(question!("dossier"), &values![top, code], DossierRow::read).await
    }

    /// What a dossier is now, of whatever ministry or province: codes are unique in the country.
    pub async fn find_dossier(&self, code: &DossierCode) -> Result<Option<DossierRow>> {
        self.engine().row(question!("dossier_anywhere"), &values![code], DossierRow::read).await
    }

    /// Agencies of a ministry or province that have dossiers.
    pub async fn dossier_agencies(&self, top: &AgencyCode) -> Result<Vec<AgencyCode>> {
        self.engine().rows(question!("dossier_agencies"), &values![top], |row| row.take()).await
    }

    /// Ministries and provinces that have dossiers.
    pub async fn tops(&self) -> Result<Vec<AgencyCode>> {
        self.engine().rows(question!("tops"), &[], |row| row.take()).await
    }
}
