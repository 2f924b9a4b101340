//! *Mục đích xử lý dữ liệu*: what data are used for, on which ground, and whether they may be now.

use super::request::About;
use crate::calendar::Certainty;
use crate::dossier::code::DossierCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// *Mục đích xử lý*: what data are used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// *Giải quyết hồ sơ*.
    Settle,
    /// *Báo tin pháp luật buộc phải báo*.
    OwedMessages,
    /// *Số liệu, báo cáo*.
    Figures,
    /// *Điền sẵn từ hồ sơ trước*.
    Prefill,
    /// *Báo thêm tiến độ qua thư điện tử, tin nhắn*.
    ExtraMessages,
}

/// *Cơ sở xử lý*: on what a purpose rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// *Theo quy định của pháp luật*: no consent is asked for.
    Law,
    /// *Theo sự đồng ý*: only after the person said yes, and until he says no.
    Consent,
}

/// *Dòng mục đích xử lý* of `data/data_purposes.json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PurposeRow {
    /// Which purpose.
    pub purpose: Purpose,
    /// What people call it.
    pub name: String,
    /// What is done, and what for, in plain words.
    pub why: String,
    /// On what it rests.
    pub basis: Basis,
    /// Where that is written.
    pub article: String,
    /// What the person is asked to agree to, word by word; empty where nothing is asked.
    #[serde(default)]
    pub question: String,
    /// Which version of that text this is.
    #[serde(default)]
    pub version: u32,
    /// How sure the row is.
    pub certainty: Certainty,
}

/// *Bảng mục đích xử lý*: every purpose, and which messages the law demands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PurposeTable {
    /// One row for each purpose.
    pub purposes: Vec<PurposeRow>,
    /// Keys of messages that are owed by law, whatever the person agreed to.
    pub owed_messages: Vec<String>,
}

/// *Hạn chế xử lý đang có hiệu lực*: which data, or which purpose, is not to be used.
pub type Limit = About;

/// *Phạm vi được sử dụng*: what a person agreed to and what he restricted or objected to, as it stands now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// The last word for each purpose.
    pub consents: BTreeMap<Purpose, bool>,
    /// Restrictions and objections in force.
    pub limits: Vec<Limit>,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Purpose; 5] =
        [Purpose::Settle, Purpose::OwedMessages, Purpose::Figures, Purpose::Prefill, Purpose::ExtraMessages];

    /// The word stored and written in data files.
    pub fn key(self) -> &'static str {
        match self {
            Purpose::Settle => "settle",
            Purpose::OwedMessages => "owed-messages",
            Purpose::Figures => "figures",
            Purpose::Prefill => "prefill",
            Purpose::ExtraMessages => "extra-messages",
        }
    }

    /// The purpose of a [`Purpose::key`].
    pub fn from_key(key: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.key() == key)
    }

    /// Whether the law demands it: nobody can agree to it or stop it.
    pub fn is_owed(self) -> bool {
        matches!(self, Purpose::Settle | Purpose::OwedMessages | Purpose::Figures)
    }
}

impl PurposeTable {
    /// The row of a purpose.
    pub fn row(&self, purpose: Purpose) -> Option<&PurposeRow> {
        self.purposes.iter().find(|row| row.purpose == purpose)
    }

    /// Purposes that rest on consent, in their order.
    pub fn asked(&self) -> impl Iterator<Item = &PurposeRow> {
        self.purposes.iter().filter(|row| row.basis == Basis::Consent)
    }

    /// Whether a message is owed by law.
    pub fn is_owed(&self, about: &str) -> bool {
        self.owed_messages.iter().any(|key| key == about)
    }
}

impl Uses {
    /// Whether data, of one dossier or of none in particular, may be used for a purpose now.
    pub fn allow(&self, purpose: Purpose, dossier: Option<&DossierCode>) -> bool {
        purpose.is_owed() || (self.consents.get(&purpose) == Some(&true) && !self.is_limited(purpose, dossier))
    }

    /// Whether a restriction or objection stands against it.
    pub fn is_limited(&self, purpose: Purpose, dossier: Option<&DossierCode>) -> bool {
        !purpose.is_owed()
            && self.limits.iter().any(|limit| match limit {
                About::Everything => true,
                About::Dossier(code) => dossier == Some(code),
                About::Purpose(one) => *one == purpose,
                About::Account => false,
            })
    }

    /// Whether the data of a dossier are restricted.
    pub fn is_restricted(&self, dossier: &DossierCode) -> bool {
        self.limits.iter().any(|limit| match limit {
            About::Everything => true,
            About::Dossier(code) => code == dossier,
            _ => false,
        })
    }
}
