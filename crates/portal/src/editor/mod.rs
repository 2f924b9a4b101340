//! *Soạn thủ tục*: where procedure-control officers keep the catalogue: content, processes and forms, each checked
//! and shown as people will see it before it is published. Nothing published is ever changed; a new version follows.

mod asks;
pub(crate) mod content;
pub(crate) mod form;
pub(crate) mod process;
pub(crate) mod rows;

use crate::layout::Frame;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::catalogue::Catalogue;
use app::people::Officer;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::agency::AgencyCode;
use domain::procedure::search::Filters;
use domain::procedure::{Difference, ProcedureVersion, differences};
use serde::Deserialize;

/// How many procedures a search lists.
const LISTED: u32 = 40;

#[derive(Template)]
#[template(path = "editor/list.html")]
struct ListPage {
    frame: Frame,
    looked_for: String,
    hits: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "editor/one.html")]
struct OnePage {
    frame: Frame,
    code: String,
    name: String,
    said: &'static str,
    keeps_content: bool,
    versions: Vec<VersionRow>,
    processes: Vec<ProcessRow>,
    others: Vec<(String, String)>,
}

/// One version of a procedure and what it changed.
struct VersionRow {
    number: u32,
    from: String,
    to: String,
    state: &'static str,
    tag: &'static str,
    changes: Vec<Changed>,
}

/// One difference, as a row of a table.
pub(crate) struct Changed {
    pub(crate) what: String,
    pub(crate) old: String,
    pub(crate) new: String,
}

/// The process of one agency.
struct ProcessRow {
    agency: String,
    name: String,
    version: u32,
    mine: bool,
}

/// What the address of the list may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sought {
    tu: String,
}

/// What the address of one procedure may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Asked {
    co_quan: String,
    xong: String,
}

/// `GET /soan`: which procedure.
pub(crate) async fn list(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(sought): Query<Sought>,
) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    let found = catalogue.index().search(&sought.tu, &Filters { page_size: LISTED, ..Filters::default() });
    page(ListPage {
        frame: visitor.frame("Soạn thủ tục").at("/soan"),
        hits: found.hits.iter().map(|hit| (hit.entry.code.to_string(), hit.entry.name.clone())).collect(),
        looked_for: sought.tu,
    })
}

/// `GET /soan/{code}`: versions and processes of one procedure.
pub(crate) async fn one(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    let officer = visitor.officer()?;
    let newest = catalogue.newest(&code).ok_or(Problem::NotFound)?;
    if let Ok(agency) = asked.co_quan.parse::<AgencyCode>() {
        return Ok(Redirect::to(&process::address(&code, &agency)).into_response());
    }
    page(OnePage {
        frame: visitor.frame(newest.content.name.clone()).at("/soan"),
        name: newest.content.name.clone(),
        said: match asked.xong.as_str() {
            "noi-dung" => "Đã công bố phiên bản mới. Hồ sơ nhận trước ngày hiệu lực vẫn theo phiên bản cũ.",
            "quy-trinh" => "Đã công bố quy trình mới. Hồ sơ nhận từ bây giờ đi theo quy trình này.",
            "bieu-mau" => "Đã công bố mẫu đơn mới cùng một phiên bản mới của thủ tục.",
            _ => "",
        },
        keeps_content: keeps_content(officer),
        versions: versions(catalogue.versions_of(&code), &visitor),
        processes: processes(&catalogue, &code, officer),
        others: others(&catalogue, &code, officer),
        code,
    })
}

/// Content and forms of procedures hold for a whole ministry or province: its own officers keep them.
pub(crate) fn keeps_content(officer: &Officer) -> bool {
    officer.agency == officer.top
}

fn versions(versions: &[ProcedureVersion], visitor: &Visitor) -> Vec<VersionRow> {
    let today = visitor.now.day();
    let row = |(place, version): (usize, &ProcedureVersion)| {
        let before = place.checked_sub(1).and_then(|place| versions.get(place));
        let (state, tag) = match version {
            version if version.holds_on(today) => ("đang có hiệu lực", "tag tag-good"),
            version if version.effective_from > today => ("sắp có hiệu lực", "tag tag-info"),
            _ => ("đã hết hiệu lực", "tag"),
        };
        let changes = before.map_or_else(Vec::new, |before| changed(&differences(&before.content, &version.content)));
        VersionRow {
            number: version.version,
            from: words::day(version.effective_from),
            to: version.effective_to.map_or_else(String::new, words::day),
            state,
            tag,
            changes,
        }
    };
    versions.iter().enumerate().rev().map(row).collect()
}

/// Differences as rows.
pub(crate) fn changed(differences: &[Difference]) -> Vec<Changed> {
    let text = |value: &Option<String>, none: &str| value.clone().unwrap_or_else(|| none.to_owned());
    let row = |difference: &Difference| Changed {
        what: match &difference.place {
            Some(place) => format!("{}: {place}", difference.part.label()),
            None => difference.part.label().to_owned(),
        },
        old: text(&difference.old, "(chưa có)"),
        new: text(&difference.new, "(bỏ)"),
    };
    differences.iter().map(row).collect()
}

fn processes(catalogue: &Catalogue, code: &str, officer: &Officer) -> Vec<ProcessRow> {
    let settlers = catalogue.agencies_settling(code).iter().filter(|agency| agency.top() == officer.top);
    let row = |agency: &AgencyCode| ProcessRow {
        name: catalogue.agency_name(agency).to_owned(),
        version: catalogue.process_version(agency, code).unwrap_or(0),
        mine: agency.is_within(&officer.agency),
        agency: agency.to_string(),
    };
    settlers.map(row).collect()
}

/// Agencies of the officer that have no process for the procedure yet.
fn others(catalogue: &Catalogue, code: &str, officer: &Officer) -> Vec<(String, String)> {
    let free = |agency: &&domain::agency::Agency| {
        agency.code.is_within(&officer.agency) && catalogue.process_version(&agency.code, code).is_none()
    };
    let mut others: Vec<(String, String)> =
        catalogue.agencies().filter(free).map(|agency| (agency.code.to_string(), agency.name.clone())).collect();
    others.sort_by(|one, other| one.1.cmp(&other.1));
    others
}
