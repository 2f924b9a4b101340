//! *Sổ xác thực dân cư*: a directory that answers while it is written to.
//!
//! ```text
//! key                 what fingerprints are made with; only its owner may read it
//! CURRENT             which of the following count
//! people-000001.idx   entries and homes, mapped into memory and written in place
//! updates-000001.log  updates since the entries were last flushed
//! ```
//!
//! An update is durable in the log before an entry changes. Whoever opens a register whose writer is gone puts the
//! log's updates in again; that changes nothing where they were in already. `CURRENT` is replaced as a whole, after
//! what it names is on the disk.

use crate::entry::{Entry, Status};
use crate::files::{self, replace};
use crate::fingerprint::{Key, NameReader};
use crate::log::{Log, Logged, Update};
use crate::map::{HEADER_BYTES, Map};
use crate::residence::{Home, Whereabouts};
use crate::table::{Put, Stuck, Table, most_people, places_in};
use crate::verdict::{Verdict, living};
use crate::waiting::Waiting;
use identity::birth::BirthDate;
use identity::number::CitizenNumber;
use identity::verdict::compared;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

const KEY: &str = "key";
const CURRENT: &str = "CURRENT";
/// Held by the one who writes.
const WRITER_LOCK: &str = "writer.lock";
/// Held for the moment in which it is found out whether the log must be put in.
const OPENING_LOCK: &str = "opening.lock";
const MAGIC: u64 = u64::from_le_bytes(*b"MCPEOP02");
/// A log this long is flushed into the entries: it is put in again within seconds.
const LOG_BYTES: u64 = 256 << 20;
/// An index is written in pieces of whole large pages, which Linux then keeps as such and finds faster.
const WRITE_BYTES: usize = 8 << 20;
/// Entries that were prepared before any is put in, so that memory answers many at once.
const GROUP: usize = 32;
/// So many updates are put in at once where they come fast; they take 130 to 260 MB.
const SWEEP: usize = 1 << 22;

/// What stands in the way of a register.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The directory holds no register.
    #[error("chưa có sổ trong «{}»; dựng bằng: motcua population build --people TỆP.csv --out {}", .0.display(), .0.display())]
    Missing(PathBuf),
    /// A file is not what it should be.
    #[error("tệp «{}» {}; khôi phục từ bản sao lưu hoặc dựng lại sổ từ tệp dân cư", .0.display(), .1)]
    Damaged(PathBuf, String),
    /// Somebody else writes.
    #[error("sổ trong «{}» đang được một chương trình khác ghi; dừng chương trình đó rồi làm lại", .0.display())]
    Busy(PathBuf),
    /// No room for more people.
    #[error("sổ đã đầy ({people} người); dựng lại với chỗ rộng hơn: motcua population build --room {}", .people + .people / 4)]
    Full {
        /// How many are in it.
        people: u64,
    },
    /// The system could not.
    #[error("không đọc hoặc ghi được «{}»: {}", .0.display(), .1)]
    Io(PathBuf, #[source] io::Error),
}

/// A register that answers.
pub struct Register {
    folder: PathBuf,
    key: Key,
    current: Current,
    map: Map,
}

/// What `CURRENT` says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Current {
    index: u64,
    log: u64,
    /// Up to which change of a feed the entries go.
    cursor: u64,
    people: u64,
}

impl Register {
    /// Opens a register; it answers at once.
    pub fn open(folder: &Path) -> Result<Register, RegisterError> {
        let _opening = opening_lock(folder)?;
        let mut register = Register::map(folder)?;
        if let Some(_writer) = try_lock(folder)? {
            register.put_log_in()?;
        }
        Ok(register)
    }

