//! *Nén trang*: public pages and the style travel in a fifth of their size, for old phones on slow networks.
//!
//! Pages of officers and owners are not squeezed: the size of a squeezed page can tell a secret that stands beside
//! text a stranger chose.

use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// Smaller bodies travel in one packet as they are.
const WORTH_BYTES: usize = 1_400;

/// Whether a browser reads gzip.
pub(crate) fn wanted(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|one| one.split(';').next().is_some_and(|name| name.trim() == "gzip"))
}

/// The bytes in gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(5));
    encoder.write_all(bytes).expect("memory takes what is written");
    encoder.finish().expect("memory takes what is written")
}

/// The same answer, squeezed if that is worth it.
pub(crate) async fn squeeze(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    // Pages are rendered whole before they are sent, so that this only takes what is there.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return Response::from_parts(parts, Body::empty()) };
    parts.headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if bytes.len() < WORTH_BYTES || parts.headers.contains_key(CONTENT_ENCODING) {
        return Response::from_parts(parts, Body::from(bytes));
    }
    parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(gzip(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_asks_for_gzip_gets_it() {
        for (accepted, wants) in
            [("gzip, deflate, br", true), ("br;q=1.0, gzip;q=0.8", true), ("identity", false), ("xgzip", false)]
        {
            let headers: HeaderMap = [(ACCEPT_ENCODING, HeaderValue::from_static(accepted))].into_iter().collect();
            assert_eq!(wanted(&headers), wants, "{accepted}");
        }
        assert!(!wanted(&HeaderMap::new()));
    }

    #[test]
    fn a_style_sheet_travels_in_a_third_of_its_size() {
        let style = include_str!("layout/parts.css");
        let squeezed = gzip(style.as_bytes());
        assert!(squeezed.starts_with(&[0x1f, 0x8b]) && squeezed.len() * 3 < style.len());
    }
}
