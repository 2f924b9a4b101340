//! *Mã số bảo hiểm xã hội, số thẻ bảo hiểm y tế*.

use crate::typed::{bare, write_masked};
use std::fmt;
use std::str::FromStr;

/// *Mã số bảo hiểm xã hội* (ten digits), on older health insurance cards after five characters that say who the
/// holder is, what he is owed and where the card was issued: `DN 4 37 0123456789`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InsuranceNumber {
    prefix: Option<[u8; 5]>,
    social: u64,
}

/// Why a text is no insurance number, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InsuranceNumberError {
    /// Neither ten nor fifteen characters.
    #[error("Mã số bảo hiểm có 10 chữ số, số thẻ bảo hiểm y tế cũ có 15 ký tự, bạn nhập {count}; xem lại thẻ")]
    Length {
        /// How many were typed.
        count: usize,
    },
    /// The first two characters are no letters.
    #[error("Số thẻ bảo hiểm y tế bắt đầu bằng hai chữ cái, ví dụ DN; xem lại thẻ")]
    Object,
    /// The third character is not 1 to 5.
    #[error("Ký tự thứ ba của số thẻ bảo hiểm y tế là mức hưởng, từ 1 đến 5; xem lại thẻ")]
    Benefit,
    /// A letter stands where only digits may.
    #[error("Ký tự thứ {place} phải là chữ số; xem lại thẻ")]
    Letter {
        /// Counted from 1, without spaces.
        place: usize,
    },
}

impl InsuranceNumber {
    /// *Mã đối tượng*: two letters (`DN`, `TE` …), where the card says it.
    pub fn object(&self) -> Option<String> {
        self.prefix.map(|prefix| prefix[..2].iter().map(|letter| char::from(*letter)).collect())
    }

    /// *Mức hưởng*: 1 to 5, where the card says it.
    pub fn benefit(&self) -> Option<u8> {
        self.prefix.map(|prefix| prefix[2] - b'0')
    }

    /// *Mã tỉnh phát hành thẻ*, where the card says it.
    pub fn issued_in(&self) -> Option<u8> {
        self.prefix.map(|prefix| (prefix[3] - b'0') * 10 + prefix[4] - b'0')
    }

    /// *Mã số bảo hiểm xã hội*: the ten digits that stay with a person.
    pub fn social(&self) -> String {
        format!("{:010}", self.social)
    }

    /// All of it.
    pub fn digits(&self) -> String {
        let prefix: String = self.prefix.iter().flatten().map(|letter| char::from(*letter)).collect();
        prefix + &self.social()
    }
}

impl FromStr for InsuranceNumber {
    type Err = InsuranceNumberError;

    fn from_str(text: &str) -> Result<InsuranceNumber, InsuranceNumberError> {
        let count = bare(text).count();
        let skipped = match count {
            10 => 0,
            15 => 5,
            _ => return Err(InsuranceNumberError::Length { count }),
        };
        let mut prefix = [0; 5];
        let mut social = 0;
        for (place, letter) in bare(text).enumerate() {
            let upper = letter.to_ascii_uppercase();
            match place {
                0 | 1 if skipped > 0 && !upper.is_ascii_uppercase() => return Err(InsuranceNumberError::Object),
                2 if skipped > 0 && !matches!(upper, '1'..='5') => return Err(InsuranceNumberError::Benefit),
                0..=2 if skipped > 0 => {}
                _ if !upper.is_ascii_digit() => return Err(InsuranceNumberError::Letter { place: place + 1 }),
                _ => {}
            }
            if place < skipped {
                prefix[place] = upper as u8;
            } else {
                social = social * 10 + u64::from(upper as u8 - b'0');
            }
        }
        Ok(InsuranceNumber { prefix: (skipped > 0).then_some(prefix), social })
    }
}

impl fmt::Debug for InsuranceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_masked(f, "InsuranceNumber", &self.digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_says_who_how_much_and_where() {
        let card: InsuranceNumber = "dn 4 37 0123456789".parse().unwrap();
        assert_eq!((card.object().as_deref(), card.benefit(), card.issued_in()), (Some("DN"), Some(4), Some(37)));
        assert_eq!((card.social().as_str(), card.digits().as_str()), ("0123456789", "DN4370123456789"));
        let new: InsuranceNumber = "0123456789".parse().unwrap();
        assert_eq!((new.object(), new.social().as_str(), new.digits().as_str()), (None, "0123456789", "0123456789"));
    }

    #[test]
    fn what_is_no_insurance_number_is_refused_by_kind() {
        let rows = [
            ("", InsuranceNumberError::Length { count: 0 }),
            ("DN437012345678", InsuranceNumberError::Length { count: 14 }),
            ("D14370123456789", InsuranceNumberError::Object),
            ("ĐN4370123456789", InsuranceNumberError::Object),
            ("DN6370123456789", InsuranceNumberError::Benefit),
            ("DN4X70123456789", InsuranceNumberError::Letter { place: 4 }),
            ("DN43701234567O9", InsuranceNumberError::Letter { place: 14 }),
            ("012345678X", InsuranceNumberError::Letter { place: 10 }),
        ];
        for (text, error) in rows {
            assert_eq!(text.parse::<InsuranceNumber>(), Err(error), "{text}");
        }
    }
}
