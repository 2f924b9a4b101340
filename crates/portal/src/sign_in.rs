//! *Đăng nhập, đăng xuất* of officers.

use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::{SESSION, Visitor};
use crate::{Portal, cookies, page_with};
use app::session::SignInError;
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
}

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Next {
    tiep: String,
}

/// `GET /dang-nhap`.
pub(crate) async fn show(visitor: Visitor, Query(next): Query<Next>) -> Result<Response, Problem> {
    if visitor.signed.is_some() {
        return Ok(Redirect::to(own_page(&next.tiep, DESK)).into_response());
    }
    form(&visitor, StatusCode::OK, "", &next.tiep, "")
}

fn form(visitor: &Visitor, status: StatusCode, login: &str, next: &str, error: &str) -> Result<Response, Problem> {
    let fields = [
        Field::line("ten", "Tên đăng nhập", login).typed("text", "username", "w-20").error(error),
        Field::line("mat-khau", "Mật khẩu", "").typed("password", "current-password", "w-20"),
    ];
    let mend = Mend::of(&fields);
    let frame = visitor.frame("Đăng nhập dành cho cán bộ").at("/dang-nhap").wrong(!mend.is_empty());
    page_with(status, SignInPage { frame, mend, fields, next: next.to_owned() })
}

/// `POST /dang-nhap`.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let (login, password, next) = (filled.text("ten"), filled.text("mat-khau"), filled.text("tiep"));
    if login.is_empty() || password.is_empty() {
        return form(&visitor, StatusCode::UNPROCESSABLE_ENTITY, login, next, "Nhập tên đăng nhập và mật khẩu");
    }
    if !portal.limits.sign_in(&visitor.address, login) {
        return Err(Problem::TooMany);
    }
    match portal.app.sign_in(login, password, visitor.now).await {
        Ok(session) => {
            let cookie = cookies::write(SESSION, &session.token, portal.settings.secure_cookies, None);
            Ok(([(SET_COOKIE, cookie)], Redirect::to(own_page(next, DESK))).into_response())
        }
        Err(SignInError::Wrong) => form(
            &visitor,
            StatusCode::UNPROCESSABLE_ENTITY,
            login,
            next,
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt",
        ),
        Err(SignInError::Store(error)) => Err(error.into()),
    }
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
