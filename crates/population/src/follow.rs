//! Following a feed: each change gets into the register once in effect, however often the reader or the line goes down.
//! The cursor is durable together with the changes before it, in one frame of the register's log.

use crate::entry::Status;
use crate::feed::{Change, ChangeError};
use crate::fingerprint::NameReader;
use crate::in_order::in_order;
use crate::lines::{Lines, lines};
use crate::log::Update;
use crate::register::{Register, RegisterError, Writer};
use std::io::{self, Read};

/// So many changes share one flush, where they come that fast.
const BATCH: usize = 1 << 16;

/// Whose changes are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's: numbers follow one on another.
    Everyone,
    /// Those of the people an agency holds: each names the one before it.
    Subscribed,
}

/// Why following stops. What came before is in.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// Changes are missing between what was seen and what was sent.
    #[error(
        "mất biến động: đã có đến số {cursor}, được gửi số {sequence} nối sau số {after}; chạy lại, \
         nếu vẫn vậy thì đồng bộ lại từ đầu: motcua population resync"
    )]
    Gap {
        /// The last change seen.
        cursor: u64,
        /// The one sent.
        sequence: u64,
        /// The one it says it comes after.
        after: u64,
    },
    /// A line is no change.
    #[error("biến động sau số {cursor} không đọc được: {reason}")]
    Line {
        /// The last change seen.
        cursor: u64,
        /// Why.
        reason: ChangeError,
    },
    /// The feed cannot be read.
    #[error("không nhận được dòng biến động: {0}")]
    Read(#[source] io::Error),
    /// The register.
    #[error(transparent)]
    Register(#[from] RegisterError),
}

/// *Biên bản theo dõi*: what came in.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    /// Changes that were put in.
    pub applied: u64,
    /// Changes that were sent again.
    pub repeated: u64,
}

/// What was read of a piece of the feed: updates with their places, up to a line that is none.
struct Piece {
    changes: Vec<(u64, u64, Update)>,
    broken: Option<ChangeError>,
}

/// Puts the lines of a feed into a register, those it has already left out. They are durable when it returns, and seen
/// when the [writer settles](Writer::settle): whoever has more of the feed lets him do so at the end. A line cut off at
/// the end is not looked at: the sender went away.
pub fn follow(
    writer: &mut Writer,
    register: &Register,
    feed: impl Read + Send,
    scope: Scope,
    threads: usize,
    mut told: impl FnMut(u64) + Send,
) -> Result<Followed, FollowError> {
    let mut input = Lines::of(feed);
    let mut batch = Vec::with_capacity(BATCH);
    let mut cursor = writer.cursor();
    let mut followed = Followed::default();
    let ended = in_order(
        threads,
        || input.next_piece().map_err(FollowError::Read),
        NameReader::default,
        |reader, piece| read_piece(register, reader, &piece),
        |piece| {
            for (sequence, after, update) in piece.changes {
                if sequence <= cursor {
                    followed.repeated += 1;
                    continue;
                }
                if after != cursor || (scope == Scope::Everyone && sequence != cursor + 1) {
                    return Err(FollowError::Gap { cursor, sequence, after });
                }
                batch.push(update);
                cursor = sequence;
            }
            if batch.len() >= BATCH {
                put_in(writer, &mut batch, cursor, &mut followed)?;
                told(cursor);
            }
            piece.broken.map_or(Ok(()), |reason| Err(FollowError::Line { cursor, reason }))
        },
    );
    put_in(writer, &mut batch, cursor, &mut followed)?;
    told(cursor);
    ended.map(|()| followed)
}

fn put_in(
    writer: &mut Writer,
    batch: &mut Vec<Update>,
    cursor: u64,
    followed: &mut Followed,
) -> Result<(), RegisterError> {
    if !batch.is_empty() {
        writer.keep(batch, cursor)?;
        followed.applied += batch.len() as u64;
        batch.clear();
    }
    Ok(())
}

fn read_piece(register: &Register, reader: &mut NameReader, piece: &[u8]) -> Piece {
    let mut read = Piece { changes: Vec::with_capacity(piece.len() / 64), broken: None };
    let whole = memchr::memrchr(b'\n', piece).map_or(0, |end| end + 1);
    for line in lines(&piece[..whole]) {
        let update = Change::of_line(line).and_then(|change| {
            let status = Some(change.status).filter(|status| *status != Status::Released).ok_or(ChangeError::Status)?;
            let Change { number, name, birth, residence, .. } = change;
            let update = register.update(reader, number, name, birth, status, residence);
            Ok((change.sequence, change.after, update.ok_or(ChangeError::Name)?))
        });
        match update {
            Ok(update) => read.changes.push(update),
            Err(reason) => {
                read.broken = Some(reason);
                return read;
            }
        }
    }
    read
}
