//! Changes over HTTP: those a service may have, whose they are, and the people before the first of them.

use super::client::{SCOPE, UP_TO};
use super::feed::PAGE_BYTES;
use super::guard::Caller;
use super::serve::{House, NO_FEED, PIECES, refused};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use identity::number::CitizenNumber;
use population::feed::Feed;
use population::services::FeedRight;
use population::subscriptions;
use std::collections::{HashMap, HashSet};
use std::io::BufRead;
use std::sync::{Arc, PoisonError};
use tokio::sync::mpsc;

/// So many bytes of people are sent at once.
const PART_BYTES: usize = 128 << 10;

pub(super) async fn changes(
    State(house): State<Arc<House>>,
    Extension(caller): Extension<Arc<Caller>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let Some(after) = asked.get("after").and_then(|after| after.parse().ok()) else {
        return refused(StatusCode::BAD_REQUEST, "ghi số thứ tự đã có: /v1/changes?after=0");
    };
    let scope = if caller.service.feed == FeedRight::Everyone { "everyone" } else { "subscribed" };
    let page = tokio::task::spawn_blocking(move || {
        let only = house.people_of(&caller.service)?;
        let feed = house.feed.as_deref().ok_or(NO_FEED)?;
        let feed = Feed::open(feed).map_err(|error| error.to_string())?;
        feed.page(after, PAGE_BYTES, only.as_deref()).map_err(|error| error.to_string())
    });
    match page.await {
        Ok(Ok(page)) => {
            let headers = [(UP_TO, page.up_to.to_string()), (SCOPE, scope.to_owned())];
            (headers, page.lines).into_response()
        }
        Ok(Err(why)) => refused(StatusCode::CONFLICT, &why),
        Err(_) => refused(StatusCode::INTERNAL_SERVER_ERROR, "lỗi khi đọc dòng biến động; thử lại"),
    }
}

pub(super) async fn subscribe(
    State(house): State<Arc<House>>,
    Extension(caller): Extension<Arc<Caller>>,
    body: Bytes,
) -> Response {
    let named = match subscriptions::numbers(&body) {
        Ok(named) => named,
        Err(line) => {
            let why = format!("dòng {line} không phải số định danh; mỗi dòng ghi một số gồm 12 chữ số");
            return refused(StatusCode::BAD_REQUEST, &why);
        }
    };
    let Some(feed) = house.feed.as_deref() else { return refused(StatusCode::CONFLICT, NO_FEED) };
    let name = &caller.service.name;
    if let Err(error) = subscriptions::write(feed, name, &named) {
        tracing::error!("{error}");
        return refused(StatusCode::SERVICE_UNAVAILABLE, "không ghi được danh sách theo dõi; thử lại sau ít phút");
    }
    house.subscribed.write().unwrap_or_else(PoisonError::into_inner).insert(name.clone(), Arc::new(named));
    StatusCode::OK.into_response()
}

/// The people before the first change, those a service may have: all changes after them make everything right.
pub(super) async fn people(State(house): State<Arc<House>>, Extension(caller): Extension<Arc<Caller>>) -> Response {
    let only = match house.people_of(&caller.service) {
        Ok(only) => only,
        Err(why) => return refused(StatusCode::CONFLICT, &why),
    };
    let Some(Ok(file)) = house.people.as_deref().map(std::fs::File::open) else {
        return refused(StatusCode::CONFLICT, "dịch vụ này không cung cấp tệp dân cư để đồng bộ lại");
    };
    let (sender, receiver) = mpsc::channel::<std::io::Result<Bytes>>(PIECES);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = send_people(file, only.as_deref(), &sender) {
            // The connection is cut, so that nobody takes half a file for the whole.
            let _ = sender.blocking_send(Err(error));
        }
    });
    let stream = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|part| (part, receiver))
    });
    Body::from_stream(stream).into_response()
}

fn send_people(
    file: std::fs::File,
    only: Option<&HashSet<CitizenNumber>>,
    sender: &mpsc::Sender<std::io::Result<Bytes>>,
) -> std::io::Result<()> {
    use population::people::Columns;
    let mut input = std::io::BufReader::with_capacity(1 << 20, file);
    let (mut line, mut unquoted, mut columns) = (Vec::new(), Vec::new(), None);
    let mut part = Vec::with_capacity(PART_BYTES);
    loop {
        line.clear();
        let ended = input.read_until(b'\n', &mut line)? == 0;
        let kept = match &columns {
            None => {
                columns = Some(Columns::of(line.trim_ascii_end()).map_err(std::io::Error::other)?);
                true
            }
            Some(columns) => only.is_none_or(|only| {
                let person = columns.person(line.trim_ascii_end(), &mut unquoted);
                person.is_ok_and(|person| only.contains(&person.number))
            }),
        };
        if kept {
            part.extend_from_slice(&line);
        }
        if (ended || part.len() > PART_BYTES) && sender.blocking_send(Ok(std::mem::take(&mut part).into())).is_err() {
            return Ok(());
        }
        if ended {
            return Ok(());
        }
    }
}
