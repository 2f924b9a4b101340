//! *Người đang xem trang*: who asks, from where, when.

use crate::layout::{Frame, Known, Who};
use crate::problem::Problem;
use crate::settings::Site;
use app::citizen::{Citizen, CitizenSession};
use app::claim::Claim;
use app::people::Officer;
use app::session::{SignedIn, Whereabouts};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::time::Instant;
use std::sync::Arc;

/// Cookie that holds an officer's session.
pub(crate) const SESSION: &str = "motcua_phien";
/// Cookie that holds a citizen's session.
pub(crate) const CITIZEN: &str = "motcua_tai_khoan";
/// Cookie of somebody who gave his password and is asked for his second factor.
pub(crate) const HALF: &str = "motcua_buoc_hai";
/// Cookie that holds the keys of the drafts a browser writes.
pub(crate) const DRAFTS: &str = "motcua_nhap";
/// Drafts a browser keeps the keys of; those written longest ago are forgotten first.
const MOST_DRAFTS: usize = 8;
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
    /// What the cookie of a half session says, not yet checked.
    pub(crate) half: Option<String>,
    /// Token of the session, if one is open.
    pub(crate) token: Option<String>,
    /// The officer's session, if he is signed in.
    pub(crate) signed: Option<SignedIn>,
    /// Token of a citizen's session, if one is open.
    pub(crate) citizen_token: Option<String>,
    /// The citizen's session, if he is signed in and no officer is.
    pub(crate) citizen: Option<CitizenSession>,
    /// What the browser says it is, in words.
    pub(crate) device: String,
    /// What the cookie of an opened dossier says, not yet checked.
    pub(crate) opened: Option<Opened>,
    /// What the cookie of drafts says, not yet checked; the newest first.
    pub(crate) drafts: Vec<DraftKey>,
}

impl Visitor {
    /// The frame of a page for this visitor.
    pub(crate) fn frame(&self, title: impl Into<String>) -> Frame {
        let mut frame = Frame::new(title, self.site.clone());
        frame.who = self.signed.as_ref().map(Who::of);
        frame.citizen = self.citizen.as_ref().map(Known::of);
        frame
    }

    /// The officer who is signed in; the gate lets nobody else reach a page that asks for one.
    pub(crate) fn officer(&self) -> Result<&Officer, Problem> {
        self.signed.as_ref().map(|signed| &signed.officer).ok_or(Problem::Forbidden)
    }

    /// The follow key this visitor showed, be it for another dossier: one key opens all of a journey, and whether it
    /// opens this one is seen where the dossier is loaded.
    pub(crate) fn key(&self) -> Option<&str> {
        self.opened.as_ref().map(|opened| opened.key.as_str())
    }

    /// The citizen who is signed in; the gate lets nobody else reach a page that asks for one.
    pub(crate) fn citizen(&self) -> Result<&CitizenSession, Problem> {
        self.citizen.as_ref().ok_or(Problem::Forbidden)
    }

    /// Secret that forms of this visitor's session must carry.
    pub(crate) fn csrf(&self) -> Option<&str> {
        let officer = self.signed.as_ref().map(|signed| signed.csrf.as_str());
        officer.or_else(|| self.citizen.as_ref().map(|session| session.csrf.as_str()))
    }

    /// Where he is, as his session notes it.
    pub(crate) fn whereabouts(&self) -> Whereabouts {
        Whereabouts { browser: self.device.clone(), address: self.address.clone() }
    }

    /// The follow key this visitor showed for a dossier.
    pub(crate) fn key_to(&self, code: &str) -> Option<&str> {
        self.opened_as(code).map(|opened| opened.key.as_str())
    }

    /// What this visitor may open a dossier with: the key he showed, then his account.
    pub(crate) fn claims(&self) -> impl Iterator<Item = Claim<'_>> {
        self.key().map(Claim::Key).into_iter().chain(self.account().map(Claim::Account))
    }

    /// The account that is signed in.
    pub(crate) fn account(&self) -> Option<&Citizen> {
        self.citizen.as_ref().map(|session| &session.citizen)
    }

    /// The key this browser keeps for a draft.
    pub(crate) fn draft_key(&self, id: &str) -> Option<&str> {
        self.drafts.iter().find(|known| known.id == id).map(|known| known.key.as_str())
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
}

impl Opened {
    /// As the cookie says it.
    pub(crate) fn read(value: &str) -> Option<Opened> {
        let (code, key) = value.split_once('~')?;
        Some(Opened { code: code.to_owned(), key: key.to_owned() })
    }

    /// What the cookie is to say.
    pub(crate) fn value(&self) -> String {
        format!("{}~{}", self.code, self.key)
    }
}

/// A draft a browser writes, with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftKey {
    /// What its address says.
    pub(crate) id: String,
    /// What opens it.
    pub(crate) key: String,
}

impl DraftKey {
    /// As the cookie says them.
    pub(crate) fn read_all(value: &str) -> Vec<DraftKey> {
        let pairs = value.split('.').filter_map(|pair| pair.split_once('~'));
        pairs.take(MOST_DRAFTS).map(|(id, key)| DraftKey { id: id.to_owned(), key: key.to_owned() }).collect()
    }

    /// What the cookie is to say.
    pub(crate) fn values(keys: &[DraftKey]) -> String {
        let pairs = keys.iter().take(MOST_DRAFTS).map(|draft| format!("{}~{}", draft.id, draft.key));
        pairs.collect::<Vec<_>>().join(".")
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Problem> {
        parts.extensions.get::<Visitor>().cloned().ok_or(Problem::Broken)
    }
}
