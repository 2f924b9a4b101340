//! `motcua population service` and `lookups`: who may ask, and what was asked.

use super::serve::LOOKUPS;
use api::population::{LookupsBody, PersonLookupsBody};
use clap::Subcommand;
use identity::number::CitizenNumber;
use population::lookups::{Asker, LookupReport, PersonLookup, day_of, of_person, read};
use population::services::{self, FeedRight};
use population::{Register, Verdict};
use std::error::Error;
use std::io::IsTerminal;
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// What to do with services.
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = "Thêm một hệ thống; in khoá một lần, không lưu khoá")]
    Add(Add),
    #[command(about = "Danh sách hệ thống")]
    List {
        #[arg(long, value_name = "THƯ_MỤC", help = "Nơi đặt sổ")]
        register: PathBuf,
    },
    #[command(about = "Gỡ một hệ thống: khoá của nó hết hiệu lực trong một giây")]
    Remove {
        #[arg(long, value_name = "THƯ_MỤC", help = "Nơi đặt sổ")]
        register: PathBuf,
        #[arg(long, value_name = "TÊN")]
        name: String,
    },
}

/// What `motcua population service add` was asked.
#[derive(clap::Args)]
pub(crate) struct Add {
    #[arg(long, value_name = "THƯ_MỤC", help = "Nơi đặt sổ")]
    register: PathBuf,
    #[arg(long, value_name = "TÊN", help = "Tên ngắn, ví dụ bhxh-giamdinh")]
    name: String,
    #[arg(long, value_name = "MÃ", help = "Mã cơ quan chịu trách nhiệm, ví dụ G12")]
    agency: String,
    #[arg(long = "purpose", value_name = "MÃ", help = "Mục đích được phép, ví dụ tthc; lặp lại cho nhiều mục đích")]
    purposes: Vec<String>,
    #[arg(long, value_name = "SỐ", default_value_t = 100_000, help = "Nhiều nhất bao nhiêu lượt tra cứu một ngày")]
    per_day: u64,
    #[arg(long, conflicts_with = "feed_everyone", help = "Được nhận biến động của những người đã đăng ký theo dõi")]
    feed: bool,
    #[arg(long, help = "Được nhận biến động của mọi người")]
    feed_everyone: bool,
}

/// What `motcua population lookups` was asked.
#[derive(clap::Args)]
pub(crate) struct Lookups {
    #[arg(long, value_name = "THƯ_MỤC", help = "Nơi đặt sổ")]
    register: PathBuf,
    #[arg(long, value_name = "NGÀY", help = "Từ ngày, ví dụ 2026-11-01")]
    from: Option<jiff::civil::Date>,
    #[arg(long, value_name = "NGÀY", help = "Đến hết ngày")]
    to: Option<jiff::civil::Date>,
    #[arg(long, value_name = "SỐ", help = "Ai đã tra cứu người có số định danh này, không phải đọc cả nhật ký")]
    person: Option<CitizenNumber>,
    #[arg(long, help = "In kết quả dạng JSON cho chương trình khác đọc")]
    json: bool,
}

/// Runs it.
pub(super) fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Add(Add { register, name, agency, purposes, per_day, feed, feed_everyone }) => {
            let feed = match (feed, feed_everyone) {
                (_, true) => FeedRight::Everyone,
                (true, _) => FeedRight::Subscribed,
                _ => FeedRight::Nothing,
            };
            let key = services::add(&register, &name, &agency, &purposes, per_day, feed)?;
            println!("Khoá của {name} (chỉ in lần này, giao cho người phụ trách và cất kín):\n{key}");
        }
        Command::List { register } => {
            for service in services::list(&register)? {
                let purposes = service.purposes.join(", ");
                println!("{:<24}{:<12}{purposes} · {} lượt/ngày", service.name, service.agency, service.per_day);
            }
        }
        Command::Remove { register, name } => {
            services::remove(&register, &name)?;
            println!("Đã gỡ {name}.");
        }
    }
    Ok(())
}

/// Who asked about one person: officers by their account, for whoever runs the register.
fn lookups_of(asked: &Lookups, person: CitizenNumber, days: RangeInclusive<i64>) -> Result<(), Box<dyn Error>> {
    let number = Register::open(&asked.register)?.fingerprint(person);
    let folder = asked.register.join(LOOKUPS);
    let bar = crate::progress::counter(asked.json || !std::io::stderr().is_terminal(), "ngày");
    let found = if folder.exists() { of_person(&folder, number, days, |_| bar.inc(1))? } else { Vec::new() };
    bar.finish_and_clear();
    if asked.json {
        println!("{}", serde_json::to_string(&PersonLookupsBody::from(&found[..]))?);
        return Ok(());
    }
    println!("{} lượt tra cứu", found.len());
    for PersonLookup { at, asker, sought, verdict } in &found {
        let at = domain::time::Instant::from_unix_seconds(*at)
            .map(|at| at.local().strftime("%d/%m/%Y %H:%M:%S").to_string());
        let Asker { agency, service, officer, purpose, dossier } = asker;
        let at = at.unwrap_or_default();
        println!("{at}  {agency} · {service} · {officer} · {purpose} · {dossier} · {} · {verdict}", sought.code());
    }
    Ok(())
}

/// Counts what was asked, and checks the log on the way.
pub(super) fn lookups(asked: &Lookups) -> Result<(), Box<dyn Error>> {
    let day = |day: jiff::civil::Date| i64::from(domain::time::day_number(day));
    let from = asked.from.map_or(i64::MIN, day);
    let to = asked.to.map_or(i64::MAX, day);
    if let Some(person) = asked.person {
        return lookups_of(asked, person, from..=to);
    }
    let mut report = LookupReport::default();
    let folder = asked.register.join(LOOKUPS);
    if folder.exists() {
        read(&folder, |lookup| {
            if (from..=to).contains(&day_of(lookup.at)) {
                report.add(lookup);
            }
        })?;
    }
    if asked.json {
        println!("{}", serde_json::to_string(&LookupsBody::from(&report))?);
        return Ok(());
    }
    println!("Nhật ký tra cứu nguyên vẹn.");
    for ((agency, purpose), counts) in &report.rows {
        println!("{agency:<16}{purpose:<16}{:>14} lượt", counts.total());
        for verdict in Verdict::ALL.into_iter().filter(|verdict| counts.of(*verdict) > 0) {
            println!("    {:<28}{:>14}", verdict.code(), counts.of(verdict));
        }
    }
    Ok(())
}
