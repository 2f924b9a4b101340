//! *Báo cáo tiến độ* (biểu II.06): the table, its picture, the lists behind its numbers, the files.

pub(crate) mod list;

use crate::downloads;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::pictures::bars::{Bar, Bars};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::catalogue::Catalogue;
use app::form::read_date;
use app::people::Officer;
use app::report::Asked;
use app::report_files::{self, COLUMNS, Titles, plain_name, row_heading};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::agency::AgencyCode;
use domain::report::{By, Cell, Cells, Period, Progress};
use jiff::civil::Date;
use serde::Deserialize;

/// What the address of a report says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Said {
    tu: String,
    den: String,
    theo: String,
    co_quan: String,
}

/// Fields of the form that need another look, and what to do.
type Faults = Vec<(&'static str, String)>;

/// A report as it is to be made, for an officer who may see it.
struct Wanted {
    asked: Asked,
    agency: AgencyCode,
    said: Said,
}

#[derive(Template)]
#[template(path = "report/report.html")]
struct ReportPage {
    frame: Frame,
    mend: Mend,
    filters: Vec<Field>,
    period: String,
    agency: String,
    heading: &'static str,
    groups: Vec<(&'static str, usize)>,
    columns: Vec<&'static str>,
    alone: Vec<&'static str>,
    rows: Vec<Row>,
    total: Row,
    on_time: String,
    months: bool,
    bars: Bars,
    xlsx: String,
    csv: String,
    watches: bool,
}

/// One row of the form; each number leads to its list.
struct Row {
    name: String,
    cells: Vec<(String, String)>,
}

/// Bars in the picture: the rows with most settled dossiers.
const BARS: usize = 8;

/// `GET /bao-cao/tien-do`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(said): Query<Said>,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let (wanted, errors) = read(&said, officer, visitor.now.day())?;
    let progress = portal.app.progress(&wanted.asked).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with(
        status,
        fill(
            visitor.frame("Báo cáo tiến độ giải quyết"),
            &portal.app.catalogue(),
            officer,
            &wanted,
            &progress,
            &errors,
        ),
    )
}

/// `GET /bao-cao/tien-do.xlsx`.
pub(crate) async fn xlsx(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(said): Query<Said>,
) -> Result<Response, Problem> {
    let (wanted, progress) = made(&portal, &visitor, &said).await?;
    let catalogue = portal.app.catalogue();
    let name = |key: &str| row_name(wanted.asked.by, key, &catalogue);
    let file = report_files::xlsx(&progress, &Titles { agency: catalogue.agency_name(&wanted.agency), name: &name });
    let file = file.map_err(|error| {
        tracing::error!(%error, "the report could not be written as a workbook");
        Problem::Broken
    })?;
    let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(downloads::attachment(&file_name(&wanted, "xlsx"), media_type, file))
}

/// `GET /bao-cao/tien-do.csv`.
pub(crate) async fn csv(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(said): Query<Said>,
) -> Result<Response, Problem> {
    let (wanted, progress) = made(&portal, &visitor, &said).await?;
    let catalogue = portal.app.catalogue();
    let name = |key: &str| row_name(wanted.asked.by, key, &catalogue);
    let file = report_files::csv(&progress, &Titles { agency: catalogue.agency_name(&wanted.agency), name: &name });
    Ok(downloads::attachment(&file_name(&wanted, "csv"), "text/csv; charset=utf-8", file))
}

async fn made(portal: &Portal, visitor: &Visitor, said: &Said) -> Result<(Wanted, Progress), Problem> {
    let (wanted, errors) = read(said, visitor.officer()?, visitor.now.day())?;
    if !errors.is_empty() {
        return Err(Problem::Unreadable);
    }
    let progress = portal.app.progress(&wanted.asked).await?;
    Ok((wanted, progress))
}

fn file_name(wanted: &Wanted, ending: &str) -> String {
    let period = wanted.asked.period;
    format!("bieu-II.06-{}-{}-{}.{ending}", wanted.agency, period.from(), period.to())
}

/// The report asked for; days that make no period are named, and the year so far is shown instead.
fn read(said: &Said, officer: &Officer, today: Date) -> Result<(Wanted, Faults), Problem> {
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
    let from = day("tu", &said.tu, today.first_of_year());
    let to = day("den", &said.den, today);
    let period = Period::new(from, to).unwrap_or_else(|error| {
        errors.push(("tu", words::capital(&error.to_string())));
        Period::new(today.first_of_year(), today).expect("a year begins before its days")
    });
    let usual = if officer.agency == officer.agency.top() { By::Agency } else { By::Field };
    let by = By::from_key(&said.theo).unwrap_or(usual);
    let asked = Asked { period, by, agency: Some(agency.clone()), as_at: None, recount: false };
    let said = Said {
        tu: period.from().to_string(),
        den: period.to().to_string(),
        theo: by.key().to_owned(),
        co_quan: said.co_quan.clone(),
    };
    Ok((Wanted { asked, agency, said }, errors))
}

impl Said {
    /// The address of a page or file of this report, with further words.
    fn address(&self, path: &str, more: &[(&str, &str)]) -> String {
        let mut pairs =
            vec![("tu", self.tu.as_str()), ("den", &self.den), ("theo", &self.theo), ("co-quan", &self.co_quan)];
        pairs.extend(more);
        format!("{path}{}", words::query(&pairs))
    }
}

/// What people call a row.
fn row_name(by: By, key: &str, catalogue: &Catalogue) -> String {
    match by {
        By::Agency => {
            key.parse().map_or_else(|_| key.to_owned(), |code: AgencyCode| catalogue.agency_name(&code).to_owned())
        }
        By::Procedure => catalogue.name(key).to_owned(),
        other => plain_name(other, key),
    }
}

/// `98,4 %`; words where nothing was judged.
fn rate(cells: &Cells) -> String {
    let permille = cells.on_time_permille();
    permille.map_or_else(|| "chưa có hồ sơ nào để tính".to_owned(), |rate| format!("{},{} %", rate / 10, rate % 10))
}

fn fill(
    frame: Frame,
    catalogue: &Catalogue,
    officer: &Officer,
    wanted: &Wanted,
    progress: &Progress,
    errors: &[(&'static str, String)],
) -> ReportPage {
    let by = wanted.asked.by;
    let filters = filters(catalogue, officer, wanted, errors);
    let mend = Mend::of(&filters);
    let grouped = COLUMNS.chunk_by(|(one, ..), (other, ..)| one == other && !one.is_empty());
    let named = progress.rows.iter().map(|row| (row_name(by, &row.key, catalogue), row));
    let rows: Vec<Row> = named.map(|(name, row)| one_row(name, Some(&row.key), &row.cells, &wanted.said)).collect();
    let period = progress.period;
    ReportPage {
        frame: frame.at("/bao-cao/tien-do").wrong(!mend.is_empty()),
        mend,
        filters,
        period: format!("Từ ngày {} đến hết ngày {}", words::day(period.from()), words::day(period.to())),
        agency: catalogue.agency_name(&wanted.agency).to_owned(),
        heading: row_heading(by),
        groups: grouped.filter(|group| !group[0].0.is_empty()).map(|group| (group[0].0, group.len())).collect(),
        columns: COLUMNS.iter().filter(|(group, ..)| !group.is_empty()).map(|(_, heading, _)| *heading).collect(),
        alone: COLUMNS.iter().filter(|(group, ..)| group.is_empty()).map(|(_, heading, _)| *heading).collect(),
        rows,
        total: one_row("Tổng số".to_owned(), None, &progress.total, &wanted.said),
        on_time: rate(&progress.total),
        months: by == By::Month,
        bars: bars(progress, by, catalogue),
        xlsx: wanted.said.address("/bao-cao/tien-do.xlsx", &[]),
        csv: wanted.said.address("/bao-cao/tien-do.csv", &[]),
        watches: crate::routes::watches(officer),
    }
}

fn one_row(name: String, key: Option<&str>, cells: &Cells, said: &Said) -> Row {
    let list = said.address("/bao-cao/tien-do/danh-sach", &[("dong", key.unwrap_or(""))]);
    let joint = if list.contains('?') { '&' } else { '?' };
    let cell = |cell: Cell| {
        let count = cells.get(cell);
        let address = if count == 0 { String::new() } else { format!("{list}{joint}o={}", cell.key()) };
        (words::grouped(count), address)
    };
    Row { name, cells: COLUMNS.iter().map(|(.., one)| cell(*one)).collect() }
}

fn bars(progress: &Progress, by: By, catalogue: &Catalogue) -> Bars {
    let count = |cells: &Cells, cell| u64::try_from(cells.get(cell)).unwrap_or(0);
    let mut bars: Vec<Bar> = progress
        .rows
        .iter()
        .map(|row| Bar {
            label: row_name(by, &row.key, catalogue),
            early: count(&row.cells, Cell::SettledEarly),
            on_time: count(&row.cells, Cell::SettledOnTime),
            late: count(&row.cells, Cell::SettledLate),
            no_deadline: count(&row.cells, Cell::SettledNoDeadline),
        })
        .collect();
    if by != By::Month {
        bars.sort_by_key(|bar| std::cmp::Reverse(bar.early + bar.on_time + bar.late + bar.no_deadline));
    }
    bars.truncate(BARS);
    Bars::of(&bars)
}

fn filters(catalogue: &Catalogue, officer: &Officer, wanted: &Wanted, errors: &[(&'static str, String)]) -> Vec<Field> {
    let error = |name: &str| errors.iter().find(|(field, _)| *field == name).map_or("", |(_, message)| message);
    let by = By::ALL.iter().map(|by| Choice {
        value: by.key().to_owned(),
        label: words::capital(&row_heading(*by).to_lowercase()),
        chosen: *by == wanted.asked.by,
    });
    let agencies = catalogue.agencies().filter(|agency| officer.serves(&agency.code)).map(|agency| Choice {
        value: agency.code.to_string(),
        label: agency.name.clone(),
        chosen: agency.code == wanted.agency,
    });
    let mut fields = vec![
        Field::line("tu", "Từ ngày", &wanted.said.tu).typed("date", "off", "").error(error("tu")),
        Field::line("den", "Đến hết ngày", &wanted.said.den).typed("date", "off", "").error(error("den")),
        Field::select("theo", "Mỗi dòng là một", by.collect()),
    ];
    let agencies: Vec<Choice> = agencies.collect();
    if agencies.len() > 1 {
        fields.push(Field::select("co-quan", "Cơ quan", agencies));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample as testing;
    use jiff::civil::date;

    fn said(tu: &str, den: &str) -> Said {
        Said { tu: tu.to_owned(), den: den.to_owned(), ..Said::default() }
    }

    #[test]
    fn without_days_the_year_so_far_is_reported() {
        let (wanted, errors) = read(&Said::default(), &testing::officer(), date(2026, 11, 23)).unwrap();
        assert_eq!(
            (wanted.asked.period.from(), wanted.asked.period.to(), errors.len()),
            (date(2026, 1, 1), date(2026, 11, 23), 0)
        );
    }

    #[test]
    fn days_are_read_as_people_write_them_and_wrong_ones_are_named() {
        let today = date(2026, 11, 23);
        let (wanted, _) = read(&said("1/10/2023", "2023-10-31"), &testing::officer(), today).unwrap();
        assert_eq!((wanted.asked.period.from(), wanted.asked.period.to()), (date(2023, 10, 1), date(2023, 10, 31)));
        let (_, errors) = read(&said("31/10/2023", "1/10/2023"), &testing::officer(), today).unwrap();
        assert_eq!(errors[0].0, "tu");
        let (_, errors) = read(&said("hôm qua", ""), &testing::officer(), today).unwrap();
        assert_eq!(errors[0].0, "tu");
    }

    #[test]
    fn another_agencys_report_is_not_shown() {
        let other = Said { co_quan: "G12".to_owned(), ..Said::default() };
        assert!(matches!(read(&other, &testing::officer(), date(2026, 11, 23)), Err(Problem::Forbidden)));
    }
}
