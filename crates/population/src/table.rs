//! Where entries lie: in buckets of one line of the cache, four entries each. A person's fingerprint names his bucket;
//! where it is full, he lies in the next that is not. Behind all buckets stands where people live, three to a word, in
//! the order of their places.

use crate::entry::{BUSY, Entry, ONE_VERSION, VERSION, is_of};
use crate::map::prefetch;
use crate::residence::{HOME_BITS, Home};
use std::sync::atomic::{AtomicU64, Ordering, fence};
use std::time::Duration;

const ENTRIES: usize = 4;
const BUCKET_WORDS: usize = 2 * ENTRIES;

/// The words, read as buckets.
#[derive(Clone, Copy)]
pub(crate) struct Table<'a> {
    buckets: &'a [[AtomicU64; BUCKET_WORDS]],
    homes: &'a [AtomicU64],
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
/// Homes of one word.
const HOMES: usize = 3;

/// How many words hold so many people with a quarter of the places free.
pub(crate) fn words_for(people: u64) -> usize {
    let places = people as usize + people as usize / 3 + LEAST_ROOM;
    let places = places.next_multiple_of(ENTRIES);
    2 * places + places.div_ceil(HOMES)
}

/// How many places there are in so many words.
pub(crate) fn places_in(words: usize) -> usize {
    words * HOMES / (2 * HOMES + 1) / ENTRIES * ENTRIES
}

/// Beyond so many people look-ups would walk too far.
pub(crate) fn most_people(words: usize) -> u64 {
    (places_in(words) / 10 * 9) as u64
}

