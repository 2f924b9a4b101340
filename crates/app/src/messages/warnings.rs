//! *Nhắc hạn*: a step or a dossier about to be late warns its officer; one that is late warns the head as well.

use super::Ways;
use crate::App;
use crate::acts::ActError;
use domain::agency::AgencyCode;
use domain::calendar::Due;
use domain::message::{WarningStage, last_day_soon};
use domain::process::Role;
use domain::time::Instant;
use store::{Delivery, DossierRow, StoreError, Unwarned, Watched};

/// How many dossiers of an agency are warned of in one round; the others follow in the next.
const ROUND: u32 = 200;

impl App {
    /// Warns of due moments that came near or passed, each once; gives how many dossiers were warned of.
    pub async fn warn_of_due_moments(&self, ways: &Ways, now: Instant) -> Result<u64, StoreError> {
        let catalogue = self.catalogue();
        let agencies: Vec<AgencyCode> = catalogue.agencies().map(|agency| agency.code.clone()).collect();
        let mut warned = 0;
        for agency in &agencies {
            let office = self.offices().of(self.store(), agency).await?;
            let today = Instant::start_of(now.day());
            let soon = Instant::start_of(last_day_soon(now.day(), &office.calendar).tomorrow().unwrap_or(now.day()));
            for stage in WarningStage::ALL {
                let (before, before_day) = match stage {
                    WarningStage::Late => (now, today),
                    WarningStage::Soon => (soon, soon),
                };
                for watched in [Watched::Dossier, Watched::Step] {
                    let asked = Unwarned { agency, watched, stage, before, before_day };
                    for row in self.store().unwarned(&asked, ROUND).await? {
                        self.warn_of(&row, &asked, ways, now).await?;
                        warned += 1;
                    }
                }
            }
        }
        Ok(warned)
    }

    async fn warn_of(
        &self,
        row: &DossierRow,
        asked: &Unwarned<'_>,
        ways: &Ways,
        now: Instant,
    ) -> Result<(), StoreError> {
        let due = match asked.watched {
            Watched::Dossier => row.due,
            Watched::Step => row.step_due,
        };
        let Some(due) = due else { return Ok(()) };
        // What is late already was told to be late, and needs no word that it soon will be.
        let late = domain::calendar::is_overdue(due, now.local());
        let quiet = asked.stage == WarningStage::Soon && late;
        let deliveries = if quiet { Vec::new() } else { self.warnings(row, due, asked, ways, now).await? };
        self.store().warn(row, due, asked, &deliveries, now).await
    }

    async fn warnings(
        &self,
        row: &DossierRow,
        due: Due,
        asked: &Unwarned<'_>,
        ways: &Ways,
        now: Instant,
    ) -> Result<Vec<Delivery>, StoreError> {
        let file = match self.file(&row.code).await {
            Ok(file) => file,
            Err(ActError::Store(error)) => return Err(error),
            Err(_) => return Ok(Vec::new()),
        };
        let mut logins = match (&row.officer, row.role) {
            (Some(login), _) => vec![login.clone()],
            (None, Some(role)) => self.holders(&row.agency, role).await?,
            (None, None) => Vec::new(),
        };
        if asked.stage == WarningStage::Late {
            logins.extend(self.holders(&row.agency, Role::Leader).await?);
            logins.sort();
            logins.dedup();
        }
        let about = match (asked.watched, asked.stage) {
            (Watched::Dossier, WarningStage::Soon) => "dossier-soon",
            (Watched::Dossier, WarningStage::Late) => "dossier-late",
            (Watched::Step, WarningStage::Soon) => "step-soon",
            (Watched::Step, WarningStage::Late) => "step-late",
        };
        let top = row.agency.top();
        let texts = self.texts(&top).await?;
        let mut gaps = self.gaps(&file, None, None, ways, now).await?;
        gaps.retain(|(gap, _)| *gap != "han");
        gaps.push(("han", super::texts::due_text(due)));
        gaps.push(("can_bo", self.holder_name(row).await?));
        let cause = format!("{}:{about}:{}", row.code, due.at);
        let mut deliveries = Vec::new();
        for login in logins {
            let recipient = self.told_officer(&top, &login, ways).await?;
            deliveries.extend(texts.letters((&row.agency, row.code.as_str()), &recipient, about, &cause, &gaps, now));
        }
        Ok(deliveries)
    }

    async fn holder_name(&self, row: &DossierRow) -> Result<String, StoreError> {
        let Some(login) = &row.officer else { return Ok("chưa giao cho ai".to_owned()) };
        let known = self.store().officer(&row.agency.top(), login).await?;
        Ok(known.map_or_else(|| login.clone(), |officer| officer.name))
    }
}
