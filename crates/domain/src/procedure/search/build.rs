//! Makes the index: numbers the words, lists where each occurs.

use super::{FacetTables, NameWord, Posting, SearchEntry, SearchIndex, count};
use crate::text::words;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How much a word counts by where it stands.
const NAME: u32 = 100;
const KEYWORD: u32 = 90;
const RESULT: u32 = 40;
const FIELD: u32 = 40;
const AGENCY: u32 = 20;
const SUBJECT: u32 = 10;

impl SearchIndex {
    /// The index of these entries, in the order of their codes whatever order they come in.
    pub fn build(entries: &[SearchEntry]) -> SearchIndex {
        let mut entries = entries.to_vec();
        entries.sort_by(|left, right| left.code.cmp(&right.code));

        let names: Vec<Vec<(String, String)>> = entries.iter().map(|entry| words(&entry.name)).collect();
        let mut known = HashMap::new();
        let mut spellings: BTreeMap<String, Vec<Posting>> = BTreeMap::new();
        let mut marked: BTreeSet<&str> = BTreeSet::new();
        for (number, (entry, name)) in (0..).zip(entries.iter().zip(&names)) {
            for (folded, weight) in weighed(entry, name, &mut known) {
                spellings.entry(folded).or_default().push(Posting { entry: number, weight });
            }
            marked.extend(name.iter().map(|word| word.1.as_str()));
        }

        let marked_words: Vec<Box<str>> = marked.into_iter().map(Box::from).collect();
        let mut posting_starts = vec![0];
        let (mut all_words, mut postings): (Vec<Box<str>>, Vec<Posting>) = (Vec::new(), Vec::new());
        for (word, places) in spellings {
            all_words.push(word.into_boxed_str());
            postings.extend(places);
            posting_starts.push(count(postings.len()));
        }

        let (mut name_starts, mut name_words) = (vec![0], Vec::new());
        for name in &names {
            name_words.extend(without_opening(name).iter().map(|(folded, marked)| NameWord {
                folded: number_of(&all_words, folded),
                marked: number_of(&marked_words, marked),
            }));
            name_starts.push(count(name_words.len()));
        }

        let mut shelf: Vec<u32> = (0..count(entries.len())).collect();
        shelf.sort_by_key(|entry| {
            let entry = &entries[*entry as usize];
            (entry.essential.is_none(), entry.life_events.is_empty())
        });
        let facets = FacetTables::build(&entries);
        SearchIndex {
            entries,
            words: all_words,
            marked_words,
            posting_starts,
            postings,
            name_starts,
            name_words,
            shelf,
            facets,
        }
    }
}

/// A name without the words *Thủ tục* it may open with: they say nothing.
fn without_opening(name: &[(String, String)]) -> &[(String, String)] {
    match name {
        [(thu, _), (tuc, _), rest @ ..] if thu == "thu" && tuc == "tuc" && !rest.is_empty() => rest,
        _ => name,
    }
}

fn number_of(sorted: &[Box<str>], word: &str) -> u32 {
    count(sorted.binary_search_by(|known| (**known).cmp(word)).expect("every word of a name is numbered"))
}

/// Each word of an entry once, with the weight of its best place.
///
/// `known` keeps the words of texts many entries share: agencies, fields, subjects.
fn weighed<'a>(
    entry: &'a SearchEntry,
    name: &[(String, String)],
    known: &mut HashMap<&'a str, Vec<String>>,
) -> BTreeMap<String, u32> {
    let mut best = BTreeMap::new();
    let mut weigh = |word: String, weight: u32| {
        let best = best.entry(word).or_insert(0);
        *best = weight.max(*best);
    };
    for (folded, _) in name {
        weigh(folded.clone(), NAME);
    }
    let one = std::slice::from_ref;
    let parts: [(&[String], u32); 8] = [
        (&entry.keywords, KEYWORD),
        (&entry.life_events, KEYWORD),
        (entry.essential.as_slice(), KEYWORD),
        (&entry.results, RESULT),
        (one(&entry.field), FIELD),
        (&entry.agencies, AGENCY),
        (&entry.subjects, SUBJECT),
        (&entry.levels, SUBJECT),
    ];
    for (texts, weight) in parts {
        for text in texts {
            let folded = |text| words(text).into_iter().map(|word| word.0).collect();
            for word in known.entry(text.as_str()).or_insert_with_key(|text| folded(text)) {
                weigh(word.clone(), weight);
            }
        }
    }
    best
}
