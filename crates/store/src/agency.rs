//! *Cơ quan* with their dates, and what each chose for itself.

use crate::job::Command;
use crate::sql::question;
use crate::value::values;
use crate::{Result, Store};
use domain::agency::{Agency, AgencyCode, AgencyLevel};
use domain::time::day_number;

/// Name of the [`Store::revision`] that rises with every change of agencies, settings, procedures and processes.
pub(crate) const CATALOGUE: &str = "catalogue";

/// *Thiết lập của cơ quan*: one thing an agency chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The agency.
    pub agency: AgencyCode,
    /// What (`due-policy`, `working-hours`).
    pub key: String,
    /// JSON.
    pub value: String,
}

/// One more change of the catalogue, in the transaction that makes it.
pub(crate) fn raise_catalogue() -> Command {
    Command::new(question!("revision_raise"), values![CATALOGUE])
}

impl Store {
    /// How often agencies, settings, procedures or processes were changed: what a node remembers of them is good
    /// as long as this number stays.
    pub async fn catalogue_revision(&self) -> Result<u64> {
        self.revision(CATALOGUE).await
    }

    /// Writes agencies; a row of the same code and first day is replaced.
    pub async fn put_agencies(&self, agencies: &[Agency]) -> Result<()> {
        let mut commands = Vec::with_capacity(agencies.len() + 1);
        for agency in agencies {
            let content = serde_json::to_string(agency).expect("an agency is plain data");
            let top = agency.code.top();
            let params = values![
                &top,
                &agency.code,
                day_number(agency.valid_from),
                agency.valid_to.map(day_number),
                &agency.name,
                level_key(agency.level),
                content,
            ];
            commands.push(Command::new(question!("agency_put"), params));
        }
        commands.push(raise_catalogue());
        self.engine().run(commands).await.map(|_| ())
    }

    /// Takes out an agency's row of one date; `false` if it was not there.
    pub async fn remove_agency(&self, agency: &Agency) -> Result<bool> {
        let top = agency.code.top();
        let params = values![&top, &agency.code, day_number(agency.valid_from)];
        let commands = vec![Command::new(question!("agency_remove"), params), raise_catalogue()];
        Ok(self.engine().run(commands).await?[0] == 1)
    }

    /// Agencies of all dates; of one ministry or province, or of all.
    pub async fn agencies(&self, top: Option<&AgencyCode>) -> Result<Vec<Agency>> {
        match top {
            Some(top) => self.engine().rows(question!("agencies_of_top"), &values![top], |row| row.json()).await,
            None => self.engine().rows(question!("agencies"), &[], |row| row.json()).await,
        }
    }

    /// Writes what an agency chose.
    pub async fn put_setting(&self, setting: &Setting) -> Result<()> {
        let top = setting.agency.top();
        let params = values![&top, &setting.agency, &setting.key, &setting.value];
        self.engine().run(vec![Command::new(question!("setting_put"), params), raise_catalogue()]).await.map(|_| ())
    }

    /// What the agencies of a ministry or province chose.
    pub async fn settings(&self, top: &AgencyCode) -> Result<Vec<Setting>> {
        let read =
            |row: &mut crate::value::Row<'_>| Ok(Setting { agency: row.take()?, key: row.take()?, value: row.take()? });
        self.engine().rows(question!("settings"), &values![top], read).await
    }
}

fn level_key(level: AgencyLevel) -> &'static str {
    match level {
        AgencyLevel::Ministry => "ministry",
        AgencyLevel::Province => "province",
        AgencyLevel::Department => "department",
        AgencyLevel::Commune => "commune",
        AgencyLevel::Unit => "unit",
        AgencyLevel::Facility => "facility",
    }
}
