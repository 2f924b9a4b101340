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
