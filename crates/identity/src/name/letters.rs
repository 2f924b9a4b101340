//! *Chữ cái tiếng Việt*: every letter with its shape and tone, found without searching.

pub(super) const GRAVE: char = '\u{300}';
pub(super) const ACUTE: char = '\u{301}';
pub(super) const HOOK: char = '\u{309}';
pub(super) const TILDE: char = '\u{303}';
pub(super) const DOT: char = '\u{323}';

const TONES: [Option<char>; 6] = [None, Some(GRAVE), Some(ACUTE), Some(HOOK), Some(TILDE), Some(DOT)];

/// What is drawn on a letter apart from the tone: nothing, *mũ*, *trăng*, *móc*, *gạch*.
const SHAPES: [&str; 5] = ["", "\u{302}", "\u{306}", "\u{31b}", ""];
const BARRED: u8 = 4;

/// A letter taken apart.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    /// `a`–`z`; 0 where a place of the table is no letter of ours.
    pub(super) base: u8,
    shape: u8,
    tone: u8,
}

impl Letter {
    /// The mark that makes it another letter (*ă*, *ê*, *ơ*).
    pub(super) fn shape(self) -> &'static str {
        SHAPES[usize::from(self.shape)]
    }

    /// Whether it is *đ*.
    pub(super) fn is_barred(self) -> bool {
        self.shape == BARRED
    }

    /// Its tone, unless it is level.
    pub(super) fn tone(self) -> Option<char> {
        TONES[usize::from(self.tone)]
    }
}

/// Base, shape, and the letter in all six tones, in lower and upper case.
const ROWS: [(u8, u8, [char; 12]); 12] = [
    (b'a', 0, ['a', 'à', 'á', 'ả', 'ã', 'ạ', 'A', 'À', 'Á', 'Ả', 'Ã', 'Ạ']),
    (b'a', 1, ['â', 'ầ', 'ấ', 'ẩ', 'ẫ', 'ậ', 'Â', 'Ầ', 'Ấ', 'Ẩ', 'Ẫ', 'Ậ']),
    (b'a', 2, ['ă', 'ằ', 'ắ', 'ẳ', 'ẵ', 'ặ', 'Ă', 'Ằ', 'Ắ', 'Ẳ', 'Ẵ', 'Ặ']),
    (b'e', 0, ['e', 'è', 'é', 'ẻ', 'ẽ', 'ẹ', 'E', 'È', 'É', 'Ẻ', 'Ẽ', 'Ẹ']),
    (b'e', 1, ['ê', 'ề', 'ế', 'ể', 'ễ', 'ệ', 'Ê', 'Ề', 'Ế', 'Ể', 'Ễ', 'Ệ']),
    (b'i', 0, ['i', 'ì', 'í', 'ỉ', 'ĩ', 'ị', 'I', 'Ì', 'Í', 'Ỉ', 'Ĩ', 'Ị']),
    (b'o', 0, ['o', 'ò', 'ó', 'ỏ', 'õ', 'ọ', 'O', 'Ò', 'Ó', 'Ỏ', 'Õ', 'Ọ']),
    (b'o', 1, ['ô', 'ồ', 'ố', 'ổ', 'ỗ', 'ộ', 'Ô', 'Ồ', 'Ố', 'Ổ', 'Ỗ', 'Ộ']),
    (b'o', 3, ['ơ', 'ờ', 'ớ', 'ở', 'ỡ', 'ợ', 'Ơ', 'Ờ', 'Ớ', 'Ở', 'Ỡ', 'Ợ']),
    (b'u', 0, ['u', 'ù', 'ú', 'ủ', 'ũ', 'ụ', 'U', 'Ù', 'Ú', 'Ủ', 'Ũ', 'Ụ']),
    (b'u', 3, ['ư', 'ừ', 'ứ', 'ử', 'ữ', 'ự', 'Ư', 'Ừ', 'Ứ', 'Ử', 'Ữ', 'Ự']),
    (b'y', 0, ['y', 'ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ', 'Y', 'Ỳ', 'Ý', 'Ỷ', 'Ỹ', 'Ỵ']),
];

/// *đ* and the look-alikes that old fonts left in records: Icelandic *ð*, *Ð* (U+00F0, U+00D0).
const BARRED_LETTERS: [char; 4] = ['đ', 'Đ', 'ð', 'Ð'];

const LATIN_START: u32 = 0xc0;
const EXTENDED_START: u32 = 0x1ea0;
static LATIN: [Letter; 0x1b1 - 0xc0] = table(LATIN_START);
static EXTENDED: [Letter; 0x1efa - 0x1ea0] = table(EXTENDED_START);

const fn table<const N: usize>(start: u32) -> [Letter; N] {
    let mut table = [Letter { base: 0, shape: 0, tone: 0 }; N];
    let mut row = 0;
    while row < ROWS.len() {
        let (base, shape, letters) = ROWS[row];
        let mut place = 0;
        while place < letters.len() {
            let code = letters[place] as u32;
            if code >= start && code < start + N as u32 {
                table[(code - start) as usize] = Letter { base, shape, tone: (place % 6) as u8 };
            }
            place += 1;
        }
        row += 1;
    }
    let mut barred = 0;
    while barred < BARRED_LETTERS.len() {
        let code = BARRED_LETTERS[barred] as u32;
        if code >= start && code < start + N as u32 {
            table[(code - start) as usize] = Letter { base: b'd', shape: BARRED, tone: 0 };
        }
        barred += 1;
    }
    table
}

/// A letter of the Vietnamese or English alphabet, taken apart.
pub(super) fn letter_of(letter: char) -> Option<Letter> {
    if letter.is_ascii_alphabetic() {
        return Some(Letter { base: letter.to_ascii_lowercase() as u8, shape: 0, tone: 0 });
    }
    let code = letter as u32;
    let known = if code < EXTENDED_START {
        LATIN.get(code.checked_sub(LATIN_START)? as usize)
    } else {
        EXTENDED.get((code - EXTENDED_START) as usize)
    };
    known.copied().filter(|known| known.base != 0)
}
