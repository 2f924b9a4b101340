//! *Báo cáo tra cứu dân cư*: how many look-ups per agency and purpose, what was answered, what a leader should look at.

use super::{agency_name, purpose_name};
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::pictures::stacks::{Stack, Stacks};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, downloads, page_with, words};
use app::form::read_date;
use app::lookups::LookUpAsked;
use app::people::Officer;
use app::report_files::lookups::{self as files, COLUMNS, Names};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::lookup::{LookUpCells, LookUpReport, PatternKind, Unusual};
use domain::report::Period;
use jiff::civil::Date;
use serde::Deserialize;

/// What the address of the report says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Said {
    tu: String,
    den: String,
    co_quan: String,
}

/// Fields of the form that need another look, and what to do.
type Faults = Vec<(&'static str, String)>;

#[derive(Template)]
#[template(path = "lookups/report.html")]
struct ReportPage {
    frame: Frame,
    mend: Mend,
    filters: Vec<Field>,
    agency: String,
    period: String,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    total: Vec<String>,
    stacks: Stacks,
    unusual: Vec<String>,
    xlsx: String,
    csv: String,
}

struct Row {
    agency: String,
    purpose: String,
    cells: Vec<String>,
}

/// Agencies in the picture: those with most look-ups.
const BARS: usize = 8;

/// `GET /bao-cao/tra-cuu-dan-cu`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(said): Query<Said>,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let (asked, errors) = read(&said, officer, visitor.now.day())?;
    let report = portal.app.look_up_report(&asked).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let filters = filters(&portal, officer, &asked, &errors);
    let mend = Mend::of(&filters);
    let catalogue = portal.app.catalogue();
    let agency = |code: &str| agency_name(&catalogue, code);
    let purpose = |code: &str| purpose_name(&portal.app.law().look_ups, code);
    let period = asked.period;
    let (from, to) = (period.from().to_string(), period.to().to_string());
    let pairs = [("tu", from.as_str()), ("den", &to), ("co-quan", &said.co_quan)];
    let rows = report.rows.iter().map(|row| Row {
        agency: agency(row.agency.as_str()),
        purpose: purpose(&row.purpose),
        cells: cells(&row.cells),
    });
    page_with(
        status,
        ReportPage {
            frame: visitor.frame("Báo cáo tra cứu dữ liệu dân cư").at("/bao-cao/tien-do").wrong(!mend.is_empty()),
            mend,
            filters,
            agency: asked.agency.as_ref().map_or_else(String::new, |code| agency(code.as_str())),
            period: format!("Từ ngày {} đến hết ngày {}", words::day(period.from()), words::day(period.to())),
            columns: COLUMNS.to_vec(),
            rows: rows.collect(),
            total: cells(&report.total),
            stacks: stacks(&report, &agency),
            unusual: report.unusual.iter().map(|one| sentence(one, &agency(one.agency.as_str()))).collect(),
            xlsx: format!("/bao-cao/tra-cuu-dan-cu.xlsx{}", words::query(&pairs)),
            csv: format!("/bao-cao/tra-cuu-dan-cu.csv{}", words::query(&pairs)),
        },
    )
}

/// `GET /bao-cao/tra-cuu-dan-cu.csv`.
pub(crate) async fn csv(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(said): Query<Said>,
) -> Result<Response, Problem> {
    let (name, report) = made(&portal, &visitor, &said, "csv").await?;
    let file = with_names(&portal, |names| files::csv(&report, names));
    Ok(downloads::attachment(&name, "text/csv; charset=utf-8", file))
}

/// `GET /bao-cao/tra-cuu-dan-cu.xlsx`.
pub(crate) async fn xlsx(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(said): Query<Said>,
) -> Result<Response, Problem> {
    let (name, report) = made(&portal, &visitor, &said, "xlsx").await?;
    let file = with_names(&portal, |names| files::xlsx(&report, names)).map_err(|error| {
        tracing::error!(%error, "the report could not be written as a workbook");
        Problem::Broken
    })?;
    let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(downloads::attachment(&name, media_type, file))
}

fn with_names<T>(portal: &Portal, make: impl Fn(&Names) -> T) -> T {
    let catalogue = portal.app.catalogue();
    let agency = |code: &str| agency_name(&catalogue, code);
    let purpose = |code: &str| purpose_name(&portal.app.law().look_ups, code);
    make(&Names { agency: &agency, purpose: &purpose })
}

