//! *Mẫu đơn điện tử*: the questions of an online application, their order, and when each is asked.

use super::Component;
use crate::text::fold;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// *Mẫu đơn điện tử tương tác* (NĐ 224/2026 art. 15.1c): what is asked, in which order, and which papers with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// A JSON Schema object; its `properties` are the questions.
    pub schema: Value,
    /// The sections, in order.
    #[serde(default)]
    pub layout: Vec<Section>,
    /// What is known of papers beyond the catalogue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<PaperRule>,
}

/// *Phần của biểu mẫu*: a heading and the questions under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What stands above the questions.
    pub heading: String,
    /// Names of the questions, as in the schema's `properties`.
    pub fields: Vec<String>,
}

/// *Điều kiện hỏi*: questions and, for each, the answers that let something be asked; all of them must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Condition(pub BTreeMap<String, Vec<Value>>);

/// *Quy tắc giấy tờ*: when a paper of the catalogue is asked for, or why it is not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperRule {
    /// How the paper's name begins, with or without marks.
    pub paper: String,
    /// The answers that make it be asked for; empty where its case decides.
    #[serde(default, skip_serializing_if = "Condition::is_empty")]
    pub when: Condition,
    /// Whether it may be left out even then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// *Dữ liệu đã có*: where what it says is held already, so that nobody hands it in; empty where nowhere.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub held: String,
}

/// Answers by question.
pub type Answers = BTreeMap<String, Value>;

/// The schema keyword that says when a question is asked.
const WHEN: &str = "x-when";

/// What keeps a form from being asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormFault {
    /// The schema has no object of questions.
    #[error("mẫu đơn chưa có câu hỏi nào: schema cần là đối tượng có «properties»")]
    NoQuestions,
    /// A page names a question the schema does not have.
    #[error("trang mẫu đơn nêu trường «{0}» nhưng schema không có: thêm vào «properties» hoặc bỏ khỏi trang")]
    UnknownField(String),
    /// A required question stands on no page, so nobody could answer it.
    #[error("trường bắt buộc «{0}» không nằm trên trang nào: thêm vào «layout»")]
    RequiredButNowhere(String),
    /// A question stands on two pages, or twice on one.
    #[error("trường «{0}» xuất hiện hơn một lần trong «layout»: giữ lại một chỗ")]
    Repeated(String),
    /// A condition cannot be read, or looks at a question that is not asked before.
    #[error("điều kiện «x-when» của «{0}» phải nêu câu hỏi đứng trước nó: sửa tên hoặc đổi thứ tự")]
    Condition(String),
    /// A repeated group does not say in which order its questions stand.
    #[error("nhóm lặp «{0}» cần «items» là đối tượng và «x-order» nêu đủ các câu hỏi trong nhóm")]
    Group(String),
}

impl Condition {
    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the answers are those it asks for; of an answer with several parts one is enough.
    pub fn holds(&self, answers: &Answers) -> bool {
        self.0.iter().all(|(question, wanted)| match answers.get(question) {
            Some(Value::Array(parts)) => parts.iter().any(|part| wanted.contains(part)),
            Some(answer) => wanted.contains(answer),
            None => false,
        })
    }
}

impl Form {
    /// A question by its name.
    pub fn question(&self, name: &str) -> Option<&Value> {
        self.schema.get("properties")?.get(name)
    }

    /// Names of all questions in their order.
    pub fn order(&self) -> Vec<&str> {
        if self.layout.is_empty() {
            let questions = self.schema.get("properties").and_then(Value::as_object);
            return questions.into_iter().flat_map(|questions| questions.keys()).map(String::as_str).collect();
        }
        self.layout.iter().flat_map(|section| &section.fields).map(String::as_str).collect()
    }

