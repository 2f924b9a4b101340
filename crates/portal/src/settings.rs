//! *Cấu hình cổng*: what differs from one installation to another.

use app::insurance::InsuranceDesk;
use app::login::Way;
use domain::message::MessageChannel;
use domain::time::Instant;
use factor::passkey::PasskeySite;
use std::net::IpAddr;
use std::sync::Arc;

/// Who runs the site, as its pages name them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// *Tên cơ quan chủ quản* (*Uỷ ban nhân dân tỉnh Ninh Bình*).
    pub agency: String,
    /// Where people get help when a page does not: telephone, address, hours of the one-stop desk; empty if unknown.
    pub help: String,
    /// Whether citizens and enterprises can sign in.
    pub(crate) accounts: bool,
}

/// *Cách đăng nhập* of citizens and enterprises.
#[derive(Debug, Clone, Default)]
pub enum CitizenSignIn {
    /// There is none: everything is done with codes and keys.
    #[default]
    Closed,
    /// Somebody made up is chosen from a list. Works only over a store whose people are all made up.
    Chooser,
    /// An identity provider says who somebody is.
    Provider(Arc<Way>),
}

/// *Cấu hình cổng*.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who runs the site.
    pub site: Site,
    /// Address under which people reach it, without a slash at the end (`https://motcua.ninhbinh.gov.vn`).
    pub public_base_url: String,
    /// Whether cookies travel over https only.
    pub secure_cookies: bool,
    /// Biggest single file, in bytes.
    pub max_upload_bytes: usize,
    /// Biggest request, all files together, in bytes.
    pub max_request_bytes: usize,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The site passkeys are bound to; `None` where browsers give none.
    pub passkeys: Option<PasskeySite>,
    /// Whether this is the demo, whose page shows the codes of its published secret.
    pub demo: bool,
    /// Seals what a form carries from page to page; the same on all nodes, known to nobody.
    pub secret: [u8; 32],
    /// Whether duties are paid on a page that stands in for a payment service: for trying the system out, never
    /// for real money.
    pub stand_in_payment: bool,
    /// Ways messages leave the house by, besides the pages.
    pub channels: Vec<MessageChannel>,
    /// How citizens and enterprises sign in.
    pub citizens: CitizenSignIn,
    /// Way to the insurance service, for the desks of health facilities.
    pub insurance: InsuranceDesk,
    /// The time of a request.
    pub clock: fn() -> Instant,
}

impl Site {
    /// A site of this agency, where people get help as told.
    pub fn new(agency: &str, help: &str) -> Site {
        Site { agency: agency.to_owned(), help: help.to_owned(), accounts: false }
    }
}

impl Settings {
    /// Settings of a site with usual limits: 20 MB a file, 150 MB a request, no proxy.
    pub fn new(site: Site, public_base_url: &str, secret: [u8; 32], clock: fn() -> Instant) -> Settings {
        let public_base_url = public_base_url.trim_end_matches('/').to_owned();
        Settings {
            site,
            passkeys: PasskeySite::of(&public_base_url, "Một Cửa"),
            demo: false,
            secure_cookies: public_base_url.starts_with("https://"),
            public_base_url,
            max_upload_bytes: 20_000_000,
            max_request_bytes: 150_000_000,
            trusted_proxies: Vec::new(),
            channels: Vec::new(),
            insurance: InsuranceDesk::new(&secret, None),
            secret,
            stand_in_payment: false,
            citizens: CitizenSignIn::Closed,
            clock,
        }
    }

    /// Who runs the site, as its pages must know it.
    pub(crate) fn site_with_accounts(&self) -> Site {
        Site { accounts: !matches!(self.citizens, CitizenSignIn::Closed), ..self.site.clone() }
    }
}
