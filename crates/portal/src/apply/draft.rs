//! *Mở bản nháp*: every page of a draft is reached through here, with its key in a cookie or typed once more.

use super::pages::Asking;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::linked::{self, Task};
use crate::problem::Problem;
use crate::visitor::{DRAFTS, DraftKey, OPENED, Opened, Visitor};
use crate::{Portal, cookies, page_with, words};
use app::catalogue::Catalogue;
use app::claim::Claim;
use app::draft::{Draft, DraftError, Filling, Found};
use app::people::hash_of_key;
use askama::Template;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::code::DossierCode;
use domain::procedure::Procedure;
use std::borrow::Cow;
use std::sync::Arc;

/// Fields that belong to one sending and not to what was typed.
const NOT_CARRIED: [&str; 2] = ["khoa", "csrf"];

/// A draft that is open for writing.
pub(super) struct Writing<'a> {
    pub(super) portal: &'a Portal,
    pub(super) visitor: &'a Visitor,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) draft: Draft,
    /// The key it was opened with; empty where the account opened it.
    pub(super) key: String,
    /// What is asked, where several procedures are linked.
    joint: Option<Procedure>,
}

/// What opening a draft led to.
pub(super) enum Way<'a> {
    /// It may be written.
    On(Box<Writing<'a>>),
    /// Somewhere else: it was handed in, or its key is asked for.
    Elsewhere(Response),
}

#[derive(Template)]
#[template(path = "apply/resume.html")]
pub(super) struct ResumePage {
    pub(super) frame: Frame,
    pub(super) mend: Mend,
    pub(super) action: String,
    pub(super) fields: Vec<Field>,
    pub(super) carried: Vec<(String, String)>,
    pub(super) lead: &'static str,
    /// Whether signing in may open it too.
    pub(super) by_account: bool,
}

/// Opens a draft: with the key of the browser, with the one typed into `filled`, or as the account that is signed in.
/// Without any of them the key is asked for, and what was typed waits on that page.
pub(super) async fn open<'a>(
    portal: &'a Portal,
    visitor: &'a Visitor,
    id: &str,
    filled: &Filled,
    page: &str,
) -> Result<Way<'a>, Problem> {
    let typed = typed_key(filled);
    if !typed.is_empty() && !portal.limits.key(&visitor.address, id) {
        return Err(Problem::TooMany);
    }
    let mut key = if typed.is_empty() { visitor.draft_key(id).unwrap_or_default().to_owned() } else { typed.clone() };
    let mut found = portal.app.draft(id, &key, visitor.now).await;
    if let (Err(DraftError::NotFound), Some(citizen), true) = (&found, visitor.account(), typed.is_empty()) {
        key.clear();
        found = portal.app.draft(id, Claim::Account(citizen), visitor.now).await;
    }
    match found {
        Ok(Found::Writing(draft)) => {
            let catalogue = portal.app.catalogue();
            let joint = match catalogue.offered(&draft.procedure, visitor.now.day()) {
                None => return Err(Problem::NotFound),
                Some(Cow::Owned(joint)) => Some(joint),
                Some(Cow::Borrowed(_)) => None,
            };
            Ok(Way::On(Box::new(Writing { portal, visitor, catalogue, draft: *draft, key, joint })))
        }
        Ok(Found::HandedIn(code)) => Ok(Way::Elsewhere(handed_in(portal, visitor, id, &code, &key))),
        Err(DraftError::Store(error)) => Err(error.into()),
        Err(_) => Ok(Way::Elsewhere(ask_key(visitor, id, filled, page, !typed.is_empty())?)),
    }
}

/// A key as somebody typed it.
pub(super) fn typed_key(filled: &Filled) -> String {
    filled.text("khoa").chars().filter(char::is_ascii_alphanumeric).take(40).collect()
}