    /// Names of the questions these answers make be asked, in their order. An answer to a question that is not
    /// asked counts for nothing.
    pub fn asked(&self, answers: &Answers) -> Vec<&str> {
        let mut counted = Answers::new();
        let mut asked = Vec::new();
        for name in self.order() {
            if self.condition(name).is_none_or(|condition| condition.holds(&counted)) {
                asked.push(name);
                counted.extend(answers.get(name).map(|answer| (name.to_owned(), answer.clone())));
            }
        }
        asked
    }

    /// The answers to questions that are asked.
    pub fn counted(&self, answers: &Answers) -> Answers {
        let asked = self.asked(answers).into_iter();
        asked.filter_map(|name| Some((name.to_owned(), answers.get(name)?.clone()))).collect()
    }

    fn condition(&self, name: &str) -> Option<Condition> {
        serde_json::from_value(self.question(name)?.get(WHEN)?.clone()).ok()
    }

    /// What is known of a paper beyond the catalogue.
    pub fn rule_of(&self, component: &Component) -> Option<&PaperRule> {
        let as_written = self.papers.iter().find(|rule| component.name.starts_with(&rule.paper));
        if as_written.is_some() || self.papers.is_empty() {
            return as_written;
        }
        let name = fold(&component.name);
        self.papers.iter().find(|rule| name.starts_with(&fold(&rule.paper)))
    }

    /// The form of one entry, where a question is a repeated group (*nhóm lặp*): an array of objects.
    pub fn group(&self, name: &str) -> Option<Form> {
        let question = self.question(name)?;
        let items = question.get("items").filter(|items| items.get("properties").is_some())?;
        let order = question.get("x-order").and_then(Value::as_array)?;
        let fields = order.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let layout = vec![Section { heading: String::new(), fields }];
        Some(Form { schema: items.clone(), layout, papers: Vec::new() })
    }

    /// Everything that keeps this form from being asked; empty for a good one.
    ///
    /// A form without sections asks all its questions, in the order of their names.
    pub fn faults(&self) -> Vec<FormFault> {
        let Some(questions) = self.schema.get("properties").and_then(Value::as_object) else {
            return vec![FormFault::NoQuestions];
        };
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        for field in self.layout.iter().flat_map(|section| &section.fields) {
            if !questions.contains_key(field) {
                faults.push(FormFault::UnknownField(field.clone()));
            }
            if questions.get(field).is_some_and(|question| !condition_reads(question, &seen)) {
                faults.push(FormFault::Condition(field.clone()));
            }
            if !seen.insert(field.as_str()) {
                faults.push(FormFault::Repeated(field.clone()));
            }
        }
        let nowhere = |field: &&str| !self.layout.is_empty() && !seen.contains(field);
        faults.extend(self.required().filter(nowhere).map(|field| FormFault::RequiredButNowhere(field.to_owned())));
        faults.extend(self.paper_faults());
        let groups = questions.iter().filter(|(_, question)| question.pointer("/items/properties").is_some());
        let broken = groups.filter(|(name, _)| self.group(name).is_none_or(|group| !group.faults().is_empty()));
        faults.extend(broken.map(|(name, _)| FormFault::Group(name.clone())));
        faults
    }

    fn paper_faults(&self) -> Vec<FormFault> {
        let order = self.order();
        let unknown = |rule: &&PaperRule| rule.when.0.keys().any(|name| !order.contains(&name.as_str()));
        self.papers.iter().filter(unknown).map(|rule| FormFault::Condition(rule.paper.clone())).collect()
    }

    /// Names of the questions that must be answered where they are asked.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        self.schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }
}

