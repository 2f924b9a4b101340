//! *Uỷ quyền khi vắng mặt*: who acts for whom, from which day to which, arranged and ended here.

use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::deputies::{Absence, DeputyError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::event::Reason;
use domain::process::Role;
use domain::time::Instant;
use std::collections::BTreeMap;
use store::Deputy;

#[derive(Template)]
#[template(path = "deputies.html")]
struct Deputies {
    frame: Frame,
    mend: Mend,
    fields: Vec<Field>,
    rows: Vec<Row>,
}

struct Row {
    absent: String,
    login: String,
    deputy: String,
    days: String,
    reason: String,
    made: String,
    made_at: i64,
    state: &'static str,
    tag: &'static str,
    may_end: bool,
}

/// `GET /vang-mat`.
pub(crate) async fn show(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    fill(&portal, &visitor, StatusCode::OK, &Filled::default(), &[]).await
}

/// `POST /vang-mat`.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let mut errors: Vec<(&str, String)> = Vec::new();
    let mut need = |name: &'static str, missing: bool, message: &str| {
        if missing {
            errors.push((name, message.to_owned()));
        }
    };
    let (first, last) = (words::read_day(filled.text("tu-ngay")), words::read_day(filled.text("den-ngay")));
    let reason = Reason::new(filled.text("ly-do"));
    need("nguoi-vang", filled.is_blank("nguoi-vang"), "Chọn người vắng mặt");
    need("nguoi-thay", filled.is_blank("nguoi-thay"), "Chọn người làm thay");
    need("tu-ngay", first.is_none(), "Nhập ngày đầu, ví dụ 30/11/2026");
    need("den-ngay", last.is_none(), "Nhập ngày cuối, ví dụ 04/12/2026");
    need("ly-do", reason.is_none(), "Ghi lý do, ví dụ nghỉ phép theo đơn ngày nào");
    if let (true, Some(first), Some(last), Some(reason)) = (errors.is_empty(), first, last, reason) {
        let absence = Absence {
            absent: filled.text("nguoi-vang").to_owned(),
            deputy: filled.text("nguoi-thay").to_owned(),
            first,
            last,
            reason,
        };
        match portal.app.appoint_deputy(visitor.officer()?, absence, visitor.now).await {
            Ok(()) => return Ok(Redirect::to("/vang-mat").into_response()),
            Err(DeputyError::Store(error)) => return Err(error.into()),
            Err(DeputyError::NotYours) => return Err(Problem::Forbidden),
            Err(error @ DeputyError::NoSuchOfficer) => errors.push(("nguoi-thay", words::capital(&error.to_string()))),
            Err(error @ DeputyError::Days) => errors.push(("den-ngay", words::capital(&error.to_string()))),
        }
    }
    fill(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, &filled, &errors).await
}

/// `POST /vang-mat/thoi`.
pub(crate) async fn end(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let made_at = filled.text("luc").parse().ok().and_then(Instant::from_unix_seconds);
    let Some(made_at) = made_at else { return Ok(Redirect::to("/vang-mat").into_response()) };
    match portal.app.end_deputy(visitor.officer()?, filled.text("nguoi-vang"), made_at, visitor.now).await {
        Ok(()) => Ok(Redirect::to("/vang-mat").into_response()),
        Err(DeputyError::Store(error)) => Err(error.into()),
        Err(_) => Err(Problem::Forbidden),
    }
}

async fn fill(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    filled: &Filled,
    errors: &[(&str, String)],
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let colleagues = portal.app.colleagues(officer).await?;
    let arranges = officer.has(Role::Leader) || officer.has(Role::Administrator);
    let choices = |chosen: &str, only_me: bool| -> Vec<Choice> {
        let people = colleagues.iter().filter(|one| !only_me || one.login == officer.login);
        let choice = |value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: value == chosen,
        };
        let nobody = std::iter::once(choice("", "Chọn một người")).filter(|_| !only_me);
        nobody.chain(people.map(|one| choice(&one.login, &one.name))).collect()
    };
    let mut fields = vec![
        Field::select("nguoi-vang", "Người vắng mặt", choices(filled.text("nguoi-vang"), !arranges)),
        Field::select("nguoi-thay", "Người làm thay", choices(filled.text("nguoi-thay"), false)),
        Field::day("tu-ngay", "Từ ngày", filled.text("tu-ngay")),
        Field::day("den-ngay", "Đến hết ngày", filled.text("den-ngay")),
        Field::line("ly-do", "Lý do", filled.text("ly-do")),
    ];
    for field in &mut fields {
        if let Some((_, message)) = errors.iter().find(|(name, _)| *name == field.name) {
            field.error.clone_from(message);
        }
    }
    let mend = Mend::of(&fields);
    let names: BTreeMap<&str, &str> = colleagues.iter().map(|one| (one.login.as_str(), one.name.as_str())).collect();
    let name = |login: &str| names.get(login).map_or_else(|| login.to_owned(), |name| (*name).to_owned());
    let row = |one: &Deputy| {
        let (state, tag) = standing(one, visitor.now);
        Row {
            absent: name(&one.absent),
            deputy: name(&one.deputy),
            days: format!("{} – {}", words::day(one.first), words::day(one.last)),
            reason: one.reason.clone(),
            made: format!("{}, {}", name(&one.made_by), words::moment(one.made_at)),
            made_at: one.made_at.unix_seconds(),
            state,
            tag,
            may_end: one.ended_at.is_none()
                && visitor.now.day() <= one.last
                && (arranges || one.absent == officer.login),
            login: one.absent.clone(),
        }
    };
    let rows = portal.app.deputies(officer).await?.iter().map(row).collect();
    let frame = visitor.frame("Uỷ quyền khi vắng mặt").at("/ban-lam-viec").wrong(!mend.is_empty());
    page_with(status, Deputies { frame, mend, fields, rows })
}

fn standing(one: &Deputy, now: Instant) -> (&'static str, &'static str) {
    match one.ended_at {
        Some(_) => ("đã thôi", "tag"),
        None if now.day() > one.last => ("đã hết", "tag"),
        None if now.day() < one.first => ("sắp tới", "tag tag-info"),
        None => ("đang có hiệu lực", "tag tag-good"),
    }
}
