//! *Ô số liệu* of form II.06: the seventeen numbers of a row.

use std::ops::{Add, AddAssign};

/// *Ô số liệu*: one number of a row; its key names the list of dossiers behind it in an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    /// *Nhận giải quyết, tổng*.
    ReceivedTotal,
    /// *Từ kỳ trước*: received before the period and not settled before it.
    ReceivedCarriedOver,
    /// *Trong kỳ, trực tuyến*.
    ReceivedOnline,
    /// *Trong kỳ, trực tiếp và bưu chính công ích*.
    ReceivedOther,
    /// *Đã giải quyết, tổng*: withdrawn and stopped ones included.
    SettledTotal,
    /// *Trước hạn*.
    SettledEarly,
    /// *Đúng hạn*.
    SettledOnTime,
    /// *Quá hạn*.
    SettledLate,
    /// *Không có hạn*: never on time, never late.
    SettledNoDeadline,
    /// *Công dân rút hồ sơ*: settled, but in no class of timeliness.
    SettledWithdrawn,
    /// *Dừng giải quyết*: settled, but in no class of timeliness.
    SettledStopped,
    /// *Đang giải quyết, tổng*: not finished when the period ended, the clock running.
    OpenTotal,
    /// *Trong hạn*.
    OpenWithin,
    /// *Quá hạn*.
    OpenOverdue,
    /// *Không có hạn*.
    OpenNoDeadline,
    /// *Tạm dừng*: waiting for papers or payment, or paused, when the period ended.
    Paused,
    /// *Không tiếp nhận* in the period: never received, so outside the sum.
    NotAccepted,
}

impl Cell {
    /// All cells, in the order of the form.
    pub const ALL: [Cell; 17] = [
        Cell::ReceivedTotal,
        Cell::ReceivedCarriedOver,
        Cell::ReceivedOnline,
        Cell::ReceivedOther,
        Cell::SettledTotal,
        Cell::SettledEarly,
        Cell::SettledOnTime,
        Cell::SettledLate,
        Cell::SettledNoDeadline,
        Cell::SettledWithdrawn,
        Cell::SettledStopped,
        Cell::OpenTotal,
        Cell::OpenWithin,
        Cell::OpenOverdue,
        Cell::OpenNoDeadline,
        Cell::Paused,
        Cell::NotAccepted,
    ];

    /// The word that stands for it in an address.
    pub fn key(self) -> &'static str {
        match self {
            Cell::ReceivedTotal => "received-total",
            Cell::ReceivedCarriedOver => "received-carried-over",
            Cell::ReceivedOnline => "received-online",
            Cell::ReceivedOther => "received-other",
            Cell::SettledTotal => "settled-total",
            Cell::SettledEarly => "settled-early",
            Cell::SettledOnTime => "settled-on-time",
            Cell::SettledLate => "settled-late",
            Cell::SettledNoDeadline => "settled-no-deadline",
            Cell::SettledWithdrawn => "settled-withdrawn",
            Cell::SettledStopped => "settled-stopped",
            Cell::OpenTotal => "open-total",
            Cell::OpenWithin => "open-within",
            Cell::OpenOverdue => "open-overdue",
            Cell::OpenNoDeadline => "open-no-deadline",
            Cell::Paused => "paused",
            Cell::NotAccepted => "not-accepted",
        }
    }

    /// The cell of a [`Cell::key`].
    pub fn from_key(key: &str) -> Option<Cell> {
        Cell::ALL.into_iter().find(|cell| cell.key() == key)
    }

    /// What people call the dossiers behind it.
    pub fn label(self) -> &'static str {
        match self {
            Cell::ReceivedTotal => "Nhận giải quyết",
            Cell::ReceivedCarriedOver => "Từ kỳ trước chuyển sang",
            Cell::ReceivedOnline => "Nhận trong kỳ, trực tuyến",
            Cell::ReceivedOther => "Nhận trong kỳ, trực tiếp và bưu chính công ích",
            Cell::SettledTotal => "Đã giải quyết",
            Cell::SettledEarly => "Đã giải quyết trước hạn",
            Cell::SettledOnTime => "Đã giải quyết đúng hạn",
            Cell::SettledLate => "Đã giải quyết quá hạn",
            Cell::SettledNoDeadline => "Đã giải quyết, không có hạn",
            Cell::SettledWithdrawn => "Công dân rút hồ sơ",
            Cell::SettledStopped => "Dừng giải quyết",
            Cell::OpenTotal => "Đang giải quyết",
            Cell::OpenWithin => "Đang giải quyết, trong hạn",
            Cell::OpenOverdue => "Đang giải quyết, quá hạn",
            Cell::OpenNoDeadline => "Đang giải quyết, không có hạn",
            Cell::Paused => "Tạm dừng",
            Cell::NotAccepted => "Không tiếp nhận",
        }
    }

    /// The total a part belongs to; `None` for totals and for cells that stand alone.
    pub fn total(self) -> Option<Cell> {
        match self {
            Cell::ReceivedCarriedOver | Cell::ReceivedOnline | Cell::ReceivedOther => Some(Cell::ReceivedTotal),
            Cell::SettledEarly
            | Cell::SettledOnTime
            | Cell::SettledLate
            | Cell::SettledNoDeadline
            | Cell::SettledWithdrawn
            | Cell::SettledStopped => Some(Cell::SettledTotal),
            Cell::OpenWithin | Cell::OpenOverdue | Cell::OpenNoDeadline => Some(Cell::OpenTotal),
            _ => None,
        }
    }
}

