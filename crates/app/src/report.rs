//! *Báo cáo tiến độ* (biểu II.06) over the store: from running totals where they can answer, else from the dossiers'
//! own dates, and as it would have read at an earlier moment.

use crate::App;
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::dossier::track::Track;
use domain::report::{
    By, Cell, Dimension, Fields, Period, Placing, Progress, Tabulation, UNKNOWN_FIELD, classify, progress_from_tallies,
};
use domain::time::Instant;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{ALL_CODES, StoreError, TrackRow, TrackScan};
use tokio::task::JoinSet;

/// In how many parts dossiers are counted at once.
const PARTS: usize = 4;

/// What is asked of the progress report.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The period.
    pub period: Period,
    /// What a row stands for.
    pub by: By,
    /// Only this agency and those under it; `None`: all there are.
    pub agency: Option<AgencyCode>,
    /// As the report read then: by what had been written down up to that moment.
    pub as_at: Option<Instant>,
    /// From the dossiers' own dates even where running totals could answer.
    pub recount: bool,
}

/// A dossier behind a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its code.
    pub code: DossierCode,
    /// Its dates, as the report read them.
    pub track: Track,
    /// Where it belongs in the period.
    pub placing: Placing,
}

/// One page of the dossiers behind a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedPage {
    /// The dossiers, by code.
    pub dossiers: Vec<Listed>,
    /// The code after which the next page begins; `None` on the last.
    pub next: Option<DossierCode>,
}

impl Asked {
    /// Running totals are kept by agency or by procedure, not by both, and as of now.
    fn totals_answer(&self) -> bool {
        let whole = self.agency.as_ref().is_none_or(|agency| *agency == agency.top());
        self.as_at.is_none() && !self.recount && (self.by.dimension() == Dimension::Agency || whole)
    }

    fn scan(&self) -> TrackScan<'_> {
        let agency = self.agency.as_ref();
        match self.as_at {
            // What has ended by now may have been open then.
            Some(_) => TrackScan { agency, ..TrackScan::default() },
            None => TrackScan {
                agency,
                received_before: Some(self.period.end()),
                not_ended_before: Some(self.period.start()),
                codes: None,
            },
        }
    }

    /// Whether a dossier is counted in the row of a key.
    fn is_of_row(&self, track: &Track, key: &str, fields: &Fields) -> bool {
        match self.by {
            By::Agency => track.agency.as_str() == key,
            By::Procedure => track.procedure == key,
            By::Field => fields.get(&track.procedure).map_or(UNKNOWN_FIELD, String::as_str) == key,
            By::Channel => track.channel.key() == key,
            By::Month => true,
        }
    }

    /// The period a row is reported over: its month, where rows are months.
    fn period_of(&self, key: Option<&str>) -> Option<Period> {
        match (self.by, key) {
            (By::Month, Some(key)) => self.period.months().into_iter().find(|month| month.key() == key),
            _ => Some(self.period),
        }
    }
}

impl App {
    /// *Báo cáo tiến độ*: the same figures whether read from running totals or counted from the dossiers.
    pub async fn progress(&self, asked: &Asked) -> Result<Progress, StoreError> {
        let fields = self.fields();
        if asked.totals_answer() {
            return self.progress_by_totals(asked, &fields).await;
        }
        if asked.agency.is_none() && asked.as_at.is_none() {
            return self.recounted(asked, fields).await;
        }
        let mut tabulation = Tabulation::new(asked.period, asked.by, &fields);
        self.each_track(asked, |_, track| tabulation.add_track(track)).await?;
        Ok(tabulation.finish())
    }

    /// Counts all dossiers anew, in parts that are read at the same time.
    async fn recounted(&self, asked: &Asked, fields: Fields) -> Result<Progress, StoreError> {
        let fields = Arc::new(fields);
        let mut counts: JoinSet<Result<Progress, StoreError>> = JoinSet::new();
        for top in self.tops_of(asked).await? {
            for codes in self.parts(&top).await? {
                let (store, fields, asked, top) = (self.store().clone(), fields.clone(), asked.clone(), top.clone());
                counts.spawn(async move {
                    let mut tabulation = Tabulation::new(asked.period, asked.by, &fields);
                    let scan = TrackScan { codes: Some((&codes.0, &codes.1)), ..asked.scan() };
                    store.scan_tracks(&top, scan, |row| tabulation.add_track(&row.track)).await?;
                    Ok(tabulation.finish())
                });
            }
        }
        let mut whole = Tabulation::new(asked.period, asked.by, &fields).finish();
        while let Some(part) = counts.join_next().await {
            whole = whole.and(part.map_err(|error| StoreError::Engine(error.to_string()))??);
        }
        Ok(whole)
    }

