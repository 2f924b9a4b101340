//! *Ai đã tra cứu một người*: the look-ups of one person, without reading those of everybody. A day that is over gets an
//! index of its own, made once: fingerprints in order, and the frames they stand in. The day that still goes on is read.
//!
//! ```text
//! magic 8 | length of the day's file 8 | its last hash 32 | how many 8 | then, in order: fingerprint 8, place 8
//! ```
//!
//! What an index leads to is checked against the hash of the frame before it. That nothing is missing in an index is
//! known to those who read the whole log.

use super::{Asker, End, HASH_BYTES, Hash, Lookup, LookupError, Sought, day_path, days, hashed, lookup_of, read_file};
use crate::files;
use crate::verdict::Verdict;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

const MAGIC: [u8; 8] = *b"MCWHOM01";
const HEAD_BYTES: u64 = 8 + 8 + HASH_BYTES + 8;
const ROW_BYTES: u64 = 16;
const LOCK: &str = "by-person.lock";

/// *Lượt tra cứu một người*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLookup {
    /// Seconds since 1970, UTC.
    pub at: i64,
    /// Who asked.
    pub asker: Asker,
    /// What was asked.
    pub sought: Sought,
    /// What was answered.
    pub verdict: Verdict,
}

/// Everyone who asked about a person on some days, the oldest first; `told` hears each day that was looked through.
pub fn of_person(
    folder: &Path,
    number: u64,
    asked: RangeInclusive<i64>,
    mut told: impl FnMut(i64),
) -> Result<Vec<PersonLookup>, LookupError> {
    let mut found = Vec::new();
    let days = days(folder)?;
    for day in days.iter().copied().filter(|day| asked.contains(day)) {
        let path = day_path(folder, day);
        if Some(&day) == days.last() {
            read_file(&path, None, End::MayBeCut, |_, lookup| found.extend(about(lookup, number)))?;
        } else {
            let index = DayIndex::of(&path)?;
            for place in index.places(number)? {
                found.extend(about(&frame_at(&path, place)?, number));
            }
        }
        told(day);
    }
    Ok(found)
}

/// Makes the indexes of all days that are over and have none yet.
pub fn index_days(folder: &Path) -> Result<(), LookupError> {
    let days = days(folder)?;
    let over = days.len().saturating_sub(1);
    days[..over].iter().try_for_each(|day| DayIndex::of(&day_path(folder, *day)).map(drop))
}

/// A frame says of one person what was answered about him, once for each time he was asked about in it.
fn about(lookup: &Lookup, number: u64) -> impl Iterator<Item = PersonLookup> {
    let of_him = lookup.questions.iter().filter(move |(about, _)| *about == number);
    of_him.map(|(_, verdict)| PersonLookup {
        at: lookup.at,
        asker: lookup.asker.clone(),
        sought: lookup.sought,
        verdict: *verdict,
    })
}

/// The index of a day that is over.
struct DayIndex {
    path: PathBuf,
    rows: u64,
}

impl DayIndex {
    /// The index of a file of look-ups; made where there is none, or one of another file.
    fn of(log: &Path) -> Result<DayIndex, LookupError> {
        let path = log.with_extension("people");
        let io = |error| LookupError::Io(path.clone(), error);
        let head = Head::of_log(log).map_err(|error| LookupError::Io(log.to_owned(), error))?;
        if let Some(rows) = head.rows_of(&path).map_err(io)? {
            return Ok(DayIndex { path, rows });
        }
        let folder = log.parent().unwrap_or(Path::new("."));
        let lock = files::lock_file(&folder.join(LOCK)).map_err(io)?;
        lock.lock().map_err(io)?;
        // Somebody else may have made it meanwhile.
        if let Some(rows) = head.rows_of(&path).map_err(io)? {
            return Ok(DayIndex { path, rows });
        }
        let mut rows = Vec::new();
        read_file(log, None, End::Whole, |place, lookup| {
            rows.extend(lookup.questions.iter().filter(|(number, _)| *number != 0).map(|(number, _)| (*number, place)));
        })?;
        rows.sort_unstable();
        rows.dedup();
        head.write(&path, &rows).map_err(io)?;
        Ok(DayIndex { rows: rows.len() as u64, path })
    }

    /// Where the frames with a person are.
    fn places(&self, number: u64) -> Result<Vec<u64>, LookupError> {
        self.search(number).map_err(|error| LookupError::Io(self.path.clone(), error))
    }

    fn search(&self, number: u64) -> io::Result<Vec<u64>> {
        let mut file = File::open(&self.path)?;
        let mut row = |place: u64| {
            let mut bytes = [0; ROW_BYTES as usize];
            file.seek(SeekFrom::Start(HEAD_BYTES + place * ROW_BYTES))?;
            file.read_exact(&mut bytes)?;
            Ok::<_, io::Error>((word(&bytes, 0), word(&bytes, 8)))
        };
        let (mut low, mut high) = (0, self.rows);
        while low < high {
            let middle = low + (high - low) / 2;
            if row(middle)?.0 < number { low = middle + 1 } else { high = middle }
        }
        let mut places = Vec::new();
        for place in low..self.rows {
            match row(place)? {
                (about, frame) if about == number => places.push(frame),
                _ => break,
            }
        }
        Ok(places)
    }
}

/// What an index says of the file it was made of.
#[derive(PartialEq, Eq)]
struct Head {
    length: u64,
    last: Hash,
}

impl Head {
    fn of_log(log: &Path) -> io::Result<Head> {
        let mut file = File::open(log)?;
        let length = file.metadata()?.len();
        let mut last = [0; HASH_BYTES as usize];
        file.seek(SeekFrom::Start(length.saturating_sub(HASH_BYTES)))?;
        file.read_exact(&mut last)?;
        Ok(Head { length, last })
    }

