//! *Việc trên hồ sơ*: everything one act leaves behind, kept together or not at all.

use crate::dossier::{DossierRow, TrackRow};
use crate::error::SaveError;
use crate::job::ActRows;
use crate::lookup::LookUpEntry;
use crate::value::row;
use crate::{Result, Store};
use crate::{job::Outcome, job::Work};
use domain::agency::AgencyCode;
use domain::ledger::{Digest, Entry};
use domain::report::TallyRow;
use domain::time::{Instant, day_number};
use jiff::civil::Date;

/// One act on one dossier: its entries in the ledger and all that follows from them.
#[derive(Debug, Clone)]
pub struct Save {
    /// Level-1 code of the agency (`H42`).
    pub top: AgencyCode,
    /// New entries, one after the other; never empty.
    pub entries: Vec<Entry>,
    /// What the dossier is after them.
    pub dossier: DossierRow,
    /// The dates that are counted, when one of them came or changed.
    pub track: Option<TrackRow>,
    /// What the running totals gain ([`domain::report::tally_change`], [`domain::report::corrections`]).
    pub tallies: Vec<TallyRow>,
    /// Particulars the entries name by their hash.
    pub particulars: Vec<Particulars>,
    /// What is to be told to the outside.
    pub outbox: Vec<Message>,
    /// Units asked for an opinion, and whether they gave it, where that changed.
    pub consultations: Vec<Asked>,
    /// Look-ups of people among the entries.
    pub look_ups: Vec<LookUpEntry>,
}

/// *Lấy ý kiến*: a unit that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Number of the request in its dossier.
    pub number: u32,
    /// Unit asked.
    pub unit: AgencyCode,
    /// Whether it has answered.
    pub answered: bool,
}

/// *Thông tin người nộp*: personal data, kept beside the ledger under its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Particulars {
    /// SHA-256 of `content`.
    pub digest: Digest,
    /// JSON.
    pub content: String,
}

impl Particulars {
    /// Particulars under their own hash.
    pub fn new(content: String) -> Particulars {
        Particulars { digest: Digest::of(content.as_bytes()), content }
    }
}

impl std::fmt::Debug for Particulars {
    /// Shows the hash only: the content names a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Particulars({})", self.digest)
    }
}

/// *Tin phải gửi đi*: something to be told to the outside, saved with the act that caused it.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Which worker takes it.
    pub kind: String,
    /// JSON.
    pub payload: String,
    /// Since when it waits.
    pub created_at: Instant,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({})", self.kind)
    }
}

impl Save {
    /// Checks that the entries are whole, follow each other and lead to the dossier's row.
    pub fn check(&self) -> Result<(), SaveError> {
        let malformed = |what| Err(SaveError::Malformed(what));
        let Some(first) = self.entries.first() else { return malformed("không có dòng nào") };
        let whole = |entry: &Entry| entry.computed_hash() == entry.hash;
        if !whole(first) || !self.entries.windows(2).all(|pair| pair[1].follows(Some(&pair[0])).is_ok()) {
            return malformed("mã băm hoặc số thứ tự sai");
        }
        if first.seq == 0 || (first.seq == 1) != (first.prev == Digest::ZERO) {
            return malformed("dòng đầu sai chỗ");
        }
        let code = self.dossier.code.as_str();
        let agency = self.dossier.agency.as_str();
        if !self.entries.iter().all(|entry| entry.dossier == code && entry.agency == agency) {
            return malformed("nhiều hồ sơ hoặc nhiều cơ quan");
        }
        if self.top != self.dossier.agency.top() {
            return malformed("cơ quan không thuộc mã cấp 1");
        }
        let last = self.last();
        if self.dossier.seq != last.seq || self.dossier.head_hash != last.hash {
            return malformed("hàng hồ sơ không phải của dòng cuối");
        }
        if self.track.as_ref().is_some_and(|track| track.code != self.dossier.code) {
            return malformed("mốc thời gian của hồ sơ khác");
        }
        if !self.particulars.iter().all(|each| Digest::of(each.content.as_bytes()) == each.digest) {
            return malformed("thông tin người nộp không khớp mã băm");
        }
        Ok(())
    }

