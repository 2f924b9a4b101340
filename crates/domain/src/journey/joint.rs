//! *Tờ khai chung*: the questions and papers of all linked procedures, each asked once, and the way back.

use super::{Answer, LinkFault, LinkedProcedure, Member, NOTED, RESULT, Wording};
use crate::procedure::{Answers, Component, Condition, Form, PaperRule, Procedure, Section};
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The schema keyword that says when a question is asked.
const WHEN: &str = "x-when";

/// *Tờ khai chung* of a journey: a procedure like any other, and what of it belongs to which member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    /// Everything that is asked, as one procedure.
    pub procedure: Procedure,
    /// For each paper of it, the members that list it and the place in their own lists.
    papers: Vec<Vec<(usize, u32)>>,
}

/// What an answer of one member's form is called in the journey, or what is known of it.
enum Known<'a> {
    Asked(String),
    Always(&'a Value),
    Later,
}

impl Joint {
    pub(super) fn of(link: &LinkedProcedure, own: &Procedure, members: &[&Procedure]) -> Joint {
        let (mut questions, mut required) = (Map::new(), Vec::new());
        let (mut layout, mut rules): (Vec<Section>, Vec<PaperRule>) = (Vec::new(), Vec::new());
        let mut components: Vec<Component> = Vec::new();
        let mut papers: Vec<Vec<(usize, u32)>> = Vec::new();
        for (place, (member, procedure)) in link.members.iter().zip(members).enumerate() {
            if let Some(form) = &procedure.form {
                for section in sections(form) {
                    let asked: Vec<String> =
                        section.fields.iter().filter_map(|name| ask(member, form, name, &mut questions)).collect();
                    if !asked.is_empty() {
                        layout.push(Section { heading: section.heading.clone(), fields: asked });
                    }
                }
                let asked = form.required().filter_map(|name| asked_name(member, name));
                required.extend(asked.filter(|name| questions.contains_key(name)).map(Value::from));
                rules.extend(form.papers.iter().filter_map(|rule| in_journey(member, rule)));
            }
            for (number, component) in (0..).zip(&procedure.components) {
                if is_left_out(member, procedure, component) {
                    continue;
                }
                match components.iter().position(|known| known.name == component.name) {
                    Some(known) => papers[known].push((place, number)),
                    None => {
                        components.push(component.clone());
                        papers.push(vec![(place, number)]);
                    }
                }
            }
        }
        let schema = json!({"type": "object", "required": required, "properties": questions});
        let form = Some(Form { schema, layout, papers: rules });
        let name = if link.name.is_empty() { &own.name } else { &link.name }.clone();
        Joint { procedure: Procedure { name, form, components, process: None, ..own.clone() }, papers }
    }

    /// The members that list a paper of the joint list, each with its place in their own.
    pub fn papers_of(&self, component: u32) -> &[(usize, u32)] {
        usize::try_from(component).ok().and_then(|place| self.papers.get(place)).map_or(&[], Vec::as_slice)
    }

    /// The answers of one member's form. `result` is the number of the result it waited for, once there is one.
    pub fn answers_for(&self, member: &Member, procedure: &Procedure, given: &Answers, result: &str) -> Answers {
        let mut answers = own_answers(member, procedure, given, result);
        let known: Answers = given
            .iter()
            .map(|(name, answer)| (name.clone(), answer.clone()))
            .chain([(RESULT.to_owned(), Value::from(result))])
            .collect();
        let notes = member.notes.iter().filter(|_| !result.is_empty());
        answers.extend(notes.map(|(label, text)| (format!("{NOTED}{label}"), Value::from(filled(text, &known)))));
        answers
    }
}

fn own_answers(member: &Member, procedure: &Procedure, given: &Answers, result: &str) -> Answers {
    let Some(form) = &procedure.form else { return Answers::new() };
    let answer = |name: &str| match member.fills.get(name) {
        Some(Answer::Value(value)) => Some(value.clone()),
        Some(Answer::Text(text)) => Some(Value::from(filled(text, given))),
        Some(Answer::Result) => (!result.is_empty()).then(|| Value::from(result)),
        Some(Answer::Same(from)) => given.get(from).cloned(),
        Some(Answer::Asked(_)) | None => given.get(&asked_name(member, name)?).cloned(),
    };
    let all = form.order().into_iter().filter_map(|name| Some((name.to_owned(), answer(name)?))).collect();
    form.counted(&all)
}

fn sections(form: &Form) -> Vec<Section> {
    if !form.layout.is_empty() {
        return form.layout.clone();
    }
    let fields = form.order().into_iter().map(str::to_owned).collect();
    vec![Section { heading: "Nội dung khai".to_owned(), fields }]
}

/// The name under which a question is asked in the journey; `None` where it is not asked for this member.
fn asked_name(member: &Member, question: &str) -> Option<String> {
    match member.fills.get(question) {
        None => Some(question.to_owned()),
        Some(Answer::Asked(Wording { name, .. })) => Some(if name.is_empty() { question } else { name }.to_owned()),
        Some(_) => None,
    }
}

