//! *Tờ khai chung* handed in: what belongs to which member, and the application each of them is.

use crate::acts::{Application, SubmitError};
use crate::catalogue::Catalogue;
use crate::people::Applicant;
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Channel, Paper};
use domain::journey::{Link, LinkedProcedure};
use domain::ledger::Digest;
use domain::procedure::Answers;
use domain::time::Instant;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Journey, JourneyMember};

/// What was handed in for all members: everything their dossiers will need.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct HandedIn {
    agency: AgencyCode,
    channel: Channel,
    applicant: Applicant,
    answers: Answers,
    papers: Vec<Paper>,
    pub(super) follow_key: Digest,
}

/// A journey that begins, or goes on.
pub(super) struct Course<'a> {
    pub(super) link: &'a LinkedProcedure,
    pub(super) catalogue: &'a Catalogue,
    pub(super) journey: Journey,
    pub(super) handed_in: HandedIn,
}

impl Course<'_> {
    /// The day whose forms and papers hold for all its dossiers.
    pub(super) fn day(&self) -> Date {
        self.journey.begun_at.day()
    }

    /// Its members, the first with the code it has.
    pub(super) fn members(&self, first: &DossierCode) -> Result<Vec<JourneyMember>, SubmitError> {
        let member = |place: usize| {
            let procedure = &self.link.members[place].procedure;
            let agency = self.agency(procedure)?;
            let place_of = |place: usize| u32::try_from(place).expect("a link has few members");
            Ok(JourneyMember {
                place: place_of(place),
                procedure: procedure.clone(),
                agency,
                waits_for: self.link.waits_for(place).map(place_of),
                dossier: (place == 0).then(|| first.clone()),
                handed_in_at: None,
                dropped_at: None,
            })
        };
        (0..self.link.members.len()).map(member).collect()
    }

    fn agency(&self, procedure: &str) -> Result<AgencyCode, SubmitError> {
        let settled = self.catalogue.agency_for(procedure, &self.handed_in.agency);
        settled.ok_or_else(|| SubmitError::NotSettledThere(self.handed_in.agency.clone()))
    }

    /// The application of one member; `result` is the number of the result it waited for.
    pub(super) fn application(&self, place: usize, result: &str) -> Result<Application, SubmitError> {
        let (day, member) = (self.day(), &self.link.members[place]);
        let no_procedure = || SubmitError::NoProcedure(member.procedure.clone());
        let joint = self.catalogue.joint(self.link, day).ok_or_else(no_procedure)?;
        let procedure = &self.catalogue.on(&member.procedure, day).ok_or_else(no_procedure)?.content;
        let HandedIn { channel, applicant, answers: given, papers, .. } = &self.handed_in;
        let mut answers = joint.answers_for(member, procedure, given, result);
        // What a clerk noted belongs to all of it.
        answers
            .extend(given.iter().filter(|(name, _)| name.contains('.')).map(|(name, one)| (name.clone(), one.clone())));
        let own = |paper: &Paper| match paper.component {
            None => Some(paper.clone()),
            Some(component) => {
                let (_, number) = joint.papers_of(component).iter().find(|(of, _)| *of == place)?;
                Some(Paper { component: Some(*number), ..paper.clone() })
            }
        };
        Ok(Application {
            procedure: member.procedure.clone(),
            agency: self.agency(&member.procedure)?,
            channel: *channel,
            applicant: applicant.clone(),
            answers,
            papers: papers.iter().filter_map(own).collect(),
            // What was asked before stands in the journal; a journey's dossiers do not take it over.
            look_ups: Vec::new(),
        })
    }

    pub(super) fn tie(&self, place: usize, after: Option<DossierCode>) -> Link {
        Link {
            procedure: self.link.code.clone(),
            journey: self.journey.id.clone(),
            place: u32::try_from(place).expect("a link has few members"),
            members: self.link.members.iter().map(|member| member.procedure.clone()).collect(),
            after,
        }
    }
}

/// A journey that is handed in now.
pub(super) fn begin<'a>(
    catalogue: &'a Catalogue,
    link: &'a LinkedProcedure,
    id: String,
    application: Application,
    follow_key: Digest,
    now: Instant,
) -> Course<'a> {
    let Application { agency, channel, applicant, answers, papers, .. } = application;
    let handed_in = HandedIn { agency, channel, applicant, answers, papers, follow_key };
    let content = serde_json::to_string(&handed_in).expect("what was handed in is plain data");
    let (top, procedure) = (handed_in.agency.top(), link.code.clone());
    Course { link, catalogue, journey: Journey { top, id, procedure, content, begun_at: now }, handed_in }
}
