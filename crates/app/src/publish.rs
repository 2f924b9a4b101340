//! *Công bố quy trình, chọn giờ làm việc*: what an agency decides for itself, checked before it holds.

use crate::App;
use crate::catalogue::{next_version, term_for};
use crate::office::{DUE_POLICY, WORKING_HOURS};
use domain::agency::AgencyCode;
use domain::calendar::{Calendar, CalendarRows, HoursRow, Policy};
use domain::dossier::event::Channel;
use domain::procedure::Procedure;
use domain::process::{Process, ProcessFault, Role, check};
use domain::time::Instant;
use jiff::civil::Date;
use store::{ProcessVersion, Setting, StoreError};

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The process has faults; all of them.
    #[error("quy trình còn {} chỗ phải sửa trước khi công bố:\n{}", .0.len(), listed(.0))]
    Faults(Vec<ProcessFault>),
    /// No such agency.
    #[error("không có cơ quan mã {0}")]
    NoAgency(AgencyCode),
    /// No such procedure.
    #[error("không có thủ tục mã {0} trong danh mục")]
    NoProcedure(String),
    /// The hours cannot be worked.
    #[error("giờ làm việc chưa dùng được: {0}")]
    Hours(String),
    /// Somebody published meanwhile.
    #[error("trong lúc bạn soạn đã có phiên bản {0} được công bố; xem phiên bản ấy rồi soạn lại trên đó nếu còn cần")]
    SomeoneElse(u32),
    /// The content says the same.
    #[error("nội dung không khác phiên bản hiện có nên không có gì để công bố")]
    NothingNew,
    /// A version begins today or later, and after the one before it.
    #[error("ngày hiệu lực phải từ {} trở đi", .0.strftime("%d/%m/%Y"))]
    TooEarly(Date),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn listed(faults: &[ProcessFault]) -> String {
    faults.iter().map(|fault| format!("- {fault}")).collect::<Vec<_>>().join("\n")
}

impl App {
    /// What is wrong with a process, as the agency is staffed and the procedure's term is today.
    pub async fn check_process(
        &self,
        agency: &AgencyCode,
        procedure: &str,
        process: &Process,
        now: Instant,
    ) -> Result<Vec<ProcessFault>, PublishError> {
        let catalogue = self.catalogue();
        catalogue.agency(agency).ok_or_else(|| PublishError::NoAgency(agency.clone()))?;
        let version = catalogue.on(procedure, now.day());
        let version = version.ok_or_else(|| PublishError::NoProcedure(procedure.to_owned()))?;
        // The shortest promise of any channel binds the one process they share.
        let terms = Channel::ALL.into_iter().filter_map(|channel| term_for(&version.content, channel));
        let legal = terms.min_by_key(|term| term.roughly());
        let officers = self.store().officers(&agency.top(), Some(agency)).await?;
        let held: Vec<Role> = officers.into_iter().filter(|one| one.active).flat_map(|one| one.roles).collect();
        let units = self.units_beside(agency);
        Ok(check(process, legal, &held, &|unit| units.iter().any(|(code, _)| code == unit)))
    }

    /// Publishes a process as the agency's next version; dossiers born before keep theirs.
    ///
    /// `base`, if given, is the version that was looked at while this one was written: 0 for none.
    pub async fn publish_process(
        &self,
        agency: &AgencyCode,
        procedure: &str,
        process: Process,
        base: Option<u32>,
        now: Instant,
    ) -> Result<u32, PublishError> {
        self.refresh().await?;
        let before = self.catalogue().process_version(agency, procedure).unwrap_or(0);
        if base.is_some_and(|base| base != before) {
            return Err(PublishError::SomeoneElse(before));
        }
        let faults = self.check_process(agency, procedure, &process, now).await?;
        if !faults.is_empty() {
            return Err(PublishError::Faults(faults));
        }
        let version = before + 1;
        let row = ProcessVersion {
            agency: agency.clone(),
            procedure: procedure.to_owned(),
            version,
            published_at: now,
            process,
        };
        self.store().publish_process(&row).await?;
        self.refresh().await?;
        Ok(version)
    }

    /// *Công bố nội dung thủ tục*: the procedure's next version, in force from a day on; dossiers received before keep
    /// theirs. `base` is the version that was looked at while this one was written.
    pub async fn publish_procedure(
        &self,
        content: &Procedure,
        base: u32,
        from: Date,
        now: Instant,
    ) -> Result<u32, PublishError> {
        self.refresh().await?;
        let catalogue = self.catalogue();
        let code = content.code.as_str();
        let newest = catalogue.newest(code).ok_or_else(|| PublishError::NoProcedure(code.to_owned()))?;
        if newest.version != base {
            return Err(PublishError::SomeoneElse(newest.version));
        }
        if newest.content == *content {
            return Err(PublishError::NothingNew);
        }
        let earliest = now.day().max(newest.effective_from.tomorrow().unwrap_or(Date::MAX));
        if from < earliest {
            return Err(PublishError::TooEarly(earliest));
        }
        self.store().put_procedures(&next_version(&catalogue, content, from)).await?;
        self.refresh().await?;
        Ok(base + 1)
    }

    /// Chooses how an agency (and those under it that choose nothing) counts working days.
    pub async fn choose_policy(&self, agency: &AgencyCode, policy: Policy) -> Result<(), PublishError> {
        self.put_setting(agency, DUE_POLICY, policy.code().to_owned()).await
    }

    /// Sets the working hours of an agency: dated rows as in `data/calendar.json`.
    pub async fn set_hours(&self, agency: &AgencyCode, rows_json: &str) -> Result<(), PublishError> {
        let unusable = |error: String| PublishError::Hours(error);
        let rows: Vec<HoursRow> = serde_json::from_str(rows_json).map_err(|error| unusable(error.to_string()))?;
        let mut all =
            CalendarRows::from_json(crate::law::shipped::CALENDAR).map_err(|error| unusable(error.to_string()))?;
        all.hours.extend(rows.into_iter().map(|row| HoursRow { agency: Some(agency.clone()), ..row }));
        Calendar::build(&all, Some(agency)).map_err(|error| unusable(error.to_string()))?;
        self.put_setting(agency, WORKING_HOURS, rows_json.to_owned()).await
    }

    async fn put_setting(&self, agency: &AgencyCode, key: &str, value: String) -> Result<(), PublishError> {
        self.catalogue().agency(agency).ok_or_else(|| PublishError::NoAgency(agency.clone()))?;
        self.store().put_setting(&Setting { agency: agency.clone(), key: key.to_owned(), value }).await?;
        self.refresh().await?;
        Ok(())
    }
}
