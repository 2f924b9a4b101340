//! Where a feed is kept: files of lines, each named by the number of its first change. `HEAD` says how far they count:
//! what stands behind it was not durable when the program ended and was told to nobody.

use super::{Change, ChangeError, ChangeKind, whole_number};
use crate::files::{self, replace};
use crate::lines::{Lines, lines};
use crate::people::{Columns, NoColumn, RowError};
use identity::number::CitizenNumber;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const HEAD: &str = "HEAD";
const LOCK: &str = "writer.lock";
/// A file longer than this is followed by another.
const SEGMENT_BYTES: u64 = 64 << 20;
/// Where a line begins is found among so many bytes by reading them.
const SCAN_BYTES: u64 = 4096;

/// What stands in the way of a feed.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// The directory holds no feed.
    #[error("chưa có dòng biến động trong «{}»; tạo bằng: motcua population publish --feed {}", .0.display(), .0.display())]
    Missing(PathBuf),
    /// A file is not what it should be.
    #[error("dòng biến động hỏng ở «{}»: {}; khôi phục từ bản sao lưu", .0.display(), .1)]
    Damaged(PathBuf, String),
    /// Somebody else publishes.
    #[error("một chương trình khác đang công bố biến động vào «{}»; đợi nó xong rồi làm lại", .0.display())]
    Busy(PathBuf),
    /// A reader asks for what is not there yet.
    #[error(
        "mới có {head} biến động, chưa có biến động sau số {after}; kiểm tra lại địa chỉ dòng biến động, hoặc đồng bộ lại từ đầu"
    )]
    Ahead {
        /// The last change.
        head: u64,
        /// What was asked for.
        after: u64,
    },
    /// A file of changes lacks a column.
    #[error(transparent)]
    Columns(#[from] NoColumn),
    /// The system could not.
    #[error("không đọc hoặc ghi được «{}»: {}", .0.display(), .1)]
    Io(PathBuf, #[source] io::Error),
}

/// *Dòng biến động* in a directory.
pub struct Feed {
    folder: PathBuf,
}

/// How far a feed goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    /// The last change.
    sequence: u64,
    /// The first change of the last file.
    segment: u64,
    /// How many bytes of the last file count.
    bytes: u64,
}

const NEW: Head = Head { sequence: 0, segment: 1, bytes: 0 };

/// *Trang biến động*: some changes in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Lines.
    pub lines: Vec<u8>,
    /// Everything up to this change that the reader is to have is in it.
    pub up_to: u64,
}

impl Feed {
    /// The feed of a directory.
    pub fn open(folder: &Path) -> Result<Feed, FeedError> {
        let feed = Feed { folder: folder.to_owned() };
        match feed.folder.join(HEAD).exists() {
            true => Ok(feed),
            false => Err(FeedError::Missing(folder.to_owned())),
        }
    }

    /// The last change.
    pub fn head(&self) -> Result<u64, FeedError> {
        Ok(self.read_head()?.sequence)
    }

    /// Changes after one, as lines of about so many bytes; only those of some people where a set is given.
    pub fn page(
        &self,
        after: u64,
        bytes: u64,
        only: Option<&std::collections::HashSet<CitizenNumber>>,
    ) -> Result<Page, FeedError> {
        let head = self.read_head()?;
        if after > head.sequence {
            return Err(FeedError::Ahead { head: head.sequence, after });
        }
        if after == head.sequence {
            return Ok(Page { lines: Vec::new(), up_to: after });
        }
        let (lines, up_to) = self.raw(head, after, bytes)?;
        match only {
            None => Ok(Page { lines, up_to }),
            Some(only) => self.filtered(after, &lines, up_to, only),
        }
    }

    /// Lines as they are kept, and the number of the last.
    fn raw(&self, head: Head, after: u64, bytes: u64) -> Result<(Vec<u8>, u64), FeedError> {
        let segments = self.segments()?;
        let place = segments.partition_point(|first| *first <= after + 1).checked_sub(1);
        let segment = place.map(|place| segments[place]).ok_or_else(|| self.damaged("thiếu phần đầu"))?;
        let path = self.segment_path(segment);
        let io = |error| FeedError::Io(path.clone(), error);
        let mut file = File::open(&path).map_err(io)?;
        let counted = if segment == head.segment { head.bytes } else { file.metadata().map_err(io)?.len() };
        let start = find_after(&mut file, counted, after).map_err(io)?;
        file.seek(SeekFrom::Start(start)).map_err(io)?;
        let mut found = Vec::new();
        file.take(bytes.min(counted - start)).read_to_end(&mut found).map_err(io)?;
        found.truncate(memchr::memrchr(b'\n', &found).map_or(0, |end| end + 1));
        let first = sequence_of(&found);
        let last = sequence_of(last_line(&found));
        if first != Some(after + 1) {
            return Err(self.damaged(&format!("không thấy biến động số {}", after + 1)));
        }
        let last = last.ok_or_else(|| self.damaged("dòng cuối không đọc được"))?;
        Ok((found, last))
    }

