//! *Niêm phong dữ liệu*: what names a person and has to lie in the store for a while lies there sealed with the
//! system's key, and is found again by a keyed fingerprint.

use crate::chance;
use domain::ledger::Digest;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;

/// The keys made of the system's secret: one to seal with, one to make fingerprints with.
pub struct Sealer {
    seal: LessSafeKey,
    mark: hmac::Key,
}

impl std::fmt::Debug for Sealer {
    /// Shows no key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer")
    }
}

impl Sealer {
    /// Keys for one use, made of the system's secret; other uses have other keys.
    ///
    /// # Panics
    /// Never: the key is as long as the algorithm's.
    pub fn of(secret: &[u8; 32], purpose: &str) -> Sealer {
        let root = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let made = |what: &str| hmac::sign(&root, format!("motcua {purpose} {what}").as_bytes());
        let seal = UnboundKey::new(&CHACHA20_POLY1305, made("seal").as_ref()).expect("32 bytes are a key");
        let mark = hmac::Key::new(hmac::HMAC_SHA256, made("fingerprint").as_ref());
        Sealer { seal: LessSafeKey::new(seal), mark }
    }

    /// Seals bytes to the place they will lie in: moved to another, they cannot be opened.
    ///
    /// # Panics
    /// Never: what is sealed here is far shorter than the algorithm's limit.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Vec<u8> {
        let nonce = chance::bytes::<NONCE_LEN>();
        let mut out = plain.to_vec();
        let unique = Nonce::assume_unique_for_key(nonce);
        self.seal.seal_in_place_append_tag(unique, Aad::from(place), &mut out).expect("short enough to be sealed");
        [&nonce[..], &out].concat()
    }

    /// Opens what was sealed to a place with this key; `None` where it was not, or was changed.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut rest = rest.to_vec();
        let unique = Nonce::assume_unique_for_key(*nonce);
        self.seal.open_in_place(unique, Aad::from(place), &mut rest).ok().map(|plain| plain.to_vec())
    }

    /// The same text has the same fingerprint; without the key nobody can tell whose it is.
    pub fn fingerprint(&self, text: &str) -> Digest {
        let mark = hmac::sign(&self.mark, text.as_bytes());
        Digest(mark.as_ref().try_into().expect("HMAC-SHA-256 has 32 bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_place_open_what_was_sealed() {
        let sealer = Sealer::of(&[7; 32], "x");
        let sealed = sealer.seal("a", b"Nguyen Van Mau");
        assert!(!sealed.windows(6).any(|part| part == b"Nguyen"), "nothing of it can be read");
        assert_eq!(sealer.open("a", &sealed).as_deref(), Some(&b"Nguyen Van Mau"[..]));
        assert_ne!(sealed, sealer.seal("a", b"Nguyen Van Mau"), "sealed twice, never the same");
        assert_eq!(sealer.open("b", &sealed), None);
        for other in [Sealer::of(&[8; 32], "x"), Sealer::of(&[7; 32], "y")] {
            assert_eq!(other.open("a", &sealed), None);
            assert_ne!(other.fingerprint("1"), sealer.fingerprint("1"));
        }
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(sealer.open("a", &changed), None, "{place}");
        }
        assert_eq!(sealer.open("a", b"short"), None);
    }
}
