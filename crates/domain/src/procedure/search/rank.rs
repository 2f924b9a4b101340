//! Reads a query and scores the entries it finds.

use super::{NameWord, SearchIndex, count};
use crate::procedure::ProcedureCode;
use crate::text::words;
use std::ops::Range;

/// What an exact code adds; more than any words can.
const EXACT_CODE: u32 = 1_000_000;
/// What a code that begins so adds.
const CODE_PREFIX: u32 = 500_000;
/// What a code that contains it adds.
const CODE_PART: u32 = 250_000;
/// What a name with all words adds.
const ALL_IN_NAME: u32 = 2_000;
/// What the whole query in one piece adds, on top of its neighbours.
const PHRASE: u32 = 400;
/// … at the start of the name.
const AT_START: u32 = 300;
/// … being the whole name.
const WHOLE_NAME: u32 = 1_000;
/// What two words that follow one another add; Vietnamese words are mostly two syllables.
const NEIGHBOURS: u32 = 200;
/// What a word that agrees in its marks adds, where the query has marks.
const MARKS: u32 = 30;
/// … when all its words agree; more than the place of words in a name can make up for.
const ALL_MARKS: u32 = 1_500;
/// What a whole word adds over one that only begins so.
const WHOLE_WORD: u32 = 20;
/// What an essential service adds.
const ESSENTIAL: u32 = 60;
/// More words than this are not read.
const MOST_WORDS: usize = 64;

/// A query as the index reads it.
#[derive(Debug, Default)]
pub(super) struct Query {
    words: Vec<QueryWord>,
    codes: Vec<String>,
}

impl Query {
    pub(super) fn is_blank(&self) -> bool {
        self.words.is_empty() && self.codes.is_empty()
    }
}

#[derive(Debug)]
struct QueryWord {
    /// Numbers of the words it may be.
    range: Range<u32>,
    /// The number it is as a whole word.
    exact: Option<u32>,
    /// Numbers of the marked spellings it may be, where it has marks.
    marked: Option<Range<u32>>,
}

/// Entries with their scores, in no order.
pub(super) struct Scored {
    pub(super) hits: Vec<(u32, u32)>,
    pub(super) relaxed: bool,
}

impl SearchIndex {
    /// Every entry, those people look for most first.
    pub(super) fn whole_shelf(&self) -> Scored {
        let scores = (0..count(self.shelf.len())).rev();
        Scored { hits: self.shelf.iter().copied().zip(scores).collect(), relaxed: false }
    }

    /// Parts a query into codes and words; the last word may still be being typed.
    pub(super) fn read(&self, text: &str) -> Query {
        let mut query = Query::default();
        let mut plain = String::new();
        for chunk in text.split_whitespace() {
            match code_like(chunk) {
                Some(code) => query.codes.push(code),
                None => plain.extend([chunk, " "]),
            }
        }
        let spellings = words(&plain);
        let last_is_open = text.ends_with(|letter: char| letter.is_alphanumeric());
        let last = spellings.len().wrapping_sub(1);
        for (at, (folded, marked)) in spellings.into_iter().enumerate().take(MOST_WORDS) {
            let open = at == last && last_is_open;
            let range = range_of(&self.words, &folded, open);
            let exact = self.words.get(range.start as usize).filter(|word| ***word == *folded).map(|_| range.start);
            let has_marks = marked != folded;
            let marked = has_marks.then(|| range_of(&self.marked_words, &marked, open));
            query.words.push(QueryWord { range, exact, marked });
        }
        query
    }

    /// Scores every entry that has all words and codes of a query, or, where none has, most of them.
    pub(super) fn rank(&self, query: &Query) -> Scored {
        let mut sums = vec![Sum::default(); self.entries.len()];
        for word in &query.words {
            self.add_word(word, &mut sums);
        }
        for code in &query.codes {
            self.add_code(code, &mut sums);
        }
        let asked = count(query.words.len() + query.codes.len());
        let most = sums.iter().map(|sum| sum.found).max().unwrap_or_default();
        let enough = if most == asked { asked } else { asked.div_ceil(2) };
        let good = (0..).zip(&sums).filter(|(_, sum)| sum.found >= enough);
        let hits = good.map(|(entry, sum)| (entry, sum.score + self.name_score(entry, query)));
        Scored { hits: hits.collect(), relaxed: most < asked }
    }

