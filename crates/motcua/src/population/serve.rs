//! `motcua population serve`: look-ups and changes over HTTP. No answer leaves before its look-up is durable in the log.

use super::answers::{lookups, residence, verify};
use super::batch::verify_batch;
use super::changes::{changes, people, subscribe};
use super::guard::{Caller, Need, admit};
use crate::now::now;
use api::population::{JSON, Refusal};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post, put};
use domain::agency::AdministrativeUnit;
use identity::number::CitizenNumber;
use population::feed::Feed;
use population::lookups::{LookupFrame, LookupLog, day_of, index_days};
use population::services::{self, FeedRight};
use population::{Register, subscriptions};
use std::collections::{HashMap, HashSet};
use std::error::Error;
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
/// So many pieces of a batch are worked on or wait for the log.
pub(super) const PIECES: usize = 4;
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

/// What waits to be durable: the frames of one question or one piece, and whom to tell.
type Waiting = (Vec<LookupFrame>, oneshot::Sender<bool>);

/// Everything a request may need.
pub(super) struct House {
    folder: PathBuf,
    register: RwLock<Arc<Register>>,
    callers: RwLock<HashMap<[u8; 32], Arc<Caller>>>,
    log: mpsc::Sender<Waiting>,
    pub(super) feed: Option<PathBuf>,
    pub(super) people: Option<PathBuf>,
    /// Communes and provinces, by whose names a residence is told.
    pub(super) units: Vec<AdministrativeUnit>,
    /// One looks through the log for a person at a time.
    pub(super) searching: tokio::sync::Semaphore,
    pub(super) subscribed: RwLock<HashMap<String, Arc<HashSet<CitizenNumber>>>>,
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
        searching: tokio::sync::Semaphore::new(1),
        units: app::law::shipped_units(),
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
fn routes() -> [(&'static str, Need, MethodRouter<Arc<House>>); 7] {
    [
        ("/v1/verify", Need::Lookups, post(verify)),
        ("/v1/verify/batch", Need::Lookups, post(verify_batch)),
        ("/v1/residence", Need::Lookups, post(residence)),
        ("/v1/lookups", Need::Lookups, post(lookups)),
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

    pub(super) fn register(&self) -> Arc<Register> {
        Arc::clone(&self.register.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has look-ups durable; `false` where the disk refused.
    pub(super) async fn logged(&self, frames: Vec<LookupFrame>) -> bool {
        let (reply, durable) = oneshot::channel();
        self.log.send((frames, reply)).await.is_ok() && durable.await.unwrap_or(false)
    }

    /// The folder of the log.
    pub(super) fn lookups(&self) -> PathBuf {
        self.folder.join(LOOKUPS)
    }

    /// Whose changes a service is sent: everyone's, or those it named.
    pub(super) fn people_of(&self, service: &services::Service) -> Result<Option<Arc<HashSet<CitizenNumber>>>, String> {
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

pub(super) const NO_FEED: &str = "dịch vụ này không cung cấp dòng biến động";
pub(super) const NOT_LOGGED: &str = "không ghi được nhật ký tra cứu nên không trả lời; thử lại sau ít phút";

/// Writes whatever waits as one group, and then tells those who wait.
fn keep_log(mut log: LookupLog, mut queue: mpsc::Receiver<Waiting>) {
    let mut waiting = Vec::with_capacity(GROUP);
    let mut replies = Vec::with_capacity(GROUP);
    while queue.blocking_recv_many(&mut waiting, GROUP) > 0 {
        let frames = waiting.drain(..).flat_map(|(frames, reply)| {
            replies.push(reply);
            frames
        });
        let written = log.append_frames(frames);
        if let Err(error) = &written {
            tracing::error!("{error}");
        }
        for reply in replies.drain(..) {
            // Who asked may have gone away; the look-up is in the log all the same.
            let _ = reply.send(written.is_ok());
        }
    }
}

/// Every second: a register that was built anew, services that came or went, a day of look-ups that is over.
async fn keep_up(house: Arc<House>) {
    let mut indexed = i64::MIN;
    loop {
        let today = day_of(now().unix_seconds());
        if indexed < today {
            indexed = today;
            let folder = house.lookups();
            tokio::task::spawn_blocking(move || {
                if let Err(error) = index_days(&folder) {
                    tracing::warn!("look-ups of a day that is over were not indexed: {error}");
                }
            });
        }
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
