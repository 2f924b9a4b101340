//! *Khoá sổ ngày*: every closed day of an agency gets a seal that names the one before it.

use super::{Fault, Finding, VerifyReport};
use crate::dossier::day_bounds;
use crate::engine::Snapshot;
use crate::job::Command;
use crate::sql::question;
use crate::value::{Row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::ledger::{Digest, Seal, merkle_root};
use domain::time::{Instant, day_number};
use jiff::civil::Date;

impl Store {
    /// Closes the days before `until` of all agencies of a ministry or province; gives the new seals.
    ///
    /// Days on which an agency recorded nothing get no seal, but entries recorded into them later are found too.
    /// Call it some minutes after midnight: an act that is being saved right then must come to rest first.
    pub async fn seal_days(&self, top: &AgencyCode, until: Date) -> Result<Vec<Seal>> {
        let mut made = Vec::new();
        for agency in self.dossier_agencies(top).await? {
            let seals = self.missing_seals(top, &agency, until).await?;
            let commands: Vec<Command> = seals.iter().map(|seal| insertion(top, seal)).collect();
            if !commands.is_empty() {
                self.engine().run(commands).await?;
            }
            made.extend(seals);
        }
        Ok(made)
    }

    /// An agency's closed days, oldest first.
    pub async fn seals(&self, agency: &AgencyCode) -> Result<Vec<Seal>> {
        let top = agency.top();
        let rows = self.engine().rows(question!("seals"), &values![&top, agency], read_seal).await?;
        Ok(rows.into_iter().map(|(seal, _)| seal).collect())
    }

    async fn missing_seals(&self, top: &AgencyCode, agency: &AgencyCode, until: Date) -> Result<Vec<Seal>> {
        let last = self.engine().row(question!("seal_last"), &values![top, agency], read_seal).await?;
        let mut prev = last.as_ref().map_or(Digest::ZERO, |(seal, _)| seal.hash());
        let mut from = last.map_or(i64::MIN, |(seal, _)| day_bounds(seal.day).1.unix_seconds());
        let end = Instant::start_of(until);
        let mut seals = Vec::new();
        loop {
            let params = values![top, agency, from, end];
            let next: Option<Option<Instant>> =
                self.engine().row(question!("next_recorded"), &params, |row| row.take()).await?;
            let Some(recorded) = next.flatten() else { return Ok(seals) };
            let day = day_number(recorded.day());
            let (start, after) = day_bounds(day);
            let params = values![top, agency, start, after];
            let hashes: Vec<Digest> = self.engine().rows(question!("day_hashes"), &params, |row| row.take()).await?;
            let count = hashes.len() as u64;
            let seal = Seal { agency: agency.to_string(), day, count, root: merkle_root(&hashes), prev };
            prev = seal.hash();
            from = after.unix_seconds();
            seals.push(seal);
        }
    }
}

fn insertion(top: &AgencyCode, seal: &Seal) -> Command {
    let hash = seal.hash();
    let count = i64::try_from(seal.count).expect("a day has fewer");
    let params = values![top, &seal.agency, seal.day, count, &seal.root, &seal.prev, &hash];
    Command::new(question!("seal_insert"), params)
}

/// A seal and the hash stored with it.
fn read_seal(row: &mut Row<'_>) -> Result<(Seal, Digest)> {
    let seal = Seal { agency: row.take()?, day: row.take()?, count: row.take()?, root: row.take()?, prev: row.take()? };
    Ok((seal, row.take()?))
}

/// An agency's seals as they are walked through.
struct Walked {
    top: String,
    last: Seal,
    sealed: u64,
}

/// Checks every seal against the entries of its day and the seal before it.
pub(super) async fn check(snapshot: &Snapshot, report: &mut VerifyReport) -> Result<()> {
    let read = |row: &mut Row<'_>| Ok((row.take::<String>()?, read_seal(row)?));
    let mut walked: Option<Walked> = None;
    for (top, (seal, hash)) in snapshot.rows(question!("seals_all"), &[], read).await? {
        report.seals += 1;
        let same = walked.as_ref().is_some_and(|before| before.top == top && before.last.agency == seal.agency);
        if !same && let Some(before) = walked.take() {
            check_backdated(snapshot, &before, report).await?;
        }
        let prev = walked.as_ref().map_or(Digest::ZERO, |before| before.last.hash());
        let place =
            |fault| Finding { agency: seal.agency.clone(), dossier: None, seq: None, day: Some(seal.day), fault };
        if seal.prev != prev || seal.hash() != hash {
            report.add(place(Fault::SealLink));
        }
        let (from, to) = day_bounds(seal.day);
        let params = values![&top, &seal.agency, from, to];
        let hashes: Vec<Digest> = snapshot.rows(question!("day_hashes"), &params, |row| row.take()).await?;
        if hashes.len() as u64 != seal.count || merkle_root(&hashes) != seal.root {
            report.add(place(Fault::SealRoot));
        }
        let sealed = walked.map_or(0, |before| before.sealed) + hashes.len() as u64;
        walked = Some(Walked { top, last: seal, sealed });
    }
    match walked {
        Some(last) => check_backdated(snapshot, &last, report).await,
        None => Ok(()),
    }
}

/// No entry may lie before the end of the last closed day but on a closed day.
async fn check_backdated(snapshot: &Snapshot, walked: &Walked, report: &mut VerifyReport) -> Result<()> {
    let (_, end) = day_bounds(walked.last.day);
    let params = values![&walked.top, &walked.last.agency, end];
    let counts: Vec<u64> = snapshot.rows(question!("recorded_before"), &params, |row| row.take()).await?;
    if counts.first() != Some(&walked.sealed) {
        report.add(Finding {
            agency: walked.last.agency.clone(),
            dossier: None,
            seq: None,
            day: Some(walked.last.day),
            fault: Fault::Backdated,
        });
    }
    Ok(())
}
