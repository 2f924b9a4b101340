//! *Thủ tục liên thông*: which dossiers a journey has, and which are still to come.

use crate::sql::question;
use crate::value::{Row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::time::Instant;

/// What was handed in at once for several procedures.
#[derive(Clone, PartialEq, Eq)]
pub struct Journey {
    /// Level-1 code of its agencies.
    pub top: AgencyCode,
    /// What its dossiers name it by.
    pub id: String,
    /// *Mã thủ tục* of the link.
    pub procedure: String,
    /// JSON; empty once nothing waits any more.
    pub content: String,
    /// When it was handed in.
    pub begun_at: Instant,
}

impl std::fmt::Debug for Journey {
    /// Shows nothing of what was handed in.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Journey({} {})", self.id, self.procedure)
    }
}

/// One dossier of a journey, there or to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourneyMember {
    /// Place among the members, from 0.
    pub place: u32,
    /// *Mã thủ tục*.
    pub procedure: String,
    /// Agency that settles it.
    pub agency: AgencyCode,
    /// Place of the member whose result it waits for.
    pub waits_for: Option<u32>,
    /// The code it has, or was promised.
    pub dossier: Option<DossierCode>,
    /// When it was handed in.
    pub handed_in_at: Option<Instant>,
    /// When it was given up, because what it waited for ended without a result.
    pub dropped_at: Option<Instant>,
}

impl JourneyMember {
    /// Whether it is still to come.
    pub fn is_open(&self) -> bool {
        self.handed_in_at.is_none() && self.dropped_at.is_none()
    }
}

impl Store {
    /// Writes a journey and its members; what is handed in already stays as it is. Sent again it changes nothing.
    pub async fn put_journey(&self, journey: &Journey, members: &[JourneyMember]) -> Result<()> {
        let Journey { top, id, procedure, content, begun_at } = journey;
        let params = values![top, id, procedure, content, *begun_at];
        self.engine().run_one(question!("journey_put"), params).await?;
        for member in members {
            let JourneyMember { place, procedure, agency, waits_for, dossier, .. } = member;
            let params =
                values![top, id, *place, procedure, agency, *waits_for, dossier.as_ref().map(DossierCode::as_str)];
            self.engine().run_one(question!("journey_member_put"), params).await?;
        }
        Ok(())
    }

    /// A journey.
    pub async fn journey(&self, top: &AgencyCode, id: &str) -> Result<Option<Journey>> {
        let read = |row: &mut Row<'_>| {
            Ok(Journey {
                top: top.clone(),
                id: id.to_owned(),
                procedure: row.take()?,
                content: row.take()?,
                begun_at: row.take()?,
            })
        };
        self.engine().row(question!("journey"), &values![top, id], read).await
    }

    /// Its members, in order.
    pub async fn journey_members(&self, top: &AgencyCode, id: &str) -> Result<Vec<JourneyMember>> {
        let read = |row: &mut Row<'_>| {
            Ok(JourneyMember {
                place: row.take()?,
                procedure: row.take()?,
                agency: row.take()?,
                waits_for: row.take()?,
                dossier: row.take()?,
                handed_in_at: row.take()?,
                dropped_at: row.take()?,
            })
        };
        self.engine().rows(question!("journey_members"), &values![top, id], read).await
    }

    /// Promises a member the code of its dossier, in place of the one `before`; `false` if another was promised.
    pub async fn promise_member(
        &self,
        top: &AgencyCode,
        id: &str,
        place: u32,
        before: Option<&DossierCode>,
        code: &DossierCode,
    ) -> Result<bool> {
        let before = before.map_or("", DossierCode::as_str);
        Ok(self.engine().run_one(question!("journey_promise"), values![top, id, place, before, code]).await? == 1)
    }

    /// Notes that a member was handed in.
    pub async fn member_handed_in(&self, top: &AgencyCode, id: &str, place: u32, at: Instant) -> Result<()> {
        self.engine().run_one(question!("journey_handed_in"), values![top, id, place, at]).await.map(|_| ())
    }

    /// Notes that a member will never be handed in.
    pub async fn drop_member(&self, top: &AgencyCode, id: &str, place: u32, at: Instant) -> Result<()> {
        self.engine().run_one(question!("journey_drop"), values![top, id, place, at]).await.map(|_| ())
    }

    /// Closes a journey in which nothing waits any more; what was handed in with it is deleted here.
    pub async fn close_journey(&self, top: &AgencyCode, id: &str, at: Instant) -> Result<bool> {
        Ok(self.engine().run_one(question!("journey_close"), values![top, id, at]).await? == 1)
    }

    /// Journeys that can go on, at most so many.
    pub async fn journeys_ready(&self, most: u32) -> Result<Vec<(AgencyCode, String)>> {
        self.engine().rows(question!("journeys_ready"), &values![most], |row| Ok((row.take()?, row.take()?))).await
    }
}
