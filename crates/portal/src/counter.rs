//! *Tiếp nhận tại quầy*: one screen, from the procedure to the receipt, without leaving the keyboard.

use crate::asking::{Part, applicant_part, mark, read_applicant};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::linked::{self, Task};
use crate::lookups::{self, AnswerNotice};
use crate::papers::{self, Kept, shown};
use crate::problem::Problem;
use crate::procedure::one::{copies, paper_name};
use crate::visitor::{OPENED, Opened, Visitor};
use crate::{Portal, answers, cookies, page, page_with, words};
use app::acts::{Application, SubmitError};
use app::catalogue::Catalogue;
use app::chance;
use app::form::{FieldError, check_application, read_card, says_residence};
use app::lookups::{LookUpError, person_of};
use app::people::Officer;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use domain::agency::AgencyCode;
use domain::dossier::event::Channel;
use domain::lookup::LookUpKind;
use domain::procedure::search::Filters;
use domain::procedure::{ChannelKind, Procedure};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Name of the field a scanner types into.
const CARD: &str = "the";
/// Where the papers ticked at the counter are kept among the answers.
const PAPERS: &str = "quay.giay-to";
/// Where the fee taken at the counter is kept among the answers.
const FEE: &str = "quay.phi";
/// Where the way the fee was paid is kept among the answers.
const FEE_METHOD: &str = "quay.cach-thu";
/// Where the form keeps the look-ups made while it is filled in.
const LOOK_UPS: &str = "dan-cu.luot";
/// Where it keeps what the address was taken from.
const FILLED_FROM: &str = "dan-cu.nguon";
/// Seconds the follow key is shown on the receipt.
const KEY_SECONDS: u32 = 600;

#[derive(Template)]
#[template(path = "counter/choose.html")]
struct ChoosePage {
    frame: Frame,
    looked_for: String,
    hits: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "counter/receive.html")]
struct ReceivePage {
    frame: Frame,
    mend: Mend,
    name: String,
    code: String,
    term: String,
    fee: String,
    parts: Vec<Part>,
    card: Field,
    read: bool,
    papers: Vec<PaperCheck>,
    token: String,
    tasks: Vec<Task>,
    answer: Option<AnswerNotice>,
    asks: bool,
    look_ups: String,
    filled_from: String,
}

/// One paper of the procedure: whether it was handed in, as how many originals and copies, or is held already.
struct PaperCheck {
    place: usize,
    name: String,
    stated: String,
    ticked: bool,
    original: String,
    copy: String,
    held: bool,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Asked {
    thu_tuc: String,
    tu: String,
}

/// `GET /tiep-nhan`: the procedure first, then the form.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    if asked.thu_tuc.is_empty() {
        let found = choose(&visitor, &catalogue, &asked.tu)?;
        // What was looked for is found: one key less for whoever receives two hundred dossiers a day.
        return match &found.hits[..] {
            [(code, _)] if !asked.tu.trim().is_empty() => {
                Ok(Redirect::to(&format!("/tiep-nhan?thu-tuc={}", words::address_part(code))).into_response())
            }
            _ => page(found),
        };
    }
    let filled = Filled::of(vec![("luot".to_owned(), chance::token())]);
    let procedure = catalogue.offered(&asked.thu_tuc, visitor.now.day()).ok_or(Problem::NotFound)?;
    Counter::at(&portal, &visitor, &catalogue, &procedure, &filled)?.fill_in(&[], &[])
}

/// Procedures that are settled somewhere in the officer's province.
fn choose(visitor: &Visitor, catalogue: &Catalogue, looked_for: &str) -> Result<ChoosePage, Problem> {
    let officer = visitor.officer()?;
    let found = catalogue.index().search(looked_for, &Filters { page_size: 200, ..Filters::default() });
    let mine = found.hits.iter().filter(|hit| !places(catalogue, hit.entry.code.as_str(), officer).is_empty());
    let hits = mine.map(|hit| (hit.entry.code.to_string(), hit.entry.name.clone())).take(40).collect();
    Ok(ChoosePage {
        frame: visitor.frame("Tiếp nhận hồ sơ").at("/tiep-nhan"), looked_for: looked_for.to_owned(), hits
    })
}

