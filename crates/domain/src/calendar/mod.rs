//! *Thời hạn giải quyết*: the only place where a due moment is computed and timeliness is judged.

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// *Đơn vị tính thời hạn*: the four units in which the national catalogue states terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermUnit {
    /// *Giờ (làm việc)*.
    Gio,
    /// *Ngày làm việc*.
    NgayLamViec,
    /// *Ngày* of the calendar.
    Ngay,
    /// *Tháng*.
    Thang,
}

/// *Thời hạn*: an amount in thousandths of a unit (1,5 ngày làm việc = 1500), never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Term {
    /// Thousandths of the unit, 1 to 10 000 000.
    amount_milli: u32,
    /// The unit.
    unit: TermUnit,
}

/// *Cách tính ngày làm việc*: what an agency chooses for terms in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// Civil Code arts 147–148: the day of receipt does not count; due at the end of the n-th working day after it.
    #[default]
    CivilCode,
    /// n × 8 working hours from receipt.
    SameTime,
}

/// *Hạn trả kết quả*: a due moment and what it binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Due {
    /// The due moment, Viet Nam time, whole minutes.
    pub at: DateTime,
    /// Whether lateness begins after that moment or only with the next day.
    pub binds: Binds,
}

/// What a due moment binds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Binds {
    /// Terms in hours, and imported due dates with a time of day: late after the moment.
    Moment,
    /// Terms in days or months, and imported due dates without a time: late from the next day (Civil Code art. 148: the day ends at 24:00).
    Day,
}

/// *Tiến độ*: the four classes of timeliness; no deadline is a class of its own and never "on time".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timeliness {
    /// *Trước hạn*: finished on an earlier day than due.
    Early,
    /// *Đúng hạn*.
    OnTime,
    /// *Quá hạn*.
    Late,
    /// *Không có hạn*.
    NoDeadline,
}

/// *Lịch làm việc*: rest days, days in lieu, swapped working days and working hours with dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    _todo: (),
}
