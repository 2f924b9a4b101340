//! Dossiers to save: each act of a story gives what `Store::save` takes.

use domain::agency::AgencyCode;
use domain::calendar::{Binds, Due};
use domain::dossier::Dossier;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Actor, Birth, Channel, Event, Fact, Reason};
use domain::dossier::evolve::evolve;
use domain::dossier::track::Track;
use domain::ledger::{Digest, Entry};
use domain::process::Role;
use domain::report::{corrections, tally_change};
use domain::time::Instant;
use jiff::civil::{Date, date};
use store::{Applicant, DossierRow, Message, Particulars, Save, TrackRow};

pub(crate) const DAY: Date = date(2026, 11, 20);

pub(crate) fn agency(code: &str) -> AgencyCode {
    code.parse().unwrap()
}

pub(crate) fn top() -> AgencyCode {
    agency("H42")
}

pub(crate) fn reason(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

/// One dossier and its acts so far.
#[derive(Clone)]
pub(crate) struct Story {
    pub(crate) agency: AgencyCode,
    pub(crate) code: DossierCode,
    pub(crate) name: String,
    pub(crate) clock: Instant,
    pub(crate) role: Option<Role>,
    pub(crate) last: Option<Entry>,
    pub(crate) events: Vec<Event>,
    dossier: Option<Dossier>,
    track: Option<Track>,
    particulars: Vec<Particulars>,
}

impl Story {
    pub(crate) fn new(agency_code: &str, number: u32) -> Story {
        let agency = agency(agency_code);
        Story {
            code: DossierCode::issue(&agency, DAY, number),
            agency,
            name: format!("Nguyễn Văn Số {number}"),
            clock: Instant::from_local(DAY.at(8, 0, 0, 0)),
            role: Some(Role::Clerk),
            last: None,
            events: Vec::new(),
            dossier: None,
            track: None,
            particulars: Vec::new(),
        }
    }

    /// Begins on another day.
    pub(crate) fn on(mut self, day: Date) -> Story {
        self.clock = Instant::from_local(day.at(8, 0, 0, 0));
        self.code = DossierCode::issue(&self.agency, day, u32::try_from(self.code.parts().unwrap().number).unwrap());
        self
    }

    pub(crate) fn submit(&mut self) -> Save {
        let particulars = Particulars::new(format!(r#"{{"name":"{}"}}"#, self.name));
        let birth = Birth {
            agency: self.agency.clone(),
            procedure: "1.001193".to_owned(),
            procedure_version: 1,
            process_version: Some(1),
            channel: Channel::Online,
            particulars: particulars.digest,
            papers: Vec::new(),
            link: None,
        };
        self.particulars.push(particulars);
        self.act(Actor::Applicant, vec![Fact::Submitted(Box::new(birth))])
    }

    pub(crate) fn accept(&mut self) -> Save {
        let due = self.due_in(5);
        let fact = Fact::Accepted { due, step: Some("tham-dinh".to_owned()), step_due: self.due_in(2) };
        self.role = Some(Role::CaseOfficer);
        self.act(Actor::Officer("mot.cua".to_owned()), vec![fact])
    }

    pub(crate) fn not_accept(&mut self) -> Save {
        self.role = None;
        let fact = Fact::NotAccepted { reason: reason("Không thuộc thẩm quyền") };
        self.act(Actor::Officer("mot.cua".to_owned()), vec![fact])
    }

    pub(crate) fn assign(&mut self, officer: &str) -> Save {
        self.act(Actor::Officer("lanh.dao".to_owned()), vec![Fact::Assigned { officer: officer.to_owned() }])
    }

    pub(crate) fn pause(&mut self) -> Save {
        let fact = Fact::SupplementRequested { items: vec![reason("Thiếu giấy khai sinh")] };
        self.act(Actor::Officer("thu.ly".to_owned()), vec![fact])
    }

    pub(crate) fn resume(&mut self) -> Save {
        let due = self.due_in(5);
        self.act(Actor::Applicant, vec![Fact::Supplemented { papers: Vec::new(), note: None, due }])
    }

    /// What the applicant said of himself is put right: proposed by one, approved by another.
    pub(crate) fn correct(&mut self) -> Vec<Save> {
        let old = Particulars::new(format!(r#"{{"name":"{}"}}"#, self.name)).digest;
        let new = Particulars::new(r#"{"name":"Nguyễn Văn Đúng"}"#.to_owned());
        let (fields, digest, reason) = (vec!["full_name".to_owned()], new.digest, reason("Ghi nhầm tên"));
        self.particulars.push(new);
        let proposed = Fact::CorrectionProposed { fields: fields.clone(), particulars: digest, reason: reason.clone() };
        let proposed_by = "mot.cua".to_owned();
        let corrected = Fact::Corrected { fields, old, new: digest, reason, proposed_by: proposed_by.clone() };
        vec![
            self.act(Actor::Officer(proposed_by), vec![proposed]),
            self.act(Actor::Officer("lanh.dao".to_owned()), vec![corrected]),
        ]
    }

    /// Signed and issued in one act of two entries.
    pub(crate) fn finish(&mut self) -> Save {
        let issued = Fact::ResultIssued { number: reason("12/QĐ"), title: reason("Quyết định"), paper: None };
        self.role = None;
        self.act(Actor::Officer("lanh.dao".to_owned()), vec![Fact::Approved { note: None }, issued])
    }

    /// The usual story, act by act.
    pub(crate) fn whole(&mut self) -> Vec<Save> {
        vec![self.submit(), self.accept(), self.assign("thu.ly"), self.pause(), self.resume(), self.finish()]
    }

    fn due_in(&self, days: i8) -> Option<Due> {
        let at = self.clock.day().checked_add(jiff::Span::new().days(days)).unwrap().at(17, 0, 0, 0);
        Some(Due { at, binds: Binds::Day })
    }

    /// The next act, an hour later.
    pub(crate) fn act(&mut self, actor: Actor, facts: Vec<Fact>) -> Save {
        self.clock = Instant::from_unix_seconds(self.clock.unix_seconds() + 3600).unwrap();
        let (before, known) = (self.track.clone(), self.events.len());
        let mut entries = Vec::new();
        let mut counted = false;
        for fact in facts {
            let event = Event { at: self.clock, actor: actor.clone(), fact };
            let (seq, prev) = self.last.as_ref().map_or((1, Digest::ZERO), |entry| (entry.seq + 1, entry.hash));
            let entry = Entry::new(self.agency.as_str(), self.code.as_str(), seq, self.clock, prev, &event);
            self.dossier = Some(evolve(&self.code, self.dossier.take(), &event).unwrap());
            counted |= match &mut self.track {
                Some(track) => track.apply(&event),
                none => {
                    *none = Track::begin(&event);
                    true
                }
            };
            self.events.push(event);
            entries.push(entry.clone());
            self.last = Some(entry);
        }
        let track = self.track.clone().unwrap();
        let mut tallies = tally_change(before.as_ref(), &track);
        tallies.extend(corrections(&track, &self.events[known..]));
        let applicant = Applicant { name: self.name.clone(), folded: self.name.to_lowercase() };
        Save {
            top: self.agency.top(),
            dossier: DossierRow::of(self.dossier.as_ref().unwrap(), entries.last().unwrap(), applicant, self.role),
            track: counted.then(|| TrackRow { code: self.code.clone(), track, recorded_at: self.clock }),
            tallies,
            particulars: std::mem::take(&mut self.particulars),
            outbox: vec![Message { kind: "progress".to_owned(), payload: "{}".to_owned(), created_at: self.clock }],
            consultations: Vec::new(),
            look_ups: Vec::new(),
            entries,
        }
    }
}
