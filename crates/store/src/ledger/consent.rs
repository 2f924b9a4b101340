//! Every person's records of consent: each whole, in its place, and none cut off at the end.

use super::{Fault, Finding, VerifyReport};
use crate::Result;
use crate::engine::Snapshot;
use crate::privacy::read_consent;
use crate::sql::question;
use crate::value::Row;
use domain::ledger::{Break, Digest};
use domain::privacy::ConsentRecord;
use std::collections::HashMap;

/// Checks all chains against themselves and against what is noted as their end.
pub(super) async fn check(snapshot: &Snapshot, report: &mut VerifyReport) -> Result<()> {
    let mut ends: HashMap<String, (i64, Digest)> = HashMap::new();
    let noted = |row: &mut Row<'_>| {
        let end = (row.take::<String>()?, row.take::<i64>()?, row.take::<Digest>()?);
        ends.insert(end.0, (end.1, end.2));
        Ok(())
    };
    snapshot.each(question!("consent_heads_all"), &[], noted).await?;
    let mut before: Option<ConsentRecord> = None;
    let walk = |row: &mut Row<'_>| {
        report.consents += 1;
        let Ok(record) = read_consent(row) else {
            let number = row.at(1).take::<i64>().unwrap_or_default();
            report.add(finding(number, Break::Unreadable));
            return Ok(());
        };
        let last = before.take().filter(|last| last.person == record.person);
        if let Err(what) = record.follows(last.as_ref()) {
            report.add(finding(record.number.into(), what));
        }
        // The end of a chain is struck off once its record is met; what is left was cut off.
        let end = ends.get(&record.person);
        if end.is_some_and(|(number, hash)| *number == i64::from(record.number) && *hash == record.hash) {
            ends.remove(&record.person);
        }
        before = Some(record);
        Ok(())
    };
    snapshot.each(question!("consents_all"), &[], walk).await?;
    let mut missing: Vec<i64> = ends.into_values().map(|(number, _)| number).collect();
    missing.sort_unstable();
    missing.into_iter().for_each(|number| report.add(finding(number, Break::Sequence)));
    Ok(())
}

/// The person is not named: a fingerprint helps nobody who reads the report.
fn finding(number: i64, what: Break) -> Finding {
    Finding { agency: String::new(), dossier: None, seq: None, day: None, fault: Fault::Consent { number, what } }
}
