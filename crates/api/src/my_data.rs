//! What a person takes away: everything held of him, as one JSON document written piece by piece, and the receipt of
//! his consents.
//!
//! `format` is `motcua.my-data`, `version` 1. Names and answers stand as they were typed, in UTF-8. Times are seconds
//! since 1970-01-01T00:00Z. `why`, `ground` and `until` of each kind of data are in `kinds`. A paper is named by its
//! SHA-256 and fetched from `download`.

use app::people::{Applicant, Particulars};
use app::privacy::{Held, HeldDossier, retention};
use domain::dossier::event::Paper;
use domain::privacy::ConsentRecord;
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Delivery, KeptRequest};

/// The media type of both documents.
pub const MEDIA_TYPE: &str = "application/json";
/// What ends the document after its last dossier.
pub const CLOSING: &str = "]}";
const FORMAT: &str = "motcua.my-data";

/// The whole document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyData {
    /// `motcua.my-data`.
    pub format: String,
    /// Version of this shape.
    pub version: u32,
    /// When it was made.
    pub exported_at: i64,
    /// What the account says: name of the field, value.
    pub account: BTreeMap<String, String>,
    /// Kinds of data, with why they are kept.
    pub kinds: Vec<Kind>,
    /// Consents, oldest first.
    pub consents: Vec<Consent>,
    /// Restrictions and objections in force.
    pub limits: Vec<String>,
    /// Requests about data.
    pub requests: Vec<Request>,
    /// Messages about requests.
    pub messages: Vec<Message>,
    /// Dossiers.
    #[serde(default)]
    pub dossiers: Vec<Dossier>,
}

/// One kind of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are those of the rows of data/retention.json")]
pub struct Kind {
    pub key: String,
    pub name: String,
    pub why: String,
    pub ground: String,
    pub until: String,
}

/// One record of consent; its hash is over everything before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are those of `domain::privacy::ConsentRecord`")]
pub struct Consent {
    pub person: String,
    pub number: u32,
    pub at: i64,
    pub purpose: String,
    pub given: bool,
    pub version: u32,
    pub text: String,
    pub how: String,
    pub prev: String,
    pub hash: String,
}

