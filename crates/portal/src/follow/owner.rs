//! *Hồ sơ của tôi*: what the owner of a dossier sees and may do, who opened it with its key.

use super::{address_of, progress};
use crate::answers;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::linked::{self, Line};
use crate::papers::{self, Kept, shown};
use crate::problem::Problem;
use crate::timeline::{self, Entry, Names, Reader};
use crate::visitor::{OPENED, Opened, Visitor};
use crate::{Portal, cookies, downloads, page_with, words};
use app::acts::{ActError, File};
use app::claim::Claim;
use app::form::FieldError;
use app::rating::{Opinion, RateError, is_over};
use app::view::OwnerView;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::action::{Action, ActionName};
use domain::dossier::code::DossierCode;
use domain::dossier::decide::state_label;
use domain::dossier::event::{Fact, Paper, Reason};
use domain::dossier::{Origin, State as Standing, StateName};
use domain::ledger::Digest;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "follow/owner.html")]
struct OwnerPage {
    frame: Frame,
    mend: Mend,
    code: String,
    address: String,
    state: &'static str,
    procedure: String,
    agency: String,
    due: String,
    seen: u32,
    received: bool,
    now: String,
    asked: Vec<(String, String)>,
    supplement: Vec<Field>,
    duty: String,
    pays_here: bool,
    rated: bool,
    rating: Vec<Field>,
    calendar: String,
    expected: String,
    results: Vec<PaperRow>,
    withdraw: Option<Field>,
    linked: Vec<Line>,
    timeline: Vec<Entry>,
    papers: Vec<PaperRow>,
    facts: Vec<(String, String)>,
    /// Whether it was opened with its key, which this browser keeps.
    by_key: bool,
}

/// A file of the dossier, to be saved.
struct PaperRow {
    name: String,
    size: String,
    address: String,
}

/// What the owner typed, and what of it needs another look.
#[derive(Default)]
pub(crate) struct Typed {
    filled: Filled,
    kept: Vec<Kept>,
    errors: Vec<FieldError>,
}

/// The dossier, if this visitor has shown its key or it is his account's.
pub(crate) async fn owned(
    portal: &Portal,
    visitor: &Visitor,
    code: &DossierCode,
) -> Result<Option<OwnerView>, Problem> {
    Ok(opened(portal, visitor, code).await?.map(|(view, _)| view))
}

