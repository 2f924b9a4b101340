//! *Sao lưu, khôi phục*: one file per table, the papers, and a manifest with the hash of each.
//!
//! A backup is taken of one moment while work goes on. It is the same for both engines, so a backup of one is
//! restored into the other: that is how an office moves from SQLite to PostgreSQL.

mod lines;
mod restore;
mod schema;

use crate::engine::{Engine, Snapshot};
use crate::error::{Result, StoreError};
use crate::paper::PaperRow;
use crate::sql::{Sql, question};
use crate::{Papers, Store, migrate};
use domain::ledger::Digest;
use domain::time::Instant;
use lines::Lines;
use schema::Table;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Name of the [`Store::revision`] that is above zero while a restore is going on.
pub(crate) const RESTORING: &str = "restoring";
/// The manifest's file name.
const MANIFEST: &str = "manifest.json";
/// The form of backups this program writes.
const FORMAT: u32 = 1;

/// *Bản kê sao lưu*: what a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the backup.
    pub format: u32,
    /// When it was taken.
    pub taken_at: Instant,
    /// Of which engine.
    pub engine: String,
    /// Number of the last migration of the tables.
    pub migration: i64,
    /// Folder of the tables, inside the backup.
    pub folder: String,
    /// The tables.
    pub tables: Vec<TableFile>,
    /// How many papers.
    pub papers: u64,
    /// Their bytes.
    pub paper_bytes: u64,
}

/// One table in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFile {
    /// Its name.
    pub name: String,
    /// Its columns in the order of each line.
    pub columns: Vec<String>,
    /// How many rows.
    pub rows: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: Digest,
}

/// What a backup did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    /// What it holds.
    pub manifest: Manifest,
    /// How many papers had to be copied; the others were there from an earlier backup.
    pub papers_copied: u64,
}

impl Store {
    /// Copies everything as it is at this moment into a folder; `now` is written into the manifest.
    ///
    /// A folder with an earlier backup is brought up to date: papers that are there are not copied again, and the
    /// earlier tables stay good until the new ones are complete.
    pub async fn backup(&self, folder: &Path, now: Instant) -> Result<BackupReport> {
        let tables_folder = format!("tables-{}", now.unix_seconds());
        let into = folder.join(&tables_folder);
        std::fs::create_dir_all(&into).map_err(|error| StoreError::of_io(&error, &into))?;
        let snapshot = self.engine().snapshot().await?;
        let mut tables = Vec::new();
        for table in schema::tables() {
            tables.push(dump(&snapshot, &table, &into).await?);
        }
        let papers = snapshot.rows(question!("papers"), &[], PaperRow::read).await?;
        drop(snapshot);
        let papers_copied = copy_papers(self.papers(), &Papers::open(&folder.join("papers"))?, &papers).await?;
        let manifest = Manifest {
            format: FORMAT,
            taken_at: now,
            engine: if matches!(self.engine(), Engine::Sqlite(_)) { "sqlite" } else { "postgresql" }.to_owned(),
            migration: migrate::LATEST,
            folder: tables_folder,
            tables,
            papers: papers.len() as u64,
            paper_bytes: papers.iter().map(|paper| paper.bytes).sum(),
        };
        write_manifest(folder, &manifest)?;
        remove_older(folder, &manifest.folder)?;
        Ok(BackupReport { manifest, papers_copied })
    }
}

impl Manifest {
    /// Reads the manifest of a backup.
    pub fn read(folder: &Path) -> Result<Manifest> {
        let bad = |what: &str| StoreError::BadBackup(what.to_owned());
        let text = std::fs::read_to_string(folder.join(MANIFEST)).map_err(|_| bad("không có tệp manifest.json"))?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|_| bad("tệp manifest.json không đọc được"))?;
        if manifest.format != FORMAT {
            return Err(bad("dạng sao lưu lạ"));
        }
        if manifest.migration > migrate::LATEST {
            return Err(StoreError::Newer { found: manifest.migration, known: migrate::LATEST });
        }
        let plain = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        if !plain(&manifest.folder) || !manifest.tables.iter().all(|table| plain(&table.name)) {
            return Err(bad("tên tệp lạ"));
        }
        Ok(manifest)
    }
}

async fn dump(snapshot: &Snapshot, table: &Table, folder: &Path) -> Result<TableFile> {
    let sql = Sql::made("backup", table.selection());
    let mut lines = Lines::create(&folder.join(table.file_name()))?;
    let width = table.columns.len();
    snapshot.each(&sql, &[], |row| lines.write(row, width)).await?;
    let (rows, bytes, sha256) = lines.finish()?;
    let columns = table.columns.iter().map(|column| column.name.clone()).collect();
    Ok(TableFile { name: table.name.clone(), columns, rows, bytes, sha256 })
}

/// Copies papers that are not there yet, checking each; gives how many.
async fn copy_papers(from: &Papers, to: &Papers, papers: &[PaperRow]) -> Result<u64> {
    let mut copied = 0;
    for paper in papers {
        if to.bytes(&paper.sha256).await != Some(paper.bytes) {
            to.put(&from.get(&paper.sha256).await?).await?;
            copied += 1;
        }
    }
    Ok(copied)
}

/// The manifest takes its place in one step: a backup cut off leaves the earlier one good.
fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<()> {
    let failed = |error: std::io::Error| StoreError::of_io(&error, folder);
    let text = serde_json::to_string_pretty(manifest).expect("a manifest is plain data");
    let arriving = folder.join("manifest.arriving");
    std::fs::write(&arriving, text).map_err(failed)?;
    std::fs::File::open(&arriving).and_then(|file| file.sync_all()).map_err(failed)?;
    std::fs::rename(&arriving, folder.join(MANIFEST)).map_err(failed)?;
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

fn remove_older(folder: &Path, current: &str) -> Result<()> {
    let failed = |error: std::io::Error| StoreError::of_io(&error, folder);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("tables-") && name != current {
            std::fs::remove_dir_all(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}
