//! *Khung trang*: what every page has around its content.

pub(crate) mod field;
pub(crate) mod passkey;

use crate::assets;
use crate::settings::Site;
use app::citizen::CitizenSession;
use app::session::SignedIn;
use domain::process::Role;
use std::sync::Arc;

/// What the frame of a page shows.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Title of the page; the browser's title bar and, as a rule, its `<h1>`.
    pub(crate) title: String,
    /// Whether something has to be mended: the title then begins with “Lỗi: ”.
    pub(crate) wrong: bool,
    /// Who runs the site.
    pub(crate) site: Arc<Site>,
    /// The officer who is signed in.
    pub(crate) who: Option<Who>,
    /// The citizen who is signed in.
    pub(crate) citizen: Option<Known>,
    /// Address of the page's own part of the site, marked in the menu.
    pub(crate) here: &'static str,
}

/// The officer a page is for.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// *Họ tên*.
    pub(crate) name: String,
    /// *Cơ quan*.
    pub(crate) agency: String,
    /// Secret of his session that each of his forms carries.
    pub(crate) csrf: String,
    /// Whether he works at the counter.
    pub(crate) receives: bool,
    /// Whether he looks after accounts and settings.
    pub(crate) administers: bool,
    /// Whether he keeps the catalogue and the processes.
    pub(crate) keeps: bool,
    /// Whether he receives patients.
    pub(crate) welcomes: bool,
    /// Whether he does anything besides.
    pub(crate) handles: bool,
    /// How many messages he has not read.
    pub(crate) unread: u64,
}

impl Who {
    /// The officer of a session.
    pub(crate) fn of(signed: &SignedIn) -> Who {
        let officer = &signed.officer;
        Who {
            name: officer.name.clone(),
            agency: officer.agency_name.clone(),
            csrf: signed.csrf.clone(),
            receives: officer.roles.contains(&Role::Clerk),
            administers: officer.roles.contains(&Role::Administrator),
            keeps: officer.has(Role::ProcedureControl),
            welcomes: officer.has(Role::Receptionist),
            handles: officer.roles != [Role::Receptionist],
            unread: signed.unread,
        }
    }
}

/// The citizen or enterprise a page is for.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// What the account is called.
    pub(crate) name: String,
    /// Secret of the session that each of its forms carries.
    pub(crate) csrf: String,
}

impl Known {
    /// Whose a session is.
    pub(crate) fn of(session: &CitizenSession) -> Known {
        Known { name: session.citizen.profile.name().to_owned(), csrf: session.csrf.clone() }
    }
}

impl Frame {
    /// The frame of a page with this title, for people who are not signed in.
    pub(crate) fn new(title: impl Into<String>, site: Arc<Site>) -> Frame {
        Frame { title: title.into(), wrong: false, site, who: None, citizen: None, here: "" }
    }

    /// The same, marked in the menu.
    pub(crate) fn at(self, here: &'static str) -> Frame {
        Frame { here, ..self }
    }

    /// The same, on a page with something to mend.
    pub(crate) fn wrong(self, wrong: bool) -> Frame {
        Frame { wrong, ..self }
    }

    /// Secret that the forms of whoever is signed in carry; empty for everyone else.
    pub(crate) fn csrf(&self) -> &str {
        let officer = self.who.as_ref().map(|who| who.csrf.as_str());
        officer.or_else(|| self.citizen.as_ref().map(|known| known.csrf.as_str())).unwrap_or_default()
    }

    pub(crate) fn style(&self) -> String {
        assets::style_address()
    }

    pub(crate) fn mark(&self) -> String {
        assets::mark_address()
    }

    pub(crate) fn current(&self, address: &str) -> &'static str {
        if self.here == address { " aria-current=\"page\"" } else { "" }
    }
}
