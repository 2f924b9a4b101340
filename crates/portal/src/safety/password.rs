//! *Đổi mật khẩu*: the current one is asked for; other sessions end.

use super::{done, signed};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::factors::FactorError;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "safety/password.html")]
struct PasswordPage {
    frame: Frame,
    mend: Mend,
    fields: [Field; 3],
}

/// `GET /bao-mat/mat-khau`.
pub(crate) async fn show(visitor: Visitor) -> Result<Response, Problem> {
    ask(&visitor, StatusCode::OK, ["", "", ""])
}

/// `POST /bao-mat/mat-khau`.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let signed = signed(&visitor)?;
    if !portal.limits.sign_in(&visitor.address, &format!("{} {}", signed.officer.top, signed.officer.login)) {
        return Err(Problem::TooMany);
    }
    // Spaces belong to a password: it is taken as it was typed.
    let typed = |name| filled.texts(name).next().unwrap_or_default().to_owned();
    let (current, new, again) = (typed("mat-khau"), typed("mat-khau-moi"), typed("lan-hai"));
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    if new != again {
        return ask(&visitor, status, ["", "", "Hai lần nhập chưa giống nhau; nhập lại"]);
    }
    match portal.app.factors(&portal.means).change_password(signed, &current, &new, visitor.now).await {
        Ok(()) => Ok(done("mat-khau")),
        Err(FactorError::Store(error)) => Err(error.into()),
        Err(error @ FactorError::Short) => ask(&visitor, status, ["", &words::capital(&error.to_string()), ""]),
        Err(error) => ask(&visitor, status, [&words::capital(&error.to_string()), "", ""]),
    }
}

fn ask(visitor: &Visitor, status: StatusCode, [current, new, again]: [&str; 3]) -> Result<Response, Problem> {
    let field = |name, label, fill, error| Field::line(name, label, "").typed("password", fill, "w-20").error(error);
    let fields = [
        field("mat-khau", "Mật khẩu hiện tại", "current-password", current),
        field("mat-khau-moi", "Mật khẩu mới", "new-password", new)
            .hint("Ít nhất 12 ký tự; một câu dài dễ nhớ là tốt nhất"),
        field("lan-hai", "Nhập lại mật khẩu mới", "new-password", again),
    ];
    let mend = Mend::of(&fields);
    let frame = visitor.frame("Đổi mật khẩu").at("/bao-mat").wrong(!mend.is_empty());
    page_with(status, PasswordPage { frame, mend, fields })
}
