//! *Kiểu câu hỏi*: how a question of a form is answered, and the JSON Schema that says so.

use serde_json::{Map, Value, json};

/// A text longer than this has several lines.
const ONE_LINE: u64 = 150;

/// *Kiểu trả lời* of a question, as those who write forms choose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnswerKind {
    /// *Một dòng chữ*.
    Line,
    /// *Nhiều dòng chữ*.
    Text,
    /// *Số*: a whole number from 0 on.
    Number,
    /// *Ngày, tháng, năm*.
    Day,
    /// *Có hoặc không*.
    YesNo,
    /// *Chọn một*.
    One,
    /// *Chọn nhiều*.
    Several,
    /// *Số định danh cá nhân*.
    CitizenNumber,
}

impl AnswerKind {
    /// All kinds.
    pub const ALL: [AnswerKind; 8] = [
        AnswerKind::Line,
        AnswerKind::Text,
        AnswerKind::Number,
        AnswerKind::Day,
        AnswerKind::YesNo,
        AnswerKind::One,
        AnswerKind::Several,
        AnswerKind::CitizenNumber,
    ];

    /// How a question is answered; `None` for what is none of these: a repeated group, a date known in part.
    pub fn of(question: &Value) -> Option<AnswerKind> {
        let text = |key: &str| question.get(key).and_then(Value::as_str).unwrap_or_default();
        match (text("type"), text("format")) {
            ("string", "date") => Some(AnswerKind::Day),
            ("string", "citizen-number") => Some(AnswerKind::CitizenNumber),
            ("string", "") if question.get("x-date").is_some() => None,
            ("string", "") if question.get("enum").is_some() => Some(AnswerKind::One),
            ("string", "") => {
                let long = question.get("maxLength").and_then(Value::as_u64).is_some_and(|most| most > ONE_LINE);
                Some(if long { AnswerKind::Text } else { AnswerKind::Line })
            }
            ("integer", _) => Some(AnswerKind::Number),
            ("boolean", _) => Some(AnswerKind::YesNo),
            ("array", _) if question.pointer("/items/enum").is_some() => Some(AnswerKind::Several),
            _ => None,
        }
    }

    /// The schema of a new question of this kind; `options` are the answers to choose from.
    pub fn schema(self, options: &[String]) -> Map<String, Value> {
        let schema = match self {
            AnswerKind::Line => json!({"type": "string", "minLength": 1, "maxLength": ONE_LINE}),
            AnswerKind::Text => json!({"type": "string", "minLength": 1, "maxLength": 2000}),
            AnswerKind::Number => json!({"type": "integer", "minimum": 0, "maximum": 1_000_000_000_000_i64}),
            AnswerKind::Day => json!({"type": "string", "format": "date"}),
            AnswerKind::YesNo => json!({"type": "boolean"}),
            AnswerKind::One => json!({"type": "string", "enum": options}),
            AnswerKind::Several => {
                let items = json!({"type": "string", "enum": options});
                json!({"type": "array", "minItems": 1, "uniqueItems": true, "items": items})
            }
            AnswerKind::CitizenNumber => {
                json!({"type": "string", "pattern": "^[0-9]{12}$", "format": "citizen-number", "maxLength": 12})
            }
        };
        schema.as_object().cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_question_is_answered_as_was_chosen() {
        let options = ["Một".to_owned(), "Hai".to_owned()];
        for kind in AnswerKind::ALL {
            assert_eq!(AnswerKind::of(&Value::Object(kind.schema(&options))), Some(kind));
        }
    }
}
