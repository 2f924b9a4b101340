//! *Họ tên*: when two spellings are one name.
//!
//! Two keys are made of a name. The *canonical* key keeps every mark but not the place of the tone (*Hoà*, *Hòa*);
//! the *near* key has no marks at all, *đ* read as *d* and *y* as *i*. Keys are for comparing, not for showing.
//!
//! **The place of the tone.** A Vietnamese syllable has one run of vowel letters and one tone, which belongs to the
//! whole of it. Where the mark is drawn is a matter of spelling: the open rhymes *oa*, *oe*, *uy* have two schools
//! (*hòa*/*hoà*, *khỏe*/*khoẻ*, *thủy*/*thuỷ*), after *qu* and *gi* hands slip (*qúy* for *quý*), and older keyboards
//! put it on the first vowel everywhere (*Tòan*). No two syllables differ by the place alone, so in a word with one run
//! of vowels and one tone the tone is moved to the end. Other words (*René*) keep theirs where they are.

mod letters;
mod syllables;

use crate::typed::{is_dash, is_invisible};
use letters::{ACUTE, DOT, GRAVE, HOOK, Letter, TILDE, letter_of};
use std::fmt;
use std::str::FromStr;
pub use syllables::SyllableKeys;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// *Họ, chữ đệm và tên*, as written on papers: NFC, white space made single.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

/// Why a text is no name, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonNameError {
    /// Nothing was typed.
    #[error("Nhập họ, chữ đệm và tên như trên giấy tờ")]
    Blank,
    /// More than 200 characters.
    #[error("Tên dài quá 200 ký tự; nhập tên như trên giấy tờ")]
    Long,
}

/// *Kết quả đối chiếu họ tên*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameMatch {
    /// One name, perhaps spelled in two ways.
    Equal,
    /// One name once marks are dropped, *đ* is read as *d* and *y* as *i*: for a person to look at.
    Near,
    /// Two names.
    Different,
}

impl PersonName {
    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether another spelling is this name.
    pub fn compare(&self, other: &PersonName) -> NameMatch {
        compare(&self.0, &other.0)
    }
}

impl FromStr for PersonName {
    type Err = PersonNameError;

    fn from_str(text: &str) -> Result<PersonName, PersonNameError> {
        let visible = text.nfc().filter(|letter| !is_invisible(*letter));
        let written: String = visible.map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        let name = written.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.chars().count() {
            0 => Err(PersonNameError::Blank),
            1..=200 => Ok(PersonName(name)),
            _ => Err(PersonNameError::Long),
        }
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(")?;
        for letter in self.0.chars() {
            f.write_str(if letter == ' ' { " " } else { "*" })?;
        }
        f.write_str(")")
    }
}

/// Whether two names as written are one. Two blanks are.
pub fn compare(left: &str, right: &str) -> NameMatch {
    compare_with(left, right, &mut String::with_capacity(2 * (left.len() + right.len())))
}

/// The same, with a buffer that is used again for the next pair.
pub fn compare_with(left: &str, right: &str, buffer: &mut String) -> NameMatch {
    if left == right || same_key(left, right, buffer, canonical_into) {
        NameMatch::Equal
    } else if same_key(left, right, buffer, near_key_into) {
        NameMatch::Near
    } else {
        NameMatch::Different
    }
}

fn same_key(left: &str, right: &str, buffer: &mut String, key_into: fn(&str, &mut String)) -> bool {
    buffer.clear();
    key_into(left, buffer);
    let middle = buffer.len();
    key_into(right, buffer);
    let (left, right) = buffer.split_at(middle);
    left == right
}

/// Writes the canonical key of a name after what the buffer holds: lower case, marks taken apart, the tone of a
/// syllable at its end, words parted by one space. Two names are `Equal` when their keys are the same.
///
/// The key of a key is the key.
pub fn canonical_into(name: &str, key: &mut String) {
    let start = key.len();
    if !Canonical::of(key).write_known(name) {
        key.truncate(start);
        Canonical::of(key).write_any(name);
    }
}

/// Writes the near key of a name after what the buffer holds: lower case without marks, *đ* as `d`, *y* as `i`.
/// Two names are `Near` when these are the same and the canonical keys are not.
///
/// The key of a key is the key.
pub fn near_key_into(name: &str, key: &mut String) {
    let start = key.len();
    if !near_known(name, key) {
        key.truncate(start);
        near_any(name, key);
    }
}

/// The near key of letters that are in the table; `false` when one is not.
fn near_known(name: &str, key: &mut String) -> bool {
    let mut space_due = Spaces::new(key);
    for letter in name.chars() {
        match letter_of(letter) {
            Some(known) => space_due.put(key, near_base(char::from(known.base))),
            None if letter.is_ascii_whitespace() => space_due.due(key),
            None if letter.is_ascii_graphic() => space_due.put(key, plain(letter)),
            None => return false,
        }
    }
    true
}

fn near_any(name: &str, key: &mut String) {
    let mut space_due = Spaces::new(key);
    for letter in lowered(name).filter(|letter| !is_combining_mark(*letter)) {
        match plain(letter) {
            ' ' => space_due.due(key),
            'đ' | 'ð' | 'ɖ' => space_due.put(key, 'd'),
            letter => space_due.put(key, near_base(letter)),
        }
    }
}

fn near_base(letter: char) -> char {
    if letter == 'y' { 'i' } else { letter }
}

/// Lower case without invisible letters, marks taken apart in the order of NFD.
fn lowered(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|letter| !is_invisible(*letter)).nfd().flat_map(char::to_lowercase).nfd()
}

