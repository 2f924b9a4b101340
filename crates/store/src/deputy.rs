//! *Uỷ quyền khi vắng mặt*, *ghi chú nội bộ*, *bộ lọc đã lưu*: what officers arrange and write among themselves.

use crate::sql::question;
use crate::value::{Row, values};
use crate::{Result, Store, StoreError};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::time::{Instant, day_number, day_of_number};
use jiff::civil::Date;

/// *Uỷ quyền*: who acts for whom between two days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputy {
    /// Who is away.
    pub absent: String,
    /// Who acts for him.
    pub deputy: String,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// Why.
    pub reason: String,
    /// Who arranged it.
    pub made_by: String,
    /// When.
    pub made_at: Instant,
    /// When it was ended before its time.
    pub ended_at: Option<Instant>,
}

/// *Ghi chú nội bộ* on a dossier: appended, never shown to the applicant.
#[derive(Clone, PartialEq, Eq)]
pub struct Remark {
    /// From 1.
    pub number: u32,
    /// Sign-in name.
    pub author: String,
    /// When.
    pub written_at: Instant,
    /// What.
    pub text: String,
}

impl std::fmt::Debug for Remark {
    /// Shows no text: it may name a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Remark({})", self.number)
    }
}

impl Store {
    /// Arranges a deputy.
    pub async fn put_deputy(&self, top: &AgencyCode, row: &Deputy) -> Result<()> {
        let params = values![
            top,
            &row.absent,
            &row.deputy,
            day_number(row.first),
            day_number(row.last),
            &row.reason,
            &row.made_by,
            row.made_at,
        ];
        self.engine().run_one(question!("deputy_insert"), params).await.map(|_| ())
    }

    /// Ends an arrangement; `false` if it had ended.
    pub async fn end_deputy(&self, top: &AgencyCode, absent: &str, made_at: Instant, now: Instant) -> Result<bool> {
        let params = values![top, absent, made_at, now];
        Ok(self.engine().run_one(question!("deputy_end"), params).await? == 1)
    }

    /// All arrangements of a ministry or province, newest first.
    pub async fn deputies(&self, top: &AgencyCode) -> Result<Vec<Deputy>> {
        let read = |row: &mut Row<'_>| {
            Ok(Deputy {
                absent: row.take()?,
                deputy: row.take()?,
                first: read_day(row)?,
                last: read_day(row)?,
                reason: row.take()?,
                made_by: row.take()?,
                made_at: row.take()?,
                ended_at: row.take()?,
            })
        };
        self.engine().rows(question!("deputies"), &values![top], read).await
    }

    /// Sign-in names of those for whom somebody acts on a day.
    pub async fn absent_for(&self, top: &AgencyCode, deputy: &str, day: Date) -> Result<Vec<String>> {
        let params = values![top, deputy, day_number(day)];
        self.engine().rows(question!("absent_for"), &params, |row| row.take()).await
    }

    /// Appends a remark to a dossier; gives its number.
    pub async fn add_remark(
        &self,
        top: &AgencyCode,
        dossier: &DossierCode,
        author: &str,
        text: &str,
        now: Instant,
    ) -> Result<u32> {
        // Two who write at once meet at the number; the second takes the next.
        for _ in 0..20 {
            let number = self.remarks(top, dossier).await?.last().map_or(1, |last| last.number + 1);
            let params = values![top, dossier, number, author, now, text];
            if self.engine().run_one(question!("remark_insert"), params).await? == 1 {
                return Ok(number);
            }
        }
        Err(StoreError::Busy)
    }

    /// Remarks on a dossier, oldest first.
    pub async fn remarks(&self, top: &AgencyCode, dossier: &DossierCode) -> Result<Vec<Remark>> {
        let read = |row: &mut Row<'_>| {
            Ok(Remark { number: row.take()?, author: row.take()?, written_at: row.take()?, text: row.take()? })
        };
        self.engine().rows(question!("remarks"), &values![top, dossier], read).await
    }

    /// Filters an officer saved: name and what they ask for.
    pub async fn saved_filters(&self, top: &AgencyCode, login: &str) -> Result<Vec<(String, String)>> {
        let read = |row: &mut Row<'_>| Ok((row.take()?, row.take()?));
        self.engine().rows(question!("saved_filters"), &values![top, login], read).await
    }

    /// Saves a filter; one of the same name is replaced.
    pub async fn save_filter(&self, top: &AgencyCode, login: &str, name: &str, content: &str) -> Result<()> {
        self.engine().run_one(question!("saved_filter_put"), values![top, login, name, content]).await.map(|_| ())
    }

    /// Forgets a filter.
    pub async fn forget_filter(&self, top: &AgencyCode, login: &str, name: &str) -> Result<()> {
        self.engine().run_one(question!("saved_filter_remove"), values![top, login, name]).await.map(|_| ())
    }
}

fn read_day(row: &mut Row<'_>) -> Result<Date> {
    let number: i32 = row.take()?;
    day_of_number(number).ok_or_else(|| row.unreadable())
}
