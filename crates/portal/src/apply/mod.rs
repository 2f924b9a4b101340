//! *Nộp hồ sơ trực tuyến*: one question a page, each answer kept on the server as it is given, read once more, handed
//! in once.

pub(crate) mod check;
pub(crate) mod done;
mod draft;
mod files;
mod group;
pub(crate) mod overview;
mod pages;
pub(crate) mod question;
pub(crate) mod residence;

use crate::filled::Filled;
use crate::layout::Frame;
use crate::linked::{self, Task};
use crate::problem::Problem;
use crate::procedure::one::{copies, facts, paper_name};
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::catalogue::Catalogue;
use app::citizen::Citizen;
use app::draft::{Filling, Found};
use app::form::{Need, need_of};
use app::people::Applicant;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use domain::agency::AgencyCode;
use domain::procedure::{Answers, Component, Procedure};
use domain::text::fold;
use pages::{Asking, LISTED};
use serde::Deserialize;
use std::borrow::Cow;

/// Seconds the follow key stays in the browser that handed in.
pub(crate) const OPEN_SECONDS: u32 = 2 * 3600;

#[derive(Template)]
#[template(path = "apply/start.html")]
struct StartPage {
    frame: Frame,
    code: String,
    agency: String,
    facts: Vec<(&'static str, String)>,
    papers: Vec<PaperLine>,
    drafts: Vec<DraftLine>,
    draft_days: u32,
    tasks: Vec<Task>,
    note: &'static str,
}

/// The address of a draft.
pub(crate) fn draft_address(id: &str) -> String {
    draft::address(id, "")
}

/// A paper to have at hand.
struct PaperLine {
    name: String,
    note: String,
    /// Whether the note is the catalogue's own.
    is_law: bool,
}

/// A draft this browser has.
pub(crate) struct DraftLine {
    pub(crate) procedure: String,
    pub(crate) address: String,
    pub(crate) kept_until: String,
}

#[derive(Template)]
#[template(path = "apply/where.html")]
struct WherePage {
    frame: Frame,
    code: String,
    looked_for: String,
    places: Vec<(String, String)>,
    more: bool,
}

/// What the address of the first page may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Where {
    co_quan: String,
    noi: String,
}

/// `GET /nop/{code}`: what it takes, and the button that begins.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(place): Query<Where>,
) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    let procedure = online(&catalogue, &code, &visitor)?;
    let chosen = settler(&catalogue, &code, &place.co_quan);
    if catalogue.agencies_settling(&code).len() > LISTED && chosen.is_none() {
        return page(where_page(&visitor, &catalogue, &code, &place.noi));
    }
    let mut drafts = drafts_of(&portal, &visitor).await?;
    drafts.retain(|draft| draft.procedure == catalogue.name(&code));
    page(StartPage {
        frame: visitor.frame(format!("Nộp hồ sơ: {}", procedure.name)).at("/thu-tuc"),
        agency: chosen.as_ref().map_or_else(String::new, |agency| agency.to_string()),
        facts: facts(&procedure),
        papers: papers(&procedure),
        tasks: linked::tasks(&catalogue, &code, chosen.as_ref(), visitor.now.day()),
        note: linked::note(&catalogue, &code, visitor.now.day()),
        drafts,
        draft_days: portal.app.limits().draft_days,
        code,
    })
}

fn settler(catalogue: &Catalogue, procedure: &str, typed: &str) -> Option<AgencyCode> {
    let settlers = catalogue.agencies_settling(procedure);
    typed.parse().ok().filter(|agency| settlers.contains(agency))
}

/// Notes of ours on papers; all others are the catalogue's.
const OURS: [&str; 3] = ["nếu có", "chỉ khi nộp thay người khác", "tuỳ câu trả lời của bạn"];

/// Papers people had better have at hand, and when each is needed.
fn papers(procedure: &Procedure) -> Vec<PaperLine> {
    let rule = |component: &Component| procedure.form.as_ref().and_then(|form| form.rule_of(component)).cloned();
    let line = |component: &Component| {
        let stated = copies(component);
        let case = component.case().map(words::capital);
        let note = match need_of(procedure, component, &Answers::new()) {
            Need::Required => stated,
            Need::Optional => OURS[0].to_owned(),
            Need::Letter => OURS[1].to_owned(),
            Need::InCase => case.unwrap_or_default(),
            Need::Held => format!("không phải nộp: {}", rule(component)?.held),
            // Whether it is asked for depends on an answer; what the form itself says is not.
            Need::Not if component.has_form => return None,
            Need::Not => case.unwrap_or_else(|| OURS[2].to_owned()),
        };
        let is_law = !OURS.contains(&note.as_str());
        Some(PaperLine { name: paper_name(component).to_owned(), note, is_law })
    };
    procedure.components.iter().filter_map(line).collect()
}