    fn map(folder: &Path) -> Result<Register, RegisterError> {
        let current = Current::read(folder)?;
        let key = read_key(folder)?;
        let path = index_path(folder, current.index);
        let io = |error| RegisterError::Io(path.clone(), error);
        let mut file = OpenOptions::new().read(true).write(true).open(&path).map_err(io)?;
        let header = Header::read(&mut file).map_err(io)?;
        let damaged = |what: &str| RegisterError::Damaged(path.clone(), what.to_owned());
        let header = header.ok_or_else(|| damaged("không phải tệp chỉ mục dân cư của máy và bản chương trình này"))?;
        if header.mark != key.mark() {
            return Err(damaged("được dựng với khoá khác khoá trong thư mục"));
        }
        let bytes = HEADER_BYTES as u64 + 8 * header.words;
        if file.metadata().map_err(io)?.len() != bytes {
            return Err(damaged("không đủ độ dài"));
        }
        let map = Map::of_file(&file).map_err(io)?;
        Ok(Register { folder: folder.to_owned(), key, current, map })
    }

    /// Puts the last update of everyone in the log in. Nobody who reads meanwhile sees an older state.
    fn put_log_in(&mut self) -> Result<Logged, RegisterError> {
        let path = log_path(&self.folder, self.current.log);
        let logged = Logged::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => RegisterError::Damaged(path.clone(), error.to_string()),
            _ => RegisterError::Io(path.clone(), error),
        })?;
        if let Some(cursor) = logged.cursor {
            let mut last: HashMap<u64, (Entry, Home)> = HashMap::new();
            for Update { number, entry, home } in &logged.updates {
                let before = last.get(number).map_or(Home::UNSAID, |(_, home)| *home);
                last.insert(*number, (*entry, before.then(*home)));
            }
            // In the order of the table, as `waiting` tells.
            let mut last: Vec<_> = last.into_iter().collect();
            last.sort_unstable_by_key(|(number, _)| *number);
            for (number, (entry, home)) in last {
                if self.table().put(number, entry, home) == Put::Full {
                    return Err(RegisterError::Full { people: self.table().count() });
                }
            }
            self.current.cursor = cursor;
            self.current.people = self.table().count();
        }
        Ok(logged)
    }

    pub(crate) fn table(&self) -> Table<'_> {
        Table::of(self.map.words())
    }

    pub(crate) fn key(&self) -> &Key {
        &self.key
    }

    /// How many people were in it when it was opened.
    pub fn people(&self) -> u64 {
        self.current.people
    }

    /// Up to which change of a feed it went when it was opened.
    pub fn cursor(&self) -> u64 {
        self.current.cursor
    }

    /// Whether another build has taken its place since.
    pub fn is_outdated(&self) -> bool {
        Current::read(&self.folder).is_ok_and(|current| current.index != self.current.index)
    }

    /// Has all entries in memory before many questions come.
    pub fn read_ahead(&self) {
        self.map.read_ahead(2 * places_in(self.map.words().len()));
    }

    /// The entry of a fingerprint.
    #[inline]
    pub(crate) fn find(&self, number: u64) -> Option<Entry> {
        loop {
            match self.table().find(number) {
                Ok(found) => return found,
                Err(Stuck) => self.mend(),
            }
        }
    }

    /// The entry of a fingerprint and where its person lives.
    pub(crate) fn find_home(&self, number: u64) -> Option<(Entry, Home)> {
        loop {
            match self.table().find_home(number) {
                Ok(found) => return found,
                Err(Stuck) => self.mend(),
            }
        }
    }

    /// A writer went away in the middle of an entry: its log has what the entry was to be.
    #[cold]
    fn mend(&self) {
        // What goes wrong here goes wrong again at the next look, and is said by whoever opens the register.
        if Register::open(&self.folder).is_err() {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }

    /// Whether a number, a name and a date of birth belong together.
    pub fn verify(&self, reader: &mut NameReader, number: CitizenNumber, name: &[u8], birth: BirthDate) -> Verdict {
        self.judge(reader, self.find(self.key.number(number)), number, name, birth)
    }

    /// By what a number stands in the log of look-ups.
    pub fn fingerprint(&self, number: CitizenNumber) -> u64 {
        self.key.number(number)
    }

    /// Whether somebody alive has this number and this name.
    pub fn is_called(&self, reader: &mut NameReader, number: CitizenNumber, name: &[u8]) -> bool {
        let exact = reader.exact(&self.key, number, name);
        living(self.find(self.key.number(number))).is_ok_and(|entry| exact.is_some_and(|exact| entry.has_name(exact)))
    }

    #[inline]
    pub(crate) fn judge(
        &self,
        reader: &mut NameReader,
        found: Option<Entry>,
        number: CitizenNumber,
        name: &[u8],
        birth: BirthDate,
    ) -> Verdict {
        let entry = match living(found) {
            Ok(entry) => entry,
            Err(verdict) => return verdict,
        };
        let same = reader.exact(&self.key, number, name).is_some_and(|exact| entry.has_name(exact));
        compared(entry.born(birth), same, || {
            reader.near(&self.key, number, name).is_some_and(|near| entry.has_near_name(near))
        })
    }

    /// What is to be kept of a person; `None` where the name is blank or no text.
    pub fn update(
        &self,
        reader: &mut NameReader,
        number: CitizenNumber,
        name: &[u8],
        birth: BirthDate,
        status: Status,
        whereabouts: Whereabouts,
    ) -> Option<Update> {
        update(&self.key, reader, number, name, birth, status, whereabouts)
    }
}

