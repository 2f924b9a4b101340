//! *Nhật ký tra cứu*: who asked about whom, when and what for. Append-only, a file a day; every frame carries the hash
//! of the one before it, so that nothing can be taken out or altered unseen. People stand in it by fingerprint.
//!
//! ```text
//! length 4 | body | SHA-256 of (the hash before, body) 32
//! body: time 8 | five texts, each with its length in one byte | fingerprint 8 and answer 1 for each question
//! answer: what was asked in the three highest bits, verdict in the others
//! ```
//!
//! A file begins with the last hash of the file before it.

mod by_person;

use crate::verdict::Verdict;
pub use by_person::{PersonLookup, index_days, of_person};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

type Hash = [u8; 32];
const HASH_BYTES: u64 = 32;
const QUESTION_BYTES: usize = 9;
const TEXTS: usize = 5;
/// Above the verdict of an answer stands what was asked.
const SOUGHT_SHIFT: u32 = 5;
/// A frame is written in parts of at most so many questions.
pub const MOST_QUESTIONS: usize = 1 << 16;
/// No frame is longer.
const FRAME_BYTES: usize = 8 + TEXTS * 256 + MOST_QUESTIONS * QUESTION_BYTES;
const SECONDS_A_DAY: i64 = 86_400;
/// Hours of Việt Nam: days of the log are days there.
const OFFSET: i64 = 7 * 3600;

/// *Bên tra cứu*: for whom and what a question is asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asker {
    /// Code of the agency.
    pub agency: String,
    /// Name of the system that asks.
    pub service: String,
    /// Account of the officer.
    pub officer: String,
    /// Code of the purpose.
    pub purpose: String,
    /// Code of the dossier; empty where there is none.
    pub dossier: String,
}

/// *Nội dung tra cứu*: what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// Whether number, name and date of birth belong together.
    Identity,
    /// That, and where the person lives.
    Residence,
    /// That, and who else asked about him.
    Lookups,
}

impl Sought {
    const ALL: [Sought; 3] = [Sought::Identity, Sought::Residence, Sought::Lookups];

    /// As answers write it.
    pub fn code(self) -> &'static str {
        match self {
            Sought::Identity => "identity",
            Sought::Residence => "residence",
            Sought::Lookups => "lookups",
        }
    }

    /// As an answer carries it above its verdict.
    fn bits(self) -> u8 {
        (self as u8) << SOUGHT_SHIFT
    }

    fn of_bits(answer: u8) -> Option<Sought> {
        Sought::ALL.get(usize::from(answer >> SOUGHT_SHIFT)).copied()
    }
}

/// *Lượt tra cứu*: questions of one asker at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Seconds since 1970, UTC.
    pub at: i64,
    /// Who asks.
    pub asker: Asker,
    /// What was asked.
    pub sought: Sought,
    /// Fingerprints of the numbers asked about (0 where the number was none), and what was answered.
    pub questions: Vec<(u64, Verdict)>,
}

/// *Khung nhật ký*: a look-up as the log keeps it, but for its hash. Those who ask make them, each on his own thread;
/// the one who writes only chains them.
pub struct LookupFrame {
    at: i64,
    body: Vec<u8>,
}

impl Lookup {
    /// As frames; more than one only where there are very many questions.
    pub fn frames(&self) -> impl Iterator<Item = LookupFrame> {
        let Lookup { at, asker, sought, questions } = self;
        questions.chunks(MOST_QUESTIONS).map(|some| LookupFrame::of(*at, asker, *sought, some))
    }
}

impl LookupFrame {
    /// A look-up of at most `MOST_QUESTIONS` questions.
    ///
    /// # Panics
    /// If there are more.
    pub fn of(at: i64, asker: &Asker, sought: Sought, questions: &[(u64, Verdict)]) -> LookupFrame {
        assert!(questions.len() <= MOST_QUESTIONS, "longer frames are not read again");
        let Asker { agency, service, officer, purpose, dossier } = asker;
        let mut body = Vec::with_capacity(FRAME_BYTES.min(256 + questions.len() * QUESTION_BYTES));
        body.extend_from_slice(&at.to_le_bytes());
        for text in [agency, service, officer, purpose, dossier] {
            let text = &text.as_bytes()[..text.len().min(255)];
            body.push(text.len() as u8);
            body.extend_from_slice(text);
        }
        for (number, verdict) in questions {
            body.extend_from_slice(&number.to_le_bytes());
            body.push(*verdict as u8 | sought.bits());
        }
        LookupFrame { at, body }
    }
}

