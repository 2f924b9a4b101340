//! *Soạn nội dung thủ tục*: what the catalogue says of a procedure, in fields and rows; every difference and every
//! oddity is shown before the new version is published.

use super::rows::{self, Change, DO};
use super::{Changed, changed, keeps_content};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::publish::PublishError;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::Term;
use domain::procedure::{
    Channel, ChannelKind, Component, Fee, FeeKind, LegalBasis, Procedure, ProcedureVersion, ResultPaper, StatedTerm,
    check, differences,
};
use domain::text::compose;
use jiff::civil::Date;

/// More rows than any list of a procedure has.
const MOST: usize = 150;
/// Names of the lists of the form.
const CHANNELS: &str = "kenh";
const COMPONENTS: &str = "giay";
const RESULTS: &str = "ket-qua";

#[derive(Template)]
#[template(path = "editor/content.html")]
struct ContentPage {
    frame: Frame,
    mend: Mend,
    code: String,
    base: u32,
    said: Vec<Field>,
    lists: Vec<List>,
    texts: Vec<Field>,
    from: Field,
    looked: bool,
    changes: Vec<Changed>,
    findings: Vec<String>,
}

/// A list of rows of the form.
struct List {
    name: &'static str,
    heading: &'static str,
    row: &'static str,
    rows: Vec<Row>,
}

/// One row; `origin` tells which row of the published version it began as, so that what the page does not show stays.
struct Row {
    heading: String,
    origin: String,
    fields: Vec<Field>,
}

/// What was typed: texts as they stand in the fields.
#[derive(Debug, Clone, Default)]
struct Typed {
    name: String,
    field: String,
    decision: String,
    address: String,
    subjects: String,
    executing: String,
    steps: String,
    conditions: String,
    bases: String,
    keywords: String,
    channels: Vec<TypedChannel>,
    components: Vec<TypedComponent>,
    results: Vec<TypedResult>,
    from: [String; 3],
}

#[derive(Debug, Clone, Default)]
struct TypedChannel {
    origin: String,
    kind: String,
    term: String,
    fee: String,
    amount: String,
    note: String,
}

#[derive(Debug, Clone, Default)]
struct TypedComponent {
    origin: String,
    case: String,
    name: String,
    original: String,
    copy: String,
    form: bool,
}

#[derive(Debug, Clone, Default)]
struct TypedResult {
    name: String,
    code: String,
}

/// What cannot be read: where, and what to do.
type Wrong = Vec<(String, String)>;

/// `GET /soan/{code}/noi-dung`: the newest version, ready to be changed.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    let newest = open(&catalogue, &visitor, &code)?;
    let from = visitor.now.day().tomorrow().unwrap_or_else(|_| visitor.now.day());
    let typed = Typed::of(&newest.content, from);
    answer(&visitor, newest, newest.version, &typed, Vec::new(), None)
}

/// `POST /soan/{code}/noi-dung`: changes the rows, shows what differs, publishes.
pub(crate) async fn post(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    let newest = open(&catalogue, &visitor, &code)?;
    let base = filled.text("phien-ban").parse().unwrap_or(0);
    let mut typed = Typed::read(&filled);
    if typed.change(&filled) {
        return answer(&visitor, newest, base, &typed, Vec::new(), None);
    }
    let (content, from, wrong) = typed.procedure(&newest.content);
    let (Some(from), true) = (from, wrong.is_empty()) else {
        return answer(&visitor, newest, base, &typed, wrong, None);
    };
    if filled.text(DO) != "cong-bo" {
        return answer(&visitor, newest, base, &typed, Vec::new(), Some(&content));
    }
    match portal.app.publish_procedure(&content, base, from, visitor.now).await {
        Ok(_) => Ok(Redirect::to(&format!("/soan/{}?xong=noi-dung", words::address_part(&code))).into_response()),
        Err(PublishError::Store(error)) => Err(error.into()),
        Err(error) => {
            let place = if matches!(error, PublishError::TooEarly(_)) { "hieu-luc.ngay" } else { "noi-dung" };
            let wrong = vec![(place.to_owned(), words::capital(&error.to_string()))];
            answer(&visitor, newest, base, &typed, wrong, Some(&content))
        }
    }
}

