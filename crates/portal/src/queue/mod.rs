//! *Xếp hàng*: the machine people take a number from, the board that calls them, the clerk's panel, appointments.

pub(crate) mod booking;
pub(crate) mod calling;

use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, page_with, words};
use app::queue::AppointmentError;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, REFRESH};
use axum::response::{IntoResponse, Response};
use domain::agency::AgencyCode;
use domain::queue::{CounterService, TicketState, call_text, ticket_label};
use serde::Deserialize;
use store::Ticket;

#[derive(Template)]
#[template(path = "queue/take.html")]
struct Take {
    frame: Frame,
    mend: Mend,
    agency: String,
    code: String,
    services: Vec<(CounterService, usize)>,
    appointment: Field,
}

#[derive(Template)]
#[template(path = "queue/ticket.html")]
struct Taken {
    frame: Frame,
    agency: String,
    code: String,
    label: String,
    service: String,
    before: usize,
    at: String,
}

#[derive(Template)]
#[template(path = "queue/board.html")]
struct Board {
    frame: Frame,
    agency: String,
    call: String,
    calls: Vec<(String, String)>,
    waiting: Vec<(String, usize)>,
    at: String,
    code: String,
    still: bool,
}

/// What the address of the board may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Watched {
    dung: String,
}

/// The agency of an address, as it stands today.
fn agency_of(portal: &Portal, code: &str) -> Result<(AgencyCode, String), Problem> {
    let code: AgencyCode = code.parse().map_err(|_| Problem::NotFound)?;
    let catalogue = portal.app.catalogue();
    let agency = catalogue.agency(&code).ok_or(Problem::NotFound)?;
    Ok((code, agency.name.clone()))
}

/// `GET /lay-so/{agency}`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(agency): Path<String>,
) -> Result<Response, Problem> {
    take_page(&portal, &visitor, &agency, StatusCode::OK, "", "").await
}

async fn take_page(
    portal: &Portal,
    visitor: &Visitor,
    agency: &str,
    status: StatusCode,
    typed: &str,
    error: &str,
) -> Result<Response, Problem> {
    let (code, name) = agency_of(portal, agency)?;
    let plan = portal.app.queue_plan(&code).await?;
    let tickets = portal.app.tickets(&code, visitor.now).await?;
    let services = plan.services.into_iter().map(|service| {
        let waiting = tickets.iter().filter(|one| one.series == service.series && one.state == TicketState::Waiting);
        let waiting = waiting.count();
        (service, waiting)
    });
    let appointment = Field::line("ma-hen", "Mã hẹn", typed).typed("text", "off", "w-12").error(error);
    let mend = Mend::of(std::slice::from_ref(&appointment));
    page_with(
        status,
        Take {
            frame: visitor.frame("Lấy số thứ tự").wrong(!mend.is_empty()),
            mend,
            agency: name,
            code: code.to_string(),
            services: services.collect(),
            appointment,
        },
    )
}

/// `POST /lay-so/{agency}`.
pub(crate) async fn take(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(agency): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    if !portal.limits.public(&visitor.address) {
        return Err(Problem::TooMany);
    }
    let (code, name) = agency_of(&portal, &agency)?;
    let typed = filled.text("ma-hen");
    let ticket = if filled.has("hen") {
        match portal.app.come(&code, typed, visitor.now).await {
            Ok(ticket) => ticket,
            Err(AppointmentError::Store(error)) => return Err(error.into()),
            Err(error) => {
                let said = words::capital(&error.to_string());
                return take_page(&portal, &visitor, &agency, StatusCode::UNPROCESSABLE_ENTITY, typed, &said).await;
            }
        }
    } else {
        let series = filled.text("loai").chars().next().unwrap_or(' ');
        portal.app.take_ticket(&code, series, visitor.now).await?.ok_or(Problem::NotFound)?
    };
    let waiting = portal.app.tickets(&code, visitor.now).await?;
    let before = waiting.iter().take_while(|one| (one.series, one.number) != (ticket.series, ticket.number));
    let plan = portal.app.queue_plan(&code).await?;
    let service = plan.services.into_iter().find(|service| service.series == ticket.series);
    page(Taken {
        frame: visitor.frame(format!("Số {}", ticket_label(ticket.series, ticket.number))),
        agency: name,
        code: code.to_string(),
        label: ticket_label(ticket.series, ticket.number),
        service: service.map_or_else(String::new, |service| service.name),
        before: before.filter(|one| one.state == TicketState::Waiting).count(),
        at: words::moment(visitor.now),
    })
}

/// Seconds after which the board asks again. A header does what the element `meta` would, and the page offers to stop
/// it: numbers change in real time, whoever reads slowly can hold them still.
const AGAIN: &str = "5";

/// `GET /bang-goi/{agency}`: the screen in the hall; it asks again every few seconds.
pub(crate) async fn board(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(agency): Path<String>,
    Query(watched): Query<Watched>,
) -> Result<Response, Problem> {
    let (code, name) = agency_of(&portal, &agency)?;
    let tickets = portal.app.tickets(&code, visitor.now).await?;
    let plan = portal.app.queue_plan(&code).await?;
    let waiting = plan.services.iter().map(|service| {
        let waits = |one: &&Ticket| one.series == service.series && one.state == TicketState::Waiting;
        (service.name.clone(), tickets.iter().filter(waits).count())
    });
    let called = called(&tickets);
    let still = watched.dung == "1";
    let shown = page(Board {
        frame: visitor.frame("Bảng gọi số"),
        agency: name,
        call: called.first().map_or_else(String::new, |(label, counter)| call_text(label, counter)),
        calls: called,
        waiting: waiting.collect(),
        at: words::time(visitor.now.local()),
        code: code.to_string(),
        still,
    })?;
    Ok(if still { shown } else { ([(REFRESH, AGAIN)], shown).into_response() })
}

/// `GET /bang-goi/{agency}/loi-moi`: the last call as plain text, for a voice.
pub(crate) async fn voice(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(agency): Path<String>,
) -> Result<Response, Problem> {
    let (code, _) = agency_of(&portal, &agency)?;
    let tickets = portal.app.tickets(&code, visitor.now).await?;
    let said = called(&tickets).first().map_or_else(String::new, |(label, counter)| call_text(label, counter));
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], said).into_response())
}

/// Numbers that are called, the last one first: label and counter.
fn called(tickets: &[Ticket]) -> Vec<(String, String)> {
    let mut called: Vec<&Ticket> = tickets.iter().filter(|one| one.state == TicketState::Called).collect();
    called.sort_by_key(|one| std::cmp::Reverse((one.called_at, one.calls)));
    called.iter().take(8).map(|one| (ticket_label(one.series, one.number), one.counter.clone())).collect()
}
