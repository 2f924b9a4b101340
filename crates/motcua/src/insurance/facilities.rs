//! `motcua insurance facilities`: the list of health facilities, and how far the chip card is taken.

use crate::now::now;
use crate::place::Place;
use api::insurance::{CardCoverage, FacilityImport, RejectedRow};
use app::facilities::{FacilityAccount, account_of, read_facilities};
use clap::Subcommand;
use domain::facility::NationCoverage;
use domain::time::Instant;
use jiff::civil::Date;
use std::error::Error;
use std::path::PathBuf;

/// What to do with facilities.
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = "Nhập danh sách cơ sở từ tệp CSV: code,name,province,kind,accepts_card,since")]
    Import(Import),
    #[command(about = "Độ phủ: bao nhiêu cơ sở nhận thẻ căn cước, cả nước và từng tỉnh")]
    Coverage(Coverage),
}

/// What `import` was asked.
#[derive(clap::Args)]
pub(crate) struct Import {
    #[arg(value_name = "TỆP")]
    file: PathBuf,
    #[arg(long, help = "Chỉ cho biết sẽ thay đổi gì")]
    dry_run: bool,
    #[arg(long, help = "In kết quả dạng JSON")]
    json: bool,
}

/// What `coverage` was asked.
#[derive(clap::Args)]
pub(crate) struct Coverage {
    #[arg(long, value_name = "NGÀY", help = "Tính tại ngày này, ví dụ 2023-10-16; không ghi thì hôm nay")]
    on: Option<Date>,
    #[arg(long, help = "In kết quả dạng JSON")]
    json: bool,
}

/// Does it.
pub(super) async fn run(place: &Place, command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Import(asked) => import(place, &asked).await,
        Command::Coverage(asked) => coverage(place, &asked).await,
    }
}

async fn import(place: &Place, asked: &Import) -> Result<(), Box<dyn Error>> {
    let name = asked.file.display();
    let bytes = std::fs::read(&asked.file).map_err(|error| format!("không đọc được «{name}»: {error}"))?;
    let read = read_facilities(&bytes, now().day()).map_err(|fault| format!("«{name}»: {fault}"))?;
    let rows = (read.facilities.len() + read.rejected.len()) as u64;
    let account = match asked.dry_run {
        // Where there is no data yet, looking makes none.
        true => {
            let known = match place.existing().await {
                Ok(store) => store.facilities().await?,
                Err(_) => Vec::new(),
            };
            account_of(read, known, now()).0
        }
        false => place.new_app().await?.import_facilities(read, now()).await?,
    };
    if asked.json {
        println!("{}", serde_json::to_string_pretty(&shape(account, rows, asked.dry_run))?);
        return Ok(());
    }
    for bad in &account.rejected {
        println!("Dòng {}: {}", bad.line, bad.reason);
    }
    let done = if asked.dry_run { "Sẽ nhập" } else { "Đã nhập" };
    println!(
        "{done} {} cơ sở mới, sửa {}, giữ nguyên {}; {} dòng không nhận, trên tổng số {rows} dòng.",
        account.new,
        account.changed,
        account.same,
        account.rejected.len()
    );
    tell(&account.coverage);
    Ok(())
}

fn shape(account: FacilityAccount, rows: u64, dry_run: bool) -> FacilityImport {
    let coverage = CardCoverage::from(&account.coverage);
    let rejected = account.rejected.into_iter().map(|bad| RejectedRow { line: bad.line, reason: bad.reason }).collect();
    FacilityImport { dry_run, rows, new: account.new, changed: account.changed, same: account.same, rejected, coverage }
}

async fn coverage(place: &Place, asked: &Coverage) -> Result<(), Box<dyn Error>> {
    let at = asked.on.map_or_else(now, Instant::start_of);
    let found = place.app().await?.card_coverage(at).await?;
    if asked.json {
        println!("{}", serde_json::to_string_pretty(&CardCoverage::from(&found))?);
        return Ok(());
    }
    for province in &found.provinces {
        let (of, percent) = (province.coverage, province.coverage.percent());
        println!("{}  {:<26} {:>5}/{:<5} {percent:>8}", province.code, province.name, of.accepting, of.total);
    }
    tell(&found);
    Ok(())
}

fn tell(found: &NationCoverage) {
    let of = found.nation;
    println!(
        "Cả nước: {}/{} cơ sở nhận thẻ căn cước thay thẻ bảo hiểm y tế, {}.",
        of.accepting,
        of.total,
        of.percent()
    );
}