/// The log, open to be written to.
pub struct LookupLog {
    folder: PathBuf,
    day: i64,
    file: File,
    last: Hash,
    out: Vec<u8>,
}

/// What is wrong with a log.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    /// A frame is not what was written.
    #[error("nhật ký tra cứu «{}» không còn nguyên vẹn ở byte {}; giữ nguyên tệp, đối chiếu với bản sao lưu", .0.display(), .1)]
    Broken(PathBuf, u64),
    /// The system could not.
    #[error("không đọc hoặc ghi được nhật ký tra cứu «{}»: {}", .0.display(), .1)]
    Io(PathBuf, #[source] io::Error),
}

impl LookupLog {
    /// Opens the log of a directory. A frame that was cut off at the end of the last file was acknowledged to nobody and
    /// is put aside; `seen` is told those of the last day.
    pub fn open(folder: &Path, now: i64, mut seen: impl FnMut(&Lookup)) -> Result<LookupLog, LookupError> {
        let io = |error| LookupError::Io(folder.to_owned(), error);
        fs::create_dir_all(folder).map_err(io)?;
        let mut days = days(folder)?;
        // A file whose first hash was cut off holds nothing.
        while let Some(path) = days.last().map(|day| day_path(folder, *day)) {
            if fs::metadata(&path).map_err(io)?.len() >= HASH_BYTES {
                break;
            }
            fs::remove_file(&path).map_err(io)?;
            days.pop();
        }
        let today = day_of(now);
        let Some(day) = days.last().copied() else {
            return LookupLog::begin(folder, today, [0; 32]);
        };
        let path = day_path(folder, day);
        let (last, whole_bytes) = read_file(&path, None, End::MayBeCut, |_, lookup| seen(lookup))?;
        let open = || {
            let mut file = OpenOptions::new().read(true).write(true).open(&path)?;
            keep_what_is_cut(&mut file, whole_bytes, &path.with_extension("cut"))?;
            file.set_len(whole_bytes)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        let file = open().map_err(|error| LookupError::Io(path.clone(), error))?;
        Ok(LookupLog { folder: folder.to_owned(), day, file, last, out: Vec::new() })
    }

    fn begin(folder: &Path, day: i64, last: Hash) -> Result<LookupLog, LookupError> {
        let path = day_path(folder, day);
        let create = || {
            let mut file = File::create(&path)?;
            file.write_all(&last)?;
            file.sync_all()?;
            File::open(folder)?.sync_all()?;
            Ok(file)
        };
        let file = create().map_err(|error| LookupError::Io(path.clone(), error))?;
        Ok(LookupLog { folder: folder.to_owned(), day, file, last, out: Vec::new() })
    }

    /// Writes look-ups and waits until the disk has them.
    pub fn append(&mut self, lookups: &[Lookup]) -> Result<(), LookupError> {
        self.append_frames(lookups.iter().flat_map(Lookup::frames))
    }

    /// Writes look-ups that are frames already and waits until the disk has them. They stand in the day of the first.
    pub fn append_frames(&mut self, frames: impl IntoIterator<Item = LookupFrame>) -> Result<(), LookupError> {
        let mut frames = frames.into_iter().peekable();
        let Some(at) = frames.peek().map(|frame| frame.at) else { return Ok(()) };
        if day_of(at) > self.day {
            *self = LookupLog::begin(&self.folder, day_of(at), self.last)?;
        }
        self.out.clear();
        let mut last = self.last;
        for LookupFrame { body, .. } in frames {
            last = hashed(&last, &body);
            self.out.extend_from_slice(&(body.len() as u32).to_le_bytes());
            self.out.extend_from_slice(&body);
            self.out.extend_from_slice(&last);
        }
        let before = self.file.stream_position();
        let written = self.file.write_all(&self.out).and_then(|()| self.file.sync_data());
        if let (Err(_), Ok(before)) = (&written, before) {
            // Half a frame would spoil those after it; where even this fails, the next opening puts it aside.
            let _ = self.file.set_len(before).and_then(|()| self.file.seek(SeekFrom::Start(before)));
        }
        written.map_err(|error| LookupError::Io(day_path(&self.folder, self.day), error))?;
        self.last = last;
        Ok(())
    }
}

/// What is taken away is kept beside, for those who want to see that it was half a frame.
fn keep_what_is_cut(file: &mut File, whole_bytes: u64, path: &Path) -> io::Result<()> {
    let mut rest = Vec::new();
    file.seek(SeekFrom::Start(whole_bytes))?;
    file.read_to_end(&mut rest)?;
    if rest.is_empty() { Ok(()) } else { OpenOptions::new().append(true).create(true).open(path)?.write_all(&rest) }
}

fn hashed(before: &Hash, body: &[u8]) -> Hash {
    Sha256::new().chain_update(before).chain_update(body).finalize().into()
}

/// Reads the whole log and checks that it is whole; `seen` is told every look-up. Gives the last hash.
pub fn read(folder: &Path, mut seen: impl FnMut(&Lookup)) -> Result<Hash, LookupError> {
    let days = days(folder)?;
    let mut last = None;
    for (place, day) in days.iter().enumerate() {
        let end = if place + 1 == days.len() { End::MayBeCut } else { End::Whole };
        last = Some(read_file(&day_path(folder, *day), last, end, |_, lookup| seen(lookup))?.0);
    }
    Ok(last.unwrap_or_default())
}

/// How a file may end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    /// The one that is written to may hold half a frame.
    MayBeCut,
}

