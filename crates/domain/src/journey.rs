//! *Thủ tục liên thông*: one journey, several dossiers, each with its own agency, process and clock.
//!
//! What is asked once for all of them is worked out here from the forms of the procedures that are linked, and the
//! answers are handed back to each in its own words. Nothing here knows a procedure by name: links are data.

mod joint;
#[cfg(test)]
mod tests;

pub use joint::Joint;

use crate::dossier::code::DossierCode;
use crate::procedure::Procedure;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// *Thủ tục liên thông*: procedures that are asked for together, in their order; the first leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedProcedure {
    /// *Mã thủ tục* of the link itself, as the national catalogue lists it.
    pub code: String,
    /// What it is called here; empty: as the catalogue does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What is not in it, or else to know.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The procedures it is made of.
    pub members: Vec<Member>,
    /// Where this is known from.
    pub source: String,
    /// How sure of it we are: V, V2, M, I.
    pub certainty: String,
}

/// *Thủ tục thành phần*: one of the procedures that are linked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// *Mã thủ tục*.
    pub procedure: String,
    /// What people call it in a list of tasks (*Khai sinh*).
    pub short: String,
    /// An earlier one whose result it needs; `None`: it is handed in at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// What of that result it needs, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub needs: String,
    /// Where its answers come from, by question of its own form; a question that is not here is asked as it is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fills: BTreeMap<String, Answer>,
    /// Papers nobody hands in because an earlier result says the same; by how their names begin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<String>,
    /// What its officers are told besides: a label, and a text with gaps ([`RESULT`] is one of them).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub notes: BTreeMap<String, String>,
}

/// The gap that the number of the result it waited for fills.
pub const RESULT: &str = "ket-qua";
/// What begins the name of an answer that is a note.
pub const NOTED: &str = "lien-thong.";

/// *Nguồn của câu trả lời*: where the answer to a question of one form comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It was asked already, under this name.
    Same(String),
    /// It is asked under another name or in other words.
    Asked(Wording),
    /// It is always this.
    Value(Value),
    /// It is put together from what was asked: `{child_family_name} {child_given_name}`.
    Text(String),
    /// It is the number of the result of the procedure it comes after.
    Result,
}

/// *Cách hỏi*: how a question is put in a journey; an empty part is as in its own form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wording {
    /// Name in the journey.
    #[serde(rename = "as", skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The question.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What stands under it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// *Liên kết của hồ sơ*: the journey a dossier was handed in with; part of its first event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// *Mã thủ tục* of the link.
    pub procedure: String,
    /// Which journey: the same for all its dossiers.
    pub journey: String,
    /// Place among the members, from 0.
    pub place: u32,
    /// *Mã thủ tục* of all members, in order: what else there is or will be.
    pub members: Vec<String>,
    /// The dossier whose result this one waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<DossierCode>,
}

/// What is wrong with a link, found before it is used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// Fewer than two procedures are no link.
    #[error("thủ tục liên thông cần ít nhất hai thủ tục thành phần")]
    TooFew,
    /// A procedure stands twice.
    #[error("thủ tục «{0}» có hai lần: giữ một")]
    Twice(String),
    /// The first waits for nobody, each other one for an earlier one.
    #[error("«{0}» phải chờ một thủ tục đứng trước nó: đổi thứ tự")]
    After(String),
    /// An answer is given to a question the form does not ask.
    #[error("mẫu đơn của «{procedure}» không có câu «{question}»")]
    UnknownQuestion {
        /// The member.
        procedure: String,
        /// The question.
        question: String,
    },
    /// Two forms have a question of one name, and nothing says whether it is one question.
    #[error("câu «{question}» của «{procedure}» trùng tên một câu đã hỏi: ghi là câu ấy (same) hoặc đặt tên khác (as)")]
    SameName {
        /// The member.
        procedure: String,
        /// The question.
        question: String,
    },
    /// An answer is taken from a question that is not asked before.
    #[error("câu «{question}» của «{procedure}» lấy từ «{from}», chưa được hỏi trước đó")]
    NotAsked {
        /// The member.
        procedure: String,
        /// The question.
        question: String,
        /// Where it should come from.
        from: String,
    },
    /// A question depends on an answer that is not known while people write.
    #[error("câu «{question}» của «{procedure}» tuỳ vào câu trả lời chỉ biết về sau")]
    Unknowable {
        /// The member.
        procedure: String,
        /// The question.
        question: String,
    },
    /// A result is taken by one that waits for none.
    #[error("«{0}» lấy số kết quả nhưng không chờ thủ tục nào")]
    NoResult(String),
}

impl LinkedProcedure {
    /// Place of a member.
    pub fn place(&self, procedure: &str) -> Option<usize> {
        self.members.iter().position(|member| member.procedure == procedure)
    }

    /// The place of the member this one waits for.
    pub fn waits_for(&self, place: usize) -> Option<usize> {
        self.place(self.members.get(place)?.after.as_deref()?)
    }

    /// What is asked once for all; `own` is the row of the link in the catalogue, `members` the procedures in order.
    pub fn joint(&self, own: &Procedure, members: &[&Procedure]) -> Joint {
        Joint::of(self, own, members)
    }

    /// Everything that keeps this link from being used; empty for a good one.
    pub fn faults(&self, members: &[&Procedure]) -> Vec<LinkFault> {
        let mut faults = Vec::new();
        if self.members.len() < 2 {
            faults.push(LinkFault::TooFew);
        }
        for (place, member) in self.members.iter().enumerate() {
            if self.place(&member.procedure) != Some(place) {
                faults.push(LinkFault::Twice(member.procedure.clone()));
            }
            let waits = self.waits_for(place);
            let in_order = waits.map_or(member.after.is_none(), |before| before < place);
            if !in_order || (place == 0 && member.after.is_some()) {
                faults.push(LinkFault::After(member.procedure.clone()));
            }
            if member.after.is_none() && member.fills.values().any(|answer| *answer == Answer::Result) {
                faults.push(LinkFault::NoResult(member.procedure.clone()));
            }
        }
        faults.extend(joint::faults(self, members));
        faults
    }
}
