//! *Tải tệp*: files leave as attachments that a browser saves and never runs.

use crate::words;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

/// A file to save under its name.
pub(crate) fn attachment(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_') { letter } else { '_' })
        .collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", words::address_part(name));
    let header =
        |text: &str| HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers: [(HeaderName, HeaderValue); 3] = [
        (CONTENT_TYPE, header(media_type)),
        (CONTENT_DISPOSITION, header(&disposition)),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
    ];
    (headers, bytes).into_response()
}

/// A picture or PDF to be looked at inside our own pages; its type was found in its bytes.
pub(crate) fn shown(media_type: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::try_from(media_type).unwrap_or(HeaderValue::from_static("image/png"))),
        (CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
            ),
        ),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_saved_and_never_run() {
        let response = attachment("giấy \"khai\" sinh.pdf", "application/pdf", b"%PDF".to_vec());
        let header = |name: HeaderName| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(
            header(CONTENT_DISPOSITION),
            "attachment; filename=\"gi_y__khai__sinh.pdf\"; filename*=UTF-8''gi%E1%BA%A5y%20%22khai%22%20sinh.pdf"
        );
        assert_eq!(header(CONTENT_SECURITY_POLICY), "sandbox; default-src 'none'");
    }
}
