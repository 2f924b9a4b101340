//! *Tiếng Anh*: citizens' pages in a second language, by one catalogue (`english.tsv`) keyed by the Vietnamese text.
//!
//! A page is made in Vietnamese and put into English on its way out, text by text. What comes from the law, the
//! catalogue of procedures or a person is marked `lang="vi"` in the page and stays as it is. `{}` in a key stands for
//! what differs; in the English it stands for the same, `{1}` for the first of several that change places.

use crate::cookies;
use crate::problem::Problem;
use crate::words;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, REFERER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Cookie that holds the language somebody chose.
const LANGUAGE: &str = "motcua_ngon_ngu";
/// A year.
const SECONDS: u32 = 365 * 24 * 3600;
/// The link to the other language, as pages have it and as English pages have it.
const TO_ENGLISH: &str = "<a href=\"/ngon-ngu?ma=en\" lang=\"en\" hreflang=\"en\">English</a>";
const TO_VIETNAMESE: &str = "<a href=\"/ngon-ngu?ma=vi\" lang=\"vi\" hreflang=\"vi\">Tiếng Việt</a>";
/// Attributes people read.
const READ: [&str; 4] = ["aria-label=\"", "placeholder=\"", "alt=\"", "data-label=\""];

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    ma: String,
}

/// `GET /ngon-ngu`: chooses a language and leads back.
pub(crate) async fn choose(Query(asked): Query<Asked>, headers: HeaderMap) -> Result<Response, Problem> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    let host = text(HOST);
    let from = text(REFERER).split_once("://").and_then(|(_, rest)| rest.strip_prefix(host));
    let back = from.filter(|path| path.starts_with('/') && !path.starts_with("//") && !host.is_empty()).unwrap_or("/");
    let cookie = match asked.ma.as_str() {
        "en" => cookies::write(LANGUAGE, "en", false, Some(SECONDS)),
        _ => cookies::forget(LANGUAGE, false),
    };
    Ok(([(SET_COOKIE, cookie)], Redirect::to(back)).into_response())
}

/// Whether somebody chose English.
pub(crate) fn wanted(headers: &HeaderMap) -> bool {
    cookies::read(headers, LANGUAGE) == Some("en")
}

/// Puts citizens' pages into English for those who chose it.
pub(crate) async fn speak(request: Request, next: Next) -> Response {
    let wanted = wanted(request.headers());
    let response = next.run(request).await;
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !wanted || !is_page {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Pages are rendered whole before they are sent, so that this only takes what is there.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return Response::from_parts(parts, Body::empty()) };
    parts.headers.remove(CONTENT_LENGTH);
    match std::str::from_utf8(&bytes) {
        Ok(html) if is_citizens(html) => Response::from_parts(parts, Body::from(page(html))),
        _ => Response::from_parts(parts, Body::from(bytes)),
    }
}

/// Officers' pages are in Vietnamese: so is their work.
fn is_citizens(html: &str) -> bool {
    html.contains(TO_ENGLISH)
}

/// The catalogue, made ready.
struct Catalogue {
    exact: HashMap<&'static str, &'static str>,
    patterns: Vec<(Vec<&'static str>, &'static str)>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut exact = HashMap::new();
    let mut patterns: Vec<(Vec<&str>, &str)> = Vec::new();
    for (vietnamese, english) in rows() {
        if vietnamese.contains("{}") {
            patterns.push((vietnamese.split("{}").collect(), english));
        } else {
            exact.insert(vietnamese, english);
        }
    }
    // The one that says most stands first.
    patterns.sort_by_key(|(parts, _)| std::cmp::Reverse(parts.iter().map(|part| part.len()).sum::<usize>()));
    Catalogue { exact, patterns }
});

/// The rows of the catalogue.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("english.tsv").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t'))
}

/// A page in English.
fn page(html: &str) -> String {
    let html = html.replacen("<html lang=\"vi\">", "<html lang=\"en\">", 1).replace(TO_ENGLISH, TO_VIETNAMESE);
    let mut out = String::with_capacity(html.len());
    for piece in pieces(&html) {
        match piece {
            Piece::Text(text) => out.push_str(&in_page(text)),
            Piece::Title(text) => out.push_str(&title(text)),
            Piece::Tag(tag) => out.push_str(&attributes(tag)),
            Piece::Kept(text) => out.push_str(text),
        }
    }
    out
}

