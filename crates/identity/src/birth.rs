//! *Ngày sinh*, which for many people is a year, or a month of a year, and no more.

use crate::typed::{eight_digits, is_invisible};
use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

/// *Ngày, tháng, năm sinh*: as much of it as the papers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BirthDate {
    /// Only the year.
    Year(i16),
    /// Year and month (1–12).
    YearMonth(i16, i8),
    /// The whole date.
    Day(Date),
}

/// Why a text is no date of birth, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BirthDateError {
    /// Nothing was typed.
    #[error("Nhập ngày, tháng, năm sinh, ví dụ 21/3/1990; chỉ biết năm thì nhập năm")]
    Blank,
    /// Not one of the ways a date is written.
    #[error("Nhập ngày sinh bằng số, ví dụ 21/3/1990; chỉ biết năm thì nhập năm")]
    Form,
    /// Not a year of people who live or lived.
    #[error("Xem lại năm sinh: cần đủ bốn chữ số, từ 1800 đến 2200")]
    Year,
    /// Not a month.
    #[error("Không có tháng {0}; xem lại tháng sinh")]
    Month(i16),
    /// The month has no such day.
    #[error("Không có ngày {day} tháng {month} của năm ấy; xem lại ngày và tháng sinh")]
    Day {
        /// As typed.
        day: i16,
        /// As typed.
        month: i16,
    },
}

impl BirthDate {
    /// From three numbers; a month or day of 0 is one that is not known, as registers write it.
    pub fn new(year: i16, month: i16, day: i16) -> Result<BirthDate, BirthDateError> {
        if !(1800..=2200).contains(&year) {
            return Err(BirthDateError::Year);
        }
        let no_day = BirthDateError::Day { day, month };
        match (month, day) {
            (0, 0) => Ok(BirthDate::Year(year)),
            (0, _) => Err(no_day),
            (1..=12, 0) => Ok(BirthDate::YearMonth(year, month as i8)),
            (1..=12, _) => {
                let day = i8::try_from(day).map_err(|_| no_day)?;
                Date::new(year, month as i8, day).map(BirthDate::Day).map_err(|_| no_day)
            }
            _ => Err(BirthDateError::Month(month)),
        }
    }

    /// `ddMMyyyy` as the QR code of a card has it (`00` for what is not known), or the year alone.
    pub fn from_card(text: &str) -> Result<BirthDate, BirthDateError> {
        let number = |digits: &str| digits.parse::<i16>().map_err(|_| BirthDateError::Form);
        let text = text.trim();
        match (text.len(), text.bytes().all(|byte| byte.is_ascii_digit())) {
            (0, _) => Err(BirthDateError::Blank),
            (8, true) => BirthDate::new(number(&text[4..])?, number(&text[2..4])?, number(&text[..2])?),
            (4, true) => BirthDate::new(number(text)?, 0, 0),
            _ => Err(BirthDateError::Form),
        }
    }

    /// What `parse` reads, from bytes that may be no text; quick for `1990-03-21`, `21/03/1990` and `1990`.
    #[inline]
    pub fn from_bytes(text: &[u8]) -> Result<BirthDate, BirthDateError> {
        let digits = match *text {
            [a, b, c, d, b'-', e, f, b'-', g, h] | [g, h, b'/', e, f, b'/', a, b, c, d] => [a, b, c, d, e, f, g, h],
            [a, b, c, d] => [a, b, c, d, b'0', b'0', b'0', b'0'],
            _ => [b' '; 8],
        };
        match eight_digits(digits) {
            Some(number) => {
                let number = number as i32;
                BirthDate::new((number / 10_000) as i16, (number / 100 % 100) as i16, (number % 100) as i16)
            }
            None => std::str::from_utf8(text).map_err(|_| BirthDateError::Form)?.parse(),
        }
    }

    /// The year, which is always known.
    pub fn year(self) -> i16 {
        match self {
            BirthDate::Year(year) | BirthDate::YearMonth(year, _) => year,
            BirthDate::Day(date) => date.year(),
        }
    }

    /// The month, where it is known.
    pub fn month(self) -> Option<i8> {
        match self {
            BirthDate::Year(_) => None,
            BirthDate::YearMonth(_, month) => Some(month),
            BirthDate::Day(date) => Some(date.month()),
        }
    }

    /// Whether both can be true of one person: what one does not say, it does not deny.
    ///
    /// A year alone agrees with any date of that year, on either side.
    pub fn agrees(&self, other: &BirthDate) -> bool {
        let same_month = self.month().zip(other.month()).is_none_or(|(mine, theirs)| mine == theirs);
        let same_day = match (self, other) {
            (BirthDate::Day(mine), BirthDate::Day(theirs)) => mine == theirs,
            _ => true,
        };
        self.year() == other.year() && same_month && same_day
    }
}

/// Reads `21/3/1990`, `1990-03-21`, `19900321`, `3/1990`, `1990-03` and `1990`; `-`, `.` and spaces part as `/` does.
impl FromStr for BirthDate {
    type Err = BirthDateError;