/// Reads a file, telling each frame with its place; gives its last hash and how many bytes are whole frames.
fn read_file(
    path: &Path,
    before: Option<Hash>,
    end: End,
    mut seen: impl FnMut(u64, &Lookup),
) -> Result<(Hash, u64), LookupError> {
    let io = |error| LookupError::Io(path.to_owned(), error);
    let file = File::open(path).map_err(io)?;
    let length = file.metadata().map_err(io)?.len();
    let mut input = BufReader::with_capacity(1 << 20, file);
    let mut last = [0; 32];
    if length < HASH_BYTES && end == End::MayBeCut {
        return Ok((before.unwrap_or_default(), 0));
    }
    input.read_exact(&mut last).map_err(io)?;
    let mut place = HASH_BYTES;
    let broken = |place| LookupError::Broken(path.to_owned(), place);
    if before.is_some_and(|before| before != last) {
        return Err(broken(0));
    }
    let mut frame = Vec::new();
    while place < length {
        let cut = |what: u64| place + what > length && end == End::MayBeCut;
        if cut(4) {
            break;
        }
        let mut bytes = [0; 4];
        input.read_exact(&mut bytes).map_err(|_| broken(place))?;
        let bytes = u32::from_le_bytes(bytes) as usize;
        if bytes > FRAME_BYTES {
            return Err(broken(place));
        }
        if cut(4 + bytes as u64 + HASH_BYTES) {
            break;
        }
        frame.resize(bytes + 32, 0);
        input.read_exact(&mut frame).map_err(|_| broken(place))?;
        let (body, hash) = frame.split_at(bytes);
        last = hashed(&last, body);
        let lookup = lookup_of(body).filter(|_| last == *hash).ok_or_else(|| broken(place))?;
        seen(place, &lookup);
        place += 4 + bytes as u64 + HASH_BYTES;
    }
    Ok((last, place))
}

fn lookup_of(body: &[u8]) -> Option<Lookup> {
    let (at, mut rest) = body.split_first_chunk::<8>()?;
    let mut texts = [const { String::new() }; TEXTS];
    for text in &mut texts {
        let (length, behind) = rest.split_first()?;
        let (bytes, behind) = behind.split_at_checked(usize::from(*length))?;
        *text = String::from_utf8_lossy(bytes).into_owned();
        rest = behind;
    }
    let [agency, service, officer, purpose, dossier] = texts;
    let (questions, []) = rest.as_chunks::<QUESTION_BYTES>() else { return None };
    let question = |bytes: &[u8; QUESTION_BYTES]| {
        let (number, verdict) = bytes.split_first_chunk::<8>()?;
        Some((u64::from_le_bytes(*number), *Verdict::ALL.get(usize::from(verdict[0] & ((1 << SOUGHT_SHIFT) - 1)))?))
    };
    let sought =
        questions.first().map_or(Some(Sought::Identity), |bytes| Sought::of_bits(bytes[QUESTION_BYTES - 1]))?;
    let questions = questions.iter().map(question).collect::<Option<_>>()?;
    let asker = Asker { agency, service, officer, purpose, dossier };
    Some(Lookup { at: i64::from_le_bytes(*at), asker, sought, questions })
}

/// *Thống kê tra cứu*: how often each agency asked for each purpose, by answer.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct LookupReport {
    /// Agency and purpose, and the questions asked.
    pub rows: BTreeMap<(String, String), crate::Counts>,
}

impl LookupReport {
    /// Counts a look-up.
    pub fn add(&mut self, lookup: &Lookup) {
        let key = (lookup.asker.agency.clone(), lookup.asker.purpose.clone());
        let counts = self.rows.entry(key).or_default();
        lookup.questions.iter().for_each(|(_, verdict)| counts.add(*verdict));
    }
}