/// The drafts this browser writes.
pub(crate) async fn drafts_of(portal: &Portal, visitor: &Visitor) -> Result<Vec<DraftLine>, Problem> {
    let catalogue = portal.app.catalogue();
    let mut lines = Vec::new();
    for known in &visitor.drafts {
        let Ok(Found::Writing(found)) = portal.app.draft(&known.id, &known.key, visitor.now).await else { continue };
        lines.push(DraftLine {
            procedure: catalogue.name(&found.procedure).to_owned(),
            address: draft::address(&known.id, ""),
            kept_until: words::day(found.expires_at.day()),
        });
    }
    Ok(lines)
}

fn where_page(visitor: &Visitor, catalogue: &Catalogue, code: &str, looked_for: &str) -> WherePage {
    let wanted = fold(looked_for);
    let named = catalogue.agencies_settling(code).iter().map(|agency| (agency, catalogue.agency_name(agency)));
    let mut places: Vec<(String, String)> = named
        .filter(|(_, name)| fold(name).contains(&wanted))
        .take(51)
        .map(|(agency, name)| (format!("/nop/{code}?co-quan={agency}"), name.to_owned()))
        .collect();
    let more = places.len() > 50;
    places.truncate(50);
    let frame = visitor.frame("Bạn nộp ở xã, phường nào?").at("/thu-tuc");
    WherePage { frame, code: code.to_owned(), looked_for: looked_for.to_owned(), places, more }
}

/// A procedure in force that can be handed in online.
fn online<'a>(catalogue: &'a Catalogue, code: &str, visitor: &Visitor) -> Result<Cow<'a, Procedure>, Problem> {
    let offered = catalogue.offered(code, visitor.now.day()).ok_or(Problem::NotFound)?;
    let settled = !catalogue.agencies_settling(code).is_empty();
    if offered.is_online() && settled { Ok(offered) } else { Err(Problem::NotFound) }
}

/// `POST /nop/{code}`: begins a draft.
pub(crate) async fn begin(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    if !portal.limits.public(&visitor.address) {
        return Err(Problem::TooMany);
    }
    let catalogue = portal.app.catalogue();
    let procedure = online(&catalogue, &code, &visitor)?;
    let known = match visitor.account() {
        Some(citizen) => of_account(&portal, citizen).await?,
        None => {
            let known = last_applicant(&portal, &visitor).await;
            known.map_or_else(Filling::default, |applicant| Filling::knowing(&applicant))
        }
    };
    let mut filling = Filling { agency: settler(&catalogue, &code, filled.text("agency")), ..known };
    if let [only] = catalogue.agencies_settling(&code) {
        filling.agency = Some(only.clone());
    }
    if filling.agency.is_some() {
        filling.done.insert("agency".to_owned());
    }
    let (id, key) = portal.app.begin_draft(&code, &filling, visitor.account(), visitor.now).await?;
    let file_limit = portal.settings.max_upload_bytes;
    let asking = Asking { procedure: &procedure, catalogue: &catalogue, now: visitor.now, file_limit };
    let pages = asking.pages(&filling);
    let first = pages.iter().find(|page| !filling.done.contains(&page.name)).map_or("", |page| &page.name);
    let cookie = draft::remember(&portal, &visitor, &id, &key);
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&draft::address(&id, first))).into_response())
}

/// Who applied the last time in this browser: in a draft it still has, or in the dossier it has open.
async fn last_applicant(portal: &Portal, visitor: &Visitor) -> Option<Applicant> {
    for known in &visitor.drafts {
        let found = portal.app.draft(&known.id, &known.key, visitor.now).await;
        let Ok(Found::Writing(draft)) = found else { continue };
        let applicant = draft.filling.applicant();
        if !applicant.full_name.is_empty() {
            return Some(applicant);
        }
    }
    let opened = visitor.opened.as_ref()?;
    let view = portal.app.owned(&opened.code.parse().ok()?, &opened.key, visitor.now).await.ok()?;
    let applicant = view.particulars.applicant;
    // Nothing is taken from what its owner restricted.
    let restricted = portal.app.is_restricted(&view.file.dossier.code, &applicant.id_number).await;
    restricted.is_ok_and(|restricted| !restricted).then_some(applicant)
}

/// What an account says of somebody, and, where he agreed to that, what his earlier dossiers say besides.
async fn of_account(portal: &Portal, citizen: &Citizen) -> Result<Filling, Problem> {
    let subject = portal.app.subject_of(citizen).await?;
    let filling = Filling::of_account(&citizen.profile);
    let earlier = portal.app.known_applicant(&subject).await?;
    Ok(earlier.map_or(filling.clone(), |earlier| filling.completed_by(&earlier)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample::settings;
    use std::sync::Arc;

    #[test]
    fn where_there_are_too_many_agencies_to_list_one_is_searched() {
        let frame = Frame::new("Bạn nộp ở xã, phường nào?", Arc::new(settings().site));
        let places = vec![("/nop/1.001193?co-quan=H42.191".to_owned(), "Uỷ ban nhân dân phường Hoa Lư".to_owned())];
        let page = WherePage { frame, code: "1.001193".into(), looked_for: "hoa lu".into(), places, more: true };
        let html = page.render().unwrap();
        assert!(
            html.contains("phường Hoa Lư") && html.contains("value=\"hoa lu\"") && html.contains("Còn nhiều nơi khác")
        );
    }
}
