//! `motcua process` and `motcua agency`: what an agency decides for itself.

use crate::now::now;
use crate::place::Place;
use clap::Subcommand;
use domain::agency::AgencyCode;
use domain::calendar::Policy;
use domain::process::Process;
use std::error::Error;
use std::path::PathBuf;

/// What to do with a process.
#[derive(Subcommand)]
pub(crate) enum Processes {
    #[command(about = "Kiểm tra một quy trình: bước không tới được, ngõ cụt, thiếu người, quá thời hạn luật")]
    Check(Asked),
    #[command(about = "Kiểm tra rồi công bố quy trình; hồ sơ đã nhận giữ quy trình cũ")]
    Publish(Asked),
}

/// Which process, of whom.
#[derive(clap::Args)]
pub(crate) struct Asked {
    #[arg(long, value_name = "MÃ", help = "Cơ quan, ví dụ H42.191")]
    agency: AgencyCode,
    #[arg(long, value_name = "MÃ", help = "Thủ tục, ví dụ 1.001193")]
    procedure: String,
    #[arg(value_name = "TỆP", help = r#"JSON: {"steps":[{"id","name","role","term","next","decides"}]}"#)]
    file: PathBuf,
}

/// What to set for an agency.
#[derive(Subcommand)]
pub(crate) enum Agencies {
    #[command(about = "Chọn cách tính ngày làm việc: civil-code hoặc same-time")]
    Policy {
        #[arg(long, value_name = "MÃ")]
        agency: AgencyCode,
        #[arg(value_name = "CÁCH_TÍNH")]
        policy: Policy,
    },
    #[command(about = "Đặt giờ làm việc riêng từ tệp JSON (các dòng như mục hours của data/calendar.json)")]
    Hours {
        #[arg(long, value_name = "MÃ")]
        agency: AgencyCode,
        #[arg(value_name = "TỆP")]
        file: PathBuf,
    },
}

/// Checks or publishes a process.
pub(crate) async fn processes(place: &Place, command: Processes) -> Result<(), Box<dyn Error>> {
    let app = place.app().await?;
    let (asked, publish) = match command {
        Processes::Check(asked) => (asked, false),
        Processes::Publish(asked) => (asked, true),
    };
    let name = asked.file.display();
    let text = std::fs::read_to_string(&asked.file).map_err(|error| format!("không đọc được «{name}»: {error}"))?;
    let process: Process =
        serde_json::from_str(&text).map_err(|error| format!("«{name}» chưa đúng dạng quy trình: {error}"))?;
    if publish {
        let version = app.publish_process(&asked.agency, &asked.procedure, process, None, now()).await?;
        println!("Đã công bố phiên bản {version} của quy trình {} tại {}.", asked.procedure, asked.agency);
        return Ok(());
    }
    let faults = app.check_process(&asked.agency, &asked.procedure, &process, now()).await?;
    if faults.is_empty() {
        println!("Quy trình công bố được.");
        return Ok(());
    }
    faults.iter().for_each(|fault| println!("- {fault}"));
    Err(format!("quy trình còn {} chỗ phải sửa", faults.len()).into())
}

/// Sets something for an agency.
pub(crate) async fn agencies(place: &Place, command: Agencies) -> Result<(), Box<dyn Error>> {
    let app = place.app().await?;
    match command {
        Agencies::Policy { agency, policy } => app.choose_policy(&agency, policy).await?,
        Agencies::Hours { agency, file } => {
            let name = file.display();
            let text = std::fs::read_to_string(&file).map_err(|error| format!("không đọc được «{name}»: {error}"))?;
            app.set_hours(&agency, &text).await?;
        }
    }
    println!("Đã lưu; hồ sơ nhận từ bây giờ tính theo lựa chọn mới.");
    Ok(())
}
