//! *Quản trị*: accounts, agencies, hours, texts, messages, and the journal of the office.

pub(crate) mod accounts;
pub(crate) mod agencies;
pub(crate) mod hours;
pub(crate) mod journal;
pub(crate) mod messages;
pub(crate) mod password;
pub(crate) mod templates;

use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::admin::AdminError;
use app::people::Officer;
use askama::Template;
use axum::response::Response;
use domain::agency::AgencyCode;

#[derive(Template)]
#[template(path = "admin/home.html")]
struct Home {
    frame: Frame,
    parts: [(&'static str, &'static str, &'static str); 6],
}

/// `GET /quan-tri`.
pub(crate) async fn show(visitor: Visitor) -> Result<Response, Problem> {
    let parts = [
        ("/quan-tri/can-bo", "Tài khoản cán bộ", "Thêm, đổi vai trò, ngừng, cấp đường dẫn đặt mật khẩu"),
        ("/quan-tri/co-quan", "Cơ quan, đơn vị", "Tên và ngày có hiệu lực của cơ quan và đơn vị bên dưới"),
        ("/quan-tri/gio", "Giờ làm việc, lịch nghỉ, xếp hàng", "Giờ riêng, cách tính ngày, quầy, lịch hẹn"),
        ("/quan-tri/mau", "Mẫu văn bản", "Lời văn tin báo, yêu cầu bổ sung, từ chối, xin lỗi"),
        ("/quan-tri/tin", "Tin đã gửi", "Tin nào đã tới người dân và cán bộ, tin nào chưa gửi được"),
        ("/quan-tri/nhat-ky", "Nhật ký", "Ai đã làm gì, ai đã xem hồ sơ của ai, lúc nào"),
    ];
    page(Home { frame: visitor.frame("Quản trị").at("/quan-tri"), parts })
}

impl From<AdminError> for Problem {
    fn from(error: AdminError) -> Problem {
        match error {
            AdminError::Store(error) => error.into(),
            AdminError::NotYours => Problem::Forbidden,
            AdminError::NoSuchOfficer | AdminError::NoAgency => Problem::NotFound,
            _ => Problem::Overtaken,
        }
    }
}

/// What is to be mended in a form; what cannot be mended there is a page of its own.
fn mendable(error: AdminError) -> Result<String, Problem> {
    match error {
        AdminError::Store(_) | AdminError::NotYours | AdminError::NoSuchOfficer => Err(error.into()),
        other => Ok(words::capital(&other.to_string())),
    }
}

/// The agency an address or a form names; the officer's own where it names none.
fn agency_in(officer: &Officer, typed: &str) -> Result<AgencyCode, Problem> {
    if typed.trim().is_empty() {
        return Ok(officer.agency.clone());
    }
    let code: AgencyCode = typed.parse().map_err(|_| Problem::NotFound)?;
    if officer.administers(&code) { Ok(code) } else { Err(Problem::Forbidden) }
}

/// The agencies an administrator looks after, to choose from.
fn agency_field(portal: &Portal, officer: &Officer, chosen: &AgencyCode) -> Field {
    let catalogue = portal.app.catalogue();
    let mine = catalogue.agencies().filter(|agency| officer.administers(&agency.code));
    let choice = |agency: &domain::agency::Agency| Choice {
        value: agency.code.to_string(),
        label: format!("{} ({})", agency.name, agency.code),
        chosen: agency.code == *chosen,
    };
    Field::select("co-quan", "Cơ quan", mine.map(choice).collect())
}

/// The first of some fields that was left as it was typed, with what to mend.
fn mark(fields: &mut [Field], errors: &[(&str, String)]) {
    for field in fields {
        if let Some((_, message)) = errors.iter().find(|(name, _)| *name == field.name) {
            field.error.clone_from(message);
        }
    }
}

/// A form as it was sent, or what stands there now where nothing was sent yet.
fn typed<'a>(filled: &'a Filled, name: &'a str, present: &'a str) -> &'a str {
    if filled.has(name) { filled.text(name) } else { present }
}
