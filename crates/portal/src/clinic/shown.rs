//! What of an answer about insurance is shown: in words, in a colour and in a shape.

use crate::words;
use app::insurance::{CardHolder, Checked, FollowUp, TodayLine};
use domain::insurance::{Judged, Standing};

/// Names and values, as they are listed.
type Facts = Vec<(&'static str, String)>;

/// What the page shows of one answer.
pub(super) struct Answer {
    /// Whom it is about.
    pub(super) name: String,
    /// In two words.
    pub(super) label: &'static str,
    /// Its colour.
    pub(super) class: &'static str,
    /// Its shape.
    pub(super) shape: &'static str,
    /// In a sentence.
    pub(super) meaning: String,
    /// What to do next.
    pub(super) advice: String,
    /// Code of the service; empty for none.
    pub(super) code: String,
    /// What the card says.
    pub(super) facts: Facts,
    /// When something was last confirmed, what, and its facts.
    pub(super) last: Option<(String, &'static str, Facts)>,
    /// Whether it waits to be asked again.
    pub(super) waits: bool,
}

/// A line of what waits or came late.
pub(super) struct Late {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) tail: String,
    pub(super) asked: String,
    pub(super) tries: u32,
    /// When the answer came, what it says, its colour and shape, and what to do.
    pub(super) answer: Option<LateAnswer>,
}

/// An answer that came late.
pub(super) struct LateAnswer {
    pub(super) at: String,
    pub(super) label: &'static str,
    pub(super) class: &'static str,
    pub(super) shape: &'static str,
    pub(super) advice: String,
}

/// A line of today.
pub(super) struct Line {
    pub(super) time: String,
    pub(super) tail: String,
    pub(super) label: &'static str,
    pub(super) class: &'static str,
    pub(super) shape: &'static str,
    pub(super) code: String,
    pub(super) by: String,
}

impl Answer {
    pub(super) fn of(holder: &CardHolder, checked: &Checked) -> Answer {
        let judged = &checked.judged;
        let last =
            checked.last.as_ref().map(|(at, judged)| (words::moment(*at), judged.standing.label(), facts(judged)));
        Answer {
            name: holder.name.as_str().to_owned(),
            label: judged.standing.label(),
            class: class(judged.standing),
            shape: shape(judged.standing),
            meaning: judged.meaning.clone(),
            advice: judged.advice.clone(),
            code: checked.code.clone(),
            // What was not confirmed is not shown, whatever came with it.
            facts: if judged.standing.is_confirmed() { facts(judged) } else { Vec::new() },
            last,
            waits: !judged.standing.is_confirmed(),
        }
    }
}

impl Late {
    pub(super) fn of(one: &FollowUp) -> Late {
        let answer = one.answer.as_ref().map(|(at, judged)| LateAnswer {
            at: words::moment(*at),
            label: judged.standing.label(),
            class: class(judged.standing),
            shape: shape(judged.standing),
            advice: judged.advice.clone(),
        });
        Late {
            id: one.id.clone(),
            name: one.name.clone(),
            tail: one.tail.clone(),
            asked: words::moment(one.asked_at),
            tries: one.tries,
            answer,
        }
    }
}

impl Line {
    pub(super) fn of(line: &TodayLine, login: &str) -> Line {
        Line {
            time: words::time(line.at.local()),
            tail: line.tail.clone(),
            label: line.standing.label(),
            class: class(line.standing),
            shape: shape(line.standing),
            code: line.code.clone(),
            by: if line.actor == login { "bạn".to_owned() } else { line.actor.clone() },
        }
    }
}

/// What a card says, for somebody to read out.
fn facts(judged: &Judged) -> Facts {
    let card = &judged.card;
    let mut facts = Vec::new();
    if let Some(level) = &judged.level {
        facts.push(("Mức hưởng", level.text.clone()));
    } else if !card.number.is_empty() {
        facts.push(("Mức hưởng", "Số thẻ này không ghi mức hưởng; xem trên thẻ hoặc VssID".to_owned()));
    }
    match (card.valid_from, card.valid_to) {
        (Some(from), Some(to)) => facts.push(("Giá trị", format!("từ {} đến {}", words::day(from), words::day(to)))),
        (None, Some(to)) => facts.push(("Giá trị", format!("đến {}", words::day(to)))),
        (Some(from), None) => facts.push(("Giá trị", format!("từ {}", words::day(from)))),
        (None, None) => {}
    }
    if !card.number.is_empty() {
        facts.push(("Số thẻ", card.number.clone()));
    }
    let place = [card.first_care_name.as_str(), card.first_care.as_str()];
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    if !place.is_empty() {
        facts.push(("Nơi khám ban đầu", place.join(", mã ")));
    }
    if let Some(day) = judged.five_years_on {
        facts.push(("Đủ 5 năm liên tục", words::day(day)));
    }
    facts
}

fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Holds => "good",
        Standing::Ended | Standing::NotYet => "bad",
        Standing::Mismatch | Standing::ByHand => "warn",
        Standing::System => "none",
    }
}

/// Outline of a 24 by 24 picture; no two standings share one, so that nobody needs to tell colours apart.
fn shape(standing: Standing) -> &'static str {
    match standing {
        // A circle with a tick.
        Standing::Holds => "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM7 12.5l3.5 3.5L17 9",
        // A square with a cross.
        Standing::Ended => "M3 3h18v18H3zM8 8l8 8M16 8l-8 8",
        // A circle with hands of a clock.
        Standing::NotYet => "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM12 6v6h5",
        // A diamond with “not equal”.
        Standing::Mismatch => "M12 1l11 11-11 11L1 12zM8 10h8M8 14h8M14 7l-4 10",
        // A sheet of paper.
        Standing::ByHand => "M5 2h10l4 4v16H5zM8 10h8M8 14h8M8 18h5",
        // A triangle with a question mark.
        Standing::System => "M12 2l11 20H1zM9.7 11a2.3 2.3 0 1 1 3.2 2.1c-.6.3-.9.7-.9 1.6M12 18v.6",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_standing_has_a_shape_and_words_of_its_own() {
        let shapes: BTreeSet<&str> = Standing::ALL.into_iter().map(shape).collect();
        let labels: BTreeSet<&str> = Standing::ALL.into_iter().map(Standing::label).collect();
        assert_eq!((shapes.len(), labels.len()), (Standing::ALL.len(), Standing::ALL.len()));
        assert!(Standing::ALL.into_iter().all(|standing| class(standing) != "bad" || standing != Standing::System));
    }
}
