//! A row of the file of activities.

use super::dossier::{read_code, read_time};
use super::{Fault, Given, Terms};
use crate::dossier::code::DossierCode;
use crate::dossier::event::PastActivity;

/// *Cột của lượt xử lý*: the fields of one row, in the order of [`super::ACTIVITY_COLUMNS`].
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the columns of the file, by their names")]
pub struct ActivityFields<'a> {
    pub dossier_code: &'a str,
    pub at: &'a str,
    pub activity: &'a str,
    pub unit: &'a str,
    pub officer: &'a str,
}

/// *Lượt xử lý đã đọc*: an activity as it was read; it borrows its texts, which repeat by the million.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadActivity<'a> {
    /// When.
    pub at: Given,
    /// What was done; never empty.
    pub activity: &'a str,
    /// Unit.
    pub unit: &'a str,
    /// Officer.
    pub officer: &'a str,
}

impl<'a> ActivityFields<'a> {
    /// The fields of a row in the order of [`super::ACTIVITY_COLUMNS`].
    pub fn from_array(fields: [&'a str; 5]) -> ActivityFields<'a> {
        let [dossier_code, at, activity, unit, officer] = fields.map(str::trim);
        ActivityFields { dossier_code, at, activity, unit, officer }
    }

    /// The code of the dossier it belongs to.
    pub fn code(&self) -> Result<DossierCode, Fault> {
        read_code(self.dossier_code)
    }

    /// The activity this row tells of a dossier handed in then, or what is wrong with it.
    pub fn read(&self, handed_in: Given, terms: Terms) -> Result<ReadActivity<'a>, Fault> {
        let at = read_time("at", self.at)?.ok_or(Fault::Empty("at"))?;
        if self.activity.is_empty() {
            return Err(Fault::Empty("activity"));
        }
        if at.is_before(handed_in) {
            return Err(Fault::BeforeHandedIn { text: self.at.to_owned() });
        }
        if at.is_after(terms.now) {
            return Err(Fault::Future { column: "at", text: self.at.to_owned() });
        }
        Ok(ReadActivity { at, activity: self.activity, unit: self.unit, officer: self.officer })
    }
}

impl ReadActivity<'_> {
    /// What goes into the ledger.
    pub fn to_past(self) -> PastActivity {
        PastActivity {
            at: self.at.start(),
            activity: self.activity.to_owned(),
            unit: self.unit.to_owned(),
            officer: self.officer.to_owned(),
        }
    }
}
