//! *Thủ tục liên thông*: handed in once, several dossiers; what waits for a result goes on by itself when it is there.

mod course;
mod view;

pub use view::{JourneyView, MemberView, Progress};

use crate::acts::{ActError, Application, SubmitError, Submitted};
use crate::catalogue::Catalogue;
use crate::draft::Draft;
use crate::form::check_application;
use crate::hand_in::{CODES_TRIED, Opener, Ready};
use crate::people::{Officer, hash_of_key};
use crate::{App, chance};
use course::{Course, begin};
use domain::agency::AgencyCode;
use domain::dossier::action::Action;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Actor, Fact, Hand};
use domain::dossier::{State, StateName};
use domain::journey::{Joint, LinkedProcedure};
use domain::procedure::Procedure;
use domain::time::Instant;
use jiff::civil::Date;
use std::borrow::Cow;
use std::sync::LazyLock;
use store::{JourneyMember, StoreError};

/// Journeys that are led on in one go.
const AT_ONCE: u32 = 100;

/// The links as shipped.
///
/// # Panics
/// If the shipped file is broken; a test reads it.
pub fn shipped_links() -> &'static [LinkedProcedure] {
    static LINKS: LazyLock<Vec<LinkedProcedure>> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../../../data/linked.json")).expect("data/linked.json is sound")
    });
    &LINKS
}

/// The link of a code, in force or not: what old dossiers belong to.
fn link_of(code: &str) -> Option<&'static LinkedProcedure> {
    shipped_links().iter().find(|link| link.code == code)
}

impl Catalogue {
    /// A link with the procedures it is made of, on a day; `None` if one of them is not in force.
    fn members_on(&self, link: &LinkedProcedure, day: Date) -> Option<Vec<&Procedure>> {
        link.members.iter().map(|member| Some(&self.on(&member.procedure, day)?.content)).collect()
    }

    /// The link of a code, where all of it is in force and settled somewhere; else the procedure is one like others.
    pub fn link(&self, code: &str, day: Date) -> Option<&'static LinkedProcedure> {
        self.links().find(|link| link.code == code && self.members_on(link, day).is_some())
    }

    /// What is asked once for a link.
    pub(crate) fn joint(&self, link: &LinkedProcedure, day: Date) -> Option<Joint> {
        let own = &self.on(&link.code, day)?.content;
        Some(link.joint(own, &self.members_on(link, day)?))
    }

    /// A procedure as people apply for it: that of the catalogue, or all that a link asks.
    pub fn offered(&self, code: &str, day: Date) -> Option<Cow<'_, Procedure>> {
        match self.link(code, day) {
            Some(link) => self.joint(link, day).map(|joint| Cow::Owned(joint.procedure)),
            None => self.on(code, day).map(|version| Cow::Borrowed(&version.content)),
        }
    }

    /// The agency that settles a member, where people chose one for the link: that one, or the only one there is.
    pub fn agency_for(&self, procedure: &str, chosen: &AgencyCode) -> Option<AgencyCode> {
        match self.agencies_settling(procedure) {
            [only] => Some(only.clone()),
            settlers => settlers.iter().find(|agency| *agency == chosen).cloned(),
        }
    }
}

/// What became of the dossier another one waits for.
enum Awaited {
    /// Nothing yet.
    Open,
    /// It has a result of this number.
    Result(String),
    /// It ended without one.
    Nothing,
}

impl App {
    /// Hands in a draft of a link: its first dossier at once, each other one as soon as it can be. The draft's id is the
    /// journey's, so that handing in twice makes one.
    pub(crate) async fn submit_linked(
        &self,
        draft: &Draft,
        link: &LinkedProcedure,
        told: String,
        now: Instant,
    ) -> Result<Submitted, SubmitError> {
        let catalogue = self.catalogue();
        let no_procedure = || SubmitError::NoProcedure(draft.procedure.clone());
        let asked = catalogue.offered(&link.code, now.day()).ok_or_else(no_procedure)?;
        let errors = draft.filling.check(&asked, now);
        let application = draft.filling.application(&asked).filter(|_| errors.is_empty());
        let application = application.ok_or(SubmitError::Fields(errors))?;
        let course = begin(&catalogue, link, draft.id.clone(), application, draft.key_hash(), now);
        let hand = Hand { actor: Actor::Applicant, roles: Vec::new() };
        let ready = self.first_of(&course, &hand, None, &told, now).await?;
        let mut code = match draft.promised() {
            Some(code) => code.clone(),
            None => self.promise(draft, None, ready.agency(), now).await?,
        };
        for _ in 0..CODES_TRIED {
            self.store().put_journey(&course.journey, &course.members(&code)?).await?;
            let kept = self.keep_under(&code, &ready, now).await?;
            if kept.is_some() || self.is_member(&code, &course.journey.id, 0).await? {
                self.store().hand_in_draft(&draft.id, &code, ready.agency(), now).await?;
                self.lead_on_or_later(&course.journey.top, &course.journey.id, now).await;
                return Ok(kept.unwrap_or(Submitted { code, follow_key: told, due: None }));
            }
            // A history brought another dossier under this code: the draft is promised the next one.
            code = self.promise(draft, Some(&code), ready.agency(), now).await?;
        }
        Err(StoreError::Busy.into())
    }

