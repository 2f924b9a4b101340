//! *Yếu tố xác thực*: what proves an officer besides his password: one-time codes of an authenticator app (RFC 6238),
//! passkeys (WebAuthn level 2), recovery codes. Bytes in, values out: time, chance and keys are arguments.
//!
//! Nothing here knows officers, pages or a database; `app` keeps what is made here and asks whether a proof holds.

pub mod passkey;
pub mod recovery;
pub mod totp;
pub mod vault;

/// After so many wrong codes in a row no further code is looked at for a while.
const FREE_TRIES: u32 = 5;
/// How long the first such while lasts, in seconds; each further wrong code doubles it.
const FIRST_WAIT_SECONDS: i64 = 5 * 60;
/// No while is longer.
const LONGEST_WAIT_SECONDS: i64 = 3600;

/// How long after the last of so many wrong codes in a row the next one is looked at, in seconds.
///
/// Three codes of a million hold at any moment: at a dozen tries an hour guessing takes years, and whoever tries
/// knows the password already, so that a stranger cannot lock an officer out.
pub fn wait_after(failures: u32) -> i64 {
    match failures.checked_sub(FREE_TRIES) {
        None => 0,
        Some(more) => (FIRST_WAIT_SECONDS << more.min(8)).min(LONGEST_WAIT_SECONDS),
    }
}

/// Whether two texts are equal, in a time that does not tell where they differ.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |sum, (l, r)| sum | (l ^ r)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_costs_nothing_and_guessing_takes_years() {
        let rows = [(0, 0), (4, 0), (5, 300), (6, 600), (7, 1200), (8, 2400), (9, 3600), (1_000_000, 3600)];
        for (failures, seconds) in rows {
            assert_eq!(wait_after(failures), seconds, "{failures}");
        }
    }

    #[test]
    fn comparing_is_exact() {
        assert!(same(b"abc", b"abc") && !same(b"abc", b"abd") && !same(b"abc", b"ab") && same(b"", b""));
    }
}
