//! What was read goes into the ledger, some thousands of dossiers in a transaction.

use super::activities::{Activities, There};
use super::{Arrival, Arrivals, ImportError, STRIDE, Stage, rejection};
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
use std::cell::RefCell;
use std::collections::HashSet;
use store::{Applicant, DossierRow, Save, TrackRow};

/// What a written thing was, should the store refuse it.
struct Written {
    line: u64,
    of_activities: bool,
    activities: u64,
}

/// What waits to be written; only what is being written is spelt out in full.
struct Queue<'a, T, C> {
    arriving: std::iter::Enumerate<std::vec::IntoIter<Arrival>>,
    more: std::vec::IntoIter<There>,
    activities: Activities,
    clock: C,
    written: u64,
    all: u64,
    tell: &'a mut T,
}

impl<T: FnMut(Stage), C: Fn() -> Instant> Queue<'_, T, C> {
    fn next(&mut self) -> Option<(Written, Save)> {
        let next = self.next_arrival().or_else(|| self.next_more())?;
        self.written += 1;
        if self.written.is_multiple_of(STRIDE) || self.written == self.all {
            (self.tell)(Stage::Writing(self.written, self.all));
        }
        Some(next)
    }

    fn next_arrival(&mut self) -> Option<(Written, Save)> {
        let (place, Arrival { line, read }) = self.arriving.next()?;
        let mut past = read.past;
        past.activities = self.activities.of_arriving(place);
        let written = Written { line, of_activities: false, activities: past.activities.len() as u64 };
        Some((written, save_new(&read.code, past, (self.clock)())))
    }

    fn next_more(&mut self) -> Option<(Written, Save)> {
        let there = self.more.next()?;
        let written = Written { line: there.line, of_activities: true, activities: there.new.len() as u64 };
        Some((written, save_more(there.row, self.activities.expand(there.new), (self.clock)())))
    }
}

impl App {
    /// Writes all that waits; what another import wrote meanwhile is told as being there.
    pub(super) async fn write_histories(
        &self,
        arrivals: Arrivals,
        mut activities: Activities,
        clock: impl Fn() -> Instant,
        account: &mut Account,
        tell: &mut impl FnMut(Stage),
    ) -> Result<(), ImportError> {
        let (dossier_file, activity_file) = (arrivals.file, std::mem::take(&mut activities.file));
        let mut more = std::mem::take(&mut activities.there);
        more.retain(|there| !there.new.is_empty());
        account.dossiers.imported = arrivals.list.len() as u64;
        let all = (arrivals.list.len() + more.len()) as u64;
        let (arriving, more) = (arrivals.list.into_iter().enumerate(), more.into_iter());
        let queue = RefCell::new(Queue { arriving, more, activities, clock, written: 0, all, tell });
        // Two lanes, so that one spells out its next thousands while the other's are being written.
        let (one, other) = tokio::join!(self.write_lane(&queue), self.write_lane(&queue));
        for refused in one?.into_iter().chain(other?) {
            account.activities.imported -= refused.activities;
            account.activities.rejected += refused.activities;
            if !refused.of_activities {
                account.dossiers.imported -= 1;
                account.dossiers.rejected += 1;
            }
            let file = if refused.of_activities { &activity_file } else { &dossier_file };
            account.rejections.push(rejection(file, refused.line, &Fault::AlreadyThere));
        }
        Ok(())
    }

    /// Writes from the queue until it is empty; gives what the store refused.
    async fn write_lane<T: FnMut(Stage), C: Fn() -> Instant>(
        &self,
        queue: &RefCell<Queue<'_, T, C>>,
    ) -> Result<Vec<Written>, ImportError> {
        let mut written = Vec::new();
        let saves = std::iter::from_fn(|| {
            let (note, save) = queue.borrow_mut().next()?;
            written.push(note);
            Some(save)
        });
        let refused: HashSet<u64> = self.store().bulk(saves).await?.refused.into_iter().collect();
        let numbered = (0..).zip(written);
        Ok(numbered.filter(|(place, _)| refused.contains(place)).map(|(_, written)| written).collect())
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
        consultations: Vec::new(),
        look_ups: Vec::new(),
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
        consultations: Vec::new(),
        look_ups: Vec::new(),
        entries: vec![entry],
    }
}
