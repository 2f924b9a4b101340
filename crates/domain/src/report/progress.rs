//! The rows of form II.06 and their total.

use super::{Cells, Dimension, Period, TallyEntry, classify, tally::cells_of};
use crate::dossier::event::Channel;
use crate::dossier::track::Track;
use std::collections::{BTreeMap, HashMap};

/// *Lĩnh vực của từng thủ tục*: procedure code → field.
pub type Fields = HashMap<String, String>;

/// The key of the row of procedures whose field is not known.
pub const UNKNOWN_FIELD: &str = "-";

/// *Tổng hợp theo*: what a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// *Cơ quan*.
    Agency,
    /// *Lĩnh vực*.
    Field,
    /// *Thủ tục*.
    Procedure,
    /// *Tháng*: each month of the period is reported as its own period, so that each row balances by itself;
    /// the total is that of the whole period and not the sum of the rows, for what a month carries over
    /// was received in another.
    Month,
    /// *Kênh thực hiện*.
    Channel,
}

impl By {
    /// All groupings.
    pub const ALL: [By; 5] = [By::Agency, By::Field, By::Procedure, By::Month, By::Channel];

    /// The word written in commands and addresses.
    pub fn key(self) -> &'static str {
        match self {
            By::Agency => "agency",
            By::Field => "field",
            By::Procedure => "procedure",
            By::Month => "month",
            By::Channel => "channel",
        }
    }

    /// The grouping of a [`By::key`].
    pub fn from_key(key: &str) -> Option<By> {
        By::ALL.into_iter().find(|by| by.key() == key)
    }

    /// The running totals it is read from.
    pub fn dimension(self) -> Dimension {
        match self {
            By::Agency => Dimension::Agency,
            By::Procedure | By::Field | By::Month | By::Channel => Dimension::Procedure,
        }
    }
}

/// *Dòng báo cáo*: one row of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressRow {
    /// Agency code, field, procedure code, month (`2023-10`) or channel key.
    pub key: String,
    /// Its numbers.
    pub cells: Cells,
}

/// *Biểu II.06*: the rows in order of their keys, and the total.
///
/// Agency, field, procedure and channel partition the dossiers, so the rows add up to the total; months do not
/// (see [`By::Month`]). Rows that count nothing are left out, months excepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The period.
    pub period: Period,
    /// What a row stands for.
    pub by: By,
    /// The rows.
    pub rows: Vec<ProgressRow>,
    /// The whole period.
    pub total: Cells,
}

impl Progress {
    /// The report of these dossiers and of others, counted apart for the same period and grouping.
    pub fn and(self, others: Progress) -> Progress {
        let mut rows: BTreeMap<String, Cells> = self.rows.into_iter().map(|row| (row.key, row.cells)).collect();
        for row in others.rows {
            *rows.entry(row.key).or_default() += row.cells;
        }
        let rows = rows.into_iter().map(|(key, cells)| ProgressRow { key, cells }).collect();
        let mut total = self.total;
        total += others.total;
        Progress { period: self.period, by: self.by, rows, total }
    }
}

/// The report of some dossiers' tracks.
pub fn progress<'a>(tracks: impl IntoIterator<Item = &'a Track>, period: Period, by: By, fields: &Fields) -> Progress {
    let mut tabulation = Tabulation::new(period, by, fields);
    tracks.into_iter().for_each(|track| tabulation.add_track(track));
    tabulation.finish()
}

/// *Bảng đang cộng*: a report being added up, dossier by dossier: what is kept is one row per key, however many dossiers come.
#[derive(Debug, Clone)]
pub struct Tabulation<'a> {
    period: Period,
    by: By,
    fields: &'a Fields,
    months: Vec<(Period, Cells)>,
    rows: BTreeMap<String, Cells>,
    total: Cells,
}

impl<'a> Tabulation<'a> {
    /// An empty report.
    pub fn new(period: Period, by: By, fields: &'a Fields) -> Tabulation<'a> {
        let months = if by == By::Month { period.months() } else { Vec::new() };
        let months = months.into_iter().map(|month| (month, Cells::default())).collect();
        Tabulation { period, by, fields, months, rows: BTreeMap::new(), total: Cells::default() }
    }

    /// Adds one dossier.
    pub fn add_track(&mut self, track: &Track) {
        for (month, cells) in &mut self.months {
            if let Some(placing) = classify(track, *month) {
                *cells += placing.cells();
            }
        }
        let Some(placing) = classify(track, self.period) else {
            return;
        };
        let source = match self.by.dimension() {
            Dimension::Agency => track.agency.as_str(),
            Dimension::Procedure => &track.procedure,
        };
        self.add(source, track.channel, placing.cells());
    }

    /// Adds one entry of the running totals of [`By::dimension`].
    pub fn add_tally(&mut self, key: &str, channel: Channel, entry: &TallyEntry) {
        for (month, cells) in &mut self.months {
            *cells += cells_of(entry, channel, *month);
        }
        self.add(key, channel, cells_of(entry, channel, self.period));
    }

    fn add(&mut self, source: &str, channel: Channel, cells: Cells) {
        self.total += cells;
        let key = match self.by {
            By::Agency | By::Procedure => source,
            By::Field => self.fields.get(source).map_or(UNKNOWN_FIELD, |field| field.as_str()),
            By::Channel => channel.key(),
            By::Month => return,
        };
        match self.rows.get_mut(key) {
            Some(row) => *row += cells,
            None => {
                self.rows.insert(key.to_owned(), cells);
            }
        }
    }

    /// The report.
    pub fn finish(self) -> Progress {
        let months = self.months.into_iter().map(|(month, cells)| ProgressRow { key: month.key(), cells });
        let counted = self.rows.into_iter().filter(|(_, cells)| !cells.is_empty());
        let rows = months.chain(counted.map(|(key, cells)| ProgressRow { key, cells })).collect();
        Progress { period: self.period, by: self.by, rows, total: self.total }
    }
}
