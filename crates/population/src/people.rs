//! *Tệp dân cư*: `number,full_name,birth_date,sex,residence_unit,status[,replaced_by][,residence_kind]`, in any order,
//! one person a line. A row that cannot be used is said with its reason; the others are read.

use crate::entry::Status;
use crate::residence::{NoUnit, Whereabouts};
use identity::birth::{BirthDate, BirthDateError};
use identity::number::{CitizenNumber, CitizenNumberError};

/// More columns than this nobody has.
const MOST_COLUMNS: usize = 24;
/// A name of more bytes than this is none: 200 letters, at most four bytes each.
const NAME_BYTES: usize = 800;

/// Where the columns stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    number: usize,
    name: usize,
    birth: usize,
    status: usize,
    replaced_by: Option<usize>,
    kind: Option<usize>,
    residence: Option<usize>,
    residence_kind: Option<usize>,
    count: usize,
}

/// A file without the columns it needs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "dòng đầu thiếu cột {0}; dòng đầu cần có number,full_name,birth_date,sex,residence_unit,status \
     và có thể có replaced_by, residence_kind"
)]
pub struct NoColumn(pub &'static str);

/// *Dòng dân cư*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person<'a> {
    /// Number.
    pub number: CitizenNumber,
    /// Name as written; no more than that it is not blank is known of it.
    pub name: &'a [u8],
    /// Date of birth.
    pub birth: BirthDate,
    /// Whether he lives and has this number.
    pub status: Status,
    /// The number that took the place of this one.
    pub replaced_by: Option<CitizenNumber>,
    /// Where he lives; nothing is said where the file has no such column.
    pub residence: Result<Whereabouts, NoUnit>,
    /// What changed, where the file has a column `kind`.
    pub kind: &'a [u8],
}

