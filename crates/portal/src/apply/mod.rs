//! *Nộp hồ sơ trực tuyến*: fill in, check, hand in. Nothing is kept on the server but files; the form itself
//! carries what was typed from page to page, so that any node can answer and nothing is lost.

pub(crate) mod check;
pub(crate) mod done;

use crate::asking::{Part, applicant_part, mark, paper_part, question_parts, read_applicant, typed_answers};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::papers::{self, Kept};
use crate::problem::Problem;
use crate::visitor::{OPENED, Opened, Visitor};
use crate::{Portal, cookies, page, page_with, words};
use app::acts::{Application, SubmitError};
use app::catalogue::Catalogue;
use app::chance;
use app::form::{FieldError, check_application, read_answers};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use domain::agency::AgencyCode;
use domain::dossier::event::Channel;
use domain::procedure::Procedure;
use domain::text::fold;
use serde::Deserialize;

/// Seconds the follow key stays in the browser that handed in.
pub(crate) const OPEN_SECONDS: u32 = 2 * 3600;
/// More agencies than this are searched, not listed.
const LISTED: usize = 160;

#[derive(Template)]
#[template(path = "apply/apply.html")]
struct ApplyPage {
    frame: Frame,
    code: String,
    mend: Mend,
    parts: Vec<Part>,
    /// Identifies this filling-in: sent twice, it hands in once.
    token: String,
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

/// What the address of the form may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Where {
    co_quan: String,
    noi: String,
}

/// `GET /nop/{code}`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(place): Query<Where>,
) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    let procedure = online(&catalogue, &code, &visitor)?;
    let chosen = place.co_quan.parse::<AgencyCode>().is_ok_and(|agency| settles(&catalogue, &code, &agency));
    if catalogue.agencies_settling(&code).len() > LISTED && !chosen {
        return page(where_page(&visitor, &catalogue, &code, &place.noi));
    }
    let filled = Filled::of(vec![("agency".to_owned(), place.co_quan), ("luot".to_owned(), chance::token())]);
    let form = Form { portal: &portal, visitor: &visitor, catalogue: &catalogue, procedure, filled: &filled };
    form.fill_in(&[], &[], "")
}

fn settles(catalogue: &Catalogue, procedure: &str, agency: &AgencyCode) -> bool {
    catalogue.agencies_settling(procedure).contains(agency)
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
fn online<'a>(catalogue: &'a Catalogue, code: &str, visitor: &Visitor) -> Result<&'a Procedure, Problem> {
    let version = catalogue.on(code, visitor.now.day()).ok_or(Problem::NotFound)?;
    if version.content.is_online() { Ok(&version.content) } else { Err(Problem::NotFound) }
}

/// `POST /nop/{code}`: whichever button was pressed.
pub(crate) async fn post(
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
    let (kept, upload_errors) = papers::collect(&portal, &code, &filled, visitor.now).await;
    let form = Form { portal: &portal, visitor: &visitor, catalogue: &catalogue, procedure, filled: &filled };
    if filled.has("bo-tep") || filled.has("sua") || filled.text("buoc") == "tai" {
        return form.fill_in(&kept, &upload_errors, filled.text("sua"));
    }
    let (application, mut errors) = form.read(&kept);
    errors.extend(upload_errors);
    let Some(application) = application.filter(|_| errors.is_empty()) else {
        return form.fill_in(&kept, &errors, "");
    };
    if filled.text("buoc") == "nop" { form.hand_in(application, &kept).await } else { form.check(&application, &kept) }
}

/// One filling-in of a form.
struct Form<'a> {
    portal: &'a Portal,
    visitor: &'a Visitor,
    catalogue: &'a Catalogue,
    procedure: &'a Procedure,
    filled: &'a Filled,
}

