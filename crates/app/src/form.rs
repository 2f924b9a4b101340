//! *Biểu mẫu điện tử*: what was typed becomes answers, and answers are checked before anything is kept.

use crate::acts::Application;
use crate::people::{Applicant, ApplicantKind};
use domain::dossier::event::Channel;
use domain::procedure::{Form, Procedure};
use domain::time::Instant;
use identity::number::{CitizenNumber, CitizenNumberError, OldIdNumber, OldIdNumberError, TaxCode, TaxCodeError};
use jiff::civil::Date;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use unicode_normalization::UnicodeNormalization;

/// A field that needs another look, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field: `full_name` …, `answer.NAME` for a question of the form, `paper.N` for a component.
    pub field: String,
    /// What to do, in plain words.
    pub message: String,
}

fn error(field: impl Into<String>, message: impl Into<String>) -> FieldError {
    FieldError { field: field.into(), message: message.into() }
}

/// Everything about an application that needs another look, in the order of the page.
pub fn check_application(application: &Application, procedure: &Procedure, now: Instant) -> Vec<FieldError> {
    let online = application.channel == Channel::Online;
    let mut errors = check_applicant(&application.applicant, online, now.day());
    if let Some(form) = procedure.form.as_ref().filter(|_| online) {
        errors.extend(check_answers(procedure.code.as_str(), form, &application.answers));
    }
    if online {
        errors.extend(missing_papers(application, procedure));
    }
    errors
}

/// A paper every case needs and nobody can answer in the form must be there: an empty dossier helps nobody.
fn missing_papers(application: &Application, procedure: &Procedure) -> Vec<FieldError> {
    let given = |place: u32| application.papers.iter().any(|paper| paper.component == Some(place));
    // The national catalogue lists the declaration itself among the papers; online it is the form.
    let declared = |name: &str| {
        let name = domain::text::fold(name);
        procedure.form.is_some() && ["to khai", "bieu mau", "mau ho tich dien tu"].iter().any(|it| name.contains(it))
    };
    let needed = (0..).zip(&procedure.components).filter(|(_, component)| {
        let asked = component.case().is_none() && component.original + component.copy > 0;
        asked && !component.has_form && !declared(&component.name)
    });
    needed
        .filter(|(place, _)| !given(*place))
        .map(|(place, component)| {
            error(format!("paper.{place}"), format!("Gửi kèm ảnh chụp hoặc bản quét: {}", component.name))
        })
        .collect()
}

fn check_applicant(applicant: &Applicant, online: bool, today: Date) -> Vec<FieldError> {
    let mut errors = Vec::new();
    match applicant.full_name.chars().count() {
        0 => errors.push(error("full_name", "Nhập họ, chữ đệm và tên như trên giấy tờ")),
        length if length > 200 => errors.push(error("full_name", "Tên dài quá 200 ký tự; nhập tên như trên giấy tờ")),
        _ => {}
    }
    errors.extend(id_number_fault(applicant, online, today).map(|message| error("id_number", message)));
    if applicant.birth_date.is_some_and(|born| born > today) {
        errors.push(error("birth_date", "Ngày sinh ở tương lai; xem lại năm"));
    }
    let phone_digits = applicant.phone.bytes().filter(u8::is_ascii_digit).count();
    if (online || !applicant.phone.is_empty()) && !(9..=15).contains(&phone_digits) {
        errors.push(error("phone", "Nhập số điện thoại để cơ quan báo tin, ví dụ 0912 345 678"));
    }
    let email_reads = applicant.email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !applicant.email.contains(char::is_whitespace)
    });
    if !applicant.email.is_empty() && !email_reads {
        errors.push(error("email", "Nhập địa chỉ thư điện tử, ví dụ ten@example.vn, hoặc để trống"));
    }
    if online && applicant.address.is_empty() {
        errors.push(error("address", "Nhập nơi ở hiện nay: số nhà, đường hoặc thôn; xã, phường; tỉnh, thành phố"));
    }
    errors
}

/// *Thẻ căn cước* as a scanner typed it, or a number typed by hand.
#[derive(Clone, PartialEq, Eq)]
pub struct CardRead {
    /// Number.
    pub id_number: String,
    /// Name; empty where only the number is known.
    pub full_name: String,
    /// Date of birth, as much of it as is known.
    pub born: Option<Date>,
    /// Address on the card.
    pub address: String,
}