pub(crate) fn update(
    key: &Key,
    reader: &mut NameReader,
    number: CitizenNumber,
    name: &[u8],
    birth: BirthDate,
    status: Status,
    whereabouts: Whereabouts,
) -> Option<Update> {
    let exact = reader.exact(key, number, name)?;
    let near = reader.near(key, number, name)?;
    let number = key.number(number);
    Some(Update { number, entry: Entry::new(number, birth, exact, near, status), home: Home::of(whereabouts) })
}

/// The one who writes to a register while others read it.
pub struct Writer {
    register: Arc<Register>,
    /// Held until the writer goes.
    _lock: File,
    log: Log,
    /// In the log, not yet in the entries.
    waiting: Waiting,
    current: Current,
}

impl Writer {
    /// Opens a register to write to it; the register it gives answers meanwhile.
    pub fn open(folder: &Path) -> Result<(Writer, Arc<Register>), RegisterError> {
        let _opening = opening_lock(folder)?;
        let mut register = Register::map(folder)?;
        let lock = try_lock(folder)?.ok_or_else(|| RegisterError::Busy(folder.to_owned()))?;
        let logged = register.put_log_in()?;
        let path = log_path(folder, register.current.log);
        let log = Log::go_on(&path, &logged).map_err(|error| RegisterError::Io(path, error))?;
        let (current, register) = (register.current.clone(), Arc::new(register));
        let waiting = Waiting::default();
        Ok((Writer { register: Arc::clone(&register), _lock: lock, log, waiting, current }, register))
    }

    /// Up to which change of a feed the register goes.
    pub fn cursor(&self) -> u64 {
        self.current.cursor
    }

    /// How many people are in it, as far as updates are seen.
    pub fn people(&self) -> u64 {
        self.current.people
    }

    /// Makes updates durable, and then seen. `cursor` is where the feed goes on after them.
    pub fn apply(&mut self, updates: &[Update], cursor: u64) -> Result<(), RegisterError> {
        self.keep(updates, cursor)?;
        self.settle();
        Ok(())
    }

    /// Makes updates durable. They are seen once there are millions, or when the register [settles](Writer::settle):
    /// for a long row of changes that is several times quicker than to apply them batch by batch.
    pub fn keep(&mut self, updates: &[Update], cursor: u64) -> Result<(), RegisterError> {
        let most = most_people(self.register.map.words().len());
        if self.current.people + (self.waiting.count() + updates.len()) as u64 > most {
            self.settle();
            let people = self.current.people;
            let unknown = updates.iter().filter(|update| self.register.find(update.number).is_none()).count();
            if people + unknown as u64 > most {
                return Err(RegisterError::Full { people });
            }
        }
        let folder = &self.register.folder;
        self.log
            .append(updates, cursor)
            .map_err(|error| RegisterError::Io(log_path(folder, self.current.log), error))?;
        self.waiting.add(updates);
        self.current.cursor = cursor;
        if self.log.bytes() > LOG_BYTES {
            return self.flush();
        }
        if self.waiting.count() >= SWEEP {
            self.settle();
        }
        Ok(())
    }

