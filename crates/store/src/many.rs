//! Many rows at once: what setting a province up writes.

use crate::agency::raise_catalogue;
use crate::job::Command;
use crate::sql::question;
use crate::value::values;
use crate::{Officer, ProcessVersion, Result, Store};
use domain::agency::AgencyCode;

impl Store {
    /// Publishes versions of processes, all or none; one that is there is an error.
    pub async fn publish_processes(&self, versions: &[ProcessVersion]) -> Result<()> {
        if versions.is_empty() {
            return Ok(());
        }
        let mut commands: Vec<Command> = versions.iter().map(ProcessVersion::command).collect();
        commands.push(raise_catalogue());
        self.engine().run(commands).await.map(|_| ())
    }

    /// Writes officers, all or none.
    pub async fn put_officers(&self, officers: &[Officer]) -> Result<()> {
        let commands = officers.iter().map(|officer| Command::new(question!("officer_put"), officer.to_row()));
        self.engine().run(commands.collect()).await.map(|_| ())
    }

    /// Agency, procedure and newest version of each process of a ministry or province.
    pub async fn process_heads(&self, top: &AgencyCode) -> Result<Vec<(AgencyCode, String, u32)>> {
        let read = |row: &mut crate::value::Row<'_>| Ok((row.take()?, row.take()?, row.take()?));
        self.engine().rows(question!("process_heads"), &values![top], read).await
    }
}
