//! *Quy trình nội bộ* as published, per agency and procedure, in versions.

use crate::job::Command;
use crate::sql::question;
use crate::value::{Row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::process::Process;
use domain::time::Instant;

/// One published version of an agency's process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessVersion {
    /// The agency.
    pub agency: AgencyCode,
    /// *Mã thủ tục*.
    pub procedure: String,
    /// From 1.
    pub version: u32,
    /// When it was published.
    pub published_at: Instant,
    /// The steps.
    pub process: Process,
}

impl ProcessVersion {
    /// Writes it.
    pub(crate) fn command(&self) -> Command {
        let content = serde_json::to_string(&self.process).expect("a process is plain data");
        let top = self.agency.top();
        let params = values![&top, &self.agency, &self.procedure, self.version, self.published_at, content];
        Command::new(question!("process_insert"), params)
    }

    fn read(row: &mut Row<'_>) -> Result<ProcessVersion> {
        Ok(ProcessVersion {
            agency: row.take()?,
            procedure: row.take()?,
            version: row.take()?,
            published_at: row.take()?,
            process: row.json()?,
        })
    }
}

impl Store {
    /// Publishes a version of a process; one that is there is never replaced, writing it again is an error.
    pub async fn publish_process(&self, version: &ProcessVersion) -> Result<()> {
        self.publish_processes(std::slice::from_ref(version)).await
    }

    /// One version of an agency's process for a procedure.
    pub async fn process(&self, agency: &AgencyCode, procedure: &str, version: u32) -> Result<Option<ProcessVersion>> {
        let top = agency.top();
        let params = values![&top, agency, procedure, version];
        self.engine().row(question!("process_version"), &params, ProcessVersion::read).await
    }

    /// The version of an agency's process that new dossiers of a procedure follow.
    pub async fn latest_process(&self, agency: &AgencyCode, procedure: &str) -> Result<Option<ProcessVersion>> {
        let top = agency.top();
        self.engine().row(question!("process_latest"), &values![&top, agency, procedure], ProcessVersion::read).await
    }

    /// All versions of all processes of a ministry or province.
    pub async fn processes(&self, top: &AgencyCode) -> Result<Vec<ProcessVersion>> {
        self.engine().rows(question!("processes_of_top"), &values![top], ProcessVersion::read).await
    }
}
