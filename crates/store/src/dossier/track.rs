//! *Mốc thời gian tính tiến độ* as narrow rows, read by the million for reports.

use super::{due_columns, read_due};
use crate::sql::question;
use crate::value::{Row, Value, row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::calendar::{Due, Timeliness};
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Channel, Outcome};
use domain::dossier::track::{Standing, Track};
use domain::time::Instant;

/// The counted dates of one dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackRow {
    /// Its code.
    pub code: DossierCode,
    /// The dates.
    pub track: Track,
    /// When the last of them was written down.
    pub recorded_at: Instant,
}

/// Which tracks to read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TrackScan<'a> {
    /// Only this agency and those under it.
    pub agency: Option<&'a AgencyCode>,
    /// Only dossiers received before this moment, or not received at all.
    pub received_before: Option<Instant>,
    /// Only dossiers that had not ended before this moment.
    pub not_ended_before: Option<Instant>,
    /// Only dossiers whose codes are texts from the first up to, not including, the second; not together with an agency.
    pub codes: Option<(&'a str, &'a str)>,
}

impl TrackRow {
    /// The columns as they are inserted; the spans are written out only when the other columns do not tell them.
    pub(crate) fn to_row<'a>(&'a self, top: &'a str) -> Vec<Value<'a>> {
        let track = &self.track;
        let due = last_due(track);
        let ended = track.ended();
        let (due_at, due_binds) = due_columns(due);
        let spans = (track.spans != simple_spans(track.received_at, due, ended))
            .then(|| serde_json::to_string(&track.spans).expect("spans are plain data"));
        row![
            top,
            &self.code,
            &track.agency,
            &track.procedure,
            track.channel.key(),
            track.imported,
            track.received_at,
            track.not_accepted_at,
            due_at,
            due_binds,
            ended.map(|(at, _, _)| at),
            ended.map(|(_, outcome, _)| outcome.key()),
            ended.map(|(_, _, timeliness)| timeliness_key(timeliness)),
            spans,
            self.recorded_at,
        ]
    }

    pub(crate) fn read(row: &mut Row<'_>) -> Result<TrackRow> {
        let code = row.take()?;
        let agency = row.take()?;
        let procedure = row.take()?;
        let channel = row.word(Channel::from_key)?;
        let imported = row.take()?;
        let received_at = row.take()?;
        let not_accepted_at = row.take()?;
        let due = read_due(row)?;
        let ended_at: Option<Instant> = row.take()?;
        let outcome = row.word_or_null(Outcome::from_key)?;
        let timeliness = row.word_or_null(timeliness_of_key)?;
        let ended = ended_at.zip(outcome).zip(timeliness).map(|((at, outcome), timeliness)| (at, outcome, timeliness));
        let spans = match row.take::<Option<String>>()? {
            Some(spans) => serde_json::from_str(&spans).map_err(|_| row.unreadable())?,
            None => simple_spans(received_at, due, ended),
        };
        let track = Track { agency, procedure, channel, received_at, not_accepted_at, spans, imported };
        // The columns are what scans select by: they may not say anything else than the spans.
        if last_due(&track) != due || track.ended() != ended {
            return Err(row.unreadable());
        }
        Ok(TrackRow { code, track, recorded_at: row.take()? })
    }
}

/// The last due moment promised.
fn last_due(track: &Track) -> Option<Due> {
    let running = |(_, standing): &(Instant, Standing)| match standing {
        Standing::Running(due) => Some(*due),
        _ => None,
    };
    track.spans.iter().rev().find_map(running).flatten()
}

/// Received, then perhaps done: the shape of most dossiers.
fn simple_spans(
    received_at: Option<Instant>,
    due: Option<Due>,
    ended: Option<(Instant, Outcome, Timeliness)>,
) -> Vec<(Instant, Standing)> {
    let running = received_at.map(|at| (at, Standing::Running(due)));
    let done = ended.map(|(at, outcome, timeliness)| (at, Standing::Done(outcome, timeliness)));
    running.into_iter().chain(done).collect()
}

const TIMELINESS: [(Timeliness, &str); 4] = [
    (Timeliness::Early, "early"),
    (Timeliness::OnTime, "on-time"),
    (Timeliness::Late, "late"),
    (Timeliness::NoDeadline, "no-deadline"),
];

fn timeliness_key(timeliness: Timeliness) -> &'static str {
    TIMELINESS.iter().find(|(each, _)| *each == timeliness).map_or("", |(_, key)| key)
}

fn timeliness_of_key(key: &str) -> Option<Timeliness> {
    TIMELINESS.iter().find(|(_, word)| *word == key).map(|(timeliness, _)| *timeliness)
}

impl Store {
    /// The counted dates of one dossier.
    pub async fn track(&self, top: &AgencyCode, code: &DossierCode) -> Result<Option<TrackRow>> {
        self.engine().row(question!("track"), &values![top, code], TrackRow::read).await
    }

    /// Gives the tracks of a ministry or province one after the other, without holding them all.
    pub async fn scan_tracks(
        &self,
        top: &AgencyCode,
        scan: TrackScan<'_>,
        mut take: impl FnMut(TrackRow),
    ) -> Result<()> {
        let received_before = scan.received_before.map_or(i64::MAX, Instant::unix_seconds);
        let not_ended_before = scan.not_ended_before.map_or(i64::MIN, Instant::unix_seconds);
        let mut params = row![top, received_before, not_ended_before];
        let each = |row: &mut Row<'_>| {
            take(TrackRow::read(row)?);
            Ok(())
        };
        if scan.agency.is_none() {
            let (low, high) = scan.codes.unwrap_or(ALL_CODES);
            params.extend(values![low, high]);
            return self.engine().each(question!("tracks_of_top"), &params, each).await;
        }
        let (low, high) = code_bounds(scan.agency);
        params.extend(values![low, high]);
        self.engine().each(question!("tracks_of_agency"), &params, each).await
    }
}

/// Before every code, and after every code.
pub const ALL_CODES: (&str, &str) = ("", "\u{10FFFF}");

/// Codes of an agency and all under it lie from the first text on and before the second; `None`: all codes.
pub(crate) fn code_bounds(agency: Option<&AgencyCode>) -> (String, String) {
    // The dot is followed by the slash: everything under H42.19 lies before "H42.19/".
    agency.map_or((String::new(), char::MAX.to_string()), |agency| (agency.to_string(), format!("{agency}/")))
}
