//! *Kiểm tra sổ cái*: every entry, in order, against its hash, the one before it and everything derived from it.

use super::{Fault, Finding, VerifyReport, consent, lookups, seal};
use crate::dossier::{DossierRow, TrackRow};
use crate::engine::Snapshot;
use crate::report::{read_cells, spans_of_day};
use crate::sql::question;
use crate::value::{Cell, Row};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::dossier::event::Event;
use domain::dossier::evolve::evolve;
use domain::dossier::track::Track;
use domain::ledger::{Break, Digest, Entry};
use domain::report::{TallyCells, TallyRow, corrections, tally_change};
use std::collections::HashMap;

/// How often the progress is told, in entries.
const STRIDE: u64 = 10_000;

/// Which running total: scope, dimension, day or month, its first day, key, channel.
type TallyKey = (String, String, String, i32, String, String);

impl Store {
    /// Checks the whole store as it is at this moment, while others go on working.
    ///
    /// `progress` is told from time to time how many entries are done.
    pub async fn verify(&self, progress: impl FnMut(u64) + Send) -> Result<VerifyReport> {
        let snapshot = self.engine().snapshot().await?;
        let mut walk = Walk { report: VerifyReport::default(), dossier: None, tallies: HashMap::new(), progress };
        snapshot.each(question!("verify_events"), &[], |row| walk.step(row)).await?;
        walk.finish_dossier();
        let Walk { mut report, tallies, mut progress, .. } = walk;
        progress(report.entries);
        check_orphans(&snapshot, &mut report).await?;
        check_particulars(&snapshot, &mut report).await?;
        check_procedures(&snapshot, &mut report).await?;
        seal::check(&snapshot, &mut report).await?;
        consent::check(&snapshot, &mut report).await?;
        lookups::check(&snapshot, &mut report).await?;
        check_tallies(&snapshot, tallies, &mut report).await?;
        Ok(report)
    }
}

/// The walk through the ledger, dossier by dossier.
struct Walk<P> {
    report: VerifyReport,
    dossier: Option<Walked>,
    tallies: HashMap<TallyKey, TallyCells>,
    progress: P,
}

/// A dossier as far as it was walked through.
struct Walked {
    top: String,
    entries: Vec<Entry>,
    events: Vec<Event>,
    broken: bool,
    /// The row in the list and the counted dates beside the last entry; `None`: not there or not readable.
    row: Option<DossierRow>,
    track: Option<TrackRow>,
}

impl<P: FnMut(u64)> Walk<P> {
    fn step(&mut self, row: &mut Row<'_>) -> Result<()> {
        self.report.entries += 1;
        if self.report.entries.is_multiple_of(STRIDE) {
            (self.progress)(self.report.entries);
        }
        let (top, entry) = match read_entry(row) {
            Ok(read) => read,
            Err(finding) => {
                self.skip_unreadable(*finding);
                return Ok(());
            }
        };
        let same =
            self.dossier.as_ref().is_some_and(|walked| walked.top == top && walked.entries[0].dossier == entry.dossier);
        if !same {
            self.finish_dossier();
        }
        let walked = self.dossier.get_or_insert_with(|| Walked {
            top,
            entries: Vec::new(),
            events: Vec::new(),
            broken: false,
            row: None,
            track: None,
        });
        walked.row = present(row, 11).then(|| DossierRow::read(row.at(11)).ok()).flatten();
        walked.track = present(row, 34).then(|| TrackRow::read(row.at(34)).ok()).flatten();
        match walked.check(&entry) {
            Ok(event) => walked.events.push(event),
            Err(_) if walked.broken => {}
            Err(fault) => {
                walked.broken = true;
                self.report.add(of_entry(&entry, fault));
            }
        }
        walked.entries.push(entry);
        Ok(())
    }

    /// An entry that cannot be read breaks its dossier; the rest of it says nothing more.
    fn skip_unreadable(&mut self, finding: Finding) {
        match &mut self.dossier {
            Some(walked) if finding.dossier.as_ref().is_none_or(|code| *code == walked.entries[0].dossier) => {
                walked.broken = true;
            }
            _ => self.finish_dossier(),
        }
        self.report.add(finding);
    }

