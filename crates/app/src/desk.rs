//! *Bàn làm việc*: the lists people work from, how they are narrowed and ordered, and what is done to many at once.

use crate::App;
use crate::acts::ActError;
use crate::people::Officer;
use domain::calendar::Calendar;
use domain::dossier::action::Action;
use domain::dossier::code::DossierCode;
use domain::dossier::event::Reason;
use domain::message::last_day_soon;
use domain::process::Role;
use domain::text::fold;
use domain::time::Instant;
use std::sync::Arc;
use store::{Cursor, DeskFilter, DossierRow, Load, StoreError, Turn};

/// Which list of an officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeskList {
    /// *Việc của tôi*: given to me.
    Mine,
    /// *Việc chờ nhận*: for anyone in one of my roles.
    Queue,
    /// *Mới nộp trực tuyến*: waiting to be received.
    New,
    /// *Việc của đơn vị*: my agency's, next due first.
    Running,
    /// *Sắp đến hạn*: at most one working day is left.
    Soon,
    /// *Quá hạn*.
    Late,
    /// *Chờ người dân*: papers, payment, paused.
    Waiting,
    /// *Chờ đơn vị khác*: asked for an opinion.
    WaitingForUnit,
    /// *Được hỏi ý kiến*: other agencies ask us.
    AskedOf,
    /// *Chờ trả kết quả*.
    ToHandOver,
    /// *Tất cả*, newest first.
    All,
}

impl DeskList {
    /// All lists with the word that stands for each in an address.
    pub const ALL: [(DeskList, &'static str); 11] = [
        (DeskList::Mine, "viec-cua-toi"),
        (DeskList::Queue, "cho-nhan"),
        (DeskList::New, "moi-nop"),
        (DeskList::Running, "dang-giai-quyet"),
        (DeskList::Soon, "sap-den-han"),
        (DeskList::Late, "qua-han"),
        (DeskList::Waiting, "cho-nguoi-dan"),
        (DeskList::WaitingForUnit, "cho-don-vi"),
        (DeskList::AskedOf, "duoc-hoi"),
        (DeskList::ToHandOver, "cho-tra"),
        (DeskList::All, "tat-ca"),
    ];

    /// The list of a word.
    pub fn from_key(key: &str) -> Option<DeskList> {
        DeskList::ALL.iter().find(|(_, word)| *word == key).map(|(list, _)| *list)
    }

    /// The word of a list.
    pub fn key(self) -> &'static str {
        DeskList::ALL.iter().find(|(list, _)| *list == self).map_or("", |(_, key)| key)
    }
}

/// *Cách sắp xếp*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Next due first (newest first in the list of all).
    #[default]
    Due,
    /// Longest here first.
    Received,
    /// By the applicant's given name, as Vietnamese lists are.
    Name,
}

impl Sort {
    /// All, with the word that stands for each in an address.
    pub const ALL: [(Sort, &'static str); 3] = [(Sort::Due, ""), (Sort::Received, "ngay-nhan"), (Sort::Name, "ten")];

    /// The sort of a word.
    pub fn from_key(key: &str) -> Sort {
        Sort::ALL.iter().find(|(_, word)| *word == key).map_or(Sort::Due, |(sort, _)| *sort)
    }
}

/// *Bộ lọc*: which dossiers of a list, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The list.
    pub list: DeskList,
    /// Only of this procedure; empty for all.
    pub procedure: String,
    /// Only those in whose applicant, procedure or code this stands; empty for all.
    pub text: String,
    /// In which order.
    pub sort: Sort,
}

impl View {
    /// All of a list, as it comes.
    pub fn all(list: DeskList) -> View {
        View { list, procedure: String::new(), text: String::new(), sort: Sort::Due }
    }

