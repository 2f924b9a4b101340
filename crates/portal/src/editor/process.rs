//! *Soạn quy trình nội bộ*: steps, whose turn, in which term, where to; drawn as it is written, checked before it
//! is published.

use super::asks::{self, AskFields, TypedAsk};
use super::rows::{self, Change, DO};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::pictures::process::Drawing;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::catalogue::Catalogue;
use app::publish::PublishError;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::agency::AgencyCode;
use domain::calendar::Term;
use domain::dossier::decide::role_label;
use domain::process::{Process, ProcessFault, Role, Step};

/// More steps than any process needs.
const MOST_STEPS: usize = 40;
/// Name of the list of steps in the form.
const STEPS: &str = "buoc";
/// Who may have a turn.
const WORKING: [Role; 3] = [Role::Clerk, Role::CaseOfficer, Role::Leader];

#[derive(Template)]
#[template(path = "editor/process.html")]
struct ProcessPage {
    frame: Frame,
    mend: Mend,
    well: bool,
    code: String,
    procedure: String,
    agency: String,
    agency_name: String,
    base: u32,
    steps: Vec<StepFields>,
    drawing: Option<Drawing>,
}

/// The fields of one step.
struct StepFields {
    id: String,
    heading: String,
    fields: Vec<Field>,
    asks: Vec<AskFields>,
}

/// A step as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Typed {
    id: String,
    name: String,
    role: String,
    term: String,
    next: Vec<String>,
    decides: bool,
    asks: Vec<TypedAsk>,
}

/// Where an agency's process for a procedure is written.
pub(crate) fn address(code: &str, agency: &AgencyCode) -> String {
    format!("/soan/{}/quy-trinh/{agency}", words::address_part(code))
}

/// `GET /soan/{code}/quy-trinh/{agency}`: the process as it is, or the one the catalogue proposes.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path((code, agency)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let editor = Editor::at(&portal, &visitor, code, &agency)?;
    let steps = editor.present().await?.steps.iter().map(Typed::of).collect();
    editor.show(steps, editor.version(), Vec::new(), false)
}

/// `POST /soan/{code}/quy-trinh/{agency}`: changes the rows, draws, checks, publishes.
pub(crate) async fn post(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path((code, agency)): Path<(String, String)>,
    filled: Filled,
) -> Result<Response, Problem> {
    let editor = Editor::at(&portal, &visitor, code, &agency)?;
    let base = filled.text("phien-ban").parse().unwrap_or(0);
    let mut steps = rows::read(&filled, STEPS, "id", MOST_STEPS, |prefix| Typed::read(&filled, prefix));
    if let Some((place, change)) = asks::change(&filled) {
        if let Some(step) = steps.get_mut(place) {
            change.apply(&mut step.asks, asks::MOST);
        }
        name_new(&mut steps);
        return editor.show(steps, base, Vec::new(), false);
    }
    if let Some(change) = Change::of(&filled, STEPS) {
        change.apply(&mut steps, MOST_STEPS);
        name_new(&mut steps);
        return editor.show(steps, base, Vec::new(), false);
    }
    name_new(&mut steps);
    let (process, mut wrong) = read(&steps);
    if wrong.is_empty() {
        let checked = portal.app.check_process(&editor.agency, &editor.code, &process, visitor.now).await;
        wrong = faults(checked, &process, &portal.app.catalogue())?;
    }
    if !wrong.is_empty() || filled.text(DO) != "cong-bo" {
        let well = wrong.is_empty();
        return editor.show(steps, base, wrong, well);
    }
    match portal.app.publish_process(&editor.agency, &editor.code, process.clone(), Some(base), visitor.now).await {
        Ok(_) => {
            Ok(Redirect::to(&format!("/soan/{}?xong=quy-trinh", words::address_part(&editor.code))).into_response())
        }
        Err(PublishError::Store(error)) => Err(error.into()),
        Err(error) => {
            editor.show(steps, base, vec![("noi-dung".to_owned(), words::capital(&error.to_string()))], false)
        }
    }
}

/// The editor of one process.
struct Editor<'a> {
    portal: &'a Portal,
    visitor: &'a Visitor,
    code: String,
    agency: AgencyCode,
}

