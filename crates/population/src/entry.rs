//! *Mục tra cứu*: one person in two words.
//!
//! ```text
//! first word    fingerprint of the number 46 | year 9 | month 4 | day 5
//! second word   near name 26 | name 33 | version 2 | status 3
//! ```
//!
//! A word of status 0 is an empty place. The version tells a reader that the entry was written while he read it.

use identity::birth::BirthDate;

pub(crate) const BIRTH_BITS: u32 = 18;
const NUMBER_BITS: u32 = 46;
const STATUS_BITS: u32 = 3;
const VERSION_BITS: u32 = 2;
const EXACT_BITS: u32 = 33;
const NEAR_BITS: u32 = 26;
const EXACT_SHIFT: u32 = STATUS_BITS + VERSION_BITS;
const NEAR_SHIFT: u32 = EXACT_SHIFT + EXACT_BITS;
const FIRST_YEAR: i16 = 1800;

/// *Tình trạng* of a person in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Lives.
    Living,
    /// Has died.
    Deceased,
    /// Has another number now.
    Replaced,
    /// Is no longer held here: as unknown as if he had never been.
    Released,
}

impl Status {
    /// As files of people write it.
    pub fn code(self) -> &'static str {
        match self {
            Status::Living => "active",
            Status::Deceased => "deceased",
            Status::Replaced => "replaced",
            Status::Released => "released",
        }
    }

    /// Reads what files of people write.
    pub fn of_code(code: &[u8]) -> Option<Status> {
        match code {
            b"active" | b"alive" | b"living" | b"" => Some(Status::Living),
            b"deceased" => Some(Status::Deceased),
            b"replaced" => Some(Status::Replaced),
            b"released" => Some(Status::Released),
            _ => None,
        }
    }
}

/// What is kept of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// First word.
    pub(crate) who: u64,
    /// Second word, its version 0.
    pub(crate) what: u64,
}

/// The second word of an entry that is being written.
pub(crate) const BUSY: u64 = (1 << STATUS_BITS) - 1;
/// The bits of a version in the second word.
pub(crate) const VERSION: u64 = ((1 << VERSION_BITS) - 1) << STATUS_BITS;
/// The lowest bit of a version.
pub(crate) const ONE_VERSION: u64 = 1 << STATUS_BITS;

impl Entry {
    pub(crate) fn new(number: u64, birth: BirthDate, exact: u64, near: u64, status: Status) -> Entry {
        let status = match status {
            Status::Living => 1,
            Status::Deceased => 2,
            Status::Replaced => 3,
            Status::Released => 4,
        };
        let what = near_part(near) << NEAR_SHIFT | exact_part(exact) << EXACT_SHIFT | status;
        Entry { who: number_part(number) << BIRTH_BITS | packed(birth), what }
    }

    /// An entry as a log keeps it, without the bits of its number.
    pub(crate) fn of_words(number: u64, birth: u64, what: u64) -> Entry {
        Entry { who: number_part(number) << BIRTH_BITS | birth & ((1 << BIRTH_BITS) - 1), what }
    }

    /// The date of birth as it is packed.
    pub(crate) fn birth_bits(self) -> u64 {
        self.who & ((1 << BIRTH_BITS) - 1)
    }

    pub(crate) fn status(self) -> Status {
        match self.what & BUSY {
            1 => Status::Living,
            2 => Status::Deceased,
            3 => Status::Replaced,
            _ => Status::Released,
        }
    }

    pub(crate) fn has_name(self, exact: u64) -> bool {
        (self.what >> EXACT_SHIFT) & ((1 << EXACT_BITS) - 1) == exact_part(exact)
    }

    pub(crate) fn has_near_name(self, near: u64) -> bool {
        self.what >> NEAR_SHIFT == near_part(near)
    }

    /// What `BirthDate::agrees` says: a month or day that one does not know, it does not deny.
    #[inline]
    pub(crate) fn born(self, birth: BirthDate) -> bool {
        let (mine, theirs) = (self.who, packed(birth));
        let same = |mask: u64| (mine ^ theirs) & mask == 0;
        let unknown = |mask: u64| mine & mask == 0 || theirs & mask == 0;
        same(0x3fe00) && (same(0x1e0) || unknown(0x1e0)) && (same(0x1f) || unknown(0x1f))
    }
}

/// Whether a first word is of this number.
#[inline]
pub(crate) fn is_of(who: u64, number: u64) -> bool {
    who >> BIRTH_BITS == number_part(number)
}

/// The high bits of a fingerprint choose its place, the low ones are kept there.
fn number_part(number: u64) -> u64 {
    number & ((1 << NUMBER_BITS) - 1)
}

fn exact_part(exact: u64) -> u64 {
    exact & ((1 << EXACT_BITS) - 1)
}

fn near_part(near: u64) -> u64 {
    near & ((1 << NEAR_BITS) - 1)
}

#[inline]
fn packed(birth: BirthDate) -> u64 {
    let day = match birth {
        BirthDate::Day(date) => date.day(),
        BirthDate::Year(_) | BirthDate::YearMonth(..) => 0,
    };
    let month = birth.month().unwrap_or(0);
    ((birth.year() - FIRST_YEAR) as u64) << 9 | (month as u64) << 5 | day as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn dates_agree_packed_as_they_do_unpacked(
            year in 1800i16..=2200, month in 0i16..=12, day in 0i16..=31,
            years_on in 0i16..2, other_month in 0i16..=12, other_day in 0i16..=31,
        ) {
            let mine = BirthDate::new(year, month, day);
            let theirs = BirthDate::new((year + years_on).min(2200), other_month, other_day);
            if let (Ok(mine), Ok(theirs)) = (mine, theirs) {
                let entry = Entry::new(u64::MAX, mine, 0, 0, Status::Living);
                prop_assert_eq!(entry.born(theirs), mine.agrees(&theirs));
                prop_assert!(is_of(entry.who, u64::MAX));
            }
        }

        #[test]
        fn an_entry_keeps_what_it_is_given(number: u64, exact: u64, near: u64) {
            let birth = BirthDate::new(1990, 3, 21).unwrap();
            for status in [Status::Living, Status::Deceased, Status::Replaced, Status::Released] {
                let entry = Entry::new(number, birth, exact, near, status);
                prop_assert!(is_of(entry.who, number) && !is_of(entry.who, number ^ 1));
                prop_assert!(entry.has_name(exact) && !entry.has_name(exact ^ 1));
                prop_assert!(entry.has_near_name(near) && !entry.has_near_name(near ^ 1));
                prop_assert_eq!(entry.status(), status);
                prop_assert_eq!(entry.what & VERSION, 0);
            }
        }
    }
}
