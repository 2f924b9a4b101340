//! *Chuyển lịch sử hồ sơ từ hệ thống khác*: one row of a file becomes a past dossier or a past activity, or the
//! reason why it does not. Nothing is guessed and nothing is mended: what does not make sense is told.

mod account;
mod activity;
mod dossier;
mod fault;
mod given;
#[cfg(test)]
mod tests;

pub use account::{Account, Counts, Rejection};
pub use activity::{ActivityFields, ReadActivity};
pub use dossier::{DossierFields, ReadDossier};
pub use fault::Fault;
pub use given::Given;

use crate::agency::AgencyCode;
use crate::time::Instant;

/// The columns of the file of dossiers; they may stand in any order.
pub const DOSSIER_COLUMNS: [&str; 11] = [
    "dossier_code",
    "agency_code",
    "procedure_code",
    "channel",
    "applicant_kind",
    "submitted_at",
    "received_at",
    "due_at",
    "finished_at",
    "returned_at",
    "outcome",
];

/// The columns of the file of activities; they may stand in any order.
pub const ACTIVITY_COLUMNS: [&str; 5] = ["dossier_code", "at", "activity", "unit", "officer"];

/// *Quy ước đọc*: what rows are read by.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Fills an empty agency, and only rows of this agency and those under it are taken.
    pub agency: Option<&'a AgencyCode>,
    /// Now: nothing that is past can lie after it.
    pub now: Instant,
}
