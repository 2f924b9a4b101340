//! *Nhật ký công việc*: what officers did besides acting on dossiers, and whose data they looked up.

use crate::people::Officer;
use crate::{App, chance};
use domain::time::Instant;
use store::{ActFilter, OfficeAct, StoreError, delivery_id};

/// Kinds of acts and what people call them.
pub const KINDS: [(&str, &str); 12] = [
    ("lookup", "Mở hồ sơ"),
    ("search", "Tìm theo tên người"),
    ("officer-add", "Thêm tài khoản"),
    ("officer-change", "Sửa tài khoản"),
    ("officer-stop", "Ngừng tài khoản"),
    ("password-link", "Cấp đường dẫn đặt mật khẩu"),
    ("password-set", "Đặt mật khẩu"),
    ("agency", "Sửa cơ quan"),
    ("hours", "Sửa giờ làm việc, quầy, lịch hẹn"),
    ("template", "Sửa mẫu văn bản"),
    ("deputy", "Uỷ quyền khi vắng mặt"),
    ("resend", "Gửi lại tin"),
];

impl App {
    /// Notes what an officer did.
    pub(crate) async fn note_act(
        &self,
        officer: &Officer,
        kind: &str,
        subject: &str,
        content: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.note(officer, chance::token()[..32].to_owned(), kind, subject, content, now).await
    }

    /// Notes that an officer opened a dossier or searched for a person: once a day for each.
    pub async fn note_look_up(
        &self,
        officer: &Officer,
        kind: &str,
        subject: &str,
        why: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let id = delivery_id(&[kind, &officer.login, subject, &now.day().to_string()]);
        self.note(officer, id, kind, subject, why, now).await
    }

    async fn note(
        &self,
        officer: &Officer,
        id: String,
        kind: &str,
        subject: &str,
        content: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let act = OfficeAct {
            id,
            agency: officer.agency.clone(),
            at: now,
            actor: officer.login.clone(),
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            content: content.to_owned(),
        };
        self.store().note_act(&officer.top, &act).await.map(|_| ())
    }

    /// What was done, newest first: in the officer's agency, or everywhere for one of the province.
    pub async fn journal(
        &self,
        officer: &Officer,
        filter: &ActFilter<'_>,
        limit: u32,
    ) -> Result<Vec<OfficeAct>, StoreError> {
        let agency = (officer.agency != officer.top).then_some(&officer.agency);
        self.store().office_acts(&officer.top, agency, filter, limit).await
    }
}
