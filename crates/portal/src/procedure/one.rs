//! *Trang thủ tục*: what it takes, how long, how much, who settles it, and where to begin.

use crate::layout::Frame;
use crate::linked::{self, Task};
use crate::pictures::process::Drawing;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::catalogue::Catalogue;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::agency::AgencyCode;
use domain::procedure::{ChannelKind, Component, Procedure};
use domain::process::Process;

#[derive(Template)]
#[template(path = "procedure/one.html")]
struct ProcedurePage {
    frame: Frame,
    code: String,
    field: String,
    levels: String,
    subjects: String,
    facts: Vec<(&'static str, String)>,
    ways: Vec<Way>,
    cases: Vec<Case>,
    steps: Vec<String>,
    drawing: Option<Drawing>,
    conditions: Vec<String>,
    competent: Vec<String>,
    settlers: Vec<Settler>,
    more_settlers: usize,
    bases: Vec<Basis>,
    decision: String,
    related: Vec<(String, String)>,
    online: bool,
    receives: bool,
    tasks: Vec<Task>,
    note: &'static str,
}

/// One way to hand in, with its own term and fee.
struct Way {
    kind: String,
    term: String,
    fee: String,
    note: String,
}

/// The papers one case asks for.
struct Case {
    name: String,
    papers: Vec<Paper>,
}

struct Paper {
    name: String,
    copies: String,
    form: String,
}

struct Settler {
    code: String,
    name: String,
}

struct Basis {
    text: String,
    address: String,
}

/// Agencies named on the page itself; the others are counted.
const SETTLERS_SHOWN: usize = 6;

/// `GET /thu-tuc/{code}`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    let offered = catalogue.offered(&code, visitor.now.day()).ok_or(Problem::NotFound)?;
    let frame = visitor.frame(offered.name.clone()).at("/thu-tuc");
    let tasks = linked::tasks(&catalogue, &code, None, visitor.now.day());
    page(ProcedurePage {
        tasks,
        note: linked::note(&catalogue, &code, visitor.now.day()),
        ..fill(frame, &offered, &catalogue)
    })
}

fn fill(frame: Frame, procedure: &Procedure, catalogue: &Catalogue) -> ProcedurePage {
    let code = procedure.code.to_string();
    let settlers = catalogue.agencies_settling(&code);
    let shown = settlers
        .iter()
        .take(SETTLERS_SHOWN)
        .map(|agency| Settler { code: agency.to_string(), name: catalogue.agency_name(agency).to_owned() });
    let related = procedure.related.iter().chain(&procedure.linked).filter(|one| catalogue.knows(one));
    ProcedurePage {
        tasks: Vec::new(),
        note: "",
        receives: frame.who.as_ref().is_some_and(|who| who.receives),
        frame,
        field: procedure.field.clone(),
        levels: procedure.levels.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        subjects: procedure.subjects.join(", "),
        facts: facts(procedure),
        ways: procedure.channels.iter().map(way).collect(),
        cases: cases(&procedure.components),
        steps: paragraphs(&procedure.steps_text),
        drawing: drawing(procedure, &|unit| catalogue.agency_name(unit).to_owned()),
        conditions: paragraphs(&procedure.conditions_text),
        competent: procedure.competent.clone(),
        more_settlers: settlers.len().saturating_sub(SETTLERS_SHOWN),
        online: procedure.is_online() && !settlers.is_empty(),
        settlers: shown.collect(),
        bases: procedure.legal_bases.iter().map(basis).collect(),
        decision: procedure.decision.clone(),
        related: related.map(|one| (one.clone(), catalogue.name(one).to_owned())).collect(),
        code,
    }
}

/// What most people look for first: how long, how much, what they get.
pub(crate) fn facts(procedure: &Procedure) -> Vec<(&'static str, String)> {
    let usual = procedure.channels_of(&ChannelKind::Online).next().or(procedure.channels.first());
    let stated =
        usual.map(|channel| [("Thời hạn", channel.term.to_string()), ("Phí, lệ phí", channel.fee.to_string())]);
    let results =
        procedure.results.iter().map(|result| result.name.trim_end_matches('.')).collect::<Vec<_>>().join("; ");
    let result = (!results.is_empty()).then_some(("Bạn nhận được", results));
    stated.into_iter().flatten().chain(result).map(|(label, value)| (label, words::capital(&value))).collect()
}

fn way(channel: &domain::procedure::Channel) -> Way {
    Way {
        kind: words::capital(&channel.kind.to_string()),
        term: words::capital(&channel.term.to_string()),
        fee: words::capital(&channel.fee.to_string()),
        note: channel.note.clone(),
    }
}

