//! *Báo cáo tra cứu dân cư* as files: Excel and CSV, the same bytes for the same report.

use super::{bordered, day, harmless};
use domain::lookup::{LookUpCells, LookUpReport};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

/// The columns, in the order of [`LookUpCells::columns`].
pub const COLUMNS: [&str; 9] = [
    "Tổng số",
    "Gắn hồ sơ",
    "Không gắn hồ sơ",
    "Khớp",
    "Gần khớp",
    "Sai họ tên, ngày sinh",
    "Không có, không hợp lệ",
    "Đã mất, số đã thay",
    "Chưa có trả lời",
];

/// What stands before them.
const FIRST: [&str; 3] = ["STT", "Cơ quan", "Mục đích"];

/// What people call agencies and purposes.
pub struct Names<'a> {
    /// Name of an agency's code.
    pub agency: &'a dyn Fn(&str) -> String,
    /// Name of a purpose's code.
    pub purpose: &'a dyn Fn(&str) -> String,
}

/// Each line of the table: what stands before the numbers, and the numbers; the total last.
fn lines(report: &LookUpReport, names: &Names) -> Vec<([String; 3], LookUpCells)> {
    let row = |(place, row): (usize, &domain::lookup::LookUpRow)| {
        let (agency, purpose) = ((names.agency)(row.agency.as_str()), (names.purpose)(&row.purpose));
        ([(place + 1).to_string(), agency, purpose], row.cells)
    };
    let total = ([String::new(), "Tổng số".to_owned(), String::new()], report.total);
    report.rows.iter().enumerate().map(row).chain([total]).collect()
}

/// The report as CSV.
pub fn csv(report: &LookUpReport, names: &Names) -> Vec<u8> {
    let mut file = Vec::from("\u{feff}");
    let mut writer = csv::Writer::from_writer(&mut file);
    writer.write_record(FIRST.iter().chain(&COLUMNS)).expect("memory takes what is written");
    for (first, cells) in lines(report, names) {
        let first = first.iter().map(|text| harmless(text));
        let numbers = cells.columns().into_iter().map(|count| count.to_string());
        writer.write_record(first.chain(numbers)).expect("memory takes what is written");
    }
    writer.flush().expect("memory takes what is written");
    drop(writer);
    file
}

/// The report as an Excel file.
pub fn xlsx(report: &LookUpReport, names: &Names) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The time of making is that of the period, so that the same report is the same file.
    let to = report.period.to();
    let made = ExcelDateTime::from_ymd(to.year().unsigned_abs(), to.month().unsigned_abs(), to.day().unsigned_abs())?;
    workbook.set_properties(&DocProperties::new().set_title("Tra cứu dữ liệu dân cư").set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    sheet.set_name("Tra cứu dân cư")?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    let bold = Format::new().set_bold().set_align(FormatAlign::Center);
    let last = (FIRST.len() + COLUMNS.len() - 1) as u16;
    sheet.merge_range(0, 0, 0, last, "BÁO CÁO TRA CỨU CƠ SỞ DỮ LIỆU DÂN CƯ", &bold)?;
    let period = format!("Từ ngày {} đến hết ngày {}", day(report.period.from()), day(to));
    sheet.merge_range(1, 0, 1, last, &period, &Format::new().set_align(FormatAlign::Center))?;
    let head = bordered().set_bold().set_text_wrap();
    for (column, name) in (0..).zip(FIRST.iter().chain(&COLUMNS)) {
        sheet.write_string_with_format(2, column, *name, &head)?.set_column_width(column, 14)?;
    }
    sheet.set_column_width(0, 6)?.set_column_width(1, 38)?.set_column_width(2, 38)?.set_freeze_panes(3, 3)?;
    let counted = bordered().set_num_format("#,##0");
    for (at, (first, cells)) in (3..).zip(lines(report, names)) {
        for (column, text) in (0..).zip(&first) {
            sheet.write_string_with_format(at, column, text, &bordered().set_text_wrap())?;
        }
        for (column, count) in (FIRST.len() as u16..).zip(cells.columns()) {
            // Excel knows no other numbers; counts are far below the 2^53 it keeps exactly.
            sheet.write_number_with_format(at, column, count as f64, &counted)?;
        }
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::lookup::{LookUpAnswer, LookUpCount};
    use domain::report::Period;
    use jiff::civil::date;

    fn report() -> LookUpReport {
        let period = Period::new(date(2026, 11, 1), date(2026, 11, 30)).unwrap();
        let one = |answer, with_dossier, count| LookUpCount {
            agency: "H42.191".parse().unwrap(),
            purpose: "=x".to_owned(),
            answer,
            with_dossier,
            count,
        };
        let counts = [one(LookUpAnswer::Match, true, 7), one(LookUpAnswer::Unreachable, false, 2)];
        LookUpReport::of(period, &counts, Vec::new())
    }

    fn names() -> Names<'static> {
        Names { agency: &|code: &str| code.to_owned(), purpose: &|code: &str| code.to_owned() }
    }

    #[test]
    fn csv_has_a_line_for_each_agency_and_purpose_and_no_formula() {
        let text = String::from_utf8(csv(&report(), &names())).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("\u{feff}STT,Cơ quan,Mục đích,Tổng số,"), "{}", lines[0]);
        assert_eq!(lines[1..], ["1,H42.191,'=x,9,7,2,7,0,0,0,0,2", ",Tổng số,,9,7,2,7,0,0,0,0,2"]);
    }

    #[test]
    fn excel_gets_the_same_bytes_for_the_same_report() {
        let file = xlsx(&report(), &names()).unwrap();
        assert!(file.starts_with(b"PK"), "a zip");
        assert_eq!(file, xlsx(&report(), &names()).unwrap());
    }
}
