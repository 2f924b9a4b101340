//! Rows of a CSV file, plain or packed with gzip: by column name, each with the line on which it begins.

use super::ImportError;
use csv::ByteRecord;
use domain::histories::Fault;
use flate2::bufread::MultiGzDecoder;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::rc::Rc;

/// Big enough that a file of a million rows costs few system calls.
const BUFFER_BYTES: usize = 1 << 18;

/// A file being read: `N` columns wanted, in whatever order they stand.
pub(super) struct Rows<const N: usize> {
    file: String,
    reader: csv::Reader<Lines>,
    quotes: Rc<Cell<u64>>,
    columns: [usize; N],
    width: usize,
    record: ByteRecord,
    next: ByteRecord,
    next_line: Option<u64>,
}

/// A row: the line on which it begins, and its wanted fields or what is wrong with it.
pub(super) type Numbered<'a, const N: usize> = (u64, Result<[&'a str; N], Fault>);

impl<const N: usize> Rows<N> {
    /// Reads the header; gzip is known by its first bytes, whatever the name says.
    pub(super) fn open(file: &str, content: Box<dyn Read>, wanted: [&'static str; N]) -> Result<Rows<N>, ImportError> {
        let mut content = BufReader::with_capacity(BUFFER_BYTES, content);
        let packed = content.fill_buf().map_err(|error| broken(file, &error))?.starts_with(&[0x1f, 0x8b]);
        let content: Box<dyn BufRead> = if packed {
            Box::new(BufReader::with_capacity(BUFFER_BYTES, Unpacked(MultiGzDecoder::new(content))))
        } else {
            Box::new(content)
        };
        let quotes = Rc::new(Cell::new(0));
        let lines = Lines { content, quotes: quotes.clone(), last: b'\n' };
        let mut reader = csv::ReaderBuilder::new().flexible(true).buffer_capacity(BUFFER_BYTES).from_reader(lines);
        let header = reader.byte_headers().map_err(|error| unreadable(file, error))?.clone();
        let columns = find_columns(file, &header, wanted)?;
        let (record, next) = (ByteRecord::new(), ByteRecord::new());
        let width = header.len();
        let mut rows = Rows { file: file.to_owned(), reader, quotes, columns, width, record, next, next_line: None };
        rows.look_ahead()?;
        Ok(rows)
    }

    /// The next row; `None` after the last.
    pub(super) fn next(&mut self) -> Result<Option<Numbered<'_, N>>, ImportError> {
        let Some(line) = self.next_line else { return Ok(None) };
        std::mem::swap(&mut self.record, &mut self.next);
        self.look_ahead()?;
        // A quote that is never closed takes in all that follows with the last line end, which was taken for its own.
        let swallows = self.record.iter().next_back().is_some_and(|field| field.ends_with(b"\n"));
        if self.next_line.is_none() && swallows && self.quotes.get() % 2 == 1 {
            return Err(ImportError::Quote { file: self.file.clone(), line: line + 1 });
        }
        Ok(Some((line, self.fields())))
    }

    fn look_ahead(&mut self) -> Result<(), ImportError> {
        let there = self.reader.read_byte_record(&mut self.next);
        let there = there.map_err(|error| unreadable(&self.file, error))?;
        // The reader stands on the line after the row; empty lines before it are not of the row.
        let inside = |field: &[u8]| field.iter().filter(|byte| **byte == b'\n').count() as u64;
        let lines = 1 + self.next.iter().map(inside).sum::<u64>();
        self.next_line = there.then(|| self.reader.position().line().saturating_sub(lines));
        Ok(())
    }

    fn fields(&self) -> Result<[&str; N], Fault> {
        if self.record.len() != self.width {
            return Err(Fault::Fields { has: self.record.len(), needs: self.width });
        }
        let mut fields = [""; N];
        for (field, column) in fields.iter_mut().zip(self.columns) {
            *field = std::str::from_utf8(&self.record[column]).map_err(|_| Fault::NotUtf8)?;
        }
        Ok(fields)
    }
}

fn find_columns<const N: usize>(
    file: &str,
    header: &ByteRecord,
    wanted: [&'static str; N],
) -> Result<[usize; N], ImportError> {
    let mut columns = [0; N];
    for (column, name) in columns.iter_mut().zip(wanted) {
        let is_it = |head: &[u8]| head.trim_ascii() == name.as_bytes();
        *column = header.iter().position(is_it).ok_or_else(|| ImportError::NoColumn {
            file: file.to_owned(),
            column: name,
            wanted: wanted.join(","),
        })?;
    }
    Ok(columns)
}

/// Content with one kind of line end, the last one included, so that lines can be counted.
struct Lines {
    content: Box<dyn BufRead>,
    quotes: Rc<Cell<u64>>,
    last: u8,
}

impl Read for Lines {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            let available = self.content.fill_buf()?;
            if available.is_empty() {
                let ends = self.last == b'\n' || bytes.is_empty();
                return Ok(if ends { 0 } else { self.put(bytes, 0, b'\n') });
            }
            let taken = available.len().min(bytes.len());
            let (mut kept, mut quotes) = (0, 0);
            for byte in &available[..taken] {
                if *byte != b'\r' {
                    bytes[kept] = *byte;
                    kept += 1;
                }
                quotes += u64::from(*byte == b'"');
            }
            self.content.consume(taken);
            self.quotes.set(self.quotes.get() + quotes);
            if kept > 0 || bytes.is_empty() {
                self.last = if kept > 0 { bytes[kept - 1] } else { self.last };
                return Ok(kept);
            }
        }
    }
}

