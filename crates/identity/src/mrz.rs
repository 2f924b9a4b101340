//! *Vùng đọc máy* (MRZ) of identity cards (TD1: three lines of 30) and passports (TD3: two of 44), ICAO Doc 9303.

mod lines;

use crate::Sex;
use crate::birth::BirthDate;
use crate::number::CitizenNumber;
use jiff::civil::Date;
use lines::Lines;
use std::fmt;
use std::str::FromStr;

/// *Vùng đọc máy*, whose check digits are right.
#[derive(Clone, PartialEq, Eq)]
pub struct Mrz {
    /// Card or passport.
    pub kind: MrzKind,
    /// First two letters: `ID`, `I`, `P` …
    pub document: String,
    /// State or body that issued it: `VNM`.
    pub issuer: String,
    /// Number of the document.
    pub number: String,
    /// *Họ*, without marks, in upper case.
    pub surname: String,
    /// *Chữ đệm và tên*, without marks, in upper case.
    pub given: String,
    /// The names fill their field, so they may have been cut.
    pub names_may_be_cut: bool,
    /// Nationality: `VNM`.
    pub nationality: String,
    /// Date of birth, with two digits of the year.
    pub born: ShortDate,
    /// Sex, where it is stated.
    pub sex: Option<Sex>,
    /// Last day of validity; `None` for cards without one.
    pub expires: Option<ShortDate>,
    /// What the issuer added: one field on passports, two on cards; empty ones too.
    pub optional: Vec<String>,
}

/// *Loại giấy tờ có vùng đọc máy*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MrzKind {
    /// *Thẻ*: TD1.
    Card,
    /// *Hộ chiếu*: TD3.
    Passport,
}

/// *Ngày trong vùng đọc máy*: two digits of the year; month and day may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ShortDate {
    year: i16,
    month: i16,
    day: i16,
}

/// *Mục của vùng đọc máy*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MrzField {
    /// *Số giấy tờ*.
    Number,
    /// *Ngày sinh*.
    Born,
    /// *Giới tính*.
    Sex,
    /// *Ngày hết hạn*.
    Expires,
    /// *Mục bổ sung*.
    Optional,
    /// *Họ tên*.
    Names,
    /// *Toàn vùng*: the check digit over all of it.
    Whole,
}

/// Why a text is no machine readable zone, and where it goes wrong. Lines and columns are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MrzError {
    /// Neither three lines of 30 nor two of 44.
    #[error("Vùng đọc máy có {letters} ký tự; thẻ có 3 dòng 30 ký tự, hộ chiếu có 2 dòng 44 ký tự; quét lại")]
    Shape {
        /// How many letters there are.
        letters: usize,
    },
    /// One line is too short or too long.
    #[error("Dòng {line} có {letters} ký tự, cần {wanted}; quét lại")]
    Line {
        /// Which.
        line: usize,
        /// How many letters it has.
        letters: usize,
        /// How many it must have.
        wanted: usize,
    },
    /// Something else than A–Z, 0–9 and `<`.
    #[error("Dòng {line}, ký tự {column}: chỉ có chữ A–Z, chữ số và dấu <; quét lại")]
    Letter {
        /// Which line.
        line: usize,
        /// Which letter of it.
        column: usize,
    },
    /// A check digit is not what it must be.
    #[error("Dòng {line}, {field}: số kiểm tra không khớp; quét lại, tránh bóng loá")]
    CheckDigit {
        /// The line the check digit stands in.
        line: usize,
        /// What it checks.
        field: MrzField,
    },
    /// The check digit is right and the field says nothing all the same.
    #[error("Dòng {line}, {field}: không đọc được; xem lại giấy tờ")]
    Field {
        /// Which line.
        line: usize,
        /// Which field.
        field: MrzField,
    },
}

impl fmt::Display for MrzField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MrzField::Number => "số giấy tờ",
            MrzField::Born => "ngày sinh",
            MrzField::Sex => "giới tính",
            MrzField::Expires => "ngày hết hạn",
            MrzField::Optional => "mục bổ sung",
            MrzField::Names => "họ tên",
            MrzField::Whole => "toàn vùng",
        })
    }
}

