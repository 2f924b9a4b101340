//! *Chuyển lịch sử hồ sơ từ hệ thống khác*: two files come in, with an account of every row that did not.
//!
//! The file of dossiers is read first and kept (some hundred bytes a dossier); activities may stand in any order
//! and are kept as numbers beside a table of their texts (about 30 bytes a row), so that some millions fit in
//! memory. Then all is written, a dossier with its whole history being one entry of the ledger.

mod activities;
mod known;
mod rows;
mod write;

use crate::App;
use activities::{Activities, Home};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::histories::{
    ACTIVITY_COLUMNS, Account, ActivityFields, DOSSIER_COLUMNS, DossierFields, Fault, ReadDossier, Rejection, Terms,
};
use domain::time::Instant;
use known::Known;
use rows::Rows;
use std::collections::HashMap;
use std::io::Read;
use store::{SaveError, StoreError};

/// A file to bring in.
pub struct Source {
    /// Its name, as rejections tell it.
    pub name: String,
    /// Its content: CSV, plain or packed with gzip.
    pub content: Box<dyn Read>,
}

/// What to bring in, and how.
pub struct Order {
    /// *Hồ sơ*.
    pub dossiers: Option<Source>,
    /// *Việc đã làm trên hồ sơ*; also of dossiers brought before.
    pub activities: Option<Source>,
    /// Fills empty agencies, and only rows of this agency and those under it are taken.
    pub agency: Option<AgencyCode>,
    /// Makes unknown agencies and procedures as drafts instead of rejecting their rows.
    pub create_missing: bool,
}

/// How far an import has come, told every few thousand rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// So many rows of the file of dossiers were read.
    Dossiers(u64),
    /// So many rows of the file of activities were read.
    Activities(u64),
    /// So many dossiers of so many were written.
    Writing(u64, u64),
}

/// Why an import stopped; what was written before stays, and the same import continues it.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A column is not there.
    #[error("tệp «{file}» thiếu cột {column}: dòng đầu cần có {wanted}")]
    NoColumn {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
        /// All it must have.
        wanted: String,
    },
    /// A quote is opened and never closed.
    #[error("tệp «{file}», dòng {line}: dấu ngoặc kép mở ra mà không đóng; thêm dấu đóng rồi nhập lại")]
    Quote {
        /// The file.
        file: String,
        /// Where the row begins.
        line: u64,
    },
    /// Packed content is cut off or damaged.
    #[error("tệp nén «{file}» bị cắt cụt hoặc hỏng: tải lại tệp rồi nhập lại")]
    Gzip {
        /// The file.
        file: String,
    },
    /// The file cannot be read.
    #[error("không đọc hết được tệp «{file}» ({reason}): kiểm tra ổ đĩa và quyền đọc")]
    Read {
        /// The file.
        file: String,
        /// What the operating system says.
        reason: String,
    },
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store would not.
    #[error(transparent)]
    Save(#[from] SaveError),
}

/// Rows between two calls of the callback.
const STRIDE: u64 = 5_000;

/// A dossier to be written, and where its row stood.
struct Arrival {
    line: u64,
    read: ReadDossier,
}

/// What the file of dossiers gave.
#[derive(Default)]
struct Arrivals {
    file: String,
    list: Vec<Arrival>,
    homes: HashMap<DossierCode, Home>,
    lines: HashMap<DossierCode, u64>,
}

impl App {
    /// *Nhập lịch sử*: brings in what the files tell, and tells what it did not bring in.
    ///
    /// The same files again bring in nothing: dossiers and activities that are in the ledger are told as such.
    /// Reading blocks the thread; `tell` is called now and then. `clock` is asked for every row that is written: a long
    /// import may last beyond midnight, and the day it began in may be closed by then.
    pub async fn import_histories(
        &self,
        order: Order,
        clock: impl Fn() -> Instant,
        mut tell: impl FnMut(Stage),
    ) -> Result<Account, ImportError> {
        self.refresh().await?;
        let mut account = Account::default();
        let mut known = Known::of(&self.catalogue(), order.create_missing);
        let terms = Terms { agency: order.agency.as_ref(), now: clock() };
        let mut arrivals = Arrivals::default();
        if let Some(source) = order.dossiers {
            known.nothing_yet = self.store().tops().await?.is_empty();
            arrivals = self.read_dossiers(source, terms, &mut known, &mut account, &mut tell).await?;
        }
        let mut activities = Activities::default();
        if let Some(source) = order.activities {
            self.read_activities(source, terms, &mut arrivals, &mut activities, &mut account, &mut tell).await?;
        }
        self.make_missing(&known, &mut account).await?;
        self.write_histories(arrivals, activities, clock, &mut account, &mut tell).await?;
        Ok(account)
    }