    /// Adds the best place of one word in each entry; a rare word counts more than a common one.
    fn add_word(&self, word: &QueryWord, sums: &mut [Sum]) {
        let mut hits = 0;
        for number in word.range.clone() {
            let whole = if word.exact == Some(number) { WHOLE_WORD } else { 0 };
            let (start, end) = (self.posting_starts[number as usize], self.posting_starts[number as usize + 1]);
            for posting in &self.postings[start as usize..end as usize] {
                let sum = &mut sums[posting.entry as usize];
                hits += u32::from(sum.best == 0);
                sum.best = sum.best.max(posting.weight + whole);
            }
        }
        if hits == 0 {
            return;
        }
        let rarity = (count(self.entries.len()) / hits).ilog2();
        for sum in sums {
            sum.found += u32::from(sum.best > 0);
            sum.score += sum.best + sum.best * rarity / 2;
            sum.best = 0;
        }
    }

    fn add_code(&self, asked: &str, sums: &mut [Sum]) {
        let asked_digits: String = asked.chars().filter(|letter| *letter != '.').collect();
        for (entry, sum) in self.entries.iter().zip(sums) {
            let code = entry.code.as_str();
            let score = if code == asked || (asked_digits.len() >= 7 && same_digits(code, &asked_digits)) {
                EXACT_CODE
            } else if code.starts_with(asked) {
                CODE_PREFIX
            } else if code.contains(asked) {
                CODE_PART
            } else if entry.name.contains(asked) {
                1
            } else {
                0
            };
            sum.found += u32::from(score > 0);
            sum.score += score;
        }
    }

    /// What the order, completeness and marks of the words in the name add.
    fn name_score(&self, entry: u32, query: &Query) -> u32 {
        let (start, end) = (self.name_starts[entry as usize], self.name_starts[entry as usize + 1]);
        let name = &self.name_words[start as usize..end as usize];
        let essential = if self.entries[entry as usize].essential.is_some() { ESSENTIAL } else { 0 };
        if query.words.is_empty() {
            return essential;
        }
        let asked_marks = count(query.words.iter().filter(|word| word.marked.is_some()).count());
        let (mut present, mut marks) = (0, 0);
        for word in &query.words {
            let fitting = || name.iter().filter(|named| word.range.contains(&named.folded));
            present += usize::from(fitting().next().is_some());
            let marked = word.marked.as_ref();
            marks += u32::from(marked.is_some_and(|range| fitting().any(|named| range.contains(&named.marked))));
        }
        let pairs = query.words.windows(2).filter(|pair| name.windows(2).any(|named| follows(pair, named)));
        let mut score = essential + marks * MARKS + count(pairs.count()) * NEIGHBOURS;
        if present == query.words.len() {
            score += ALL_IN_NAME;
            score += if asked_marks > 0 && marks == asked_marks { ALL_MARKS } else { 0 };
        }
        let length = query.words.len();
        if let Some(at) = name.windows(length).position(|named| follows(&query.words, named)) {
            score += PHRASE;
            score += if at == 0 { AT_START } else { 0 };
            score += if length == name.len() { WHOLE_NAME } else { 0 };
        }
        score
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    found: u32,
    score: u32,
    best: u32,
}

/// Whether words of a name are these of a query, one by one.
fn follows(asked: &[QueryWord], named: &[NameWord]) -> bool {
    asked.iter().zip(named).all(|(asked, named)| asked.range.contains(&named.folded))
}

/// The numbers of the words that are this one, or, for an open one, begin so.
fn range_of(sorted: &[Box<str>], word: &str, open: bool) -> Range<u32> {
    let start = sorted.partition_point(|known| **known < *word);
    let rest = &sorted[start..];
    let length = if open {
        rest.partition_point(|known| known.starts_with(word))
    } else {
        usize::from(rest.first().is_some_and(|known| **known == *word))
    };
    count(start)..count(start + length)
}

/// A chunk that asks for a code: a whole one, or at least three digits and dots with nothing else.
fn code_like(chunk: &str) -> Option<String> {
    if let Ok(code) = chunk.to_uppercase().parse::<ProcedureCode>() {
        return Some(code.as_str().to_owned());
    }
    let chunk = chunk.trim_end_matches(',');
    let fits = chunk.len() >= 3 && chunk.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (fits && chunk.bytes().any(|byte| byte.is_ascii_digit())).then(|| chunk.to_owned())
}

fn same_digits(code: &str, digits: &str) -> bool {
    code.bytes().filter(|byte| *byte != b'.').eq(digits.bytes())
}