fn open<'a>(
    catalogue: &'a app::catalogue::Catalogue,
    visitor: &Visitor,
    code: &str,
) -> Result<&'a ProcedureVersion, Problem> {
    if !keeps_content(visitor.officer()?) {
        return Err(Problem::Forbidden);
    }
    catalogue.newest(code).ok_or(Problem::NotFound)
}

fn answer(
    visitor: &Visitor,
    newest: &ProcedureVersion,
    base: u32,
    typed: &Typed,
    wrong: Wrong,
    looked: Option<&Procedure>,
) -> Result<Response, Problem> {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut page = ContentPage {
        frame: visitor.frame("Soạn nội dung thủ tục").at("/soan").wrong(!wrong.is_empty()),
        mend: Mend::default(),
        code: newest.code.to_string(),
        base,
        said: typed.said(),
        lists: typed.lists(),
        texts: typed.texts(),
        from: typed.from_field(),
        looked: looked.is_some(),
        changes: looked.map_or_else(Vec::new, |content| changed(&differences(&newest.content, content))),
        findings: looked.map_or_else(Vec::new, findings),
    };
    let fields = page.said.iter_mut().chain(page.texts.iter_mut()).chain([&mut page.from]);
    let in_rows = page.lists.iter_mut().flat_map(|list| &mut list.rows).flat_map(|row| &mut row.fields);
    for field in fields.chain(in_rows) {
        if let Some((_, message)) = wrong.iter().find(|(place, _)| *place == field.name || *place == field.anchor()) {
            field.error.clone_from(message);
        }
    }
    page.mend = Mend { lines: wrong };
    page_with(status, page)
}

/// What the officer who keeps the catalogue should look at again.
fn findings(content: &Procedure) -> Vec<String> {
    let say = |(finding, place): (domain::procedure::Finding, String)| {
        if place.is_empty() { finding.describe().to_owned() } else { format!("{}: {place}", finding.describe()) }
    };
    check(content).into_iter().map(say).collect()
}

fn lines_of(list: &[String]) -> String {
    list.join("\n")
}

