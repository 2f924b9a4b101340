//! *Đăng nhập, đăng xuất* of officers: by password (and then [`crate::second`] where there is a second factor), or by a
//! passkey alone.

use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::layout::passkey::{self, PasskeyForm};
use crate::problem::Problem;
use crate::visitor::{HALF, SESSION, Visitor};
use crate::{Portal, cookies, page_with, words};
use app::factors::FactorError;
use app::session::{Entry, HALF_SECONDS, SignInError};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// Where officers go who wanted nothing in particular.
const DESK: &str = "/ban-lam-viec";

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    mend: Mend,
    fields: [Field; 2],
    next: String,
    key: Option<PasskeyForm>,
}

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Next {
    pub(crate) tiep: String,
}

/// `GET /dang-nhap`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(next): Query<Next>,
) -> Result<Response, Problem> {
    if visitor.signed.is_some() {
        return Ok(Redirect::to(own_page(&next.tiep, DESK)).into_response());
    }
    form(&portal, &visitor, StatusCode::OK, "", &next.tiep, "")
}

fn form(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    login: &str,
    next: &str,
    error: &str,
) -> Result<Response, Problem> {
    let fields = [
        Field::line("ten", "Tên đăng nhập", login).typed("text", "username", "w-20").error(error),
        Field::line("mat-khau", "Mật khẩu", "").typed("password", "current-password", "w-20"),
    ];
    let mend = Mend::of(&fields);
    let frame = visitor.frame("Đăng nhập dành cho cán bộ").at("/dang-nhap").wrong(!mend.is_empty());
    let asked = portal.app.factors(&portal.means).ask_alone(visitor.now);
    let with_key = |asked| PasskeyForm::uses(asked, "/dang-nhap/khoa", "Đăng nhập bằng khoá truy cập");
    let key = asked.map(|asked| with_key(asked).carrying(vec![("tiep", next.to_owned())]));
    page_with(status, SignInPage { frame, mend, fields, next: next.to_owned(), key }).map(passkey::scripted)
}

/// `POST /dang-nhap`.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let (login, password, next) = (filled.text("ten"), filled.text("mat-khau"), filled.text("tiep"));
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    if login.is_empty() || password.is_empty() {
        return form(&portal, &visitor, wrong, login, next, "Nhập tên đăng nhập và mật khẩu");
    }
    if !portal.limits.sign_in(&visitor.address, login) {
        return Err(Problem::TooMany);
    }
    let secure = portal.settings.secure_cookies;
    match portal.app.sign_in(login, password, &visitor.whereabouts(), visitor.now).await {
        Ok(Entry::Whole(session)) => Ok(entered(&portal, &session.token, next)),
        Ok(Entry::Half(half)) => {
            let seconds = u32::try_from(HALF_SECONDS).unwrap_or(u32::MAX);
            let cookie = cookies::write(HALF, &half.token, secure, Some(seconds));
            let address = format!("/dang-nhap/xac-minh?tiep={}", words::address_part(next));
            Ok(([(SET_COOKIE, cookie)], Redirect::to(&address)).into_response())
        }
        Err(SignInError::Wrong) => {
            let words = "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt";
            form(&portal, &visitor, wrong, login, next, words)
        }
        Err(SignInError::Store(error)) => Err(error.into()),
    }
}

/// `POST /dang-nhap/khoa`: a passkey alone.
pub(crate) async fn by_key(
    State(portal): State<Portal>,
    visitor: Visitor,
    filled: Filled,
) -> Result<Response, Problem> {
    let (key, next) = (filled.text("khoa-id"), filled.text("tiep"));
    if !portal.limits.sign_in(&visitor.address, key) {
        return Err(Problem::TooMany);
    }
    let signed = match passkey::answer(&filled) {
        Some(answer) => {
            let factors = portal.app.factors(&portal.means);
            factors.sign_in_alone(answer, &visitor.whereabouts(), visitor.now).await
        }
        None => Err(FactorError::UnknownKey),
    };
    match signed {
        Ok(session) => Ok(entered(&portal, &session.token, next)),
        Err(FactorError::Store(error)) => Err(error.into()),
        Err(error) => {
            let words = words::capital(&error.to_string());
            form(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, "", next, &words)
        }
    }
}

/// The browser keeps its session and goes on.
pub(crate) fn entered(portal: &Portal, token: &str, next: &str) -> Response {
    let secure = portal.settings.secure_cookies;
    let (session, half) = (cookies::write(SESSION, token, secure, None), cookies::forget(HALF, secure));
    let mut response = Redirect::to(own_page(next, DESK)).into_response();
    response.headers_mut().append(SET_COOKIE, half);
    response.headers_mut().append(SET_COOKIE, session);
    response
}

/// `POST /dang-xuat`.
pub(crate) async fn sign_out(
    State(portal): State<Portal>,
    visitor: Visitor,
    _filled: Filled,
) -> Result<Response, Problem> {
    if let Some(token) = &visitor.token {
        portal.app.sign_out(token).await?;
    }
    let cookie = cookies::forget(SESSION, portal.settings.secure_cookies);
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/dang-nhap")).into_response())
}

/// A page of this site to go on to; anything else leads to where one goes otherwise.
pub(crate) fn own_page<'a>(next: &'a str, otherwise: &'a str) -> &'a str {
    let ours =
        next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']) && next.is_ascii();
    if ours { next } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_never_leads_to_another_site() {
        for (next, to) in [
            ("/ho-so/H42.19-231016-0001", "/ho-so/H42.19-231016-0001"),
            ("//evil.example", "/ban-lam-viec"),
            ("https://evil.example", "/ban-lam-viec"),
            ("/\\evil.example", "/ban-lam-viec"),
            ("", "/ban-lam-viec"),
        ] {
            assert_eq!(own_page(next, DESK), to);
        }
    }
}
