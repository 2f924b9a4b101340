//! *Trang hồ sơ* of officers: who asks, where it stands, what happened, what may be done now and what not.

mod actions;
mod asked;
mod bar;
pub(crate) mod beside;
pub(crate) mod receipt;
pub(crate) mod remarks;
pub(crate) mod slip;

use crate::desk::address_of;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::linked::{self, Line};
use crate::lookups::{self, AnswerNotice};
use crate::papers::{self, Kept};
use crate::pictures::process::Drawing;
use crate::problem::Problem;
use crate::timeline::{self, Entry, Names, Reader};
use crate::visitor::Visitor;
use crate::{Portal, answers, downloads, page_with, words};
use actions::Offered;
use app::acts::ActError;
use app::form::FieldError;
use app::lookups::{LookUpError, person_of};
use app::people::Officer;
use app::view::DossierView;
use askama::Template;
use asked::Asked;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bar::Bar;
use domain::dossier::Origin;
use domain::dossier::action::ActionName;
use domain::dossier::code::DossierCode;
use domain::dossier::decide::Refusal;
use domain::dossier::event::Paper;
use domain::ledger::Digest;
use domain::lookup::LookUpKind;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "dossier/one.html")]
struct DossierPage {
    frame: Frame,
    mend: Mend,
    done: &'static str,
    answer: Option<AnswerNotice>,
    checked: String,
    bar: Bar,
    procedure: String,
    procedure_code: String,
    agency: String,
    step: String,
    holder: String,
    seen: u32,
    forms: Vec<ActForm>,
    others: Vec<ActForm>,
    others_open: bool,
    denied: Vec<Denied>,
    timeline: Vec<Entry>,
    papers: Vec<PaperRow>,
    sections: Vec<Facts>,
    drawing: Option<Drawing>,
    received: bool,
    settled: bool,
    deputy: String,
    linked: Vec<Line>,
}

/// The form of one action.
struct ActForm {
    action: ActionName,
    label: String,
    advice: &'static str,
    address: String,
    fields: Vec<Field>,
    files: bool,
    grave: bool,
    open: bool,
    draft: String,
}

/// An action that may not happen now, and why.
struct Denied {
    label: String,
    why: String,
}

struct PaperRow {
    name: String,
    about: String,
    address: String,
}

struct Facts {
    heading: String,
    rows: Vec<(String, String)>,
}

/// What an officer typed, into which form, and what of it needs another look.
#[derive(Default)]
struct Typed {
    action: Option<ActionName>,
    filled: Filled,
    kept: Vec<Kept>,
    errors: Vec<FieldError>,
    drafted: bool,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Just {
    xong: String,
    mau: String,
}

/// `GET /ho-so/{code}`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(just): Query<Just>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let officer = visitor.officer()?;
    let view = portal.app.dossier(officer, &code, visitor.now).await?;
    portal.app.note_look_up(officer, "lookup", code.as_str(), "mở trang hồ sơ", visitor.now).await?;
    let typed = drafted(&portal, officer, &view, &just.mau, visitor.now).await?;
    let mut page = fill(&portal, &visitor, &view, &typed).await?;
    if just.xong == "1" {
        page.done = "Đã ghi nhận.";
    }
    page_with(StatusCode::OK, page)
}

/// The form of an action with the agency's text in it, the person's data filled in; nothing where none is asked for.
async fn drafted(
    portal: &Portal,
    officer: &Officer,
    view: &DossierView,
    action: &str,
    now: domain::time::Instant,
) -> Result<Typed, Problem> {
    let Some(action) = ActionName::from_key(action) else { return Ok(Typed::default()) };
    let drafts = portal.app.drafts(officer, &view.file, view.particulars.as_ref(), now).await?;
    let own = drafts.into_iter().filter(|(field, _)| field.starts_with(&format!("{}.", action.key())));
    Ok(Typed { action: Some(action), filled: Filled::of(own.collect()), drafted: true, ..Typed::default() })
}

