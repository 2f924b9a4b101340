//! *Thông tin tài khoản* as VNeID and the national portal tell it (`LoaiTaiKhoan`, `SoDinhDanh`, `HoVaTen` …).
//!
//! Texts are handed on as they came; whoever takes them reads numbers and dates by the rules.

use super::LoginError;
use serde_json::Value;

/// *Loại tài khoản*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKind {
    /// 1: *cá nhân*.
    Person,
    /// 2: *doanh nghiệp*.
    Enterprise,
    /// 3: *tổ chức*.
    Organisation,
}

/// What a provider told of somebody, after every proof held. Empty texts were not told.
#[derive(Clone, PartialEq, Eq)]
pub struct Told {
    /// Who tells it.
    pub issuer: String,
    /// What the account is called there.
    pub subject: String,
    /// What it is.
    pub kind: AccountKind,
    /// `HoVaTen`.
    pub full_name: String,
    /// `SoDinhDanh`.
    pub number: String,
    /// `NgayThangNamSinh`.
    pub birth_date: String,
    /// `MaSoThue`.
    pub tax_code: String,
    /// `TenDoanhNghiep`.
    pub organisation: String,
    /// `ThuDienTu`.
    pub email: String,
    /// `SoDienThoai`.
    pub phone: String,
    /// The lowest of the levels told (`loAs`, `IAL`, else `acr`); `None` where none was told that we know.
    pub level: Option<u8>,
}

impl std::fmt::Debug for Told {
    /// Shows nothing of the person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Told({:?} {:?})", self.kind, self.level)
    }
}

/// Reads the claims of a verified token and of the answer at the userinfo address, which must be of the same account.
pub(super) fn told(issuer: &str, token: &Value, more: &Value) -> Result<Told, LoginError> {
    let subject = token["sub"].as_str().unwrap_or_default();
    // A token put in place of another's is told by this (OpenID Connect Core 1.0, section 5.3.2).
    if !more.is_null() && more["sub"].as_str() != Some(subject) {
        return Err(LoginError::Forged("userinfo subject"));
    }
    let text = |name: &str| text(&more[name]).or_else(|| text(&token[name])).unwrap_or_default();
    let kind = match text("LoaiTaiKhoan").as_str() {
        "1" => AccountKind::Person,
        "2" => AccountKind::Enterprise,
        "3" => AccountKind::Organisation,
        "" if text("TenDoanhNghiep").is_empty() => AccountKind::Person,
        _ => return Err(LoginError::Nonsense("LoaiTaiKhoan")),
    };
    let told_levels: Vec<String> = ["loAs", "IAL"].map(text).into_iter().filter(|told| !told.is_empty()).collect();
    let levels = if told_levels.is_empty() { vec![text("acr")] } else { told_levels };
    let levels: Option<Vec<u8>> = levels.iter().map(|told| level(told)).collect();
    Ok(Told {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        kind,
        full_name: text("HoVaTen"),
        number: text("SoDinhDanh"),
        birth_date: text("NgayThangNamSinh"),
        tax_code: text("MaSoThue"),
        organisation: text("TenDoanhNghiep"),
        email: text("ThuDienTu"),
        phone: text("SoDienThoai"),
        // A level we cannot read is none, whatever the other one says.
        level: levels.and_then(|levels| levels.into_iter().min()),
    })
}

/// A text, or a number as a text; without white space around it, no longer than any name is.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let sound = !text.is_empty() && text.chars().count() <= 300 && !text.chars().any(char::is_control);
    sound.then_some(text)
}

/// `2`, `02`, `LoA2`, `urn:…:loa:2`: the one number a text ends with, from 1 to 3.
fn level(told: &str) -> Option<u8> {
    let digits = told.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    let number: u8 = digits.parse().ok()?;
    (1..=3).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_level_is_read_as_providers_write_it() {
        for (told, known) in
            [("2", Some(2)), ("02", Some(2)), ("LoA3", Some(3)), ("urn:vn:loa:1", Some(1)), ("9", None), ("cao", None)]
        {
            assert_eq!(level(told), known, "{told}");
        }
    }

    #[test]
    fn the_lowest_level_told_counts() {
        let of = |claims: Value| told("i", &json!({"sub": "1"}), &claims).unwrap().level;
        assert_eq!(of(json!({"sub": "1", "loAs": 3, "IAL": "2"})), Some(2));
        assert_eq!(of(json!({"sub": "1", "loAs": 3, "IAL": "?"})), None);
        assert_eq!(of(json!({"sub": "1", "acr": "LoA2"})), Some(2));
        assert_eq!(of(json!({"sub": "1"})), None);
    }

    #[test]
    fn an_enterprise_of_the_national_portal_is_read() {
        let claims = json!({"sub": "1", "LoaiTaiKhoan": 2, "MaSoThue": "2700000009", "TenDoanhNghiep": " Công ty Mẫu ",
            "HoVaTen": "Người Mẫu", "SoDinhDanh": null});
        let told = told("i", &json!({"sub": "1"}), &claims).unwrap();
        assert_eq!(
            (told.kind, told.organisation.as_str(), told.number.as_str()),
            (AccountKind::Enterprise, "Công ty Mẫu", "")
        );
    }

    #[test]
    fn another_subject_at_the_userinfo_address_is_refused() {
        for more in [json!({"sub": "2"}), json!({"HoVaTen": "x"}), json!([]), json!("1")] {
            assert_eq!(told("i", &json!({"sub": "1"}), &more), Err(LoginError::Forged("userinfo subject")), "{more}");
        }
    }
}
