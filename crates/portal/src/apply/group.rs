//! *Nhóm lặp*: a question answered by any number of entries (members of a household), each on a page of its own.

use super::draft::Writing;
use super::pages::{stored_fields, title_of};
use super::question::{Around, Step};
use crate::asking::{question_field, typed_answer};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::problem::Problem;
use crate::{answers, page_with};
use app::form::{FieldError, check_answers, read_answer};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::procedure::{Answers, Form};
use serde_json::Value;

/// More entries than this are somebody's mistake.
const MOST_ENTRIES: usize = 50;

#[derive(Template)]
#[template(path = "apply/group.html")]
struct GroupPage {
    frame: Frame,
    around: Around,
    mend: Mend,
    hint: String,
    one: String,
    entries: Vec<Entry>,
    optional: bool,
}

#[derive(Template)]
#[template(path = "apply/entry.html")]
struct EntryPage {
    frame: Frame,
    around: Around,
    mend: Mend,
    fields: Vec<Field>,
}

/// One entry, with the page that changes it.
struct Entry {
    text: String,
    address: String,
}

/// The group of a step: its question and the form of one entry.
fn group_of(writing: &Writing, step: &Step) -> Result<(String, Value, Form), Problem> {
    let name = step.page.name.strip_prefix("answer.").ok_or(Problem::NotFound)?;
    let form = writing.procedure().form.as_ref().ok_or(Problem::NotFound)?;
    let question = form.question(name).ok_or(Problem::NotFound)?.clone();
    Ok((name.to_owned(), question, form.group(name).ok_or(Problem::NotFound)?))
}

