//! *Trang quy trình*: how an agency settles a procedure, drawn.

use crate::layout::Frame;
use crate::pictures::process::Drawing;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::catalogue::Catalogue;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::agency::AgencyCode;
use domain::dossier::decide::role_label;
use domain::process::{PlannedConsultation, Process};

#[derive(Template)]
#[template(path = "procedure/process.html")]
struct ProcessPage {
    frame: Frame,
    procedure: String,
    code: String,
    agency: String,
    version: u32,
    published: String,
    drawing: Drawing,
    steps: Vec<StepRow>,
}

struct StepRow {
    name: String,
    role: String,
    term: String,
    decides: bool,
    asks: Vec<String>,
}

/// `GET /quy-trinh/{procedure}/{agency}`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path((code, agency)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let agency: AgencyCode = agency.parse().map_err(|_| Problem::NotFound)?;
    let catalogue = portal.app.catalogue();
    let version = catalogue.process_version(&agency, &code).ok_or(Problem::NotFound)?;
    let published = portal.app.store().process(&agency, &code, version).await?.ok_or(Problem::NotFound)?;
    page(ProcessPage {
        frame: visitor.frame("Quy trình giải quyết").at("/thu-tuc"),
        procedure: catalogue.name(&code).to_owned(),
        agency: catalogue.agency_name(&agency).to_owned(),
        version,
        published: words::day(published.published_at.day()),
        drawing: Drawing::of(&published.process, None, &|unit| catalogue.agency_name(unit).to_owned()),
        steps: steps(&published.process, &catalogue),
        code,
    })
}

fn steps(process: &Process, catalogue: &Catalogue) -> Vec<StepRow> {
    let asked = |one: &PlannedConsultation| format!("{} ({})", catalogue.agency_name(&one.unit), one.term);
    let row = |step: &domain::process::Step| StepRow {
        name: step.name.clone(),
        role: words::capital(role_label(step.role)),
        term: step.term.map_or_else(|| "không ghi".to_owned(), |term| term.to_string()),
        decides: step.decides,
        asks: step.asks.iter().map(asked).collect(),
    };
    process.steps.iter().map(row).collect()
}