    /// Everything derived from a dossier's entries, once all of them are known.
    fn finish_dossier(&mut self) {
        let Some(walked) = self.dossier.take() else { return };
        self.report.dossiers += 1;
        if walked.broken {
            return;
        }
        match walked.derived() {
            Err(finding) => self.report.add(*finding),
            Ok(totals) => {
                for row in totals {
                    for (span, day) in spans_of_day(row.entry.day) {
                        let (dimension, channel) = (row.dimension.key().to_owned(), row.channel.key().to_owned());
                        let key =
                            (row.scope.to_string(), dimension, span.key().to_owned(), day, row.key.clone(), channel);
                        *self.tallies.entry(key).or_default() += row.entry.cells;
                    }
                }
            }
        }
    }
}

impl Walked {
    /// Checks one more entry against those before it.
    fn check(&self, entry: &Entry) -> Result<Event, Fault> {
        entry.follows(self.entries.last())?;
        let agency: AgencyCode = entry.agency.parse().map_err(|_| Break::Unreadable)?;
        if agency.top().as_str() != self.top {
            return Err(Fault::OtherTop);
        }
        if self.entries.first().is_some_and(|first| first.agency != entry.agency) {
            return Err(Fault::OtherAgency);
        }
        Ok(entry.event()?)
    }

    /// Replays the events and compares what the lists say; gives what the dossier adds to the running totals.
    fn derived(&self) -> Result<Vec<TallyRow>, Box<Finding>> {
        let last = self.entries.last().expect("a dossier has an entry");
        let at = |entry: &Entry, fault| Box::new(of_entry(entry, fault));
        let code: DossierCode = last.dossier.parse().map_err(|_| at(last, Fault::Entry(Break::Unreadable)))?;
        let mut dossier = None;
        let mut track: Option<Track> = None;
        let mut counted_at = last.recorded_at;
        for (entry, event) in self.entries.iter().zip(&self.events) {
            dossier = Some(evolve(&code, dossier, event).map_err(|_| at(entry, Fault::Impossible))?);
            let counted = match &mut track {
                None => {
                    track = Track::begin(event);
                    true
                }
                Some(track) => track.apply(event),
            };
            if counted {
                counted_at = entry.recorded_at;
            }
        }
        let (Some(dossier), Some(track)) = (dossier, track) else { return Err(at(last, Fault::Impossible)) };
        let row = self.row.as_ref().ok_or_else(|| at(last, Fault::Tail))?;
        if *row != DossierRow::of(&dossier, last, row.applicant.clone(), row.role) {
            return Err(at(last, Fault::Row));
        }
        match &self.track {
            Some(stored) if stored.track == track && stored.recorded_at == counted_at => {}
            _ => return Err(at(last, Fault::Track)),
        }
        let mut totals = tally_change(None, &track);
        totals.extend(corrections(&track, &self.events));
        Ok(totals)
    }
}

/// Whether a joined row is there.
fn present(row: &mut Row<'_>, place: usize) -> bool {
    !matches!(row.at(place).cell(), Ok(Cell::Null))
}

/// Reads an entry from columns that anyone may have tampered with.
fn read_entry(row: &mut Row<'_>) -> Result<(String, Entry), Box<Finding>> {
    let top = row.at(0).take::<String>();
    let dossier = row.at(1).take::<String>();
    let seq = row.at(2).take::<i64>();
    let agency = row.at(3).take::<String>();
    let finding = Finding {
        agency: agency.as_ref().map_or(String::new(), Clone::clone),
        dossier: dossier.as_ref().ok().cloned(),
        seq: seq.as_ref().ok().copied(),
        day: None,
        fault: Fault::Entry(Break::Unreadable),
    };
    let read = || -> Result<(String, Entry)> {
        let seq = seq?.try_into().map_err(|_| row.unreadable())?;
        let row = row.at(4);
        let entry = Entry {
            agency: agency?,
            dossier: dossier?,
            seq,
            at: row.take()?,
            recorded_at: row.take()?,
            actor: row.take()?,
            kind: row.take()?,
            payload: row.take()?,
            prev: row.take()?,
            hash: row.take()?,
        };
        Ok((top?, entry))
    };
    read().map_err(|_| Box::new(finding))
}

