//! *Sự kiện trong đời*, and what this service promises its users: shipped as data.

use serde::Deserialize;
use std::sync::LazyLock;

/// *Sự kiện trong đời*: something that happens to people, and what they then have to do, in order.
#[derive(Debug, Clone, Deserialize)]
pub struct LifeEvent {
    /// What its address says: `co-con`.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// What it is about, in one sentence.
    pub summary: String,
    /// *Việc cần làm*, first things first.
    pub steps: Vec<LifeStep>,
}

/// One thing to do when something happens.
#[derive(Debug, Clone, Deserialize)]
pub struct LifeStep {
    /// *Mã thủ tục*.
    pub procedure: String,
    /// When it is needed, in one sentence.
    pub when: String,
}

/// What this service promises.
#[derive(Debug, Clone, Deserialize)]
pub struct Service {
    /// Days a draft is kept.
    pub draft_days: u32,
}

/// The life events as shipped.
///
/// # Panics
/// If the shipped file is broken; a test reads it.
pub fn shipped_events() -> &'static [LifeEvent] {
    static EVENTS: LazyLock<Vec<LifeEvent>> = LazyLock::new(|| {
        let text = include_str!("../../../data/life_events.json");
        serde_json::from_str(text).expect("data/life_events.json is sound")
    });
    &EVENTS
}

/// The promises as shipped.
///
/// # Panics
/// If the shipped file is broken; a test reads it.
pub fn shipped_service() -> Service {
    serde_json::from_str(include_str!("../../../data/service.json")).expect("data/service.json is sound")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::procedure::{lines_of, read_catalogue};
    use std::collections::BTreeSet;

    #[test]
    fn every_life_event_leads_to_procedures_there_are() {
        let catalogue = read_catalogue(lines_of(include_bytes!("../../../data/procedures.jsonl")));
        let codes: BTreeSet<String> = catalogue.rows.iter().map(|row| row.procedure.code.to_string()).collect();
        let mut slugs = BTreeSet::new();
        for event in shipped_events() {
            assert!(slugs.insert(&event.slug), "{} is listed twice", event.slug);
            assert!(!event.steps.is_empty() && event.summary.ends_with('.'), "{}", event.slug);
            for step in &event.steps {
                assert!(codes.contains(&step.procedure), "{}: {} is no procedure", event.slug, step.procedure);
            }
        }
        assert!(slugs.len() >= 10 && shipped_service().draft_days >= 7);
    }
}
