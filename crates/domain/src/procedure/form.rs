//! *Mẫu đơn điện tử*: the questions of an online application.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// *Mẫu đơn điện tử tương tác* (NĐ 224/2026 art. 15.1c): what is asked, and on which pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// A JSON Schema object; its `properties` are the questions.
    pub schema: Value,
    /// The pages, in order.
    #[serde(default)]
    pub layout: Vec<Section>,
}

/// *Trang biểu mẫu*: one page of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What stands above the questions.
    pub heading: String,
    /// Names of the questions, as in the schema's `properties`.
    pub fields: Vec<String>,
}

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
}

impl Form {
    /// Everything that keeps this form from being asked; empty for a good one.
    ///
    /// A form without pages is one page with all its questions.
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
            if !seen.insert(field.as_str()) {
                faults.push(FormFault::Repeated(field.clone()));
            }
        }
        let nowhere = |field: &&str| !self.layout.is_empty() && !seen.contains(field);
        faults.extend(self.required().filter(nowhere).map(|field| FormFault::RequiredButNowhere(field.to_owned())));
        faults
    }

    /// Names of the questions that must be answered.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        self.schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }
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
        Form { schema, layout: layout.collect() }
    }

    #[test]
    fn each_fault_of_a_form_is_named() {
        assert_eq!(form(&["name"], &[&["name"], &["born"]]).faults(), []);
        assert_eq!(form(&["name"], &[]).faults(), [], "without pages all questions are on one");
        assert_eq!(form(&[], &[&["age"]]).faults(), [FormFault::UnknownField("age".into())]);
        assert_eq!(form(&["born"], &[&["name"]]).faults(), [FormFault::RequiredButNowhere("born".into())]);
        assert_eq!(form(&[], &[&["name"], &["name"]]).faults(), [FormFault::Repeated("name".into())]);
        assert_eq!(Form { schema: json!(null), layout: vec![] }.faults(), [FormFault::NoQuestions]);
    }
}
