//! *Nộp một lần*: the same form sent twice makes one dossier.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant as Tick};

/// How long a form is remembered.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);
/// More forms than this, and old ones are forgotten.
const MANY: usize = 20_000;

type Slot<T> = Arc<tokio::sync::Mutex<Option<T>>>;

/// What each form, known by the token it carries, has led to.
pub(crate) struct Once<T> {
    slots: Mutex<HashMap<String, (Tick, Slot<T>)>>,
}

impl<T> Default for Once<T> {
    fn default() -> Once<T> {
        Once { slots: Mutex::new(HashMap::new()) }
    }
}

impl<T> Once<T> {
    /// The place of a form: whoever locks it first does the work, whoever comes after finds it done.
    pub(crate) fn slot(&self, token: &str) -> Slot<T> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() > MANY {
            slots.retain(|_, (since, _)| since.elapsed() < REMEMBERED);
        }
        let token: String = token.chars().take(100).collect();
        slots.entry(token).or_insert_with(|| (Tick::now(), Slot::default())).1.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_second_sending_finds_what_the_first_made() {
        let once: Once<u32> = Once::default();
        *once.slot("form").lock().await = Some(7);
        assert_eq!(*once.slot("form").lock().await, Some(7));
        assert_eq!(*once.slot("another").lock().await, None);
    }
}