    /// Whether the store alone can answer it.
    fn is_plain(&self) -> bool {
        self.text.trim().is_empty() && self.sort == Sort::Due
    }
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct DeskPage {
    /// The dossiers.
    pub rows: Vec<DossierRow>,
    /// Where the next page begins, as [`App::desk`] is told; `None` on the last.
    pub next: Option<String>,
    /// Whether the list was too long to be looked through to its end.
    pub cut: bool,
}

/// What is done to many dossiers at once.
#[derive(Debug, Clone)]
pub enum ManyActs {
    /// *Phân công* to one officer.
    Assign(String),
    /// *Chuyển bước tiếp theo*, where there is one and only one.
    Forward(Option<String>),
    /// *Phê duyệt*.
    Approve(Option<Reason>),
}

/// Dossiers on a page.
pub const PAGE: u32 = 50;
/// Lists longer than this are said to have "so many and more".
pub const COUNT_LIMIT: u32 = 100;
/// How many dossiers of a list are looked through for a text or put in another order.
pub const LOOKED_THROUGH: usize = 2_000;

impl App {
    /// One page of a list of an officer.
    pub async fn desk(
        &self,
        officer: &Officer,
        view: &View,
        after: Option<&str>,
        now: Instant,
    ) -> Result<DeskPage, StoreError> {
        let filters = self.filters(officer, view, now).await?;
        match &filters[..] {
            [only] if view.is_plain() => self.page(officer, only, after).await,
            filters => self.looked_through(officer, view, filters, after).await,
        }
    }

    async fn page(&self, officer: &Officer, filter: &DeskFilter, after: Option<&str>) -> Result<DeskPage, StoreError> {
        let after: Option<Cursor> = after.and_then(|text| text.parse().ok());
        let mut rows = self.store().desk(&officer.top, filter, after.as_ref(), PAGE + 1).await?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| more).map(|last| filter.turn.cursor_after(last).to_string());
        Ok(DeskPage { rows, next, cut: false })
    }

    /// Several lists as one, or a list narrowed by a text or put in another order; `after` is the number of a page.
    async fn looked_through(
        &self,
        officer: &Officer,
        view: &View,
        filters: &[DeskFilter],
        after: Option<&str>,
    ) -> Result<DeskPage, StoreError> {
        let most = u32::try_from(LOOKED_THROUGH).unwrap_or(u32::MAX);
        let mut rows: Vec<DossierRow> = Vec::new();
        let mut cut = false;
        for filter in filters {
            let found = self.store().desk(&officer.top, filter, None, most).await?;
            cut |= found.len() == LOOKED_THROUGH;
            rows.extend(found);
        }
        rows.sort_by(|one, other| one.code.cmp(&other.code));
        rows.dedup_by(|one, other| one.code == other.code);
        let catalogue = self.catalogue();
        let wanted = fold(view.text.trim());
        rows.retain(|row| {
            wanted.is_empty()
                || row.applicant.folded.contains(&wanted)
                || fold(row.code.as_str()).contains(&wanted)
                || fold(catalogue.name(&row.procedure)).contains(&wanted)
        });
        match view.sort {
            Sort::Due => rows.sort_by_key(|row| (row.due.is_none(), row.due.map(|due| due.at))),
            Sort::Received => rows.sort_by_key(|row| row.received_at.unwrap_or(row.submitted_at)),
            Sort::Name => rows.sort_by_key(|row| given_name_first(&row.applicant.folded)),
        }
        let page: usize = after.and_then(|text| text.parse().ok()).unwrap_or(0);
        let from = page.saturating_mul(PAGE as usize).min(rows.len());
        let more = rows.len() > from + PAGE as usize;
        let rows = rows.split_off(from).into_iter().take(PAGE as usize).collect();
        Ok(DeskPage { rows, next: more.then(|| (page + 1).to_string()), cut })
    }

    /// How many dossiers a list has, up to [`COUNT_LIMIT`].
    pub async fn desk_count(&self, officer: &Officer, list: DeskList, now: Instant) -> Result<u64, StoreError> {
        let mut count = 0;
        for filter in self.filters(officer, &View::all(list), now).await? {
            count += self.store().desk_count(&officer.top, &filter, COUNT_LIMIT).await?;
        }
        Ok(count.min(u64::from(COUNT_LIMIT)))
    }

    /// Dossiers of the whole agency, settled ones too, whose applicant's name begins with a text.
    pub async fn by_applicant(&self, officer: &Officer, text: &str) -> Result<Vec<DossierRow>, StoreError> {
        self.store().search_applicant(&officer.top, Some(&officer.agency), &fold(text.trim()), None, PAGE).await
    }

