//! *Nhật ký cập nhật*: updates that are durable before anybody sees them. A frame is there as a whole or not at all.
//!
//! ```text
//! magic 4 | crc of what follows 4 | how many updates 8 | cursor after them 8 | then 24 for each update:
//! fingerprint of the number 64 | residence 21, date of birth 18 | second word of the entry 64
//! ```

use crate::entry::{BIRTH_BITS, Entry};
use crate::residence::Home;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

const MAGIC: [u8; 4] = *b"MCL2";
const HEAD_BYTES: usize = 24;
const UPDATE_BYTES: usize = 24;

/// *Cập nhật*: the fingerprint of a number and all that is to be kept of it from now on. Applying it twice is
/// applying it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update {
    pub(crate) number: u64,
    pub(crate) entry: Entry,
    pub(crate) home: Home,
}

/// A log that is written to.
pub(crate) struct Log {
    file: File,
    frame: Vec<u8>,
    bytes: u64,
}

/// What a log holds.
#[derive(Default)]
pub(crate) struct Logged {
    /// All updates, the oldest first.
    pub(crate) updates: Vec<Update>,
    /// The cursor after the last, if there is a frame.
    pub(crate) cursor: Option<u64>,
    /// How many bytes are whole frames; what follows was never acknowledged.
    whole_bytes: u64,
}

impl Log {
    /// A new, empty log, durable under its name once its directory is.
    pub(crate) fn create(path: &Path) -> io::Result<()> {
        File::create(path)?.sync_all()
    }

    /// Goes on after what was read of it.
    pub(crate) fn go_on(path: &Path, logged: &Logged) -> io::Result<Log> {
        let mut file = OpenOptions::new().write(true).open(path)?;
        file.set_len(logged.whole_bytes)?;
        file.sync_all()?;
        file.seek(SeekFrom::End(0))?;
        Ok(Log { file, frame: Vec::new(), bytes: logged.whole_bytes })
    }

    /// How long it is.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Writes updates as one frame and waits until the disk has it.
    pub(crate) fn append(&mut self, updates: &[Update], cursor: u64) -> io::Result<()> {
        self.frame.clear();
        self.frame.extend_from_slice(&MAGIC);
        self.frame.extend_from_slice(&[0; 4]);
        self.frame.extend_from_slice(&(updates.len() as u64).to_le_bytes());
        self.frame.extend_from_slice(&cursor.to_le_bytes());
        for update in updates {
            let home_and_birth = update.home.bits() << BIRTH_BITS | update.entry.birth_bits();
            for word in [update.number, home_and_birth, update.entry.what] {
                self.frame.extend_from_slice(&word.to_le_bytes());
            }
        }
        let crc = crc32fast::hash(&self.frame[8..]);
        self.frame[4..8].copy_from_slice(&crc.to_le_bytes());
        self.file.write_all(&self.frame)?;
        self.file.sync_data()?;
        self.bytes += self.frame.len() as u64;
        Ok(())
    }
}

impl Logged {
    /// Reads a log. What stands after the last whole frame is the rest of a write that was cut off; a broken frame
    /// with whole ones behind it is damage, and an error.
    pub(crate) fn read(path: &Path) -> io::Result<Logged> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut input = BufReader::with_capacity(1 << 20, file);
        let mut logged = Logged::default();
        while let Some((cursor, updates)) = frame(&mut input, length - logged.whole_bytes)? {
            logged.whole_bytes += (HEAD_BYTES + updates.len()) as u64;
            logged.cursor = Some(cursor);
            logged.updates.extend(updates.as_chunks::<UPDATE_BYTES>().0.iter().map(update));
        }
        input.seek(SeekFrom::Start(logged.whole_bytes))?;
        if has_frame_behind(input)? {
            let what = format!("nhật ký cập nhật hỏng ở byte {}", logged.whole_bytes);
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(logged)
    }
}

