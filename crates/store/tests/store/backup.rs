//! A backup is of one moment, whole, and the same for both engines.

use crate::home::{Home, on_both_engines};
use crate::story::Story;
use crate::tamper::sealed_office;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{Manifest, PaperRow, Store, StoreError};

/// Hash of each table but the counters, which a restore raises.
fn hashes(manifest: &Manifest) -> Vec<(String, u64, String)> {
    let tables = manifest.tables.iter().filter(|table| table.name != "revision");
    tables.map(|table| (table.name.clone(), table.rows, table.sha256.to_string())).collect()
}

async fn with_paper(store: &Store) {
    let now = Story::new("H42.19", 1).clock;
    let bytes = "giấy khai sinh".as_bytes();
    let sha256 = store.papers().put(bytes).await.unwrap();
    let row = PaperRow { sha256, bytes: bytes.len() as u64, media_type: "text/plain".to_owned(), created_at: now };
    store.note_paper(&row).await.unwrap();
}

on_both_engines! {
    async fn a_backup_taken_while_work_goes_on_is_whole(home) {
        let store = home.open().await;
        with_paper(&store).await;
        let stop = Arc::new(AtomicBool::new(false));
        let (busy, done) = (store.clone(), stop.clone());
        let work = tokio::spawn(async move {
            let mut number = 0;
            while !done.load(Ordering::Relaxed) {
                number += 1;
                for save in Story::new("H42.19", number).whole() {
                    busy.save(save).await.unwrap();
                }
            }
        });
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let folder = home.folder.path().join("backup");
        let report = store.backup(&folder, Story::new("H42.19", 1).clock).await.unwrap();
        stop.store(true, Ordering::Relaxed);
        work.await.unwrap();
        assert_eq!((report.papers_copied, report.manifest.papers), (1, 1));

        let elsewhere = Home::sqlite();
        let restored = elsewhere.open().await;
        restored.restore(&folder).await.unwrap();
        let check = restored.verify(|_| {}).await.unwrap();
        assert!(check.is_whole(), "{:?}", check.first());
        assert!(check.entries > 0);
        assert_eq!(restored.sizes().await.unwrap().papers, 1);
    }

    async fn a_backup_of_one_engine_is_restored_into_the_other(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        with_paper(&store).await;
        let now = Story::new("H42.19", 1).clock;
        let folder = home.folder.path().join("backup");
        let taken = store.backup(&folder, now).await.unwrap().manifest;
        let mut homes = vec![Home::sqlite()];
        homes.extend(Home::postgres().await);
        for elsewhere in homes {
            let restored = elsewhere.open().await;
            assert_eq!(restored.restore(&folder).await.unwrap(), taken);
            assert!(restored.verify(|_| {}).await.unwrap().is_whole());
            let again = restored.backup(&elsewhere.folder.path().join("backup"), now).await.unwrap().manifest;
            assert_eq!(hashes(&again), hashes(&taken), "not a byte differs");
            let paper = restored.papers().get(&domain::ledger::Digest::of("giấy khai sinh".as_bytes())).await;
            assert_eq!(paper.unwrap(), "giấy khai sinh".as_bytes());
            assert!(matches!(restored.restore(&folder).await, Err(StoreError::NotEmpty)));
            drop(restored);
            elsewhere.open().await.ping().await.unwrap();
            elsewhere.remove().await;
        }
    }

    async fn a_second_backup_takes_the_place_of_the_first(home) {
        let store = home.open().await;
        let mut story = Story::new("H42.19", 1);
        store.save(story.submit()).await.unwrap();
        with_paper(&store).await;
        let folder = home.folder.path().join("backup");
        store.backup(&folder, story.clock).await.unwrap();
        store.save(story.accept()).await.unwrap();
        let report = store.backup(&folder, story.clock).await.unwrap();
        assert_eq!(report.papers_copied, 0, "papers that are there are not copied again");
        let events = report.manifest.tables.iter().find(|table| table.name == "event").unwrap();
        assert_eq!(events.rows, 2);
        let tables = std::fs::read_dir(&folder).unwrap();
        let names: Vec<String> = tables.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(names.iter().filter(|name| name.starts_with("tables-")).count(), 1, "{names:?}");
    }

    async fn a_damaged_backup_is_refused_before_anything_is_written(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let folder = home.folder.path().join("backup");
        let manifest = store.backup(&folder, Story::new("H42.19", 1).clock).await.unwrap().manifest;
        let file = folder.join(&manifest.folder).join("event.jsonl");
        let mut bytes = std::fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        let elsewhere = Home::sqlite();
        let empty = elsewhere.open().await;
        assert!(matches!(empty.restore(&folder).await, Err(StoreError::BadBackup(_))));
        std::fs::remove_file(&file).unwrap();
        assert!(matches!(empty.restore(&folder).await, Err(StoreError::BadBackup(_))));
        assert!(matches!(empty.restore(home.folder.path()).await, Err(StoreError::BadBackup(_))));
        assert_eq!(empty.sizes().await.unwrap().dossiers, 0);
        elsewhere.open().await.ping().await.unwrap();
    }

    async fn a_store_half_restored_does_not_open(home) {
        home.open().await.close().await.unwrap();
        home.raw("insert into revision (name, value) values ('restoring', 1)").await;
        assert!(matches!(home.try_open().await, Err(StoreError::HalfRestored)));
    }
}
