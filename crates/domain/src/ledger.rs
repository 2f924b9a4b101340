//! *Sổ cái*: the hash chain of a dossier's events and the Merkle root of an agency's day.
//!
//! Hashes are SHA-256. Leaves and nodes of the tree are told apart by a first byte as in RFC 6962 §2.1,
//! so that no node can pose as a leaf.

use crate::dossier::event::Event;
use crate::time::Instant;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// *Mã băm*: SHA-256, 32 bytes, written in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// What the first event of a dossier names as the hash before it.
    pub const ZERO: Digest = Digest([0; 32]);

    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Digest> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let value = |digit: u8| (digit as char).to_digit(16).map(|value| value as u8);
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = value(pair[0])? << 4 | value(pair[1])?;
        }
        Some(Digest(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl TryFrom<String> for Digest {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Digest, &'static str> {
        Digest::from_hex(&text).ok_or("64 hexadecimal digits were expected")
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

/// *Dòng sổ cái*: an event as it is stored; every field is under its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Agency the dossier belongs to, in full (`H42.19`).
    pub agency: String,
    /// Dossier code.
    pub dossier: String,
    /// Place in the dossier, from 1 without gaps.
    pub seq: u32,
    /// When it happened.
    pub at: Instant,
    /// When it was written down; differs from `at` for histories brought from elsewhere.
    pub recorded_at: Instant,
    /// Who did it, as [`crate::dossier::event::Actor`] writes itself.
    pub actor: String,
    /// Which fact ([`crate::dossier::event::Fact::kind`]).
    pub kind: String,
    /// The fact as JSON.
    pub payload: String,
    /// Hash of the entry before it in the dossier, [`Digest::ZERO`] for the first.
    pub prev: Digest,
    /// Hash of all of the above.
    pub hash: Digest,
}

/// Why an entry does not fit where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// The bytes are not those that were hashed.
    #[error("nội dung không khớp mã băm")]
    Hash,
    /// It does not follow the entry before it.
    #[error("không nối với dòng trước nó")]
    Link,
    /// A number is missing or stands twice.
    #[error("số thứ tự không liền mạch")]
    Sequence,
    /// The payload is no fact, or another one than `kind` says.
    #[error("không đọc được nội dung")]
    Unreadable,
}

impl Entry {
    /// Writes an event down as the next entry of a dossier.
    ///
    /// `prev` is the hash of entry `seq - 1`, or [`Digest::ZERO`] when `seq` is 1.
    pub fn new(agency: &str, dossier: &str, seq: u32, recorded_at: Instant, prev: Digest, event: &Event) -> Entry {
        let payload = serde_json::to_string(&event.fact).expect("facts are plain data");
        let mut entry = Entry {
            agency: agency.to_owned(),
            dossier: dossier.to_owned(),
            seq,
            at: event.at,
            recorded_at,
            actor: event.actor.to_string(),
            kind: event.fact.kind().to_owned(),
            payload,
            prev,
            hash: Digest::ZERO,
        };
        entry.hash = entry.computed_hash();
        entry
    }

    /// The hash its fields give: each field preceded by its length, so that no two entries share their bytes.
    pub fn computed_hash(&self) -> Digest {
        let mut hasher = Sha256::new();
        hasher.update(b"motcua ledger entry 1");
        let mut field = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        field(self.agency.as_bytes());
        field(self.dossier.as_bytes());
        field(&self.seq.to_be_bytes());
        field(&self.at.unix_seconds().to_be_bytes());
        field(&self.recorded_at.unix_seconds().to_be_bytes());
        field(self.actor.as_bytes());
        field(self.kind.as_bytes());
        field(self.payload.as_bytes());
        field(&self.prev.0);
        Digest(hasher.finalize().into())
    }

    /// Checks that this entry is whole and follows `before` (`None`: it is the first of its dossier).
    pub fn follows(&self, before: Option<&Entry>) -> Result<(), Break> {
        if self.computed_hash() != self.hash {
            return Err(Break::Hash);
        }
        let (seq, prev) = before.map_or((1, Digest::ZERO), |entry| (entry.seq + 1, entry.hash));
        if self.seq != seq {
            return Err(Break::Sequence);
        }
        if self.prev != prev {
            return Err(Break::Link);
        }
        Ok(())
    }

    /// The event it tells.
    pub fn event(&self) -> Result<Event, Break> {
        let fact: crate::dossier::event::Fact = serde_json::from_str(&self.payload).map_err(|_| Break::Unreadable)?;
        if fact.kind() != self.kind {
            return Err(Break::Unreadable);
        }
        let actor = self.actor.parse().map_err(|_| Break::Unreadable)?;
        Ok(Event { at: self.at, actor, fact })
    }
}

/// The Merkle root over entry hashes in order (by dossier, then seq); the root of nothing is the hash of nothing.
pub fn merkle_root(hashes: &[Digest]) -> Digest {
    if hashes.is_empty() {
        return Digest::of(b"");
    }
    let mut level: Vec<Digest> = hashes.iter().map(leaf).collect();
    while level.len() > 1 {
        // An odd one out rises unchanged: doubling it would let two different days share a root.
        level =
            level.chunks(2).map(|pair| if let [left, right] = pair { node(left, right) } else { pair[0] }).collect();
    }
    level[0]
}

fn leaf(hash: &Digest) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(hash.0);
    Digest(hasher.finalize().into())
}

