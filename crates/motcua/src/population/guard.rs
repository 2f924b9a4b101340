//! Who is let in: every route says what it needs, and a caller shows his key with each request.

use super::serve::{House, refused};
use crate::now::now;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;
use population::lookups::{Asker, day_of};
use population::services::{FeedRight, Service, key_hash};
use std::sync::{Arc, Mutex, PoisonError};

/// What a route needs of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// May ask about people.
    Lookups,
    /// Is sent changes.
    Feed,
}

/// A service, and how much it asked today.
pub(super) struct Caller {
    pub(super) service: Service,
    /// Day and questions.
    asked: Mutex<(i64, u64)>,
}

impl Caller {
    pub(super) fn new(service: Service, day: i64, asked: u64) -> Caller {
        Caller { service, asked: Mutex::new((day, asked)) }
    }

    /// How much it asked on a day.
    pub(super) fn asked_on(&self, day: i64) -> u64 {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.0 == day { asked.1 } else { 0 }
    }

    /// Counts questions before they are answered.
    pub(super) fn take(&self, questions: u64) -> Result<(), String> {
        let today = day_of(now().unix_seconds());
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.0 != today {
            *asked = (today, 0);
        }
        if asked.1 + questions > self.service.per_day {
            return Err(format!(
                "hôm nay đã hết {} lượt tra cứu; đợi ngày mai hoặc xin tăng hạn mức",
                self.service.per_day
            ));
        }
        asked.1 += questions;
        Ok(())
    }

    /// The asker of a question, if it may be asked for this.
    pub(super) fn asker(&self, purpose: &str, officer: &str, dossier: &str) -> Result<Asker, (StatusCode, String)> {
        let refuse = |status, why: String| Err((status, why));
        if !self.service.purposes.iter().any(|allowed| allowed == purpose) {
            let allowed = self.service.purposes.join(", ");
            return refuse(StatusCode::FORBIDDEN, format!("mục đích phải là một trong: {allowed}"));
        }
        if dossier.trim().is_empty() {
            return refuse(StatusCode::BAD_REQUEST, "ghi mã hồ sơ hoặc số văn bản là căn cứ tra cứu".to_owned());
        }
        if officer.len() > 100 || dossier.len() > 100 {
            return refuse(StatusCode::BAD_REQUEST, "tài khoản cán bộ và mã hồ sơ dài tối đa 100 ký tự".to_owned());
        }
        Ok(Asker {
            agency: self.service.agency.clone(),
            service: self.service.name.clone(),
            officer: officer.to_owned(),
            purpose: purpose.to_owned(),
            dossier: dossier.to_owned(),
        })
    }
}

/// Lets a caller in who has a key and what the route needs; the caller goes on with the request.
pub(super) async fn admit(
    State((house, need)): State<(Arc<House>, Need)>,
    mut request: Request,
    next: Next,
) -> Response {
    let key = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let Some(caller) = key.and_then(|key| house.caller(&key_hash(key))) else {
        let why = "thiếu khoá hoặc khoá không còn hiệu lực; gửi tiêu đề Authorization: Bearer …";
        return refused(StatusCode::UNAUTHORIZED, why);
    };
    if need == Need::Feed && caller.service.feed == FeedRight::Nothing {
        return refused(StatusCode::FORBIDDEN, "hệ thống này không được nhận biến động; liên hệ đơn vị quản lý");
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}
