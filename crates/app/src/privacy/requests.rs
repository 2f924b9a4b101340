//! *Yêu cầu của chủ thể dữ liệu*: made by a person, answered by those who look after personal data: load → decide →
//! save.

use super::{Subject, consenting, rights_on};
use crate::App;
use crate::acts::ActError;
use crate::messages::Ways;
use crate::people::{Applicant, Officer};
use domain::agency::AgencyCode;
use domain::dossier::event::{Actor, Fact, Hand, Paper, Reason};
use domain::privacy::{
    About, DataRequest, Purpose, RequestAct, RequestActName, RequestEvent, RequestKind, RequestRefusal, RequestState,
    RequestTally, RightsCircumstances, RightsEffect, decide, evolve, make, may, tally,
};
use domain::process::Role;
use domain::time::Instant;
use std::collections::BTreeMap;
use store::{Delivery, KeptRequest, StoreError};

/// Requests an officer's list shows.
const LISTED: u32 = 500;
/// How far back the report looks, in seconds: a year.
const REPORTED_SECONDS: i64 = 366 * 86_400;

/// What a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which right.
    pub kind: RequestKind,
    /// Which data.
    pub about: About,
    /// In his own words.
    pub words: Reason,
    /// What is right, by field of the applicant.
    pub right_values: BTreeMap<String, String>,
    /// Papers that show it.
    pub evidence: Vec<Paper>,
}

/// A request as those who answer it see it.
#[derive(Debug, Clone)]
pub struct Handled {
    /// The request.
    pub kept: KeptRequest,
    /// What may be done now, and why not what may not.
    pub acts: Vec<(RequestActName, Result<(), RequestRefusal>)>,
}

