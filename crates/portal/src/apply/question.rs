//! *Trang hỏi*: one question, its answer kept as soon as it is given.

use super::draft::{CHECK, Way, Writing, open};
use super::pages::{Kind, Page};
use super::{files, group};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::form::FieldError;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "apply/question.html")]
struct QuestionPage {
    frame: Frame,
    around: Around,
    mend: Mend,
    field: Field,
}

/// What stands around every question.
pub(super) struct Around {
    /// Where the form is sent.
    pub(super) action: String,
    /// The page before.
    pub(super) back: String,
    /// Address of the draft.
    pub(super) draft: String,
    /// The procedure and the part of its application.
    pub(super) kicker: String,
    /// Until when the draft is kept.
    pub(super) kept_until: String,
    /// Whether to go back to the check when this is answered.
    pub(super) checking: bool,
}

/// What the address of a question may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    ve: String,
}

/// `GET /nhap/{id}/{page}`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path((id, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let filled = Filled::default();
    let writing = match open(&portal, &visitor, &id, &filled, &name).await? {
        Way::On(writing) => *writing,
        Way::Elsewhere(response) => return Ok(response),
    };
    let checking = asked.ve == CHECK;
    let Some(step) = Step::at(&writing, &name, checking) else { return Ok(writing.lead_to("", false)) };
    let shown = match step.kind() {
        Kind::Answer => {
            let typed = writing.asking().typed(&writing.draft.filling, &step.page.name);
            question(&writing, &step, &typed, &[])
        }
        Kind::Files => files::page(&writing, &step, &[]),
        Kind::Group => group::page(&writing, &step, &Filled::default(), &[]),
    }?;
    Ok(writing.answer(shown))
}

/// `POST /nhap/{id}/{page}`.
pub(crate) async fn post(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path((id, name)): Path<(String, String)>,
    filled: Filled,
) -> Result<Response, Problem> {
    if !portal.limits.writing(&id) {
        return Err(Problem::TooMany);
    }
    let mut writing = match open(&portal, &visitor, &id, &filled, &name).await? {
        Way::On(writing) => *writing,
        Way::Elsewhere(response) => return Ok(response),
    };
    let checking = filled.text("ve") == CHECK;
    // A question another tab has made pointless is not asked; the overview tells what is.
    let Some(step) = Step::at(&writing, &name, checking) else { return Ok(writing.lead_to("", false)) };
    match step.kind() {
        Kind::Answer => answer(&mut writing, &step, &filled).await,
        Kind::Files => files::post(&mut writing, &step, &filled).await,
        Kind::Group => group::post(&mut writing, &step, &filled).await,
    }
}

/// A page with its place among the others.
pub(super) struct Step {
    pub(super) page: Page,
    /// Place of the entry, on the page of one entry of a group.
    pub(super) entry: Option<usize>,
    pub(super) checking: bool,
    before: Option<String>,
}

impl Step {
    /// The step of a name: a page, or an entry of a group (`answer.members.0`).
    fn at(writing: &Writing, name: &str, checking: bool) -> Option<Step> {
        let pages = writing.asking().pages(&writing.draft.filling);
        let place = |name: &str| pages.iter().position(|page| page.name == name);
        let (at, entry) = match place(name) {
            Some(at) => (at, None),
            None => {
                let (group, number) = name.rsplit_once('.')?;
                let at = place(group).filter(|at| pages[*at].kind == Kind::Group)?;
                (at, Some(number.parse().ok()?))
            }
        };
        let before = match entry {
            Some(_) => Some(pages[at].name.clone()),
            None => at.checked_sub(1).map(|before| pages[before].name.clone()),
        };
        Some(Step { page: pages[at].clone(), entry, checking, before })
    }

    fn kind(&self) -> Kind {
        self.page.kind
    }

    /// Name of the page in its address.
    pub(super) fn address_name(&self) -> String {
        self.entry.map_or_else(|| self.page.name.clone(), |number| format!("{}.{number}", self.page.name))
    }

    /// What stands around the question.
    pub(super) fn around(&self, writing: &Writing) -> Around {
        let back = match (&self.before, self.checking && self.entry.is_none()) {
            (_, true) => writing.address(CHECK),
            (Some(before), false) => writing.address(before),
            (None, false) => writing.address(""),
        };
        Around {
            action: writing.address(&self.address_name()),
            back,
            draft: writing.address(""),
            kicker: format!("{} · {}", writing.procedure().name, self.page.part),
            kept_until: words::day(writing.draft.expires_at.day()),
            checking: self.checking,
        }
    }

    /// Where to go once this page is answered: the first page that is not, or on to the next one.
    pub(super) fn next(&self, writing: &Writing) -> Response {
        let filling = &writing.draft.filling;
        let pages = writing.asking().pages(filling);
        let at = pages.iter().position(|page| page.name == self.page.name);
        let next = if self.checking {
            pages.iter().find(|page| !filling.done.contains(&page.name))
        } else {
            at.and_then(|at| pages.get(at + 1))
        };
        next.map_or_else(|| writing.lead_to(CHECK, false), |next| writing.lead_to(&next.name, self.checking))
    }
}

fn question(writing: &Writing, step: &Step, typed: &Filled, errors: &[FieldError]) -> Result<Response, Problem> {
    let field = writing.asking().field(&writing.draft.filling, &step.page, typed).ok_or(Problem::NotFound)?;
    let field = match errors.first() {
        Some(error) => field.error(&error.message),
        None => field,
    };
    let mend = Mend::of([&field]);
    let status = if mend.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = writing.frame(&step.page.title).wrong(!mend.is_empty());
    page_with(status, QuestionPage { frame, around: step.around(writing), mend, field })
}

async fn answer(writing: &mut Writing<'_>, step: &Step, filled: &Filled) -> Result<Response, Problem> {
    let name = step.page.name.clone();
    let mut tried = writing.draft.filling.clone();
    let errors = writing.asking().apply(&mut tried, &name, filled);
    if !errors.is_empty() {
        return question(writing, step, filled, &errors).map(|page| writing.answer(page));
    }
    let kept = writing.write(|asking, filling| drop(asking.apply(filling, &name, filled))).await?;
    Ok(kept.unwrap_or_else(|| step.next(writing)))
}
