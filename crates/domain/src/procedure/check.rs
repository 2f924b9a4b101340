//! Looks through one procedure for what is odd in it.

use super::{Channel, ChannelKind, Component, FeeKind, Finding, Level, Procedure, TermReading};
use crate::text::is_invisible;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Terms from here on, in thousandths, are more likely something else (a fee, a phone number).
const UNLIKELY_TERM_MILLI: u32 = 1_000_000;
/// Fees under this, in đồng, are more likely a sum in another currency or a rate.
const UNLIKELY_FEE_VND: i64 = 1_000;
/// More papers of one kind than this are more likely a year or a footnote that ran into the number.
const UNLIKELY_COUNT: u32 = 10;

/// What is odd in a procedure, each with its place; how often each is counted is its [`Finding::grain`].
///
/// `decomposed-text` and `name-shared` show only in the file it came in, and are found by the import.
pub fn check(procedure: &Procedure) -> Vec<(Finding, String)> {
    let mut found = Vec::new();
    missing_parts(procedure, &mut found);
    terms(&procedure.channels, &mut found);
    fees(&procedure.channels, &mut found);
    channels(procedure, &mut found);
    components(&procedure.components, &mut found);
    results(procedure, &mut found);
    texts(procedure, &mut found);
    found
}

type FoundHere = Vec<(Finding, String)>;

fn missing_parts(procedure: &Procedure, found: &mut FoundHere) {
    let parts = [
        (procedure.channels.is_empty(), Finding::NoChannel),
        (procedure.components.is_empty(), Finding::NoComponent),
        (procedure.results.is_empty(), Finding::NoResult),
        (procedure.legal_bases.is_empty(), Finding::NoLegalBasis),
        (procedure.executing_agencies.is_empty(), Finding::NoExecutingAgency),
        (procedure.competent.is_empty(), Finding::NoCompetentAgency),
        (procedure.ministry.is_empty(), Finding::NoMinistry),
        (procedure.levels.is_empty(), Finding::NoLevel),
        (procedure.kind.is_empty(), Finding::NoKind),
        (procedure.field.is_empty(), Finding::NoField),
        (procedure.subjects.is_empty(), Finding::NoSubject),
        (procedure.steps_text.is_empty(), Finding::NoSteps),
        (procedure.decision.is_empty(), Finding::NoDecision),
    ];
    found.extend(parts.into_iter().filter(|(missing, _)| *missing).map(|(_, finding)| (finding, String::new())));
}

/// One finding for all channels of which something holds, naming them.
fn where_any(channels: &[Channel], finding: Finding, holds: impl Fn(&Channel) -> bool, found: &mut FoundHere) {
    let places: Vec<String> = channels.iter().filter(|channel| holds(channel)).map(place_of).collect();
    if !places.is_empty() {
        found.push((finding, places.join("; ")));
    }
}

fn place_of(channel: &Channel) -> String {
    format!("{}: {}, {}", channel.kind, channel.term, channel.fee)
}

fn terms(channels: &[Channel], found: &mut FoundHere) {
    let absent = |channel: &Channel| channel.term.reading() == TermReading::Absent;
    if channels.iter().all(absent) {
        found.push((Finding::NoTerm, String::new()));
    } else {
        where_any(channels, Finding::ChannelWithoutTerm, absent, found);
    }
    let no_unit = |channel: &Channel| !absent(channel) && channel.term.unit_text.is_none();
    where_any(channels, Finding::TermWithoutUnit, no_unit, found);
    let odd_unit = |channel: &Channel| channel.term.unit_text.is_some() && channel.term.unit().is_none();
    where_any(channels, Finding::TermUnitUnknown, odd_unit, found);
    let unreadable = |channel: &Channel| {
        let term = &channel.term;
        let divided = term.amount_milli().is_some() && term.unit().is_some() && term.term().is_none();
        term.reading() == TermReading::Unreadable || divided
    };
    where_any(channels, Finding::TermUnreadable, unreadable, found);
    where_any(channels, Finding::TermZero, |channel| channel.term.reading() == TermReading::Zero, found);
    let unlikely = |channel: &Channel| channel.term.amount_milli().is_some_and(|milli| milli >= UNLIKELY_TERM_MILLI);
    where_any(channels, Finding::TermUnlikely, unlikely, found);

    let by_kind = grouped(channels, |channel| channel.term.to_string());
    push_if_groups_differ(&by_kind, Finding::TermDiffersByChannel, found);
    let several: Vec<String> = by_kind.iter().filter(|group| group.1.len() > 1).map(group_text).collect();
    if !several.is_empty() {
        found.push((Finding::SeveralTermsInOneChannel, several.join("; ")));
    }
}

fn fees(channels: &[Channel], found: &mut FoundHere) {
    where_any(channels, Finding::FeeUnknown, |channel| channel.fee.kind == FeeKind::Unknown, found);
    let contradicts = |channel: &Channel| match (channel.fee.kind, channel.fee.vnd) {
        (FeeKind::Amount, vnd) => vnd.is_none_or(|vnd| vnd == 0),
        (FeeKind::Free, vnd) => vnd.is_some_and(|vnd| vnd != 0),
        (FeeKind::Unknown, _) => false,
    };
    where_any(channels, Finding::FeeWithoutAmount, contradicts, found);
    let unlikely = |channel: &Channel| channel.fee.vnd.is_some_and(|vnd| vnd != 0 && vnd < UNLIKELY_FEE_VND);
    where_any(channels, Finding::FeeUnlikely, unlikely, found);
    let by_kind = grouped(channels, |channel| channel.fee.to_string());
    push_if_groups_differ(&by_kind, Finding::FeeDiffersByChannel, found);
}

