//! *Yêu cầu về dữ liệu*: what a person asks, how it stands, taking it back.

use super::{Line, PaperLine, about_name, lines, paper_line, state_tag, subject};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, page_with, papers, words};
use app::people::Applicant;
use app::privacy::{CORRECTABLE, DataRequestError, Subject, Wanted, purposes, rights_on};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::event::Reason;
use domain::privacy::{About, RequestKind};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What the sealed notes of evidence are good for.
const FORM: &str = "yeu-cau-du-lieu";

#[derive(Template)]
#[template(path = "privacy/ask.html")]
struct AskPage {
    frame: Frame,
    mend: Mend,
    kind: &'static str,
    term: String,
    fields: Vec<Field>,
    right: Vec<Field>,
}

#[derive(Template)]
#[template(path = "privacy/own.html")]
struct OwnPage {
    frame: Frame,
    code: String,
    kind: String,
    about: String,
    agency: String,
    state: &'static str,
    tag: &'static str,
    answer_due: String,
    due: String,
    open: bool,
    lines: Vec<Line>,
    papers: Vec<PaperLine>,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    loai: String,
    ve: String,
}

/// `GET /tai-khoan/du-lieu/yeu-cau`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let Some(kind) = RequestKind::from_key(&asked.loai) else {
        return Ok(Redirect::to("/tai-khoan/du-lieu").into_response());
    };
    let filled = Filled::of(vec![("ve".to_owned(), asked.ve)]);
    fill(&portal, &visitor, kind, &filled, &[], Vec::new()).await
}

/// `POST /tai-khoan/du-lieu/yeu-cau`.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let kind = RequestKind::from_key(filled.text("loai")).ok_or(Problem::Unreadable)?;
    let person = subject(&portal, &visitor).await?;
    let (kept, faults) = papers::collect(&portal, FORM, &filled, visitor.now).await;
    let mut errors: Vec<(&str, String)> = faults.into_iter().map(|fault| ("minh-chung", fault.message)).collect();
    let words = Reason::new(filled.text("loi"));
    let about: Option<About> = filled.text("ve").parse().ok();
    if about.is_none() {
        errors.push(("ve", "Chọn dữ liệu bạn muốn nói tới".to_owned()));
    }
    if words.is_none() {
        errors.push(("loi", "Viết vài lời để cơ quan biết bạn cần gì".to_owned()));
    }
    let right = right_values(&filled, kind, about.as_ref());
    if filled.has("bo-tep") || !errors.is_empty() {
        return fill(&portal, &visitor, kind, &filled, &errors, kept).await;
    }
    let (Some(words), Some(about)) = (words, about) else { return Err(Problem::Unreadable) };
    let evidence = kept.iter().map(|one| one.paper.clone()).collect();
    let wanted = Wanted { kind, about, words, right_values: right, evidence };
    match portal.app.make_data_request(&person, wanted, visitor.now).await {
        Ok(code) => Ok(Redirect::to(&format!("/tai-khoan/du-lieu/yeu-cau/{code}")).into_response()),
        Err(error @ (DataRequestError::Refused(_) | DataRequestError::NotFound)) => {
            errors.push(("ve", words::capital(&error.to_string())));
            fill(&portal, &visitor, kind, &filled, &errors, kept).await
        }
        Err(error) => Err(error.into()),
    }
}

fn right_values(filled: &Filled, kind: RequestKind, about: Option<&About>) -> BTreeMap<String, String> {
    if kind != RequestKind::Correct || about.and_then(About::dossier).is_none() {
        return BTreeMap::new();
    }
    let typed = CORRECTABLE.iter().map(|(field, _)| (*field, filled.text(&format!("dung.{field}"))));
    typed.filter(|(_, value)| !value.is_empty()).map(|(field, value)| (field.to_owned(), value.to_owned())).collect()
}

async fn fill(
    portal: &Portal,
    visitor: &Visitor,
    kind: RequestKind,
    filled: &Filled,
    errors: &[(&str, String)],
    kept: Vec<papers::Kept>,
) -> Result<Response, Problem> {
    let person = subject(portal, visitor).await?;
    let about: Option<About> = filled.text("ve").parse().ok();
    let mut fields = vec![
        Field::select("ve", "Dữ liệu nào?", abouts(kind, &person, filled.text("ve"))),
        Field::long("loi", "Bạn cần gì?", filled.text("loi")).hint(hint(kind)),
        Field::files("minh-chung", "Giấy tờ chứng minh", kept.iter().map(papers::shown).collect()).optional(true),
    ];
    for field in &mut fields {
        if let Some((_, message)) = errors.iter().find(|(name, _)| *name == field.name) {
            field.error.clone_from(message);
        }
    }
    let right = match (kind, about.as_ref().and_then(About::dossier)) {
        (RequestKind::Correct, Some(code)) if person.dossiers.contains(code) => {
            let held = portal.app.held_dossier(code, &domain::privacy::Uses::default()).await?;
            let applicant = held.and_then(|held| held.particulars).map(|it| it.applicant).unwrap_or_default();
            right_fields(&applicant, filled)
        }
        _ => Vec::new(),
    };
    let mend = Mend::of(&fields);
    let status = if mend.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let term = rights_on(visitor.now)
        .map_or_else(String::new, |rules| format!("{} {}", rules.answer.text, rules.finish(kind).text));
    let title = format!("Yêu cầu {}", kind.name());
    let frame = visitor.frame(title).at("/tai-khoan").wrong(!mend.is_empty());
    page_with(status, AskPage { frame, mend, kind: kind.key(), term, fields, right })
}

