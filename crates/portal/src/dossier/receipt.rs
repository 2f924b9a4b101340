//! *Giấy tiếp nhận hồ sơ và hẹn trả kết quả*: the fields of form BM.01, for A5 paper.

use crate::layout::Frame;
use crate::pictures::qr::Qr;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, counter, follow, page, words};
use app::acts::{ActError, File};
use app::catalogue::{Catalogue, term_for};
use app::people::Particulars;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::dossier::Origin;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Fact, Paper};
use domain::procedure::Procedure;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "dossier/receipt.html")]
struct ReceiptPage {
    frame: Frame,
    address: String,
    agency: String,
    number: String,
    code: String,
    applicant: String,
    id_number: String,
    home: String,
    phone: String,
    email: String,
    procedure: String,
    papers: Vec<String>,
    term: String,
    received: String,
    due: String,
    day: String,
    receiver: String,
    key: String,
    follow: String,
    qr: Option<Qr>,
}

/// `GET /ho-so/{code}/giay-tiep-nhan`: for dossiers that were received.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let held = held(&portal, &visitor, &code).await?;
    let colleagues = portal.app.colleagues(visitor.officer()?).await?;
    let receiver = receiver(&held.file).and_then(|login| colleagues.into_iter().find(|one| one.login == login));
    let frame = visitor.frame(format!("Giấy tiếp nhận {code}")).at("/ban-lam-viec");
    let receiver = receiver.map_or_else(String::new, |officer| officer.name);
    page(fill(&portal, frame, &held, crate::desk::address_of(&code), receiver, visitor.key_to(code.as_str()))?)
}

/// `GET /tra-cuu/{code}/giay-tiep-nhan`: the same for the owner.
pub(crate) async fn show_owner(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let owned = follow::owner::owned(&portal, &visitor, &code).await?.ok_or(Problem::NotFound)?;
    let held = Held { file: owned.file, particulars: Some(owned.particulars) };
    let frame = visitor.frame(format!("Giấy tiếp nhận {code}")).at("/tra-cuu");
    page(fill(&portal, frame, &held, follow::address_of(&code), String::new(), None)?)
}

fn fill(
    portal: &Portal,
    frame: Frame,
    held: &Held,
    address: String,
    receiver: String,
    key: Option<&str>,
) -> Result<ReceiptPage, Problem> {
    let dossier = &held.file.dossier;
    let clock = dossier.clock().ok_or(Problem::NotFound)?;
    let catalogue = portal.app.catalogue();
    let answers = held.particulars.as_ref().map(|particulars| &particulars.answers);
    let applicant = held.particulars.as_ref().map(|particulars| particulars.applicant.clone()).unwrap_or_default();
    let code = &dossier.code;
    let follow = format!("{}/tra-cuu?ma={}", portal.settings.public_base_url, words::address_part(code.as_str()));
    let content = content_of(&held.file, &catalogue);
    let term = content.and_then(|content| term_for(content, dossier.channel()));
    Ok(ReceiptPage {
        frame,
        address,
        agency: catalogue.agency_name(dossier.agency()).to_owned(),
        number: code.parts().map_or_else(String::new, |parts| format!("{:04}", parts.number)),
        applicant: held.file.row.applicant.name.clone(),
        id_number: applicant.id_number,
        home: applicant.address,
        phone: applicant.phone,
        email: applicant.email,
        procedure: catalogue.name(dossier.procedure()).to_owned(),
        papers: papers(&held.file, content, answers),
        term: term.map_or_else(|| "không ghi thời hạn".to_owned(), |term| term.to_string()),
        received: words::moment_in_full(clock.received_at.local()),
        due: clock.due.map_or_else(String::new, |due| due_in_full(&due)),
        day: day_in_full(clock.received_at.day()),
        receiver,
        key: key.unwrap_or_default().to_owned(),
        qr: Qr::of(&follow),
        follow,
        code: code.to_string(),
    })
}

fn due_in_full(due: &domain::calendar::Due) -> String {
    format!("{} ({})", words::moment_in_full(due.at), words::day_in_words(due.at.date()))
}

fn day_in_full(day: jiff::civil::Date) -> String {
    format!("ngày {:02} tháng {:02} năm {}", day.day(), day.month(), day.year())
}

/// A dossier as its receipt needs it.
struct Held {
    file: Arc<File>,
    particulars: Option<Particulars>,
}

/// The dossier, for officers of its agency and for the clerk of another who has just received it and still holds
/// its key.
async fn held(portal: &Portal, visitor: &Visitor, code: &DossierCode) -> Result<Held, Problem> {
    match (portal.app.dossier(visitor.officer()?, code, visitor.now).await, visitor.key_to(code.as_str())) {
        (Ok(view), _) => Ok(Held { file: view.file, particulars: view.particulars }),
        (Err(ActError::NotYours), Some(key)) => match portal.app.owned(code, key, visitor.now).await {
            Ok(owned) => Ok(Held { file: owned.file, particulars: Some(owned.particulars) }),
            Err(_) => Err(Problem::Forbidden),
        },
        (Err(error), _) => Err(error.into()),
    }
}

/// The officer who received it.
fn receiver(file: &File) -> Option<String> {
    let accepted = file.events.iter().find(|event| matches!(event.fact, Fact::Accepted { .. }));
    accepted.and_then(|event| event.actor.officer().cloned())
}

/// The procedure as it was when the dossier was handed in.
fn content_of<'a>(file: &File, catalogue: &'a Catalogue) -> Option<&'a Procedure> {
    let Origin::Here(birth) = &file.dossier.origin else { return None };
    catalogue.version(&birth.procedure, birth.procedure_version).map(|version| &version.content)
}

/// What was handed in: ticked at the counter, or the components of the files sent.
fn papers(file: &File, content: Option<&Procedure>, answers: Option<&BTreeMap<String, Value>>) -> Vec<String> {
    let ticked = answers.map(counter::papers_received).unwrap_or_default();
    if !ticked.is_empty() {
        return ticked;
    }
    let Origin::Here(birth) = &file.dossier.origin else { return Vec::new() };
    let name = |paper: &Paper| {
        let place = paper.component.and_then(|place| usize::try_from(place).ok());
        let component = place.and_then(|place| content?.components.get(place));
        component.map_or_else(|| paper.name.clone(), |component| component.name.clone())
    };
    let mut names: Vec<String> = birth.papers.iter().map(name).collect();
    names.dedup();
    names
}
