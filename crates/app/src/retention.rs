//! *Dọn dữ liệu hết thời hạn lưu giữ*: by the rows of `data/retention.json`; what was taken out is noted in the
//! journal by kind and number.

use crate::privacy::retention;
use crate::{App, chance};
use domain::agency::AgencyCode;
use domain::privacy::Swept;
use domain::time::Instant;
use store::{OfficeAct, StoreError, Sweep};

/// Who the journal says did it.
const NOBODY: &str = "hệ thống";

impl App {
    /// What is past its time, taken out or only counted: kinds and numbers, in the order of the table.
    pub async fn run_retention(&self, sweep: Sweep, now: Instant) -> Result<Vec<(Swept, u64)>, StoreError> {
        let tops = self.data_tops();
        let mut sums = Vec::new();
        for (kind, before) in retention().past(now) {
            let whole_store = matches!(kind, Swept::Draft | Swept::Session | Swept::PasswordLink);
            let mut sum = 0;
            for top in &tops {
                let catalogue = self.catalogue();
                let agencies: Vec<AgencyCode> =
                    catalogue.agencies().map(|one| one.code.clone()).filter(|code| code.is_within(top)).collect();
                let count = self.store().sweep(kind, top, &agencies, before, sweep).await?;
                if sweep == Sweep::Remove && count > 0 {
                    self.note_sweep(top, kind, count, now).await?;
                }
                sum += count;
                if whole_store {
                    break;
                }
            }
            sums.push((kind, sum));
        }
        Ok(sums)
    }

    async fn note_sweep(&self, top: &AgencyCode, kind: Swept, count: u64, now: Instant) -> Result<(), StoreError> {
        let act = OfficeAct {
            id: chance::token()[..32].to_owned(),
            agency: top.clone(),
            at: now,
            actor: NOBODY.to_owned(),
            kind: "retention".to_owned(),
            subject: kind.key().to_owned(),
            content: format!("Đã xoá {count} dòng hết thời hạn lưu giữ"),
        };
        self.store().note_act(top, &act).await.map(|_| ())
    }
}