    /// The last of its entries.
    pub(crate) fn last(&self) -> &Entry {
        self.entries.last().expect("checked when it came in")
    }

    /// Number and hash of the entry before its first.
    pub(crate) fn expects(&self) -> (u32, Digest) {
        let first = &self.entries[0];
        (first.seq - 1, first.prev)
    }

    /// Which dossier it is about.
    pub(crate) fn key(&self) -> (&str, &str) {
        (self.top.as_str(), self.dossier.code.as_str())
    }

    /// The rows it writes, per table.
    pub(crate) fn rows(&self) -> ActRows<'_> {
        let top = self.top.as_str();
        let code = self.dossier.code.as_str();
        let base_seq = self.entries[0].seq - 1;
        let seq = self.last().seq;
        [
            self.entries.iter().map(|entry| crate::dossier::entry_row(top, entry)).collect(),
            vec![self.dossier.to_row(top, base_seq)],
            self.track.iter().map(|track| track.to_row(top)).collect(),
            self.particulars.iter().map(|each| row![top, code, &each.digest, &each.content]).collect(),
            self.outbox
                .iter()
                .zip(0_i64..)
                .map(|(message, number)| {
                    row![
                        top,
                        code,
                        seq,
                        number,
                        message.kind.as_str(),
                        message.payload.as_str(),
                        message.created_at,
                        None::<i64>,
                    ]
                })
                .collect(),
            self.consultations
                .iter()
                .map(|asked| row![top, code, asked.number, &self.dossier.agency, &asked.unit, asked.answered])
                .collect(),
            self.look_ups.iter().map(LookUpEntry::to_row).collect(),
        ]
    }
}

/// What became of a bulk of acts.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct BulkReport {
    /// How many were kept.
    pub kept: u64,
    /// How many rows of the ledger were written.
    pub entries: u64,
    /// Places in the bulk of those that were already there or came too late, from 0.
    pub refused: Vec<u64>,
}

/// How many acts of a bulk share one transaction.
const BULK: usize = 2_000;

impl Store {
    /// Keeps an act: everything is durable when this returns, or nothing is kept.
    ///
    /// The same act sent again, after [`crate::StoreError::Unknown`] or by a second click, is answered as success.
    pub async fn save(&self, save: Save) -> Result<(), SaveError> {
        save.check()?;
        match self.engine().write(Work::Save(Box::new(save))).await? {
            Outcome::Conflict => Err(SaveError::Conflict),
            _ => Ok(()),
        }
    }

    /// The next number of an agency's dossiers of a day, from 1; never given twice, whoever asks.
    pub async fn next_number(&self, agency: &AgencyCode, day: Date) -> Result<u32> {
        let key = (agency.top().to_string(), agency.to_string(), day_number(day));
        match self.engine().write(Work::Number(key)).await? {
            Outcome::Number(number) => Ok(number),
            _ => unreachable!("the writer answers what it was asked"),
        }
    }

    /// Keeps many acts, some thousands in a transaction; those already there are refused and told.
    ///
    /// When it fails, whole transactions before the failure are kept: bringing the same acts again continues.
    pub async fn bulk(&self, saves: impl IntoIterator<Item = Save>) -> Result<BulkReport, SaveError> {
        let mut report = BulkReport::default();
        let mut saves = saves.into_iter();
        let mut before = 0_u64;
        loop {
            let chunk: Vec<Save> = saves.by_ref().take(BULK).collect();
            if chunk.is_empty() {
                return Ok(report);
            }
            chunk.iter().try_for_each(Save::check)?;
            let entries: Vec<u64> = chunk.iter().map(|save| save.entries.len() as u64).collect();
            let Outcome::Refused(refused) = self.engine().write(Work::Bulk(chunk)).await? else {
                unreachable!("the writer answers what it was asked")
            };
            report.kept += (entries.len() - refused.len()) as u64;
            report.entries += entries.iter().sum::<u64>() - refused.iter().map(|place| entries[*place]).sum::<u64>();
            report.refused.extend(refused.iter().map(|place| before + *place as u64));
            before += entries.len() as u64;
        }
    }
}
