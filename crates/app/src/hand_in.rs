//! *Nộp hồ sơ*: an application becomes a dossier: checked, made ready, kept under a code of its own.

use crate::acts::{Application, SubmitError, Submitted, Surroundings, compose, listed, replay};
use crate::form::check_application;
use crate::people::{Particulars, hash_of_key};
use crate::{App, chance};
use domain::agency::AgencyCode;
use domain::dossier::Origin;
use domain::dossier::action::Action;
use domain::dossier::code::DossierCode;
use domain::dossier::decide::{decide, submit};
use domain::dossier::event::{Birth, Hand};
use domain::journey::Link;
use domain::ledger::Digest;
use domain::lookup::LookUp;
use domain::time::Instant;
use jiff::civil::Date;
use std::sync::Arc;
use store::{SaveError, StoreError};

/// How many codes are tried for a new dossier before giving up: histories may hold the first ones of a day.
pub(crate) const CODES_TRIED: u32 = 500;

/// What opens a dossier to its owner: the hash that is kept, and the key that is told now, if it is.
pub(crate) struct Opener {
    pub(crate) hash: Digest,
    pub(crate) told: String,
}

impl Opener {
    /// A new key, told to whoever hands in.
    fn fresh() -> Opener {
        let told = chance::follow_key();
        Opener { hash: hash_of_key(&told), told }
    }
}

/// A dossier that only lacks its code.
pub(crate) struct Ready {
    birth: Birth,
    around: Surroundings,
    hand: Hand,
    then: Option<Action>,
    applicant: store::Applicant,
    content: String,
    follow_key: String,
    look_ups: Vec<LookUp>,
    number: String,
}

impl Ready {
    pub(crate) fn agency(&self) -> &AgencyCode {
        &self.birth.agency
    }
}

impl App {
    /// Hands in once; what is done at the same moment (`then`) is kept with it.
    pub(crate) async fn hand_in(
        &self,
        application: Application,
        hand: &Hand,
        then: Option<Action>,
        now: Instant,
    ) -> Result<Submitted, SubmitError> {
        let ready = self.make_ready(application, hand, then, Opener::fresh(), now).await?;
        for _ in 0..CODES_TRIED {
            let code = self.next_code(ready.agency(), now).await?;
            if let Some(submitted) = self.keep_under(&code, &ready, now).await? {
                return Ok(submitted);
            }
        }
        Err(StoreError::Busy.into())
    }

    /// A code no dossier of ours has had; a history may have brought one under it.
    pub(crate) async fn next_code(&self, agency: &AgencyCode, now: Instant) -> Result<DossierCode, StoreError> {
        let number = self.store().next_number(agency, now.day()).await?;
        Ok(DossierCode::issue(agency, now.day(), number))
    }

    /// Checks an application and gathers all that its dossier is made of, but for the code.
    pub(crate) async fn make_ready(
        &self,
        application: Application,
        hand: &Hand,
        then: Option<Action>,
        opener: Opener,
        now: Instant,
    ) -> Result<Ready, SubmitError> {
        let catalogue = self.catalogue();
        let code = &application.procedure;
        let procedure = catalogue.on(code, now.day()).ok_or_else(|| SubmitError::NoProcedure(code.clone()))?;
        let look_ups = self.look_ups_before(&application, hand.actor.officer().map(String::as_str), now).await?;
        // A paper is not asked for where the register said what it would; nobody is believed who only says so.
        let told = look_ups.iter().any(LookUp::tells_residence);
        let application = Application { look_ups: told.then(String::new).into_iter().collect(), ..application };
        let errors = check_application(&application, &procedure.content, now);
        if !errors.is_empty() {
            return Err(SubmitError::Fields(errors));
        }
        self.ready(application, look_ups, (hand, then), opener, None, (now.day(), now)).await
    }

    /// The same for what was checked before: `on` is the day whose content holds, and the moment of handing in.
    pub(crate) async fn ready(
        &self,
        application: Application,
        look_ups: Vec<LookUp>,
        (hand, then): (&Hand, Option<Action>),
        opener: Opener,
        link: Option<Link>,
        (day, now): (Date, Instant),
    ) -> Result<Ready, SubmitError> {
        let catalogue = self.catalogue();
        let code = &application.procedure;
        let procedure = catalogue.on(code, day).ok_or_else(|| SubmitError::NoProcedure(code.clone()))?;
        let exists = catalogue.agency_on(&application.agency, now.day()).is_some();
        let process = catalogue
            .process_version(&application.agency, code)
            .filter(|_| exists)
            .ok_or_else(|| SubmitError::NotSettledThere(application.agency.clone()))?;
        let number = application.applicant.id_number.clone();
        let particulars = Particulars {
            applicant: application.applicant,
            answers: application.answers,
            follow_key: opener.hash,
            salt: chance::token(),
        };
        let (content, digest) = particulars.sealed();
        let birth = Birth {
            agency: application.agency,
            procedure: application.procedure,
            procedure_version: procedure.version,
            process_version: Some(process),
            channel: application.channel,
            particulars: digest,
            papers: application.papers,
            link,
        };
        let around = self.surroundings(&Origin::Here(Box::new(birth.clone())), now).await?;
        let applicant = listed(&particulars.applicant);
        let follow_key = opener.told;
        Ok(Ready { birth, around, hand: hand.clone(), then, applicant, content, follow_key, look_ups, number })
    }

    /// Keeps a dossier under a code; `None` if another one has it.
    pub(crate) async fn keep_under(
        &self,
        code: &DossierCode,
        ready: &Ready,
        now: Instant,
    ) -> Result<Option<Submitted>, SubmitError> {
        let circumstances = ready.around.circumstances(&ready.hand, now);
        let (mut events, mut effects) = submit(ready.birth.clone(), &circumstances)?;
        let before = ready.look_ups.iter().map(|look_up| Action::LookUp(Box::new(look_up.clone())));
        for action in before.chain(ready.then.clone()) {
            let (more, further) = decide(&replay(code, &events)?, action, &circumstances)?;
            events.extend(more);
            effects.extend(further);
        }
        let due = replay(code, &events)?.clock().map_or_else(|| ready.around.expected(now), |clock| clock.due);
        let content = vec![ready.content.clone()];
        let applicant = ready.applicant.clone();
        let (save, file) = compose(code, None, &events, &effects, applicant, content, &ready.around, now)?;
        match self.keep(self.with_look_ups(save, &ready.number)).await {
            Ok(()) => {
                self.files().keep(&Arc::new(file));
                Ok(Some(Submitted { code: code.clone(), follow_key: ready.follow_key.clone(), due }))
            }
            Err(SaveError::Conflict) => Ok(None),
            Err(SaveError::Store(error)) => Err(error.into()),
            Err(error) => Err(StoreError::Engine(error.to_string()).into()),
        }
    }
}
