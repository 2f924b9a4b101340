//! *Quản trị*: accounts, agencies with dates, working hours. An administrator looks after his agency and what lies
//! under it; everything he does is noted.

use crate::office::WORKING_HOURS;
use crate::people::Officer;
use crate::publish::PublishError;
use crate::{App, chance, passwords};
use domain::agency::{Agency, AgencyCode, AgencyLevel};
use domain::calendar::{Certainty, HoursRow, Policy, Shift, Weekday};
use domain::facility::FacilityCode;
use domain::ledger::Digest;
use domain::process::Role;
use domain::queue::QueuePlan;
use domain::time::Instant;
use jiff::civil::{Date, Time};
use store::StoreError;

/// How long a link that sets a password holds, in seconds: three days.
const LINK_SECONDS: i64 = 3 * 24 * 3600;
/// Shortest password.
pub const PASSWORD_LETTERS: usize = 12;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// Not an administrator of that agency.
    #[error("chỉ quản trị của cơ quan này hoặc của cơ quan cấp trên làm được")]
    NotYours,
    /// No such account.
    #[error("không có tài khoản này; xem lại danh sách")]
    NoSuchOfficer,
    /// The sign-in name is taken.
    #[error("đã có tài khoản mang tên này; chọn tên khác")]
    Taken,
    /// The sign-in name cannot be used.
    #[error("tên đăng nhập gồm 3 đến 40 chữ thường không dấu, chữ số, dấu chấm, gạch ngang")]
    Login,
    /// No name.
    #[error("nhập họ tên cán bộ")]
    Name,
    /// No role.
    #[error("chọn ít nhất một vai trò")]
    NoRole,
    /// An administrator may not shut himself out.
    #[error("không tự ngừng tài khoản hay tự bỏ vai trò quản trị của mình được; nhờ quản trị khác làm")]
    Oneself,
    /// Nobody takes out his own factors this way.
    #[error(
        "không tự đặt lại xác minh đăng nhập của mình được; nhờ quản trị khác, hoặc chạy lệnh motcua officer reset-factors trên máy chủ"
    )]
    OwnFactors,
    /// No such agency, or not on that day.
    #[error("không có cơ quan này; xem lại mã")]
    NoAgency,
    /// The days make no sense.
    #[error("ngày hết hiệu lực phải sau ngày bắt đầu")]
    Days,
    /// A code that is no code, or not under the administrator's agency.
    #[error("mã phải nằm dưới mã cơ quan của bạn, ví dụ H42.191.01")]
    Code,
    /// Hours that make no day.
    #[error("giờ mở phải trước giờ đóng; bỏ trống cả hai ô nếu nghỉ buổi đó")]
    Hours,
    /// Why the hours are as they are.
    #[error("ghi căn cứ: quyết định nào của cơ quan, ngày nào")]
    Source,
    /// A plan nobody can queue by.
    #[error("cần ít nhất một loại việc (một chữ cái và tên), từ 1 đến 50 quầy, lịch hẹn dài 10 đến 240 phút")]
    Plan,
    /// The password is too short.
    #[error("mật khẩu ngắn hơn 12 ký tự; chọn một câu dài dễ nhớ")]
    Short,
    /// The link was used or ran out.
    #[error("đường dẫn này đã dùng hoặc đã quá hạn; nhờ quản trị cấp đường dẫn mới")]
    Link,
    /// What was chosen cannot be used.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// *Tài khoản* as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub officer: Officer,
    /// Whether he may sign in.
    pub active: bool,
}

/// Working hours as a form asks for them: two stretches of Monday to Friday, one of Saturday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hours {
    /// First day they hold.
    pub from: Option<Date>,
    /// Morning and afternoon of Monday to Friday.
    pub weekdays: [Option<(Time, Time)>; 2],
    /// Saturday morning.
    pub saturday: Option<(Time, Time)>,
    /// Which decision says so.
    pub source: String,
}

impl Officer {
    /// Whether he looks after an agency: his own or one under it.
    pub fn administers(&self, agency: &AgencyCode) -> bool {
        self.has(Role::Administrator) && agency.is_within(&self.agency)
    }
}

