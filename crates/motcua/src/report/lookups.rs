//! `motcua report lookups`: look-ups of people per agency and purpose.

use super::{parse_day, write};
use crate::place::Place;
use api::lookups::LookUpsBody;
use app::lookups::LookUpAsked;
use app::report_files::day;
use app::report_files::lookups::{self as files, COLUMNS, Names};
use domain::agency::AgencyCode;
use domain::lookup::{LookUpReport, PatternKind};
use domain::report::Period;
use jiff::civil::Date;
use std::error::Error;
use std::path::PathBuf;

/// What `motcua report lookups` was asked.
#[derive(clap::Args)]
pub(crate) struct Asking {
    #[arg(long, value_name = "NGÀY", value_parser = parse_day, help = "Ngày đầu kỳ, ví dụ 2026-11-01")]
    from: Date,
    #[arg(long, value_name = "NGÀY", value_parser = parse_day, help = "Ngày cuối kỳ, tính đến hết ngày")]
    to: Date,
    #[arg(long, value_name = "MÃ", help = "Chỉ cơ quan này và các đơn vị trực thuộc, ví dụ H42.19")]
    agency: Option<AgencyCode>,
    #[arg(long, help = "In kết quả dạng JSON cho chương trình khác đọc")]
    json: bool,
    #[arg(long, value_name = "TỆP", help = "Ghi báo cáo ra tệp Excel")]
    xlsx: Option<PathBuf>,
    #[arg(long, value_name = "TỆP", help = "Ghi báo cáo ra tệp CSV")]
    csv: Option<PathBuf>,
}

pub(super) async fn run(place: &Place, asking: Asking) -> Result<(), Box<dyn Error>> {
    let period = Period::new(asking.from, asking.to)?;
    let app = place.app().await?;
    let report = app.look_up_report(&LookUpAsked { period, agency: asking.agency }).await?;
    let catalogue = app.catalogue();
    let agency = |code: &str| match code.parse::<AgencyCode>() {
        Ok(parsed) => format!("{code} {}", catalogue.agency_name(&parsed)),
        Err(_) => code.to_owned(),
    };
    let rules = &app.law().look_ups;
    let purpose = |code: &str| rules.purpose(code).map_or_else(|| code.to_owned(), |one| one.label.clone());
    let names = Names { agency: &agency, purpose: &purpose };
    if let Some(path) = &asking.xlsx {
        write(path, &files::xlsx(&report, &names)?)?;
    }
    if let Some(path) = &asking.csv {
        write(path, &files::csv(&report, &names))?;
    }
    if asking.json {
        println!("{}", serde_json::to_string(&LookUpsBody::from(&report))?);
    } else {
        print(&report, &names);
    }
    Ok(())
}

fn print(report: &LookUpReport, names: &Names) {
    println!("Tra cứu dữ liệu dân cư · từ {} đến hết {}", day(report.period.from()), day(report.period.to()));
    let numbers = |cells: &domain::lookup::LookUpCells| {
        let pairs = COLUMNS.iter().zip(cells.columns());
        pairs.map(|(name, count)| format!("{} {count}", name.to_lowercase())).collect::<Vec<_>>().join(", ")
    };
    for row in &report.rows {
        println!("{} · {}", (names.agency)(row.agency.as_str()), (names.purpose)(&row.purpose));
        println!("    {}", numbers(&row.cells));
    }
    println!("Cộng: {}", numbers(&report.total));
    for one in &report.unusual {
        let what = match one.kind {
            PatternKind::WithoutDossier => "lượt không gắn hồ sơ trong một ngày",
            PatternKind::SamePerson => "lượt về cùng một người, không gắn hồ sơ",
        };
        let when = one.day.map_or_else(String::new, |date| format!(" ({})", day(date)));
        println!("CẦN XEM LẠI: {} · {}: {} {what}{when}", one.agency, one.officer, one.count);
    }
}
