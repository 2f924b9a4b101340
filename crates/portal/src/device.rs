//! *Máy, trình duyệt*: what a browser says it is, in the few words by which its owner knows it again.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;

/// What stands in the header, and what people call it; the first that is found counts.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "máy Mac"),
    ("Linux", "Linux"),
];

/// *Chrome trên Android*.
pub(crate) fn name(headers: &HeaderMap) -> String {
    let told = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known =
        |list: &[(&str, &'static str)]| list.iter().find(|(mark, _)| told.contains(mark)).map(|(_, name)| *name);
    match (known(&BROWSERS), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} trên {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Trình duyệt khác".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_again_by_its_name() {
        for (told, name) in [
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36",
                "Chrome trên Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) AppleWebKit/605.1 Version/18.1 Safari/604.1",
                "Safari trên iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0",
                "Edge trên Windows",
            ),
            ("curl/8", "Trình duyệt khác"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, told.parse().unwrap());
            assert_eq!(super::name(&headers), name);
        }
    }
}
