//! *Một Cửa*: one program for the procedures of an agency.

mod agency;
mod backup;
mod card;
mod catalogue;
mod due;
mod histories;
mod insurance;
mod ledger;
mod login;
mod now;
mod officer;
mod people;
mod place;
mod population;
mod post;
mod progress;
mod report;
mod retention;
mod serve;

use clap::{Parser, Subcommand};
use place::Place;
use std::error::Error;
use std::process::ExitCode;

/// Many small allocations of many requests: mimalloc serves them with less memory and time than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the program was asked to do.
#[derive(Parser)]
#[command(name = "motcua", version, about = "Hệ thống một cửa giải quyết thủ tục hành chính")]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = "Chạy bản mẫu: một tỉnh Ninh Bình với dữ liệu tổng hợp, mở trong trình duyệt")]
    Demo(serve::Demo),
    #[command(about = "Chạy hệ thống thật")]
    Serve(Box<serve::Serve>),
    #[command(about = "Chuẩn bị kho dữ liệu mới: cơ quan, danh mục mẫu, quy trình của một tỉnh")]
    Setup(officer::Setup),
    #[command(subcommand, about = "Tài khoản cán bộ")]
    Officer(officer::Officers),
    #[command(subcommand, about = "Danh mục thủ tục")]
    Catalogue(catalogue::Command),
    #[command(subcommand, about = "Quy trình nội bộ: kiểm tra, công bố")]
    Process(agency::Processes),
    #[command(subcommand, about = "Cơ quan: cách tính ngày, giờ làm việc")]
    Agency(agency::Agencies),
    #[command(about = "Tính hạn trả kết quả của một hồ sơ hoặc của cả tệp CSV")]
    Due(due::Args),
    #[command(subcommand, about = "Lịch sử hồ sơ từ hệ thống khác")]
    Histories(histories::Command),
    #[command(subcommand, about = "Báo cáo: tiến độ giải quyết (biểu II.06), tra cứu dân cư")]
    Report(report::Command),
    #[command(subcommand, about = "Sổ cái: kiểm tra, niêm phong")]
    Ledger(ledger::Command),
    #[command(subcommand, about = "Sổ xác thực dân cư: dựng, đối chiếu số định danh với họ tên và ngày sinh")]
    Population(population::Command),
    #[command(subcommand, about = "Thẻ căn cước, hộ chiếu gắn chip: đọc các tệp của chip, kiểm tra có phải thật")]
    Card(card::Command),
    #[command(subcommand, about = "Bảo hiểm y tế: cổng mẫu, người có thẻ giả lập, danh sách cơ sở khám bệnh, độ phủ")]
    Insurance(insurance::Command),
    #[command(subcommand, about = "Thời hạn lưu giữ dữ liệu: dọn những gì đã hết hạn")]
    Retention(retention::Command),
    #[command(about = "Sao lưu toàn bộ, cả khi đang chạy")]
    Backup(backup::Backup),
    #[command(about = "Khôi phục bản sao lưu vào kho trống")]
    Restore(backup::Restore),
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()))
        .with_writer(std::io::stderr)
        .init();
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<(), Box<dyn Error>> {
    let place = cli.place;
    let command = match cli.command {
        Command::Due(args) => return Ok(due::run(args)?),
        Command::Card(command) => return card::run(&command),
        other => other,
    };
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        match command {
            Command::Demo(asked) => serve::demo(&place, asked).await,
            Command::Serve(asked) => serve::serve(&place, *asked).await,
            Command::Setup(asked) => officer::setup(&place, asked).await,
            Command::Officer(command) => officer::officers(&place, command).await,
            Command::Catalogue(command) => catalogue::run(&place, command).await,
            Command::Process(command) => agency::processes(&place, command).await,
            Command::Agency(command) => agency::agencies(&place, command).await,
            Command::Histories(command) => histories::run(&place, command).await,
            Command::Report(command) => report::run(&place, command).await,
            Command::Ledger(command) => ledger::run(&place, command).await,
            Command::Retention(command) => retention::run(&place, command).await,
            Command::Backup(asked) => backup::backup(&place, asked).await,
            Command::Restore(asked) => backup::restore(&place, asked).await,
            Command::Population(command) => population::run(command).await,
            Command::Insurance(command) => insurance::run(&place, command).await,
            Command::Due(_) | Command::Card(_) => Ok(()),
        }
    })
}
