//! `motcua catalogue import`: the national catalogue comes in, with every change shown.

use crate::now::now;
use crate::place::Place;
use api::catalogue::ImportReport;
use clap::Subcommand;
use domain::procedure::plan_lines;
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What to do with the catalogue.
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = "Nhập danh mục thủ tục từ tệp JSONL (.jsonl hoặc .jsonl.gz)")]
    Import(Import),
}

/// What `motcua catalogue import` was asked.
#[derive(clap::Args)]
pub(crate) struct Import {
    #[arg(value_name = "TỆP", help = "Mỗi dòng một thủ tục, dạng JSON; có thể nén gzip; - là đầu vào chuẩn")]
    file: PathBuf,
    #[arg(long, help = "Chỉ cho xem sẽ thay đổi gì, không ghi")]
    dry_run: bool,
    #[arg(long, help = "In kết quả dạng JSON cho chương trình khác đọc")]
    json: bool,
}

/// Runs it.
pub(crate) async fn run(place: &Place, command: Command) -> Result<(), Box<dyn Error>> {
    let Command::Import(asked) = command;
    let text = read_plain_or_gzip(&asked.file)?;
    let app = place.new_app().await?;
    let import = app.import_catalogue(&text, now().day(), asked.dry_run).await?;
    app.store().close().await?;
    if asked.json {
        println!("{}", serde_json::to_string(&ImportReport::from(&import.plan))?);
    } else {
        plan_lines(&import.plan).iter().for_each(|line| println!("{line}"));
        println!("{}", if import.applied { "Đã ghi vào danh mục." } else { "Chạy thử: chưa ghi gì." });
    }
    Ok(())
}

/// The bytes of a file, unpacked if they are gzip, whatever the name says.
pub(crate) fn read_plain_or_gzip(file: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let name = file.display();
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(file).map_err(|error| format!("không đọc được tệp «{name}»: {error}"))?;
    }
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut plain = Vec::new();
    let unpacked = flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut plain);
    unpacked.map_err(|_| format!("tệp nén «{name}» bị cắt cụt hoặc hỏng; tải lại tệp rồi nhập lại"))?;
    Ok(plain)
}
