//! *Đường đăng nhập*: to the identity provider and back. What must come back is made from one secret that only this
//! browser holds, sealed and short-lived, so that any node can answer and nobody can walk it in another's place.

use super::sign_in::signed_in;
use crate::layout::Frame;
use crate::problem::Problem;
use crate::seal::{same, seal};
use crate::settings::CitizenSignIn;
use crate::sign_in::own_page;
use crate::visitor::Visitor;
use crate::{Portal, cookies, page_with};
use app::chance;
use app::login::{Attempt, Back, CitizenSignInError, LoginError, WAY_SECONDS, Way};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::time::Instant;
use serde::Deserialize;
use std::sync::Arc;

/// Cookie that holds the secret of a way in.
const WAY: &str = "motcua_dang_nhap";

#[derive(Template)]
#[template(path = "account/failed.html")]
struct FailedPage {
    frame: Frame,
    advice: [&'static str; 2],
    again: String,
    next: String,
}

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Next {
    tiep: String,
}

/// What a browser brings back.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Brought {
    code: String,
    state: String,
    iss: Option<String>,
    error: String,
}

/// What a browser holds while somebody is at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    secret: String,
    expires_at: i64,
    next: String,
}

impl Held {
    /// As the cookie says it. An address that a cookie cannot hold is left out.
    fn value(&self, key: &[u8; 32]) -> String {
        let held = format!("{}~{}~{}", self.secret, self.expires_at, self.next);
        format!("{held}~{}", seal(key, &["way", &held]))
    }

    /// What a cookie says, if we wrote it and it has not run out.
    fn read(value: &str, key: &[u8; 32], now: Instant) -> Option<Held> {
        let (held, told) = value.rsplit_once('~')?;
        if !same(&seal(key, &["way", held]), told) {
            return None;
        }
        let mut parts = held.splitn(3, '~');
        let (secret, expires_at, next) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        let held = Held { secret: secret.to_owned(), expires_at, next: next.to_owned() };
        (now.unix_seconds() < expires_at).then_some(held)
    }

    /// State, nonce and verifier, each from the browser's secret.
    fn attempt(&self, key: &[u8; 32]) -> Attempt {
        let made = |word: &str| seal(key, &[word, &self.secret]);
        Attempt { state: made("state"), nonce: made("nonce"), verifier: made("verifier") }
    }
}

/// `GET /dang-nhap-nguoi-dan/di`: to the provider.
pub(crate) async fn go(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Next>,
) -> Result<Response, Problem> {
    let way = way(&portal)?;
    if !portal.limits.public(&visitor.address) {
        return Err(Problem::TooMany);
    }
    if visitor.signed.is_some() || visitor.citizen.is_some() {
        return Ok(Redirect::to("/dang-nhap-nguoi-dan").into_response());
    }
    let next = own_page(&asked.tiep, "");
    let fits = !next.contains(|letter: char| letter.is_ascii_control() || " \",;~".contains(letter));
    let held = Held {
        secret: chance::token(),
        expires_at: visitor.now.unix_seconds() + WAY_SECONDS,
        next: if fits { next.to_owned() } else { String::new() },
    };
    let key = &portal.settings.secret;
    match way.provider.begin(&held.attempt(key), visitor.now.unix_seconds()).await {
        Ok(address) => {
            let seconds = u32::try_from(WAY_SECONDS).unwrap_or_default();
            let cookie = cookies::write(WAY, &held.value(key), portal.settings.secure_cookies, Some(seconds));
            Ok(([(SET_COOKIE, cookie)], Redirect::to(&address)).into_response())
        }
        Err(error) => failed(&visitor, &error.into(), &held.next),
    }
}

/// `GET /dang-nhap-nguoi-dan/tro-ve`: back from the provider.
pub(crate) async fn back(
    State(portal): State<Portal>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(brought): Query<Brought>,
) -> Result<Response, Problem> {
    let way = way(&portal)?;
    if !portal.limits.public(&visitor.address) {
        return Err(Problem::TooMany);
    }
    let key = &portal.settings.secret;
    let held = cookies::read(&headers, WAY).and_then(|value| Held::read(value, key, visitor.now));
    let Some(held) = held.filter(|_| visitor.signed.is_none()) else {
        return failed(&visitor, &LoginError::Foreign("browser").into(), "");
    };
    let back = Back { code: brought.code, state: brought.state, issuer: brought.iss, error: brought.error };
    let come = portal.app.come_back(&way, &back, &held.attempt(key), &visitor.device, visitor.now).await;
    let mut response = match come {
        Ok(session) => {
            if let Some(token) = &visitor.citizen_token {
                portal.app.sign_out_citizen(token).await?;
            }
            signed_in(&portal, &session, &held.next)
        }
        Err(CitizenSignInError::Store(error)) => return Err(error.into()),
        Err(error) => failed(&visitor, &error, &held.next)?,
    };
    response.headers_mut().append(SET_COOKIE, cookies::forget(WAY, portal.settings.secure_cookies));
    Ok(response)
}

fn way(portal: &Portal) -> Result<Arc<Way>, Problem> {
    match &portal.settings.citizens {
        CitizenSignIn::Provider(way) => Ok(way.clone()),
        CitizenSignIn::Closed | CitizenSignIn::Chooser => Err(Problem::NotFound),
    }
}

