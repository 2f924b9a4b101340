//! *Kiểm tra lại trước khi nộp*: everything answered and every file, each with its way back; then it is handed in.

use super::draft::{CHECK, Way, Writing, handed_in, open};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::linked::Task;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::acts::{SubmitError, Submitted};
use app::form::FieldError;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::pages::{Asking, Kind, Page};

#[derive(Template)]
#[template(path = "apply/check.html")]
struct CheckPage {
    frame: Frame,
    name: String,
    action: String,
    draft: String,
    wrong: Vec<(String, String)>,
    parts: Vec<Checked>,
    held: Vec<(String, String)>,
    tasks: Vec<Task>,
    note: &'static str,
}

/// A heading and what was answered under it.
struct Checked {
    heading: String,
    /// Whether the heading is the catalogue's own.
    is_law: bool,
    rows: Vec<Row>,
}

/// One answer, what to mend in it, and its page.
struct Row {
    label: String,
    value: String,
    error: String,
    address: String,
    /// Whether the question is the law's or the catalogue's own.
    is_law: bool,
    /// Whether the answer is a person's own, or the law's.
    is_typed: bool,
}

/// `GET /nhap/{id}/kiem-tra`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let writing = match open(&portal, &visitor, &id, &Filled::default(), CHECK).await? {
        Way::On(writing) => *writing,
        Way::Elsewhere(response) => return Ok(response),
    };
    check(&writing, StatusCode::OK, &[]).map(|page| writing.answer(page))
}

/// `POST /nhap/{id}/nop`: hands in.
pub(crate) async fn hand_in(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(id): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    if !portal.limits.writing(&id) {
        return Err(Problem::TooMany);
    }
    let writing = match open(&portal, &visitor, &id, &filled, "nop").await? {
        Way::On(writing) => *writing,
        Way::Elsewhere(response) => return Ok(response),
    };
    let said = |field: &str, message: String| vec![FieldError { field: field.to_owned(), message }];
    let errors = match unanswered(&writing) {
        Some(page) => said(&page.name, format!("Chưa trả lời: {}", page.title)),
        None => match submit(&writing).await? {
            Ok(submitted) => return Ok(handed_in(&portal, &visitor, &id, &submitted.code, &writing.key)),
            Err(SubmitError::Store(error)) => return Err(error.into()),
            Err(SubmitError::Fields(errors)) => errors,
            Err(other) => said("agency", words::capital(&other.to_string())),
        },
    };
    check(&writing, StatusCode::UNPROCESSABLE_ENTITY, &errors).map(|page| writing.answer(page))
}

/// Hands in; for the account of whoever is signed in.
async fn submit(writing: &Writing<'_>) -> Result<Result<Submitted, SubmitError>, Problem> {
    writing.own().await?;
    let app = &writing.portal.app;
    Ok(app.submit_draft(&writing.draft, writing.claim(), writing.visitor.now).await)
}

/// What is said of a page that was left empty.
fn nothing_of(page: &Page) -> &'static str {
    match (page.name.as_str(), page.kind) {
        ("cases", _) => "Không trường hợp nào",
        (_, Kind::Files) => "Không gửi kèm",
        _ => "Không cung cấp",
    }
}

/// The first page nobody has answered, not even by leaving it empty.
fn unanswered(writing: &Writing) -> Option<Page> {
    let filling = &writing.draft.filling;
    writing.asking().pages(filling).into_iter().find(|page| !filling.done.contains(&page.name))
}

fn check(writing: &Writing, status: StatusCode, errors: &[FieldError]) -> Result<Response, Problem> {
    let (asking, filling) = (writing.asking(), &writing.draft.filling);
    let address = |name: &str| format!("{}?ve=kiem-tra", writing.address(name));
    let mut parts: Vec<Checked> = Vec::new();
    for page in asking.pages(filling) {
        let given = asking.answer(filling, &page);
        let is_typed = !given.is_empty() && !matches!(page.name.as_str(), "who" | "agent_role");
        let value = match (given.is_empty(), filling.done.contains(&page.name)) {
            (false, _) => given,
            (true, true) => nothing_of(&page).to_owned(),
            (true, false) => "Chưa trả lời".to_owned(),
        };
        let error = errors.iter().find(|error| error.field == page.name);
        let row = Row {
            label: page.title,
            value,
            error: error.map(|error| error.message.clone()).unwrap_or_default(),
            address: address(&page.name),
            is_law: Asking::is_foreign(&page.name),
            is_typed,
        };
        match parts.last_mut().filter(|part| part.heading == page.part) {
            Some(part) => part.rows.push(row),
            None => {
                let is_law = page.name.starts_with("answer.");
                parts.push(Checked { heading: page.part, is_law, rows: vec![row] });
            }
        }
    }
    let held = filling.held(writing.procedure());
    let page = CheckPage {
        frame: writing.frame("Kiểm tra lại trước khi nộp").wrong(!errors.is_empty()),
        name: writing.procedure().name.clone(),
        action: writing.address("nop"),
        draft: writing.address(""),
        tasks: writing.tasks(),
        note: writing.note(),
        wrong: errors.iter().map(|error| (address(&error.field), error.message.clone())).collect(),
        parts,
        held: held.into_iter().map(|(paper, held)| (paper.name.clone(), held.to_owned())).collect(),
    };
    page_with(status, page)
}
