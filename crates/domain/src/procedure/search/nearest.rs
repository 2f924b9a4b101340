//! *Ý bạn là*: the words there are that a mistyped query may have meant.

use super::{Filters, SearchIndex};
use crate::text::{fold, words};

/// Queries with more words than this are no names of procedures.
const MOST_WORDS: usize = 12;
/// Shorter words may mean anything.
const SHORTEST: usize = 3;

impl SearchIndex {
    /// The query with each word nobody uses put right; `None` where nothing is near, or nothing would be found.
    pub fn nearest(&self, query: &str) -> Option<String> {
        let typed = words(query);
        if typed.is_empty() || typed.len() > MOST_WORDS {
            return None;
        }
        let mut mended = Vec::new();
        let mut changed = false;
        for (folded, _) in &typed {
            if self.words.binary_search_by(|known| (**known).cmp(folded.as_str())).is_ok() {
                mended.push(self.spelt(folded));
            } else {
                mended.push(self.spelt(self.nearest_word(folded)?));
                changed = true;
            }
        }
        let text = mended.join(" ");
        let found = self.search(&format!("{text} "), &Filters { page_size: 1, ..Filters::default() });
        (changed && found.total > 0 && !found.relaxed).then_some(text)
    }

    /// The known word with the fewest letters to change; of several the one that names have most often.
    fn nearest_word(&self, folded: &str) -> Option<&str> {
        let most = match folded.chars().count() {
            0..SHORTEST => return None,
            SHORTEST..6 => 1,
            _ => 2,
        };
        let near = (0..self.words.len()).filter_map(|number| {
            let word = &*self.words[number];
            let far = word.len().abs_diff(folded.len()) > most;
            let slips = if far { most + 1 } else { slips(word, folded) };
            (slips <= most).then_some((slips, std::cmp::Reverse(self.uses_in_names(number)), word))
        });
        near.min().map(|(_, _, word)| word)
    }

    fn uses_in_names(&self, number: usize) -> usize {
        self.name_words.iter().filter(|word| word.folded as usize == number).count()
    }

    /// A word as a name spells it, with its marks; as it is where no name has it.
    fn spelt(&self, folded: &str) -> String {
        let texts = self.entries.iter().flat_map(|entry| std::iter::once(&entry.name).chain(&entry.keywords));
        let mut spellings = texts.flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()));
        spellings.find(|word| fold(word) == folded).map_or_else(|| folded.to_owned(), str::to_lowercase)
    }
}

/// How many letters have to be changed, added, left out or swapped with their neighbour to make one word of another.
fn slips(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut rows = vec![(0..=right.len()).collect::<Vec<usize>>()];
    for (i, one) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in right.iter().enumerate() {
            let kept = rows[i][j] + usize::from(one != other);
            let swapped = i > 0 && j > 0 && left[i - 1] == *other && right[j - 1] == *one;
            let swapped = if swapped { rows[i - 1][j - 1] + 1 } else { usize::MAX };
            row.push(kept.min(rows[i][j + 1] + 1).min(row[j] + 1).min(swapped));
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_as_fingers_make_them() {
        for (left, right, count) in [
            ("sinh", "sinh", 0),
            ("sinh", "sihn", 1),
            ("sinh", "sinhh", 1),
            ("khai", "hai", 1),
            ("thuong", "thoung", 1),
            ("sinh", "tu", 4),
        ] {
            assert_eq!(slips(left, right), count, "{left} {right}");
        }
    }
}
