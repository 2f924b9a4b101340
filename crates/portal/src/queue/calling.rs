//! *Gọi số*: what a clerk presses: next, again, done, absent.

use super::called;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::queue::{CounterService, TicketState, call_text, ticket_label};
use serde::Deserialize;
use store::Ticket;

#[derive(Template)]
#[template(path = "queue/calling.html")]
struct Calling {
    frame: Frame,
    agency: String,
    counter: String,
    counters: Vec<String>,
    services: Vec<(CounterService, usize)>,
    mine: Vec<Held>,
    others: Vec<(String, String)>,
    waiting: Vec<(String, String)>,
    appointments: Vec<(String, String, String)>,
    said: String,
}

/// A number called to this counter.
struct Held {
    label: String,
    series: char,
    number: u32,
    calls: u32,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Asked {
    quay: String,
    khong: String,
}

/// `GET /hang-doi`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let plan = portal.app.queue_plan(&officer.agency).await?;
    let tickets = portal.app.tickets(&officer.agency, visitor.now).await?;
    let counters: Vec<String> = (1..=plan.counters).map(|number| number.to_string()).collect();
    let counter = counters.iter().find(|one| **one == asked.quay).cloned().unwrap_or_default();
    let waits = |one: &&Ticket| one.state == TicketState::Waiting;
    let services = plan.services.iter().map(|service| {
        let count = tickets.iter().filter(waits).filter(|one| one.series == service.series).count();
        (service.clone(), count)
    });
    let here = tickets.iter().filter(|one| one.state == TicketState::Called && one.counter == counter);
    let mine: Vec<Held> = here
        .map(|one| Held {
            label: ticket_label(one.series, one.number),
            series: one.series,
            number: one.number,
            calls: one.calls,
        })
        .collect();
    let label = |one: &Ticket| ticket_label(one.series, one.number);
    let appointments = portal.app.appointments_today(officer, visitor.now).await?;
    let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    page(Calling {
        frame: visitor.frame("Gọi số").at("/hang-doi"),
        agency: officer.agency.to_string(),
        others: called(&tickets).into_iter().filter(|(_, at)| *at != counter).collect(),
        waiting: tickets
            .iter()
            .filter(waits)
            .take(20)
            .map(|one| (label(one), words::time(one.taken_at.local())))
            .collect(),
        appointments: appointments
            .into_iter()
            .map(|one| {
                (clock(one.minute), one.name, if one.state == "come" { "đã tới" } else { "chưa tới" }.to_owned())
            })
            .collect(),
        services: services.collect(),
        said: if asked.khong == "1" { "Không còn ai chờ việc này.".to_owned() } else { String::new() },
        counter,
        counters,
        mine,
    })
}

/// `POST /hang-doi`.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let counter = filled.text("quay");
    let plan = portal.app.queue_plan(&officer.agency).await?;
    let there = counter.parse::<u32>().is_ok_and(|number| (1..=plan.counters).contains(&number));
    if !there {
        return Ok(Redirect::to("/hang-doi").into_response());
    }
    let series = filled.text("loai").chars().next();
    let mut nobody = "";
    if filled.text("viec") == "goi" {
        let next = portal.app.call_next(officer, series, counter, visitor.now).await?;
        nobody = if next.is_none() { "1" } else { "" };
    } else {
        let to = match filled.text("viec") {
            "goi-lai" => Some(TicketState::Called),
            "xong" => Some(TicketState::Done),
            "vang" => Some(TicketState::Absent),
            _ => None,
        };
        let number: Option<u32> = filled.text("so").parse().ok();
        let tickets = portal.app.tickets(&officer.agency, visitor.now).await?;
        let held = tickets.iter().find(|one| {
            Some(one.series) == series
                && Some(one.number) == number
                && one.state == TicketState::Called
                && one.counter == counter
        });
        if let (Some(to), Some(ticket)) = (to, held) {
            portal.app.move_ticket(officer, ticket, to, counter, visitor.now).await?;
        }
    }
    Ok(Redirect::to(&format!("/hang-doi{}", words::query(&[("quay", counter), ("khong", nobody)]))).into_response())
}

impl Held {
    /// What is said in the hall.
    fn call(&self, counter: &str) -> String {
        call_text(&self.label, counter)
    }
}
