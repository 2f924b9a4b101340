//! *Mã QR trên thẻ căn cước*: what the square on an identity card says.

use crate::Sex;
use crate::birth::{BirthDate, BirthDateError};
use crate::name::{PersonName, PersonNameError};
use crate::number::{CitizenNumber, CitizenNumberError, HolderNumber, OldIdNumber, OldIdNumberError};
use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

/// *Nội dung mã QR của thẻ căn cước*: `số định danh|số cũ|họ tên|ddMMyyyy|Nam|địa chỉ|ddMMyyyy cấp`, and on newer
/// cards more.
#[derive(Clone, PartialEq, Eq)]
pub struct CardQr {
    /// Citizen number.
    pub number: CitizenNumber,
    /// The number before it, where there was one.
    pub old_number: Option<OldIdNumber>,
    /// Name as printed.
    pub name: PersonName,
    /// Date of birth, or as much of it as is known.
    pub born: BirthDate,
    /// Sex.
    pub sex: Sex,
    /// *Nơi thường trú* of the day the card was issued.
    pub address: String,
    /// Day of issue.
    pub issued_on: Date,
    /// What newer cards add, as it stands there.
    pub more: Vec<String>,
}

/// Why a text is no QR code of a card, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardQrError {
    /// Not the seven fields of a card.
    #[error("Đây không phải mã QR của thẻ căn cước (có {found} mục, cần ít nhất 7); quét mã ở góc trên bên phải thẻ")]
    Fields {
        /// How many there are.
        found: usize,
    },
    /// Field 1.
    #[error("Số định danh trong mã QR không đọc được; quét lại thẻ. {0}")]
    Number(CitizenNumberError),
    /// Field 2.
    #[error("Số chứng minh nhân dân trong mã QR không đọc được; quét lại thẻ. {0}")]
    OldNumber(OldIdNumberError),
    /// Field 3.
    #[error("Họ tên trong mã QR không đọc được; quét lại thẻ. {0}")]
    Name(PersonNameError),
    /// Field 4.
    #[error("Ngày sinh trong mã QR không đọc được; quét lại thẻ. {0}")]
    Born(BirthDateError),
    /// Field 5.
    #[error("Giới tính trong mã QR không phải Nam hay Nữ; quét lại thẻ")]
    Sex,
    /// Field 7.
    #[error("Ngày cấp trong mã QR không đọc được; quét lại thẻ")]
    IssuedOn,
}

/// *Người cầm thẻ căn cước*: what a desk needs of a card it holds in its hand to ask another service about its holder.
/// A number of a province we do not know is taken as it is printed: whether it is anybody's is for that service to say.
#[derive(Clone, PartialEq, Eq)]
pub struct CardHolder {
    /// Number.
    pub number: HolderNumber,
    /// Name as printed.
    pub name: PersonName,
    /// Date of birth, or as much of it as is known.
    pub born: BirthDate,
}

impl FromStr for CardHolder {
    type Err = CardQrError;

    fn from_str(text: &str) -> Result<CardHolder, CardQrError> {
        let ([number, _, name, born, ..], _) = seven(text)?;
        let number = match number.parse::<CitizenNumber>() {
            Ok(_) | Err(CitizenNumberError::Province { .. }) => number.parse(),
            Err(fault) => return Err(CardQrError::Number(fault)),
        };
        Ok(CardHolder {
            number: number.map_err(|_| CardQrError::Number(CitizenNumberError::Letter))?,
            name: name.parse().map_err(CardQrError::Name)?,
            born: BirthDate::from_card(born).map_err(CardQrError::Born)?,
        })
    }
}

impl fmt::Debug for CardHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardHolder").field("number", &self.number).finish_non_exhaustive()
    }
}

/// The seven fields every card has, and what newer ones add after them.
fn seven(text: &str) -> Result<([&str; 7], &str), CardQrError> {
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '\u{feff}');
    let mut rest = text;
    let mut first = [""; 7];
    for (place, field) in first.iter_mut().enumerate() {
        let end = rest.find('|').unwrap_or(rest.len());
        (*field, rest) = rest.split_at(end);
        if place < 6 {
            let found = || text.split('|').filter(|field| !field.is_empty()).count();
            rest = rest.strip_prefix('|').ok_or_else(|| CardQrError::Fields { found: found() })?;
        }
    }
    Ok((first, rest))
}

impl FromStr for CardQr {
    type Err = CardQrError;

