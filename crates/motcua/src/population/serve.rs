//! `motcua population serve`: look-ups and changes over HTTP. No answer leaves before its look-up is durable in the log.

use super::client::{SCOPE, UP_TO};
use super::feed::PAGE_BYTES;
use super::guard::{Caller, Need, admit};
use crate::now::now;
use api::population::{BatchQuestion, JSON, JSON_LINES, LookupAnswer, LookupQuestion, Refusal};
use axum::body::{Body, BodyDataStream};
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post, put};
use axum::{Extension, Router};
use bytes::Bytes;
use futures_util::StreamExt;
use identity::number::CitizenNumber;
use population::feed::Feed;
use population::fingerprint::NameReader;
use population::lookups::{Asker, Lookup, LookupLog, day_of};
use population::queries::{Question, answer_each};
use population::services::{self, FeedRight};
use population::{Register, subscriptions};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::io::BufRead;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// The log's folder in a register.
pub(super) const LOOKUPS: &str = "lookups";
/// A look-up takes less.
const QUESTION_BYTES: usize = 16 << 10;
/// So many numbers can be subscribed to at once: four million.
const SUBSCRIPTION_BYTES: usize = 64 << 20;
/// Questions of a batch are answered in pieces of about so many bytes.
const PIECE_BYTES: usize = 128 << 10;
/// No line of a batch is longer.
const LINE_BYTES: usize = 1 << 20;
/// So many pieces of a batch are worked on or wait for the log.
const PIECES: usize = 4;
/// So many look-ups share a flush at most.
const GROUP: usize = 4096;

/// What `motcua population serve` was asked.
#[derive(clap::Args)]
pub(crate) struct Serve {
    #[arg(long, value_name = "THƯ_MỤC", help = "Nơi đặt sổ")]
    register: PathBuf,
    #[arg(long, value_name = "ĐỊA_CHỈ:CỔNG", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    #[arg(long, value_name = "THƯ_MỤC", help = "Cung cấp dòng biến động đặt ở đây")]
    feed: Option<PathBuf>,
    #[arg(long, value_name = "TỆP", requires = "feed")]
    #[arg(help = "Tệp dân cư trước biến động số 1, để hệ thống khác đồng bộ lại từ đầu")]
    people: Option<PathBuf>,
}

type Waiting = (Lookup, oneshot::Sender<bool>);

/// Everything a request may need.
pub(super) struct House {
    folder: PathBuf,
    register: RwLock<Arc<Register>>,
    callers: RwLock<HashMap<[u8; 32], Arc<Caller>>>,
    log: mpsc::Sender<Waiting>,
    feed: Option<PathBuf>,
    people: Option<PathBuf>,
    subscribed: RwLock<HashMap<String, Arc<HashSet<CitizenNumber>>>>,
}

/// Serves until it is told to stop.
pub(super) async fn serve(asked: Serve) -> Result<(), Box<dyn Error>> {
    let register = Register::open(&asked.register)?;
    if let Some(feed) = &asked.feed {
        Feed::open(feed)?;
    }
    let today = day_of(now().unix_seconds());
    let mut asked_today: HashMap<String, u64> = HashMap::new();
    let log = LookupLog::open(&asked.register.join(LOOKUPS), now().unix_seconds(), |lookup| {
        if day_of(lookup.at) == today {
            *asked_today.entry(lookup.asker.service.clone()).or_default() += lookup.questions.len() as u64;
        }
    })?;
    let (sender, waiting) = mpsc::channel(GROUP);
    let keeper = std::thread::spawn(move || keep_log(log, waiting));
    let services = services::list(&asked.register)?;
    let callers = services.into_iter().map(|service| {
        let asked = asked_today.get(&service.name).copied().unwrap_or(0);
        (service.key_hash(), Arc::new(Caller::new(service, today, asked)))
    });
    let people = register.people();
    let house = Arc::new(House {
        folder: asked.register,
        register: RwLock::new(Arc::new(register)),
        callers: RwLock::new(callers.collect()),
        log: sender,
        feed: asked.feed,
        people: asked.people,
        subscribed: RwLock::default(),
    });
    let listener = crate::serve::bind(asked.listen).await?;
    println!("Sổ dân cư ({people} người) đang trả lời tại http://{} (Ctrl-C để dừng)", listener.local_addr()?);
    let watcher = tokio::spawn(keep_up(Arc::clone(&house)));
    axum::serve(listener, router(house)).with_graceful_shutdown(crate::serve::told_to_stop()).await?;
    watcher.abort();
    // With the last holder of the house the queue ends, and with it the log's keeper.
    let _ = watcher.await;
    let _ = keeper.join();
    Ok(())
}

