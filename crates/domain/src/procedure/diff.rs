//! *So sánh trước khi áp dụng*: what an import would add and change, shown before anything is saved.

use super::{Catalogue, Channel, ChannelKind, Finding, Found, Procedure, ProcedureCode, Rejected};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

/// *Kế hoạch nhập*: what an import would do. Procedures the file does not name stay as they are.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportPlan {
    /// Lines read: added, changed, unchanged and rejected together.
    pub read: u32,
    /// Procedures not known before.
    pub added: Vec<Procedure>,
    /// Procedures whose content differs, each with every difference.
    pub changed: Vec<Change>,
    /// Procedures that are as they were.
    pub unchanged: u32,
    /// Lines that do not go in.
    pub rejected: Vec<Rejected>,
    /// What is odd in the rows that go in, changed or not.
    pub found: Vec<Found>,
}

/// *Thay đổi của thủ tục*: one procedure's change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Which procedure.
    pub code: ProcedureCode,
    /// Its new name.
    pub name: String,
    /// Its new content.
    pub content: Procedure,
    /// What differs; never empty.
    pub differences: Vec<Difference>,
}

/// *Điểm khác*: one difference, what was, what is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// In which part.
    pub part: Part,
    /// Where in it: a channel, a paper; `None` for the part as a whole.
    pub place: Option<String>,
    /// What was; `None` for what is new.
    pub old: Option<String>,
    /// What is to be; `None` for what goes.
    pub new: Option<String>,
}

/// Names each part once: variant, key of the row, Vietnamese name.
macro_rules! parts {
    ($($name:ident $key:literal $label:literal;)*) => {
        /// *Bộ phận của thủ tục hành chính* (NĐ 63/2010 art. 8.2) in which a difference lies.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Part { $(#[doc = $label] $name,)* }

        impl Part {
            /// The key outsiders know it by.
            pub fn key(self) -> &'static str {
                match self { $(Part::$name => $key),* }
            }

            /// Its name in Vietnamese.
            pub fn label(self) -> &'static str {
                match self { $(Part::$name => $label),* }
            }
        }
    };
}

parts! {
    Name "name" "Tên thủ tục";
    Term "term" "Thời hạn";
    Fee "fee" "Phí, lệ phí";
    Channel "channel" "Cách thức thực hiện";
    Component "component" "Thành phần hồ sơ";
    Result "result" "Kết quả";
    LegalBasis "legal-basis" "Căn cứ pháp lý";
    Steps "steps" "Trình tự thực hiện";
    Conditions "conditions" "Yêu cầu, điều kiện";
    Ministry "ministry" "Cơ quan công bố";
    Decision "decision" "Quyết định công bố";
    Level "level" "Cấp thực hiện";
    Kind "kind" "Loại thủ tục";
    Field "field" "Lĩnh vực";
    Subject "subject" "Đối tượng thực hiện";
    ExecutingAgency "executing-agency" "Cơ quan thực hiện";
    CompetentAgency "competent-agency" "Cơ quan có thẩm quyền";
    AuthorisedAgency "authorised-agency" "Cơ quan được ủy quyền";
    CoordinatingAgency "coordinating-agency" "Cơ quan phối hợp";
    Address "address" "Địa chỉ tiếp nhận hồ sơ";
    Keyword "keyword" "Từ khóa";
    Related "related" "Thủ tục liên quan";
    Linked "linked" "Thủ tục liên thông";
    LifeEvent "life-event" "Sự kiện đời sống";
    Source "source" "Địa chỉ nguồn";
    At "at" "Nơi giải quyết";
    Certainty "certainty" "Mức tin cậy";
    Essential "essential" "Dịch vụ công thiết yếu";
    Form "form" "Mẫu đơn điện tử";
    Process "process" "Quy trình nội bộ";
    Other "other" "Nội dung khác";
}

impl ImportPlan {
    /// How often each kind of oddity was found, by the finding's own grain.
    pub fn findings(&self) -> BTreeMap<Finding, u32> {
        let mut counts = BTreeMap::new();
        for found in &self.found {
            *counts.entry(found.finding).or_default() += 1;
        }
        counts
    }
}

/// What an import would do to the procedures now in force.
pub fn plan(current: &BTreeMap<ProcedureCode, Procedure>, incoming: Catalogue) -> ImportPlan {
    let Catalogue { read, rows, rejected, found } = incoming;
    let mut plan = ImportPlan { read, added: Vec::new(), changed: Vec::new(), unchanged: 0, rejected, found };
    for incoming in rows.into_iter().map(|row| row.procedure) {
        let Some(old) = current.get(&incoming.code) else {
            plan.added.push(incoming);
            continue;
        };
        let content = with_our_parts(incoming, old);
        let differences = differences(old, &content);
        if differences.is_empty() {
            plan.unchanged += 1;
        } else {
            plan.changed.push(Change { code: content.code.clone(), name: content.name.clone(), content, differences });
        }
    }
    plan
}

