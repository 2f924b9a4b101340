//! *Danh mục thủ tục* as the program remembers it: versions with dates, search, and who settles what.

use crate::App;
use domain::agency::{Agency, AgencyCode};
use domain::calendar::Term;
use domain::dossier::event::Channel;
use domain::journey::LinkedProcedure;
use domain::ledger::Digest;
use domain::procedure::search::{SearchEntry, SearchIndex};
use domain::procedure::{
    ChannelKind, ImportPlan, Procedure, ProcedureCode, ProcedureVersion, plan, read_catalogue, version_on,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use store::{Store, StoreError};

/// The catalogue, processes and agencies, read once and shared.
pub struct Catalogue {
    revision: u64,
    versions: HashMap<String, Vec<ProcedureVersion>>,
    index: SearchIndex,
    agencies: BTreeMap<AgencyCode, Vec<Agency>>,
    processes: HashMap<(AgencyCode, String), u32>,
    settlers: HashMap<String, Vec<AgencyCode>>,
    linked: Vec<&'static LinkedProcedure>,
}

impl Catalogue {
    /// Reads everything; some tens of milliseconds for some thousand procedures.
    pub async fn load(store: &Store) -> Result<Catalogue, StoreError> {
        // The revision is read first: what changes meanwhile is read again at the next look.
        let revision = store.catalogue_revision().await?;
        let mut versions: HashMap<String, Vec<ProcedureVersion>> = HashMap::new();
        let mut broken = None;
        store
            .each_procedure(|row| match version_of(row) {
                Ok(version) => versions.entry(version.code.to_string()).or_default().push(version),
                Err(error) => broken = Some(error),
            })
            .await?;
        if let Some(error) = broken {
            return Err(error);
        }
        let newest = versions.values().filter_map(|versions| versions.last());
        let entries: Vec<SearchEntry> = newest.map(|version| SearchEntry::from(&version.content)).collect();
        let mut agencies: BTreeMap<AgencyCode, Vec<Agency>> = BTreeMap::new();
        for agency in store.agencies(None).await? {
            agencies.entry(agency.code.clone()).or_default().push(agency);
        }
        let mut processes = HashMap::new();
        let mut settlers: HashMap<String, Vec<AgencyCode>> = HashMap::new();
        let tops: std::collections::BTreeSet<AgencyCode> = agencies.keys().map(AgencyCode::top).collect();
        for top in tops {
            for (agency, procedure, version) in store.process_heads(&top).await? {
                settlers.entry(procedure.clone()).or_default().push(agency.clone());
                processes.insert((agency, procedure), version);
            }
        }
        let mut linked = Vec::new();
        for link in crate::journey::shipped_links() {
            // A link is settled where all of it is: by those that settle each procedure, or by the only one there is.
            let of = |code: &str| settlers.get(code).cloned().unwrap_or_default();
            let lists: Vec<Vec<AgencyCode>> = link.members.iter().map(|member| of(&member.procedure)).collect();
            let mut places = lists.first().cloned().unwrap_or_default();
            places.retain(|agency| lists.iter().all(|list| list.len() == 1 || list.contains(agency)));
            if !places.is_empty() {
                settlers.insert(link.code.clone(), places);
                linked.push(link);
            }
        }
        Ok(Catalogue { revision, index: SearchIndex::build(&entries), versions, agencies, processes, settlers, linked })
    }

    /// Which state of the store this is.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How many procedures there are.
    pub fn len(&self) -> usize {
        self.versions.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// What searches.
    pub fn index(&self) -> &SearchIndex {
        &self.index
    }

    /// All versions of all procedures.
    pub fn versions(&self) -> impl Iterator<Item = &[ProcedureVersion]> {
        self.versions.values().map(Vec::as_slice)
    }

    /// The version in force on a day.
    pub fn on(&self, code: &str, day: Date) -> Option<&ProcedureVersion> {
        version_on(self.versions.get(code)?, day)
    }

    /// One version: what a dossier was born under.
    pub fn version(&self, code: &str, version: u32) -> Option<&ProcedureVersion> {
        self.versions.get(code)?.iter().find(|one| one.version == version)
    }

    /// Name of a procedure, of its newest version.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.versions.get(code).and_then(|versions| versions.last()).map_or(code, |version| &version.content.name)
    }

    /// *Lĩnh vực* of a procedure; empty if unknown.
    pub fn field(&self, code: &str) -> &str {
        self.versions.get(code).and_then(|versions| versions.last()).map_or("", |version| &version.content.field)
    }

    /// The last version of a procedure, in force now or from a day to come.
    pub fn newest(&self, code: &str) -> Option<&ProcedureVersion> {
        self.versions.get(code)?.last()
    }

    /// All versions of a procedure, oldest first.
    pub fn versions_of(&self, code: &str) -> &[ProcedureVersion] {
        self.versions.get(code).map_or(&[], Vec::as_slice)
    }

    /// Whether a procedure of this code was ever published or drafted.
    pub fn knows(&self, code: &str) -> bool {
        self.versions.contains_key(code)
    }

    /// Agencies that have a process for a procedure, in the order of their codes.
    pub fn agencies_settling(&self, procedure: &str) -> &[AgencyCode] {
        self.settlers.get(procedure).map_or(&[], Vec::as_slice)
    }

    /// Links of procedures that are settled somewhere.
    pub(crate) fn links(&self) -> impl Iterator<Item = &'static LinkedProcedure> {
        self.linked.iter().copied()
    }

    /// Procedures an agency has a process for, in the order of their codes.
    pub fn procedures_of(&self, agency: &AgencyCode) -> Vec<&str> {
        let mine = self.processes.keys().filter(|(settler, _)| settler == agency);
        let mut codes: Vec<&str> = mine.map(|(_, procedure)| procedure.as_str()).collect();
        codes.sort_unstable();
        codes
    }

    /// Version of the process that new dossiers follow.
    pub fn process_version(&self, agency: &AgencyCode, procedure: &str) -> Option<u32> {
        self.processes.get(&(agency.clone(), procedure.to_owned())).copied()
    }

    /// An agency as it is today.
    pub fn agency(&self, code: &AgencyCode) -> Option<&Agency> {
        self.agencies.get(code)?.last()
    }

    /// An agency as it was on a day.
    pub fn agency_on(&self, code: &AgencyCode, day: Date) -> Option<&Agency> {
        let holds = |agency: &&Agency| agency.valid_from <= day && agency.valid_to.is_none_or(|end| day < end);
        self.agencies.get(code)?.iter().find(holds)
    }

    /// Name of an agency; its code where the agency is unknown.
    pub fn agency_name<'a>(&'a self, code: &'a AgencyCode) -> &'a str {
        self.agency(code).map_or(code.as_str(), |agency| &agency.name)
    }

    /// All agencies, as they are today, in the order of their codes.
    pub fn agencies(&self) -> impl Iterator<Item = &Agency> {
        self.agencies.values().filter_map(|rows| rows.last())
    }
}