    /// The codes of a ministry's or province's dossiers in [`PARTS`] parts: codes begin with their agency.
    async fn parts(&self, top: &AgencyCode) -> Result<Vec<(String, String)>, StoreError> {
        let agencies = self.store().dossier_agencies(top).await?;
        let step = agencies.len().div_ceil(PARTS).max(1);
        let mut bounds = vec![ALL_CODES.0.to_owned()];
        bounds.extend(agencies.into_iter().skip(step).step_by(step).map(|agency| agency.to_string()));
        bounds.push(ALL_CODES.1.to_owned());
        Ok(bounds.windows(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect())
    }

    /// The dossiers behind a number of the report: of one row, or of all; by code, after a code.
    pub async fn progress_list(
        &self,
        asked: &Asked,
        key: Option<&str>,
        cell: Cell,
        after: Option<&DossierCode>,
        limit: usize,
    ) -> Result<ListedPage, StoreError> {
        let fields = self.fields();
        let Some(period) = asked.period_of(key) else { return Ok(ListedPage::default()) };
        let mut listed = BTreeMap::new();
        let listing = Asked { period, ..asked.clone() };
        self.each_track(&listing, |code, track| {
            let of_row = key.is_none_or(|key| asked.is_of_row(track, key, &fields));
            if !of_row || after.is_some_and(|after| code <= after) {
                return;
            }
            let Some(placing) = classify(track, period).filter(|placing| placing.is(cell)) else { return };
            listed.insert(code.clone(), Listed { code: code.clone(), track: track.clone(), placing });
            if listed.len() > limit + 1 {
                listed.pop_last();
            }
        })
        .await?;
        let more = listed.len() > limit;
        if more {
            listed.pop_last();
        }
        let next = listed.last_key_value().map(|(code, _)| code.clone()).filter(|_| more);
        Ok(ListedPage { dossiers: listed.into_values().collect(), next })
    }

    /// *Lĩnh vực* of each procedure of the catalogue that states one.
    pub fn fields(&self) -> Fields {
        let catalogue = self.catalogue();
        let newest = catalogue.versions().filter_map(|versions| versions.last());
        let stated = newest.filter(|version| !version.content.field.trim().is_empty());
        stated.map(|version| (version.code.to_string(), version.content.field.trim().to_owned())).collect()
    }

    async fn progress_by_totals(&self, asked: &Asked, fields: &Fields) -> Result<Progress, StoreError> {
        let (dimension, within) = (asked.by.dimension(), asked.agency.as_ref());
        let mut rows = Vec::new();
        for top in self.tops_of(asked).await? {
            rows.extend(match asked.by {
                By::Month => self.store().tallies_by_day(&top, dimension, within, asked.period).await?,
                // Procedures are not kept by agency: only the whole of a top agency is asked here.
                By::Field | By::Procedure => self.store().tallies(&top, dimension, None, asked.period).await?,
                By::Agency | By::Channel => self.store().tallies(&top, dimension, within, asked.period).await?,
            });
        }
        Ok(progress_from_tallies(rows, asked.period, asked.by, fields))
    }

    async fn tops_of(&self, asked: &Asked) -> Result<Vec<AgencyCode>, StoreError> {
        match &asked.agency {
            Some(agency) => Ok(vec![agency.top()]),
            None => self.store().tops().await,
        }
    }

    /// Gives the dates of every dossier asked for, as they were written down up to [`Asked::as_at`].
    async fn each_track(&self, asked: &Asked, mut take: impl FnMut(&DossierCode, &Track)) -> Result<(), StoreError> {
        for top in self.tops_of(asked).await? {
            let mut changed_since = BTreeSet::new();
            let each = |row: TrackRow| match asked.as_at {
                Some(then) if row.recorded_at > then => _ = changed_since.insert((row.code, then)),
                _ => take(&row.code, &row.track),
            };
            self.store().scan_tracks(&top, asked.scan(), each).await?;
            for (code, then) in changed_since {
                if let Some(track) = self.track_as_at(&top, &code, then).await? {
                    take(&code, &track);
                }
            }
        }
        Ok(())
    }

    /// The dates of a dossier by what had been written down up to a moment; `None` if nothing had.
    async fn track_as_at(
        &self,
        top: &AgencyCode,
        code: &DossierCode,
        then: Instant,
    ) -> Result<Option<Track>, StoreError> {
        let unreadable = |_| StoreError::Unreadable { question: "entries", column: 8 };
        let mut track: Option<Track> = None;
        for entry in self.store().entries(top, code).await?.iter().filter(|entry| entry.recorded_at <= then) {
            let event = entry.event().map_err(unreadable)?;
            match &mut track {
                Some(track) => _ = track.apply(&event),
                None => track = Track::begin(&event),
            }
        }
        Ok(track)
    }
}
