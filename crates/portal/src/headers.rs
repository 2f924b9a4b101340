//! *Tiêu đề an toàn, dòng nhật ký*: what every answer carries, and the one line written of every request.

use crate::settings::Settings;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use std::time::Instant;

/// Nothing but our own style and pictures; no script at all, but on the pages of [`with_script`].
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for pages with a passkey, which browsers give to scripts alone: files of our own, nothing inline.
pub(crate) fn with_script() -> HeaderValue {
    HeaderValue::try_from(format!("{POLICY}; script-src 'self'")).expect("the policy is plain text")
}

/// Adds what keeps a page from being misused.
pub(crate) async fn add(State(settings): State<Arc<Settings>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(CONTENT_SECURITY_POLICY, POLICY);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Other sites learn nothing; our own forms still say where they come from.
    set(REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()");
    if settings.secure_cookies {
        set(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

/// One line a request: which page, how it ended, how long it took. Addresses hold codes, so the pattern is written.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let since = Instant::now();
    let method = request.method().clone();
    let page =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let ms = since.elapsed().as_millis();
    tracing::info!(http.status = status, ms, "{method} {page} {status} in {ms} ms");
    response
}
