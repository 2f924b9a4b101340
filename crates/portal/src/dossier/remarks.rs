//! *Ghi chú nội bộ*: what officers write to each other about a dossier. Appended, never shown to the applicant.

use super::bar::Bar;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::code::DossierCode;
use domain::dossier::event::Reason;

#[derive(Template)]
#[template(path = "dossier/remarks.html")]
struct Remarks {
    frame: Frame,
    mend: Mend,
    bar: Bar,
    field: Field,
    rows: Vec<(String, String, String)>,
}

/// `GET /ho-so/{code}/ghi-chu`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    fill(&portal, &visitor, &code, StatusCode::OK, "").await
}

/// `POST /ho-so/{code}/ghi-chu`.
pub(crate) async fn post(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let parsed: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let Some(text) = Reason::new(filled.text("ghi-chu")) else {
        return fill(&portal, &visitor, &code, StatusCode::UNPROCESSABLE_ENTITY, "Viết ghi chú rồi bấm lại").await;
    };
    portal.app.remark(visitor.officer()?, &parsed, &text, visitor.now).await?;
    Ok(Redirect::to(&format!("/ho-so/{}/ghi-chu", words::address_part(parsed.as_str()))).into_response())
}

async fn fill(
    portal: &Portal,
    visitor: &Visitor,
    code: &str,
    status: StatusCode,
    error: &str,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let officer = visitor.officer()?;
    let view = portal.app.dossier(officer, &code, visitor.now).await?;
    let found = portal.app.remarks(officer, &code).await?;
    let names = super::names_of(&portal.app.colleagues(officer).await?);
    let author = |login: &str| names.get(login).cloned().unwrap_or_else(|| login.to_owned());
    let rows = found.iter().rev().map(|one| (author(&one.author), words::moment(one.written_at), one.text.clone()));
    let field = Field::long("ghi-chu", "Ghi chú mới", "").error(error);
    let mend = Mend::of(std::slice::from_ref(&field));
    let calendar = portal.app.calendar_of(officer).await?;
    page_with(
        status,
        Remarks {
            frame: visitor.frame(format!("Ghi chú nội bộ, hồ sơ {code}")).at("/ban-lam-viec").wrong(!mend.is_empty()),
            mend,
            bar: Bar::of(&view, "/ghi-chu", found.len(), visitor.now, &calendar),
            field,
            rows: rows.collect(),
        },
    )
}
