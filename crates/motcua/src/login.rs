//! *Đăng nhập của người dân*: which identity provider vouches for people, and how surely.

use app::citizen::Assurance;
use app::login::{Client, Provider, Way};
use portal::CitizenSignIn;
use std::error::Error;
use std::sync::Arc;

/// The provider, if there is one. Its secret comes from the environment, so that no list of processes shows it.
#[derive(clap::Args)]
pub(crate) struct Login {
    #[arg(long = "login-issuer", value_name = "URL", requires = "client")]
    #[arg(help = "Nhà cung cấp định danh (OpenID Connect) để người dân đăng nhập, ví dụ https://sso.example.gov.vn")]
    issuer: Option<String>,
    #[arg(id = "client", long = "login-client", value_name = "MÃ", help = "Mã ứng dụng do nhà cung cấp định danh cấp")]
    client: Option<String>,
    #[arg(long = "login-secret", value_name = "KHOÁ", env = "MOTCUA_LOGIN_SECRET", hide_env_values = true)]
    #[arg(help = "Khoá bí mật của ứng dụng; nên đặt trong biến môi trường")]
    secret: Option<String>,
    #[arg(long = "login-name", value_name = "TÊN", default_value = "VNeID", help = "Tên người dân gọi nhà cung cấp")]
    name: String,
    #[arg(long = "login-level", value_name = "1-3", default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=3))]
    #[arg(help = "Mức độ bảo đảm thấp nhất được đăng nhập; 0: mức nào cũng được")]
    level: u8,
    #[arg(long = "login-scope", value_name = "PHẠM_VI", default_value = "openid", help = "Thông tin xin (scope)")]
    scope: String,
    #[arg(long = "login-acr", value_name = "MỨC", default_value = "", help = "Mức xác thực xin (acr_values)")]
    acr: String,
}

impl Login {
    /// How citizens sign in at a site of this address.
    pub(crate) fn way(self, base_url: &str) -> Result<CitizenSignIn, Box<dyn Error>> {
        let (Some(issuer), Some(id)) = (self.issuer, self.client) else { return Ok(CitizenSignIn::Closed) };
        let back = format!("{}/dang-nhap-nguoi-dan/tro-ve", base_url.trim_end_matches('/'));
        let client = Client { issuer, id, secret: self.secret, back, scope: self.scope, levels: self.acr };
        let least = match self.level {
            0 => Assurance::Unstated,
            1 => Assurance::One,
            2 => Assurance::Two,
            _ => Assurance::Three,
        };
        Ok(CitizenSignIn::Provider(Arc::new(Way { name: self.name, provider: Provider::open(client)?, least })))
    }
}
