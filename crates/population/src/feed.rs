//! *Dòng biến động dân cư*: births, deaths, moves and corrections, in order, each with its number.
//!
//! ```text
//! sequence  after  kind  number  full_name  birth_date  status  replaced_by  residence_unit  residence_kind
//!                                                                           one a line, parted by tabs
//! ```
//!
//! A change says all that is true of the person from then on, so that applying it twice is applying it once. `after`
//! is the number of the change before it in what this reader is sent: one who has not seen that one has missed some.

mod store;

pub use store::{Feed, FeedError, Page, Publisher};

use crate::entry::Status;
use crate::residence::{NoUnit, Whereabouts};
use identity::birth::{BirthDate, BirthDateError};
use identity::number::{CitizenNumber, CitizenNumberError};
use std::io::Write;

/// *Loại biến động*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// *Khai sinh*.
    Birth,
    /// *Khai tử*.
    Death,
    /// *Chuyển nơi cư trú*.
    Move,
    /// *Cải chính họ tên*.
    Name,
    /// *Cải chính ngày sinh*.
    BirthDate,
    /// *Xác lập lại số định danh*.
    Number,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: [ChangeKind; 6] = [
        ChangeKind::Birth,
        ChangeKind::Death,
        ChangeKind::Move,
        ChangeKind::Name,
        ChangeKind::BirthDate,
        ChangeKind::Number,
    ];

    /// As feeds write it.
    pub fn code(self) -> &'static str {
        match self {
            ChangeKind::Birth => "birth",
            ChangeKind::Death => "death",
            ChangeKind::Move => "move",
            ChangeKind::Name => "name",
            ChangeKind::BirthDate => "birth-date",
            ChangeKind::Number => "number",
        }
    }

    fn of_code(code: &[u8]) -> Option<ChangeKind> {
        ChangeKind::ALL.into_iter().find(|kind| kind.code().as_bytes() == code)
    }
}

/// Cells of a line.
const CELLS: usize = 10;
const LAST: usize = CELLS - 1;

/// *Biến động*: one change as it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'a> {
    /// Its number; the first is 1.
    pub sequence: u64,
    /// The number of the change before it in what was sent.
    pub after: u64,
    /// What changed.
    pub kind: ChangeKind,
    /// Whose number.
    pub number: CitizenNumber,
    /// Name from then on.
    pub name: &'a [u8],
    /// Date of birth from then on.
    pub birth: BirthDate,
    /// Status from then on.
    pub status: Status,
    /// The number that took the place of this one.
    pub replaced_by: Option<CitizenNumber>,
    /// Where he lives from then on.
    pub residence: Whereabouts,
}

