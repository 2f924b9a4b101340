//! *Dữ liệu lịch làm việc*: the dated rows of `data/calendar.json`, each with its source.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Shift;
use crate::agency::AgencyCode;

/// *Dữ liệu lịch làm việc* as read from a file: what a [`super::Calendar`] is built from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarRows {
    /// What the file holds and what the marks of certainty mean.
    pub about: String,
    /// The day on which the facts were gathered.
    pub gathered_on: Date,
    /// Years whose rest days are all listed.
    pub years: Years,
    /// Working hours, default and of single agencies.
    pub hours: Vec<HoursRow>,
    /// Rest days and working Saturdays.
    pub days: Vec<DayRow>,
}

/// *Các năm có lịch*: a range of years, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Years {
    /// First year.
    pub from: i16,
    /// Last year.
    pub to: i16,
}

/// *Giờ làm việc*: the working hours of some weekdays between two dates, of all agencies or of one.
///
/// Where several rows speak of a weekday, the row of the closest agency counts, then the youngest row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursRow {
    /// The agency with everything under it; absent: the default of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyCode>,
    /// First day the row holds. The oldest row holds for earlier days too: nothing else is known of them.
    pub valid_from: Date,
    /// First day it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// The weekdays it speaks of.
    pub weekdays: Vec<Weekday>,
    /// Shifts in order; none means the agency rests on these weekdays.
    pub shifts: Vec<Shift>,
    /// Where the row comes from.
    pub source: String,
    /// How sure it is.
    pub certainty: Certainty,
}

/// *Thứ trong tuần*, by its code in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    /// *Thứ Hai*.
    Mon,
    /// *Thứ Ba*.
    Tue,
    /// *Thứ Tư*.
    Wed,
    /// *Thứ Năm*.
    Thu,
    /// *Thứ Sáu*.
    Fri,
    /// *Thứ Bảy*.
    Sat,
    /// *Chủ nhật*.
    Sun,
}

/// *Ngày nghỉ hoặc ngày làm việc hoán đổi*: one day that is not as its weekday says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRow {
    /// The day.
    pub date: Date,
    /// What it is.
    #[serde(flatten)]
    pub kind: DayKind,
    /// Its name, Vietnamese.
    pub name: String,
    /// Where the row comes from.
    pub source: String,
    /// How sure it is.
    pub certainty: Certainty,
}

/// *Loại ngày*: why a day is not as its weekday says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DayKind {
    /// *Ngày nghỉ lễ, tết* (Labour Code 2019 art. 112).
    Holiday,
    /// *Ngày nghỉ bù*: for a holiday on a weekly rest day (Labour Code 2019 art. 111.3).
    InLieu,
    /// *Ngày nghỉ hoán đổi*: a working day given off and worked on another day.
    SwappedOff,
    /// *Ngày làm việc bù*: a Saturday (or Sunday) worked with the hours of the day it replaces.
    WorkingSaturday {
        /// The swapped day off it is worked for.
        replaces: Date,
    },
}

/// *Độ tin cậy* of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Certainty {
    /// Read in the text of the law or decision.
    V,
    /// Read in a secondary source.
    V2,
    /// From memory, not checked.
    M,
    /// Inferred.
    I,
}

/// Why rows make no calendar; shown to whoever keeps the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCalendar {
    /// The text is no JSON of this shape.
    #[error("tệp lịch làm việc sai ở dòng {line}: {reason}")]
    Unreadable {
        /// Line of the file, from 1.
        line: usize,
        /// What the reader of JSON said.
        reason: String,
    },
    /// The years run backwards.
    #[error("lịch làm việc: năm bắt đầu {0} phải trước năm kết thúc {1}")]
    YearsReversed(i16, i16),
    /// A row without a source.
    #[error("lịch làm việc: dòng ngày {0} chưa ghi nguồn; ghi số hiệu văn bản hoặc nơi lấy dữ liệu")]
    NoSource(Date),
    /// Two rows for one day.
    #[error("lịch làm việc: ngày {0} có hai dòng; chỉ giữ một dòng")]
    Twice(Date),
    /// A swapped day off that no day is worked for, or the reverse.
    #[error("lịch làm việc: ngày hoán đổi {0} chưa đủ cặp; mỗi ngày nghỉ hoán đổi cần đúng một ngày làm bù")]
    Unpaired(Date),
    /// Shifts that overlap or are out of order.
    #[error("lịch làm việc: các ca từ ngày {0} chồng nhau hoặc sai thứ tự; ghi ca sáng trước, ca chiều sau")]
    ShiftsOverlap(Date),
    /// A row of hours that ends before it begins.
    #[error("lịch làm việc: giờ làm việc từ ngày {0} kết thúc trước khi bắt đầu")]
    HoursReversed(Date),
    /// A week without any working hours.
    #[error("lịch làm việc: từ ngày {0} không có giờ làm việc nào; thêm một dòng giờ làm việc")]
    NoHours(Date),
}

impl CalendarRows {
    /// Reads the text of `data/calendar.json`.
    ///
    /// # Errors
    /// [`BadCalendar::Unreadable`]; the rows themselves are judged by [`super::Calendar::build`].
    pub fn from_json(text: &str) -> Result<CalendarRows, BadCalendar> {
        serde_json::from_str(text)
            .map_err(|error| BadCalendar::Unreadable { line: error.line(), reason: error.to_string() })
    }

    /// Years with at least one inferred row.
    pub(super) fn estimated_years(&self) -> BTreeSet<i16> {
        let inferred = self.days.iter().filter(|row| row.certainty == Certainty::I);
        inferred.map(|row| row.date.year()).collect()
    }

    /// Whether the rows can stand together.
    pub(super) fn check(&self) -> Result<(), BadCalendar> {
        if self.years.from > self.years.to {
            return Err(BadCalendar::YearsReversed(self.years.from, self.years.to));
        }
        self.hours.iter().try_for_each(HoursRow::check)?;
        let mut seen = BTreeSet::new();
        for row in &self.days {
            if row.source.trim().is_empty() {
                return Err(BadCalendar::NoSource(row.date));
            }
            if !seen.insert(row.date) {
                return Err(BadCalendar::Twice(row.date));
            }
        }
        self.check_swaps()
    }

    /// Each swapped day off has one day worked for it, and each day worked one day off.
    fn check_swaps(&self) -> Result<(), BadCalendar> {
        let mut worked_for: BTreeMap<Date, u32> = BTreeMap::new();
        for row in &self.days {
            match row.kind {
                DayKind::SwappedOff => *worked_for.entry(row.date).or_default() += 1,
                DayKind::WorkingSaturday { replaces } => {
                    *worked_for.entry(replaces).or_default() += 1 << 16;
                }
                DayKind::Holiday | DayKind::InLieu => {}
            }
        }
        match worked_for.iter().find(|(_, pair)| **pair != (1 << 16) + 1) {
            Some((&date, _)) => Err(BadCalendar::Unpaired(date)),
            None => Ok(()),
        }
    }
}

impl HoursRow {
    /// Whether the row can be used at all.
    fn check(&self) -> Result<(), BadCalendar> {
        if self.source.trim().is_empty() {
            return Err(BadCalendar::NoSource(self.valid_from));
        }
        if self.valid_to.is_some_and(|end| end <= self.valid_from) {
            return Err(BadCalendar::HoursReversed(self.valid_from));
        }
        if self.shifts.windows(2).any(|pair| pair[1].opens_minute() < pair[0].closes_minute()) {
            return Err(BadCalendar::ShiftsOverlap(self.valid_from));
        }
        Ok(())
    }
}