async fn made(
    portal: &Portal,
    visitor: &Visitor,
    said: &Said,
    ending: &str,
) -> Result<(String, LookUpReport), Problem> {
    let (asked, errors) = read(said, visitor.officer()?, visitor.now.day())?;
    if !errors.is_empty() {
        return Err(Problem::Unreadable);
    }
    let agency = asked.agency.as_ref().map_or_else(String::new, ToString::to_string);
    let name = format!("tra-cuu-dan-cu-{agency}-{}-{}.{ending}", asked.period.from(), asked.period.to());
    Ok((name, portal.app.look_up_report(&asked).await?))
}

/// The report asked for; days that make no period are named, and the month so far is shown instead.
fn read(said: &Said, officer: &Officer, today: Date) -> Result<(LookUpAsked, Faults), Problem> {
    let agency = match said.co_quan.as_str() {
        "" => officer.agency.clone(),
        code => code.parse().map_err(|_| Problem::NotFound)?,
    };
    if !officer.serves(&agency) {
        return Err(Problem::Forbidden);
    }
    let mut errors = Vec::new();
    let mut day = |name: &'static str, text: &str, usual: Date| {
        if text.trim().is_empty() {
            return usual;
        }
        read_date(text).unwrap_or_else(|| {
            errors.push((name, "Nhập ngày, tháng, năm, ví dụ 1/10/2026".to_owned()));
            usual
        })
    };
    let (from, to) = (day("tu", &said.tu, today.first_of_month()), day("den", &said.den, today));
    let period = Period::new(from, to).unwrap_or_else(|error| {
        errors.push(("tu", words::capital(&error.to_string())));
        Period::new(today.first_of_month(), today).expect("a month begins before its days")
    });
    Ok((LookUpAsked { period, agency: Some(agency) }, errors))
}

fn cells(cells: &LookUpCells) -> Vec<String> {
    cells.columns().into_iter().map(grouped).collect()
}

fn grouped(count: u64) -> String {
    words::grouped(i64::try_from(count).unwrap_or(i64::MAX))
}

fn stacks(report: &LookUpReport, agency: &dyn Fn(&str) -> String) -> Stacks {
    const PARTS: [(&str, &str); 2] = [("early", "gắn hồ sơ"), ("late", "không gắn hồ sơ")];
    let one = |(code, cells): (&domain::agency::AgencyCode, LookUpCells)| Stack {
        label: agency(code.as_str()),
        counts: vec![cells.total - cells.without_dossier, cells.without_dossier],
    };
    let all: Vec<Stack> = report.by_agency().into_iter().take(BARS).map(one).collect();
    Stacks::of("Số lượt tra cứu của từng cơ quan; số liệu đầy đủ ở bảng bên dưới", &PARTS, &all)
}

/// What a leader should look at, in a sentence.
fn sentence(one: &Unusual, agency: &str) -> String {
    let count = grouped(one.count);
    match (one.kind, one.day) {
        (PatternKind::SamePerson, _) => {
            format!("{agency}: tài khoản {} tra cứu cùng một người {count} lượt mà không gắn hồ sơ", one.officer)
        }
        (PatternKind::WithoutDossier, day) => {
            let day = day.map_or_else(String::new, |day| format!(" trong ngày {}", words::day(day)));
            format!("{agency}: tài khoản {} tra cứu {count} lượt không gắn hồ sơ{day}", one.officer)
        }
    }
}

fn filters(portal: &Portal, officer: &Officer, asked: &LookUpAsked, errors: &[(&'static str, String)]) -> Vec<Field> {
    let error = |name: &str| errors.iter().find(|(field, _)| *field == name).map_or("", |(_, message)| message);
    let catalogue = portal.app.catalogue();
    let agencies = catalogue.agencies().filter(|agency| officer.serves(&agency.code)).map(|agency| Choice {
        value: agency.code.to_string(),
        label: agency.name.clone(),
        chosen: Some(&agency.code) == asked.agency.as_ref(),
    });
    let agencies: Vec<Choice> = agencies.collect();
    let (from, to) = (asked.period.from().to_string(), asked.period.to().to_string());
    let mut fields = vec![
        Field::line("tu", "Từ ngày", &from).typed("date", "off", "").error(error("tu")),
        Field::line("den", "Đến hết ngày", &to).typed("date", "off", "").error(error("den")),
    ];
    if agencies.len() > 1 {
        fields.push(Field::select("co-quan", "Cơ quan", agencies));
    }
    fields
}
