//! *Soạn lấy ý kiến định sẵn*: units a step of a process asks by itself, as they are typed.

use super::rows::{self, Change, DO};
use crate::filled::Filled;
use crate::layout::field::{Choice, Field};
use crate::words;
use domain::agency::AgencyCode;
use domain::calendar::Term;
use domain::dossier::event::Reason;
use domain::process::PlannedConsultation;

/// More units than any step asks.
pub(super) const MOST: usize = 12;
/// Name of the list inside a step.
const ASKS: &str = "hoi";

/// A planned consultation as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TypedAsk {
    unit: String,
    question: String,
    term: String,
}

/// The fields of one.
pub(super) struct AskFields {
    pub(super) heading: String,
    pub(super) fields: Vec<Field>,
}

impl TypedAsk {
    pub(super) fn of(planned: &PlannedConsultation) -> TypedAsk {
        TypedAsk {
            unit: planned.unit.to_string(),
            question: planned.question.as_str().to_owned(),
            term: planned.term.to_string(),
        }
    }
}

/// What a pressed button asks of the units of a step, and of which step: `them.hoi.2`, `bo.hoi.2.0`.
pub(super) fn change(filled: &Filled) -> Option<(usize, Change)> {
    let words: Vec<&str> = filled.text(DO).split('.').collect();
    match words[..] {
        ["them", ASKS, step] => Some((step.parse().ok()?, Change::Add)),
        ["bo", ASKS, step, place] => Some((step.parse().ok()?, Change::Remove(place.parse().ok()?))),
        _ => None,
    }
}

/// The units of a step as they were posted.
pub(super) fn read(filled: &Filled, step: &str) -> Vec<TypedAsk> {
    let text = |prefix: &str, name: &str| filled.text(&format!("{prefix}.{name}")).to_owned();
    rows::read(filled, &format!("{step}.{ASKS}"), "don-vi", MOST, |prefix| TypedAsk {
        unit: text(prefix, "don-vi"),
        question: text(prefix, "cau"),
        term: text(prefix, "han"),
    })
}

/// What can be read of them; what cannot is added to `wrong`, with its place.
pub(super) fn planned(typed: &[TypedAsk], step: &str, wrong: &mut Vec<(String, String)>) -> Vec<PlannedConsultation> {
    let mut planned = Vec::new();
    for (place, asked) in typed.iter().enumerate() {
        let mut say = |name: &str, message: String| wrong.push((format!("{step}.{ASKS}.{place}.{name}"), message));
        let unit = asked.unit.parse::<AgencyCode>().map_err(|_| say("don-vi", "Chọn đơn vị cần hỏi".to_owned()));
        let question = Reason::new(&asked.question);
        if question.is_none() {
            say("cau", "Viết nội dung cần hỏi".to_owned());
        }
        let term = Term::parse(&asked.term).map_err(|error| match asked.term.as_str() {
            "" => say("han", "Ghi thời hạn trả lời, ví dụ 2 ngày làm việc".to_owned()),
            _ => say("han", words::capital(&error.to_string())),
        });
        if let (Ok(unit), Some(question), Ok(term)) = (unit, question, term) {
            planned.push(PlannedConsultation { unit, question, term });
        }
    }
    planned
}

/// The fields of the units of a step.
pub(super) fn fields(
    typed: &[TypedAsk],
    step: &str,
    units: &[(AgencyCode, String)],
    wrong: &[(String, String)],
) -> Vec<AskFields> {
    let one = |(place, asked): (usize, &TypedAsk)| {
        let name = |field: &str| format!("{step}.{ASKS}.{place}.{field}");
        let error = |field: &str| {
            let found = wrong.iter().find(|(at, _)| *at == name(field));
            found.map_or_else(String::new, |(_, message)| message.clone())
        };
        let none =
            Choice { value: String::new(), label: "Chọn một đơn vị".to_owned(), chosen: asked.unit.is_empty() };
        let choice = |(code, label): &(AgencyCode, String)| Choice {
            value: code.to_string(),
            label: label.clone(),
            chosen: code.as_str() == asked.unit,
        };
        AskFields {
            heading: format!("Lấy ý kiến {}", place + 1),
            fields: vec![
                Field::select(
                    &name("don-vi"),
                    "Hỏi đơn vị nào",
                    std::iter::once(none).chain(units.iter().map(choice)).collect(),
                )
                .error(error("don-vi")),
                Field::line(&name("cau"), "Nội dung hỏi", &asked.question).error(error("cau")),
                Field::line(&name("han"), "Thời hạn trả lời", &asked.term)
                    .hint("Không dài hơn thời hạn của bước; hết hạn mà chưa trả lời thì hồ sơ đi tiếp được")
                    .error(error("han")),
            ],
        }
    };
    typed.iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(unit: &str, question: &str, term: &str) -> TypedAsk {
        TypedAsk { unit: unit.to_owned(), question: question.to_owned(), term: term.to_owned() }
    }

    #[test]
    fn a_button_changes_the_units_of_its_own_step() {
        let pressed = |button: &str| change(&Filled::of(vec![(DO.to_owned(), button.to_owned())]));
        assert_eq!(pressed("them.hoi.2"), Some((2, Change::Add)));
        assert_eq!(pressed("bo.hoi.1.0"), Some((1, Change::Remove(0))));
        assert_eq!(pressed("them.buoc"), None);
    }

    #[test]
    fn all_that_a_unit_lacks_is_told_at_its_fields() {
        let mut wrong = Vec::new();
        let typed = [asked("", " ", ""), asked("H42.12", "Có vướng gì không?", "2 ngày làm việc")];
        assert_eq!(planned(&typed, "buoc.1", &mut wrong).len(), 1);
        let at: Vec<&str> = wrong.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(at, ["buoc.1.hoi.0.don-vi", "buoc.1.hoi.0.cau", "buoc.1.hoi.0.han"]);
    }
}
