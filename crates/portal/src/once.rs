//! *Nộp một lần*: the same form sent twice makes one dossier.

use crate::seal;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant as Tick};

/// How long a form is remembered.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);
/// More forms than this, and old ones are forgotten.
const MANY: usize = 20_000;

/// What one form has led to, once somebody has done the work.
pub(crate) type Slot<T> = Arc<tokio::sync::Mutex<Option<T>>>;

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
    /// The place of a form with its content: whoever locks it first does the work, whoever comes after finds it
    /// done. The same form with other content is another matter (somebody went back and wrote of his second
    /// child), and a form without its token is never taken for another.
    pub(crate) fn slot(&self, secret: &[u8; 32], token: &str, content: &str) -> Slot<T> {
        if token.len() < 32 {
            return Slot::default();
        }
        let key = seal::seal(secret, &[token, content]);
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() > MANY {
            slots.retain(|_, (since, _)| since.elapsed() < REMEMBERED);
        }
        slots.entry(key).or_insert_with(|| (Tick::now(), Slot::default())).1.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "0123456789abcdef0123456789abcdef";

    #[tokio::test]
    async fn the_second_sending_finds_what_the_first_made() {
        let once: Once<u32> = Once::default();
        let slot = |token: &str, content: &str| once.slot(&[0; 32], token, content);
        *slot(TOKEN, "a").lock().await = Some(7);
        *slot("", "a").lock().await = Some(8);
        assert_eq!(*slot(TOKEN, "a").lock().await, Some(7));
        assert_eq!(*slot(TOKEN, "b").lock().await, None, "other content");
        assert_eq!(*slot("", "a").lock().await, None, "no token, nothing remembered");
    }
}
