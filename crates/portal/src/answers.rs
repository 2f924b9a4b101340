//! *Nội dung đã khai* as people read it: questions with their answers, the applicant with his particulars.

use crate::asking::KINDS;
use crate::words;
use app::people::Applicant;
use domain::procedure::Form;
use serde_json::Value;
use std::collections::BTreeMap;

/// A page of a form, answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// What stood above the questions.
    pub(crate) heading: String,
    /// The questions with their answers; those left out too.
    pub(crate) rows: Vec<Answer>,
}

/// One question with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Name of the question.
    pub(crate) name: String,
    /// The question.
    pub(crate) question: String,
    /// The answer; empty where none was given.
    pub(crate) text: String,
}

/// The answers of a form, in the order of its pages.
pub(crate) fn by_section(form: &Form, answers: &BTreeMap<String, Value>) -> Vec<Section> {
    let answer = |name: &String| {
        let question = form.schema.get("properties")?.get(name)?;
        let title = question.get("title").and_then(Value::as_str).unwrap_or(name);
        let is_date = question.get("format").and_then(Value::as_str) == Some("date");
        let text =
            answers.get(name).map_or_else(String::new, |value| if is_date { date_text(value) } else { text(value) });
        Some(Answer { name: name.clone(), question: title.to_owned(), text })
    };
    let sections = form.layout.iter().map(|section| Section {
        heading: section.heading.clone(),
        rows: section.fields.iter().filter_map(answer).collect(),
    });
    let sections: Vec<Section> = sections.collect();
    if !sections.is_empty() {
        return sections;
    }
    let names =
        form.schema.get("properties").and_then(Value::as_object).into_iter().flat_map(|questions| questions.keys());
    vec![Section { heading: "Nội dung khai".to_owned(), rows: names.filter_map(answer).collect() }]
}

/// An answer as people read it.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "Có".to_owned(),
        Value::Bool(false) => "Không".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn date_text(value: &Value) -> String {
    let date = value.as_str().and_then(|text| text.parse().ok());
    date.map_or_else(|| text(value), words::day)
}

/// The applicant's particulars: name of the field, what it is called, what it says.
pub(crate) fn applicant(applicant: &Applicant) -> Vec<(&'static str, &'static str, String)> {
    let kind = KINDS.iter().find(|(kind, ..)| *kind == applicant.kind).map_or("", |(_, _, label)| label);
    let mut rows = vec![
        ("full_name", "Họ tên", applicant.full_name.clone()),
        ("id_number", "Số định danh", grouped_id(&applicant.id_number)),
        ("birth_date", "Ngày sinh", applicant.birth_date.map_or_else(String::new, words::day)),
        ("phone", "Số điện thoại", applicant.phone.clone()),
        ("email", "Thư điện tử", applicant.email.clone()),
        ("address", "Nơi ở hiện nay", applicant.address.clone()),
    ];
    if applicant.kind != app::people::ApplicantKind::Person {
        rows.insert(0, ("kind", "Loại người nộp", kind.to_owned()));
        rows[1].1 = "Tên";
        rows[2].1 = "Mã số thuế, số định danh";
    }
    rows
}

/// Twelve digits in groups of three, easier to compare with a card.
fn grouped_id(number: &str) -> String {
    if number.len() != 12 || !number.is_ascii() {
        return number.to_owned();
    }
    [&number[..3], &number[3..6], &number[6..9], &number[9..]].join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_read_as_people_say_them() {
        let rows =
            [(json!(true), "Có"), (json!(["Học bạ", "Khác"]), "Học bạ, Khác"), (json!(2), "2"), (json!(null), "")];
        for (value, said) in rows {
            assert_eq!(text(&value), said);
        }
        assert_eq!(date_text(&json!("2026-03-21")), "21/03/2026");
        assert_eq!(date_text(&json!("hôm qua")), "hôm qua");
    }

    #[test]
    fn a_long_number_is_grouped() {
        assert_eq!(grouped_id("037204000123"), "037 204 000 123");
        assert_eq!(grouped_id("0101234567"), "0101234567");
    }
}
