//! *Đăng nhập* of citizens and enterprises: the way in, and in the demo a choice of people who were made up.

use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::problem::Problem;
use crate::settings::CitizenSignIn;
use crate::sign_in::own_page;
use crate::visitor::{CITIZEN, Visitor};
use crate::{Portal, cookies, page_with, words};
use app::citizen::NewSession;
use app::demo::{Synthetic, synthetic};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// Where somebody goes who wanted nothing in particular.
const HOME: &str = "/tai-khoan";

#[derive(Template)]
#[template(path = "account/sign_in.html")]
struct SignInPage {
    frame: Frame,
    mend: Mend,
    /// An officer is signed in in this browser.
    officer: bool,
    signed_out: bool,
    chooser: Option<Field>,
    /// What the provider is called, and the way to it.
    provider: String,
    go: String,
    /// The way out of the provider, for who has just left here.
    leave: String,
    next: String,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Asked {
    tiep: String,
    da_dang_xuat: Option<String>,
}

/// `GET /dang-nhap-nguoi-dan`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if visitor.citizen.is_some() {
        return Ok(Redirect::to(own_page(&asked.tiep, HOME)).into_response());
    }
    form(&portal, &visitor, StatusCode::OK, &asked, "").await
}

async fn form(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    asked: &Asked,
    error: &str,
) -> Result<Response, Problem> {
    let chooser = matches!(portal.settings.citizens, CitizenSignIn::Chooser).then(|| people().error(error));
    let way = match &portal.settings.citizens {
        CitizenSignIn::Provider(way) => Some(way),
        CitizenSignIn::Closed | CitizenSignIn::Chooser => None,
    };
    let leave = match way.filter(|_| asked.da_dang_xuat.is_some()) {
        Some(way) => way.provider.sign_out(&format!("{}/dang-nhap-nguoi-dan", portal.settings.public_base_url)).await,
        None => None,
    };
    let mend = Mend::of(chooser.as_slice());
    let frame = visitor.frame("Đăng nhập dành cho người dân và doanh nghiệp");
    page_with(
        status,
        SignInPage {
            frame: frame.at("/dang-nhap-nguoi-dan").wrong(!mend.is_empty()),
            mend,
            officer: visitor.signed.is_some(),
            signed_out: asked.da_dang_xuat.is_some(),
            chooser,
            provider: way.map_or_else(String::new, |way| way.name.clone()),
            go: format!("/dang-nhap-nguoi-dan/di?tiep={}", words::address_part(&asked.tiep)),
            leave: leave.unwrap_or_default(),
            next: asked.tiep.clone(),
        },
    )
}

fn people() -> Field {
    let label = |one: &Synthetic| match one.organisation {
        "" => format!("{}, {}", one.full_name, super::assurance(one.assurance).to_lowercase()),
        organisation => format!("{organisation}, do {} đại diện", one.full_name),
    };
    let choice = |one: &Synthetic| Choice { value: one.key.to_owned(), label: label(one), chosen: false };
    Field::radios("nguoi", "Bạn vào vai ai?", synthetic().iter().map(choice).collect()).foreign_choices()
}

/// `POST /dang-nhap-nguoi-dan`: signs in one of the demo's made-up people.
pub(crate) async fn choose(
    State(portal): State<Portal>,
    visitor: Visitor,
    filled: Filled,
) -> Result<Response, Problem> {
    if !matches!(portal.settings.citizens, CitizenSignIn::Chooser) {
        return Err(Problem::NotFound);
    }
    let asked = Asked { tiep: filled.text("tiep").to_owned(), da_dang_xuat: None };
    let missing = "Chọn một người trong danh sách";
    if visitor.signed.is_some() || filled.text("nguoi").is_empty() {
        return form(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, &asked, missing).await;
    }
    match portal.app.sign_in_synthetic(filled.text("nguoi"), &visitor.device, visitor.now).await? {
        Some(session) => Ok(signed_in(&portal, &session, &asked.tiep)),
        None => form(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, &asked, missing).await,
    }
}

/// Puts the session into the browser and goes on to where somebody wanted to go.
pub(super) fn signed_in(portal: &Portal, session: &NewSession, next: &str) -> Response {
    let cookie = cookies::write(CITIZEN, &session.token, portal.settings.secure_cookies, None);
    ([(SET_COOKIE, cookie)], Redirect::to(own_page(next, HOME))).into_response()
}