impl<'a> Table<'a> {
    pub(crate) fn of(words: &'a [AtomicU64]) -> Table<'a> {
        let (entries, homes) = words.split_at(2 * places_in(words.len()));
        let (buckets, _) = entries.as_chunks();
        Table { buckets, homes }
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

    /// The same for one that will be written to.
    pub(crate) fn prefetch_all(&self, number: u64) {
        self.prefetch(number);
        prefetch(&self.homes[self.home(number) * ENTRIES / HOMES]);
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
                    return read(who, what, || ()).map(|(entry, ())| Some(entry));
                }
            }
        }
        Ok(None)
    }

    /// The entry of a fingerprint and where its person lives, both as they were at one moment.
    pub(crate) fn find_home(&self, number: u64) -> Result<Option<(Entry, Home)>, Stuck> {
        for (place, [who, what]) in self.places(number) {
            let seen = settled(what)?;
            if seen == 0 {
                return Ok(None);
            }
            if is_of(who.load(Ordering::Acquire), number) {
                return read(who, what, || self.home_at(place)).map(Some);
            }
        }
        Ok(None)
    }

    /// Puts an entry in, in place of the one its person has. One writer at a time.
    pub(crate) fn put(&self, number: u64, entry: Entry, home: Home) -> Put {
        for (place, [who, what]) in self.places(number) {
            let before = what.load(Ordering::Relaxed);
            if before == 0 {
                self.set_home(place, home);
                who.store(entry.who, Ordering::Relaxed);
                what.store(entry.what, Ordering::Release);
                return Put::New;
            }
            if is_of(who.load(Ordering::Relaxed), number) {
                replace(who, what, before, entry, || self.set_home(place, home));
                return Put::Known;
            }
        }
        Put::Full
    }

    /// Puts the entry of a person in who is not there yet.
    pub(crate) fn put_new(&self, number: u64, entry: Entry, home: Home) -> Put {
        for (place, [who, what]) in self.places(number) {
            if what.load(Ordering::Relaxed) == 0 {
                self.set_home(place, home);
                who.store(entry.who, Ordering::Relaxed);
                what.store(entry.what, Ordering::Release);
                return Put::New;
            }
            if is_of(who.load(Ordering::Relaxed), number) {
                return Put::Known;
            }
        }
        Put::Full
    }

    /// All places with their numbers, beginning with those of a person's own bucket.
    #[inline]
    fn places(&self, number: u64) -> impl Iterator<Item = (usize, &'a [AtomicU64; 2])> {
        let home = self.home(number);
        let numbers = (home * ENTRIES..self.buckets.len() * ENTRIES).chain(0..home * ENTRIES);
        numbers.zip(self.from(number).flat_map(|bucket| bucket.as_chunks().0))
    }

    fn home_at(&self, place: usize) -> Home {
        Home::of_bits(self.homes[place / HOMES].load(Ordering::Relaxed) >> shift(place))
    }

    /// Nobody else writes to a word of homes: there is one writer.
    fn set_home(&self, place: usize, home: Home) {
        if home != Home::UNSAID {
            let word = &self.homes[place / HOMES];
            let others = word.load(Ordering::Relaxed) & !(Home::UNSAID.bits() << shift(place));
            word.store(others | home.bits() << shift(place), Ordering::Relaxed);
        }
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

/// Where in its word the home of a place begins.
fn shift(place: usize) -> u32 {
    (place % HOMES) as u32 * HOME_BITS
}

/// While both words and the home change, the second says so; what a reader saw in between he reads again.
fn replace(who: &AtomicU64, what: &AtomicU64, before: u64, entry: Entry, set_home: impl FnOnce()) {
    what.store(BUSY | (before & !BUSY), Ordering::Relaxed);
    fence(Ordering::Release);
    set_home();
    who.store(entry.who, Ordering::Relaxed);
    let version = before.wrapping_add(ONE_VERSION) & VERSION;
    what.store(entry.what | version, Ordering::Release);
}

/// Both words, and what else is read, as they were at one moment.
#[inline]
fn read<More>(who: &AtomicU64, what: &AtomicU64, more: impl Fn() -> More) -> Result<(Entry, More), Stuck> {
    loop {
        let seen = settled(what)?;
        let (person, more) = (who.load(Ordering::Acquire), more());
        fence(Ordering::Acquire);
        if what.load(Ordering::Relaxed) == seen {
            return Ok((Entry { who: person, what: seen & !VERSION }, more));
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
    // A writer needs nanoseconds, unless the system took its processor away: milliseconds, and on a crowded machine
    // longer. One that is gone is given two seconds.
    for round in 0..3_000 {
        let seen = what.load(Ordering::Acquire);
        if seen & BUSY != BUSY {
            return Ok(seen);
        }
        if round < 1_000 {
            std::thread::yield_now();
        } else {
            std::thread::sleep(Duration::from_millis(1));
        }
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
        let places = places_in(map.words().len()) as u64;
        let home = |place: u64| Home::of_bits(place);
        for place in 1..=places {
            assert_eq!(table.put(spread(place), entry(spread(place), 1990, place), home(place)), Put::New);
        }
        assert_eq!(table.put(spread(places + 1), entry(spread(places + 1), 1990, 0), home(1)), Put::Full);
        for place in 1..=places {
            let expected = entry(spread(place), 1990, place);
            assert_eq!(table.find(spread(place)), Ok(Some(expected)), "{place}");
            assert_eq!(table.find_home(spread(place)), Ok(Some((expected, home(place)))), "{place}");
        }
        assert_eq!(table.find(spread(places + 1)), Ok(None));
        assert_eq!(table.count(), places);
    }

    #[test]
    fn places_are_counted_back_from_words() {
        for people in [0, 1, 2, 3, 5, 1000, 99_999_999] {
            let words = words_for(people);
            let places = places_in(words);
            assert!(places as u64 >= people && words == 2 * places + places.div_ceil(HOMES), "{people}");
        }
    }

    #[test]
    fn a_home_that_is_not_said_stays_and_its_neighbours_too() {
        let map = Map::of_zeros(words_for(100)).unwrap();
        let table = Table::of(map.words());
        for place in 1..=60 {
            table.put(spread(place), entry(spread(place), 1990, 1), Home::of_bits(place));
        }
        table.put(spread(7), entry(spread(7), 1991, 1), Home::UNSAID);
        table.put(spread(8), entry(spread(8), 1991, 1), Home::UNKNOWN);
        for place in 1..=60 {
            let home = if place == 8 { Home::UNKNOWN } else { Home::of_bits(place) };
            assert_eq!(table.find_home(spread(place)).unwrap().unwrap().1, home, "{place}");
        }
    }

    #[test]
    fn a_reader_sees_an_entry_before_or_after_an_update_never_between() {
        let map = Map::of_zeros(words_for(10)).unwrap();
        let table = Table::of(map.words());
        // Year, name and home change together.
        let of_year = |year: i16| entry(7, year, u64::from(year.unsigned_abs()));
        table.put(7, of_year(1900), Home::of_bits(1900));
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for turn in 0..200_000 {
                    let year = 1900 + turn % 100;
                    table.put(7, of_year(year as i16), Home::of_bits(year));
                }
                done.store(true, Ordering::Release);
            });
            while !done.load(Ordering::Acquire) {
                let seen = table.find(7).unwrap().unwrap();
                assert!((1900..2000).any(|year| of_year(year) == seen), "{seen:?}");
                let (seen, home) = table.find_home(7).unwrap().unwrap();
                assert_eq!(of_year(home.bits() as i16), seen);
            }
        });
    }

    #[test]
    fn a_place_whose_writer_is_gone_is_said_to_be_stuck() {
        let map = Map::of_zeros(words_for(10)).unwrap();
        let table = Table::of(map.words());
        table.put(7, entry(7, 1990, 1), Home::UNKNOWN);
        let place = map.words().iter().position(|word| word.load(Ordering::Relaxed) != 0).unwrap() + 1;
        map.words()[place].fetch_or(BUSY, Ordering::Relaxed);
        assert_eq!(table.find(7), Err(Stuck));
        assert_eq!(table.put(7, entry(7, 1991, 1), Home::UNKNOWN), Put::Known);
        assert_eq!(table.find(7), Ok(Some(entry(7, 1991, 1))));
    }
}
