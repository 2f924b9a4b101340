//! `reads`: how long the pages take that officers and citizens look at most, among very many dossiers.

use crate::figures::{Figure, Times, Unit, per_second};
use crate::http::Client;
use crate::place::{Place, now};
use crate::server::Server;
use crate::spine::online::Session;
use crate::{Failure, Outcome};
use app::App;
use domain::agency::AgencyCode;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{DeskFilter, Turn};
use tokio::task::JoinSet;

/// What a page may take: median, 95th, 99th percentile, in thousandths of a millisecond.
const GOALS: [u64; 3] = [5_000, 15_000, 30_000];
/// Procedure pages a second that should be reached, and how long one of them may take.
const CROWD_GOAL: u64 = 3_000;
const CROWD_TIMES: [u64; 3] = [20_000, 20_000, 20_000];
/// How long any page at all may take, at the 99th percentile.
const ANY_PAGE_GOAL: u64 = 30_000;
/// How many walk through all pages at once.
const WALKERS: u64 = 2;
/// How many look at the page of a procedure at once.
const CROWD: u64 = 64;
/// *Đăng ký khai sinh*.
const PROCEDURE: &str = "1.001193";
/// What people look for.
const WORDS: [&str; 8] = [
    "khai sinh",
    "dang ky ket hon",
    "chứng thực",
    "đất đai",
    "kinh doanh",
    "giay phep xay dung",
    "hộ tịch",
    "bao hiem",
];

/// How it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asking {
    /// How many look at once, each at the next page as soon as the last is there.
    pub readers: u64,
    /// How long they look at each kind of page.
    pub time: Duration,
}

/// What there is to look at.
#[derive(Debug, Clone)]
pub struct Sights {
    agency: String,
    codes: Arc<Vec<String>>,
}

/// Measures each kind of page against a server process.
///
/// `greeter` is the program that only greets: the anchor of what a crowd gets.
pub async fn measure(
    place: &Place,
    dossiers: u32,
    catalogue: Option<&Path>,
    asking: Asking,
    greeter: &Path,
) -> Outcome<Vec<Figure>> {
    let app = place.province(dossiers).await?;
    if let Some(file) = catalogue {
        bring_in(&app, file).await?;
    }
    let sights = sights(&app).await?;
    app.store().close().await?;
    drop(app);
    let server = Server::start(place).await?;
    let mut figures = look(server.address, &sights, asking).await?;
    let walking = Asking { readers: WALKERS, time: asking.time / 4 };
    figures.extend(walk(server.address, &sights, walking).await?);
    let greeting = Server::greeter(greeter.to_owned()).await?;
    figures.extend(crowd(server.address, greeting.address, Asking { readers: CROWD, ..asking }).await?);
    drop(greeting);
    server.stop()?;
    Ok(figures)
}

/// Brings a national catalogue in, JSON lines packed with gzip.
async fn bring_in(app: &App, file: &Path) -> Outcome<()> {
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(std::fs::File::open(file)?), &mut text)?;
    app.import_catalogue(&text, now().day(), false).await?;
    Ok(())
}

/// The commune whose accounts a demo names, and some hundred of its dossiers.
pub async fn sights(app: &App) -> Outcome<Sights> {
    let top: AgencyCode = app::demo::PROVINCE.parse().map_err(|_| "the demo's province is a code")?;
    let catalogue = app.catalogue();
    let flagship =
        catalogue.agencies().find(|agency| agency.name.ends_with("phường Hoa Lư")).ok_or("the demo's commune")?;
    let newest = DeskFilter::all(Turn::Newest(flagship.code.clone()));
    let rows = app.store().desk(&top, &newest, None, 500).await?;
    let codes = rows.into_iter().map(|row| row.code.to_string()).collect();
    Ok(Sights { agency: flagship.code.to_string(), codes: Arc::new(codes) })
}