    /// Those of some people, each after the one before it of theirs.
    fn filtered(
        &self,
        after: u64,
        all: &[u8],
        up_to: u64,
        only: &std::collections::HashSet<CitizenNumber>,
    ) -> Result<Page, FeedError> {
        let mut kept = Vec::new();
        let mut before = after;
        for line in lines(all) {
            let change = Change::of_line(line).map_err(|error| self.damaged(&error.to_string()))?;
            if only.contains(&change.number) {
                Change { after: before, ..change }.write_line(&mut kept);
                before = change.sequence;
            }
        }
        Ok(Page { lines: kept, up_to })
    }

    fn read_head(&self) -> Result<Head, FeedError> {
        let path = self.folder.join(HEAD);
        let text = fs::read_to_string(&path).map_err(|error| FeedError::Io(path.clone(), error))?;
        let mut numbers = text.split_whitespace().map(|word| whole_number(word.as_bytes()));
        let mut next = || numbers.next().flatten();
        match (next(), next(), next()) {
            (Some(sequence), Some(segment), Some(bytes)) => Ok(Head { sequence, segment, bytes }),
            _ => Err(FeedError::Damaged(path, "không đọc được".to_owned())),
        }
    }

    fn segments(&self) -> Result<Vec<u64>, FeedError> {
        let io = |error| FeedError::Io(self.folder.clone(), error);
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(io)? {
            let name = entry.map_err(io)?.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix("changes-")?.strip_suffix(".tsv"));
            found.extend(number.and_then(|number| whole_number(number.as_bytes())));
        }
        found.sort_unstable();
        Ok(found)
    }

    fn segment_path(&self, first: u64) -> PathBuf {
        self.folder.join(format!("changes-{first:012}.tsv"))
    }

    fn damaged(&self, what: &str) -> FeedError {
        FeedError::Damaged(self.folder.clone(), what.to_owned())
    }
}

/// Where the line after a change begins, in a file whose lines have ascending numbers.
fn find_after(file: &mut File, bytes: u64, after: u64) -> io::Result<u64> {
    let (mut low, mut high) = (0, bytes);
    // The line sought begins at `low` or after it, and not after `high`.
    while high - low > SCAN_BYTES {
        let middle = low + (high - low) / 2;
        let (start, sequence) = line_from(file, middle, bytes)?;
        match sequence {
            Some(sequence) if sequence <= after && start < high => low = start,
            _ => high = middle,
        }
    }
    file.seek(SeekFrom::Start(low))?;
    let mut rest = Vec::new();
    file.take((3 * SCAN_BYTES).min(bytes - low)).read_to_end(&mut rest)?;
    let before = rest.split_inclusive(|byte| *byte == b'\n');
    let before = before.take_while(|line| sequence_of(line).is_some_and(|sequence| sequence <= after));
    Ok(low + before.map(|line| line.len() as u64).sum::<u64>())
}

/// The number a line begins with, if it is there as a whole.
fn sequence_of(line: &[u8]) -> Option<u64> {
    whole_number(&line[..memchr::memchr(b'\t', line)?])
}

fn last_line(lines: &[u8]) -> &[u8] {
    let lines = lines.strip_suffix(b"\n").unwrap_or(lines);
    &lines[memchr::memrchr(b'\n', lines).map_or(0, |end| end + 1)..]
}

/// The first line that begins after a byte: where, and its number.
fn line_from(file: &mut File, byte: u64, bytes: u64) -> io::Result<(u64, Option<u64>)> {
    file.seek(SeekFrom::Start(byte))?;
    let mut ahead = Vec::new();
    file.take(SCAN_BYTES.min(bytes - byte)).read_to_end(&mut ahead)?;
    let Some(end) = memchr::memchr(b'\n', &ahead) else { return Ok((bytes, None)) };
    Ok((byte + end as u64 + 1, sequence_of(&ahead[end + 1..])))
}

