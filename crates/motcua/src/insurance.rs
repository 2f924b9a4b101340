//! `motcua insurance`, and the way from the desks of health facilities to the insurance service.

mod facilities;
mod people;
mod stand_in;
mod way;

use crate::place::Place;
use clap::Subcommand;
use std::error::Error;
pub(crate) use way::{InsuranceWay, keep_asking};

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = "Tạo tệp người có thẻ giả lập: số bắt đầu bằng 003, mỗi mã kết quả một người")]
    Generate(people::Generate),
    #[command(about = "Mở cổng bảo hiểm mẫu trả lời từ tệp người giả lập, để thử và kiểm thử")]
    StandIn(stand_in::StandInArgs),
    #[command(subcommand, about = "Cơ sở khám bệnh, chữa bệnh nhận thẻ căn cước thay thẻ bảo hiểm y tế")]
    Facilities(facilities::Command),
}

/// Does it.
pub(crate) async fn run(place: &Place, command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Generate(asked) => people::generate(&asked),
        Command::StandIn(asked) => stand_in::serve(asked).await,
        Command::Facilities(command) => facilities::run(place, command).await,
    }
}
