//! *Tỉnh mẫu*: a seeded Ninh Bình with officers of every role and a year of synthetic dossiers.
//!
//! Every dossier goes through the same `submit` and `decide` as a real one, at simulated times; chance comes
//! from a seed, so the same seed and day give the same province.

mod citizens;
mod clinics;
mod dice;
mod life;

pub use citizens::{ISSUER, Synthetic, synthetic};
pub use clinics::{INSURED_COLUMNS, insured};

use crate::acts::{Surroundings, compose};
use crate::{App, passwords};
use dice::Dice;
use domain::agency::{Agency, AgencyCode, AgencyLevel};
use domain::dossier::code::DossierCode;
use domain::process::{Process, Role, check};
use domain::time::Instant;
use life::{Names, Story, live};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::{ProcessVersion, Save, StoreError};

/// The shipped sample catalogue.
const PROCEDURES: &str = include_str!("../../../data/procedures.jsonl");
/// Names that belong to nobody.
const NAMES: &str = include_str!("../../../data/names.json");

/// The province of the founding article.
pub const PROVINCE: &str = "H42";
/// One password for all of the demo's officers: they are nobody's.
pub const PASSWORD: &str = "motcua-demo";

/// One secret for the authenticator apps of the demo's leaders and administrators, published here: the page that asks
/// for a code shows it.
pub const SECRET: [u8; 20] = *b"motcua-demo-motcua-0";

/// The code of a step of time under that secret.
pub fn code(step: i64) -> String {
    factor::totp::TotpSecret::new(SECRET).code(step)
}

/// An account people try the demo with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Sign-in name.
    pub login: String,
    /// What he is.
    pub role: Role,
    /// Where.
    pub agency: String,
}

/// How much is made.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Synthetic dossiers of the past year.
    pub dossiers: u32,
    /// Same seed, same province.
    pub seed: u64,
}

impl Default for Size {
    fn default() -> Size {
        Size { dossiers: 12_000, seed: 42 }
    }
}

/// What stands in the way of setting a province up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A synthetic dossier was not kept.
    #[error(transparent)]
    Save(#[from] store::SaveError),
    /// No such agency is shipped.
    #[error("không có cơ quan cấp 1 mã {0} trong dữ liệu kèm theo; dùng mã tỉnh như H42")]
    NoProvince(String),
}

impl App {
    /// Loads agencies, the sample catalogue and the processes of a province: what a new system begins with.
    /// Doing it again changes nothing.
    pub async fn set_up(&self, province: &AgencyCode, now: Instant) -> Result<(), SetupError> {
        let agencies = crate::law::shipped_agencies();
        if !agencies.iter().any(|agency| agency.code == *province) {
            return Err(SetupError::NoProvince(province.to_string()));
        }
        self.store().put_agencies(&agencies).await?;
        self.import_catalogue(PROCEDURES.as_bytes(), now.day(), false).await?;
        let today = agencies.iter().filter(|agency| agency.code.is_within(province) && holds(agency, now));
        let today: Vec<&Agency> = today.collect();
        let catalogue = self.catalogue();
        let mut processes = Vec::new();
        for versions in catalogue.versions() {
            let Some(version) = versions.last() else { continue };
            let Some(process) = version.content.process.clone() else { continue };
            let Ok(process) = serde_json::from_value::<Process>(process) else { continue };
            let process = process.asking_only(|unit| today.iter().any(|agency| agency.code == *unit));
            let settlers = today.iter().filter(|agency| settles(agency, version.content.at.as_deref()));
            for agency in
                settlers.filter(|agency| catalogue.process_version(&agency.code, version.code.as_str()).is_none())
            {
                processes.push(ProcessVersion {
                    agency: agency.code.clone(),
                    procedure: version.code.to_string(),
                    version: 1,
                    published_at: now,
                    process: process.clone(),
                });
            }
        }
        self.store().publish_processes(&processes).await?;
        self.refresh().await?;
        Ok(())
    }

    /// Fills an empty store with the demo province; `progress` is told how many dossiers there are so far.
    pub async fn seed_demo(
        &self,
        size: Size,
        now: Instant,
        progress: impl Fn(u64),
    ) -> Result<Vec<Account>, SetupError> {
        let province: AgencyCode = PROVINCE.parse().expect("the demo's province is a code");
        // From here on this store holds people who were made up, and no real ones.
        self.store().mark_synthetic().await?;
        self.set_up(&province, now).await?;
        clinics::open(self, &province).await?;
        let accounts = self.appoint(&province).await?;
        let names = Names::from_json(NAMES);
        let mut dice = Dice::new(size.seed);
        let mut stories = life::stories(self, &province, &mut dice, size.dossiers, now);
        stories.sort_by_key(|story| story.submitted_at);
        let mut numbers: HashMap<(AgencyCode, jiff::civil::Date), u32> = HashMap::new();
        let mut batch: Vec<Save> = Vec::new();
        for (count, story) in (1..).zip(stories) {
            let day = story.submitted_at.day();
            let number = numbers.entry((story.agency.clone(), day)).or_default();
            *number += 1;
            let code = DossierCode::issue(&story.agency, day, *number);
            batch.push(self.told(&code, &story, &names, &mut dice, now).await?);
            if batch.len() == 2_000 {
                self.store().bulk(std::mem::take(&mut batch)).await?;
                progress(count);
            }
        }
        self.store().bulk(batch).await?;
        Ok(accounts)
    }

