//! *Hồ sơ*: a dossier from the day it is handed in to the day its result is.
//!
//! [`event`] says what can happen, [`evolve`] what a dossier is after it happened, [`decide`] whether an
//! action may happen now; [`status`] translates to the national portal, [`track`] keeps the dates that are counted.

pub mod action;
pub mod code;
mod consult;
pub mod decide;
pub mod event;
pub mod evolve;
pub mod status;
pub mod track;

#[cfg(test)]
mod tests;

use crate::agency::AgencyCode;
use crate::calendar::Due;
use crate::ledger::Digest;
use crate::time::Instant;
use code::DossierCode;
use event::{Birth, OfficerId, Outcome, PastDossier, Reason};

/// *Hồ sơ*: everything that decides what may happen next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Its code.
    pub code: DossierCode,
    /// Where it came from.
    pub origin: Origin,
    /// When it was handed in.
    pub submitted_at: Instant,
    /// Hash of the applicant's particulars as they stand.
    pub particulars: Digest,
    /// Where it stands.
    pub state: State,
    /// How often papers were asked for.
    pub supplement_requests: u32,
    /// How often it was re-appointed.
    pub extensions: u32,
    /// Units asked for their opinion.
    pub consultations: Vec<Consultation>,
    /// A correction waiting for its approver.
    pub correction: Option<PendingCorrection>,
    /// Steps it has been through, oldest first, the present one included.
    pub trail: Vec<String>,
    /// Whether its result is there as a file.
    pub result_file: bool,
}

/// *Nguồn gốc hồ sơ*: where a dossier came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Handed in here.
    Here(Box<Birth>),
    /// Brought with its history from another system.
    Elsewhere(Box<PastDossier>),
}

/// *Đồng hồ thời hạn* while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// First receipt; it stays though the clock is restarted.
    pub received_at: Instant,
    /// Due; `None` where the procedure has no term.
    pub due: Option<Due>,
}

/// *Nơi đang xử lý*: whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Step of the process; `None` for dossiers without one.
    pub step: Option<String>,
    /// The officer it was given to; `None`: everyone in the step's role.
    pub officer: Option<OfficerId>,
    /// Since when.
    pub since: Instant,
    /// The step's own due moment.
    pub due: Option<Due>,
}

/// *Tạm dừng tính thời hạn*: a clock that stands still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halt {
    /// The clock as it was; `None` when it had not started (asked for papers before receipt).
    pub clock: Option<Clock>,
    /// Whose turn it was; `None` before receipt.
    pub place: Option<Place>,
    /// Since when it stands still.
    pub since: Instant,
}

/// *Trạng thái hồ sơ*: each state carries what is true in it, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// *Mới đăng ký*: handed in online or by post, not looked at.
    Submitted,
    /// *Không được tiếp nhận*.
    NotAccepted {
        /// Why.
        reason: Reason,
        /// When.
        at: Instant,
    },
    /// *Được tiếp nhận*: received, nobody has begun.
    Received {
        /// The clock.
        clock: Clock,
        /// Whose turn it is.
        place: Place,
    },
    /// *Đang xử lý*.
    Processing {
        /// The clock.
        clock: Clock,
        /// Whose turn it is.
        place: Place,
    },
    /// *Yêu cầu bổ sung giấy tờ*.
    AwaitingSupplement {
        /// The clock that stands still.
        halt: Halt,
        /// All that is missing.
        items: Vec<Reason>,
    },
    /// *Yêu cầu thực hiện nghĩa vụ tài chính*.
    AwaitingPayment {
        /// The clock that stands still.
        halt: Halt,
        /// Whole đồng.
        amount_vnd: i64,
        /// What for.
        what: Reason,
    },
    /// *Tạm dừng*.
    Paused {
        /// The clock that stands still.
        halt: Halt,
        /// Why.
        reason: Reason,
    },
    /// *Đã ký, chờ phát hành*: the clock runs until the result lies at the counter.
    Approved {
        /// The clock.
        clock: Clock,
        /// Who signed, in which step.
        place: Place,
    },
    /// *Đã xử lý xong*.
    Settled {
        /// The clock as it stood at the end.
        clock: Clock,
        /// How it ended.
        outcome: Outcome,
        /// When.
        finished_at: Instant,
    },
    /// *Đã trả kết quả*.
    Returned {
        /// The clock as it stood at the end.
        clock: Clock,
        /// How it ended.
        outcome: Outcome,
        /// When it was settled.
        finished_at: Instant,
        /// When the result was handed over.
        returned_at: Instant,
    },
    /// *Công dân rút hồ sơ*.
    Withdrawn {
        /// The clock, if it ever ran.
        clock: Option<Clock>,
        /// When.
        at: Instant,
    },
    /// *Dừng xử lý*.
    Stopped {
        /// The clock.
        clock: Clock,
        /// When.
        at: Instant,
    },
}

/// *Lấy ý kiến đơn vị phối hợp*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// From 1.
    pub number: u32,
    /// Unit asked.
    pub unit: AgencyCode,
    /// What is asked.
    pub question: Reason,
    /// When.
    pub asked_at: Instant,
    /// When the answer is due.
    pub due: Option<Due>,
    /// The answer and when it came.
    pub answer: Option<(Reason, Instant)>,
    /// The step of the process that asked by itself.
    pub step: Option<String>,
    /// When the dossier went on without an answer that was overdue.
    pub lapsed_at: Option<Instant>,
}

