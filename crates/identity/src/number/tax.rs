//! *Mã số thuế*: ten digits with a check digit, thirteen for a branch; since July 2025 a person's citizen number.

use super::{CitizenNumber, CitizenNumberError};
use crate::typed::{Digits, value_of, write_masked};
use std::fmt;
use std::str::FromStr;

/// Weights of the first nine digits (Thông tư 105/2020/TT-BTC, phụ lục 1).
const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// *Mã số thuế*.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaxCode {
    /// *Người nộp thuế*: ten digits.
    Payer(TaxNumber),
    /// *Đơn vị phụ thuộc*: the number of the body it belongs to and its own, 1 to 999.
    Branch(TaxNumber, u16),
    /// *Số định danh cá nhân thay cho mã số thuế*, of persons and households since 01/07/2025
    /// (Thông tư 86/2024/TT-BTC).
    Citizen(CitizenNumber),
}

/// *Mã số thuế 10 số*, whose last digit is right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxNumber(u64);

/// Why a text is no tax code, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxCodeError {
    /// Nothing was typed.
    #[error("Nhập mã số thuế gồm 10 chữ số (hoặc 13 chữ số với chi nhánh)")]
    Blank,
    /// Something else than digits.
    #[error("Mã số thuế chỉ gồm chữ số; nhập 10 chữ số (hoặc 13 chữ số với chi nhánh)")]
    Letter,
    /// Too few or too many.
    #[error("Mã số thuế có 10 chữ số, chi nhánh có 13, bạn nhập {count}; xem lại giấy chứng nhận đăng ký")]
    Length {
        /// How many digits were typed.
        count: usize,
    },
    /// The tenth digit does not follow from the first nine: a slip of typing.
    #[error("Mã số thuế gõ nhầm một chữ số nào đó; so lại từng số với giấy chứng nhận đăng ký")]
    CheckDigit,
    /// Branches are numbered from 001.
    #[error("Ba số cuối của mã số thuế chi nhánh bắt đầu từ 001; trụ sở chính thì chỉ nhập 10 chữ số đầu")]
    Branch,
    /// Twelve digits that are no citizen number.
    #[error(transparent)]
    Citizen(#[from] CitizenNumberError),
}

impl TaxNumber {
    fn of(digits: [u8; 10]) -> Option<TaxNumber> {
        let check = check_digit(digits.first_chunk().expect("ten digits begin with nine"))?;
        (check == digits[9]).then(|| TaxNumber(value_of(&digits)))
    }

    /// All ten digits.
    pub fn digits(self) -> String {
        format!("{:010}", self.0)
    }
}

/// The digit that follows nine, unless it would be ten: then the nine were never given out.
fn check_digit(nine: &[u8; 9]) -> Option<u8> {
    let sum: u32 = nine.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    let check = 10 - sum % 11;
    (check < 10).then_some(check as u8)
}

impl TaxCode {
    /// All of it, a branch after a dash: `0100109106-001`.
    pub fn digits(self) -> String {
        match self {
            TaxCode::Payer(number) => number.digits(),
            TaxCode::Branch(number, branch) => format!("{}-{branch:03}", number.digits()),
            TaxCode::Citizen(number) => number.digits(),
        }
    }
}

impl FromStr for TaxCode {
    type Err = TaxCodeError;

    fn from_str(text: &str) -> Result<TaxCode, TaxCodeError> {
        let digits = Digits::of(text).ok_or(TaxCodeError::Letter)?;
        let number = || digits.first().and_then(TaxNumber::of).ok_or(TaxCodeError::CheckDigit);
        match digits.count {
            0 => Err(TaxCodeError::Blank),
            10 => number().map(TaxCode::Payer),
            12 => Ok(TaxCode::Citizen(text.parse()?)),
            13 => {
                let all: [u8; 13] = digits.first().expect("thirteen were typed");
                match value_of(&all[10..]) as u16 {
                    0 => Err(TaxCodeError::Branch),
                    branch => number().map(|number| TaxCode::Branch(number, branch)),
                }
            }
            count => Err(TaxCodeError::Length { count }),
        }
    }
}

impl fmt::Debug for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_masked(f, "TaxCode", &self.digits())
    }
}

impl fmt::Debug for TaxNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_masked(f, "TaxNumber", &self.digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_circular_is_right() {
        assert_eq!(check_digit(&[0, 1, 0, 0, 0, 4, 7, 5, 1]), Some(6));
        assert_eq!(check_digit(&[0; 9]), None);
    }

    #[test]
    fn tax_codes_are_read_as_they_are_printed() {
        for text in ["0100109106", "0100109106-001", "001090000001"] {
            assert_eq!(text.parse::<TaxCode>().unwrap().digits(), text);
        }
        assert_eq!("0100109106001".parse::<TaxCode>().unwrap().digits(), "0100109106-001");
    }

    #[test]
    fn what_is_no_tax_code_is_refused_by_kind() {
        let rows = [
            ("", TaxCodeError::Blank),
            ("0100109107", TaxCodeError::CheckDigit),
            ("0000000000", TaxCodeError::CheckDigit),
            ("0100109106-000", TaxCodeError::Branch),
            ("0100109107-001", TaxCodeError::CheckDigit),
            ("010010910", TaxCodeError::Length { count: 9 }),
            ("MST0100109106", TaxCodeError::Letter),
            ("003090000001", TaxCodeError::Citizen(CitizenNumberError::Province { code: 3 })),
        ];
        for (text, error) in rows {
            assert_eq!(text.parse::<TaxCode>(), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_digit_typed_wrong_is_seen(nine in 0u64..1_000_000_000, place in 0usize..9, shift in 1u8..10) {
            let text = format!("{nine:09}");
            let mut digits: [u8; 9] = std::array::from_fn(|at| text.as_bytes()[at] - b'0');
            if let Some(check) = check_digit(&digits) {
                let code = format!("{text}{check}");
                prop_assert_eq!(code.parse::<TaxCode>().unwrap().digits(), code);
                digits[place] = (digits[place] + shift) % 10;
                prop_assert_ne!(check_digit(&digits), Some(check));
            }
        }
    }
}