    /// *Tiếp nhận liên thông tại quầy*: a clerk receives the first dossier; the others go on as online.
    pub(crate) async fn receive_linked(
        &self,
        officer: &Officer,
        link: &LinkedProcedure,
        application: Application,
        now: Instant,
    ) -> Result<Submitted, SubmitError> {
        let catalogue = self.catalogue();
        let asked = catalogue.offered(&link.code, now.day());
        let asked = asked.ok_or_else(|| SubmitError::NoProcedure(link.code.clone()))?;
        let errors = check_application(&application, &asked, now);
        if !errors.is_empty() {
            return Err(SubmitError::Fields(errors));
        }
        let key = chance::follow_key();
        let course = begin(&catalogue, link, chance::draft_id(), application, hash_of_key(&key), now);
        let ready = self.first_of(&course, &officer.hand(), Some(Action::Accept), &key, now).await?;
        for _ in 0..CODES_TRIED {
            let code = self.next_code(ready.agency(), now).await?;
            self.store().put_journey(&course.journey, &course.members(&code)?).await?;
            if let Some(submitted) = self.keep_under(&code, &ready, now).await? {
                self.lead_on_or_later(&course.journey.top, &course.journey.id, now).await;
                return Ok(submitted);
            }
        }
        Err(StoreError::Busy.into())
    }

    async fn first_of(
        &self,
        course: &Course<'_>,
        hand: &Hand,
        then: Option<Action>,
        key: &str,
        now: Instant,
    ) -> Result<Ready, SubmitError> {
        let opener = Opener { hash: course.handed_in.follow_key, told: key.to_owned() };
        let application = course.application(0, "")?;
        self.ready(application, Vec::new(), (hand, then), opener, Some(course.tie(0, None)), (course.day(), now)).await
    }

    /// Leads on every journey that can go on: what a worker does that comes by, should an act have been cut short.
    pub async fn lead_journeys_on(&self, now: Instant) -> Result<u32, SubmitError> {
        let mut led = 0;
        for (top, id) in self.store().journeys_ready(AT_ONCE).await? {
            self.lead_on(&top, &id, now).await?;
            led += 1;
        }
        Ok(led)
    }

    /// Leads a journey on after an act, which is done whatever becomes of it: a worker comes by and looks again.
    pub(crate) async fn lead_on_or_later(&self, top: &AgencyCode, id: &str, now: Instant) {
        if let Err(error) = Box::pin(self.lead_on(top, id, now)).await {
            tracing::warn!(journey.id = %id, "journey {id} waits for a worker: {error}");
        }
    }

    /// Hands in the dossiers of a journey that wait for nothing any more, gives up those that never can be, and
    /// forgets what was handed in once nothing waits. Done again it changes nothing.
    pub(crate) async fn lead_on(&self, top: &AgencyCode, id: &str, now: Instant) -> Result<(), SubmitError> {
        let catalogue = self.catalogue();
        let Some(journey) = self.store().journey(top, id).await? else { return Ok(()) };
        let (Some(link), Ok(handed_in)) = (link_of(&journey.procedure), serde_json::from_str(&journey.content)) else {
            return Ok(());
        };
        let course = Course { link, catalogue: &catalogue, journey, handed_in };
        let members = self.store().journey_members(top, id).await?;
        for (place, member) in members.iter().enumerate().filter(|(_, member)| member.is_open()) {
            if place == 0 {
                if !self.note_if_there(top, id, member, now).await? {
                    // Nothing was handed in yet.
                    return Ok(());
                }
                continue;
            }
            let before = member.waits_for.and_then(|place| members.get(usize::try_from(place).ok()?));
            match self.awaited(before).await? {
                Awaited::Open => {}
                Awaited::Nothing => self.store().drop_member(top, id, member.place, now).await?,
                Awaited::Result(number) => self.hand_in_member(&course, place, member, before, &number, now).await?,
            }
        }
        self.store().close_journey(top, id, now).await?;
        Ok(())
    }

