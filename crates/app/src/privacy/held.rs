//! *Dữ liệu đang giữ*: everything this system holds of a person, for him to see and to take away.

use super::Subject;
use crate::App;
use crate::acts::ActError;
use crate::messages::owner_key;
use crate::people::Particulars;
use domain::agency::AgencyCode;
use domain::dossier::StateName;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Fact, Paper};
use domain::privacy::{ConsentRecord, Uses};
use domain::time::Instant;
use store::{ActFilter, Delivery, KeptRequest, Rating, StoreError};

/// Look-ups of one dossier that are shown.
const LOOK_UPS: u32 = 200;

/// *Dữ liệu của một hồ sơ*.
#[derive(Debug, Clone)]
pub struct HeldDossier {
    /// Its code.
    pub code: DossierCode,
    /// *Mã thủ tục*.
    pub procedure: String,
    /// Agency that settles it.
    pub agency: AgencyCode,
    /// Where it stands.
    pub state: StateName,
    /// When it was handed in.
    pub submitted_at: Instant,
    /// What was told of the applicant, and the answers; `None` for histories.
    pub particulars: Option<Particulars>,
    /// Papers handed in and the result.
    pub papers: Vec<Paper>,
    /// Messages about it.
    pub messages: Vec<Delivery>,
    /// What he thought of it.
    pub rating: Option<Rating>,
    /// Who opened it: when, of which agency, why. The officer's own name is his matter.
    pub opened: Vec<(Instant, AgencyCode, String)>,
    /// Whether its data are restricted.
    pub restricted: bool,
}

/// *Dữ liệu đang giữ của một người*.
#[derive(Debug, Clone)]
pub struct Held {
    /// Dossiers.
    pub dossiers: Vec<HeldDossier>,
    /// Consents.
    pub consents: Vec<ConsentRecord>,
    /// What follows from them and from restrictions.
    pub uses: Uses,
    /// Requests.
    pub requests: Vec<KeptRequest>,
    /// Messages about them.
    pub messages: Vec<Delivery>,
}

impl App {
    /// Everything held of a person besides what his account says of him.
    pub async fn held(&self, subject: &Subject) -> Result<Held, ActError> {
        let uses = self.uses_of(&subject.person).await?;
        let mut dossiers = Vec::new();
        for code in &subject.dossiers {
            dossiers.extend(self.held_dossier(code, &uses).await?);
        }
        Ok(Held {
            dossiers,
            consents: self.consents_of(&subject.person).await?,
            requests: self.data_requests_of(subject).await?,
            messages: self.told_person(&subject.person).await?,
            uses,
        })
    }

    /// One of his dossiers; `None` where it is not there any more.
    pub async fn held_dossier(&self, code: &DossierCode, uses: &Uses) -> Result<Option<HeldDossier>, ActError> {
        let file = match self.file(code).await {
            Ok(file) => file,
            Err(ActError::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        let dossier = &file.dossier;
        let top = dossier.agency().top();
        let papers = file.events.iter().flat_map(|event| match &event.fact {
            Fact::Submitted(birth) => birth.papers.clone(),
            Fact::Supplemented { papers, .. } => papers.clone(),
            Fact::ResultIssued { paper: Some(paper), .. } => vec![paper.clone()],
            _ => Vec::new(),
        });
        Ok(Some(HeldDossier {
            code: code.clone(),
            procedure: dossier.procedure().to_owned(),
            agency: dossier.agency().clone(),
            state: dossier.state.name(),
            submitted_at: file.row.submitted_at,
            particulars: self.particulars(dossier).await?,
            papers: papers.collect(),
            messages: self.store().deliveries_of(&top, &owner_key(code), 100).await?,
            rating: self.store().rating(&top, code).await?,
            opened: self.who_opened(&top, code).await?,
            restricted: uses.is_restricted(code),
        }))
    }

    async fn who_opened(
        &self,
        top: &AgencyCode,
        code: &DossierCode,
    ) -> Result<Vec<(Instant, AgencyCode, String)>, StoreError> {
        let filter = ActFilter { kind: "lookup", subject: code.as_str(), ..ActFilter::default() };
        let acts = self.store().office_acts(top, None, &filter, LOOK_UPS).await?;
        Ok(acts.into_iter().map(|act| (act.at, act.agency, act.content)).collect())
    }
}