fn node(left: &Digest, right: &Digest) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update([1]);
    hasher.update(left.0);
    hasher.update(right.0);
    Digest(hasher.finalize().into())
}

/// *Dấu niêm phong ngày*: an agency's day, closed; it names the seal before it, so no day can be taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Agency in full.
    pub agency: String,
    /// [`crate::time::day_number`] of the day the entries were recorded.
    pub day: i32,
    /// How many entries were recorded.
    pub count: u64,
    /// Their [`merkle_root`].
    pub root: Digest,
    /// [`Seal::hash`] of the agency's seal before, [`Digest::ZERO`] for the first.
    pub prev: Digest,
}

impl Seal {
    /// The hash that stands for the seal.
    pub fn hash(&self) -> Digest {
        let mut hasher = Sha256::new();
        hasher.update(b"motcua seal 1");
        hasher.update((self.agency.len() as u64).to_be_bytes());
        hasher.update(self.agency.as_bytes());
        hasher.update(self.day.to_be_bytes());
        hasher.update(self.count.to_be_bytes());
        hasher.update(self.root.0);
        hasher.update(self.prev.0);
        Digest(hasher.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::event::{Actor, Fact, Reason};
    use proptest::prelude::*;

    fn entry() -> Entry {
        let at = Instant::from_unix_seconds(1_697_418_000).unwrap();
        let fact = Fact::Refused { reason: Reason::new("không đủ điều kiện").unwrap() };
        let event = Event { at, actor: Actor::Officer("lanh-dao".to_owned()), fact };
        Entry::new("H42.19", "H42.19-231016-0001", 7, at, Digest::of(b"before"), &event)
    }

    /// Flips the lowest bit of the `byte`-th byte of the `field`-th field.
    fn tampered(field: usize, byte: usize) -> Entry {
        let mut entry = entry();
        let flip_text = |text: &mut String| {
            let mut bytes = std::mem::take(text).into_bytes();
            let at = byte % bytes.len();
            bytes[at] ^= 1;
            *text = String::from_utf8_lossy(&bytes).into_owned();
        };
        let flip_time = |at: &mut Instant| {
            *at = Instant::from_unix_seconds(at.unix_seconds() ^ (1 << (byte % 30))).unwrap();
        };
        match field {
            0 => flip_text(&mut entry.agency),
            1 => flip_text(&mut entry.dossier),
            2 => entry.seq ^= 1 << (byte % 32),
            3 => flip_time(&mut entry.at),
            4 => flip_time(&mut entry.recorded_at),
            5 => flip_text(&mut entry.actor),
            6 => flip_text(&mut entry.kind),
            7 => flip_text(&mut entry.payload),
            8 => entry.prev.0[byte % 32] ^= 1,
            _ => entry.hash.0[byte % 32] ^= 1,
        }
        entry
    }

    proptest! {
        #[test]
        fn one_flipped_bit_anywhere_breaks_the_hash(field in 0..10_usize, byte in 0..200_usize) {
            let tampered = tampered(field, byte);
            prop_assert_ne!(tampered.computed_hash(), tampered.hash);
        }
    }

    #[test]
    fn an_entry_out_of_its_place_is_named() {
        let second = entry();
        assert_eq!(second.follows(None), Err(Break::Sequence));
        let mut before = entry();
        before.seq = 6;
        assert_eq!(second.follows(Some(&before)), Err(Break::Link));
    }

    #[test]
    fn a_day_of_other_entries_or_another_order_has_another_root() {
        let hashes: Vec<Digest> = (0..5_u8).map(|n| Digest::of(&[n])).collect();
        let root = merkle_root(&hashes);
        let mut swapped = hashes.clone();
        swapped.swap(1, 3);
        let mut doubled = hashes.clone();
        doubled.push(hashes[4]);
        for other in [&hashes[..4], &swapped, &doubled, &[]] {
            assert_ne!(merkle_root(other), root);
        }
    }

    #[test]
    fn the_root_of_three_is_the_hash_tree_anyone_can_compute() {
        let [a, b, c] = [b"a", b"b", b"c"].map(|text| Digest::of(text));
        let hashed = |tag: u8, parts: &[&[u8]]| Digest::of(&[&[tag][..], &parts.concat()].concat());
        let leaves = [a, b, c].map(|hash| hashed(0, &[&hash.0]));
        let left = hashed(1, &[&leaves[0].0, &leaves[1].0]);
        assert_eq!(merkle_root(&[a, b, c]), hashed(1, &[&left.0, &leaves[2].0]));
    }

    #[test]
    fn a_hash_is_read_as_it_was_written() {
        let hash = Digest::of(b"x");
        assert_eq!(Digest::from_hex(&hash.to_string()), Some(hash));
        assert_eq!(Digest::from_hex("zz"), None);
    }
}
