//! The rules of a dossier, told as a lawyer would ask for them.

mod acts;
mod consulting;
mod linked;
mod properties;
mod table;

use super::action::Action;
use super::decide::{Circumstances, Effect, Refusal, decide, submit};
use super::event::{Actor, Birth, Channel, Event, Hand, Reason};
use super::{Dossier, Origin, code::DossierCode, evolve};
use crate::calendar::{Calendar, Policy, Term};
use crate::ledger::Digest;
use crate::lookup::{LookUp, LookUpAnswer, LookUpKind, LookUpSource};
use crate::process::{PlannedConsultation, Process, Role, Step};
use crate::rules::{Rulebook, Rules};
use crate::time::Instant;
use jiff::civil::DateTime;

/// A desk in Ninh Bình: a procedure of five working days, a process of three steps, a dossier handed in online.
pub(super) struct Desk {
    calendar: Calendar,
    rules: Rules,
    process: Process,
    term: Option<Term>,
    pub(super) events: Vec<Event>,
    pub(super) effects: Vec<Effect>,
}

pub(super) const CLERK: &str = "mot-cua";
pub(super) const OFFICER: &str = "thu-ly";
pub(super) const LEADER: &str = "lanh-dao";

impl Desk {
    /// The desk and a dossier handed in on Monday 16/10/2023 at 08:00.
    pub(super) fn new() -> Desk {
        let rulebook = Rulebook::from_json(include_str!("../../../../../data/rules.json")).unwrap();
        let calendar = Calendar::from_json(include_str!("../../../../../data/calendar.json")).unwrap();
        let mut desk = Desk {
            calendar,
            rules: rulebook.on(jiff::civil::date(2023, 10, 16)).unwrap(),
            process: process(),
            term: Some(Term::parse("5 ngày làm việc").unwrap()),
            events: Vec::new(),
            effects: Vec::new(),
        };
        let hand = hand("applicant");
        let birth = Birth {
            agency: "H42.101".parse().unwrap(),
            procedure: "1.000001".to_owned(),
            procedure_version: 1,
            process_version: Some(1),
            channel: Channel::Online,
            particulars: Digest::of(b"particulars"),
            papers: Vec::new(),
            link: None,
        };
        let (events, effects) = submit(birth, &desk.circumstances(&hand, at("2023-10-16T08:00"))).unwrap();
        desk.events = events;
        desk.effects = effects;
        desk
    }

    fn circumstances<'a>(&'a self, hand: &'a Hand, now: Instant) -> Circumstances<'a> {
        Circumstances {
            now,
            hand,
            calendar: &self.calendar,
            policy: Policy::CivilCode,
            rules: &self.rules,
            term: self.term,
            process: Some(&self.process),
        }
    }

    pub(super) fn dossier(&self) -> Dossier {
        let code: DossierCode = "H42.101-231016-0001".parse().unwrap();
        evolve::replay(&code, &self.events).unwrap().unwrap()
    }

    /// Somebody asks for something at a time; what is given is done.
    pub(super) fn ask(&mut self, who: &str, when: &str, action: Action) -> Result<(), Refusal> {
        let hand = hand(who);
        let (events, effects) = decide(&self.dossier(), action, &self.circumstances(&hand, at(when)))?;
        self.events.extend(events);
        self.effects = effects;
        Ok(())
    }

    /// The same, where it must be given.
    pub(super) fn done(mut self, who: &str, when: &str, action: Action) -> Desk {
        self.ask(who, when, action).unwrap_or_else(|refusal| panic!("{who} {when}: {refusal}"));
        self
    }

    /// The desk of the same procedure whose step `xac-minh` asks two units at once.
    pub(super) fn asking() -> Desk {
        let mut desk = Desk::new();
        desk.process.steps[1].asks = [("H42.10", "1 ngày làm việc"), ("H42.12", "2 ngày làm việc")]
            .map(|(unit, term)| PlannedConsultation {
                unit: unit.parse().unwrap(),
                question: why("Có vướng gì không?"),
                term: Term::parse(term).unwrap(),
            })
            .into();
        desk
    }

    /// Received on Monday at 09:00, due on Monday 23/10 at 17:00, with the officer.
    pub(super) fn received() -> Desk {
        Desk::new().done(CLERK, "2023-10-16T09:00", Action::Accept)
    }

    /// With the leader, ready to be decided, on Tuesday.
    pub(super) fn at_the_leader() -> Desk {
        let forward = Action::Forward { step: "ky".to_owned(), officer: None, note: None };
        Desk::received().done(OFFICER, "2023-10-17T09:00", forward)
    }
}

fn process() -> Process {
    let step = |id: &str, role, term: &str, next: &[&str], decides| Step {
        id: id.to_owned(),
        name: id.to_owned(),
        role,
        term: Some(Term::parse(term).unwrap()),
        next: next.iter().map(|next| (*next).to_owned()).collect(),
        decides,
        asks: Vec::new(),
    };
    Process {
        steps: vec![
            step("tham-dinh", Role::CaseOfficer, "2 ngày làm việc", &["xac-minh", "ky"], false),
            step("xac-minh", Role::CaseOfficer, "2 ngày làm việc", &["ky"], false),
            step("ky", Role::Leader, "1 ngày làm việc", &[], true),
        ],
    }
}

pub(super) fn hand(who: &str) -> Hand {
    let roles = match who {
        CLERK => vec![Role::Clerk],
        OFFICER | "thu-ly-2" => vec![Role::CaseOfficer],
        LEADER | "lanh-dao-2" => vec![Role::Leader],
        _ => {
            return Hand { actor: Actor::Applicant, roles: Vec::new() };
        }
    };
    Hand { actor: Actor::Officer(who.to_owned()), roles }
}

pub(super) fn at(local: &str) -> Instant {
    Instant::from_local(local.parse::<DateTime>().unwrap())
}

pub(super) fn why(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

pub(super) fn look_up() -> Action {
    Action::LookUp(Box::new(LookUp {
        kind: LookUpKind::Verify,
        purpose: "tthc-xac-thuc".to_owned(),
        answer: LookUpAnswer::Match,
        source: LookUpSource::Register,
        agency: "H42.101".parse().unwrap(),
        noted: None,
    }))
}
