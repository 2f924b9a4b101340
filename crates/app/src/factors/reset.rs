//! *Đặt lại*: an administrator takes out all factors of somebody who lost them, never his own; the last administrator
//! is helped at the machine itself. The demo's officers get theirs here.

use super::{Factors, owner};
use crate::admin::AdminError;
use crate::demo::{PROVINCE, SECRET};
use crate::people::Officer;
use crate::{App, chance, law};
use domain::agency::AgencyCode;
use domain::second_factor::asked_for;
use domain::time::Instant;
use std::collections::HashSet;
use store::{Factor, FactorKind, OfficeAct, StoreError};

/// Who the journal says did what was done at the machine itself; no sign-in name begins so.
const CONSOLE: &str = "(máy chủ)";

impl Factors<'_> {
    /// Takes out all factors of another officer, shuts his password and ends his sessions; gives the secret of the
    /// link by which he sets a new password. Whoever knows the old password gains nothing by a reset.
    pub async fn reset(&self, administrator: &Officer, login: &str, now: Instant) -> Result<String, AdminError> {
        let account = self.app.account(administrator, login).await?;
        if account.officer.login == administrator.login {
            return Err(AdminError::OwnFactors);
        }
        self.app.store().reset_factors(&account.officer.top, login, true).await?;
        self.app.note_act(administrator, "factor-reset", login, "", now).await?;
        let words = "Người quản trị đã đặt lại cách xác minh đăng nhập của bạn: đặt mật khẩu mới bằng đường dẫn được \
                     cấp rồi thêm lại ứng dụng xác thực hoặc khoá truy cập.";
        let whom = (&account.officer.agency, login);
        self.app.tell_of_account(whom, "account-safety", words, &self.means.ways, now).await?;
        self.app.password_link(administrator, login, now).await
    }

    /// Gives each officer of the demo who must have one a factor whose secret is published. Doing it again changes
    /// nothing.
    pub async fn enrol_demo(&self, now: Instant) -> Result<u64, StoreError> {
        let top: AgencyCode = PROVINCE.parse().expect("the demo's province is a code");
        let owners: HashSet<String> = self.app.store().factor_owners(&top).await?.into_iter().collect();
        let mut enrolled = 0;
        for officer in self.app.store().officers(&top, None).await? {
            let asked = asked_for(law::second_factor_rules(), &officer.roles, now.day()).is_some();
            if !asked || owners.contains(&officer.login) {
                continue;
            }
            let officer = self.app.officer_of(officer);
            let factor = Factor {
                id: chance::token()[..16].to_owned(),
                kind: FactorKind::App,
                name: "Ứng dụng của bản mẫu".to_owned(),
                secret: self.means.vault.seal(&owner(&officer), &SECRET, chance::bytes()),
                credential: None,
                counter: 0,
                suspect_at: None,
                created_at: now,
                used_at: None,
            };
            self.app.store().add_factor(&officer.top, &officer.login, &factor, None).await?;
            enrolled += 1;
        }
        Ok(enrolled)
    }
}

impl App {
    /// The same at the machine itself, for the last administrator; his password stays. `false` if there is no such
    /// account.
    pub async fn reset_factors_here(&self, top: &AgencyCode, login: &str, now: Instant) -> Result<bool, StoreError> {
        let Some(officer) = self.store().officer(top, login).await? else { return Ok(false) };
        self.store().reset_factors(top, login, false).await?;
        let act = OfficeAct {
            id: chance::token()[..32].to_owned(),
            agency: officer.agency.clone(),
            at: now,
            actor: CONSOLE.to_owned(),
            kind: "factor-reset".to_owned(),
            subject: login.to_owned(),
            content: String::new(),
        };
        self.store().note_act(top, &act).await?;
        let ways = crate::messages::Ways { channels: Vec::new(), base_url: String::new() };
        let words = "Cách xác minh đăng nhập của bạn đã được đặt lại tại máy chủ.";
        self.tell_of_account((&officer.agency, login), "account-safety", words, &ways, now).await?;
        Ok(true)
    }
}
