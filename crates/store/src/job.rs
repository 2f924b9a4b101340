//! *Việc ghi*: what is handed to the writer, and what it answers.

use crate::act::Save;
use crate::error::{Result, StoreError};
use crate::report;
use crate::sql::{Insert, Sql};
use crate::value::{Value, row};
use domain::report::{TallyCells, TallyRow};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use tokio::sync::oneshot;

/// Work for the writer and who waits for its answer.
pub(crate) struct Job {
    pub(crate) work: Work,
    pub(crate) reply: oneshot::Sender<Result<Outcome>>,
}

/// What is to be written.
pub(crate) enum Work {
    /// One act on one dossier.
    Save(Box<Save>),
    /// The next dossier number of an agency's day.
    Number(NumberKey),
    /// Some statements, all or none.
    Run(Vec<Command>),
    /// Many acts; those already there are refused and the others kept.
    Bulk(Vec<Save>),
    /// Makes the running totals anew, if that is still to be done.
    Totals,
    /// Moves the write-ahead log into the database file.
    Checkpoint,
    /// Lets the database file grow no further; for tests of a full disk.
    LimitPages(u32),
}

/// What became of it.
pub(crate) enum Outcome {
    Saved,
    Conflict,
    Number(u32),
    Changed(Vec<u64>),
    /// Places of the acts that were already there or came too late.
    Refused(Vec<usize>),
}

/// Whose dossiers of which day are numbered: top, agency, day.
pub(crate) type NumberKey = (String, String, i32);

/// One statement with its values.
pub(crate) struct Command {
    text: Text,
    pub(crate) params: Vec<Value<'static>>,
}

enum Text {
    Question(&'static Sql),
    Rows(Arc<Insert>, usize),
}

impl Command {
    pub(crate) fn new<'a>(sql: &'static Sql, params: impl IntoIterator<Item = Value<'a>>) -> Command {
        Command { text: Text::Question(sql), params: params.into_iter().map(Value::into_owned).collect() }
    }

    /// Inserts so many rows at once.
    pub(crate) fn of_insert(insert: Arc<Insert>, rows: usize, params: Vec<Value<'static>>) -> Command {
        Command { text: Text::Rows(insert, rows), params }
    }

    pub(crate) fn sql(&self) -> &Sql {
        match &self.text {
            Text::Question(sql) => sql,
            Text::Rows(insert, rows) => insert.of_size(*rows),
        }
    }
}

macro_rules! insert {
    ($name:literal) => {
        Insert::new($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $name, ".sql")))
    };
}

/// The tables an act writes, in the order in which every writer takes them, so that no two wait for each other.
pub(crate) static ACT_TABLES: [Insert; 7] = [
    insert!("event_insert"),
    insert!("dossier_put"),
    insert!("track_put"),
    insert!("particulars_put"),
    insert!("outbox_insert"),
    insert!("consultation_put"),
    insert!("person_lookup_put"),
];
/// Place of the dossier's row in [`ACT_TABLES`]: it is not written when another act came first.
pub(crate) const DOSSIER: usize = 1;
/// Adds to the running totals.
pub(crate) static TALLY: Insert = insert!("tally_add");

/// The rows of one act, one list per table of [`ACT_TABLES`].
pub(crate) type ActRows<'a> = [Vec<Vec<Value<'a>>>; 7];

/// Which running total: scope, dimension, day or month, its first day, key, channel.
type TallyKey<'a> = (&'a str, &'static str, &'static str, i32, &'a str, &'static str);

/// Running totals to be added, one row per key and in the order of the keys.
#[derive(Default)]
pub(crate) struct Tallies<'a>(BTreeMap<TallyKey<'a>, TallyCells>);

impl<'a> Tallies<'a> {
    pub(crate) fn add(&mut self, rows: &'a [TallyRow]) {
        for row in rows {
            for (span, day) in report::spans_of_day(row.entry.day) {
                let key =
                    (row.scope.as_str(), row.dimension.key(), span.key(), day, row.key.as_str(), row.channel.key());
                *self.0.entry(key).or_default() += row.entry.cells;
            }
        }
    }

    pub(crate) fn rows(&self) -> Vec<Vec<Value<'a>>> {
        let changed = self.0.iter().filter(|(_, cells)| !cells.is_empty());
        changed
            .map(|((scope, dimension, span, day, key, channel), cells)| {
                let mut row = row![*scope, *dimension, *span, *day, *key, *channel];
                row.extend(cells.to_array().map(Value::Int));
                row
            })
            .collect()
    }
}

/// Acts in rounds in which no dossier stands twice, each round in the order of the dossiers.
pub(crate) fn rounds(saves: Vec<(usize, &Save)>) -> Vec<Vec<(usize, &Save)>> {
    let mut rounds = Vec::new();
    let mut rest = saves;
    while !rest.is_empty() {
        let mut seen = HashSet::new();
        let (mut round, later): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(_, save)| seen.insert(save.key()));
        round.sort_by_key(|(_, save)| save.key());
        rounds.push(round);
        rest = later;
    }
    rounds
}

/// The answer to work that could not be done.
pub(crate) fn answer(job: Job, outcome: Result<Outcome, StoreError>) {
    // Whoever asked may have gone away; the work is done all the same.
    let _ = job.reply.send(outcome);
}
