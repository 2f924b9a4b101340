//! Verdicts of a register: on whom one is given before anything is compared, and how often each was.

use crate::entry::{Entry, Status};
pub use identity::verdict::Verdict;

/// What is known of a number before name and date are compared, or the verdict where that ends it.
pub(crate) fn living(found: Option<Entry>) -> Result<Entry, Verdict> {
    let entry = found.ok_or(Verdict::NotFound)?;
    match entry.status() {
        Status::Living => Ok(entry),
        Status::Deceased => Err(Verdict::Deceased),
        Status::Replaced => Err(Verdict::Replaced),
        Status::Released => Err(Verdict::NotFound),
    }
}

/// How often each verdict was given.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts([u64; Verdict::ALL.len()]);

impl Counts {
    /// How often one was.
    pub fn of(&self, verdict: Verdict) -> u64 {
        self.0[verdict as usize]
    }

    /// All of them together.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    pub(crate) fn add(&mut self, verdict: Verdict) {
        self.0[verdict as usize] += 1;
    }

    pub(crate) fn join(&mut self, others: Counts) {
        self.0.iter_mut().zip(others.0).for_each(|(mine, theirs)| *mine += theirs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_counted_each_in_its_own_place() {
        for (place, verdict) in Verdict::ALL.into_iter().enumerate() {
            assert_eq!(verdict as usize, place);
            let mut counts = Counts::default();
            counts.add(verdict);
            assert_eq!((counts.of(verdict), counts.total()), (1, 1));
        }
    }
}