/// The one who adds changes to a feed.
pub struct Publisher {
    feed: Feed,
    head: Head,
    file: File,
    _lock: File,
}

impl Publisher {
    /// Opens a feed to add to it; makes one where there is none.
    pub fn open(folder: &Path) -> Result<Publisher, FeedError> {
        let io = |error| FeedError::Io(folder.to_owned(), error);
        fs::create_dir_all(folder).map_err(io)?;
        let lock = files::try_lock(&folder.join(LOCK)).map_err(io)?;
        let lock = lock.ok_or_else(|| FeedError::Busy(folder.to_owned()))?;
        let feed = Feed { folder: folder.to_owned() };
        if !folder.join(HEAD).exists() {
            let first = feed.segment_path(NEW.segment);
            File::create(&first).and_then(|file| file.sync_all()).map_err(io)?;
            feed.write_head(NEW)?;
        }
        let head = feed.read_head()?;
        let path = feed.segment_path(head.segment);
        let mut file = OpenOptions::new().read(true).write(true).open(&path).map_err(io)?;
        if file.metadata().map_err(io)?.len() < head.bytes {
            return Err(FeedError::Damaged(path, "ngắn hơn số đã công bố".to_owned()));
        }
        file.set_len(head.bytes).map_err(io)?;
        file.seek(SeekFrom::Start(head.bytes)).map_err(io)?;
        Ok(Publisher { feed, head, file, _lock: lock })
    }

    /// The last change.
    pub fn head(&self) -> u64 {
        self.head.sequence
    }

    /// Adds the changes of a file with the columns of people and `kind`; a row that cannot be used is told with its
    /// line, and the others go in.
    pub fn publish(&mut self, input: impl Read, mut rejected: impl FnMut(u64, String)) -> Result<u64, FeedError> {
        let mut pieces = Lines::of(input);
        let mut columns = None;
        let (mut number, first) = (0, self.head.sequence);
        let mut unquoted = Vec::new();
        let folder = self.feed.folder.clone();
        while let Some(piece) = pieces.next_piece().map_err(|error| FeedError::Io(folder.clone(), error))? {
            let mut out = Vec::with_capacity(piece.len() * 2);
            for line in lines(&piece) {
                number += 1;
                let Some(columns) = &columns else {
                    columns = Some(Columns::of(line)?);
                    continue;
                };
                match change(columns, line, &mut unquoted, self.head.sequence + 1) {
                    Ok(change) => {
                        change.write_line(&mut out);
                        self.head.sequence += 1;
                    }
                    Err(_) if line.trim_ascii().is_empty() => {}
                    Err(reason) => rejected(number, reason),
                }
            }
            self.append(&out)?;
        }
        Ok(self.head.sequence - first)
    }

    /// Lines are durable, and then counted.
    fn append(&mut self, lines: &[u8]) -> Result<(), FeedError> {
        if lines.is_empty() {
            return Ok(());
        }
        let path = self.feed.segment_path(self.head.segment);
        let io = |error| FeedError::Io(path.clone(), error);
        self.file.write_all(lines).map_err(io)?;
        self.file.sync_data().map_err(io)?;
        self.head.bytes += lines.len() as u64;
        if self.head.bytes > SEGMENT_BYTES {
            let segment = self.head.sequence + 1;
            self.file = File::create(self.feed.segment_path(segment)).map_err(io)?;
            self.file.sync_all().map_err(io)?;
            self.head = Head { segment, bytes: 0, ..self.head };
        }
        self.feed.write_head(self.head)
    }
}

impl Feed {
    fn write_head(&self, head: Head) -> Result<(), FeedError> {
        let path = self.folder.join(HEAD);
        let text = format!("{} {} {}\n", head.sequence, head.segment, head.bytes);
        replace(&path, OpenOptions::new().write(true).create_new(true), &text)
            .map_err(|error| FeedError::Io(path, error))
    }
}

