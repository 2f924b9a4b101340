//! What is asked of every parser, whatever text it is given: the tests and the fuzz targets share it.

use identity::Sex;
use identity::birth::BirthDate;
use identity::card::CardQr;
use identity::mrz::Mrz;
use identity::name::{PersonName, canonical_into, compare, near_key_into};
use identity::number::{CitizenNumber, IdNumber, InsuranceNumber, OldIdNumber, PassportNumber, TaxCode};
use std::fmt::{Debug, Display};
use std::str::FromStr;

/// Numbers: each reads back from its own digits as the same number, and none shows the digits of a person.
pub(crate) fn number(text: &str) {
    if let Ok(number) = text.parse::<IdNumber>() {
        assert_eq!(number.digits().parse(), Ok(number), "{text:?}");
    }
    hides_digits::<CitizenNumber>(text);
    hides_digits::<OldIdNumber>(text);
    hides_digits::<TaxCode>(text);
    hides_digits::<InsuranceNumber>(text);
    hides_digits::<PassportNumber>(text);
}

/// The bytes of a number, as files have them.
pub(crate) fn number_bytes(bytes: &[u8]) {
    if let Ok(number) = CitizenNumber::from_bytes(bytes) {
        assert_eq!(number.digits().parse(), Ok(number), "{bytes:?}");
    }
    if let Ok(date) = BirthDate::from_bytes(bytes) {
        assert_eq!(date.to_string().parse(), Ok(date), "{bytes:?}");
    }
}

/// Names: the key of a key is the key, and equal names are near.
pub(crate) fn name(text: &str) {
    hides_digits::<PersonName>(text);
    let keys = [canonical_into, near_key_into].map(|key_into| {
        let (mut once, mut twice) = (String::new(), String::new());
        key_into(text, &mut once);
        key_into(&once, &mut twice);
        assert_eq!(once, twice, "{text:?}");
        once
    });
    let mut near = String::new();
    near_key_into(&keys[0], &mut near);
    assert_eq!(near, keys[1], "{text:?}");
    compare(text, &keys[0]);
}

/// Dates of birth: each reads back as it is written, and agrees with itself.
pub(crate) fn birth(text: &str) {
    for date in [text.parse::<BirthDate>(), BirthDate::from_card(text)].into_iter().flatten() {
        assert_eq!(date.to_string().parse(), Ok(date), "{text:?}");
        assert!(date.agrees(&date));
    }
}

/// QR codes.
pub(crate) fn card(text: &str) {
    hides_digits::<CardQr>(text);
    Sex::from_card(text);
}

/// Machine readable zones.
pub(crate) fn mrz(text: &str) {
    hides_digits::<Mrz>(text);
    if let Ok(zone) = text.parse::<Mrz>() {
        let _ = zone.citizen_number();
        assert!(!zone.full_name().is_empty());
    }
}

/// A value or an error: neither shows the digits of a person.
fn hides_digits<T: FromStr<Err: Display> + Debug>(text: &str) {
    let shown = text.parse::<T>().map_or_else(|error| error.to_string(), |read| format!("{read:?}"));
    let run = shown.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max();
    assert!(run.unwrap_or_default() < 8, "a person's digits in {shown:?}");
}
