//! *Kết quả chuyển lịch sử*: what came in, and what did not with its reasons.

/// *Số dòng*: how many rows of a file were read, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Counts {
    /// Rows under the header.
    pub read: u64,
    /// Now in the ledger.
    pub imported: u64,
    /// Told in the [`Account::rejections`].
    pub rejected: u64,
}

/// *Dòng không nhận*: a row that did not come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The file, as it was named.
    pub file: String,
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// Why, and what to do.
    pub reason: String,
}

/// *Biên bản chuyển dữ liệu*: what an import did, `read = imported + rejected` for either file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// Rows of the file of dossiers.
    pub dossiers: Counts,
    /// Rows of the file of activities.
    pub activities: Counts,
    /// Rows that did not come in: of the dossiers, then of the activities, each in the order of the file.
    pub rejections: Vec<Rejection>,
    /// Agencies that were made as drafts, in order.
    pub new_agencies: Vec<String>,
    /// Procedures that were made as drafts, in order.
    pub new_procedures: Vec<String>,
}
