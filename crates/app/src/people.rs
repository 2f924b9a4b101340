//! *Cán bộ, người nộp*: officers who sign in, and the particulars of applicants.

use domain::agency::AgencyCode;
use domain::dossier::event::{Actor, Hand};
use domain::ledger::Digest;
use domain::process::Role;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// *Cán bộ, công chức* who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// Ministry or province.
    pub top: AgencyCode,
    /// Sign-in name.
    pub login: String,
    /// Name people read.
    pub name: String,
    /// Agency he works for; he acts on its dossiers and on those of agencies under it.
    pub agency: AgencyCode,
    /// Name of that agency.
    pub agency_name: String,
    /// Roles in it.
    pub roles: Vec<Role>,
}

impl Officer {
    /// Whether he holds a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether dossiers of an agency are his to see: his own agency's and those of agencies under it.
    pub fn serves(&self, agency: &AgencyCode) -> bool {
        agency.is_within(&self.agency)
    }

    /// Whether he may act on dossiers of an agency. A ministry's or province's own officers watch over the
    /// agencies under it; they do not do their work for them.
    pub fn acts_for(&self, agency: &AgencyCode) -> bool {
        *agency == self.agency || (self.agency != self.top && self.serves(agency))
    }

    /// Whether he speaks for a unit that was asked for an opinion: his own agency, or a unit inside it.
    pub fn acts_for_unit(&self, unit: &AgencyCode) -> bool {
        *unit == self.agency || self.acts_for(unit)
    }

    /// As `decide` must know him.
    pub fn hand(&self) -> Hand {
        Hand { actor: Actor::Officer(self.login.clone()), roles: self.roles.clone() }
    }
}

/// *Loại người nộp*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicantKind {
    /// *Cá nhân*.
    #[default]
    Person,
    /// *Doanh nghiệp*.
    Enterprise,
    /// *Tổ chức khác*.
    Organisation,
}

/// *Người đại diện, người được uỷ quyền*: who hands in for the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Representative {
    /// Full name, as written on his papers.
    pub full_name: String,
    /// *Số định danh cá nhân*.
    pub id_number: String,
    /// *Theo văn bản uỷ quyền*: by a letter that is handed in with the dossier, not by law.
    pub by_letter: bool,
}

/// *Chủ hồ sơ*: who asks, himself or through somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Applicant {
    /// What he is.
    pub kind: ApplicantKind,
    /// Full name, as written on his papers.
    pub full_name: String,
    /// *Số định danh cá nhân* (12 digits), or the tax code of an enterprise; empty if unknown at the counter.
    #[serde(default)]
    pub id_number: String,
    /// Date of birth; `None` for enterprises.
    #[serde(default)]
    pub birth_date: Option<Date>,
    /// Phone under which news of the dossier is told: his own, or his representative's.
    #[serde(default)]
    pub phone: String,
    /// E-mail, likewise.
    #[serde(default)]
    pub email: String,
    /// Address.
    #[serde(default)]
    pub address: String,
    /// Who hands in for him; `None` where he does so himself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<Representative>,
}

/// *Thông tin người nộp và nội dung khai*: personal data, kept beside the ledger, which names only its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// Who asks.
    pub applicant: Applicant,
    /// Answers to the procedure's form, by question.
    #[serde(default)]
    pub answers: BTreeMap<String, serde_json::Value>,
    /// Hash of the secret that opens the dossier to its owner.
    pub follow_key: Digest,
    /// Random, so that nobody can guess particulars from their hash.
    pub salt: String,
}

impl Particulars {
    /// As stored, and the hash the ledger names.
    pub fn sealed(&self) -> (String, Digest) {
        let content = serde_json::to_string(self).expect("particulars are plain data");
        let digest = Digest::of(content.as_bytes());
        (content, digest)
    }

    /// Whether this is the secret told to the applicant; case, spaces and dashes are forgiven.
    pub fn opened_by(&self, key: &str) -> bool {
        hash_of_key(key) == self.follow_key
    }
}

/// The hash kept of a follow key.
pub fn hash_of_key(key: &str) -> Digest {
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    Digest::of(plain.to_ascii_uppercase().as_bytes())
}