/// Every route with what it needs.
fn routes() -> [(&'static str, Need, MethodRouter<Arc<House>>); 5] {
    [
        ("/v1/verify", Need::Lookups, post(verify)),
        ("/v1/verify/batch", Need::Lookups, post(verify_batch)),
        ("/v1/changes", Need::Feed, get(changes)),
        ("/v1/people", Need::Feed, get(people)),
        ("/v1/subscription", Need::Feed, put(subscribe).layer(DefaultBodyLimit::max(SUBSCRIPTION_BYTES))),
    ]
}

fn router(house: Arc<House>) -> Router {
    let guarded = routes().into_iter().fold(Router::new(), |router, (path, need, handler)| {
        router.route(path, handler.route_layer(from_fn_with_state((Arc::clone(&house), need), admit)))
    });
    let lost = || async { refused(StatusCode::NOT_FOUND, "không có địa chỉ này; xem danh sách trong README") };
    guarded
        .fallback(lost)
        .method_not_allowed_fallback(lost)
        .layer(DefaultBodyLimit::max(QUESTION_BYTES))
        .with_state(house)
}

pub(super) fn refused(status: StatusCode, why: &str) -> Response {
    let body = serde_json::to_vec(&Refusal { error: why.into() }).unwrap_or_default();
    (status, [(CONTENT_TYPE, JSON)], body).into_response()
}

impl House {
    pub(super) fn caller(&self, hash: &[u8; 32]) -> Option<Arc<Caller>> {
        self.callers.read().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    fn register(&self) -> Arc<Register> {
        Arc::clone(&self.register.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has a look-up durable; `false` where the disk refused.
    async fn logged(&self, asker: Asker, questions: Vec<(u64, population::Verdict)>) -> bool {
        let (reply, durable) = oneshot::channel();
        let lookup = Lookup { at: now().unix_seconds(), asker, questions };
        self.log.send((lookup, reply)).await.is_ok() && durable.await.unwrap_or(false)
    }

    /// Whose changes a service is sent: everyone's, or those it named.
    fn people_of(&self, service: &services::Service) -> Result<Option<Arc<HashSet<CitizenNumber>>>, String> {
        if service.feed == FeedRight::Everyone {
            return Ok(None);
        }
        let known = self.subscribed.read().unwrap_or_else(PoisonError::into_inner).get(&service.name).cloned();
        if let Some(known) = known {
            return Ok(Some(known));
        }
        let feed = self.feed.as_deref().ok_or(NO_FEED)?;
        let named = Arc::new(subscriptions::read(feed, &service.name).map_err(|error| error.to_string())?);
        let mut subscribed = self.subscribed.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Some(Arc::clone(subscribed.entry(service.name.clone()).or_insert(named))))
    }
}

const NO_FEED: &str = "dịch vụ này không cung cấp dòng biến động";
const NOT_LOGGED: &str = "không ghi được nhật ký tra cứu nên không trả lời; thử lại sau ít phút";

/// Writes whatever waits as one group, and then tells those who wait.
fn keep_log(mut log: LookupLog, mut queue: mpsc::Receiver<Waiting>) {
    let mut waiting = Vec::new();
    while queue.blocking_recv_many(&mut waiting, GROUP) > 0 {
        let (lookups, replies): (Vec<Lookup>, Vec<oneshot::Sender<bool>>) = waiting.drain(..).unzip();
        let written = log.append(&lookups);
        if let Err(error) = &written {
            tracing::error!("{error}");
        }
        for reply in replies {
            // Who asked may have gone away; the look-up is in the log all the same.
            let _ = reply.send(written.is_ok());
        }
    }
}

/// Every second: a register that was built anew, services that came or went.
async fn keep_up(house: Arc<House>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if house.register().is_outdated() {
            match Register::open(&house.folder) {
                Ok(register) => {
                    *house.register.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(register);
                }
                Err(error) => tracing::warn!("the new register was not opened: {error}"),
            }
        }
        match services::list(&house.folder) {
            Ok(services) => take_over(&house, services),
            Err(error) => tracing::warn!("services were not read again: {error}"),
        }
    }
}

fn take_over(house: &House, services: Vec<services::Service>) {
    let mut callers = house.callers.write().unwrap_or_else(PoisonError::into_inner);
    let today = day_of(now().unix_seconds());
    let asked: HashMap<String, u64> =
        callers.values().map(|caller| (caller.service.name.clone(), caller.asked_on(today))).collect();
    let known: HashSet<[u8; 32]> = services.iter().map(services::Service::key_hash).collect();
    callers.retain(|hash, _| known.contains(hash));
    for service in services {
        let asked = asked.get(&service.name).copied().unwrap_or(0);
        callers.entry(service.key_hash()).or_insert_with(|| Arc::new(Caller::new(service, today, asked)));
    }
}

thread_local! {
    static READER: RefCell<NameReader> = RefCell::default();
}

fn answered<'a>(
    register: &Register,
    questions: impl Iterator<Item = Question<'a>>,
    told: impl FnMut(u64, population::Verdict),
) {
    READER.with_borrow_mut(|reader| answer_each(register, reader, questions, told));
}

async fn verify(State(house): State<Arc<House>>, Extension(caller): Extension<Arc<Caller>>, body: Bytes) -> Response {
    let asked: LookupQuestion<'_> = match serde_json::from_slice(&body) {
        Ok(asked) => asked,
        Err(error) => return refused(StatusCode::BAD_REQUEST, &unreadable(&error)),
    };
    let asker = match caller.asker(&asked.purpose, &asked.officer, &asked.dossier) {
        Ok(asker) => asker,
        Err((status, why)) => return refused(status, &why),
    };
    if let Err(why) = caller.take(1) {
        return refused(StatusCode::TOO_MANY_REQUESTS, &why);
    }
    let question = Question {
        number: asked.number.as_bytes(),
        name: asked.full_name.as_bytes(),
        birth: asked.birth_date.as_bytes(),
    };
    let mut questions = Vec::with_capacity(1);
    answered(&house.register(), std::iter::once(question), |number, verdict| questions.push((number, verdict)));
    let verdict = questions[0].1;
    if !house.logged(asker, questions).await {
        return refused(StatusCode::SERVICE_UNAVAILABLE, NOT_LOGGED);
    }
    ([(CONTENT_TYPE, JSON)], serde_json::to_vec(&LookupAnswer::from(verdict)).unwrap_or_default()).into_response()
}