/// The next frame, if it is whole.
fn frame(input: &mut impl Read, remaining: u64) -> io::Result<Option<(u64, Vec<u8>)>> {
    if remaining < HEAD_BYTES as u64 {
        return Ok(None);
    }
    let mut head = [0; HEAD_BYTES];
    input.read_exact(&mut head)?;
    let crc = u32::from_le_bytes(head[4..8].try_into().expect("four bytes"));
    let count = u64::from_le_bytes(head[8..16].try_into().expect("eight bytes"));
    let cursor = u64::from_le_bytes(head[16..24].try_into().expect("eight bytes"));
    let fits = (remaining - HEAD_BYTES as u64) / UPDATE_BYTES as u64;
    if head[..4] != MAGIC || count > fits {
        return Ok(None);
    }
    let mut updates = vec![0; count as usize * UPDATE_BYTES];
    input.read_exact(&mut updates)?;
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&head[8..]);
    hasher.update(&updates);
    Ok((hasher.finalize() == crc).then_some((cursor, updates)))
}

/// Whether a whole frame begins somewhere after the first byte of what is left. The search is bounded: a write that
/// was cut off left one frame at most.
fn has_frame_behind(mut input: impl Read) -> io::Result<bool> {
    let mut rest = Vec::new();
    input.read_to_end(&mut rest)?;
    let starts = memchr::memmem::find_iter(&rest, &MAGIC).filter(|start| *start > 0);
    for start in starts {
        let behind = &rest[start..];
        if frame(&mut &behind[..], behind.len() as u64)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn update(bytes: &[u8; UPDATE_BYTES]) -> Update {
    let word = |place: usize| {
        let bytes: &[u8; 8] = bytes[8 * place..].first_chunk().expect("an update has three words");
        u64::from_le_bytes(*bytes)
    };
    let (number, home) = (word(0), Home::of_bits(word(1) >> BIRTH_BITS));
    Update { number, entry: Entry::of_words(number, word(1), word(2)), home }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(from: u64, to: u64) -> Vec<Update> {
        let update = |place: u64| Update {
            number: place,
            entry: Entry::of_words(place, place + 1, place + 2),
            home: Home::of_bits(place + 3),
        };
        (from..to).map(update).collect()
    }

    /// A log of two frames and the places where they end.
    fn two_frames(path: &Path) -> [u64; 2] {
        Log::create(path).unwrap();
        let mut log = Log::go_on(path, &Logged::default()).unwrap();
        log.append(&some(0, 3), 3).unwrap();
        let first = log.bytes();
        log.append(&some(3, 5), 5).unwrap();
        [first, log.bytes()]
    }

    #[test]
    fn a_log_cut_off_anywhere_holds_the_frames_before_and_goes_on_after_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let [first, second] = two_frames(&path);
        let whole = std::fs::read(&path).unwrap();
        for end in 0..=second {
            std::fs::write(&path, &whole[..end as usize]).unwrap();
            let logged = Logged::read(&path).unwrap();
            let (count, cursor) = match end {
                _ if end == second => (5, Some(5)),
                _ if end >= first => (3, Some(3)),
                _ => (0, None),
            };
            assert_eq!((logged.updates.clone(), logged.cursor), (some(0, count), cursor), "{end}");
            Log::go_on(&path, &logged).unwrap().append(&some(7, 9), 9).unwrap();
            let logged = Logged::read(&path).unwrap();
            assert_eq!((logged.updates, logged.cursor), ([some(0, count), some(7, 9)].concat(), Some(9)), "{end}");
        }
    }

    #[test]
    fn a_changed_byte_in_the_last_frame_drops_it_and_before_others_is_damage() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let [first, second] = two_frames(&path);
        let whole = std::fs::read(&path).unwrap();
        for place in 0..second as usize {
            let mut changed = whole.clone();
            changed[place] ^= 0x40;
            std::fs::write(&path, &changed).unwrap();
            match Logged::read(&path) {
                Ok(logged) => assert!(place >= first as usize && logged.cursor == Some(3), "{place}"),
                Err(error) => assert!(place < first as usize && error.to_string().contains("hỏng"), "{place}: {error}"),
            }
        }
    }

    #[test]
    fn zeros_that_a_power_cut_left_behind_are_no_frame() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let [_, second] = two_frames(&path);
        OpenOptions::new().write(true).open(&path).unwrap().set_len(second + 4096).unwrap();
        assert_eq!(Logged::read(&path).unwrap().cursor, Some(5));
    }
}
