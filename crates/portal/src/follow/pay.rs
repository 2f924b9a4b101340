//! *Nộp tiền (trang mẫu)*: stands in for a payment service where the system is only tried out. No money moves; what
//! is recorded is what a payment service would report.

use super::owner::opened;
use super::{address_of, owner};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::acts::ActError;
use app::chance;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::State as Standing;
use domain::dossier::code::DossierCode;

#[derive(Template)]
#[template(path = "follow/pay.html")]
struct PayPage {
    frame: Frame,
    address: String,
    amount: String,
    what: String,
    seen: u32,
}

/// `GET /tra-cuu/{code}/nop-tien`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let back = || Redirect::to(&address_of(&code)).into_response();
    let Some(view) = owner::owned(&portal, &visitor, &code).await? else { return Ok(back()) };
    if !portal.settings.stand_in_payment {
        return Err(Problem::NotFound);
    }
    let Standing::AwaitingPayment { amount_vnd, what, .. } = &view.file.dossier.state else { return Ok(back()) };
    page(PayPage {
        frame: visitor.frame("Nộp tiền").at("/tra-cuu"),
        address: address_of(&code),
        amount: format!("{} đồng", words::grouped(*amount_vnd)),
        what: what.to_string(),
        seen: view.file.row.seq,
    })
}

/// `POST /tra-cuu/{code}/nop-tien`: what a payment service would report. Reported twice it is recorded once.
pub(crate) async fn post(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let back = Redirect::to(&address_of(&code)).into_response();
    let Some((_, claim)) = opened(&portal, &visitor, &code).await? else { return Ok(back) };
    if !portal.settings.stand_in_payment {
        return Err(Problem::NotFound);
    }
    let seen = filled.text("seq").parse().unwrap_or(0);
    let reference = format!("MAU-{}", chance::draft_id());
    match portal.app.paid_online(&code, claim, reference, seen, visitor.now).await {
        Ok(_) | Err(ActError::SomeoneElse(_) | ActError::Refused(_) | ActError::NotFound) => Ok(back),
        Err(error) => Err(error.into()),
    }
}
