//! *Một Cửa*: one program for the procedures of an agency.

mod due;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What the program was asked to do.
#[derive(Parser)]
#[command(name = "motcua", version, about = "Hệ thống một cửa giải quyết thủ tục hành chính")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = "Tính hạn trả kết quả của một hồ sơ hoặc của cả tệp CSV")]
    Due(due::Args),
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Due(args) => Ok(due::run(args)?),
    }
}
