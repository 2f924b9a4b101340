//! `motcua serve` and `motcua demo`: the pages, until somebody presses Ctrl-C.

use crate::insurance::{InsuranceWay, keep_asking};
use crate::login::Login;
use crate::now::now;
use crate::people::{Connection, connect};
use crate::place::Place;
use crate::post::{Outside, Postman};
use app::demo::{Account, PASSWORD, PROVINCE, Size};
use app::factors::Means;
use app::messages::Ways;
use app::{App, chance};
use domain::agency::AgencyCode;
use factor::passkey::PasskeySite;
use factor::vault::Vault;
use portal::{CitizenSignIn, Settings, Site};
use std::error::Error;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::net::TcpListener;

/// What `motcua serve` was asked.
#[derive(clap::Args)]
pub(crate) struct Serve {
    #[arg(long, value_name = "ĐỊA_CHỈ:CỔNG", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[arg(long, value_name = "URL", help = "Địa chỉ người dân truy cập, ví dụ https://motcua.example.gov.vn")]
    public_url: Option<String>,
    #[arg(long, value_name = "MÃ", default_value = PROVINCE, help = "Cơ quan chủ quản của trang")]
    agency: AgencyCode,
    #[arg(long = "trust-proxy", value_name = "IP", help = "Tin X-Forwarded-For từ máy chuyển tiếp này")]
    proxies: Vec<std::net::IpAddr>,
    #[command(flatten)]
    login: Login,
    #[command(flatten)]
    register: Connection,
    #[command(flatten)]
    outside: Outside,
    #[command(flatten)]
    insurance: InsuranceWay,
}

/// What `motcua demo` was asked.
#[derive(clap::Args)]
pub(crate) struct Demo {
    #[arg(long, value_name = "ĐỊA_CHỈ:CỔNG", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[arg(long, value_name = "SỐ", default_value_t = 12_000, help = "Số hồ sơ mẫu trong một năm")]
    dossiers: u32,
    #[arg(long, value_name = "SỐ", default_value_t = 42, help = "Cùng số này thì cùng dữ liệu")]
    seed: u64,
    #[command(flatten)]
    outside: Outside,
    #[command(flatten)]
    insurance: InsuranceWay,
}

/// Serves a real system.
pub(crate) async fn serve(place: &Place, asked: Serve) -> Result<(), Box<dyn Error>> {
    let app = place.app().await?;
    if app.store().officer_count().await? == 0 {
        return Err("chưa có tài khoản cán bộ nào; chạy motcua setup rồi motcua officer add".into());
    }
    connect(&app, &asked.register)?;
    let listener = bind(asked.listen).await?;
    let url = asked.public_url.unwrap_or_else(|| format!("http://{}", asked.listen));
    let mut settings = settings(&app, &asked.agency, &url, place.folder())?;
    settings.trusted_proxies = asked.proxies;
    settings.citizens = asked.login.way(&url)?;
    let postman = Postman::new(app.clone(), &asked.outside, &url)?;
    settings.channels = postman.channels().to_vec();
    settings.insurance = asked.insurance.desk(&settings.secret)?;
    println!("Một Cửa đang chạy tại {url} (Ctrl-C để dừng)");
    run(app, settings, listener, postman).await
}

/// Serves a demo province, made first if the folder is empty.
pub(crate) async fn demo(place: &Place, asked: Demo) -> Result<(), Box<dyn Error>> {
    // Before anything is made: a port in use is told at once.
    let listener = bind(asked.listen).await?;
    let app = place.new_app().await?;
    let marker = place.folder().join("demo-accounts.json");
    let accounts = accounts(&app, &marker, &asked).await?;
    let province: AgencyCode = PROVINCE.parse()?;
    let url = format!("http://{}", listener.local_addr()?);
    let made_up = settings(&app, &province, &url, place.folder())?;
    let mut settings = Settings { stand_in_payment: true, demo: true, citizens: CitizenSignIn::Chooser, ..made_up };
    // Browsers give passkeys to this machine by its name, not by its number.
    let by_name = format!("http://localhost:{}", listener.local_addr()?.port());
    settings.passkeys = PasskeySite::of(&by_name, "Một Cửa");
    enrol(&app, &settings).await?;
    let postman = Postman::new(app.clone(), &asked.outside, &url)?;
    settings.channels = postman.channels().to_vec();
    settings.insurance = asked.insurance.desk_or_stand_in(&settings.secret).await?;
    if let Some(people) = app.stand_in_people().await?.filter(|_| app.people().is_none()) {
        app.connect_people(people);
        println!("Dữ liệu dân cư: sổ mẫu dựng từ người mẫu của bản này, không phải dữ liệu thật");
    }
    println!("Một Cửa, tỉnh mẫu Ninh Bình: {url}");
    println!("Đăng nhập cán bộ: {url}/dang-nhap — mật khẩu chung: {PASSWORD}");
    println!("Đăng nhập người dân, doanh nghiệp: {url}/dang-nhap-nguoi-dan — chọn một người mẫu");
    println!("Lãnh đạo, quản trị nhập thêm mã 6 số; ở bản mẫu, trang đăng nhập hiện sẵn mã");
    for account in &accounts {
        println!("  {:<18} {} · {}", account.login, domain::dossier::decide::role_label(account.role), account.agency);
    }
    println!(
        "Kiểm tra bảo hiểm: {url}/kham-benh — số 003090000000 (hợp lệ) … 003090000500 (cổng lỗi), Nguyễn Văn Mẫu, 1990"
    );
    println!("Ctrl-C để dừng. Dữ liệu mẫu ở {}", place.folder().display());
    run(app, settings, listener, postman).await
}