fn version_of(row: store::ProcedureVersion) -> Result<ProcedureVersion, StoreError> {
    let unreadable = || StoreError::Unreadable { question: "procedures", column: 6 };
    Ok(ProcedureVersion {
        code: row.code.parse().map_err(|_| unreadable())?,
        version: row.version,
        effective_from: row.effective_from,
        effective_to: row.effective_to,
        content: serde_json::from_str(&row.content).map_err(|_| unreadable())?,
    })
}

/// The term a dossier of a channel has: that of its channel, or of any where its own states none.
///
/// Where a channel states several terms for several cases, the longest is promised: a case that is quicker is
/// early, and no promise is made that the law does not make for all.
pub fn term_for(procedure: &Procedure, channel: Channel) -> Option<Term> {
    let kind = match channel {
        Channel::Counter => ChannelKind::InPerson,
        Channel::Online => ChannelKind::Online,
        Channel::Post => ChannelKind::Post,
    };
    let longest = |terms: &mut dyn Iterator<Item = Term>| terms.max_by_key(|term| term.roughly());
    longest(&mut procedure.channels_of(&kind).filter_map(|channel| channel.term.term()))
        .or_else(|| longest(&mut procedure.channels.iter().filter_map(|channel| channel.term.term())))
}

/// What an import did or would do.
pub struct Import {
    /// The plan, with every change.
    pub plan: ImportPlan,
    /// Whether it was carried out.
    pub applied: bool,
}

impl App {
    /// *Nhập danh mục*: reads a catalogue (JSON lines) and, unless it is a trial, makes its content that in force
    /// from `today` on. What the file does not name stays.
    pub async fn import_catalogue(&self, text: &[u8], today: Date, trial: bool) -> Result<Import, StoreError> {
        self.refresh().await?;
        let catalogue = self.catalogue();
        let current: BTreeMap<ProcedureCode, Procedure> = catalogue
            .versions()
            .filter_map(|versions| versions.last())
            .map(|version| (version.code.clone(), version.content.clone()))
            .collect();
        let plan = plan(&current, read_catalogue(domain::procedure::lines_of(text)));
        if trial {
            return Ok(Import { plan, applied: false });
        }
        let changed = plan.changed.iter().map(|change| &change.content);
        let mut rows = Vec::new();
        for content in plan.added.iter().chain(changed) {
            rows.extend(next_version(&catalogue, content, today));
        }
        if !rows.is_empty() {
            self.store().put_procedures(&rows).await?;
            self.refresh().await?;
        }
        Ok(Import { plan, applied: true })
    }
}

/// The new version, and the one before it, which ends on the day the new one begins.
pub(crate) fn next_version(catalogue: &Catalogue, content: &Procedure, today: Date) -> Vec<store::ProcedureVersion> {
    let before = catalogue.versions.get(content.code.as_str()).and_then(|versions| versions.last());
    let row = |version: u32, content: &Procedure, from: Date, to: Option<Date>| {
        let text = serde_json::to_string(content).expect("a procedure is plain data");
        store::ProcedureVersion {
            code: content.code.to_string(),
            version,
            effective_from: from,
            effective_to: to,
            content_hash: Digest::of(text.as_bytes()),
            content: text,
        }
    };
    let ended = before.map(|old| row(old.version, &old.content, old.effective_from, Some(today)));
    let version = before.map_or(1, |old| old.version + 1);
    // The first version holds for the dossiers of the years before it was imported, too.
    let from = if before.is_some() { today } else { Date::constant(2000, 1, 1) };
    ended.into_iter().chain([row(version, content, from, None)]).collect()
}
