//! *Số cộng dồn*: running totals by day, from which every report is read without going through the dossiers.
//!
//! A tally is a difference array: flows are counted on the day they happened, stocks as the change they made on
//! that day, so that a sum up to a day gives the stock at its end. A cache: a test recomputes it from the tracks.

use super::placing::{Settled, settled};
use super::{By, Cell, Cells, Fields, Period, Progress, Tabulation};
use crate::agency::AgencyCode;
use crate::calendar::overdue_from;
use crate::dossier::event::{Channel, Event, Fact};
use crate::dossier::track::{Standing, Track};
use crate::time::{Instant, day_number};
use std::collections::BTreeMap;
use std::ops::{AddAssign, Neg};

/// *Chiều tổng hợp*: by what the stored totals are keyed, beside day and channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// *Cơ quan*.
    Agency,
    /// *Thủ tục*; fields, months and channels are read from it too.
    Procedure,
}

impl Dimension {
    /// The word stored.
    pub fn key(self) -> &'static str {
        match self {
            Dimension::Agency => "agency",
            Dimension::Procedure => "procedure",
        }
    }

    /// The key under which a dossier is counted in this dimension.
    pub fn key_of(self, track: &Track) -> &str {
        match self {
            Dimension::Agency => track.agency.as_str(),
            Dimension::Procedure => &track.procedure,
        }
    }
}

/// *Số phát sinh* of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct TallyCells {
    /// Received that day.
    pub received: i64,
    /// Settled that day, early.
    pub settled_early: i64,
    /// Settled that day, on time.
    pub settled_on_time: i64,
    /// Settled that day, late.
    pub settled_late: i64,
    /// Settled that day, with no deadline.
    pub settled_no_deadline: i64,
    /// Withdrawn that day after receipt.
    pub withdrawn: i64,
    /// Stopped that day.
    pub stopped: i64,
    /// Not accepted that day.
    pub not_accepted: i64,
    /// Corrected that day ([`corrections`]).
    pub corrected: i64,
    /// Change of the dossiers whose clock runs.
    pub open_delta: i64,
    /// Change of the dossiers whose clock stands still.
    pub paused_delta: i64,
    /// Change of the running dossiers that are overdue when the day ends.
    pub overdue_delta: i64,
    /// Change of the running dossiers without a deadline.
    pub no_deadline_delta: i64,
}

impl TallyCells {
    /// The stored columns, in the order of [`TallyCells::to_array`].
    pub const COLUMNS: [&'static str; 13] = [
        "received",
        "settled_early",
        "settled_on_time",
        "settled_late",
        "settled_no_deadline",
        "withdrawn",
        "stopped",
        "not_accepted",
        "corrected",
        "open_delta",
        "paused_delta",
        "overdue_delta",
        "no_deadline_delta",
    ];

    /// The numbers in the order of [`TallyCells::COLUMNS`].
    pub fn to_array(self) -> [i64; 13] {
        [
            self.received,
            self.settled_early,
            self.settled_on_time,
            self.settled_late,
            self.settled_no_deadline,
            self.withdrawn,
            self.stopped,
            self.not_accepted,
            self.corrected,
            self.open_delta,
            self.paused_delta,
            self.overdue_delta,
            self.no_deadline_delta,
        ]
    }

    /// The numbers of [`TallyCells::to_array`], back in their places.
    pub fn from_array(numbers: [i64; 13]) -> TallyCells {
        let [received, settled_early, settled_on_time, settled_late, settled_no_deadline, withdrawn, stopped, ..] =
            numbers;
        let [.., not_accepted, corrected, open_delta, paused_delta, overdue_delta, no_deadline_delta] = numbers;
        TallyCells {
            received,
            settled_early,
            settled_on_time,
            settled_late,
            settled_no_deadline,
            withdrawn,
            stopped,
            not_accepted,
            corrected,
            open_delta,
            paused_delta,
            overdue_delta,
            no_deadline_delta,
        }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        *self == TallyCells::default()
    }

