//! The one thread that writes to SQLite: whatever waits is written together and made durable by one commit.
//!
//! The writer holds the only write lock, so it can look first where a dossier stands: an act that comes too
//! late is told so and touches nothing. Should a statement fail all the same, the whole batch is taken back and
//! each act is tried alone, so that one cannot spoil the others.

use super::BATCH;
use crate::act::Save;
use crate::dossier::{TrackRow, TrackScan, agency_alone, read_entry};
use crate::error::{Result, StoreError};
use crate::job::{ACT_TABLES, Command, DOSSIER, Job, NumberKey, Outcome, TALLY, Tallies, Work, answer};
use crate::sql::{Sql, question};
use crate::totals::{self, TO_MAKE};
use crate::value::{Row, Value, values};
use domain::agency::AgencyCode;
use domain::ledger::Digest;
use rusqlite::Connection;
use tokio::sync::mpsc;

/// Writes until nobody can bring work any more.
pub(super) fn run(connection: &Connection, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.blocking_recv() {
        let mut batch = vec![first];
        while batch.len() < BATCH
            && let Ok(job) = jobs.try_recv()
        {
            batch.push(job);
        }
        write(connection, batch);
    }
}

fn write(connection: &Connection, mut batch: Vec<Job>) {
    let works: Vec<&Work> = batch.iter().map(|job| &job.work).collect();
    match transaction(connection, &works) {
        Ok(outcomes) => batch.into_iter().zip(outcomes).for_each(|(job, outcome)| answer(job, Ok(outcome))),
        Err(error) if batch.len() == 1 => answer(batch.remove(0), Err(error)),
        Err(error) => {
            tracing::warn!(acts = batch.len(), %error, "a batch failed and is tried act by act");
            batch.into_iter().for_each(|job| write(connection, vec![job]));
        }
    }
}

fn transaction(connection: &Connection, works: &[&Work]) -> Result<Vec<Outcome>> {
    if let [Work::Checkpoint] = works {
        connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        return Ok(vec![Outcome::Saved]);
    }
    connection.prepare_cached("begin immediate")?.execute([])?;
    let outcomes = write_all(connection, works).and_then(|outcomes| {
        connection.prepare_cached("commit")?.execute([])?;
        Ok(outcomes)
    });
    if outcomes.is_err() && !connection.is_autocommit() {
        connection.execute_batch("rollback")?;
    }
    outcomes
}

fn write_all(connection: &Connection, works: &[&Work]) -> Result<Vec<Outcome>> {
    let mut tallies = Tallies::default();
    let mut outcomes = Vec::with_capacity(works.len());
    for work in works {
        outcomes.push(match work {
            Work::Save(save) => match save_one(connection, save, &mut tallies)? {
                Kept::Now | Kept::Before => Outcome::Saved,
                Kept::TooLate => Outcome::Conflict,
            },
            Work::Number(key) => Outcome::Number(take_number(connection, key)?),
            Work::Run(commands) => Outcome::Changed(run_commands(connection, commands)?),
            Work::Bulk(saves) => Outcome::Refused(save_many(connection, saves, &mut tallies)?),
            Work::Totals => {
                if make_totals(connection)? {
                    // The acts before it in this batch are among those counted.
                    tallies = Tallies::default();
                }
                Outcome::Saved
            }
            Work::Checkpoint => Outcome::Saved,
            Work::LimitPages(pages) => {
                connection.query_row(&format!("pragma max_page_count = {pages}"), [], |_| Ok(()))?;
                Outcome::Saved
            }
        });
    }
    for row in tallies.rows() {
        execute(connection, TALLY.of_size(1), &row)?;
    }
    Ok(outcomes)
}

/// What became of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// It was written.
    Now,
    /// The very same entries were there already: it was sent twice.
    Before,
    /// Another act on the dossier came first.
    TooLate,
}

/// Where a dossier stands before an act, and the name lists show.
struct Head {
    seq: u32,
    hash: Digest,
    name: String,
}

