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
/// Some hundred syllables in capitals, small letters, both and taken apart, with room so that few share a place.
const SLOTS: usize = 1 << SLOT_BITS;
const SLOT_BITS: u32 = 14;
/// What stands before a key: whoever hashes a name with something else has both in one piece.
const HEAD_BYTES: usize = 8;
/// Room for a head and the key of a name that is taken apart here.
const KEYED_BYTES: usize = HEAD_BYTES + 2 * NAME_BYTES;

/// *Bộ nhớ âm tiết*: syllables met before, with their keys. One for each thread.
pub struct SyllableKeys {
    slots: Vec<Slot>,
    /// The name with zeros behind it, so that sixteen bytes can be read at any place of it.
    padded: [u8; NAME_BYTES + WORD_BYTES],
    /// Head and key of the last name that was taken apart.
    keyed: [u8; KEYED_BYTES],
    /// The same of the last one that was read letter by letter.
    long: Vec<u8>,
    scratch: String,
}

/// The keys of a word stand in front, zeros behind them: they are copied as a whole, which is quicker than so many
/// bytes as they have. A slot is one line of the processor's cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
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
        SyllableKeys {
            slots: vec![EMPTY; SLOTS],
            padded: [0; NAME_BYTES + WORD_BYTES],
            keyed: [0; KEYED_BYTES],
            long: Vec::new(),
            scratch: String::with_capacity(256),
        }
    }
}

impl SyllableKeys {
    /// The head, and the canonical key of the name behind it; `None` where the bytes are no UTF-8.
    #[inline]
    pub fn canonical(&mut self, head: [u8; HEAD_BYTES], name: &[u8]) -> Option<&[u8]> {
        self.keyed(head, name, |slot| (&slot.canonical, slot.canonical_len), canonical_into)
    }

    /// The same with the near key.
    pub fn near(&mut self, head: [u8; HEAD_BYTES], name: &[u8]) -> Option<&[u8]> {
        self.keyed(head, name, |slot| (&slot.near, slot.near_len), near_key_into)
    }

    #[inline]
    fn keyed<const KEY: usize>(
        &mut self,
        head: [u8; HEAD_BYTES],
        name: &[u8],
        known: impl Fn(&Slot) -> (&[u8; KEY], u8),
        any: fn(&str, &mut String),
    ) -> Option<&[u8]> {
        if name.len() <= NAME_BYTES
            && let Some(end) = self.take_apart(name, known)
        {
            self.keyed[..HEAD_BYTES].copy_from_slice(&head);
            return Some(&self.keyed[..end]);
        }
        self.scratch.clear();
        any(std::str::from_utf8(name).ok()?, &mut self.scratch);
        self.long.clear();
        self.long.extend_from_slice(&head);
        self.long.extend_from_slice(self.scratch.as_bytes());
        Some(&self.long)
    }

    /// Writes the keys of the words behind the head, one space between them; gives where they end. `None` where a
    /// word is too long or no text.
    #[inline]
    fn take_apart<const KEY: usize>(
        &mut self,
        name: &[u8],
        known: impl Fn(&Slot) -> (&[u8; KEY], u8),
    ) -> Option<usize> {
        let SyllableKeys { slots, padded, keyed, scratch, .. } = self;
        padded[..name.len()].copy_from_slice(name);
        padded[name.len()..name.len() + WORD_BYTES].fill(0);
        let (mut place, mut end) = (0, HEAD_BYTES);
        while place < name.len() {
            let ahead: &[u8; WORD_BYTES] = padded[place..].first_chunk().expect("there are zeros behind a name");
            let ahead = u128::from_le_bytes(*ahead);
            match bytes_before_space(ahead) {
                0 if padded[place] == b' ' => place += 1,
                0 | WORD_BYTES => return None,
                len => {
                    let word = ahead & (u128::MAX >> (128 - 8 * len));
                    let slot = &mut slots[place_of(word)];
                    if slot.word != word {
                        *slot = Slot::of(word, len, scratch)?;
                    }
                    let (key, key_len) = known(slot);
                    if end > HEAD_BYTES && key_len > 0 {
                        *keyed.get_mut(end)? = b' ';
                        end += 1;
                    }
                    *keyed.get_mut(end..)?.first_chunk_mut()? = *key;
                    end += usize::from(key_len);
                    place += len;
                }
            }
        }
        Some(end)
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
    (folded >> (u64::BITS - SLOT_BITS)) as usize
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
            let quick = keys.canonical(*b"the head", name.as_bytes()).unwrap();
            assert_eq!(std::str::from_utf8(quick), Ok(&format!("the head{canonical}")[..]), "{name:?}");
            let quick = keys.near(*b"the head", name.as_bytes()).unwrap();
            assert_eq!(std::str::from_utf8(quick), Ok(&format!("the head{near}")[..]), "{name:?}");
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
            assert_eq!(keys.canonical([0; HEAD_BYTES], bytes), None);
            assert_eq!(keys.near([0; HEAD_BYTES], bytes), None);
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
