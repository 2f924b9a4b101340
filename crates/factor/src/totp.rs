//! *Mã xác thực dùng một lần*: the six digits of an authenticator app (RFC 6238 over RFC 4226, SHA-1, 30 seconds),
//! which is what every app knows.

use crate::same;
use ring::hmac;

/// How long one code holds, in seconds.
pub const STEP_SECONDS: i64 = 30;
/// Steps a clock may be off by, either way.
pub const SKEW_STEPS: i64 = 1;
/// Digits of a code.
const DIGITS: usize = 6;
/// Letters of RFC 4648, base 32.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// *Khoá của ứng dụng xác thực*: what the app and the office share.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; 20]);

impl std::fmt::Debug for TotpSecret {
    /// Shows no secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret")
    }
}

impl TotpSecret {
    /// A secret of 160 bits, as RFC 4226 recommends.
    pub fn new(bytes: [u8; 20]) -> TotpSecret {
        TotpSecret(bytes)
    }

    /// A secret that was kept; `None` where the bytes are none.
    pub fn of(bytes: &[u8]) -> Option<TotpSecret> {
        bytes.try_into().ok().map(TotpSecret)
    }

    /// Its bytes, to be sealed.
    pub fn bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// As people type it: 32 letters and digits.
    pub fn text(&self) -> String {
        let bits: Vec<u8> = self.0.iter().flat_map(|byte| (0..8).rev().map(move |place| (byte >> place) & 1)).collect();
        let letter = |five: &[u8]| BASE32[five.iter().fold(0, |sum, bit| sum * 2 + usize::from(*bit))];
        bits.chunks(5).map(|five| char::from(letter(five))).collect()
    }

    /// The address a QR code carries to the app. `issuer` and `account` are what the app lists it by.
    pub fn address(&self, issuer: &str, account: &str) -> String {
        let (issuer, account) = (escaped(issuer), escaped(account));
        format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", self.text())
    }

    /// The code of a step.
    pub fn code(&self, step: i64) -> String {
        format!("{:06}", self.number(step) % 1_000_000)
    }

    /// The number of RFC 4226, 31 bits, of which a code is the last digits.
    fn number(&self, step: i64) -> u32 {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let place = usize::from(tag[tag.len() - 1] & 0x0f);
        u32::from_be_bytes([tag[place] & 0x7f, tag[place + 1], tag[place + 2], tag[place + 3]])
    }

    /// The step of a typed code, if it holds at `now` (seconds since 1970) and is later than the last one taken: a
    /// code is never taken twice, nor one from before it.
    pub fn accepts(&self, typed: &str, now: i64, last: i64) -> Option<i64> {
        let typed: Vec<u8> = typed.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'-').collect();
        if typed.len() != DIGITS {
            return None;
        }
        let steps = step_of(now) - SKEW_STEPS..=step_of(now) + SKEW_STEPS;
        // Every step is compared, so that time does not tell which one it was.
        let held: Vec<i64> = steps.filter(|step| same(self.code(*step).as_bytes(), &typed)).collect();
        held.into_iter().find(|step| *step > last)
    }
}

/// The step a moment lies in.
pub fn step_of(now: i64) -> i64 {
    now.div_euclid(STEP_SECONDS)
}

/// Percent-encoded for an address: letters and digits stay.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let part = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret::new(*b"12345678901234567890")
    }

    #[test]
    fn the_vectors_of_rfc_6238_hold() {
        for (seconds, eight) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(secret().number(step_of(seconds)) % 100_000_000, eight, "{seconds}");
        }
    }

    #[test]
    fn the_vectors_of_rfc_4226_hold() {
        let codes =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (step, code) in (0..).zip(codes) {
            assert_eq!(secret().code(step), code, "{step}");
        }
    }

    #[test]
    fn a_code_holds_a_step_before_and_after_and_never_twice() {
        let now = 1_000_000_015;
        let step = step_of(now);
        let code = |off: i64| secret().code(step + off);
        for (typed, last, taken) in [
            (code(0), 0, Some(step)),
            (code(-1), 0, Some(step - 1)),
            (code(1), 0, Some(step + 1)),
            (code(-2), 0, None),
            (code(2), 0, None),
            (code(0), step, None),
            (code(-1), step, None),
            (code(1), step, Some(step + 1)),
            (format!("{} {}", &code(0)[..3], &code(0)[3..]), 0, Some(step)),
            (code(0)[..5].to_owned(), 0, None),
            (format!("{}0", code(0)), 0, None),
            ("không".to_owned(), 0, None),
            (String::new(), 0, None),
        ] {
            assert_eq!(secret().accepts(&typed, now, last), taken, "{typed} after {last}");
        }
    }

    #[test]
    fn the_secret_is_written_for_people_and_for_apps() {
        assert_eq!(secret().text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(
            secret().address("Một Cửa", "lanhdao.h42"),
            "otpauth://totp/M%E1%BB%99t%20C%E1%BB%ADa:lanhdao.h42?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=M%E1%BB%99t%20C%E1%BB%ADa"
        );
        assert_eq!(TotpSecret::of(secret().bytes()), Some(secret()));
        assert_eq!(TotpSecret::of(b"short"), None);
        assert_eq!(format!("{:?}", secret()), "TotpSecret");
    }
}
