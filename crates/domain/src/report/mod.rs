//! *Báo cáo tình hình, kết quả giải quyết thủ tục hành chính* (biểu II.06, TT 01/2020/TT-VPCP): how many
//! dossiers a period took in, and how each of them stood when it ended.
//!
//! [`classify`] places one dossier in a period, [`progress`] adds the placings up, [`tally`] keeps the same
//! figures as running totals by day. All of them rest on [`Track`](crate::dossier::track::Track), so that what
//! happened after a period never changes its figures, and
//! `nhận = đã giải quyết + đang giải quyết + tạm dừng` in every row.

mod cell;
mod limits;
mod period;
mod placing;
mod progress;
mod tally;
#[cfg(test)]
mod tests;

pub use cell::{Cell, Cells};
pub use limits::Limits;
pub use period::{BadPeriod, Period};
pub use placing::{Open, Placing, Received, Settled, Stand, classify};
pub use progress::{By, Fields, Progress, ProgressRow, Tabulation, UNKNOWN_FIELD, progress};
pub use tally::{Dimension, TallyCells, TallyEntry, TallyRow, corrections, progress_from_tallies, tally, tally_change};
