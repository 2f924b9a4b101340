//! Every measurement, very small: it gives its figures, and what it counted is true.

use bench::place::Place;
use bench::reads::Asking;
use bench::server::Server;
use bench::spine::Load;
use bench::{anchor, import, population, reads, report, spine};
use domain::dossier::StateName;
use std::time::Duration;
use store::{DeskFilter, Turn};

const LOAD: Load = Load { dossiers: 8, clients: 2 };
const STANDING: u32 = 40;

/// Dossiers that went all the way, by state.
async fn returned(app: &app::App) -> u64 {
    let top = app::demo::PROVINCE.parse().unwrap();
    let mut returned = 0;
    for agency in app.store().dossier_agencies(&top).await.unwrap() {
        let all = DeskFilter::all(Turn::Newest(agency));
        let rows = app.store().desk(&top, &all, None, 1_000).await.unwrap();
        returned += rows.iter().filter(|row| row.state == StateName::Returned).count() as u64;
    }
    returned
}

#[tokio::test(flavor = "multi_thread")]
async fn every_dossier_that_is_settled_over_http_is_handed_over_in_the_ledger() {
    let place = Place::temporary().unwrap();
    let app = place.province(STANDING).await.unwrap();
    let before = returned(&app).await;
    let server = Server::inside(app.clone()).await.unwrap();
    let agencies = spine::agencies(&app).unwrap();
    let run = spine::online(&server, &agencies, LOAD).await.unwrap();
    // Eleven acts each, and four more for every fourth dossier.
    assert_eq!((run.dossiers, run.acts.len()), (8, 8 * 11 + 2 * 4));
    assert_eq!(returned(&app).await - before, 8);
    let verified = app.verify(|_| {}).await.unwrap();
    assert!(verified.is_whole(), "{:?}", verified.first());
    assert_eq!(verified.dossiers, u64::from(STANDING) + 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_acts_alone_lead_to_the_same_end() {
    let place = Place::temporary().unwrap();
    let app = place.province(STANDING).await.unwrap();
    let before = returned(&app).await;
    let run = spine::direct(&app, &spine::agencies(&app).unwrap(), LOAD).await.unwrap();
    assert_eq!((run.dossiers, run.acts.len()), (8, 8 * 11 + 2 * 4));
    assert_eq!(returned(&app).await - before, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_page_is_looked_at() {
    let place = Place::temporary().unwrap();
    let app = place.province(STANDING).await.unwrap();
    let server = Server::inside(app.clone()).await.unwrap();
    let asking = Asking { readers: 1, time: Duration::ZERO };
    let sights = reads::sights(&app).await.unwrap();
    let figures = reads::look(server.address, &sights, asking).await.unwrap();
    assert_eq!(figures.len(), 5 * 4);
    assert!(reads::walk(server.address, &sights, asking).await.unwrap().len() > 30);
    let crowd =
        reads::crowd(server.address, server.address, Asking { readers: 2, time: Duration::ZERO }).await.unwrap();
    assert_eq!(crowd.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn histories_come_in_and_the_report_says_the_same_either_way() {
    let figures = import::measure(&Place::temporary().unwrap(), 50).await.unwrap();
    assert_eq!(figures.len(), 2);
    let figures = report::measure(&Place::temporary().unwrap(), STANDING).await.unwrap();
    assert_eq!(figures.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_is_built_asked_and_changed_beside_its_anchors() {
    let folder = tempfile::tempdir().unwrap();
    let size = population::Size { people: 2_000, questions: 3_000, changes: 500 };
    let files = population::Files::make(folder.path(), size).unwrap();
    let figures = population::measure(&files, size, None).await.unwrap();
    assert_eq!(figures.len(), 11);
    assert!(figures.iter().filter(|figure| figure.anchor.is_some()).count() == 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_is_asked_over_http_beside_a_greeting() {
    let greeter = std::path::Path::new(env!("CARGO_BIN_EXE_bench"));
    let program = greeter.with_file_name("motcua");
    if !program.exists() {
        eprintln!("motcua is not built here: its service is not asked");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let size = population::Size { people: 2_000, questions: 500, changes: 10 };
    let files = population::Files::make(folder.path(), size).unwrap();
    population::measure(&files, size, None).await.unwrap();
    let asking = population::Asking { clients: 4, time: Duration::from_millis(200), batch: 3_000 };
    let figures = population::over_http(&files, &program, greeter, asking).await.unwrap();
    assert_eq!(figures.len(), 5);
    assert!(figures.iter().all(|figure| figure.value > 0 && figure.anchor.is_some_and(|(_, bare)| bare > 0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_anchors_hold() {
    let folder = tempfile::tempdir().unwrap();
    let bare = anchor::Bare::sqlite(&folder.path().join("bare.sqlite")).unwrap();
    assert!(anchor::bare_rate(&bare, 2, Duration::from_millis(50)).await.unwrap() > 0);
    assert!(anchor::insert_rate(&folder.path().join("rows.sqlite"), 100).unwrap() > 0);
}
