//! A table as lines of JSON: one array per row, blobs in hexadecimal.

use crate::error::{Result, StoreError};
use crate::value::{Cell, Row, Value};
use domain::ledger::Digest;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that is being written, line by line.
pub(super) struct Lines {
    path: PathBuf,
    file: BufWriter<File>,
    hasher: Sha256,
    line: Vec<u8>,
    rows: u64,
    bytes: u64,
}

impl Lines {
    pub(super) fn create(path: &Path) -> Result<Lines> {
        let file = File::create(path).map_err(|error| StoreError::of_io(&error, path))?;
        let file = BufWriter::with_capacity(1 << 20, file);
        Ok(Lines { path: path.to_owned(), file, hasher: Sha256::new(), line: Vec::new(), rows: 0, bytes: 0 })
    }

    /// Writes the first `width` columns of a row.
    pub(super) fn write(&mut self, row: &mut Row<'_>, width: usize) -> Result<()> {
        self.line.clear();
        for place in 0..width {
            self.line.push(if place == 0 { b'[' } else { b',' });
            match row.cell()? {
                Cell::Null => self.line.extend(b"null"),
                Cell::Int(value) => self.line.extend(value.to_string().as_bytes()),
                Cell::Text(text) => serde_json::to_writer(&mut self.line, text).expect("a text is written to memory"),
                Cell::Blob(bytes) => write_hex(&mut self.line, bytes),
            }
        }
        self.line.extend(b"]\n");
        self.hasher.update(&self.line);
        self.rows += 1;
        self.bytes += self.line.len() as u64;
        self.file.write_all(&self.line).map_err(|error| StoreError::of_io(&error, &self.path))
    }

    /// Makes the file durable; gives rows, bytes and hash.
    pub(super) fn finish(self) -> Result<(u64, u64, Digest)> {
        let failed = |error: std::io::Error| StoreError::of_io(&error, &self.path);
        let file = self.file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        Ok((self.rows, self.bytes, Digest(self.hasher.finalize().into())))
    }
}

fn write_hex(line: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    line.push(b'"');
    for byte in bytes {
        line.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
    line.push(b'"');
}

/// SHA-256 of a file.
pub(super) fn hash_of(path: &Path) -> std::io::Result<Digest> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 20];
    loop {
        let length = std::io::Read::read(&mut file, &mut piece)?;
        if length == 0 {
            return Ok(Digest(hasher.finalize().into()));
        }
        hasher.update(&piece[..length]);
    }
}

/// The rows of a file; `blobs` says which columns are blobs. `None` stands for a line that is no row.
pub(super) fn read(
    path: &Path,
    blobs: Vec<bool>,
) -> std::io::Result<impl Iterator<Item = Option<Vec<Value<'static>>>>> {
    let lines = BufReader::with_capacity(1 << 20, File::open(path)?).lines();
    Ok(lines.map(move |line| {
        let cells: Vec<serde_json::Value> = serde_json::from_str(&line.ok()?).ok()?;
        if cells.len() != blobs.len() {
            return None;
        }
        cells.into_iter().zip(&blobs).map(|(cell, blob)| value(cell, *blob)).collect()
    }))
}

fn value(cell: serde_json::Value, blob: bool) -> Option<Value<'static>> {
    match cell {
        serde_json::Value::Null => Some(Value::Null),
        serde_json::Value::Number(number) => number.as_i64().map(Value::Int),
        serde_json::Value::String(text) if blob => bytes_of_hex(&text).map(|bytes| Value::Blob(Cow::Owned(bytes))),
        serde_json::Value::String(text) => Some(Value::Text(Cow::Owned(text))),
        _ => None,
    }
}

fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| (byte as char).to_digit(16).map(|digit| digit as u8);
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?)).collect()
}
