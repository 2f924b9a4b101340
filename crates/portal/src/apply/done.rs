//! *Đã nộp hồ sơ*: the code, what opens it, and when to expect the result.

use crate::follow::owner;
use crate::layout::Frame;
use crate::linked::{self, Line};
use crate::pictures::qr::Qr;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, follow, page, words};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::code::DossierCode;

#[derive(Template)]
#[template(path = "apply/done.html")]
struct DonePage {
    frame: Frame,
    code: String,
    address: String,
    /// The secret that opens it; empty where an account opened the draft, which does not know it.
    key: String,
    account: bool,
    procedure: String,
    agency: String,
    handed_in: String,
    due: String,
    calendar: String,
    phone: String,
    email: String,
    qr: Option<Qr>,
    linked: Vec<Line>,
}

/// `GET /da-nop/{code}`: for the browser that handed in; others are led to following the dossier.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let part = words::address_part(code.as_str());
    let elsewhere = || Redirect::to(&format!("/tra-cuu/{part}")).into_response();
    let Some(owned) = owner::owned(&portal, &visitor, &code).await? else { return Ok(elsewhere()) };
    let dossier = &owned.file.dossier;
    let catalogue = portal.app.catalogue();
    let linked = linked::lines(&portal, &owned.file, follow::address_of).await?;
    page(DonePage {
        linked,
        frame: visitor.frame("Đã nộp hồ sơ").at("/tra-cuu"),
        code: code.to_string(),
        address: format!("/tra-cuu/{part}"),
        key: visitor.key_to(code.as_str()).unwrap_or_default().to_owned(),
        account: visitor.citizen.is_some(),
        procedure: catalogue.name(dossier.procedure()).to_owned(),
        agency: catalogue.agency_name(dossier.agency()).to_owned(),
        handed_in: words::moment(dossier.submitted_at),
        due: owned.due.map_or_else(String::new, words::due),
        calendar: format!("/tra-cuu/{part}/hen-tra.ics"),
        phone: owned.particulars.applicant.phone.clone(),
        email: owned.particulars.applicant.email.clone(),
        qr: Qr::of(&format!("{}/tra-cuu?ma={part}", portal.settings.public_base_url)),
    })
}
