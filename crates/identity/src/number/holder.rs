//! *Số tra cứu thẻ bảo hiểm y tế*: any of the three numbers a holder of insurance may show.

use super::{InsuranceNumber, InsuranceNumberError};
use crate::typed::{Digits, bare, value_of, write_masked};
use std::fmt;
use std::str::FromStr;

/// *Số tra cứu thẻ bảo hiểm y tế*: the fifteen characters of a card, the ten digits of a newer one, or the twelve
/// of the identity card that takes its place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HolderNumber {
    /// *Số thẻ bảo hiểm y tế, mã số bảo hiểm xã hội*.
    Card(InsuranceNumber),
    /// *Số định danh cá nhân*, of whatever province: the desk reads it off the card it holds.
    Citizen(u64),
}

/// Why a text is none of them, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HolderNumberError {
    /// Nothing was typed.
    #[error("Quét mã trên căn cước, hoặc nhập số thẻ bảo hiểm y tế")]
    Blank,
    /// None of the three lengths.
    #[error(
        "Số này có {count} ký tự; số căn cước có 12 chữ số, số thẻ bảo hiểm y tế có 10 chữ số hoặc 15 ký tự. \
         Xem lại thẻ hoặc quét lại"
    )]
    Length {
        /// How many were typed.
        count: usize,
    },
    /// Twelve, and not all digits.
    #[error("Số căn cước chỉ gồm 12 chữ số; xem lại thẻ hoặc quét lại")]
    Letter,
    /// Ten or fifteen, and no insurance number.
    #[error(transparent)]
    Card(#[from] InsuranceNumberError),
}

impl HolderNumber {
    /// All of it, as it is asked for.
    pub fn digits(&self) -> String {
        match self {
            HolderNumber::Card(number) => number.digits(),
            HolderNumber::Citizen(number) => format!("{number:012}"),
        }
    }

    /// The last three, enough to tell today's patients of a desk apart.
    pub fn tail(&self) -> String {
        let digits = self.digits();
        digits[digits.len() - 3..].to_owned()
    }
}

impl FromStr for HolderNumber {
    type Err = HolderNumberError;

    fn from_str(text: &str) -> Result<HolderNumber, HolderNumberError> {
        match bare(text).count() {
            0 => Err(HolderNumberError::Blank),
            10 | 15 => Ok(HolderNumber::Card(text.parse()?)),
            12 => {
                let digits = Digits::of(text).and_then(|digits| digits.first::<12>());
                digits.map(|digits| HolderNumber::Citizen(value_of(&digits))).ok_or(HolderNumberError::Letter)
            }
            count => Err(HolderNumberError::Length { count }),
        }
    }
}

impl fmt::Debug for HolderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_masked(f, "HolderNumber", &self.digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_shows_one_of_three_numbers() {
        for (typed, digits, tail) in [
            ("dn 4 37 0123456789", "DN4370123456789", "789"),
            ("0123-456-789", "0123456789", "789"),
            ("003 090 000 001", "003090000001", "001"),
            ("037090000001", "037090000001", "001"),
        ] {
            let number: HolderNumber = typed.parse().unwrap();
            assert_eq!((number.digits().as_str(), number.tail().as_str()), (digits, tail), "{typed}");
            assert!(!format!("{number:?}").contains(digits), "{typed}");
        }
    }

    #[test]
    fn what_is_none_of_them_says_what_to_do() {
        for (typed, error) in [
            (" . ", HolderNumberError::Blank),
            ("12345678", HolderNumberError::Length { count: 8 }),
            ("00309000000A", HolderNumberError::Letter),
            ("DN6370123456789", HolderNumberError::Card(InsuranceNumberError::Benefit)),
        ] {
            assert_eq!(typed.parse::<HolderNumber>(), Err(error), "{typed}");
        }
    }
}