fn hint(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::See => {
            "Phần lớn đã có ở trang Dữ liệu của tôi; nói rõ bạn còn muốn xem gì, ví dụ giấy tờ bản giấy"
        }
        RequestKind::Correct => {
            "Nói chỗ nào sai và vì sao; sổ cái không bị viết lại, việc sửa được ghi thêm có người duyệt"
        }
        RequestKind::Export => "Tệp JSON tải được ngay ở trang Dữ liệu của tôi; ở đây yêu cầu phần ngoài hệ thống",
        RequestKind::Restrict => "Dữ liệu vẫn được giữ, chỉ dùng cho việc pháp luật buộc phải làm",
        RequestKind::Object => "Nói vì sao bạn không muốn dữ liệu được dùng vào việc này",
        RequestKind::Withdraw => {
            "Việc dựa trên sự đồng ý này dừng ngay khi bạn gửi; cơ quan xác nhận bên khác cũng đã ngừng"
        }
        RequestKind::Erase => "Hồ sơ phải lưu trữ theo luật không xoá được; cách liên hệ, bản nháp thì xoá được",
    }
}

/// Which data may be meant; nothing is chosen beforehand but what the address names.
fn abouts(kind: RequestKind, person: &Subject, chosen: &str) -> Vec<Choice> {
    let whole = [About::Everything, About::Account];
    let dossiers = person.dossiers.iter().cloned().map(About::Dossier);
    let uses = purposes().purposes.iter().map(|row| About::Purpose(row.purpose));
    let asked = |about: &About| match (kind, about) {
        (RequestKind::Withdraw, About::Purpose(purpose)) => !purpose.is_owed(),
        _ => kind.fits(about),
    };
    let choice = |about: About| Choice {
        chosen: about.to_string() == chosen,
        label: about_name(&about),
        value: about.to_string(),
    };
    let nothing = Choice { value: String::new(), label: "Chọn dữ liệu".to_owned(), chosen: false };
    std::iter::once(nothing).chain(whole.into_iter().chain(dossiers).chain(uses).filter(asked).map(choice)).collect()
}

/// What stands in the dossier, and room for what is right.
fn right_fields(applicant: &Applicant, filled: &Filled) -> Vec<Field> {
    let now = |field: &str| match field {
        "full_name" => &applicant.full_name,
        "id_number" => &applicant.id_number,
        "phone" => &applicant.phone,
        "email" => &applicant.email,
        _ => &applicant.address,
    };
    let field = |(key, label): &(&str, &str)| {
        let name = format!("dung.{key}");
        let stands = Some(now(key)).filter(|value| !value.is_empty()).map_or("(trống)", String::as_str);
        Field::line(&name, label, filled.text(&name)).hint(format!("Đang ghi: {stands}")).optional(true)
    };
    CORRECTABLE.iter().map(field).collect()
}

/// `GET /tai-khoan/du-lieu/yeu-cau/{request}`.
pub(crate) async fn one(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let person = subject(&portal, &visitor).await?;
    let kept = portal.app.own_data_request(&person, &code).await?;
    let request = &kept.request;
    let agency = portal.app.catalogue().agency_name(&kept.agency).to_owned();
    page(OwnPage {
        frame: visitor.frame(format!("Yêu cầu {}", request.kind.name())).at("/tai-khoan"),
        code: request.code.clone(),
        kind: words::capital(request.kind.name()),
        about: about_name(&request.about),
        state: request.state.name(),
        tag: state_tag(request.state),
        answer_due: words::due(request.answer_due),
        due: words::due(request.due),
        open: request.state.is_open(),
        lines: lines(&kept.events, &agency, None),
        papers: request.evidence.iter().map(|paper| paper_line(paper, "")).collect(),
        agency,
    })
}

/// `POST /tai-khoan/du-lieu/yeu-cau/{request}/rut`.
pub(crate) async fn cancel(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let person = subject(&portal, &visitor).await?;
    portal.app.cancel_data_request(&person, &code, visitor.now).await?;
    Ok(Redirect::to(&format!("/tai-khoan/du-lieu/yeu-cau/{}", words::address_part(&code))).into_response())
}
