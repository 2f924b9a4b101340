//! A file of questions: `number<TAB>name<TAB>birth_date`, and for each line one verdict in the same order. Whatever a
//! line holds, it gets an answer: a missing column is an empty one, what stands after the third is not looked at.

use crate::entry::Entry;
use crate::fingerprint::NameReader;
use crate::in_order::in_order;
use crate::lines::{Lines, lines};
use crate::register::Register;
use crate::residence::Residence;
use crate::verdict::{Counts, Verdict};
use identity::birth::BirthDate;
use identity::number::CitizenNumber;
use std::io::{self, Read, Write};

/// So many questions are asked of memory at once.
const GROUP: usize = 32;

/// Which of the two files failed.
#[derive(Debug, thiserror::Error)]
pub enum QueriesError {
    /// Questions cannot be read.
    #[error("không đọc được tệp câu hỏi: {0}")]
    Read(#[source] io::Error),
    /// Answers cannot be written.
    #[error("không ghi được tệp kết quả: {0}")]
    Write(#[source] io::Error),
}

/// *Yêu cầu xác thực*, as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question<'a> {
    /// Number.
    pub number: &'a [u8],
    /// Name.
    pub name: &'a [u8],
    /// Date of birth.
    pub birth: &'a [u8],
}

/// A question whose number was read, if it is one, and its fingerprint.
#[derive(Clone, Copy)]
struct Asked<'a> {
    number: Option<(CitizenNumber, u64)>,
    name: &'a [u8],
    birth: &'a [u8],
}

const NONE: Asked<'static> = Asked { number: None, name: b"", birth: b"" };

/// Answers all questions with so many threads; `told` hears how many bytes were read.
pub fn verify(
    register: &Register,
    questions: impl Read + Send,
    mut answers: impl Write + Send,
    threads: usize,
    mut told: impl FnMut(u64) + Send,
) -> Result<Counts, QueriesError> {
    let mut input = Lines::of(questions);
    let mut counts = Counts::default();
    in_order(
        threads,
        || input.next_piece().map_err(QueriesError::Read),
        NameReader::default,
        |reader, piece| {
            let mut out = Vec::with_capacity(piece.len() / 4);
            let counts = answer(register, reader, &piece, &mut out);
            (piece.len() as u64, out, counts)
        },
        |(bytes, out, some)| {
            counts.join(some);
            told(bytes);
            answers.write_all(&out).map_err(QueriesError::Write)
        },
    )?;
    answers.flush().map_err(QueriesError::Write)?;
    Ok(counts)
}

/// Answers the questions of a piece.
fn answer(register: &Register, reader: &mut NameReader, piece: &[u8], out: &mut Vec<u8>) -> Counts {
    let mut counts = Counts::default();
    let questions = lines(piece).map(|line| {
        let (number, rest) = cell(line);
        let (name, rest) = cell(rest);
        let (birth, _) = cell(rest);
        Question { number, name, birth }
    });
    answer_each(register, reader, questions, |_, verdict| {
        counts.add(verdict);
        out.extend_from_slice(verdict.code().as_bytes());
        out.push(b'\n');
    });
    counts
}

/// Answers questions in their order; `told` hears the fingerprint asked about (0 where the number is none) and what is
/// answered.
pub fn answer_each<'a>(
    register: &Register,
    reader: &mut NameReader,
    mut questions: impl Iterator<Item = Question<'a>>,
    mut told: impl FnMut(u64, Verdict),
) {
    let table = register.table();
    let mut group = [NONE; GROUP];
    loop {
        let mut count = 0;
        for (place, question) in group.iter_mut().zip(&mut questions) {
            *place = Asked::of(register, question);
            count += 1;
        }
        // One right after the other: the processor then finds their pages at the same time. With a question read
        // between two of them it waits for each.
        for (_, fingerprint) in group[..count].iter().filter_map(|asked| asked.number) {
            table.prefetch(fingerprint);
        }
        for asked in &group[..count] {
            told(asked.number.map_or(0, |(_, fingerprint)| fingerprint), asked.verdict(register, reader));
        }
        if count < GROUP {
            return;
        }
    }
}

/// *Xác nhận nơi cư trú*: a verdict, and where the person lives if everything agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmed {
    /// The fingerprint asked about; 0 where the number is none.
    pub number: u64,
    /// What is said of number, name and date of birth.
    pub verdict: Verdict,
    /// Told on `Match` alone: whoever does not know the name as it is written learns nothing.
    pub residence: Option<Residence>,
}

/// Answers a question with the residence of the person, both as they were at one moment.
pub fn confirm_residence(register: &Register, reader: &mut NameReader, question: Question<'_>) -> Confirmed {
    let asked = Asked::of(register, question);
    let number = asked.number.map_or(0, |(_, fingerprint)| fingerprint);
    let found = asked.number.and_then(|(_, fingerprint)| register.find_home(fingerprint));
    let verdict = asked.judged(register, reader, || found.map(|(entry, _)| entry));
    let residence = found.filter(|_| verdict == Verdict::Match).and_then(|(_, home)| home.residence());
    Confirmed { number, verdict, residence }
}

impl<'a> Asked<'a> {
    #[inline]
    fn of(register: &Register, question: Question<'a>) -> Asked<'a> {
        let number = CitizenNumber::from_bytes(question.number).ok();
        let number = number.map(|number| (number, register.key().number(number)));
        Asked { number, name: question.name, birth: question.birth }
    }

    #[inline]
    fn verdict(&self, register: &Register, reader: &mut NameReader) -> Verdict {
        let find = || self.number.and_then(|(_, fingerprint)| register.find(fingerprint));
        self.judged(register, reader, find)
    }

    /// The verdict, once the person was looked for; where number or date are none, nobody is.
    #[inline]
    fn judged(&self, register: &Register, reader: &mut NameReader, find: impl FnOnce() -> Option<Entry>) -> Verdict {
        let Some((number, _)) = self.number else { return Verdict::BadNumber };
        let Ok(birth) = BirthDate::from_bytes(self.birth) else { return Verdict::BadDate };
        register.judge(reader, find(), number, self.name, birth)
    }
}

/// The bytes before the next tab, and those after it.
#[inline]
fn cell(line: &[u8]) -> (&[u8], &[u8]) {
    match place_of_tab(line) {
        Some(end) => (&line[..end], &line[end + 1..]),
        None => (line, b""),
    }
}

/// Where the first tab is. Cells are short: eight bytes at once are quicker than a call for more.
#[inline]
fn place_of_tab(line: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let (words, rest) = line.as_chunks();
    for (place, word) in words.iter().enumerate() {
        // A byte is 0 where the tab is; the lowest high bit that is set is true.
        let apart = u64::from_le_bytes(*word) ^ (ONES * u64::from(b'\t'));
        let found = apart.wrapping_sub(ONES) & !apart & (ONES << 7);
        if found != 0 {
            return Some(8 * place + found.trailing_zeros() as usize / 8);
        }
    }
    let found = rest.iter().position(|byte| *byte == b'\t')?;
    Some(8 * words.len() + found)
}
