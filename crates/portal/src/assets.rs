//! *Tệp tĩnh*: the style sheet, the mark and the one script, in the program itself, under a name that changes with their content.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

use crate::problem::Problem;

/// A file of the portal's own.
#[derive(Debug)]
pub(crate) struct Asset {
    /// Name with the beginning of its SHA-256: `motcua-1a2b3c4d5e6f.css`.
    pub(crate) name: String,
    media_type: &'static str,
    text: &'static str,
}

/// All style in one file: one request, kept for a year.
pub(crate) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let text = concat!(
        include_str!("layout/tokens.css"),
        include_str!("layout/base.css"),
        include_str!("layout/parts.css"),
        include_str!("layout/pictures.css"),
        include_str!("layout/print.css"),
    );
    asset("css", "text/css; charset=utf-8", squeezed(text).leak())
});

/// A style sheet without what only its writers need: comments, and white space that parts nothing.
fn squeezed(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let (mut quoted, mut space) = (false, false);
    let mut letters = css.chars().peekable();
    while let Some(letter) = letters.next() {
        if !quoted && letter == '/' && letters.peek() == Some(&'*') {
            letters.next();
            let mut before = ' ';
            letters.by_ref().find(|each| std::mem::replace(&mut before, *each) == '*' && *each == '/');
            space = true;
        } else if !quoted && letter.is_whitespace() {
            space = true;
        } else {
            let tight = |letter: char| matches!(letter, '{' | '}' | ';' | ',');
            let parted = out.chars().next_back().is_none_or(|last| tight(last) || last == ':');
            if std::mem::take(&mut space) && !parted && !tight(letter) {
                out.push(' ');
            }
            quoted ^= letter == '"';
            out.push(letter);
        }
    }
    out
}

/// The mark: an open door under an arch.
pub(crate) static MARK: LazyLock<Asset> =
    LazyLock::new(|| asset("svg", "image/svg+xml", include_str!("layout/mark.svg")));

/// The one script: asks the browser for passkeys.
pub(crate) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| asset("js", "text/javascript; charset=utf-8", include_str!("layout/passkey.js")));

fn asset(ending: &str, media_type: &'static str, text: &'static str) -> Asset {
    let hash: String = Sha256::digest(text).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    Asset { name: format!("motcua-{hash}.{ending}"), media_type, text }
}

/// Address of the style sheet.
pub(crate) fn style_address() -> String {
    format!("/static/{}", STYLE.name)
}

/// Address of the script.
pub(crate) fn script_address() -> String {
    format!("/static/{}", SCRIPT.name)
}

/// Address of the mark.
pub(crate) fn mark_address() -> String {
    format!("/static/{}", MARK.name)
}

/// `GET /static/{name}`.
pub(crate) async fn show(Path(name): Path<String>) -> Result<Response, Problem> {
    let asset = [&*STYLE, &*MARK, &*SCRIPT].into_iter().find(|asset| asset.name == name).ok_or(Problem::NotFound)?;
    let headers = [(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_content() {
        assert!(STYLE.name.starts_with("motcua-") && STYLE.name.ends_with(".css"));
        assert_ne!(asset("css", "", "a").name, asset("css", "", "b").name);
    }

    #[test]
    fn a_style_is_sent_without_comments_and_idle_space() {
        let css = "/* A note. */\n.a > b,\n.c d:hover {\n  margin: 0 1rem;\n  content: \": \";\n}\n@media (min-width: 4rem) { .e { color: red } }\n";
        let expected = ".a > b,.c d:hover{margin:0 1rem;content:\": \";}@media (min-width:4rem){.e{color:red}}";
        assert_eq!(squeezed(css), expected);
    }

    #[test]
    fn the_style_asks_nothing_of_other_sites() {
        assert!(!STYLE.text.contains("url(") && !STYLE.text.contains("@import"));
        assert!(STYLE.text.len() < 30_000, "a page and its style fit in 60 KB");
    }
}
