//! *Soạn nội dung thủ tục*: what the catalogue says of a procedure, in fields and rows; every difference and every
//! oddity is shown before the new version is published.

mod typed;

use super::rows::DO;
use super::{Changed, changed, keeps_content};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::publish::PublishError;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::procedure::{Procedure, ProcedureVersion, check, differences};
use typed::{List, Typed, Wrong};

#[derive(Template)]
#[template(path = "editor/content.html")]
struct ContentPage {
    frame: Frame,
    mend: Mend,
    code: String,
    base: u32,
    said: Vec<Field>,
    lists: Vec<List>,
    texts: Vec<Field>,
    from: Field,
    looked: bool,
    changes: Vec<Changed>,
    findings: Vec<String>,
}

/// `GET /soan/{code}/noi-dung`: the newest version, ready to be changed.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    let newest = open(&catalogue, &visitor, &code)?;
    let from = visitor.now.day().tomorrow().unwrap_or_else(|_| visitor.now.day());
    let typed = Typed::of(&newest.content, from);
    answer(&visitor, newest, newest.version, &typed, Vec::new(), None)
}

/// `POST /soan/{code}/noi-dung`: changes the rows, shows what differs, publishes.
pub(crate) async fn post(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    let newest = open(&catalogue, &visitor, &code)?;
    let base = filled.text("phien-ban").parse().unwrap_or(0);
    let mut typed = Typed::read(&filled);
    if typed.change(&filled) {
        return answer(&visitor, newest, base, &typed, Vec::new(), None);
    }
    let (content, from, wrong) = typed.procedure(&newest.content);
    let (Some(from), true) = (from, wrong.is_empty()) else {
        return answer(&visitor, newest, base, &typed, wrong, None);
    };
    if filled.text(DO) != "cong-bo" {
        return answer(&visitor, newest, base, &typed, Vec::new(), Some(&content));
    }
    match portal.app.publish_procedure(&content, base, from, visitor.now).await {
        Ok(_) => Ok(Redirect::to(&format!("/soan/{}?xong=noi-dung", words::address_part(&code))).into_response()),
        Err(PublishError::Store(error)) => Err(error.into()),
        Err(error) => {
            let place = if matches!(error, PublishError::TooEarly(_)) { "hieu-luc.ngay" } else { "noi-dung" };
            let wrong = vec![(place.to_owned(), words::capital(&error.to_string()))];
            answer(&visitor, newest, base, &typed, wrong, Some(&content))
        }
    }
}

fn open<'a>(
    catalogue: &'a app::catalogue::Catalogue,
    visitor: &Visitor,
    code: &str,
) -> Result<&'a ProcedureVersion, Problem> {
    if !keeps_content(visitor.officer()?) {
        return Err(Problem::Forbidden);
    }
    catalogue.newest(code).ok_or(Problem::NotFound)
}

fn answer(
    visitor: &Visitor,
    newest: &ProcedureVersion,
    base: u32,
    typed: &Typed,
    wrong: Wrong,
    looked: Option<&Procedure>,
) -> Result<Response, Problem> {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut page = ContentPage {
        frame: visitor.frame("Soạn nội dung thủ tục").at("/soan").wrong(!wrong.is_empty()),
        mend: Mend::default(),
        code: newest.code.to_string(),
        base,
        said: typed.said(),
        lists: typed.lists(),
        texts: typed.texts(),
        from: typed.day_field(),
        looked: looked.is_some(),
        changes: looked.map_or_else(Vec::new, |content| changed(&differences(&newest.content, content))),
        findings: looked.map_or_else(Vec::new, findings),
    };
    let fields = page.said.iter_mut().chain(page.texts.iter_mut()).chain([&mut page.from]);
    let in_rows = page.lists.iter_mut().flat_map(|list| &mut list.rows).flat_map(|row| &mut row.fields);
    for field in fields.chain(in_rows) {
        if let Some((_, message)) = wrong.iter().find(|(place, _)| *place == field.name || *place == field.anchor()) {
            field.error.clone_from(message);
        }
    }
    page.mend = Mend { lines: wrong };
    page_with(status, page)
}

/// What the officer who keeps the catalogue should look at again.
fn findings(content: &Procedure) -> Vec<String> {
    let say = |(finding, place): (domain::procedure::Finding, String)| {
        if place.is_empty() { finding.describe().to_owned() } else { format!("{}: {place}", finding.describe()) }
    };
    check(content).into_iter().map(say).collect()
}