/// Reads what stands in the field for the card: its QR code, or a number.
pub fn read_card(text: &str) -> Result<CardRead, String> {
    if !text.contains('|') {
        let number = text.parse::<CitizenNumber>().map_err(|fault| fault.to_string())?;
        return Ok(CardRead {
            id_number: number.digits(),
            full_name: String::new(),
            born: None,
            address: String::new(),
        });
    }
    let card: identity::card::CardQr = text.parse().map_err(|fault: identity::card::CardQrError| fault.to_string())?;
    let born = match card.born {
        identity::birth::BirthDate::Day(day) => Some(day),
        _ => None,
    };
    Ok(CardRead {
        id_number: card.number.digits(),
        full_name: card.name.as_str().to_owned(),
        born,
        address: card.address,
    })
}

/// What to do about the number of a paper, if anything. At the counter a clerk holds the card in his hand: a number
/// of a province we do not know is taken as it is printed, and none at all may come later.
fn id_number_fault(applicant: &Applicant, online: bool, today: Date) -> Option<String> {
    let typed = applicant.id_number.as_str();
    if typed.is_empty() && !online {
        return None;
    }
    if applicant.kind != ApplicantKind::Person {
        return match typed.parse::<TaxCode>() {
            Err(TaxCodeError::Citizen(CitizenNumberError::Province { .. })) if !online => None,
            read => read.err().map(|fault| fault.to_string()),
        };
    }
    match (typed.parse::<OldIdNumber>(), typed.parse::<CitizenNumber>()) {
        (Ok(_), _) => None,
        (Err(fault @ OldIdNumberError::Placeholder), _) => Some(fault.to_string()),
        (_, Ok(number)) if number.birth_year() > today.year() => {
            Some(format!("Số này là của người sinh năm {}; xem lại số in trên thẻ căn cước", number.birth_year()))
        }
        (_, Err(CitizenNumberError::Province { .. })) if !online => None,
        (_, read) => read.err().map(|fault| fault.to_string()),
    }
}

/// A form's schema made ready for checking; making it takes longer than everything else in handing in.
struct Ready {
    schema: Value,
    validator: Validator,
}

/// The forms that were made ready, by procedure, each in the version that was asked for last.
static READY: RwLock<BTreeMap<String, Arc<Ready>>> = RwLock::new(BTreeMap::new());

/// The form of a procedure made ready, once for each of its versions; `None` if its schema is broken.
fn ready(procedure: &str, form: &Form) -> Option<Arc<Ready>> {
    let known = READY.read().unwrap_or_else(PoisonError::into_inner).get(procedure).cloned();
    if let Some(known) = known.filter(|known| known.schema == form.schema) {
        return Some(known);
    }
    let validator = jsonschema::options().should_validate_formats(true).build(&form.schema).ok()?;
    let made = Arc::new(Ready { schema: form.schema.clone(), validator });
    READY.write().unwrap_or_else(PoisonError::into_inner).insert(procedure.to_owned(), made.clone());
    Some(made)
}

fn check_answers(procedure: &str, form: &Form, answers: &BTreeMap<String, Value>) -> Vec<FieldError> {
    let Some(ready) = ready(procedure, form) else {
        // A form with a broken schema is stopped when it is published; what people typed is kept all the same.
        return Vec::new();
    };
    let instance = Value::Object(answers.iter().map(|(name, value)| (name.clone(), value.clone())).collect());
    let mut errors: Vec<FieldError> = Vec::new();
    for problem in ready.validator.iter_errors(&instance) {
        let field = field_of(&problem);
        if !errors.iter().any(|known| known.field == field) {
            let title = title_of(form, &field).unwrap_or_default();
            errors.push(error(field, message_of(&problem, title)));
        }
    }
    let order: Vec<&String> = form.layout.iter().flat_map(|section| &section.fields).collect();
    errors.sort_by_key(|known| order.iter().position(|name| known.field.ends_with(name.as_str())));
    errors
}

fn field_of(problem: &ValidationError) -> String {
    let path = problem.instance_path().to_string();
    let name = match problem.kind() {
        ValidationErrorKind::Required { property } => property.as_str().unwrap_or_default().to_owned(),
        _ => path.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned(),
    };
    format!("answer.{name}")
}

fn title_of<'a>(form: &'a Form, field: &str) -> Option<&'a str> {
    form.schema["properties"][field.strip_prefix("answer.")?]["title"].as_str()
}

