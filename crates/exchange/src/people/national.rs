//! *Cơ sở dữ liệu quốc gia về dân cư*: its SOAP contract as an agency asks it, and what a stand-in needs to answer it.

pub mod contract;
mod xml;

use super::{
    Asked, OutOfReach, Particulars, PersonAnswer, PersonQuestion, RegisterError, RegisteredResidence,
    RegisteredResidenceKind, Tried,
};
use crate::Unusable;
use crate::wire::{Letter, address, secret_value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contract::{AskingDesk, Citizen, CitizenPlace, FaultSide, NationalAnswer, NationalRequest, RequestHead};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{StatusCode, Uri};
use identity::name::NameMatch;
use identity::verdict::{Verdict, compared};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How messages are marked.
pub const XML: &str = "text/xml; charset=utf-8";
/// A signature is taken for so long before and after its time.
const SIGNED_FOR: Duration = Duration::from_secs(300);
const TIMESTAMP: HeaderName = HeaderName::from_static("timestamp");
const ROAD_CLIENT: HeaderName = HeaderName::from_static("x-road-client");
const API_KEY: HeaderName = HeaderName::from_static("apikey");
const SOAP_ACTION: HeaderName = HeaderName::from_static("soapaction");
const AUTH_HASH: HeaderName = HeaderName::from_static("authhash");

/// *Kết nối với cơ sở dữ liệu quốc gia về dân cư*, as the two sides agreed on it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NationalSettings {
    /// The whole address that is posted to.
    pub url: String,
    /// How the agency shows that it is itself.
    pub auth: NationalAuth,
    /// *MaDVC* of searches.
    pub service_code: String,
    /// *MaTichHop* of searches.
    #[serde(default = "search_code")]
    pub integration_code: String,
    /// *MaDichVu* of confirmations.
    #[serde(default = "confirm_code")]
    pub confirm_code: String,
    /// *SoDienThoai* of the desk; with it *MaDonVi* and *TaiKhoan* are sent.
    #[serde(default)]
    pub desk_phone: Option<String>,
}

fn search_code() -> String {
    "037".to_owned()
}

fn confirm_code() -> String {
    "033".to_owned()
}

/// *Cách xác thực*.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum NationalAuth {
    /// Address, user, time and secret are hashed.
    Signed {
        /// User.
        user: String,
        /// Secret both sides know.
        secret: String,
        /// *X-Road-Client*.
        client: String,
        /// *ApiKey*.
        api_key: String,
    },
    /// Name and password of a key, in *AuthHash*.
    Key {
        /// Name of the key.
        name: String,
        /// Its password.
        password: String,
    },
}

/// Secrets are in no log.
impl fmt::Debug for NationalSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NationalSettings({})", self.url)
    }
}

impl NationalAuth {
    /// The headers that show who asks; `None` where a setting holds what no header may.
    fn headers(&self, url: &str, now: u64) -> Option<HeaderMap> {
        let mut headers = HeaderMap::new();
        match self {
            NationalAuth::Signed { user, secret, client, api_key } => {
                headers.insert(TIMESTAMP, HeaderValue::from(now));
                headers.insert(AUTHORIZATION, secret_value(&signed(url, user, secret, now))?);
                headers.insert(ROAD_CLIENT, HeaderValue::from_str(client).ok()?);
                headers.insert(API_KEY, secret_value(api_key)?);
            }
            NationalAuth::Key { name, password } => {
                headers.insert(AUTH_HASH, secret_value(&STANDARD.encode(format!("{name}:{password}")))?);
            }
        }
        Some(headers)
    }

    /// Whether headers show that the agency of these settings asks, at about this time.
    pub fn admits(&self, url: &str, headers: &HeaderMap, now: u64) -> bool {
        let timestamp = match self {
            NationalAuth::Signed { .. } => headers.get(TIMESTAMP).and_then(|value| value.to_str().ok()?.parse().ok()),
            NationalAuth::Key { .. } => Some(now),
        };
        let Some(at) = timestamp.filter(|at: &u64| u128::from(at.abs_diff(now)) <= SIGNED_FOR.as_millis()) else {
            return false;
        };
        let expected = self.headers(url, at);
        expected.is_some_and(|expected| expected.iter().all(|(name, value)| same(headers.get(name), value)))
    }
}

/// `Basic base64(user:SHA256hex(url+user+timestamp+secret))`.
fn signed(url: &str, user: &str, secret: &str, now: u64) -> String {
    let hash: String =
        Sha256::digest(format!("{url}{user}{now}{secret}")).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("Basic {}", STANDARD.encode(format!("{user}:{hash}")))
}

/// Compares hashes of both, so that the time it takes tells nothing of where they differ.
fn same(sent: Option<&HeaderValue>, expected: &HeaderValue) -> bool {
    sent.is_some_and(|sent| Sha256::digest(sent.as_bytes()) == Sha256::digest(expected.as_bytes()))
}

/// The national database as one agency asks it.
pub(super) struct National {
    address: Uri,
    settings: NationalSettings,
    asked: AtomicU64,
}