/// Why a request was not made or not acted on.
#[derive(Debug, thiserror::Error)]
pub enum DataRequestError {
    /// No such request, dossier or item of his.
    #[error("không có yêu cầu hoặc hồ sơ này trong dữ liệu của bạn")]
    NotFound,
    /// Not his to see.
    #[error("yêu cầu này gửi tới cơ quan khác")]
    NotYours,
    /// The rules say no.
    #[error("{0}")]
    Refused(#[from] RequestRefusal),
    /// Somebody else was quicker.
    #[error("yêu cầu vừa có diễn biến khác; xem lại rồi làm tiếp")]
    Overtaken,
    /// The law's rows do not cover the day.
    #[error("chưa có quy định về quyền đối với dữ liệu có hiệu lực ngày này")]
    NoRules,
    /// The dossier could not be corrected.
    #[error(transparent)]
    Dossier(#[from] ActError),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// *Gửi yêu cầu*: to the agency whose dossier it is about, else to the one that settled the newest of his
    /// dossiers, else to the ministry or province. Gives the code.
    pub async fn make_data_request(
        &self,
        subject: &Subject,
        wanted: Wanted,
        now: Instant,
    ) -> Result<String, DataRequestError> {
        if wanted.about.dossier().is_some_and(|code| !subject.dossiers.contains(code)) {
            return Err(DataRequestError::NotFound);
        }
        let agency = self.asked_agency(subject, &wanted.about).await?.ok_or(DataRequestError::NotFound)?;
        let Wanted { kind, about, words, right_values, evidence } = wanted;
        let rules = rights_on(now).ok_or(DataRequestError::NoRules)?;
        let office = self.offices().of(self.store(), &agency).await?;
        let around = RightsCircumstances {
            now,
            actor: &Actor::Applicant,
            handles: false,
            calendar: &office.calendar,
            policy: office.policy,
            rules: &rules,
        };
        let (event, effects) = make(kind, about, words, right_values, evidence, &around)?;
        let number = self.store().next_data_request(&agency, now).await?;
        let day = now.day();
        let day = format!("{:02}{:02}{:02}", day.year() % 100, day.month(), day.day());
        let code = format!("DL-{agency}-{day}-{number}");
        let request = evolve(&code, None, &event).map_err(|_| DataRequestError::NotFound)?;
        let kept =
            KeptRequest { top: agency.top(), agency, person: subject.person.clone(), request, events: vec![event] };
        self.keep_request(kept, &effects, now).await?;
        Ok(code)
    }

    async fn asked_agency(&self, subject: &Subject, about: &About) -> Result<Option<AgencyCode>, StoreError> {
        if let Some(code) = about.dossier().or(subject.dossiers.first()) {
            return Ok(self.store().find_dossier(code).await?.map(|row| row.agency));
        }
        let mut tops = self.data_tops();
        // A province serves people; of several the first will do, and it may pass the matter on.
        tops.sort_by_key(|top| !top.as_str().starts_with('H'));
        Ok(tops.into_iter().next())
    }

    /// Requests of a person, newest first.
    pub async fn data_requests_of(&self, subject: &Subject) -> Result<Vec<KeptRequest>, StoreError> {
        self.store().data_requests_of(&subject.person).await
    }

    /// One of a person's requests; of somebody else's he learns nothing.
    pub async fn own_data_request(&self, subject: &Subject, code: &str) -> Result<KeptRequest, DataRequestError> {
        let own = self.data_requests_of(subject).await?;
        own.into_iter().find(|kept| kept.request.code == code).ok_or(DataRequestError::NotFound)
    }

    /// *Rút yêu cầu*.
    pub async fn cancel_data_request(
        &self,
        subject: &Subject,
        code: &str,
        now: Instant,
    ) -> Result<(), DataRequestError> {
        let kept = self.own_data_request(subject, code).await?;
        self.act_on_request(kept, &Actor::Applicant, false, RequestAct::Cancel, now).await
    }

    /// Whether an officer looks after personal data in an agency: an administrator of it, or of one above it.
    pub fn handles_data(officer: &Officer, agency: &AgencyCode) -> bool {
        officer.has(Role::Administrator) && officer.serves(agency)
    }

    /// Sign-in names of those who do.
    pub(crate) async fn data_handlers(&self, agency: &AgencyCode) -> Result<Vec<String>, StoreError> {
        let all = self.store().officers(&agency.top(), None).await?;
        let handles = |one: &store::Officer| {
            one.active && one.roles.contains(&Role::Administrator) && agency.is_within(&one.agency)
        };
        Ok(all.into_iter().filter(handles).map(|one| one.login).collect())
    }

    /// Requests that wait for somebody, next due first: those an officer looks after.
    pub async fn open_data_requests(&self, officer: &Officer) -> Result<Vec<KeptRequest>, StoreError> {
        let open = self.store().open_data_requests(&officer.top, LISTED).await?;
        Ok(open.into_iter().filter(|kept| App::handles_data(officer, &kept.agency)).collect())
    }

    /// Requests of a year that an officer looks after, newest first, and their figures.
    pub async fn data_requests_reported(
        &self,
        officer: &Officer,
        now: Instant,
    ) -> Result<(Vec<KeptRequest>, RequestTally), StoreError> {
        let since = Instant::from_unix_seconds(now.unix_seconds() - REPORTED_SECONDS).unwrap_or(now);
        let all = self.store().data_requests_since(&officer.top, since, u32::MAX >> 1).await?;
        let mine: Vec<KeptRequest> = all.into_iter().filter(|kept| App::handles_data(officer, &kept.agency)).collect();
        let figures = tally(mine.iter().map(|kept| &kept.request), now);
        Ok((mine, figures))
    }

    /// One request, with what may be done and why not what may not.
    pub async fn data_request(&self, officer: &Officer, code: &str, now: Instant) -> Result<Handled, DataRequestError> {
        let kept = self.store().data_request(&officer.top, code).await?.ok_or(DataRequestError::NotFound)?;
        if !App::handles_data(officer, &kept.agency) {
            return Err(DataRequestError::NotYours);
        }
        let rules = rights_on(kept.request.made_at).ok_or(DataRequestError::NoRules)?;
        let office = self.offices().of(self.store(), &kept.agency).await?;
        let actor = officer.hand().actor;
        let around = RightsCircumstances {
            now,
            actor: &actor,
            handles: true,
            calendar: &office.calendar,
            policy: office.policy,
            rules: &rules,
        };
        let offered = RequestActName::ALL.iter().map(|(name, _)| *name);
        let offered = offered.filter(|name| !matches!(name, RequestActName::Cancel | RequestActName::Settle));
        let acts = offered.map(|name| (name, may(&kept.request, name, &around))).collect();
        Ok(Handled { kept, acts })
    }

    /// Acts on a request that was seen with so many events.
    pub async fn answer_data_request(
        &self,
        officer: &Officer,
        code: &str,
        act: RequestAct,
        seen: u32,
        now: Instant,
    ) -> Result<(), DataRequestError> {
        let Handled { kept, .. } = self.data_request(officer, code, now).await?;
        if kept.request.seq != seen {
            return Err(DataRequestError::Overtaken);
        }
        let name = act.name();
        self.act_on_request(kept, &officer.hand().actor, true, act, now).await?;
        self.note_act(officer, "data-request", code, name.name(), now).await?;
        Ok(())
    }

    async fn act_on_request(
        &self,
        kept: KeptRequest,
        actor: &Actor,
        handles: bool,
        act: RequestAct,
        now: Instant,
    ) -> Result<(), DataRequestError> {
        let rules = rights_on(kept.request.made_at).ok_or(DataRequestError::NoRules)?;
        let office = self.offices().of(self.store(), &kept.agency).await?;
        let (calendar, policy) = (&*office.calendar, office.policy);
        let around = RightsCircumstances { now, actor, handles, calendar, policy, rules: &rules };
        let (event, effects) = decide(&kept.request, act, &around)?;
        if effects.contains(&RightsEffect::ProposeCorrection) {
            self.propose_asked_correction(&kept, actor, now).await?;
        }
        self.keep_request(after(kept, event)?, &effects, now).await
    }

    /// Keeps the last event of a request with what follows from it.
    async fn keep_request(
        &self,
        kept: KeptRequest,
        effects: &[RightsEffect],
        now: Instant,
    ) -> Result<(), DataRequestError> {
        let ways = Ways { channels: Vec::new(), base_url: String::new() };
        let mut letters: Vec<Delivery> = Vec::new();
        let mut consent = None;
        let how = format!("yêu cầu {}", kept.request.code);
        for effect in effects {
            match effect {
                RightsEffect::TellPerson(about) => letters.extend(self.letters_to_person(&kept, about, now).await?),
                RightsEffect::TellHandlers => {
                    letters.extend(self.letters_to_handlers(&kept, "data-request-new", &ways, now).await?);
                }
                RightsEffect::WithdrawConsent(purpose) => consent = Some(consenting(*purpose, false, &how)),
                RightsEffect::Limit(_) | RightsEffect::EraseAccount | RightsEffect::ProposeCorrection => {}
            }
        }
        if !self.store().keep_data_request(&kept, effects, consent.as_ref(), &letters).await? {
            return Err(DataRequestError::Overtaken);
        }
        if effects.contains(&RightsEffect::EraseAccount) {
            self.erase_account(&kept.person, &how, now).await?;
        }
        Ok(())
    }

    /// *Xoá*: what was given to be reached and to be spared typing. Dossiers, consents and requests stay; the
    /// consents are withdrawn.
    async fn erase_account(&self, person: &str, how: &str, now: Instant) -> Result<(), StoreError> {
        for purpose in [Purpose::Prefill, Purpose::ExtraMessages] {
            if self.uses_of(person).await?.consents.get(&purpose) == Some(&true) {
                self.say_consent(person, purpose, false, how, now).await?;
            }
        }
        self.forget_account(person).await
    }

    /// Puts the correction a person asked for to his dossier, whose leader must approve it.
    async fn propose_asked_correction(
        &self,
        kept: &KeptRequest,
        actor: &Actor,
        now: Instant,
    ) -> Result<(), DataRequestError> {
        let code = kept.request.about.dossier().ok_or(DataRequestError::NotFound)?;
        let file = self.file(code).await?;
        let old = self.particulars(&file.dossier).await?.ok_or(DataRequestError::NotFound)?;
        let applicant = corrected(&old.applicant, &kept.request.right_values);
        let reason = Reason::new(&format!("Theo yêu cầu {}: {}", kept.request.code, kept.request.words));
        let reason = reason.expect("a code is not blank");
        let hand = Hand { actor: actor.clone(), roles: vec![Role::Administrator] };
        self.propose_for(file, &hand, old, applicant, reason, now).await?;
        Ok(())
    }

    /// Closes requests whose correction was approved, and gives those back whose was not; gives how many.
    pub async fn follow_up_corrections(&self, now: Instant) -> Result<u64, DataRequestError> {
        let mut settled = 0;
        for top in self.data_tops() {
            for kept in self.store().open_data_requests(&top, LISTED).await? {
                if kept.request.state != RequestState::Correcting {
                    continue;
                }
                let Some(approved) = self.correction_outcome(&kept).await? else { continue };
                self.act_on_request(kept, &Actor::System, false, RequestAct::Settle { approved }, now).await?;
                settled += 1;
            }
        }
        Ok(settled)
    }

    /// Whether the correction of a request was approved; `None` while it waits.
    async fn correction_outcome(&self, kept: &KeptRequest) -> Result<Option<bool>, DataRequestError> {
        let Some(code) = kept.request.about.dossier() else { return Ok(None) };
        let passed_on = kept.events.iter().rev().find(|event| event.fact.kind() == "passed-on");
        let since = passed_on.map_or(kept.request.made_at, |event| event.at);
        let file = self.file(code).await?;
        if file.dossier.correction.is_some() {
            return Ok(None);
        }
        let outcome = file.events.iter().rev().filter(|event| event.at >= since).find_map(|event| match event.fact {
            Fact::Corrected { .. } => Some(true),
            Fact::CorrectionRejected { .. } => Some(false),
            _ => None,
        });
        Ok(outcome)
    }
}

fn after(mut kept: KeptRequest, event: RequestEvent) -> Result<KeptRequest, DataRequestError> {
    let code = kept.request.code.clone();
    let before: DataRequest = kept.request.clone();
    kept.request = evolve(&code, Some(before), &event).map_err(|_| DataRequestError::NotFound)?;
    kept.events.push(event);
    Ok(kept)
}

/// Fields of the applicant a person may point at, and what people call them.
pub const CORRECTABLE: [(&str, &str); 5] = [
    ("full_name", "Họ, chữ đệm và tên"),
    ("id_number", "Số định danh"),
    ("phone", "Số điện thoại"),
    ("email", "Thư điện tử"),
    ("address", "Địa chỉ"),
];

/// The applicant with what is right in place of what was wrong.
fn corrected(old: &Applicant, right: &BTreeMap<String, String>) -> Applicant {
    let mut applicant = old.clone();
    for (field, value) in right {
        let place = match field.as_str() {
            "full_name" => &mut applicant.full_name,
            "id_number" => &mut applicant.id_number,
            "phone" => &mut applicant.phone,
            "email" => &mut applicant.email,
            "address" => &mut applicant.address,
            _ => continue,
        };
        place.clone_from(value);
    }
    applicant
}
