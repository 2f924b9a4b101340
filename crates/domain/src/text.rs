//! *Chữ Việt để tìm*: one text and its spellings fold to one key, so that people find what they mean.
//!
//! Two keys are made. The *folded* key has no marks at all (`dang ky khai sinh`); the *marked* key keeps every
//! mark but puts the tone at the end of its word, so that the old and the new placement (*Hoà*/*Hòa*) are one.

use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// The text without marks, in lower case, with single spaces and none at the ends.
///
/// *đ*, *Đ* and the look-alikes *ð*, *Ð* (U+00F0, U+00D0), *Ɖ* become `d`; invisible characters go.
/// Folding what is folded changes nothing.
pub fn fold(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut space_due = false;
    for letter in text.chars() {
        if letter.is_whitespace() {
            space_due = !key.is_empty();
        } else {
            push_base(letter, &mut key, &mut space_due);
        }
    }
    key
}

/// One letter without its marks, after the space that was due before it.
fn push_base(letter: char, key: &mut String, space_due: &mut bool) {
    let mut put = |base: char| {
        if std::mem::take(space_due) {
            key.push(' ');
        }
        key.push(base);
    };
    match BASES.get(letter as usize) {
        Some(&NO_BASE) => {}
        Some(&base) if base != OTHER_BASE => put(char::from(base)),
        _ => each_base(letter, put),
    }
}

/// What letters are without their marks, by code point: looked for once, as nearly every letter of the language is here.
static BASES: LazyLock<[u8; 0x2000]> = LazyLock::new(|| std::array::from_fn(|code| base_of(code as u32)));
/// The letter is a mark, or takes no room.
const NO_BASE: u8 = 0;
/// The letter has a base that is not one of ASCII, or several.
const OTHER_BASE: u8 = u8::MAX;

fn base_of(code: u32) -> u8 {
    let Some(letter) = char::from_u32(code) else { return OTHER_BASE };
    let (mut count, mut base) = (0, NO_BASE);
    each_base(letter, |part| (count, base) = (count + 1, u8::try_from(part).unwrap_or(OTHER_BASE)));
    if count > 1 || (count == 1 && !base.is_ascii()) || letter == '\0' { OTHER_BASE } else { base }
}

fn each_base(letter: char, mut put: impl FnMut(char)) {
    for lower in letter.to_lowercase() {
        decompose_canonical(lower, |part| match part {
            'đ' | 'ð' | 'ɖ' => put('d'),
            _ if is_combining_mark(part) || is_invisible(part) => {}
            _ => put(part),
        });
    }
}

/// Characters that take no room and say nothing: soft hyphen, zero-width and direction marks, byte order mark.
pub fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// A text in composed form (NFC), without the characters that take no room.
pub fn compose(text: &str) -> String {
    text.nfc().filter(|letter| !is_invisible(*letter)).collect()
}

/// The words of a text, each as (folded key, marked key); what is neither letter nor digit parts them.
pub fn words(text: &str) -> Vec<(String, String)> {
    compose(text)
        .split(|letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter))
        .map(|word| (fold(word), marked(word)))
        .filter(|(folded, _)| !folded.is_empty())
        .collect()
}

/// A word in lower case with all its marks, the tone moved to the end: *Hoà* and *Hòa* give one key.
///
/// The key is for comparing, not for showing.
pub fn marked(word: &str) -> String {
    let mut key = String::with_capacity(word.len() + 2);
    let mut tones = String::new();
    for lower in word.chars().flat_map(char::to_lowercase) {
        decompose_canonical(lower, |part| match part {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tones.push(part),
            'ð' | 'ɖ' => key.push('đ'),
            _ => key.push(part),
        });
    }
    key + &tones
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_fold_alike() {
        let rows = [
            ("Hoà Bình", "Hòa Bình", "hoa binh"),
            ("Thuỷ Nguyên", "Thủy Nguyên", "thuy nguyen"),
            ("Ðăng ký", "Đăng ký", "dang ky"),
            ("ĐĂNG KÝ KHAI SINH", "  đăng\u{a0}ký \n khai\tsinh ", "dang ky khai sinh"),
            ("ĐĂNG", "Đa\u{306}ng", "dang"),
            ("người", "ng\u{200e}ười", "nguoi"),
        ];
        for (left, right, key) in rows {
            assert_eq!((fold(left).as_str(), fold(right).as_str()), (key, key));
        }
    }

    #[test]
    fn the_marked_key_tells_words_apart_but_not_tone_placement() {
        assert_eq!(marked("Hoà"), marked("hòa"));
        assert_eq!(marked("THUỶ"), marked("thủy"));
        assert_eq!(marked("Ðất"), marked("đất"));
        assert_ne!(marked("thuế"), marked("thuê"));
        assert_ne!(marked("dâu"), marked("đâu"));
    }

    #[test]
    fn punctuation_parts_words() {
        let found: Vec<String> = words("Cấp (đổi) thẻ: 01/QĐ–BCA").into_iter().map(|word| word.0).collect();
        assert_eq!(found, ["cap", "doi", "the", "01", "qd", "bca"]);
    }

    #[test]
    fn each_letter_folds_as_its_parts_do() {
        for letter in '\0'..=char::MAX {
            let mut parts = String::new();
            if !letter.is_whitespace() {
                each_base(letter, |part| parts.push(part));
            }
            assert_eq!(fold(&letter.to_string()), parts, "{letter:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn composed_and_decomposed_text_fold_alike(text in "[a-zA-ZàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĐ ]{0,40}") {
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(fold(&decomposed), fold(&text));
            prop_assert_eq!(words(&decomposed), words(&text));
            prop_assert!(fold(&text).is_ascii());
        }
    }
}
