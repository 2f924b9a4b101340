//! `motcua population publish|follow|resync`: changes go out with a number, and come in once.

use super::client::Client;
use super::files::Telling;
use population::build::build;
use population::feed::{Feed, Page, Publisher};
use population::follow::{Scope, follow};
use population::{Register, Writer};
use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How many bytes of changes are asked for at once.
pub(super) const PAGE_BYTES: u64 = 4 << 20;
const THREADS: usize = 2;
/// How long to wait where there is nothing new.
const PAUSE: Duration = Duration::from_secs(2);
/// How long to wait at most where the sender does not answer.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What `motcua population publish` was asked.
#[derive(clap::Args)]
pub(crate) struct Publish {
    #[arg(long, value_name = "THƯ_MỤC", help = "Nơi đặt dòng biến động")]
    feed: PathBuf,
    #[arg(long, value_name = "TỆP")]
    #[arg(help = "Tệp CSV như tệp dân cư, thêm cột kind: birth, death, move, name, birth-date, number")]
    changes: PathBuf,
}

/// What `motcua population follow` was asked.
#[derive(clap::Args)]
pub(crate) struct Follow {
    #[arg(long, value_name = "URL", help = "Địa chỉ dịch vụ dân cư (http://…) hoặc thư mục của dòng biến động")]
    from: String,
    #[arg(long, value_name = "THƯ_MỤC", help = "Nơi đặt sổ")]
    register: PathBuf,
    #[arg(long, value_name = "TỆP", help = "Tệp chứa khoá của hệ thống này")]
    key_file: Option<PathBuf>,
    #[arg(long, help = "Dừng khi đã theo kịp")]
    once: bool,
}

/// What `motcua population resync` was asked.
#[derive(clap::Args)]
pub(crate) struct Resync {
    #[arg(long, value_name = "URL", help = "Địa chỉ dịch vụ dân cư (http://…)")]
    from: String,
    #[arg(long, value_name = "THƯ_MỤC", help = "Nơi đặt sổ; sổ cũ vẫn trả lời cho đến khi sổ mới xong")]
    register: PathBuf,
    #[arg(long, value_name = "TỆP", help = "Tệp chứa khoá của hệ thống này")]
    key_file: PathBuf,
    #[arg(long, value_name = "TỆP")]
    #[arg(help = "Trước đó đăng ký theo dõi những người này, mỗi dòng một số định danh")]
    people: Option<PathBuf>,
    #[arg(long, value_name = "SỐ", default_value_t = 0, help = "Dành chỗ cho bấy nhiêu người")]
    room: u64,
}

/// Publishes the changes of a file.
pub(super) fn publish(asked: &Publish) -> Result<(), Box<dyn Error>> {
    let path = asked.changes.display();
    let changes = File::open(&asked.changes)
        .map_err(|error| format!("không mở được tệp «{path}»: {error}; kiểm tra đường dẫn"))?;
    let mut publisher = Publisher::open(&asked.feed)?;
    let mut rejected = 0_u64;
    let published = publisher.publish(changes, |line, reason| {
        rejected += 1;
        eprintln!("dòng {line}: {reason}");
    })?;
    println!("Đã công bố {published} biến động, từ chối {rejected} dòng; biến động cuối là số {}", publisher.head());
    Ok(())
}

/// Where changes come from.
enum Source {
    Folder(Feed),
    Service(Client),
}

impl Source {
    fn of(from: &str, key_file: Option<&Path>) -> Result<Source, Box<dyn Error>> {
        match from.contains("://") {
            true => Ok(Source::Service(Client::of(from, key_file)?)),
            false => Ok(Source::Folder(Feed::open(Path::new(from))?)),
        }
    }

    async fn page(&self, after: u64) -> Result<(Page, Scope), Box<dyn Error + Send + Sync>> {
        match self {
            Source::Folder(feed) => Ok((feed.page(after, PAGE_BYTES, None)?, Scope::Everyone)),
            Source::Service(client) => client.page(after).await,
        }
    }
}

/// Follows until it is told to stop, or until there is nothing new.
pub(super) async fn follow_feed(asked: Follow) -> Result<(), Box<dyn Error>> {
    let source = Source::of(&asked.from, asked.key_file.as_deref())?;
    let (writer, register) = Writer::open(&asked.register)?;
    let (tell, told_to_stop) = watch::channel(false);
    if !asked.once {
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_err() {
                // Nobody can be told: whoever follows goes on.
                std::future::pending::<()>().await;
            }
            tell.send_replace(true);
        });
    }
    keep_following(&source, writer, register, asked.once, told_to_stop).await
}

