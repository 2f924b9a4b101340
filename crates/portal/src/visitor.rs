//! *Người đang xem trang*: who asks, from where, when.

use crate::layout::{Frame, Who};
use crate::problem::Problem;
use crate::settings::Site;
use app::people::Officer;
use app::session::SignedIn;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::time::Instant;
use std::sync::Arc;

/// Cookie that holds an officer's session.
pub(crate) const SESSION: &str = "motcua_phien";
/// Cookie that holds the code and follow key of the dossier an applicant has open.
pub(crate) const OPENED: &str = "motcua_ho_so";

/// Who asks; put into each request by the gate.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// Who runs the site.
    pub(crate) site: Arc<Site>,
    /// The time of the request.
    pub(crate) now: Instant,
    /// Address the request came from; empty if unknown.
    pub(crate) address: String,
    /// Token of the session, if one is open.
    pub(crate) token: Option<String>,
    /// The officer's session, if he is signed in.
    pub(crate) signed: Option<SignedIn>,
    /// What the cookie of an opened dossier says, not yet checked.
    pub(crate) opened: Option<Opened>,
}

impl Visitor {
    /// The frame of a page for this visitor.
    pub(crate) fn frame(&self, title: impl Into<String>) -> Frame {
        let mut frame = Frame::new(title, self.site.clone());
        frame.who = self.signed.as_ref().map(Who::of);
        frame
    }

    /// The officer who is signed in; the gate lets nobody else reach a page that asks for one.
    pub(crate) fn officer(&self) -> Result<&Officer, Problem> {
        self.signed.as_ref().map(|signed| &signed.officer).ok_or(Problem::Forbidden)
    }

    /// The follow key this visitor showed for a dossier.
    pub(crate) fn key_to(&self, code: &str) -> Option<&str> {
        self.opened_as(code).map(|opened| opened.key.as_str())
    }

    /// What the cookie says of a dossier, if it is the one it is about.
    pub(crate) fn opened_as(&self, code: &str) -> Option<&Opened> {
        self.opened.as_ref().filter(|opened| opened.code == code)
    }
}

/// A dossier an applicant has open in his browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opened {
    /// Its code.
    pub(crate) code: String,
    /// The key he showed.
    pub(crate) key: String,
    /// When the result was expected as he handed in ([`crate::words::due_as_value`]); empty if unknown.
    pub(crate) due: String,
}

impl Opened {
    /// As the cookie says it.
    pub(crate) fn read(value: &str) -> Option<Opened> {
        let mut parts = value.splitn(3, '~').map(str::to_owned);
        Some(Opened { code: parts.next()?, key: parts.next()?, due: parts.next().unwrap_or_default() })
    }

    /// What the cookie is to say.
    pub(crate) fn value(&self) -> String {
        format!("{}~{}~{}", self.code, self.key, self.due)
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Problem> {
        parts.extensions.get::<Visitor>().cloned().ok_or(Problem::Broken)
    }
}