    /// Does the same to many dossiers, each as it was seen; gives what became of each.
    pub async fn act_on_many(
        &self,
        officer: &Officer,
        dossiers: &[(DossierCode, u32)],
        what: &ManyActs,
        now: Instant,
    ) -> Result<Vec<(DossierCode, Result<(), String>)>, StoreError> {
        let mut outcomes = Vec::with_capacity(dossiers.len());
        for (code, seen) in dossiers {
            let outcome = match self.act_on_one(officer, code, *seen, what, now).await {
                Err(ActError::Store(error)) => return Err(error),
                other => other.map_err(|refused| refused.to_string()),
            };
            outcomes.push((code.clone(), outcome));
        }
        Ok(outcomes)
    }

    async fn act_on_one(
        &self,
        officer: &Officer,
        code: &DossierCode,
        seen: u32,
        what: &ManyActs,
        now: Instant,
    ) -> Result<(), ActError> {
        let action = match what {
            ManyActs::Assign(to) => Action::Assign { officer: to.clone() },
            ManyActs::Approve(note) => Action::Approve { note: note.clone() },
            ManyActs::Forward(to) => match &self.dossier(officer, code, now).await?.next_steps[..] {
                [only] => Action::Forward { step: only.id.clone(), officer: to.clone(), note: None },
                _ => return Err(ActError::ChooseStep),
            },
        };
        self.act(officer, code, action, seen, now).await.map(|_| ())
    }

    /// *Khối lượng việc* of an officer's agency.
    pub async fn workload(&self, officer: &Officer, now: Instant) -> Result<Vec<Load>, StoreError> {
        let soon = self.soon_until(officer, now).await?;
        self.store().workload(&officer.agency, now, soon).await
    }

    /// The calendar an officer's agency works by.
    pub async fn calendar_of(&self, officer: &Officer) -> Result<Arc<Calendar>, StoreError> {
        Ok(self.offices().of(self.store(), &officer.agency).await?.calendar.clone())
    }

    /// What is due before this moment is due soon.
    async fn soon_until(&self, officer: &Officer, now: Instant) -> Result<Instant, StoreError> {
        let day = last_day_soon(now.day(), &*self.calendar_of(officer).await?);
        Ok(Instant::start_of(day.tomorrow().unwrap_or(day)))
    }

    async fn filters(&self, officer: &Officer, view: &View, now: Instant) -> Result<Vec<DeskFilter>, StoreError> {
        let agency = officer.agency.clone();
        let all = |turn: Turn| vec![DeskFilter::all(turn)];
        let mut filters = match view.list {
            DeskList::Mine | DeskList::Queue => {
                let absent = self.stands_for(officer, now).await?;
                let hands: Vec<&Officer> = std::iter::once(officer).chain(&absent).collect();
                let turns: Vec<Turn> = match view.list {
                    DeskList::Mine => hands.into_iter().map(|one| Turn::Mine(one.login.clone())).collect(),
                    _ => working_roles(&hands).into_iter().map(|role| Turn::Queue(agency.clone(), role)).collect(),
                };
                turns.into_iter().map(DeskFilter::all).collect()
            }
            DeskList::New => all(Turn::New(agency)),
            DeskList::Running => all(Turn::Running(agency)),
            DeskList::Soon => {
                let due_before = Some(self.soon_until(officer, now).await?);
                vec![DeskFilter { due_before, ..DeskFilter::all(Turn::Running(agency)) }]
            }
            DeskList::Late => vec![DeskFilter { late_at: Some(now), ..DeskFilter::all(Turn::Running(agency)) }],
            DeskList::Waiting => all(Turn::Waiting(agency)),
            DeskList::WaitingForUnit => all(Turn::WaitingForUnit(agency)),
            DeskList::AskedOf => all(Turn::AskedOf(agency)),
            DeskList::ToHandOver => all(Turn::Settled(agency)),
            DeskList::All => all(Turn::Newest(agency)),
        };
        for filter in &mut filters {
            filter.procedure = (!view.procedure.is_empty()).then(|| view.procedure.clone());
        }
        Ok(filters)
    }
}

/// Roles in which somebody works on dossiers, each once.
fn working_roles(hands: &[&Officer]) -> Vec<Role> {
    let held = |role: &Role| hands.iter().any(|one| one.has(*role));
    [Role::Clerk, Role::CaseOfficer, Role::Leader].into_iter().filter(held).collect()
}

/// `nguyen van an` as lists sort it: `an nguyen van`.
fn given_name_first(folded: &str) -> String {
    let (before, given) = folded.rsplit_once(' ').unwrap_or(("", folded));
    format!("{given} {before}")
}
