//! *Mã QR trên thẻ căn cước*: what the square on an identity card says.

use crate::Sex;
use crate::birth::{BirthDate, BirthDateError};
use crate::name::{PersonName, PersonNameError};
use crate::number::{CitizenNumber, CitizenNumberError, OldIdNumber, OldIdNumberError};
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

impl FromStr for CardQr {
    type Err = CardQrError;

    fn from_str(text: &str) -> Result<CardQr, CardQrError> {
        let text =
            text.trim_matches(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '\u{feff}');
        let mut fields = text.split('|');
        let first: [Option<&str>; 7] = std::array::from_fn(|_| fields.next());
        let [Some(number), Some(old_number), Some(name), Some(born), Some(sex), Some(address), Some(issued_on)] = first
        else {
            return Err(CardQrError::Fields {
                found: first.iter().flatten().filter(|field| !field.is_empty()).count(),
            });
        };
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
            more: fields.map(|field| field.trim().to_owned()).collect(),
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
    fn a_log_never_shows_who_holds_a_card() {
        let shown = format!("{:?}", CARD.parse::<CardQr>().unwrap());
        assert_eq!(shown, "CardQr { number: CitizenNumber(001******001), .. }");
    }
}
