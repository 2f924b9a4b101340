//! *Cơ sở khám bệnh nhận thẻ căn cước*: how many of how many, for the nation and each province; a map, a table, and
//! the facilities of one province.

use crate::layout::Frame;
use crate::pictures::provinces::{Map, Square};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::facility::{Coverage, Facility};
use jiff::civil::Date;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "clinic/coverage.html")]
struct CoveragePage {
    frame: Frame,
    demo: bool,
    accepting: String,
    total: String,
    percent: String,
    day: String,
    map: Map,
    rows: Vec<Row>,
}

/// One province of the table.
struct Row {
    code: String,
    name: String,
    accepting: String,
    total: String,
    percent: String,
}

#[derive(Template)]
#[template(path = "clinic/facilities.html")]
struct FacilitiesPage {
    frame: Frame,
    province: String,
    accepting: String,
    total: String,
    percent: String,
    facilities: Vec<Line>,
}

/// One facility.
struct Line {
    code: String,
    name: String,
    kind: String,
    accepts: bool,
    since: String,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    tinh: String,
}

/// `GET /co-so-kham-benh`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = portal.app.card_coverage(visitor.now).await?;
    if !asked.tinh.is_empty() {
        let province = found.provinces.iter().find(|one| one.code == asked.tinh).ok_or(Problem::NotFound)?;
        let facilities = portal.app.store().facilities_of(&province.code).await?;
        return page(one_province(&visitor, &province.name, province.coverage, &facilities));
    }
    let squares = found.provinces.iter().map(|one| Square { code: &one.code, coverage: one.coverage });
    page(CoveragePage {
        frame: visitor.frame("Cơ sở khám bệnh nhận thẻ căn cước").at("/co-so-kham-benh"),
        demo: portal.settings.demo,
        accepting: grouped(found.nation.accepting),
        total: grouped(found.nation.total),
        percent: found.nation.percent(),
        day: words::day(visitor.now.day()),
        map: Map::of(squares),
        rows: found
            .provinces
            .iter()
            .map(|one| Row {
                code: one.code.clone(),
                name: one.name.clone(),
                accepting: grouped(one.coverage.accepting),
                total: grouped(one.coverage.total),
                percent: one.coverage.percent(),
            })
            .collect(),
    })
}

fn one_province(visitor: &Visitor, name: &str, coverage: Coverage, facilities: &[Facility]) -> FacilitiesPage {
    let today = visitor.now.day();
    FacilitiesPage {
        frame: visitor.frame("Cơ sở khám bệnh nhận thẻ căn cước").at("/co-so-kham-benh"),
        province: name.to_owned(),
        accepting: grouped(coverage.accepting),
        total: grouped(coverage.total),
        percent: coverage.percent(),
        facilities: facilities.iter().map(|one| line(one, today)).collect(),
    }
}

fn line(one: &Facility, today: Date) -> Line {
    Line {
        code: one.code.to_string(),
        name: one.name.clone(),
        kind: one.kind.clone(),
        accepts: one.accepts_on(today),
        since: one.since.filter(|_| one.accepts_card).map_or_else(String::new, words::day),
    }
}

fn grouped(number: u64) -> String {
    words::grouped(i64::try_from(number).unwrap_or(i64::MAX))
}
