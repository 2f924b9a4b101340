//! *Nội dung đã khai* as people read it: questions with their answers, the applicant with his particulars.

use crate::asking::{KINDS, is_date};
use crate::words;
use app::people::Applicant;
use domain::journey::NOTED;
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

/// The answers of a form, in the order of its sections; questions that were not asked are left out.
pub(crate) fn by_section(form: &Form, answers: &BTreeMap<String, Value>) -> Vec<Section> {
    let asked = form.asked(answers);
    let answer = |name: &&str| {
        let title = form.question(name)?.get("title").and_then(Value::as_str).unwrap_or(name);
        let text = answer_text(form, name, answers);
        Some(Answer { name: (*name).to_owned(), question: title.to_owned(), text })
    };
    if form.layout.is_empty() {
        return vec![Section {
            heading: "Nội dung khai".to_owned(), rows: asked.iter().filter_map(answer).collect()
        }];
    }
    let sections = form.layout.iter().map(|section| Section {
        heading: section.heading.clone(),
        rows: asked
            .iter()
            .filter(|name| section.fields.iter().any(|field| field == *name))
            .filter_map(answer)
            .collect(),
    });
    sections.filter(|section| !section.rows.is_empty()).collect()
}

/// The answer to a question; empty where none was given.
pub(crate) fn answer_text(form: &Form, name: &str, answers: &BTreeMap<String, Value>) -> String {
    let (Some(value), Some(question)) = (answers.get(name), form.question(name)) else { return String::new() };
    match (form.group(name), value) {
        (Some(group), Value::Array(entries)) => {
            let lines = (1..).zip(entries).map(|(number, entry)| format!("{number}. {}", entry_text(&group, entry)));
            lines.collect::<Vec<_>>().join("\n")
        }
        _ if is_date(question) => date_text(value),
        (_, Value::String(number)) if question["format"] == "citizen-number" => grouped_id(number),
        _ => text(value),
    }
}

/// One entry of a repeated group, in one line.
pub(crate) fn entry_text(group: &Form, entry: &Value) -> String {
    let answers: BTreeMap<String, Value> = serde_json::from_value(entry.clone()).unwrap_or_default();
    let texts = group.asked(&answers).into_iter().map(|name| answer_text(group, name, &answers));
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
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

/// A date as people read it, of which only the year or the month may be known.
fn date_text(value: &Value) -> String {
    value.as_str().and_then(app::form::date_in_words).unwrap_or_else(|| text(value))
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
    if let Some(agent) = &applicant.representative {
        let how =
            if agent.by_letter { "Người nộp thay, theo giấy uỷ quyền" } else { "Người đại diện" };
        rows.push(("agent_name", how, agent.full_name.clone()));
        rows.push(("agent_id", "Số định danh của người nộp thay", grouped_id(&agent.id_number)));
    }
    if applicant.kind != app::people::ApplicantKind::Person {
        rows.insert(0, ("kind", "Loại người nộp", kind.to_owned()));
        rows[1].1 = "Tên";
        rows[2].1 = "Mã số thuế, số định danh";
    }
    rows
}

/// Twelve digits in groups of three, easier to compare with a card.
pub(crate) fn grouped_id(number: &str) -> String {
    if number.len() != 12 || !number.is_ascii() {
        return number.to_owned();
    }
    [&number[..3], &number[3..6], &number[6..9], &number[9..]].join(" ")
}

/// What officers of a dossier are told of the journey it belongs to: labels and texts.
pub(crate) fn linked(kept: &BTreeMap<String, Value>) -> impl Iterator<Item = (String, String)> {
    kept.iter().filter_map(|(name, told)| Some((name.strip_prefix(NOTED)?.to_owned(), text(told))))
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
        assert_eq!(date_text(&json!("1950-03")), "03/1950");
        assert_eq!(date_text(&json!("hôm qua")), "hôm qua");
    }

    #[test]
    fn the_entries_of_a_group_are_numbered() {
        let members = json!({"type": "array", "x-order": ["name", "born"], "items": {"type": "object",
            "properties": {"name": {"type": "string"}, "born": {"type": "string", "format": "date"}}}});
        let form = Form { schema: json!({"properties": {"members": members}}), layout: vec![], papers: vec![] };
        let entries = json!([{"name": "An", "born": "2000-01-02"}, {"name": "Bình"}]);
        let answers = BTreeMap::from([("members".to_owned(), entries)]);
        assert_eq!(answer_text(&form, "members", &answers), "1. An, 02/01/2000\n2. Bình");
    }

    #[test]
    fn a_long_number_is_grouped() {
        assert_eq!(grouped_id("037204000123"), "037 204 000 123");
        assert_eq!(grouped_id("0101234567"), "0101234567");
    }
}