/// A request about data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are those of `domain::privacy::DataRequest`")]
pub struct Request {
    pub code: String,
    pub right: String,
    pub about: String,
    pub words: String,
    pub agency: String,
    pub state: String,
    pub made_at: i64,
    pub answered_at: Option<i64>,
    pub ended_at: Option<i64>,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are those of `store::Delivery`")]
pub struct Message {
    pub subject: String,
    pub text: String,
    pub created_at: i64,
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are those of `domain::dossier::event::Paper`")]
pub struct HandedIn {
    pub name: String,
    pub sha256: String,
    pub bytes: u64,
    pub media_type: String,
    pub download: String,
}

/// A mark given to a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are those of `store::Rating`")]
pub struct Rating {
    pub rated_at: i64,
    pub overall: u32,
    pub ease: Option<u32>,
    pub manner: Option<u32>,
    pub contacts: Option<u32>,
    pub words: String,
}

/// Somebody of an agency opened a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "when, which agency, why")]
pub struct Opened {
    pub at: i64,
    pub agency: String,
    pub why: String,
}

/// A dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Its code.
    pub code: String,
    /// *Mã thủ tục*.
    pub procedure: String,
    /// Name of the procedure.
    pub procedure_name: String,
    /// Agency that settles it.
    pub agency: String,
    /// Where it stands.
    pub state: String,
    /// When it was handed in.
    pub submitted_at: i64,
    /// Whether its data are restricted.
    pub restricted: bool,
    /// Who asked.
    pub applicant: Option<Applicant>,
    /// Answers, by question.
    pub answers: BTreeMap<String, serde_json::Value>,
    /// Papers handed in and the result.
    pub papers: Vec<HandedIn>,
    /// Messages about it.
    pub messages: Vec<Message>,
    /// What he thought of it.
    pub rating: Option<Rating>,
    /// Who opened it.
    pub opened: Vec<Opened>,
}

/// The document up to its first dossier.
pub fn opening(account: BTreeMap<String, String>, held: &Held, now: Instant) -> String {
    let head = MyData {
        format: FORMAT.to_owned(),
        version: 1,
        exported_at: now.unix_seconds(),
        account,
        kinds: kinds(),
        consents: held.consents.iter().map(Consent::from).collect(),
        limits: held.uses.limits.iter().map(ToString::to_string).collect(),
        requests: held.requests.iter().map(request).collect(),
        messages: held.messages.iter().map(message).collect(),
        dossiers: Vec::new(),
    };
    let text = serde_json::to_string(&head).expect("plain data");
    text.strip_suffix(CLOSING).expect("dossiers come last").to_owned()
}

/// One dossier of the document; a comma parts it from the one before.
pub fn dossier(held: &HeldDossier, procedure_name: &str) -> String {
    let (applicant, answers) = match held.particulars.clone() {
        Some(Particulars { applicant, answers, .. }) => (Some(applicant), answers),
        None => (None, BTreeMap::new()),
    };
    let paper = |paper: &Paper| HandedIn {
        name: paper.name.clone(),
        sha256: paper.sha256.to_string(),
        bytes: paper.bytes,
        media_type: paper.media_type.clone(),
        download: format!("/tra-cuu/{}/giay-to/{}", held.code, paper.sha256),
    };
    let dossier = Dossier {
        code: held.code.to_string(),
        procedure: held.procedure.clone(),
        procedure_name: procedure_name.to_owned(),
        agency: held.agency.to_string(),
        state: domain::dossier::decide::state_label(held.state).to_owned(),
        submitted_at: held.submitted_at.unix_seconds(),
        restricted: held.restricted,
        applicant,
        answers,
        papers: held.papers.iter().map(paper).collect(),
        messages: held.messages.iter().map(message).collect(),
        rating: held.rating.as_ref().map(|rating| Rating {
            rated_at: rating.rated_at.unix_seconds(),
            overall: rating.overall,
            ease: rating.ease,
            manner: rating.manner,
            contacts: rating.contacts,
            words: rating.words.clone(),
        }),
        opened: held
            .opened
            .iter()
            .map(|(at, agency, why)| Opened { at: at.unix_seconds(), agency: agency.to_string(), why: why.clone() })
            .collect(),
    };
    serde_json::to_string(&dossier).expect("plain data")
}

/// The receipt of a person's consents: whoever has it can compute each hash and see that none is missing.
pub fn consent_receipt(records: &[ConsentRecord]) -> Vec<u8> {
    let consents: Vec<Consent> = records.iter().map(Consent::from).collect();
    serde_json::to_vec_pretty(&consents).expect("plain data")
}

fn kinds() -> Vec<Kind> {
    let kind = |rule: &domain::privacy::RetentionRule| Kind {
        key: rule.key.clone(),
        name: rule.name.clone(),
        why: rule.why.clone(),
        ground: rule.article.clone(),
        until: rule.until.clone(),
    };
    retention().rules.iter().map(kind).collect()
}

fn message(delivery: &Delivery) -> Message {
    Message {
        subject: delivery.subject.clone(),
        text: delivery.text.clone(),
        created_at: delivery.created_at.unix_seconds(),
    }
}

fn request(kept: &KeptRequest) -> Request {
    let request = &kept.request;
    Request {
        code: request.code.clone(),
        right: request.kind.key().to_owned(),
        about: request.about.to_string(),
        words: request.words.to_string(),
        agency: kept.agency.to_string(),
        state: request.state.key().to_owned(),
        made_at: request.made_at.unix_seconds(),
        answered_at: request.answered_at.map(Instant::unix_seconds),
        ended_at: request.ended_at.map(Instant::unix_seconds),
    }
}

impl From<&ConsentRecord> for Consent {
    fn from(record: &ConsentRecord) -> Consent {
        let said = &record.said;
        Consent {
            person: record.person.clone(),
            number: record.number,
            at: record.at.unix_seconds(),
            purpose: said.purpose.key().to_owned(),
            given: said.given,
            version: said.version,
            text: said.text.clone(),
            how: said.how.clone(),
            prev: record.prev.to_string(),
            hash: record.hash.to_string(),
        }
    }
}
