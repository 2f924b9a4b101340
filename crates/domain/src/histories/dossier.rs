//! A row of the file of dossiers.

use super::{Fault, Given, Terms};
use crate::agency::AgencyCode;
use crate::dossier::code::DossierCode;
use crate::dossier::event::{Channel, Outcome, PastDossier};
use crate::procedure::ProcedureCode;

/// *Cột của hồ sơ*: the fields of one row, in the order of [`super::DOSSIER_COLUMNS`].
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the columns of the file, by their names")]
pub struct DossierFields<'a> {
    pub dossier_code: &'a str,
    pub agency_code: &'a str,
    pub procedure_code: &'a str,
    pub channel: &'a str,
    pub applicant_kind: &'a str,
    pub submitted_at: &'a str,
    pub received_at: &'a str,
    pub due_at: &'a str,
    pub finished_at: &'a str,
    pub returned_at: &'a str,
    pub outcome: &'a str,
}

/// *Hồ sơ đã đọc*: a dossier as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadDossier {
    /// Its code.
    pub code: DossierCode,
    /// What goes into the ledger; still without activities.
    pub past: PastDossier,
    /// When it was handed in: no activity lies before.
    pub handed_in: Given,
}

struct Times {
    submitted: Option<Given>,
    received: Given,
    due: Option<Given>,
    finished: Option<Given>,
    returned: Option<Given>,
}

impl<'a> DossierFields<'a> {
    /// The fields of a row in the order of [`super::DOSSIER_COLUMNS`].
    pub fn from_array(fields: [&'a str; 11]) -> DossierFields<'a> {
        let [
            dossier_code,
            agency_code,
            procedure_code,
            channel,
            applicant_kind,
            submitted_at,
            received_at,
            due_at,
            finished_at,
            returned_at,
            outcome,
        ] = fields.map(str::trim);
        DossierFields {
            dossier_code,
            agency_code,
            procedure_code,
            channel,
            applicant_kind,
            submitted_at,
            received_at,
            due_at,
            finished_at,
            returned_at,
            outcome,
        }
    }

    /// The code of the row's dossier, which is worth knowing also where the rest makes no sense.
    pub fn code(&self) -> Result<DossierCode, Fault> {
        read_code(self.dossier_code)
    }

    /// The dossier this row tells of, or what is wrong with it.
    ///
    /// Whether its agency and procedure are known, and whether the dossier is already there, the caller finds out.
    pub fn read(&self, terms: Terms) -> Result<ReadDossier, Fault> {
        let code = self.code()?;
        let agency = self.agency(terms.agency)?;
        let procedure = self.procedure()?;
        let channel = Channel::from_key(self.channel).ok_or_else(|| Fault::Channel(Fault::shown(self.channel)))?;
        let outcome = self.outcome()?;
        let times = self.times()?;
        match (times.finished, outcome) {
            (None, Some(_)) => return Err(Fault::OutcomeWithoutFinish),
            (Some(_), None) => return Err(Fault::FinishWithoutOutcome),
            (None, None) if times.returned.is_some() => return Err(Fault::ReturnWithoutFinish),
            _ => {}
        }
        self.check_order(&times)?;
        self.check_past(&times, terms)?;
        let submitted_at = times.submitted.map(Given::start);
        let received_at = times.received.start_not_before(submitted_at);
        let finished_at = times.finished.map(|finished| finished.start_not_before(Some(received_at)));
        let past = PastDossier {
            agency,
            procedure,
            channel,
            applicant_kind: self.applicant_kind.to_owned(),
            submitted_at,
            received_at,
            due: times.due.map(Given::due),
            ended: finished_at.zip(outcome),
            returned_at: times.returned.map(|returned| returned.start_not_before(finished_at)),
            activities: Vec::new(),
        };
        Ok(ReadDossier { code, past, handed_in: times.submitted.unwrap_or(times.received) })
    }

    fn agency(&self, within: Option<&AgencyCode>) -> Result<AgencyCode, Fault> {
        if self.agency_code.is_empty() {
            return within.cloned().ok_or(Fault::NoAgency);
        }
        let agency: AgencyCode = self.agency_code.parse()?;
        match within {
            Some(within) if !agency.is_within(within) => Err(Fault::OtherAgency { agency, within: within.clone() }),
            _ => Ok(agency),
        }
    }

    fn procedure(&self) -> Result<String, Fault> {
        if self.procedure_code.is_empty() {
            return Err(Fault::Empty("procedure_code"));
        }
        let code: ProcedureCode = self.procedure_code.parse()?;
        Ok(code.into())
    }

    fn outcome(&self) -> Result<Option<Outcome>, Fault> {
        if self.outcome.is_empty() {
            return Ok(None);
        }
        Outcome::from_key(self.outcome).map(Some).ok_or_else(|| Fault::Outcome(Fault::shown(self.outcome)))
    }

    fn times(&self) -> Result<Times, Fault> {
        let received = read_time("received_at", self.received_at)?;
        Ok(Times {
            submitted: read_time("submitted_at", self.submitted_at)?,
            received: received.ok_or(Fault::Empty("received_at"))?,
            due: read_time("due_at", self.due_at)?,
            finished: read_time("finished_at", self.finished_at)?,
            returned: read_time("returned_at", self.returned_at)?,
        })
    }

    fn check_order(&self, times: &Times) -> Result<(), Fault> {
        let submitted = ("submitted_at", self.submitted_at, times.submitted);
        let received = ("received_at", self.received_at, Some(times.received));
        let due = ("due_at", self.due_at, times.due);
        let finished = ("finished_at", self.finished_at, times.finished);
        let returned = ("returned_at", self.returned_at, times.returned);
        // A day alone says nothing of the hour, so each is compared with all before it and not only the last.
        let pairs = [
            (submitted, received),
            (received, due),
            (received, finished),
            (submitted, finished),
            (finished, returned),
            (received, returned),
            (submitted, returned),
        ];
        for ((earlier, earlier_text, from), (later, later_text, to)) in pairs {
            if let (Some(from), Some(to)) = (from, to)
                && to.is_before(from)
            {
                let (earlier_text, later_text) = (earlier_text.to_owned(), later_text.to_owned());
                return Err(Fault::Backwards { earlier, earlier_text, later, later_text });
            }
        }
        Ok(())
    }

    fn check_past(&self, times: &Times, terms: Terms) -> Result<(), Fault> {
        let past = [
            ("submitted_at", self.submitted_at, times.submitted),
            ("received_at", self.received_at, Some(times.received)),
            ("finished_at", self.finished_at, times.finished),
            ("returned_at", self.returned_at, times.returned),
        ];
        let ahead = past.into_iter().find(|(.., time)| time.is_some_and(|time| time.is_after(terms.now)));
        match ahead {
            Some((column, text, _)) => Err(Fault::Future { column, text: text.to_owned() }),
            None => Ok(()),
        }
    }
}

pub(super) fn read_code(text: &str) -> Result<DossierCode, Fault> {
    if text.is_empty() {
        return Err(Fault::Empty("dossier_code"));
    }
    text.parse().map_err(|_| Fault::DossierCode(Fault::shown(text)))
}

pub(super) fn read_time(column: &'static str, text: &str) -> Result<Option<Given>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    Given::parse(text).map(Some).ok_or_else(|| Fault::Time { column, text: Fault::shown(text) })
}