/// The day a moment is in, counted in Việt Nam.
pub fn day_of(at: i64) -> i64 {
    (at + OFFSET).div_euclid(SECONDS_A_DAY)
}

fn day_path(folder: &Path, day: i64) -> PathBuf {
    folder.join(format!("day-{day:06}.lookups"))
}

fn days(folder: &Path) -> Result<Vec<i64>, LookupError> {
    let io = |error| LookupError::Io(folder.to_owned(), error);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        let name = entry.map_err(io)?.file_name();
        let day = name.to_str().and_then(|name| name.strip_prefix("day-")?.strip_suffix(".lookups")?.parse().ok());
        found.extend::<Option<i64>>(day);
    }
    found.sort_unstable();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn lookup(at: i64, agency: &str, numbers: std::ops::Range<u64>) -> Lookup {
        let asker = Asker {
            agency: agency.to_owned(),
            service: "bhxh".to_owned(),
            officer: "cb.1".to_owned(),
            purpose: "tthc".to_owned(),
            dossier: "H42.19-231016-0001".to_owned(),
        };
        let sought = Sought::ALL[at.rem_euclid(3) as usize];
        Lookup { at, asker, sought, questions: numbers.map(|number| (number, Verdict::Match)).collect() }
    }

    fn all(folder: &Path) -> Result<Vec<Lookup>, LookupError> {
        let mut found = Vec::new();
        read(folder, |lookup| found.push(lookup.clone())).map(|_| found)
    }

    pub(super) const DAY: i64 = SECONDS_A_DAY;

    #[test]
    fn look_ups_are_kept_in_order_over_days_and_openings() {
        let folder = tempfile::tempdir().unwrap();
        let some = [lookup(DAY, "H42", 0..2), lookup(DAY + 5, "G12", 2..3), lookup(3 * DAY, "H42", 3..6)];
        for lookup in &some {
            let mut before = 0;
            let mut log = LookupLog::open(folder.path(), lookup.at, |_| before += 1).unwrap();
            assert!(before <= 2);
            log.append(std::slice::from_ref(lookup)).unwrap();
        }
        assert_eq!(all(folder.path()).unwrap(), some);
        let mut report = LookupReport::default();
        some.iter().for_each(|lookup| report.add(lookup));
        let totals: Vec<u64> = report.rows.values().map(crate::Counts::total).collect();
        assert_eq!(totals, [1, 5]);
    }

    #[test]
    fn a_frame_cut_off_is_taken_away_and_a_changed_byte_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = day_path(folder.path(), day_of(0));
        let mut log = LookupLog::open(folder.path(), 0, |_| {}).unwrap();
        log.append(&[lookup(0, "H42", 0..2)]).unwrap();
        let first = fs::metadata(&path).unwrap().len();
        log.append(&[lookup(1, "H42", 2..4)]).unwrap();
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..20]).unwrap();
        assert_eq!(all(folder.path()).unwrap(), []);
        LookupLog::open(folder.path(), 2, |_| {}).unwrap().append(&[lookup(2, "H42", 4..5)]).unwrap();
        assert_eq!(all(folder.path()).unwrap(), [lookup(2, "H42", 4..5)]);
        for end in first as usize..whole.len() {
            fs::write(&path, &whole[..end]).unwrap();
            assert_eq!(all(folder.path()).unwrap(), [lookup(0, "H42", 0..2)], "{end}");
            let mut log = LookupLog::open(folder.path(), 2, |_| {}).unwrap();
            log.append(&[lookup(2, "H42", 4..5)]).unwrap();
            assert_eq!(all(folder.path()).unwrap(), [lookup(0, "H42", 0..2), lookup(2, "H42", 4..5)], "{end}");
        }
        for place in 0..whole.len() {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            fs::write(&path, &changed).unwrap();
            let read = all(folder.path());
            // A length that grew past the end looks like a frame cut off: what is missing then is the last frame.
            let shorter = read.as_ref().is_ok_and(|read| read.len() < 2);
            assert!(read.is_err() || shorter, "{place}");
        }
    }

    #[test]
    fn a_day_that_was_taken_out_is_found() {
        let folder = tempfile::tempdir().unwrap();
        for day in 0..3 {
            let mut log = LookupLog::open(folder.path(), day * DAY, |_| {}).unwrap();
            log.append(&[lookup(day * DAY, "H42", 0..1)]).unwrap();
        }
        fs::remove_file(day_path(folder.path(), 1)).unwrap();
        assert!(matches!(all(folder.path()), Err(LookupError::Broken(..))));
    }
}
