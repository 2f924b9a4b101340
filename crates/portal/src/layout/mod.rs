//! *Khung trang*: what every page has around its content.

pub(crate) mod field;
pub(crate) mod passkey;

use crate::assets;
use crate::settings::Site;
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
            unread: signed.unread,
        }
    }
}

impl Frame {
    /// The frame of a page with this title, for people who are not signed in.
    pub(crate) fn new(title: impl Into<String>, site: Arc<Site>) -> Frame {
        Frame { title: title.into(), wrong: false, site, who: None, here: "" }
    }

    /// The same, marked in the menu.
    pub(crate) fn at(self, here: &'static str) -> Frame {
        Frame { here, ..self }
    }

    /// The same, on a page with something to mend.
    pub(crate) fn wrong(self, wrong: bool) -> Frame {
        Frame { wrong, ..self }
    }

    /// Secret that a signed-in officer's forms carry; empty for everyone else.
    pub(crate) fn csrf(&self) -> &str {
        self.who.as_ref().map_or("", |who| &who.csrf)
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
