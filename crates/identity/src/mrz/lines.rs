//! The lines of a machine readable zone, whatever way a reader or a person broke them.

use super::MrzError;

/// Lines of the right length, of `A`–`Z`, `0`–`9` and `<` alone.
pub(super) enum Lines {
    Card([[u8; 30]; 3]),
    Passport([[u8; 44]; 2]),
}

impl Lines {
    /// Reads lines as they stand, or one text of all of them; case and spaces are forgiven.
    pub(super) fn of(text: &str) -> Result<Lines, MrzError> {
        let typed = text.lines().map(|line| line.split_whitespace().collect::<String>());
        let lines: Vec<String> = typed.filter(|line| !line.is_empty()).collect();
        let lengths: Vec<usize> = lines.iter().map(|line| line.chars().count()).collect();
        let wanted = match (&lengths[..], lengths.iter().sum()) {
            ([_, _, _], _) => 30,
            ([_, _], _) => 44,
            ([_], 90) => 90,
            ([_], 88) => 88,
            (_, letters) => return Err(MrzError::Shape { letters }),
        };
        if let Some((line, letters)) = (1..).zip(lengths).find(|(_, letters)| *letters != wanted) {
            return Err(MrzError::Line { line, letters, wanted });
        }
        let width = if lines.len() == 3 || wanted == 90 { 30 } else { 44 };
        let letters: Vec<char> = lines.iter().flat_map(|line| line.chars()).collect();
        let mut bytes = Vec::with_capacity(letters.len());
        for (place, letter) in letters.into_iter().enumerate() {
            match letter.to_ascii_uppercase() {
                upper @ ('A'..='Z' | '0'..='9' | '<') => bytes.push(upper as u8),
                _ => return Err(MrzError::Letter { line: place / width + 1, column: place % width + 1 }),
            }
        }
        let line = |number: usize| &bytes[number * width..(number + 1) * width];
        Ok(if width == 30 {
            Lines::Card([0, 1, 2].map(|number| line(number).try_into().expect("a line of 30")))
        } else {
            Lines::Passport([0, 1].map(|number| line(number).try_into().expect("a line of 44")))
        })
    }
}
