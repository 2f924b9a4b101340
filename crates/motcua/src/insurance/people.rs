//! People with invented insurance: written to a file, and read from one.

use crate::now::now;
use app::demo::{INSURED_COLUMNS, insured};
use exchange::insurance::Insured;
use jiff::civil::Date;
use std::error::Error;
use std::path::{Path, PathBuf};

/// What `motcua insurance generate` was asked.
#[derive(clap::Args)]
pub(crate) struct Generate {
    #[arg(long, value_name = "SỐ", default_value_t = 1_000, help = "Số người, ngoài mỗi mã kết quả một người")]
    people: u32,
    #[arg(long, value_name = "SỐ", default_value_t = 42, help = "Cùng số này thì cùng dữ liệu")]
    seed: u64,
    #[arg(
        long,
        value_name = "NGÀY",
        help = "Thẻ còn hạn trong năm của ngày này, ví dụ 2026-11-23; không ghi thì hôm nay"
    )]
    on: Option<Date>,
    #[arg(long, value_name = "TỆP")]
    out: PathBuf,
}

/// Writes the file.
pub(super) fn generate(asked: &Generate) -> Result<(), Box<dyn Error>> {
    if asked.people > 900_000 {
        return Err("nhiều nhất 900.000 người: số thứ tự trong số định danh giả có 6 chữ số".into());
    }
    let mut file = csv::Writer::from_path(&asked.out)
        .map_err(|error| format!("không ghi được «{}»: {error}", asked.out.display()))?;
    file.write_record(INSURED_COLUMNS)?;
    let rows = insured(asked.people, asked.seed, asked.on.unwrap_or_else(|| now().day()));
    for row in &rows {
        file.write_record(row)?;
    }
    file.flush()?;
    println!("Đã ghi {} người có thẻ giả lập vào {}.", rows.len(), asked.out.display());
    Ok(())
}

/// Reads the file.
pub(super) fn read(path: &Path) -> Result<Vec<Insured>, Box<dyn Error>> {
    let unreadable = |error: csv::Error| format!("không đọc được «{}»: {error}", path.display());
    let mut rows = csv::Reader::from_path(path).map_err(unreadable)?;
    if rows.headers().map_err(unreadable)?.iter().ne(INSURED_COLUMNS) {
        return Err(format!("dòng đầu của «{}» phải là {}", path.display(), INSURED_COLUMNS.join(",")).into());
    }
    let mut people = Vec::new();
    for row in rows.into_records() {
        let row = row.map_err(unreadable)?;
        let line = row.position().map_or(0, csv::Position::line);
        let cells: Vec<&str> = row.iter().collect();
        let one = one(&cells).map_err(|what| format!("«{}» dòng {line}: {what}", path.display()))?;
        people.push(one);
    }
    Ok(people)
}

/// One person of a row.
pub(super) fn one(cells: &[&str]) -> Result<Insured, String> {
    let cell = |place: usize| cells.get(place).copied().unwrap_or_default().trim();
    let day = |place: usize| {
        let text = cell(place);
        text.parse::<Date>()
            .map_err(|_| format!("cột {} ghi «{text}»; ghi ngày như 2026-01-31", INSURED_COLUMNS[place]))
    };
    let some_day = |place: usize| if cell(place).is_empty() { Ok(None) } else { day(place).map(Some) };
    let new_card = match cell(9) {
        "" => None,
        number => Some((number.to_owned(), day(10)?, day(11)?)),
    };
    Ok(Insured {
        card: cell(0).to_owned(),
        citizen: cell(1).to_owned(),
        name: cell(2).parse().map_err(|fault| format!("{fault}"))?,
        born: cell(3).parse().map_err(|fault| format!("{fault}"))?,
        valid_from: day(4)?,
        valid_to: day(5)?,
        first_care: cell(6).to_owned(),
        first_care_name: cell(7).to_owned(),
        five_years_on: some_day(8)?,
        new_card,
        always: cell(12).to_owned(),
    })
}