/// The question for a key.
pub(super) fn key_field(wrong: bool) -> Field {
    let error = if wrong {
        "Mã chưa khớp với bản nháp này; xem lại mã, hoặc bản nháp đã hết hạn hay đã bị xoá"
    } else {
        ""
    };
    Field::line("khoa", "Mã tra cứu", "")
        .hint("12 chữ và số hiện ở trang bản nháp, ví dụ: AB2C-3DEF-4GHJ")
        .error(error)
        .typed("text", "off", "w-20")
}

fn ask_key(visitor: &Visitor, id: &str, filled: &Filled, page: &str, wrong: bool) -> Result<Response, Problem> {
    let fields = vec![key_field(wrong)];
    let mend = Mend::of(&fields);
    let typed = filled.fields().iter().filter(|(name, _)| !NOT_CARRIED.contains(&name.as_str()));
    let carried: Vec<(String, String)> = typed.cloned().collect();
    // What was typed is sent again to where it belongs, with the key.
    let action = if carried.is_empty() { address(id, "mo") } else { address(id, page) };
    let lead = match (filled.uploads().is_empty(), carried.is_empty()) {
        (false, _) => {
            "Máy này không còn giữ mã của bản nháp. Nhập mã tra cứu để viết tiếp; tệp vừa chọn chưa được lưu, bạn tải lại sau khi mở."
        }
        (true, true) => "Máy này không còn giữ mã của bản nháp. Nhập mã tra cứu của bản nháp để viết tiếp.",
        (true, false) => {
            "Máy này không còn giữ mã của bản nháp. Nội dung bạn vừa nhập vẫn còn ở trang này: nhập mã tra cứu, câu trả lời được lưu và bạn viết tiếp."
        }
    };
    let frame = visitor.frame("Mở lại bản nháp").at("/thu-tuc").wrong(!mend.is_empty());
    let by_account = visitor.site.accounts && visitor.citizen.is_none();
    page_with(StatusCode::FORBIDDEN, ResumePage { frame, mend, action, fields, carried, lead, by_account })
}

/// The address of a page of a draft.
pub(super) fn address(id: &str, page: &str) -> String {
    let end = if page.is_empty() { String::new() } else { format!("/{}", words::address_part(page)) };
    format!("/nhap/{}{end}", words::address_part(id))
}

/// Leads to the dossier a draft became; whoever has its key is its owner, and so is the account whose draft it was.
pub(super) fn handed_in(portal: &Portal, visitor: &Visitor, id: &str, code: &DossierCode, key: &str) -> Response {
    if key.is_empty() {
        return Redirect::to(&format!("/da-nop/{}", words::address_part(code.as_str()))).into_response();
    }
    let opened = Opened { code: code.to_string(), key: key.to_owned() };
    let secure = portal.settings.secure_cookies;
    let owner = cookies::write(OPENED, &opened.value(), secure, Some(super::OPEN_SECONDS));
    let draft = remember(portal, visitor, id, key);
    let address = format!("/da-nop/{}", words::address_part(code.as_str()));
    let mut response = Redirect::to(&address).into_response();
    response.headers_mut().append(SET_COOKIE, draft);
    response.headers_mut().append(SET_COOKIE, owner);
    response
}

/// The cookie in which a browser keeps the keys of its drafts, with one more in front.
pub(super) fn remember(portal: &Portal, visitor: &Visitor, id: &str, key: &str) -> HeaderValue {
    let seconds = portal.app.limits().draft_days * 86_400;
    let mut keys = vec![DraftKey { id: id.to_owned(), key: key.to_owned() }];
    keys.extend(visitor.drafts.iter().filter(|known| known.id != id).cloned());
    cookies::write(DRAFTS, &DraftKey::values(&keys), portal.settings.secure_cookies, Some(seconds))
}

