//! *Dải nhận diện hồ sơ*: what stands at the head of every page of a dossier, and the way between those pages.

use crate::desk::{address_of, state_tag, time_left};
use crate::words;
use app::view::DossierView;
use domain::calendar::Calendar;
use domain::dossier::StateName;
use domain::dossier::decide::state_label;
use domain::time::Instant;

/// The head of a dossier's pages.
pub(crate) struct Bar {
    pub(super) code: String,
    pub(super) address: String,
    pub(super) applicant: String,
    pub(super) state: &'static str,
    pub(super) tag: &'static str,
    pub(super) due: String,
    pub(super) left: String,
    pub(super) left_tag: &'static str,
    pub(super) here: String,
    pub(super) restricted: bool,
    remarks: usize,
}

impl Bar {
    /// The head of a dossier, on its page `part` (empty for the first).
    pub(super) fn of(view: &DossierView, part: &str, remarks: usize, now: Instant, calendar: &Calendar) -> Bar {
        let dossier = &view.file.dossier;
        let state = dossier.state.name();
        // Where the clock has ended or stands still no days are left to count.
        let runs = matches!(state, StateName::Received | StateName::Processing | StateName::Approved);
        let due = view.file.row.due;
        let (left, left_tag) = due.filter(|_| runs).map_or((String::new(), ""), |due| time_left(due, now, calendar));
        let address = address_of(&dossier.code);
        Bar {
            code: dossier.code.to_string(),
            applicant: view.file.row.applicant.name.clone(),
            state: state_label(state),
            tag: state_tag(state),
            due: due.map_or_else(String::new, words::due),
            left,
            left_tag,
            here: format!("{address}{part}"),
            restricted: view.restricted,
            address,
            remarks,
        }
    }

    /// The dossier's pages: address and name.
    pub(super) fn pages(&self) -> [(String, String); 3] {
        let remarks = if self.remarks > 0 { format!(" ({})", self.remarks) } else { String::new() };
        [
            (self.address.clone(), "Xử lý".to_owned()),
            (format!("{}/doi-chieu", self.address), "Đối chiếu giấy tờ".to_owned()),
            (format!("{}/ghi-chu", self.address), format!("Ghi chú nội bộ{remarks}")),
        ]
    }
}