/// The entries so far.
fn entries(answers: &Answers, name: &str) -> Vec<Value> {
    answers.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// What one entry is called: `người`.
fn one_of(question: &Value) -> &str {
    question.get("x-one").and_then(Value::as_str).unwrap_or("mục")
}

/// The page of the whole group, or of one entry.
pub(super) fn page(writing: &Writing, step: &Step, typed: &Filled, errors: &[FieldError]) -> Result<Response, Problem> {
    match step.entry {
        Some(place) => entry_page(writing, step, place, typed, errors),
        None => list_page(writing, step, errors),
    }
}

fn list_page(writing: &Writing, step: &Step, errors: &[FieldError]) -> Result<Response, Problem> {
    let (name, question, group) = group_of(writing, step)?;
    let checking = if step.checking { "?ve=kiem-tra" } else { "" };
    let shown = (0..).zip(entries(&writing.draft.filling.answers, &name)).map(|(place, entry): (usize, Value)| Entry {
        text: answers::entry_text(&group, &entry),
        address: format!("{}{checking}", writing.address(&format!("{}.{place}", step.page.name))),
    });
    let mend = Mend { lines: errors.iter().map(|error| ("them".to_owned(), error.message.clone())).collect() };
    let status = if mend.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let group = GroupPage {
        frame: writing.frame(&step.page.title).wrong(!mend.is_empty()),
        around: step.around(writing),
        mend,
        hint: question.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
        one: one_of(&question).to_owned(),
        entries: shown.collect(),
        optional: writing.asking().is_optional(&writing.draft.filling, &step.page.name),
    };
    page_with(status, group)
}

fn entry_page(
    writing: &Writing,
    step: &Step,
    place: usize,
    typed: &Filled,
    errors: &[FieldError],
) -> Result<Response, Problem> {
    let (name, question, group) = group_of(writing, step)?;
    let kept = entries(&writing.draft.filling.answers, &name);
    let stored = kept.get(place).filter(|_| typed.fields().is_empty());
    let stored = stored.map(|entry| fields_of(&group, entry));
    let typed = stored.as_ref().unwrap_or(typed);
    let field = |question: &&str| {
        let error = errors.iter().find(|error| error.field.strip_prefix("answer.") == Some(question));
        let required = group.required().any(|required| required == *question);
        let field = question_field(question, group.question(question)?, typed).optional(!required);
        Some(field.error(error.map_or("", |error| error.message.as_str())))
    };
    let fields: Vec<Field> = group.order().iter().filter_map(field).collect();
    let mend = Mend::of(&fields);
    let status = if mend.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let one = crate::words::capital(one_of(&question));
    let frame = writing.frame(&format!("{one} thứ {}", place + 1)).wrong(!mend.is_empty());
    page_with(status, EntryPage { frame, around: step.around(writing), mend, fields })
}

/// An entry that is kept, as its fields show it.
fn fields_of(group: &Form, entry: &Value) -> Filled {
    let fields = group
        .order()
        .into_iter()
        .filter_map(|name| Some(stored_fields(&format!("answer.{name}"), group.question(name)?, entry.get(name)?)));
    Filled::of(fields.flatten().collect())
}

/// One entry more or other, one less, or on to the next page.
pub(super) async fn post(writing: &mut Writing<'_>, step: &Step, filled: &Filled) -> Result<Response, Problem> {
    match step.entry {
        Some(place) => keep_entry(writing, step, place, filled).await,
        None => change_list(writing, step, filled).await,
    }
}

async fn keep_entry(
    writing: &mut Writing<'_>,
    step: &Step,
    place: usize,
    filled: &Filled,
) -> Result<Response, Problem> {
    let (name, _, group) = group_of(writing, step)?;
    let read = |question: &str| {
        let schema = group.question(question)?;
        let typed = typed_answer(&format!("answer.{question}"), schema, filled);
        Some((question.to_owned(), read_answer(schema, &typed)?))
    };
    let entry: Answers = group.order().into_iter().filter_map(read).collect();
    let known = format!("{}#{name}", writing.draft.procedure);
    let mut errors = check_answers(&known, &group, &entry, writing.visitor.now.day());
    for error in &mut errors {
        let title = error.field.strip_prefix("answer.").map_or("", |question| title_of(&group, question));
        error.message = error.message.replace(&format!("{title} — "), &format!("{title}: "));
    }
    if !errors.is_empty() {
        return page(writing, step, filled, &errors).map(|page| writing.answer(page));
    }
    let entry = Value::Object(entry.into_iter().collect());
    let elsewhere = writing
        .write(|_, filling| {
            let mut all = entries(&filling.answers, &name);
            if let Some(known) = all.get_mut(place) {
                *known = entry.clone();
            } else if all.len() < MOST_ENTRIES {
                all.push(entry.clone());
            }
            filling.answers.insert(name.clone(), Value::Array(all));
        })
        .await?;
    Ok(elsewhere.unwrap_or_else(|| writing.lead_to(&step.page.name, step.checking)))
}

async fn change_list(writing: &mut Writing<'_>, step: &Step, filled: &Filled) -> Result<Response, Problem> {
    let (name, ..) = group_of(writing, step)?;
    if filled.text("buoc") == "them" {
        let next = entries(&writing.draft.filling.answers, &name).len();
        return Ok(writing.lead_to(&format!("{}.{next}", step.page.name), step.checking));
    }
    if let Ok(gone) = filled.text("bo").parse::<usize>() {
        let elsewhere = writing
            .write(|_, filling| {
                let mut all = entries(&filling.answers, &name);
                if gone < all.len() {
                    all.remove(gone);
                }
                filling.answers.insert(name.clone(), Value::Array(all));
            })
            .await?;
        return Ok(elsewhere.unwrap_or_else(|| writing.lead_to(&step.page.name, step.checking)));
    }
    let page_name = step.page.name.clone();
    let found = writing.draft.filling.check(writing.procedure(), writing.visitor.now);
    let mine: Vec<FieldError> = found.into_iter().filter(|error| error.field == page_name).collect();
    if !mine.is_empty() {
        return page(writing, step, filled, &mine).map(|page| writing.answer(page));
    }
    let done = writing.write(|_, filling| filling.finish(&page_name)).await?;
    Ok(done.unwrap_or_else(|| step.next(writing)))
}