/// Says where, never what: the text holds somebody's number.
fn unreadable(error: &serde_json::Error) -> String {
    format!(
        "JSON không đọc được ở dòng {}, cột {}; cần number, full_name, birth_date (tra cứu từng người thêm purpose, \
         officer, dossier)",
        error.line(),
        error.column()
    )
}

/// Questions one a line, answers one a line in the same order, while more questions come.
async fn verify_batch(
    State(house): State<Arc<House>>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let asker = caller.asker(header("motcua-purpose"), header("motcua-officer"), header("motcua-dossier"));
    let asker = match asker {
        Ok(asker) => asker,
        Err((status, why)) => return refused(status, &why),
    };
    let answers = pieces(body.into_data_stream()).map(move |piece| {
        let (house, caller, asker) = (Arc::clone(&house), Arc::clone(&caller), asker.clone());
        async move {
            match piece {
                Ok(piece) => answer_piece(house, caller, asker, piece).await,
                Err(why) => Err(why),
            }
        }
    });
    // After the first refusal nothing more is answered: the last line says why.
    let ended = answers.buffered(PIECES).scan(false, |ended, answer| {
        let sent = (!*ended).then(|| match answer {
            Ok(lines) => Ok::<Bytes, std::convert::Infallible>(lines.into()),
            Err(why) => {
                *ended = true;
                let mut line = serde_json::to_vec(&Refusal { error: why.into() }).unwrap_or_default();
                line.push(b'\n');
                Ok(line.into())
            }
        });
        std::future::ready(sent)
    });
    ([(CONTENT_TYPE, JSON_LINES)], Body::from_stream(ended)).into_response()
}

