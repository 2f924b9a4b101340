//! *Kết quả xác thực*: what is said of a number, a name and a date of birth.

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

impl Verdict {
    /// The verdict an answer writes.
    pub fn of_code(code: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.code() == code)
    }
}

/// The verdict on a person who lives.
#[inline]
pub fn compared(born: bool, same_name: bool, near_name: impl FnOnce() -> bool) -> Verdict {
    match (born, same_name) {
        (true, true) => Verdict::Match,
        (true, false) if near_name() => Verdict::NearName,
        (true, false) => Verdict::OtherName,
        (false, true) => Verdict::OtherBirthDate,
        (false, false) => Verdict::OtherNameAndBirthDate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
