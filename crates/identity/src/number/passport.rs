//! *Số hộ chiếu*, Vietnamese or foreign.

use crate::typed::{bare, write_masked};
use std::fmt;
use std::str::FromStr;

/// *Số hộ chiếu*: letters and digits, in upper case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassportNumber(String);

/// Why a text is no passport number, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassportNumberError {
    /// Fewer than five or more than twelve.
    #[error("Số hộ chiếu có từ 5 đến 12 chữ cái và chữ số, bạn nhập {count}; xem lại số in trên hộ chiếu")]
    Length {
        /// How many were typed.
        count: usize,
    },
    /// A letter with marks, or something else, or no digit at all.
    #[error("Số hộ chiếu gồm chữ cái không dấu và chữ số, ví dụ C1234567; xem lại số in trên hộ chiếu")]
    Letter,
}

impl PassportNumber {
    /// All of it.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Whether it has the form of Vietnamese passports: one letter, then seven or eight digits. Other countries
    /// number theirs so too.
    pub fn has_vietnamese_form(&self) -> bool {
        let (first, rest) = self.0.split_at(1);
        first.bytes().all(|byte| byte.is_ascii_uppercase())
            && matches!(rest.len(), 7 | 8)
            && rest.bytes().all(|byte| byte.is_ascii_digit())
    }
}

impl FromStr for PassportNumber {
    type Err = PassportNumberError;

    fn from_str(text: &str) -> Result<PassportNumber, PassportNumberError> {
        let is_one = |letter: char| letter.is_ascii_alphanumeric();
        if !bare(text).all(is_one) || (!text.is_empty() && !bare(text).any(|letter| letter.is_ascii_digit())) {
            return Err(PassportNumberError::Letter);
        }
        match bare(text).count() {
            5..=12 => Ok(PassportNumber(bare(text).map(|letter| letter.to_ascii_uppercase()).collect())),
            count => Err(PassportNumberError::Length { count }),
        }
    }
}

impl fmt::Debug for PassportNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_masked(f, "PassportNumber", &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passport_number_is_letters_and_digits() {
        let rows = [("c 1234567", true), ("P12345678", true), ("X4RTBPFW4", false), ("123456789", false)];
        for (text, vietnamese) in rows {
            let number: PassportNumber = text.parse().unwrap();
            assert_eq!(number.has_vietnamese_form(), vietnamese, "{text}");
        }
    }

    #[test]
    fn what_is_no_passport_number_is_refused_by_kind() {
        let rows = [
            ("", PassportNumberError::Length { count: 0 }),
            ("C123", PassportNumberError::Length { count: 4 }),
            ("C123456789012", PassportNumberError::Length { count: 13 }),
            ("Đ1234567", PassportNumberError::Letter),
            ("HOCHIEU", PassportNumberError::Letter),
        ];
        for (text, error) in rows {
            assert_eq!(text.parse::<PassportNumber>(), Err(error), "{text}");
        }
    }
}
