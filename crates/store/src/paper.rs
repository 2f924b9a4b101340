//! *Giấy tờ*: files people handed in, each under the SHA-256 of its bytes; names they came with are never trusted.

use crate::Store;
use crate::error::{Result, StoreError};
use crate::sql::question;
use crate::value::{Row, values};
use domain::ledger::Digest;
use domain::time::Instant;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::AsyncWriteExt;

/// The folder of the files: `ab/cdef…` by their hash.
#[derive(Debug, Clone)]
pub struct Papers {
    folder: Arc<PathBuf>,
}

/// What is known of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRow {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub bytes: u64,
    /// Type found in its bytes (`application/pdf`).
    pub media_type: String,
    /// When it was first handed in.
    pub created_at: Instant,
}

/// A file that is still arriving; dropped unfinished, it leaves nothing.
#[derive(Debug)]
pub struct PaperDraft {
    papers: Papers,
    path: PathBuf,
    file: Option<tokio::fs::File>,
    hasher: Sha256,
    bytes: u64,
}

impl Papers {
    pub(crate) fn open(folder: &Path) -> Result<Papers> {
        let arriving = folder.join("arriving");
        std::fs::create_dir_all(&arriving).map_err(|error| StoreError::of_io(&error, &arriving))?;
        Ok(Papers { folder: Arc::new(folder.to_owned()) })
    }

    /// Keeps a file; one that is there already is not written again. Durable when it returns.
    pub async fn put(&self, bytes: &[u8]) -> Result<Digest> {
        let digest = Digest::of(bytes);
        if self.bytes(&digest).await == Some(bytes.len() as u64) {
            return Ok(digest);
        }
        let mut draft = self.begin().await?;
        draft.write(bytes).await?;
        Ok(draft.finish().await?.0)
    }

    /// Begins a file that arrives in pieces.
    pub async fn begin(&self) -> Result<PaperDraft> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = self.folder.join("arriving").join(name);
        let file = tokio::fs::File::create(&path).await.map_err(|error| StoreError::of_io(&error, &path))?;
        Ok(PaperDraft { papers: self.clone(), path, file: Some(file), hasher: Sha256::new(), bytes: 0 })
    }

    /// The bytes of a file; refused if they are no longer those of its hash.
    pub async fn get(&self, digest: &Digest) -> Result<Vec<u8>> {
        let bytes = tokio::fs::read(self.path(digest)).await.map_err(|_| StoreError::Paper(*digest))?;
        if Digest::of(&bytes) == *digest { Ok(bytes) } else { Err(StoreError::Paper(*digest)) }
    }

    /// Size of a file in bytes; `None` if it is not there.
    pub async fn bytes(&self, digest: &Digest) -> Option<u64> {
        tokio::fs::metadata(self.path(digest)).await.ok().map(|metadata| metadata.len())
    }

    /// Where a file is, for sending it without reading it whole.
    pub fn path(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        self.folder.join(&name[..2]).join(&name[2..])
    }
}

impl PaperDraft {
    /// Takes the next piece.
    pub async fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.hasher.update(piece);
        self.bytes += piece.len() as u64;
        let file = self.file.as_mut().expect("open until it is finished");
        file.write_all(piece).await.map_err(|error| StoreError::of_io(&error, &self.path))
    }

    /// Keeps what arrived; gives its hash and size. Durable when it returns.
    pub async fn finish(mut self) -> Result<(Digest, u64)> {
        let digest = Digest(std::mem::take(&mut self.hasher).finalize().into());
        let failed = |error: std::io::Error| StoreError::of_io(&error, &self.path);
        let mut file = self.file.take().expect("open until it is finished");
        file.flush().await.map_err(failed)?;
        file.sync_all().await.map_err(failed)?;
        drop(file);
        if self.papers.bytes(&digest).await != Some(self.bytes) {
            let target = self.papers.path(&digest);
            let folder = target.parent().expect("files lie in folders").to_owned();
            tokio::fs::create_dir_all(&folder).await.map_err(failed)?;
            tokio::fs::rename(&self.path, &target).await.map_err(failed)?;
            sync_folder(&folder).await?;
            sync_folder(&self.papers.folder).await?;
        }
        Ok((digest, self.bytes))
    }
}

impl Drop for PaperDraft {
    fn drop(&mut self) {
        // After `finish` there is nothing left to remove; before, nothing is lost if removing fails.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A renamed file is only safe once its folder is.
pub(crate) async fn sync_folder(folder: &Path) -> Result<()> {
    let failed = |error: std::io::Error| StoreError::of_io(&error, folder);
    tokio::fs::File::open(folder).await.map_err(failed)?.sync_all().await.map_err(failed)
}

impl PaperRow {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<PaperRow> {
        Ok(PaperRow { sha256: row.take()?, bytes: row.take()?, media_type: row.take()?, created_at: row.take()? })
    }
}

impl Store {
    /// Notes a paper whose file is kept; a paper noted before stays as it is.
    pub async fn note_paper(&self, paper: &PaperRow) -> Result<()> {
        let bytes = i64::try_from(paper.bytes).unwrap_or(i64::MAX);
        let params = values![&paper.sha256, bytes, &paper.media_type, paper.created_at];
        self.engine().run_one(question!("paper_put"), params).await.map(|_| ())
    }

    /// What is known of a paper.
    pub async fn paper(&self, sha256: &Digest) -> Result<Option<PaperRow>> {
        self.engine().row(question!("paper"), &values![sha256], PaperRow::read).await
    }
}
