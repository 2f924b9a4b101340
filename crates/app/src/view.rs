//! *Xem hồ sơ*: what each is shown of a dossier: the officer all, the owner his own, everyone else progress only.

use crate::App;
use crate::acts::{ActError, File};
use crate::claim::Claim;
use crate::deputies::may_by_any;
use crate::people::{Officer, Particulars};
use domain::agency::AgencyCode;
use domain::calendar::Due;
use domain::dossier::action::ActionName;
use domain::dossier::code::DossierCode;
use domain::dossier::decide::{Refusal, present_step};
use domain::dossier::event::{Actor, Fact, Hand, Paper, Reason};
use domain::dossier::{Dossier, StateName};
use domain::ledger::Digest;
use domain::process::{Process, Step};
use domain::time::Instant;
use std::sync::Arc;
use store::StoreError;

/// A dossier as its officers see it.
#[derive(Debug, Clone)]
pub struct DossierView {
    /// The dossier and its history.
    pub file: Arc<File>,
    /// Who asks and what he answered; `None` for histories.
    pub particulars: Option<Particulars>,
    /// What may be done now, and why not what may not, in the order of [`ActionName::ALL`].
    pub actions: Vec<(ActionName, Result<(), Refusal>)>,
    /// The process it follows.
    pub process: Option<Arc<Process>>,
    /// Where it may go from here.
    pub next_steps: Vec<Step>,
    /// Papers handed in, with the result's, oldest first.
    pub papers: Vec<Paper>,
    /// The term it has, in words.
    pub term: Option<String>,
    /// Sign-in names of the absent for whom the officer acts.
    pub stands_for: Vec<String>,
    /// *Hạn chế xử lý*: its data are kept, and used for nothing the law does not demand.
    pub restricted: bool,
}

/// A dossier as its owner sees it.
#[derive(Debug, Clone)]
pub struct OwnerView {
    /// The dossier and its history.
    pub file: Arc<File>,
    /// Who asked.
    pub particulars: Particulars,
    /// What he may do now.
    pub actions: Vec<ActionName>,
    /// His papers and the result's.
    pub papers: Vec<Paper>,
    /// When the result is due: promised, or expected as he handed in; `None` while the clock stands still, and
    /// where no term is stated.
    pub due: Option<Due>,
    /// Where his dossier goes from step to step.
    pub process: Option<Arc<Process>>,
    /// What he thought of it, once he said so.
    pub rating: Option<store::Rating>,
}

/// *Tra cứu không đăng nhập*: code and degree of completion, nothing more (TT 01/2018 art. 16.2d).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicProgress {
    /// Its code.
    pub code: DossierCode,
    /// Where it stands.
    pub state: StateName,
    /// Steps done, of how many: a dossier that is received has done the first.
    pub done: u32,
    /// Steps in all.
    pub of: u32,
    /// When the result is due, while the clock runs.
    pub due: Option<Due>,
}

impl App {
    /// A dossier as an officer of its agency, or of a unit that was asked, sees it.
    pub async fn dossier(&self, officer: &Officer, code: &DossierCode, now: Instant) -> Result<DossierView, ActError> {
        let file = self.file(code).await?;
        let asked = file.dossier.consultations.iter().any(|asked| officer.serves(&asked.unit));
        if !officer.serves(file.dossier.agency()) && !asked {
            return Err(ActError::NotYours);
        }
        let particulars = self.particulars(&file.dossier).await?;
        let number = particulars.as_ref().map_or("", |it| &it.applicant.id_number);
        let restricted = self.is_restricted(code, number).await?;
        let law_of = file.dossier.clock().map_or(now, |clock| clock.received_at);
        let around = self.surroundings(&file.dossier.origin, law_of).await?;
        let hands = self.hands(officer, now).await?;
        let circumstances = around.circumstances(&hands[0], now);
        // Who only watches, or was only asked, is offered nothing he would be refused.
        let acts = officer.acts_for(file.dossier.agency());
        let asked_here =
            file.dossier.consultations.iter().any(|asked| asked.answer.is_none() && officer.acts_for_unit(&asked.unit));
        let offered = |name: &ActionName| match name {
            ActionName::AnswerConsultation => asked_here,
            _ => acts,
        };
        let names = ActionName::ALL.iter().map(|(name, _)| *name).filter(offered);
        let actions =
            names.map(|name| (name, may_by_any(&file.dossier, name, &around, &hands, now).map(|_| ()))).collect();
        let step = present_step(&file.dossier, &circumstances);
        let next = step.map_or(&[][..], |step| &step.next);
        let next_steps = next.iter().filter_map(|id| around.process.as_ref()?.step(id).cloned()).collect();
        Ok(DossierView {
            papers: papers_of(&file),
            particulars,
            actions,
            next_steps,
            term: around.term.map(|term| term.to_string()),
            stands_for: hands.iter().filter_map(absent_of).collect(),
            restricted,
            process: around.process,
            file,
        })
    }