/// Why nobody was signed in, and what to do; whatever was being written is where it was.
fn failed(visitor: &Visitor, error: &CitizenSignInError, next: &str) -> Result<Response, Problem> {
    let (status, title, advice) = told(error);
    if status.is_server_error() || matches!(error, CitizenSignInError::Login(LoginError::Forged(_))) {
        tracing::warn!(%error, "nobody was signed in");
    }
    let next = own_page(next, "").to_owned();
    let again = format!("/dang-nhap-nguoi-dan?tiep={}", crate::words::address_part(&next));
    page_with(status, FailedPage { frame: visitor.frame(title), advice, again, next })
}

fn told(error: &CitizenSignInError) -> (StatusCode, &'static str, [&'static str; 2]) {
    use CitizenSignInError::{Incomplete, Login, Store, TooLow, Used};
    match error {
        Login(LoginError::Unreachable(_)) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Hệ thống định danh chưa trả lời",
            [
                "Trang này chưa liên lạc được với hệ thống định danh. Thử lại sau ít phút.",
                "Không cần đợi: bạn vẫn nộp hồ sơ và theo dõi hồ sơ được mà không đăng nhập.",
            ],
        ),
        Login(LoginError::Nonsense(_)) | Incomplete(_) => (
            StatusCode::BAD_GATEWAY,
            "Hệ thống định danh trả lời chưa đủ thông tin",
            [
                "Trang này chưa đọc được câu trả lời của hệ thống định danh, nên chưa đăng nhập cho bạn. Thử lại sau ít phút; nếu vẫn gặp trang này, báo cho bộ phận một cửa.",
                "Không cần đợi: bạn vẫn nộp hồ sơ và theo dõi hồ sơ được mà không đăng nhập.",
            ],
        ),
        Login(LoginError::Denied) => (
            StatusCode::FORBIDDEN,
            "Bạn chưa đăng nhập",
            [
                "Hệ thống định danh cho biết việc đăng nhập đã dừng lại, hoặc bạn chưa đồng ý chia sẻ thông tin.",
                "Đăng nhập lại nếu bạn muốn, hoặc tiếp tục mà không đăng nhập.",
            ],
        ),
        Login(LoginError::Foreign(_)) | Used => (
            StatusCode::BAD_REQUEST,
            "Lần đăng nhập này đã cũ",
            [
                "Lần đăng nhập đã quá mười phút, đã dùng rồi, hoặc được mở từ một trình duyệt khác.",
                "Bấm nút dưới đây để đăng nhập lại từ đầu.",
            ],
        ),
        Login(LoginError::Forged(_)) => (
            StatusCode::FORBIDDEN,
            "Chưa xác minh được tài khoản",
            [
                "Thông tin trả về không qua được bước kiểm tra, nên trang này chưa đăng nhập cho bạn để giữ an toàn.",
                "Đăng nhập lại từ đầu. Nếu vẫn gặp trang này, báo cho bộ phận một cửa.",
            ],
        ),
        TooLow => (
            StatusCode::FORBIDDEN,
            "Tài khoản chưa đủ mức độ bảo đảm",
            [
                "Trang này nhận tài khoản định danh mức cao hơn. Đến công an xã, phường để nâng mức định danh, rồi đăng nhập lại.",
                "Không cần đợi: bạn vẫn nộp hồ sơ và theo dõi hồ sơ được mà không đăng nhập.",
            ],
        ),
        Store(_) => unreachable!("a store that fails has a page of its own"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample::now;

    #[test]
    fn what_a_browser_holds_is_ours_and_runs_out() {
        let held = Held { secret: "a".repeat(64), expires_at: now().unix_seconds() + 1, next: "/nhap/A~B".into() };
        let value = held.value(&[7; 32]);
        assert_eq!(Held::read(&value, &[7; 32], now()), Some(held.clone()));
        assert_eq!(Held::read(&value, &[8; 32], now()), None, "sealed by another");
        assert_eq!(Held::read(&value.replacen("/nhap", "/khac", 1), &[7; 32], now()), None, "altered");
        let late = Instant::from_unix_seconds(held.expires_at).unwrap();
        assert_eq!(Held::read(&value, &[7; 32], late), None, "run out");
    }

    #[test]
    fn the_three_secrets_of_a_way_in_tell_nothing_of_each_other() {
        let held = |secret: &str| Held { secret: secret.into(), expires_at: 0, next: String::new() }.attempt(&[7; 32]);
        let (one, other) = (held("a"), held("b"));
        let all = [&one.state, &one.nonce, &one.verifier, &other.state, &other.nonce, &other.verifier];
        let unique: std::collections::BTreeSet<&&String> = all.iter().collect();
        assert_eq!(unique.len(), 6);
        assert!((43..=128).contains(&one.verifier.len()), "as RFC 7636 asks");
    }

    #[test]
    fn each_failure_says_what_to_do() {
        for error in [
            LoginError::Unreachable("").into(),
            LoginError::Nonsense("").into(),
            LoginError::Denied.into(),
            LoginError::Foreign("").into(),
            LoginError::Forged("").into(),
            CitizenSignInError::Used,
            CitizenSignInError::TooLow,
            CitizenSignInError::Incomplete(""),
        ] {
            let (status, title, advice) = told(&error);
            assert!(
                !status.is_success() && !title.is_empty() && advice.iter().all(|line| line.len() > 20),
                "{error:?}"
            );
        }
    }
}
