//! *Giới hạn số lần*: how often one address or one name may try.

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;

/// Limits of this node; several nodes allow several times as much, which still stops guessing.
pub(crate) struct Limits {
    sign_in_by_address: DefaultKeyedRateLimiter<String>,
    sign_in_by_both: DefaultKeyedRateLimiter<String>,
    sign_in_by_login: DefaultKeyedRateLimiter<String>,
    key_by_both: DefaultKeyedRateLimiter<String>,
    key_by_code: DefaultKeyedRateLimiter<String>,
    public_by_address: DefaultKeyedRateLimiter<String>,
    writing_by_draft: DefaultKeyedRateLimiter<String>,
}

/// So many a minute, and as many at once.
fn a_minute(times: u32) -> DefaultKeyedRateLimiter<String> {
    RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(times).expect("a limit is above zero")))
}

impl Limits {
    /// Limits that let people work and stop machines that guess.
    pub(crate) fn usual() -> Limits {
        Limits {
            // A one-stop centre signs in through one address in the morning.
            sign_in_by_address: a_minute(60),
            sign_in_by_both: a_minute(6),
            // Higher, so that somebody elsewhere cannot lock an officer or an owner out by trying.
            sign_in_by_login: a_minute(30),
            key_by_both: a_minute(6),
            key_by_code: a_minute(60),
            // A whole commune may share one address of a mobile network.
            public_by_address: a_minute(240),
            // Each answer is a request of its own: counted by draft, so that neighbours do not hold each other up.
            writing_by_draft: a_minute(240),
        }
    }

    /// Whether one more sign-in may be tried.
    pub(crate) fn sign_in(&self, address: &str, login: &str) -> bool {
        let login = login.to_lowercase();
        allows(&self.sign_in_by_address, address)
            && allows(&self.sign_in_by_both, &format!("{address} {login}"))
            && allows(&self.sign_in_by_login, &login)
    }

    /// Whether one more follow key may be tried on a dossier.
    pub(crate) fn key(&self, address: &str, code: &str) -> bool {
        allows(&self.public_by_address, address)
            && allows(&self.key_by_both, &format!("{address} {code}"))
            && allows(&self.key_by_code, code)
    }

    /// Whether one more answer may be written into a draft.
    pub(crate) fn writing(&self, id: &str) -> bool {
        allows(&self.writing_by_draft, id)
    }

    /// Whether one more look-up or application may be made without signing in.
    pub(crate) fn public(&self, address: &str) -> bool {
        allows(&self.public_by_address, address)
    }
}

fn allows(limiter: &DefaultKeyedRateLimiter<String>, key: &str) -> bool {
    // Keys that have been quiet are forgotten, so that a flood of addresses cannot fill the memory.
    if limiter.len() > 50_000 {
        limiter.retain_recent();
    }
    limiter.check_key(&key.chars().take(100).collect()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_not_tried_for_ever_and_others_are_not_held_up() {
        let limits = Limits::usual();
        let tries = (0..20).filter(|_| limits.sign_in("10.0.0.1", "An")).count();
        assert_eq!(tries, 6);
        assert!(!limits.sign_in("10.0.0.1", "an"), "the same name in other letters");
        assert!(limits.sign_in("10.0.0.2", "an"), "its owner, from elsewhere, is not locked out");
        let from_everywhere = (0..100).filter(|host| limits.sign_in(&format!("10.0.1.{host}"), "an")).count();
        assert!(from_everywhere < 30, "nor is it tried from a hundred places");
        assert!(limits.sign_in("10.0.0.1", "binh"));
    }

    #[test]
    fn a_follow_key_is_not_guessed_by_trying() {
        let limits = Limits::usual();
        assert_eq!((0..20).filter(|_| limits.key("10.0.0.1", "H42.19-231016-0001")).count(), 6);
        assert!(limits.key("10.0.0.1", "H42.19-231016-0002"));
    }
}
