//! *Hỏi và đọc câu trả lời*: the questions of an application as fields, and what was typed as domain types.

use crate::filled::Filled;
use crate::layout::field::{Choice, Field};
use app::form::{FieldError, read_date, read_number, tidy};
use app::people::{Applicant, ApplicantKind};
use domain::procedure::Procedure;
use domain::text::fold;
use serde_json::Value;

/// *Phần của biểu mẫu*: a heading and its questions.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// What stands above.
    pub(crate) heading: String,
    /// The questions.
    pub(crate) fields: Vec<Field>,
}

impl Part {
    /// A heading and its questions.
    pub(crate) fn new(heading: &str, fields: Vec<Field>) -> Part {
        Part { heading: heading.to_owned(), fields }
    }

    /// All questions.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter()
    }

    /// All questions, to be marked.
    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut Field> {
        self.fields.iter_mut()
    }
}

/// Kinds of applicants with the word a form sends.
pub(crate) const KINDS: [(ApplicantKind, &str, &str); 3] = [
    (ApplicantKind::Person, "person", "Cá nhân"),
    (ApplicantKind::Enterprise, "enterprise", "Doanh nghiệp, hộ kinh doanh"),
    (ApplicantKind::Organisation, "organisation", "Cơ quan, tổ chức khác"),
];

/// Whether others than persons may apply, as the catalogue names its subjects.
fn others_apply(procedure: &Procedure) -> bool {
    let subjects = procedure.subjects.iter().map(|subject| fold(subject));
    let mut others = subjects.filter(|subject| {
        ["doanh nghiep", "to chuc", "hop tac xa", "ho kinh doanh"].iter().any(|word| subject.contains(word))
    });
    others.next().is_some()
}

/// Who applies. Online all is asked; at the counter most may stay empty.
pub(crate) fn applicant_part(procedure: &Procedure, filled: &Filled, online: bool) -> Part {
    let mut fields = Vec::new();
    let others = others_apply(procedure);
    if others {
        let chosen = Some(filled.text("kind")).filter(|kind| !kind.is_empty()).unwrap_or("person");
        let choices = KINDS.iter().map(|(_, value, label)| Choice {
            value: (*value).to_owned(),
            label: (*label).to_owned(),
            chosen: *value == chosen,
        });
        fields.push(Field::radios("kind", "Hồ sơ này của ai?", choices.collect()));
    }
    fields.extend(applicant_fields(filled, online, others));
    Part::new("Người nộp hồ sơ", fields)
}

/// The questions about the applicant.
pub(crate) fn applicant_fields(filled: &Filled, online: bool, others: bool) -> Vec<Field> {
    let (name, number, number_hint) = if others {
        (
            "Họ tên, hoặc tên doanh nghiệp, tổ chức",
            "Số định danh hoặc mã số thuế",
            "Cá nhân: 12 chữ số in trên thẻ căn cước. Doanh nghiệp: mã số thuế",
        )
    } else {
        ("Họ, chữ đệm và tên", "Số định danh", "12 chữ số in trên thẻ căn cước; gõ liền hay có dấu cách đều được")
    };
    let line = |field: &str, label: &str| Field::line(field, label, filled.text(field));
    vec![
        line("full_name", name).hint("Ghi như trên giấy tờ tuỳ thân").typed("text", "name", ""),
        line("id_number", number).hint(number_hint).typed("text", "off", "w-20").digits().optional(!online),
        Field::date("birth_date", "Ngày sinh", date_parts(filled, "birth_date"))
            .hint("Ví dụ: 21 3 1990")
            .birthday()
            .optional(true),
        line("phone", "Số điện thoại")
            .hint("Để cơ quan báo tin khi hồ sơ có thay đổi")
            .typed("tel", "tel", "w-20")
            .optional(!online),
        line("email", "Thư điện tử").typed("email", "email", "w-20").optional(true),
        line("address", "Nơi ở hiện nay")
            .hint("Số nhà, đường hoặc thôn; xã, phường; tỉnh, thành phố")
            .typed("text", "street-address", "")
            .optional(!online),
    ]
}

