//! *Tin đã báo* of a dossier, for its owner, and how he wants to be told.

use super::{Just, Notice, faults, fields, read_reach};
use crate::filled::Filled;
use crate::follow::owner::owned;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::messages::owner_key;
use app::view::OwnerView;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::code::DossierCode;
use store::Reach;

#[derive(Template)]
#[template(path = "notices/owner.html")]
struct OwnerNotices {
    frame: Frame,
    mend: Mend,
    done: bool,
    code: String,
    address: String,
    notices: Vec<Notice>,
    fields: Vec<Field>,
}

/// `GET /tra-cuu/{code}/bao-tin`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(just): Query<Just>,
) -> Result<Response, Problem> {
    let view = theirs(&portal, &visitor, &code).await?;
    let code = &view.file.dossier.code;
    let known = portal.app.store().reach(&view.file.dossier.agency().top(), &owner_key(code)).await?;
    let reach = known.unwrap_or_else(|| as_written(&portal, &view));
    fill(&portal, &visitor, &view, StatusCode::OK, &reach, &[], just.xong == "1").await
}

/// `POST /tra-cuu/{code}/bao-tin`.
pub(crate) async fn post(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let view = theirs(&portal, &visitor, &code).await?;
    let reach = read_reach(&filled);
    let errors = faults(&reach);
    if !errors.is_empty() {
        return fill(&portal, &visitor, &view, StatusCode::UNPROCESSABLE_ENTITY, &reach, &errors, false).await;
    }
    let dossier = &view.file.dossier;
    portal.app.store().put_reach(&dossier.agency().top(), &owner_key(&dossier.code), &reach).await?;
    Ok(Redirect::to(&format!("/tra-cuu/{}/bao-tin?xong=1", words::address_part(&code))).into_response())
}

/// The dossier, for whoever has shown its key.
async fn theirs(portal: &Portal, visitor: &Visitor, code: &str) -> Result<OwnerView, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    owned(portal, visitor, &code).await?.ok_or(Problem::NotFound)
}

/// Nobody chose yet: every way by which he left an address.
fn as_written(portal: &Portal, view: &OwnerView) -> Reach {
    let applicant = &view.particulars.applicant;
    Reach { channels: portal.settings.channels.clone(), email: applicant.email.clone(), phone: applicant.phone.clone() }
}

async fn fill(
    portal: &Portal,
    visitor: &Visitor,
    view: &OwnerView,
    status: StatusCode,
    reach: &Reach,
    errors: &[(&str, &str)],
    done: bool,
) -> Result<Response, Problem> {
    let dossier = &view.file.dossier;
    let told = portal.app.told_owner(&dossier.code, &dossier.agency().top()).await?;
    let fields = fields(&portal.settings.channels, reach, errors);
    let mend = Mend::of(&fields);
    page_with(
        status,
        OwnerNotices {
            frame: visitor.frame("Tin đã báo cho bạn").at("/tra-cuu").wrong(!mend.is_empty()),
            mend,
            done,
            code: dossier.code.to_string(),
            address: format!("/tra-cuu/{}", words::address_part(dossier.code.as_str())),
            notices: told.iter().map(|one| Notice::of(one, String::new())).collect(),
            fields,
        },
    )
}