impl Mrz {
    /// Surname, middle and given names: `NGUYEN VAN AN`, *near* the name with its marks.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.surname, self.given).trim().to_owned()
    }

    /// *Số định danh cá nhân*: Vietnamese cards repeat it whole in the optional field, passports may.
    pub fn citizen_number(&self) -> Option<CitizenNumber> {
        let vietnamese = self.issuer == "VNM";
        let field = self.optional.first().filter(|_| vietnamese)?;
        field.get(..12)?.parse().ok()
    }

    /// Date of birth: of the year the citizen number says, else in the last hundred years before a day.
    pub fn born_before(&self, today: Date) -> Option<BirthDate> {
        let registered = self.citizen_number().map(CitizenNumber::birth_year);
        match registered.filter(|year| year % 100 == self.born.year) {
            Some(year) => BirthDate::new(year, self.born.month, self.born.day).ok(),
            None => self.born.latest_until(today.year(), today),
        }
    }
}

impl ShortDate {
    /// Parts of a date; `None` where they are none.
    fn of(field: &[u8]) -> Option<ShortDate> {
        let pair = |place: usize| match &field[place..place + 2] {
            b"<<" => Some(0),
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some(i16::from((tens - b'0') * 10 + ones - b'0')),
            _ => None,
        };
        let date = ShortDate { year: pair(0).filter(|_| field[0] != b'<')?, month: pair(2)?, day: pair(4)? };
        // 2000 is a leap year, so that 29 February passes whatever the century.
        BirthDate::new(2000 + date.year % 4, date.month, date.day).ok().map(|_| date)
    }

    /// The date in the century that brings it closest to a day: for dates of expiry.
    pub fn nearest(self, today: Date) -> Option<BirthDate> {
        self.latest_until(today.year().saturating_add(49), Date::MAX)
    }

    /// The latest such date that is neither in a later year nor after a day.
    fn latest_until(self, year: i16, day: Date) -> Option<BirthDate> {
        let first = year - (year - self.year).rem_euclid(100);
        [first, first - 100].into_iter().find_map(|year| {
            let date = BirthDate::new(year, self.month, self.day).ok()?;
            let started = match date {
                BirthDate::Year(year) => year <= day.year(),
                BirthDate::YearMonth(year, month) => (year, month) <= (day.year(), day.month()),
                BirthDate::Day(date) => date <= day,
            };
            started.then_some(date)
        })
    }
}

impl FromStr for Mrz {
    type Err = MrzError;

    fn from_str(text: &str) -> Result<Mrz, MrzError> {
        match Lines::of(text)? {
            Lines::Card(lines) => read_card(&lines),
            Lines::Passport(lines) => read_passport(&lines),
        }
    }
}

fn read_card([first, second, third]: &[[u8; 30]; 3]) -> Result<Mrz, MrzError> {
    let (number, optional) = card_number(first)?;
    let born = checked_date(second, 0, 2, MrzField::Born)?;
    let expires = checked_date(second, 8, 2, MrzField::Expires)?;
    let whole = [&first[5..30], &second[..7], &second[8..15], &second[18..29]].concat();
    expect_check(&whole, second[29], 2, MrzField::Whole)?;
    let issuer = filled(&first[2..5]);
    // Vietnamese cards of holders over 60 have no end and carry 31/12/99.
    let endless = issuer == "VNM" && &second[8..14] == b"991231";
    let (surname, given) = names(third, 3)?;
    Ok(Mrz {
        kind: MrzKind::Card,
        document: filled(&first[..2]),
        issuer,
        number,
        surname,
        given,
        names_may_be_cut: third[29] != b'<',
        nationality: filled(&second[15..18]),
        born,
        sex: sex(second[7], 2)?,
        expires: Some(expires).filter(|_| !endless),
        optional: vec![optional, filled(&second[18..29])],
    })
}