/// Whether a question's condition can be read and looks at earlier questions only.
fn condition_reads(question: &Value, earlier: &BTreeSet<&str>) -> bool {
    let Some(stated) = question.get(WHEN) else { return true };
    let condition: Result<Condition, _> = serde_json::from_value(stated.clone());
    condition.is_ok_and(|condition| condition.0.keys().all(|name| earlier.contains(name.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn form(required: &[&str], pages: &[&[&str]]) -> Form {
        let layout = pages.iter().map(|fields| Section {
            heading: "Trang".to_owned(),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        });
        let schema = json!({"type": "object", "properties": {"name": {}, "born": {}}, "required": required});
        Form { schema, layout: layout.collect(), papers: Vec::new() }
    }

    /// Whether the parents are married; if not, whether the father is known; if so, his number.
    fn family() -> Form {
        serde_json::from_value(json!({
            "schema": {"type": "object", "properties": {
                "married": {"type": "boolean"},
                "known": {"type": "boolean", "x-when": {"married": [false]}},
                "father": {"type": "string", "x-when": {"known": [true]}},
                "children": {"type": "array", "x-order": ["name"], "items": {"type": "object", "properties": {"name": {}}}},
            }},
            "layout": [{"heading": "", "fields": ["married", "known", "father", "children"]}],
            "papers": [{"paper": "giay chung sinh", "when": {"married": [true]}}],
        }))
        .unwrap()
    }

    #[test]
    fn each_fault_of_a_form_is_named() {
        assert_eq!(form(&["name"], &[&["name"], &["born"]]).faults(), []);
        assert_eq!(form(&["name"], &[]).faults(), [], "without pages all questions are on one");
        assert_eq!(form(&[], &[&["age"]]).faults(), [FormFault::UnknownField("age".into())]);
        assert_eq!(form(&["born"], &[&["name"]]).faults(), [FormFault::RequiredButNowhere("born".into())]);
        assert_eq!(form(&[], &[&["name"], &["name"]]).faults(), [FormFault::Repeated("name".into())]);
        assert_eq!(Form { schema: json!(null), layout: vec![], papers: vec![] }.faults(), [FormFault::NoQuestions]);
        assert_eq!(family().faults(), []);
        let mut backwards = family();
        backwards.layout[0].fields.swap(0, 1);
        assert_eq!(backwards.faults(), [FormFault::Condition("known".into())]);
        let mut unordered = family();
        unordered.schema["properties"]["children"]["x-order"] = json!(["age"]);
        assert_eq!(unordered.faults(), [FormFault::Group("children".into())]);
        let mut stray = family();
        stray.papers[0].when = serde_json::from_value(json!({"nobody": [true]})).unwrap();
        assert_eq!(stray.faults(), [FormFault::Condition("giay chung sinh".into())]);
    }

    #[test]
    fn a_question_is_asked_where_earlier_answers_call_for_it() {
        let rows = [
            (json!({}), vec!["married", "children"]),
            (json!({"married": true, "known": true, "father": "x"}), vec!["married", "children"]),
            (json!({"married": false}), vec!["married", "known", "children"]),
            (json!({"married": false, "known": true}), vec!["married", "known", "father", "children"]),
        ];
        for (answers, asked) in rows {
            let answers: Answers = serde_json::from_value(answers).unwrap();
            assert_eq!(family().asked(&answers), asked, "{answers:?}");
        }
        let gone = serde_json::from_value(json!({"married": true, "known": true})).unwrap();
        assert_eq!(family().counted(&gone).len(), 1, "an answer to what is not asked any more counts for nothing");
    }

    #[test]
    fn of_an_answer_with_several_parts_one_is_enough() {
        let condition: Condition = serde_json::from_value(json!({"papers": ["A", "B"]})).unwrap();
        for (answer, holds) in [(json!(["B", "C"]), true), (json!(["C"]), false), (json!("A"), true)] {
            assert_eq!(condition.holds(&Answers::from([("papers".to_owned(), answer)])), holds);
        }
    }

    #[test]
    fn a_paper_is_known_by_how_its_name_begins() {
        let named = |name: &str| Component { name: name.to_owned(), ..Component::default() };
        assert!(family().rule_of(&named("Giấy chứng sinh; không có thì văn bản")).is_some());
        assert!(family().rule_of(&named("Biên bản")).is_none());
    }
}
