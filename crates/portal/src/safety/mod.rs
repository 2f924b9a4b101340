//! *Bảo mật*: how an officer signs in and where he is signed in, on his own page.

pub(crate) mod apps;
pub(crate) mod confirm;
pub(crate) mod keys;
pub(crate) mod password;

use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, page_with, words};
use app::factors::FactorError;
use app::session::{SessionSeen, SignedIn};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ledger::Digest;
use serde::Deserialize;
use store::{Factor, FactorKind};

#[derive(Template)]
#[template(path = "safety/overview.html")]
struct Overview {
    frame: Frame,
    mend: Mend,
    said: &'static str,
    owes: String,
    factors: Vec<Row>,
    codes_left: u32,
    has_keys: bool,
    sessions: Vec<Session>,
}

struct Row {
    id: String,
    kind: &'static str,
    name: String,
    created: String,
    used: String,
    suspect: bool,
    rename: Field,
}

struct Session {
    id: String,
    place: String,
    begun: String,
    seen: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "safety/codes.html")]
struct Codes {
    frame: Frame,
    codes: Vec<String>,
    login: String,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    xong: String,
    pub(crate) tiep: String,
}

/// What was done, by the word the address says it with.
static SAID: [(&str, &str); 6] = [
    ("them", "Đã thêm."),
    ("ten", "Đã đổi tên."),
    ("bo", "Đã bỏ."),
    ("phien", "Đã kết thúc phiên đăng nhập."),
    ("mat-khau", "Đã đổi mật khẩu; các phiên đăng nhập khác đã kết thúc."),
    ("xac-nhan", "Đã xác nhận; bấm lại việc bạn vừa làm."),
];

/// `GET /bao-mat`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let said = SAID.iter().find(|(word, _)| *word == asked.xong).map_or("", |(_, words)| words);
    overview(&portal, &visitor, StatusCode::OK, said, None).await
}

/// The session of the page's officer.
fn signed(visitor: &Visitor) -> Result<&SignedIn, Problem> {
    visitor.signed.as_ref().ok_or(Problem::Forbidden)
}

async fn overview(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    said: &'static str,
    wrong: Option<(&str, &str, &FactorError)>,
) -> Result<Response, Problem> {
    let signed = signed(visitor)?;
    let kept = portal.app.factors(&portal.means).kept(&signed.officer).await?;
    let mut factors: Vec<Row> = kept.factors.into_iter().map(row).collect();
    if let Some((id, typed, error)) = wrong {
        for row in factors.iter_mut().filter(|row| row.id == id) {
            row.rename = rename_field(id, typed).error(words::capital(&error.to_string()));
        }
    }
    let rules = app::law::second_factor_rules();
    let rule = domain::second_factor::asked_for(rules, &signed.officer.roles, visitor.now.day());
    let owes = rule.filter(|_| signed.owes_factor).map_or_else(String::new, |rule| rule.text.clone());
    let mend = Mend::of(factors.iter().map(|row| &row.rename));
    let sessions = portal.app.sessions(&signed.officer, visitor.now).await?;
    page_with(
        status,
        Overview {
            frame: visitor.frame("Bảo mật").at("/bao-mat").wrong(!mend.is_empty()),
            mend,
            said,
            owes,
            factors,
            codes_left: kept.codes_left,
            has_keys: portal.means.site.is_some(),
            sessions: sessions.into_iter().map(|session| session_row(session, signed)).collect(),
        },
    )
}

fn row(factor: Factor) -> Row {
    Row {
        kind: match factor.kind {
            FactorKind::App => "Ứng dụng xác thực",
            FactorKind::Passkey => "Khoá truy cập",
        },
        created: words::moment(factor.created_at),
        used: factor.used_at.map_or_else(|| "chưa dùng".to_owned(), words::moment),
        suspect: factor.suspect_at.is_some(),
        rename: rename_field(&factor.id, &factor.name),
        name: factor.name,
        id: factor.id,
    }
}

