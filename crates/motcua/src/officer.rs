//! `motcua setup` and `motcua officer add`: a real system's first steps.

use crate::now::now;
use crate::place::Place;
use app::{App, passwords};
use clap::Subcommand;
use domain::agency::AgencyCode;
use domain::process::Role;
use std::error::Error;
use std::io::BufRead;

/// What `motcua setup` was asked.
#[derive(clap::Args)]
pub(crate) struct Setup {
    #[arg(long, value_name = "MÃ", help = "Mã cơ quan cấp 1, ví dụ H42 (Ninh Bình)")]
    province: AgencyCode,
}

/// What to do with officers.
#[derive(Subcommand)]
pub(crate) enum Officers {
    #[command(about = "Thêm tài khoản cán bộ; mật khẩu đọc từ dòng đầu của đầu vào chuẩn")]
    Add(Add),
    #[command(about = "Đổi mật khẩu; mọi phiên đăng nhập của tài khoản kết thúc")]
    Password(Account),
    #[command(about = "Bỏ mọi cách xác minh đăng nhập và mã khôi phục; mọi phiên đăng nhập của tài khoản kết thúc")]
    ResetFactors(Account),
    #[command(about = "Ngừng một tài khoản; mọi phiên đăng nhập của tài khoản kết thúc")]
    Stop(Account),
}

/// What `motcua officer add` was asked.
#[derive(clap::Args)]
pub(crate) struct Add {
    #[arg(long, value_name = "TÊN_ĐĂNG_NHẬP")]
    login: String,
    #[arg(long, value_name = "HỌ_TÊN")]
    name: String,
    #[arg(long, value_name = "MÃ", help = "Cơ quan, ví dụ H42.191")]
    agency: AgencyCode,
    #[arg(long = "role", value_name = "VAI_TRÒ", required = true, value_parser = parse_role)]
    #[arg(
        help = "clerk, case-officer, leader, procedure-control hoặc administrator; ghi nhiều lần nếu giữ nhiều vai trò"
    )]
    roles: Vec<Role>,
}

/// Which account.
#[derive(clap::Args)]
pub(crate) struct Account {
    #[arg(long, value_name = "TÊN_ĐĂNG_NHẬP")]
    login: String,
    #[arg(long, value_name = "MÃ", help = "Mã cơ quan cấp 1, ví dụ H42")]
    province: AgencyCode,
}

fn parse_role(text: &str) -> Result<Role, String> {
    Role::from_key(text).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.key()).collect();
        format!("chọn một trong: {}", known.join(", "))
    })
}

/// Loads agencies, catalogue and processes of a province.
pub(crate) async fn setup(place: &Place, asked: Setup) -> Result<(), Box<dyn Error>> {
    let app = place.new_app().await?;
    app.set_up(&asked.province, now()).await?;
    let catalogue = app.catalogue();
    println!("Đã nạp {} thủ tục và {} cơ quan.", catalogue.len(), catalogue.agencies().count());
    println!("Bước tiếp: motcua officer add --login … --name … --agency {} --role administrator", asked.province);
    app.store().close().await?;
    Ok(())
}

/// Adds an officer, changes his password or puts his account out of service.
pub(crate) async fn officers(place: &Place, command: Officers) -> Result<(), Box<dyn Error>> {
    let app = place.app().await?;
    match command {
        Officers::Add(asked) => add(&app, asked).await,
        Officers::Password(asked) => {
            let officer = account(&app, &asked).await?;
            let password_hash = passwords::hash(&typed_password()?);
            app.store().put_officer(&store::Officer { password_hash, ..officer }).await?;
            let ended = app.store().end_sessions(&asked.province, &login(&asked.login)).await?;
            println!("Đã đổi mật khẩu; {ended} phiên đăng nhập đã kết thúc.");
            Ok(())
        }
        Officers::ResetFactors(asked) => {
            account(&app, &asked).await?;
            app.reset_factors_here(&asked.province, &login(&asked.login), now()).await?;
            println!("Đã đặt lại xác minh đăng nhập của {}.", login(&asked.login));
            println!("Nếu mật khẩu có thể đã lộ: motcua officer password --login … --province {}", asked.province);
            Ok(())
        }
        Officers::Stop(asked) => {
            let officer = account(&app, &asked).await?;
            app.store().put_officer(&store::Officer { active: false, ..officer }).await?;
            println!("Đã ngừng tài khoản {}.", login(&asked.login));
            Ok(())
        }
    }
}

async fn add(app: &App, asked: Add) -> Result<(), Box<dyn Error>> {
    let catalogue = app.catalogue();
    if catalogue.agency(&asked.agency).is_none() {
        return Err(format!("không có cơ quan mã {}; xem lại mã hoặc chạy motcua setup trước", asked.agency).into());
    }
    let officer = store::Officer {
        top: asked.agency.top(),
        login: login(&asked.login),
        agency: asked.agency,
        name: asked.name,
        roles: asked.roles,
        password_hash: passwords::hash(&typed_password()?),
        active: true,
    };
    if !app.store().add_officer(&officer).await? {
        let taken = format!("đã có tài khoản {}; đổi mật khẩu bằng motcua officer password", officer.login);
        return Err(taken.into());
    }
    println!("Đã ghi tài khoản {}.", officer.login);
    Ok(())
}

async fn account(app: &App, asked: &Account) -> Result<store::Officer, Box<dyn Error>> {
    let known = app.store().officer(&asked.province, &login(&asked.login)).await?;
    known.ok_or_else(|| format!("không có tài khoản {} ở {}", login(&asked.login), asked.province).into())
}

fn login(typed: &str) -> String {
    typed.trim().to_lowercase()
}

fn typed_password() -> Result<String, Box<dyn Error>> {
    eprintln!("Nhập mật khẩu (ít nhất 12 ký tự) rồi Enter:");
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']);
    if password.chars().count() < 12 {
        return Err("mật khẩu ngắn hơn 12 ký tự; chọn một câu dài dễ nhớ".into());
    }
    Ok(password.to_owned())
}