impl Consultation {
    /// Whether it has neither been answered nor run out.
    pub fn is_open(&self, now: Instant) -> bool {
        self.answer.is_none() && !self.is_overdue(now)
    }

    /// Whether its own term has run out without an answer.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.answer.is_none() && self.due.is_some_and(|due| crate::calendar::is_overdue(due, now.local()))
    }
}

/// *Đề nghị đính chính* that waits for another officer's approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingCorrection {
    /// Who proposed it.
    pub proposed_by: OfficerId,
    /// What is wrong.
    pub fields: Vec<String>,
    /// Hash of the particulars as they should be.
    pub particulars: Digest,
    /// Why.
    pub reason: Reason,
}

impl Dossier {
    /// Agency that settles it.
    pub fn agency(&self) -> &AgencyCode {
        match &self.origin {
            Origin::Here(birth) => &birth.agency,
            Origin::Elsewhere(past) => &past.agency,
        }
    }

    /// The journey it was handed in with.
    pub fn link(&self) -> Option<&crate::journey::Link> {
        match &self.origin {
            Origin::Here(birth) => birth.link.as_ref(),
            Origin::Elsewhere(_) => None,
        }
    }

    /// *Mã thủ tục*.
    pub fn procedure(&self) -> &str {
        match &self.origin {
            Origin::Here(birth) => &birth.procedure,
            Origin::Elsewhere(past) => &past.procedure,
        }
    }

    /// How it came in.
    pub fn channel(&self) -> event::Channel {
        match &self.origin {
            Origin::Here(birth) => birth.channel,
            Origin::Elsewhere(past) => past.channel,
        }
    }

    /// The clock, running, standing still or ended; `None` before receipt.
    pub fn clock(&self) -> Option<Clock> {
        match &self.state {
            State::Submitted | State::NotAccepted { .. } => None,
            State::Received { clock, .. }
            | State::Processing { clock, .. }
            | State::Approved { clock, .. }
            | State::Settled { clock, .. }
            | State::Returned { clock, .. }
            | State::Stopped { clock, .. } => Some(*clock),
            State::AwaitingSupplement { halt, .. }
            | State::AwaitingPayment { halt, .. }
            | State::Paused { halt, .. } => halt.clock,
            State::Withdrawn { clock, .. } => *clock,
        }
    }

    /// Whose turn it is, or was when the clock stopped; `None` before receipt and after the end.
    pub fn place(&self) -> Option<&Place> {
        match &self.state {
            State::Received { place, .. } | State::Processing { place, .. } | State::Approved { place, .. } => {
                Some(place)
            }
            State::AwaitingSupplement { halt, .. }
            | State::AwaitingPayment { halt, .. }
            | State::Paused { halt, .. } => halt.place.as_ref(),
            _ => None,
        }
    }
}

/// *Tên trạng thái*: a state without what it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateName {
    /// [`State::Submitted`].
    Submitted,
    /// [`State::NotAccepted`].
    NotAccepted,
    /// [`State::Received`].
    Received,
    /// [`State::Processing`].
    Processing,
    /// [`State::AwaitingSupplement`].
    AwaitingSupplement,
    /// [`State::AwaitingPayment`].
    AwaitingPayment,
    /// [`State::Paused`].
    Paused,
    /// [`State::Approved`].
    Approved,
    /// [`State::Settled`].
    Settled,
    /// [`State::Returned`].
    Returned,
    /// [`State::Withdrawn`].
    Withdrawn,
    /// [`State::Stopped`].
    Stopped,
}

impl StateName {
    /// All states, in the order of a dossier's life.
    pub const ALL: [StateName; 12] = [
        StateName::Submitted,
        StateName::NotAccepted,
        StateName::Received,
        StateName::Processing,
        StateName::AwaitingSupplement,
        StateName::AwaitingPayment,
        StateName::Paused,
        StateName::Approved,
        StateName::Settled,
        StateName::Returned,
        StateName::Withdrawn,
        StateName::Stopped,
    ];

    /// The word stored.
    pub fn key(self) -> &'static str {
        match self {
            StateName::Submitted => "submitted",
            StateName::NotAccepted => "not-accepted",
            StateName::Received => "received",
            StateName::Processing => "processing",
            StateName::AwaitingSupplement => "awaiting-supplement",
            StateName::AwaitingPayment => "awaiting-payment",
            StateName::Paused => "paused",
            StateName::Approved => "approved",
            StateName::Settled => "settled",
            StateName::Returned => "returned",
            StateName::Withdrawn => "withdrawn",
            StateName::Stopped => "stopped",
        }
    }

    /// The state of a [`StateName::key`].
    pub fn from_key(key: &str) -> Option<StateName> {
        StateName::ALL.into_iter().find(|state| state.key() == key)
    }
}

impl State {
    /// Its name.
    pub fn name(&self) -> StateName {
        match self {
            State::Submitted => StateName::Submitted,
            State::NotAccepted { .. } => StateName::NotAccepted,
            State::Received { .. } => StateName::Received,
            State::Processing { .. } => StateName::Processing,
            State::AwaitingSupplement { .. } => StateName::AwaitingSupplement,
            State::AwaitingPayment { .. } => StateName::AwaitingPayment,
            State::Paused { .. } => StateName::Paused,
            State::Approved { .. } => StateName::Approved,
            State::Settled { .. } => StateName::Settled,
            State::Returned { .. } => StateName::Returned,
            State::Withdrawn { .. } => StateName::Withdrawn,
            State::Stopped { .. } => StateName::Stopped,
        }
    }
}
