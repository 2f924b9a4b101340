//! Where one dossier belongs in one period: decided in one place, for every figure and every list.

use super::{Cell, Cells, Period};
use crate::calendar::{Timeliness, overdue_by_end_of};
use crate::dossier::event::{Channel, Outcome};
use crate::dossier::track::{Standing, Track};
use jiff::civil::Date;

/// *Nguồn nhận*: how a dossier came into a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Received {
    /// *Từ kỳ trước*.
    CarriedOver,
    /// *Trong kỳ, trực tuyến*.
    Online,
    /// *Trong kỳ, trực tiếp hoặc bưu chính công ích*.
    Other,
}

/// *Đã giải quyết* in the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Settled {
    /// *Trước hạn*.
    Early,
    /// *Đúng hạn*.
    OnTime,
    /// *Quá hạn*.
    Late,
    /// *Không có hạn*.
    NoDeadline,
    /// *Công dân rút*, whenever that was.
    Withdrawn,
    /// *Dừng giải quyết*, whenever that was.
    Stopped,
}

/// *Đang giải quyết* at the end of the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Open {
    /// *Trong hạn*.
    Within,
    /// *Quá hạn*: due before 24:00 of the last day; one due on that day, to its end, is still within.
    Overdue,
    /// *Không có hạn*.
    NoDeadline,
}

/// *Tình trạng cuối kỳ*: how a received dossier stood when the period ended, just before 24:00 of its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stand {
    /// *Đã giải quyết*.
    Settled(Settled),
    /// *Đang giải quyết*.
    Open(Open),
    /// *Tạm dừng*, whether or not its due day has passed.
    Paused,
}

/// *Vị trí của hồ sơ trong kỳ*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placing {
    /// Received, so under the identity.
    Counted {
        /// How it came in.
        received: Received,
        /// How it stood at the end.
        stands: Stand,
    },
    /// *Không tiếp nhận* in the period: outside the identity.
    NotAccepted,
}

/// Where a dossier belongs in a period; `None` when neither touches the other.
///
/// Only what happened before the period ended is looked at, so the answer never changes afterwards.
pub fn classify(track: &Track, period: Period) -> Option<Placing> {
    let Some(received_at) = track.received_at else {
        let refused_at = track.not_accepted_at?;
        return period.contains(refused_at).then_some(Placing::NotAccepted);
    };
    let settled_before = track.ended().is_some_and(|(at, ..)| at < period.start());
    if received_at >= period.end() || settled_before {
        return None;
    }
    let received = match track.channel {
        _ if received_at < period.start() => Received::CarriedOver,
        Channel::Online => Received::Online,
        Channel::Counter | Channel::Post => Received::Other,
    };
    let standing = track.standing_before(period.end())?;
    Some(Placing::Counted { received, stands: stand(standing, period.to()) })
}

fn stand(standing: Standing, last_day: Date) -> Stand {
    match standing {
        Standing::Paused => Stand::Paused,
        Standing::Running(None) => Stand::Open(Open::NoDeadline),
        Standing::Running(Some(due)) if overdue_by_end_of(due, last_day) => Stand::Open(Open::Overdue),
        Standing::Running(Some(_)) => Stand::Open(Open::Within),
        Standing::Done(outcome, timeliness) => Stand::Settled(settled(outcome, timeliness)),
    }
}

/// A withdrawn or stopped dossier is settled but was never "on time": the agency finished nothing.
pub(super) fn settled(outcome: Outcome, timeliness: Timeliness) -> Settled {
    match (outcome, timeliness) {
        (Outcome::Withdrawn, _) => Settled::Withdrawn,
        (Outcome::Stopped, _) => Settled::Stopped,
        (_, Timeliness::Early) => Settled::Early,
        (_, Timeliness::OnTime) => Settled::OnTime,
        (_, Timeliness::Late) => Settled::Late,
        (_, Timeliness::NoDeadline) => Settled::NoDeadline,
    }
}

impl Placing {
    /// Whether the dossier is one of those a cell counts: the list behind the number.
    pub fn is(self, cell: Cell) -> bool {
        self.parts().into_iter().flatten().any(|part| part == cell || part.total() == Some(cell))
    }

    /// One dossier, counted where it belongs.
    pub fn cells(self) -> Cells {
        let mut cells = Cells::default();
        self.parts().into_iter().flatten().for_each(|part| cells.count(part, 1));
        cells
    }

    fn parts(self) -> [Option<Cell>; 2] {
        let Placing::Counted { received, stands } = self else {
            return [Some(Cell::NotAccepted), None];
        };
        let came = match received {
            Received::CarriedOver => Cell::ReceivedCarriedOver,
            Received::Online => Cell::ReceivedOnline,
            Received::Other => Cell::ReceivedOther,
        };
        let stood = match stands {
            Stand::Settled(Settled::Early) => Cell::SettledEarly,
            Stand::Settled(Settled::OnTime) => Cell::SettledOnTime,
            Stand::Settled(Settled::Late) => Cell::SettledLate,
            Stand::Settled(Settled::NoDeadline) => Cell::SettledNoDeadline,
            Stand::Settled(Settled::Withdrawn) => Cell::SettledWithdrawn,
            Stand::Settled(Settled::Stopped) => Cell::SettledStopped,
            Stand::Open(Open::Within) => Cell::OpenWithin,
            Stand::Open(Open::Overdue) => Cell::OpenOverdue,
            Stand::Open(Open::NoDeadline) => Cell::OpenNoDeadline,
            Stand::Paused => Cell::Paused,
        };
        [Some(came), Some(stood)]
    }
}