/// The three fields of a date.
pub(crate) fn date_parts<'a>(filled: &'a Filled, name: &str) -> [&'a str; 3] {
    [".ngay", ".thang", ".nam"].map(|part| filled.text(&format!("{name}{part}")))
}

/// A day typed in three fields, in one text; empty where nothing was typed. What is left out at the beginning is
/// not known: a year alone is a year.
fn typed_date(filled: &Filled, name: &str) -> String {
    let parts = date_parts(filled, name);
    let known = parts.iter().position(|part| !part.is_empty());
    known.map_or_else(String::new, |first| parts[first..].join("/"))
}

/// The applicant as typed, and what of him cannot be read.
pub(crate) fn read_applicant(filled: &Filled) -> (Applicant, Vec<FieldError>) {
    let kind = KINDS.iter().find(|(_, value, _)| *value == filled.text("kind"));
    let born = typed_date(filled, "birth_date");
    let birth_date = read_date(&born);
    let mut errors = Vec::new();
    if !born.is_empty() && birth_date.is_none() {
        let message =
            "Nhập ngày, tháng, năm sinh bằng số, ví dụ 21 3 1990; không nhớ ngày thì bỏ trống cả ba ô".to_owned();
        errors.push(FieldError { field: "birth_date".to_owned(), message });
    }
    let applicant = Applicant {
        kind: kind.map_or(ApplicantKind::Person, |(kind, _, _)| *kind),
        full_name: tidy(filled.text("full_name")),
        id_number: read_number(filled.text("id_number")),
        birth_date,
        phone: tidy(filled.text("phone")),
        email: tidy(filled.text("email")),
        address: tidy(filled.text("address")),
        representative: None,
    };
    (applicant, errors)
}

/// Texts that may be longer than this get several lines.
const ONE_LINE: u64 = 150;
/// More choices than this drop down.
const IN_VIEW: usize = 6;

/// The field of a question of a procedure's own form.
pub(crate) fn question_field(question_name: &str, question: &Value, filled: &Filled) -> Field {
    let name = format!("answer.{question_name}");
    let text = |key: &str| question.get(key).and_then(Value::as_str).unwrap_or_default();
    let title = if text("title").is_empty() { question_name } else { text("title") };
    let typed = filled.text(&name);
    let field = match text("type") {
        "boolean" => Field::radios(&name, title, choices(&["co", "khong"], &["Có", "Không"], &[typed])),
        "array" => {
            let chosen: Vec<&str> = filled.texts(&name).collect();
            let values = listed(question.get("items"));
            Field::ticks(&name, title, choices(&values, &values, &chosen))
        }
        "integer" | "number" => Field::line(&name, title, typed).typed("text", "off", "w-12").digits(),
        _ if is_date(question) => Field::date(&name, title, date_parts(filled, &name)),
        _ if question.get("enum").is_some() => {
            let values = listed(Some(question));
            let mut choices = choices(&values, &values, &[typed]);
            if choices.len() <= IN_VIEW {
                Field::radios(&name, title, choices)
            } else {
                choices.insert(
                    0,
                    Choice { value: String::new(), label: "Chọn một mục".to_owned(), chosen: typed.is_empty() },
                );
                Field::select(&name, title, choices)
            }
        }
        _ if question.get("maxLength").and_then(Value::as_u64).is_some_and(|most| most > ONE_LINE) => {
            Field::long(&name, title, typed)
        }
        _ if text("pattern").starts_with("^[0-9]") => {
            Field::line(&name, title, typed).typed("text", "off", "w-20").digits()
        }
        _ => Field::line(&name, title, typed),
    };
    field.hint(text("description")).foreign()
}

/// The values a question offers.
fn listed(question: Option<&Value>) -> Vec<&str> {
    let values = question.and_then(|question| question.get("enum")).and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_str).collect()
}

fn choices(values: &[&str], labels: &[&str], chosen: &[&str]) -> Vec<Choice> {
    let pairs = values.iter().zip(labels);
    pairs
        .map(|(value, label)| Choice {
            value: (*value).to_owned(),
            label: (*label).to_owned(),
            chosen: chosen.contains(value),
        })
        .collect()
}

