//! *Biểu mẫu điện tử*: what was typed becomes answers, and answers are checked before anything is kept.

use crate::acts::Application;
use crate::people::{Applicant, ApplicantKind, Representative};
use domain::dossier::event::Channel;
use domain::procedure::{Answers, Component, Form, Procedure};
use domain::time::Instant;
use identity::birth::BirthDate;
use identity::number::{CitizenNumber, CitizenNumberError, OldIdNumber, OldIdNumberError, TaxCode, TaxCodeError};
use jiff::civil::Date;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;
use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use unicode_normalization::UnicodeNormalization;

/// A field that needs another look, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field and of its page: `full_name` …, `answer.NAME` for a question of the form, `paper.N` for a
    /// component.
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
        errors.extend(check_answers(procedure.code.as_str(), form, &application.answers, now.day()));
    }
    if online {
        errors.extend(missing_papers(application, procedure));
    }
    errors
}

/// *Giấy tờ phải gửi*: what is done about one paper of the catalogue in an online application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must be there.
    Required,
    /// It may be there.
    Optional,
    /// Only where the applicant says that its case is his.
    InCase,
    /// Only with somebody who acts by a letter of authority.
    Letter,
    /// The form says it, or the answers rule it out.
    Not,
    /// What it says is held already.
    Held,
}

/// What these answers make of a paper.
pub fn need_of(procedure: &Procedure, component: &Component, answers: &Answers) -> Need {
    let form = procedure.form.as_ref();
    let rule = form.and_then(|form| form.rule_of(component));
    let name = LazyCell::new(|| domain::text::fold(&component.name));
    let says = |words: &[&str]| words.iter().any(|it| name.contains(it));
    // The national catalogue lists the declaration itself among the papers; online it is the form.
    let declared = || says(&["to khai", "bieu mau", "mau ho tich dien tu"]);
    // Words by which the catalogue itself leaves a paper open.
    let left_open = || says(&["neu co", "khong phai nop", "thi khong nop"]);
    match component.case() {
        _ if form.is_some() && component.has_form => Need::Not,
        _ if rule.is_some_and(|rule| !rule.held.is_empty()) => Need::Held,
        _ if rule.is_some_and(|rule| !rule.when.is_empty()) => match rule {
            Some(rule) if rule.when.holds(answers) && rule.optional => Need::Optional,
            Some(rule) if rule.when.holds(answers) => Need::Required,
            _ => Need::Not,
        },
        Some(case) if domain::text::fold(case).contains("uy quyen") => Need::Letter,
        Some(_) => Need::InCase,
        None if component.original + component.copy == 0 || left_open() => Need::Optional,
        None if component.has_form || (form.is_some() && declared()) => Need::Optional,
        None => Need::Required,
    }
}

/// Whether the register says now what a paper would say of where somebody lives (NĐ 104/2022/NĐ-CP).
pub fn says_residence(component: &Component) -> bool {
    static RULES: std::sync::LazyLock<domain::lookup::LookUpRules> =
        std::sync::LazyLock::new(|| crate::law::Law::shipped().look_ups);
    RULES.tells_residence(&component.name)
}

/// A paper every case needs and nobody can answer in the form must be there: an empty dossier helps nobody.
fn missing_papers(application: &Application, procedure: &Procedure) -> Vec<FieldError> {
    let given = |place: u32| application.papers.iter().any(|paper| paper.component == Some(place));
    let needed = (0..).zip(&procedure.components);
    needed
        .filter(|(place, component)| {
            need_of(procedure, component, &application.answers) == Need::Required
                && !given(*place)
                && (application.look_ups.is_empty() || !says_residence(component))
        })
        .map(|(place, component)| missing_paper(place, component))
        .collect()
}

/// A paper that has to be sent still.
pub(crate) fn missing_paper(place: u32, component: &Component) -> FieldError {
    error(format!("paper.{place}"), format!("Gửi kèm ảnh chụp hoặc bản quét: {}", component.name))
}

fn check_applicant(applicant: &Applicant, online: bool, today: Date) -> Vec<FieldError> {
    let mut errors = Vec::new();
    match applicant.full_name.chars().count() {
        0 => errors.push(error("full_name", "Nhập họ, chữ đệm và tên như trên giấy tờ")),
        length if length > 200 => errors.push(error("full_name", "Tên dài quá 200 ký tự; nhập tên như trên giấy tờ")),
        _ => {}
    }
    errors.extend(id_number_fault(applicant, online, today).map(|message| error("id_number", message)));
    errors.extend(applicant.representative.iter().flat_map(|agent| check_agent(agent, today)));
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
    if applicant.email.chars().count() > 200 {
        errors.push(error("email", "Địa chỉ thư điện tử dài quá 200 ký tự; xem lại"));
    }
    match applicant.address.chars().count() {
        0 if online => {
            errors.push(error("address", "Nhập nơi ở hiện nay: số nhà, đường hoặc thôn; xã, phường; tỉnh, thành phố"));
        }
        length if length > 500 => errors.push(error("address", "Địa chỉ dài quá 500 ký tự; viết gọn lại")),
        _ => {}
    }
    errors
}

