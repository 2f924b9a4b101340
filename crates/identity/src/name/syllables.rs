//! *Âm tiết*: the keys of names by the hundred million.
//!
//! Vietnamese names are put together from some hundred syllables. A syllable that was met before is found by its
//! bytes and its keys are copied; everything else goes through `canonical_into` and `near_key_into`, which these
//! keys equal for every text.

use super::{canonical_into, near_key_into};

/// A syllable of at most so many bytes is remembered: *Nguyễn* has 8, taken apart 10.
const WORD_BYTES: usize = 16;
const CANONICAL_BYTES: usize = 24;
/// A name of at most so many bytes is taken apart here; a longer one is read letter by letter.
const NAME_BYTES: usize = 128;
/// Some hundred syllables in capitals, small letters and both, with room so that few share a place.
const SLOTS: usize = 4096;

/// *Bộ nhớ âm tiết*: syllables met before, with their keys. One for each thread.
pub struct SyllableKeys {
    slots: Vec<Slot>,
    /// The name with zeros behind it, so that sixteen bytes can be read at any place of it.
    padded: [u8; NAME_BYTES + WORD_BYTES],
    scratch: String,
}

#[derive(Clone, Copy)]
struct Slot {
    /// The bytes of the word, zeros behind them; 0 where nothing is remembered.
    word: u128,
    canonical: [u8; CANONICAL_BYTES],
    near: [u8; WORD_BYTES],
    canonical_len: u8,
    near_len: u8,
}

const EMPTY: Slot =
    Slot { word: 0, canonical: [0; CANONICAL_BYTES], near: [0; WORD_BYTES], canonical_len: 0, near_len: 0 };

impl Default for SyllableKeys {
    fn default() -> SyllableKeys {
        let padded = [0; NAME_BYTES + WORD_BYTES];
        SyllableKeys { slots: vec![EMPTY; SLOTS], padded, scratch: String::with_capacity(256) }
    }
}

impl SyllableKeys {
    /// Writes the canonical key of a name after what the buffer holds; `false`, and nothing, where the bytes are no
    /// UTF-8.
    pub fn canonical_into(&mut self, name: &[u8], key: &mut Vec<u8>) -> bool {
        self.key_into(name, key, Slot::canonical, canonical_into)
    }

    /// The same for the near key.
    pub fn near_into(&mut self, name: &[u8], key: &mut Vec<u8>) -> bool {
        self.key_into(name, key, Slot::near, near_key_into)
    }

    #[inline]
    fn key_into(
        &mut self,
        name: &[u8],
        key: &mut Vec<u8>,
        known: fn(&Slot) -> &[u8],
        any: fn(&str, &mut String),
    ) -> bool {
        let start = key.len();
        if name.len() <= NAME_BYTES && self.known_into(name, key, known) {
            return true;
        }
        key.truncate(start);
        let Ok(name) = std::str::from_utf8(name) else { return false };
        self.scratch.clear();
        any(name, &mut self.scratch);
        key.extend_from_slice(self.scratch.as_bytes());
        true
    }

    /// The keys of the words, one space between them; `false` where a word is too long or no text.
    #[inline]
    fn known_into(&mut self, name: &[u8], key: &mut Vec<u8>, known: fn(&Slot) -> &[u8]) -> bool {
        let start = key.len();
        self.padded[..name.len()].copy_from_slice(name);
        self.padded[name.len()..name.len() + WORD_BYTES].fill(0);
        let mut place = 0;
        while place < name.len() {
            let ahead: &[u8; WORD_BYTES] = self.padded[place..].first_chunk().expect("there are zeros behind a name");
            let ahead = u128::from_le_bytes(*ahead);
            let len = bytes_before_space(ahead);
            match len {
                0 if self.padded[place] == b' ' => place += 1,
                0 | WORD_BYTES => return false,
                len => {
                    let word = ahead & (u128::MAX >> (128 - 8 * len));
                    let Some(slot) = self.slot(word, len) else { return false };
                    let bytes = known(slot);
                    if key.len() > start && !bytes.is_empty() {
                        key.push(b' ');
                    }
                    key.extend_from_slice(bytes);
                    place += len;
                }
            }
        }
        true
    }

    /// The keys of a word, remembered now if they were not.
    #[inline]
    fn slot(&mut self, word: u128, len: usize) -> Option<&Slot> {
        let place = place_of(word);
        if self.slots[place].word != word {
            self.slots[place] = Slot::of(word, len, &mut self.scratch)?;
        }
        Some(&self.slots[place])
    }
}

