//! *Cơ quan khi làm việc*: an agency's calendar and choices, and the processes its dossiers follow.

use crate::law::{Law, shipped};
use domain::agency::AgencyCode;
use domain::calendar::{Calendar, CalendarRows, HoursRow, Policy};
use domain::process::Process;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Store, StoreError};

/// Key of an agency's working hours: a JSON list of [`HoursRow`].
pub const WORKING_HOURS: &str = "working-hours";
/// Key of how an agency counts working days: [`Policy::code`].
pub const DUE_POLICY: &str = "due-policy";

/// What an agency's due dates are computed with.
#[derive(Debug, Clone)]
pub struct Office {
    /// Rest days and its own hours.
    pub calendar: Arc<Calendar>,
    /// How it counts working days.
    pub policy: Policy,
}

type OfficesOfTop = HashMap<AgencyCode, Arc<Office>>;
type ProcessKey = (AgencyCode, String, u32);

/// Offices and processes as they were last read. Processes never change; offices are read again after a change.
pub(crate) struct Offices {
    default: Arc<Office>,
    by_top: RwLock<HashMap<AgencyCode, Arc<OfficesOfTop>>>,
    processes: RwLock<HashMap<ProcessKey, Arc<Process>>>,
}

impl Offices {
    pub(crate) fn new(law: Law) -> Offices {
        let default = Arc::new(Office { calendar: Arc::new(law.calendar), policy: Policy::default() });
        Offices { default, by_top: RwLock::default(), processes: RwLock::default() }
    }

    /// Agencies may have changed their hours.
    pub(crate) fn forget(&self) {
        self.by_top.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What an agency's due dates are computed with: its own choice, or that of the nearest agency above it.
    pub(crate) async fn of(&self, store: &Store, agency: &AgencyCode) -> Result<Arc<Office>, StoreError> {
        let top = agency.top();
        let known = self.by_top.read().unwrap_or_else(PoisonError::into_inner).get(&top).cloned();
        let offices = match known {
            Some(offices) => offices,
            None => {
                let offices = Arc::new(self.read(store, &top).await?);
                self.by_top.write().unwrap_or_else(PoisonError::into_inner).insert(top, offices.clone());
                offices
            }
        };
        let above = |(code, _): &(&AgencyCode, _)| agency.is_within(code);
        let nearest = offices.iter().filter(above).max_by_key(|(code, _)| code.as_str().len());
        Ok(nearest.map_or_else(|| self.default.clone(), |(_, office)| office.clone()))
    }

    async fn read(&self, store: &Store, top: &AgencyCode) -> Result<HashMap<AgencyCode, Arc<Office>>, StoreError> {
        let settings = store.settings(top).await?;
        let mut rows = CalendarRows::from_json(shipped::CALENDAR).map_err(unusable)?;
        for setting in settings.iter().filter(|setting| setting.key == WORKING_HOURS) {
            let hours: Vec<HoursRow> = serde_json::from_str(&setting.value).map_err(unusable)?;
            rows.hours.extend(hours.into_iter().map(|row| HoursRow { agency: Some(setting.agency.clone()), ..row }));
        }
        let mut offices = HashMap::new();
        let about_time = |key: &str| key == WORKING_HOURS || key == DUE_POLICY;
        for setting in settings.iter().filter(|setting| about_time(&setting.key)) {
            let agency = &setting.agency;
            let chosen = settings.iter().filter(|other| other.key == DUE_POLICY && agency.is_within(&other.agency));
            let chosen = chosen.max_by_key(|other| other.agency.as_str().len());
            let policy = chosen.map_or(Ok(Policy::default()), |chosen| chosen.value.parse().map_err(unusable))?;
            let calendar = Arc::new(Calendar::build(&rows, Some(agency)).map_err(unusable)?);
            offices.insert(agency.clone(), Arc::new(Office { calendar, policy }));
        }
        Ok(offices)
    }

    /// A version of a process; `None` if it was never published.
    pub(crate) async fn process(
        &self,
        store: &Store,
        agency: &AgencyCode,
        procedure: &str,
        version: u32,
    ) -> Result<Option<Arc<Process>>, StoreError> {
        let key = (agency.clone(), procedure.to_owned(), version);
        if let Some(process) = self.processes.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Some(process.clone()));
        }
        let Some(published) = store.process(agency, procedure, version).await? else {
            return Ok(None);
        };
        let process = Arc::new(published.process);
        self.processes.write().unwrap_or_else(PoisonError::into_inner).insert(key, process.clone());
        Ok(Some(process))
    }
}

fn unusable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Engine(format!("cài đặt giờ làm việc của cơ quan: {error}"))
}
