//! *Sự kiện trong đời*: what has to be done when something happens to people, first things first.

use crate::layout::Frame;
use crate::problem::Problem;
use crate::procedure::one::facts;
use crate::visitor::Visitor;
use crate::{Portal, page};
use app::life::{LifeEvent, shipped_events};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

#[derive(Template)]
#[template(path = "procedure/life.html")]
struct LifePage {
    frame: Frame,
    summary: &'static str,
    steps: Vec<Step>,
    others: Vec<&'static LifeEvent>,
}

/// One thing to do.
struct Step {
    code: String,
    name: String,
    when: &'static str,
    facts: String,
    online: bool,
    /// How many dossiers it becomes; 0 for the one it is.
    dossiers: usize,
}

/// `GET /su-kien/{slug}`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let event = shipped_events().iter().find(|event| event.slug == slug).ok_or(Problem::NotFound)?;
    let catalogue = portal.app.catalogue();
    let step = |step: &'static app::life::LifeStep| {
        let procedure = &catalogue.offered(&step.procedure, visitor.now.day())?;
        let stated = facts(procedure).into_iter().take(2).map(|(label, value)| format!("{label}: {value}"));
        Some(Step {
            code: step.procedure.clone(),
            name: procedure.name.clone(),
            when: &step.when,
            facts: stated.collect::<Vec<_>>().join(" · "),
            dossiers: catalogue.link(&step.procedure, visitor.now.day()).map_or(0, |link| link.members.len()),
            online: procedure.is_online() && !catalogue.agencies_settling(&step.procedure).is_empty(),
        })
    };
    page(LifePage {
        frame: visitor.frame(&event.name).at("/thu-tuc"),
        summary: &event.summary,
        steps: event.steps.iter().filter_map(step).collect(),
        others: shipped_events().iter().filter(|other| other.slug != event.slug).collect(),
    })
}
