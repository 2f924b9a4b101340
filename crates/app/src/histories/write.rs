//! What was read goes into the ledger, some thousands of dossiers in a transaction.

use super::activities::{Activities, There};
use super::{Arrivals, ImportError, STRIDE, Stage, rejection};
use crate::App;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Actor, Event, Fact, PastActivity, PastDossier};
use domain::dossier::track::Track;
use domain::dossier::{StateName, evolve};
use domain::histories::{Account, Fault};
use domain::ledger::{Digest, Entry};
use domain::process::Role;
use domain::report::tally_change;
use domain::time::Instant;
use store::{Applicant, DossierRow, Save, TrackRow};

/// What a written thing was, should the store refuse it.
struct Written {
    line: u64,
    of_activities: bool,
    activities: u64,
}

impl App {
    /// Writes all that waits; what another import wrote meanwhile is told as being there.
    pub(super) async fn write_histories(
        &self,
        arrivals: Arrivals,
        mut activities: Activities,
        now: Instant,
        account: &mut Account,
        tell: &mut impl FnMut(Stage),
    ) -> Result<(), ImportError> {
        let more: Vec<There> = std::mem::take(&mut activities.there);
        let more: Vec<There> = more.into_iter().filter(|there| !there.new.is_empty()).collect();
        let all = (arrivals.list.len() + more.len()) as u64;
        let mut written: Vec<Written> = Vec::new();
        let mut count = |line, of_activities, activities| {
            written.push(Written { line, of_activities, activities });
            let done = written.len() as u64;
            if done.is_multiple_of(STRIDE) || done == all {
                tell(Stage::Writing(done, all));
            }
        };
        let mut arriving = arrivals.list.into_iter().enumerate();
        let mut more = more.into_iter();
        // One after the other: only what is being written is spelt out in full.
        let saves = std::iter::from_fn(|| {
            if let Some((place, arrival)) = arriving.next() {
                let mut past = arrival.read.past;
                past.activities = activities.of_arriving(place);
                count(arrival.line, false, past.activities.len() as u64);
                return Some(save_new(&arrival.read.code, past, now));
            }
            let there = more.next()?;
            count(there.line, true, there.new.len() as u64);
            Some(save_more(there.row, activities.expand(there.new), now))
        });
        let report = self.store().bulk(saves).await?;
        let arrived = written.iter().filter(|it| !it.of_activities).count() as u64;
        account.dossiers.imported += arrived;
        for place in report.refused {
            let refused = &written[usize::try_from(place).expect("a place in a list")];
            account.activities.imported -= refused.activities;
            account.activities.rejected += refused.activities;
            if !refused.of_activities {
                account.dossiers.imported -= 1;
                account.dossiers.rejected += 1;
            }
            let file = if refused.of_activities { &activities.file } else { &arrivals.file };
            account.rejections.push(rejection(file, refused.line, &Fault::AlreadyThere));
        }
        Ok(())
    }
}

/// A dossier that comes in with its whole history: one entry.
fn save_new(code: &DossierCode, past: PastDossier, now: Instant) -> Save {
    let at = past.submitted_at.unwrap_or(past.received_at);
    let agency = past.agency.clone();
    let event = Event { at, actor: Actor::Import, fact: Fact::Imported(Box::new(past)) };
    let entry = Entry::new(agency.as_str(), code.as_str(), 1, now, Digest::ZERO, &event);
    let dossier = evolve::evolve(code, None, &event).expect("an import begins a dossier");
    let track = Track::begin(&event).expect("an import begins a dossier");
    let role = (dossier.state.name() == StateName::Received).then_some(Role::CaseOfficer);
    let tallies = tally_change(None, &track);
    Save {
        top: agency.top(),
        dossier: DossierRow::of(&dossier, &entry, Applicant::default(), role),
        track: Some(TrackRow { code: code.clone(), track, recorded_at: now }),
        tallies,
        particulars: Vec::new(),
        outbox: Vec::new(),
        entries: vec![entry],
    }
}

/// More history of a dossier that came in before.
fn save_more(row: DossierRow, activities: Vec<PastActivity>, now: Instant) -> Save {
    let at = activities.last().map_or(now, |last| last.at);
    let event = Event { at, actor: Actor::Import, fact: Fact::ImportedActivities { activities } };
    let entry = Entry::new(row.agency.as_str(), row.code.as_str(), row.seq + 1, now, row.head_hash, &event);
    Save {
        top: row.agency.top(),
        dossier: DossierRow { updated_at: at.max(row.updated_at), seq: entry.seq, head_hash: entry.hash, ..row },
        track: None,
        tallies: Vec::new(),
        particulars: Vec::new(),
        outbox: Vec::new(),
        entries: vec![entry],
    }
}