impl App {
    /// Accounts an administrator looks after, of one agency or of all of his, by agency and name.
    pub async fn accounts(&self, officer: &Officer, agency: Option<&AgencyCode>) -> Result<Vec<Account>, AdminError> {
        let of = agency.unwrap_or(&officer.agency);
        if !officer.administers(of) {
            return Err(AdminError::NotYours);
        }
        let all = self.store().officers(&officer.top, Some(of)).await?;
        Ok(all.into_iter().map(|one| Account { active: one.active, officer: self.officer_of(one) }).collect())
    }

    /// One account.
    pub async fn account(&self, officer: &Officer, login: &str) -> Result<Account, AdminError> {
        let stored = self.theirs(officer, login).await?;
        Ok(Account { active: stored.active, officer: self.officer_of(stored) })
    }

    async fn theirs(&self, officer: &Officer, login: &str) -> Result<store::Officer, AdminError> {
        let found = self.store().officer(&officer.top, login).await?.ok_or(AdminError::NoSuchOfficer)?;
        if officer.administers(&found.agency) { Ok(found) } else { Err(AdminError::NotYours) }
    }

    /// Adds an account nobody can sign in to before its password is set by a link; gives the link's secret.
    pub async fn add_account(
        &self,
        officer: &Officer,
        login: &str,
        name: &str,
        agency: &AgencyCode,
        roles: Vec<Role>,
        now: Instant,
    ) -> Result<String, AdminError> {
        if !officer.administers(agency) {
            return Err(AdminError::NotYours);
        }
        self.catalogue().agency(agency).ok_or(AdminError::NoAgency)?;
        let login = login.trim().to_lowercase();
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-');
        if !(3..=40).contains(&login.len()) || !login.bytes().all(fits) {
            return Err(AdminError::Login);
        }
        check_account(name, &roles)?;
        let row = store::Officer {
            top: officer.top.clone(),
            login: login.clone(),
            agency: agency.clone(),
            name: name.trim().to_owned(),
            roles,
            password_hash: String::new(),
            active: true,
        };
        if !self.store().add_officer(&row).await? {
            return Err(AdminError::Taken);
        }
        self.note_act(officer, "officer-add", &login, &described(&row), now).await?;
        self.password_link(officer, &login, now).await
    }

    /// Changes name and roles, or whether somebody may sign in.
    pub async fn change_account(
        &self,
        officer: &Officer,
        login: &str,
        name: &str,
        roles: Vec<Role>,
        active: bool,
        now: Instant,
    ) -> Result<(), AdminError> {
        let before = self.theirs(officer, login).await?;
        check_account(name, &roles)?;
        if before.login == officer.login && (!active || !roles.contains(&Role::Administrator)) {
            return Err(AdminError::Oneself);
        }
        let after = store::Officer { name: name.trim().to_owned(), roles, active, ..before.clone() };
        self.store().put_officer(&after).await?;
        let kind = if before.active && !active { "officer-stop" } else { "officer-change" };
        let words = format!("trước: {}; sau: {}", described(&before), described(&after));
        self.note_act(officer, kind, login, &words, now).await?;
        Ok(())
    }

    /// A link by which an officer sets his password once; its secret is told here and never again.
    pub async fn password_link(&self, officer: &Officer, login: &str, now: Instant) -> Result<String, AdminError> {
        let account = self.theirs(officer, login).await?;
        let token = chance::token();
        let expires = Instant::from_unix_seconds(now.unix_seconds() + LINK_SECONDS).unwrap_or(now);
        self.store().put_password_link(&Digest::of(token.as_bytes()), &account.top, &account.login, expires).await?;
        self.note_act(officer, "password-link", login, "", now).await?;
        Ok(token)
    }

    /// Whose password a link sets.
    pub async fn link_owner(&self, token: &str, now: Instant) -> Result<Officer, AdminError> {
        let found = self.store().password_link(&Digest::of(token.as_bytes()), now).await?;
        let (top, login) = found.ok_or(AdminError::Link)?;
        let stored = self.store().officer(&top, &login).await?.filter(|one| one.active).ok_or(AdminError::Link)?;
        Ok(self.officer_of(stored))
    }