/// *Dòng số liệu*: the seventeen numbers, added as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Cells([i64; 17]);

impl Cells {
    /// The number in a cell.
    pub fn get(&self, cell: Cell) -> i64 {
        self.0[cell as usize]
    }

    /// Counts so many dossiers in a part and in the total it belongs to.
    pub(super) fn count(&mut self, part: Cell, dossiers: i64) {
        self.0[part as usize] += dossiers;
        if let Some(total) = part.total() {
            self.0[total as usize] += dossiers;
        }
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0 == [0; 17]
    }

    /// `nhận = đã giải quyết + đang giải quyết + tạm dừng`.
    pub fn balances(&self) -> bool {
        self.get(Cell::ReceivedTotal)
            == self.get(Cell::SettledTotal) + self.get(Cell::OpenTotal) + self.get(Cell::Paused)
    }

    /// *Tỷ lệ trước hạn và đúng hạn*, in thousandths, of the dossiers settled that had a deadline.
    ///
    /// `None` when there were none: nothing released is not "100 % on time". Withdrawn, stopped and
    /// deadline-less dossiers neither raise nor lower it.
    pub fn on_time_permille(&self) -> Option<i64> {
        let in_time = self.get(Cell::SettledEarly) + self.get(Cell::SettledOnTime);
        let judged = in_time + self.get(Cell::SettledLate);
        (judged > 0).then(|| in_time * 1000 / judged)
    }
}

impl AddAssign for Cells {
    fn add_assign(&mut self, other: Cells) {
        self.0.iter_mut().zip(other.0).for_each(|(mine, theirs)| *mine += theirs);
    }
}

impl Add for Cells {
    type Output = Cells;
    fn add(mut self, other: Cells) -> Cells {
        self += other;
        self
    }
}

impl std::iter::Sum for Cells {
    fn sum<I: Iterator<Item = Cells>>(cells: I) -> Cells {
        cells.fold(Cells::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_comes_back_from_its_key() {
        for (place, cell) in Cell::ALL.into_iter().enumerate() {
            assert_eq!(Cell::from_key(cell.key()), Some(cell));
            assert_eq!(cell as usize, place, "the order of the form is the order of the numbers");
        }
        assert_eq!(Cell::from_key("settled"), None);
    }

    #[test]
    fn nothing_released_has_no_rate_and_no_deadline_does_not_raise_it() {
        let mut cells = Cells::default();
        assert_eq!(cells.on_time_permille(), None, "pitfall 3: not 100 %");
        cells.count(Cell::SettledNoDeadline, 5);
        cells.count(Cell::SettledWithdrawn, 5);
        assert_eq!(cells.on_time_permille(), None);
        cells.count(Cell::SettledLate, 2);
        cells.count(Cell::SettledOnTime, 1);
        assert_eq!(cells.on_time_permille(), Some(333));
    }
}