fn message_of(problem: &ValidationError, title: &str) -> String {
    let what = match problem.kind() {
        ValidationErrorKind::Required { .. } | ValidationErrorKind::MinItems { .. } => "chưa có câu trả lời".to_owned(),
        ValidationErrorKind::MinLength { limit: 1 } => "chưa có câu trả lời".to_owned(),
        ValidationErrorKind::MinLength { limit } => format!("cần ít nhất {limit} ký tự"),
        ValidationErrorKind::MaxLength { limit } => format!("dài quá {limit} ký tự; viết gọn lại"),
        ValidationErrorKind::Minimum { limit } => format!("cần từ {limit} trở lên"),
        ValidationErrorKind::Maximum { limit } => format!("không quá {limit}"),
        ValidationErrorKind::Enum { .. } => "chọn một trong các mục".to_owned(),
        ValidationErrorKind::Format { format } if format == "date" => {
            "nhập ngày, tháng, năm, ví dụ 21/3/2026".to_owned()
        }
        ValidationErrorKind::Type { .. } => "nhập bằng chữ số, ví dụ 2".to_owned(),
        ValidationErrorKind::Pattern { .. } => "xem lại cách viết theo gợi ý dưới câu hỏi".to_owned(),
        _ => "xem lại câu trả lời".to_owned(),
    };
    if title.is_empty() { what } else { format!("{title} — {what}") }
}