/// Of apostrophes, dashes and white space, of which keyboards have many, one each.
fn plain(letter: char) -> char {
    match letter {
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{b4}' | '`' => '\'',
        _ if letter.is_ascii_graphic() => letter,
        _ if is_dash(letter) => '-',
        _ if letter.is_whitespace() || letter.is_control() => ' ',
        _ => letter,
    }
}

/// One space between words, none at the ends.
struct Spaces {
    start: usize,
    due: bool,
}

impl Spaces {
    fn new(key: &str) -> Spaces {
        Spaces { start: key.len(), due: false }
    }

    fn due(&mut self, key: &str) {
        self.due = key.len() > self.start;
    }

    fn at_start_of_word(&self, key: &str) -> bool {
        self.due || key.len() == self.start
    }

    fn put(&mut self, key: &mut String, letter: char) {
        if self.due {
            key.push(' ');
            self.due = false;
        }
        key.push(letter);
    }
}

/// A canonical key while it is written, and what is known of the syllable at its end.
struct Canonical<'a> {
    key: &'a mut String,
    spaces: Spaces,
    in_vowels: bool,
    vowel_runs: u8,
    tones: u8,
    /// Where the first tone of the syllable stands, and which it is.
    tone: (usize, char),
}

impl Canonical<'_> {
    fn of(key: &mut String) -> Canonical<'_> {
        let spaces = Spaces::new(key);
        Canonical { key, spaces, in_vowels: false, vowel_runs: 0, tones: 0, tone: (0, ' ') }
    }

    /// Writes letters that are in the table; `false` when one is not.
    fn write_known(mut self, name: &str) -> bool {
        for letter in name.chars() {
            match letter_of(letter) {
                Some(known) => self.known(known),
                None if letter.is_ascii_whitespace() => self.space(),
                None if letter.is_ascii_graphic() => self.sign(plain(letter)),
                None => return false,
            }
        }
        self.end_syllable();
        true
    }

    /// Writes any text, a little slower.
    fn write_any(mut self, name: &str) {
        // A tone waits for the other marks of its letter, so that it stands after them as in the table.
        let mut waiting = None;
        for letter in lowered(name) {
            if is_combining_mark(letter) {
                let is_tone = matches!(letter, GRAVE | ACUTE | HOOK | TILDE | DOT);
                match self.spaces.at_start_of_word(self.key) {
                    true => {}
                    false if is_tone => waiting = waiting.or(Some(letter)),
                    false => self.key.push(letter),
                }
                continue;
            }
            if let Some(tone) = waiting.take() {
                self.mark(tone);
            }
            match plain(letter) {
                'ð' | 'ɖ' => self.base('đ'),
                ' ' => self.space(),
                letter if letter.is_alphabetic() => self.base(letter),
                sign => self.sign(sign),
            }
        }
        if let Some(tone) = waiting {
            self.mark(tone);
        }
        self.end_syllable();
    }

    fn known(&mut self, letter: Letter) {
        self.base(if letter.is_barred() { 'đ' } else { char::from(letter.base) });
        self.key.push_str(letter.shape());
        if let Some(tone) = letter.tone() {
            self.mark(tone);
        }
    }

    fn base(&mut self, letter: char) {
        let is_vowel = matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        self.vowel_runs = self.vowel_runs.saturating_add(u8::from(is_vowel && !self.in_vowels));
        self.in_vowels = is_vowel;
        self.spaces.put(self.key, letter);
    }

    fn mark(&mut self, tone: char) {
        if self.tones == 0 {
            self.tone = (self.key.len(), tone);
        }
        self.tones = self.tones.saturating_add(1);
        self.key.push(tone);
    }

    fn space(&mut self) {
        self.end_syllable();
        self.spaces.due(self.key);
    }

    fn sign(&mut self, sign: char) {
        self.end_syllable();
        self.spaces.put(self.key, sign);
    }

    fn end_syllable(&mut self) {
        let (place, tone) = self.tone;
        if self.tones == 1 && self.vowel_runs == 1 && place + tone.len_utf8() < self.key.len() {
            self.key.remove(place);
            self.key.push(tone);
        }
        (self.in_vowels, self.vowel_runs, self.tones) = (false, 0, 0);
    }
}

#[cfg(test)]
mod tests;
