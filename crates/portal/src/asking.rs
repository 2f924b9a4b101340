//! *Hỏi và đọc câu trả lời*: the questions of an application as fields, and what was typed as domain types.

use crate::filled::Filled;
use crate::layout::field::{Choice, Control, Field};
use crate::papers::{Kept, field_of, shown};
use crate::procedure::one::{copies, paper_name};
use crate::words;
use app::form::{FieldError, read_date, read_number, tidy};
use app::people::{Applicant, ApplicantKind};
use domain::procedure::{Component, Form, Procedure};
use domain::text::fold;
use serde_json::Value;
use std::collections::BTreeMap;

/// *Phần của biểu mẫu*: a heading and its questions.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// What stands above.
    pub(crate) heading: String,
    /// The questions.
    pub(crate) fields: Vec<Field>,
    /// What only some cases need, folded away where there is much of it.
    pub(crate) more: Vec<Field>,
}

impl Part {
    /// A heading and its questions.
    pub(crate) fn new(heading: &str, fields: Vec<Field>) -> Part {
        Part { heading: heading.to_owned(), fields, more: Vec::new() }
    }

    /// All questions, folded away or not.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().chain(&self.more)
    }

    /// All questions, to be marked.
    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut Field> {
        self.fields.iter_mut().chain(&mut self.more)
    }

    /// Whether something folded away has been answered, has to be mended, or is where the cursor begins.
    pub(crate) fn is_open(&self) -> bool {
        let busy = |field: &Field| matches!(&field.control, Control::Files { kept } if !kept.is_empty());
        self.more.iter().any(|field| busy(field) || field.focus || !field.error.is_empty())
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

fn date_parts<'a>(filled: &'a Filled, name: &str) -> [&'a str; 3] {
    [".ngay", ".thang", ".nam"].map(|part| filled.text(&format!("{name}{part}")))
}

/// A day typed in three fields, in one text; empty where nothing was typed.
fn typed_date(filled: &Filled, name: &str) -> String {
    let parts = date_parts(filled, name);
    if parts.iter().all(|part| part.is_empty()) { String::new() } else { parts.join("/") }
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
    };
    (applicant, errors)
}

/// The questions of a procedure's own form, page by page.
pub(crate) fn question_parts(form: &Form, filled: &Filled) -> Vec<Part> {
    let required: Vec<&str> = form.required().collect();
    let field = |name: &String| {
        let question = form.schema.get("properties")?.get(name)?;
        Some(question_field(name, question, filled).optional(!required.contains(&name.as_str())))
    };
    let parts = form
        .layout
        .iter()
        .map(|section| Part::new(&section.heading, section.fields.iter().filter_map(field).collect()));
    let parts: Vec<Part> = parts.collect();
    if !parts.is_empty() {
        return parts;
    }
    let names =
        form.schema.get("properties").and_then(Value::as_object).into_iter().flat_map(|questions| questions.keys());
    vec![Part::new("Nội dung khai", names.filter_map(field).collect())]
}

/// Texts that may be longer than this get several lines.
const ONE_LINE: u64 = 150;
/// More choices than this drop down.
const IN_VIEW: usize = 6;

fn question_field(question_name: &str, question: &Value, filled: &Filled) -> Field {
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
        _ if text("format") == "date" => Field::date(&name, title, date_parts(filled, &name)),
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
    field.hint(text("description"))
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

/// What was typed into the questions of a form, by question.
pub(crate) fn typed_answers(form: &Form, filled: &Filled) -> BTreeMap<String, Vec<String>> {
    let questions = form.schema.get("properties").and_then(Value::as_object);
    let typed = |(question, schema): (&String, &Value)| {
        let name = format!("answer.{question}");
        let digits = schema.get("pattern").and_then(Value::as_str).is_some_and(|pattern| pattern.starts_with("^[0-9]"));
        let values: Vec<String> = match schema.get("format").and_then(Value::as_str) {
            Some("date") => vec![typed_date(filled, &name)],
            _ if digits => filled.texts(&name).map(read_number).collect(),
            _ => filled.texts(&name).map(str::to_owned).collect(),
        };
        (question.clone(), values)
    };
    questions.into_iter().flatten().map(typed).collect()
}

/// More papers for special cases than this are folded away.
const SPECIAL_IN_VIEW: usize = 5;

/// A component with its place in the procedure's list.
pub(crate) type Placed<'a> = (u32, &'a Component);