/// Papers by case: those everyone brings first, then each case in the order of the catalogue.
pub(crate) fn by_case(components: &[Component]) -> Vec<(String, Vec<(u32, &Component)>)> {
    let mut cases: Vec<(String, Vec<(u32, &Component)>)> = Vec::new();
    let numbered = || (0..).zip(components);
    let all: Vec<_> = numbered().filter(|(_, component)| component.case().is_none()).collect();
    if !all.is_empty() {
        cases.push((String::new(), all));
    }
    for (number, component) in numbered() {
        let Some(case) = component.case() else { continue };
        match cases.iter_mut().find(|(name, _)| name == case) {
            Some((_, papers)) => papers.push((number, component)),
            None => cases.push((case.to_owned(), vec![(number, component)])),
        }
    }
    cases
}

fn cases(components: &[Component]) -> Vec<Case> {
    let paper = |component: &Component| Paper {
        name: paper_name(component).to_owned(),
        copies: copies(component),
        form: component.form_file.clone().filter(|file| file.starts_with("https://")).unwrap_or_default(),
    };
    let cases = by_case(components).into_iter();
    cases.map(|(name, papers)| Case { name, papers: papers.into_iter().map(|(_, one)| paper(one)).collect() }).collect()
}

/// The name of a paper without the bullets and colons the catalogue writes around it.
pub(crate) fn paper_name(component: &Component) -> &str {
    let name = component.name.trim_start_matches(['-', '–', '+', '*', '•', ' ']).trim_end_matches([':', ';', ' ']);
    if name.is_empty() { &component.name } else { name }
}

/// A paper's name as far as a heading needs it, and what the catalogue adds to it.
pub(crate) fn parted_name(component: &Component) -> (String, String) {
    let name = paper_name(component);
    let end = [name.find(';'), name.find(" ("), name.find(": ")].into_iter().flatten().min().unwrap_or(name.len());
    let rest = name[end..].trim_start_matches([';', ':', ' ']);
    let rest = rest.strip_prefix('(').map_or(rest, |inner| inner.strip_suffix(')').unwrap_or(inner));
    (name[..end].to_owned(), words::capital(rest))
}

/// `1 bản chính, 1 bản sao`; nothing where the catalogue gives no number.
pub(crate) fn copies(component: &Component) -> String {
    let count = |number: u32, what: &str| (number > 0).then(|| format!("{number} {what}"));
    [count(component.original, "bản chính"), count(component.copy, "bản sao")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// The catalogue's long texts, one paragraph a line.
fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn drawing(procedure: &Procedure, unit: &dyn Fn(&AgencyCode) -> String) -> Option<Drawing> {
    let process: Process = serde_json::from_value(procedure.process.clone()?).ok()?;
    (!process.steps.is_empty()).then(|| Drawing::of(&process, None, unit))
}

fn basis(basis: &domain::procedure::LegalBasis) -> Basis {
    let title = basis.title.as_ref().map_or_else(String::new, |title| format!(": {title}"));
    Basis {
        text: format!("{}{title}", basis.number),
        address: basis.url.clone().filter(|url| url.starts_with("https://")).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample as testing;

    #[test]
    fn papers_are_grouped_by_case_and_keep_their_numbers() {
        let procedure = testing::procedure();
        let cases = by_case(&procedure.components);
        assert_eq!(cases[0].0, "", "what everyone brings stands first");
        let numbers: Vec<u32> = cases.iter().flat_map(|(_, papers)| papers.iter().map(|(number, _)| *number)).collect();
        assert_eq!(numbers.len(), procedure.components.len());
        assert!(cases.iter().skip(1).all(|(name, _)| !name.is_empty()));
    }

    #[test]
    fn a_papers_name_loses_the_bullets_of_the_catalogue() {
        let named = |name: &str| Component { name: name.to_owned(), ..Component::default() };
        for (stated, shown) in
            [("- Tờ khai theo mẫu;", "Tờ khai theo mẫu"), ("* Giấy tờ phải nộp:", "Giấy tờ phải nộp"), ("-", "-")]
        {
            assert_eq!(paper_name(&named(stated)), shown);
        }
    }

    #[test]
    fn a_long_name_is_a_heading_and_a_remark() {
        let rows = [
            ("Giấy chứng sinh; không có thì giấy cam đoan", "Giấy chứng sinh", "Không có thì giấy cam đoan"),
            ("Văn bản đồng ý (có thể xác nhận trực tuyến)", "Văn bản đồng ý", "Có thể xác nhận trực tuyến"),
            ("Biên bản", "Biên bản", ""),
        ];
        for (stated, heading, remark) in rows {
            let component = Component { name: stated.to_owned(), ..Component::default() };
            assert_eq!(parted_name(&component), (heading.to_owned(), remark.to_owned()));
        }
    }

    #[test]
    fn a_process_in_the_catalogue_is_drawn() {
        assert!(drawing(&testing::procedure(), &|unit| unit.to_string()).is_some());
    }
}
