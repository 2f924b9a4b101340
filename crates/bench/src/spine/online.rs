//! The way over HTTP: everybody has signed in with a browser, and every act is a form that is sent.

use super::way::{PROCEDURE, Step, Who, page_form, steps};
use crate::Outcome;
use crate::figures::Times;
use crate::http::{Answer, Client, Form};
use crate::place::now;
use std::net::SocketAddr;
use std::time::Instant;

/// More pages than any application has.
const MOST_PAGES: usize = 100;

/// A session: the cookie and the token its forms carry.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
    login: String,
}

impl Session {
    /// Signs in as a person would.
    pub(crate) async fn begin(address: SocketAddr, post: &str, agency: &str, from: u64) -> Outcome<Session> {
        let mut client = Client::connect(address).await?;
        let login = format!("{post}.{}", agency.to_lowercase());
        let form = Form::of(&[("ten", &login), ("mat-khau", app::demo::PASSWORD)]);
        let answer = client.post("/dang-nhap", "", from, &form).await?;
        let mut cookie = expect_sent_on(&client, &answer, "signing in")?.cookie.clone();
        if answer.location.starts_with("/dang-nhap/xac-minh") {
            let step = now().unix_seconds().div_euclid(30);
            let form = Form::of(&[("ma", &app::demo::code(step))]);
            let answer = client.post("/dang-nhap/xac-minh", &cookie, from, &form).await?;
            cookie = expect_sent_on(&client, &answer, "the second step")?.cookie.clone();
        }
        client.get("/ban-lam-viec", &cookie, from).await?;
        let csrf = between(client.page(), "name=\"csrf\" value=\"", "\"").ok_or("the desk's forms carry a token")?;
        Ok(Session { csrf: csrf.to_owned(), cookie, login })
    }
}

/// An application that only has to be handed in.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    draft: String,
    cookie: String,
}

/// The desks of one agency and the officer of another that is asked.
#[derive(Debug, Clone)]
pub(crate) struct Desks {
    agency: String,
    asked_agency: String,
    clerk: Session,
    case_officer: Session,
    leader: Session,
    asked: Session,
}

impl Desks {
    /// Signs everybody in; `from` is where they sit.
    pub(crate) async fn open(address: SocketAddr, agency: &str, asked_agency: &str, from: u64) -> Outcome<Desks> {
        Ok(Desks {
            agency: agency.to_owned(),
            asked_agency: asked_agency.to_owned(),
            clerk: Session::begin(address, "motcua", agency, from).await?,
            case_officer: Session::begin(address, "thuly", agency, from + 1).await?,
            leader: Session::begin(address, "lanhdao", agency, from + 2).await?,
            asked: Session::begin(address, "thuly", asked_agency, from + 3).await?,
        })
    }

    /// One dossier all the way; gives its code and the time of each act.
    pub(crate) async fn settle(&self, client: &mut Client, number: u64, written: &Written) -> Outcome<(String, Times)> {
        let mut times = Times::default();
        let (owner, code) = self.hand_in(client, number, written, &mut times).await?;
        for (step, seen) in steps(number).into_iter().zip(1_u32..) {
            let (word, form) = step.form(&self.case_officer.login, &self.asked_agency);
            let form = form.with("seq", &seen.to_string());
            let start = Instant::now();
            let answer = match step.who() {
                Who::Owner => client.post(&format!("/tra-cuu/{code}/{word}"), &owner, number, &form).await?,
                who => {
                    let session = self.session(who);
                    let form = form.with("csrf", &session.csrf);
                    client.post(&format!("/ho-so/{code}/{word}"), &session.cookie, number, &form).await?
                }
            };
            times.push(start.elapsed());
            expect_sent_on(client, &answer, name(step))?;
        }
        Ok((code, times))
    }

    /// Answers an application page by page, as a citizen does, up to the last button; gives the time of each page.
    pub(crate) async fn write(&self, client: &mut Client, number: u64) -> Outcome<(Written, Times)> {
        let begun = client.post(&format!("/nop/{PROCEDURE}"), "", number, &Form::default()).await?;
        let begun = expect_sent_on(client, &begun, "beginning")?.clone();
        let (mut at, mut times) = (begun.location, Times::default());
        for _ in 0..MOST_PAGES {
            let page = at.rsplit('/').next().unwrap_or_default();
            if page == "kiem-tra" {
                break;
            }
            let form = page_form(page, &self.agency);
            let start = Instant::now();
            let answer = client.post(&at, &begun.cookie, number, &form).await?;
            times.push(start.elapsed());
            at = expect_sent_on(client, &answer, page)?.location.clone();
        }
        let draft = at.strip_suffix("/kiem-tra").ok_or("the pages end with the check")?;
        Ok((Written { draft: draft.to_owned(), cookie: begun.cookie }, times))
    }

    /// Presses the last button; gives the owner's cookie and the code.
    pub(crate) async fn hand_in(
        &self,
        client: &mut Client,
        number: u64,
        written: &Written,
        times: &mut Times,
    ) -> Outcome<(String, String)> {
        let path = format!("{}/nop", written.draft);
        let start = Instant::now();
        let answer = client.post(&path, &written.cookie, number, &Form::default()).await?;
        times.push(start.elapsed());
        let sent_on = expect_sent_on(client, &answer, "handing in")?;
        let code = sent_on.location.rsplit('/').next().unwrap_or_default().to_owned();
        Ok((sent_on.cookie.clone(), code))
    }

    fn session(&self, who: Who) -> &Session {
        match who {
            Who::Clerk | Who::Owner => &self.clerk,
            Who::CaseOfficer => &self.case_officer,
            Who::Leader => &self.leader,
            Who::Asked => &self.asked,
        }
    }
}

fn name(step: Step) -> &'static str {
    step.form("", "").0
}

/// What was done is answered by sending on; anything else is a page that says what is wrong.
pub(crate) fn expect_sent_on<'a>(client: &Client, answer: &'a Answer, what: &str) -> Outcome<&'a Answer> {
    if answer.status == 303 {
        return Ok(answer);
    }
    let said = between(client.page(), "<main", "</main>").unwrap_or_else(|| client.page());
    let said: String = said.chars().take(1_500).collect();
    Err(format!("{what}: {} {said}", answer.status).into())
}

/// The text between two others.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}
