//! *Mẫu văn bản*: what messages and forms say, changed by the agency, gone back to at will.

use super::{mark, typed};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, page_with, words};
use app::messages::{Template as Text, TemplateFault};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::message::GAPS;

#[derive(Template)]
#[template(path = "admin/templates.html")]
struct Templates {
    frame: Frame,
    groups: Vec<(&'static str, Vec<Row>)>,
}

struct Row {
    name: String,
    address: String,
    changed: bool,
}

#[derive(Template)]
#[template(path = "admin/template.html")]
struct TemplatePage {
    frame: Frame,
    mend: Mend,
    address: String,
    fields: Vec<Field>,
    gaps: [(&'static str, &'static str); GAPS.len()],
    changed: bool,
}

/// `GET /quan-tri/mau`.
pub(crate) async fn show(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    let all = portal.app.templates(&visitor.officer()?.top).await?;
    let group = |reader: &str| {
        let own = all.iter().filter(|text| text.used.reader == reader);
        own.map(|text| Row { name: text.used.when.clone(), address: address_of(&text.used.key), changed: text.changed })
            .collect()
    };
    let groups = vec![
        ("Tin báo cho người nộp", group("applicant")),
        ("Tin báo cho cán bộ", group("officer")),
        ("Lời văn trong biểu mẫu xử lý", group("form")),
    ];
    page(Templates { frame: visitor.frame("Mẫu văn bản").at("/quan-tri"), groups })
}

/// `GET /quan-tri/mau/{key}`.
pub(crate) async fn one(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    fill(&portal, &visitor, StatusCode::OK, &key, &Filled::default(), &[]).await
}

/// `POST /quan-tri/mau/{key}`.
pub(crate) async fn post(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(key): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let words_typed = (filled.text("tieu-de"), filled.text("loi-van"));
    let chosen = (!filled.has("ban-dau")).then_some(words_typed);
    match portal.app.change_template(visitor.officer()?, &key, chosen, visitor.now).await {
        Ok(()) => Ok(Redirect::to("/quan-tri/mau").into_response()),
        Err(TemplateFault::Store(error)) => Err(error.into()),
        Err(TemplateFault::Unknown) => Err(Problem::NotFound),
        Err(error) => {
            let errors = [("loi-van", words::capital(&error.to_string()))];
            fill(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, &key, &filled, &errors).await
        }
    }
}

async fn fill(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    key: &str,
    filled: &Filled,
    errors: &[(&str, String)],
) -> Result<Response, Problem> {
    let all = portal.app.templates(&visitor.officer()?.top).await?;
    let Text { used, changed } = all.into_iter().find(|text| text.used.key == key).ok_or(Problem::NotFound)?;
    let mut fields = Vec::new();
    if !used.subject.is_empty() {
        fields.push(Field::line("tieu-de", "Tiêu đề", typed(filled, "tieu-de", &used.subject)));
    }
    fields.push(Field::long("loi-van", "Lời văn", typed(filled, "loi-van", &used.text)).rows(12));
    mark(&mut fields, errors);
    let mend = Mend::of(&fields);
    page_with(
        status,
        TemplatePage {
            frame: visitor.frame(used.when).at("/quan-tri").wrong(!mend.is_empty()),
            mend,
            address: address_of(key),
            fields,
            gaps: GAPS,
            changed,
        },
    )
}

fn address_of(key: &str) -> String {
    format!("/quan-tri/mau/{}", words::address_part(key))
}
