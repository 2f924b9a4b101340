//! *Mã hồ sơ*: the code of a dossier, in the three forms in use.

use crate::agency::AgencyCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// *Mã hồ sơ*: unique in the country; issued by the system, never by hand (TT 01/2018 art. 19).
///
/// Ours is `H42.19-231016-0001`; the older `000.00.19.H42-231016-0001` and the central
/// `G09.20-20260609-0092637` are kept as they came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DossierCode(String);

/// Why a text is no dossier code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("mã hồ sơ chưa đúng: cần dạng H42.19-231016-0001, in trên giấy tiếp nhận hồ sơ")]
pub struct BadDossierCode;

/// *Thành phần mã hồ sơ*: what an issued code says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeParts {
    /// The agency that issued it.
    pub agency: AgencyCode,
    /// The day it was issued.
    pub day: Date,
    /// Order of the day, from 1.
    pub number: u64,
}

impl DossierCode {
    /// The code of the `number`-th dossier an agency took in on a day; at least four digits, more when a day needs them.
    pub fn issue(agency: &AgencyCode, day: Date, number: u32) -> DossierCode {
        let year = day.year().rem_euclid(100);
        DossierCode(format!("{agency}-{year:02}{:02}{:02}-{number:04}", day.month(), day.day()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same dossier in the older form; `None` where the agency does not fit it.
    pub fn old_form(&self) -> Option<String> {
        let parts = self.parts()?;
        let rest = self.0.split_once('-')?.1;
        Some(format!("{}-{rest}", parts.agency.old_form()?))
    }

    /// Agency, day and number, where the code follows one of the three forms.
    pub fn parts(&self) -> Option<CodeParts> {
        let mut groups = self.0.split('-');
        let (agency, day, number) = (groups.next()?, groups.next()?, groups.next()?);
        if groups.next().is_some() || number.len() < 4 {
            return None;
        }
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().ok())?;
        let stamp = digits(day)?;
        let year = match day.len() {
            6 => 2000 + i16::try_from(stamp / 10_000).ok()?,
            8 => i16::try_from(stamp / 10_000).ok()?,
            _ => return None,
        };
        let month = i8::try_from(stamp / 100 % 100).ok()?;
        let day = i8::try_from(stamp % 100).ok()?;
        Some(CodeParts {
            agency: agency.parse().ok()?,
            day: Date::new(year, month, day).ok()?,
            number: digits(number)?,
        })
    }
}

impl FromStr for DossierCode {
    type Err = BadDossierCode;

    /// Accepts any code of 4 to 60 letters, digits, dots, dashes and slashes, and reads the older form of an
    /// issued code as ours, so that one dossier has one code.
    fn from_str(text: &str) -> Result<DossierCode, BadDossierCode> {
        let text = text.trim();
        let fits = (4..=60).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'/' | b'_'))
            && text.bytes().any(|b| b.is_ascii_digit());
        if !fits {
            return Err(BadDossierCode);
        }
        // Issued codes have capital letters only; people type them as they like.
        let Some(parts) = DossierCode(text.to_ascii_uppercase()).parts() else {
            return Ok(DossierCode(text.to_owned()));
        };
        let (_, rest) = text.split_once('-').ok_or(BadDossierCode)?;
        Ok(DossierCode(format!("{}-{rest}", parts.agency)))
    }
}

impl TryFrom<String> for DossierCode {
    type Error = BadDossierCode;
    fn try_from(text: String) -> Result<DossierCode, BadDossierCode> {
        text.parse()
    }
}

impl From<DossierCode> for String {
    fn from(code: DossierCode) -> String {
        code.0
    }
}

impl fmt::Display for DossierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_first_dossier_of_a_day_is_numbered_0001() {
        let agency = "H42.19".parse().unwrap();
        let code = DossierCode::issue(&agency, date(2023, 10, 16), 1);
        assert_eq!(code.as_str(), "H42.19-231016-0001");
        assert_eq!(code.old_form().unwrap(), "000.00.19.H42-231016-0001");
        assert_eq!(DossierCode::issue(&agency, date(2023, 10, 16), 12_345).as_str(), "H42.19-231016-12345");
    }

    #[test]
    fn the_older_form_is_the_same_dossier() {
        let ours: DossierCode = "H42.19-231016-0001".parse().unwrap();
        assert_eq!("000.00.19.H42-231016-0001".parse::<DossierCode>().unwrap(), ours);
    }

    #[test]
    fn small_letters_name_the_same_dossier() {
        let ours: DossierCode = "H42.19-231016-0001".parse().unwrap();
        assert_eq!("h42.19-231016-0001 ".parse::<DossierCode>().unwrap(), ours);
        assert_eq!("000.00.19.h42-231016-0001".parse::<DossierCode>().unwrap(), ours);
        assert_eq!("hs/2023-0001".parse::<DossierCode>().unwrap().as_str(), "hs/2023-0001");
    }

    #[test]
    fn a_central_code_keeps_its_shape_and_tells_its_day() {
        let code: DossierCode = "G09.20-20260609-0092637".parse().unwrap();
        assert_eq!(code.as_str(), "G09.20-20260609-0092637");
        let parts = code.parts().unwrap();
        assert_eq!((parts.day, parts.number), (date(2026, 6, 9), 92_637));
    }

    #[test]
    fn texts_that_are_no_code_are_refused() {
        for text in ["", "abc", "H42.19 231016", "<script>1", "'; drop table 1", &"9".repeat(61)] {
            assert!(text.parse::<DossierCode>().is_err(), "{text}");
        }
    }
}