    /// Has everything seen that is durable.
    pub fn settle(&mut self) {
        let table = self.register.table();
        for part in self.waiting.take() {
            for group in part.chunks(GROUP) {
                group.iter().for_each(|update| table.prefetch_all(update.number));
                for update in group {
                    let put = table.put(update.number, update.entry, update.home);
                    assert_ne!(put, Put::Full, "room was counted before the updates were logged");
                    self.current.people += u64::from(put == Put::New);
                }
            }
        }
    }

    /// Has everything in the entries for good and begins a new log.
    pub fn flush(&mut self) -> Result<(), RegisterError> {
        self.settle();
        let folder = self.register.folder.clone();
        let index = index_path(&folder, self.current.index);
        self.register.map.flush().map_err(|error| RegisterError::Io(index, error))?;
        let old = log_path(&folder, self.current.log);
        let next = Current { log: self.current.log + 1, ..self.current.clone() };
        let path = log_path(&folder, next.log);
        let io = |error| RegisterError::Io(path.clone(), error);
        Log::create(&path).map_err(io)?;
        next.write(&folder)?;
        self.log = Log::go_on(&path, &Logged::default()).map_err(io)?;
        self.current = next;
        fs::remove_file(&old).map_err(|error| RegisterError::Io(old.clone(), error))
    }
}

/// The place of a register that is being built. Until `finish`, the old one stands.
pub(crate) struct Site {
    folder: PathBuf,
    key: Key,
    _lock: File,
}

impl Site {
    /// Takes a directory to build in; a register that is there keeps its key.
    pub(crate) fn open(folder: &Path) -> Result<Site, RegisterError> {
        fs::create_dir_all(folder).map_err(|error| RegisterError::Io(folder.to_owned(), error))?;
        let lock = try_lock(folder)?.ok_or_else(|| RegisterError::Busy(folder.to_owned()))?;
        let key = match read_key(folder) {
            Err(RegisterError::Io(_, error)) if error.kind() == io::ErrorKind::NotFound => new_key(folder)?,
            other => other?,
        };
        Ok(Site { folder: folder.to_owned(), key, _lock: lock })
    }

    pub(crate) fn key(&self) -> &Key {
        &self.key
    }

    /// Writes the entries down and makes them the register.
    pub(crate) fn finish(self, map: &Map, people: u64) -> Result<(), RegisterError> {
        let folder = &self.folder;
        let before = Current::read(folder).ok();
        let number = before.as_ref().map_or(1, |current| current.index + 1);
        let path = index_path(folder, number);
        let io = |error| RegisterError::Io(path.clone(), error);
        let mut file = File::create(&path).map_err(io)?;
        let words = map.words();
        let mut bytes = Vec::with_capacity(WRITE_BYTES);
        bytes.extend_from_slice(&Header { mark: self.key.mark(), words: words.len() as u64 }.bytes());
        for word in words {
            bytes.extend_from_slice(&word.load(Ordering::Relaxed).to_ne_bytes());
            if bytes.len() == WRITE_BYTES {
                file.write_all(&bytes).map_err(io)?;
                bytes.clear();
            }
        }
        file.write_all(&bytes).map_err(io)?;
        file.sync_all().map_err(io)?;
        let log = before.as_ref().map_or(1, |current| current.log + 1);
        let path = log_path(folder, log);
        Log::create(&path).map_err(|error| RegisterError::Io(path, error))?;
        Current { index: number, log, cursor: 0, people }.write(folder)?;
        remove_others(folder, number, log)
    }
}

