//! *Số liệu yêu cầu*: how many came, how many were answered and done in time.

use super::request::{DataRequest, RequestState};
use crate::calendar::Timeliness;
use crate::time::Instant;

/// *Số liệu yêu cầu của chủ thể dữ liệu*: every request stands in one of `waiting`, `done`, `refused`, `cancelled`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestTally {
    /// Received.
    pub received: u32,
    /// Answered in time.
    pub answered_in_time: u32,
    /// Answered late, or not yet and late.
    pub answered_late: u32,
    /// Still open.
    pub open: u32,
    /// Done.
    pub done: u32,
    /// Refused.
    pub refused: u32,
    /// Taken back.
    pub cancelled: u32,
    /// Over in time: done or refused.
    pub ended_in_time: u32,
    /// Over late, or open and late.
    pub ended_late: u32,
}

/// Counts requests as they stand at a moment.
pub fn tally<'a>(requests: impl IntoIterator<Item = &'a DataRequest>, now: Instant) -> RequestTally {
    let mut sum = RequestTally::default();
    for request in requests {
        sum.received += 1;
        let cancelled = request.state == RequestState::Cancelled;
        match request.state {
            RequestState::Done => sum.done += 1,
            RequestState::Refused => sum.refused += 1,
            RequestState::Cancelled => sum.cancelled += 1,
            _ => sum.open += 1,
        }
        let late = |timeliness| timeliness == Timeliness::Late;
        // What was taken back before it was answered was neither answered in time nor late.
        match (request.answered_at.is_some(), late(request.answered(now))) {
            (true, false) => sum.answered_in_time += 1,
            (true, true) => sum.answered_late += 1,
            (false, true) if !cancelled => sum.answered_late += 1,
            (false, _) => {}
        }
        match (request.state.is_open(), late(request.finished(now))) {
            _ if cancelled => {}
            (false, false) => sum.ended_in_time += 1,
            (_, true) => sum.ended_late += 1,
            (true, false) => {}
        }
    }
    sum
}
