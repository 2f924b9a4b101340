//! Activities as they wait to be written: numbers beside one table of texts, for the texts repeat by the million.

use super::ImportError;
use crate::App;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Fact, PastActivity};
use domain::histories::{ActivityFields, Fault, Given, Terms};
use domain::time::Instant;
use std::collections::HashMap;
use store::{DossierRow, StoreError};

/// Where the activities of a dossier go.
pub(super) enum Home {
    /// To a dossier of this import, by its place in the list.
    Arriving { place: usize, handed_in: Given },
    /// Nowhere: the dossier's own row was rejected.
    Rejected { line: u64 },
    /// The dossier is in the ledger; what is told of it there has not been read.
    Unseen,
    /// To a dossier that is in the ledger, by its place in the list of those.
    There { place: usize, handed_in: Given },
    /// Nowhere: the dossier was handled here.
    NotImported,
    /// Nowhere: nobody knows the dossier.
    Unknown,
}

/// One activity; texts by their place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Compact {
    at: Instant,
    activity: u32,
    unit: u32,
    officer: u32,
}

/// A dossier that is in the ledger: what is told of it, and what comes to it.
pub(super) struct There {
    pub(super) row: DossierRow,
    told: HashMap<Compact, u32>,
    pub(super) new: Vec<Compact>,
    pub(super) line: u64,
}

/// All activities that wait.
#[derive(Default)]
pub(super) struct Activities {
    pub(super) file: String,
    texts: Vec<Box<str>>,
    places: HashMap<Box<str>, u32>,
    arriving: HashMap<usize, Vec<Compact>>,
    pub(super) there: Vec<There>,
}

impl Activities {
    /// Takes an activity to its dossier, or says what is wrong with it.
    pub(super) fn take(
        &mut self,
        fields: &ActivityFields<'_>,
        home: &Home,
        line: u64,
        terms: Terms<'_>,
    ) -> Result<(), Fault> {
        let handed_in = match home {
            Home::Arriving { handed_in, .. } | Home::There { handed_in, .. } => *handed_in,
            Home::Rejected { line } => return Err(Fault::DossierRejected { line: *line }),
            Home::NotImported => return Err(Fault::NotImported),
            Home::Unknown | Home::Unseen => return Err(Fault::UnknownDossier(fields.dossier_code.to_owned())),
        };
        let read = fields.read(handed_in, terms)?;
        let compact = Compact {
            at: read.at.start(),
            activity: self.text(read.activity),
            unit: self.text(read.unit),
            officer: self.text(read.officer),
        };
        match home {
            Home::There { place, .. } => self.there[*place].take(compact, line)?,
            Home::Arriving { place, .. } => self.arriving.entry(*place).or_default().push(compact),
            _ => {}
        }
        Ok(())
    }

    /// Activities of an arriving dossier, oldest first, those of one moment in the order of the file.
    pub(super) fn of_arriving(&mut self, place: usize) -> Vec<PastActivity> {
        self.arriving.remove(&place).map_or_else(Vec::new, |waiting| self.expand(waiting))
    }

    /// The activities, oldest first, with their texts.
    pub(super) fn expand(&self, mut waiting: Vec<Compact>) -> Vec<PastActivity> {
        waiting.sort_by_key(|activity| activity.at);
        let text = |place: u32| self.texts[place as usize].to_string();
        let past = |it: Compact| PastActivity {
            at: it.at,
            activity: text(it.activity),
            unit: text(it.unit),
            officer: text(it.officer),
        };
        waiting.into_iter().map(past).collect()
    }

    fn text(&mut self, text: &str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = u32::try_from(self.texts.len()).expect("four thousand million different texts fit no memory");
        self.texts.push(text.into());
        self.places.insert(text.into(), place);
        place
    }

    fn remember(&mut self, row: DossierRow, told: Vec<PastActivity>) -> usize {
        let mut counted = HashMap::new();
        for it in told {
            let (activity, unit, officer) = (self.text(&it.activity), self.text(&it.unit), self.text(&it.officer));
            *counted.entry(Compact { at: it.at, activity, unit, officer }).or_insert(0) += 1;
        }
        self.there.push(There { row, told: counted, new: Vec::new(), line: 0 });
        self.there.len() - 1
    }
}

impl There {
    /// An activity that is told already is not told again; twice the same in the file is twice the same in the
    /// ledger.
    fn take(&mut self, activity: Compact, line: u64) -> Result<(), Fault> {
        if let Some(left) = self.told.get_mut(&activity).filter(|left| **left > 0) {
            *left -= 1;
            return Err(Fault::ActivityAlreadyThere);
        }
        self.line = line;
        self.new.push(activity);
        Ok(())
    }
}

impl App {
    /// Where the activities of a dossier go that is not of this import's file.
    pub(super) async fn home_of(&self, code: &DossierCode, activities: &mut Activities) -> Result<Home, ImportError> {
        let Some(row) = self.store().find_dossier(code).await? else { return Ok(Home::Unknown) };
        if !row.imported {
            return Ok(Home::NotImported);
        }
        let unreadable = || StoreError::Unreadable { question: "entries", column: 8 };
        let mut told = Vec::new();
        let mut handed_in = None;
        for entry in self.store().entries(&row.agency.top(), code).await? {
            match entry.event().map(|event| event.fact) {
                Ok(Fact::Imported(past)) => {
                    handed_in = Some(Given::from(past.submitted_at.unwrap_or(past.received_at)));
                    told.extend(past.activities);
                }
                Ok(Fact::ImportedActivities { activities }) => told.extend(activities),
                Ok(_) => {}
                Err(_) => return Err(unreadable().into()),
            }
        }
        let handed_in = handed_in.ok_or_else(unreadable)?;
        Ok(Home::There { place: activities.remember(row, told), handed_in })
    }
}