/// A piece of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    /// What people read.
    Text(&'a str),
    /// What the browser's title bar says.
    Title(&'a str),
    /// What stands between `<` and `>`.
    Tag(&'a str),
    /// What is in Vietnamese and stays so, or is nobody's text.
    Kept(&'a str),
}

/// The pieces of a page of ours, in order. Elements marked `lang="vi"` are kept whole.
fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    // Names of the open elements inside one that is kept.
    let mut kept: Vec<&str> = Vec::new();
    let mut last = "";
    while let Some(start) = rest.find('<') {
        let (text, from) = rest.split_at(start);
        if !text.is_empty() {
            pieces.push(match (kept.is_empty(), last) {
                (false, _) | (_, "textarea") => Piece::Kept(text),
                (true, "title") => Piece::Title(text),
                (true, _) => Piece::Text(text),
            });
        }
        let end = from.find('>').map_or(from.len(), |end| end + 1);
        let (tag, after) = from.split_at(end);
        let name = tag.trim_start_matches(['<', '/']).split([' ', '>', '/', '\n']).next().unwrap_or_default();
        let opens = !tag.starts_with("</") && !tag.starts_with("<!") && !tag.ends_with("/>") && !is_void(name);
        pieces.push(if kept.is_empty() { Piece::Tag(tag) } else { Piece::Kept(tag) });
        if tag.starts_with("</") {
            kept.pop();
        } else if opens && (!kept.is_empty() || (name != "html" && tag.contains(" lang=\"vi\""))) {
            kept.push(name);
        }
        last = if opens { name } else { "" };
        rest = after;
    }
    pieces.push(Piece::Kept(rest));
    pieces
}

/// Elements that have no end.
fn is_void(name: &str) -> bool {
    matches!(name, "input" | "br" | "hr" | "img" | "meta" | "link")
}

/// A text of a page, with the white space around it; what of it stays Vietnamese is marked so.
fn in_page(text: &str) -> String {
    let trimmed = text.trim();
    if !is_vietnamese(trimmed) {
        return text.to_owned();
    }
    let keep = |kept: &str| format!("<span lang=\"vi\">{kept}</span>");
    text.replacen(trimmed, &translate(trimmed, &keep).unwrap_or_else(|| keep(trimmed)), 1)
}

/// `Lỗi: … – Một Cửa`.
fn title(text: &str) -> String {
    let (error, rest) = text.strip_prefix("Lỗi: ").map_or(("", text), |rest| ("Error: ", rest));
    let (what, site) = rest.rsplit_once(" – ").unwrap_or((rest, "Một Cửa"));
    format!("{error}{} – {site}", translate(what, &str::to_owned).unwrap_or_else(|| what.to_owned()))
}

/// A tag with the attributes people read in English.
fn attributes(tag: &str) -> String {
    let mut out = tag.to_owned();
    for attribute in READ {
        let Some(start) = out.find(attribute).map(|start| start + attribute.len()) else { continue };
        let Some(length) = out[start..].find('"') else { continue };
        if let Some(english) = translate(&out[start..start + length], &str::to_owned) {
            out.replace_range(start..start + length, &english);
        }
    }
    out
}

/// Whether a text has letters only Vietnamese has.
fn is_vietnamese(text: &str) -> bool {
    text.chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii())
}

/// A text in English; `keep` marks what of it stays Vietnamese. `None` where the catalogue does not have it.
fn translate(text: &str, keep: &dyn Fn(&str) -> String) -> Option<String> {
    if let Some(english) = CATALOGUE.exact.get(text) {
        return Some((*english).to_owned());
    }
    let pattern = CATALOGUE.patterns.iter().find_map(|(parts, english)| Some((captured(parts, text)?, *english)));
    if let Some((captured, english)) = pattern {
        let inner = |text: &str| match translate(text, keep) {
            Some(english) => english,
            None if is_vietnamese(text) => keep(text),
            None => text.to_owned(),
        };
        return Some(filled(english, &captured.into_iter().map(inner).collect::<Vec<_>>()));
    }
    // A sentence of the rules that begins a line: it is written to stand inside one.
    let first = text.chars().next().filter(|letter| letter.is_uppercase());
    let lower = first.map(|first| first.to_lowercase().chain(text.chars().skip(1)).collect::<String>());
    if let Some(english) = lower.and_then(|lower| translate(&lower, keep)) {
        return Some(words::capital(&english));
    }
    // Texts that pages put together from several.
    [" · ", ". ", "; ", "\n", ", "].iter().find_map(|mark| {
        let (first, rest) = text.split_once(mark)?;
        let side = |text: &str| {
            let end = if *mark == ". " && !text.ends_with('.') { "." } else { "" };
            let known = translate(text.trim(), keep).or_else(|| translate(&format!("{text}{end}"), keep));
            known.or_else(|| (!is_vietnamese(text)).then(|| text.to_owned()))
        };
        let (first, rest) = (side(first)?, side(rest)?);
        Some(format!("{}{mark}{rest}", if *mark == ". " { first.trim_end_matches('.') } else { &first }))
    })
}

/// What stands between the parts of a pattern, if a text is made so.
fn captured<'a>(parts: &[&str], text: &'a str) -> Option<Vec<&'a str>> {
    let (first, others) = parts.split_first()?;
    let mut rest = text.strip_prefix(first)?;
    let mut found = Vec::new();
    for (place, part) in others.iter().enumerate() {
        let last = place + 1 == others.len();
        let at = if last && part.is_empty() {
            rest.len()
        } else if last {
            rest.len().checked_sub(part.len()).filter(|at| rest.is_char_boundary(*at) && rest[*at..] == **part)?
        } else {
            rest.find(part)?
        };
        if at == 0 {
            return None;
        }
        found.push(&rest[..at]);
        rest = &rest[at + part.len()..];
    }
    rest.is_empty().then_some(found)
}

/// The English of a pattern with what was captured in it.
fn filled(english: &str, captured: &[String]) -> String {
    let mut out = english.to_owned();
    for (number, text) in (1..).zip(captured) {
        out = out.replace(&format!("{{{number}}}"), text);
    }
    captured.iter().fold(out, |out, text| out.replacen("{}", text, 1))
}

#[cfg(test)]
#[path = "english_tests.rs"]
mod tests;
