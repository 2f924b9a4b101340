//! Numbers as people type them: spaces, dots, dashes and invisible letters say nothing.

use std::fmt;

/// The letters and digits of a number, without what only parts them.
pub(crate) fn bare(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|letter| !(letter.is_whitespace() || is_dash(*letter) || *letter == '.' || is_invisible(*letter)))
}

/// Hyphens and dashes of every length.
pub(crate) fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Characters that take no room: soft hyphen, zero-width and direction marks, byte order mark.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// Digits that were typed; more than sixteen are counted, not kept.
pub(crate) struct Digits {
    kept: [u8; 16],
    pub(crate) count: usize,
}

impl Digits {
    /// `None` where something else than digits was typed.
    pub(crate) fn of(text: &str) -> Option<Digits> {
        let mut digits = Digits { kept: [0; 16], count: 0 };
        for letter in bare(text) {
            let digit = letter.to_digit(10)?;
            if let Some(place) = digits.kept.get_mut(digits.count) {
                *place = digit as u8;
            }
            digits.count += 1;
        }
        Some(digits)
    }

    /// The first `N`, where at least so many were typed.
    pub(crate) fn first<const N: usize>(&self) -> Option<[u8; N]> {
        if self.count < N {
            return None;
        }
        self.kept.first_chunk::<N>().copied()
    }
}

/// Digits as one number.
pub(crate) fn value_of(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |value, digit| value * 10 + u64::from(*digit))
}

/// The number that eight ASCII digits make, all of them looked at at once.
#[inline]
pub(crate) fn eight_digits(text: [u8; 8]) -> Option<u64> {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    let text = u64::from_le_bytes(text);
    // A digit is 0x30 to 0x39: its high half is 3, and still is when 6 is added.
    let high = EACH * 0xf0;
    if text & high != EACH * 0x30 || text.wrapping_add(EACH * 6) & high != EACH * 0x30 {
        return None;
    }
    let digits = text & (EACH * 0x0f);
    let pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours * 10_000 + (fours >> 32)) & 0xffff_ffff)
}

/// `Kind(001******456)`: enough to find a mistake, too little to find a person.
pub(crate) fn write_masked(f: &mut fmt::Formatter<'_>, kind: &str, text: &str) -> fmt::Result {
    let letters: Vec<char> = text.chars().collect();
    let shown = if letters.len() >= 12 { 3 } else { letters.len() / 5 };
    let masked: String = letters
        .iter()
        .enumerate()
        .map(|(place, letter)| if place < shown || place + shown >= letters.len() { *letter } else { '*' })
        .collect();
    write!(f, "{kind}({masked})")
}