fn read_passport([first, second]: &[[u8; 44]; 2]) -> Result<Mrz, MrzError> {
    expect_check(&second[..9], second[9], 2, MrzField::Number)?;
    let born = checked_date(second, 13, 2, MrzField::Born)?;
    let expires = checked_date(second, 21, 2, MrzField::Expires)?;
    if second[42] != b'<' || second[28..42].iter().any(|letter| *letter != b'<') {
        expect_check(&second[28..42], second[42], 2, MrzField::Optional)?;
    }
    let whole = [&second[..10], &second[13..20], &second[21..43]].concat();
    expect_check(&whole, second[43], 2, MrzField::Whole)?;
    let (surname, given) = names(&first[5..], 1)?;
    Ok(Mrz {
        kind: MrzKind::Passport,
        document: filled(&first[..2]),
        issuer: filled(&first[2..5]),
        number: filled(&second[..9]),
        surname,
        given,
        names_may_be_cut: first[43] != b'<',
        nationality: filled(&second[10..13]),
        born,
        sex: sex(second[20], 2)?,
        expires: Some(expires),
        optional: vec![filled(&second[28..42])],
    })
}

/// The number of a card and what is left of its optional field: a number of more than nine letters goes on there,
/// followed by its check digit.
fn card_number(first: &[u8; 30]) -> Result<(String, String), MrzError> {
    let (head, check, optional) = (&first[5..14], first[14], &first[15..30]);
    let end = optional.iter().position(|letter| *letter == b'<').unwrap_or(optional.len());
    if check != b'<' || end == 0 {
        expect_check(head, check, 1, MrzField::Number)?;
        return Ok((filled(head), filled(optional)));
    }
    let (tail, check) = (&optional[..end - 1], optional[end - 1]);
    let number = [head, tail].concat();
    // The filler at the place of the check digit counts as nothing, but it moves the weights.
    expect_check(&[head, b"<", tail].concat(), check, 1, MrzField::Number)
        .or_else(|_| expect_check(&number, check, 1, MrzField::Number))?;
    Ok((filled(&number), filled(&optional[end..])))
}

fn checked_date(line: &[u8], place: usize, number: usize, field: MrzField) -> Result<ShortDate, MrzError> {
    let date = &line[place..place + 6];
    expect_check(date, line[place + 6], number, field)?;
    ShortDate::of(date).ok_or(MrzError::Field { line: number, field })
}

fn expect_check(field: &[u8], check: u8, line: usize, name: MrzField) -> Result<(), MrzError> {
    let right = check_digit(field) == check;
    right.then_some(()).ok_or(MrzError::CheckDigit { line, field: name })
}

/// Weights 7, 3, 1 over 0–9, A–Z as 10–35 and `<` as 0, modulo 10.
fn check_digit(field: &[u8]) -> u8 {
    let value = |letter: u8| match letter {
        b'0'..=b'9' => u32::from(letter - b'0'),
        b'A'..=b'Z' => u32::from(letter - b'A') + 10,
        _ => 0,
    };
    let sum: u32 =
        field.iter().zip([7, 3, 1].into_iter().cycle()).map(|(letter, weight)| value(*letter) * weight).sum();
    b'0' + (sum % 10) as u8
}

fn sex(letter: u8, line: usize) -> Result<Option<Sex>, MrzError> {
    match letter {
        b'M' => Ok(Some(Sex::Male)),
        b'F' => Ok(Some(Sex::Female)),
        b'<' | b'X' => Ok(None),
        _ => Err(MrzError::Field { line, field: MrzField::Sex }),
    }
}

/// Surname and given names, parted by two fillers; people of one name have no second part.
fn names(field: &[u8], line: usize) -> Result<(String, String), MrzError> {
    let text = filled(field);
    let (surname, given) = text.split_once("<<").unwrap_or((&text, ""));
    let words = |part: &str| part.split('<').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let names = (words(surname), words(given));
    let none = names.0.is_empty() && names.1.is_empty();
    if none { Err(MrzError::Field { line, field: MrzField::Names }) } else { Ok(names) }
}

/// A field without the fillers at its end.
fn filled(field: &[u8]) -> String {
    let text: String = field.iter().map(|letter| char::from(*letter)).collect();
    text.trim_end_matches('<').to_owned()
}

impl fmt::Debug for Mrz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mrz").field("kind", &self.kind).field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
