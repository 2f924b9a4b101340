//! *Yêu cầu về dữ liệu cá nhân*, for those who look after them: what waits and until when, what the law allows.

use super::{Line, PaperLine, about_name, lines, paper_line, state_tag};
use crate::desk::time_left;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, downloads, page, page_with, words};
use app::privacy::{CORRECTABLE, DataRequestError, Handled, rights_on};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::Calendar;
use domain::dossier::event::Reason;
use domain::ledger::Digest;
use domain::privacy::{RequestAct, RequestActName, RequestTally};
use domain::time::Instant;
use std::collections::BTreeMap;
use store::KeptRequest;

#[derive(Template)]
#[template(path = "privacy/desk.html")]
struct List {
    frame: Frame,
    open: Vec<Row>,
    over: Vec<Row>,
    sum: RequestTally,
}

/// A request in a list.
struct Row {
    code: String,
    kind: String,
    about: String,
    agency: String,
    state: &'static str,
    tag: &'static str,
    due: String,
    left: String,
    left_tag: &'static str,
}

#[derive(Template)]
#[template(path = "privacy/one.html")]
struct One {
    frame: Frame,
    mend: Mend,
    row: Row,
    seen: u32,
    words: String,
    right: Vec<(&'static str, String)>,
    dossier: String,
    answer_due: String,
    papers: Vec<PaperLine>,
    lines: Vec<Line>,
    acts: Vec<Act>,
}

/// Something that may be done, or why not.
struct Act {
    key: &'static str,
    name: &'static str,
    fields: Vec<Field>,
    refused: String,
    open: bool,
}

/// `GET /yeu-cau-du-lieu`.
pub(crate) async fn show(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let calendar = portal.app.calendar_of(officer).await?;
    let open = portal.app.open_data_requests(officer).await?;
    let (all, sum) = portal.app.data_requests_reported(officer, visitor.now).await?;
    let shown = |kept: &KeptRequest| row(&portal, kept, visitor.now, &calendar);
    page(List {
        frame: visitor.frame("Yêu cầu về dữ liệu cá nhân").at("/yeu-cau-du-lieu"),
        open: open.iter().map(shown).collect(),
        over: all.iter().filter(|kept| !kept.request.state.is_open()).take(200).map(shown).collect(),
        sum,
    })
}

fn row(portal: &Portal, kept: &KeptRequest, now: Instant, calendar: &Calendar) -> Row {
    let request = &kept.request;
    let due = request.next_due();
    let (left, left_tag) = due.map_or((String::new(), ""), |due| time_left(due, now, calendar));
    Row {
        code: request.code.clone(),
        kind: words::capital(request.kind.name()),
        about: about_name(&request.about).replace("của tôi", "của người yêu cầu"),
        agency: portal.app.catalogue().agency_name(&kept.agency).to_owned(),
        state: request.state.name(),
        tag: state_tag(request.state),
        due: words::day(due.unwrap_or(request.due).at.date()),
        left,
        left_tag,
    }
}

/// `GET /yeu-cau-du-lieu/{request}`.
pub(crate) async fn one(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let handled = portal.app.data_request(visitor.officer()?, &code, visitor.now).await?;
    fill(&portal, &visitor, &handled, &Filled::default(), None).await
}

async fn fill(
    portal: &Portal,
    visitor: &Visitor,
    handled: &Handled,
    filled: &Filled,
    wrong: Option<(RequestActName, &str, String)>,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let calendar = portal.app.calendar_of(officer).await?;
    let request = &handled.kept.request;
    let names: BTreeMap<String, String> =
        portal.app.colleagues(officer).await?.into_iter().map(|one| (one.login, one.name)).collect();
    let mut acts: Vec<Act> = handled
        .acts
        .iter()
        .filter_map(|(name, outcome)| {
            let key = RequestActName::ALL.iter().find(|(one, _)| one == name).map(|(_, key)| *key)?;
            let refused = outcome.as_ref().err().map_or_else(String::new, |why| words::capital(&why.to_string()));
            let fields = if refused.is_empty() { fields_of(*name, handled, filled) } else { Vec::new() };
            Some(Act { key, name: name.name(), fields, refused, open: false })
        })
        .collect();
    if let Some((name, field, message)) = &wrong {
        for act in acts.iter_mut().filter(|act| act.name == name.name()) {
            act.open = true;
            for one in act.fields.iter_mut().filter(|one| one.name == *field) {
                one.error.clone_from(message);
            }
        }
    }
    let mend = Mend::of(acts.iter().flat_map(|act| &act.fields));
    let right = CORRECTABLE.iter().filter_map(|(key, label)| Some((*label, request.right_values.get(*key)?.clone())));
    let before = format!("/yeu-cau-du-lieu/{}", words::address_part(&request.code));
    let status = if wrong.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = visitor.frame(format!("Yêu cầu {}", request.code)).at("/yeu-cau-du-lieu").wrong(wrong.is_some());
    page_with(
        status,
        One {
            frame,
            mend,
            seen: request.seq,
            words: request.words.to_string(),
            right: right.collect(),
            dossier: request.about.dossier().map_or_else(String::new, ToString::to_string),
            answer_due: words::due(request.answer_due),
            papers: request.evidence.iter().map(|paper| paper_line(paper, &before)).collect(),
            lines: lines(&handled.kept.events, &officer.agency_name, Some(&names)),
            row: row(portal, &handled.kept, visitor.now, &calendar),
            acts,
        },
    )
}

fn fields_of(name: RequestActName, handled: &Handled, filled: &Filled) -> Vec<Field> {
    match name {
        RequestActName::Accept => vec![
            Field::long("phan-hoi.loi", "Trả lời người yêu cầu", filled.text("phan-hoi.loi"))
                .hint("Nói sẽ làm gì; hạn thực hiện được ghi kèm"),
            Field::tick("phan-hoi.ben-xu-ly", "Bên xử lý dữ liệu hoặc bên thứ ba cũng phải ngừng", false),
        ],
        RequestActName::CarryOut => {
            vec![Field::long("thuc-hien.loi", "Đã làm gì", filled.text("thuc-hien.loi")).hint("Người yêu cầu đọc được")]
        }
        RequestActName::Extend => {
            vec![Field::long("gia-han.ly-do", "Vì sao cần thêm thời gian", filled.text("gia-han.ly-do"))]
        }
        RequestActName::Refuse => {
            let request = &handled.kept.request;
            let rules = rights_on(request.made_at);
            let chosen = filled.text("tu-choi.can-cu");
            let grounds = rules.iter().flat_map(|rules| rules.grounds_for(request.kind));
            let grounds = grounds.map(|ground| Choice {
                value: ground.key.clone(),
                label: format!("{} ({})", ground.name, ground.article),
                chosen: ground.key == chosen,
            });
            vec![
                Field::radios("tu-choi.can-cu", "Căn cứ pháp luật", grounds.collect()),
                Field::long("tu-choi.ly-do", "Vì sao căn cứ này áp dụng ở đây", filled.text("tu-choi.ly-do")),
            ]
        }
        RequestActName::PassOn | RequestActName::Cancel | RequestActName::Settle => Vec::new(),
    }
}

/// `POST /yeu-cau-du-lieu/{request}/{act}`.
pub(crate) async fn act(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path((code, act)): Path<(String, String)>,
    filled: Filled,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let name = RequestActName::from_key(&act).ok_or(Problem::NotFound)?;
    let handled = portal.app.data_request(officer, &code, visitor.now).await?;
    let done = match read(name, &filled) {
        Ok(done) => done,
        Err((field, message)) => {
            return fill(&portal, &visitor, &handled, &filled, Some((name, field, message.to_owned()))).await;
        }
    };
    let seen = filled.text("seq").parse().unwrap_or(0);
    match portal.app.answer_data_request(officer, &code, done, seen, visitor.now).await {
        Ok(()) => {
            let back = format!("/yeu-cau-du-lieu/{}", words::address_part(&code));
            Ok(Redirect::to(&back).into_response())
        }
        Err(DataRequestError::Refused(why)) => {
            let message = words::capital(&why.to_string());
            let field = fields_of(name, &handled, &filled).first().map_or_else(String::new, |one| one.name.clone());
            fill(&portal, &visitor, &handled, &filled, Some((name, &field, message))).await
        }
        Err(error) => Err(error.into()),
    }
}

type Missing = (&'static str, &'static str);

fn read(name: RequestActName, filled: &Filled) -> Result<RequestAct, Missing> {
    let text = |field: &'static str, message: &'static str| Reason::new(filled.text(field)).ok_or((field, message));
    Ok(match name {
        RequestActName::Accept => RequestAct::Accept {
            note: text("phan-hoi.loi", "Viết câu trả lời cho người yêu cầu")?,
            with_processor: filled.has("phan-hoi.ben-xu-ly"),
        },
        RequestActName::PassOn => RequestAct::PassOn,
        RequestActName::Extend => {
            RequestAct::Extend { reason: text("gia-han.ly-do", "Viết lý do cần thêm thời gian")? }
        }
        RequestActName::CarryOut => RequestAct::CarryOut { answer: text("thuc-hien.loi", "Viết đã làm gì")? },
        RequestActName::Refuse => {
            if filled.is_blank("tu-choi.can-cu") {
                return Err(("tu-choi.can-cu", "Chọn căn cứ pháp luật; không có căn cứ thì phải thực hiện"));
            }
            let reason = text("tu-choi.ly-do", "Viết vì sao căn cứ này áp dụng ở đây")?;
            RequestAct::Refuse { ground: filled.text("tu-choi.can-cu").to_owned(), reason }
        }
        RequestActName::Cancel => RequestAct::Cancel,
        RequestActName::Settle => RequestAct::Settle { approved: false },
    })
}

/// `GET /yeu-cau-du-lieu/{request}/giay-to/{sha}`.
pub(crate) async fn paper(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path((code, sha)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let handled = portal.app.data_request(visitor.officer()?, &code, visitor.now).await?;
    let sha = Digest::from_hex(&sha).ok_or(Problem::NotFound)?;
    let found = portal.app.paper_of(&handled.kept.request.evidence, &sha).await?;
    let (paper, bytes) = found.ok_or(Problem::NotFound)?;
    Ok(downloads::attachment(&paper.name, &paper.media_type, bytes))
}