/// Agencies that settle a procedure and whose dossiers the officer may receive, his own first: any counter of a
/// province receives for all its agencies (NĐ 118/2025).
fn places<'a>(catalogue: &'a Catalogue, procedure: &str, officer: &Officer) -> Vec<&'a AgencyCode> {
    let settlers = catalogue.agencies_settling(procedure).iter();
    let mut places: Vec<&AgencyCode> = settlers.filter(|agency| agency.top() == officer.top).collect();
    places.sort_by_key(|agency| (!officer.serves(agency), catalogue.agency_name(agency)));
    places
}

/// `POST /tiep-nhan`.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let catalogue = portal.app.catalogue();
    let (filled, scanned) = scan(filled);
    let procedure = catalogue.offered(filled.text("procedure"), visitor.now.day()).ok_or(Problem::NotFound)?;
    let counter = Counter::at(&portal, &visitor, &catalogue, &procedure, &filled)?;
    let (kept, upload_errors) = papers::collect(&portal, counter.code(), &filled, visitor.now).await;
    if filled.has("bo-tep") || filled.text("buoc") == "tai" {
        return counter.fill_in(&kept, &upload_errors);
    }
    match scanned {
        // A scanner ends what it types with Enter: the card fills the form in, it does not send it.
        Scan::Read => return counter.fill_in(&kept, &upload_errors),
        Scan::Unreadable(message) => {
            let error = FieldError { field: CARD.to_owned(), message };
            return counter.fill_in(&kept, &[error]);
        }
        Scan::Nothing => {}
    }
    if let Some(kind) = LookUpKind::from_key(filled.text("buoc")) {
        return counter.look_up(kind, &kept).await;
    }
    let (application, mut errors) = counter.read(&kept);
    errors.extend(upload_errors);
    match application.filter(|_| errors.is_empty()) {
        Some(application) => counter.receive(application, &kept).await,
        None => counter.fill_in(&kept, &errors),
    }
}

/// What became of the field for the card.
enum Scan {
    Nothing,
    Read,
    Unreadable(String),
}

/// What a keyboard-wedge scanner typed into the field for the card, put into the fields of the applicant.
fn scan(filled: Filled) -> (Filled, Scan) {
    let typed = filled.text(CARD).to_owned();
    if typed.is_empty() {
        return (filled, Scan::Nothing);
    }
    let card = match read_card(&typed) {
        Ok(card) => card,
        Err(message) => return (filled, Scan::Unreadable(message)),
    };
    let mut changed = vec![(CARD, String::new()), ("id_number", card.id_number), ("card.read", "1".to_owned())];
    if !card.full_name.is_empty() {
        changed.push(("full_name", card.full_name));
        changed.push(("address", card.address));
    }
    if let Some(born) = card.born {
        changed.push(("birth_date.ngay", born.day().to_string()));
        changed.push(("birth_date.thang", born.month().to_string()));
        changed.push(("birth_date.nam", born.year().to_string()));
    }
    (filled.with(&changed), Scan::Read)
}

/// One dossier being received.
struct Counter<'a> {
    portal: &'a Portal,
    visitor: &'a Visitor,
    officer: &'a Officer,
    catalogue: &'a Catalogue,
    procedure: &'a Procedure,
    filled: &'a Filled,
    answer: Option<AnswerNotice>,
}

