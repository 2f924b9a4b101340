//! *Báo cáo tra cứu dân cư*, as it is asked for.

use crate::App;
use domain::agency::AgencyCode;
use domain::lookup::LookUpReport;
use domain::report::Period;
use store::StoreError;

/// Which report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUpAsked {
    /// Of which days.
    pub period: Period,
    /// Of this agency and those under it; `None`: of all there are.
    pub agency: Option<AgencyCode>,
}

impl App {
    /// How many look-ups were made, for what, with which answers, and what of it is unusual.
    pub async fn look_up_report(&self, asked: &LookUpAsked) -> Result<LookUpReport, StoreError> {
        let tops = match &asked.agency {
            Some(agency) => vec![agency.top()],
            None => self.store().tops().await?,
        };
        let within = |agency: &AgencyCode| asked.agency.as_ref().is_none_or(|above| agency.is_within(above));
        let (mut counts, mut unusual) = (Vec::new(), Vec::new());
        for top in &tops {
            counts.extend(self.store().look_up_counts(top, asked.period).await?);
            for pattern in &self.law().look_ups.patterns {
                let at_least = pattern.at_least;
                unusual.extend(self.store().unusual_look_ups(top, asked.period, pattern.kind, at_least).await?);
            }
        }
        counts.retain(|one| within(&one.agency));
        unusual.retain(|one| within(&one.agency) && !one.officer.starts_with(super::CITIZEN));
        Ok(LookUpReport::of(asked.period, &counts, unusual))
    }
}
