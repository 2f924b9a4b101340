//! *Soạn mẫu đơn*: the questions of an online application, their order, when each is asked; shown as people will see
//! them before they are published with a new version of the procedure.

mod typed;

use super::keeps_content;
use super::rows::DO;
use crate::asking::question_field;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::catalogue::Catalogue;
use app::publish::PublishError;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::procedure::{Form, Procedure, ProcedureVersion};
use typed::{Row, Typed};

#[derive(Template)]
#[template(path = "editor/form.html")]
struct FormPage {
    frame: Frame,
    mend: Mend,
    code: String,
    name: String,
    base: u32,
    rows: Vec<Row>,
    from: Field,
    looked: bool,
    shown: Vec<Shown>,
}

/// A question as people will see it.
struct Shown {
    heading: String,
    when: String,
    field: Field,
}

/// What cannot be published: where, and what to do.
type Wrong = Vec<(String, String)>;

/// `GET /soan/{code}/bieu-mau`: the questions of the newest version.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    let newest = open(&catalogue, &visitor, &code)?;
    let from = visitor.now.day().tomorrow().unwrap_or_else(|_| visitor.now.day());
    let typed = Typed::of(newest.content.form.as_ref(), from);
    answer(&visitor, newest, newest.version, &typed, Wrong::new(), None)
}

/// `POST /soan/{code}/bieu-mau`: changes the questions, shows them, publishes.
pub(crate) async fn post(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    let newest = open(&catalogue, &visitor, &code)?;
    let base = filled.text("phien-ban").parse().unwrap_or(0);
    let mut typed = Typed::read(&filled);
    if typed.change(&filled) {
        return answer(&visitor, newest, base, &typed, Wrong::new(), None);
    }
    let (form, from, wrong) = typed.form(newest.content.form.as_ref());
    let publishes = filled.text(DO) == "cong-bo";
    let (Some(from), true, true) = (from, wrong.is_empty(), publishes) else {
        return answer(&visitor, newest, base, &typed, wrong, form.as_ref());
    };
    let content = Procedure { form: form.clone(), ..newest.content.clone() };
    match portal.app.publish_procedure(&content, base, from, visitor.now).await {
        Ok(_) => Ok(Redirect::to(&format!("/soan/{}?xong=bieu-mau", words::address_part(&code))).into_response()),
        Err(PublishError::Store(error)) => Err(error.into()),
        Err(error) => {
            let place = if matches!(error, PublishError::TooEarly(_)) { "hieu-luc.ngay" } else { "noi-dung" };
            let wrong = vec![(place.to_owned(), words::capital(&error.to_string()))];
            answer(&visitor, newest, base, &typed, wrong, form.as_ref())
        }
    }
}

fn open<'a>(catalogue: &'a Catalogue, visitor: &Visitor, code: &str) -> Result<&'a ProcedureVersion, Problem> {
    if !keeps_content(visitor.officer()?) {
        return Err(Problem::Forbidden);
    }
    catalogue.newest(code).ok_or(Problem::NotFound)
}

fn answer(
    visitor: &Visitor,
    newest: &ProcedureVersion,
    base: u32,
    typed: &Typed,
    wrong: Wrong,
    looked: Option<&Form>,
) -> Result<Response, Problem> {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut page = FormPage {
        frame: visitor.frame("Soạn mẫu đơn").at("/soan").wrong(!wrong.is_empty()),
        mend: Mend::default(),
        code: newest.code.to_string(),
        name: newest.content.name.clone(),
        base,
        rows: typed.rows(),
        from: typed.day_field(),
        looked: looked.is_some(),
        shown: looked.map_or_else(Vec::new, shown),
    };
    for field in page.rows.iter_mut().flat_map(|row| &mut row.fields).chain([&mut page.from]) {
        if let Some((_, message)) = wrong.iter().find(|(place, _)| *place == field.name || *place == field.anchor()) {
            field.error.clone_from(message);
        }
    }
    page.mend = Mend { lines: wrong };
    page_with(status, page)
}

/// The questions as fields, each under its section; what is asked sometimes says when.
fn shown(form: &Form) -> Vec<Shown> {
    let mut shown = Vec::new();
    for section in &form.layout {
        for (place, name) in section.fields.iter().enumerate() {
            let Some(question) = form.question(name) else { continue };
            let mut field = question_field(name, question, &Filled::default());
            field.name = format!("xem.{}", field.name);
            field.optional = !form.required().any(|required| required == name);
            shown.push(Shown {
                heading: if place == 0 { section.heading.clone() } else { String::new() },
                when: typed::when_in_words(form, question),
                field,
            });
        }
    }
    shown
}