type Groups<'a> = BTreeMap<&'a ChannelKind, BTreeSet<String>>;

fn grouped(channels: &[Channel], text: impl Fn(&Channel) -> String) -> Groups<'_> {
    let mut groups = Groups::new();
    for channel in channels {
        groups.entry(&channel.kind).or_default().insert(text(channel));
    }
    groups
}

fn group_text((kind, texts): (&&ChannelKind, &BTreeSet<String>)) -> String {
    format!("{kind}: {}", texts.iter().map(String::as_str).collect::<Vec<_>>().join(" / "))
}

fn push_if_groups_differ(groups: &Groups<'_>, finding: Finding, found: &mut FoundHere) {
    if groups.values().collect::<BTreeSet<_>>().len() > 1 {
        found.push((finding, groups.iter().map(group_text).collect::<Vec<_>>().join("; ")));
    }
}

fn channels(procedure: &Procedure, found: &mut FoundHere) {
    let unknown = |channel: &Channel| matches!(channel.kind, ChannelKind::Other(_));
    where_any(&procedure.channels, Finding::ChannelUnknown, unknown, found);
    if !procedure.channels.is_empty() && !procedure.is_online() {
        found.push((Finding::NoOnlineChannel, String::new()));
    }
    for level in &procedure.levels {
        if let Level::Unknown(text) = level {
            found.push((Finding::LevelUnknown, text.clone()));
            break;
        }
    }
    let names: BTreeSet<&String> = procedure.executing_agencies.iter().collect();
    if names.len() < procedure.executing_agencies.len() {
        found.push((Finding::ExecutingAgencyRepeated, procedure.executing_agencies.join("; ")));
    }
}

fn components(components: &[Component], found: &mut FoundHere) {
    let mut seen = BTreeSet::new();
    for (index, component) in components.iter().enumerate() {
        let place = || format!("giấy tờ thứ {} «{}»: {component}", index + 1, component.name);
        if component.original == 0 && component.copy == 0 {
            found.push((Finding::ComponentWithNeither, place()));
        }
        if component.original > UNLIKELY_COUNT || component.copy > UNLIKELY_COUNT {
            found.push((Finding::ComponentCountUnlikely, place()));
        }
        if component.name.is_empty() {
            found.push((Finding::ComponentWithoutName, place()));
        } else if !seen.insert((&component.case, &component.name)) {
            found.push((Finding::ComponentRepeated, place()));
        }
    }
}

fn results(procedure: &Procedure, found: &mut FoundHere) {
    for result in &procedure.results {
        if result.code.is_empty() {
            found.push((Finding::ResultWithoutCode, result.name.clone()));
        }
        if result.name.contains("Mã:") {
            found.push((Finding::CodeInsideResultName, result.name.clone()));
        }
    }
}

fn texts(procedure: &Procedure, found: &mut FoundHere) {
    if !procedure.decision.is_empty() && !procedure.decision.bytes().any(|byte| byte.is_ascii_digit()) {
        found.push((Finding::DecisionWithoutNumber, procedure.decision.clone()));
    }
    if procedure.name.contains(['\n', '\r']) {
        found.push((Finding::NameWithLineBreak, procedure.name.clone()));
    }
    let row = serde_json::to_value(procedure).expect("text and numbers are JSON");
    for (finding, is_odd) in
        [(Finding::WrongLetter, is_wrong_letter as fn(char) -> bool), (Finding::StrangeCharacter, is_strange)]
    {
        if let Some(place) = first_text(&row, &|text| text.contains(is_odd)) {
            let at = place.find(is_odd).unwrap_or_default();
            found.push((finding, around(place, at)));
        }
    }
    if let Some(form) = &procedure.form {
        let faults: Vec<String> = form.faults().iter().map(ToString::to_string).collect();
        if !faults.is_empty() {
            found.push((Finding::FormFaulty, faults.join("; ")));
        }
    }
    if matches!(procedure.certainty.as_deref(), Some("M" | "I")) {
        let note = procedure.certainty_note.clone();
        found.push((Finding::NotVerified, note.unwrap_or_default()));
    }
    if !procedure.other.is_empty() {
        let keys: Vec<&str> = procedure.other.keys().map(String::as_str).collect();
        found.push((Finding::UnknownPart, keys.join(", ")));
    }
}

/// Eth for the Vietnamese *đ*; Vietnamese has no eth.
fn is_wrong_letter(letter: char) -> bool {
    matches!(letter, 'Ð' | 'ð')
}

fn is_strange(letter: char) -> bool {
    let control = letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    let private = matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{fffd}');
    control || private || is_invisible(letter)
}

/// The first text inside a JSON value of which something holds.
fn first_text<'a>(value: &'a Value, holds: &dyn Fn(&str) -> bool) -> Option<&'a str> {
    match value {
        Value::String(text) => holds(text).then_some(text),
        Value::Array(items) => items.iter().find_map(|item| first_text(item, holds)),
        Value::Object(parts) => parts.values().find_map(|part| first_text(part, holds)),
        _ => None,
    }
}

/// Some twenty letters before and after a byte of a text.
fn around(text: &str, at: usize) -> String {
    let (before, after) = text.split_at(at);
    let start = before.char_indices().rev().nth(19).map_or(0, |(index, _)| index);
    let end = after.char_indices().nth(21).map_or(after.len(), |(index, _)| index);
    format!("…{}{}…", &before[start..], &after[..end])
}

#[cfg(test)]
mod tests;