/// Why a line is no change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// It has not ten cells.
    #[error("dòng biến động phải có 10 ô cách nhau bằng dấu tab")]
    Cells,
    /// A number of a change.
    #[error("số thứ tự của biến động không đọc được")]
    Sequence,
    /// The kind.
    #[error("loại biến động chỉ nhận birth, death, move, name, birth-date, number")]
    Kind,
    /// The number.
    #[error("số định danh: {0}")]
    Number(#[from] CitizenNumberError),
    /// The name.
    #[error("họ tên để trống hoặc không phải UTF-8")]
    Name,
    /// The date of birth.
    #[error("ngày sinh: {0}")]
    Birth(#[from] BirthDateError),
    /// The status.
    #[error("tình trạng chỉ nhận active, deceased, replaced")]
    Status,
    /// The residence.
    #[error(transparent)]
    Residence(#[from] NoUnit),
}

impl<'a> Change<'a> {
    /// Reads a line without its end.
    pub fn of_line(line: &'a [u8]) -> Result<Change<'a>, ChangeError> {
        let mut cells = [&b""[..]; CELLS];
        let mut rest = line;
        for (place, cell) in cells.iter_mut().enumerate() {
            (*cell, rest) = match (memchr::memchr(b'\t', rest), place) {
                (Some(end), ..LAST) => (&rest[..end], &rest[end + 1..]),
                (None, LAST) => (rest, &b""[..]),
                _ => return Err(ChangeError::Cells),
            };
        }
        let [sequence, after, kind, number, name, birth, status, replaced_by, unit, residence_kind] = cells;
        let replaced_by = match replaced_by {
            b"" => None,
            number => Some(CitizenNumber::from_bytes(number)?),
        };
        Ok(Change {
            sequence: whole_number(sequence).ok_or(ChangeError::Sequence)?,
            after: whole_number(after).ok_or(ChangeError::Sequence)?,
            kind: ChangeKind::of_code(kind).ok_or(ChangeError::Kind)?,
            number: CitizenNumber::from_bytes(number)?,
            name: Some(name).filter(|name| !name.is_empty()).ok_or(ChangeError::Name)?,
            birth: BirthDate::from_bytes(birth)?,
            status: Status::of_code(status).ok_or(ChangeError::Status)?,
            replaced_by,
            residence: Whereabouts::of_cells(unit, residence_kind)?,
        })
    }

    /// Writes it as a line.
    pub fn write_line(&self, out: &mut Vec<u8>) {
        let number = self.number.value();
        write!(out, "{}\t{}\t{}\t{number:012}\t", self.sequence, self.after, self.kind.code())
            .expect("memory takes everything");
        // A tab or line end in a name would end its cell.
        out.extend(self.name.iter().map(|byte| if byte.is_ascii_control() { b' ' } else { *byte }));
        write!(out, "\t{}\t{}\t", self.birth, self.status.code()).expect("memory takes everything");
        if let Some(number) = self.replaced_by {
            write!(out, "{:012}", number.value()).expect("memory takes everything");
        }
        let (unit, kind) = self.residence.cells();
        writeln!(out, "\t{unit}\t{kind}").expect("memory takes everything");
    }
}

/// Digits alone, as many as fit.
pub(crate) fn whole_number(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 19 {
        return None;
    }
    text.iter().try_fold(0_u64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u64::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_change_is_written_and_read() {
        let lines = [
            "1\t0\tbirth\t001090000001\tNguyễn Văn An\t21/03/1990\tactive\t\t14527\tpermanent\n",
            "2\t1\tdeath\t001090000001\tNguyễn Văn An\t1990\tdeceased\t\t\t\n",
            "9\t2\tnumber\t001090000001\tNguyễn Văn An\t03/1990\treplaced\t001090000002\t-\t\n",
        ];
        for line in lines {
            let change = Change::of_line(line.trim_end_matches('\n').as_bytes()).unwrap();
            let mut written = Vec::new();
            change.write_line(&mut written);
            assert_eq!(std::str::from_utf8(&written), Ok(line));
        }
    }

    #[test]
    fn what_is_no_change_says_why() {
        let rows = [
            ("", ChangeError::Cells),
            ("1\t0\tbirth\t001090000001\tAn\t1990\tactive\t\t", ChangeError::Cells),
            ("1\t0\tbirth\t001090000001\tAn\t1990\tactive\t\t\t\t", ChangeError::Cells),
            ("1\t0\tbirth\t001090000001\tAn\t1990\tactive\t\tHN\t", NoUnit.into()),
            ("x\t0\tbirth\t001090000001\tAn\t1990\tactive\t\t\t", ChangeError::Sequence),
            ("1\t-1\tbirth\t001090000001\tAn\t1990\tactive\t\t\t", ChangeError::Sequence),
            ("1\t0\tmarriage\t001090000001\tAn\t1990\tactive\t\t\t", ChangeError::Kind),
            ("1\t0\tbirth\t003090000001\tAn\t1990\tactive\t\t\t", CitizenNumberError::Province { code: 3 }.into()),
            ("1\t0\tbirth\t001090000001\t\t1990\tactive\t\t\t", ChangeError::Name),
            (
                "1\t0\tbirth\t001090000001\tAn\t31/02/1990\tactive\t\t\t",
                BirthDateError::Day { day: 31, month: 2 }.into(),
            ),
            ("1\t0\tbirth\t001090000001\tAn\t1990\tgone\t\t\t", ChangeError::Status),
        ];
        for (line, error) in rows {
            assert_eq!(Change::of_line(line.as_bytes()), Err(error), "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_line_brings_it_down(line: Vec<u8>, like in "[0-9]{1,20}\t[0-9]{1,20}\t(birth|move)\t[0-9]{12}\t\\PC{0,9}\t[0-9/]{0,10}\tactive\t[0-9]{0,12}\t[0-9]{0,5}\t(permanent)?") {
            let _ = Change::of_line(&line);
            if let Ok(change) = Change::of_line(like.as_bytes()) {
                let mut written = Vec::new();
                change.write_line(&mut written);
                prop_assert_eq!(Change::of_line(&written[..written.len() - 1]).map(|read| read.number), Ok(change.number));
            }
        }
    }
}
