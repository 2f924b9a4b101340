//! Sentences about the rights of a person, and the whole table of states and acts.

mod consent;
mod table;
mod terms;

use super::*;
use crate::calendar::{Calendar, Policy};
use crate::dossier::event::{Actor, Reason};
use crate::time::Instant;
use jiff::civil::DateTime;
use std::collections::BTreeMap;

const HANDLER: &str = "officer:quantri";
const PERSON: &str = "applicant";
const SYSTEM: &str = "system";
/// A Monday.
const MADE: &str = "2026-11-23T09:00";

fn why(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::from_local(text.parse::<DateTime>().unwrap())
}

fn calendar() -> Calendar {
    Calendar::from_json(include_str!("../../../../../data/calendar.json")).unwrap()
}

fn book() -> RightsBook {
    RightsBook::from_json(include_str!("../../../../../data/data_rights.json")).unwrap()
}

/// What the law says, in whose calendar, and a request in it.
struct Desk {
    calendar: Calendar,
    rules: RightsRules,
    request: Option<DataRequest>,
    effects: Vec<RightsEffect>,
}

impl Desk {
    fn new() -> Desk {
        let rules = book().on(at(MADE).day()).unwrap();
        Desk { calendar: calendar(), rules, request: None, effects: Vec::new() }
    }

    fn made(kind: RequestKind, about: &str) -> Desk {
        let mut desk = Desk::new();
        let about: About = about.parse().unwrap();
        let right = match (kind, &about) {
            (RequestKind::Correct, About::Dossier(_)) => BTreeMap::from([("phone".to_owned(), "0912".to_owned())]),
            _ => BTreeMap::new(),
        };
        let actor = Actor::Applicant;
        let (event, effects) = {
            let around = desk.around(&actor, at(MADE));
            make(kind, about, why("Xin xem lại"), right, Vec::new(), &around).unwrap()
        };
        desk.request = Some(evolve("DL-1", None, &event).unwrap());
        desk.effects = effects;
        desk
    }

    fn around<'a>(&'a self, actor: &'a Actor, now: Instant) -> RightsCircumstances<'a> {
        let handles = actor.officer().is_some();
        RightsCircumstances {
            now,
            actor,
            handles,
            calendar: &self.calendar,
            policy: Policy::CivilCode,
            rules: &self.rules,
        }
    }

    fn request(&self) -> &DataRequest {
        self.request.as_ref().unwrap()
    }

    fn attempt(
        &self,
        who: &str,
        when: &str,
        act: RequestAct,
    ) -> Result<(DataRequest, Vec<RightsEffect>), RequestRefusal> {
        let actor: Actor = who.parse().unwrap();
        let (event, effects) = decide(self.request(), act, &self.around(&actor, at(when)))?;
        Ok((evolve("DL-1", self.request.clone(), &event).unwrap(), effects))
    }

    fn done(mut self, who: &str, when: &str, act: RequestAct) -> Desk {
        let (request, effects) = self.attempt(who, when, act).unwrap();
        (self.request, self.effects) = (Some(request), effects);
        self
    }
}

fn example(act: RequestActName, kind: RequestKind) -> RequestAct {
    let ground = || match kind {
        RequestKind::Erase => "ledger".to_owned(),
        _ => "identity".to_owned(),
    };
    match act {
        RequestActName::Accept => RequestAct::Accept { note: why("Sẽ làm"), with_processor: false },
        RequestActName::PassOn => RequestAct::PassOn,
        RequestActName::Extend => RequestAct::Extend { reason: why("Giấy tờ ở kho") },
        RequestActName::CarryOut => RequestAct::CarryOut { answer: why("Đã làm") },
        RequestActName::Refuse => RequestAct::Refuse { ground: ground(), reason: why("Vì …") },
        RequestActName::Cancel => RequestAct::Cancel,
        RequestActName::Settle => RequestAct::Settle { approved: true },
    }
}
