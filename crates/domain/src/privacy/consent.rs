//! *Sự đồng ý*: what a person agreed to and took back, each a record that names the hash of the one before.

use super::purpose::Purpose;
use crate::ledger::{Break, Digest};
use crate::time::Instant;
use sha2::{Digest as _, Sha256};

/// *Nội dung đồng ý*: what somebody says yes or no to, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consenting {
    /// To what.
    pub purpose: Purpose,
    /// Yes; or no, or no longer.
    pub given: bool,
    /// Which version of the text he was shown.
    pub version: u32,
    /// The text he was shown, word by word.
    pub text: String,
    /// How he said so (`trang Sự đồng ý`, `yêu cầu DL-…`).
    pub how: String,
}

/// *Bản ghi sự đồng ý*: one yes or no of one person, in the chain of all of his.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRecord {
    /// Keyed fingerprint of the person.
    pub person: String,
    /// Place in his chain, from 1 without gaps.
    pub number: u32,
    /// When.
    pub at: Instant,
    /// What he said.
    pub said: Consenting,
    /// Hash of the record before, [`Digest::ZERO`] for the first.
    pub prev: Digest,
    /// Hash of all of the above.
    pub hash: Digest,
}

impl ConsentRecord {
    /// The next record of a person.
    pub fn next(person: &str, before: Option<&ConsentRecord>, said: Consenting, at: Instant) -> ConsentRecord {
        let (number, prev) = before.map_or((1, Digest::ZERO), |record| (record.number + 1, record.hash));
        let mut record = ConsentRecord { person: person.to_owned(), number, at, said, prev, hash: Digest::ZERO };
        record.hash = record.computed_hash();
        record
    }

    /// The hash its fields give: each preceded by its length, so that no two records share their bytes. Whoever
    /// holds a receipt can compute it.
    pub fn computed_hash(&self) -> Digest {
        let mut hasher = Sha256::new();
        hasher.update(b"motcua consent 1");
        let mut field = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        field(self.person.as_bytes());
        field(&self.number.to_be_bytes());
        field(&self.at.unix_seconds().to_be_bytes());
        field(self.said.purpose.key().as_bytes());
        field(&[u8::from(self.said.given)]);
        field(&self.said.version.to_be_bytes());
        field(self.said.text.as_bytes());
        field(self.said.how.as_bytes());
        field(&self.prev.0);
        Digest(hasher.finalize().into())
    }

    /// Checks that it is whole and follows `before` (`None`: it is the first of its person).
    pub fn follows(&self, before: Option<&ConsentRecord>) -> Result<(), Break> {
        if self.computed_hash() != self.hash {
            return Err(Break::Hash);
        }
        let (number, prev) = before.map_or((1, Digest::ZERO), |record| (record.number + 1, record.hash));
        if self.number != number {
            return Err(Break::Sequence);
        }
        if self.prev != prev { Err(Break::Link) } else { Ok(()) }
    }
}

/// The last word of a person on a purpose; silence is none.
pub fn consent_to(records: &[ConsentRecord], purpose: Purpose) -> Option<&ConsentRecord> {
    records.iter().rev().find(|record| record.said.purpose == purpose)
}
