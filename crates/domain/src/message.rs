//! *Tin báo*: which ways a message can go, when a sending is tried again, when somebody is warned of a due moment,
//! and texts with gaps that are filled in.

use crate::calendar::{Calendar, Due, is_overdue};
use crate::time::Instant;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// *Kênh gửi tin*: a way a message can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageChannel {
    /// *Trong hệ thống*: on the person's own page.
    InApp,
    /// *Thư điện tử*.
    Email,
    /// *Tin nhắn* (SMS, Zalo), through a provider the agency connects.
    Phone,
}

impl MessageChannel {
    /// All channels.
    pub const ALL: [MessageChannel; 3] = [MessageChannel::InApp, MessageChannel::Email, MessageChannel::Phone];

    /// The word stored.
    pub fn key(self) -> &'static str {
        match self {
            MessageChannel::InApp => "in-app",
            MessageChannel::Email => "email",
            MessageChannel::Phone => "phone",
        }
    }

    /// The channel of a [`MessageChannel::key`].
    pub fn from_key(key: &str) -> Option<MessageChannel> {
        MessageChannel::ALL.into_iter().find(|channel| channel.key() == key)
    }
}

/// *Tình trạng gửi*: what became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// *Chờ gửi*, for the first time or again.
    Waiting,
    /// *Đã gửi*.
    Sent,
    /// *Không gửi được*, and not tried any more.
    Failed,
}

impl DeliveryState {
    /// All states.
    pub const ALL: [DeliveryState; 3] = [DeliveryState::Waiting, DeliveryState::Sent, DeliveryState::Failed];

    /// The word stored.
    pub fn key(self) -> &'static str {
        match self {
            DeliveryState::Waiting => "waiting",
            DeliveryState::Sent => "sent",
            DeliveryState::Failed => "failed",
        }
    }

    /// The state of a [`DeliveryState::key`].
    pub fn from_key(key: &str) -> Option<DeliveryState> {
        DeliveryState::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// Seconds between the first try and the second; each further wait is twice as long.
const FIRST_WAIT_SECONDS: i64 = 60;
/// No wait is longer than this.
const LONGEST_WAIT_SECONDS: i64 = 6 * 3600;
/// After so many tries a message is given up: a day and a half after the first.
pub const MOST_TRIES: u32 = 14;

/// When a message that was tried `tries` times is tried again; `None` when it is given up.
pub fn next_try(tries: u32, now: Instant) -> Option<Instant> {
    if tries >= MOST_TRIES {
        return None;
    }
    let doubled = FIRST_WAIT_SECONDS.checked_shl(tries.saturating_sub(1)).unwrap_or(LONGEST_WAIT_SECONDS);
    Instant::from_unix_seconds(now.unix_seconds() + doubled.min(LONGEST_WAIT_SECONDS))
}

/// *Mức nhắc hạn*: how urgent a due moment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WarningStage {
    /// *Sắp đến hạn*: no more than one working day is left. Told to the officer.
    Soon,
    /// *Quá hạn*. Told to the officer and to the head of the agency.
    Late,
}

impl WarningStage {
    /// All stages, the urgent first: a dossier that is late needs no word that it soon will be.
    pub const ALL: [WarningStage; 2] = [WarningStage::Late, WarningStage::Soon];

    /// The word stored.
    pub fn key(self) -> &'static str {
        match self {
            WarningStage::Soon => "soon",
            WarningStage::Late => "late",
        }
    }
}

/// Which warning a due moment calls for, if any.
pub fn warning_of(due: Due, now: Instant, calendar: &Calendar) -> Option<WarningStage> {
    if is_overdue(due, now.local()) {
        return Some(WarningStage::Late);
    }
    (due.at.date() <= last_day_soon(now.day(), calendar)).then_some(WarningStage::Soon)
}

/// The last day of which a day knows that it comes soon: the next working day.
pub fn last_day_soon(today: Date, calendar: &Calendar) -> Date {
    calendar.add_working_days(today, 1)
}

/// *Mẫu văn bản*: a text with gaps, as `{ma_ho_so}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextTemplate {
    /// What it is for ([`crate::dossier::event::Fact::kind`], or a word of the data file).
    pub key: String,
    /// Who reads it: `applicant`, `officer`, or `form` for texts an officer goes on writing.
    pub reader: String,
    /// When it is used, for those who edit it.
    pub when: String,
    /// Subject; empty where there is none.
    #[serde(default)]
    pub subject: String,
    /// The text.
    pub text: String,
}