/// The national catalogue does not know our forms and processes: a row without them leaves them as they are.
fn with_our_parts(mut incoming: Procedure, old: &Procedure) -> Procedure {
    incoming.form = incoming.form.or_else(|| old.form.clone());
    incoming.process = incoming.process.or_else(|| old.process.clone());
    incoming.essential = incoming.essential.or_else(|| old.essential.clone());
    incoming.at = incoming.at.or_else(|| old.at.clone());
    if incoming.life_events.is_empty() {
        incoming.life_events.clone_from(&old.life_events);
    }
    if incoming.keywords.is_empty() {
        incoming.keywords.clone_from(&old.keywords);
    }
    incoming
}

/// Every difference between two contents; empty exactly where [`Procedure::same_content`].
pub fn differences(old: &Procedure, new: &Procedure) -> Vec<Difference> {
    if old.same_content(new) {
        return Vec::new();
    }
    let mut found = Vec::new();
    compare_texts(old, new, &mut found);
    compare_channels(&old.channels, &new.channels, &mut found);
    compare_components(old, new, &mut found);
    compare_lists(old, new, &mut found);
    let json = |part: &Option<_>| part.as_ref().map(|part| serde_json::to_string(part).expect("a form is JSON"));
    push(Part::Form, None, json(&old.form), json(&new.form), &mut found);
    let text = |part: &Option<serde_json::Value>| part.as_ref().map(ToString::to_string);
    push(Part::Process, None, text(&old.process), text(&new.process), &mut found);
    let other = |procedure: &Procedure| serde_json::to_string(&procedure.other).ok().filter(|text| text != "{}");
    push(Part::Other, None, other(old), other(new), &mut found);
    push(Part::Certainty, None, certainty(old), certainty(new), &mut found);
    if found.is_empty() {
        let whole = |procedure: &Procedure| Some(procedure.canonical());
        push(Part::Other, None, whole(old), whole(new), &mut found);
    }
    found.sort_by_key(|difference| difference.part);
    found
}

fn push(part: Part, place: Option<String>, old: Option<String>, new: Option<String>, found: &mut Vec<Difference>) {
    if old != new {
        found.push(Difference { part, place, old, new });
    }
}

