//! A small province with its pages, and a browser to ask them.

use super::sample::{now, settings};
use crate::visitor::{CITIZEN, SESSION};
use app::acts::Application;
use app::factors::{Means, Proof};
use app::law::Law;
use app::messages::Ways;
use app::people::{Applicant, Officer};
use app::session::{Entry, SignedIn, Whereabouts};
use app::{App, Limits};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use domain::dossier::event::Channel;
use domain::process::Role;
use domain::time::Instant;
use factor::totp::{TotpSecret, step_of};
use factor::vault::Vault;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use tower::ServiceExt;

/// The commune most tests happen in.
pub(crate) const COMMUNE: &str = "H42.191";
/// Birth registration: settled by communes, with a form, no paper that every case needs.
pub(crate) const BIRTH: &str = "1.001193";
/// Password of every officer.
pub(crate) const PASSWORD: &str = "mat-khau-cua-ban-mau";

/// The province and its pages.
pub(crate) struct Site {
    pub(crate) app: App,
    pub(crate) router: Router,
    /// Steps of time that codes were taken of: none is taken twice, so each signing in is a little later.
    steps: AtomicI64,
    _folder: tempfile::TempDir,
}

/// What second factors need, as the tests' settings make it.
pub(crate) fn means() -> Means {
    let settings = settings();
    let ways = Ways { channels: Vec::new(), base_url: settings.public_base_url };
    Means { vault: Vault::of(&settings.secret), site: settings.passkeys, ways }
}

/// The code of the tests' authenticator apps at a moment.
pub(crate) fn code(at: Instant) -> String {
    TotpSecret::new(app::demo::SECRET).code(step_of(at.unix_seconds()))
}

/// So many seconds after the moment of the tests.
pub(crate) fn after(seconds: i64) -> Instant {
    Instant::from_unix_seconds(now().unix_seconds() + seconds).unwrap()
}