/// A body in pieces of whole lines.
fn pieces(body: BodyDataStream) -> impl futures_util::Stream<Item = Result<Vec<u8>, String>> {
    futures_util::stream::unfold((body, Vec::new(), false), |(mut body, mut piece, mut ended)| async move {
        while !ended {
            match body.next().await {
                Some(Ok(bytes)) => piece.extend_from_slice(&bytes),
                Some(Err(_)) => return Some((Err("nhận dở dang".to_owned()), (body, Vec::new(), true))),
                None => ended = true,
            }
            if piece.len() < PIECE_BYTES {
                continue;
            }
            if let Some(end) = piece.iter().rposition(|byte| *byte == b'\n') {
                let rest = piece.split_off(end + 1);
                return Some((Ok(piece), (body, rest, ended)));
            }
            if piece.len() > LINE_BYTES {
                return Some((Err("một dòng dài hơn 1 MB".to_owned()), (body, Vec::new(), true)));
            }
        }
        (!piece.is_empty()).then(|| (Ok(piece), (body, Vec::new(), true)))
    })
}

async fn answer_piece(house: Arc<House>, caller: Arc<Caller>, asker: Asker, piece: Vec<u8>) -> Result<Vec<u8>, String> {
    let register = house.register();
    let judged = tokio::task::spawn_blocking(move || {
        let read = |line| serde_json::from_slice::<BatchQuestion<'_>>(line);
        let lines = piece.strip_suffix(b"\n").unwrap_or(&piece).split(|byte| *byte == b'\n');
        let asked = lines.map(read).collect::<Result<Vec<_>, _>>().map_err(|error| unreadable(&error))?;
        caller.take(asked.len() as u64)?;
        let questions = asked.iter().map(|asked| Question {
            number: asked.number.as_bytes(),
            name: asked.full_name.as_bytes(),
            birth: asked.birth_date.as_bytes(),
        });
        let mut out = Vec::with_capacity(24 * asked.len());
        let mut judged = Vec::with_capacity(asked.len());
        answered(&register, questions, |number, verdict| {
            judged.push((number, verdict));
            // Writing to memory does not fail.
            let _ = serde_json::to_writer(&mut out, &LookupAnswer::from(verdict));
            out.push(b'\n');
        });
        Ok::<_, String>((judged, out))
    });
    let (questions, out) = judged.await.map_err(|_| "lỗi khi tra cứu; thử lại".to_owned())??;
    if house.logged(asker, questions).await { Ok(out) } else { Err(NOT_LOGGED.to_owned()) }
}

async fn changes(
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

async fn subscribe(
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
async fn people(State(house): State<Arc<House>>, Extension(caller): Extension<Arc<Caller>>) -> Response {
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
    let mut part = Vec::with_capacity(PIECE_BYTES);
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
        if (ended || part.len() > PIECE_BYTES) && sender.blocking_send(Ok(std::mem::take(&mut part).into())).is_err() {
            return Ok(());
        }
        if ended {
            return Ok(());
        }
    }
}
