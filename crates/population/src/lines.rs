//! Files of lines, in pieces of whole lines.

use std::io::{self, Read};

/// How much is read at once: enough that a thread has work for a millisecond.
const PIECE_BYTES: usize = 1 << 18;
/// A line of more bytes than this is no line of people or queries.
const LINE_BYTES: usize = 1 << 26;

/// Reads pieces that end with a line end, but for the last.
pub(crate) struct Lines<R> {
    input: R,
    /// What was read of a line whose end was not.
    rest: Vec<u8>,
}

impl<R: Read> Lines<R> {
    pub(crate) fn of(input: R) -> Lines<R> {
        Lines { input, rest: Vec::new() }
    }

    /// The next lines; `None` after the last.
    pub(crate) fn next_piece(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut piece = Vec::with_capacity(PIECE_BYTES + self.rest.len());
        piece.append(&mut self.rest);
        loop {
            let before = piece.len();
            let read = (&mut self.input).take(PIECE_BYTES as u64).read_to_end(&mut piece)?;
            if let Some(end) = memchr::memrchr(b'\n', &piece[before..]) {
                self.rest.extend_from_slice(&piece[before + end + 1..]);
                piece.truncate(before + end + 1);
                return Ok(Some(piece));
            }
            if read < PIECE_BYTES {
                return Ok((!piece.is_empty()).then_some(piece));
            }
            if piece.len() > LINE_BYTES {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "một dòng dài hơn 64 MB: tệp này không phải tệp văn bản từng dòng",
                ));
            }
        }
    }
}

/// The lines of a piece, without their ends.
pub(crate) fn lines(piece: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = piece;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest);
        let line = &rest[..end.unwrap_or(rest.len())];
        rest = end.map_or(&[], |end| &rest[end + 1..]);
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_put_together_are_the_file_and_end_with_lines() {
        let long = "x".repeat(3 * PIECE_BYTES);
        let files = [
            "".to_owned(),
            "a".to_owned(),
            "a\n\nb\r\nc".to_owned(),
            format!("a\n{long}\nb\n"),
            "1234567\n".repeat(90_000),
        ];
        for file in files {
            let mut reader = Lines::of(file.as_bytes());
            let mut pieces = Vec::new();
            while let Some(piece) = reader.next_piece().unwrap() {
                pieces.push(piece);
            }
            assert_eq!(pieces.concat(), file.as_bytes());
            assert!(pieces.iter().rev().skip(1).all(|piece| piece.ends_with(b"\n")));
        }
    }

    #[test]
    fn a_line_is_told_without_its_end() {
        let all: Vec<&[u8]> = lines(b"a\n\nb\r\nc").collect();
        assert_eq!(all, [&b"a"[..], b"", b"b", b"c"]);
        assert_eq!(lines(b"").count(), 0);
        assert_eq!(lines(b"\n").count(), 1);
    }

    #[test]
    fn a_file_of_one_endless_line_is_refused() {
        let mut reader = Lines::of(io::repeat(b'x'));
        assert!(reader.next_piece().unwrap_err().to_string().contains("64 MB"));
    }
}
