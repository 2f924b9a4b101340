//! Values on their way in, cells on their way out: the only types a column can have.

use crate::error::{Result, StoreError};
use bytes::BytesMut;
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::ledger::Digest;
use domain::time::Instant;
use std::borrow::Cow;
use std::error::Error;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

/// One value bound to a placeholder.
#[derive(Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
    Blob(Cow<'a, [u8]>),
}

impl std::fmt::Debug for Value<'_> {
    /// Values may name a person: only their kind is shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Value::Null => "null",
            Value::Int(_) => "integer",
            Value::Text(_) => "text",
            Value::Blob(_) => "blob",
        })
    }
}

impl Value<'_> {
    pub(crate) fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Int(value) => Value::Int(value),
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Blob(bytes) => Value::Blob(Cow::Owned(bytes.into_owned())),
        }
    }
}

macro_rules! from {
    ($($type:ty: $value:ident => $made:expr),* $(,)?) => {
        $(impl<'a> From<$type> for Value<'a> { fn from($value: $type) -> Value<'a> { $made } })*
    };
}
from! {
    i64: value => Value::Int(value),
    i32: value => Value::Int(value.into()),
    u32: value => Value::Int(value.into()),
    bool: value => Value::Int(value.into()),
    Instant: value => Value::Int(value.unix_seconds()),
    String: value => Value::Text(Cow::Owned(value)),
    &'a str: value => Value::Text(Cow::Borrowed(value)),
    &'a String: value => Value::Text(Cow::Borrowed(value)),
    &'a AgencyCode: value => Value::Text(Cow::Borrowed(value.as_str())),
    &'a DossierCode: value => Value::Text(Cow::Borrowed(value.as_str())),
    &'a Digest: value => Value::Blob(Cow::Borrowed(&value.0)),
    &'a [u8]: value => Value::Blob(Cow::Borrowed(value)),
    Vec<u8>: value => Value::Blob(Cow::Owned(value)),
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Value<'a> {
        value.map_or(Value::Null, Into::into)
    }
}

/// The values of a question, in order.
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::value::Value::from($value)),*] };
}
pub(crate) use values;

/// The values of a row to be kept for later, in order.
macro_rules! row {
    ($($value:expr),* $(,)?) => { Vec::from($crate::value::values![$($value),*]) };
}
pub(crate) use row;

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(value) => ValueRef::Integer(*value),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(value) if *kind == Type::INT8 => value.to_sql(kind, out),
            Value::Text(text) if *kind == Type::TEXT => text.as_ref().to_sql(kind, out),
            Value::Blob(bytes) if *kind == Type::BYTEA => bytes.as_ref().to_sql(kind, out),
            other => Err(format!("{other:?} bound where the server expects {kind}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// One stored value as it comes back.
#[derive(Clone, Copy)]
pub(crate) enum Cell<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Blob(&'a [u8]),
}

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Cell<'a>, Box<dyn Error + Sync + Send>> {
        Ok(match *kind {
            Type::INT8 => Cell::Int(i64::from_sql(kind, raw)?),
            Type::TEXT => Cell::Text(std::str::from_utf8(raw)?),
            _ => Cell::Blob(raw),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Cell<'a>, Box<dyn Error + Sync + Send>> {
        Ok(Cell::Null)
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::TEXT | Type::BYTEA)
    }
}

/// One row, read from left to right.
pub(crate) struct Row<'a> {
    question: &'static str,
    source: Source<'a>,
    next: usize,
}

#[derive(Clone, Copy)]
enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) fn of_sqlite(question: &'static str, row: &'a rusqlite::Row<'a>) -> Row<'a> {
        Row { question, source: Source::Sqlite(row), next: 0 }
    }

    pub(crate) fn of_postgres(question: &'static str, row: &'a tokio_postgres::Row) -> Row<'a> {
        Row { question, source: Source::Postgres(row), next: 0 }
    }

    /// The next column.
    #[inline]
    pub(crate) fn take<T: Column>(&mut self) -> Result<T> {
        let cell = self.cell()?;
        T::read(cell).ok_or_else(|| self.unreadable())
    }

    /// The next column, whatever it holds.
    #[inline]
    pub(crate) fn cell(&mut self) -> Result<Cell<'a>> {
        let place = self.next;
        self.next += 1;
        let cell = match self.source {
            Source::Sqlite(row) => row.get_ref(place).ok().and_then(|cell| {
                use rusqlite::types::ValueRef;
                Some(match cell {
                    ValueRef::Null => Cell::Null,
                    ValueRef::Integer(value) => Cell::Int(value),
                    ValueRef::Text(bytes) => Cell::Text(std::str::from_utf8(bytes).ok()?),
                    ValueRef::Blob(bytes) => Cell::Blob(bytes),
                    ValueRef::Real(_) => return None,
                })
            }),
            Source::Postgres(row) => row.try_get(place).ok(),
        };
        cell.ok_or_else(|| self.unreadable())
    }

    /// Goes to a column, from 0.
    pub(crate) fn at(&mut self, place: usize) -> &mut Row<'a> {
        self.next = place;
        self
    }

    /// The column read last is not what it should be.
    pub(crate) fn unreadable(&self) -> StoreError {
        StoreError::Unreadable { question: self.question, column: self.next }
    }

    /// A word of a fixed list in the next column.
    pub(crate) fn word<T>(&mut self, from_key: impl Fn(&str) -> Option<T>) -> Result<T> {
        match self.cell()? {
            Cell::Text(text) => from_key(text).ok_or_else(|| self.unreadable()),
            _ => Err(self.unreadable()),
        }
    }

    /// A word of a fixed list, or nothing, in the next column.
    pub(crate) fn word_or_null<T>(&mut self, from_key: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
        match self.cell()? {
            Cell::Null => Ok(None),
            Cell::Text(text) => from_key(text).map(Some).ok_or_else(|| self.unreadable()),
            _ => Err(self.unreadable()),
        }
    }

    /// JSON in the next column.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T> {
        match self.cell()? {
            Cell::Text(text) => serde_json::from_str(text).map_err(|_| self.unreadable()),
            _ => Err(self.unreadable()),
        }
    }
}

/// What a column can be read as.
pub(crate) trait Column: Sized {
    /// `None` when the cell holds something else.
    fn read(cell: Cell<'_>) -> Option<Self>;
}

macro_rules! column {
    ($($type:ty: $pattern:pat => $made:expr),* $(,)?) => {
        $(impl Column for $type {
            fn read(cell: Cell<'_>) -> Option<$type> {
                match cell { $pattern => $made, _ => None }
            }
        })*
    };
}
column! {
    i64: Cell::Int(value) => Some(value),
    i32: Cell::Int(value) => value.try_into().ok(),
    u32: Cell::Int(value) => value.try_into().ok(),
    u64: Cell::Int(value) => value.try_into().ok(),
    bool: Cell::Int(value @ (0 | 1)) => Some(value == 1),
    Instant: Cell::Int(value) => Instant::from_unix_seconds(value),
    String: Cell::Text(text) => Some(text.to_owned()),
    Vec<u8>: Cell::Blob(bytes) => Some(bytes.to_owned()),
    AgencyCode: Cell::Text(text) => text.parse().ok(),
    DossierCode: Cell::Text(text) => text.parse().ok(),
    Digest: Cell::Blob(bytes) => bytes.try_into().ok().map(Digest),
}

impl<T: Column> Column for Option<T> {
    fn read(cell: Cell<'_>) -> Option<Option<T>> {
        match cell {
            Cell::Null => Some(None),
            cell => T::read(cell).map(Some),
        }
    }
}
