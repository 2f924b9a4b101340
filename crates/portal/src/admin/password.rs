//! *Đặt mật khẩu* by a link that works once.

use super::mendable;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with};
use app::admin::AdminError;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "admin/password.html")]
struct PasswordPage {
    frame: Frame,
    mend: Mend,
    name: String,
    login: String,
    address: String,
    fields: Vec<Field>,
    spent: bool,
}

/// `GET /dat-mat-khau/{token}`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    fill(&portal, &visitor, StatusCode::OK, &token, &[]).await
}

/// `POST /dat-mat-khau/{token}`.
pub(crate) async fn post(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(token): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    if !portal.limits.public(&visitor.address) {
        return Err(Problem::TooMany);
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    // Spaces belong to a password: it is taken as it was typed.
    let password = filled.texts("mat-khau").next().unwrap_or_default();
    if password != filled.texts("lan-hai").next().unwrap_or_default() {
        let errors = [("lan-hai", "Hai lần nhập chưa giống nhau; nhập lại".to_owned())];
        return fill(&portal, &visitor, status, &token, &errors).await;
    }
    match portal.app.set_password(&token, password, visitor.now).await {
        Ok(()) => Ok(Redirect::to("/dang-nhap").into_response()),
        Err(AdminError::Link) => fill(&portal, &visitor, status, &token, &[]).await,
        Err(error) => fill(&portal, &visitor, status, &token, &[("mat-khau", mendable(error)?)]).await,
    }
}

async fn fill(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    token: &str,
    errors: &[(&str, String)],
) -> Result<Response, Problem> {
    let owner = match portal.app.link_owner(token, visitor.now).await {
        Ok(owner) => Some(owner),
        Err(AdminError::Store(error)) => return Err(error.into()),
        Err(_) => None,
    };
    let mut fields = vec![
        Field::line("mat-khau", "Mật khẩu mới", "").hint("Ít nhất 12 ký tự; một câu dài dễ nhớ là tốt nhất").typed(
            "password",
            "new-password",
            "w-20",
        ),
        Field::line("lan-hai", "Nhập lại mật khẩu mới", "").typed("password", "new-password", "w-20"),
    ];
    super::mark(&mut fields, errors);
    let mend = Mend::of(&fields);
    page_with(
        status,
        PasswordPage {
            frame: visitor.frame("Đặt mật khẩu").at("/dang-nhap").wrong(!mend.is_empty()),
            mend,
            spent: owner.is_none(),
            name: owner.as_ref().map_or_else(String::new, |owner| owner.name.clone()),
            login: owner.map_or_else(String::new, |owner| owner.login),
            address: format!("/dat-mat-khau/{}", crate::words::address_part(token)),
            fields,
        },
    )
}
