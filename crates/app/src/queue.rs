//! *Xếp hàng, đặt lịch*: numbers are taken, called and served; appointments are made, kept or called off.

use crate::people::{Officer, hash_of_key};
use crate::{App, chance};
use domain::agency::AgencyCode;
use domain::ledger::Digest;
use domain::queue::{QueuePlan, TicketState, queues_since, slots_of};
use domain::time::Instant;
use jiff::civil::{Date, DateTime};
use store::{Appointment, Setting, StoreError, Ticket};

/// Key of an agency's [`QueuePlan`].
const PLAN: &str = "queue-plan";
/// How many days ahead appointments are made.
pub const DAYS_AHEAD: i32 = 14;

/// One time at which somebody may come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// When it begins.
    pub at: DateTime,
    /// How many places are free.
    pub free: u32,
}

/// Who wants to come, and when.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// When.
    pub at: DateTime,
    /// What for.
    pub series: char,
    /// Who.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// The code he will show; the same for a form sent twice.
    pub code: String,
}

/// Why no appointment was made or kept.
#[derive(Debug, thiserror::Error)]
pub enum AppointmentError {
    /// Taken meanwhile, or no such time.
    #[error("giờ này vừa hết chỗ; chọn một giờ khác còn chỗ")]
    Full,
    /// No such code.
    #[error("không có lịch hẹn nào mang mã này hôm nay; xem lại mã hoặc lấy số như thường")]
    Unknown,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// How an agency queues people.
    pub async fn queue_plan(&self, agency: &AgencyCode) -> Result<QueuePlan, StoreError> {
        let settings = self.store().settings(&agency.top()).await?;
        let chosen = settings.into_iter().find(|setting| setting.agency == *agency && setting.key == PLAN);
        Ok(chosen.and_then(|setting| serde_json::from_str(&setting.value).ok()).unwrap_or_default())
    }

    /// Keeps how an agency queues people.
    pub async fn put_queue_plan(&self, agency: &AgencyCode, plan: &QueuePlan) -> Result<(), StoreError> {
        let value = serde_json::to_string(plan).expect("a plan is plain data");
        self.store().put_setting(&Setting { agency: agency.clone(), key: PLAN.to_owned(), value }).await
    }

    /// *Bốc số*: the next number of a service; `None` if the agency has no such service.
    pub async fn take_ticket(
        &self,
        agency: &AgencyCode,
        series: char,
        now: Instant,
    ) -> Result<Option<Ticket>, StoreError> {
        let plan = self.queue_plan(agency).await?;
        if !plan.services.iter().any(|service| service.series == series) {
            return Ok(None);
        }
        self.store().take_ticket(agency, now.day(), series, now).await.map(Some)
    }

    /// A number for somebody who comes to his appointment; it stands in the queue from his time on.
    pub async fn come(&self, agency: &AgencyCode, code: &str, now: Instant) -> Result<Ticket, AppointmentError> {
        let found = self.store().appointment(&hash_of_key(code)).await?.ok_or(AppointmentError::Unknown)?;
        let there = found.agency == *agency && found.day == now.day() && found.state == "made";
        if !there || !self.store().end_appointment(&found, "come").await? {
            return Err(AppointmentError::Unknown);
        }
        let plan = self.queue_plan(agency).await?;
        let slot = Instant::start_of(found.day).unix_seconds() + i64::from(found.minute) * 60;
        let slot = Instant::from_unix_seconds(slot).unwrap_or(now);
        let since = queues_since(now, slot, plan.slot_minutes);
        Ok(self.store().take_ticket(agency, now.day(), found.series, since).await?)
    }

    /// Numbers of today, in the order of the queue.
    pub async fn tickets(&self, agency: &AgencyCode, now: Instant) -> Result<Vec<Ticket>, StoreError> {
        self.store().tickets(agency, now.day()).await
    }

    /// *Gọi số tiếp theo* of a service, or of any, to a counter; `None` when nobody waits. Two counters that call at
    /// once call two people.
    pub async fn call_next(
        &self,
        officer: &Officer,
        series: Option<char>,
        counter: &str,
        now: Instant,
    ) -> Result<Option<Ticket>, StoreError> {
        for ticket in self.tickets(&officer.agency, now).await? {
            let wanted = ticket.state == TicketState::Waiting && series.is_none_or(|series| series == ticket.series);
            if wanted && self.move_ticket(officer, &ticket, TicketState::Called, counter, now).await? {
                return Ok(Some(ticket));
            }
        }
        Ok(None)
    }

