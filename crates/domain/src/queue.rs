//! *Xếp hàng tại bộ phận một cửa*: tickets, who is called next, and appointments.

use crate::calendar::Calendar;
use crate::time::Instant;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// *Loại việc tại quầy*: what people take a number for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterService {
    /// Letter of its numbers.
    pub series: char,
    /// What people read.
    pub name: String,
}

/// *Cách xếp hàng* of an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePlan {
    /// What numbers are taken for.
    pub services: Vec<CounterService>,
    /// How many counters there are.
    pub counters: u32,
    /// Length of an appointment, in minutes.
    pub slot_minutes: u32,
    /// Appointments at one time; 0: none are given.
    pub slot_capacity: u32,
}

impl Default for QueuePlan {
    fn default() -> QueuePlan {
        let service = |series, name: &str| CounterService { series, name: name.to_owned() };
        let services =
            vec![service('A', "Nộp hồ sơ"), service('B', "Nhận kết quả"), service('C', "Hỏi thủ tục, việc khác")];
        QueuePlan { services, counters: 4, slot_minutes: 30, slot_capacity: 4 }
    }
}

/// *Tình trạng số thứ tự*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketState {
    /// *Đang chờ*.
    Waiting,
    /// *Đã gọi*, being served.
    Called,
    /// *Đã xong*.
    Done,
    /// *Vắng mặt* when called.
    Absent,
}

impl TicketState {
    /// All states.
    pub const ALL: [TicketState; 4] =
        [TicketState::Waiting, TicketState::Called, TicketState::Done, TicketState::Absent];

    /// The word stored.
    pub fn key(self) -> &'static str {
        match self {
            TicketState::Waiting => "waiting",
            TicketState::Called => "called",
            TicketState::Done => "done",
            TicketState::Absent => "absent",
        }
    }

    /// The state of a [`TicketState::key`].
    pub fn from_key(key: &str) -> Option<TicketState> {
        TicketState::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// `A-012`.
pub fn ticket_label(series: char, number: u32) -> String {
    format!("{series}-{number:03}")
}

/// What a board shows and a voice says.
pub fn call_text(label: &str, counter: &str) -> String {
    format!("Mời số {label} đến quầy {counter}")
}

/// Since when somebody with an appointment stands in the queue: from his time on, so that he neither waits behind
/// those who came before it without one nor passes them early. Who comes after his time has ended queues like others.
pub fn queues_since(now: Instant, slot: Instant, slot_minutes: u32) -> Instant {
    let over = slot.unix_seconds() + i64::from(slot_minutes) * 60 <= now.unix_seconds();
    if over { now } else { slot }
}

/// The times of a day at which appointments begin: every `slot_minutes` of the agency's working hours.
pub fn slots_of(day: Date, plan: &QueuePlan, calendar: &Calendar) -> Vec<DateTime> {
    if plan.slot_capacity == 0 || plan.slot_minutes == 0 || !calendar.is_working_day(day) {
        return Vec::new();
    }
    let mut slots = Vec::new();
    for shift in calendar.hours_on(day) {
        for number in 0..shift.minutes() / plan.slot_minutes {
            let minutes = i64::from(number * plan.slot_minutes);
            let begins = DateTime::from_parts(day, shift.opens());
            slots.extend(begins.checked_add(jiff::Span::new().minutes(minutes)));
        }
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_call_reads_as_it_is_spoken() {
        assert_eq!(call_text(&ticket_label('A', 12), "3"), "Mời số A-012 đến quầy 3");
        assert_eq!(ticket_label('B', 1234), "B-1234");
    }

    #[test]
    fn an_appointment_queues_from_its_time_on() {
        let at = |hour, minute| Instant::from_local(date(2026, 11, 23).at(hour, minute, 0, 0));
        for (comes, slot, since) in
            [(at(8, 0), at(9, 0), at(9, 0)), (at(9, 20), at(9, 0), at(9, 0)), (at(9, 30), at(9, 0), at(9, 30))]
        {
            assert_eq!(queues_since(comes, slot, 30), since);
        }
    }

    #[test]
    fn appointments_lie_in_working_hours() {
        let calendar = Calendar::from_json(include_str!("../../../data/calendar.json")).unwrap();
        let plan = QueuePlan::default();
        let slots = slots_of(date(2026, 11, 23), &plan, &calendar);
        let working: u32 = calendar.hours_on(date(2026, 11, 23)).iter().map(|shift| shift.minutes()).sum();
        assert_eq!(slots.len(), usize::try_from(working / 30).unwrap());
        assert!(slots.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(slots_of(date(2026, 11, 22), &plan, &calendar), [], "a Sunday");
        let none = QueuePlan { slot_capacity: 0, ..plan };
        assert_eq!(slots_of(date(2026, 11, 23), &none, &calendar), []);
    }
}
