//! *Sổ tin đã gửi*: what went out, what waits, what failed and why.

use crate::desk::address_of;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::notices::channel_name;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::messages::templates_shipped;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::message::{DeliveryState, MessageChannel};
use domain::time::Instant;
use serde::Deserialize;
use store::Delivery;

/// Messages on a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "admin/messages.html")]
struct Messages {
    frame: Frame,
    tabs: Vec<(&'static str, String, bool)>,
    rows: Vec<Row>,
    later: String,
}

/// One message; its text and the address it went to stay out of the list.
struct Row {
    id: String,
    dossier: String,
    address: String,
    what: String,
    to: &'static str,
    channel: &'static str,
    state: &'static str,
    tag: &'static str,
    when: String,
    detail: String,
    failed: bool,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Asked {
    tinh_trang: String,
    sau: String,
}

/// `GET /quan-tri/tin`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let state = DeliveryState::from_key(&asked.tinh_trang);
    let after =
        asked.sau.split_once('~').and_then(|(at, id)| Some((Instant::from_unix_seconds(at.parse().ok()?)?, id)));
    let limit = u32::try_from(PAGE).unwrap_or(u32::MAX) + 1;
    let mut found = portal.app.sent_messages(officer, state, after, limit).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let key = state.map_or("", DeliveryState::key);
    let cursor = found.last().filter(|_| more).map(|last| format!("{}~{}", last.created_at.unix_seconds(), last.id));
    let states = [None, Some(DeliveryState::Waiting), Some(DeliveryState::Sent), Some(DeliveryState::Failed)];
    let tab = |one: Option<DeliveryState>| {
        let address = format!("/quan-tri/tin{}", words::query(&[("tinh-trang", one.map_or("", DeliveryState::key))]));
        (one.map_or("Tất cả", state_name), address, one == state)
    };
    page(Messages {
        frame: visitor.frame("Tin đã gửi").at("/quan-tri"),
        tabs: states.into_iter().map(tab).collect(),
        rows: found.iter().map(row).collect(),
        later: cursor.map_or_else(String::new, |cursor| {
            format!("/quan-tri/tin{}", words::query(&[("tinh-trang", key), ("sau", &cursor)]))
        }),
    })
}

/// `POST /quan-tri/tin`: a message that failed is tried again.
pub(crate) async fn again(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    portal.app.send_again(visitor.officer()?, filled.text("tin"), visitor.now).await?;
    Ok(Redirect::to("/quan-tri/tin?tinh-trang=waiting").into_response())
}

fn row(delivery: &Delivery) -> Row {
    let template = templates_shipped().iter().find(|one| one.key == delivery.about);
    let detail = match (delivery.state, &delivery.failure) {
        (DeliveryState::Sent, _) if delivery.channel == MessageChannel::InApp => {
            delivery.read_at.map_or_else(String::new, |at| format!("đã đọc {}", words::moment(at)))
        }
        (DeliveryState::Sent, _) => delivery.sent_at.map_or_else(String::new, words::moment),
        (DeliveryState::Waiting, Some(why)) => {
            format!("{why}; đã thử {} lần, thử lại {}", delivery.tries, words::moment(delivery.next_at))
        }
        (DeliveryState::Failed, Some(why)) => format!("{why}; đã thử {} lần", delivery.tries),
        _ => String::new(),
    };
    Row {
        id: delivery.id.clone(),
        address: delivery.dossier.parse().map_or_else(|_| String::new(), |code| address_of(&code)),
        dossier: delivery.dossier.clone(),
        what: template.map_or_else(|| delivery.about.clone(), |template| template.when.clone()),
        to: if delivery.recipient.starts_with("officer:") { "cán bộ" } else { "người nộp" },
        channel: channel_name(delivery.channel),
        state: state_name(delivery.state),
        tag: match delivery.state {
            DeliveryState::Waiting => "tag tag-warn",
            DeliveryState::Sent => "tag tag-good",
            DeliveryState::Failed => "tag tag-bad",
        },
        when: words::moment(delivery.created_at),
        detail,
        failed: delivery.state == DeliveryState::Failed,
    }
}

fn state_name(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Waiting => "Chờ gửi",
        DeliveryState::Sent => "Đã gửi",
        DeliveryState::Failed => "Không gửi được",
    }
}