    fn settled(&mut self, class: Settled) -> &mut i64 {
        match class {
            Settled::Early => &mut self.settled_early,
            Settled::OnTime => &mut self.settled_on_time,
            Settled::Late => &mut self.settled_late,
            Settled::NoDeadline => &mut self.settled_no_deadline,
            Settled::Withdrawn => &mut self.withdrawn,
            Settled::Stopped => &mut self.stopped,
        }
    }
}

impl AddAssign for TallyCells {
    fn add_assign(&mut self, other: TallyCells) {
        let mut sum = self.to_array();
        sum.iter_mut().zip(other.to_array()).for_each(|(mine, theirs)| *mine += theirs);
        *self = TallyCells::from_array(sum);
    }
}

impl Neg for TallyCells {
    type Output = TallyCells;
    fn neg(self) -> TallyCells {
        TallyCells::from_array(self.to_array().map(Neg::neg))
    }
}

/// *Số cộng dồn*: what one or more dossiers add to the totals of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TallyEntry {
    /// [`day_number`]; may lie ahead: the day a running dossier becomes overdue if nothing happens.
    pub day: i32,
    /// The numbers.
    pub cells: TallyCells,
}

/// *Dòng cộng dồn*: an entry where it is stored: within whom it is counted, under one key of one dimension.
///
/// A ministry or province as a whole is counted by agency and by procedure, each of its agencies by procedure.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TallyRow {
    /// *Phạm vi*: the ministry or province of the dossier, or its agency alone, without those under it.
    pub scope: AgencyCode,
    /// Of what kind the key is.
    pub dimension: Dimension,
    /// Agency or procedure code.
    pub key: String,
    /// How the dossier came in.
    pub channel: Channel,
    /// Day and numbers.
    pub entry: TallyEntry,
}

/// All that one dossier adds to the running totals, by day.
pub fn tally(track: &Track) -> Vec<TallyEntry> {
    let mut days = Days::default();
    days.add(track, 1);
    days.entries()
}

/// What changes in the running totals, in every dimension, when a dossier's dates change; `before` is `None`
/// for a new one.
pub fn tally_change(before: Option<&Track>, after: &Track) -> Vec<TallyRow> {
    let mut days = Days::default();
    days.add(after, 1);
    if let Some(before) = before {
        days.add(before, -1);
    }
    everywhere(after, &days.entries())
}

/// What a dossier's new events add to the corrections: counted on their day under their own heading, they never
/// change a figure that was counted before.
pub fn corrections(track: &Track, events: &[Event]) -> Vec<TallyRow> {
    let corrected = events.iter().filter(|event| matches!(event.fact, Fact::Corrected { .. }));
    let cells = TallyCells { corrected: 1, ..TallyCells::default() };
    let entries: Vec<TallyEntry> = corrected.map(|event| TallyEntry { day: day(event.at), cells }).collect();
    everywhere(track, &entries)
}

/// The entries of a dossier in each place where they are counted.
fn everywhere(track: &Track, entries: &[TallyEntry]) -> Vec<TallyRow> {
    let (top, agency) = (track.agency.top(), &track.agency);
    let mut places = vec![(&top, Dimension::Agency), (&top, Dimension::Procedure)];
    if *agency != top {
        places.push((agency, Dimension::Procedure));
    }
    let rows = places.into_iter().flat_map(|(scope, dimension)| {
        let key = dimension.key_of(track);
        entries.iter().map(move |entry| TallyRow {
            scope: scope.clone(),
            dimension,
            key: key.to_owned(),
            channel: track.channel,
            entry: *entry,
        })
    });
    rows.collect()
}

/// The report read from running totals: `(key, channel, entry)` of the grouping's [`By::dimension`], in any order.
///
/// The same figures as [`progress`](super::progress) gives from the tracks.
pub fn progress_from_tallies<K: AsRef<str>>(
    rows: impl IntoIterator<Item = (K, Channel, TallyEntry)>,
    period: Period,
    by: By,
    fields: &Fields,
) -> Progress {
    let mut tabulation = Tabulation::new(period, by, fields);
    for (key, channel, entry) in rows {
        tabulation.add_tally(key.as_ref(), channel, &entry);
    }
    tabulation.finish()
}