/// The same without a draft.
pub(super) fn forget(portal: &Portal, visitor: &Visitor, id: &str) -> HeaderValue {
    let keys: Vec<DraftKey> = visitor.drafts.iter().filter(|known| known.id != id).cloned().collect();
    let secure = portal.settings.secure_cookies;
    if keys.is_empty() {
        return cookies::forget(DRAFTS, secure);
    }
    let seconds = portal.app.limits().draft_days * 86_400;
    cookies::write(DRAFTS, &DraftKey::values(&keys), secure, Some(seconds))
}

impl Writing<'_> {
    /// The procedure as it is in force.
    pub(super) fn procedure(&self) -> &Procedure {
        if let Some(joint) = &self.joint {
            return joint;
        }
        let version = self.catalogue.on(&self.draft.procedure, self.visitor.now.day());
        &version.expect("looked for when the draft was opened").content
    }

    /// The dossiers it will become, where it is more than one.
    pub(super) fn tasks(&self) -> Vec<Task> {
        let chosen = self.draft.filling.agency.as_ref();
        linked::tasks(&self.catalogue, &self.draft.procedure, chosen, self.visitor.now.day())
    }

    /// What else is to know of them.
    pub(super) fn note(&self) -> &'static str {
        linked::note(&self.catalogue, &self.draft.procedure, self.visitor.now.day())
    }

    /// What its pages are made from.
    pub(super) fn asking(&self) -> Asking<'_> {
        Asking {
            procedure: self.procedure(),
            catalogue: &self.catalogue,
            now: self.visitor.now,
            file_limit: self.portal.settings.max_upload_bytes,
        }
    }

    /// The frame of one of its pages.
    pub(super) fn frame(&self, title: &str) -> Frame {
        self.visitor.frame(title).at("/thu-tuc")
    }

    /// Address of one of its pages.
    pub(super) fn address(&self, page: &str) -> String {
        address(&self.draft.id, page)
    }

    /// What it was opened with.
    pub(super) fn claim(&self) -> Claim<'_> {
        match self.visitor.account().filter(|_| self.key.is_empty()) {
            Some(citizen) => Claim::Account(citizen),
            None => Claim::Key(&self.key),
        }
    }

    /// Whoever writes or hands in while he is signed in does so for his account.
    pub(super) async fn own(&self) -> Result<(), Problem> {
        match self.visitor.account() {
            Some(citizen) => Ok(self.portal.app.own_draft(&self.draft.id, citizen).await?),
            None => Ok(()),
        }
    }

    /// Keeps a change; where the draft was handed in meanwhile, gives the way to what became of it.
    pub(super) async fn write(&mut self, change: impl Fn(&Asking, &mut Filling)) -> Result<Option<Response>, Problem> {
        let id = self.draft.id.clone();
        let asking = self.asking();
        let change = |filling: &mut Filling| change(&asking, filling);
        self.own().await?;
        match self.portal.app.write_draft(&id, self.claim(), self.visitor.now, change).await {
            Ok(draft) => {
                self.draft = draft;
                Ok(None)
            }
            Err(DraftError::HandedIn(code)) => Ok(Some(handed_in(self.portal, self.visitor, &id, &code, &self.key))),
            Err(DraftError::NotFound) => Err(Problem::NotFound),
            Err(DraftError::Store(error)) => Err(error.into()),
        }
    }

    /// An answer of this draft: the browser remembers the key where it did not yet.
    pub(super) fn answer(&self, mut response: Response) -> Response {
        let known = self.visitor.draft_key(&self.draft.id).map(hash_of_key);
        if !self.key.is_empty() && known != Some(hash_of_key(&self.key)) {
            let cookie = remember(self.portal, self.visitor, &self.draft.id, &self.key);
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }

    /// Leads to another page of the draft.
    pub(super) fn lead_to(&self, page: &str, checking: bool) -> Response {
        let end = if checking && !page.is_empty() && page != CHECK { "?ve=kiem-tra" } else { "" };
        self.answer(Redirect::to(&format!("{}{end}", self.address(page))).into_response())
    }
}

/// The page on which everything is read once more.
pub(super) const CHECK: &str = "kiem-tra";
