//! *Dấu vân tay*: what is kept of a number and a name. Whoever has the files without the key cannot tell whose they
//! are, nor that two people have one name: the number goes into the fingerprint of the name.

use identity::name::SyllableKeys;
use identity::number::CitizenNumber;
use siphasher::sip::SipHasher13;
use std::fmt;
use std::str::FromStr;

/// Three keys of sixteen bytes.
const SECRET_BYTES: usize = 48;
const NUMBER_BYTES: usize = 8;

/// What fingerprints are made with; whoever has it and the files can try numbers and names.
#[derive(Clone)]
pub struct Key {
    secret: [u8; SECRET_BYTES],
    number: SipHasher13,
    exact: SipHasher13,
    near: SipHasher13,
}

impl Key {
    /// A key of chance.
    pub fn of_chance() -> Result<Key, getrandom::Error> {
        let mut secret = [0; SECRET_BYTES];
        getrandom::fill(&mut secret)?;
        Ok(Key::of(secret))
    }

    /// The key of a secret.
    pub fn of(secret: [u8; SECRET_BYTES]) -> Key {
        let part = |place: usize| {
            let bytes: &[u8; 16] = secret[place * 16..].first_chunk().expect("a secret holds three keys");
            SipHasher13::new_with_key(bytes)
        };
        Key { secret, number: part(0), exact: part(1), near: part(2) }
    }

    /// Where to look for a number, and what to find there.
    #[inline]
    pub(crate) fn number(&self, number: CitizenNumber) -> u64 {
        self.number.hash(&number.value().to_le_bytes())
    }

    /// What tells that a file of fingerprints was made with this key.
    pub(crate) fn mark(&self) -> u64 {
        self.number.hash(b"motcua population key")
    }
}

/// 96 hexadecimal digits.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.secret.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(*)")
    }
}

/// A text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("khoá phải gồm 96 chữ số thập lục phân")]
pub struct KeyError;

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Key, KeyError> {
        let text = text.trim();
        let mut secret = [0; SECRET_BYTES];
        if text.len() != 2 * SECRET_BYTES || !text.is_ascii() {
            return Err(KeyError);
        }
        for (place, byte) in secret.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).map_err(|_| KeyError)?;
        }
        Ok(Key::of(secret))
    }
}

/// Makes fingerprints of names; one for each thread.
#[derive(Default)]
pub struct NameReader {
    syllables: SyllableKeys,
}

impl NameReader {
    /// Of the name with all its marks; `None` where it is blank or no text.
    #[inline]
    pub(crate) fn exact(&mut self, key: &Key, number: CitizenNumber, name: &[u8]) -> Option<u64> {
        let message = self.syllables.canonical(number.value().to_le_bytes(), name)?;
        (message.len() > NUMBER_BYTES).then(|| key.exact.hash(message))
    }

    /// Of the name without marks.
    pub(crate) fn near(&mut self, key: &Key, number: CitizenNumber, name: &[u8]) -> Option<u64> {
        let message = self.syllables.near(number.value().to_le_bytes(), name)?;
        (message.len() > NUMBER_BYTES).then(|| key.near.hash(message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_and_read_and_never_shown() {
        let key = Key::of([0xab; SECRET_BYTES]);
        let written = key.to_string();
        assert_eq!(written, "ab".repeat(48));
        assert_eq!(written.parse::<Key>().map(|read| read.secret), Ok(key.secret));
        assert_eq!(format!("{key:?}"), "Key(*)");
        for wrong in ["", "ab", &"zz".repeat(48), &"é".repeat(48)] {
            assert!(wrong.parse::<Key>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn two_people_of_one_name_have_two_fingerprints_and_one_person_one_in_every_spelling() {
        let key = Key::of([7; SECRET_BYTES]);
        let mut names = NameReader::default();
        let [first, second] = [1, 2].map(|last| CitizenNumber::from_value(1_090_000_000 + last).unwrap());
        let exact = names.exact(&key, first, "Nguyễn Thị Hoà".as_bytes());
        assert!(exact.is_some());
        assert_eq!(exact, names.exact(&key, first, "NGUYỄN THỊ HÒA".as_bytes()));
        assert_ne!(exact, names.exact(&key, second, "Nguyễn Thị Hoà".as_bytes()));
        assert_ne!(exact, names.exact(&key, first, b"Nguyen Thi Hoa"));
        let near = names.near(&key, first, "Nguyễn Thị Hoà".as_bytes());
        assert_eq!(near, names.near(&key, first, b"Nguyen Thi Hoa"));
        assert_eq!(names.exact(&key, first, b" "), None);
        assert_eq!(names.near(&key, first, b"\xff"), None);
    }
}