fn rename_field(id: &str, typed: &str) -> Field {
    Field::line(&format!("ten-{id}"), "Tên", typed).typed("text", "off", "w-20")
}

fn session_row(session: SessionSeen, signed: &SignedIn) -> Session {
    let browser =
        if session.seen.browser.is_empty() { "Trình duyệt không rõ" } else { session.seen.browser.as_str() };
    let address = &session.seen.address;
    Session {
        place: if address.is_empty() {
            browser.to_owned()
        } else {
            format!("{browser}, địa chỉ mạng {address}")
        },
        begun: words::moment(session.begun_at),
        seen: words::moment(session.seen_at),
        here: session.id == signed.session,
        id: session.id.to_string(),
    }
}

/// `POST /bao-mat/cach`: a factor gets another name or goes.
pub(crate) async fn change(
    State(portal): State<Portal>,
    visitor: Visitor,
    filled: Filled,
) -> Result<Response, Problem> {
    let (signed, factors) = (signed(&visitor)?, portal.app.factors(&portal.means));
    let id = filled.text("id");
    let name = filled.text(&format!("ten-{id}")).to_owned();
    if filled.has("bo") {
        return match factors.remove(signed, id, visitor.now).await {
            Ok(()) => Ok(done("bo")),
            Err(error) => refused(&portal, &visitor, (id, &name, error), "/bao-mat").await,
        };
    }
    match factors.rename(signed, id, &name).await {
        Ok(()) => Ok(done("ten")),
        Err(error) => refused(&portal, &visitor, (id, &name, error), "/bao-mat").await,
    }
}

/// `POST /bao-mat/ma-khoi-phuc`: ten new codes, shown once.
pub(crate) async fn codes(State(portal): State<Portal>, visitor: Visitor, _: Filled) -> Result<Response, Problem> {
    match portal.app.factors(&portal.means).new_codes(signed(&visitor)?, visitor.now).await {
        Ok(codes) => codes_page(&visitor, codes),
        Err(error) => refused(&portal, &visitor, ("", "", error), "/bao-mat").await,
    }
}

/// `POST /bao-mat/phien`: one session ends, or all others.
pub(crate) async fn end(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let signed = signed(&visitor)?;
    if filled.has("tat-ca") {
        portal.app.end_other_sessions(signed).await?;
    } else if let Some(session) = Digest::from_hex(filled.text("phien")) {
        portal.app.end_session(&signed.officer, &session).await?;
    }
    Ok(done("phien"))
}

/// Codes are shown once; whoever loses them makes new ones.
fn codes_page(visitor: &Visitor, codes: Vec<String>) -> Result<Response, Problem> {
    let login = signed(visitor)?.officer.login.clone();
    page(Codes { frame: visitor.frame("Mã khôi phục").at("/bao-mat"), codes, login })
}

fn done(word: &str) -> Response {
    Redirect::to(&format!("/bao-mat?xong={word}")).into_response()
}

/// A first factor leads to its recovery codes, any other back.
fn added(visitor: &Visitor, codes: Option<Vec<String>>) -> Result<Response, Problem> {
    codes.map_or_else(|| Ok(done("them")), |codes| codes_page(visitor, codes))
}

/// Leads to the page that asks for a fresh proof, and from there back.
fn confirm_first(back: &str) -> Response {
    Redirect::to(&format!("/bao-mat/xac-nhan?tiep={}", words::address_part(back))).into_response()
}

async fn refused(
    portal: &Portal,
    visitor: &Visitor,
    (id, typed, error): (&str, &str, FactorError),
    back: &str,
) -> Result<Response, Problem> {
    match error {
        FactorError::Store(error) => Err(error.into()),
        FactorError::Stale => Ok(confirm_first(back)),
        FactorError::NoSuchFactor => Err(Problem::Overtaken),
        error => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            overview(portal, visitor, status, "", Some((id, typed, &error))).await
        }
    }
}
