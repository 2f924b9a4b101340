//! `cargo run --release -p bench -- spine|reads|import|report|start|all`

use bench::figures::Figure;
use bench::place::Place;
use bench::spine::Load;
use bench::{Outcome, report, spine};
use clap::{Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures Một Cửa: figures, the anchor beside each, the goal.
#[derive(Parser)]
#[command(name = "bench")]
struct Cli {
    /// How many dossiers: settled by `spine`, standing in the store for the others.
    #[arg(long, global = true)]
    dossiers: Option<u32>,
    /// A quick look with little data.
    #[arg(long, global = true)]
    small: bool,
    /// A PostgreSQL server for `spine`, beside SQLite.
    #[arg(long, global = true, env = "MOTCUA_TEST_POSTGRES", hide_env_values = true)]
    postgres: Option<String>,
    /// Where the province of many dossiers is, or is made and kept.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// How many work at once.
    #[arg(long, global = true, default_value_t = 32)]
    clients: u64,
    #[command(subcommand)]
    group: Group,
}

#[derive(Clone, Copy, Subcommand)]
enum Group {
    /// Whole dossiers a second over HTTP.
    Spine,
    /// The acts alone, for those who look for what they spend their time on.
    Direct,
    /// The progress report over all dossiers.
    Report,
    /// Answers `/` with a greeting: the anchor of `start`.
    #[command(hide = true)]
    Greet {
        /// Where to listen.
        address: SocketAddr,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Outcome<()> {
    match cli.group {
        Group::Spine => run_spine(&cli).await,
        Group::Direct => {
            let place = Place::temporary()?;
            let app = place.province(200).await?;
            let agencies = spine::agencies(&app)?;
            let run = spine::direct(&app, &agencies, load(&cli)).await?;
            let acts = Figure::rate("durable acts, without HTTP", run.acts.len() as u64, run.time);
            print(&[acts]);
            Ok(())
        }
        Group::Report => {
            print(&report::measure(&province(&cli)?, standing(&cli)).await?);
            Ok(())
        }
        Group::Greet { address } => bench::server::greet(address).await,
    }
}

async fn run_spine(cli: &Cli) -> Outcome<()> {
    print(&spine::measure(&Place::temporary()?, load(cli)).await?);
    if let Some(server) = &cli.postgres {
        let place = Place::on_server(server, "motcua_bench").await?;
        print(&spine::measure(&place, load(cli)).await?);
        place.remove().await?;
    }
    Ok(())
}

fn load(cli: &Cli) -> Load {
    let usual = if cli.small { 100 } else { 5_000 };
    Load { dossiers: cli.dossiers.map_or(usual, u64::from), clients: cli.clients }
}

/// How many dossiers stand in the store.
fn standing(cli: &Cli) -> u32 {
    cli.dossiers.unwrap_or(if cli.small { 2_000 } else { 1_000_000 })
}

fn province(cli: &Cli) -> Outcome<Place> {
    match &cli.data {
        Some(folder) => Ok(Place::kept(folder)),
        None => Place::temporary(),
    }
}

fn print(figures: &[Figure]) {
    figures.iter().for_each(|figure| println!("{figure}"));
}
