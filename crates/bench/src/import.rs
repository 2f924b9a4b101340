//! `import`: histories of another system, a dossier being one row and each thing done on it another.

use crate::figures::Figure;
use crate::place::{Place, now};
use crate::{Outcome, anchor};
use app::histories::{Order, Source};
use domain::histories::{ACTIVITY_COLUMNS, DOSSIER_COLUMNS};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

/// Things done that should come in every second.
const GOAL: u64 = 50_000;
/// Things done on each dossier.
const ACTIVITIES: u64 = 8;
/// What was done, in the order of doing.
const WORDS: [&str; 8] = [
    "Tiếp nhận hồ sơ tại bộ phận một cửa",
    "Chuyển hồ sơ cho phòng chuyên môn",
    "Phân công xử lý",
    "Thẩm định hồ sơ",
    "Trình lãnh đạo phòng",
    "Trình lãnh đạo ký",
    "Ký duyệt kết quả",
    "Chuyển kết quả về bộ phận một cửa",
];

/// Brings histories of so many dossiers into an empty place.
pub async fn measure(place: &Place, dossiers: u64) -> Outcome<Vec<Figure>> {
    let (first, second) = (place.folder().join("hoso.csv"), place.folder().join("tacnghiep.csv"));
    write_dossiers(&first, dossiers)?;
    write_activities(&second, dossiers)?;
    let rows = dossiers * ACTIVITIES;
    let bare = anchor::insert_rate(&place.folder().join("bare.sqlite"), rows)?;
    let app = place.app().await?;
    let order = Order {
        dossiers: Some(source(&first)?),
        activities: Some(source(&second)?),
        agency: None,
        create_missing: true,
    };
    let start = Instant::now();
    let account = app.import_histories(order, now, |_| {}).await?;
    let time = start.elapsed();
    if account.dossiers.imported != dossiers || account.activities.imported != rows {
        return Err(format!("{} rows did not come in", account.rejections.len()).into());
    }
    let found = app.store().sizes().await?.dossiers;
    if found != dossiers {
        return Err(format!("{dossiers} dossiers came in and {found} are there").into());
    }
    let verified = Instant::now();
    if !app.verify(|_| {}).await?.is_whole() {
        return Err("the ledger is not whole after the import".into());
    }
    Ok(vec![
        Figure::rate(format!("things done, of {dossiers} dossiers brought in"), rows, time)
            .beside("bare insert", bare)
            .goal(GOAL),
        Figure::rate("dossiers with their history verified", dossiers, verified.elapsed()),
    ])
}

fn source(path: &Path) -> Outcome<Source> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Source { name, content: Box::new(File::open(path)?) })
}

/// Code of a dossier: a hundred agencies, three hundred days, then a number.
fn code(dossier: u64) -> (String, String, u64) {
    let (agency, day) = (100 + dossier % 100, dossier / 100 % 300);
    let (month, in_month) = (1 + day / 25, 1 + day % 25);
    let agency = format!("H42.{agency}");
    let number = 1 + dossier / 30_000;
    (format!("{agency}-25{month:02}{in_month:02}-{number:04}"), agency, day)
}

fn write_dossiers(path: &Path, dossiers: u64) -> Outcome<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{}", DOSSIER_COLUMNS.join(","))?;
    for dossier in 0..dossiers {
        let (code, agency, day) = code(dossier);
        let (month, of_month) = (1 + day / 25, 1 + day % 25);
        let (procedure, late) = (1_001_000 + dossier % 40, dossier % 10);
        let procedure = format!("1.{:06}", procedure % 1_000_000);
        writeln!(
            file,
            "{code},{agency},{procedure},counter,Công dân,2025-{month:02}-{of_month:02}T08:00,2025-{month:02}-{of_month:02}T08:15,2025-{month:02}-{:02}T17:00,2025-{month:02}-{:02}T16:00,,approved",
            of_month + 2,
            of_month + if late == 0 { 3 } else { 1 }
        )?;
    }
    Ok(file.flush()?)
}

fn write_activities(path: &Path, dossiers: u64) -> Outcome<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{}", ACTIVITY_COLUMNS.join(","))?;
    for dossier in 0..dossiers {
        let (code, agency, day) = code(dossier);
        let (month, of_month) = (1 + day / 25, 1 + day % 25);
        for (word, hour) in WORDS.iter().zip(9_u64..) {
            let officer = dossier % 500;
            writeln!(
                file,
                "{code},2025-{month:02}-{of_month:02}T{hour:02}:{:02},{word},{agency},canbo{officer}",
                dossier % 60
            )?;
        }
    }
    Ok(file.flush()?)
}