/// The change of a row.
fn change<'a>(
    columns: &Columns,
    line: &'a [u8],
    unquoted: &'a mut Vec<u8>,
    sequence: u64,
) -> Result<Change<'a>, String> {
    let person = columns.person(line, unquoted).map_err(|error: RowError| error.to_string())?;
    let kind = ChangeKind::of_code(person.kind).ok_or_else(|| ChangeError::Kind.to_string())?;
    if std::str::from_utf8(person.name).is_err() {
        return Err(RowError::Name.to_string());
    }
    Ok(Change {
        sequence,
        after: sequence - 1,
        kind,
        number: person.number,
        name: person.name,
        birth: person.birth,
        status: person.status,
        replaced_by: person.replaced_by,
        residence: person.residence.map_err(|error| error.to_string())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn rows(from: u64, to: u64) -> String {
        let row = |place| format!("move,{:012},Nguyễn Văn An,1990-03-21,active\n", 1_090_000_000 + place % 7);
        let rows: String = (from..to).map(row).collect();
        format!("kind,number,full_name,birth_date,status\n{rows}")
    }

    fn publish(folder: &Path, from: u64, to: u64) {
        let mut publisher = Publisher::open(folder).unwrap();
        assert_eq!(publisher.publish(rows(from, to).as_bytes(), |_, reason| panic!("{reason}")).unwrap(), to - from);
    }

    fn sequences(page: &Page) -> Vec<(u64, u64)> {
        lines(&page.lines)
            .map(|line| Change::of_line(line).map(|change| (change.sequence, change.after)).unwrap())
            .collect()
    }

    #[test]
    fn every_change_is_read_after_every_other() {
        let folder = tempfile::tempdir().unwrap();
        publish(folder.path(), 0, 600);
        publish(folder.path(), 600, 1000);
        let feed = Feed::open(folder.path()).unwrap();
        assert_eq!(feed.head().unwrap(), 1000);
        for after in 0..1000 {
            let page = feed.page(after, 1000, None).unwrap();
            let sequences = sequences(&page);
            let expected: Vec<(u64, u64)> = (after + 1..=page.up_to).map(|sequence| (sequence, sequence - 1)).collect();
            assert!(!expected.is_empty() && sequences == expected, "{after}: {sequences:?}");
        }
        assert_eq!(feed.page(1000, 1000, None).unwrap(), Page { lines: Vec::new(), up_to: 1000 });
        assert!(matches!(feed.page(1001, 1000, None), Err(FeedError::Ahead { head: 1000, after: 1001 })));
    }

    #[test]
    fn who_asks_for_some_people_gets_theirs_in_one_chain() {
        let folder = tempfile::tempdir().unwrap();
        publish(folder.path(), 0, 100);
        let feed = Feed::open(folder.path()).unwrap();
        let only = HashSet::from([CitizenNumber::from_value(1_090_000_003).unwrap()]);
        let page = feed.page(0, 1 << 20, Some(&only)).unwrap();
        assert_eq!(page.up_to, 100);
        assert_eq!(sequences(&page)[..3], [(4, 0), (11, 4), (18, 11)]);
        let page = feed.page(20, 1 << 20, Some(&only)).unwrap();
        assert_eq!(sequences(&page)[..2], [(25, 20), (32, 25)]);
    }

    #[test]
    fn what_was_not_counted_when_the_publisher_ended_was_never_there() {
        let folder = tempfile::tempdir().unwrap();
        publish(folder.path(), 0, 10);
        let path = folder.path().join("changes-000000000001.tsv");
        let mut torn = fs::read(&path).unwrap();
        torn.extend(b"11\t10\tmove\t0010900");
        fs::write(&path, &torn).unwrap();
        let feed = Feed::open(folder.path()).unwrap();
        assert_eq!(sequences(&feed.page(8, 1 << 20, None).unwrap()), [(9, 8), (10, 9)]);
        publish(folder.path(), 10, 12);
        assert_eq!(sequences(&feed.page(9, 1 << 20, None).unwrap()), [(10, 9), (11, 10), (12, 11)]);
    }

    #[test]
    fn a_row_that_cannot_be_used_is_told_and_the_others_are_published() {
        let folder = tempfile::tempdir().unwrap();
        let mut publisher = Publisher::open(folder.path()).unwrap();
        let rows = "kind,number,full_name,birth_date,status\nmove,001090000001,An,1990,active\n\
                    marry,001090000001,An,1990,active\n\nmove,1,An,1990,active\nmove,001090000001,Bình,1990,active\n";
        let mut told = Vec::new();
        assert_eq!(publisher.publish(rows.as_bytes(), |line, reason| told.push((line, reason))).unwrap(), 2);
        assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 5]);
        assert!(matches!(Publisher::open(folder.path()), Err(FeedError::Busy(_))));
        assert!(matches!(Feed::open(&folder.path().join("nowhere")), Err(FeedError::Missing(_))));
    }
}