fn of_entry(entry: &Entry, fault: Fault) -> Finding {
    Finding {
        agency: entry.agency.clone(),
        dossier: Some(entry.dossier.clone()),
        seq: Some(entry.seq.into()),
        day: None,
        fault,
    }
}

async fn check_orphans(snapshot: &Snapshot, report: &mut VerifyReport) -> Result<()> {
    let whose = |row: &mut Row<'_>| {
        row.take::<String>()?;
        Ok((row.take::<String>()?, row.take::<String>()?))
    };
    let dossiers =
        snapshot.rows(question!("orphan_dossiers"), &[], |row| Ok((whose(row)?, row.take::<i64>()?))).await?;
    for ((agency, dossier), seq) in dossiers {
        report.add(Finding { agency, dossier: Some(dossier), seq: Some(seq), day: None, fault: Fault::NoEntries });
    }
    for (agency, dossier) in snapshot.rows(question!("orphan_tracks"), &[], whose).await? {
        report.add(Finding { agency, dossier: Some(dossier), seq: None, day: None, fault: Fault::NoDossier });
    }
    Ok(())
}

async fn check_particulars(snapshot: &Snapshot, report: &mut VerifyReport) -> Result<()> {
    let check = |row: &mut Row<'_>| {
        report.particulars += 1;
        row.take::<String>()?;
        let dossier = row.take::<String>()?;
        let digest = row.take::<Digest>();
        let content = row.take::<String>();
        let whole = digest.is_ok_and(|digest| content.is_ok_and(|content| Digest::of(content.as_bytes()) == digest));
        if !whole {
            let fault = Fault::Particulars;
            report.add(Finding { agency: String::new(), dossier: Some(dossier), seq: None, day: None, fault });
        }
        Ok(())
    };
    snapshot.each(question!("particulars_all"), &[], check).await
}

/// What was published of a procedure stays what dossiers were born under.
async fn check_procedures(snapshot: &Snapshot, report: &mut VerifyReport) -> Result<()> {
    let check = |row: &mut Row<'_>| {
        let (code, version) = (row.take::<String>()?, row.take::<i64>()?);
        let hash = row.at(4).take::<Digest>();
        let content = row.take::<String>();
        let whole = hash.is_ok_and(|hash| content.is_ok_and(|content| Digest::of(content.as_bytes()) == hash));
        if !whole {
            let fault = Fault::Procedure { code, version };
            report.add(Finding { agency: String::new(), dossier: None, seq: None, day: None, fault });
        }
        Ok(())
    };
    snapshot.each(question!("procedures"), &[], check).await
}

/// Compares the running totals with those recomputed; both may leave out what is zero.
async fn check_tallies(
    snapshot: &Snapshot,
    mut expected: HashMap<TallyKey, TallyCells>,
    report: &mut VerifyReport,
) -> Result<()> {
    let check = |row: &mut Row<'_>| {
        report.tallies += 1;
        let key: TallyKey = (row.take()?, row.take()?, row.take()?, row.take()?, row.take()?, row.take()?);
        if read_cells(row)? != expected.remove(&key).unwrap_or_default() {
            report.add(of_tally(key));
        }
        Ok(())
    };
    snapshot.each(question!("tally_all"), &[], check).await?;
    let mut missing: Vec<TallyKey> =
        expected.into_iter().filter(|(_, counts)| *counts != TallyCells::default()).map(|(key, _)| key).collect();
    missing.sort();
    missing.into_iter().for_each(|key| report.add(of_tally(key)));
    Ok(())
}

fn of_tally((scope, dimension, _, day, key, _): TallyKey) -> Finding {
    Finding { agency: scope, dossier: None, seq: None, day: None, fault: Fault::Tally { dimension, key, day } }
}
