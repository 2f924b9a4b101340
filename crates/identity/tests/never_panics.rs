//! Whatever is typed, scanned or sent, every parser answers with a value or an error.

use identity::Sex;
use identity::birth::BirthDate;
use identity::card::CardQr;
use identity::mrz::Mrz;
use identity::name::{PersonName, canonical_into, compare, near_key_into};
use identity::number::{CitizenNumber, IdNumber, InsuranceNumber, OldIdNumber, PassportNumber, TaxCode};
use proptest::prelude::*;

/// One input a line; `\n` and `\u{…}` stand for what a line cannot hold.
const CORPUS: &str = include_str!("corpus.txt");

/// Asks every parser, and holds each to what it promises of whatever it accepts.
fn ask_everyone(text: &str) {
    if let Ok(number) = text.parse::<IdNumber>() {
        assert_eq!(number.digits().parse(), Ok(number), "{text:?}");
    }
    let shown = [
        text.parse::<CitizenNumber>().map(|read| format!("{read:?}")).map_err(|error| error.to_string()),
        text.parse::<OldIdNumber>().map(|read| format!("{read:?}")).map_err(|error| error.to_string()),
        text.parse::<TaxCode>().map(|read| format!("{read:?}")).map_err(|error| error.to_string()),
        text.parse::<InsuranceNumber>().map(|read| format!("{read:?}")).map_err(|error| error.to_string()),
        text.parse::<PassportNumber>().map(|read| format!("{read:?}")).map_err(|error| error.to_string()),
        text.parse::<PersonName>().map(|read| format!("{read:?}")).map_err(|error| error.to_string()),
        text.parse::<CardQr>().map(|read| format!("{read:?}")).map_err(|error| error.to_string()),
        text.parse::<Mrz>().map(|read| format!("{read:?}")).map_err(|error| error.to_string()),
    ];
    for answer in shown {
        let shown = answer.unwrap_or_else(|error| error);
        let run = shown.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max();
        assert!(run.unwrap_or_default() < 8, "a person's digits in {shown:?}");
    }
    for date in [text.parse::<BirthDate>(), BirthDate::from_card(text)].into_iter().flatten() {
        assert_eq!(date.to_string().parse(), Ok(date), "{text:?}");
    }
    Sex::from_card(text);
    let (mut canonical, mut near, mut near_of_canonical) = (String::new(), String::new(), String::new());
    canonical_into(text, &mut canonical);
    near_key_into(text, &mut near);
    near_key_into(&canonical, &mut near_of_canonical);
    assert_eq!(near, near_of_canonical, "{text:?}");
    compare(text, &canonical);
}

fn unescaped(line: &str) -> String {
    let mut parts = line.split("\\u{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').expect("an escape ends");
        let code = u32::from_str_radix(code, 16).expect("an escape is hexadecimal");
        text.push(char::from_u32(code).expect("an escape is a character"));
        text.push_str(rest);
    }
    text.replace("\\n", "\n")
}

#[test]
fn the_corpus_is_read_whole_and_in_pieces() {
    assert!(CORPUS.lines().count() > 40);
    for line in CORPUS.lines() {
        let text = unescaped(line);
        ask_everyone(&text);
        for (place, _) in text.char_indices() {
            ask_everyone(&text[place..]);
            ask_everyone(&text[..place]);
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        ask_everyone(&text);
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        ask_everyone(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn what_looks_like_papers_is_answered(text in "[0-9A-Z<|/ .đĐ\u{301}\u{303}\n-]{0,100}") {
        ask_everyone(&text);
    }

    #[test]
    fn lines_of_the_right_length_are_answered(card in "[0-9A-Z<]{90}", passport in "[0-9<]{88}") {
        ask_everyone(&card);
        ask_everyone(&passport);
    }

    #[test]
    fn a_corpus_line_with_one_letter_changed_is_answered(line in 0usize..40, place in 0usize..90, letter in any::<char>()) {
        let line = unescaped(CORPUS.lines().nth(line).unwrap_or_default());
        let changed = line.chars().enumerate().map(|(at, old)| if at == place { letter } else { old });
        ask_everyone(&changed.collect::<String>());
    }
}
