//! *Thủ tục hành chính* in their versions: a dossier keeps the one it was born under.

use crate::agency::raise_catalogue;
use crate::job::Command;
use crate::sql::question;
use crate::value::{Row, Value, row, values};
use crate::{Result, Store, StoreError};
use domain::ledger::Digest;
use domain::time::{day_number, day_of_number};
use jiff::civil::Date;

/// One version of a procedure; once written its content never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcedureVersion {
    /// *Mã thủ tục*.
    pub code: String,
    /// From 1.
    pub version: u32,
    /// First day in force.
    pub effective_from: Date,
    /// First day no longer in force.
    pub effective_to: Option<Date>,
    /// SHA-256 of `content`.
    pub content_hash: Digest,
    /// JSON.
    pub content: String,
}

impl ProcedureVersion {
    fn to_row(&self) -> Vec<Value<'_>> {
        row![
            &self.code,
            self.version,
            day_number(self.effective_from),
            self.effective_to.map(day_number),
            &self.content_hash,
            &self.content,
        ]
    }

    fn read(row: &mut Row<'_>) -> Result<ProcedureVersion> {
        let code = row.take()?;
        let version = row.take()?;
        let from: i32 = row.take()?;
        let to: Option<i32> = row.take()?;
        Ok(ProcedureVersion {
            code,
            version,
            effective_from: day_of_number(from).ok_or_else(|| row.unreadable())?,
            effective_to: to.map(|to| day_of_number(to).ok_or_else(|| row.unreadable())).transpose()?,
            content_hash: row.take()?,
            content: row.take()?,
        })
    }
}

impl Store {
    /// Writes versions of procedures, all or none. Of one that is there, only the last day may change:
    /// other content is refused as [`StoreError::VersionFixed`], and nothing is written.
    pub async fn put_procedures(&self, versions: &[ProcedureVersion]) -> Result<()> {
        for version in versions {
            let there = self.procedure(&version.code, version.version).await?;
            if there.is_some_and(|there| there.content_hash != version.content_hash) {
                return Err(fixed(version));
            }
        }
        let mut commands: Vec<Command> =
            versions.iter().map(|version| Command::new(question!("procedure_put"), version.to_row())).collect();
        commands.push(raise_catalogue());
        let changed = self.engine().run(commands).await?;
        // Another node may have written the version in between: its content stays.
        match versions.iter().zip(changed).find(|(_, changed)| *changed == 0) {
            Some((version, _)) => Err(fixed(version)),
            None => Ok(()),
        }
    }

    /// One version of a procedure.
    pub async fn procedure(&self, code: &str, version: u32) -> Result<Option<ProcedureVersion>> {
        self.engine().row(question!("procedure_version"), &values![code, version], ProcedureVersion::read).await
    }

    /// All versions of a procedure, oldest first.
    pub async fn procedure_versions(&self, code: &str) -> Result<Vec<ProcedureVersion>> {
        self.engine().rows(question!("procedure_versions"), &values![code], ProcedureVersion::read).await
    }

    /// Gives all versions of all procedures one after the other.
    pub async fn each_procedure(&self, mut take: impl FnMut(ProcedureVersion)) -> Result<()> {
        let each = |row: &mut Row<'_>| {
            take(ProcedureVersion::read(row)?);
            Ok(())
        };
        self.engine().each(question!("procedures"), &[], each).await
    }
}

fn fixed(version: &ProcedureVersion) -> StoreError {
    StoreError::VersionFixed { code: version.code.clone(), version: version.version }
}
