//! *Kiểm tra lại trước khi nộp*: everything typed and every file, each with its way back.

use crate::filled::Filled;
use crate::layout::Frame;
use crate::papers::{Kept, field_of};
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

fn papers(procedure: &Procedure, kept: &[Kept]) -> Vec<Row> {
    let asked =
        (0..).zip(&procedure.components).filter(|(_, component)| !(component.has_form && procedure.form.is_some()));
    let row = |(place, component): (u32, &domain::procedure::Component)| {
        let mine = kept.iter().filter(|kept| kept.paper.component == Some(place));
        let files: Vec<String> =
            mine.map(|kept| format!("{} ({})", kept.paper.name, words::size(kept.paper.bytes))).collect();
        let value = if files.is_empty() { "Không gửi kèm".to_owned() } else { files.join("\n") };
        Row { label: component.name.clone(), value, field: field_of(place) }
    };
    asked.map(row).collect()
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
