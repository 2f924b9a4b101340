//! *Số thứ tự, lịch hẹn* in the hall of an agency.

use crate::job::{Outcome, Work};
use crate::sql::question;
use crate::value::{Row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::ledger::Digest;
use domain::queue::TicketState;
use domain::time::{Instant, day_number, day_of_number};
use jiff::civil::Date;

/// *Số thứ tự*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Letter of its service.
    pub series: char,
    /// From 1, each day anew.
    pub number: u32,
    /// What became of it.
    pub state: TicketState,
    /// Where it was called to; empty before.
    pub counter: String,
    /// Since when it stands in the queue.
    pub taken_at: Instant,
    /// When it was called last.
    pub called_at: Option<Instant>,
    /// How often.
    pub calls: u32,
}

/// *Lịch hẹn*.
#[derive(Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Which agency.
    pub agency: AgencyCode,
    /// Day.
    pub day: Date,
    /// Minute of the day at which it begins.
    pub minute: u32,
    /// Which of those at the same time, from 1.
    pub place: u32,
    /// Letter of its service.
    pub series: char,
    /// Hash of the code the person holds.
    pub code_hash: Digest,
    /// Who comes.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// When it was made.
    pub made_at: Instant,
    /// `made`, `come` or `cancelled`.
    pub state: String,
}

impl std::fmt::Debug for Appointment {
    /// Shows no person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Appointment({} {} {}#{})", self.agency, self.day, self.minute, self.place)
    }
}

impl Store {
    /// Gives out the next number of a service on a day.
    pub async fn take_ticket(&self, agency: &AgencyCode, day: Date, series: char, at: Instant) -> Result<Ticket> {
        let key = (agency.top().to_string(), format!("{agency} {series}"), day_number(day));
        let Outcome::Number(number) = self.engine().write(Work::Number(key)).await? else {
            unreachable!("the writer answers what it was asked")
        };
        let params =
            values![&agency.top(), agency, day_number(day), series.to_string(), number, at].map(|it| it.into_owned());
        self.engine().run_one(question!("ticket_insert"), params).await?;
        let state = TicketState::Waiting;
        Ok(Ticket { series, number, state, counter: String::new(), taken_at: at, called_at: None, calls: 0 })
    }

    /// All numbers of a day, in the order in which they stand in the queue.
    pub async fn tickets(&self, agency: &AgencyCode, day: Date) -> Result<Vec<Ticket>> {
        let read = |row: &mut Row<'_>| {
            Ok(Ticket {
                series: row.word(|text| text.chars().next())?,
                number: row.take()?,
                state: row.word(TicketState::from_key)?,
                counter: row.take()?,
                taken_at: row.take()?,
                called_at: row.take()?,
                calls: row.take()?,
            })
        };
        let top = agency.top();
        let params = values![&top, agency, day_number(day)];
        let mut tickets = self.engine().rows(question!("tickets"), &params, read).await?;
        tickets.sort_by_key(|ticket| (ticket.taken_at, ticket.series, ticket.number));
        Ok(tickets)
    }

    /// Moves a number from one state to another; `false` if somebody else moved it meanwhile.
    pub async fn move_ticket(
        &self,
        agency: &AgencyCode,
        day: Date,
        ticket: &Ticket,
        to: TicketState,
        counter: &str,
        now: Instant,
    ) -> Result<bool> {
        let (top, series) = (agency.top(), ticket.series.to_string());
        let called = to == TicketState::Called;
        let params = values![
            &top,
            agency,
            day_number(day),
            &series,
            ticket.number,
            ticket.state.key(),
            ticket.calls,
            to.key(),
            counter,
            if called { Some(now) } else { ticket.called_at },
            ticket.calls + u32::from(called),
        ];
        Ok(self.engine().run_one(question!("ticket_move"), params).await? == 1)
    }

    /// Takes a place at a time, if one of `capacity` is free; `None` if all are taken.
    pub async fn make_appointment(&self, wanted: &Appointment, capacity: u32) -> Result<Option<u32>> {
        let (top, series) = (wanted.agency.top(), wanted.series.to_string());
        for place in 1..=capacity {
            let params = values![
                &top,
                &wanted.agency,
                day_number(wanted.day),
                wanted.minute,
                place,
                &series,
                &wanted.code_hash,
                &wanted.name,
                &wanted.phone,
                wanted.made_at,
            ];
            if self.engine().run_one(question!("appointment_insert"), params).await? == 1 {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// Appointments of an agency between two days (the last one not included), in their order.
    pub async fn appointments(&self, agency: &AgencyCode, from: Date, to: Date) -> Result<Vec<Appointment>> {
        let top = agency.top();
        let params = values![&top, agency, day_number(from), day_number(to)];
        self.engine().rows(question!("appointments"), &params, Appointment::read).await
    }

    /// The appointment of a code.
    pub async fn appointment(&self, code_hash: &Digest) -> Result<Option<Appointment>> {
        self.engine().row(question!("appointment_of_code"), &values![code_hash], Appointment::read).await
    }

    /// Writes that somebody came or called off; `false` if he had.
    pub async fn end_appointment(&self, one: &Appointment, state: &str) -> Result<bool> {
        let top = one.agency.top();
        let params = values![&top, &one.agency, day_number(one.day), one.minute, one.place, &one.code_hash, state];
        Ok(self.engine().run_one(question!("appointment_end"), params).await? == 1)
    }
}

impl Appointment {
    fn read(row: &mut Row<'_>) -> Result<Appointment> {
        Ok(Appointment {
            agency: row.take()?,
            day: {
                let number: i32 = row.take()?;
                day_of_number(number).ok_or_else(|| row.unreadable())?
            },
            minute: row.take()?,
            place: row.take()?,
            series: row.word(|text| text.chars().next())?,
            code_hash: row.take()?,
            name: row.take()?,
            phone: row.take()?,
            made_at: row.take()?,
            state: row.take()?,
        })
    }
}
