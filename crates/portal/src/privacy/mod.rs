//! *Dữ liệu cá nhân*: what is held and why, a person's own pages of it, and the pages of those who answer him.

pub(crate) mod ask;
pub(crate) mod consents;
pub(crate) mod desk;
pub(crate) mod mine;
pub(crate) mod notice;

use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, words};
use app::privacy::{DataRequestError, Subject, purposes};
use domain::dossier::event::{Actor, Paper};
use domain::privacy::{About, RequestEvent, RequestFact, RequestState};
use std::collections::BTreeMap;

/// The citizen who is signed in, as a person with rights.
pub(crate) async fn subject(portal: &Portal, visitor: &Visitor) -> Result<Subject, Problem> {
    Ok(portal.app.subject_of(&visitor.citizen()?.citizen).await?)
}

/// Which data are meant, in words.
fn about_name(about: &About) -> String {
    match about {
        About::Everything => "Mọi dữ liệu của tôi".to_owned(),
        About::Account => "Tài khoản, cách liên hệ, bản nháp".to_owned(),
        About::Dossier(code) => format!("Hồ sơ mã {code}"),
        About::Purpose(purpose) => {
            purposes().row(*purpose).map_or_else(String::new, |row| format!("Mục đích: {}", row.name))
        }
    }
}

/// Class of a state's tag.
fn state_tag(state: RequestState) -> &'static str {
    match state {
        RequestState::Waiting => "tag tag-info",
        RequestState::Accepted | RequestState::Correcting => "tag tag-warn",
        RequestState::Done => "tag tag-good",
        RequestState::Refused | RequestState::Cancelled => "tag",
    }
}

/// One event as people read it.
struct Line {
    title: &'static str,
    at: String,
    by: String,
    /// Whether `by` is the name of an agency or officer.
    agency: bool,
    words: String,
}

/// What happened, newest first. The person reads which agency acted; officers read who.
fn lines(events: &[RequestEvent], agency: &str, names: Option<&BTreeMap<String, String>>) -> Vec<Line> {
    let line = |event: &RequestEvent| Line {
        title: event.fact.name(),
        at: words::moment(event.at),
        by: match (&event.actor, names) {
            (Actor::Applicant, _) => "Người yêu cầu".to_owned(),
            (Actor::System | Actor::Import, _) => "Hệ thống".to_owned(),
            (_, None) => agency.to_owned(),
            (actor, Some(names)) => {
                let login = actor.officer().cloned().unwrap_or_default();
                names.get(&login).cloned().unwrap_or(login)
            }
        },
        agency: !matches!(event.actor, Actor::Applicant | Actor::System | Actor::Import),
        words: said(&event.fact),
    };
    events.iter().rev().map(line).collect()
}

fn said(fact: &RequestFact) -> String {
    match fact {
        RequestFact::Made { words, .. } => words.to_string(),
        RequestFact::Accepted { note, due, .. } => format!("{note} Hạn thực hiện: {}.", words::due(*due)),
        RequestFact::Extended { reason, due } => format!("{reason} Hạn mới: {}.", words::due(*due)),
        RequestFact::Done { answer } => answer.to_string(),
        RequestFact::Refused { article, reason, .. } => format!("{reason} Căn cứ: {article}."),
        RequestFact::PassedOn | RequestFact::NotApproved | RequestFact::Cancelled => String::new(),
    }
}

/// A paper to be saved.
struct PaperLine {
    name: String,
    size: String,
    address: String,
    sha256: String,
}

fn paper_line(paper: &Paper, before: &str) -> PaperLine {
    PaperLine {
        name: paper.name.clone(),
        size: words::size(paper.bytes),
        address: format!("{before}/giay-to/{}", paper.sha256),
        sha256: paper.sha256.to_string(),
    }
}

impl From<DataRequestError> for Problem {
    fn from(error: DataRequestError) -> Problem {
        match error {
            DataRequestError::NotFound => Problem::NotFound,
            DataRequestError::NotYours => Problem::Forbidden,
            DataRequestError::Refused(_) | DataRequestError::Overtaken => Problem::Overtaken,
            DataRequestError::NoRules => Problem::Closed,
            DataRequestError::Dossier(error) => error.into(),
            DataRequestError::Store(error) => error.into(),
        }
    }
}
