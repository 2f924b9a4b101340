//! *Mốc thời gian tính tiến độ* as narrow rows, read by the million for reports.

use super::{due_columns, read_due};
use crate::sql::{Sql, question};
use crate::value::{Row, Value, row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::calendar::{Due, Timeliness};
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Channel, Outcome};
use domain::dossier::track::{Standing, Track};
use domain::report::Limits;
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
    /// Only agencies whose codes are texts from the first up to, not including, the second: [`agencies_within`],
    /// [`agency_alone`].
    pub agencies: Option<(&'a str, &'a str)>,
    /// What their dates must fulfil.
    pub limits: Limits,
    /// Only this procedure.
    pub procedure: Option<&'a str>,
    /// Only those that came in this way.
    pub channel: Option<Channel>,
    /// Only those after this dossier of this agency.
    pub after: Option<(&'a AgencyCode, &'a DossierCode)>,
    /// Only so many.
    pub at_most: Option<u32>,
}

impl TrackRow {
    /// The columns as they are inserted; the spans are written out only when the other columns do not tell them.
    pub(crate) fn to_row<'a>(&'a self, top: &'a str) -> Vec<Value<'a>> {
        let track = &self.track;
        let due = track.last_due();
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
        if track.last_due() != due || track.ended() != ended {
            return Err(row.unreadable());
        }
        Ok(TrackRow { code, track, recorded_at: row.take()? })
    }
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
    pub async fn track(&self, agency: &AgencyCode, code: &DossierCode) -> Result<Option<TrackRow>> {
        self.engine().row(question!("track"), &values![&agency.top(), agency, code], TrackRow::read).await
    }

    /// Gives the tracks of a ministry or province one after the other, by agency and code, without holding them all.
    pub async fn scan_tracks(
        &self,
        top: &AgencyCode,
        scan: TrackScan<'_>,
        mut take: impl FnMut(TrackRow),
    ) -> Result<()> {
        let each = |row: &mut Row<'_>| {
            take(TrackRow::read(row)?);
            Ok(())
        };
        self.engine().each(scan.question(), &scan.params(top), each).await
    }
}

impl TrackScan<'_> {
    /// The question whose index leaves out most.
    fn question(&self) -> &'static Sql {
        let Limits { open, not_accepted, timeliness, outcome, .. } = self.limits;
        let apart = not_accepted
            || matches!(timeliness, Some(Timeliness::Late | Timeliness::NoDeadline))
            || matches!(outcome, Some(Outcome::Withdrawn | Outcome::Stopped));
        match self.procedure {
            _ if open => question!("tracks_open"),
            _ if apart => question!("tracks_apart"),
            Some(_) => question!("tracks_of_procedure"),
            None => question!("tracks"),
        }
    }

    /// The values of the question.
    pub(crate) fn params<'a>(&'a self, top: &'a AgencyCode) -> Vec<Value<'a>> {
        let Limits {
            received_from,
            received_before,
            settled_from,
            settled_before,
            due_before,
            timeliness,
            outcome,
            ..
        } = self.limits;
        let from = |from: Option<Instant>| from.map_or(i64::MIN, Instant::unix_seconds);
        let before = |before: Option<Instant>| before.map_or(i64::MAX, Instant::unix_seconds);
        let (low, high) = self.agencies.unwrap_or(ALL_AGENCIES);
        let after = self.after.map(|(agency, code)| (agency.as_str(), code.as_str()));
        let (low, code) = after.unwrap_or_default().max((low, ""));
        row![
            top,
            low,
            code,
            high,
            from(received_from),
            before(received_before),
            from(settled_from),
            before(settled_before),
            timeliness.map_or("", timeliness_key),
            outcome.map_or("", Outcome::key),
            self.procedure.unwrap_or(""),
            self.channel.map_or("", Channel::key),
            before(due_before),
            self.at_most.map_or(i64::MAX, i64::from),
        ]
    }
}

/// Before the code of every agency, and after it.
pub const ALL_AGENCIES: (&str, &str) = ("", "\u{10FFFF}");

/// Codes of an agency and all under it lie from the first text on and before the second; `None`: all codes.
pub fn agencies_within(agency: Option<&AgencyCode>) -> (String, String) {
    // The dot is followed by the slash: everything under H42.19 lies before "H42.19/".
    agency.map_or((String::new(), char::MAX.to_string()), |agency| (agency.to_string(), format!("{agency}/")))
}

/// The same for an agency without those under it: others that begin alike go on with a dot or a digit.
pub fn agency_alone(agency: &str) -> (String, String) {
    (agency.to_owned(), format!("{agency}!"))
}
