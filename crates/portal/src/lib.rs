//! *Cổng*: the pages of Một Cửa, for citizens, for the desk, for those who oversee. The only HTML there is.
//!
//! Pages are rendered on the server and work without JavaScript. A page is a pair of files: `x.rs` reads the
//! request and fills in a view, `x.html` beside it shows it. [`routes`] lists every address with its permission.

mod account;
mod admin;
mod answers;
mod apply;
mod asking;
mod assets;
mod clinic;
mod cookies;
mod counter;
mod deputies;
mod desk;
mod device;
mod dispatch;
mod dossier;
mod downloads;
mod editor;
mod english;
mod filled;
mod follow;
mod gallery;
mod gate;
mod headers;
mod home;
mod layout;
mod limits;
mod linked;
mod lookups;
mod notices;
mod once;
mod papers;
mod pictures;
mod privacy;
mod problem;
mod procedure;
mod queue;
mod report;
mod routes;
mod safety;
mod seal;
mod second;
mod settings;
mod sign_in;
mod squeeze;
#[cfg(test)]
mod tests;
mod timeline;
mod visitor;
mod words;

pub use settings::{CitizenSignIn, Settings, Site};

use crate::problem::Problem;
use app::App;
use app::acts::{ActError, Application};
use app::factors::Means;
use app::messages::Ways;
use askama::Template;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use domain::dossier::code::DossierCode;
use factor::vault::Vault;
use std::sync::Arc;
use store::StoreError;
use tower_http::catch_panic::CatchPanicLayer;

/// What handlers work with; cheap to clone.
#[derive(Clone)]
pub(crate) struct Portal {
    pub(crate) app: App,
    pub(crate) settings: Arc<Settings>,
    pub(crate) site: Arc<Site>,
    pub(crate) means: Arc<Means>,
    pub(crate) limits: Arc<limits::Limits>,
    pub(crate) once: Arc<once::Once<visitor::Opened>>,
}

/// The pages over an app.
pub fn router(app: App, settings: Settings) -> Router {
    let settings = Arc::new(settings);
    let most = settings.max_request_bytes;
    let ways = Ways { channels: settings.channels.clone(), base_url: settings.public_base_url.clone() };
    let means = Means { vault: Vault::of(&settings.secret), site: settings.passkeys.clone(), ways };
    let portal = Portal {
        app,
        settings: settings.clone(),
        site: Arc::new(settings.site_with_accounts()),
        means: Arc::new(means),
        limits: Arc::new(limits::Limits::usual()),
        once: Arc::default(),
    };
    routes::build(&portal)
        .fallback(|| async { Problem::NotFound })
        .method_not_allowed_fallback(|| async { Problem::NotFound })
        .with_state(portal)
        .layer(DefaultBodyLimit::max(most))
        .layer(CatchPanicLayer::custom(|_| Problem::Broken.into_response()))
        .layer(from_fn_with_state(settings.clone(), problem::dress))
        .layer(from_fn(english::speak))
        .layer(from_fn_with_state(settings, headers::add))
        .layer(from_fn(headers::log))
}

impl Portal {
    /// The place of an application: sent twice, it is handed in once.
    pub(crate) fn slot(&self, token: &str, application: &Application) -> once::Slot<visitor::Opened> {
        self.once.slot(&self.settings.secret, token, &format!("{application:?}"))
    }

    /// The code of a dossier there is, as somebody typed it.
    pub(crate) async fn known(&self, typed: &str) -> Result<Option<DossierCode>, Problem> {
        let Ok(code) = typed.parse::<DossierCode>() else { return Ok(None) };
        match self.app.progress_of(&code).await {
            Ok(_) => Ok(Some(code)),
            Err(ActError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// A page that went well.
pub(crate) fn page(template: impl Template) -> Result<Response, Problem> {
    page_with(StatusCode::OK, template)
}

/// A page with another number: forms with something to mend, for machines to know.
pub(crate) fn page_with(status: StatusCode, template: impl Template) -> Result<Response, Problem> {
    match template.render() {
        Ok(html) => Ok((status, Html(html)).into_response()),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            Err(Problem::Broken)
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        tracing::error!(%error, "the store could not answer");
        match error {
            StoreError::Busy | StoreError::Closed | StoreError::Unreachable(_) => Problem::Closed,
            _ => Problem::Broken,
        }
    }
}

impl From<ActError> for Problem {
    fn from(error: ActError) -> Problem {
        match error {
            ActError::NotFound => Problem::NotFound,
            ActError::NotYours => Problem::Forbidden,
            ActError::SomeoneElse(_) | ActError::Refused(_) | ActError::NoSuchOfficer(_) | ActError::ChooseStep => {
                Problem::Overtaken
            }
            ActError::Broken => {
                tracing::error!("a ledger could not be read");
                Problem::Broken
            }
            ActError::Store(error) => error.into(),
        }
    }
}
