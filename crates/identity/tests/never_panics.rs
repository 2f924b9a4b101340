//! Whatever is typed, scanned or sent, every parser answers with a value or an error.

mod asks;

use proptest::prelude::*;

/// One input a line; `\n` and `\u{…}` stand for what a line cannot hold.
const CORPUS: &str = include_str!("corpus.txt");

fn ask_everyone(text: &str) {
    asks::number(text);
    asks::number_bytes(text.as_bytes());
    asks::name(text);
    asks::birth(text);
    asks::card(text);
    asks::mrz(text);
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
        asks::number_bytes(&bytes);
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