    /// *Ghi chú nội bộ* on a dossier an officer may see, oldest first.
    pub async fn remarks(&self, officer: &Officer, code: &DossierCode) -> Result<Vec<store::Remark>, StoreError> {
        self.store().remarks(&officer.top, code).await
    }

    /// Appends a remark, by an officer of the dossier's agency or of a unit that was asked.
    pub async fn remark(
        &self,
        officer: &Officer,
        code: &DossierCode,
        text: &Reason,
        now: Instant,
    ) -> Result<u32, ActError> {
        self.dossier(officer, code, now).await?;
        // A form sent twice writes once.
        let last = self.remarks(officer, code).await?.pop();
        if let Some(last) = last.filter(|last| last.author == officer.login && last.text == text.as_str()) {
            return Ok(last.number);
        }
        Ok(self.store().add_remark(&officer.top, code, &officer.login, text.as_str(), now).await?)
    }

    /// A dossier as the owner sees it, who shows his claim; wrong claims and unknown codes are told the same.
    pub async fn owned<'a>(
        &self,
        code: &DossierCode,
        claim: impl Into<Claim<'a>>,
        now: Instant,
    ) -> Result<OwnerView, ActError> {
        let claim = claim.into();
        let file = self.file(code).await?;
        let particulars = self.particulars(&file.dossier).await?.ok_or(ActError::NotFound)?;
        self.must_own(&file.dossier, &particulars, claim).await?;
        let law_of = file.dossier.clock().map_or(now, |clock| clock.received_at);
        let around = self.surroundings(&file.dossier.origin, law_of).await?;
        let hand = Hand { actor: Actor::Applicant, roles: Vec::new() };
        let circumstances = around.circumstances(&hand, now);
        let actions = domain::dossier::decide::allowed(&file.dossier, &circumstances);
        let due = match file.dossier.state.name() {
            StateName::Submitted => around.expected(file.dossier.submitted_at),
            StateName::Received | StateName::Processing | StateName::Approved => {
                file.dossier.clock().and_then(|clock| clock.due)
            }
            _ => None,
        };
        let rating = self.store().rating(&file.dossier.agency().top(), code).await?;
        Ok(OwnerView { papers: papers_of(&file), particulars, actions, due, rating, process: around.process, file })
    }

    /// What anyone may know of a dossier.
    pub async fn progress_of(&self, code: &DossierCode) -> Result<PublicProgress, ActError> {
        let row = self.store().find_dossier(code).await?.ok_or(ActError::NotFound)?;
        let done = match row.state {
            StateName::Submitted | StateName::NotAccepted => 1,
            StateName::Received => 2,
            StateName::Processing | StateName::AwaitingSupplement | StateName::AwaitingPayment | StateName::Paused => 3,
            StateName::Approved => 4,
            StateName::Settled | StateName::Stopped | StateName::Withdrawn => 5,
            StateName::Returned => 6,
        };
        let runs = matches!(row.state, StateName::Received | StateName::Processing | StateName::Approved);
        Ok(PublicProgress { code: row.code, state: row.state, done, of: 6, due: row.due.filter(|_| runs) })
    }

    /// The bytes of a paper of a dossier, for one who may see the dossier; `None` if it is not one of its papers.
    pub async fn paper_of(&self, papers: &[Paper], sha256: &Digest) -> Result<Option<(Paper, Vec<u8>)>, ActError> {
        let Some(paper) = papers.iter().find(|paper| paper.sha256 == *sha256) else {
            return Ok(None);
        };
        Ok(Some((paper.clone(), self.paper(sha256).await?)))
    }

    /// Agencies a unit may be asked for an opinion: those of the same ministry or province.
    pub fn units_to_ask(&self, dossier: &Dossier) -> Vec<(AgencyCode, String)> {
        self.units_beside(dossier.agency())
    }

    /// The other agencies of the same ministry or province, in the order of their codes.
    pub fn units_beside(&self, agency: &AgencyCode) -> Vec<(AgencyCode, String)> {
        let top = agency.top();
        let catalogue = self.catalogue();
        let others = catalogue.agencies().filter(|other| other.code.is_within(&top) && other.code != *agency);
        others.map(|other| (other.code.clone(), other.name.clone())).collect()
    }
}

fn absent_of(hand: &Hand) -> Option<String> {
    match &hand.actor {
        Actor::Deputy { absent, .. } => Some(absent.clone()),
        _ => None,
    }
}

fn papers_of(file: &File) -> Vec<Paper> {
    let papers = file.events.iter().flat_map(|event| match &event.fact {
        Fact::Submitted(birth) => birth.papers.clone(),
        Fact::Supplemented { papers, .. } => papers.clone(),
        Fact::ResultIssued { paper: Some(paper), .. } => vec![paper.clone()],
        _ => Vec::new(),
    });
    papers.collect()
}