/// However it ends, what is durable is seen.
async fn keep_following(
    source: &Source,
    mut writer: Writer,
    register: Arc<Register>,
    once: bool,
    mut told_to_stop: watch::Receiver<bool>,
) -> Result<(), Box<dyn Error>> {
    let first = writer.cursor();
    let mut pause = PAUSE;
    let mut next = next_page(source, first, &mut told_to_stop).await;
    while let Some(told) = next {
        let (page, scope) = match told {
            Ok(page) => page,
            Err(error) => {
                writer = settled(writer).await?;
                if once {
                    return Err(error.to_string().into());
                }
                eprintln!("{error}; thử lại sau {} giây", pause.as_secs());
                wait(pause, &mut told_to_stop).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
                next = next_page(source, writer.cursor(), &mut told_to_stop).await;
                continue;
            }
        };
        pause = PAUSE;
        let up_to = page.up_to;
        if up_to == writer.cursor() {
            writer = settled(writer).await?;
            if once {
                let (cursor, people) = (writer.cursor(), writer.people());
                tokio::task::spawn_blocking(move || writer.flush()).await??;
                println!("Đã theo kịp đến biến động số {cursor} ({} mới); sổ có {people} người", cursor - first);
                return Ok(());
            }
            wait(PAUSE, &mut told_to_stop).await;
            next = next_page(source, writer.cursor(), &mut told_to_stop).await;
            continue;
        }
        // The next page comes while this one is put in.
        let register = Arc::clone(&register);
        let put_in = tokio::task::spawn_blocking(move || {
            let followed = follow(&mut writer, &register, &page.lines[..], scope, THREADS, |_| {});
            let kept = followed.and_then(|_| match writer.cursor() < up_to {
                true => Ok(writer.keep(&[], up_to)?),
                false => Ok(()),
            });
            // Behind a full page come more: they are seen together.
            if kept.is_err() || page.lines.len() < PAGE_BYTES as usize / 2 {
                writer.settle();
            }
            kept.map(|()| writer)
        });
        let (done, page) = tokio::join!(put_in, next_page(source, up_to, &mut told_to_stop));
        (writer, next) = (done??, page);
    }
    settled(writer).await.map(|_| ())
}

/// What comes after a change; `None` once told to stop.
async fn next_page(
    source: &Source,
    after: u64,
    told_to_stop: &mut watch::Receiver<bool>,
) -> Option<Result<(Page, Scope), Box<dyn Error + Send + Sync>>> {
    tokio::select! {
        page = source.page(after) => Some(page),
        _ = told_to_stop.wait_for(|told| *told) => None,
    }
}

/// Has everything seen that is durable.
async fn settled(mut writer: Writer) -> Result<Writer, Box<dyn Error>> {
    let settle = move || {
        writer.settle();
        writer
    };
    Ok(tokio::task::spawn_blocking(settle).await?)
}

/// Waits, unless told to stop.
async fn wait(time: Duration, told_to_stop: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        _ = told_to_stop.wait_for(|told| *told) => {}
    }
}

/// Loads everybody anew, then follows.
pub(super) async fn resync(asked: Resync) -> Result<(), Box<dyn Error>> {
    let client = Client::of(&asked.from, Some(&asked.key_file))?;
    if let Some(path) = &asked.people {
        let numbers = fs::read(path)
            .map_err(|error| format!("không đọc được tệp «{}»: {error}; kiểm tra đường dẫn", path.display()))?;
        client.subscribe(numbers).await.map_err(|error| error.to_string())?;
    }
    fs::create_dir_all(&asked.register)?;
    let download = asked.register.join("people.download");
    client.people(&download).await.map_err(|error| error.to_string())?;
    let out = asked.register.clone();
    let built = tokio::task::spawn_blocking(move || {
        let mut telling = Telling::of(&download, false, None);
        let built = build(&download, &out, asked.room, &mut telling);
        // It holds names and numbers: no longer than needed.
        fs::remove_file(&download)?;
        Ok::<_, Box<dyn Error + Send + Sync>>(built?)
    });
    let built = built.await?.map_err(|error| error.to_string())?;
    println!("Đã dựng lại sổ: {} người, từ chối {} dòng", built.people, built.rejected);
    let (writer, register) = Writer::open(&asked.register)?;
    let (_tell, told_to_stop) = watch::channel(false);
    keep_following(&Source::Service(client), writer, register, true, told_to_stop).await
}
