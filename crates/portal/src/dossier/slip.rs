//! *Phiếu trả kết quả*: what the applicant gets and signs for, originals given back included.

use crate::layout::Frame;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, counter, page, words};
use app::acts::File;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::dossier::code::DossierCode;
use domain::dossier::event::Fact;

#[derive(Template)]
#[template(path = "dossier/slip.html")]
struct Slip {
    frame: Frame,
    address: String,
    agency: String,
    code: String,
    applicant: String,
    id_number: String,
    procedure: String,
    results: Vec<String>,
    papers: Vec<String>,
    day: String,
    clerk: String,
}

/// Whether there is a result, or a refusal in writing, to hand over.
pub(crate) fn has_result(file: &File) -> bool {
    !results(file).is_empty()
}

fn results(file: &File) -> Vec<String> {
    let said = file.events.iter().filter_map(|event| match &event.fact {
        Fact::ResultIssued { number, title, .. } => Some(format!("{title}, số {number}")),
        Fact::Refused { .. } => Some("Văn bản từ chối giải quyết, có lý do".to_owned()),
        _ => None,
    });
    said.collect()
}

/// `GET /ho-so/{code}/phieu-tra`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let officer = visitor.officer()?;
    let view = portal.app.dossier(officer, &code, visitor.now).await?;
    let catalogue = portal.app.catalogue();
    let dossier = &view.file.dossier;
    let particulars = view.particulars.as_ref();
    page(Slip {
        frame: visitor.frame(format!("Phiếu trả kết quả {code}")).at("/ban-lam-viec"),
        address: crate::desk::address_of(&code),
        agency: catalogue.agency_name(dossier.agency()).to_owned(),
        applicant: view.file.row.applicant.name.clone(),
        id_number: particulars.map_or_else(String::new, |it| it.applicant.id_number.clone()),
        procedure: catalogue.name(dossier.procedure()).to_owned(),
        results: results(&view.file),
        papers: particulars.map_or_else(Vec::new, |it| counter::papers_received(&it.answers)),
        day: words::moment_in_full(visitor.now.local()),
        clerk: officer.name.clone(),
        code: code.to_string(),
    })
}
