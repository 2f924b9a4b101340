//! *Số định danh cá nhân*, and the nine digits that were there before it.

use crate::Sex;
use crate::typed::{Digits, eight_digits, value_of, write_masked};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// Codes of the places of birth registration, with their source: a new code is a new row.
const PROVINCES: &str = include_str!("../../../../data/citizen_provinces.tsv");

/// *Tỉnh, thành phố nơi đăng ký khai sinh*: one of the 63 of before July 2025, which the merger left as they were
/// in people's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Province {
    /// The first three digits of a citizen number.
    pub code: u16,
    /// Its name then.
    pub name: &'static str,
}

impl Province {
    /// The province of a code, if there was one.
    pub fn of_code(code: u16) -> Option<Province> {
        static BY_CODE: LazyLock<Vec<Option<Province>>> = LazyLock::new(|| {
            let mut by_code = vec![None; 1000];
            for row in PROVINCES.lines().skip(1) {
                let mut cells = row.split('\t');
                if let (Some(Ok(code)), Some(name)) = (cells.next().map(str::parse::<u16>), cells.next()) {
                    by_code[usize::from(code)] = Some(Province { code, name });
                }
            }
            by_code
        });
        BY_CODE.get(usize::from(code)).copied().flatten()
    }

    /// Whether a code was ever given out. One bit a code: asked by the hundred million, it pushes nothing else out of
    /// the processor's nearest memory.
    fn is_code(code: u16) -> bool {
        static KNOWN: LazyLock<[u64; 16]> = LazyLock::new(|| {
            let mut known = [0; 16];
            for code in (0..1000).filter(|code| Province::of_code(*code).is_some()) {
                known[usize::from(code / 64)] |= 1 << (code % 64);
            }
            known
        });
        KNOWN.get(usize::from(code / 64)).is_some_and(|bits| bits >> (code % 64) & 1 == 1)
    }
}

/// *Số định danh cá nhân*: twelve digits `PPP G YY NNNNNN`: province of birth registration, century and sex, year of
/// birth, six digits of chance. It has no check digit: a slip in the last six cannot be seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitizenNumber(u64);

/// Why a text is no citizen number, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CitizenNumberError {
    /// Nothing was typed.
    #[error("Nhập số định danh gồm 12 chữ số in trên thẻ căn cước")]
    Blank,
    /// Something else than digits.
    #[error("Số định danh chỉ gồm chữ số; nhập 12 chữ số in trên thẻ căn cước")]
    Letter,
    /// Too few or too many.
    #[error("Số định danh có 12 chữ số, bạn nhập {count}; xem lại số in trên thẻ căn cước")]
    Length {
        /// How many digits were typed.
        count: usize,
    },
    /// The first three digits name no province.
    #[error(
        "Ba số đầu {code:03} không phải mã tỉnh; xem lại số in trên thẻ căn cước. \
         Nếu thẻ in đúng như vậy, nộp hồ sơ tại bộ phận một cửa"
    )]
    Province {
        /// The three digits.
        code: u16,
    },
}

impl CitizenNumber {
    /// From the number its digits make, as an index keeps it.
    #[inline]
    pub fn from_value(value: u64) -> Result<CitizenNumber, CitizenNumberError> {
        if value >= 1_000_000_000_000 {
            return Err(CitizenNumberError::Length { count: value.ilog10() as usize + 1 });
        }
        let code = (value / 1_000_000_000) as u16;
        if Province::is_code(code) { Ok(CitizenNumber(value)) } else { Err(CitizenNumberError::Province { code }) }
    }

    /// What `parse` reads, from bytes that may be no text; quick where they are the bare twelve digits.
    #[inline]
    pub fn from_bytes(text: &[u8]) -> Result<CitizenNumber, CitizenNumberError> {
        if let Ok([a, b, c, d, last @ ..]) = <[u8; 12]>::try_from(text)
            && let Some(first) = eight_digits([b'0', b'0', b'0', b'0', a, b, c, d])
            && let Some(last) = eight_digits(last)
        {
            return CitizenNumber::from_value(first * 100_000_000 + last);
        }
        std::str::from_utf8(text).map_err(|_| CitizenNumberError::Letter)?.parse()
    }

    /// The number its digits make; less than 10¹².
    pub fn value(self) -> u64 {
        self.0
    }

    /// Where the birth was registered.
    pub fn province(self) -> Province {
        Province::of_code((self.0 / 1_000_000_000) as u16).expect("a citizen number begins with a known code")
    }

    /// Century and sex: 0 and 1 for men and women of the 20th century, 2 and 3 of the 21st, and so on.
    fn century_and_sex(self) -> u64 {
        self.0 / 100_000_000 % 10
    }

    /// Sex, as registered.
    pub fn sex(self) -> Sex {
        if self.century_and_sex().is_multiple_of(2) { Sex::Male } else { Sex::Female }
    }

    /// Year of birth, as registered; compare it as `BirthDate::Year` with what else is known.
    pub fn birth_year(self) -> i16 {
        (1900 + 100 * (self.century_and_sex() / 2) + self.0 / 1_000_000 % 100) as i16
    }

    /// All twelve digits.
    pub fn digits(self) -> String {
        format!("{:012}", self.0)
    }
}

impl FromStr for CitizenNumber {
    type Err = CitizenNumberError;

