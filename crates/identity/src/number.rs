//! *Số giấy tờ*: the numbers papers give people and bodies, each read once and then known to be one.
//!
//! Spaces, dots and dashes are forgiven. `{:?}` hides most digits; `digits()` gives them all.

mod citizen;
mod holder;
mod insurance;
mod passport;
mod tax;

use crate::typed::bare;
pub use citizen::{CitizenNumber, CitizenNumberError, OldIdNumber, OldIdNumberError, Province};
pub use holder::{HolderNumber, HolderNumberError};
pub use insurance::{InsuranceNumber, InsuranceNumberError};
pub use passport::{PassportNumber, PassportNumberError};
use std::str::FromStr;
pub use tax::{TaxCode, TaxCodeError, TaxNumber};

/// *Số giấy tờ* of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum IdNumber {
    /// *Số định danh cá nhân*.
    Citizen(CitizenNumber),
    /// *Số chứng minh nhân dân*.
    Old(OldIdNumber),
    /// *Mã số thuế*.
    Tax(TaxCode),
    /// *Mã số bảo hiểm xã hội, số thẻ bảo hiểm y tế*.
    Insurance(InsuranceNumber),
    /// *Số hộ chiếu*.
    Passport(PassportNumber),
}

/// Why a text is no number of any kind, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdNumberError {
    /// Nothing was typed.
    #[error("Nhập số giấy tờ, ví dụ số định danh gồm 12 chữ số in trên thẻ căn cước")]
    Blank,
    /// So many digits are no number we know.
    #[error("Số này có {count} chữ số; số định danh có 12, chứng minh nhân dân có 9, mã số thuế có 10 hoặc 13")]
    Length {
        /// How many digits were typed.
        count: usize,
    },
    /// It looks like a citizen number and is none.
    #[error(transparent)]
    Citizen(#[from] CitizenNumberError),
    /// It looks like an old number and is none.
    #[error(transparent)]
    Old(#[from] OldIdNumberError),
    /// It looks like a tax code and is none.
    #[error(transparent)]
    Tax(#[from] TaxCodeError),
    /// It looks like the number of an insurance card and is none.
    #[error(transparent)]
    Insurance(#[from] InsuranceNumberError),
    /// Letters and digits that are no passport either.
    #[error(transparent)]
    Passport(#[from] PassportNumberError),
}

impl IdNumber {
    /// All of it, in the way it is stored.
    pub fn digits(&self) -> String {
        match self {
            IdNumber::Citizen(number) => number.digits(),
            IdNumber::Old(number) => number.digits(),
            IdNumber::Tax(code) => code.digits(),
            IdNumber::Insurance(number) => number.digits(),
            IdNumber::Passport(number) => number.digits().to_owned(),
        }
    }
}

/// Tells kinds apart by their shape. Ten digits are a tax code where the check digit is right and an insurance
/// number otherwise, so one insurance number in ten is taken for a tax code: who knows which of the two he asked
/// for reads that kind.
impl FromStr for IdNumber {
    type Err = IdNumberError;

    fn from_str(text: &str) -> Result<IdNumber, IdNumberError> {
        let count = bare(text).count();
        let digits_only = bare(text).all(|letter| letter.is_ascii_digit());
        Ok(match count {
            0 => return Err(IdNumberError::Blank),
            15 if !digits_only => IdNumber::Insurance(text.parse()?),
            _ if !digits_only => IdNumber::Passport(text.parse()?),
            9 => IdNumber::Old(text.parse()?),
            10 => text.parse().map(IdNumber::Tax).or_else(|_| text.parse().map(IdNumber::Insurance))?,
            12 => IdNumber::Citizen(text.parse()?),
            13 => IdNumber::Tax(text.parse()?),
            _ => return Err(IdNumberError::Length { count }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_says_which_kind_it_is() {
        let rows = [
            ("001 090 000 001", "Citizen(CitizenNumber(001******001))"),
            ("012.345.678", "Old(OldIdNumber(0*******8))"),
            ("0100109106", "Tax(TaxCode(01******06))"),
            ("0100109106-001", "Tax(TaxCode(010********001))"),
            ("0100109107", "Insurance(InsuranceNumber(01******07))"),
            ("DN4 37 0123456789", "Insurance(InsuranceNumber(DN4*********789))"),
            ("b1234567", "Passport(PassportNumber(B******7))"),
        ];
        for (text, shown) in rows {
            let number: IdNumber = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(format!("{number:?}"), shown, "{text}");
            assert_eq!(number.digits().parse::<IdNumber>(), Ok(number), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_says_what_to_do() {
        let rows = [
            (" - ", "Nhập số giấy tờ, ví dụ số định danh gồm 12 chữ số in trên thẻ căn cước"),
            (
                "00109000001",
                "Số này có 11 chữ số; số định danh có 12, chứng minh nhân dân có 9, mã số thuế có 10 hoặc 13",
            ),
            ("000000001", "Số này không phải số chứng minh nhân dân; nhập số in trên giấy tờ"),
            (
                "003090000001",
                "Ba số đầu 003 không phải mã tỉnh; xem lại số in trên thẻ căn cước. \
                 Nếu thẻ in đúng như vậy, nộp hồ sơ tại bộ phận một cửa",
            ),
            ("không có", "Số hộ chiếu gồm chữ cái không dấu và chữ số, ví dụ C1234567; xem lại số in trên hộ chiếu"),
        ];
        for (text, message) in rows {
            assert_eq!(text.parse::<IdNumber>().unwrap_err().to_string(), message, "{text}");
        }
    }
}
