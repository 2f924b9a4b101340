//! *Sự đồng ý*: what rests on it, asked plainly with nothing chosen beforehand, proved by a chain, taken back at once.

use super::subject;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, downloads, page_with, words};
use app::privacy::purposes;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::privacy::{ConsentRecord, consent_to};

#[derive(Template)]
#[template(path = "privacy/consents.html")]
struct Consents {
    frame: Frame,
    mend: Mend,
    fields: Vec<Field>,
    standing: Vec<Standing>,
    records: Vec<Record>,
}

/// What somebody said last of a purpose, to be turned round.
struct Standing {
    name: String,
    key: &'static str,
    text: String,
    given: bool,
    since: String,
}

/// One record of the chain.
struct Record {
    number: u32,
    at: String,
    name: String,
    said: &'static str,
    version: u32,
    how: String,
    hash: String,
}

/// `GET /tai-khoan/dong-y`.
pub(crate) async fn show(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    fill(&portal, &visitor, StatusCode::OK, "").await
}

/// `POST /tai-khoan/dong-y`: what was chosen is noted; a purpose about which nothing was chosen stays as it is.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let subject = subject(&portal, &visitor).await?;
    let mut said = 0;
    for row in purposes().asked() {
        let given = match filled.text(row.purpose.key()) {
            "co" => true,
            "khong" => false,
            _ => continue,
        };
        said += 1;
        portal.app.say_consent(&subject.person, row.purpose, given, "trang Sự đồng ý", visitor.now).await?;
    }
    if said == 0 {
        let error = "Chọn đồng ý hoặc không đồng ý ở ít nhất một mục; bỏ trống nghĩa là không đồng ý";
        return fill(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, error).await;
    }
    Ok(Redirect::to("/tai-khoan/dong-y").into_response())
}

/// `GET /tai-khoan/dong-y/bien-nhan`.
pub(crate) async fn receipt(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    let subject = subject(&portal, &visitor).await?;
    let records = portal.app.consents_of(&subject.person).await?;
    let bytes = api::my_data::consent_receipt(&records);
    Ok(downloads::attachment("bien-nhan-su-dong-y.json", api::my_data::MEDIA_TYPE, bytes))
}

async fn fill(portal: &Portal, visitor: &Visitor, status: StatusCode, error: &str) -> Result<Response, Problem> {
    let subject = subject(portal, visitor).await?;
    let records = portal.app.consents_of(&subject.person).await?;
    let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned(), chosen: false };
    let (mut fields, mut standing) = (Vec::new(), Vec::new());
    for row in purposes().asked() {
        match consent_to(&records, row.purpose) {
            Some(last) => standing.push(Standing {
                name: row.name.clone(),
                key: row.purpose.key(),
                text: last.said.text.clone(),
                given: last.said.given,
                since: words::moment(last.at),
            }),
            None => fields.push(
                Field::radios(
                    row.purpose.key(),
                    &row.name,
                    vec![choice("co", &row.question), choice("khong", "Tôi không đồng ý.")],
                )
                .hint(row.why.clone()),
            ),
        }
    }
    if let (false, Some(first)) = (error.is_empty(), fields.first_mut()) {
        first.error = error.to_owned();
    }
    let mend = Mend::of(&fields);
    let frame = visitor.frame("Sự đồng ý của bạn").at("/tai-khoan").wrong(!mend.is_empty());
    page_with(status, Consents { frame, mend, fields, standing, records: records.iter().rev().map(record).collect() })
}

fn record(record: &ConsentRecord) -> Record {
    let said = &record.said;
    Record {
        number: record.number,
        at: words::moment(record.at),
        name: purposes().row(said.purpose).map_or_else(String::new, |row| row.name.clone()),
        said: if said.given { "đồng ý" } else { "không đồng ý, hoặc rút lại" },
        version: said.version,
        how: said.how.clone(),
        hash: record.hash.to_string()[..16].to_owned(),
    }
}
