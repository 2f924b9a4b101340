//! *Cơ sở khám bệnh, chữa bệnh* of the whole nation.

use crate::job::Command;
use crate::sql::question;
use crate::value::{Row, values};
use crate::{Result, Store};
use domain::facility::{Coverage, Facility, FacilityCode};
use domain::time::{day_number, day_of_number};
use jiff::civil::Date;
use std::collections::BTreeMap;

fn read(row: &mut Row<'_>) -> Result<Facility> {
    let since = |row: &mut Row<'_>| {
        let number: Option<i32> = row.take()?;
        number.map(|number| day_of_number(number).ok_or_else(|| row.unreadable())).transpose()
    };
    Ok(Facility {
        code: row.word(|text| text.parse::<FacilityCode>().ok())?,
        name: row.take()?,
        province: row.take()?,
        kind: row.take()?,
        accepts_card: row.take()?,
        since: since(row)?,
    })
}

impl Store {
    /// Writes facilities, all or none; one of the same code is replaced.
    pub async fn put_facilities(&self, facilities: &[Facility]) -> Result<()> {
        let command = |one: &Facility| {
            let since = one.since.map(day_number);
            let params = values![one.code.as_str(), &one.name, &one.province, &one.kind, one.accepts_card, since];
            Command::new(question!("facility_put"), params)
        };
        self.engine().run(facilities.iter().map(command).collect()).await.map(|_| ())
    }

    /// All facilities, by code.
    pub async fn facilities(&self) -> Result<Vec<Facility>> {
        self.engine().rows(question!("facilities"), &[], read).await
    }

    /// Facilities of a province of today, by code.
    pub async fn facilities_of(&self, province: &str) -> Result<Vec<Facility>> {
        self.engine().rows(question!("facilities_of_province"), &values![province], read).await
    }

    /// One facility.
    pub async fn facility(&self, code: &FacilityCode) -> Result<Option<Facility>> {
        self.engine().row(question!("facility"), &values![code.as_str()], read).await
    }

    /// How many there are in each province, and how many of them take the chip card on a day.
    pub async fn facility_counts(&self, day: Date) -> Result<BTreeMap<String, Coverage>> {
        let counts =
            |row: &mut Row<'_>| Ok((row.take::<String>()?, Coverage { accepting: row.take()?, total: row.take()? }));
        let rows = self.engine().rows(question!("facility_coverage"), &values![day_number(day)], counts).await?;
        Ok(rows.into_iter().collect())
    }
}
