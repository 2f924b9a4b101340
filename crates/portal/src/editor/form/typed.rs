//! The questions of a form as they are typed, and the JSON Schema they make.

use super::super::rows::{self, Change};
use super::Wrong;
use crate::filled::Filled;
use crate::layout::field::{Choice, Field};
use app::answer_kind::AnswerKind;
use domain::procedure::{Form, FormFault, Section};
use domain::text::compose;
use jiff::civil::Date;
use serde_json::{Map, Value};

/// More questions than any form has.
const MOST: usize = 120;
/// Name of the list of questions.
const QUESTIONS: &str = "cau";
/// The choice for what this page does not write: repeated groups, conditions on several questions.
const KEPT: &str = "giu";
/// The schema keyword that says when a question is asked.
const WHEN: &str = "x-when";
/// What a yes is called in a condition, and a no.
const YES_NO: [(&str, bool); 2] = [("Có", true), ("Không", false)];

/// How each kind of question is called on the page, and its word in the form.
const KINDS: [(AnswerKind, &str, &str); 8] = [
    (AnswerKind::Line, "dong", "Một dòng chữ"),
    (AnswerKind::Text, "doan", "Nhiều dòng chữ"),
    (AnswerKind::Number, "so", "Số"),
    (AnswerKind::Day, "ngay", "Ngày, tháng, năm"),
    (AnswerKind::YesNo, "co-khong", "Có hoặc không"),
    (AnswerKind::One, "chon-mot", "Chọn một"),
    (AnswerKind::Several, "chon-nhieu", "Chọn nhiều"),
    (AnswerKind::CitizenNumber, "dinh-danh", "Số định danh cá nhân"),
];

fn kind_of_key(key: &str) -> Option<AnswerKind> {
    KINDS.iter().find(|(_, word, _)| *word == key).map(|(kind, ..)| *kind)
}

fn key_of_kind(kind: AnswerKind) -> &'static str {
    KINDS.iter().find(|(known, ..)| *known == kind).map_or("", |(_, key, _)| key)
}

/// The questions that must be answered: those of before in the order of before, then the new ones.
fn required(old: Option<&Form>, questions: &[Question]) -> Vec<String> {
    let mut required: Vec<&Question> = questions.iter().filter(|question| question.required).collect();
    let before: Vec<&str> = old.map_or_else(Vec::new, |old| old.required().collect());
    let place = |name: &str| before.iter().position(|known| *known == name).unwrap_or(usize::MAX);
    required.sort_by_key(|question| place(&question.name));
    required.into_iter().map(|question| question.name.clone()).collect()
}

/// All that was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    questions: Vec<Question>,
    from: [String; 3],
}

/// One question as it is typed. `name` is its name in the schema; empty for a new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Question {
    name: String,
    section: String,
    title: String,
    hint: String,
    kind: String,
    options: String,
    required: bool,
    when: String,
    answers: String,
}

/// The fields of one question on the page.
pub(super) struct Row {
    pub(super) heading: String,
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
}

fn plain(text: &str) -> String {
    compose(&text.replace("\r\n", "\n")).trim().to_owned()
}

