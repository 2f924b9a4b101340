//! *Thời hạn lưu giữ*: what is past its time is counted, or taken out. Nothing of the ledger, the journal or the
//! consents is reached from here.

use crate::sql::{Sql, question};
use crate::value::{Value, row};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::privacy::Swept;
use domain::time::{Instant, day_number};

/// Counts what is past its time, or takes it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sweep {
    /// Only counts.
    DryRun,
    /// Takes out.
    Remove,
}

impl Store {
    /// What of a kind is older than a moment in one agency (`agency`), or, for kinds that belong to no agency, in the
    /// whole store: how many rows were taken out, or would be.
    pub async fn sweep(
        &self,
        kind: Swept,
        top: &AgencyCode,
        agencies: &[AgencyCode],
        before: Instant,
        sweep: Sweep,
    ) -> Result<u64> {
        let day = day_number(before.day());
        let of_agency = |agency: &AgencyCode, before: Value<'static>| row![top.to_string(), agency.to_string(), before];
        let rows: Vec<Vec<Value<'static>>> = match kind {
            Swept::Ticket | Swept::Appointment => {
                agencies.iter().map(|agency| of_agency(agency, Value::from(day))).collect()
            }
            Swept::Message => agencies.iter().map(|agency| of_agency(agency, Value::from(before))).collect(),
            Swept::Warning => vec![row![top.to_string(), before]],
            Swept::Draft | Swept::Session | Swept::PasswordLink => vec![row![before]],
        };
        let (count, remove) = questions(kind);
        let mut sum = 0;
        for params in rows {
            sum += match sweep {
                Sweep::DryRun => self.engine().row(count, &params, |row| row.take::<u64>()).await?.unwrap_or(0),
                Sweep::Remove => self.engine().run_one(remove, params).await?,
            };
        }
        Ok(sum)
    }
}

/// What counts a kind, and what takes it out.
fn questions(kind: Swept) -> (&'static Sql, &'static Sql) {
    match kind {
        Swept::Draft => (question!("past_drafts"), question!("drafts_expire")),
        Swept::Session => (question!("past_sessions"), question!("sessions_expire")),
        Swept::PasswordLink => (question!("past_password_links"), question!("swept_password_links")),
        Swept::Ticket => (question!("past_tickets"), question!("swept_tickets")),
        Swept::Appointment => (question!("past_appointments"), question!("swept_appointments")),
        Swept::Message => (question!("past_messages"), question!("swept_messages")),
        Swept::Warning => (question!("past_warnings"), question!("swept_warnings")),
    }
}