/// Takes away what no longer counts: an older register, one whose building was cut off.
fn remove_others(folder: &Path, index: u64, log: u64) -> Result<(), RegisterError> {
    let io = |error| RegisterError::Io(folder.to_owned(), error);
    let keep = [index_path(folder, index), log_path(folder, log)];
    for entry in fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let ours = path.extension().is_some_and(|extension| extension == "idx" || extension == "log");
        if ours && !keep.contains(&path) {
            fs::remove_file(&path).map_err(io)?;
        }
    }
    Ok(())
}

fn index_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("people-{number:06}.idx"))
}

fn log_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("updates-{number:06}.log"))
}

/// The lock under which it is found out whether the log must be put in.
fn opening_lock(folder: &Path) -> Result<File, RegisterError> {
    let path = folder.join(OPENING_LOCK);
    let lock = || {
        let file = files::lock_file(&path)?;
        file.lock()?;
        Ok(file)
    };
    lock().map_err(|error: io::Error| match folder.join(CURRENT).exists() {
        false => RegisterError::Missing(folder.to_owned()),
        true => RegisterError::Io(path.clone(), error),
    })
}

fn try_lock(folder: &Path) -> Result<Option<File>, RegisterError> {
    let path = folder.join(WRITER_LOCK);
    files::try_lock(&path).map_err(|error| RegisterError::Io(path, error))
}

fn read_key(folder: &Path) -> Result<Key, RegisterError> {
    let path = folder.join(KEY);
    let text = fs::read_to_string(&path).map_err(|error| RegisterError::Io(path.clone(), error))?;
    text.parse().map_err(|error: crate::fingerprint::KeyError| RegisterError::Damaged(path, error.to_string()))
}

fn new_key(folder: &Path) -> Result<Key, RegisterError> {
    let path = folder.join(KEY);
    let key = Key::of_chance().map_err(|error| RegisterError::Io(path.clone(), io::Error::other(error)))?;
    replace(&path, &files::secret(), &format!("{key}\n")).map_err(|error| RegisterError::Io(path, error))?;
    Ok(key)
}

impl Current {
    fn read(folder: &Path) -> Result<Current, RegisterError> {
        let path = folder.join(CURRENT);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(RegisterError::Missing(folder.to_owned()));
            }
            Err(error) => return Err(RegisterError::Io(path, error)),
        };
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.and_then(|value| value.parse().ok())
        };
        let read = || {
            let (index, log) = (value("index")?, value("log")?);
            Some(Current { index, log, cursor: value("cursor")?, people: value("people")? })
        };
        read().ok_or_else(|| RegisterError::Damaged(path, "không đọc được".to_owned()))
    }

    fn write(&self, folder: &Path) -> Result<(), RegisterError> {
        let mut text = String::new();
        let Current { index, log, cursor, people } = self;
        for (name, value) in [("index", index), ("log", log), ("cursor", cursor), ("people", people)] {
            writeln!(text, "{name} {value}").expect("a text takes everything");
        }
        let path = folder.join(CURRENT);
        let options = OpenOptions::new().write(true).create_new(true).to_owned();
        replace(&path, &options, &text).map_err(|error| RegisterError::Io(path, error))
    }
}

/// The first page of an index.
struct Header {
    mark: u64,
    words: u64,
}

impl Header {
    fn bytes(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        for (place, word) in [MAGIC, self.mark, self.words].into_iter().enumerate() {
            bytes[8 * place..8 * place + 8].copy_from_slice(&word.to_ne_bytes());
        }
        bytes
    }

    fn read(file: &mut File) -> io::Result<Option<Header>> {
        let mut bytes = [0; HEADER_BYTES];
        match file.read_exact(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            other => other?,
        }
        let word = |place: usize| {
            let word: &[u8; 8] = bytes[8 * place..].first_chunk().expect("a page has many words");
            u64::from_ne_bytes(*word)
        };
        Ok((word(0) == MAGIC).then(|| Header { mark: word(1), words: word(2) }))
    }
}

#[cfg(test)]
mod tests;
