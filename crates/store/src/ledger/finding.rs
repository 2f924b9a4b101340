//! *Kết quả kiểm tra sổ cái*: what was checked, what does not fit and where.

use domain::time::day_of_number;
use std::fmt;

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// An entry is damaged, or does not follow the one before it.
    #[error("{0}")]
    Entry(#[from] domain::ledger::Break),
    /// The level-1 code the entry is kept under is not its agency's.
    #[error("dòng sổ cái nằm dưới mã cấp 1 khác với cơ quan của nó")]
    OtherTop,
    /// An entry names another agency than the first of its dossier.
    #[error("dòng sổ cái ghi cơ quan khác với dòng đầu của hồ sơ")]
    OtherAgency,
    /// The event cannot follow those before it.
    #[error("sự kiện không thể xảy ra ở trạng thái này của hồ sơ")]
    Impossible,
    /// The last entry is not the one the list of dossiers knows: entries are missing, or the row.
    #[error("dòng cuối không phải là dòng mà danh sách hồ sơ ghi nhận: thiếu dòng cuối hoặc thiếu hàng hồ sơ")]
    Tail,
    /// The row in the list of dossiers says something else than the ledger.
    #[error("danh sách hồ sơ ghi khác với sổ cái")]
    Row,
    /// The list of dossiers has a dossier whose last entry is not there.
    #[error("hồ sơ có trong danh sách nhưng sổ cái không có dòng cuối của nó")]
    NoEntries,
    /// The dates that are counted are not those of the ledger.
    #[error("mốc thời gian tính tiến độ khác với sổ cái")]
    Track,
    /// Counted dates of a dossier that is not there.
    #[error("có mốc thời gian của một hồ sơ không có trong danh sách")]
    NoDossier,
    /// Particulars do not have the hash they are kept under.
    #[error("thông tin người nộp không khớp mã băm của nó")]
    Particulars,
    /// What was published of a procedure was changed afterwards.
    #[error("nội dung thủ tục {code} bản {version} đã bị sửa sau khi công bố")]
    Procedure {
        /// *Mã thủ tục*.
        code: String,
        /// Which version.
        version: i64,
    },
    /// A running total is not the sum of the dossiers.
    #[error("số liệu cộng dồn «{dimension} {key}» ngày {day} khác với tổng tính lại từ sổ cái")]
    Tally {
        /// Kind of thing.
        dimension: String,
        /// Which one.
        key: String,
        /// Day, as days since 1970.
        day: i32,
    },
    /// A look-up in the list of look-ups is not the one of the ledger, or one of them lacks the other.
    #[error("danh sách lượt tra cứu dân cư khác với sổ cái")]
    LookUp,
    /// A line of the journal about a look-up was changed, moved or taken out.
    #[error("dòng nhật ký về một lượt tra cứu dân cư đã bị sửa, bị thêm hoặc bị mất")]
    NotedLookUp,
    /// A closed day does not name the one before it: a day was taken out or changed.
    #[error("dấu niêm phong không nối với dấu của ngày trước")]
    SealLink,
    /// The entries of a closed day are not those that were sealed.
    #[error("các dòng ghi trong ngày không khớp dấu niêm phong: có dòng bị sửa, thêm hoặc mất sau khi niêm phong")]
    SealRoot,
    /// A person's record of consent is damaged, missing or out of its place.
    #[error("bản ghi sự đồng ý số {number}: {what}")]
    Consent {
        /// Which of the person's records.
        number: i64,
        /// What does not fit.
        what: domain::ledger::Break,
    },
    /// Entries were recorded into days that were closed without any.
    #[error("có dòng ghi lùi vào những ngày đã khoá sổ")]
    Backdated,
}

/// One thing that does not fit, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Agency, as stored; empty where it cannot be read.
    pub agency: String,
    /// Dossier, as stored, where the fault lies in one.
    pub dossier: Option<String>,
    /// Number of the entry, where the fault lies in one.
    pub seq: Option<i64>,
    /// Day as days since 1970, where the fault lies in one.
    pub day: Option<i32>,
    /// What.
    pub fault: Fault,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.agency.is_empty() {
            write!(f, "cơ quan {}, ", self.agency)?;
        }
        if let Some(dossier) = &self.dossier {
            write!(f, "hồ sơ {dossier}, ")?;
        }
        if let Some(seq) = self.seq {
            write!(f, "dòng {seq}, ")?;
        }
        if let Some(day) = self.day.and_then(day_of_number) {
            write!(f, "ngày {:02}/{:02}/{:04}, ", day.day(), day.month(), day.year())?;
        }
        write!(f, "{}", self.fault)
    }
}

/// How many findings are kept; all are counted.
const KEPT: usize = 100;

/// What a check of the whole ledger found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// Dossiers checked.
    pub dossiers: u64,
    /// Entries checked.
    pub entries: u64,
    /// Particulars checked.
    pub particulars: u64,
    /// Records of consent checked.
    pub consents: u64,
    /// Running totals checked.
    pub tallies: u64,
    /// Closed days checked.
    pub seals: u64,
    /// Look-ups of people checked.
    pub look_ups: u64,
    /// How many things do not fit.
    pub broken: u64,
    /// The first hundred of them, in the order of the ledger.
    pub findings: Vec<Finding>,
}

impl VerifyReport {
    /// Whether everything fits.
    pub fn is_whole(&self) -> bool {
        self.broken == 0
    }

    /// The first thing that does not fit.
    pub fn first(&self) -> Option<&Finding> {
        self.findings.first()
    }

    pub(super) fn add(&mut self, finding: Finding) {
        self.broken += 1;
        if self.findings.len() < KEPT {
            self.findings.push(finding);
        }
    }
}
