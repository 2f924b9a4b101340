//! *Đối chiếu giấy tờ*: a paper beside what was declared, so that both are read at once.

use super::bar::Bar;
use super::{Facts, sections};
use crate::layout::Frame;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, downloads, page, words};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::dossier::code::DossierCode;
use domain::ledger::Digest;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "dossier/beside.html")]
struct Beside {
    frame: Frame,
    bar: Bar,
    papers: Vec<(String, String, bool)>,
    shown: Option<Shown>,
    sections: Vec<Facts>,
}

/// The paper that is shown.
struct Shown {
    name: String,
    about: String,
    address: String,
    picture: bool,
    viewable: bool,
    save: String,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Asked {
    giay: usize,
}

/// `GET /ho-so/{code}/doi-chieu`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let officer = visitor.officer()?;
    let view = portal.app.dossier(officer, &code, visitor.now).await?;
    portal.app.note_look_up(officer, "lookup", code.as_str(), "đối chiếu giấy tờ", visitor.now).await?;
    let remarks = portal.app.remarks(officer, &code).await?.len();
    let calendar = portal.app.calendar_of(officer).await?;
    let bar = Bar::of(&view, "/doi-chieu", remarks, visitor.now, &calendar);
    let papers = view.papers.iter().enumerate().map(|(place, paper)| {
        (paper.name.clone(), format!("{}/doi-chieu?giay={place}", bar.address), place == asked.giay)
    });
    let shown = view.papers.get(asked.giay).map(|paper| Shown {
        name: paper.name.clone(),
        about: words::size(paper.bytes),
        address: format!("{}/xem/{}", bar.address, paper.sha256),
        save: format!("{}/giay-to/{}", bar.address, paper.sha256),
        picture: is_picture(&paper.media_type),
        viewable: is_viewable(&paper.media_type),
    });
    page(Beside {
        frame: visitor.frame(format!("Đối chiếu giấy tờ, hồ sơ {code}")).at("/ban-lam-viec"),
        papers: papers.collect(),
        shown,
        sections: sections(&view, &portal.app.catalogue()),
        bar,
    })
}

/// `GET /ho-so/{code}/xem/{sha}`: pictures and PDF only, which a browser shows and does not run.
pub(crate) async fn paper(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path((code, sha)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let view = portal.app.dossier(visitor.officer()?, &code, visitor.now).await?;
    let digest = Digest::from_hex(&sha).ok_or(Problem::NotFound)?;
    let (paper, bytes) = portal.app.paper_of(&view.papers, &digest).await?.ok_or(Problem::NotFound)?;
    if !is_viewable(&paper.media_type) {
        return Err(Problem::NotFound);
    }
    Ok(downloads::shown(&paper.media_type, bytes))
}

fn is_picture(media_type: &str) -> bool {
    matches!(media_type, "image/jpeg" | "image/png")
}

fn is_viewable(media_type: &str) -> bool {
    is_picture(media_type) || media_type == "application/pdf"
}
