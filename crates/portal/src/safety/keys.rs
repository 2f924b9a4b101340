//! *Thêm khoá truy cập*: the browser makes a passkey; this page is the one that cannot do without script.

use super::{added, confirm_first, signed};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::layout::passkey::{self, PasskeyForm};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::factors::FactorError;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use factor::passkey::{PasskeyError, Registration};

const ADDRESS: &str = "/bao-mat/khoa";

#[derive(Template)]
#[template(path = "safety/keys.html")]
struct KeyPage {
    frame: Frame,
    mend: Mend,
    key: Option<PasskeyForm>,
}

/// `GET /bao-mat/khoa`.
pub(crate) async fn show(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    if !signed(&visitor)?.is_fresh(visitor.now) {
        return Ok(confirm_first(ADDRESS));
    }
    ask(&portal, &visitor, StatusCode::OK, "Máy tính của tôi", None).await
}

/// `POST /bao-mat/khoa`: what the browser made.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let signed = signed(&visitor)?;
    let name = filled.text("ten");
    let made = match passkey::registration(&filled).filter(|_| passkey::sent(&filled)) {
        Some((client_data, attestation)) => {
            let sent = Registration { client_data: &client_data, attestation: &attestation };
            portal.app.factors(&portal.means).add_passkey(signed, &sent, name, visitor.now).await
        }
        None => Err(PasskeyError::Unreadable.into()),
    };
    match made {
        Ok(codes) => added(&visitor, codes),
        Err(FactorError::Store(error)) => Err(error.into()),
        Err(FactorError::Stale) => Ok(confirm_first(ADDRESS)),
        Err(error) => ask(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, name, Some(&error)).await,
    }
}

async fn ask(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    name: &str,
    error: Option<&FactorError>,
) -> Result<Response, Problem> {
    let signed = signed(visitor)?;
    let words = error.map_or_else(String::new, |error| words::capital(&error.to_string()));
    let field = Field::line("ten", "Tên, để bạn nhận ra", name)
        .hint("Ví dụ Máy tính cơ quan, Khoá USB")
        .typed("text", "off", "w-20")
        .error(words);
    let mend = Mend::of([&field]);
    let asked = portal.app.factors(&portal.means).ask_new(signed, visitor.now).await?;
    let carried = vec![("csrf", signed.csrf.clone())];
    let form = |asked| PasskeyForm::makes(asked, ADDRESS, &signed.officer.login).carrying(carried);
    let key = asked.map(form).map(|form| form.asking(field));
    let frame = visitor.frame("Thêm khoá truy cập").at("/bao-mat").wrong(!mend.is_empty());
    page_with(status, KeyPage { frame, mend, key }).map(passkey::scripted)
}
