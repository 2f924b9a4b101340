//! *Mã thủ tục hành chính*.

use crate::agency::AgencyCode;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// *Mã thủ tục hành chính*: `1.004194`, given by the national catalogue (NĐ 63/2010 art. 24).
///
/// A province's own variant carries its code in the older form: `1.000234.000.00.00.H42`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProcedureCode(String);

/// Why a text is no procedure code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "mã thủ tục «{0}» chưa đúng: cần dạng 1.004194 (một chữ số, dấu chấm, sáu chữ số), hoặc 1.000234.000.00.00.H42"
)]
pub struct BadProcedureCode(pub String);

/// Length of the national part, `D.DDDDDD`.
const NATIONAL_LEN: usize = 8;

impl ProcedureCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The national part: `1.000234` of `1.000234.000.00.00.H42`.
    pub fn national(&self) -> &str {
        &self.0[..NATIONAL_LEN]
    }

    /// The agency whose own variant this is; `None` for a national code.
    pub fn agency(&self) -> Option<AgencyCode> {
        self.0.get(NATIONAL_LEN + 1..)?.parse().ok()
    }
}

impl FromStr for ProcedureCode {
    type Err = BadProcedureCode;

    fn from_str(text: &str) -> Result<ProcedureCode, BadProcedureCode> {
        let text = text.trim();
        let bad = || BadProcedureCode(text.chars().take(40).collect());
        let bytes = text.as_bytes();
        let national = bytes.len() >= NATIONAL_LEN
            && bytes[1] == b'.'
            && bytes[..NATIONAL_LEN].iter().enumerate().all(|(at, byte)| at == 1 || byte.is_ascii_digit());
        if !national {
            return Err(bad());
        }
        let (national, rest) = text.split_at(NATIONAL_LEN);
        if rest.is_empty() {
            return Ok(ProcedureCode(national.to_owned()));
        }
        let agency: AgencyCode = rest.strip_prefix('.').and_then(|rest| rest.parse().ok()).ok_or_else(bad)?;
        Ok(ProcedureCode(format!("{national}.{}", agency.old_form().ok_or_else(bad)?)))
    }
}

impl TryFrom<String> for ProcedureCode {
    type Error = BadProcedureCode;
    fn try_from(text: String) -> Result<ProcedureCode, BadProcedureCode> {
        text.parse()
    }
}

impl From<ProcedureCode> for String {
    fn from(code: ProcedureCode) -> String {
        code.0
    }
}

impl fmt::Display for ProcedureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_national_code_and_a_provinces_variant_are_read() {
        let code: ProcedureCode = " 1.004194 ".parse().unwrap();
        assert_eq!((code.as_str(), code.agency()), ("1.004194", None));
        let local: ProcedureCode = "1.000234.000.00.00.H42".parse().unwrap();
        assert_eq!((local.national(), local.agency()), ("1.000234", Some("H42".parse().unwrap())));
        assert_eq!("1.000234.H42".parse::<ProcedureCode>().unwrap(), local, "both forms of an agency code are one");
    }

    #[test]
    fn texts_that_are_no_code_are_refused() {
        for text in [
            "",
            "1",
            "1.00419",
            "1.0041945",
            "1-004194",
            "x.004194",
            "1.00419a",
            "1.004194.",
            "1.004194.H4",
            "１.004194",
        ] {
            assert!(text.parse::<ProcedureCode>().is_err(), "{text}");
        }
    }
}
