//! *Báo cáo tiến độ* (biểu II.06) over the store: from running totals where they can answer, else from the dossiers'
//! own dates, and as it would have read at an earlier moment.

use crate::App;
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::dossier::event::Channel;
use domain::dossier::track::Track;
use domain::report::{
    By, Cell, Fields, Limits, Period, Placing, Progress, Tabulation, UNKNOWN_FIELD, classify, progress_from_tallies,
};
use domain::time::Instant;
use std::sync::Arc;
use store::{ALL_AGENCIES, StoreError, TrackRow, TrackScan, agencies_within, agency_alone};
use tokio::task::JoinSet;

/// In how many parts dossiers are counted at once.
const PARTS: usize = 4;
/// So many dossiers are read at once for a list at most.
const READ_AT_ONCE: u32 = 4096;

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
    /// The dossiers, by agency and code.
    pub dossiers: Vec<Listed>,
    /// The code after which the next page begins; `None` on the last.
    pub next: Option<DossierCode>,
}

impl Asked {
    /// Running totals are kept as of now.
    fn totals_answer(&self) -> bool {
        self.as_at.is_none() && !self.recount
    }

    /// What the dates of all dossiers fulfil that are to be counted.
    fn limits(&self) -> Limits {
        // What has ended by now may have been open then.
        if self.as_at.is_some() { Limits::default() } else { Limits::of_period(self.period) }
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
        let fields = self.fields_for(asked.by);
        if asked.totals_answer() {
            return self.progress_by_totals(asked, &fields).await;
        }
        if asked.agency.is_none() && asked.as_at.is_none() {
            return self.recounted(asked, fields).await;
        }
        let mut tabulation = Tabulation::new(asked.period, asked.by, &fields);
        self.each_track(asked, |track| tabulation.add_track(track)).await?;
        Ok(tabulation.finish())
    }