/// How sure the catalogue is, of what, since when, in one text.
fn certainty(procedure: &Procedure) -> Option<String> {
    let checked = procedure.checked.map(|day| day.strftime("đối chiếu %d/%m/%Y").to_string());
    let texts = [procedure.certainty.clone(), procedure.certainty_note.clone(), checked];
    let texts: Vec<String> = texts.into_iter().flatten().collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

fn compare_texts(old: &Procedure, new: &Procedure, found: &mut Vec<Difference>) {
    type Text = fn(&Procedure) -> &str;
    let parts: [(Part, Text); 11] = [
        (Part::Name, |p| &p.name),
        (Part::Steps, |p| &p.steps_text),
        (Part::Conditions, |p| &p.conditions_text),
        (Part::Ministry, |p| &p.ministry),
        (Part::Decision, |p| &p.decision),
        (Part::Kind, |p| &p.kind),
        (Part::Field, |p| &p.field),
        (Part::Address, |p| &p.address),
        (Part::Source, |p| &p.source_url),
        (Part::At, |p| p.at.as_deref().unwrap_or_default()),
        (Part::Essential, |p| p.essential.as_deref().unwrap_or_default()),
    ];
    for (part, text) in parts {
        let stated = |procedure| Some(text(procedure).to_owned()).filter(|text| !text.is_empty());
        push(part, None, stated(old), stated(new), found);
    }
}

/// Channels side by side, kind by kind: terms, fees, and the channels themselves where neither tells it.
fn compare_channels(old: &[Channel], new: &[Channel], found: &mut Vec<Difference>) {
    let kinds: BTreeSet<&ChannelKind> = old.iter().chain(new).map(|channel| &channel.kind).collect();
    for kind in kinds {
        let of = |channels: &[Channel], text: &dyn Fn(&Channel) -> String| {
            let texts: BTreeSet<String> = channels.iter().filter(|c| c.kind == *kind).map(text).collect();
            (!texts.is_empty()).then(|| texts.into_iter().collect::<Vec<_>>().join("; "))
        };
        let before = found.len();
        let has = |channels: &[Channel]| channels.iter().any(|channel| channel.kind == *kind);
        if has(old) && has(new) {
            let mut compare = |part, text: &dyn Fn(&Channel) -> String| {
                push(part, Some(kind.to_string()), of(old, text), of(new, text), found);
            };
            compare(Part::Term, &|channel| channel.term.to_string());
            compare(Part::Fee, &|channel| channel.fee.to_string());
            compare(Part::Channel, &|channel| channel.note.clone());
        }
        if found.len() == before {
            push(Part::Channel, Some(kind.to_string()), whole(old, kind), whole(new, kind), found);
        }
    }
}

/// All channels of one kind with all they say, in one text.
fn whole(channels: &[Channel], kind: &ChannelKind) -> Option<String> {
    let note = |text: &str| {
        if text.is_empty() { String::new() } else { format!(": {text}") }
    };
    let rows = channels.iter().filter(|channel| channel.kind == *kind);
    let mut rows: Vec<String> =
        rows.map(|channel| format!("{}, {}{}", channel.term, channel.fee, note(&channel.note))).collect();
    rows.sort();
    (!rows.is_empty()).then(|| rows.join("; "))
}

/// Papers side by side, by case and name.
fn compare_components(old: &Procedure, new: &Procedure, found: &mut Vec<Difference>) {
    let by_paper = |procedure: &Procedure| {
        let mut papers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for component in &procedure.components {
            let case = component.case().map(|case| format!(" [{case}]")).unwrap_or_default();
            papers.entry(format!("{}{case}", component.name)).or_default().push(component.to_string());
        }
        papers.into_iter().map(|(paper, mut counts)| {
            counts.sort();
            (paper, counts.join("; "))
        })
    };
    let (old, new): (BTreeMap<_, _>, BTreeMap<_, _>) = (by_paper(old).collect(), by_paper(new).collect());
    for paper in old.keys().chain(new.keys().filter(|paper| !old.contains_key(*paper))) {
        push(Part::Component, Some(paper.clone()), old.get(paper).cloned(), new.get(paper).cloned(), found);
    }
}

fn compare_lists(old: &Procedure, new: &Procedure, found: &mut Vec<Difference>) {
    type Texts = fn(&Procedure) -> Vec<String>;
    let lists: [(Part, Texts); 12] = [
        (Part::Result, |p| texts(&p.results)),
        (Part::LegalBasis, |p| texts(&p.legal_bases)),
        (Part::Level, |p| texts(&p.levels)),
        (Part::Subject, |p| texts(&p.subjects)),
        (Part::ExecutingAgency, |p| texts(&p.executing_agencies)),
        (Part::CompetentAgency, |p| texts(&p.competent)),
        (Part::AuthorisedAgency, |p| texts(&p.authorised)),
        (Part::CoordinatingAgency, |p| texts(&p.coordinating)),
        (Part::Keyword, |p| texts(&p.keywords)),
        (Part::Related, |p| texts(&p.related)),
        (Part::Linked, |p| texts(&p.linked)),
        (Part::LifeEvent, |p| texts(&p.life_events)),
    ];
    for (part, list) in lists {
        let (mut gone, mut come) = (list(old), Vec::new());
        for text in list(new) {
            match gone.iter().position(|old| *old == text) {
                Some(index) => drop(gone.swap_remove(index)),
                None => come.push(text),
            }
        }
        found.extend(gone.into_iter().map(|old| Difference { part, place: None, old: Some(old), new: None }));
        found.extend(come.into_iter().map(|new| Difference { part, place: None, old: None, new: Some(new) }));
    }
}

fn texts<T: Display>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedure::read_catalogue;
    use crate::procedure::tests::sample;

    #[test]
    fn a_national_row_changes_the_name_and_leaves_our_form_and_process() {
        let mut ours = sample();
        ours.process = Some(serde_json::json!({"steps": []}));
        ours.at = Some("commune".to_owned());
        ours.life_events = vec!["Có con".to_owned()];
        let mut national = sample();
        national.name = "Đăng ký khai sinh (mới)".to_owned();
        (national.form, national.process, national.at) = (None, None, None);
        national.life_events = Vec::new();
        let line = serde_json::to_string(&national).unwrap();
        let plan = plan(&BTreeMap::from([(ours.code.clone(), ours.clone())]), read_catalogue([line]));
        let change = &plan.changed[0];
        assert_eq!((&change.content.process, &change.content.at), (&ours.process, &ours.at));
        assert_eq!(change.content.life_events, ours.life_events);
        assert!(change.differences.iter().all(|difference| difference.part == Part::Name), "{:?}", change.differences);
    }
}
