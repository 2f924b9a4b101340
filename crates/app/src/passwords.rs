//! *Mật khẩu*: argon2id with the parameters of the library's current recommendation.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

/// The text that is stored in place of a password.
pub fn hash(password: &str) -> String {
    let salt = crate::chance::bytes::<16>();
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hash.expect("salt and parameters are within bounds").to_string()
}

/// Whether a password belongs to a stored text; a stored text that is no hash belongs to no password.
pub fn verify(password: &str, stored: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(stored) else {
        return false;
    };
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()
}

/// Takes as long as [`verify`], so that an unknown name is not told by the clock.
pub fn waste_time(password: &str) {
    let _unused = hash(password);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_its_own_hash_and_no_other() {
        let stored = hash("mật khẩu dài");
        assert!(stored.starts_with("$argon2id$"));
        assert!(verify("mật khẩu dài", &stored));
        for (wrong, text) in [("mat khau dai", stored.as_str()), ("", &stored), ("mật khẩu dài", "x"), ("", "")] {
            assert!(!verify(wrong, text));
        }
    }
}