    /// Sets a password by a link; sessions begun with the old one end.
    pub async fn set_password(&self, token: &str, password: &str, now: Instant) -> Result<(), AdminError> {
        let owner = self.link_owner(token, now).await?;
        if password.chars().count() < PASSWORD_LETTERS {
            return Err(AdminError::Short);
        }
        let password = password.to_owned();
        let hash = tokio::task::spawn_blocking(move || passwords::hash(&password)).await;
        let hash = hash.map_err(|_| StoreError::Closed)?;
        if !self.store().use_password_link(&Digest::of(token.as_bytes()), now).await? {
            return Err(AdminError::Link);
        }
        self.store().change_password(&owner.top, &owner.login, &hash).await?;
        self.note_act(&owner, "password-set", &owner.login, "", now).await?;
        Ok(())
    }

    /// Agencies and units an administrator looks after, all dates, by code.
    pub async fn units(&self, officer: &Officer) -> Result<Vec<Agency>, AdminError> {
        let all = self.store().agencies(Some(&officer.top)).await?;
        Ok(all.into_iter().filter(|agency| agency.code.is_within(&officer.agency)).collect())
    }

    /// Writes a unit: a new one, another name from a day on, or a last day.
    pub async fn put_unit(
        &self,
        officer: &Officer,
        code: &str,
        name: &str,
        from: Date,
        to: Option<Date>,
        now: Instant,
    ) -> Result<(), AdminError> {
        let code: AgencyCode = code.parse().map_err(|_| AdminError::Code)?;
        if !officer.administers(&code) {
            return Err(AdminError::Code);
        }
        if name.trim().is_empty() || name.chars().count() > 300 {
            return Err(AdminError::Name);
        }
        if to.is_some_and(|to| to <= from) {
            return Err(AdminError::Days);
        }
        let rows = self.store().agencies(Some(&officer.top)).await?;
        let mut same: Vec<Agency> = rows.into_iter().filter(|agency| agency.code == code).collect();
        let known = same.last().cloned();
        // Another name from a later day on: the row before it ends on that day, and stays as history.
        let mut changed: Vec<Agency> = Vec::new();
        for before in same.iter_mut().filter(|row| row.valid_from < from && row.valid_to.is_none_or(|end| end > from)) {
            before.valid_to = Some(from);
            changed.push(before.clone());
        }
        let fresh = if FacilityCode::of_agency(&code).is_some() { AgencyLevel::Facility } else { AgencyLevel::Unit };
        let level = known.as_ref().map_or(fresh, |agency| agency.level);
        let area = known.and_then(|agency| agency.area);
        let name = name.trim().to_owned();
        changed.push(Agency {
            code: code.clone(),
            name: name.clone(),
            level,
            area,
            valid_from: from,
            valid_to: to,
            draft: false,
        });
        self.store().put_agencies(&changed).await?;
        self.refresh().await?;
        let until = to.map_or_else(String::new, |to| format!(" đến trước {to}"));
        self.note_act(officer, "agency", code.as_str(), &format!("{name}, từ {from}{until}"), now).await?;
        Ok(())
    }