/// `POST /ho-so/{code}/{action}`.
pub(crate) async fn act(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path((code, action)): Path<(String, String)>,
    filled: Filled,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let action = ActionName::from_key(&action).ok_or(Problem::NotFound)?;
    let officer = visitor.officer()?.clone();
    // Asked for before files are taken: an officer of another agency stores nothing in the dossier.
    if !filled.uploads().is_empty() {
        portal.app.dossier(&officer, &code, visitor.now).await?;
    }
    let (kept, errors) = papers::collect(&portal, code.as_str(), &filled, visitor.now).await;
    let stays = filled.has("bo-tep") || filled.text("buoc") == "tai" || !errors.is_empty();
    let mut typed = Typed { action: Some(action), filled, kept, errors, drafted: false };
    if stays {
        return show_again(&portal, &visitor, &code, &typed, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let files = typed.kept.iter().map(|kept| kept.paper.clone()).collect();
    let asked = match asked::read(action, &typed.filled, files) {
        Ok(asked) => asked,
        Err(errors) => {
            typed.errors = errors;
            return show_again(&portal, &visitor, &code, &typed, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    if let Asked::LookUp(purpose, kind) = &asked {
        return look_up(&portal, &visitor, &code, purpose, *kind, typed).await;
    }
    match perform(&portal, &officer, &code, asked, &typed, &visitor).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?xong=1", address_of(&code))).into_response()),
        Err(ActError::SomeoneElse(_)) => overtaken(&portal, &visitor, &officer, &code, typed).await,
        Err(ActError::Refused(refusal)) => {
            typed.errors.push(FieldError { field: String::new(), message: said(&refusal) });
            show_again(&portal, &visitor, &code, &typed, StatusCode::CONFLICT).await
        }
        Err(error @ ActError::NoSuchOfficer(_)) => {
            typed.errors.push(FieldError { field: String::new(), message: words::capital(&error.to_string()) });
            show_again(&portal, &visitor, &code, &typed, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn perform(
    portal: &Portal,
    officer: &Officer,
    code: &DossierCode,
    asked: Asked,
    typed: &Typed,
    visitor: &Visitor,
) -> Result<(), ActError> {
    let seen = typed.filled.text("seq").parse().unwrap_or(0);
    match asked {
        Asked::Act(action) => portal.app.act(officer, code, action, seen, visitor.now).await?,
        Asked::Correct(applicant, reason) => {
            portal.app.propose_correction(officer, code, applicant, reason, seen, visitor.now).await?
        }
        // Asked for before: its answer is a page of its own.
        Asked::LookUp(..) => seen,
    };
    Ok(())
}

/// Asks the register about the applicant and shows what it said, once; the page that comes back names nothing of it.
async fn look_up(
    portal: &Portal,
    visitor: &Visitor,
    code: &DossierCode,
    purpose: &str,
    kind: LookUpKind,
    mut typed: Typed,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let seen = typed.filled.text("seq").parse().unwrap_or(0);
    let error = match portal.app.look_up_applicant(officer, code, kind, purpose, seen, visitor.now).await {
        Ok(answered) => {
            let view = portal.app.dossier(officer, code, visitor.now).await?;
            let address = view.particulars.as_ref().map_or("", |one| one.applicant.address.as_str());
            let answer = Some(AnswerNotice::of(&answered, kind, address));
            let page = fill(portal, visitor, &view, &Typed::default()).await?;
            return page_with(StatusCode::OK, DossierPage { answer, ..page });
        }
        Err(error) => error,
    };
    let message = match error {
        LookUpError::Store(error) => return Err(error.into()),
        LookUpError::Act(ActError::SomeoneElse(_)) => return overtaken(portal, visitor, officer, code, typed).await,
        LookUpError::Act(ActError::Refused(refusal)) => said(&refusal),
        LookUpError::Act(error) => return Err(error.into()),
        other => lookups::not_made(&other),
    };
    typed.errors.push(FieldError { field: String::new(), message });
    show_again(portal, visitor, code, &typed, StatusCode::CONFLICT).await
}

/// Somebody else was quicker: the dossier as it is now, with everything this officer typed still in its form.
async fn overtaken(
    portal: &Portal,
    visitor: &Visitor,
    officer: &Officer,
    code: &DossierCode,
    mut typed: Typed,
) -> Result<Response, Problem> {
    let view = portal.app.dossier(officer, code, visitor.now).await?;
    let newest = timeline_of(portal, &view, officer).await?.into_iter().next();
    let what = newest.map_or_else(String::new, |entry| format!(" «{}» ({}, {})", entry.title, entry.who, entry.when));
    let message = format!(
        "Việc của bạn chưa được ghi: trong lúc bạn xem, hồ sơ đã có thay đổi{what}. Những gì bạn nhập còn nguyên; xem thay đổi rồi gửi lại nếu vẫn cần"
    );
    typed.errors.push(FieldError { field: String::new(), message });
    page_with(StatusCode::CONFLICT, fill(portal, visitor, &view, &typed).await?)
}

/// The dossier as it is, with everything this officer typed still in its form.
async fn show_again(
    portal: &Portal,
    visitor: &Visitor,
    code: &DossierCode,
    typed: &Typed,
    status: StatusCode,
) -> Result<Response, Problem> {
    let view = portal.app.dossier(visitor.officer()?, code, visitor.now).await?;
    page_with(status, fill(portal, visitor, &view, typed).await?)
}

fn said(refusal: &Refusal) -> String {
    words::capital(&refusal.to_string())
}

async fn timeline_of(portal: &Portal, view: &DossierView, officer: &Officer) -> Result<Vec<Entry>, Problem> {
    let catalogue = portal.app.catalogue();
    let officers = names_of(&portal.app.colleagues(officer).await?);
    let names = Names { catalogue: &catalogue, process: view.process.as_deref(), officers: &officers };
    Ok(timeline::of(&view.file, &names, Reader::Officer))
}

fn names_of(officers: &[Officer]) -> BTreeMap<String, String> {
    officers.iter().map(|one| (one.login.clone(), one.name.clone())).collect()
}

async fn fill(portal: &Portal, visitor: &Visitor, view: &DossierView, typed: &Typed) -> Result<DossierPage, Problem> {
    let officer = visitor.officer()?;
    let catalogue = portal.app.catalogue();
    let colleagues = portal.app.colleagues(officer).await?;
    let officers = names_of(&colleagues);
    let dossier = &view.file.dossier;
    let units: Vec<(String, String)> =
        portal.app.units_to_ask(dossier).into_iter().map(|(code, name)| (code.to_string(), name)).collect();
    let is_person = view.particulars.as_ref().is_some_and(|one| person_of(&one.applicant).is_some());
    let purposes = if is_person { lookups::choices(portal, visitor.now.day()) } else { Vec::new() };
    let offered = Offered { view, colleagues: &colleagues, units: &units, me: &officer.login, purposes: &purposes };
    let address = address_of(&dossier.code);
    let (all, denied) = forms(&offered, typed, &address);
    let mut mend = Mend::of(all.iter().flat_map(|form| &form.fields));
    let (mut forms, others): (Vec<ActForm>, Vec<ActForm>) =
        all.into_iter().partition(|form| actions::is_usual(form.action));
    forms.sort_by_key(|form| actions::USUAL.iter().position(|action| *action == form.action));
    if let Some(first) = forms.first_mut().filter(|_| typed.action.is_none()) {
        first.open = true;
    }
    let homeless = typed.errors.iter().filter(|error| mend.lines.iter().all(|(_, message)| *message != error.message));
    let homeless: Vec<_> = homeless.map(|error| ("viec".to_owned(), error.message.clone())).collect();
    mend.lines.extend(homeless);
    let names = Names { catalogue: &catalogue, process: view.process.as_deref(), officers: &officers };
    let place = dossier.place();
    let step = place.and_then(|place| place.step.clone());
    let remarks = portal.app.remarks(officer, &dossier.code).await?.len();
    let calendar = portal.app.calendar_of(officer).await?;
    Ok(DossierPage {
        frame: visitor.frame(format!("Hồ sơ {}", dossier.code)).at("/ban-lam-viec").wrong(!mend.is_empty()),
        mend,
        done: "",
        answer: None,
        checked: lookups::last(&view.file),
        bar: Bar::of(view, "", remarks, visitor.now, &calendar),
        procedure: catalogue.name(dossier.procedure()).to_owned(),
        procedure_code: dossier.procedure().to_owned(),
        agency: catalogue.agency_name(dossier.agency()).to_owned(),
        step: step.as_deref().map_or_else(String::new, |id| names.step(id)),
        holder: place.and_then(|place| place.officer.as_ref()).map_or_else(String::new, |login| names.officer(login)),
        seen: view.file.row.seq,
        others_open: others.iter().any(|form| form.open),
        forms,
        others,
        denied,
        timeline: timeline::of(&view.file, &names, Reader::Officer),
        papers: view.papers.iter().map(|paper| paper_row(paper, view, &catalogue, &address)).collect(),
        sections: sections(view, &catalogue),
        drawing: view
            .process
            .as_ref()
            .map(|process| Drawing::of(process, step.as_deref(), &|unit| catalogue.agency_name(unit).to_owned())),
        received: dossier.clock().is_some(),
        settled: slip::has_result(&view.file),
        deputy: deputy_of(view, officer, &names),
        linked: linked::lines(portal, &view.file, address_of).await?,
    })
}

/// Actions that nobody does from this page without a reason in the dossier, listed only when allowed.
fn is_seldom(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::WrongState { .. } | Refusal::NoCorrection | Refusal::NoSuchConsultation)
}

fn forms(offered: &Offered, typed: &Typed, address: &str) -> (Vec<ActForm>, Vec<Denied>) {
    let (mut forms, mut denied) = (Vec::new(), Vec::new());
    for (action, verdict) in &offered.view.actions {
        let mine = typed.action == Some(*action);
        // Nothing to ask about, or nobody to ask.
        if *action == ActionName::LookUp && offered.purposes.is_empty() {
            continue;
        }
        match verdict {
            Ok(()) => forms.push(form(*action, offered, typed, address, mine)),
            Err(refusal) if is_seldom(refusal) && !mine => {}
            Err(refusal) => {
                // What was typed into a form that is no longer allowed is shown all the same, to be copied.
                if mine && !typed.drafted && typed.filled.fields().len() > 2 {
                    forms.push(form(*action, offered, typed, address, mine));
                }
                denied.push(Denied { label: actions::label(*action), why: said(refusal) });
            }
        }
    }
    (forms, denied)
}

fn form(action: ActionName, offered: &Offered, typed: &Typed, address: &str, mine: bool) -> ActForm {
    let nothing = (Filled::default(), Vec::new());
    let (filled, kept) = if mine { (&typed.filled, &typed.kept) } else { (&nothing.0, &nothing.1) };
    let mut fields = actions::fields(action, offered, filled, kept);
    for field in fields.iter_mut().filter(|_| mine) {
        if let Some(error) = typed.errors.iter().find(|error| error.field == field.name) {
            field.error.clone_from(&error.message);
        }
    }
    ActForm {
        action,
        label: actions::label(action),
        advice: actions::advice(action),
        address: format!("{address}/{}", action.key()),
        fields,
        files: actions::has_files(action),
        grave: actions::is_grave(action),
        open: mine,
        draft: if has_draft(action) { format!("{address}?mau={}#viec", action.key()) } else { String::new() },
    }
}

/// Whether the agency keeps a text for an action.
fn has_draft(action: ActionName) -> bool {
    let begins = format!("{}.", action.key());
    app::messages::templates_shipped().iter().any(|one| one.reader == "form" && one.key.starts_with(&begins))
}

/// For whom this officer would act here, if the one who holds the dossier is away.
fn deputy_of(view: &DossierView, officer: &Officer, names: &Names) -> String {
    let holder = view.file.dossier.place().and_then(|place| place.officer.as_ref());
    holder
        .filter(|login| **login != officer.login && view.stands_for.contains(login))
        .map_or_else(String::new, |login| names.officer(login))
}

fn paper_row(paper: &Paper, view: &DossierView, catalogue: &app::catalogue::Catalogue, address: &str) -> PaperRow {
    let components = version_of(view, catalogue).map(|content| &content.components);
    let component = paper.component.and_then(|place| components?.get(usize::try_from(place).ok()?));
    let what = component.map_or_else(String::new, |component| format!("{} · ", component.name));
    PaperRow {
        name: paper.name.clone(),
        about: format!("{what}{}", words::size(paper.bytes)),
        address: format!("{address}/giay-to/{}", paper.sha256),
    }
}

/// The procedure as it was when the dossier was handed in.
fn version_of<'a>(
    view: &DossierView,
    catalogue: &'a app::catalogue::Catalogue,
) -> Option<&'a domain::procedure::Procedure> {
    match &view.file.dossier.origin {
        Origin::Here(birth) => Some(&catalogue.version(&birth.procedure, birth.procedure_version)?.content),
        Origin::Elsewhere(_) => None,
    }
}

fn sections(view: &DossierView, catalogue: &app::catalogue::Catalogue) -> Vec<Facts> {
    let Some(particulars) = &view.particulars else { return Vec::new() };
    let who = answers::applicant(&particulars.applicant).into_iter().map(|(_, label, value)| (label.to_owned(), value));
    let who =
        Facts { heading: "Người nộp".to_owned(), rows: who.filter(|(_, value)| !value.is_empty()).collect() };
    let form = version_of(view, catalogue).and_then(|content| content.form.as_ref());
    let asked = form.map(|form| answers::by_section(form, &particulars.answers)).unwrap_or_default();
    let asked = asked.into_iter().map(|section| Facts {
        heading: section.heading,
        rows: section
            .rows
            .into_iter()
            .map(|answer| (answer.question, answer.text))
            .filter(|(_, text)| !text.is_empty())
            .collect(),
    });
    let counter = crate::counter::noted(&particulars.answers);
    let counter = (!counter.is_empty()).then(|| Facts { heading: "Ghi khi tiếp nhận".to_owned(), rows: counter });
    let linked: Vec<(String, String)> = answers::linked(&particulars.answers).collect();
    let linked =
        (!linked.is_empty()).then(|| Facts { heading: "Theo thủ tục liên thông".to_owned(), rows: linked });
    std::iter::once(who).chain(linked).chain(asked).chain(counter).filter(|facts| !facts.rows.is_empty()).collect()
}

/// `GET /ho-so/{code}/giay-to/{sha}`.
pub(crate) async fn paper(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path((code, sha)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let view = portal.app.dossier(visitor.officer()?, &code, visitor.now).await?;
    let digest = Digest::from_hex(&sha).ok_or(Problem::NotFound)?;
    let (paper, bytes) = portal.app.paper_of(&view.papers, &digest).await?.ok_or(Problem::NotFound)?;
    Ok(downloads::attachment(&paper.name, &paper.media_type, bytes))
}
