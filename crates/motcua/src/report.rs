//! `motcua report`: form II.06 and the look-ups of people, on the screen, as JSON, Excel or CSV.

mod lookups;

use crate::place::Place;
use api::progress::ProgressBody;
use app::App;
use app::report::Asked;
use app::report_files::{self, COLUMNS, Titles, day, plain_name, row_heading};
use clap::Subcommand;
use domain::agency::AgencyCode;
use domain::histories::Given;
use domain::report::{By, Cells, Period, Progress};
use domain::time::Instant;
use jiff::civil::Date;
use std::error::Error;
use std::path::{Path, PathBuf};

/// Which report.
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = "Tình hình, kết quả giải quyết thủ tục hành chính (biểu II.06)")]
    Progress(Asking),
    #[command(about = "Lượt tra cứu dữ liệu dân cư theo cơ quan và mục đích")]
    Lookups(lookups::Asking),
}

/// What `motcua report progress` was asked.
#[derive(clap::Args)]
pub(crate) struct Asking {
    #[arg(long, value_name = "NGÀY", value_parser = parse_day, help = "Ngày đầu kỳ, ví dụ 2023-10-01")]
    from: Date,
    #[arg(long, value_name = "NGÀY", value_parser = parse_day, help = "Ngày cuối kỳ, tính đến hết ngày, ví dụ 2023-10-31")]
    to: Date,
    #[arg(long, value_name = "MÃ", help = "Chỉ cơ quan này và các đơn vị trực thuộc, ví dụ H42.19")]
    agency: Option<AgencyCode>,
    #[arg(long, value_name = "CHIỀU", value_parser = parse_by, default_value = "agency")]
    #[arg(
        help = "Mỗi dòng là một: agency (cơ quan), field (lĩnh vực), procedure (thủ tục), month (tháng), channel (kênh)"
    )]
    by: By,
    #[arg(long, value_name = "THỜI_ĐIỂM", value_parser = parse_moment)]
    #[arg(help = "Số liệu như đã ghi nhận đến thời điểm này, ví dụ 2023-11-01T08:00; chỉ ghi ngày là đến hết ngày đó")]
    as_at: Option<Instant>,
    #[arg(long, help = "Đếm lại từ từng hồ sơ thay vì đọc số cộng dồn; hai cách phải cho cùng số liệu")]
    recount: bool,
    #[arg(long, help = "In kết quả dạng JSON cho chương trình khác đọc")]
    json: bool,
    #[arg(long, value_name = "TỆP", help = "Ghi biểu ra tệp Excel")]
    xlsx: Option<PathBuf>,
    #[arg(long, value_name = "TỆP", help = "Ghi biểu ra tệp CSV")]
    csv: Option<PathBuf>,
}

/// Runs it.
pub(crate) async fn run(place: &Place, command: Command) -> Result<(), Box<dyn Error>> {
    let asking = match command {
        Command::Progress(asking) => asking,
        Command::Lookups(asking) => return lookups::run(place, asking).await,
    };
    let period = Period::new(asking.from, asking.to)?;
    let app = place.app().await?;
    let Asking { by, agency, as_at, recount, .. } = asking;
    let report = app.progress(&Asked { period, by, agency: agency.clone(), as_at, recount }).await?;
    let whose = match &agency {
        Some(agency) => app.catalogue().agency_name(agency).to_owned(),
        None => "tất cả các cơ quan".to_owned(),
    };
    let name = |key: &str| name_of(&app, by, key);
    let titles = Titles { agency: &whose, name: &name };
    if let Some(path) = &asking.xlsx {
        write(path, &report_files::xlsx(&report, &titles)?)?;
    }
    if let Some(path) = &asking.csv {
        write(path, &report_files::csv(&report, &titles))?;
    }
    if asking.json {
        println!("{}", serde_json::to_string(&ProgressBody::from(&report))?);
    } else {
        print(&report, &titles);
    }
    Ok(())
}

fn name_of(app: &App, by: By, key: &str) -> String {
    let catalogue = app.catalogue();
    let named = match by {
        By::Agency => key.parse().ok().map(|code: AgencyCode| catalogue.agency_name(&code).to_owned()),
        By::Procedure => Some(catalogue.name(key).to_owned()),
        By::Field | By::Month | By::Channel => return plain_name(by, key),
    };
    match named {
        Some(name) if name != key => format!("{key} {name}"),
        _ => key.to_owned(),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let name = path.display();
    std::fs::write(path, bytes)
        .map_err(|error| format!("không ghi được tệp «{name}»: {error}; chọn tệp hoặc thư mục khác"))
}

/// Names longer than this are cut on the screen; files show them whole.
const NAME_WIDTH: usize = 36;

fn print(report: &Progress, titles: &Titles) {
    println!("Biểu II.06 · {} · từ {} đến hết {}", titles.agency, day(report.period.from()), day(report.period.to()));
    let short = ["Nhận", "T.tuyến", "T.tiếp", "Kỳ trước", "Đã GQ", "Sớm", "Đúng", "Quá", "K.hạn", "Rút", "Dừng"];
    let short = short.into_iter().chain(["Đang GQ", "Trong", "Quá", "K.hạn", "T.dừng", "K.nhận"]);
    let heading: Vec<String> =
        std::iter::once(row_heading(report.by).to_owned()).chain(short.map(str::to_owned)).collect();
    let line = |name: String, cells: Cells| -> Vec<String> {
        let name = name.chars().take(NAME_WIDTH).collect();
        std::iter::once(name).chain(COLUMNS.iter().map(|(.., cell)| cells.get(*cell).to_string())).collect()
    };
    let rows = report.rows.iter().map(|row| line((titles.name)(&row.key), row.cells));
    let table: Vec<Vec<String>> =
        std::iter::once(heading).chain(rows).chain([line("Tổng số".to_owned(), report.total)]).collect();
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..=COLUMNS.len()).map(width).collect();
    for row in &table {
        print!("{:<width$}", row[0], width = widths[0]);
        row.iter().zip(&widths).skip(1).for_each(|(text, width)| print!("  {text:>width$}"));
        println!();
    }
    match report.total.on_time_permille() {
        Some(permille) => println!("Giải quyết trước và đúng hạn: {},{} %", permille / 10, permille % 10),
        None => println!("Giải quyết trước và đúng hạn: chưa có, vì kỳ này chưa giải quyết hồ sơ nào có hạn"),
    }
}

fn parse_day(text: &str) -> Result<Date, String> {
    let given = Given::parse(text).filter(|given| given.is_day_alone()).map(Given::day);
    given.ok_or_else(|| "ghi năm-tháng-ngày có thật, ví dụ 2023-10-16".to_owned())
}

fn parse_by(text: &str) -> Result<By, String> {
    By::from_key(text).ok_or_else(|| "chọn agency, field, procedure, month hoặc channel".to_owned())
}

/// A day alone means its end: what was written down on that day is known.
fn parse_moment(text: &str) -> Result<Instant, String> {
    let given = Given::parse(text).ok_or("ghi ngày giờ có thật, ví dụ 2023-11-01T08:00 hoặc 2023-11-01")?;
    Ok(given.end())
}
