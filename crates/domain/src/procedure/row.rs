//! How loosely a row of the catalogue may write one value: null for nothing, one text for a list, a number as text.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error};

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<Option<String>>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TextOrNumber {
    Text(String),
    Number(serde_json::Number),
}

impl TextOrNumber {
    fn into_text(self) -> String {
        match self {
            TextOrNumber::Text(text) => text,
            TextOrNumber::Number(number) => number.to_string(),
        }
    }
}

/// A text; null is the empty one.
pub(super) fn text<'de, D: Deserializer<'de>>(row: D) -> Result<String, D::Error> {
    Ok(Option::<TextOrNumber>::deserialize(row)?.map(TextOrNumber::into_text).unwrap_or_default())
}

/// A text that may be missing; blank is missing.
pub(super) fn optional_text<'de, D: Deserializer<'de>>(row: D) -> Result<Option<String>, D::Error> {
    Ok(Some(text(row)?).filter(|text| !text.trim().is_empty()))
}

/// Several texts; one text is a list of one, blank entries are none.
pub(super) fn texts<'de, D: Deserializer<'de>>(row: D) -> Result<Vec<String>, D::Error> {
    let all = match Option::<OneOrMany>::deserialize(row)? {
        None => Vec::new(),
        Some(OneOrMany::One(text)) => vec![text],
        Some(OneOrMany::Many(texts)) => texts.into_iter().flatten().collect(),
    };
    Ok(all.into_iter().filter(|text| !text.trim().is_empty()).collect())
}

/// A list of parts; null is the empty one.
pub(super) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(row: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(row)?.unwrap_or_default())
}

/// How many; null and blank are none.
pub(super) fn count<'de, D: Deserializer<'de>>(row: D) -> Result<u32, D::Error> {
    match text(row)?.trim() {
        "" => Ok(0),
        digits => digits.parse().map_err(|_| Error::custom("not a count")),
    }
}

/// Yes or no; null is no.
pub(super) fn yes<'de, D: Deserializer<'de>>(row: D) -> Result<bool, D::Error> {
    Ok(Option::<bool>::deserialize(row)?.unwrap_or_default())
}

/// A day, as `2025-12-31` or as it is printed, `31/12/2025`.
pub(super) fn day<'de, D: Deserializer<'de>>(row: D) -> Result<Option<Date>, D::Error> {
    let Some(text) = optional_text(row)? else {
        return Ok(None);
    };
    if let Ok(day) = text.trim().parse() {
        return Ok(Some(day));
    }
    Date::strptime("%d/%m/%Y", text.trim()).map(Some).map_err(|_| Error::custom("not a day"))
}
