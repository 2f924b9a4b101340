//! *Bàn làm việc*: the lists people work from, and the running totals an act moves.

use crate::App;
use crate::people::Officer;
use domain::process::Role;
use domain::time::Instant;
use store::{Cursor, DeskFilter, DossierRow, StoreError, Turn};

/// Which list of an officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeskList {
    /// *Việc của tôi*: given to me.
    Mine,
    /// *Việc chờ nhận*: for anyone in one of my roles.
    Queue,
    /// *Mới nộp trực tuyến*: waiting to be received.
    New,
    /// *Sắp đến hạn và quá hạn*: my agency's, next due first.
    Running,
    /// *Quá hạn*.
    Late,
    /// *Chờ người dân*: papers, payment, paused.
    Waiting,
    /// *Chờ trả kết quả*.
    ToHandOver,
    /// *Tất cả*, newest first.
    All,
}

impl DeskList {
    /// All lists with the word that stands for each in an address.
    pub const ALL: [(DeskList, &'static str); 8] = [
        (DeskList::Mine, "viec-cua-toi"),
        (DeskList::Queue, "cho-nhan"),
        (DeskList::New, "moi-nop"),
        (DeskList::Running, "dang-giai-quyet"),
        (DeskList::Late, "qua-han"),
        (DeskList::Waiting, "cho-nguoi-dan"),
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

/// One page of a list.
#[derive(Debug, Clone)]
pub struct DeskPage {
    /// The dossiers.
    pub rows: Vec<DossierRow>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
}

/// Dossiers on a page.
pub const PAGE: u32 = 50;
/// Lists longer than this are said to have "so many and more".
pub const COUNT_LIMIT: u32 = 100;

impl App {
    /// One page of a list of an officer.
    pub async fn desk(
        &self,
        officer: &Officer,
        list: DeskList,
        after: Option<&Cursor>,
        now: Instant,
    ) -> Result<DeskPage, StoreError> {
        let mut filters = filters(officer, list, now);
        if filters.len() > 1 {
            return self.merged(officer, &filters).await;
        }
        let Some(filter) = filters.pop() else {
            return Ok(DeskPage { rows: Vec::new(), next: None });
        };
        let mut rows = self.store().desk(&officer.top, &filter, after, PAGE + 1).await?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| more).map(|last| filter.turn.cursor_after(last));
        Ok(DeskPage { rows, next })
    }

    /// An officer of several roles sees one list, next due first; it shows the first page of each.
    async fn merged(&self, officer: &Officer, filters: &[DeskFilter]) -> Result<DeskPage, StoreError> {
        let mut rows: Vec<DossierRow> = Vec::new();
        for filter in filters {
            let more = self.store().desk(&officer.top, filter, None, PAGE).await?;
            rows.extend(
                more.into_iter().filter(|row| rows.iter().all(|known| known.code != row.code)).collect::<Vec<_>>(),
            );
        }
        rows.sort_by_key(|row| (row.due.is_none(), row.due.map(|due| due.at), row.code.clone()));
        Ok(DeskPage { rows, next: None })
    }

    /// How many dossiers a list has, up to [`COUNT_LIMIT`].
    pub async fn desk_count(&self, officer: &Officer, list: DeskList, now: Instant) -> Result<u64, StoreError> {
        let mut count = 0;
        for filter in filters(officer, list, now) {
            count += self.store().desk_count(&officer.top, &filter, COUNT_LIMIT).await?;
        }
        Ok(count.min(u64::from(COUNT_LIMIT)))
    }
}

fn filters(officer: &Officer, list: DeskList, now: Instant) -> Vec<DeskFilter> {
    let agency = officer.agency.clone();
    let working: Vec<Role> =
        [Role::Clerk, Role::CaseOfficer, Role::Leader].into_iter().filter(|role| officer.has(*role)).collect();
    match list {
        DeskList::Mine => vec![DeskFilter::all(Turn::Mine(officer.login.clone()))],
        DeskList::Queue => working.into_iter().map(|role| DeskFilter::all(Turn::Queue(agency.clone(), role))).collect(),
        DeskList::New => vec![DeskFilter::all(Turn::New(agency))],
        DeskList::Running => vec![DeskFilter::all(Turn::Running(agency))],
        DeskList::Late => vec![DeskFilter { late_at: Some(now), ..DeskFilter::all(Turn::Running(agency)) }],
        DeskList::Waiting => vec![DeskFilter::all(Turn::Waiting(agency))],
        DeskList::ToHandOver => vec![DeskFilter::all(Turn::Settled(agency))],
        DeskList::All => vec![DeskFilter::all(Turn::Newest(agency))],
    }
}