/// Adds a question to those asked; gives its name there, or `None` where it is not asked.
fn ask(member: &Member, form: &Form, question: &str, questions: &mut Map<String, Value>) -> Option<String> {
    let name = asked_name(member, question)?;
    let mut asked = form.question(question)?.clone();
    if let Some(stated) = asked.get(WHEN).and_then(|when| serde_json::from_value::<Condition>(when.clone()).ok()) {
        let condition = condition_in_journey(member, &stated)?;
        let fields = asked.as_object_mut()?;
        fields.remove(WHEN);
        if !condition.is_empty() {
            fields.insert(WHEN.to_owned(), json!(condition));
        }
    }
    if let Some(Answer::Asked(wording)) = member.fills.get(question) {
        for (key, text) in [("title", &wording.title), ("description", &wording.description)] {
            if !text.is_empty() {
                asked[key] = Value::from(text.as_str());
            }
        }
    }
    questions.insert(name.clone(), asked);
    Some(name)
}

fn known<'a>(member: &'a Member, question: &str) -> Known<'a> {
    match member.fills.get(question) {
        Some(Answer::Value(value)) => Known::Always(value),
        Some(Answer::Same(from)) => Known::Asked(from.clone()),
        Some(Answer::Text(_) | Answer::Result) => Known::Later,
        Some(Answer::Asked(_)) | None => Known::Asked(asked_name(member, question).unwrap_or_default()),
    }
}

/// A condition of a member's form in the names of the journey; `None` where it can never hold.
fn condition_in_journey(member: &Member, stated: &Condition) -> Option<Condition> {
    let mut condition = BTreeMap::new();
    for (question, wanted) in &stated.0 {
        match known(member, question) {
            Known::Asked(name) => _ = condition.insert(name, wanted.clone()),
            Known::Always(value) if wanted.contains(value) => {}
            Known::Always(_) | Known::Later => return None,
        }
    }
    Some(Condition(condition))
}

fn in_journey(member: &Member, rule: &PaperRule) -> Option<PaperRule> {
    let when = condition_in_journey(member, &rule.when)?;
    // What always holds there is simply asked for: a rule without a condition would leave it to the case.
    Some(PaperRule { when, ..rule.clone() })
}

/// Whether a paper of a member is not asked for in the journey: an earlier result says it, or its rule never holds.
fn is_left_out(member: &Member, procedure: &Procedure, component: &Component) -> bool {
    let rule = procedure.form.as_ref().and_then(|form| form.rule_of(component));
    let never = rule.is_some_and(|rule| in_journey(member, rule).is_none());
    never || member.held.iter().any(|name| component.name.starts_with(name))
}

/// A text with the answers put into its gaps.
fn filled(text: &str, given: &Answers) -> String {
    let value = |value: &Value| match value.as_str() {
        Some(text) => text.parse::<Date>().map_or_else(|_| text.to_owned(), |day| day.strftime("%d/%m/%Y").to_string()),
        None => value.to_string(),
    };
    let gaps = given.iter().map(|(name, answer)| (format!("{{{name}}}"), value(answer)));
    gaps.fold(text.to_owned(), |text, (gap, answer)| text.replace(&gap, &answer))
}

/// What of the answers cannot be found.
pub(super) fn faults(link: &LinkedProcedure, members: &[&Procedure]) -> Vec<LinkFault> {
    let mut faults = Vec::new();
    let mut asked: Vec<String> = Vec::new();
    for (member, procedure) in link.members.iter().zip(members) {
        let Some(form) = &procedure.form else { continue };
        let of = |question: &str| (member.procedure.clone(), question.to_owned());
        for question in member.fills.keys().filter(|question| form.question(question).is_none()) {
            let (procedure, question) = of(question);
            faults.push(LinkFault::UnknownQuestion { procedure, question });
        }
        for name in form.order() {
            let (procedure, question) = of(name);
            let mut not_asked = |from: &str| {
                let (procedure, question) = of(name);
                faults.push(LinkFault::NotAsked { procedure, question, from: from.to_owned() });
            };
            match member.fills.get(name) {
                Some(Answer::Same(from)) if !asked.contains(from) => not_asked(from),
                Some(Answer::Text(text)) => {
                    let gaps = text.split('{').skip(1).filter_map(|gap| gap.split_once('}'));
                    gaps.filter(|(gap, _)| !asked.iter().any(|known| known == gap)).for_each(|(gap, _)| not_asked(gap));
                }
                Some(_) | None => {}
            }
            if let Some(joint) = asked_name(member, name) {
                if asked.contains(&joint) {
                    faults.push(LinkFault::SameName { procedure: procedure.clone(), question: question.clone() });
                }
                asked.push(joint);
            }
            let stated = form.question(name).and_then(|asked| asked.get(WHEN));
            let condition = stated.and_then(|when| serde_json::from_value::<Condition>(when.clone()).ok());
            let later = |condition: Condition| condition.0.keys().any(|one| matches!(known(member, one), Known::Later));
            if condition.is_some_and(later) {
                faults.push(LinkFault::Unknowable { procedure, question });
            }
        }
    }
    faults
}
