//! *Bản nháp*: what is done and what is not, how to go on elsewhere, how to be rid of it.

use super::draft::{CHECK, ResumePage, Way, address, forget, handed_in, key_field, open, remember, typed_key};
use super::pages::Page;
use super::residence;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::linked::Task;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, page_with, words};
use app::draft::{DraftError, Found};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "apply/overview.html")]
struct OverviewPage {
    frame: Frame,
    name: String,
    id: String,
    key: String,
    address: String,
    go_on: String,
    parts: Vec<Part>,
    ready: bool,
    account: bool,
    kept_until: String,
    tasks: Vec<Task>,
    note: &'static str,
    csrf: String,
    residence: bool,
    residence_told: &'static str,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Just {
    cu_tru: String,
}

/// One part of an application, and how far it is.
struct Part {
    heading: String,
    /// Whether the heading is the catalogue's own.
    is_law: bool,
    address: String,
    done: usize,
    of: usize,
}

/// `GET /nhap/{id}`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(just): Query<Just>,
) -> Result<Response, Problem> {
    let writing = match open(&portal, &visitor, &id, &Filled::default(), "").await? {
        Way::On(writing) => *writing,
        Way::Elsewhere(response) => return Ok(response),
    };
    let filling = &writing.draft.filling;
    let pages = writing.asking().pages(filling);
    let open_page = pages.iter().find(|page| !filling.done.contains(&page.name));
    let shown = OverviewPage {
        frame: writing.frame("Hồ sơ đang viết"),
        name: writing.procedure().name.clone(),
        id: writing.draft.id.clone(),
        key: grouped(&writing.key),
        address: writing.address(""),
        go_on: writing.address(open_page.map_or(CHECK, |page| &page.name)),
        parts: parts(&pages, |page| filling.done.contains(&page.name), |page| writing.address(&page.name)),
        tasks: writing.tasks(),
        note: writing.note(),
        ready: open_page.is_none(),
        account: visitor.citizen.is_some(),
        kept_until: words::day_in_words(writing.draft.expires_at.day()),
        csrf: visitor.csrf().unwrap_or_default().to_owned(),
        residence: residence::offered(&portal, &visitor, filling) && !filling.residence_told(),
        residence_told: residence::told(&just.cu_tru),
    };
    Ok(writing.answer(page(shown)?))
}

/// The parts in their order; each leads to its first page that is not answered, or to its first.
fn parts(pages: &[Page], done: impl Fn(&Page) -> bool, address: impl Fn(&Page) -> String) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for page in pages {
        let answered = done(page);
        match parts.last_mut().filter(|part| part.heading == page.part) {
            Some(part) => {
                if part.done == part.of && !answered {
                    part.address = address(page);
                }
                part.done += usize::from(answered);
                part.of += 1;
            }
            None => parts.push(Part {
                heading: page.part.clone(),
                is_law: page.name.starts_with("answer."),
                address: address(page),
                done: usize::from(answered),
                of: 1,
            }),
        }
    }
    parts
}

/// A key in groups of four, as it was given.
fn grouped(key: &str) -> String {
    let plain: Vec<char> = key.chars().filter(char::is_ascii_alphanumeric).collect();
    plain.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-").to_ascii_uppercase()
}

/// `POST /nhap/{id}/mo`: opens a draft with its key.
pub(crate) async fn unlock(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(id): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let key = Filled::of(vec![("khoa".to_owned(), filled.text("khoa").to_owned())]);
    match open(&portal, &visitor, &id, &key, "mo").await? {
        Way::On(writing) => Ok(writing.lead_to("", false)),
        Way::Elsewhere(response) => Ok(response),
    }
}

/// `POST /nhap/{id}/xoa`: deletes a draft.
pub(crate) async fn delete(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(id): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let writing = match open(&portal, &visitor, &id, &filled, "xoa").await? {
        Way::On(writing) => *writing,
        Way::Elsewhere(response) => return Ok(response),
    };
    match portal.app.delete_draft(&id, writing.claim(), visitor.now).await {
        Ok(()) | Err(DraftError::NotFound) => Ok(gone(&portal, &visitor, &id)),
        Err(DraftError::HandedIn(code)) => Ok(handed_in(&portal, &visitor, &id, &code, &writing.key)),
        Err(DraftError::Store(error)) => Err(error.into()),
    }
}

/// `POST /nhap/{id}/dong`: this browser forgets the draft, which stays.
pub(crate) async fn close(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(id): Path<String>,
    _filled: Filled,
) -> Response {
    gone(&portal, &visitor, &id)
}

fn gone(portal: &Portal, visitor: &Visitor, id: &str) -> Response {
    ([(SET_COOKIE, forget(portal, visitor, id))], Redirect::to("/tiep-tuc")).into_response()
}

/// `GET /tiep-tuc`: goes on with a draft begun on another device.
pub(crate) async fn resume(visitor: Visitor) -> Result<Response, Problem> {
    page(resume_page(&visitor, "", ""))
}

fn resume_page(visitor: &Visitor, typed: &str, error: &str) -> ResumePage {
    let id = Field::line("ma", "Mã bản nháp", typed)
        .hint("10 chữ và số hiện ở trang bản nháp, ví dụ: K7M2Q-X4PRT")
        .typed("text", "off", "w-20")
        .error(error);
    let fields = vec![id, key_field(false)];
    let mend = Mend::of(&fields);
    ResumePage {
        frame: visitor.frame("Tiếp tục hồ sơ đang viết").at("/thu-tuc").wrong(!mend.is_empty()),
        mend,
        action: "/tiep-tuc".to_owned(),
        fields,
        carried: Vec::new(),
        by_account: false,
        lead: "Bản nháp viết dở trên máy khác mở được bằng hai mã hiện ở trang bản nháp ấy.",
    }
}

/// `POST /tiep-tuc`.
pub(crate) async fn resume_post(
    State(portal): State<Portal>,
    visitor: Visitor,
    filled: Filled,
) -> Result<Response, Problem> {
    let plain: String =
        filled.text("ma").chars().filter(char::is_ascii_alphanumeric).take(10).collect::<String>().to_ascii_uppercase();
    let id = if plain.len() == 10 { format!("{}-{}", &plain[..5], &plain[5..]) } else { plain };
    if !portal.limits.key(&visitor.address, &id) {
        return Err(Problem::TooMany);
    }
    let key = typed_key(&filled);
    match portal.app.draft(&id, &key, visitor.now).await {
        Ok(Found::Writing(_)) => {
            let cookie = remember(&portal, &visitor, &id, &key);
            Ok(([(SET_COOKIE, cookie)], Redirect::to(&address(&id, ""))).into_response())
        }
        Ok(Found::HandedIn(code)) => Ok(handed_in(&portal, &visitor, &id, &code, &key)),
        Err(DraftError::Store(error)) => Err(error.into()),
        Err(_) => {
            let error =
                "Không mở được bản nháp bằng hai mã này; xem lại từng chữ, hoặc bản nháp đã hết hạn hay đã bị xoá";
            page_with(StatusCode::UNPROCESSABLE_ENTITY, resume_page(&visitor, filled.text("ma"), error))
        }
    }
}
