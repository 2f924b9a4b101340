//! *Hành trình* as people follow it: which dossiers there are, which are still to come.

use super::link_of;
use crate::App;
use crate::acts::{ActError, File};
use domain::agency::AgencyCode;
use domain::calendar::Due;
use domain::dossier::StateName;
use domain::dossier::code::DossierCode;

/// A journey as people follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourneyView {
    /// The link it follows.
    pub procedure: String,
    /// Its dossiers, there and to come.
    pub members: Vec<MemberView>,
}

/// One dossier of a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberView {
    /// *Mã thủ tục*.
    pub procedure: String,
    /// What people call it in a list of tasks.
    pub short: String,
    /// Agency that settles it.
    pub agency: AgencyCode,
    /// How far it is.
    pub progress: Progress,
}

/// How far one dossier of a journey is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// *Chưa làm được*: it waits for the result of another.
    Waits {
        /// What that is called.
        after: String,
        /// What of it is needed, in words.
        needs: String,
    },
    /// It is a dossier.
    Born {
        /// Its code.
        code: DossierCode,
        /// Where it stands.
        state: StateName,
        /// When its result is due, while its clock runs.
        due: Option<Due>,
    },
    /// *Không nộp nữa*: what it waited for ended without a result.
    Dropped {
        /// What that is called.
        after: String,
    },
}

impl App {
    /// The journey a dossier belongs to, as far as it is; `None` for one of its own.
    pub async fn journey_of(&self, file: &File) -> Result<Option<JourneyView>, ActError> {
        let Some(tie) = file.dossier.link() else { return Ok(None) };
        let top = file.dossier.agency().top();
        let rows = self.store().journey_members(&top, &tie.journey).await?;
        let link = link_of(&tie.procedure);
        let catalogue = self.catalogue();
        let short = |procedure: &str| {
            let member = link.and_then(|link| link.members.get(link.place(procedure)?));
            member.map_or_else(|| catalogue.name(procedure).to_owned(), |member| member.short.clone())
        };
        let mut members = Vec::new();
        for row in &rows {
            let before = row.waits_for.and_then(|place| rows.get(usize::try_from(place).ok()?));
            let after = before.map_or_else(String::new, |before| short(&before.procedure));
            let needs = link.and_then(|link| link.members.get(link.place(&row.procedure)?));
            let needs = needs.map_or_else(String::new, |member| member.needs.clone());
            let born = match &row.dossier {
                Some(code) => self.store().find_dossier(code).await?,
                None => None,
            };
            let progress = match (born, row.dropped_at) {
                (Some(born), _) => {
                    let runs = matches!(born.state, StateName::Received | StateName::Processing | StateName::Approved);
                    Progress::Born { code: born.code, state: born.state, due: born.due.filter(|_| runs) }
                }
                (None, Some(_)) => Progress::Dropped { after },
                (None, None) => Progress::Waits { after, needs },
            };
            let (procedure, agency) = (row.procedure.clone(), row.agency.clone());
            members.push(MemberView { short: short(&procedure), procedure, agency, progress });
        }
        Ok(Some(JourneyView { procedure: tie.procedure.clone(), members }))
    }
}