/// The same, with what opened it.
pub(crate) async fn opened<'v>(
    portal: &Portal,
    visitor: &'v Visitor,
    code: &DossierCode,
) -> Result<Option<(OwnerView, Claim<'v>)>, Problem> {
    for claim in visitor.claims() {
        match portal.app.owned(code, claim, visitor.now).await {
            Ok(view) => return Ok(Some((view, claim))),
            Err(ActError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(None)
}

/// The page of the owner.
pub(crate) async fn show(
    portal: &Portal,
    visitor: &Visitor,
    view: &OwnerView,
    typed: &Typed,
) -> Result<Response, Problem> {
    let page = fill(portal, visitor, view, typed).await?;
    let status = if page.mend.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with(status, page)
}

async fn fill(portal: &Portal, visitor: &Visitor, view: &OwnerView, typed: &Typed) -> Result<OwnerPage, Problem> {
    let linked = linked::lines(portal, &view.file, address_of).await?;
    let catalogue = portal.app.catalogue();
    let file = &view.file;
    let dossier = &file.dossier;
    let names = Names { catalogue: &catalogue, process: view.process.as_deref(), officers: &BTreeMap::new() };
    let may = |action| view.actions.contains(&action);
    let asked = asked(&dossier.state);
    let supplement = if may(ActionName::Supplement) {
        supplement_fields(&asked, typed, portal.settings.max_upload_bytes)
    } else {
        Vec::new()
    };
    let rating = if is_over(dossier.state.name()) && view.rating.is_none() { rating_fields(typed) } else { Vec::new() };
    let withdraw = may(ActionName::Withdraw).then(|| reason_field(typed));
    let mend = Mend::of(supplement.iter().chain(&withdraw).chain(&rating));
    let address = address_of(&dossier.code);
    let results = results(file);
    let (results, papers): (Vec<&Paper>, Vec<&Paper>) =
        view.papers.iter().partition(|paper| results.contains(&paper.sha256));
    Ok(OwnerPage {
        linked,
        frame: visitor.frame("Hồ sơ của bạn").at("/tra-cuu").wrong(!mend.is_empty()),
        mend,
        code: dossier.code.to_string(),
        state: state_label(dossier.state.name()),
        procedure: catalogue.name(dossier.procedure()).to_owned(),
        agency: catalogue.agency_name(dossier.agency()).to_owned(),
        due: running_due(&dossier.state).map_or_else(String::new, words::due),
        seen: file.row.seq,
        received: dossier.clock().is_some(),
        now: now_at(view, &names),
        asked: (0..).zip(asked).map(|(number, item)| (item_field(number), item)).collect(),
        supplement,
        duty: duty(&dossier.state),
        pays_here: portal.settings.stand_in_payment,
        rated: view.rating.is_some(),
        rating,
        calendar: if view.due.is_some() { format!("{address}/hen-tra.ics") } else { String::new() },
        expected: expected(view),
        withdraw,
        timeline: timeline::of(file, &names, Reader::Owner),
        results: results.into_iter().map(|paper| row(paper, &address)).collect(),
        papers: papers.into_iter().map(|paper| row(paper, &address)).collect(),
        facts: facts(view, &catalogue),
        by_key: visitor.key().is_some(),
        address,
    })
}

/// The due moment while the clock runs.
fn running_due(state: &Standing) -> Option<domain::calendar::Due> {
    match state {
        Standing::Received { clock, .. } | Standing::Processing { clock, .. } | Standing::Approved { clock, .. } => {
            clock.due
        }
        _ => None,
    }
}

/// When the result may be expected while nobody has promised anything yet.
fn expected(view: &OwnerView) -> String {
    let waits = view.file.dossier.state.name() == StateName::Submitted;
    view.due.filter(|_| waits).map_or_else(String::new, words::due)
}

/// Whose turn it is: the step, the agency, since when, until when the step may take.
fn now_at(view: &OwnerView, names: &Names) -> String {
    let dossier = &view.file.dossier;
    let Some(place) = dossier.place().filter(|_| running_due(&dossier.state).is_some()) else { return String::new() };
    let step = place.step.as_ref().map(|id| format!("bước «{}», ", names.step(id))).unwrap_or_default();
    let until = place.due.map(|due| format!("; hạn của bước này: {}", words::due(due))).unwrap_or_default();
    let agency = names.catalogue.agency_name(dossier.agency());
    format!("Đang ở {step}{agency}, từ {}{until}", words::moment(place.since))
}

/// Files of the result.
fn results(file: &File) -> Vec<Digest> {
    let issued = file.events.iter().filter_map(|event| match &event.fact {
        Fact::ResultIssued { paper, .. } => paper.as_ref().map(|paper| paper.sha256),
        _ => None,
    });
    issued.collect()
}

/// The questions of a rating: nothing is chosen beforehand.
fn rating_fields(typed: &Typed) -> Vec<Field> {
    let content = ["Rất hài lòng", "Hài lòng", "Không hài lòng"];
    let contacts = ["Không lần nào", "Một lần", "Hơn một lần"];
    let radios = |name: &str, title: &str, labels: [&str; 3]| {
        let chosen = typed.filled.text(name);
        let choice = |(mark, label): (&str, &str)| Choice {
            value: mark.to_owned(),
            label: label.to_owned(),
            chosen: chosen == mark,
        };
        let error = typed.errors.iter().find(|error| error.field == name).map_or("", |error| error.message.as_str());
        Field::radios(name, title, ["2", "1", "0"].into_iter().zip(labels).map(choice).collect()).error(error)
    };
    vec![
        radios("chung", "Nhìn chung, bạn thấy việc giải quyết hồ sơ thế nào?", content),
        radios("thuan-tien", "Nộp và theo dõi hồ sơ có thuận tiện không?", content).optional(true),
        radios("thai-do", "Thái độ của cán bộ thế nào?", content).optional(true),
        radios("lien-he", "Bạn phải liên hệ thêm mấy lần để hoàn thiện hồ sơ?", contacts).optional(true),
        Field::long("y-kien", "Bạn muốn nói thêm gì?", typed.filled.text("y-kien")).optional(true),
    ]
}

fn asked(state: &Standing) -> Vec<String> {
    match state {
        Standing::AwaitingSupplement { items, .. } => items.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn duty(state: &Standing) -> String {
    match state {
        Standing::AwaitingPayment { amount_vnd, what, .. } => format!("{} đồng: {what}", words::grouped(*amount_vnd)),
        _ => String::new(),
    }
}

fn row(paper: &Paper, address: &str) -> PaperRow {
    PaperRow {
        name: paper.name.clone(),
        size: words::size(paper.bytes),
        address: format!("{address}/giay-to/{}", paper.sha256),
    }
}

/// What was declared: the applicant, then the answers.
fn facts(view: &OwnerView, catalogue: &app::catalogue::Catalogue) -> Vec<(String, String)> {
    let who =
        answers::applicant(&view.particulars.applicant).into_iter().map(|(_, label, value)| (label.to_owned(), value));
    let form = match &view.file.dossier.origin {
        Origin::Here(birth) => catalogue
            .version(&birth.procedure, birth.procedure_version)
            .and_then(|version| version.content.form.as_ref()),
        Origin::Elsewhere(_) => None,
    };
    let sections = form.map(|form| answers::by_section(form, &view.particulars.answers)).unwrap_or_default();
    let asked = sections.into_iter().flat_map(|section| section.rows).map(|answer| (answer.question, answer.text));
    who.chain(asked).chain(answers::linked(&view.particulars.answers)).filter(|(_, value)| !value.is_empty()).collect()
}

/// One field for each thing asked for, and one for what is to be said of them.
fn supplement_fields(asked: &[String], typed: &Typed, limit: usize) -> Vec<Field> {
    let error = |name: &str| {
        typed.errors.iter().find(|error| error.field == name).map_or("", |error| &error.message).to_owned()
    };
    let hint = format!("PDF, ảnh chụp, Word hoặc Excel; mỗi tệp tới {}", words::size(limit as u64));
    let item = |(number, item): (usize, &String)| {
        let name = item_field(number);
        let kept = typed.kept.iter().filter(|kept| kept.field == name).map(shown).collect();
        Field::files(&name, item, kept).hint(hint.clone()).error(error(&name)).foreign_label()
    };
    let mut fields: Vec<Field> = asked.iter().enumerate().map(item).collect();
    let note = Field::long("loi-nhan", "Lời nhắn cho cơ quan", typed.filled.text("loi-nhan"));
    fields.push(note.hint("Ví dụ: vì sao không có một giấy tờ nào đó").error(error("loi-nhan")).optional(true));
    fields
}

fn item_field(number: usize) -> String {
    format!("muc.{number}")
}

fn reason_field(typed: &Typed) -> Field {
    let error = typed.errors.iter().find(|error| error.field == "ly-do").map_or("", |error| &error.message);
    Field::long("ly-do", "Vì sao bạn rút hồ sơ?", typed.filled.text("ly-do")).error(error)
}

/// `POST /tra-cuu/{code}/mo`: opens a dossier with its key.
pub(crate) async fn open(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    if !portal.limits.key(&visitor.address, code.as_str()) {
        return Err(Problem::TooMany);
    }
    let key: String = filled.text("khoa").chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    match portal.app.owned(&code, &key, visitor.now).await {
        Ok(_) => {
            let opened = Opened { code: code.to_string(), key };
            let seconds = Some(crate::apply::OPEN_SECONDS);
            let cookie = cookies::write(OPENED, &opened.value(), portal.settings.secure_cookies, seconds);
            Ok(([(SET_COOKIE, cookie)], Redirect::to(&address_of(&code))).into_response())
        }
        Err(ActError::NotFound) => {
            progress(
                &portal,
                &visitor,
                &code,
                "Mã tra cứu chưa khớp với hồ sơ này; xem lại mã trên trang «Đã nộp hồ sơ» hoặc giấy tiếp nhận",
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /tra-cuu/{code}/dong`: closes it in this browser.
pub(crate) async fn close(State(portal): State<Portal>, _filled: Filled) -> Response {
    let cookie = cookies::forget(OPENED, portal.settings.secure_cookies);
    ([(SET_COOKIE, cookie)], Redirect::to("/tra-cuu")).into_response()
}

/// `POST /tra-cuu/{code}/bo-sung`: hands in what was asked for.
pub(crate) async fn supplement(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let Some(view) = owned(&portal, &visitor, &code).await? else {
        return Ok(Redirect::to(&address_of(&code)).into_response());
    };
    let (kept, mut errors) = papers::collect(&portal, code.as_str(), &filled, visitor.now).await;
    let asked = asked(&view.file.dossier.state);
    let said = filled.text("loi-nhan");
    let stays = filled.has("bo-tep") || filled.text("buoc") == "tai";
    if !stays && said.is_empty() {
        let missing = asked.iter().enumerate().filter(|(number, _)| {
            let name = item_field(*number);
            kept.iter().all(|kept| kept.field != name) && errors.iter().all(|error| error.field != name)
        });
        let missing: Vec<FieldError> = missing
            .map(|(number, item)| FieldError {
                field: item_field(number),
                message: format!("Chọn tệp cho mục «{item}», hoặc viết ở phần Lời nhắn vì sao không có"),
            })
            .collect();
        errors.extend(missing);
    }
    if stays || !errors.is_empty() {
        return show(&portal, &visitor, &view, &Typed { filled, kept, errors }).await;
    }
    let papers = kept.iter().map(|kept| kept.paper.clone()).collect();
    let action = Action::Supplement { papers, note: Reason::new(&told(&asked, &kept, said)) };
    act(&portal, &visitor, &code, action, Typed { filled, kept, errors: Vec::new() }, "loi-nhan").await
}

/// What the officer reads: which file answers what was asked, then the owner's own words.
fn told(asked: &[String], kept: &[Kept], said: &str) -> String {
    let line = |(number, item): (usize, &String)| {
        let mine = kept.iter().filter(|kept| kept.field == item_field(number));
        let files: Vec<&str> = mine.map(|kept| kept.paper.name.as_str()).collect();
        (!files.is_empty()).then(|| format!("{item}: {}", files.join(", ")))
    };
    let lines = asked.iter().enumerate().filter_map(line);
    lines.chain((!said.is_empty()).then(|| said.to_owned())).collect::<Vec<_>>().join("\n")
}

/// `POST /tra-cuu/{code}/danh-gia`: what the owner thinks, once.
pub(crate) async fn rate(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let Some((view, claim)) = opened(&portal, &visitor, &code).await? else {
        return Ok(Redirect::to(&address_of(&code)).into_response());
    };
    let mark = |name: &str| filled.text(name).parse::<u32>().ok().filter(|mark| *mark <= 2);
    let Some(overall) = mark("chung") else {
        let message = "Chọn một mức ở câu hỏi đầu tiên; các câu sau có thể bỏ trống".to_owned();
        let errors = vec![FieldError { field: "chung".to_owned(), message }];
        return show(&portal, &visitor, &view, &Typed { filled, errors, ..Typed::default() }).await;
    };
    let opinion = Opinion {
        overall,
        ease: mark("thuan-tien"),
        manner: mark("thai-do"),
        contacts: mark("lien-he"),
        words: filled.text("y-kien").to_owned(),
    };
    match portal.app.rate(&code, claim, opinion, visitor.now).await {
        // Sent twice it is kept once: the page says that it is there.
        Ok(()) | Err(RateError::Again) => Ok(Redirect::to(&address_of(&code)).into_response()),
        Err(RateError::NotOver) => Err(Problem::Overtaken),
        Err(RateError::Act(error)) => Err(error.into()),
    }
}

/// `POST /tra-cuu/{code}/rut`: withdraws.
pub(crate) async fn withdraw(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let Some(view) = owned(&portal, &visitor, &code).await? else {
        return Ok(Redirect::to(&address_of(&code)).into_response());
    };
    let Some(reason) = Reason::new(filled.text("ly-do")) else {
        let error = FieldError {
            field: "ly-do".to_owned(), message: "Viết lý do rút hồ sơ, một câu là đủ".to_owned()
        };
        return show(&portal, &visitor, &view, &Typed { filled, kept: Vec::new(), errors: vec![error] }).await;
    };
    act(&portal, &visitor, &code, Action::Withdraw { reason }, Typed { filled, ..Typed::default() }, "ly-do").await
}

/// Acts; what was typed stays on the page when somebody else was quicker or the rules refuse.
async fn act(
    portal: &Portal,
    visitor: &Visitor,
    code: &DossierCode,
    action: Action,
    mut typed: Typed,
    field: &str,
) -> Result<Response, Problem> {
    let seen = typed.filled.text("seq").parse().unwrap_or(0);
    let (_, claim) = opened(portal, visitor, code).await?.ok_or(Problem::NotFound)?;
    let message = match portal.app.act_as_owner(code, claim, action, seen, visitor.now).await {
        Ok(_) => return Ok(Redirect::to(&address_of(code)).into_response()),
        Err(ActError::SomeoneElse(_)) => "Hồ sơ vừa có thay đổi trong lúc bạn xem. Đọc lại phần Quá trình xử lý, rồi gửi lại nếu vẫn cần; những gì bạn nhập còn nguyên".to_owned(),
        Err(ActError::Refused(refusal)) => words::capital(&refusal.to_string()),
        Err(error) => return Err(error.into()),
    };
    typed.errors.push(FieldError { field: field.to_owned(), message: message.clone() });
    let view = owned(portal, visitor, code).await?.ok_or(Problem::NotFound)?;
    let mut page = fill(portal, visitor, &view, &typed).await?;
    if page.mend.is_empty() {
        // The form it belonged to is gone with the change: the message stands alone.
        page.mend.lines.push(("noi-dung".to_owned(), message));
    }
    page.frame.wrong = true;
    page_with(StatusCode::CONFLICT, page)
}

/// `GET /tra-cuu/{code}/giay-to/{sha}`: one of his own files.
pub(crate) async fn paper(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path((code, sha)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let view = owned(&portal, &visitor, &code).await?.ok_or(Problem::NotFound)?;
    let digest = Digest::from_hex(&sha).ok_or(Problem::NotFound)?;
    let (paper, bytes) = portal.app.paper_of(&view.papers, &digest).await?.ok_or(Problem::NotFound)?;
    Ok(downloads::attachment(&paper.name, &paper.media_type, bytes))
}
