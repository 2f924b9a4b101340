//! `motcua ledger`: anyone can check that nothing was rewritten.

use crate::now::now;
use crate::place::Place;
use crate::progress;
use api::ledger::LedgerCheck;
use app::App;
use clap::Subcommand;
use std::error::Error;
use std::path::{Path, PathBuf};

/// What to do with the ledger.
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = "Tính lại toàn bộ sổ cái và số liệu; chỉ ra chỗ sai đầu tiên")]
    Verify {
        #[arg(long, help = "In kết quả dạng JSON cho chương trình khác đọc")]
        json: bool,
        #[arg(long, value_name = "TỆP", help = "Đối chiếu với tệp niêm phong đã công bố trước đây")]
        against: Option<PathBuf>,
    },
    #[command(about = "Niêm phong (gốc Merkle) những ngày đã qua của mỗi cơ quan")]
    Seal {
        #[arg(
            long,
            value_name = "TỆP",
            help = "Ghi niêm phong mới nhất của mỗi cơ quan ra tệp để công bố, cất ở nơi khác"
        )]
        publish: Option<PathBuf>,
    },
}

/// Runs it.
pub(crate) async fn run(place: &Place, command: Command) -> Result<(), Box<dyn Error>> {
    let app = place.app().await?;
    match command {
        Command::Verify { json, against } => {
            // What was published before is outside the store: whoever rewrites the store cannot rewrite it.
            if let Some(file) = against {
                compare(&app, &file).await?;
            }
            verify(&app, json).await
        }
        Command::Seal { publish: file } => {
            let sealed = app.seal_past_days(now()).await?;
            println!("Đã niêm phong {sealed} ngày.");
            match file {
                Some(file) => publish(&app, &file).await,
                None => Ok(()),
            }
        }
    }
}

/// Writes the last seal of each agency: `agency,day,hash`, one a line.
async fn publish(app: &App, file: &Path) -> Result<(), Box<dyn Error>> {
    let mut lines = String::from("agency,day,hash\n");
    for top in app.store().tops().await? {
        for agency in app.store().dossier_agencies(&top).await? {
            if let Some(seal) = app.store().seals(&agency).await?.last() {
                lines.push_str(&format!("{},{},{}\n", seal.agency, seal.day, seal.hash()));
            }
        }
    }
    std::fs::write(file, lines).map_err(|error| format!("không ghi được «{}»: {error}", file.display()))?;
    println!("Đã ghi niêm phong mới nhất của mỗi cơ quan vào {}.", file.display());
    Ok(())
}

/// Whether every seal that was published is still in its place: seals name those before them, so the last of an
/// agency stands for all.
async fn compare(app: &App, file: &Path) -> Result<(), Box<dyn Error>> {
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("không đọc được «{}»: {error}", file.display()))?;
    for line in text.lines().skip(1) {
        let mut parts = line.split(',');
        let (Some(agency), Some(day), Some(hash)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(format!("dòng «{line}» không phải niêm phong: cần agency,day,hash").into());
        };
        let seals = app.store().seals(&agency.parse()?).await?;
        let same = |seal: &domain::ledger::Seal| seal.day.to_string() == day && seal.hash().to_string() == hash;
        if !seals.iter().any(same) {
            return Err(format!(
                "niêm phong đã công bố của cơ quan {agency} không còn trong sổ cái: sổ đã bị viết lại"
            )
            .into());
        }
    }
    Ok(())
}

async fn verify(app: &App, json: bool) -> Result<(), Box<dyn Error>> {
    let bar = progress::counter(json, "dòng sổ cái");
    let report = app.verify(|entries| bar.set_position(entries)).await?;
    bar.finish_and_clear();
    if json {
        println!("{}", serde_json::to_string(&LedgerCheck::from(&report))?);
    } else {
        println!("Hồ sơ: {} · dòng sổ cái: {} · ngày niêm phong: {}", report.dossiers, report.entries, report.seals);
        println!(
            "Thông tin người nộp: {} · số cộng dồn: {} · sự đồng ý: {} · lượt tra cứu dân cư: {}",
            report.particulars, report.tallies, report.consents, report.look_ups
        );
        report.findings.iter().take(20).for_each(|finding| println!("SAI: {finding}"));
    }
    match report.first() {
        None if json => Ok(()),
        None => {
            println!("Sổ cái nguyên vẹn: mọi mã băm, số liệu và niêm phong đều khớp.");
            Ok(())
        }
        Some(first) => Err(format!("sổ cái không nguyên vẹn ({} chỗ); chỗ đầu tiên: {first}", report.broken).into()),
    }
}