impl Slot {
    #[cold]
    fn of(word: u128, len: usize, scratch: &mut String) -> Option<Slot> {
        let bytes = word.to_le_bytes();
        let text = std::str::from_utf8(&bytes[..len]).ok()?;
        let mut slot = Slot { word, ..EMPTY };
        scratch.clear();
        canonical_into(text, scratch);
        slot.canonical.get_mut(..scratch.len())?.copy_from_slice(scratch.as_bytes());
        slot.canonical_len = scratch.len() as u8;
        scratch.clear();
        near_key_into(text, scratch);
        slot.near.get_mut(..scratch.len())?.copy_from_slice(scratch.as_bytes());
        slot.near_len = scratch.len() as u8;
        Some(slot)
    }

    fn canonical(&self) -> &[u8] {
        &self.canonical[..usize::from(self.canonical_len)]
    }

    fn near(&self) -> &[u8] {
        &self.near[..usize::from(self.near_len)]
    }
}

/// How many bytes stand before the first that is a space or a control character; 16 if none is.
fn bytes_before_space(bytes: u128) -> usize {
    const ONES: u128 = u128::from_ne_bytes([1; 16]);
    const HIGHS: u128 = ONES << 7;
    // The lowest bit that is set is true; a borrow can only spoil those above it.
    let small = bytes.wrapping_sub(ONES * 0x21) & !bytes & HIGHS;
    small.trailing_zeros() as usize / 8
}

fn place_of(word: u128) -> usize {
    let folded =
        (word as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ ((word >> 64) as u64).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (folded >> 52) as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(keys: &mut SyllableKeys, name: &str) {
        let (mut canonical, mut near) = (String::new(), String::new());
        canonical_into(name, &mut canonical);
        near_key_into(name, &mut near);
        // Twice: once as it is met, once as it is remembered.
        for _ in 0..2 {
            let (mut quick_canonical, mut quick_near) = (b"before".to_vec(), b"before".to_vec());
            assert!(keys.canonical_into(name.as_bytes(), &mut quick_canonical));
            assert!(keys.near_into(name.as_bytes(), &mut quick_near));
            assert_eq!(std::str::from_utf8(&quick_canonical[6..]), Ok(&canonical[..]), "{name:?}");
            assert_eq!(std::str::from_utf8(&quick_near[6..]), Ok(&near[..]), "{name:?}");
        }
    }

    #[test]
    fn names_of_every_kind_have_the_keys_of_the_plain_functions() {
        let rows = [
            "",
            "  ",
            "Nguyễn Thị Thanh Hoà",
            " NGUYỄN  THỊ\tTHANH HÒA ",
            "Hồ Thị Khoẻ",
            "H'Hen Niê",
            "Lê\u{a0}Quý Đôn",
            "Le\u{302} Quy\u{301}",
            "\u{301}\u{301} An",
            "Trần\u{0}Văn An",
            "Một tên gồm một chữ dàiiiiiiiiiiiiiiiiiiiiii quá mười sáu byte",
            "Abcdefghijklmno Abcdefghijklmnop Abcdefghijklmnopq",
            "山田 太郎",
            "René Ðặng",
            "\u{feff}Nguyễn Văn An",
        ];
        let mut keys = SyllableKeys::default();
        for name in rows {
            check(&mut keys, name);
        }
        check(&mut keys, &"Nguyễn Văn An ".repeat(20));
    }

    #[test]
    fn bytes_that_are_no_text_have_no_key() {
        let mut keys = SyllableKeys::default();
        for bytes in [&b"Nguy\xff"[..], b"\xe1\xbb", b"An \xe1\xbb An"] {
            let mut key = b"before".to_vec();
            assert!(!keys.canonical_into(bytes, &mut key) && !keys.near_into(bytes, &mut key));
            assert_eq!(key, b"before");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_the_keys_of_the_plain_functions(names in prop::collection::vec("\\PC{0,40}", 1..8)) {
            let mut keys = SyllableKeys::default();
            names.iter().for_each(|name| check(&mut keys, name));
        }

        #[test]
        fn words_have_the_keys_of_the_plain_functions(
            name in prop::collection::vec("[A-Za-zÀ-ỹĐđ'\u{300}-\u{323}\u{200b}\u{a0}-]{0,9}", 0..6),
            gap in "[ \t\n\u{3000}]{1,2}",
        ) {
            check(&mut SyllableKeys::default(), &name.join(&gap));
        }
    }
}