fn string(question: &Value, key: &str) -> String {
    question.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The answers a question offers.
fn offered(question: &Value) -> Vec<String> {
    let list = question.get("enum").or_else(|| question.pointer("/items/enum")).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// An answer as a condition writes it.
fn said(answer: &Value) -> String {
    match answer {
        Value::Bool(yes) => YES_NO.iter().find(|(_, value)| value == yes).map_or("", |(word, _)| word).to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// When a question is asked, in words; empty where always.
pub(super) fn when_in_words(form: &Form, question: &Value) -> String {
    let Some(condition) = question.get(WHEN).and_then(Value::as_object) else { return String::new() };
    let one = |(name, answers): (&String, &Value)| {
        let title = form.question(name).map_or_else(|| name.clone(), |asked| string(asked, "title"));
        let answers: Vec<String> = answers.as_array().into_iter().flatten().map(said).collect();
        format!("«{title}» là {}", answers.join(" hoặc "))
    };
    format!("Chỉ hỏi khi {}", condition.iter().map(one).collect::<Vec<_>>().join(" và "))
}

impl Typed {
    pub(super) fn of(form: Option<&Form>, from: Date) -> Typed {
        let mut questions = Vec::new();
        if let Some(form) = form {
            let unnamed =
                [Section { heading: String::new(), fields: form.order().into_iter().map(str::to_owned).collect() }];
            let sections = if form.layout.is_empty() { &unnamed[..] } else { &form.layout };
            for section in sections {
                let asked = section.fields.iter().filter_map(|name| Some((name, form.question(name)?)));
                questions.extend(asked.map(|(name, question)| Question::of(form, &section.heading, name, question)));
            }
        }
        Typed { questions, from: [from.day().to_string(), from.month().to_string(), from.year().to_string()] }
    }

    pub(super) fn read(filled: &Filled) -> Typed {
        let questions = rows::read(filled, QUESTIONS, "ten", MOST, |prefix| {
            let text = |name: &str| plain(filled.text(&format!("{prefix}.{name}")));
            Question {
                name: text("ten"),
                section: text("phan"),
                title: text("hoi"),
                hint: text("goi-y"),
                kind: text("kieu"),
                options: text("chon"),
                required: filled.has(&format!("{prefix}.can")),
                when: text("khi"),
                answers: text("la"),
            }
        });
        Typed { questions, from: ["ngay", "thang", "nam"].map(|part| plain(filled.text(&format!("hieu-luc.{part}")))) }
    }

    /// Does what the pressed button asks of the list; `false` if it asks nothing of it.
    pub(super) fn change(&mut self, filled: &Filled) -> bool {
        let Some(change) = Change::of(filled, QUESTIONS) else { return false };
        change.apply(&mut self.questions, MOST);
        // A new question begins in the section of the one before it.
        for place in 1..self.questions.len() {
            if self.questions[place] == Question::default() {
                self.questions[place].section = self.questions[place - 1].section.clone();
                self.questions[place].required = true;
            }
        }
        self.name_new();
        true
    }

    fn name_new(&mut self) {
        let mut taken: Vec<String> = self.questions.iter().map(|question| question.name.clone()).collect();
        for question in self.questions.iter_mut().filter(|question| question.name.is_empty()) {
            let free = (1..).map(|number| format!("question_{number}")).find(|name| !taken.contains(name));
            question.name = free.unwrap_or_default();
            taken.push(question.name.clone());
        }
    }

    /// The form that was typed (`None` where it asks nothing), the day it begins, and what has to be mended.
    pub(super) fn form(&self, old: Option<&Form>) -> (Option<Form>, Option<Date>, Wrong) {
        let mut typed = self.clone();
        typed.name_new();
        let mut wrong = Wrong::new();
        let mut properties = Map::new();
        let mut layout: Vec<Section> = Vec::new();
        for (place, question) in typed.questions.iter().enumerate() {
            let before = old.and_then(|old| old.question(&question.name));
            let schema = question.schema(&typed.questions[..place], before, place, &mut wrong);
            properties.insert(question.name.clone(), schema);
            match layout.last_mut().filter(|section| section.heading == question.section) {
                Some(section) => section.fields.push(question.name.clone()),
                None => layout.push(Section { heading: question.section.clone(), fields: vec![question.name.clone()] }),
            }
        }
        let required = required(old, &typed.questions);
        let mut schema = old.and_then(|old| old.schema.as_object().cloned()).unwrap_or_default();
        schema.insert("type".to_owned(), Value::from("object"));
        schema.insert("required".to_owned(), required.into_iter().collect());
        schema.insert("properties".to_owned(), Value::Object(properties));
        let papers = old.map_or_else(Vec::new, |old| old.papers.clone());
        let form = Form { schema: Value::Object(schema), layout, papers };
        wrong.extend(form.faults().iter().map(|fault| typed.line_of(fault)));
        let day = typed.day();
        if day.is_none() {
            wrong.push(("hieu-luc.ngay".to_owned(), "Nhập ngày bắt đầu có hiệu lực, ví dụ 1/12/2026".to_owned()));
        }
        ((!typed.questions.is_empty()).then_some(form), day, wrong)
    }

    /// A fault of the form, leading to its question and naming it as people do.
    fn line_of(&self, fault: &FormFault) -> (String, String) {
        let said = fault.to_string();
        let named = self.questions.iter().position(|question| said.contains(&format!("«{}»", question.name)));
        match (fault, named) {
            (FormFault::Condition(_), Some(place)) => (
                format!("{QUESTIONS}.{place}.khi"),
                format!("Câu {}: điều kiện phải nêu câu hỏi đứng trước nó; chọn câu khác hoặc đổi thứ tự", place + 1),
            ),
            (FormFault::Condition(paper), None) => (
                "noi-dung".to_owned(),
                format!("Giấy tờ «{paper}» được hỏi theo một câu không còn trong mẫu: giữ lại câu ấy"),
            ),
            (FormFault::NoQuestions, _) => ("noi-dung".to_owned(), "Mẫu đơn chưa có câu hỏi nào".to_owned()),
            (_, Some(place)) => (format!("{QUESTIONS}.{place}.hoi"), format!("Câu {}: {said}", place + 1)),
            (_, None) => ("noi-dung".to_owned(), said),
        }
    }

    fn day(&self) -> Option<Date> {
        let [day, month, year] = self.from.each_ref().map(|part| part.parse::<i16>().ok());
        let small = |number: Option<i16>| i8::try_from(number?).ok();
        Date::new(year?, small(month)?, small(day)?).ok()
    }

    pub(super) fn day_field(&self) -> Field {
        let [day, month, year] = self.from.each_ref().map(String::as_str);
        Field::date("hieu-luc", "Có hiệu lực từ ngày", [day, month, year])
            .hint("Hồ sơ nộp trước ngày này vẫn theo mẫu cũ")
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        (0..self.questions.len()).map(|place| self.row(place)).collect()
    }

    fn row(&self, place: usize) -> Row {
        let question = &self.questions[place];
        let name = |field: &str| format!("{QUESTIONS}.{place}.{field}");
        let choice = |value: &str, label: &str, chosen: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: value == chosen,
        };
        let mut kinds: Vec<Choice> = KINDS.iter().map(|(_, key, label)| choice(key, label, &question.kind)).collect();
        if question.kind == KEPT {
            kinds.insert(0, choice(KEPT, "Giữ nguyên kiểu đang có (nhóm lặp, ngày gần đúng…)", KEPT));
        }
        let mut conditions = vec![choice("", "Luôn hỏi", &question.when)];
        if question.when == KEPT {
            conditions.push(choice(KEPT, "Giữ nguyên điều kiện nhiều câu đang có", KEPT));
        }
        conditions.extend(
            self.questions[..place].iter().enumerate().map(|(before, asked)| {
                choice(&asked.name, &format!("{}. {}", before + 1, asked.title), &question.when)
            }),
        );
        let heading = if question.title.is_empty() {
            format!("Câu {}", place + 1)
        } else {
            format!("Câu {}: {}", place + 1, question.title)
        };
        Row {
            heading,
            name: question.name.clone(),
            fields: vec![
                Field::line(&name("hoi"), "Câu hỏi", &question.title),
                Field::line(&name("goi-y"), "Gợi ý", &question.hint).optional(true),
                Field::select(&name("kieu"), "Trả lời bằng", kinds),
                Field::long(&name("chon"), "Các lựa chọn", &question.options)
                    .hint("Mỗi dòng một lựa chọn; chỉ cho kiểu chọn một, chọn nhiều")
                    .optional(true),
                Field::line(&name("phan"), "Thuộc phần", &question.section).optional(true),
                Field::select(&name("khi"), "Chỉ hỏi khi câu", conditions),
                Field::line(&name("la"), "được trả lời là", &question.answers)
                    .hint("Nhiều câu trả lời thì ngăn bằng dấu chấm phẩy, ví dụ Có; Không")
                    .optional(true),
                Field::tick(&name("can"), "Phải trả lời", question.required),
            ],
        }
    }
}

impl Question {
    fn of(form: &Form, section: &str, name: &str, question: &Value) -> Question {
        let (when, answers) = match question.get(WHEN).and_then(Value::as_object) {
            None => (String::new(), String::new()),
            Some(condition) => match condition.iter().next().filter(|_| condition.len() == 1) {
                Some((asked, answers)) => {
                    let answers: Vec<String> = answers.as_array().into_iter().flatten().map(said).collect();
                    (asked.clone(), answers.join("; "))
                }
                None => (KEPT.to_owned(), String::new()),
            },
        };
        Question {
            name: name.to_owned(),
            section: plain(section),
            title: plain(&string(question, "title")),
            hint: plain(&string(question, "description")),
            kind: AnswerKind::of(question).map_or(KEPT, key_of_kind).to_owned(),
            options: plain(&offered(question).join("\n")),
            required: form.required().any(|required| required == name),
            when,
            answers: plain(&answers),
        }
    }

    /// The question's schema: as it was, but for what this page writes.
    fn schema(&self, earlier: &[Question], before: Option<&Value>, place: usize, wrong: &mut Wrong) -> Value {
        let mut say = |field: &str, message: &str| {
            wrong.push((format!("{QUESTIONS}.{place}.{field}"), format!("Câu {}: {message}", place + 1)));
        };
        if self.title.is_empty() {
            say("hoi", "ghi câu hỏi");
        }
        let options: Vec<String> =
            self.options.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let kind = kind_of_key(&self.kind);
        if matches!(kind, Some(AnswerKind::One | AnswerKind::Several)) && options.len() < 2 {
            say("chon", "ghi ít nhất hai lựa chọn, mỗi dòng một");
        }
        let same = before.filter(|before| AnswerKind::of(before) == kind);
        let mut schema = match (same.and_then(Value::as_object), kind) {
            (Some(before), _) => before.clone(),
            (None, Some(kind)) => kind.schema(&options),
            (None, None) => {
                say("kieu", "chọn kiểu trả lời");
                Map::new()
            }
        };
        match kind {
            Some(AnswerKind::One) => _ = schema.insert("enum".to_owned(), Value::from(options.clone())),
            Some(AnswerKind::Several) => {
                if let Some(items) = schema.get_mut("items").and_then(Value::as_object_mut) {
                    items.insert("enum".to_owned(), Value::from(options.clone()));
                }
            }
            _ => {}
        }
        schema.insert("title".to_owned(), Value::from(self.title.as_str()));
        if self.hint.is_empty() {
            schema.remove("description");
        } else {
            schema.insert("description".to_owned(), Value::from(self.hint.as_str()));
        }
        match self.when.as_str() {
            KEPT => {}
            "" => _ = schema.remove(WHEN),
            asked => {
                let answers = self.wanted(earlier.iter().find(|question| question.name == asked));
                match answers {
                    Ok(answers) => {
                        _ = schema.insert(
                            WHEN.to_owned(),
                            Value::Object(Map::from_iter([(asked.to_owned(), answers.into())])),
                        )
                    }
                    Err(message) => say("la", message),
                }
            }
        }
        Value::Object(schema)
    }

    /// The answers that let this question be asked, as the earlier question gives them.
    fn wanted(&self, asked: Option<&Question>) -> Result<Vec<Value>, &'static str> {
        let words: Vec<&str> = self.answers.split(';').map(str::trim).filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Err("ghi câu trả lời làm cho câu này được hỏi");
        }
        let Some(asked) = asked else { return Err("chọn một câu hỏi đứng trước") };
        let options: Vec<&str> = asked.options.lines().map(str::trim).collect();
        let read = |word: &&str| match kind_of_key(&asked.kind) {
            Some(AnswerKind::YesNo) => YES_NO.iter().find(|(said, _)| said == word).map(|(_, yes)| Value::from(*yes)),
            Some(AnswerKind::One | AnswerKind::Several) => options.contains(word).then(|| Value::from(*word)),
            _ => Some(Value::from(*word)),
        };
        words.iter().map(|word| read(word).ok_or("ghi đúng một câu trả lời mà câu hỏi trước đưa ra")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::procedure::Procedure;
    use jiff::civil::date;
    use serde_json::json;

    fn forms() -> Vec<Form> {
        let texts = include_str!("../../../../../data/procedures.jsonl").lines();
        texts.filter_map(|line| serde_json::from_str::<Procedure>(line).unwrap().form).collect()
    }

    #[test]
    fn a_form_shown_and_sent_back_untouched_is_the_same() {
        let forms = forms();
        assert!(forms.len() >= 30);
        for form in forms {
            let (same, day, wrong) = Typed::of(Some(&form), date(2026, 12, 1)).form(Some(&form));
            assert_eq!((wrong, day), (Wrong::new(), Some(date(2026, 12, 1))));
            assert_eq!(same, Some(form));
        }
    }

    fn question(title: &str, kind: &str, options: &str) -> Question {
        Question { title: title.to_owned(), kind: kind.to_owned(), options: options.to_owned(), ..Question::default() }
    }

    #[test]
    fn a_new_form_is_made_of_what_is_typed() {
        let asked = question("Nhà có mấy tầng?", "chon-mot", "Một\nHai");
        let mut sometimes = question("Cao bao nhiêu mét?", "so", "");
        sometimes.when = "question_1".to_owned();
        sometimes.answers = "Hai".to_owned();
        let typed = Typed { questions: vec![asked, sometimes], from: ["1", "12", "2026"].map(str::to_owned) };
        let (form, _, wrong) = typed.form(None);
        assert_eq!(wrong, Wrong::new());
        let form = form.unwrap();
        assert_eq!(form.question("question_1").unwrap()["enum"], json!(["Một", "Hai"]));
        assert_eq!(form.question("question_2").unwrap()["x-when"], json!({"question_1": ["Hai"]}));
        assert_eq!(when_in_words(&form, form.question("question_2").unwrap()), "Chỉ hỏi khi «Nhà có mấy tầng?» là Hai");
    }

    #[test]
    fn what_is_missing_is_told_at_its_question() {
        let mut later = question("Vì sao?", "dong", "");
        later.when = "question_1".to_owned();
        later.answers = "Có lẽ".to_owned();
        let rows = [
            (vec![question("", "dong", "")], "cau.0.hoi"),
            (vec![question("Chọn gì?", "chon-mot", "Một")], "cau.0.chon"),
            (vec![question("Gì?", "la-lam", "")], "cau.0.kieu"),
            (vec![question("Đã cưới?", "co-khong", ""), later.clone()], "cau.1.la"),
            (vec![later], "cau.0.la"),
        ];
        for (questions, place) in rows {
            let typed = Typed { questions, from: ["1", "12", "2026"].map(str::to_owned) };
            let (_, _, wrong) = typed.form(None);
            assert!(wrong.iter().any(|(at, _)| at == place), "{place}: {wrong:?}");
        }
    }
}
