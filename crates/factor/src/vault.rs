//! *Két khoá*: secrets that must be read again are sealed under the system's key (ChaCha20-Poly1305, RFC 8439), so
//! that a stolen database alone does not give them; what need not be read is hashed under it.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;

/// Bytes of chance each sealing needs.
pub const CHANCE: usize = NONCE_LEN;

/// *Két khoá*: what is derived from the system's key for second factors, and for nothing else.
#[derive(Clone)]
pub struct Vault {
    seal: [u8; 32],
    hash: hmac::Key,
}

impl std::fmt::Debug for Vault {
    /// Shows no key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// The vault of a system's key. Forms are sealed under the same key; each use has one of its own, derived.
    pub fn of(system: &[u8; 32]) -> Vault {
        let derived = |purpose: &str| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, system);
            let mut bytes = [0; 32];
            bytes.copy_from_slice(hmac::sign(&key, purpose.as_bytes()).as_ref());
            bytes
        };
        let hash = hmac::Key::new(hmac::HMAC_SHA256, &derived("motcua second factor: hash"));
        Vault { seal: derived("motcua second factor: seal"), hash }
    }

    /// A secret under seal. `owner` is bound to it: moved to another row it does not open. `chance` is never used
    /// twice.
    ///
    /// # Panics
    /// Never: a secret is far below what the cipher takes.
    pub fn seal(&self, owner: &str, secret: &[u8], chance: [u8; CHANCE]) -> Vec<u8> {
        let mut text = secret.to_vec();
        let nonce = Nonce::assume_unique_for_key(chance);
        self.cipher().seal_in_place_append_tag(nonce, Aad::from(owner), &mut text).expect("a secret is short");
        [&chance[..], &text].concat()
    }

    /// The secret; `None` if it was sealed for another owner or under another key, or was altered.
    pub fn open(&self, owner: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (chance, text) = sealed.split_at_checked(CHANCE)?;
        let nonce = Nonce::try_assume_unique_for_key(chance).ok()?;
        let mut text = text.to_vec();
        self.cipher().open_in_place(nonce, Aad::from(owner), &mut text).ok().map(|secret| secret.to_vec())
    }

    /// A hash of some parts, each with its length before it, that nobody without the key can make.
    pub fn digest(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.hash);
        for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut bytes = [0; 32];
        bytes.copy_from_slice(context.sign().as_ref());
        bytes
    }

    fn cipher(&self) -> LessSafeKey {
        LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &self.seal).expect("the key has its length"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_for_its_owner_under_its_key_and_unaltered() {
        let vault = Vault::of(&[7; 32]);
        let sealed = vault.seal("H42 an", b"a secret", [1; CHANCE]);
        assert!(!sealed.windows(8).any(|part| part == b"a secret"), "nothing of it is seen");
        assert_eq!(vault.open("H42 an", &sealed).as_deref(), Some(&b"a secret"[..]));
        assert_eq!(vault.open("H42 binh", &sealed), None, "another's row");
        assert_eq!(Vault::of(&[8; 32]).open("H42 an", &sealed), None, "another system");
        for place in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert_eq!(vault.open("H42 an", &altered), None, "byte {place}");
        }
        for short in 0..sealed.len() {
            assert_eq!(vault.open("H42 an", &sealed[..short]), None, "{short} bytes");
        }
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let vault = Vault::of(&[7; 32]);
        assert_ne!(vault.digest("a", &[b"bc"]), vault.digest("a", &[b"b", b"c"]));
        assert_ne!(vault.digest("a", &[b"bc"]), vault.digest("ab", &[b"c"]));
        assert_eq!(vault.digest("a", &[b"bc"]), vault.digest("a", &[b"bc"]));
    }
}