fn save_one<'a>(connection: &Connection, save: &'a Save, tallies: &mut Tallies<'a>) -> Result<Kept> {
    let key = values![&save.top, &save.dossier.code];
    let read = |row: &mut Row<'_>| Ok(Head { seq: row.take()?, hash: row.take()?, name: row.take()? });
    let head = first(connection, question!("dossier_head"), &key, read)?;
    let before = head.as_ref().map_or((0, Digest::ZERO), |head| (head.seq, head.hash));
    if before != save.expects() {
        return Ok(if is_there(connection, save)? { Kept::Before } else { Kept::TooLate });
    }
    for (place, (table, rows)) in ACT_TABLES.iter().zip(save.rows()).enumerate() {
        // To write all of a dossier's row would touch the indexes of all it was born with.
        let moves = place == DOSSIER && head.is_some();
        for row in rows {
            let sql = if moves { question!("dossier_move") } else { table.of_size(1) };
            if execute(connection, sql, &row)? != 1 && place == DOSSIER {
                return Err(StoreError::Engine("hàng hồ sơ không ghi được".to_owned()));
            }
        }
    }
    let applicant = &save.dossier.applicant;
    if head.is_some_and(|head| head.name != applicant.name) {
        let name = values![&save.top, &save.dossier.code, &applicant.name, &applicant.folded];
        execute(connection, question!("dossier_rename"), &name)?;
    }
    tallies.add(&save.tallies);
    Ok(Kept::Now)
}

/// Whether the very same entries are there already.
fn is_there(connection: &Connection, save: &Save) -> Result<bool> {
    let last = save.last();
    let key = values![&save.top, &save.dossier.code, last.seq];
    let hash: Option<Digest> = first(connection, question!("event_hash"), &key, |row| row.take())?;
    Ok(hash == Some(last.hash))
}

/// Gives the places of the acts that were already there or came too late.
fn save_many<'a>(connection: &Connection, saves: &'a [Save], tallies: &mut Tallies<'a>) -> Result<Vec<usize>> {
    let mut refused = Vec::new();
    for (place, save) in saves.iter().enumerate() {
        if save_one(connection, save, tallies)? != Kept::Now {
            refused.push(place);
        }
    }
    Ok(refused)
}

fn take_number(connection: &Connection, (top, agency, day): &NumberKey) -> Result<u32> {
    let params = values![top, agency, *day, 1_i64];
    let number = first(connection, question!("number_take"), &params, |row| row.take())?;
    Ok(number.expect("an upsert gives back its row"))
}

/// Says whether they were still to be made.
fn make_totals(connection: &Connection) -> Result<bool> {
    if all(connection, question!("revision"), &values![TO_MAKE], |row| row.take::<i64>())?.is_empty() {
        return Ok(false);
    }
    execute(connection, question!("tally_clear"), &[])?;
    let corrected = totals::by_dossier(all(connection, question!("corrections"), &[], read_entry)?)?;
    let read = |row: &mut Row<'_>| Ok((row.take::<AgencyCode>()?, row.take::<String>()?));
    let agencies = all(connection, question!("track_agencies"), &[], read)?;
    for (top, agency) in agencies {
        let (low, high) = agency_alone(&agency);
        let scan = TrackScan { agencies: Some((&low, &high)), ..TrackScan::default() };
        let tracks = all(connection, question!("tracks"), &scan.params(&top), TrackRow::read)?;
        for row in totals::rows_of(&tracks, &corrected) {
            execute(connection, TALLY.of_size(1), &row)?;
        }
    }
    execute(connection, question!("revision_remove"), &values![TO_MAKE]).map(|_| true)
}

fn run_commands(connection: &Connection, commands: &[Command]) -> Result<Vec<u64>> {
    commands.iter().map(|command| execute(connection, command.sql(), &command.params)).collect()
}

fn execute(connection: &Connection, sql: &Sql, params: &[Value<'_>]) -> Result<u64> {
    let mut statement = connection.prepare_cached(sql.sqlite())?;
    Ok(statement.execute(rusqlite::params_from_iter(params))? as u64)
}

fn first<T>(
    connection: &Connection,
    sql: &Sql,
    params: &[Value<'_>],
    read: impl Fn(&mut Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let mut statement = connection.prepare_cached(sql.sqlite())?;
    let mut rows = statement.query(rusqlite::params_from_iter(params))?;
    rows.next()?.map(|row| read(&mut Row::of_sqlite(sql.name, row))).transpose()
}

fn all<T>(
    connection: &Connection,
    sql: &Sql,
    params: &[Value<'_>],
    read: impl Fn(&mut Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql.sqlite())?;
    let mut rows = statement.query(rusqlite::params_from_iter(params))?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(&mut Row::of_sqlite(sql.name, row))?);
    }
    Ok(all)
}
