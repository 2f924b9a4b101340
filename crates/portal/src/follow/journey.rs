//! *Hành trình liên thông*: all dossiers one application became, in one list, for the owner.

use super::{address_of, owner};
use crate::layout::Frame;
use crate::linked::{self, Line};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::code::DossierCode;

#[derive(Template)]
#[template(path = "follow/journey.html")]
struct JourneyPage {
    frame: Frame,
    name: String,
    linked: Vec<Line>,
    done: usize,
}

/// `GET /tra-cuu/{code}/lien-thong`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    if !portal.limits.public(&visitor.address) {
        return Err(Problem::TooMany);
    }
    let elsewhere = || Redirect::to(&address_of(&code)).into_response();
    let Some(view) = owner::owned(&portal, &visitor, &code).await? else { return Ok(elsewhere()) };
    let Some(link) = view.file.dossier.link() else { return Ok(elsewhere()) };
    let mut lines = linked::lines(&portal, &view.file, address_of).await?;
    // Every line leads on: no dossier is the one this page is about.
    lines.iter_mut().for_each(|line| line.here = false);
    let catalogue = portal.app.catalogue();
    let offered = catalogue.offered(&link.procedure, visitor.now.day());
    page(JourneyPage {
        frame: visitor.frame("Các hồ sơ liên thông của bạn").at("/tra-cuu"),
        name: offered.map_or_else(|| catalogue.name(&link.procedure).to_owned(), |one| one.name.clone()),
        done: lines.iter().filter(|line| line.word == "Đã xong").count(),
        linked: lines,
    })
}
