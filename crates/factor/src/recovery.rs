//! *Mã khôi phục*: ten codes on paper, each of which opens the door once when phone and key are lost.

use crate::vault::Vault;

/// How many are made at a time.
pub const CODES: usize = 10;
/// Letters of a code, without the dashes: 59 bits of 31 legible letters.
const LETTERS: usize = 12;

/// A typed code without what people put between its letters; `None` where it cannot be one.
pub fn normal(typed: &str) -> Option<String> {
    let letters: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-' && *c != '–').collect();
    let fits = letters.len() == LETTERS && letters.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| letters.to_ascii_uppercase())
}

/// What is kept of a code: a hash under the system's key, bound to its owner, so that a stolen table can neither be
/// searched nor moved to somebody else.
pub fn digest(vault: &Vault, owner: &str, code: &str) -> Option<[u8; 32]> {
    normal(code).map(|code| vault.digest("recovery", &[owner.as_bytes(), code.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_copied_from_paper() {
        for (typed, read) in [
            ("7K2M-QX4P-RT9W", Some("7K2MQX4PRT9W")),
            (" 7k2m qx4p rt9w ", Some("7K2MQX4PRT9W")),
            ("7K2M–QX4P–RT9W", Some("7K2MQX4PRT9W")),
            ("7K2M-QX4P-RT9", None),
            ("7K2M-QX4P-RT9Ư", None),
            ("", None),
        ] {
            assert_eq!(normal(typed).as_deref(), read, "{typed}");
        }
    }

    #[test]
    fn what_is_kept_belongs_to_one_code_one_owner_and_one_key() {
        let (vault, other) = (Vault::of(&[7; 32]), Vault::of(&[8; 32]));
        let kept = digest(&vault, "H42 an", "7K2M-QX4P-RT9W").unwrap();
        assert_eq!(digest(&vault, "H42 an", "7k2m qx4p rt9w"), Some(kept));
        for another in [
            digest(&vault, "H42 binh", "7K2M-QX4P-RT9W"),
            digest(&vault, "H42 an", "7K2M-QX4P-RT9X"),
            digest(&other, "H42 an", "7K2M-QX4P-RT9W"),
        ] {
            assert_ne!(another.unwrap(), kept);
        }
    }
}
