//! *Dữ liệu của tôi*: everything held of the person, each with why, on which ground and until when; to be taken away
//! as one file.

use super::{PaperLine, about_name, paper_line, state_tag, subject};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, answers, page, words};
use app::citizen::Profile;
use app::privacy::{Held, HeldDossier, purposes, retention};
use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::decide::state_label;
use domain::privacy::{RequestKind, RetentionRule};
use futures_util::stream;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "privacy/mine.html")]
struct Mine {
    frame: Frame,
    account: Vec<(&'static str, String)>,
    dossiers: Vec<DossierPart>,
    consents: Vec<(String, String)>,
    limits: Vec<(String, String)>,
    requests: Vec<RequestLine>,
    messages: Vec<(String, String, String)>,
    rights: Vec<(String, String)>,
}

/// A dossier and everything in it.
struct DossierPart {
    code: String,
    name: String,
    agency: String,
    state: &'static str,
    restricted: bool,
    facts: Vec<(String, String)>,
    papers: Vec<PaperLine>,
    messages: Vec<(String, String)>,
    rating: String,
    opened: Vec<(String, String, String)>,
}

/// A request in the list.
struct RequestLine {
    code: String,
    kind: String,
    about: String,
    state: &'static str,
    tag: &'static str,
    due: String,
}

impl Mine {
    /// Why a kind of data is kept, on which ground and until when.
    fn why(&self, key: &str) -> String {
        let told = |rule: &RetentionRule| format!("{} Căn cứ: {}. Giữ: {}.", rule.why, rule.article, rule.until);
        retention().rule(key).map_or_else(String::new, told)
    }
}

/// `GET /tai-khoan/du-lieu`.
pub(crate) async fn show(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    let subject = subject(&portal, &visitor).await?;
    let held = portal.app.held(&subject).await?;
    let limit = |about: &domain::privacy::About| (about.to_string(), about_name(about));
    let right =
        |kind: RequestKind| (format!("/tai-khoan/du-lieu/yeu-cau?loai={}", kind.key()), words::capital(kind.name()));
    page(Mine {
        frame: visitor.frame("Dữ liệu của tôi").at("/tai-khoan"),
        account: account_rows(&visitor.citizen()?.citizen.profile),
        dossiers: held.dossiers.iter().map(|one| dossier_part(&portal, one)).collect(),
        consents: consent_rows(&held),
        limits: held.uses.limits.iter().map(limit).collect(),
        requests: held.requests.iter().map(request_line).collect(),
        messages: held
            .messages
            .iter()
            .map(|one| (words::moment(one.created_at), one.subject.clone(), one.text.clone()))
            .collect(),
        rights: RequestKind::ALL.into_iter().map(right).collect(),
    })
}

/// What the account says, as the provider of the identity told it.
fn account_rows(profile: &Profile) -> Vec<(&'static str, String)> {
    let number = profile.number.map_or_else(String::new, |number| number.digits());
    let rows = [
        ("Họ tên", profile.full_name.clone()),
        ("Tên doanh nghiệp, tổ chức", profile.organisation.clone()),
        ("Số định danh", number),
        ("Ngày sinh", profile.birth_date.map_or_else(String::new, |birth| birth.to_string())),
        ("Mã số thuế", profile.tax_code.map_or_else(String::new, |code| code.digits())),
        ("Thư điện tử", profile.email.clone()),
        ("Số điện thoại", profile.phone.clone()),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn consent_rows(held: &Held) -> Vec<(String, String)> {
    let row = |row: &domain::privacy::PurposeRow| {
        let said = match held.uses.consents.get(&row.purpose) {
            Some(true) => "đang đồng ý",
            Some(false) => "không đồng ý",
            None => "chưa nói gì, nên không được làm",
        };
        (row.name.clone(), said.to_owned())
    };
    purposes().asked().map(row).collect()
}

fn request_line(kept: &store::KeptRequest) -> RequestLine {
    let request = &kept.request;
    RequestLine {
        code: request.code.clone(),
        kind: words::capital(request.kind.name()),
        about: about_name(&request.about),
        state: request.state.name(),
        tag: state_tag(request.state),
        due: request.next_due().map_or_else(String::new, words::due),
    }
}

fn dossier_part(portal: &Portal, held: &HeldDossier) -> DossierPart {
    let catalogue = portal.app.catalogue();
    let mut facts = Vec::new();
    if let Some(particulars) = &held.particulars {
        let it = &particulars.applicant;
        let birth = it.birth_date.map_or_else(String::new, words::day);
        let rows = [
            ("Họ tên", it.full_name.clone()),
            ("Số định danh", it.id_number.clone()),
            ("Ngày sinh", birth),
            ("Số điện thoại", it.phone.clone()),
            ("Thư điện tử", it.email.clone()),
            ("Địa chỉ", it.address.clone()),
        ];
        facts.extend(
            rows.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value)),
        );
        let version = catalogue.on(&held.procedure, held.submitted_at.day());
        let form = version.and_then(|version| version.content.form.as_ref());
        facts.extend(particulars.answers.iter().map(|(question, answer)| match form {
            Some(form) => {
                let title = form.question(question).and_then(|asked| asked.get("title")?.as_str());
                (title.unwrap_or(question).to_owned(), answers::answer_text(form, question, &particulars.answers))
            }
            None => (question.clone(), answers::text(answer)),
        }));
    }
    let address = format!("/tra-cuu/{}", held.code);
    DossierPart {
        code: held.code.to_string(),
        name: catalogue.name(&held.procedure).to_owned(),
        agency: catalogue.agency_name(&held.agency).to_owned(),
        state: state_label(held.state),
        restricted: held.restricted,
        facts,
        papers: held.papers.iter().map(|paper| paper_line(paper, &address)).collect(),
        messages: held.messages.iter().map(|one| (words::moment(one.created_at), one.subject.clone())).collect(),
        rating: held.rating.as_ref().map_or_else(String::new, |one| format!("{} điểm. {}", one.overall, one.words)),
        opened: held
            .opened
            .iter()
            .map(|(at, agency, why)| (words::moment(*at), catalogue.agency_name(agency).to_owned(), why.clone()))
            .collect(),
    }
}

/// `GET /tai-khoan/du-lieu/tai-ve`: one file, written dossier by dossier, so that many of them need no more memory
/// than one.
pub(crate) async fn export(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    let whole = subject(&portal, &visitor).await?;
    let without = app::privacy::Subject { dossiers: Vec::new(), ..whole.clone() };
    let head = portal.app.held(&without).await?;
    let rows = account_rows(&visitor.citizen()?.citizen.profile);
    let account: BTreeMap<String, String> = rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let opening = api::my_data::opening(account, &head, visitor.now);
    let dossiers = whole.dossiers.into_iter().collect::<std::collections::VecDeque<_>>();
    let pieces = stream::unfold((portal, head.uses, dossiers, Some(opening), false), |state| async move {
        let (portal, uses, mut dossiers, opening, any) = state;
        if let Some(opening) = opening {
            return Some((Ok::<_, app::acts::ActError>(opening), (portal, uses, dossiers, None, false)));
        }
        while let Some(code) = dossiers.pop_front() {
            let held = match portal.app.held_dossier(&code, &uses).await {
                Ok(Some(held)) => held,
                Ok(None) => continue,
                // A file that breaks off is no JSON: nobody takes it for whole.
                Err(error) => return Some((Err(error), (portal, uses, dossiers, None, any))),
            };
            let text = api::my_data::dossier(&held, portal.app.catalogue().name(&held.procedure));
            let text = if any { format!(",{text}") } else { text };
            return Some((Ok(text), (portal, uses, dossiers, None, true)));
        }
        None
    });
    let end = stream::iter([Ok::<_, app::acts::ActError>(api::my_data::CLOSING.to_owned())]);
    let body = Body::from_stream(stream::StreamExt::chain(pieces, end));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(api::my_data::MEDIA_TYPE)),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"du-lieu-cua-toi.json\"")),
    ];
    Ok((headers, body).into_response())
}

/// `POST /tai-khoan/du-lieu/bo-han-che`.
pub(crate) async fn lift(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let subject = subject(&portal, &visitor).await?;
    if let Ok(about) = filled.text("ve").parse() {
        portal.app.lift_limit(&subject.person, &about, visitor.now).await?;
    }
    Ok(Redirect::to("/tai-khoan/du-lieu").into_response())
}
