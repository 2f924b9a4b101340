//! *Kết quả xác thực*: what is said of a number, a name and a date of birth.

use crate::entry::{Entry, Status};
use std::fmt;

/// *Kết quả xác thực thông tin công dân*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// All three belong together.
    Match,
    /// They do once marks of the name are dropped: for a person to look at.
    NearName,
    /// Another name.
    OtherName,
    /// Another date of birth.
    OtherBirthDate,
    /// Another name and another date of birth.
    OtherNameAndBirthDate,
    /// Nobody has this number.
    NotFound,
    /// The person has died.
    Deceased,
    /// The person has another number now.
    Replaced,
    /// The number is none.
    BadNumber,
    /// The date is none.
    BadDate,
}

impl Verdict {
    /// Every verdict, in the order summaries count them.
    pub const ALL: [Verdict; 10] = [
        Verdict::Match,
        Verdict::NearName,
        Verdict::OtherName,
        Verdict::OtherBirthDate,
        Verdict::OtherNameAndBirthDate,
        Verdict::NotFound,
        Verdict::Deceased,
        Verdict::Replaced,
        Verdict::BadNumber,
        Verdict::BadDate,
    ];

    /// As answers write it.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Match => "match",
            Verdict::NearName => "near:name",
            Verdict::OtherName => "mismatch:name",
            Verdict::OtherBirthDate => "mismatch:birth_date",
            Verdict::OtherNameAndBirthDate => "mismatch:name,birth_date",
            Verdict::NotFound => "not-found",
            Verdict::Deceased => "deceased",
            Verdict::Replaced => "replaced",
            Verdict::BadNumber => "bad-number",
            Verdict::BadDate => "bad-date",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

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

/// The verdict on a person who lives.
pub(crate) fn compared(born: bool, same_name: bool, near_name: impl FnOnce() -> bool) -> Verdict {
    match (born, same_name) {
        (true, true) => Verdict::Match,
        (true, false) if near_name() => Verdict::NearName,
        (true, false) => Verdict::OtherName,
        (false, true) => Verdict::OtherBirthDate,
        (false, false) => Verdict::OtherNameAndBirthDate,
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

    #[test]
    fn a_near_name_counts_only_when_the_date_agrees() {
        let rows = [
            (true, true, true, Verdict::Match),
            (true, false, true, Verdict::NearName),
            (true, false, false, Verdict::OtherName),
            (false, true, true, Verdict::OtherBirthDate),
            (false, false, true, Verdict::OtherNameAndBirthDate),
            (false, false, false, Verdict::OtherNameAndBirthDate),
        ];
        for (born, same, near, verdict) in rows {
            assert_eq!(compared(born, same, || near), verdict);
        }
    }
}