    /// Sets the hours of an agency from a day on; earlier days keep the hours they had.
    pub async fn set_hours_from(
        &self,
        officer: &Officer,
        agency: &AgencyCode,
        hours: &Hours,
        now: Instant,
    ) -> Result<(), AdminError> {
        if !officer.administers(agency) {
            return Err(AdminError::NotYours);
        }
        let from = hours.from.ok_or(AdminError::Days)?;
        if hours.source.trim().is_empty() {
            return Err(AdminError::Source);
        }
        let shift = |span: &Option<(Time, Time)>| match span {
            None => Ok(None),
            Some((opens, closes)) => Shift::new(*opens, *closes).map(Some).ok_or(AdminError::Hours),
        };
        let weekdays: Result<Vec<Option<Shift>>, AdminError> = hours.weekdays.iter().map(shift).collect();
        let weekdays: Vec<Shift> = weekdays?.into_iter().flatten().collect();
        let in_order = weekdays.windows(2).all(|pair| pair[0].closes() <= pair[1].opens());
        if weekdays.is_empty() || !in_order {
            return Err(AdminError::Hours);
        }
        let saturday: Vec<Shift> = shift(&hours.saturday)?.into_iter().collect();
        let row = |days: Vec<Weekday>, shifts: Vec<Shift>| HoursRow {
            agency: None,
            valid_from: from,
            valid_to: None,
            weekdays: days,
            shifts,
            source: hours.source.trim().to_owned(),
            certainty: Certainty::V,
        };
        use Weekday::{Fri, Mon, Sat, Thu, Tue, Wed};
        let mut rows = self.own_hours(agency).await?;
        rows.retain(|before| before.valid_from != from);
        rows.push(row(vec![Mon, Tue, Wed, Thu, Fri], weekdays));
        rows.push(row(vec![Sat], saturday));
        let text = serde_json::to_string(&rows).expect("hours are plain data");
        self.set_hours(agency, &text).await?;
        self.note_act(officer, "hours", agency.as_str(), &format!("giờ làm việc từ {from}: {}", hours.source), now)
            .await?;
        Ok(())
    }

    /// Dated working hours an agency set for itself, oldest first; empty where it keeps those of all.
    pub async fn own_hours(&self, agency: &AgencyCode) -> Result<Vec<HoursRow>, StoreError> {
        let settings = self.store().settings(&agency.top()).await?;
        let own = settings.into_iter().find(|one| one.agency == *agency && one.key == WORKING_HOURS);
        let mut rows: Vec<HoursRow> = own.and_then(|own| serde_json::from_str(&own.value).ok()).unwrap_or_default();
        rows.sort_by_key(|row| row.valid_from);
        Ok(rows)
    }

    /// Chooses how an agency counts working days.
    pub async fn set_policy(
        &self,
        officer: &Officer,
        agency: &AgencyCode,
        policy: Policy,
        now: Instant,
    ) -> Result<(), AdminError> {
        if !officer.administers(agency) {
            return Err(AdminError::NotYours);
        }
        self.choose_policy(agency, policy).await?;
        let words = format!("cách tính ngày làm việc: {}", policy.code());
        self.note_act(officer, "hours", agency.as_str(), &words, now).await?;
        Ok(())
    }

    /// How an agency counts working days now.
    pub async fn policy_of(&self, agency: &AgencyCode) -> Result<Policy, StoreError> {
        Ok(self.offices().of(self.store(), agency).await?.policy)
    }

    /// Sets how an agency queues people.
    pub async fn set_queue_plan(
        &self,
        officer: &Officer,
        agency: &AgencyCode,
        plan: &QueuePlan,
        now: Instant,
    ) -> Result<(), AdminError> {
        if !officer.administers(agency) {
            return Err(AdminError::NotYours);
        }
        let letters: std::collections::BTreeSet<char> = plan.services.iter().map(|service| service.series).collect();
        let sound = !plan.services.is_empty()
            && letters.len() == plan.services.len()
            && letters.iter().all(char::is_ascii_uppercase)
            && plan.services.iter().all(|service| !service.name.trim().is_empty())
            && (1..=50).contains(&plan.counters)
            && (10..=240).contains(&plan.slot_minutes)
            && plan.slot_capacity <= 50;
        if !sound {
            return Err(AdminError::Plan);
        }
        self.put_queue_plan(agency, plan).await?;
        let words = format!("{} loại việc, {} quầy", plan.services.len(), plan.counters);
        self.note_act(officer, "hours", agency.as_str(), &words, now).await?;
        Ok(())
    }
}

fn check_account(name: &str, roles: &[Role]) -> Result<(), AdminError> {
    match name.trim().chars().count() {
        1..=200 if roles.is_empty() => Err(AdminError::NoRole),
        1..=200 => Ok(()),
        _ => Err(AdminError::Name),
    }
}

/// An account in words, for the journal.
fn described(officer: &store::Officer) -> String {
    let roles: Vec<&str> = officer.roles.iter().map(|role| domain::dossier::decide::role_label(*role)).collect();
    let state = if officer.active { "" } else { ", ngừng" };
    format!("{} ({}; {}{state})", officer.name, officer.agency, roles.join(", "))
}