impl<'a> Counter<'a> {
    fn at(
        portal: &'a Portal,
        visitor: &'a Visitor,
        catalogue: &'a Catalogue,
        procedure: &'a Procedure,
        filled: &'a Filled,
    ) -> Result<Counter<'a>, Problem> {
        let officer = visitor.officer()?;
        if places(catalogue, procedure.code.as_str(), officer).is_empty() {
            return Err(Problem::Forbidden);
        }
        Ok(Counter { portal, visitor, officer, catalogue, procedure, filled, answer: None })
    }

    fn code(&self) -> &str {
        self.procedure.code.as_str()
    }

    fn fill_in(&self, kept: &[Kept], errors: &[FieldError]) -> Result<Response, Problem> {
        let mut parts =
            vec![applicant_part(self.procedure, self.filled, false), self.papers_part(kept), self.desk_part()];
        // The page says once that only the name is needed, and clerks know their form.
        for field in parts.iter_mut().flat_map(Part::all_mut) {
            field.optional = false;
            field.hint.clear();
            if field.name == "address" && self.filled.has(FILLED_FROM) {
                field.hint = self.filled.text(FILLED_FROM).to_owned();
            }
        }
        let mut card = Field::line(CARD, "Quét thẻ căn cước, hoặc gõ số định danh", self.filled.text(CARD))
            .typed("text", "off", "");
        let read = self.filled.has("card.read");
        if let Some(error) = errors.iter().find(|error| error.field == CARD) {
            card.error.clone_from(&error.message);
        }
        // The cursor waits for the scanner first, for the name afterwards.
        let name = parts[0].fields.iter_mut().find(|field| field.name == "full_name");
        match name.filter(|_| errors.is_empty() && read) {
            Some(name) => name.focus = true,
            None => card.focus = errors.is_empty() && !read,
        }
        let errors: Vec<FieldError> = errors.iter().filter(|error| error.field != CARD).cloned().collect();
        let errors = &errors[..];
        let homeless = mark(&mut parts, errors);
        let mut mend = Mend::of(std::iter::once(&card).chain(parts.iter().flat_map(Part::all)));
        mend.lines.extend(homeless.into_iter().map(|message| ("noi-dung".to_owned(), message)));
        let status = if mend.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let stated = self.procedure.channels_of(&ChannelKind::InPerson).next().or(self.procedure.channels.first());
        let receive = ReceivePage {
            frame: self.visitor.frame("Tiếp nhận hồ sơ").at("/tiep-nhan").wrong(!mend.is_empty()),
            mend,
            name: self.procedure.name.clone(),
            code: self.code().to_owned(),
            term: stated.map_or_else(String::new, |channel| channel.term.to_string()),
            fee: stated.map_or_else(String::new, |channel| channel.fee.to_string()),
            parts,
            card,
            read,
            papers: self.papers_to_check(),
            token: self.filled.text("luot").to_owned(),
            tasks: linked::tasks(self.catalogue, self.code(), None, self.visitor.now.day()),
            answer: self.answer.clone(),
            asks: self.portal.app.people().is_some(),
            look_ups: self.filled.text(LOOK_UPS).to_owned(),
            filled_from: self.filled.text(FILLED_FROM).to_owned(),
        };
        page_with(status, receive)
    }

    /// The procedure's papers with what was ticked and counted; those every case needs stand first.
    fn papers_to_check(&self) -> Vec<PaperCheck> {
        let ticked: Vec<&str> = self.filled.texts("giay-to").collect();
        let mut components: Vec<_> = self.procedure.components.iter().enumerate().collect();
        components.sort_by_key(|(_, component)| component.case().is_some());
        let check = |(place, component): (usize, &domain::procedure::Component)| {
            let case = component.case().map_or_else(String::new, |case| format!("{case}: "));
            let typed = |field: &str, stated: u32| {
                let name = format!("{field}.{place}");
                if self.filled.has(&name) { self.filled.text(&name).to_owned() } else { stated.to_string() }
            };
            PaperCheck {
                place,
                stated: copies(component),
                name: format!("{case}{}", paper_name(component)),
                ticked: ticked.contains(&place.to_string().as_str()),
                original: typed("chinh", component.original),
                copy: typed("sao", component.copy),
                held: self.filled.has(&format!("da-co.{place}")),
            }
        };
        components.into_iter().map(check).collect()
    }

    fn papers_part(&self, kept: &[Kept]) -> Part {
        let files = kept.iter().map(shown).collect();
        let field =
            Field::files("paper", "Bản quét giấy tờ", files).hint("Chọn được nhiều tệp cùng lúc").optional(true);
        Part::new("Giấy tờ", vec![field])
    }

    fn desk_part(&self) -> Part {
        let choice = |value: &str, label: &str, chosen: bool| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen,
        };
        let typed = |name: &str| self.filled.text(name);
        let post = typed("kenh") == Channel::Post.key();
        let ways = vec![
            choice(Channel::Counter.key(), "Nộp trực tiếp", !post),
            choice(Channel::Post.key(), "Gửi qua bưu chính công ích", post),
        ];
        let mut fields = vec![Field::radios("kenh", "Hồ sơ đến bằng cách nào?", ways)];
        let places = places(self.catalogue, self.code(), self.officer);
        if places.len() > 1 {
            let options = places.iter().map(|agency| {
                choice(agency.as_str(), self.catalogue.agency_name(agency), agency.as_str() == typed("agency"))
            });
            fields.push(Field::select("agency", "Cơ quan giải quyết", options.collect()));
        }
        fields.push(
            Field::line("phi", "Phí, lệ phí đã thu (đồng)", typed("phi"))
                .hint("Bỏ trống khi chưa thu hoặc không thu")
                .typed("text", "off", "w-12")
                .digits()
                .optional(true),
        );
        let paid = ["Tiền mặt", "Chuyển khoản", "Trực tuyến"];
        let mut methods = vec![choice("", "Chưa thu", typed("cach-thu").is_empty())];
        methods.extend(paid.iter().map(|way| choice(way, way, typed("cach-thu") == *way)));
        fields.push(Field::select("cach-thu", "Thu bằng", methods));
        Part::new("Nơi giải quyết, phí", fields)
    }

    fn read(&self, kept: &[Kept]) -> (Option<Application>, Vec<FieldError>) {
        let (applicant, mut errors) = read_applicant(self.filled);
        let places = places(self.catalogue, self.code(), self.officer);
        let chosen = places.iter().find(|agency| agency.as_str() == self.filled.text("agency"));
        let typed = !self.filled.is_blank("agency");
        let agency = if typed { chosen } else { places.first() };
        let wrong = |field: &str, message: &str| FieldError { field: field.to_owned(), message: message.to_owned() };
        let Some(agency) = agency else {
            errors.push(wrong("agency", "Chọn cơ quan giải quyết"));
            return (None, errors);
        };
        let digits: String = self.filled.text("phi").chars().filter(|letter| !matches!(letter, '.' | ' ')).collect();
        let fee = digits.parse::<i64>().ok().filter(|fee| *fee >= 0);
        if !digits.is_empty() && fee.is_none() {
            errors.push(wrong("phi", "Nhập số tiền bằng chữ số, ví dụ 8.000"));
        }
        if fee.is_some_and(|fee| fee > 0) && self.filled.is_blank("cach-thu") {
            errors.push(wrong("cach-thu", "Chọn cách người nộp đã trả tiền"));
        }
        let application = Application {
            procedure: self.code().to_owned(),
            agency: (*agency).clone(),
            channel: if self.filled.text("kenh") == Channel::Post.key() { Channel::Post } else { Channel::Counter },
            applicant,
            answers: self.notes(fee),
            papers: kept.iter().map(|kept| kept.paper.clone()).collect(),
            look_ups: self.filled.text(LOOK_UPS).split(' ').filter(|id| !id.is_empty()).map(str::to_owned).collect(),
        };
        let found = check_application(&application, self.procedure, self.visitor.now).into_iter();
        let further: Vec<FieldError> =
            found.filter(|error| errors.iter().all(|known| known.field != error.field)).collect();
        errors.extend(further);
        (Some(application), errors)
    }

    /// Asks the register about who stands at the counter; what it says of where he lives goes into the form.
    async fn look_up(&self, kind: LookUpKind, kept: &[Kept]) -> Result<Response, Problem> {
        let (applicant, _) = read_applicant(self.filled);
        let field = |field: &str, message: String| [FieldError { field: field.to_owned(), message }];
        let Some(person) = person_of(&applicant) else {
            return self.fill_in(kept, &field("id_number", "Nhập số định danh của cá nhân để tra cứu".to_owned()));
        };
        let now = self.visitor.now;
        let mut purposes = self.portal.app.law().look_ups.for_officers(now.day());
        let purpose = purposes.find(|one| one.kinds.contains(&kind));
        let purpose = purpose.map_or("", |one| one.code.as_str());
        let asked = self.portal.app.look_up_at_counter(self.officer, person, self.code(), kind, purpose, now).await;
        let answered = match asked {
            Ok(answered) => answered,
            Err(LookUpError::Store(error)) => return Err(error.into()),
            Err(error) => return self.fill_in(kept, &field("", lookups::not_made(&error))),
        };
        let ids = format!("{} {}", self.filled.text(LOOK_UPS), answered.id);
        let mut changed = vec![(LOOK_UPS, ids.trim().to_owned())];
        let held = self.residence_papers();
        if let Some(residence) = &answered.told.residence {
            changed.push(("address", residence.address.clone()));
            changed.push((FILLED_FROM, lookups::filled_from(Some(answered.source))));
            changed.extend(held.iter().map(|name| (name.as_str(), "1".to_owned())));
        }
        let answer = AnswerNotice::of(&answered, kind, &applicant.address);
        let filled = self.filled.with(&changed);
        Counter { filled: &filled, answer: Some(answer), ..*self }.fill_in(kept, &[])
    }

    /// Boxes that say a paper is held, of the papers that tell where somebody lives.
    fn residence_papers(&self) -> Vec<String> {
        let papers = self.procedure.components.iter().enumerate();
        papers.filter(|(_, paper)| says_residence(paper)).map(|(place, _)| format!("da-co.{place}")).collect()
    }

    /// What is noted at the counter besides the applicant.
    fn notes(&self, fee: Option<i64>) -> BTreeMap<String, Value> {
        let checked = self.papers_to_check().into_iter().filter(|check| check.ticked || check.held);
        let names: Vec<String> = checked
            .map(|check| {
                let count = |typed: &str, what: &str| {
                    let number: u32 = typed.trim().parse().ok().filter(|number| (1..=99).contains(number))?;
                    Some(format!("{number} {what}"))
                };
                let counts = [count(&check.original, "bản chính"), count(&check.copy, "bản sao")];
                let counts: Vec<String> = counts.into_iter().flatten().collect();
                match (check.held, counts.is_empty()) {
                    (true, _) => format!("{} (đã có trong kho dữ liệu)", check.name),
                    (false, true) => check.name,
                    (false, false) => format!("{} ({})", check.name, counts.join(", ")),
                }
            })
            .collect();
        let mut notes = BTreeMap::new();
        if !names.is_empty() {
            notes.insert(PAPERS.to_owned(), Value::from(names));
        }
        if let Some(fee) = fee {
            notes.insert(FEE.to_owned(), Value::from(fee));
            notes.insert(FEE_METHOD.to_owned(), Value::from(self.filled.text("cach-thu")));
        }
        notes
    }

    async fn receive(&self, application: Application, kept: &[Kept]) -> Result<Response, Problem> {
        let slot = self.portal.slot(self.filled.text("luot"), &application);
        let mut received = slot.lock().await;
        if received.is_none() {
            let field = |message: String| [FieldError { field: String::new(), message }];
            match self.portal.app.receive(self.officer, application, self.visitor.now).await {
                Ok(made) => {
                    *received = Some(Opened { code: made.code.to_string(), key: made.follow_key });
                }
                Err(SubmitError::Fields(errors)) => return self.fill_in(kept, &errors),
                Err(SubmitError::Store(error)) => return Err(error.into()),
                Err(other) => return self.fill_in(kept, &field(words::capital(&other.to_string()))),
            }
        }
        let opened = received.clone().ok_or(Problem::Broken)?;
        let cookie = cookies::write(OPENED, &opened.value(), self.portal.settings.secure_cookies, Some(KEY_SECONDS));
        let address = format!("/ho-so/{}/giay-tiep-nhan", words::address_part(&opened.code));
        Ok(([(SET_COOKIE, cookie)], Redirect::to(&address)).into_response())
    }
}

/// What was noted at the counter, for the page of the dossier.
pub(crate) fn noted(kept: &BTreeMap<String, Value>) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    if let Some(Value::Array(names)) = kept.get(PAPERS) {
        rows.push(("Giấy tờ đã nhận".to_owned(), names.iter().map(answers::text).collect::<Vec<_>>().join("\n")));
    }
    if let Some(fee) = kept.get(FEE).and_then(Value::as_i64) {
        let method = kept.get(FEE_METHOD).map(answers::text).unwrap_or_default().to_lowercase();
        let method = if method.is_empty() { method } else { format!(", {method}") };
        rows.push(("Phí đã thu".to_owned(), format!("{} đồng{method}", words::grouped(fee))));
    }
    rows
}

/// The papers ticked at the counter, for the receipt.
pub(crate) fn papers_received(kept: &BTreeMap<String, Value>) -> Vec<String> {
    let names = kept.get(PAPERS).and_then(Value::as_array);
    names.into_iter().flatten().map(answers::text).collect()
}
