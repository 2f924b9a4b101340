//! `motcua retention`: takes out what is past its time, by the rows of `data/retention.json`.

use crate::now::now;
use crate::place::Place;
use app::privacy::retention;
use clap::Subcommand;
use std::error::Error;
use store::Sweep;

/// What to do with data past their time.
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = "Xoá dữ liệu đã hết thời hạn lưu giữ; không đụng tới sổ cái, sự đồng ý, nhật ký")]
    Run {
        #[arg(long, help = "Chỉ đếm, không xoá")]
        dry_run: bool,
    },
}

/// Runs it.
pub(crate) async fn run(place: &Place, command: Command) -> Result<(), Box<dyn Error>> {
    let Command::Run { dry_run } = command;
    let app = place.app().await?;
    let sweep = if dry_run { Sweep::DryRun } else { Sweep::Remove };
    for (kind, count) in app.run_retention(sweep, now()).await? {
        let rule = retention().rules.iter().find(|rule| rule.swept == Some(kind));
        let (name, until) = rule.map_or((kind.key(), ""), |rule| (rule.name.as_str(), rule.until.as_str()));
        println!("{name} (giữ {until}): {count} dòng");
    }
    println!("{}", if dry_run { "Chưa xoá gì." } else { "Đã xoá; nhật ký ghi từng loại và số dòng." });
    Ok(())
}