/// Looks at each kind of page for a while.
pub async fn look(address: SocketAddr, sights: &Sights, asking: Asking) -> Outcome<Vec<Figure>> {
    let clerk = Session::begin(address, "motcua", &sights.agency, 9_000_001).await?;
    let codes = sights.codes.clone();
    let code = move |number: u64| codes[usize::try_from(number * 7_919).unwrap_or(0) % codes.len()].clone();
    let page = code.clone();
    let mut figures = Vec::new();
    let cookie = clerk.cookie.clone();
    figures.extend(one(address, "desk list", asking, cookie.clone(), |_| "/ban-lam-viec".to_owned()).await?);
    figures
        .extend(one(address, "list of all", asking, cookie.clone(), |_| "/ban-lam-viec?muc=tat-ca".to_owned()).await?);
    figures
        .extend(one(address, "dossier page", asking, cookie, move |number| format!("/ho-so/{}", page(number))).await?);
    figures.extend(one(address, "search", asking, String::new(), search).await?);
    figures.extend(
        one(address, "follow", asking, String::new(), move |number| format!("/tra-cuu/{}", code(number))).await?,
    );
    Ok(figures)
}

/// Who looks at a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    /// Nobody in particular.
    Anyone,
    /// *Cán bộ một cửa* of the commune.
    Clerk,
    /// *Lãnh đạo* of the commune.
    Leader,
    /// *Kiểm soát thủ tục hành chính* of the province.
    Keeper,
    /// *Quản trị* of the province.
    Administrator,
}

/// Every kind of page that the crowd does not see already. `{code}` is a dossier, `{agency}` the commune.
const PAGES: [(Who, &str); 48] = [
    (Who::Anyone, "/"),
    (Who::Anyone, "/thu-tuc"),
    (Who::Anyone, "/thu-tuc/1.001193"),
    (Who::Anyone, "/su-kien/co-con"),
    (Who::Anyone, "/quy-trinh/1.001193/{agency}"),
    (Who::Anyone, "/nop/1.001193"),
    (Who::Anyone, "/tra-cuu"),
    (Who::Anyone, "/lay-so/{agency}"),
    (Who::Anyone, "/bang-goi/{agency}"),
    (Who::Anyone, "/dat-lich/{agency}"),
    (Who::Anyone, "/co-so-kham-benh"),
    (Who::Anyone, "/du-lieu-ca-nhan"),
    (Who::Clerk, "/ban-lam-viec?muc=cho-nhan"),
    (Who::Clerk, "/ban-lam-viec?muc=dang-giai-quyet"),
    (Who::Clerk, "/ban-lam-viec?muc=qua-han"),
    (Who::Clerk, "/ban-lam-viec?muc=cho-don-vi"),
    (Who::Clerk, "/ban-lam-viec?muc=cho-tra"),
    (Who::Clerk, "/ban-lam-viec?muc=tat-ca"),
    (Who::Clerk, "/ban-lam-viec?muc=dang-giai-quyet&ma=nguyen+van"),
    (Who::Clerk, "/hang-doi"),
    (Who::Clerk, "/tiep-nhan"),
    (Who::Clerk, "/buu-chinh"),
    (Who::Clerk, "/ho-so/{code}/doi-chieu"),
    (Who::Clerk, "/ho-so/{code}/ghi-chu"),
    (Who::Clerk, "/thong-bao"),
    (Who::Leader, "/ban-lam-viec"),
    (Who::Leader, "/ban-lam-viec/khoi-luong"),
    (Who::Leader, "/vang-mat"),
    (Who::Leader, "/bao-cao/tien-do"),
    (Who::Leader, "/bao-cao/tien-do?theo=procedure"),
    (Who::Leader, "/bao-cao/tien-do?theo=month"),
    (Who::Leader, "/bao-cao/tien-do/danh-sach?o=open-overdue"),
    (Who::Leader, "/bao-cao/tien-do/danh-sach?o=settled-late"),
    (Who::Leader, "/bao-cao/tien-do/danh-sach?o=settled-stopped"),
    (Who::Keeper, "/bao-cao/tien-do"),
    (Who::Keeper, "/bao-cao/tien-do?theo=field"),
    (Who::Keeper, "/bao-cao/tien-do?theo=month"),
    (Who::Keeper, "/bao-cao/tien-do/danh-sach?o=open-overdue"),
    (Who::Keeper, "/bao-cao/tien-do/danh-sach?theo=procedure&dong=1.001193&o=settled-late"),
    (Who::Leader, "/bao-cao/tra-cuu-dan-cu"),
    (Who::Keeper, "/soan"),
    (Who::Keeper, "/soan/1.001193"),
    (Who::Administrator, "/quan-tri"),
    (Who::Administrator, "/quan-tri/can-bo"),
    (Who::Administrator, "/quan-tri/co-quan"),
    (Who::Administrator, "/quan-tri/nhat-ky"),
    (Who::Administrator, "/quan-tri/tin"),
    (Who::Administrator, "/yeu-cau-du-lieu"),
];