/// Why a row cannot be used, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// Too few or too many cells.
    #[error("có {has} ô mà dòng đầu có {needs}; tên có dấu phẩy phải đặt trong ngoặc kép")]
    Cells {
        /// How many there are.
        has: usize,
        /// How many columns there are.
        needs: usize,
    },
    /// A quotation mark without the other.
    #[error("ngoặc kép mở mà không đóng trong cùng dòng")]
    Quote,
    /// The number.
    #[error("cột number: {0}")]
    Number(#[from] CitizenNumberError),
    /// The date of birth.
    #[error("cột birth_date: {0}")]
    Birth(#[from] BirthDateError),
    /// The name.
    #[error("cột full_name để trống, dài quá hoặc không phải UTF-8; ghi họ tên như trên giấy tờ, lưu tệp theo UTF-8")]
    Name,
    /// The status.
    #[error("cột status chỉ nhận active, deceased hoặc replaced")]
    Status,
    /// A replaced number without the new one.
    #[error("người có status replaced phải có số mới ở cột replaced_by: {0}")]
    ReplacedBy(CitizenNumberError),
    /// The same number stood in an earlier row.
    #[error("số định danh này đã có ở một dòng trước")]
    Twice,
}

impl Columns {
    /// Reads the first line.
    pub fn of(header: &[u8]) -> Result<Columns, NoColumn> {
        let header = header.strip_prefix("\u{feff}".as_bytes()).unwrap_or(header);
        let names: Vec<&[u8]> = header.split(|byte| *byte == b',').map(|name| trimmed(name.trim_ascii())).collect();
        let find = |name: &str| names.iter().position(|head| head.eq_ignore_ascii_case(name.as_bytes()));
        let must = |name: &'static str| find(name).ok_or(NoColumn(name));
        Ok(Columns {
            number: must("number")?,
            name: must("full_name")?,
            birth: must("birth_date")?,
            status: must("status")?,
            replaced_by: find("replaced_by"),
            kind: find("kind"),
            residence: find("residence_unit"),
            residence_kind: find("residence_kind"),
            count: names.len().min(MOST_COLUMNS),
        })
    }

    /// Reads a row; `unquoted` is used where it has quotation marks.
    pub fn person<'a>(&self, line: &'a [u8], unquoted: &'a mut Vec<u8>) -> Result<Person<'a>, RowError> {
        let (cells, has) = match memchr::memchr(b'"', line) {
            None => split(line, b','),
            Some(_) => {
                unquote(line, unquoted)?;
                split(unquoted, UNIT)
            }
        };
        // The last column may be left out where it is empty, as the head of the file allows.
        let needs = self.count;
        let short = self.replaced_by == Some(needs - 1) && has + 1 == needs;
        if has != needs && !short {
            return Err(RowError::Cells { has, needs });
        }
        let number = CitizenNumber::from_bytes(cells[self.number])?;
        let name = cells[self.name].trim_ascii();
        if name.is_empty() || name.len() > NAME_BYTES {
            return Err(RowError::Name);
        }
        let birth = BirthDate::from_bytes(cells[self.birth])?;
        let status = Status::of_code(cells[self.status].trim_ascii());
        let status = status.filter(|status| *status != Status::Released).ok_or(RowError::Status)?;
        let replaced_by = match (status, self.replaced_by) {
            (Status::Replaced, Some(place)) => {
                Some(CitizenNumber::from_bytes(cells[place]).map_err(RowError::ReplacedBy)?)
            }
            _ => None,
        };
        let cell = |place: Option<usize>| place.map_or(&b""[..], |place| cells[place].trim_ascii());
        let residence = match self.residence {
            None => Ok(Whereabouts::Unsaid),
            Some(_) => Whereabouts::of_cells(cell(self.residence), cell(self.residence_kind)),
        };
        Ok(Person { number, name, birth, status, replaced_by, residence, kind: cell(self.kind) })
    }
}

fn trimmed(name: &[u8]) -> &[u8] {
    name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")).unwrap_or(name)
}

/// Parts cells that had quotation marks; no text has it.
const UNIT: u8 = 0x1f;

/// The first cells of a line, and how many it has.
fn split(line: &[u8], mark: u8) -> ([&[u8]; MOST_COLUMNS], usize) {
    let mut cells: [&[u8]; MOST_COLUMNS] = [b""; MOST_COLUMNS];
    let (mut start, mut count) = (0, 0);
    for end in memchr::memchr_iter(mark, line).chain([line.len()]) {
        if let Some(cell) = cells.get_mut(count) {
            *cell = &line[start..end];
        }
        start = end + 1;
        count += 1;
    }
    (cells, count)
}

/// Writes a line without its quotation marks, cells parted by `UNIT`.
fn unquote(line: &[u8], out: &mut Vec<u8>) -> Result<(), RowError> {
    out.clear();
    let mut quoted = false;
    let mut bytes = line.iter().copied().peekable();
    let mut cell_start = true;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if quoted && bytes.peek() == Some(&b'"') => {
                bytes.next();
                out.push(b'"');
            }
            b'"' if quoted || cell_start => quoted = !quoted,
            b',' if !quoted => {
                out.push(UNIT);
                cell_start = true;
                continue;
            }
            byte => out.push(byte),
        }
        cell_start = false;
    }
    if quoted { Err(RowError::Quote) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEADER: &[u8] = b"number,full_name,birth_date,sex,residence_unit,status,replaced_by";

    fn read(header: &[u8], line: &str) -> Result<(String, String, String, Status), RowError> {
        let columns = Columns::of(header).unwrap();
        let mut unquoted = Vec::new();
        let person = columns.person(line.as_bytes(), &mut unquoted)?;
        let name = String::from_utf8_lossy(person.name).into_owned();
        Ok((person.number.digits(), name, person.birth.to_string(), person.status))
    }

    #[test]
    fn a_row_is_read_whatever_the_order_of_columns() {
        let an = ("001090000001".to_owned(), "Nguyễn Văn An".to_owned(), "21/03/1990".to_owned(), Status::Living);
        let rows: [(&[u8], &str); 5] = [
            (HEADER, "001090000001,Nguyễn Văn An,1990-03-21,M,00001,active,"),
            (HEADER, "001090000001,Nguyễn Văn An,1990-03-21,M,00001,active"),
            (HEADER, "001 090 000 001,\"Nguyễn Văn An\",21/3/1990,M,\"x, \"\"y\"\"\",active,"),
            (b"\xef\xbb\xbfstatus,Number, full_name ,\"birth_date\"", "active,001090000001, Nguyễn Văn An ,19900321"),
            (b"number,full_name,birth_date,status", "001090000001,Nguyễn Văn An,1990-03-21,"),
        ];
        for (header, line) in rows {
            assert_eq!(read(header, line), Ok(an.clone()), "{line}");
        }
    }

    #[test]
    fn a_row_that_cannot_be_used_says_why() {
        let rows = [
            ("", "có 1 ô mà dòng đầu có 7"),
            ("001090000001,Nguyễn, Văn An,1990,M,1,active,", "có 8 ô mà dòng đầu có 7"),
            ("003090000001,An,1990,M,1,active,", "cột number: Ba số đầu 003 không phải mã tỉnh"),
            ("001090000001,An,31/02/1990,M,1,active,", "cột birth_date: Không có ngày 31 tháng 2"),
            ("001090000001, ,1990,M,1,active,", "cột full_name để trống"),
            ("001090000001,An,1990,M,1,dead,", "cột status chỉ nhận"),
            ("001090000001,An,1990,M,1,released,", "cột status chỉ nhận"),
            ("001090000001,An,1990,M,1,replaced,", "phải có số mới"),
            ("001090000001,\"An,1990,M,1,active,", "ngoặc kép mở"),
        ];
        for (line, part) in rows {
            let error = read(HEADER, line).unwrap_err().to_string();
            assert!(error.contains(part), "{line}: {error}");
        }
    }

    #[test]
    fn a_file_without_its_columns_is_refused_by_the_name_of_the_first() {
        for (header, missing) in [(&b""[..], "number"), (b"number,full_name,birth_date", "status")] {
            assert_eq!(Columns::of(header), Err(NoColumn(missing)));
        }
    }

    proptest! {
        #[test]
        fn no_row_brings_it_down(line: Vec<u8>, like in "[0-9, \"]{0,30}") {
            let columns = Columns::of(HEADER).unwrap();
            let _ = columns.person(&line, &mut Vec::new());
            let _ = columns.person(like.as_bytes(), &mut Vec::new());
            let _ = Columns::of(&line);
        }
    }
}