    fn from_str(text: &str) -> Result<CitizenNumber, CitizenNumberError> {
        let digits = Digits::of(text).ok_or(CitizenNumberError::Letter)?;
        match digits.count {
            0 => Err(CitizenNumberError::Blank),
            12 => CitizenNumber::from_value(value_of(&digits.first::<12>().expect("twelve were typed"))),
            count => Err(CitizenNumberError::Length { count }),
        }
    }
}

impl fmt::Debug for CitizenNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_masked(f, "CitizenNumber", &self.digits())
    }
}

/// *Số chứng minh nhân dân*: nine digits, without check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OldIdNumber(u32);

/// Why a text is no old number, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OldIdNumberError {
    /// Something else than digits.
    #[error("Số chứng minh nhân dân chỉ gồm chữ số; nhập 9 chữ số in trên giấy tờ")]
    Letter,
    /// Too few or too many.
    #[error("Số chứng minh nhân dân có 9 chữ số, bạn nhập {count}; xem lại số in trên giấy tờ")]
    Length {
        /// How many digits were typed.
        count: usize,
    },
    /// `000000001`: typed to fill the field. No place issued numbers that begin with three zeros.
    #[error("Số này không phải số chứng minh nhân dân; nhập số in trên giấy tờ")]
    Placeholder,
}

impl OldIdNumber {
    /// All nine digits.
    pub fn digits(self) -> String {
        format!("{:09}", self.0)
    }
}

impl FromStr for OldIdNumber {
    type Err = OldIdNumberError;

    fn from_str(text: &str) -> Result<OldIdNumber, OldIdNumberError> {
        let digits = Digits::of(text).ok_or(OldIdNumberError::Letter)?;
        match digits.first::<9>() {
            Some([0, 0, 0, ..]) if digits.count == 9 => Err(OldIdNumberError::Placeholder),
            Some(nine) if digits.count == 9 => Ok(OldIdNumber(value_of(&nine) as u32)),
            _ => Err(OldIdNumberError::Length { count: digits.count }),
        }
    }
}

impl fmt::Debug for OldIdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_masked(f, "OldIdNumber", &self.digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> CitizenNumber {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn a_citizen_number_tells_province_sex_and_year() {
        let rows = [
            ("001090000001", "Hà Nội", Sex::Male, 1990),
            ("037 1 90 000001", "Ninh Bình", Sex::Female, 1990),
            ("079.204.000.001", "Hồ Chí Minh", Sex::Male, 2004),
            ("096-3-04-000001", "Cà Mau", Sex::Female, 2004),
            ("001400000001", "Hà Nội", Sex::Male, 2100),
            ("001999000001", "Hà Nội", Sex::Female, 2399),
        ];
        for (text, province, sex, year) in rows {
            let number = number(text);
            assert_eq!((number.province().name, number.sex(), number.birth_year()), (province, sex, year), "{text}");
        }
    }

    #[test]
    fn what_is_no_citizen_number_is_refused_by_kind() {
        let rows = [
            ("", CitizenNumberError::Blank),
            ("00109000000", CitizenNumberError::Length { count: 11 }),
            ("0010900000011", CitizenNumberError::Length { count: 13 }),
            ("00109000000l", CitizenNumberError::Letter),
            ("٠٠١٠٩٠٠٠٠٠٠١", CitizenNumberError::Letter),
            ("003090000001", CitizenNumberError::Province { code: 3 }),
            ("005090000001", CitizenNumberError::Province { code: 5 }),
            ("097090000001", CitizenNumberError::Province { code: 97 }),
            ("000090000001", CitizenNumberError::Province { code: 0 }),
            ("999090000001", CitizenNumberError::Province { code: 999 }),
        ];
        for (text, error) in rows {
            assert_eq!(text.parse::<CitizenNumber>(), Err(error), "{text}");
        }
    }

    #[test]
    fn sixty_three_provinces_register_births() {
        assert_eq!((0..=u16::MAX).filter_map(Province::of_code).count(), 63);
    }

    #[test]
    fn a_log_never_shows_a_whole_number() {
        assert_eq!(format!("{:?}", number("001090000456")), "CitizenNumber(001******456)");
        assert_eq!(format!("{:?}", "012345678".parse::<OldIdNumber>().unwrap()), "OldIdNumber(0*******8)");
    }

    #[test]
    fn an_old_number_has_nine_digits_and_is_no_filler() {
        assert_eq!("012 345 678".parse::<OldIdNumber>().unwrap().digits(), "012345678");
        let rows = [
            ("000000001", OldIdNumberError::Placeholder),
            ("01234567", OldIdNumberError::Length { count: 8 }),
            ("", OldIdNumberError::Length { count: 0 }),
            ("01234567A", OldIdNumberError::Letter),
        ];
        for (text, error) in rows {
            assert_eq!(text.parse::<OldIdNumber>(), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn bytes_are_read_as_text_is(text in "[0-9]{12}|[0-9 .\\-]{0,16}|0[0-9]{2}[0-9/:;٠ -]{9}|\\PC{0,14}") {
            prop_assert_eq!(CitizenNumber::from_bytes(text.as_bytes()), text.parse::<CitizenNumber>());
        }

        #[test]
        fn what_is_printed_reads_back(value in 0u64..1_200_000_000_000) {
            if let Ok(number) = CitizenNumber::from_value(value) {
                prop_assert_eq!(number.digits().parse(), Ok(number));
                prop_assert_eq!(number.value(), value);
                prop_assert!((1900..2400).contains(&number.birth_year()));
            }
        }
    }
}
