//! *Ai đã tra cứu tôi*: every look-up of one person, and every opening of his dossiers, as far as they were written down.

use super::CITIZEN;
use crate::App;
use crate::citizen::Citizen;
use domain::dossier::code::DossierCode;
use domain::lookup::LookUp;
use domain::time::Instant;
use std::collections::BTreeSet;
use store::StoreError;

/// Lines of one page.
const PAGE: u32 = 50;
/// Openings of one dossier that are told.
const OPENINGS: u32 = 100;

/// Who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// An officer.
    Officer,
    /// The person himself.
    Oneself,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhoLooked {
    /// When.
    pub at: Instant,
    /// Agency of who did.
    pub agency: String,
    /// Who.
    pub asker: Asker,
    /// The dossier it was for; empty where there is none.
    pub dossier: String,
    /// What was asked of the register; `None` where a dossier was opened.
    pub look_up: Option<LookUp>,
}

/// *Tra cứu về tôi*.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AboutMe {
    /// Look-ups in the register, newest first.
    pub look_ups: Vec<WhoLooked>,
    /// Openings of his dossiers, newest first.
    pub openings: Vec<WhoLooked>,
    /// Where the next page of look-ups begins; empty on the last.
    pub next: String,
}

impl App {
    /// Everything known of who looked at somebody's data; `None` where his number was not proven. `after` is
    /// [`AboutMe::next`] of the page before.
    pub async fn about_me(&self, citizen: &Citizen, after: &str) -> Result<Option<AboutMe>, StoreError> {
        let Some(number) = citizen.profile.proven_number() else { return Ok(None) };
        let key = self.person_key(&number.digits());
        let cursor =
            after.split_once('~').and_then(|(at, id)| Some((Instant::from_unix_seconds(at.parse().ok()?)?, id)));
        let mut found = self.store().look_ups_of(&key, cursor, PAGE + 1).await?;
        let more = found.len() > PAGE as usize;
        found.truncate(PAGE as usize);
        let last = found.last().filter(|_| more);
        let next = last.map_or_else(String::new, |last| format!("{}~{}", last.at.unix_seconds(), last.id));
        let look_ups: Vec<WhoLooked> = found
            .into_iter()
            .map(|one| WhoLooked {
                at: one.at,
                agency: one.look_up.agency.to_string(),
                asker: if one.actor.starts_with(CITIZEN) { Asker::Oneself } else { Asker::Officer },
                dossier: one.dossier,
                look_up: Some(one.look_up),
            })
            .collect();
        let openings = self.openings(citizen, &look_ups).await?;
        Ok(Some(AboutMe { look_ups, openings, next }))
    }

    /// Who opened the dossiers of an account, and those in which its person was looked up.
    async fn openings(&self, citizen: &Citizen, look_ups: &[WhoLooked]) -> Result<Vec<WhoLooked>, StoreError> {
        let own = self.dossiers_of_citizen(citizen).await?.into_iter().map(|one| one.code);
        let looked = look_ups.iter().filter_map(|one| one.dossier.parse::<DossierCode>().ok());
        let codes: BTreeSet<DossierCode> = own.chain(looked).collect();
        let mut openings = Vec::new();
        for code in codes {
            let Some(row) = self.store().find_dossier(&code).await? else { continue };
            let opened = self.store().openings_of(&code, &row.agency.top(), OPENINGS).await?;
            openings.extend(opened.into_iter().map(|one| WhoLooked {
                at: one.at,
                agency: one.agency,
                asker: Asker::Officer,
                dossier: code.to_string(),
                look_up: None,
            }));
        }
        openings.sort_by_key(|one| std::cmp::Reverse(one.at));
        Ok(openings)
    }
}
