//! *Khuôn dạng của cổng bảo hiểm*: what goes over the wire, in the service's own words.

use super::{InsuranceAccount, InsuranceError};
use domain::insurance::{HealthCard, InsuranceAnswer};
use domain::time::Instant;
use identity::birth::BirthDate;
use identity::card::CardHolder;
use jiff::civil::Date;
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

/// How bodies are marked.
pub(super) const MEDIA_TYPE: &str = "application/json";
/// Tokens whose end the service does not say, or says in a way nobody can read, are good for so long.
const USUAL_SECONDS: i64 = 10 * 60;
/// Tokens are renewed so long before their end: clocks differ, questions take time.
const MARGIN_SECONDS: i64 = 30;

/// Two tokens and until when they are good.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Tokens {
    access: String,
    id: String,
    ends_at: Instant,
}

impl Tokens {
    pub(super) fn hold(&self, now: Instant) -> bool {
        now < self.ends_at
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct AccountBody {
    #[serde(alias = "Username")]
    pub(super) username: String,
    #[serde(alias = "Password")]
    pub(super) password: String,
}

/// What the service is asked.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
pub(super) struct QuestionBody {
    pub(super) ma_the: String,
    pub(super) ho_ten: String,
    pub(super) ngay_sinh: String,
    pub(super) ho_ten_cb: String,
    pub(super) cccd_cb: String,
}

/// Tokens come wrapped in `APIKey`, and from some gateways bare.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct TokenAnswer {
    #[serde(rename = "maKetQua")]
    pub(super) result: String,
    #[serde(rename = "APIKey", skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<ApiKey>,
    #[serde(flatten)]
    pub(super) bare: Option<ApiKey>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ApiKey {
    pub(super) access_token: String,
    pub(super) id_token: String,
    #[serde(default)]
    pub(super) username: String,
    #[serde(default)]
    pub(super) expires_in: Option<serde_json::Value>,
}

/// What the service answers, as far as a desk needs it; everything may be missing or null.
#[derive(Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct AnswerBody {
    pub(super) ma_ket_qua: Option<String>,
    pub(super) ghi_chu: Option<String>,
    pub(super) ma_the: Option<String>,
    pub(super) ho_ten: Option<String>,
    pub(super) ngay_sinh: Option<String>,
    #[serde(rename = "maDKBD")]
    pub(super) ma_dkbd: Option<String>,
    #[serde(rename = "tenDKBD")]
    pub(super) ten_dkbd: Option<String>,
    pub(super) gt_the_tu: Option<String>,
    pub(super) gt_the_den: Option<String>,
    #[serde(rename = "ngayDu5Nam")]
    pub(super) ngay_du_5_nam: Option<String>,
    pub(super) ma_the_moi: Option<String>,
    pub(super) gt_the_tu_moi: Option<String>,
    pub(super) gt_the_den_moi: Option<String>,
    #[serde(rename = "maDKBDMoi")]
    pub(super) ma_dkbd_moi: Option<String>,
    #[serde(rename = "tenDKBDMoi")]
    pub(super) ten_dkbd_moi: Option<String>,
}

/// The contract's digest of a password. MD5 protects nothing; it is what the service compares.
pub(super) fn digest_of(password: &str) -> String {
    Md5::digest(password.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn account_body(account: &InsuranceAccount) -> Vec<u8> {
    let body = AccountBody { username: account.username.clone(), password: digest_of(&account.password) };
    serde_json::to_vec(&body).expect("texts are JSON")
}

pub(super) fn question_body(asked: &CardHolder, account: &InsuranceAccount) -> Vec<u8> {
    let body = QuestionBody {
        ma_the: asked.number.digits(),
        ho_ten: asked.name.as_str().to_owned(),
        ngay_sinh: born(asked.born),
        ho_ten_cb: account.officer_name.clone(),
        cccd_cb: account.officer_number.clone(),
    };
    serde_json::to_vec(&body).expect("texts are JSON")
}

/// `21/03/1990`, or the year where no more is known.
fn born(born: BirthDate) -> String {
    match born {
        BirthDate::Day(day) => shown(day),
        other => other.year().to_string(),
    }
}

pub(super) fn shown(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// The contract carries tokens and account in the address.
pub(super) fn look_up_path(tokens: &Tokens, account: &InsuranceAccount) -> String {
    let part = |text: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        text.bytes()
            .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    };
    let parts: [String; 4] =
        [part(&tokens.access), part(&tokens.id), part(&account.username), digest_of(&account.password)];
    let [access, id, username, password] = parts;
    format!("/api/egw/KQNhanLichSuKCB2024?token={access}&id_token={id}&username={username}&password={password}")
}

pub(super) fn read_tokens(body: &[u8], now: Instant) -> Result<Tokens, InsuranceError> {
    let read: TokenAnswer = serde_json::from_slice(body).map_err(|_| InsuranceError::Nonsense("mã truy cập"))?;
    if !matches!(read.result.as_str(), "" | "200" | "000") {
        return Err(InsuranceError::Account);
    }
    let key = read.key.or(read.bare).filter(|key| !key.access_token.is_empty() && !key.id_token.is_empty());
    let key = key.ok_or(InsuranceError::Nonsense("mã truy cập"))?;
    let seconds = key.expires_in.as_ref().and_then(|end| seconds_left(end, now)).unwrap_or(USUAL_SECONDS);
    let good_for = (seconds - MARGIN_SECONDS).clamp(1, 24 * 3_600);
    let ends_at = Instant::from_unix_seconds(now.unix_seconds() + good_for).unwrap_or(now);
    Ok(Tokens { access: key.access_token, id: key.id_token, ends_at })
}

/// Seconds, or a moment in UTC such as `2026-11-23T03:51:20.1047187Z`.
fn seconds_left(end: &serde_json::Value, now: Instant) -> Option<i64> {
    if let Some(seconds) = end.as_i64() {
        return Some(seconds);
    }
    let text = end.as_str()?;
    let moment = || text.parse::<jiff::Timestamp>().ok().map(|end| end.as_second() - now.unix_seconds());
    text.parse::<i64>().ok().or_else(moment)
}

pub(super) fn read_answer(body: &[u8]) -> Result<InsuranceAnswer, InsuranceError> {
    let read: AnswerBody = serde_json::from_slice(body).map_err(|_| InsuranceError::Nonsense("không phải JSON"))?;
    let code = text(read.ma_ket_qua);
    if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(InsuranceError::Nonsense("mã kết quả"));
    }
    let card = HealthCard {
        number: text(read.ma_the),
        valid_from: day(read.gt_the_tu, "ngày bắt đầu")?,
        valid_to: day(read.gt_the_den, "ngày kết thúc")?,
        first_care: text(read.ma_dkbd),
        first_care_name: text(read.ten_dkbd),
    };
    let newer = HealthCard {
        number: text(read.ma_the_moi),
        valid_from: day(read.gt_the_tu_moi, "ngày bắt đầu thẻ mới")?,
        valid_to: day(read.gt_the_den_moi, "ngày kết thúc thẻ mới")?,
        first_care: text(read.ma_dkbd_moi),
        first_care_name: text(read.ten_dkbd_moi),
    };
    let backwards = |card: &HealthCard| card.valid_from.zip(card.valid_to).is_some_and(|(from, to)| to < from);
    if backwards(&card) || backwards(&newer) {
        return Err(InsuranceError::Nonsense("thẻ kết thúc trước khi bắt đầu"));
    }
    Ok(InsuranceAnswer {
        code,
        name: text(read.ho_ten),
        card,
        new_card: Some(newer).filter(|card| !card.number.is_empty()),
        five_years_on: day(read.ngay_du_5_nam, "ngày đủ 5 năm")?,
    })
}

fn text(value: Option<String>) -> String {
    value.unwrap_or_default().trim().to_owned()
}

fn day(value: Option<String>, what: &'static str) -> Result<Option<Date>, InsuranceError> {
    let value = text(value);
    if value.is_empty() {
        return Ok(None);
    }
    match value.parse() {
        Ok(BirthDate::Day(day)) => Ok(Some(day)),
        _ => Err(InsuranceError::Nonsense(what)),
    }
}