/// *Chỗ điền trong mẫu*: every gap a template may have, and what stands there.
pub const GAPS: [(&str, &str); 12] = [
    ("ho_ten", "họ tên người nộp"),
    ("ma_ho_so", "mã hồ sơ"),
    ("thu_tuc", "tên thủ tục"),
    ("co_quan", "cơ quan giải quyết"),
    ("han", "ngày hẹn trả kết quả"),
    ("buoc", "bước đang xử lý"),
    ("noi_dung", "lý do, giấy tờ còn thiếu, số tiền"),
    ("loi_xin_loi", "lời xin lỗi khi hẹn lại"),
    ("ngay", "ngày hôm nay"),
    ("can_bo", "tên cán bộ"),
    ("so_dinh_danh", "số giấy tờ của người nộp"),
    ("trang", "địa chỉ trang theo dõi hồ sơ"),
];

/// A text with its gaps filled in; lines whose only gap is empty are left out.
pub fn fill_in(text: &str, values: &[(&str, &str)]) -> String {
    let filled = text.lines().filter_map(|line| fill_line(line, values));
    filled.collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn fill_line(line: &str, values: &[(&str, &str)]) -> Option<String> {
    let mut out = String::with_capacity(line.len() + 40);
    let (mut gaps, mut empty) = (0, 0);
    let mut rest = line;
    while let Some(place) = rest.find('{') {
        let (before, from) = rest.split_at(place);
        out.push_str(before);
        let known = from[1..].split_once('}').filter(|(name, _)| GAPS.iter().any(|(gap, _)| gap == name));
        let Some((name, after)) = known else {
            out.push('{');
            rest = &from[1..];
            continue;
        };
        let value = values.iter().find(|(gap, _)| *gap == name).map_or("", |(_, value)| *value);
        gaps += 1;
        empty += usize::from(value.is_empty());
        out.push_str(value);
        rest = after;
    }
    out.push_str(rest);
    (gaps == 0 || empty < gaps).then_some(out)
}

/// Gaps of a text that nothing would fill: what an editor has to mend.
pub fn unknown_gaps(text: &str) -> Vec<String> {
    let parts = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
    let unknown = parts.filter(|(name, _)| !GAPS.iter().any(|(gap, _)| gap == name));
    unknown.map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Binds;
    use jiff::civil::date;

    fn at(day: Date, hour: i8) -> Instant {
        Instant::from_local(day.at(hour, 0, 0, 0))
    }

    #[test]
    fn waits_double_up_to_six_hours_and_come_to_an_end() {
        let now = at(date(2026, 11, 23), 9);
        let minutes = |tries| next_try(tries, now).map(|next| (next.unix_seconds() - now.unix_seconds()) / 60);
        let waits: Vec<Option<i64>> = [1, 2, 3, 9, 10, 13, 14, 99].into_iter().map(minutes).collect();
        assert_eq!(waits, [Some(1), Some(2), Some(4), Some(256), Some(360), Some(360), None, None]);
        let whole: i64 = (1..MOST_TRIES).filter_map(minutes).sum();
        assert_eq!(whole / 60, 32, "hours until a message is given up");
    }

    #[test]
    fn a_due_moment_is_soon_on_the_working_day_before_it() {
        let calendar = Calendar::from_json(include_str!("../../../data/calendar.json")).unwrap();
        let friday = date(2026, 11, 20);
        let due = |day: Date, binds| Due { at: day.at(17, 0, 0, 0), binds };
        for (due, now, said) in [
            (due(friday, Binds::Day), at(date(2026, 11, 18), 9), None),
            (due(friday, Binds::Day), at(date(2026, 11, 19), 9), Some(WarningStage::Soon)),
            (due(friday, Binds::Day), at(friday, 18), Some(WarningStage::Soon)),
            (due(friday, Binds::Moment), at(friday, 18), Some(WarningStage::Late)),
            (due(friday, Binds::Day), at(date(2026, 11, 21), 1), Some(WarningStage::Late)),
            (due(date(2026, 11, 23), Binds::Day), at(friday, 9), Some(WarningStage::Soon)),
        ] {
            assert_eq!(warning_of(due, now, &calendar), said, "{due:?} at {now:?}");
        }
    }

    #[test]
    fn gaps_are_filled_and_lines_with_nothing_to_say_are_left_out() {
        let text = "Kính gửi {ho_ten},\nHạn trả: {han}\n{trang} {la}\nHết.";
        let values = [("ho_ten", "Ông {han}"), ("trang", "http://x")];
        assert_eq!(fill_in(text, &values), "Kính gửi Ông {han},\nhttp://x {la}\nHết.");
        assert_eq!(unknown_gaps(text), ["la"]);
    }
}