    /// How many rows an index has, if it is one of this file.
    fn rows_of(&self, index: &Path) -> io::Result<Option<u64>> {
        let mut file = match File::open(index) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        let bytes = file.metadata()?.len();
        let mut head = [0; HEAD_BYTES as usize];
        if bytes < HEAD_BYTES {
            return Ok(None);
        }
        file.read_exact(&mut head)?;
        let rows = word(&head, HEAD_BYTES as usize - 8);
        let mine = self.bytes(rows);
        Ok((head == mine && rows.checked_mul(ROW_BYTES).is_some_and(|rows| HEAD_BYTES + rows == bytes)).then_some(rows))
    }

    fn bytes(&self, rows: u64) -> [u8; HEAD_BYTES as usize] {
        let mut bytes = [0; HEAD_BYTES as usize];
        let parts = [&MAGIC[..], &self.length.to_le_bytes(), &self.last, &rows.to_le_bytes()].concat();
        bytes.copy_from_slice(&parts);
        bytes
    }

    /// Beside first, then in its place: whoever looks for it meanwhile finds a whole one or none.
    fn write(&self, index: &Path, rows: &[(u64, u64)]) -> io::Result<()> {
        let beside = index.with_extension("people-new");
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&beside)?);
        out.write_all(&self.bytes(rows.len() as u64))?;
        for (number, place) in rows {
            out.write_all(&number.to_le_bytes())?;
            out.write_all(&place.to_le_bytes())?;
        }
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(beside, index)
    }
}

/// A frame, checked against the hash before it.
fn frame_at(log: &Path, place: u64) -> Result<Lookup, LookupError> {
    let read = || {
        let mut file = BufReader::new(File::open(log)?);
        file.seek(SeekFrom::Start(place - HASH_BYTES))?;
        let (mut before, mut length) = ([0; HASH_BYTES as usize], [0; 4]);
        file.read_exact(&mut before)?;
        file.read_exact(&mut length)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > super::FRAME_BYTES {
            return Ok(None);
        }
        let mut frame = vec![0; length + HASH_BYTES as usize];
        file.read_exact(&mut frame)?;
        let (body, hash) = frame.split_at(length);
        Ok((hashed(&before, body) == *hash).then(|| lookup_of(body)).flatten())
    };
    let found = read().map_err(|error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => LookupError::Broken(log.to_owned(), place),
        _ => LookupError::Io(log.to_owned(), error),
    })?;
    found.ok_or_else(|| LookupError::Broken(log.to_owned(), place))
}

fn word(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(*bytes[at..].first_chunk().expect("rows have two words"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{DAY, lookup};
    use super::super::{LookupLog, read};
    use super::*;

    /// Three days; on each, every tenth person of a hundred is asked about in one frame, and person 7 by himself.
    fn three_days(folder: &Path) -> Vec<Lookup> {
        let mut all = Vec::new();
        for day in 0..3 {
            let mut some: Vec<Lookup> = (0..10).map(|place| lookup(day * DAY + place, "H42", 1..101)).collect();
            some.push(lookup(day * DAY + 20, "G12", 7..8));
            let mut log = LookupLog::open(folder, day * DAY, |_| {}).unwrap();
            log.append(&some).unwrap();
            all.extend(some);
        }
        all
    }

    fn slowly(folder: &Path, number: u64) -> Vec<PersonLookup> {
        let mut found = Vec::new();
        read(folder, |lookup| found.extend(about(lookup, number))).unwrap();
        found
    }

    #[test]
    fn an_index_leads_to_what_reading_everything_finds() {
        let folder = tempfile::tempdir().unwrap();
        three_days(folder.path());
        for number in [1, 7, 100, 101, u64::MAX] {
            let mut days = 0;
            let found = of_person(folder.path(), number, i64::MIN..=i64::MAX, |_| days += 1).unwrap();
            assert_eq!((found, days), (slowly(folder.path(), number), 3), "{number}");
        }
        assert_eq!(of_person(folder.path(), 7, 1..=1, |_| {}).unwrap().len(), 11);
        assert!(fs::exists(day_path(folder.path(), 1).with_extension("people")).unwrap());
        assert!(!fs::exists(day_path(folder.path(), 2).with_extension("people")).unwrap(), "the last day goes on");
    }

    #[test]
    fn an_index_of_another_file_or_half_of_one_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        three_days(folder.path());
        index_days(folder.path()).unwrap();
        let index = day_path(folder.path(), 0).with_extension("people");
        let whole = fs::read(&index).unwrap();
        let mut other = whole.clone();
        other[20] ^= 1;
        for wrong in [&whole[..whole.len() - 1], &whole[..10], b"", &other] {
            fs::write(&index, wrong).unwrap();
            assert_eq!(of_person(folder.path(), 7, 0..=0, |_| {}).unwrap().len(), 11);
            assert_eq!(fs::read(&index).unwrap(), whole);
        }
    }

    #[test]
    fn what_an_index_leads_to_is_checked() {
        let folder = tempfile::tempdir().unwrap();
        three_days(folder.path());
        index_days(folder.path()).unwrap();
        let log = day_path(folder.path(), 0);
        let mut changed = fs::read(&log).unwrap();
        let place = changed.windows(3).position(|bytes| bytes == b"G12").unwrap();
        changed[place] = b'H';
        fs::write(&log, changed).unwrap();
        assert!(matches!(of_person(folder.path(), 7, 0..=0, |_| {}), Err(LookupError::Broken(..))));
    }
}