fn list_of(lines: &str) -> Vec<String> {
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What the browser sends back of a text: its own ends of lines, no blanks around it.
fn plain(text: &str) -> String {
    compose(&text.replace("\r\n", "\n")).trim().to_owned()
}

/// The new text; the old one where it differs only in what a field cannot show.
fn text_or(old: &str, typed: &str) -> String {
    if plain(old) == *typed { old.to_owned() } else { typed.to_owned() }
}

const FEES: [(FeeKind, &str, &str); 3] = [
    (FeeKind::Free, "khong-thu", "Không thu phí"),
    (FeeKind::Amount, "co-thu", "Có thu"),
    (FeeKind::Unknown, "chua-ro", "Chưa rõ"),
];
const KINDS: [ChannelKind; 3] = [ChannelKind::InPerson, ChannelKind::Online, ChannelKind::Post];

fn term_text(term: &StatedTerm) -> String {
    [&term.value, &term.unit_text].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

impl Typed {
    fn of(content: &Procedure, from: Date) -> Typed {
        let channel = |(place, channel): (usize, &Channel)| TypedChannel {
            origin: place.to_string(),
            kind: channel.kind.to_string(),
            term: term_text(&channel.term),
            fee: FEES.iter().find(|(kind, ..)| *kind == channel.fee.kind).map_or("", |(_, key, _)| key).to_owned(),
            amount: channel
                .fee
                .vnd
                .filter(|_| channel.fee.kind == FeeKind::Amount)
                .map_or_else(String::new, words::grouped),
            note: plain(&channel.note),
        };
        let component = |(place, component): (usize, &Component)| TypedComponent {
            origin: place.to_string(),
            case: component.case().unwrap_or_default().to_owned(),
            name: plain(&component.name),
            original: component.original.to_string(),
            copy: component.copy.to_string(),
            form: component.has_form,
        };
        let bases: Vec<String> = content.legal_bases.iter().map(|basis| basis.number.clone()).collect();
        Typed {
            name: plain(&content.name),
            field: plain(&content.field),
            decision: plain(&content.decision),
            address: plain(&content.address),
            subjects: plain(&lines_of(&content.subjects)),
            executing: plain(&lines_of(&content.executing_agencies)),
            steps: plain(&content.steps_text),
            conditions: plain(&content.conditions_text),
            bases: plain(&lines_of(&bases)),
            keywords: plain(&lines_of(&content.keywords)),
            channels: content.channels.iter().enumerate().map(channel).collect(),
            components: content.components.iter().enumerate().map(component).collect(),
            results: content
                .results
                .iter()
                .map(|result| TypedResult { name: plain(&result.name), code: result.code.clone() })
                .collect(),
            from: [from.day().to_string(), from.month().to_string(), from.year().to_string()],
        }
    }

    fn read(filled: &Filled) -> Typed {
        let text = |name: &str| plain(filled.text(name));
        Typed {
            name: text("ten"),
            field: text("linh-vuc"),
            decision: text("quyet-dinh"),
            address: text("dia-chi"),
            subjects: text("doi-tuong"),
            executing: text("co-quan"),
            steps: text("trinh-tu"),
            conditions: text("dieu-kien"),
            bases: text("can-cu"),
            keywords: text("tu-khoa"),
            channels: rows::read(filled, CHANNELS, "han", MOST, |prefix| {
                let text = |name: &str| text(&format!("{prefix}.{name}"));
                TypedChannel {
                    origin: text("goc"),
                    kind: text("cach"),
                    term: text("han"),
                    fee: text("phi"),
                    amount: text("muc"),
                    note: text("ghi-chu"),
                }
            }),
            components: rows::read(filled, COMPONENTS, "ten", MOST, |prefix| {
                let text = |name: &str| text(&format!("{prefix}.{name}"));
                TypedComponent {
                    origin: text("goc"),
                    case: text("truong-hop"),
                    name: text("ten"),
                    original: text("ban-chinh"),
                    copy: text("ban-sao"),
                    form: filled.has(&format!("{prefix}.mau")),
                }
            }),
            results: rows::read(filled, RESULTS, "ten", MOST, |prefix| TypedResult {
                name: text(&format!("{prefix}.ten")),
                code: text(&format!("{prefix}.ma")),
            }),
            from: ["ngay", "thang", "nam"].map(|part| text(&format!("hieu-luc.{part}"))),
        }
    }

    /// Does what the pressed button asks of a list; `false` if it asks nothing of one.
    fn change(&mut self, filled: &Filled) -> bool {
        if let Some(change) = Change::of(filled, CHANNELS) {
            change.apply(&mut self.channels, MOST);
        } else if let Some(change) = Change::of(filled, COMPONENTS) {
            change.apply(&mut self.components, MOST);
        } else if let Some(change) = Change::of(filled, RESULTS) {
            change.apply(&mut self.results, MOST);
        } else {
            return false;
        }
        true
    }

    /// The procedure that was typed, the day it begins, and what cannot be read. What the page does not show (form,
    /// process, source and so on) stays as it was.
    fn procedure(&self, old: &Procedure) -> (Procedure, Option<Date>, Wrong) {
        let mut wrong = Wrong::new();
        if self.name.is_empty() {
            wrong.push(("ten".to_owned(), "Nhập tên thủ tục".to_owned()));
        }
        let same_lines = |old: &[String], typed: &str| {
            if plain(&lines_of(old)) == *typed { old.to_vec() } else { list_of(typed) }
        };
        let basis = |number: String| {
            let known = old.legal_bases.iter().find(|basis| basis.number.trim() == number);
            known.cloned().unwrap_or_else(|| LegalBasis { number, ..LegalBasis::default() })
        };
        let channels = self.channels.iter().enumerate().map(|(place, typed)| typed.channel(place, old, &mut wrong));
        let channels: Vec<Channel> = channels.collect();
        let components =
            self.components.iter().enumerate().map(|(place, typed)| typed.component(place, old, &mut wrong));
        let components: Vec<Component> = components.collect();
        let mut results = Vec::new();
        for (place, typed) in self.results.iter().enumerate() {
            if typed.name.is_empty() {
                wrong.push((format!("{RESULTS}.{place}.ten"), "Nhập tên kết quả, hoặc bỏ dòng này".to_owned()));
            }
            results.push(ResultPaper { name: typed.name.clone(), code: typed.code.clone() });
        }
        let from = match self.from.each_ref().map(|part| part.parse::<i16>().ok()) {
            [Some(day), Some(month), Some(year)] => {
                let small = |number: i16| i8::try_from(number).unwrap_or(0);
                Date::new(year, small(month), small(day)).ok()
            }
            _ => None,
        };
        if from.is_none() {
            wrong.push(("hieu-luc.ngay".to_owned(), "Nhập ngày bắt đầu có hiệu lực, ví dụ 1/12/2026".to_owned()));
        }
        let content = Procedure {
            name: text_or(&old.name, &self.name),
            field: text_or(&old.field, &self.field),
            decision: text_or(&old.decision, &self.decision),
            address: text_or(&old.address, &self.address),
            subjects: same_lines(&old.subjects, &self.subjects),
            executing_agencies: same_lines(&old.executing_agencies, &self.executing),
            steps_text: text_or(&old.steps_text, &self.steps),
            conditions_text: text_or(&old.conditions_text, &self.conditions),
            legal_bases: list_of(&self.bases).into_iter().map(basis).collect(),
            keywords: same_lines(&old.keywords, &self.keywords),
            channels,
            components,
            results,
            ..old.clone()
        };
        (content, from, wrong)
    }

    fn said(&self) -> Vec<Field> {
        vec![
            Field::line("ten", "Tên thủ tục", &self.name),
            Field::line("linh-vuc", "Lĩnh vực", &self.field).optional(true),
            Field::line("quyet-dinh", "Số quyết định công bố", &self.decision).optional(true),
            Field::line("dia-chi", "Địa chỉ tiếp nhận", &self.address).optional(true),
        ]
    }

    fn texts(&self) -> Vec<Field> {
        let lines = |name: &str, label: &str, value: &str| {
            Field::long(name, label, value).hint("Mỗi dòng một mục").optional(true)
        };
        vec![
            lines("doi-tuong", "Đối tượng thực hiện", &self.subjects),
            lines("co-quan", "Cơ quan thực hiện", &self.executing),
            lines("can-cu", "Căn cứ pháp lý", &self.bases),
            lines("tu-khoa", "Từ khoá để tìm", &self.keywords),
            Field::long("trinh-tu", "Trình tự thực hiện", &self.steps).optional(true),
            Field::long("dieu-kien", "Yêu cầu, điều kiện", &self.conditions).optional(true),
        ]
    }

    fn from_field(&self) -> Field {
        let [day, month, year] = self.from.each_ref().map(String::as_str);
        Field::date("hieu-luc", "Có hiệu lực từ ngày", [day, month, year])
            .hint("Hồ sơ nhận trước ngày này vẫn theo phiên bản cũ")
    }

    fn lists(&self) -> Vec<List> {
        let channels = self.channels.iter().enumerate().map(|(place, typed)| typed.row(place));
        let components = self.components.iter().enumerate().map(|(place, typed)| typed.row(place));
        let results = self.results.iter().enumerate().map(|(place, typed)| Row {
            heading: format!("Kết quả {}", place + 1),
            origin: String::new(),
            fields: vec![
                Field::line(&format!("{RESULTS}.{place}.ten"), "Tên kết quả", &typed.name),
                Field::line(&format!("{RESULTS}.{place}.ma"), "Mã kết quả", &typed.code).optional(true),
            ],
        });
        let list = |name, heading, row, rows| List { name, heading, row, rows };
        vec![
            list(CHANNELS, "Cách thực hiện, thời hạn, phí", "cách thực hiện", channels.collect()),
            list(COMPONENTS, "Thành phần hồ sơ", "giấy tờ", components.collect()),
            list(RESULTS, "Kết quả", "kết quả", results.collect()),
        ]
    }
}

impl TypedChannel {
    fn channel(&self, place: usize, old: &Procedure, wrong: &mut Wrong) -> Channel {
        let before = self.origin.parse::<usize>().ok().and_then(|place| old.channels.get(place));
        let mut say = |name: &str, message: String| wrong.push((format!("{CHANNELS}.{place}.{name}"), message));
        let unchanged = before.filter(|before| plain(&term_text(&before.term)) == self.term);
        let term = match (unchanged, self.term.as_str()) {
            (Some(before), _) => before.term.clone(),
            (None, "") => StatedTerm::default(),
            (None, text) => match Term::parse(text) {
                Ok(term) => {
                    let text = term.to_string();
                    let (value, unit) = text.split_once(' ').unwrap_or((&text, ""));
                    StatedTerm { value: Some(value.to_owned()), unit_text: Some(words::capital(unit)) }
                }
                Err(error) => {
                    say("han", words::capital(&error.to_string()));
                    StatedTerm::default()
                }
            },
        };
        let kind = FEES.iter().find(|(_, key, _)| *key == self.fee).map_or(FeeKind::Unknown, |(kind, ..)| *kind);
        let digits: String = self.amount.chars().filter(|letter| !matches!(letter, '.' | ' ')).collect();
        let vnd = match kind {
            FeeKind::Free => Some(0),
            FeeKind::Unknown => None,
            FeeKind::Amount => {
                let read = digits.parse::<i64>().ok().filter(|vnd| *vnd > 0);
                if read.is_none() {
                    say("muc", "Nhập mức phí bằng số đồng, ví dụ 8.000".to_owned());
                }
                read
            }
        };
        let vnd = before
            .filter(|before| before.fee.kind == kind && kind != FeeKind::Amount)
            .map_or(vnd, |before| before.fee.vnd);
        Channel {
            kind: ChannelKind::from(self.kind.clone()),
            term,
            fee: Fee { kind, vnd, note: before.map_or_else(String::new, |before| before.fee.note.clone()) },
            note: text_or(before.map_or("", |before| &before.note), &self.note),
        }
    }

    fn row(&self, place: usize) -> Row {
        let name = |field: &str| format!("{CHANNELS}.{place}.{field}");
        let choice = |value: &str, label: &str, chosen: bool| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen,
        };
        let mut kinds: Vec<Choice> =
            KINDS.iter().map(|kind| kind.to_string()).map(|kind| choice(&kind, &kind, kind == self.kind)).collect();
        if !self.kind.is_empty() && kinds.iter().all(|kind| !kind.chosen) {
            kinds.push(choice(&self.kind, &self.kind, true));
        }
        let fees = FEES.iter().map(|(_, key, label)| choice(key, label, *key == self.fee)).collect();
        Row {
            heading: if self.kind.is_empty() { format!("Cách {}", place + 1) } else { self.kind.clone() },
            origin: self.origin.clone(),
            fields: vec![
                Field::select(&name("cach"), "Cách nộp", kinds),
                Field::line(&name("han"), "Thời hạn", &self.term).hint("Ví dụ 5 ngày làm việc").optional(true),
                Field::select(&name("phi"), "Phí, lệ phí", fees),
                Field::line(&name("muc"), "Mức thu (đồng)", &self.amount).digits().optional(true),
                Field::line(&name("ghi-chu"), "Ghi chú", &self.note).optional(true),
            ],
        }
    }
}

impl TypedComponent {
    fn component(&self, place: usize, old: &Procedure, wrong: &mut Wrong) -> Component {
        let before = self.origin.parse::<usize>().ok().and_then(|place| old.components.get(place));
        let mut say =
            |name: &str, message: &str| wrong.push((format!("{COMPONENTS}.{place}.{name}"), message.to_owned()));
        if self.name.is_empty() {
            say("ten", "Nhập tên giấy tờ, hoặc bỏ dòng này");
        }
        let mut count = |name: &str, typed: &str| match typed {
            "" => 0,
            text => text.parse::<u32>().ok().filter(|count| *count <= 99).unwrap_or_else(|| {
                say(name, "Nhập số bản, từ 0 đến 99");
                0
            }),
        };
        let (original, copy) = (count("ban-chinh", &self.original), count("ban-sao", &self.copy));
        let case = match before {
            Some(before) if before.case().unwrap_or_default() == self.case => before.case.clone(),
            _ => self.case.clone(),
        };
        Component {
            case,
            name: text_or(before.map_or("", |before| &before.name), &self.name),
            original,
            copy,
            has_form: self.form,
            ..before.cloned().unwrap_or_default()
        }
    }

    fn row(&self, place: usize) -> Row {
        let name = |field: &str| format!("{COMPONENTS}.{place}.{field}");
        Row {
            heading: if self.name.is_empty() {
                format!("Giấy tờ {}", place + 1)
            } else {
                self.name.chars().take(80).collect()
            },
            origin: self.origin.clone(),
            fields: vec![
                Field::line(&name("ten"), "Tên giấy tờ", &self.name),
                Field::line(&name("truong-hop"), "Chỉ trong trường hợp", &self.case).optional(true),
                Field::line(&name("ban-chinh"), "Số bản chính", &self.original).digits(),
                Field::line(&name("ban-sao"), "Số bản sao", &self.copy).digits(),
                Field::tick(&name("mau"), "Có mẫu để điền", self.form),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn from() -> Date {
        date(2026, 12, 1)
    }

    #[test]
    fn a_procedure_shown_and_sent_back_untouched_is_the_same() {
        let mut texts = include_str!("../../../../data/procedures.jsonl").lines();
        assert!(texts.clone().count() >= 30);
        for line in texts.by_ref() {
            let procedure: Procedure = serde_json::from_str(line).unwrap();
            let (same, day, wrong) = Typed::of(&procedure, from()).procedure(&procedure);
            assert_eq!(wrong, Wrong::new(), "{}", procedure.code);
            assert_eq!(day, Some(from()));
            assert_eq!(differences(&procedure, &same), [], "{}", procedure.code);
            assert_eq!(same, procedure);
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_at_its_field_and_the_rest_is_kept() {
        let line = include_str!("../../../../data/procedures.jsonl").lines().next().unwrap();
        let old: Procedure = serde_json::from_str(line).unwrap();
        let mut typed = Typed::of(&old, from());
        typed.name = String::new();
        typed.channels[0].term = "năm ngày".to_owned();
        typed.channels[0].fee = "co-thu".to_owned();
        typed.channels[0].amount = "tám nghìn".to_owned();
        typed.components.push(TypedComponent { original: "nhiều".to_owned(), ..TypedComponent::default() });
        typed.from = ["31".to_owned(), "2".to_owned(), "2026".to_owned()];
        let last = typed.components.len() - 1;
        let (_, day, wrong) = typed.procedure(&old);
        let places: Vec<String> = wrong.into_iter().map(|(place, _)| place).collect();
        let of_paper = |field: &str| format!("giay.{last}.{field}");
        let expected = [
            "ten".to_owned(),
            "kenh.0.han".to_owned(),
            "kenh.0.muc".to_owned(),
            of_paper("ten"),
            of_paper("ban-chinh"),
            "hieu-luc.ngay".to_owned(),
        ];
        assert_eq!((places.as_slice(), day), (expected.as_slice(), None));
    }
}
