//! *Thời hạn lưu giữ dữ liệu*: what is kept, why, on which ground and for how long, as data (`data/retention.json`).

use crate::calendar::Certainty;
use crate::time::Instant;
use serde::Deserialize;

/// *Loại dữ liệu được dọn*: what the sweep takes out once its time is over. Nothing of the ledger is among it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Swept {
    /// *Bản nháp*.
    Draft,
    /// *Phiên đăng nhập*.
    Session,
    /// *Đường dẫn đặt mật khẩu*.
    PasswordLink,
    /// *Số thứ tự tại quầy*.
    Ticket,
    /// *Lịch hẹn*.
    Appointment,
    /// *Tin đã gửi hoặc không gửi được*.
    Message,
    /// *Dấu đã nhắc hạn*.
    Warning,
}

/// *Mốc tính thời hạn lưu giữ*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountedFrom {
    /// *Từ khi hết hiệu lực*.
    Expiry,
    /// *Từ ngày của nó*.
    Day,
    /// *Từ khi tạo*.
    Creation,
    /// *Từ khi kết thúc hồ sơ*.
    Settlement,
}

/// *Dòng thời hạn lưu giữ*: one kind of data.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RetentionRule {
    /// The word of the kind.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// What it holds of a person.
    pub holds: String,
    /// Why it is kept.
    pub why: String,
    /// On which ground.
    pub article: String,
    /// How many days; `None` where no number of days ends it.
    pub keep_days: Option<u32>,
    /// Counted from when.
    pub counted_from: Option<CountedFrom>,
    /// Until when, in words.
    pub until: String,
    /// Which of the sweep's kinds it is; `None` where the sweep leaves it alone.
    #[serde(default)]
    pub swept: Option<Swept>,
    /// Where the number comes from.
    pub source: String,
    /// How sure the row is.
    pub certainty: Certainty,
}

/// *Bảng thời hạn lưu giữ*.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct RetentionTable {
    /// The rows, in the order in which people read them.
    pub rules: Vec<RetentionRule>,
}

impl Swept {
    /// All kinds.
    pub const ALL: [Swept; 7] = [
        Swept::Draft,
        Swept::Session,
        Swept::PasswordLink,
        Swept::Ticket,
        Swept::Appointment,
        Swept::Message,
        Swept::Warning,
    ];

    /// The word stored in the journal.
    pub fn key(self) -> &'static str {
        match self {
            Swept::Draft => "draft",
            Swept::Session => "session",
            Swept::PasswordLink => "password-link",
            Swept::Ticket => "ticket",
            Swept::Appointment => "appointment",
            Swept::Message => "message",
            Swept::Warning => "warning",
        }
    }
}

impl RetentionTable {
    /// Reads the rows of `data/retention.json`.
    pub fn from_json(text: &str) -> Result<RetentionTable, String> {
        let table: RetentionTable = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let unclear = |rule: &&RetentionRule| rule.swept.is_some() && rule.keep_days.is_none();
        match table.rules.iter().find(unclear) {
            Some(rule) => Err(format!("«{}»: what is swept needs a number of days", rule.key)),
            None => Ok(table),
        }
    }

    /// A row by its word.
    pub fn rule(&self, key: &str) -> Option<&RetentionRule> {
        self.rules.iter().find(|rule| rule.key == key)
    }

    /// What the sweep may take out at a moment: each kind, and the moment before which it is past its time.
    pub fn past(&self, now: Instant) -> Vec<(Swept, Instant)> {
        let cutoff = |rule: &RetentionRule| {
            let seconds = i64::from(rule.keep_days?) * 86_400;
            Some((rule.swept?, Instant::from_unix_seconds(now.unix_seconds() - seconds)?))
        };
        self.rules.iter().filter_map(cutoff).collect()
    }
}
