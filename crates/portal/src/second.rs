//! *Xác minh đăng nhập*: the second step of signing in. Whoever is here has given a password and can do nothing else.

use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::layout::passkey::{self, PasskeyForm};
use crate::problem::Problem;
use crate::sign_in::{Next, entered};
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::factors::{FactorError, Half, Proof};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

const ADDRESS: &str = "/dang-nhap/xac-minh";

#[derive(Template)]
#[template(path = "second.html")]
struct SecondPage {
    frame: Frame,
    mend: Mend,
    next: String,
    has_app: bool,
    code: Field,
    recovery: Field,
    recovering: bool,
    key: Option<PasskeyForm>,
    demo_code: String,
}

/// `GET /dang-nhap/xac-minh`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(next): Query<Next>,
) -> Result<Response, Problem> {
    ask(&portal, &visitor, StatusCode::OK, &next.tiep, None).await
}

/// `POST /dang-nhap/xac-minh`.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let factors = portal.app.factors(&portal.means);
    let token = visitor.half.as_deref().unwrap_or_default();
    let Some(half) = factors.half(token, visitor.now).await? else {
        return Ok(Redirect::to("/dang-nhap").into_response());
    };
    let next = filled.text("tiep");
    if !portal.limits.sign_in(&visitor.address, &format!("{} {}", half.officer.top, half.officer.login)) {
        return Err(Problem::TooMany);
    }
    let finished = match proof(&filled) {
        Some(proof) => factors.finish(token, proof, &visitor.whereabouts(), visitor.now).await,
        None => Err(FactorError::UnknownKey),
    };
    match finished {
        Ok(session) => Ok(entered(&portal, &session.token, next)),
        Err(FactorError::Store(error)) => Err(error.into()),
        Err(FactorError::Half) => Ok(Redirect::to("/dang-nhap").into_response()),
        Err(error) => ask(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, next, Some(&error)).await,
    }
}

/// What a form shows to prove who somebody is: a passkey, a recovery code, else a code.
pub(crate) fn proof(filled: &Filled) -> Option<Proof<'_>> {
    if passkey::sent(filled) {
        passkey::answer(filled).map(Proof::Passkey)
    } else if filled.has("ma-khoi-phuc") {
        Some(Proof::Recovery(filled.text("ma-khoi-phuc")))
    } else {
        Some(Proof::Code(filled.text("ma")))
    }
}

/// The question for a code.
pub(crate) fn code_field() -> Field {
    Field::line("ma", "Mã 6 số trong ứng dụng xác thực", "").typed("text", "one-time-code", "w-12").digits()
}

async fn ask(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    next: &str,
    error: Option<&FactorError>,
) -> Result<Response, Problem> {
    let token = visitor.half.as_deref().unwrap_or_default();
    let Some(half) = portal.app.factors(&portal.means).half(token, visitor.now).await? else {
        return Ok(Redirect::to("/dang-nhap").into_response());
    };
    let Half { has_app, key, demo_code, .. } = half;
    let mut code = code_field();
    let mut recovery = Field::line("ma-khoi-phuc", "Mã khôi phục", "").typed("text", "off", "w-20");
    recovery = recovery.hint("Một trong mười mã đã in, ví dụ 7K2M-QX4P-RT9W; mỗi mã dùng một lần");
    let words = error.map_or_else(String::new, |error| words::capital(&error.to_string()));
    let recovering = matches!(error, Some(FactorError::Recovery)) || (!has_app && key.is_none());
    if recovering || !has_app {
        recovery = recovery.error(words);
    } else {
        code = code.error(words);
    }
    let mend = Mend::of([&code, &recovery]);
    let with_key = |asked| PasskeyForm::uses(asked, ADDRESS, "Dùng khoá truy cập");
    let page = SecondPage {
        frame: visitor.frame("Xác minh đăng nhập").at("/dang-nhap").wrong(!mend.is_empty()),
        recovering: recovering || (error.is_some() && !has_app),
        mend,
        next: next.to_owned(),
        has_app,
        code,
        recovery,
        key: key.map(|asked| with_key(asked).carrying(vec![("tiep", next.to_owned())])),
        demo_code: demo_code.filter(|_| portal.settings.demo).unwrap_or_default(),
    };
    page_with(status, page).map(passkey::scripted)
}
