//! *Trang đầu*: search first, life events, follow a dossier.

use crate::Portal;
use crate::apply::{DraftLine, drafts_of};
use crate::layout::Frame;
use crate::page;
use crate::problem::Problem;
use crate::procedure::search::suggestions;
use crate::visitor::Visitor;
use app::catalogue::Catalogue;
use app::life::{LifeEvent, shipped_events};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::procedure::search::Filters;

use crate::words;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    total: String,
    life_events: &'static [LifeEvent],
    suggestions: Vec<String>,
    common: Vec<(String, String)>,
    drafts: Vec<DraftLine>,
}

/// `GET /`.
pub(crate) async fn show(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    let drafts = drafts_of(&portal, &visitor).await?;
    page(fill(visitor.frame("Bạn cần làm thủ tục gì?"), &portal.app.catalogue(), drafts))
}

fn fill(frame: Frame, catalogue: &Catalogue, drafts: Vec<DraftLine>) -> Home {
    let all = catalogue.index().search("", &Filters { page_size: 6, ..Filters::default() });
    let common = all.hits.iter().map(|hit| (hit.entry.code.to_string(), hit.entry.name.clone()));
    Home {
        frame,
        total: words::grouped(i64::from(all.total)),
        life_events: shipped_events(),
        suggestions: suggestions(catalogue),
        common: common.collect(),
        drafts,
    }
}
