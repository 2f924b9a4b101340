//! *Theo dõi hồ sơ*: everyone sees how far a dossier is; who shows its key sees all of it and may act.

pub(crate) mod calendar;
pub(crate) mod journey;
pub(crate) mod owner;
pub(crate) mod pay;

use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::view::PublicProgress;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::code::DossierCode;
use domain::dossier::decide::state_label;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "follow/lookup.html")]
struct LookUpPage {
    frame: Frame,
    mend: Mend,
    field: Field,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    ma: Option<String>,
}

/// `GET /tra-cuu`: the form; with a code, the way to it.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let Some(typed) = asked.ma else { return look_up(&visitor, "", "") };
    if !portal.limits.public(&visitor.address) {
        return Err(Problem::TooMany);
    }
    let code: DossierCode = match typed.parse() {
        Ok(code) => code,
        Err(error) => return look_up(&visitor, &typed, &words::capital(&format!("{error}"))),
    };
    match portal.app.progress_of(&code).await {
        Ok(_) => Ok(Redirect::to(&address_of(&code)).into_response()),
        Err(app::acts::ActError::NotFound) => {
            look_up(&visitor, &typed, "Không có hồ sơ mang mã này; kiểm tra lại từng chữ số trên giấy tiếp nhận")
        }
        Err(error) => Err(error.into()),
    }
}

fn look_up(visitor: &Visitor, typed: &str, error: &str) -> Result<Response, Problem> {
    let field =
        Field::line("ma", "Mã hồ sơ", typed).hint("In trên giấy tiếp nhận, ví dụ: H42.19-231016-0001").error(error);
    let mend = Mend::of([&field]);
    let status = if mend.is_empty() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let frame = visitor.frame("Theo dõi hồ sơ").at("/tra-cuu").wrong(!mend.is_empty());
    page_with(status, LookUpPage { frame, mend, field })
}

/// Address of the page that follows a dossier.
pub(crate) fn address_of(code: &DossierCode) -> String {
    format!("/tra-cuu/{}", words::address_part(code.as_str()))
}

#[derive(Template)]
#[template(path = "follow/progress.html")]
struct ProgressPage {
    frame: Frame,
    mend: Mend,
    code: String,
    address: String,
    state: &'static str,
    stages: Vec<Stage>,
    key: Field,
}

/// One stage of a dossier's way.
struct Stage {
    name: &'static str,
    done: bool,
}

/// The six stages everyone may know of.
const STAGES: [&str; 6] = ["Đã nộp", "Đã tiếp nhận", "Đang giải quyết", "Đã ký", "Đã có kết quả", "Đã trả kết quả"];

/// `GET /tra-cuu/{code}`: all of it for the owner, how far it is for everyone else.
pub(crate) async fn one(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    if !portal.limits.public(&visitor.address) {
        return Err(Problem::TooMany);
    }
    match owner::owned(&portal, &visitor, &code).await? {
        Some(view) => owner::show(&portal, &visitor, &view, &owner::Typed::default()).await,
        None => progress(&portal, &visitor, &code, "").await,
    }
}

/// How far a dossier is, and the form that opens it.
pub(crate) async fn progress(
    portal: &Portal,
    visitor: &Visitor,
    code: &DossierCode,
    error: &str,
) -> Result<Response, Problem> {
    let progress = portal.app.progress_of(code).await?;
    let key = Field::line("khoa", "Mã tra cứu", "")
        .hint("12 chữ và số, ví dụ: AB2C-3DEF-4GHJ; chữ hoa, chữ thường đều được")
        .error(error)
        .typed("text", "off", "w-20");
    let mend = Mend::of([&key]);
    let status = if mend.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = visitor.frame("Hồ sơ tới đâu").at("/tra-cuu").wrong(!mend.is_empty());
    page_with(status, fill(frame, &progress, key, mend))
}

fn fill(frame: Frame, progress: &PublicProgress, key: Field, mend: Mend) -> ProgressPage {
    let stages = (1..).zip(STAGES).map(|(number, name)| Stage { name, done: number <= progress.done });
    ProgressPage {
        frame,
        mend,
        code: progress.code.to_string(),
        address: address_of(&progress.code),
        state: state_label(progress.state),
        stages: stages.collect(),
        key,
    }
}
