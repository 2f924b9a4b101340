//! *Cookie*: read from a request, written for an answer; never readable by a script.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// The value of a cookie.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(found, _)| *found == name).map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// A cookie for the whole site, until the browser is closed or for so many seconds.
///
/// # Panics
/// Where the value holds what no header may: values are codes and keys of our own making.
pub(crate) fn write(name: &str, value: &str, secure: bool, seconds: Option<u32>) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    HeaderValue::try_from(text).expect("a cookie of ours is plain text")
}

/// The line that makes a browser forget a cookie.
pub(crate) fn forget(name: &str, secure: bool) -> HeaderValue {
    write(name, "", secure, Some(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("a=1; phien=xyz; phien2=no"));
        assert_eq!(read(&headers, "phien"), Some("xyz"));
        assert_eq!(read(&headers, "b"), None);
    }

    #[test]
    fn a_session_cookie_is_out_of_reach_of_scripts() {
        assert_eq!(write("phien", "xyz", true, None), "phien=xyz; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(forget("phien", false), "phien=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
