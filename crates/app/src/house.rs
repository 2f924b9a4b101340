//! *Giữ sổ*: what is done between the acts: checks, seals, sessions and drafts that ran out.

use crate::App;
use domain::time::Instant;
use store::{StoreError, Sweep, VerifyReport};

/// How long after midnight a day is closed, in seconds: acts being saved right then come to rest first.
const REST_SECONDS: i64 = 15 * 60;

impl App {
    /// Recomputes the whole ledger and every total; `progress` is told how many entries are done.
    pub async fn verify(&self, progress: impl FnMut(u64) + Send) -> Result<VerifyReport, StoreError> {
        self.store().verify(progress).await
    }

    /// Closes the days that ended, of every agency; gives how many seals that made.
    pub async fn seal_past_days(&self, now: Instant) -> Result<usize, StoreError> {
        let rested = Instant::from_unix_seconds(now.unix_seconds() - REST_SECONDS).unwrap_or(now);
        let mut sealed = 0;
        for top in self.store().tops().await? {
            sealed += self.store().seal_days(&top, rested.day()).await?.len();
        }
        Ok(sealed)
    }

    /// Takes out what is past its time and closes days that ended.
    pub async fn keep_house(&self, now: Instant) -> Result<(), StoreError> {
        self.run_retention(Sweep::Remove, now).await?;
        self.store().expire_halves(now).await?;
        self.store().expire_accounts(now).await?;
        self.expire_insurance(now).await?;
        self.seal_past_days(now).await.map(|_| ())
    }
}