/// Walks through every kind of page: the 99th percentile of each.
pub async fn walk(address: SocketAddr, sights: &Sights, asking: Asking) -> Outcome<Vec<Figure>> {
    let begin = |post, agency, from| Session::begin(address, post, agency, from);
    let mut cookies = BTreeMap::from([(Who::Anyone, String::new())]);
    for (who, post, agency) in [
        (Who::Clerk, "motcua", sights.agency.as_str()),
        (Who::Leader, "lanhdao", sights.agency.as_str()),
        (Who::Keeper, "kiemsoat", app::demo::PROVINCE),
        (Who::Administrator, "quantri", app::demo::PROVINCE),
    ] {
        cookies.insert(who, begin(post, agency, 9_100_000 + cookies.len() as u64).await?.cookie);
    }
    let mut figures = Vec::new();
    for (who, page) in PAGES {
        let (codes, agency) = (sights.codes.clone(), sights.agency.clone());
        let path = move |number: u64| {
            let code = &codes[usize::try_from(number * 7_919).unwrap_or(0) % codes.len()];
            page.replace("{code}", code).replace("{agency}", &agency)
        };
        let (times, _) = ask(address, asking, cookies[&who].clone(), path).await?;
        figures.push(Figure::time(format!("{who:?} {page}, p99"), times.percentile(99)).goal(ANY_PAGE_GOAL));
    }
    Ok(figures)
}

fn search(number: u64) -> String {
    let words = WORDS[usize::try_from(number).unwrap_or(0) % WORDS.len()];
    let form = crate::http::Form::of(&[("tu", words)]);
    format!("/thu-tuc?{}", form.text())
}

/// The page citizens open most, asked by many at once, beside a server that only greets.
pub async fn crowd(server: SocketAddr, greeter: SocketAddr, asking: Asking) -> Outcome<Vec<Figure>> {
    let (_, bare) = ask(greeter, asking, String::new(), |_| "/".to_owned()).await?;
    let path = format!("/thu-tuc/{PROCEDURE}");
    let (times, rate) = ask(server, asking, String::new(), move |_| path.clone()).await?;
    let mut figures = vec![
        Figure::new(format!("procedure pages, {} clients", asking.readers), rate, Unit::PerSecond)
            .beside("greeting server", bare)
            .goal(CROWD_GOAL),
    ];
    figures.extend(times.figures("procedure page among them", CROWD_TIMES));
    Ok(figures)
}

async fn one(
    address: SocketAddr,
    what: &str,
    asking: Asking,
    cookie: String,
    path: impl Fn(u64) -> String + Clone + Send + 'static,
) -> Outcome<Vec<Figure>> {
    let (times, rate) = ask(address, asking, cookie, path).await?;
    let mut figures = times.figures(what, GOALS);
    figures.push(Figure::new(format!("{what}, pages"), rate, Unit::PerSecond));
    Ok(figures)
}

/// How long pages took, and how many came in a second.
async fn ask(
    address: SocketAddr,
    asking: Asking,
    cookie: String,
    path: impl Fn(u64) -> String + Clone + Send + 'static,
) -> Outcome<(Times, u64)> {
    let start = Instant::now();
    let mut tasks: JoinSet<Outcome<Times>> = JoinSet::new();
    for reader in 0..asking.readers {
        let (cookie, path) = (cookie.clone(), path.clone());
        tasks.spawn(async move {
            let mut client = Client::connect(address).await?;
            let mut times = Times::default();
            let mut number = reader;
            while start.elapsed() < asking.time || times.is_empty() {
                let path = path(number);
                let begun = Instant::now();
                let answer = client.get(&path, &cookie, 5_000_000 + number).await?;
                times.push(begun.elapsed());
                if answer.status != 200 {
                    return Err(Failure::from(format!("{path} answers {}", answer.status)));
                }
                number += asking.readers;
            }
            Ok(times)
        });
    }
    let mut times = Times::default();
    while let Some(finished) = tasks.join_next().await {
        times.extend(finished??);
    }
    let rate = per_second(times.len() as u64, start.elapsed());
    Ok((times, rate))
}
