//! From a file of people to a register. The table is filled in memory and written down as a whole: until then the
//! register that was there before answers, and a build that is cut off leaves it as it was.

use crate::entry::Status;
use crate::fingerprint::NameReader;
use crate::in_order::in_order;
use crate::lines::{Lines, lines};
use crate::log::Update;
use crate::map::Map;
use crate::people::{Columns, NoColumn, RowError};
use crate::register::{RegisterError, Site, update};
use crate::residence::{Home, Whereabouts};
use crate::table::{Put, Table, most_people, words_for};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// How many threads read people.
const THREADS: usize = 2;
/// A person is put in while the places of so many after him are fetched.
const AHEAD: usize = 16;
/// The length of a file's lines is measured at so many places of it.
const SAMPLES: u64 = 16;
const SAMPLE_BYTES: u64 = 1 << 16;

/// What stands in the way of a build.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The file of people cannot be read.
    #[error("không đọc được tệp «{}»: {}; kiểm tra đường dẫn và quyền đọc", .0.display(), .1)]
    Read(PathBuf, #[source] io::Error),
    /// It lacks a column.
    #[error(transparent)]
    Columns(#[from] NoColumn),
    /// There are more people than the lengths of its lines promised.
    #[error("tệp có nhiều người hơn dự tính; làm lại với --room và số người dự kiến")]
    Room,
    /// The register.
    #[error(transparent)]
    Register(#[from] RegisterError),
}

/// *Biên bản dựng sổ*: what a build did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Built {
    /// Rows read, without the first and blank ones.
    pub read: u64,
    /// People in the register.
    pub people: u64,
    /// Of them, deceased.
    pub deceased: u64,
    /// Of them, with another number now.
    pub replaced: u64,
    /// Of them, without a residence that can be read.
    pub unplaced: u64,
    /// Rows that could not be used.
    pub rejected: u64,
}

/// *Dòng không nhận*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Its line in the file.
    pub line: u64,
    /// Why.
    pub reason: RowError,
}

/// What is told while it goes on.
pub trait Progress: Send {
    /// So many bytes of the file were read.
    fn read(&mut self, bytes: u64);
    /// A row cannot be used.
    fn rejected(&mut self, row: RejectedRow);
}

/// What was read of one piece of the file.
struct Piece {
    bytes: u64,
    lines: u64,
    people: Vec<(u64, Update)>,
    rejected: Vec<RejectedRow>,
}

/// Builds a register from a file of people, with room for so many or for a third more than there are.
pub fn build(people: &Path, folder: &Path, room: u64, progress: &mut impl Progress) -> Result<Built, BuildError> {
    let read = |error| BuildError::Read(people.to_owned(), error);
    let mut file = File::open(people).map_err(read)?;
    let expected = expected_lines(&mut file).map_err(read)?;
    let (columns, header_bytes) = header(&mut file).map_err(read)?;
    let columns = Columns::of(&columns)?;
    file.seek(SeekFrom::Start(header_bytes)).map_err(read)?;
    let site = Site::open(folder)?;
    let map =
        Map::of_zeros(words_for(expected.max(room))).map_err(|error| RegisterError::Io(folder.to_owned(), error))?;
    let table = Table::of(map.words());
    let most = most_people(map.words().len());
    let mut input = Lines::of(file);
    let mut built = Built::default();
    let mut line = 2;
    in_order(
        THREADS,
        || input.next_piece().map_err(read),
        || (NameReader::default(), Vec::new()),
        |(reader, unquoted), bytes| read_piece(&site, &columns, reader, unquoted, &bytes),
        |piece| {
            let mut rejected = put_in(&table, &mut built, piece.people);
            rejected.extend(piece.rejected);
            rejected.sort_unstable_by_key(|row| row.line);
            built.rejected += rejected.len() as u64;
            built.read = built.people + built.rejected;
            for row in rejected {
                progress.rejected(RejectedRow { line: line + row.line, ..row });
            }
            line += piece.lines;
            progress.read(piece.bytes);
            if built.people > most { Err(BuildError::Room) } else { Ok(()) }
        },
    )?;
    site.finish(&map, built.people)?;
    Ok(built)
}

/// How many lines a file has, by the length of those at some places of it.
fn expected_lines(file: &mut File) -> io::Result<u64> {
    let length = file.metadata()?.len();
    let (mut bytes, mut lines) = (0, 0);
    let mut sample = Vec::new();
    for place in 0..SAMPLES {
        file.seek(SeekFrom::Start(length / SAMPLES * place))?;
        sample.clear();
        bytes += file.take(SAMPLE_BYTES).read_to_end(&mut sample)? as u64;
        lines += memchr::memchr_iter(b'\n', &sample).count() as u64;
    }
    Ok(match bytes {
        0 => 0,
        bytes => (u128::from(length) * u128::from(lines) / u128::from(bytes)) as u64 + 1,
    })
}

/// The first line and how many bytes it takes with its end.
fn header(file: &mut File) -> io::Result<(Vec<u8>, u64)> {
    file.seek(SeekFrom::Start(0))?;
    let mut start = Vec::new();
    file.take(SAMPLE_BYTES).read_to_end(&mut start)?;
    let bytes = memchr::memchr(b'\n', &start).map_or(start.len(), |end| end + 1);
    let line = lines(&start[..bytes]).next().unwrap_or_default().to_vec();
    Ok((line, bytes as u64))
}

fn read_piece(site: &Site, columns: &Columns, reader: &mut NameReader, unquoted: &mut Vec<u8>, bytes: &[u8]) -> Piece {
    let mut piece = Piece {
        bytes: bytes.len() as u64,
        lines: 0,
        people: Vec::with_capacity(bytes.len() / 64),
        rejected: Vec::new(),
    };
    for line in lines(bytes) {
        let person = columns.person(line, unquoted).and_then(|person| {
            // Whoever lives nobody knows where is known all the same.
            let whereabouts = person.residence.unwrap_or(Whereabouts::Unknown);
            let (number, name) = (person.number, person.name);
            let update = update(site.key(), reader, number, name, person.birth, person.status, whereabouts);
            update.ok_or(RowError::Name)
        });
        match person {
            Ok(person) => piece.people.push((piece.lines, person)),
            // A line without anything says nothing of anybody.
            Err(_) if line.iter().all(u8::is_ascii_whitespace) => {}
            Err(reason) => piece.rejected.push(RejectedRow { line: piece.lines, reason }),
        }
        piece.lines += 1;
    }
    piece
}

/// Puts people in; those whose number is there already are given back.
fn put_in(table: &Table<'_>, built: &mut Built, people: Vec<(u64, Update)>) -> Vec<RejectedRow> {
    let mut twice = Vec::new();
    people.iter().take(AHEAD).for_each(|(_, person)| table.prefetch_all(person.number));
    for (place, (line, person)) in people.iter().enumerate() {
        if let Some((_, later)) = people.get(place + AHEAD) {
            table.prefetch_all(later.number);
        }
        let home = Home::UNKNOWN.then(person.home);
        if table.put_new(person.number, person.entry, home) != Put::New {
            twice.push(RejectedRow { line: *line, reason: RowError::Twice });
            continue;
        }
        built.people += 1;
        built.unplaced += u64::from(home == Home::UNKNOWN);
        match person.entry.status() {
            Status::Deceased => built.deceased += 1,
            Status::Replaced => built.replaced += 1,
            Status::Living | Status::Released => {}
        }
    }
    twice
}
