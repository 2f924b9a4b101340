//! *Biểu II.06* as files: Excel and CSV, the same bytes for the same report.

pub mod lookups;

use domain::report::{By, Cell, Cells, Progress, UNKNOWN_FIELD};
use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// What stands above the table and beside its numbers.
pub struct Titles<'a> {
    /// Whose report it is.
    pub agency: &'a str,
    /// What people call the row of a key.
    pub name: &'a dyn Fn(&str) -> String,
}

/// The columns of the form: the group above, the heading, the number; in its order.
pub const COLUMNS: [(&str, &str, Cell); 17] = [
    ("Nhận giải quyết", "Tổng số", Cell::ReceivedTotal),
    ("Nhận giải quyết", "Trong kỳ: trực tuyến", Cell::ReceivedOnline),
    ("Nhận giải quyết", "Trong kỳ: trực tiếp, BCCI", Cell::ReceivedOther),
    ("Nhận giải quyết", "Từ kỳ trước", Cell::ReceivedCarriedOver),
    ("Đã giải quyết", "Tổng số", Cell::SettledTotal),
    ("Đã giải quyết", "Trước hạn", Cell::SettledEarly),
    ("Đã giải quyết", "Đúng hạn", Cell::SettledOnTime),
    ("Đã giải quyết", "Quá hạn", Cell::SettledLate),
    ("Đã giải quyết", "Không có hạn", Cell::SettledNoDeadline),
    ("Đã giải quyết", "Công dân rút", Cell::SettledWithdrawn),
    ("Đã giải quyết", "Dừng giải quyết", Cell::SettledStopped),
    ("Đang giải quyết", "Tổng số", Cell::OpenTotal),
    ("Đang giải quyết", "Trong hạn", Cell::OpenWithin),
    ("Đang giải quyết", "Quá hạn", Cell::OpenOverdue),
    ("Đang giải quyết", "Không có hạn", Cell::OpenNoDeadline),
    ("", "Tạm dừng", Cell::Paused),
    ("", "Không tiếp nhận", Cell::NotAccepted),
];

/// What people call the first column of a report.
pub fn row_heading(by: By) -> &'static str {
    match by {
        By::Agency => "Cơ quan",
        By::Field => "Lĩnh vực giải quyết",
        By::Procedure => "Thủ tục hành chính",
        By::Month => "Tháng",
        By::Channel => "Kênh thực hiện",
    }
}

/// What people call the row of a key where it is no code: channels, months, the field nobody stated.
pub fn plain_name(by: By, key: &str) -> String {
    match (by, key) {
        (By::Channel, "counter") => "Trực tiếp".to_owned(),
        (By::Channel, "online") => "Trực tuyến".to_owned(),
        (By::Channel, "post") => "Bưu chính công ích".to_owned(),
        (By::Field, UNKNOWN_FIELD) => "Chưa rõ lĩnh vực".to_owned(),
        (By::Month, month) => match month.split_once('-') {
            Some((year, month)) => format!("Tháng {month}/{year}"),
            None => month.to_owned(),
        },
        (_, key) => key.to_owned(),
    }
}

/// `16/10/2023`
pub fn day(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

fn period_line(progress: &Progress) -> String {
    format!("Kỳ báo cáo: từ ngày {} đến hết ngày {}", day(progress.period.from()), day(progress.period.to()))
}

/// What the reader must know about the total, if it is not the sum of the rows.
fn note(progress: &Progress) -> Option<&'static str> {
    let text = "Mỗi tháng là một kỳ riêng; dòng tổng là của cả kỳ, không phải cộng các tháng.";
    (progress.by == By::Month).then_some(text)
}

/// The report as CSV: UTF-8 with the mark by which spreadsheets know it, one heading line, the total last.
pub fn csv(progress: &Progress, titles: &Titles) -> Vec<u8> {
    let mut file = Vec::from("\u{feff}");
    let mut writer = csv::Writer::from_writer(&mut file);
    let heading = |(group, heading, _): &(&str, &str, Cell)| match *group {
        "" => (*heading).to_owned(),
        group => format!("{group} – {heading}"),
    };
    let first = ["STT", row_heading(progress.by)].map(str::to_owned);
    let lines =
        std::iter::once(first.into_iter().chain(COLUMNS.iter().map(heading)).collect::<Vec<_>>())
            .chain(
                progress.rows.iter().enumerate().map(|(place, row)| {
                    numbers([(place + 1).to_string(), harmless(&(titles.name)(&row.key))], row.cells)
                }),
            )
            .chain([numbers([String::new(), "Tổng số".to_owned()], progress.total)]);
    for line in lines {
        writer.write_record(line).expect("memory takes what is written");
    }
    writer.flush().expect("memory takes what is written");
    drop(writer);
    file
}

fn numbers(first: [String; 2], cells: Cells) -> Vec<String> {
    first.into_iter().chain(COLUMNS.iter().map(|(.., cell)| cells.get(*cell).to_string())).collect()
}

/// A name that a spreadsheet would take for a formula is shown as the text it is.
fn harmless(name: &str) -> String {
    if name.starts_with(['=', '+', '-', '@', '\t']) { format!("'{name}") } else { name.to_owned() }
}

/// The rows above the headings.
const TITLE_ROWS: u16 = 4;
/// Rows of headings.
const HEADING_ROWS: u16 = 2;