/// Leaders and administrators of the demo have an authenticator app whose secret is published.
async fn enrol(app: &App, settings: &Settings) -> Result<(), Box<dyn Error>> {
    let ways = Ways { channels: Vec::new(), base_url: String::new() };
    let means = Means { vault: Vault::of(&settings.secret), site: None, ways };
    app.factors(&means).enrol_demo(now()).await?;
    Ok(())
}

/// A demo only ever fills an empty store: real data is not mixed with synthetic people.
async fn accounts(app: &App, marker: &Path, asked: &Demo) -> Result<Vec<Account>, Box<dyn Error>> {
    const REAL: &str = "kho này đã có dữ liệu thật; chạy bản mẫu trong thư mục khác: motcua demo --data thu-muc-moi";
    let sizes = app.store().sizes().await?;
    if app.store().officer_count().await? > 0 || sizes.dossiers > 0 {
        // The store itself says whether its people were made up: a file beside it may be a copy.
        if !app.store().is_synthetic().await? {
            return Err(REAL.into());
        }
        let text = std::fs::read_to_string(marker).map_err(|_| REAL)?;
        return Ok(serde_json::from_str(&text)?);
    }
    let bar = crate::progress::counter(!std::io::stderr().is_terminal(), "hồ sơ mẫu");
    let size = Size { dossiers: asked.dossiers, seed: asked.seed };
    let accounts = app.seed_demo(size, now(), |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    std::fs::write(marker, serde_json::to_string(&accounts)?)?;
    Ok(accounts)
}

pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Box<dyn Error>> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "cổng {} đang có chương trình khác dùng; dừng chương trình đó hoặc chọn cổng khác: --listen 127.0.0.1:8081",
            address.port()
        )
        .into(),
        std::io::ErrorKind::PermissionDenied => {
            format!("không được phép mở cổng {}; chọn cổng từ 1024 trở lên", address.port()).into()
        }
        _ => format!("không mở được {address}: {error}").into(),
    })
}

fn settings(app: &App, agency: &AgencyCode, url: &str, folder: &Path) -> Result<Settings, Box<dyn Error>> {
    let catalogue = app.catalogue();
    let site = Site::new(catalogue.agency_name(agency), "");
    Ok(Settings::new(site, url, secret(folder)?, now))
}

/// The key that seals what forms carry; made once, kept in the data folder, readable by its owner only.
fn secret(folder: &Path) -> Result<[u8; 32], Box<dyn Error>> {
    let file: PathBuf = folder.join("secret.key");
    if let Ok(bytes) = std::fs::read(&file) {
        return bytes
            .try_into()
            .map_err(|_| format!("tệp khoá {} hỏng; khôi phục từ bản sao lưu hoặc xoá đi", file.display()).into());
    }
    let bytes = chance::bytes::<32>();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    std::io::Write::write_all(&mut options.open(&file)?, &bytes)?;
    Ok(bytes)
}

/// Serves until the program is told to stop, then lets what was begun come to its end.
async fn run(app: App, settings: Settings, listener: TcpListener, postman: Postman) -> Result<(), Box<dyn Error>> {
    let keeper = tokio::spawn(keep_up(app.clone()));
    let postman = tokio::spawn(postman.go_round());
    let asking = tokio::spawn(keep_asking(app.clone(), settings.insurance.clone()));
    let router = portal::router(app.clone(), settings).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await?;
    keeper.abort();
    postman.abort();
    asking.abort();
    app.store().close().await?;
    Ok(())
}

/// Every few seconds: what other nodes changed. Every hour: sessions that ran out, days that ended.
async fn keep_up(app: App) {
    for turn in 0_u64.. {
        tokio::time::sleep(Duration::from_secs(3)).await;
        if let Err(error) = app.refresh().await {
            tracing::warn!("the catalogue was not read again: {error}");
        }
        if turn % 20 == 1
            && let Err(error) = app.lead_journeys_on(now()).await
        {
            tracing::warn!("journeys were not led on: {error}");
        }
        if turn % 1_200 == 1
            && let Err(error) = app.keep_house(now()).await
        {
            tracing::warn!("housekeeping was not done: {error}");
        }
    }
}

pub(crate) async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminate) = terminate {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
