//! *Tài khoản*: who somebody is here, his dossiers and drafts, where he is signed in.

pub(crate) mod sign_in;
pub(crate) mod way;

use crate::apply;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::problem::Problem;
use crate::visitor::{CITIZEN, Visitor};
use crate::{Portal, cookies, page, words};
use app::citizen::{Assurance, CitizenSession, Profile};
use app::people::ApplicantKind;
use askama::Template;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "account/show.html")]
struct AccountPage {
    frame: Frame,
    rows: Vec<Fact>,
    low: bool,
    dossiers: Vec<DossierLine>,
    drafts: Vec<DraftLine>,
    sessions: Vec<SessionLine>,
}

/// Something known of an account.
struct Fact {
    name: &'static str,
    value: String,
    /// Whether the words are ours.
    ours: bool,
}

struct DossierLine {
    code: String,
    procedure: String,
    state: &'static str,
}

struct DraftLine {
    procedure: String,
    address: String,
    kept_until: String,
}

struct SessionLine {
    id: String,
    device: String,
    since: String,
    here: bool,
}

/// `GET /tai-khoan`.
pub(crate) async fn show(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    let session = visitor.citizen()?;
    let citizen = &session.citizen;
    let catalogue = portal.app.catalogue();
    let dossiers = portal.app.dossiers_of_citizen(citizen).await?;
    let drafts = portal.app.drafts_of_citizen(citizen, visitor.now).await?;
    let sessions = portal.app.citizen_sessions(citizen, visitor.now).await?;
    page(AccountPage {
        frame: visitor.frame("Tài khoản của bạn").at("/tai-khoan"),
        rows: rows(&citizen.profile),
        low: citizen.profile.proven_number().is_none(),
        dossiers: dossiers
            .into_iter()
            .map(|one| DossierLine {
                procedure: catalogue.name(&one.procedure).to_owned(),
                state: domain::dossier::decide::state_label(one.state),
                code: one.code.to_string(),
            })
            .collect(),
        drafts: drafts
            .into_iter()
            .map(|draft| DraftLine {
                procedure: catalogue.name(&draft.procedure).to_owned(),
                address: apply::draft_address(&draft.id),
                kept_until: words::day(draft.expires_at.day()),
            })
            .collect(),
        sessions: sessions.iter().map(|one| line(one, session)).collect(),
    })
}

fn line(one: &CitizenSession, used: &CitizenSession) -> SessionLine {
    SessionLine {
        id: one.id.clone(),
        device: one.device.clone(),
        since: words::moment(one.began_at),
        here: one.id == used.id,
    }
}

/// What we say of an account in words of our own.
const OURS: [&str; 2] = ["Loại tài khoản", "Mức độ bảo đảm"];

/// Who an account is, as its page shows it; what is not known is not listed.
fn rows(profile: &Profile) -> Vec<Fact> {
    let number = profile.number.map_or_else(String::new, |number| crate::answers::grouped_id(&number.digits()));
    let birth = profile.birth_date.map_or_else(String::new, |birth| birth.to_string());
    let tax = profile.tax_code.map_or_else(String::new, |code| code.digits());
    let is_person = profile.kind == ApplicantKind::Person;
    let all = [
        ("Loại tài khoản", kind(profile.kind).to_owned()),
        ("Tên doanh nghiệp, tổ chức", profile.organisation.clone()),
        ("Mã số thuế", tax),
        (if is_person { "Họ tên" } else { "Người đại diện" }, profile.full_name.clone()),
        ("Số định danh", number),
        ("Ngày sinh", birth),
        ("Thư điện tử", profile.email.clone()),
        ("Số điện thoại", profile.phone.clone()),
        ("Mức độ bảo đảm", assurance(profile.assurance).to_owned()),
    ];
    let known = all.into_iter().filter(|(_, value)| !value.is_empty());
    known.map(|(name, value)| Fact { ours: OURS.contains(&name), name, value }).collect()
}

fn kind(kind: ApplicantKind) -> &'static str {
    match kind {
        ApplicantKind::Person => "Cá nhân",
        ApplicantKind::Enterprise => "Doanh nghiệp",
        ApplicantKind::Organisation => "Tổ chức",
    }
}

pub(crate) fn assurance(level: Assurance) -> &'static str {
    match level {
        Assurance::Unstated => "Chưa rõ",
        Assurance::One => "Mức độ 1: thông tin tự khai",
        Assurance::Two => "Mức độ 2: đã đối chiếu giấy tờ",
        Assurance::Three => "Mức độ 3: đã đối chiếu bằng thẻ hoặc chữ ký số",
    }
}

/// `POST /tai-khoan/phien`: ends one session, or all but the one in use.
pub(crate) async fn end(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let session = visitor.citizen()?;
    if filled.has("tat-ca") {
        portal.app.end_other_citizen_sessions(session).await?;
    } else {
        portal.app.end_citizen_session(&session.citizen, filled.text("phien")).await?;
    }
    Ok(Redirect::to("/tai-khoan").into_response())
}

/// `POST /tai-khoan/dang-xuat`.
pub(crate) async fn sign_out(
    State(portal): State<Portal>,
    visitor: Visitor,
    _filled: Filled,
) -> Result<Response, Problem> {
    if let Some(token) = &visitor.citizen_token {
        portal.app.sign_out_citizen(token).await?;
    }
    let cookie = cookies::forget(CITIZEN, portal.settings.secure_cookies);
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/dang-nhap-nguoi-dan?da-dang-xuat")).into_response())
}