impl National {
    pub(super) fn open(settings: NationalSettings) -> Result<National, Unusable> {
        let address = address(&settings.url, "địa chỉ cơ sở dữ liệu quốc gia về dân cư")?;
        if settings.auth.headers(&settings.url, 0).is_none() {
            return Err(Unusable("tài khoản kết nối dân cư có ký tự lạ; chép lại từ thư cấp tài khoản".to_owned()));
        }
        Ok(National { address, settings, asked: AtomicU64::new(0) })
    }

    /// The question as it is sent.
    pub(super) fn written(&self, question: &PersonQuestion, asked: Asked, now: u64) -> Letter<'_> {
        let NationalSettings { url, auth, .. } = &self.settings;
        let mut headers = auth.headers(url, now).expect("settings were tried when they were opened");
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(XML));
        headers.insert(SOAP_ACTION, HeaderValue::from_static(""));
        Letter { address: &self.address, headers, body: self.request(question, asked, now).write() }
    }

    fn request(&self, question: &PersonQuestion, asked: Asked, now: u64) -> NationalRequest {
        let settings = &self.settings;
        // The dossier stands in the number of the request: the contract has no other place for what a look-up is for.
        let request = format!("{}.{now}.{}", question.dossier, self.asked.fetch_add(1, Ordering::Relaxed));
        let head = |service: &str| {
            let (service, officer) = (service.to_owned(), question.officer.clone());
            RequestHead { request, service, officer }
        };
        let (number, full_name) = (question.number, question.full_name.clone());
        match asked {
            Asked::Whether => NationalRequest::Confirm { head: head(&settings.confirm_code), number, full_name },
            Asked::Everything => NationalRequest::Search {
                head: head(&settings.service_code),
                integration: settings.integration_code.clone(),
                desk: settings.desk_phone.clone().map(|phone| {
                    let (agency, account) = (question.agency.clone(), question.officer.clone());
                    AskingDesk { agency, account, phone }
                }),
                number,
                full_name,
                birth_date: question.birth_date,
            },
        }
    }

    /// What the answer says.
    pub(super) fn read(question: &PersonQuestion, asked: Asked, status: StatusCode, body: &[u8]) -> Tried {
        let refused = |why: &str| Tried::Answered(Err(RegisterError::Refused(why.to_owned())));
        match (status, NationalAnswer::read(body)) {
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => {
                refused("tài khoản kết nối không được chấp nhận; quản trị hệ thống kiểm tra tệp kết nối")
            }
            (StatusCode::TOO_MANY_REQUESTS, _) => Tried::Answered(Err(RegisterError::QuotaUsedUp)),
            (_, Ok(NationalAnswer::Fault(FaultSide::Client))) => {
                refused("yêu cầu không được chấp nhận; quản trị hệ thống kiểm tra mã dịch vụ trong tệp kết nối")
            }
            (_, Ok(NationalAnswer::Fault(FaultSide::Server))) => Tried::Lost(OutOfReach::NotReached),
            (StatusCode::OK, Ok(answer)) => match answered(question, asked, answer) {
                Some(answer) => Tried::Answered(Ok(answer)),
                None => Tried::Lost(OutOfReach::Nonsense),
            },
            (status, _) if status.is_server_error() => Tried::Lost(OutOfReach::NotReached),
            _ => Tried::Lost(OutOfReach::Nonsense),
        }
    }
}

/// The answer to a question; `None` where it answers another.
fn answered(question: &PersonQuestion, asked: Asked, answer: NationalAnswer) -> Option<PersonAnswer> {
    let bare = |verdict| Some(PersonAnswer { verdict, particulars: None });
    match (asked, answer) {
        (Asked::Whether, NationalAnswer::Exists(true)) => bare(Verdict::Match),
        (Asked::Whether, NationalAnswer::Exists(false)) | (Asked::Everything, NationalAnswer::Found(None)) => {
            bare(Verdict::NotFound)
        }
        (Asked::Everything, NationalAnswer::Found(Some(citizen))) if citizen.number == question.number => {
            let name = question.full_name.compare(&citizen.full_name);
            let born = question.birth_date.agrees(&citizen.birth_date);
            let verdict = compared(born, name == NameMatch::Equal, || name == NameMatch::Near);
            let particulars = (verdict == Verdict::Match).then(|| particulars(citizen));
            Some(PersonAnswer { verdict, particulars })
        }
        _ => None,
    }
}

fn particulars(citizen: Citizen) -> Particulars {
    let Citizen { full_name, sex, birth_date, permanent, current, .. } = citizen;
    let permanent = permanent.map(|place| residence(place, RegisteredResidenceKind::Permanent));
    let residence = permanent.or_else(|| Some(residence(current?, RegisteredResidenceKind::Current)));
    Particulars { full_name: Some(full_name), birth_date: Some(birth_date), sex, residence }
}

fn residence(place: CitizenPlace, kind: RegisteredResidenceKind) -> RegisteredResidence {
    let CitizenPlace { province, commune, details } = place;
    RegisteredResidence { kind: Some(kind), unit: commune, province, details, ..RegisteredResidence::default() }
}

#[cfg(test)]
mod tests;
