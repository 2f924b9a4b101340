//! `cargo run --release -p bench -- spine|reads|import|report|start|population|all`

use bench::figures::Figure;
use bench::place::Place;
use bench::reads::Asking;
use bench::spine::Load;
use bench::{Outcome, import, population, reads, report, spine, start};
use clap::{Parser, Subcommand};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many look at pages at once.
const READERS: u64 = 8;

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

#[derive(Clone, Subcommand)]
enum Group {
    /// Whole dossiers a second over HTTP.
    Spine,
    /// The acts alone, for those who look for what they spend their time on.
    Direct,
    /// Pages people look at, among very many dossiers.
    Reads {
        /// A national catalogue to search in, JSON lines packed with gzip.
        #[arg(long)]
        catalogue: Option<PathBuf>,
    },
    /// Histories of another system.
    Import,
    /// The progress report over all dossiers.
    Report,
    /// How soon the server answers, and how much memory it keeps.
    Start,
    /// The register of a nation: built, asked, changed.
    Population {
        /// How many people.
        #[arg(long)]
        people: Option<u64>,
        /// How many questions of a file.
        #[arg(long)]
        questions: Option<u64>,
        /// The program that is asked over HTTP, if not the one beside this.
        #[arg(long)]
        program: Option<PathBuf>,
    },
    /// Everything.
    All,
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
    let group = cli.group.clone();
    match group {
        Group::Spine => run_spine(&cli).await,
        Group::Direct => {
            let place = Place::temporary()?;
            let app = place.province(200).await?;
            let run = spine::direct(&app, &spine::agencies(&app)?, load(&cli)).await?;
            print(&[Figure::rate("durable acts, without HTTP", run.acts.len() as u64, run.time)]);
            Ok(())
        }
        Group::Reads { catalogue } => run_reads(&cli, &province(&cli)?, catalogue.as_deref()).await,
        Group::Import => run_import(&cli).await,
        Group::Report => run_report(&cli, &province(&cli)?).await,
        Group::Start => run_start(&cli, &province(&cli)?).await,
        Group::Population { people, questions, program } => {
            run_population(&cli, people, questions, program.as_deref()).await
        }
        Group::All => {
            run_population(&cli, None, None, None).await?;
            run_spine(&cli).await?;
            run_import(&cli).await?;
            let place = province(&cli)?;
            run_report(&cli, &place).await?;
            run_reads(&cli, &place, None).await?;
            run_start(&cli, &place).await
        }
        Group::Greet { address } => bench::server::greet(address).await,
    }
}

async fn run_reads(cli: &Cli, place: &Place, catalogue: Option<&Path>) -> Outcome<()> {
    let asking = Asking { readers: READERS, time: Duration::from_secs(if cli.small { 1 } else { 5 }) };
    print(&reads::measure(place, standing(cli), catalogue, asking, &std::env::current_exe()?).await?);
    Ok(())
}

async fn run_import(cli: &Cli) -> Outcome<()> {
    let usual = if cli.small { 1_000 } else { 100_000 };
    print(&import::measure(&Place::temporary()?, cli.dossiers.map_or(usual, u64::from)).await?);
    Ok(())
}

async fn run_report(cli: &Cli, place: &Place) -> Outcome<()> {
    print(&report::measure(place, standing(cli)).await?);
    Ok(())
}

async fn run_population(cli: &Cli, people: Option<u64>, questions: Option<u64>, program: Option<&Path>) -> Outcome<()> {
    let usual = if cli.small { 20_000 } else { 10_000_000 };
    let questions = questions.unwrap_or(usual);
    let size = population::Size { people: people.unwrap_or(usual), questions, changes: questions / 4 };
    let place = province(cli)?;
    let files = population::Files::make(&place.folder().join("population"), size)?;
    print(&population::measure(&files, size, cli.postgres.as_deref()).await?);
    let program = program.map_or_else(|| bench::server::program("motcua"), |program| Ok(program.to_owned()))?;
    let seconds = if cli.small { 1 } else { 10 };
    let asking = population::Asking {
        clients: 64,
        time: Duration::from_secs(seconds),
        batch: if cli.small { 20_000 } else { 5_000_000 },
    };
    print(&population::over_http(&files, &program, &std::env::current_exe()?, asking).await?);
    Ok(())
}

async fn run_start(cli: &Cli, place: &Place) -> Outcome<()> {
    print(&start::measure(place, standing(cli), &std::env::current_exe()?).await?);
    Ok(())
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
