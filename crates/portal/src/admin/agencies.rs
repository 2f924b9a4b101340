//! *Cơ quan, đơn vị* with their dates: nothing is renamed backwards, history stays readable.

use super::{mark, mendable};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::admin::AdminError;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::agency::{Agency, AgencyLevel};

#[derive(Template)]
#[template(path = "admin/agencies.html")]
struct Agencies {
    frame: Frame,
    mend: Mend,
    fields: Vec<Field>,
    rows: Vec<Row>,
}

struct Row {
    code: String,
    name: String,
    level: &'static str,
    from: String,
    to: String,
    holds: bool,
}

/// `GET /quan-tri/co-quan`.
pub(crate) async fn show(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    fill(&portal, &visitor, StatusCode::OK, &Filled::default(), &[]).await
}

/// `POST /quan-tri/co-quan`.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let from = words::read_day(filled.text("tu-ngay"));
    let to = words::read_day(filled.text("den-ngay"));
    let mut errors: Vec<(&str, String)> = Vec::new();
    if from.is_none() {
        errors.push(("tu-ngay", "Nhập ngày bắt đầu có hiệu lực, ví dụ 01/01/2027".to_owned()));
    }
    if to.is_none() && !filled.is_blank("den-ngay") {
        errors.push(("den-ngay", "Nhập ngày đầu tiên không còn hiệu lực, hoặc bỏ trống".to_owned()));
    }
    if let (true, Some(from)) = (errors.is_empty(), from) {
        let officer = visitor.officer()?;
        let (code, name) = (filled.text("ma"), filled.text("ten"));
        match portal.app.put_unit(officer, code, name, from, to, visitor.now).await {
            Ok(()) => return Ok(Redirect::to("/quan-tri/co-quan").into_response()),
            Err(AdminError::Name) => errors.push(("ten", "Nhập tên đầy đủ của cơ quan, đơn vị".to_owned())),
            Err(error @ AdminError::Days) => errors.push(("den-ngay", mendable(error)?)),
            Err(error) => errors.push(("ma", mendable(error)?)),
        }
    }
    fill(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, &filled, &errors).await
}

async fn fill(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    filled: &Filled,
    errors: &[(&str, String)],
) -> Result<Response, Problem> {
    let line = |name: &str, label: &str| Field::line(name, label, filled.text(name));
    let mut fields = vec![
        line("ma", "Mã định danh")
            .hint("Đơn vị bên trong thêm hai chữ số, ví dụ H42.191.01")
            .typed("text", "off", "w-12"),
        line("ten", "Tên").typed("text", "off", ""),
        Field::day("tu-ngay", "Có hiệu lực từ ngày", filled.text("tu-ngay")),
        Field::day("den-ngay", "Hết hiệu lực từ ngày", filled.text("den-ngay")).optional(true),
    ];
    mark(&mut fields, errors);
    let mend = Mend::of(&fields);
    let today = visitor.now.day();
    let row = |agency: Agency| Row {
        holds: agency.valid_from <= today && agency.valid_to.is_none_or(|end| today < end),
        code: agency.code.to_string(),
        name: agency.name,
        level: level_name(agency.level),
        from: words::day(agency.valid_from),
        to: agency.valid_to.map_or_else(String::new, words::day),
    };
    let rows = portal.app.units(visitor.officer()?).await?.into_iter().map(row).collect();
    let frame = visitor.frame("Cơ quan, đơn vị").at("/quan-tri").wrong(!mend.is_empty());
    page_with(status, Agencies { frame, mend, fields, rows })
}

fn level_name(level: AgencyLevel) -> &'static str {
    match level {
        AgencyLevel::Ministry => "bộ, cơ quan ngang bộ",
        AgencyLevel::Province => "cấp tỉnh",
        AgencyLevel::Department => "sở, ngành",
        AgencyLevel::Commune => "cấp xã",
        AgencyLevel::Unit => "phòng, trung tâm",
        AgencyLevel::Facility => "cơ sở khám bệnh, chữa bệnh",
    }
}