/// What an entry adds to the figures of a period: what is dated after it adds nothing.
pub(super) fn cells_of(entry: &TallyEntry, channel: Channel, period: Period) -> Cells {
    let mut cells = Cells::default();
    let (first, last) = (day_number(period.from()), day_number(period.to()));
    if entry.day > last {
        return cells;
    }
    let it = &entry.cells;
    cells.count(Cell::OpenOverdue, it.overdue_delta);
    cells.count(Cell::OpenNoDeadline, it.no_deadline_delta);
    cells.count(Cell::OpenWithin, it.open_delta - it.overdue_delta - it.no_deadline_delta);
    cells.count(Cell::Paused, it.paused_delta);
    if entry.day < first {
        cells.count(Cell::ReceivedCarriedOver, it.open_delta + it.paused_delta);
        return cells;
    }
    let came = if channel == Channel::Online { Cell::ReceivedOnline } else { Cell::ReceivedOther };
    cells.count(came, it.received);
    cells.count(Cell::SettledEarly, it.settled_early);
    cells.count(Cell::SettledOnTime, it.settled_on_time);
    cells.count(Cell::SettledLate, it.settled_late);
    cells.count(Cell::SettledNoDeadline, it.settled_no_deadline);
    cells.count(Cell::SettledWithdrawn, it.withdrawn);
    cells.count(Cell::SettledStopped, it.stopped);
    cells.count(Cell::NotAccepted, it.not_accepted);
    cells
}

#[derive(Default)]
struct Days(BTreeMap<i32, TallyCells>);

impl Days {
    /// Adds a dossier, or takes it away with `sign` −1.
    fn add(&mut self, track: &Track, sign: i64) {
        let Some(received_at) = track.received_at else {
            if let Some(at) = track.not_accepted_at {
                self.on(day(at)).not_accepted += sign;
            }
            return;
        };
        self.on(day(received_at)).received += sign;
        for (place, (from, standing)) in track.spans.iter().enumerate() {
            let until = track.spans.get(place + 1).map(|(next, _)| day(*next));
            self.span(*standing, day(*from), until, sign);
        }
    }

    /// A standing holds from the end of its first day to the day the next one begins.
    fn span(&mut self, standing: Standing, from: i32, until: Option<i32>, sign: i64) {
        match standing {
            Standing::Done(outcome, timeliness) => *self.on(from).settled(settled(outcome, timeliness)) += sign,
            Standing::Paused => self.stock(from, until, sign, |cells| &mut cells.paused_delta),
            Standing::Running(due) => {
                self.stock(from, until, sign, |cells| &mut cells.open_delta);
                match due.map(|due| day_number(overdue_from(due).date()).max(from)) {
                    None => self.stock(from, until, sign, |cells| &mut cells.no_deadline_delta),
                    Some(overdue) if until.is_some_and(|until| until <= overdue) => {}
                    Some(overdue) => self.stock(overdue, until, sign, |cells| &mut cells.overdue_delta),
                }
            }
        }
    }

    fn stock(&mut self, from: i32, until: Option<i32>, sign: i64, column: impl Fn(&mut TallyCells) -> &mut i64) {
        *column(self.on(from)) += sign;
        if let Some(until) = until {
            *column(self.on(until)) -= sign;
        }
    }

    fn on(&mut self, day: i32) -> &mut TallyCells {
        self.0.entry(day).or_default()
    }

    fn entries(self) -> Vec<TallyEntry> {
        let changed = self.0.into_iter().filter(|(_, cells)| !cells.is_empty());
        changed.map(|(day, cells)| TallyEntry { day, cells }).collect()
    }
}

fn day(instant: Instant) -> i32 {
    day_number(instant.day())
}