/// The report as an Excel file.
pub fn xlsx(progress: &Progress, titles: &Titles) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The time of making is that of the period, so that the same report is the same file.
    let to = progress.period.to();
    let made = ExcelDateTime::from_ymd(to.year().unsigned_abs(), to.month().unsigned_abs(), to.day().unsigned_abs())?;
    workbook.set_properties(&DocProperties::new().set_title("Biểu II.06").set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    sheet.set_name("II.06")?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    write_titles(sheet, progress, titles)?;
    write_headings(sheet, progress.by)?;
    let mut at = u32::from(TITLE_ROWS + HEADING_ROWS);
    sheet.set_freeze_panes(at, 2)?;
    for (place, row) in progress.rows.iter().enumerate() {
        write_row(sheet, at, &(place + 1).to_string(), &(titles.name)(&row.key), row.cells, &bordered())?;
        at += 1;
    }
    write_row(sheet, at, "", "Tổng số", progress.total, &bordered().set_bold())?;
    if let Some(note) = note(progress) {
        sheet.write_string_with_format(at + 1, 1, note, &Format::new().set_italic())?;
    }
    workbook.save_to_buffer()
}

fn write_titles(sheet: &mut Worksheet, progress: &Progress, titles: &Titles) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_align(FormatAlign::Center);
    let centred = Format::new().set_align(FormatAlign::Center);
    let last = COLUMNS.len() as u16 + 1;
    sheet.write_string(0, 0, "Biểu số II.06")?;
    let title = "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH";
    sheet.merge_range(1, 0, 1, last, title, &heading)?;
    sheet.merge_range(2, 0, 2, last, &period_line(progress), &centred)?;
    sheet.merge_range(3, 0, 3, last, &format!("Cơ quan: {}", titles.agency), &centred)?;
    Ok(())
}

fn write_headings(sheet: &mut Worksheet, by: By) -> Result<(), XlsxError> {
    let format =
        bordered().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_text_wrap();
    let (top, bottom) = (u32::from(TITLE_ROWS), u32::from(TITLE_ROWS) + 1);
    sheet.merge_range(top, 0, bottom, 0, "STT", &format)?;
    sheet.merge_range(top, 1, bottom, 1, row_heading(by), &format)?;
    sheet.set_column_width(0, 6)?.set_column_width(1, 42)?;
    let mut column = 2;
    for group in COLUMNS.chunk_by(|(one, ..), (other, ..)| one == other && !one.is_empty()) {
        let width = group.len() as u16;
        if width > 1 {
            sheet.merge_range(top, column, top, column + width - 1, group[0].0, &format)?;
        }
        for (group, heading, _) in group {
            if group.is_empty() {
                sheet.merge_range(top, column, bottom, column, heading, &format)?;
            } else {
                sheet.write_string_with_format(bottom, column, *heading, &format)?;
            }
            sheet.set_column_width(column, 11)?;
            column += 1;
        }
    }
    sheet.set_row_height(bottom, 48)?;
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    at: u32,
    number: &str,
    name: &str,
    cells: Cells,
    format: &Format,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(at, 0, number, format)?;
    sheet.write_string_with_format(at, 1, name, &format.clone().set_text_wrap())?;
    let counted = format.clone().set_num_format("#,##0");
    for (column, (.., cell)) in (2..).zip(COLUMNS) {
        // Excel knows no other numbers; counts of dossiers are far below the 2^53 it keeps exactly.
        sheet.write_number_with_format(at, column, cells.get(cell) as f64, &counted)?;
    }
    Ok(())
}

fn bordered() -> Format {
    Format::new().set_border(FormatBorder::Thin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::report::{Fields, Open, Period, Placing, ProgressRow, Received, Stand, Tabulation};
    use jiff::civil::date;

    fn report(by: By) -> Progress {
        let period = Period::new(date(2023, 10, 1), date(2023, 10, 31)).unwrap();
        let fields = Fields::new();
        let mut progress = Tabulation::new(period, by, &fields).finish();
        let cells = Placing::Counted { received: Received::Online, stands: Stand::Open(Open::Overdue) }.cells();
        progress.rows = vec![ProgressRow { key: "=H42.19".to_owned(), cells }];
        progress.total = cells;
        progress
    }

    fn titles() -> Titles<'static> {
        Titles { agency: "UBND tỉnh Ninh Bình", name: &|key: &str| key.to_owned() }
    }

    #[test]
    fn the_columns_hold_every_cell_once() {
        let cells: std::collections::BTreeSet<Cell> = COLUMNS.iter().map(|(.., cell)| *cell).collect();
        assert_eq!(cells.len(), Cell::ALL.len());
    }

    #[test]
    fn csv_has_headings_rows_and_the_total_and_no_formula() {
        let text = String::from_utf8(csv(&report(By::Agency), &titles())).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("\u{feff}STT,Cơ quan,Nhận giải quyết – Tổng số,"), "{}", lines[0]);
        assert_eq!(lines[1], "1,'=H42.19,1,1,0,0,0,0,0,0,0,0,0,1,0,1,0,0,0");
        assert_eq!(lines[2], ",Tổng số,1,1,0,0,0,0,0,0,0,0,0,1,0,1,0,0,0");
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn excel_gets_the_same_bytes_for_the_same_report() {
        for by in By::ALL {
            let file = xlsx(&report(by), &titles()).unwrap();
            assert!(file.starts_with(b"PK"), "a zip");
            assert_eq!(file, xlsx(&report(by), &titles()).unwrap());
        }
    }

    #[test]
    fn keys_that_are_no_codes_have_names() {
        assert_eq!(plain_name(By::Month, "2023-10"), "Tháng 10/2023");
        assert_eq!(plain_name(By::Channel, "post"), "Bưu chính công ích");
        assert_eq!(plain_name(By::Field, "-"), "Chưa rõ lĩnh vực");
    }
}