impl Site {
    /// A province with one officer for each role in one commune, a clerk in another, a leader of the province.
    pub(crate) async fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let store = store::Store::open(store::Location::Folder(folder.path().to_owned())).await.unwrap();
        let app = App::open(store, Law::shipped(), Limits::default()).await.unwrap();
        app.set_up(&"H42".parse().unwrap(), now()).await.unwrap();
        let password_hash = app::passwords::hash(PASSWORD);
        let officer = |login: &str, agency: &str, role| store::Officer {
            top: "H42".parse().unwrap(),
            login: login.to_owned(),
            agency: agency.parse().unwrap(),
            name: format!("Cán bộ {login}"),
            roles: vec![role],
            password_hash: password_hash.clone(),
            active: true,
        };
        let officers = [
            officer("clerk", COMMUNE, Role::Clerk),
            officer("case-officer", COMMUNE, Role::CaseOfficer),
            officer("leader", COMMUNE, Role::Leader),
            officer("procedure-control", COMMUNE, Role::ProcedureControl),
            officer("administrator", COMMUNE, Role::Administrator),
            officer("receptionist", COMMUNE, Role::Receptionist),
            officer("elsewhere", "H42.192", Role::Clerk),
            officer("province", "H42", Role::Leader),
            officer("keeper", "H42", Role::ProcedureControl),
        ];
        app.store().put_officers(&officers).await.unwrap();
        app.factors(&means()).enrol_demo(now()).await.unwrap();
        let router = crate::router(app.clone(), settings());
        Site { router, app, steps: AtomicI64::new(0), _folder: folder }
    }

    /// A browser with nothing in it.
    pub(crate) fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), csrf: String::new() }
    }

    /// A browser in which an officer is signed in.
    pub(crate) async fn signed_in(&self, login: &str) -> Browser {
        let (token, signed) = self.session(login).await;
        let mut browser = self.browser();
        browser.cookies.insert(SESSION.to_owned(), token);
        browser.csrf = signed.csrf;
        browser
    }

    /// A browser in which one of the made-up citizens is signed in.
    pub(crate) async fn citizen(&self, key: &str) -> Browser {
        let profile = app::demo::synthetic().iter().find(|one| one.key == key).unwrap().profile();
        let session = self.app.sign_in_citizen("test", key, &profile, "Trình duyệt thử", now()).await.unwrap();
        let mut browser = self.browser();
        browser.csrf = self.app.citizen(&session.token, now()).await.unwrap().unwrap().csrf;
        browser.cookies.insert(CITIZEN.to_owned(), session.token);
        browser
    }

    async fn session(&self, login: &str) -> (String, SignedIn) {
        let seen = Whereabouts::default();
        let session = match self.app.sign_in(login, PASSWORD, &seen, now()).await.unwrap() {
            Entry::Whole(session) => session,
            Entry::Half(_) => {
                // Hours ago, so that the steps up to now are there to be used up.
                let at = after(30 * self.steps.fetch_add(1, Ordering::Relaxed) - 9 * 3600);
                let Entry::Half(half) = self.app.sign_in(login, PASSWORD, &seen, at).await.unwrap() else {
                    unreachable!("a factor does not come and go")
                };
                let (code, means) = (code(at), means());
                // What was tried since then must not make an earlier moment wait.
                let top = COMMUNE.parse::<domain::agency::AgencyCode>().unwrap().top();
                self.app.store().forget_failures(&top, login).await.unwrap();
                self.app.factors(&means).finish(&half.token, Proof::Code(&code), &seen, at).await.unwrap()
            }
        };
        let signed = self.app.signed_in(&session.token, now()).await.unwrap().unwrap();
        (session.token, signed)
    }

    /// One more leader and one more administrator, who have no second factor yet.
    pub(crate) async fn appoint_bare(&self) {
        for (login, role) in [("bare-leader", Role::Leader), ("bare-administrator", Role::Administrator)] {
            let like = self.app.store().officer(&"H42".parse().unwrap(), "clerk").await.unwrap().unwrap();
            let officer = store::Officer { login: login.to_owned(), roles: vec![role], ..like };
            self.app.store().put_officer(&officer).await.unwrap();
        }
    }

    /// An officer as the acts know him.
    pub(crate) async fn officer(&self, login: &str) -> Officer {
        self.session(login).await.1.officer
    }

    /// A dossier received at the counter: its code and its key.
    pub(crate) async fn received(&self) -> (String, String) {
        let applicant = Applicant { full_name: "Nguyễn Văn Mẫu".to_owned(), ..Applicant::default() };
        let application = Application {
            procedure: BIRTH.to_owned(),
            agency: COMMUNE.parse().unwrap(),
            channel: Channel::Counter,
            applicant,
            answers: BTreeMap::new(),
            papers: Vec::new(),
            look_ups: Vec::new(),
        };
        let clerk = self.officer("clerk").await;
        let made = self.app.receive(&clerk, application, now()).await.unwrap();
        (made.code.to_string(), made.follow_key)
    }
}

/// A browser: it keeps cookies and says where its forms come from.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) csrf: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// Where it leads; empty where it leads nowhere.
    pub(crate) fn leads_to(&self) -> &str {
        self.headers.get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The value of a hidden field, the first of its name.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let from = format!("name=\"{name}\" value=\"");
        let rest = self.text.split(&from).nth(1).unwrap_or_else(|| panic!("no hidden {name}"));
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Browser {
    /// Asks for a page.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", crate::words::address_part(value))).collect();
        let request = Request::post(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(pairs.join("&")));
        self.ask(request.unwrap()).await
    }

    /// Sends a form of a signed-in officer.
    pub(crate) async fn post_signed(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend(fields);
        self.post(path, &all).await
    }

    /// Sends a form with files: field, name, bytes.
    pub(crate) async fn post_files(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--grenze\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (field, name, bytes) in files {
            body.extend(
                format!("--grenze\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n")
                    .bytes(),
            );
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--grenze--\r\n");
        let request = Request::post(path)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=grenze")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body));
        self.ask(request.unwrap()).await
    }

    /// Sends a request with the cookies, keeps those that come back.
    pub(crate) async fn ask(&mut self, mut request: Request<Body>) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(COOKIE, cookies.join("; ").parse().unwrap());
        }
        request.headers_mut().insert(HOST, "localhost".parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(SET_COOKIE) {
            let (name, value) = line.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }
}
