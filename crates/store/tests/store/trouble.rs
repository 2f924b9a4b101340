//! What goes wrong is said plainly, and nothing is half written.

use crate::home::{Home, on_both_engines};
use crate::story::{Story, top};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use store::{Location, SaveError, Store, StoreError};

on_both_engines! {
    async fn opening_again_changes_nothing(home) {
        for _ in 0..3 {
            let store = home.open().await;
            store.ping().await.unwrap();
            store.close().await.unwrap();
        }
        let (one, other) = tokio::join!(home.try_open(), home.try_open());
        one.unwrap().ping().await.unwrap();
        other.unwrap().ping().await.unwrap();
    }

    async fn two_programs_may_make_the_tables_at_once(home) {
        let (one, two, three, four) = tokio::join!(home.try_open(), home.try_open(), home.try_open(), home.try_open());
        for store in [one, two, three, four] {
            store.unwrap().ping().await.unwrap();
        }
    }

    async fn a_database_of_a_newer_program_is_left_alone(home) {
        home.open().await.close().await.unwrap();
        home.raw("insert into migration (number, applied_at) values (999, 0)").await;
        let error = home.try_open().await.err().unwrap();
        assert!(matches!(error, StoreError::Newer { found: 999, .. }));
        assert!(error.to_string().contains("cập nhật chương trình"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_nothing_is_half_written() {
    let home = Home::sqlite();
    let store = home.open().await;
    store.save(Story::new("H42.19", 1).submit()).await.unwrap();
    store.limit_pages(1).await.unwrap();
    let mut full = None;
    let mut kept = 1;
    for number in 2..2_000 {
        match store.save(Story::new("H42.19", number).submit()).await {
            Ok(()) => kept += 1,
            Err(error) => {
                full = Some(error);
                break;
            }
        }
    }
    let error = full.expect("the file cannot grow");
    assert!(matches!(error, SaveError::Store(StoreError::Full)), "{error}");
    let mut tasks = tokio::task::JoinSet::new();
    for number in 5_000..5_032 {
        let store = store.clone();
        tasks.spawn(async move { store.save(Story::new("H42.19", number).submit()).await });
    }
    kept += tasks.join_all().await.iter().filter(|answer| answer.is_ok()).count() as u64;
    let report = store.verify(|_| {}).await.unwrap();
    assert!(report.is_whole(), "{:?}", report.first());
    assert_eq!(report.dossiers, kept, "every act is kept whole or not at all");
    store.limit_pages(1_000_000).await.unwrap();
    store.save(Story::new("H42.19", 9_999).submit()).await.unwrap();
}

/// Reads the folder from the environment and tries to open it; `a_folder_that_cannot_be_written_is_named` runs it
/// as somebody who may not write there, and without a folder it has nothing to try.
#[tokio::test(flavor = "multi_thread")]
async fn open_what_may_not_be_written() {
    let Ok(folder) = std::env::var("MOTCUA_READ_ONLY") else { return };
    let error = Store::open(Location::Folder(folder.clone().into())).await.err().expect("it may not be written");
    assert!(matches!(error, StoreError::ReadOnly(_)), "{error:?}");
    assert!(error.to_string().contains("cấp quyền ghi") && error.to_string().contains(&folder), "{error}");
    let inside = Store::open(Location::Folder(format!("{folder}/new").into())).await.err().unwrap();
    assert!(matches!(inside, StoreError::ReadOnly(_)), "{inside:?}");
    println!("REFUSED");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let locked = folder.path().join("locked");
    std::fs::create_dir(&locked).unwrap();
    for (path, mode) in [(folder.path(), 0o755), (&locked, 0o555)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    // Root may write everywhere: ask as nobody, from a copy of this program that nobody may run.
    let program = folder.path().join("asks");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mut asks = std::process::Command::new(&program);
    asks.args(["--exact", "trouble::open_what_may_not_be_written", "--nocapture"]);
    asks.env("MOTCUA_READ_ONLY", &locked).current_dir(folder.path());
    let root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if root {
        asks.uid(65_534).gid(65_534);
    }
    let output = asks.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("REFUSED"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_database_is_not_touched() {
    let home = Home::sqlite();
    std::fs::create_dir_all(home.folder.path().join("data")).unwrap();
    let file = home.folder.path().join("data/motcua.sqlite");
    std::fs::write(&file, "Kính gửi Uỷ ban nhân dân xã, ".repeat(400)).unwrap();
    assert!(matches!(home.try_open().await, Err(StoreError::Damaged)));
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("Kính gửi"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_said_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let location = |url: &str| Location::Postgres { url: url.to_owned(), folder: folder.path().to_owned() };
    let error = Store::open(location("postgres://motcua:secret@127.0.0.1:1/motcua")).await.err().unwrap();
    assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}");
    assert!(!error.to_string().contains("secret"), "{error}");
    assert!(!format!("{:?}", location("postgres://motcua:secret@127.0.0.1:1/motcua")).contains("secret"));
    assert!(matches!(Store::open(location("://")).await, Err(StoreError::BadAddress)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_found_again() {
    let Some(home) = Home::postgres().await else { return };
    let store = home.open().await;
    let mut story = Story::new("H42.19", 1);
    store.save(story.submit()).await.unwrap();
    home.raw("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()")
        .await;
    let save = story.accept();
    // The first try may meet the connection as it dies; what it was is known by trying again.
    for _ in 0..50 {
        if store.save(save.clone()).await.is_ok() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(store.entries(&top(), &story.code).await.unwrap().len(), 2);
    home.remove().await;
}
