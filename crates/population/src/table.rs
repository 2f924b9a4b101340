//! Where entries lie: in buckets of one line of the cache, four entries each. A person's fingerprint names his bucket;
//! where it is full, he lies in the next that is not.

use crate::entry::{BUSY, Entry, ONE_VERSION, VERSION, is_of};
use crate::map::prefetch;
use std::sync::atomic::{AtomicU64, Ordering, fence};

const ENTRIES: usize = 4;
const BUCKET_WORDS: usize = 2 * ENTRIES;

/// The words, read as buckets.
#[derive(Clone, Copy)]
pub(crate) struct Table<'a> {
    buckets: &'a [[AtomicU64; BUCKET_WORDS]],
}

/// What became of an entry that was put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    /// Its person was not there before.
    New,
    /// Its person was there.
    Known,
    /// There is no room.
    Full,
}

/// A place that was being written for too long: whoever wrote it is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stuck;

/// Even a small register has room for so many more.
const LEAST_ROOM: usize = 1 << 16;

/// How many words hold so many people with a quarter of the places free.
pub(crate) fn words_for(people: u64) -> usize {
    let places = people as usize + people as usize / 3 + LEAST_ROOM;
    places.div_ceil(ENTRIES) * BUCKET_WORDS
}

/// Beyond so many people look-ups would walk too far.
pub(crate) fn most_people(words: usize) -> u64 {
    (words / 2 / 10 * 9) as u64
}

impl<'a> Table<'a> {
    pub(crate) fn of(words: &'a [AtomicU64]) -> Table<'a> {
        let (buckets, _) = words.as_chunks();
        Table { buckets }
    }

    /// The bucket of a fingerprint.
    #[inline]
    fn home(&self, number: u64) -> usize {
        ((u128::from(number) * self.buckets.len() as u128) >> 64) as usize
    }

    /// Has the bucket fetched while other things are done.
    #[inline]
    pub(crate) fn prefetch(&self, number: u64) {
        prefetch(&self.buckets[self.home(number)][0]);
    }

    /// The entry of a fingerprint.
    #[inline]
    pub(crate) fn find(&self, number: u64) -> Result<Option<Entry>, Stuck> {
        for bucket in self.from(number) {
            for [who, what] in bucket.as_chunks().0 {
                let seen = settled(what)?;
                if seen == 0 {
                    return Ok(None);
                }
                if is_of(who.load(Ordering::Acquire), number) {
                    return read(who, what).map(Some);
                }
            }
        }
        Ok(None)
    }

    /// Puts an entry in, in place of the one its person has. One writer at a time.
    pub(crate) fn put(&self, number: u64, entry: Entry) -> Put {
        for bucket in self.from(number) {
            for [who, what] in bucket.as_chunks().0 {
                let before = what.load(Ordering::Relaxed);
                if before == 0 {
                    who.store(entry.who, Ordering::Relaxed);
                    what.store(entry.what, Ordering::Release);
                    return Put::New;
                }
                if is_of(who.load(Ordering::Relaxed), number) {
                    replace(who, what, before, entry);
                    return Put::Known;
                }
            }
        }
        Put::Full
    }

    /// Puts the entry of a person in who is not there yet.
    pub(crate) fn put_new(&self, number: u64, entry: Entry) -> Put {
        for bucket in self.from(number) {
            for [who, what] in bucket.as_chunks().0 {
                if what.load(Ordering::Relaxed) == 0 {
                    who.store(entry.who, Ordering::Relaxed);
                    what.store(entry.what, Ordering::Release);
                    return Put::New;
                }
                if is_of(who.load(Ordering::Relaxed), number) {
                    return Put::Known;
                }
            }
        }
        Put::Full
    }

    /// All buckets, beginning with a person's own.
    #[inline]
    fn from(&self, number: u64) -> impl Iterator<Item = &'a [AtomicU64; BUCKET_WORDS]> {
        let (before, after) = self.buckets.split_at(self.home(number));
        after.iter().chain(before)
    }

    /// How many people are there.
    pub(crate) fn count(&self) -> u64 {
        let words = self.buckets.iter().flat_map(|bucket| bucket.as_chunks().0);
        words.filter(|[_, what]| what.load(Ordering::Relaxed) != 0).count() as u64
    }
}