impl<'a> Editor<'a> {
    /// Only processes of the officer's own agency and of those under it are his to write.
    fn at(portal: &'a Portal, visitor: &'a Visitor, code: String, agency: &str) -> Result<Editor<'a>, Problem> {
        let agency: AgencyCode = agency.parse().map_err(|_| Problem::NotFound)?;
        let catalogue = portal.app.catalogue();
        if catalogue.newest(&code).is_none() || catalogue.agency(&agency).is_none() {
            return Err(Problem::NotFound);
        }
        if !agency.is_within(&visitor.officer()?.agency) {
            return Err(Problem::Forbidden);
        }
        Ok(Editor { portal, visitor, code, agency })
    }

    fn version(&self) -> u32 {
        self.portal.app.catalogue().process_version(&self.agency, &self.code).unwrap_or(0)
    }

    /// The published process; else the one the catalogue carries; else examine and sign.
    async fn present(&self) -> Result<Process, Problem> {
        let version = self.version();
        if let Some(published) = self.portal.app.store().process(&self.agency, &self.code, version).await? {
            return Ok(published.process);
        }
        let catalogue = self.portal.app.catalogue();
        let proposed = catalogue.newest(&self.code).and_then(|newest| newest.content.process.clone());
        Ok(proposed.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_else(usual))
    }

    fn show(
        &self,
        steps: Vec<Typed>,
        base: u32,
        wrong: Vec<(String, String)>,
        well: bool,
    ) -> Result<Response, Problem> {
        let catalogue = self.portal.app.catalogue();
        let (process, _) = read(&steps);
        let units = self.portal.app.units_beside(&self.agency);
        let fields: Vec<StepFields> =
            (0..steps.len()).map(|place| step_fields(&steps, place, &wrong, &units)).collect();
        let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let whole = steps.iter().all(|step| !step.name.is_empty());
        let procedure = ProcessPage {
            frame: self.visitor.frame("Soạn quy trình nội bộ").at("/soan").wrong(!wrong.is_empty()),
            mend: Mend { lines: wrong },
            well,
            procedure: catalogue.name(&self.code).to_owned(),
            code: self.code.clone(),
            agency: self.agency.to_string(),
            agency_name: catalogue.agency_name(&self.agency).to_owned(),
            base,
            drawing: (whole && !process.steps.is_empty())
                .then(|| Drawing::of(&process, None, &|unit| catalogue.agency_name(unit).to_owned())),
            steps: fields,
        };
        page_with(status, procedure)
    }
}

/// The process of an agency that has none: somebody examines, the leader signs.
fn usual() -> Process {
    let step = |id: &str, name: &str, role, next: &[&str], decides| Step {
        id: id.to_owned(),
        name: name.to_owned(),
        role,
        term: None,
        next: next.iter().map(|id| (*id).to_owned()).collect(),
        decides,
        asks: Vec::new(),
    };
    let steps = vec![
        step("tham-dinh", "Thẩm định hồ sơ", Role::CaseOfficer, &["ky"], false),
        step("ky", "Ký duyệt kết quả", Role::Leader, &["tham-dinh"], true),
    ];
    Process { steps }
}

impl Typed {
    fn of(step: &Step) -> Typed {
        Typed {
            id: step.id.clone(),
            name: step.name.clone(),
            role: step.role.key().to_owned(),
            term: step.term.map_or_else(String::new, |term| term.to_string()),
            next: step.next.clone(),
            decides: step.decides,
            asks: step.asks.iter().map(TypedAsk::of).collect(),
        }
    }

    fn read(filled: &Filled, prefix: &str) -> Typed {
        let text = |name: &str| filled.text(&format!("{prefix}.{name}")).to_owned();
        Typed {
            id: text("id"),
            name: text("ten"),
            role: text("vai"),
            term: text("han"),
            next: filled.texts(&format!("{prefix}.toi")).map(str::to_owned).collect(),
            decides: filled.has(&format!("{prefix}.ky")),
            asks: asks::read(filled, prefix),
        }
    }
}

/// Gives each new step a name of its own inside the process, and forgets ways to steps that went.
fn name_new(steps: &mut [Typed]) {
    let mut taken: Vec<String> = steps.iter().map(|step| step.id.clone()).collect();
    for step in steps.iter_mut().filter(|step| step.id.is_empty()) {
        let free = (1..).map(|number| format!("buoc-{number}")).find(|id| !taken.contains(id)).unwrap_or_default();
        taken.push(free.clone());
        step.id = free;
        Role::CaseOfficer.key().clone_into(&mut step.role);
    }
    for step in steps {
        step.next.retain(|next| taken.contains(next));
    }
}

/// The process that was typed, and what of it cannot be read: where, and what to do.
fn read(steps: &[Typed]) -> (Process, Vec<(String, String)>) {
    let mut wrong = Vec::new();
    let mut read = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let mut say = |name: &str, message: String| wrong.push((format!("{STEPS}.{place}.{name}"), message));
        if step.name.is_empty() {
            say("ten", format!("Đặt tên cho bước {}", place + 1));
        }
        let term = match step.term.as_str() {
            "" => None,
            text => Term::parse(text).map_err(|error| say("han", words::capital(&error.to_string()))).ok(),
        };
        let role = Role::from_key(&step.role).filter(|role| WORKING.contains(role));
        if role.is_none() {
            say("vai", format!("Chọn ai làm bước {}", place + 1));
        }
        read.push(Step {
            id: step.id.clone(),
            name: step.name.clone(),
            role: role.unwrap_or(Role::CaseOfficer),
            term,
            next: step.next.clone(),
            decides: step.decides,
            asks: asks::planned(&step.asks, &format!("{STEPS}.{place}"), &mut wrong),
        });
    }
    (Process { steps: read }, wrong)
}