    /// Counts all dossiers anew, in parts that are read at the same time.
    async fn recounted(&self, asked: &Asked, fields: Fields) -> Result<Progress, StoreError> {
        let fields = Arc::new(fields);
        let mut counts: JoinSet<Result<Progress, StoreError>> = JoinSet::new();
        for top in self.tops_of(asked).await? {
            for agencies in self.parts(&top).await? {
                let (store, fields, asked, top) = (self.store().clone(), fields.clone(), asked.clone(), top.clone());
                counts.spawn(async move {
                    let mut tabulation = Tabulation::new(asked.period, asked.by, &fields);
                    let agencies = Some((&agencies.0[..], &agencies.1[..]));
                    let scan = TrackScan { agencies, limits: asked.limits(), ..TrackScan::default() };
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

    /// The agencies of a ministry or province in [`PARTS`] parts.
    async fn parts(&self, top: &AgencyCode) -> Result<Vec<(String, String)>, StoreError> {
        let agencies = self.store().dossier_agencies(top).await?;
        let step = agencies.len().div_ceil(PARTS).max(1);
        let mut bounds = vec![ALL_AGENCIES.0.to_owned()];
        bounds.extend(agencies.into_iter().skip(step).step_by(step).map(|agency| agency.to_string()));
        bounds.push(ALL_AGENCIES.1.to_owned());
        Ok(bounds.windows(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect())
    }

    /// The dossiers behind a number of the report: of one row, or of all; by agency and code, after a dossier, so many.
    pub async fn progress_list(
        &self,
        asked: &Asked,
        key: Option<&str>,
        cell: Cell,
        after: Option<&DossierCode>,
        limit: usize,
        now: Instant,
    ) -> Result<ListedPage, StoreError> {
        let fields = self.fields_for(asked.by);
        let Some(period) = asked.period_of(key) else { return Ok(ListedPage::default()) };
        let agencies = match key.filter(|_| asked.by == By::Agency).map(str::parse::<AgencyCode>) {
            None => agencies_within(asked.agency.as_ref()),
            Some(Ok(one)) if asked.agency.as_ref().is_none_or(|whole| one.is_within(whole)) => {
                agency_alone(one.as_str())
            }
            Some(_) => return Ok(ListedPage::default()),
        };
        let channel = key.filter(|_| asked.by == By::Channel).map(Channel::from_key);
        if channel == Some(None) {
            return Ok(ListedPage::default());
        }
        let scan = TrackScan {
            agencies: Some((&agencies.0, &agencies.1)),
            limits: if asked.as_at.is_some() { Limits::default() } else { Limits::of_cell(cell, period, now) },
            procedure: key.filter(|_| asked.by == By::Procedure),
            channel: channel.flatten(),
            ..TrackScan::default()
        };
        let begin = match after {
            Some(code) => self.store().find_dossier(code).await?.map(|row| (row.agency, row.code)),
            None => None,
        };
        // Mostly all that are read are wanted; where few are, ever more are read.
        let mut at_most = u32::try_from(limit).unwrap_or(u32::MAX).saturating_add(1).min(READ_AT_ONCE);
        let mut dossiers = Vec::new();
        for top in self.tops_of(asked).await? {
            // Tops come in order: those before it are done, those behind it begin at their first dossier.
            if begin.as_ref().is_some_and(|(agency, _)| top < agency.top()) {
                continue;
            }
            let mut after = begin.clone().filter(|(agency, _)| agency.is_within(&top));
            loop {
                let after_all = after.as_ref().map(|(agency, code)| (agency, code));
                let scan = TrackScan { after: after_all, at_most: Some(at_most), ..scan };
                let (read, tracks) = self.tracks_as_at(&top, scan, asked.as_at).await?;
                let of_row = |track: &Track| key.is_none_or(|key| asked.is_of_row(track, key, &fields));
                dossiers.extend(tracks.into_iter().filter(|(_, track)| of_row(track)).filter_map(|(code, track)| {
                    let placing = classify(&track, period).filter(|placing| placing.is(cell))?;
                    Some(Listed { code, track, placing })
                }));
                if dossiers.len() > limit {
                    dossiers.truncate(limit);
                    let next = dossiers.last().map(|last| last.code.clone());
                    return Ok(ListedPage { dossiers, next });
                }
                let Some(last) = read else { break };
                after = Some(last);
                at_most = (2 * at_most).min(READ_AT_ONCE);
            }
        }
        Ok(ListedPage { dossiers, next: None })
    }

    /// *Lĩnh vực* of each procedure of the catalogue that states one, where the report asks for them.
    fn fields_for(&self, by: By) -> Fields {
        if by != By::Field {
            return Fields::new();
        }
        let catalogue = self.catalogue();
        let newest = catalogue.versions().filter_map(|versions| versions.last());
        let stated = newest.filter(|version| !version.content.field.trim().is_empty());
        stated.map(|version| (version.code.to_string(), version.content.field.trim().to_owned())).collect()
    }

    async fn progress_by_totals(&self, asked: &Asked, fields: &Fields) -> Result<Progress, StoreError> {
        let (dimension, within) = (asked.by.dimension(), asked.agency.as_ref());
        let mut rows = Vec::new();
        for top in self.tops_of(asked).await? {
            rows.extend(self.store().tallies(&top, dimension, within, asked.period).await?);
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
    async fn each_track(&self, asked: &Asked, mut take: impl FnMut(&Track)) -> Result<(), StoreError> {
        let (low, high) = agencies_within(asked.agency.as_ref());
        let scan = TrackScan { agencies: Some((&low, &high)), limits: asked.limits(), ..TrackScan::default() };
        for top in self.tops_of(asked).await? {
            let mut changed_since = Vec::new();
            let each = |row: TrackRow| match asked.as_at {
                Some(then) if row.recorded_at > then => changed_since.push((row.code, then)),
                _ => take(&row.track),
            };
            self.store().scan_tracks(&top, scan, each).await?;
            for (code, then) in changed_since {
                if let Some(track) = self.track_as_at(&top, &code, then).await? {
                    take(&track);
                }
            }
        }
        Ok(())
    }

    /// Some dossiers with their dates as they were written down up to a moment, and after which to go on, if there are
    /// more.
    async fn tracks_as_at(
        &self,
        top: &AgencyCode,
        scan: TrackScan<'_>,
        as_at: Option<Instant>,
    ) -> Result<(Option<(AgencyCode, DossierCode)>, Vec<(DossierCode, Track)>), StoreError> {
        let mut rows = Vec::new();
        self.store().scan_tracks(top, scan, |row| rows.push(row)).await?;
        let full = scan.at_most.is_some_and(|most| rows.len() == most as usize);
        let last = rows.last().filter(|_| full).map(|row| (row.track.agency.clone(), row.code.clone()));
        let mut tracks = Vec::with_capacity(rows.len());
        for row in rows {
            let track = match as_at {
                Some(then) if row.recorded_at > then => self.track_as_at(top, &row.code, then).await?,
                _ => Some(row.track),
            };
            tracks.extend(track.map(|track| (row.code, track)));
        }
        Ok((last, tracks))
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
