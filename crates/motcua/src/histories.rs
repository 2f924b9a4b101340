//! `motcua histories import`: the dossiers of another system come in, with an account of what did not fit.

use crate::now::now;
use crate::place::Place;
use crate::progress;
use api::histories::ImportBody;
use app::histories::{Order, Source, Stage};
use clap::Subcommand;
use domain::agency::AgencyCode;
use domain::histories::{Account, Counts};
use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What to do with histories.
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = "Nhập hồ sơ và lịch sử xử lý từ tệp CSV của hệ thống khác")]
    Import(Import),
}

/// What `motcua histories import` was asked.
#[derive(clap::Args)]
pub(crate) struct Import {
    #[arg(long, value_name = "TỆP", required_unless_present = "events")]
    #[arg(help = "Tệp hồ sơ (.csv hoặc .csv.gz), các cột: dossier_code,agency_code,procedure_code,channel,\
                  applicant_kind,submitted_at,received_at,due_at,finished_at,returned_at,outcome")]
    dossiers: Option<PathBuf>,
    #[arg(long, value_name = "TỆP")]
    #[arg(help = "Tệp việc đã làm (.csv hoặc .csv.gz), các cột: dossier_code,at,activity,unit,officer")]
    events: Option<PathBuf>,
    #[arg(long, value_name = "MÃ")]
    #[arg(help = "Mã cơ quan điền vào dòng để trống; chỉ nhận dòng của cơ quan này và đơn vị trực thuộc")]
    agency: Option<AgencyCode>,
    #[arg(long, help = "Tạo bản nháp cho cơ quan và thủ tục chưa có thay vì từ chối dòng đó")]
    create_missing: bool,
    #[arg(long, help = "In kết quả dạng JSON cho chương trình khác đọc")]
    json: bool,
}

/// Rejections shown to people; a program reads them all.
const SHOWN: usize = 20;

/// Runs it.
pub(crate) async fn run(place: &Place, command: Command) -> Result<(), Box<dyn Error>> {
    let Command::Import(asked) = command;
    let order = Order {
        dossiers: asked.dossiers.as_deref().map(open).transpose()?,
        activities: asked.events.as_deref().map(open).transpose()?,
        agency: asked.agency,
        create_missing: asked.create_missing,
    };
    let app = place.new_app().await?;
    let bar = progress::counter(asked.json, "dòng");
    let tell = |stage: Stage| match stage {
        Stage::Dossiers(rows) => bar.set_position(rows),
        Stage::Activities(rows) => bar.set_position(rows),
        Stage::Writing(done, _) => bar.set_position(done),
    };
    let account = app.import_histories(order, now, tell).await;
    bar.finish_and_clear();
    let account = account?;
    app.store().close().await?;
    if asked.json {
        println!("{}", serde_json::to_string(&ImportBody::from(account))?);
    } else {
        print(&account);
    }
    Ok(())
}

fn open(path: &Path) -> Result<Source, Box<dyn Error>> {
    let name = path.display().to_string();
    let content: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        let file = File::open(path);
        Box::new(file.map_err(|error| format!("không mở được tệp «{name}»: {error}; kiểm tra đường dẫn và quyền đọc"))?)
    };
    Ok(Source { name, content })
}

fn print(account: &Account) {
    let line = |what: &str, counts: Counts| {
        println!("{what}: đọc {} dòng, nhập {}, từ chối {}", counts.read, counts.imported, counts.rejected);
    };
    line("Hồ sơ", account.dossiers);
    line("Việc đã làm", account.activities);
    for (what, made) in [("cơ quan", &account.new_agencies), ("thủ tục", &account.new_procedures)] {
        if !made.is_empty() {
            println!("Tạo bản nháp {} {what}: {}", made.len(), made.join(", "));
        }
    }
    for rejection in account.rejections.iter().take(SHOWN) {
        println!("{}, dòng {}: {}", rejection.file, rejection.line, rejection.reason);
    }
    if let Some(more) = account.rejections.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        println!("… và {more} dòng khác; xem đủ bằng --json");
    }
}