/// Answers from what was typed: text is trimmed and put in NFC, numbers and dates are read where they can be
/// and kept as typed where they cannot, so that nothing typed is lost. Unanswered questions are left out.
pub fn read_answers(form: &Form, typed: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Value> {
    let empty = Map::new();
    let questions = form.schema["properties"].as_object().unwrap_or(&empty);
    let answer = |(name, question): (&String, &Value)| {
        let given: Vec<String> =
            typed.get(name)?.iter().map(|text| tidy(text)).filter(|text| !text.is_empty()).collect();
        let first = given.first()?;
        let value = match question["type"].as_str() {
            Some("array") => Value::from(given.clone()),
            Some("integer") => {
                first.replace([' ', '.'], "").parse::<i64>().map_or_else(|_| Value::from(first.as_str()), Value::from)
            }
            Some("boolean") => Value::Bool(matches!(first.as_str(), "true" | "on" | "co" | "1")),
            _ if question["format"] == "date" => {
                read_date(first).map_or_else(|| Value::from(first.as_str()), |date| Value::from(date.to_string()))
            }
            _ => Value::from(first.as_str()),
        };
        Some((name.clone(), value))
    };
    questions.iter().filter_map(answer).collect()
}

/// Text as it is kept: NFC, without invisible letters, white space at the ends gone; line breaks stay.
pub fn tidy(text: &str) -> String {
    let visible =
        text.chars().filter(|letter| *letter == '\n' || !(letter.is_control() || domain::text::is_invisible(*letter)));
    visible.nfc().collect::<String>().trim().to_owned()
}

/// A day as people write it: `21/3/2026`, `21-03-2026`, `21.3.2026` or `2026-03-21`.
pub fn read_date(text: &str) -> Option<Date> {
    let parts: Vec<i16> = text
        .split(['/', '-', '.', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [first, month, last] = parts[..] else {
        return None;
    };
    let (year, day) = if first > 31 { (first, last) } else { (last, first) };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1800..=2200).contains(&date.year()).then_some(date)
}

/// Digits of a number as people write it, with spaces, dots and dashes left out.
pub fn read_number(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '.' | '-')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use serde_json::json;

    fn form() -> Form {
        serde_json::from_value(json!({
            "schema": {"type": "object", "required": ["name", "born"], "properties": {
                "name": {"title": "Tên bé?", "type": "string", "minLength": 1, "maxLength": 10},
                "born": {"title": "Sinh ngày nào?", "type": "string", "format": "date"},
                "copies": {"title": "Mấy bản?", "type": "integer", "minimum": 0},
                "sex": {"title": "Trai hay gái?", "type": "string", "enum": ["Nam", "Nữ"]}
            }},
            "layout": [{"heading": "Bé", "fields": ["name", "born", "copies", "sex"]}]
        }))
        .unwrap()
    }

    fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, Value> {
        let typed = pairs.iter().map(|(name, text)| ((*name).to_owned(), vec![(*text).to_owned()])).collect();
        read_answers(&form(), &typed)
    }

    #[test]
    fn answers_are_read_as_people_write_them() {
        let answers = typed(&[("name", "  Hoa\u{0300} "), ("born", "21/3/2026"), ("copies", "2"), ("sex", "")]);
        assert_eq!(
            Value::Object(answers.into_iter().collect()),
            json!({"name": "Hoà", "born": "2026-03-21", "copies": 2})
        );
    }

    #[test]
    fn what_cannot_be_read_is_kept_and_named_in_the_order_of_the_page() {
        let answers = typed(&[("born", "hôm qua"), ("copies", "hai"), ("sex", "x")]);
        assert_eq!(answers["copies"], json!("hai"));
        let errors = check_answers("1.000001", &form(), &answers);
        let said: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
        assert_eq!(
            said,
            [
                "Tên bé? — chưa có câu trả lời",
                "Sinh ngày nào? — nhập ngày, tháng, năm, ví dụ 21/3/2026",
                "Mấy bản? — nhập bằng chữ số, ví dụ 2",
                "Trai hay gái? — chọn một trong các mục",
            ]
        );
    }

    #[test]
    fn a_new_version_of_a_form_asks_its_own_questions() {
        let ask = |schema: Value| {
            let form = Form { schema, ..form() };
            check_answers("1.000002", &form, &BTreeMap::new()).len()
        };
        for _ in 0..2 {
            assert_eq!(ask(json!({"type": "object", "required": ["name"]})), 1);
            assert_eq!(ask(json!({"type": "object", "required": ["name", "born"]})), 2);
        }
    }

    #[test]
    fn a_day_is_read_in_the_ways_people_write_it() {
        for text in ["21/3/2026", "21-03-2026", "21.3.2026", "2026-03-21", "21 03 2026"] {
            assert_eq!(read_date(text), Some(date(2026, 3, 21)), "{text}");
        }
        for text in ["31/2/2026", "2026", "", "a/b/c", "1/1/1", "21/3/20266"] {
            assert_eq!(read_date(text), None, "{text}");
        }
    }

    #[test]
    fn an_online_applicant_says_who_he_is_and_how_to_reach_him() {
        let errors = check_applicant(&Applicant::default(), true, date(2026, 11, 23));
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["full_name", "id_number", "phone", "address"]);
        let at_the_counter = Applicant { full_name: "A".to_owned(), ..Applicant::default() };
        assert_eq!(check_applicant(&at_the_counter, false, date(2026, 11, 23)), []);
    }
    #[test]
    fn the_number_of_a_paper_is_looked_at_before_anything_is_kept() {
        use ApplicantKind::{Enterprise, Person};
        let length = "Số định danh có 12 chữ số, bạn nhập 11; xem lại số in trên thẻ căn cước";
        let province = "Ba số đầu 003 không phải mã tỉnh; xem lại số in trên thẻ căn cước. \
                        Nếu thẻ in đúng như vậy, nộp hồ sơ tại bộ phận một cửa";
        let slip = "Mã số thuế gõ nhầm một chữ số nào đó; so lại từng số với giấy chứng nhận đăng ký";
        let rows = [
            (Person, "001090000001", None, None),
            (Person, "012345678", None, None),
            (Person, "00109000001", Some(length), Some(length)),
            (Person, "003090000001", Some(province), None),
            (Person, "", Some("Nhập số định danh gồm 12 chữ số in trên thẻ căn cước"), None),
            (Enterprise, "0100109106", None, None),
            (Enterprise, "0100109106001", None, None),
            (Enterprise, "001090000001", None, None),
            (Enterprise, "0100109107", Some(slip), Some(slip)),
            (Enterprise, "003090000001", Some(province), None),
            (Enterprise, "", Some("Nhập mã số thuế gồm 10 chữ số (hoặc 13 chữ số với chi nhánh)"), None),
        ];
        for (kind, typed, online, at_the_counter) in rows {
            let applicant = Applicant { kind, id_number: typed.to_owned(), ..Applicant::default() };
            let said = |online| id_number_fault(&applicant, online, date(2026, 11, 23));
            assert_eq!((said(true).as_deref(), said(false).as_deref()), (online, at_the_counter), "{typed}");
        }
        for typed in ["000000001", "001290000001"] {
            let applicant = Applicant { id_number: typed.to_owned(), ..Applicant::default() };
            assert!(id_number_fault(&applicant, false, date(2026, 11, 23)).is_some(), "{typed}");
        }
    }
}
