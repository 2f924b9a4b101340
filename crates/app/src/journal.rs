//! *Nhật ký công việc*: what officers did besides acting on dossiers, and whose data they looked up.

use crate::people::Officer;
use crate::{App, chance};
use domain::time::Instant;
use std::sync::PoisonError;
use store::{ActFilter, OfficeAct, StoreError, delivery_id};

/// More look-ups than this are not remembered; the store knows them all.
const MANY: usize = 50_000;

/// Kinds of acts and what people call them.
pub const KINDS: &[(&str, &str)] = &[
    ("lookup", "Mở hồ sơ"),
    ("search", "Tìm theo tên người"),
    ("person-lookup", "Tra cứu dữ liệu dân cư, không gắn hồ sơ"),
    ("officer-add", "Thêm tài khoản"),
    ("officer-change", "Sửa tài khoản"),
    ("officer-stop", "Ngừng tài khoản"),
    ("password-link", "Cấp đường dẫn đặt mật khẩu"),
    ("password-set", "Đặt mật khẩu"),
    ("factor-add", "Thêm cách xác minh đăng nhập"),
    ("factor-remove", "Bỏ cách xác minh đăng nhập"),
    ("factor-reset", "Đặt lại xác minh đăng nhập"),
    ("factor-alarm", "Dấu hiệu lạ khi đăng nhập"),
    ("recovery-new", "Tạo mã khôi phục mới"),
    ("recovery-used", "Dùng mã khôi phục"),
    ("agency", "Sửa cơ quan"),
    ("hours", "Sửa giờ làm việc, quầy, lịch hẹn"),
    ("template", "Sửa mẫu văn bản"),
    ("deputy", "Uỷ quyền khi vắng mặt"),
    ("resend", "Gửi lại tin"),
    ("insurance-done", "Xử lý xong lượt kiểm tra bảo hiểm"),
    ("data-request", "Xử lý yêu cầu về dữ liệu"),
    ("retention", "Dọn dữ liệu hết thời hạn lưu giữ"),
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
        let id = delivery_id(&[kind, officer.top.as_str(), &officer.login, subject, &now.day().to_string()]);
        // A page is opened often and noted once: the store is not asked again for what this program wrote today.
        let noted = || self.noted().lock().unwrap_or_else(PoisonError::into_inner);
        if noted().contains(&id) {
            return Ok(());
        }
        self.note(officer, id.clone(), kind, subject, why, now).await?;
        let mut noted = noted();
        if noted.len() > MANY {
            noted.clear();
        }
        noted.insert(id);
        Ok(())
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