/// While both words change, the second says so; what a reader saw in between he reads again.
fn replace(who: &AtomicU64, what: &AtomicU64, before: u64, entry: Entry) {
    what.store(BUSY | (before & !BUSY), Ordering::Relaxed);
    fence(Ordering::Release);
    who.store(entry.who, Ordering::Relaxed);
    let version = before.wrapping_add(ONE_VERSION) & VERSION;
    what.store(entry.what | version, Ordering::Release);
}

/// Both words as they were at one moment.
#[inline]
fn read(who: &AtomicU64, what: &AtomicU64) -> Result<Entry, Stuck> {
    loop {
        let seen = settled(what)?;
        let person = who.load(Ordering::Acquire);
        fence(Ordering::Acquire);
        if what.load(Ordering::Relaxed) == seen {
            return Ok(Entry { who: person, what: seen & !VERSION });
        }
    }
}

/// The second word once nobody is writing it.
#[inline]
fn settled(what: &AtomicU64) -> Result<u64, Stuck> {
    let seen = what.load(Ordering::Acquire);
    if seen & BUSY == BUSY { wait(what) } else { Ok(seen) }
}

#[cold]
fn wait(what: &AtomicU64) -> Result<u64, Stuck> {
    // A writer needs nanoseconds, or milliseconds where the system took its processor away.
    for _ in 0..10_000 {
        let seen = what.load(Ordering::Acquire);
        if seen & BUSY != BUSY {
            return Ok(seen);
        }
        std::thread::yield_now();
    }
    Err(Stuck)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Status;
    use crate::map::Map;
    use identity::birth::BirthDate;
    use std::sync::atomic::AtomicBool;

    fn entry(number: u64, year: i16, name: u64) -> Entry {
        Entry::new(number, BirthDate::Year(year), name, name, Status::Living)
    }

    /// Fingerprints spread over all bits.
    fn spread(place: u64) -> u64 {
        place.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    #[test]
    fn everyone_who_was_put_in_is_found_until_it_is_full() {
        let map = Map::of_zeros(words_for(1000)).unwrap();
        let table = Table::of(map.words());
        let places = map.words().len() as u64 / 2;
        for place in 1..=places {
            assert_eq!(table.put(spread(place), entry(spread(place), 1990, place)), Put::New);
        }
        assert_eq!(table.put(spread(places + 1), entry(spread(places + 1), 1990, 0)), Put::Full);
        for place in 1..=places {
            assert_eq!(table.find(spread(place)), Ok(Some(entry(spread(place), 1990, place))), "{place}");
        }
        assert_eq!(table.find(spread(places + 1)), Ok(None));
        assert_eq!(table.count(), places);
    }

    #[test]
    fn a_reader_sees_an_entry_before_or_after_an_update_never_between() {
        let map = Map::of_zeros(words_for(10)).unwrap();
        let table = Table::of(map.words());
        // Year and name change together.
        let of_year = |year: i16| entry(7, year, u64::from(year.unsigned_abs()));
        table.put(7, of_year(1900));
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for turn in 0..200_000 {
                    table.put(7, of_year(1900 + (turn % 100) as i16));
                }
                done.store(true, Ordering::Release);
            });
            while !done.load(Ordering::Acquire) {
                let seen = table.find(7).unwrap().unwrap();
                assert!((1900..2000).any(|year| of_year(year) == seen), "{seen:?}");
            }
        });
    }

    #[test]
    fn a_place_whose_writer_is_gone_is_said_to_be_stuck() {
        let map = Map::of_zeros(words_for(10)).unwrap();
        let table = Table::of(map.words());
        table.put(7, entry(7, 1990, 1));
        let place = map.words().iter().position(|word| word.load(Ordering::Relaxed) != 0).unwrap() + 1;
        map.words()[place].fetch_or(BUSY, Ordering::Relaxed);
        assert_eq!(table.find(7), Err(Stuck));
        assert_eq!(table.put(7, entry(7, 1991, 1)), Put::Known);
        assert_eq!(table.find(7), Ok(Some(entry(7, 1991, 1))));
    }
}
