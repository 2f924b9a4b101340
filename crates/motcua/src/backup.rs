//! `motcua backup` and `motcua restore`: copies while the office works.

use crate::now::now;
use crate::place::Place;
use std::error::Error;
use std::path::PathBuf;

/// What `motcua backup` was asked.
#[derive(clap::Args)]
pub(crate) struct Backup {
    #[arg(
        value_name = "THƯ_MỤC_SAO_LƯU",
        help = "Sao lưu vào đây; sao lưu lần sau vào cùng thư mục chỉ chép giấy tờ mới"
    )]
    to: PathBuf,
}

/// What `motcua restore` was asked.
#[derive(clap::Args)]
pub(crate) struct Restore {
    #[arg(
        value_name = "THƯ_MỤC_SAO_LƯU",
        help = "Khôi phục từ bản sao lưu này vào kho còn trống (--data hoặc --database-url)"
    )]
    from: PathBuf,
}

/// Copies everything into a folder.
pub(crate) async fn backup(place: &Place, asked: Backup) -> Result<(), Box<dyn Error>> {
    let report = place.existing().await?.backup(&asked.to, now()).await?;
    let rows: u64 = report.manifest.tables.iter().map(|table| table.rows).sum();
    println!(
        "Đã sao lưu {rows} dòng và {} giấy tờ ({} tệp mới) vào {}",
        report.manifest.papers,
        report.papers_copied,
        asked.to.display()
    );
    Ok(())
}

/// Brings a backup back into an empty store.
pub(crate) async fn restore(place: &Place, asked: Restore) -> Result<(), Box<dyn Error>> {
    let store = place.store().await?;
    let manifest = store.restore(&asked.from).await?;
    store.close().await?;
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    println!("Đã khôi phục {rows} dòng và {} giấy tờ (bản sao lưu {}).", manifest.papers, manifest.taken_at.local());
    println!("Kiểm tra lại: motcua ledger verify");
    Ok(())
}
