//! *Đánh giá*: what the applicant thought of how his dossier was settled.

use crate::sql::question;
use crate::value::{Row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::time::Instant;

/// One rating; marks are 0, 1 or 2 points, as the indicators of the law count them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// When it was given.
    pub rated_at: Instant,
    /// *Đánh giá tổng thể dịch vụ*.
    pub overall: u32,
    /// *Mức độ thuận tiện khi sử dụng dịch vụ*; `None` where it was left out.
    pub ease: Option<u32>,
    /// *Thái độ của cán bộ, công chức*.
    pub manner: Option<u32>,
    /// *Số lần phải liên hệ để hoàn thiện hồ sơ*.
    pub contacts: Option<u32>,
    /// In his own words; may be empty.
    pub words: String,
}

impl Store {
    /// Keeps the rating of a dossier; `false` if it was rated before, which stays.
    pub async fn rate(&self, top: &AgencyCode, code: &DossierCode, rating: &Rating) -> Result<bool> {
        let Rating { rated_at, overall, ease, manner, contacts, words } = rating;
        let params = values![top, code, *rated_at, *overall, *ease, *manner, *contacts, words];
        Ok(self.engine().run_one(question!("rating_insert"), params).await? == 1)
    }

    /// The rating of a dossier.
    pub async fn rating(&self, top: &AgencyCode, code: &DossierCode) -> Result<Option<Rating>> {
        let read = |row: &mut Row<'_>| {
            Ok(Rating {
                rated_at: row.take()?,
                overall: row.take()?,
                ease: row.take()?,
                manner: row.take()?,
                contacts: row.take()?,
                words: row.take()?,
            })
        };
        self.engine().row(question!("rating"), &values![top, code], read).await
    }
}
