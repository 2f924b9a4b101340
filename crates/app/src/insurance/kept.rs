//! What is kept of a question and its answer, as it is sealed.

use super::InsuranceDesk;
use domain::agency::AgencyCode;
use domain::insurance::InsuranceAnswer;
use domain::ledger::Digest;
use identity::birth::BirthDate;
use identity::card::CardHolder;
use serde::{Deserialize, Serialize};

/// Who was asked about, and what was said.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Told {
    number: String,
    name: String,
    born: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) answer: Option<InsuranceAnswer>,
}

impl Told {
    pub(super) fn question(holder: &CardHolder) -> Told {
        let born = match holder.born {
            BirthDate::Year(year) => year.to_string(),
            BirthDate::YearMonth(year, month) => format!("{year}-{month:02}"),
            BirthDate::Day(day) => day.to_string(),
        };
        Told { number: holder.number.digits(), name: holder.name.as_str().to_owned(), born, answer: None }
    }

    pub(super) fn with(&self, answer: InsuranceAnswer) -> Told {
        Told { answer: Some(answer), ..self.clone() }
    }

    pub(super) fn holder(&self) -> Option<CardHolder> {
        Some(CardHolder {
            number: self.number.parse().ok()?,
            name: self.name.parse().ok()?,
            born: self.born.parse().ok()?,
        })
    }

    pub(super) fn seal(&self, desk: &InsuranceDesk, place: &str) -> Vec<u8> {
        desk.sealer.seal(place, &serde_json::to_vec(self).expect("texts are JSON"))
    }

    pub(super) fn open(desk: &InsuranceDesk, place: &str, sealed: &[u8]) -> Option<Told> {
        serde_json::from_slice(&desk.sealer.open(place, sealed)?).ok()
    }
}

/// Where a question waits.
pub(super) fn waiting_place(id: &str) -> String {
    format!("waiting {id}")
}

/// Where the last answer about a person lies.
pub(super) fn answer_place(top: &AgencyCode, person: &Digest) -> String {
    format!("answer {top} {person}")
}
