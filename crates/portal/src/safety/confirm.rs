//! *Xác nhận lại là bạn*: before a change of how an officer signs in, by password or by a factor.

use super::{Asked, signed};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::layout::passkey::{self, PasskeyForm};
use crate::problem::Problem;
use crate::second::{code_field, proof};
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::factors::FactorError;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

const ADDRESS: &str = "/bao-mat/xac-nhan";

#[derive(Template)]
#[template(path = "safety/confirm.html")]
struct ConfirmPage {
    frame: Frame,
    mend: Mend,
    next: String,
    password: Field,
    code: Option<Field>,
    key: Option<PasskeyForm>,
}

/// `GET /bao-mat/xac-nhan`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    ask(&portal, &visitor, StatusCode::OK, &asked.tiep, ["", ""]).await
}

/// `POST /bao-mat/xac-nhan`.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let signed = signed(&visitor)?;
    let next = filled.text("tiep");
    if !portal.limits.sign_in(&visitor.address, &format!("{} {}", signed.officer.top, signed.officer.login)) {
        return Err(Problem::TooMany);
    }
    let factors = portal.app.factors(&portal.means);
    let by_password = filled.has("mat-khau");
    let confirmed = if by_password {
        // Spaces belong to a password: it is taken as it was typed.
        let typed = filled.texts("mat-khau").next().unwrap_or_default();
        factors.confirm_by_password(signed, typed, visitor.now).await
    } else {
        match proof(&filled) {
            Some(proof) => factors.confirm(signed, proof, visitor.now).await,
            None => Err(FactorError::UnknownKey),
        }
    };
    match confirmed {
        Ok(()) if back(next) == "/bao-mat" => Ok(super::done("xac-nhan")),
        Ok(()) => Ok(Redirect::to(back(next)).into_response()),
        Err(FactorError::Store(error)) => Err(error.into()),
        Err(error) => {
            let words = words::capital(&error.to_string());
            let errors = if by_password || signed.factors == 0 { [words.as_str(), ""] } else { ["", words.as_str()] };
            ask(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, next, errors).await
        }
    }
}

/// Where a confirmed officer goes on: a page about how he signs in, and no other.
fn back(next: &str) -> &'static str {
    let pages = ["/bao-mat/ung-dung", "/bao-mat/khoa"];
    pages.into_iter().find(|page| *page == next).unwrap_or("/bao-mat")
}

async fn ask(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    next: &str,
    [password_error, code_error]: [&str; 2],
) -> Result<Response, Problem> {
    let signed = signed(visitor)?;
    let factors = portal.app.factors(&portal.means);
    let password = Field::line("mat-khau", "Mật khẩu", "").typed("password", "current-password", "w-20");
    let password = password.error(password_error);
    let code = (signed.factors > 0).then(|| code_field().error(code_error));
    let asked = factors.ask_confirm(signed, visitor.now).await?;
    let carried = vec![("csrf", signed.csrf.clone()), ("tiep", next.to_owned())];
    let with_key = |asked| PasskeyForm::uses(asked, ADDRESS, "Dùng khoá truy cập").carrying(carried);
    let mend = Mend::of(std::iter::once(&password).chain(&code));
    let page = ConfirmPage {
        frame: visitor.frame("Xác nhận lại là bạn").at("/bao-mat").wrong(!mend.is_empty()),
        mend,
        next: next.to_owned(),
        password,
        code,
        key: asked.map(with_key),
    };
    page_with(status, page).map(passkey::scripted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confirming_leads_to_pages_about_signing_in_alone() {
        for (next, to) in [
            ("/bao-mat/khoa", "/bao-mat/khoa"),
            ("/bao-mat/ung-dung", "/bao-mat/ung-dung"),
            ("//evil.example", "/bao-mat"),
            ("/quan-tri", "/bao-mat"),
            ("", "/bao-mat"),
        ] {
            assert_eq!(back(next), to);
        }
    }
}