    async fn told(
        &self,
        code: &DossierCode,
        story: &Story,
        names: &Names,
        dice: &mut Dice,
        now: Instant,
    ) -> Result<Save, StoreError> {
        let (content, particulars) = names.particulars(dice).sealed();
        let birth = story.birth(particulars);
        let origin = domain::dossier::Origin::Here(Box::new(birth.clone()));
        let around: Surroundings = self.surroundings(&origin, story.submitted_at).await?;
        let (events, effects) = live(code, birth, story, &around, dice, now);
        let name = names.listed(&content);
        let recorded = events.last().map_or(story.submitted_at, |event| event.at);
        let (mut save, _) = compose(code, None, &events, &effects, name, vec![content], &around, recorded)?;
        save.outbox.clear();
        Ok(save)
    }

    /// Officers of every role in every agency of the province; the accounts worth trying are given back.
    async fn appoint(&self, province: &AgencyCode) -> Result<Vec<Account>, StoreError> {
        let password_hash = passwords::hash(PASSWORD);
        let catalogue = self.catalogue();
        let mut accounts = Vec::new();
        let mut officers = Vec::new();
        let flagship = life::flagship(&catalogue);
        for agency in catalogue.agencies().filter(|agency| agency.code.is_within(province)) {
            let posts: &[(Role, &str, &str)] = if agency.code == *province {
                &[
                    (Role::Leader, "lanhdao", "Lãnh đạo UBND tỉnh (mẫu)"),
                    (Role::ProcedureControl, "kiemsoat", "Cán bộ kiểm soát thủ tục (mẫu)"),
                    (Role::Administrator, "quantri", "Quản trị hệ thống (mẫu)"),
                ]
            } else if agency.level == AgencyLevel::Facility {
                &[(Role::Receptionist, "tiepdon", "Nhân viên tiếp đón (mẫu)")]
            } else {
                &[
                    (Role::Clerk, "motcua", "Cán bộ một cửa (mẫu)"),
                    (Role::CaseOfficer, "thuly", "Công chức thụ lý (mẫu)"),
                    (Role::Leader, "lanhdao", "Lãnh đạo (mẫu)"),
                ]
            };
            for (role, word, name) in posts {
                let login = life::login(word, &agency.code);
                if agency.code == *province || agency.code == flagship || agency.code.as_str() == clinics::FLAGSHIP {
                    accounts.push(Account { login: login.clone(), role: *role, agency: agency.name.clone() });
                }
                officers.push(store::Officer {
                    top: province.clone(),
                    login,
                    agency: agency.code.clone(),
                    name: (*name).to_owned(),
                    roles: vec![*role],
                    password_hash: password_hash.clone(),
                    active: true,
                });
            }
        }
        self.store().put_officers(&officers).await?;
        Ok(accounts)
    }
}

fn holds(agency: &Agency, now: Instant) -> bool {
    agency.valid_from <= now.day() && agency.valid_to.is_none_or(|end| now.day() < end)
}

/// Whether an agency settles a procedure, as the sample catalogue's `at` says: `commune`, `province`, or
/// `department:H42.10`.
fn settles(agency: &Agency, at: Option<&str>) -> bool {
    match at.unwrap_or_default().split_once(':') {
        Some((_, code)) => agency.code.as_str() == code,
        None => match at {
            Some("commune") => agency.level == AgencyLevel::Commune,
            Some("province") => agency.level == AgencyLevel::Province,
            _ => false,
        },
    }
}

/// Faults of the processes the sample catalogue ships, by procedure; empty when all may be published.
pub fn faults_of_sample() -> Vec<(String, Vec<domain::process::ProcessFault>)> {
    let catalogue = domain::procedure::read_catalogue(domain::procedure::lines_of(PROCEDURES.as_bytes()));
    let everyone = [Role::Clerk, Role::CaseOfficer, Role::Leader];
    let checked = catalogue.rows.into_iter().filter_map(|row| {
        let process: Process = serde_json::from_value(row.procedure.process.clone()?).ok()?;
        let term = crate::catalogue::term_for(&row.procedure, domain::dossier::event::Channel::Counter);
        let known = |unit: &AgencyCode| crate::law::shipped_agencies().iter().any(|agency| agency.code == *unit);
        Some((row.procedure.code.to_string(), check(&process, term, &everyone, &known)))
    });
    checked.filter(|(_, faults)| !faults.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_process_of_the_sample_catalogue_may_be_published() {
        assert_eq!(faults_of_sample(), []);
    }
}
