//! *Kiểm tra lượt tra cứu dân cư*: the list of look-ups says what the ledger and the journal say, all of it and no more;
//! the journal's lines are what was written, and none of an officer's is missing before another.

use super::{Fault, Finding, VerifyReport};
use crate::Result;
use crate::engine::Snapshot;
use crate::lookup::{LookUpEntry, act_id, actor_name, read_entry};
use crate::office_act::OfficeAct;
use crate::sql::question;
use crate::value::{Cell, Row};
use domain::agency::AgencyCode;
use domain::dossier::event::{Actor, Fact};
use domain::lookup::NotedLookUp;
use domain::time::Instant;
use std::collections::HashMap;

/// Look-ups the ledger tells of.
#[derive(Default)]
struct OfLedger {
    /// How many have their row beside them.
    here: u64,
    /// Those made before their dossier was there, and which dossier that is.
    noted: HashMap<String, String>,
}

pub(super) async fn check(snapshot: &Snapshot, report: &mut VerifyReport) -> Result<()> {
    let mut ledger = OfLedger::default();
    snapshot.each(question!("verify_looked_up"), &[], |row| ledger.step(row, report)).await?;
    let mut list = List { ledger, before: None, here: 0, lines: 0 };
    snapshot.each(question!("verify_lookups"), &[], |row| list.step(row, report)).await?;
    let lines = snapshot.rows(question!("noted_lookups"), &[], |row| row.take::<u64>()).await?;
    list.finish(lines.first().copied().unwrap_or(0), report);
    Ok(())
}

impl OfLedger {
    /// One look-up of the ledger; entries that cannot be read are found with their dossiers.
    fn step(&mut self, row: &mut Row<'_>, report: &mut VerifyReport) -> Result<()> {
        let (agency, dossier): (String, String) = (row.take()?, row.take()?);
        let seq: i64 = row.take()?;
        let (at, actor): (Instant, String) = (row.take()?, row.take()?);
        let (Ok(actor), Ok(Fact::LookedUp(look_up))) = (actor.parse::<Actor>(), row.json::<Fact>()) else {
            return Ok(());
        };
        if let Some(noted) = look_up.noted {
            self.noted.insert(noted.id, dossier);
            return Ok(());
        }
        let kept = (!matches!(row.at(6).cell()?, Cell::Null)).then(|| read_entry(row.at(6)));
        let same = kept.is_some_and(|kept| {
            kept.is_ok_and(|kept| {
                let told = (kept.at, kept.actor, &kept.dossier, kept.look_up, kept.number);
                told == (at, actor_name(&actor), &dossier, *look_up, 0)
            })
        });
        self.here += u64::from(same);
        if !same {
            report.add(Finding { agency, dossier: Some(dossier), seq: Some(seq), day: None, fault: Fault::LookUp });
        }
        Ok(())
    }
}

/// The walk through the list.
struct List {
    ledger: OfLedger,
    /// Whose line came last: its number and id.
    before: Option<(AgencyCode, String, u32, String)>,
    /// Rows of look-ups made in a dossier.
    here: u64,
    /// Rows of look-ups noted in the journal.
    lines: u64,
}

impl List {
    fn step(&mut self, row: &mut Row<'_>, report: &mut VerifyReport) -> Result<()> {
        report.look_ups += 1;
        let Ok(entry) = read_entry(row) else {
            report.add(of_list("", "", Fault::LookUp));
            return Ok(());
        };
        if entry.number == 0 {
            self.here += 1;
            return Ok(());
        }
        self.lines += 1;
        let filed = self.ledger.noted.remove(&entry.id).unwrap_or_default();
        let whole = read_line(row.at(12)).is_ok_and(|act| self.is_whole(&entry, &act));
        if !whole || filed != entry.dossier {
            report.add(of_list(entry.look_up.agency.as_str(), &entry.dossier, Fault::NotedLookUp));
        }
        self.before = Some((entry.top, entry.actor, entry.number, entry.id));
        Ok(())
    }

    /// Whether a line is what was written under its id, says what the list says, and names the one before it.
    fn is_whole(&self, entry: &LookUpEntry, act: &OfficeAct) -> bool {
        let Ok(noted) = serde_json::from_str::<NotedLookUp>(&act.content) else { return false };
        let before = self.before.as_ref().filter(|(top, actor, ..)| *top == entry.top && *actor == entry.actor);
        let (number, prev) = before.map_or((0, ""), |(.., number, id)| (*number, id.as_str()));
        let line = (&noted.look_up, &noted.person, noted.number, noted.prev.as_str(), act.at, &act.actor);
        act_id(&entry.top, act) == entry.id
            && line == (&entry.look_up, &entry.person, number + 1, prev, entry.at, &entry.actor)
            && entry.number == noted.number
    }

    /// Rows nobody wrote, lines without a row, and look-ups of dossiers that the list does not have.
    fn finish(self, lines: u64, report: &mut VerifyReport) {
        if self.here != self.ledger.here {
            report.add(of_list("", "", Fault::LookUp));
        }
        if self.lines != lines {
            report.add(of_list("", "", Fault::NotedLookUp));
        }
        let mut missing: Vec<String> = self.ledger.noted.into_values().collect();
        missing.sort();
        missing.iter().for_each(|dossier| report.add(of_list("", dossier, Fault::NotedLookUp)));
    }
}

fn read_line(row: &mut Row<'_>) -> Result<OfficeAct> {
    let (agency, at, actor) = (row.take()?, row.take()?, row.take()?);
    let (kind, subject, content) = (row.take()?, row.take()?, row.take()?);
    Ok(OfficeAct { id: String::new(), agency, at, actor, kind, subject, content })
}

fn of_list(agency: &str, dossier: &str, fault: Fault) -> Finding {
    let dossier = (!dossier.is_empty()).then(|| dossier.to_owned());
    Finding { agency: agency.to_owned(), dossier, seq: None, day: None, fault }
}