/// The components to hand in as files: those everyone brings, and those only some cases need. What the form
/// itself replaces is not asked for.
pub(crate) fn asked_papers(procedure: &Procedure) -> (Vec<Placed<'_>>, Vec<Placed<'_>>) {
    let asked = (0..).zip(&procedure.components);
    let asked = asked.filter(|(_, component)| !(component.has_form && procedure.form.is_some()));
    let (common, special): (Vec<_>, Vec<_>) = asked.partition(|(_, component)| is_common(component));
    if special.len() > SPECIAL_IN_VIEW {
        (common, special)
    } else {
        (common.into_iter().chain(special).collect(), Vec::new())
    }
}

/// Whether every case brings it.
fn is_common(component: &Component) -> bool {
    component.case().is_none() && component.original + component.copy > 0
}

/// The papers to hand in; what only some cases need may stay empty.
pub(crate) fn paper_part(procedure: &Procedure, kept: &[Kept], file_limit: usize) -> Part {
    let (fields, more) = asked_papers(procedure);
    let of = |place: Option<u32>| kept.iter().filter(|kept| kept.paper.component == place).map(shown).collect();
    let field = |(place, component): (u32, &Component)| {
        let case = component.case().map_or_else(String::new, |case| format!("{case}. "));
        let stated = copies(component);
        let stated = if stated.is_empty() { stated } else { format!("Danh mục ghi: {stated}") };
        let needed = is_common(component) && !component.has_form;
        Field::files(&field_of(place), paper_name(component), of(Some(place)))
            .hint(format!("{case}{stated}"))
            .optional(!needed)
    };
    let limit = words::size(file_limit as u64);
    let hint =
        format!("Giấy tờ chưa có trong danh sách. Ảnh chụp, bản quét, PDF, Word hoặc Excel; mỗi tệp tới {limit}");
    let other = Field::files("paper", "Giấy tờ khác", of(None)).hint(hint).optional(true);
    let mut part = Part::new("Giấy tờ kèm theo", fields.into_iter().map(field).collect());
    part.fields.push(other);
    part.more = more.into_iter().map(field).collect();
    part
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
    use crate::tests::sample as testing;

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
        let names: Vec<String> =
            form.schema["properties"].as_object().unwrap().keys().map(|name| format!("answer.{name}")).collect();
        let typed: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "abc")).collect();
        let parts = question_parts(form, &filled(&typed));
        let fields: Vec<&Field> = parts.iter().flat_map(|part| &part.fields).collect();
        assert_eq!(fields.len(), names.len());
        let kept = |field: &&&Field| matches!(&field.control, Control::Line { value, .. } | Control::Text { value, .. } if value == "abc");
        assert!(fields.iter().filter(kept).count() >= 3);
    }

    #[test]
    fn a_date_in_three_fields_is_one_answer() {
        let form = testing::procedure().form.unwrap();
        let typed = [
            ("answer.child_birth_date.ngay", "1"),
            ("answer.child_birth_date.thang", "2"),
            ("answer.child_birth_date.nam", "2026"),
        ];
        assert_eq!(typed_answers(&form, &filled(&typed))["child_birth_date"], ["1/2/2026"]);
    }

    #[test]
    fn what_must_be_mended_stands_at_its_field() {
        let procedure = testing::procedure();
        let mut parts =
            vec![applicant_part(&procedure, &Filled::default(), true), paper_part(&procedure, &[], 20_000_000)];
        let error = |field: &str| FieldError { field: field.to_owned(), message: "Sửa".to_owned() };
        let homeless = mark(&mut parts, &[error("phone"), error("paper.1"), error("khac")]);
        assert_eq!(homeless, ["Sửa"]);
        let marked: Vec<&str> = parts
            .iter()
            .flat_map(|part| &part.fields)
            .filter(|field| !field.error.is_empty())
            .map(|field| field.name.as_str())
            .collect();
        assert_eq!(marked, ["phone", "paper.1"]);
    }
}
