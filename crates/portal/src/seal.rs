//! *Dấu niêm*: what a form carries from page to page is sealed, so that only what we wrote comes back.

use sha2::{Digest, Sha256};

/// HMAC-SHA-256 (RFC 2104) of the parts, each with its length before it, in hexadecimal.
pub(crate) fn seal(secret: &[u8; 32], parts: &[&str]) -> String {
    let pad = |byte: u8| {
        let mut block = [byte; 64];
        for (place, key) in block.iter_mut().zip(secret) {
            *place ^= key;
        }
        block
    };
    let mut inner = Sha256::new_with_prefix(pad(0x36));
    for part in parts {
        inner.update(part.len().to_le_bytes());
        inner.update(part.as_bytes());
    }
    let outer = Sha256::new_with_prefix(pad(0x5c)).chain_update(inner.finalize()).finalize();
    outer.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two texts are equal, in a time that does not tell where they differ.
pub(crate) fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && left.bytes().zip(right.bytes()).fold(0, |sum, (l, r)| sum | (l ^ r)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_fits_only_what_was_sealed() {
        let secret = [7; 32];
        assert_eq!(seal(&secret, &["a", "bc"]), seal(&secret, &["a", "bc"]));
        assert_ne!(seal(&secret, &["a", "bc"]), seal(&secret, &["ab", "c"]));
        assert_ne!(seal(&secret, &["a"]), seal(&[8; 32], &["a"]));
        assert_eq!(seal(&secret, &[]).len(), 64);
    }

    #[test]
    fn comparing_is_exact() {
        assert!(same("abc", "abc") && !same("abc", "abd") && !same("abc", "ab"));
    }
}