fn check_agent(agent: &Representative, today: Date) -> Vec<FieldError> {
    let mut errors = Vec::new();
    match agent.full_name.chars().count() {
        0 => errors.push(error("agent_name", "Nhập họ, chữ đệm và tên của người nộp thay")),
        length if length > 200 => {
            errors.push(error("agent_name", "Tên dài quá 200 ký tự; nhập tên như trên giấy tờ"));
        }
        _ => {}
    }
    errors.extend(citizen_number_fault(&agent.id_number, today).map(|message| error("agent_id", message)));
    errors
}

/// What to do about a citizen number typed online, if anything.
fn citizen_number_fault(typed: &str, today: Date) -> Option<String> {
    match typed.parse::<CitizenNumber>() {
        Ok(number) if number.birth_year() > today.year() => {
            Some(format!("Số này là của người sinh năm {}; xem lại số in trên thẻ căn cước", number.birth_year()))
        }
        read => read.err().map(|fault| fault.to_string()),
    }
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
        BirthDate::Day(day) => Some(day),
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
        (_, Err(CitizenNumberError::Province { .. })) if !online => None,
        _ => citizen_number_fault(typed, today),
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

/// What of the answers needs another look, in the order of the questions; what is not asked is not looked at.
pub fn check_answers(procedure: &str, form: &Form, answers: &Answers, today: Date) -> Vec<FieldError> {
    let Some(ready) = ready(procedure, form) else {
        // A form with a broken schema is stopped when it is published; what people typed is kept all the same.
        return Vec::new();
    };
    let asked = form.asked(answers);
    let instance = Value::Object(form.counted(answers).into_iter().collect());
    let mut errors: Vec<FieldError> = Vec::new();
    let mut add = |name: &str, message: String| {
        let field = format!("answer.{name}");
        if asked.contains(&name) && errors.iter().all(|known| known.field != field) {
            errors.push(error(field, message));
        }
    };
    for problem in ready.validator.iter_errors(&instance) {
        let name = question_of(&problem);
        let question = form.question(&name);
        let title = question.and_then(|question| question["title"].as_str()).unwrap_or_default();
        add(&name, message_of(&problem, title, question.is_some_and(is_approximate)));
    }
    for name in &asked {
        let number = form.question(name).filter(|question| question["format"] == "citizen-number");
        let typed = number.and_then(|_| answers.get(*name)).and_then(Value::as_str);
        if let Some(fault) = typed.and_then(|typed| citizen_number_fault(typed, today)) {
            add(name, fault);
        }
    }
    errors.sort_by_key(|known| asked.iter().position(|name| known.field.strip_prefix("answer.") == Some(name)));
    errors
}

/// Whether a date may be a year, or a month of a year.
pub fn is_approximate(question: &Value) -> bool {
    question["x-date"] == "approximate"
}

fn question_of(problem: &ValidationError) -> String {
    let path = problem.instance_path().to_string();
    match problem.kind() {
        ValidationErrorKind::Required { property } if path.is_empty() => {
            property.as_str().unwrap_or_default().to_owned()
        }
        _ => path.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned(),
    }
}

fn message_of(problem: &ValidationError, title: &str, approximate: bool) -> String {
    let what = match problem.kind() {
        ValidationErrorKind::MinItems { limit } if *limit > 1 => format!("cần ít nhất {limit} mục"),
        ValidationErrorKind::MaxItems { limit } => format!("không quá {limit} mục"),
        ValidationErrorKind::Pattern { .. } if approximate => "nhập năm; biết tháng, ngày thì nhập thêm".to_owned(),
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

/// One answer from what was typed: text is trimmed and put in NFC, numbers and dates are read where they can be
/// and kept as typed where they cannot, so that nothing typed is lost. `None` where nothing was typed.
pub fn read_answer(question: &Value, typed: &[String]) -> Option<Value> {
    let given: Vec<String> = typed.iter().map(|text| tidy(text)).filter(|text| !text.is_empty()).collect();
    let first = given.first()?.as_str();
    let digits = question["pattern"].as_str().is_some_and(|pattern| pattern.starts_with("^[0-9]"));
    Some(match question["type"].as_str() {
        Some("array") => Value::from(given),
        Some("integer") => {
            first.replace([' ', '.'], "").parse::<i64>().map_or_else(|_| Value::from(first), Value::from)
        }
        Some("boolean") => Value::Bool(matches!(first, "true" | "on" | "co" | "1")),
        _ if is_approximate(question) => Value::from(approximate(first).unwrap_or_else(|| first.to_owned())),
        _ if question["format"] == "date" => {
            read_date(first).map_or_else(|| Value::from(first), |date| Value::from(date.to_string()))
        }
        _ if digits => Value::from(read_number(first)),
        _ => Value::from(first),
    })
}

/// A date of which only the year, or year and month, may be known: `1950`, `1950-03`, `1950-03-21`.
fn approximate(text: &str) -> Option<String> {
    Some(match text.parse::<BirthDate>().ok()? {
        BirthDate::Year(year) => format!("{year:04}"),
        BirthDate::YearMonth(year, month) => format!("{year:04}-{month:02}"),
        BirthDate::Day(date) => date.to_string(),
    })
}

/// A date that is kept, as people write it: `21/03/1950`, `03/1950`, `1950`.
pub fn date_in_words(kept: &str) -> Option<String> {
    kept.parse::<BirthDate>().ok().map(|date| date.to_string())
}

/// The year of birth a citizen number tells; `None` for other numbers.
pub fn birth_year(id_number: &str) -> Option<i16> {
    id_number.parse::<CitizenNumber>().ok().map(|number| number.birth_year())
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
        let read = |(name, text): &(&str, &str)| {
            Some(((*name).to_owned(), read_answer(form().question(name)?, &[(*text).to_owned()])?))
        };
        pairs.iter().filter_map(read).collect()
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
        let errors = check_answers("1.000001", &form(), &answers, date(2026, 11, 23));
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
    fn what_is_not_asked_is_not_looked_at() {
        let form: Form = serde_json::from_value(json!({
            "schema": {"type": "object", "required": ["married", "father"], "properties": {
                "married": {"type": "boolean"},
                "father": {"title": "Số của cha?", "type": "string", "pattern": "^[0-9]{12}$",
                    "format": "citizen-number", "x-when": {"married": [true]}},
            }},
            "layout": [{"heading": "", "fields": ["married", "father"]}]
        }))
        .unwrap();
        let province = "Ba số đầu 003 không phải mã tỉnh; xem lại số in trên thẻ căn cước. \
                        Nếu thẻ in đúng như vậy, nộp hồ sơ tại bộ phận một cửa";
        let rows = [
            (json!({"married": false}), None),
            (json!({"married": false, "father": "x"}), None),
            (json!({"married": true}), Some("Số của cha? — chưa có câu trả lời")),
            (json!({"married": true, "father": "003090000001"}), Some(province)),
            (json!({"married": true, "father": "001090000001"}), None),
        ];
        for (answers, said) in rows {
            let answers: Answers = serde_json::from_value(answers).unwrap();
            let errors = check_answers("1.000003", &form, &answers, date(2026, 11, 23));
            assert_eq!(errors.first().map(|error| error.message.as_str()), said, "{answers:?}");
        }
    }

    #[test]
    fn of_some_dates_only_the_year_is_known() {
        let question = json!({"type": "string", "x-date": "approximate", "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$"});
        for (typed, kept) in [("1950", "1950"), ("3/1950", "1950-03"), ("21/3/1950", "1950-03-21"), ("xưa", "xưa")] {
            assert_eq!(read_answer(&question, &[typed.to_owned()]), Some(json!(kept)));
        }
    }

    #[test]
    fn a_paper_is_asked_for_by_its_case_its_rule_and_the_catalogues_own_words() {
        let form = json!({"schema": {"type": "object", "properties": {"born": {"enum": ["viện", "nhà"]}}},
            "papers": [{"paper": "Giấy chứng sinh", "when": {"born": ["viện"]}}, {"paper": "Sổ", "held": "Dân cư"}]});
        let procedure: Procedure =
            serde_json::from_value(json!({"code": "1.000004", "name": "A", "form": form})).unwrap();
        let rows = [
            ("", "Giấy xác nhận", 1, Need::Required),
            ("", "Giấy tờ về đất, nếu có", 1, Need::Optional),
            ("", "Tờ khai theo mẫu", 1, Need::Optional),
            ("", "Giấy tờ phải xuất trình", 0, Need::Optional),
            ("Khi uỷ quyền", "Văn bản", 1, Need::Letter),
            ("Con nuôi", "Quyết định", 1, Need::InCase),
            ("Con đẻ", "Giấy chứng sinh", 1, Need::Not),
            ("", "Sổ hộ khẩu", 1, Need::Held),
        ];
        for (case, name, original, need) in rows {
            let component = Component { case: case.into(), name: name.into(), original, ..Component::default() };
            assert_eq!(need_of(&procedure, &component, &Answers::new()), need, "{name}");
        }
        let component = Component { name: "Giấy chứng sinh".into(), ..Component::default() };
        let in_hospital = Answers::from([("born".to_owned(), json!("viện"))]);
        assert_eq!(need_of(&procedure, &component, &in_hospital), Need::Required);
    }

    #[test]
    fn a_new_version_of_a_form_asks_its_own_questions() {
        let ask = |schema: Value| {
            let form = Form { schema, ..form() };
            check_answers("1.000002", &form, &BTreeMap::new(), date(2026, 11, 23)).len()
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
