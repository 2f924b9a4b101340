//! *Kiểm tra lại trước khi nộp*: everything typed and every file, each with its way back.

use crate::asking::asked_papers;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::papers::{Kept, field_of};
use crate::procedure::one::paper_name;
use crate::words;
use app::acts::Application;
use askama::Template;
use domain::procedure::Procedure;

use crate::answers;

#[derive(Template)]
#[template(path = "apply/check.html")]
pub(crate) struct CheckPage {
    frame: Frame,
    name: String,
    code: String,
    parts: Vec<Checked>,
    carried: Vec<(String, String)>,
}

/// A heading and what was answered under it.
struct Checked {
    heading: String,
    rows: Vec<Row>,
}

/// One answer, and the field it was typed in.
struct Row {
    label: String,
    value: String,
    field: String,
}

/// Fields that belong to one sending and not to what was typed.
const NOT_CARRIED: [&str; 4] = ["buoc", "sua", "bo-tep", "csrf"];

/// The page for an application that has nothing to mend.
pub(crate) fn fill(
    frame: Frame,
    procedure: &Procedure,
    application: &Application,
    agency: &str,
    filled: &Filled,
    kept: &[Kept],
) -> CheckPage {
    let row = |label: &str, value: &str, field: &str| {
        let value = if value.is_empty() { "Không cung cấp" } else { value };
        Row { label: label.to_owned(), value: value.to_owned(), field: field.to_owned() }
    };
    let place =
        Checked { heading: "Nơi nộp".to_owned(), rows: vec![row("Cơ quan giải quyết", agency, "agency")] };
    let who = answers::applicant(&application.applicant);
    let who = Checked {
        heading: "Người nộp hồ sơ".to_owned(),
        rows: who.into_iter().map(|(field, label, value)| row(label, &value, field)).collect(),
    };
    let asked = procedure.form.as_ref().map(|form| answers::by_section(form, &application.answers)).unwrap_or_default();
    let asked = asked.into_iter().map(|section| Checked {
        heading: section.heading,
        rows: section
            .rows
            .iter()
            .map(|answer| row(&answer.question, &answer.text, &format!("answer.{}", answer.name)))
            .collect(),
    });
    let mut parts = vec![place, who];
    parts.extend(asked);
    parts.push(Checked { heading: "Giấy tờ kèm theo".to_owned(), rows: papers(procedure, kept) });
    CheckPage {
        frame,
        name: procedure.name.clone(),
        code: procedure.code.to_string(),
        parts,
        carried: carried(filled, kept),
    }
}

/// Papers with their files: all that everyone brings, and of the others those that were sent.
fn papers(procedure: &Procedure, kept: &[Kept]) -> Vec<Row> {
    let (common, special) = asked_papers(procedure);
    let files = |place: Option<u32>| {
        let mine = kept.iter().filter(|kept| kept.paper.component == place);
        mine.map(|kept| format!("{} ({})", kept.paper.name, words::size(kept.paper.bytes)))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let row = |label: &str, value: String, field: String| Row { label: label.to_owned(), value, field };
    let mut rows = Vec::new();
    for (place, component) in common {
        let sent = files(Some(place));
        let value = if sent.is_empty() { "Không gửi kèm".to_owned() } else { sent };
        rows.push(row(paper_name(component), value, field_of(place)));
    }
    for (place, component) in special {
        rows.push(row(paper_name(component), files(Some(place)), field_of(place)));
    }
    rows.push(row("Giấy tờ khác", files(None), "paper".to_owned()));
    rows.retain(|row| !row.value.is_empty());
    rows
}

/// What the form carries on: everything typed, and the notes of the files kept.
fn carried(filled: &Filled, kept: &[Kept]) -> Vec<(String, String)> {
    let typed = filled
        .fields()
        .iter()
        .filter(|(name, _)| !NOT_CARRIED.contains(&name.as_str()) && !name.starts_with("da-tai."));
    let files = kept.iter().map(|kept| {
        let field = kept.paper.component.map_or_else(|| "paper".to_owned(), field_of);
        (format!("da-tai.{field}"), kept.token.clone())
    });
    typed.cloned().chain(files).collect()
}
