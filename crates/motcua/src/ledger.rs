//! `motcua ledger`: anyone can check that nothing was rewritten.

use crate::now::now;
use crate::place::Place;
use crate::progress;
use api::ledger::LedgerCheck;
use app::App;
use clap::Subcommand;
use std::error::Error;

/// What to do with the ledger.
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = "Tính lại toàn bộ sổ cái và số liệu; chỉ ra chỗ sai đầu tiên")]
    Verify {
        #[arg(long, help = "In kết quả dạng JSON cho chương trình khác đọc")]
        json: bool,
    },
    #[command(about = "Niêm phong (gốc Merkle) những ngày đã qua của mỗi cơ quan")]
    Seal,
}

/// Runs it.
pub(crate) async fn run(place: &Place, command: Command) -> Result<(), Box<dyn Error>> {
    let app = place.app().await?;
    match command {
        Command::Verify { json } => verify(&app, json).await,
        Command::Seal => {
            let sealed = app.seal_past_days(now()).await?;
            println!("Đã niêm phong {sealed} ngày.");
            Ok(())
        }
    }
}

async fn verify(app: &App, json: bool) -> Result<(), Box<dyn Error>> {
    let bar = progress::counter(json, "dòng sổ cái");
    let report = app.verify(|entries| bar.set_position(entries)).await?;
    bar.finish_and_clear();
    if json {
        println!("{}", serde_json::to_string(&LedgerCheck::from(&report))?);
    } else {
        println!("Hồ sơ: {} · dòng sổ cái: {} · ngày niêm phong: {}", report.dossiers, report.entries, report.seals);
        println!("Thông tin người nộp: {} · số cộng dồn: {}", report.particulars, report.tallies);
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