    fn from_str(text: &str) -> Result<CardQr, CardQrError> {
        let ([number, old_number, name, born, sex, address, issued_on], fields) = seven(text)?;
        let old_number = Some(old_number).filter(|number| !number.trim().is_empty());
        let issued_on = match BirthDate::from_card(issued_on) {
            Ok(BirthDate::Day(day)) => Some(day),
            _ => None,
        };
        Ok(CardQr {
            number: number.parse().map_err(CardQrError::Number)?,
            old_number: old_number.map(str::parse).transpose().map_err(CardQrError::OldNumber)?,
            name: name.parse().map_err(CardQrError::Name)?,
            born: BirthDate::from_card(born).map_err(CardQrError::Born)?,
            sex: Sex::from_card(sex).ok_or(CardQrError::Sex)?,
            address: address.trim().to_owned(),
            issued_on: issued_on.ok_or(CardQrError::IssuedOn)?,
            more: fields.split('|').skip(1).map(|field| field.trim().to_owned()).collect(),
        })
    }
}

impl fmt::Debug for CardQr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardQr").field("number", &self.number).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const CARD: &str = "001090000001|012345678|Nguyễn Văn Mẫu|21031990|Nam|Số 1, phường Hoa Lư, Ninh Bình|01072021";

    #[test]
    fn a_card_says_seven_things() {
        let card: CardQr = CARD.parse().unwrap();
        assert_eq!(card.number.digits(), "001090000001");
        assert_eq!(card.old_number.map(OldIdNumber::digits).as_deref(), Some("012345678"));
        assert_eq!(card.name.as_str(), "Nguyễn Văn Mẫu");
        assert_eq!((card.born, card.sex), (BirthDate::Day(date(1990, 3, 21)), Sex::Male));
        assert_eq!(card.address, "Số 1, phường Hoa Lư, Ninh Bình");
        assert_eq!((card.issued_on, card.more.len()), (date(2021, 7, 1), 0));
    }

    #[test]
    fn newer_cards_say_more_and_many_have_no_old_number() {
        let text = "\u{feff}037190000001||TRẦN THỊ MẪU|00001955|Nữ||01072024||Trần Văn Cha|Lê Thị Mẹ|\r\n";
        let card: CardQr = text.parse().unwrap();
        assert_eq!((card.old_number, card.born, card.sex), (None, BirthDate::Year(1955), Sex::Female));
        assert_eq!(card.more, ["", "Trần Văn Cha", "Lê Thị Mẹ", ""]);
    }

    #[test]
    fn a_field_that_cannot_be_read_is_named() {
        let with = |old: &str, new: &str| CARD.replacen(old, new, 1).parse::<CardQr>().unwrap_err();
        let rows = [
            (with("001090000001", "003090000001"), CardQrError::Number(CitizenNumberError::Province { code: 3 })),
            (with("012345678", "0123"), CardQrError::OldNumber(OldIdNumberError::Length { count: 4 })),
            (with("Nguyễn Văn Mẫu", " "), CardQrError::Name(PersonNameError::Blank)),
            (with("21031990", "31021990"), CardQrError::Born(BirthDateError::Day { day: 31, month: 2 })),
            (with("Nam", "Name"), CardQrError::Sex),
            (with("01072021", "2021"), CardQrError::IssuedOn),
            (with("|01072021", ""), CardQrError::Fields { found: 6 }),
            ("https://vneid.gov.vn".parse::<CardQr>().unwrap_err(), CardQrError::Fields { found: 1 }),
            ("".parse::<CardQr>().unwrap_err(), CardQrError::Fields { found: 0 }),
        ];
        for (found, expected) in rows {
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn the_holder_of_a_card_is_read_whatever_province_its_number_names() {
        for number in ["001090000001", "003090000001"] {
            let holder: CardHolder = CARD.replacen("001090000001", number, 1).parse().unwrap();
            assert_eq!((holder.number.digits().as_str(), holder.name.as_str()), (number, "Nguyễn Văn Mẫu"));
            assert_eq!(holder.born, BirthDate::Day(date(1990, 3, 21)));
        }
        let newer = "003190000001||TRẦN THỊ MẪU|00001955|Nữ||01072024||Trần Văn Cha|Lê Thị Mẹ|";
        assert_eq!(newer.parse::<CardHolder>().unwrap().born, BirthDate::Year(1955));
        let shown = format!("{:?}", newer.parse::<CardHolder>().unwrap());
        assert_eq!(shown, "CardHolder { number: HolderNumber(003******001), .. }");
        for (text, error) in [
            ("003090000001|x", CardQrError::Fields { found: 2 }),
            ("0030900001||A B|21031990|Nam||01072021", CardQrError::Number(CitizenNumberError::Length { count: 10 })),
            ("003090000001||A B|31021990|Nam||01072021", CardQrError::Born(BirthDateError::Day { day: 31, month: 2 })),
        ] {
            assert_eq!(text.parse::<CardHolder>(), Err(error), "{text}");
        }
    }

    #[test]
    fn a_log_never_shows_who_holds_a_card() {
        let shown = format!("{:?}", CARD.parse::<CardQr>().unwrap());
        assert_eq!(shown, "CardQr { number: CitizenNumber(001******001), .. }");
    }
}