impl Form<'_> {
    fn code(&self) -> &str {
        self.procedure.code.as_str()
    }

    /// The form with what was typed; `focus` names the field the cursor begins in.
    fn fill_in(&self, kept: &[Kept], errors: &[FieldError], focus: &str) -> Result<Response, Problem> {
        let mut parts = vec![self.agency_part()];
        parts.push(applicant_part(self.procedure, self.filled, true));
        parts.extend(self.procedure.form.iter().flat_map(|form| question_parts(form, self.filled)));
        let papers = paper_part(self.procedure, kept, self.portal.settings.max_upload_bytes);
        parts.push(papers);
        let homeless = mark(&mut parts, errors);
        for field in parts.iter_mut().flat_map(Part::all_mut) {
            field.focus = field.name == focus;
        }
        let mut mend = Mend::of(parts.iter().flat_map(Part::all));
        mend.lines.extend(homeless.into_iter().map(|message| ("noi-dung".to_owned(), message)));
        let status = if mend.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let frame =
            self.visitor.frame(format!("Nộp hồ sơ: {}", self.procedure.name)).at("/thu-tuc").wrong(!mend.is_empty());
        let token = self.filled.text("luot").to_owned();
        page_with(status, ApplyPage { frame, code: self.code().to_owned(), mend, parts, token })
    }

    fn agency_part(&self) -> Part {
        let chosen = self.filled.text("agency");
        let settlers = self.catalogue.agencies_settling(self.code());
        let only = settlers.len() == 1;
        let choice = |agency: &AgencyCode| Choice {
            value: agency.to_string(),
            label: self.catalogue.agency_name(agency).to_owned(),
            chosen: only || agency.as_str() == chosen,
        };
        let far = settlers.len() > LISTED;
        let shown = settlers.iter().filter(|agency| !far || agency.as_str() == chosen);
        let mut choices: Vec<Choice> = shown.map(choice).collect();
        choices.sort_by(|one, other| one.label.cmp(&other.label));
        if !only && !far {
            choices.insert(
                0,
                Choice { value: String::new(), label: "Chọn một nơi".to_owned(), chosen: chosen.is_empty() },
            );
        }
        let field = Field::select("agency", "Cơ quan nào giải quyết hồ sơ của bạn?", choices)
            .hint("Với thủ tục cấp xã, chọn xã, phường nơi bạn ở");
        Part::new("Nơi nộp", vec![field])
    }

    /// The application as typed, and everything in it that needs another look.
    fn read(&self, kept: &[Kept]) -> (Option<Application>, Vec<FieldError>) {
        let (applicant, mut errors) = read_applicant(self.filled);
        let agency =
            self.filled.text("agency").parse().ok().filter(|agency| settles(self.catalogue, self.code(), agency));
        let Some(agency) = agency else {
            errors.insert(
                0,
                FieldError {
                    field: "agency".to_owned(), message: "Chọn cơ quan giải quyết hồ sơ".to_owned()
                },
            );
            // What else needs mending is told at the same time, whatever the agency will be.
            errors.extend(self.others(&self.application(any_agency(), applicant, kept), &errors));
            return (None, errors);
        };
        let application = self.application(agency, applicant, kept);
        errors.extend(self.others(&application, &errors));
        (Some(application), errors)
    }

    fn others(&self, application: &Application, known: &[FieldError]) -> Vec<FieldError> {
        let errors = check_application(application, self.procedure, self.visitor.now).into_iter();
        errors.filter(|error| known.iter().all(|known| known.field != error.field)).collect()
    }

    fn application(&self, agency: AgencyCode, applicant: app::people::Applicant, kept: &[Kept]) -> Application {
        let form = self.procedure.form.as_ref();
        Application {
            procedure: self.code().to_owned(),
            agency,
            channel: Channel::Online,
            applicant,
            answers: form.map(|form| read_answers(form, &typed_answers(form, self.filled))).unwrap_or_default(),
            papers: kept.iter().map(|kept| kept.paper.clone()).collect(),
        }
    }

    /// The page on which everything is read once more.
    fn check(&self, application: &Application, kept: &[Kept]) -> Result<Response, Problem> {
        let agency = self.catalogue.agency_name(&application.agency).to_owned();
        let frame = self.visitor.frame("Kiểm tra lại trước khi nộp").at("/thu-tuc");
        page(check::fill(frame, self.procedure, application, &agency, self.filled, kept))
    }

    /// Hands in, once for each filling-in.
    async fn hand_in(&self, application: Application, kept: &[Kept]) -> Result<Response, Problem> {
        let slot = self.portal.slot(self.filled.text("luot"), &application);
        let mut handed_in = slot.lock().await;
        if handed_in.is_none() {
            match self.portal.app.submit(application, self.visitor.now).await {
                Ok(submitted) => {
                    let due = submitted.due.map_or_else(String::new, words::due_as_value);
                    *handed_in = Some(Opened { code: submitted.code.to_string(), key: submitted.follow_key, due });
                }
                Err(SubmitError::Fields(errors)) => return self.fill_in(kept, &errors, ""),
                Err(SubmitError::Store(error)) => return Err(error.into()),
                Err(other) => {
                    return self.fill_in(
                        kept,
                        &[FieldError { field: "agency".to_owned(), message: words::capital(&other.to_string()) }],
                        "",
                    );
                }
            }
        }
        let opened = handed_in.clone().ok_or(Problem::Broken)?;
        let cookie = cookies::write(OPENED, &opened.value(), self.portal.settings.secure_cookies, Some(OPEN_SECONDS));
        let address = format!("/da-nop/{}", words::address_part(&opened.code));
        Ok(([(SET_COOKIE, cookie)], Redirect::to(&address)).into_response())
    }
}

/// Stands for an agency that was not chosen, while the rest of the form is checked.
fn any_agency() -> AgencyCode {
    "H00".parse().expect("one letter and two digits are a code")
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
