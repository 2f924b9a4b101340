use super::*;
use jiff::civil::date;
use proptest::prelude::*;

/// Specimens of ICAO Doc 9303, parts 4 and 5; Utopia issues them.
const PASSPORT: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
const CARD: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const LONG_NUMBER: &str =
    "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<";

/// A Vietnamese card of nobody: nine digits, their check digit, all twelve, and one more digit.
fn vietnamese(number: &str, expires: &str) -> String {
    let check = |field: &str| char::from(check_digit(field.as_bytes()));
    let first = format!("IDVNM{}{}{number}<<8", &number[3..], check(&number[3..]));
    let born = format!("{}0321", &number[4..6]);
    let (born, sex) = (format!("{born}{}", check(&born)), 'M');
    let expires = format!("{expires}{}", check(expires));
    let whole = format!("{}{born}{expires}<<<<<<<<<<<", &first[5..]);
    format!("{first}\n{born}{sex}{expires}VNM<<<<<<<<<<<{}\nNGUYEN<<VAN<MAU<<<<<<<<<<<<<<<", check(&whole))
}

#[test]
fn a_passport_is_read() {
    let zone: Mrz = PASSPORT.parse().unwrap();
    assert_eq!((zone.kind, zone.document.as_str(), zone.issuer.as_str()), (MrzKind::Passport, "P", "UTO"));
    assert_eq!((zone.number.as_str(), zone.full_name().as_str()), ("L898902C3", "ERIKSSON ANNA MARIA"));
    assert_eq!((zone.sex, zone.optional.as_slice()), (Some(Sex::Female), &["ZE184226B".to_owned()][..]));
    let today = date(2026, 11, 23);
    assert_eq!(zone.born_before(today), Some(BirthDate::Day(date(1974, 8, 12))));
    assert_eq!(zone.expires.unwrap().nearest(today), Some(BirthDate::Day(date(2012, 4, 15))));
    assert!(!zone.names_may_be_cut && zone.citizen_number().is_none());
}

#[test]
fn a_card_is_read_however_its_lines_are_broken() {
    let zone: Mrz = CARD.parse().unwrap();
    assert_eq!((zone.kind, zone.number.as_str(), zone.given.as_str()), (MrzKind::Card, "D23145890", "ANNA MARIA"));
    let ways =
        [CARD.replace('\n', ""), CARD.replace('\n', "\r\n\r\n"), CARD.to_lowercase(), CARD.replace("<<<", "< <<")];
    for text in ways {
        assert_eq!(text.parse::<Mrz>().as_ref(), Ok(&zone), "{text}");
    }
}

#[test]
fn a_long_number_goes_on_in_the_optional_field() {
    let zone: Mrz = LONG_NUMBER.parse().unwrap();
    assert_eq!((zone.number.as_str(), zone.optional[0].as_str()), ("D23145890734", ""));
    assert_eq!(zone.born_before(date(2026, 11, 23)), Some(BirthDate::Day(date(1934, 7, 12))));
}

#[test]
fn a_vietnamese_card_carries_the_citizen_number() {
    let zone: Mrz = vietnamese("001090000001", "300321").parse().unwrap();
    assert_eq!(zone.citizen_number().map(CitizenNumber::digits).as_deref(), Some("001090000001"));
    assert_eq!(zone.full_name(), "NGUYEN VAN MAU");
    let today = date(2026, 11, 23);
    assert_eq!(zone.expires.unwrap().nearest(today), Some(BirthDate::Day(date(2030, 3, 21))));
    assert_eq!(vietnamese("001090000001", "991231").parse::<Mrz>().unwrap().expires, None);
    let hundred_and_one: Mrz = vietnamese("001025000001", "991231").parse().unwrap();
    assert_eq!(hundred_and_one.born_before(today), Some(BirthDate::Day(date(1925, 3, 21))));
    assert_eq!(crate::name::compare(&zone.full_name(), "Nguyễn Văn Mẫu"), crate::name::NameMatch::Near);
}

#[test]
fn a_slip_is_named_by_line_and_field() {
    let with = |text: &str, old: &str, new: &str| text.replacen(old, new, 1).parse::<Mrz>().unwrap_err();
    let slip = |line, field| MrzError::CheckDigit { line, field };
    let rows = [
        (with(CARD, "D23145890", "D23145891"), slip(1, MrzField::Number)),
        (with(CARD, "740812", "740813"), slip(2, MrzField::Born)),
        (with(CARD, "120415", "120416"), slip(2, MrzField::Expires)),
        (with(CARD, "UTO<<<<<<<<<<<6", "UTO<<<<<<<<<<16"), slip(2, MrzField::Whole)),
        (with(CARD, "2F1", "2Q1"), MrzError::Field { line: 2, field: MrzField::Sex }),
        (
            with(CARD, "ERIKSSON<<ANNA<MARIA", "<<<<<<<<<<<<<<<<<<<<"),
            MrzError::Field { line: 3, field: MrzField::Names },
        ),
        (with(PASSPORT, "L898902C3", "L898902C4"), slip(2, MrzField::Number)),
        (with(PASSPORT, "ZE184226B", "ZE184226C"), slip(2, MrzField::Optional)),
        (with(CARD, "ANNA", "ĂNNA"), MrzError::Letter { line: 3, column: 11 }),
        (with(CARD, "UTO<<<<", "UTO<<<"), MrzError::Line { line: 2, letters: 29, wanted: 30 }),
        ("".parse::<Mrz>().unwrap_err(), MrzError::Shape { letters: 0 }),
        ("IDVNM".parse::<Mrz>().unwrap_err(), MrzError::Shape { letters: 5 }),
    ];
    for (found, expected) in rows {
        assert_eq!(found, expected, "{found}");
    }
}

#[test]
fn the_century_is_the_one_that_makes_sense() {
    let short = |text: &str| ShortDate::of(text.as_bytes()).unwrap();
    let today = date(2026, 11, 23);
    let rows = [
        ("261123", "23/11/2026"),
        ("261124", "24/11/1926"),
        ("27<<<<", "1927"),
        ("26<<<<", "2026"),
        ("2612<<", "12/1926"),
        ("000229", "29/02/2000"),
    ];
    for (text, born) in rows {
        assert_eq!(short(text).latest_until(today.year(), today).unwrap().to_string(), born, "{text}");
    }
    for (text, expires) in [("750101", "01/01/2075"), ("760101", "01/01/1976"), ("261124", "24/11/2026")] {
        assert_eq!(short(text).nearest(today).unwrap().to_string(), expires, "{text}");
    }
    for text in ["<<<<<<", "901301", "900230", "90<<01", "9A0101"] {
        assert_eq!(ShortDate::of(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn a_log_never_shows_who_holds_a_document() {
    assert_eq!(format!("{:?}", CARD.parse::<Mrz>().unwrap()), "Mrz { kind: Card, issuer: \"UTO\", .. }");
}

proptest! {
    #[test]
    fn one_digit_read_wrong_is_seen(place in 5usize..14, digit in b'0'..=b'9') {
        let mut text = vietnamese("001090000001", "300321").into_bytes();
        let changed = text[place] != digit;
        text[place] = digit;
        let zone = String::from_utf8(text).unwrap().parse::<Mrz>();
        prop_assert_eq!(zone.is_err(), changed);
    }
}
