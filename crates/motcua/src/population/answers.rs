//! Look-ups of one person over HTTP: whether he is who he says, where he lives, who asked about him.

use super::guard::Caller;
use super::serve::{House, NOT_LOGGED, refused};
use crate::now::now;
use api::population::{
    JSON, LookupAnswer, LookupQuestion, PersonLookupsAnswer, ResidenceAnswer, ResidenceBody, SUBJECT_RIGHTS,
};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use population::fingerprint::NameReader;
use population::lookups::{Asker, LookupFrame, PersonLookup, Sought, of_person};
use population::queries::{Question, answer_each, confirm_residence};
use population::{Register, Verdict};
use std::cell::RefCell;
use std::sync::Arc;

thread_local! {
    static READER: RefCell<NameReader> = RefCell::default();
}

pub(super) fn answered<'a>(
    register: &Register,
    questions: impl Iterator<Item = Question<'a>>,
    told: impl FnMut(u64, Verdict),
) {
    READER.with_borrow_mut(|reader| answer_each(register, reader, questions, told));
}

/// One question that may be answered, and its asker; it is counted.
fn admitted<'a>(caller: &Caller, body: &'a [u8]) -> Result<(LookupQuestion<'a>, Asker), (StatusCode, String)> {
    let asked: LookupQuestion<'_> =
        serde_json::from_slice(body).map_err(|error| (StatusCode::BAD_REQUEST, unreadable(&error)))?;
    let asker = caller.asker(&asked.purpose, &asked.officer, &asked.dossier)?;
    caller.take(1).map_err(|why| (StatusCode::TOO_MANY_REQUESTS, why))?;
    Ok((asked, asker))
}

/// What the log is to keep of one answer.
fn frame(asker: &Asker, sought: Sought, number: u64, verdict: Verdict) -> Vec<LookupFrame> {
    vec![LookupFrame::of(now().unix_seconds(), asker, sought, &[(number, verdict)])]
}

fn question<'a>(asked: &'a LookupQuestion<'_>) -> Question<'a> {
    Question { number: asked.number.as_bytes(), name: asked.full_name.as_bytes(), birth: asked.birth_date.as_bytes() }
}

/// Whether the three belong together and, if so, where the person lives.
pub(super) async fn residence(
    State(house): State<Arc<House>>,
    Extension(caller): Extension<Arc<Caller>>,
    body: Bytes,
) -> Response {
    let (asked, asker) = match admitted(&caller, &body) {
        Ok(admitted) => admitted,
        Err((status, why)) => return refused(status, &why),
    };
    let register = house.register();
    let confirmed = READER.with_borrow_mut(|reader| confirm_residence(&register, reader, question(&asked)));
    if !house.logged(frame(&asker, Sought::Residence, confirmed.number, confirmed.verdict)).await {
        return refused(StatusCode::SERVICE_UNAVAILABLE, NOT_LOGGED);
    }
    let today = now().day();
    let told = confirmed.residence.map(|residence| ResidenceBody::on(today, residence, &house.units));
    let answer = ResidenceAnswer { result: confirmed.verdict.code(), residence: told };
    ([(CONTENT_TYPE, JSON)], serde_json::to_vec(&answer).unwrap_or_default()).into_response()
}

pub(super) async fn verify(
    State(house): State<Arc<House>>,
    Extension(caller): Extension<Arc<Caller>>,
    body: Bytes,
) -> Response {
    let (asked, asker) = match admitted(&caller, &body) {
        Ok(admitted) => admitted,
        Err((status, why)) => return refused(status, &why),
    };
    let (number, verdict) = one(&house.register(), question(&asked));
    if !house.logged(frame(&asker, Sought::Identity, number, verdict)).await {
        return refused(StatusCode::SERVICE_UNAVAILABLE, NOT_LOGGED);
    }
    ([(CONTENT_TYPE, JSON)], serde_json::to_vec(&LookupAnswer::from(verdict)).unwrap_or_default()).into_response()
}

/// The fingerprint asked about, and what is said of one question.
fn one(register: &Register, question: Question<'_>) -> (u64, Verdict) {
    let mut said = (0, Verdict::BadNumber);
    answered(register, std::iter::once(question), |number, verdict| said = (number, verdict));
    said
}

/// Who asked about a person, told to a service that keeps his page: it must know him as he knows himself.
pub(super) async fn lookups(
    State(house): State<Arc<House>>,
    Extension(caller): Extension<Arc<Caller>>,
    body: Bytes,
) -> Response {
    let (asked, asker) = match admitted(&caller, &body) {
        Ok((asked, asker)) if asked.purpose == SUBJECT_RIGHTS => (asked, asker),
        Ok(_) => {
            let why = format!("danh sách này chỉ trả cho mục đích {SUBJECT_RIGHTS}, quyền của chủ thể dữ liệu");
            return refused(StatusCode::FORBIDDEN, &why);
        }
        Err((status, why)) => return refused(status, &why),
    };
    let (number, verdict) = one(&house.register(), question(&asked));
    if !house.logged(frame(&asker, Sought::Lookups, number, verdict)).await {
        return refused(StatusCode::SERVICE_UNAVAILABLE, NOT_LOGGED);
    }
    let found = match verdict {
        Verdict::Match => asked_about(&house, number).await,
        _ => Ok(Vec::new()),
    };
    match found {
        Ok(found) => {
            let answer = PersonLookupsAnswer::new(verdict, &found);
            ([(CONTENT_TYPE, JSON)], serde_json::to_vec(&answer).unwrap_or_default()).into_response()
        }
        Err(error) => {
            tracing::error!("{error}");
            refused(StatusCode::INTERNAL_SERVER_ERROR, "không đọc được nhật ký tra cứu; thử lại sau ít phút")
        }
    }
}

async fn asked_about(house: &House, number: u64) -> Result<Vec<PersonLookup>, String> {
    let _turn = house.searching.acquire().await.map_err(|error| error.to_string())?;
    let folder = house.lookups();
    let found = tokio::task::spawn_blocking(move || of_person(&folder, number, i64::MIN..=i64::MAX, |_| {}));
    found.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}

/// Says where, never what: the text holds somebody's number.
pub(super) fn unreadable(error: &serde_json::Error) -> String {
    format!(
        "JSON không đọc được ở dòng {}, cột {}; cần number, full_name, birth_date (tra cứu từng người thêm purpose, \
         officer, dossier)",
        error.line(),
        error.column()
    )
}