/// Whether a question is answered by a date.
pub(crate) fn is_date(question: &Value) -> bool {
    question.get("format").and_then(Value::as_str) == Some("date") || app::form::is_approximate(question)
}

/// What was typed into the field of a question.
pub(crate) fn typed_answer(name: &str, question: &Value, filled: &Filled) -> Vec<String> {
    if is_date(question) { vec![typed_date(filled, name)] } else { filled.texts(name).map(str::to_owned).collect() }
}

/// Puts what has to be mended at its fields; what belongs to no field of the page is given back.
pub(crate) fn mark(parts: &mut [Part], errors: &[FieldError]) -> Vec<String> {
    let mut homeless = Vec::new();
    for error in errors {
        let field = parts.iter_mut().flat_map(Part::all_mut).find(|field| field.name == error.field);
        match field {
            Some(field) => field.error.clone_from(&error.message),
            None => homeless.push(error.message.clone()),
        }
    }
    homeless
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::field::Control;
    use crate::tests::sample as testing;
    use serde_json::json;

    fn filled(pairs: &[(&str, &str)]) -> Filled {
        Filled::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn an_applicant_is_read_as_he_types() {
        let typed = [
            ("full_name", " Nguyễn  Văn Mẫu "),
            ("id_number", "037 204.000-123"),
            ("birth_date.ngay", "21"),
            ("birth_date.thang", "3"),
            ("birth_date.nam", "1990"),
        ];
        let (applicant, errors) = read_applicant(&filled(&typed));
        assert_eq!((applicant.id_number.as_str(), errors.len()), ("037204000123", 0));
        assert_eq!(applicant.birth_date, Some(jiff::civil::date(1990, 3, 21)));
        let (_, errors) = read_applicant(&filled(&[
            ("birth_date.ngay", "31"),
            ("birth_date.thang", "2"),
            ("birth_date.nam", "1990"),
        ]));
        assert_eq!(errors[0].field, "birth_date");
    }

    #[test]
    fn every_question_of_a_form_becomes_a_field_that_keeps_what_was_typed() {
        let procedure = testing::procedure();
        let form = procedure.form.as_ref().unwrap();
        for name in form.order() {
            let question = form.question(name).unwrap();
            let id = format!("answer.{name}");
            let typed = filled(&[(&id, "abc"), (&format!("{id}.nam"), "abc")]);
            let field = question_field(name, question, &typed);
            let html = askama::Template::render(&field).unwrap();
            let chosen = matches!(field.control, Control::Radios(_) | Control::Ticks(_) | Control::Select(_));
            assert!(chosen || html.contains("abc"), "{name}: {html}");
        }
    }

    #[test]
    fn a_date_in_three_fields_is_one_answer() {
        let question = json!({"type": "string", "format": "date"});
        let typed = |day: &str, month: &str| {
            let fields = filled(&[("answer.a.ngay", day), ("answer.a.thang", month), ("answer.a.nam", "2026")]);
            typed_answer("answer.a", &question, &fields)
        };
        assert_eq!(typed("1", "2"), ["1/2/2026"]);
        assert_eq!(typed("", "2"), ["2/2026"], "a month of a year");
        assert_eq!(typed("", ""), ["2026"], "a year");
    }

    #[test]
    fn what_must_be_mended_stands_at_its_field() {
        let procedure = testing::procedure();
        let mut parts = vec![applicant_part(&procedure, &Filled::default(), true)];
        let error = |field: &str| FieldError { field: field.to_owned(), message: "Sửa".to_owned() };
        let homeless = mark(&mut parts, &[error("phone"), error("khac")]);
        assert_eq!(homeless, ["Sửa"]);
        let marked: Vec<&str> = parts
            .iter()
            .flat_map(|part| &part.fields)
            .filter(|field| !field.error.is_empty())
            .map(|field| field.name.as_str())
            .collect();
        assert_eq!(marked, ["phone"]);
    }
}