    async fn awaited(&self, before: Option<&JourneyMember>) -> Result<Awaited, SubmitError> {
        let Some(before) = before else { return Ok(Awaited::Result(String::new())) };
        if before.dropped_at.is_some() {
            return Ok(Awaited::Nothing);
        }
        let Some(code) = &before.dossier else { return Ok(Awaited::Open) };
        let file = match self.file(code).await {
            Ok(file) => file,
            Err(ActError::NotFound) => return Ok(Awaited::Open),
            Err(error) => return Err(stored(error)),
        };
        let number = file.events.iter().find_map(|event| match &event.fact {
            Fact::ResultIssued { number, .. } => Some(number.as_str().to_owned()),
            _ => None,
        });
        Ok(match (number, &file.dossier.state) {
            (Some(number), _) => Awaited::Result(number),
            (None, state) if is_over(state) => Awaited::Nothing,
            (None, _) => Awaited::Open,
        })
    }

    async fn hand_in_member(
        &self,
        course: &Course<'_>,
        place: usize,
        member: &JourneyMember,
        before: Option<&JourneyMember>,
        result: &str,
        now: Instant,
    ) -> Result<(), SubmitError> {
        let (top, id) = (&course.journey.top, &course.journey.id);
        let after = before.and_then(|before| before.dossier.clone());
        // Its clock starts with the result it waited for; one that waited for none is looked at by its own clerk.
        let then = after.is_some().then_some(Action::Accept);
        let hand = Hand { actor: Actor::System, roles: Vec::new() };
        let opener = Opener { hash: course.handed_in.follow_key, told: String::new() };
        let application = course.application(place, result)?;
        let tie = course.tie(place, after);
        let ready = self.ready(application, Vec::new(), (&hand, then), opener, Some(tie), (course.day(), now)).await?;
        let mut known = member.dossier.clone();
        for _ in 0..CODES_TRIED {
            if let Some(code) = &known {
                let kept = self.keep_under(code, &ready, now).await?.is_some();
                // Asked afterwards: another worker may have kept it under this code meanwhile.
                if kept || self.is_member(code, id, member.place).await? {
                    return Ok(self.store().member_handed_in(top, id, member.place, now).await?);
                }
            }
            let fresh = self.next_code(ready.agency(), now).await?;
            self.store().promise_member(top, id, member.place, known.as_ref(), &fresh).await?;
            // Where another worker was quicker, its code is the one.
            let members = self.store().journey_members(top, id).await?;
            let now_there = members.into_iter().find(|one| one.place == member.place);
            match now_there {
                Some(one) if one.is_open() => known = one.dossier,
                _ => return Ok(()),
            }
        }
        Err(StoreError::Busy.into())
    }

    /// Notes that the first dossier of a journey is there; `false` if it is not.
    async fn note_if_there(
        &self,
        top: &AgencyCode,
        id: &str,
        member: &JourneyMember,
        now: Instant,
    ) -> Result<bool, SubmitError> {
        let Some(code) = &member.dossier else { return Ok(false) };
        let there = self.is_member(code, id, member.place).await?;
        if there {
            self.store().member_handed_in(top, id, member.place, now).await?;
        }
        Ok(there)
    }

    /// Whether the dossier of a code is this one of a journey: the ledger says so.
    async fn is_member(&self, code: &DossierCode, journey: &str, place: u32) -> Result<bool, SubmitError> {
        match self.file(code).await {
            Ok(file) => Ok(file.dossier.link().is_some_and(|link| link.journey == journey && link.place == place)),
            Err(ActError::NotFound) => Ok(false),
            Err(error) => Err(stored(error)),
        }
    }
}

/// Whether nothing more can come of a dossier.
fn is_over(state: &State) -> bool {
    use StateName as S;
    matches!(state.name(), S::NotAccepted | S::Settled | S::Returned | S::Withdrawn | S::Stopped)
}

fn stored(error: ActError) -> SubmitError {
    match error {
        ActError::Store(error) => error.into(),
        other => StoreError::Engine(other.to_string()).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::procedure::{lines_of, read_catalogue};

    #[test]
    fn every_link_is_made_of_procedures_that_fit_together() {
        let catalogue = read_catalogue(lines_of(include_bytes!("../../../data/procedures.jsonl")));
        let find = |code: &str| {
            let row = catalogue.rows.iter().find(|row| row.procedure.code.as_str() == code);
            &row.unwrap_or_else(|| panic!("{code} is in the sample catalogue")).procedure
        };
        for link in shipped_links() {
            let members: Vec<&Procedure> = link.members.iter().map(|member| find(&member.procedure)).collect();
            assert_eq!(link.faults(&members), [], "{}", link.code);
            let joint = link.joint(find(&link.code), &members).procedure;
            assert_eq!(joint.form.unwrap().faults(), [], "{}", link.code);
            assert!(link.members.iter().all(|member| member.after.is_none() || !member.needs.is_empty()));
        }
    }
}