    async fn read_dossiers(
        &self,
        source: Source,
        terms: Terms<'_>,
        known: &mut Known,
        account: &mut Account,
        tell: &mut impl FnMut(Stage),
    ) -> Result<Arrivals, ImportError> {
        let mut rows = Rows::open(&source.name, source.content, DOSSIER_COLUMNS)?;
        let mut arrivals = Arrivals { file: source.name, ..Arrivals::default() };
        while let Some((line, fields)) = rows.next()? {
            account.dossiers.read += 1;
            if account.dossiers.read.is_multiple_of(STRIDE) {
                tell(Stage::Dossiers(account.dossiers.read));
            }
            let fields = fields.map(DossierFields::from_array);
            let taken = match &fields {
                Ok(fields) => self.take_dossier(fields, line, terms, known, &mut arrivals).await?,
                Err(fault) => Err(fault.clone()),
            };
            if let Err(fault) = taken {
                account.dossiers.rejected += 1;
                account.rejections.push(rejection(&arrivals.file, line, &fault));
            }
        }
        Ok(arrivals)
    }

    /// Takes one dossier, or says what is wrong; either way its code is remembered.
    async fn take_dossier(
        &self,
        fields: &DossierFields<'_>,
        line: u64,
        terms: Terms<'_>,
        known: &mut Known,
        arrivals: &mut Arrivals,
    ) -> Result<Result<(), Fault>, ImportError> {
        let code = match fields.code() {
            Ok(code) => code,
            Err(fault) => return Ok(Err(fault)),
        };
        if let Some(first) = arrivals.lines.get(&code) {
            return Ok(Err(Fault::Twice { line: *first }));
        }
        arrivals.lines.insert(code.clone(), line);
        let read = fields.read(terms).and_then(|read| known.check(&read.past).map(|()| read));
        let (home, taken) = match read {
            Err(fault) => (Home::Rejected { line }, Err(fault)),
            Ok(_) if !known.nothing_yet && self.store().find_dossier(&code).await?.is_some() => {
                (Home::Unseen, Err(Fault::AlreadyThere))
            }
            Ok(read) => {
                known.note(&read.past);
                let place = arrivals.list.len();
                let handed_in = read.handed_in;
                arrivals.list.push(Arrival { line, read });
                (Home::Arriving { place, handed_in }, Ok(()))
            }
        };
        arrivals.homes.insert(code, home);
        Ok(taken)
    }

    async fn read_activities(
        &self,
        source: Source,
        terms: Terms<'_>,
        arrivals: &mut Arrivals,
        activities: &mut Activities,
        account: &mut Account,
        tell: &mut impl FnMut(Stage),
    ) -> Result<(), ImportError> {
        let mut rows = Rows::open(&source.name, source.content, ACTIVITY_COLUMNS)?;
        while let Some((line, fields)) = rows.next()? {
            account.activities.read += 1;
            if account.activities.read.is_multiple_of(STRIDE) {
                tell(Stage::Activities(account.activities.read));
            }
            let taken = match fields.map(ActivityFields::from_array) {
                Ok(fields) => self.take_activity(&fields, line, terms, &mut arrivals.homes, activities).await?,
                Err(fault) => Err(fault),
            };
            match taken {
                Ok(()) => account.activities.imported += 1,
                Err(fault) => {
                    account.activities.rejected += 1;
                    account.rejections.push(rejection(&source.name, line, &fault));
                }
            }
        }
        activities.file = source.name;
        Ok(())
    }

    async fn take_activity(
        &self,
        fields: &ActivityFields<'_>,
        line: u64,
        terms: Terms<'_>,
        homes: &mut HashMap<DossierCode, Home>,
        activities: &mut Activities,
    ) -> Result<Result<(), Fault>, ImportError> {
        let code = match fields.code() {
            Ok(code) => code,
            Err(fault) => return Ok(Err(fault)),
        };
        if !homes.contains_key(&code) || matches!(homes[&code], Home::Unseen) {
            let home = self.home_of(&code, activities).await?;
            homes.insert(code.clone(), home);
        }
        Ok(activities.take(fields, &homes[&code], line, terms))
    }
}

fn rejection(file: &str, line: u64, fault: &Fault) -> Rejection {
    Rejection { file: file.to_owned(), line, reason: fault.to_string() }
}