    /// *Gọi lại, xong, vắng*: moves a number on; `false` if somebody else did meanwhile.
    pub async fn move_ticket(
        &self,
        officer: &Officer,
        ticket: &Ticket,
        to: TicketState,
        counter: &str,
        now: Instant,
    ) -> Result<bool, StoreError> {
        self.store().move_ticket(&officer.agency, now.day(), ticket, to, counter, now).await
    }

    /// Times on a day at which somebody may still come.
    pub async fn slots(&self, agency: &AgencyCode, day: Date, now: Instant) -> Result<Vec<Slot>, StoreError> {
        let plan = self.queue_plan(agency).await?;
        let calendar = self.offices().of(self.store(), agency).await?.calendar.clone();
        let taken = self.store().appointments(agency, day, day.tomorrow().unwrap_or(day)).await?;
        let slots = slots_of(day, &plan, &calendar).into_iter().filter(|at| Instant::from_local(*at) > now);
        let free = |at: &DateTime| {
            let minute = minute_of(*at);
            let there = taken.iter().filter(|one| one.minute == minute).count();
            plan.slot_capacity.saturating_sub(u32::try_from(there).unwrap_or(u32::MAX))
        };
        Ok(slots.map(|at| Slot { free: free(&at), at }).collect())
    }

    /// *Đặt lịch hẹn*. A form sent twice makes one appointment: its code is the same.
    pub async fn make_appointment(
        &self,
        agency: &AgencyCode,
        wanted: &Wanted,
        now: Instant,
    ) -> Result<(), AppointmentError> {
        let code_hash = hash_of_key(&wanted.code);
        if self.store().appointment(&code_hash).await?.is_some() {
            return Ok(());
        }
        let plan = self.queue_plan(agency).await?;
        let day = wanted.at.date();
        let offered = self.slots(agency, day, now).await?.iter().any(|slot| slot.at == wanted.at && slot.free > 0);
        let near = day.since(now.day()).is_ok_and(|span| span.get_days() <= DAYS_AHEAD);
        let served = plan.services.iter().any(|service| service.series == wanted.series);
        let appointment = Appointment {
            agency: agency.clone(),
            day,
            minute: minute_of(wanted.at),
            place: 0,
            series: wanted.series,
            code_hash,
            name: wanted.name.clone(),
            phone: wanted.phone.clone(),
            made_at: now,
            state: "made".to_owned(),
        };
        let made = offered && near && served;
        let place = if made { self.store().make_appointment(&appointment, plan.slot_capacity).await? } else { None };
        place.map(|_| ()).ok_or(AppointmentError::Full)
    }

    /// *Huỷ lịch hẹn*, by whoever has its code.
    pub async fn call_off(&self, agency: &AgencyCode, code: &str) -> Result<(), AppointmentError> {
        let found = self.store().appointment(&hash_of_key(code)).await?.ok_or(AppointmentError::Unknown)?;
        let theirs = found.agency == *agency;
        if theirs && self.store().end_appointment(&found, "cancelled").await? {
            return Ok(());
        }
        Err(AppointmentError::Unknown)
    }

    /// Who comes today by appointment, for the clerks.
    pub async fn appointments_today(&self, officer: &Officer, now: Instant) -> Result<Vec<Appointment>, StoreError> {
        let day = now.day();
        self.store().appointments(&officer.agency, day, day.tomorrow().unwrap_or(day)).await
    }
}

/// A code for a form: the same form, the same code, which nobody else can guess.
pub fn appointment_code(secret: &[u8; 32], form: &str) -> String {
    let mut bytes = secret.to_vec();
    bytes.extend_from_slice(b"appointment");
    bytes.extend_from_slice(form.as_bytes());
    chance::legible_of(&Digest::of(&bytes).0)
}

fn minute_of(at: DateTime) -> u32 {
    u32::try_from(i32::from(at.hour()) * 60 + i32::from(at.minute())).unwrap_or(0)
}
