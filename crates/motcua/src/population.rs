//! `motcua population`: a register of people that answers whether number, name and date of birth belong together.

mod answers;
mod ask;
mod batch;
mod changes;
mod client;
mod feed;
mod files;
mod guard;
mod serve;
mod services;
mod stand_in;

use clap::Subcommand;
use std::error::Error;

/// What to do with people.
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = "Tạo tệp dân cư, câu hỏi, biến động giả lập: cùng --seed thì cùng dữ liệu")]
    Generate(files::Generate),
    #[command(about = "Dựng sổ xác thực từ tệp dân cư; sổ cũ vẫn trả lời cho đến khi sổ mới xong")]
    Build(files::Build),
    #[command(about = "Đối chiếu một tệp số định danh, họ tên, ngày sinh với sổ")]
    Verify(files::Verify),
    #[command(about = "Công bố biến động dân cư vào một dòng biến động có số thứ tự")]
    Publish(feed::Publish),
    #[command(about = "Cập nhật sổ theo dòng biến động, tiếp từ chỗ đã có")]
    Follow(feed::Follow),
    #[command(about = "Đồng bộ lại từ đầu: tải tệp dân cư, dựng lại sổ, rồi theo dõi tiếp")]
    Resync(feed::Resync),
    #[command(about = "Mở dịch vụ HTTP: tra cứu từng người, theo lô, dòng biến động")]
    Serve(serve::Serve),
    #[command(about = "Hỏi một người qua kết nối của cơ quan, để thử kết nối")]
    Ask(ask::Ask),
    #[command(about = "Dịch vụ thử theo hợp đồng SOAP của cơ sở dữ liệu quốc gia, trả lời từ một sổ")]
    StandIn(stand_in::StandIn),
    #[command(subcommand, about = "Hệ thống được kết nối: ai được hỏi, để làm gì, bao nhiêu lượt một ngày")]
    Service(services::Command),
    #[command(about = "Thống kê tra cứu theo cơ quan và mục đích; kiểm tra nhật ký còn nguyên vẹn")]
    Lookups(services::Lookups),
}

/// Runs it.
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Generate(asked) => files::generate(&asked),
        Command::Build(asked) => files::build_register(&asked),
        Command::Verify(asked) => files::verify_file(&asked),
        Command::Publish(asked) => feed::publish(&asked),
        Command::Follow(asked) => feed::follow_feed(asked).await,
        Command::Resync(asked) => feed::resync(asked).await,
        Command::Serve(asked) => serve::serve(asked).await,
        Command::Ask(asked) => ask::ask(asked).await,
        Command::StandIn(asked) => stand_in::stand_in(asked).await,
        Command::Service(command) => services::run(command),
        Command::Lookups(asked) => services::lookups(&asked),
    }
}