/// Faults of the process as lines that lead to the step, which people know by its name.
fn faults(
    checked: Result<Vec<ProcessFault>, PublishError>,
    process: &Process,
    catalogue: &Catalogue,
) -> Result<Vec<(String, String)>, Problem> {
    let found = match checked {
        Ok(found) => found,
        Err(PublishError::Store(error)) => return Err(error.into()),
        Err(error) => return Ok(vec![("noi-dung".to_owned(), words::capital(&error.to_string()))]),
    };
    let line = |fault: &ProcessFault| {
        let mut said = fault.to_string();
        let mut anchor = "noi-dung".to_owned();
        for (place, step) in process.steps.iter().enumerate() {
            let id = format!("«{}»", step.id);
            if said.contains(&id) {
                said = said.replace(&id, &format!("«{}»", step.name));
                anchor = format!("{STEPS}.{place}.ten");
            }
        }
        for step in &process.steps {
            for asked in &step.asks {
                let name = format!("đơn vị «{}»", catalogue.agency_name(&asked.unit));
                said = said.replace(&format!("đơn vị {}", asked.unit), &name);
            }
        }
        for role in Role::ALL {
            said = said.replace(&format!("«{}»", role.key()), &format!("«{}»", role_label(role)));
        }
        (anchor, words::capital(&said))
    };
    Ok(found.iter().map(line).collect())
}

fn step_fields(
    steps: &[Typed],
    place: usize,
    wrong: &[(String, String)],
    units: &[(AgencyCode, String)],
) -> StepFields {
    let step = &steps[place];
    let name = |field: &str| format!("{STEPS}.{place}.{field}");
    let error = |field: &str| {
        let anchor = name(field);
        wrong.iter().find(|(at, _)| *at == anchor).map_or_else(String::new, |(_, message)| message.clone())
    };
    let role = |role: Role| Choice {
        value: role.key().to_owned(),
        label: words::capital(role_label(role)),
        chosen: role.key() == step.role,
    };
    let others = steps.iter().enumerate().filter(|(other, _)| *other != place);
    let next: Vec<Choice> = others
        .map(|(other, to)| Choice {
            value: to.id.clone(),
            label: if to.name.is_empty() { format!("Bước {}", other + 1) } else { to.name.clone() },
            chosen: step.next.contains(&to.id),
        })
        .collect();
    let mut fields = vec![
        Field::line(&name("ten"), "Tên bước", &step.name).error(error("ten")),
        Field::select(&name("vai"), "Ai làm", WORKING.into_iter().map(role).collect()).error(error("vai")),
        Field::line(&name("han"), "Thời hạn", &step.term)
            .hint("Ví dụ 4 giờ, 1,5 ngày làm việc")
            .optional(true)
            .error(error("han")),
    ];
    if !next.is_empty() {
        fields.push(Field::ticks(&name("toi"), "Từ đây chuyển tới", next).optional(true));
    }
    fields.push(Field::tick(&name("ky"), "Ký quyết định ở bước này", step.decides));
    let heading = if step.name.is_empty() {
        format!("Bước {}", place + 1)
    } else {
        format!("Bước {}: {}", place + 1, step.name)
    };
    let asks = asks::fields(&step.asks, &format!("{STEPS}.{place}"), units, wrong);
    StepFields { id: step.id.clone(), heading, fields, asks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_step_gets_a_free_name_and_ways_to_steps_that_went_are_forgotten() {
        let known =
            Typed { id: "buoc-1".to_owned(), next: vec!["ky".to_owned(), "lac".to_owned()], ..Typed::default() };
        let signs = Typed { id: "ky".to_owned(), ..Typed::default() };
        let mut steps = vec![known, signs, Typed::default()];
        name_new(&mut steps);
        assert_eq!(steps[2].id, "buoc-2");
        assert_eq!(steps[0].next, ["ky"]);
    }

    #[test]
    fn what_cannot_be_read_is_told_at_its_field() {
        let step = |name: &str, term: &str, role: &str| Typed {
            id: "a".to_owned(),
            name: name.to_owned(),
            term: term.to_owned(),
            role: role.to_owned(),
            ..Typed::default()
        };
        let steps = [step("", "", "leader"), step("Ký", "mai", "leader"), step("Ký", "1 giờ", "administrator")];
        let (_, wrong) = read(&steps);
        let at: Vec<&str> = wrong.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(at, ["buoc.0.ten", "buoc.1.han", "buoc.2.vai"]);
    }
}