impl Lines {
    fn put(&mut self, bytes: &mut [u8], place: usize, byte: u8) -> usize {
        bytes[place] = byte;
        self.last = byte;
        place + 1
    }
}

/// Packed content, whose errors mean that the file is cut off or damaged.
struct Unpacked<R>(R);

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.read(bytes).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
    }
}

fn unreadable(file: &str, error: csv::Error) -> ImportError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => broken(file, &error),
        other => ImportError::Read { file: file.to_owned(), reason: format!("{other:?}") },
    }
}

fn broken(file: &str, error: &io::Error) -> ImportError {
    let file = file.to_owned();
    match error.kind() {
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof => ImportError::Gzip { file },
        _ => ImportError::Read { file, reason: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn read(content: &[u8]) -> Result<Vec<(u64, String)>, ImportError> {
        let mut rows = Rows::open("e.csv", Box::new(io::Cursor::new(content.to_vec())), ["a", "b"])?;
        let mut all = Vec::new();
        while let Some((line, row)) = rows.next()? {
            all.push((line, row.map_or_else(|fault| fault.to_string(), |[a, b]| format!("{a}|{b}"))));
        }
        Ok(all)
    }

    #[track_caller]
    fn check(content: &str, expected: &[(u64, &str)]) {
        let rows = read(content.as_bytes()).unwrap();
        let rows: Vec<_> = rows.iter().map(|(line, row)| (*line, row.as_str())).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_row_is_numbered_by_the_line_on_which_it_begins() {
        check("a,b\n1,2\n3,4\n", &[(2, "1|2"), (3, "3|4")]);
        check("a,b\r\n1,2\r\n3,4", &[(2, "1|2"), (3, "3|4")]);
        check("a,b\n\n\n1,\"x\ny\"\n\n3,4\n", &[(4, "1|x\ny"), (7, "3|4")]);
        check("a,b\r\n1,\"x\r\ny\"\r\n3,4\r\n", &[(2, "1|x\ny"), (4, "3|4")]);
        check("a,b\n", &[]);
        check("a,b", &[]);
    }

    #[test]
    fn columns_come_in_any_order_after_a_byte_order_mark() {
        check("\u{feff}b, a ,c\n2,1,x\n", &[(2, "1|2")]);
    }

    #[test]
    fn a_row_with_other_fields_than_the_header_is_told() {
        let reason = "dòng có 3 ô mà tiêu đề có 2: kiểm tra dấu phẩy và dấu ngoặc kép";
        check("a,b\n1,2,3\n4,5\n", &[(2, reason), (3, "4|5")]);
    }

    #[test]
    fn a_missing_column_is_named() {
        let said = |content: &str| read(content.as_bytes()).unwrap_err().to_string();
        assert_eq!(said("a,c\n"), "tệp «e.csv» thiếu cột b: dòng đầu cần có a,b");
        assert!(said("a;b\n1;2\n").contains("thiếu cột a"));
        assert!(said("").contains("thiếu cột a"));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_with_its_line() {
        let error = read(b"a,b\n1,2\n3,\"4\n5,6\n").unwrap_err();
        assert!(matches!(error, ImportError::Quote { line: 3, .. }), "{error}");
        check("a,b\n1,\"2\n\"\n", &[(2, "1|2\n")]);
        check("a,b\n1,5\" ống\n", &[(2, "1|5\" ống")]);
    }

    #[test]
    fn packed_content_is_read_and_a_cut_off_one_is_told() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all("a,b\n1,2\n".repeat(500).as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(read(&packed).unwrap().len(), 999);
        let error = read(&packed[..packed.len() - 9]).unwrap_err();
        assert!(matches!(error, ImportError::Gzip { .. }), "{error}");
        let error = read(&[0x1f, 0x8b, 8, 0, 1]).unwrap_err();
        assert!(matches!(error, ImportError::Gzip { .. }), "{error}");
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_told_and_the_rest_is_read() {
        let rows = read(b"a,b\n1,\xff\n3,4\n").unwrap();
        assert_eq!(rows[0].1, "chữ không phải UTF-8: lưu lại tệp theo UTF-8");
        assert_eq!(rows[1], (3, "3|4".to_owned()));
    }
}
