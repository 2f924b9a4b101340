//! Restoring a backup into an empty store of either engine.

use super::schema::{self, Table};
use super::{Manifest, RESTORING, TableFile, copy_papers, lines};
use crate::agency::CATALOGUE;
use crate::error::{Result, StoreError};
use crate::job::Command;
use crate::paper::PaperRow;
use crate::sql::{INSERT_SIZES, Insert, question};
use crate::totals::TO_MAKE;
use crate::value::{Value, values};
use crate::{Papers, Store};
use std::path::Path;
use std::sync::Arc;

/// The migration since which totals are kept as they are; those of older backups are made anew.
const TOTALS_SINCE: i64 = 13;
/// The table they are in.
const TOTALS: &str = "tally";
/// Rows per transaction.
const CHUNK: usize = 8_192;

impl Store {
    /// Brings a backup, of whichever engine, into this store; the store must be empty.
    ///
    /// All hashes are checked before anything is written. A restore that is cut off leaves a store that refuses to
    /// open ([`StoreError::HalfRestored`]).
    pub async fn restore(&self, folder: &Path) -> Result<Manifest> {
        let manifest = Manifest::read(folder)?;
        let tables = schema::tables();
        let older = manifest.migration < TOTALS_SINCE;
        let files = || manifest.tables.iter().filter(|file| !older || file.name != TOTALS);
        for file in files() {
            check(file, &tables, &folder.join(&manifest.folder))?;
        }
        if !self.is_empty(&tables).await? {
            return Err(StoreError::NotEmpty);
        }
        self.engine().run_one(question!("revision_raise"), values![RESTORING]).await?;
        for file in files() {
            let table = tables.iter().find(|table| table.name == file.name).expect("checked before");
            self.load(file, table, &folder.join(&manifest.folder)).await?;
        }
        if older {
            self.engine().run_one(question!("revision_raise"), values![TO_MAKE]).await?;
            self.make_totals().await?;
        }
        let papers = self.engine().rows(question!("papers"), &[], PaperRow::read).await?;
        copy_papers(&Papers::open(&folder.join("papers"))?, self.papers(), &papers).await?;
        let done = vec![
            Command::new(question!("revision_remove"), values![RESTORING]),
            Command::new(question!("revision_raise"), values![CATALOGUE]),
        ];
        self.engine().run(done).await?;
        Ok(manifest)
    }

    async fn is_empty(&self, tables: &[Table]) -> Result<bool> {
        let snapshot = self.engine().snapshot().await?;
        for table in tables {
            let sql = crate::sql::Sql::made("restore", format!("{} limit 1", table.selection()));
            if !snapshot.rows(&sql, &[], |_| Ok(())).await?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn load(&self, file: &TableFile, table: &Table, folder: &Path) -> Result<()> {
        let bad = || StoreError::BadBackup(table.file_name());
        let insert = Arc::new(Insert::made("restore", table.insertion(&file.columns)));
        let path = folder.join(table.file_name());
        let mut rows = lines::read(&path, blobs(file, table)).map_err(|_| bad())?;
        loop {
            let chunk: Option<Vec<_>> = rows.by_ref().take(CHUNK).collect();
            let chunk = chunk.ok_or_else(bad)?;
            if chunk.is_empty() {
                return Ok(());
            }
            self.engine().run(commands(&insert, chunk)).await?;
        }
    }
}

fn commands(insert: &Arc<Insert>, rows: Vec<Vec<Value<'static>>>) -> Vec<Command> {
    let mut rest = rows.into_iter();
    let mut commands = Vec::new();
    for size in INSERT_SIZES {
        while rest.len() >= size {
            let params = rest.by_ref().take(size).flatten().collect();
            commands.push(Command::of_insert(insert.clone(), size, params));
        }
    }
    commands
}

fn blobs(file: &TableFile, table: &Table) -> Vec<bool> {
    let is_blob = |name: &String| table.columns.iter().any(|column| column.name == *name && column.blob);
    file.columns.iter().map(is_blob).collect()
}

/// A file must be of a table we have, with columns we have, and whole.
fn check(file: &TableFile, tables: &[Table], folder: &Path) -> Result<()> {
    let bad = |what: &str| StoreError::BadBackup(format!("{}: {what}", file.name));
    let table = tables.iter().find(|table| table.name == file.name).ok_or_else(|| bad("bảng lạ"))?;
    if !file.columns.iter().all(|name| table.columns.iter().any(|column| column.name == *name)) {
        return Err(bad("cột lạ"));
    }
    match lines::hash_of(&folder.join(table.file_name())) {
        Ok(hash) if hash == file.sha256 => Ok(()),
        Ok(_) => Err(bad("nội dung không khớp mã băm")),
        Err(_) => Err(bad("thiếu tệp")),
    }
}
