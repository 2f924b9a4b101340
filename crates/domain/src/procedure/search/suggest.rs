//! *Gợi ý khi gõ*: what a person may be about to type.

use super::{Filters, SearchIndex};
use crate::text::fold;

/// *Gợi ý*: something to complete a query with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion<'a> {
    /// What to show and to search for.
    pub text: &'a str,
    /// What it is.
    pub kind: SuggestionKind<'a>,
}

/// *Loại gợi ý*: what a suggestion leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuggestionKind<'a> {
    /// One procedure, by its code.
    Procedure(&'a str),
    /// All procedures of a field.
    Field,
    /// All procedures of a life event.
    LifeEvent,
    /// All procedures of an agency.
    Agency,
}

impl SearchIndex {
    /// At most so many suggestions: life events, fields and agencies that begin as typed, then procedures.
    ///
    /// Nothing for a blank query; one text is suggested once.
    pub fn suggest<'a>(&'a self, query: &str, limit: usize) -> Vec<Suggestion<'a>> {
        let key = fold(query);
        if key.is_empty() {
            return Vec::new();
        }
        let groups = [(4, SuggestionKind::LifeEvent), (1, SuggestionKind::Field), (0, SuggestionKind::Agency)];
        let begun = groups.into_iter().flat_map(|(way, kind)| {
            let values = self.facets.values(way).filter(|(value, _)| value.starts_with(&key));
            values.map(move |(_, text)| Suggestion { text, kind }).take(2)
        });
        let mut suggestions: Vec<Suggestion<'_>> = Vec::new();
        for one in begun {
            let new = suggestions.iter().all(|known| known.text != one.text);
            if new && suggestions.len() < limit / 2 {
                suggestions.push(one);
            }
        }
        let filters = Filters { page_size: 50, ..Filters::default() };
        for hit in self.search(query, &filters).hits {
            if suggestions.len() >= limit {
                break;
            }
            let text = hit.entry.name.as_str();
            if suggestions.iter().all(|known| known.text != text) {
                suggestions.push(Suggestion { text, kind: SuggestionKind::Procedure(hit.entry.code.as_str()) });
            }
        }
        suggestions
    }
}
