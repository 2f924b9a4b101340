//! DG13: what the chip of a Vietnamese card says beyond the machine readable zone.
//!
//! The layout is not published. It is known from programs that read real cards: a sequence for each field, which is
//! its number as an INTEGER and then one text or, for the parents, several.

use crate::DataGroup;
use crate::tlv::{Tlv, only};
use std::fmt;

/// *Thông tin công dân trên chip*: the fields of DG13 in their order.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalData {
    fields: Vec<(PersonalField, Vec<String>)>,
}

/// *Mục thông tin công dân*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PersonalField {
    /// *Số định danh cá nhân*.
    Number,
    /// *Họ, chữ đệm và tên*.
    FullName,
    /// *Ngày sinh*.
    Born,
    /// *Giới tính*.
    Sex,
    /// *Quốc tịch*.
    Nationality,
    /// *Dân tộc*.
    Ethnicity,
    /// *Tôn giáo*.
    Religion,
    /// *Quê quán*.
    Origin,
    /// *Nơi thường trú*.
    Residence,
    /// *Đặc điểm nhận dạng*.
    Features,
    /// *Ngày cấp*.
    Issued,
    /// *Ngày hết hạn*.
    Expires,
    /// *Họ tên cha, mẹ*.
    Parents,
    /// *Họ tên vợ, chồng*.
    Spouse,
    /// *Số chứng minh nhân dân cũ*.
    OldNumber,
    /// A number whose meaning is not known.
    Other(u8),
}

/// Why DG13 says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonalDataError {
    /// Tags or lengths are wrong.
    #[error("DG13 không đúng cấu trúc; đọc lại chip")]
    Structure,
    /// A text is not UTF-8.
    #[error("DG13 có chữ không phải UTF-8; đọc lại chip")]
    Text,
}

const SEQUENCE: u32 = 0x30;
const SET: u32 = 0x31;
const INTEGER: u32 = 0x02;
/// UTF8String, PrintableString, IA5String, OCTET STRING.
const TEXTS: [u32; 4] = [0x0c, 0x13, 0x16, 0x04];
/// Containers inside containers: real files have three.
const DEPTH: usize = 8;

impl PersonalData {
    /// Reads DG13.
    pub fn of(file: &[u8]) -> Result<PersonalData, PersonalDataError> {
        let group = only(file, DataGroup::PERSONAL.tag()).ok_or(PersonalDataError::Structure)?;
        let mut fields = Vec::new();
        collect_fields(&group, DEPTH, &mut fields)?;
        if fields.is_empty() { Err(PersonalDataError::Structure) } else { Ok(PersonalData { fields }) }
    }

    /// The first text of a field.
    pub fn text(&self, field: PersonalField) -> Option<&str> {
        let (_, texts) = self.fields.iter().find(|(found, _)| *found == field)?;
        texts.first().map(String::as_str)
    }

    /// Every field with its texts.
    pub fn fields(&self) -> impl Iterator<Item = (PersonalField, &[String])> {
        self.fields.iter().map(|(field, texts)| (*field, &texts[..]))
    }
}

impl PersonalField {
    fn of(number: u8) -> PersonalField {
        match number {
            1 => PersonalField::Number,
            2 => PersonalField::FullName,
            3 => PersonalField::Born,
            4 => PersonalField::Sex,
            5 => PersonalField::Nationality,
            6 => PersonalField::Ethnicity,
            7 => PersonalField::Religion,
            8 => PersonalField::Origin,
            9 => PersonalField::Residence,
            10 => PersonalField::Features,
            11 => PersonalField::Issued,
            12 => PersonalField::Expires,
            13 => PersonalField::Parents,
            14 => PersonalField::Spouse,
            16 => PersonalField::OldNumber,
            other => PersonalField::Other(other),
        }
    }
}

/// As it is called on a page.
impl fmt::Display for PersonalField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            PersonalField::Number => "Số định danh cá nhân",
            PersonalField::FullName => "Họ, chữ đệm và tên",
            PersonalField::Born => "Ngày sinh",
            PersonalField::Sex => "Giới tính",
            PersonalField::Nationality => "Quốc tịch",
            PersonalField::Ethnicity => "Dân tộc",
            PersonalField::Religion => "Tôn giáo",
            PersonalField::Origin => "Quê quán",
            PersonalField::Residence => "Nơi thường trú",
            PersonalField::Features => "Đặc điểm nhận dạng",
            PersonalField::Issued => "Ngày cấp",
            PersonalField::Expires => "Ngày hết hạn",
            PersonalField::Parents => "Họ tên cha, mẹ",
            PersonalField::Spouse => "Họ tên vợ, chồng",
            PersonalField::OldNumber => "Số chứng minh nhân dân cũ",
            PersonalField::Other(number) => return write!(f, "Mục {number}"),
        };
        f.write_str(name)
    }
}

/// Looks for fields in a container; what is neither a field nor a container says nothing.
fn collect_fields(
    container: &Tlv<'_>,
    depth: usize,
    fields: &mut Vec<(PersonalField, Vec<String>)>,
) -> Result<(), PersonalDataError> {
    let mut elements = container.inside();
    while !elements.is_finished() {
        let element = elements.take().ok_or(PersonalDataError::Structure)?;
        if let Some((number, value)) = field(&element) {
            let mut texts = Vec::new();
            collect_texts(&value, DEPTH, &mut texts)?;
            fields.push((PersonalField::of(number), texts));
        } else if is_container(&element) {
            collect_fields(&element, depth.checked_sub(1).ok_or(PersonalDataError::Structure)?, fields)?;
        }
    }
    Ok(())
}

/// `SEQUENCE { INTEGER number, value }`, whose value holds no fields of its own.
fn field<'a>(element: &Tlv<'a>) -> Option<(u8, Tlv<'a>)> {
    let mut parts = element.inside();
    let number = parts.take_if(INTEGER).filter(|_| element.tag == SEQUENCE)?;
    let value = parts.take().filter(|_| parts.is_finished())?;
    let holds_fields = is_container(&value) && value.inside().take().is_some_and(|first| begins_like_a_field(&first));
    match number.value {
        [number] if !holds_fields => Some((*number, value)),
        _ => None,
    }
}

fn begins_like_a_field(element: &Tlv<'_>) -> bool {
    element.tag == SEQUENCE && element.inside().take_if(INTEGER).is_some()
}

/// Every text of a value, in order; empty ones too.
fn collect_texts(value: &Tlv<'_>, depth: usize, texts: &mut Vec<String>) -> Result<(), PersonalDataError> {
    if TEXTS.contains(&value.tag) {
        let text = std::str::from_utf8(value.value).map_err(|_| PersonalDataError::Text)?;
        texts.push(text.trim().to_owned());
    } else if is_container(value) {
        let depth = depth.checked_sub(1).ok_or(PersonalDataError::Structure)?;
        let mut elements = value.inside();
        while !elements.is_finished() {
            collect_texts(&elements.take().ok_or(PersonalDataError::Structure)?, depth, texts)?;
        }
    }
    Ok(())
}

/// SEQUENCE, SET and the numbered containers around them.
fn is_container(element: &Tlv<'_>) -> bool {
    matches!(element.tag, SEQUENCE | SET | 0xa0..=0xaf)
}

/// Only how much there is: it is all of a person.
impl fmt::Debug for PersonalData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonalData").field("fields", &self.fields.len()).finish_non_exhaustive()
    }
}
