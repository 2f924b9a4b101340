//! *Bàn làm việc*: the lists an officer works from, page by page.

use super::DossierRow;
use super::row::NEVER;
use crate::sql::{Sql, question};
use crate::value::{Value, row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::dossier::event::OfficerId;
use domain::process::Role;
use domain::time::Instant;
use std::fmt;
use std::str::FromStr;

/// Whose work a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// *Việc của tôi*: the clock runs and it is this officer's turn.
    Mine(OfficerId),
    /// *Việc chờ người nhận*: the turn of anyone in a role of an agency.
    Queue(AgencyCode, Role),
    /// *Mới nộp*: handed in and not received yet.
    New(AgencyCode),
    /// *Chờ trả kết quả*: settled, the result not yet handed over.
    Settled(AgencyCode),
    /// *Đang giải quyết*: received, being processed, or signed.
    Running(AgencyCode),
    /// *Tạm dừng*: waiting for papers or payment, or paused.
    Waiting(AgencyCode),
    /// *Chờ đơn vị khác*: the clock runs and another unit is asked for its opinion.
    WaitingForUnit(AgencyCode),
    /// *Được hỏi ý kiến*: this unit is asked and has not answered.
    AskedOf(AgencyCode),
    /// All dossiers of an agency, last handed in first; the others are listed next due first.
    Newest(AgencyCode),
}

/// What a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskFilter {
    /// Whose work.
    pub turn: Turn,
    /// Only dossiers of this procedure.
    pub procedure: Option<String>,
    /// Only dossiers due before this moment.
    pub due_before: Option<Instant>,
    /// *Quá hạn*: only dossiers that are late at this moment, as the due moment binds (to the minute or to the day).
    pub late_at: Option<Instant>,
}

impl DeskFilter {
    /// Everything of a turn.
    pub fn all(turn: Turn) -> DeskFilter {
        DeskFilter { turn, procedure: None, due_before: None, late_at: None }
    }
}

/// *Khối lượng việc*: what one officer holds, or what waits for anyone of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// Sign-in name; empty for what nobody holds.
    pub officer: String,
    /// Role whose turn it is; empty where the dossier is at no step.
    pub role: String,
    /// Late.
    pub late: u64,
    /// Due soon.
    pub soon: u64,
    /// All.
    pub all: u64,
}

/// Where a page ended; the next one begins after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    key: i64,
    code: DossierCode,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.key, self.code)
    }
}

impl FromStr for Cursor {
    type Err = ();
    fn from_str(text: &str) -> Result<Cursor, ()> {
        let (key, code) = text.split_once('~').ok_or(())?;
        Ok(Cursor { key: key.parse().map_err(|_| ())?, code: code.parse().map_err(|_| ())? })
    }
}

impl Turn {
    /// Where a page of this list that ends with a row ends.
    pub fn cursor_after(&self, row: &DossierRow) -> Cursor {
        let due = row.due.map_or(NEVER, |due| Instant::from_local(due.at).unix_seconds());
        let key = if matches!(self, Turn::Newest(_)) { row.submitted_at.unix_seconds() } else { due };
        Cursor { key, code: row.code.clone() }
    }

    /// The question and the values after the first seven.
    fn question(&self) -> (&'static Sql, Vec<Value<'_>>) {
        match self {
            Turn::Mine(officer) => (question!("desk_mine"), row![officer]),
            Turn::Queue(agency, role) => (question!("desk_queue"), row![agency, role.key()]),
            Turn::New(agency) => (question!("desk_new"), row![agency]),
            Turn::Settled(agency) => (question!("desk_settled"), row![agency]),
            Turn::Running(agency) => (question!("desk_running"), row![agency]),
            Turn::Waiting(agency) => (question!("desk_waiting"), row![agency]),
            Turn::WaitingForUnit(agency) => (question!("consulting_others"), row![agency]),
            Turn::AskedOf(unit) => (question!("consulting_us"), row![unit]),
            Turn::Newest(agency) => (question!("desk_newest"), row![agency]),
        }
    }
}

/// A list question with its values: top, procedure, two bounds of the due moment, two of the page, its length,
/// then those of the turn.
pub(crate) fn desk_question<'a>(
    top: &'a AgencyCode,
    filter: &'a DeskFilter,
    after: Option<&'a Cursor>,
    limit: u32,
) -> (&'static Sql, Vec<Value<'a>>) {
    let (sql, own) = filter.turn.question();
    let before = |instant: Instant| instant.unix_seconds() - 1;
    let due_before = filter.due_before.map_or(NEVER, before);
    let late_moment = filter.late_at.map_or(NEVER, before);
    let late_day = filter.late_at.map_or(NEVER, |now| before(Instant::start_of(now.day())));
    // The first page begins before everything; newest-first runs downwards.
    let start = if matches!(filter.turn, Turn::Newest(_)) { i64::MAX } else { i64::MIN };
    let mut params = row![
        top,
        filter.procedure.as_deref().unwrap_or(""),
        due_before.min(late_moment),
        due_before.min(late_day),
        after.map_or(start, |cursor| cursor.key),
        after.map_or("", |cursor| cursor.code.as_str()),
        limit,
    ];
    params.extend(own);
    (sql, params)
}

impl Store {
    /// One page of a list.
    pub async fn desk(
        &self,
        top: &AgencyCode,
        filter: &DeskFilter,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Vec<DossierRow>> {
        let (sql, params) = desk_question(top, filter, after, limit);
        self.engine().rows(sql, &params, DossierRow::read).await
    }

    /// How many dossiers a list has, counting no further than `at_most`.
    pub async fn desk_count(&self, top: &AgencyCode, filter: &DeskFilter, at_most: u32) -> Result<u64> {
        let (sql, params) = desk_question(top, filter, None, at_most);
        Ok(self.engine().row(sql.counted(), &params, |row| row.take()).await?.unwrap_or(0))
    }

    /// *Khối lượng việc* of an agency's officers: what they hold, and what waits for a role.
    pub async fn workload(&self, agency: &AgencyCode, now: Instant, soon: Instant) -> Result<Vec<Load>> {
        let top = agency.top();
        let params = values![&top, agency, now, Instant::start_of(now.day()), soon];
        let read = |row: &mut crate::value::Row<'_>| {
            Ok(Load { officer: row.take()?, role: row.take()?, late: row.take()?, soon: row.take()?, all: row.take()? })
        };
        self.engine().rows(question!("workload"), &params, read).await
    }

    /// Dossiers whose applicant's name, folded, begins with a folded text; by name, at most `limit`.
    ///
    /// `agency` narrows to one agency; `after` is the last row of the page before.
    pub async fn search_applicant(
        &self,
        top: &AgencyCode,
        agency: Option<&AgencyCode>,
        folded: &str,
        after: Option<&DossierRow>,
        limit: u32,
    ) -> Result<Vec<DossierRow>> {
        let params = values![
            top,
            folded,
            end_of_prefix(folded),
            agency.map_or("", AgencyCode::as_str),
            after.map_or("", |row| row.applicant.folded.as_str()),
            after.map_or("", |row| row.code.as_str()),
            limit,
        ];
        self.engine().rows(question!("applicant_search"), &params, DossierRow::read).await
    }

    /// Dossiers whose code begins with a text; by code, at most `limit`.
    pub async fn search_code(&self, top: &AgencyCode, prefix: &str, limit: u32) -> Result<Vec<DossierRow>> {
        let params = values![top, prefix, end_of_prefix(prefix), limit];
        self.engine().rows(question!("code_search"), &params, DossierRow::read).await
    }
}

/// A text after every text with this prefix.
fn end_of_prefix(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}