    fn from_str(text: &str) -> Result<BirthDate, BirthDateError> {
        let parts = text
            .split(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '-' | '.') || is_invisible(letter))
            .filter(|part| !part.is_empty());
        let mut read = [""; 3];
        for (place, part) in parts.enumerate() {
            *read.get_mut(place).ok_or(BirthDateError::Form)? = part;
        }
        let number = |part: &str| {
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<i16>().ok().filter(|_| digits && part.len() <= 4).ok_or(BirthDateError::Form)
        };
        let is_year = |part: &str| part.len() == 4;
        match read {
            ["", "", ""] => Err(BirthDateError::Blank),
            [day, "", ""] if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) => {
                BirthDate::new(number(&day[..4])?, number(&day[4..6])?, number(&day[6..])?)
            }
            [year, "", ""] if is_year(year) => BirthDate::new(number(year)?, 0, 0),
            [year, month, ""] if is_year(year) => BirthDate::new(number(year)?, number(month)?, 0),
            [month, year, ""] if is_year(year) => BirthDate::new(number(year)?, number(month)?, 0),
            [year, month, day] if is_year(year) => BirthDate::new(number(year)?, number(month)?, number(day)?),
            [day, month, year] if is_year(year) => BirthDate::new(number(year)?, number(month)?, number(day)?),
            [_, _, year] if !year.is_empty() && number(year).is_ok() => Err(BirthDateError::Year),
            _ => Err(BirthDateError::Form),
        }
    }
}

/// As people write it: `21/03/1990`, `03/1990`, `1990`.
impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BirthDate::Year(year) => write!(f, "{year}"),
            BirthDate::YearMonth(year, month) => write!(f, "{month:02}/{year}"),
            BirthDate::Day(date) => write!(f, "{:02}/{:02}/{}", date.day(), date.month(), date.year()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn born(text: &str) -> BirthDate {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn a_date_of_birth_is_read_in_the_ways_it_is_written() {
        for text in ["1990-03-21", "21/03/1990", "21/3/1990", "21.3.1990", " 21 3 1990 ", "19900321"] {
            assert_eq!(born(text), BirthDate::Day(date(1990, 3, 21)), "{text}");
        }
        for text in ["03/1990", "3-1990", "1990-03", "00/03/1990", "19900300"] {
            assert_eq!(born(text), BirthDate::YearMonth(1990, 3), "{text}");
        }
        for text in ["1990", "00/00/1990", "19900000"] {
            assert_eq!(born(text), BirthDate::Year(1990), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused_with_what_to_do() {
        let rows = [
            ("", BirthDateError::Blank),
            (" / ", BirthDateError::Blank),
            ("31/02/1990", BirthDateError::Day { day: 31, month: 2 }),
            ("29/02/2023", BirthDateError::Day { day: 29, month: 2 }),
            ("19900231", BirthDateError::Day { day: 31, month: 2 }),
            ("21/00/1990", BirthDateError::Day { day: 21, month: 0 }),
            ("21/13/1990", BirthDateError::Month(13)),
            ("13/1990", BirthDateError::Month(13)),
            ("21/3/90", BirthDateError::Year),
            ("0090", BirthDateError::Year),
            ("hôm qua", BirthDateError::Form),
            ("1/2/3/1990", BirthDateError::Form),
            ("+1/3/1990", BirthDateError::Form),
            ("90", BirthDateError::Form),
        ];
        for (text, error) in rows {
            assert_eq!(text.parse::<BirthDate>(), Err(error), "{text}");
        }
    }

    #[test]
    fn a_year_alone_agrees_with_any_date_of_that_year_on_either_side() {
        let rows = [
            ("1990", "21/3/1990", true),
            ("1990", "1990", true),
            ("1990", "1991", false),
            ("3/1990", "21/3/1990", true),
            ("3/1990", "21/4/1990", false),
            ("3/1990", "1990", true),
            ("21/3/1990", "21/3/1990", true),
            ("21/3/1990", "22/3/1990", false),
        ];
        for (mine, theirs, agree) in rows {
            assert_eq!(born(mine).agrees(&born(theirs)), agree, "{mine} {theirs}");
            assert_eq!(born(theirs).agrees(&born(mine)), agree, "{theirs} {mine}");
        }
    }

    #[test]
    fn a_card_says_the_day_first() {
        assert_eq!(BirthDate::from_card("21031990"), Ok(BirthDate::Day(date(1990, 3, 21))));
        assert_eq!(BirthDate::from_card("00001950"), Ok(BirthDate::Year(1950)));
        assert_eq!(BirthDate::from_card("1950"), Ok(BirthDate::Year(1950)));
        assert_eq!(BirthDate::from_card("31021990"), Err(BirthDateError::Day { day: 31, month: 2 }));
        assert_eq!(BirthDate::from_card("2103199"), Err(BirthDateError::Form));
    }

    proptest! {
        #[test]
        fn bytes_are_read_as_text_is(
            text in "[0-9]{4}-[01][0-9]-[0-3][0-9]|[0-3][0-9]/[01][0-9]/[0-9]{4}|[0-9]{4}|[0-9/. -]{0,11}|\\PC{0,11}",
        ) {
            prop_assert_eq!(BirthDate::from_bytes(text.as_bytes()), text.parse::<BirthDate>());
        }

        #[test]
        fn what_is_written_reads_back(year in 1800i16..=2200, month in 0i16..=12, day in 0i16..=31) {
            if let Ok(date) = BirthDate::new(year, month, day) {
                prop_assert_eq!(date.to_string().parse(), Ok(date));
                prop_assert!(date.agrees(&BirthDate::Year(year)));
            }
        }
    }
}
