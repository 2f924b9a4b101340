//! *Tìm thủ tục hành chính*: with or without marks, by part of a code, by agency, field, level, subject, life event.
//!
//! The index is built once from all procedures in force and answers from memory; it has no state of its own, so
//! one index serves all who search. Words are numbered in the order of their folded spelling: a word, and all
//! words that begin alike (the last word may still be being typed), are one range of numbers.

mod build;
mod facets;
mod nearest;
mod rank;
mod suggest;

pub use facets::{Facet, Facets};
pub use suggest::{Suggestion, SuggestionKind};

use super::{Procedure, ProcedureCode};
use facets::FacetTables;

/// *Mục tra cứu*: what is found of a procedure, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchEntry {
    /// *Mã thủ tục*.
    pub code: ProcedureCode,
    /// *Tên thủ tục*.
    pub name: String,
    /// *Lĩnh vực*.
    pub field: String,
    /// All agencies it names, the publishing one first.
    pub agencies: Vec<String>,
    /// *Cấp thực hiện*.
    pub levels: Vec<String>,
    /// *Đối tượng thực hiện*.
    pub subjects: Vec<String>,
    /// *Từ khóa*.
    pub keywords: Vec<String>,
    /// *Sự kiện đời sống*.
    pub life_events: Vec<String>,
    /// Names of its results.
    pub results: Vec<String>,
    /// Its name among the essential services.
    pub essential: Option<String>,
    /// Whether one can apply online.
    pub online: bool,
}

impl From<&Procedure> for SearchEntry {
    fn from(procedure: &Procedure) -> SearchEntry {
        SearchEntry {
            code: procedure.code.clone(),
            name: procedure.name.clone(),
            field: procedure.field.clone(),
            agencies: procedure.agencies().into_iter().map(str::to_owned).collect(),
            levels: procedure.levels.iter().map(ToString::to_string).collect(),
            subjects: procedure.subjects.clone(),
            keywords: procedure.keywords.clone(),
            life_events: procedure.life_events.clone(),
            results: procedure.results.iter().map(|result| result.name.clone()).collect(),
            essential: procedure.essential.clone(),
            online: procedure.is_online(),
        }
    }
}

/// *Bộ lọc*: what narrows a search. Names are compared without marks and case; `None` and blank narrow nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filters {
    /// Any agency the procedure names.
    pub agency: Option<String>,
    /// *Lĩnh vực*.
    pub field: Option<String>,
    /// *Cấp thực hiện*.
    pub level: Option<String>,
    /// *Đối tượng thực hiện*.
    pub subject: Option<String>,
    /// *Sự kiện đời sống*.
    pub life_event: Option<String>,
    /// Which page, from 1; 0 is read as 1.
    pub page: u32,
    /// Hits on a page, 1 to 200.
    pub page_size: u32,
}

impl Default for Filters {
    fn default() -> Filters {
        Filters { agency: None, field: None, level: None, subject: None, life_event: None, page: 1, page_size: 20 }
    }
}

/// *Kết quả tìm kiếm*: what a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchResults<'a> {
    /// The hits of the page, best first.
    pub hits: Vec<Hit<'a>>,
    /// How many hits there are on all pages.
    pub total: u32,
    /// The page shown, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// No procedure has all the words, so those with most of them are shown.
    pub relaxed: bool,
    /// What the hits of all pages could be narrowed by.
    pub facets: Facets<'a>,
}

/// *Thủ tục tìm thấy*: one procedure found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    /// What was found.
    pub entry: &'a SearchEntry,
    /// The higher the better; comparable within one search only.
    pub score: u32,
}

/// *Chỉ mục tìm kiếm*: the index of all procedures in force.
#[derive(Debug, Clone)]
pub struct SearchIndex {
    entries: Vec<SearchEntry>,
    /// Folded spellings, sorted; a word's number is its place.
    words: Vec<Box<str>>,
    /// Marked spellings, sorted.
    marked_words: Vec<Box<str>>,
    /// Where the postings of each word begin, and one more.
    posting_starts: Vec<u32>,
    postings: Vec<Posting>,
    /// Where the words of each name begin, and one more.
    name_starts: Vec<u32>,
    /// The words of all names, in order.
    name_words: Vec<NameWord>,
    /// Entries without a query, best known first.
    shelf: Vec<u32>,
    facets: FacetTables,
}

/// A word occurs in an entry, at its best there.
#[derive(Debug, Clone, Copy)]
struct Posting {
    entry: u32,
    weight: u32,
}

/// One word of a name, by its numbers in the two lists of spellings.
#[derive(Debug, Clone, Copy)]
struct NameWord {
    folded: u32,
    marked: u32,
}

impl SearchIndex {
    /// All that is indexed, in the order it was given.
    pub fn entries(&self) -> &[SearchEntry] {
        &self.entries
    }

    /// The procedures a query finds, best first; all of them for a blank one, essential services first.
    ///
    /// An exact code comes before codes that begin so, those before names with all the words (the better the
    /// earlier, the more in order and the more truly marked they are), those before other parts with all the
    /// words. Where no procedure has all words, those with most of them are given and
    /// [`SearchResults::relaxed`] is set.
    pub fn search<'a>(&'a self, query: &str, filters: &Filters) -> SearchResults<'a> {
        let query = self.read(query);
        let scored = if query.is_blank() { self.whole_shelf() } else { self.rank(&query) };
        let wanted = self.facets.wanted(filters);
        let kept: Vec<(u32, u32)> =
            scored.hits.into_iter().filter(|(entry, _)| self.facets.keeps(*entry, &wanted)).collect();
        self.page(kept, scored.relaxed, filters)
    }

    fn page<'a>(&'a self, mut kept: Vec<(u32, u32)>, relaxed: bool, filters: &Filters) -> SearchResults<'a> {
        let size = filters.page_size.clamp(1, 200) as usize;
        let pages = kept.len().div_ceil(size).max(1);
        let page = (filters.page.max(1) as usize).min(pages);
        let facets = self.facets.count(kept.iter().map(|(entry, _)| *entry));
        let start = (page - 1) * size;
        let end = (start + size).min(kept.len());
        let best_first = |(entry, score): &(u32, u32)| (std::cmp::Reverse(*score), self.name_len(*entry), *entry);
        if end < kept.len() && end > 0 {
            kept.select_nth_unstable_by_key(end - 1, best_first);
        }
        kept[..end].sort_unstable_by_key(best_first);
        let hits = kept[start..end].iter().map(|&(entry, score)| Hit { entry: &self.entries[entry as usize], score });
        SearchResults {
            hits: hits.collect(),
            total: count(kept.len()),
            page: count(page),
            pages: count(pages),
            relaxed,
            facets,
        }
    }

    /// Words in an entry's name.
    fn name_len(&self, entry: u32) -> u32 {
        self.name_starts[entry as usize + 1] - self.name_starts[entry as usize]
    }
}

/// A length as a count; an index never holds four thousand million of anything.
fn count(length: usize) -> u32 {
    u32::try_from(length).expect("an index of procedures is small")
}

#[cfg(test)]
mod tests;
