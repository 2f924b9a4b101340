//! *Biểu mẫu đã điền*: what a browser posted, typed text and files alike, read once at the door.

use crate::problem::Problem;
use axum::RequestExt;
use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{Form, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::IntoResponse;

/// More fields than any form of ours has.
const MOST_FIELDS: usize = 1_000;

/// A file as it was sent.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// Name of the field it came in.
    pub(crate) field: String,
    /// Its name on the sender's machine.
    pub(crate) name: String,
    /// What is in it; empty where it was too big.
    pub(crate) bytes: Bytes,
    /// Whether it is bigger than one file may be.
    pub(crate) too_big: bool,
}

/// *Biểu mẫu đã điền*.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filled {
    fields: Vec<(String, String)>,
    uploads: Vec<Upload>,
}

impl Filled {
    /// A form with these fields and no files.
    pub(crate) fn of(fields: Vec<(String, String)>) -> Filled {
        Filled { fields, uploads: Vec::new() }
    }

    /// The same form with other words in some fields; files stay.
    pub(crate) fn with(&self, changed: &[(&str, String)]) -> Filled {
        let kept = self.fields.iter().filter(|(field, _)| changed.iter().all(|(name, _)| name != field)).cloned();
        let changed = changed.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Filled { fields: kept.chain(changed).collect(), uploads: self.uploads.clone() }
    }

    /// What was typed in a field, without spaces around it; empty where there is no such field.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// Everything sent under one name, in order.
    pub(crate) fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether a field was sent at all: a box ticked, a button pressed.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }

    /// Whether anything but blanks was typed or chosen.
    pub(crate) fn is_blank(&self, name: &str) -> bool {
        self.text(name).is_empty()
    }

    /// All fields, in the order of the page.
    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// All files, in the order of the page.
    pub(crate) fn uploads(&self) -> &[Upload] {
        &self.uploads
    }

    /// Reads a posted body, urlencoded or multipart; a file bigger than `file_limit` is noted and dropped.
    pub(crate) async fn read(request: Request<Body>, file_limit: usize) -> Result<Filled, Problem> {
        let multipart = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("multipart/form-data"));
        if multipart {
            let parts: Multipart = request.extract().await.map_err(|_| Problem::Unreadable)?;
            read_parts(parts, file_limit).await
        } else {
            let form: Result<Form<Vec<(String, String)>>, _> = request.extract().await;
            form.map(|Form(fields)| Filled::of(fields))
                .map_err(|rejection| body_problem(rejection.into_response().status()))
        }
    }
}

fn body_problem(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE { Problem::TooLarge } else { Problem::Unreadable }
}

async fn read_parts(mut parts: Multipart, file_limit: usize) -> Result<Filled, Problem> {
    let mut filled = Filled::default();
    while let Some(part) = parts.next_field().await.map_err(|error| body_problem(error.status()))? {
        if filled.fields.len() + filled.uploads.len() >= MOST_FIELDS {
            return Err(Problem::TooLarge);
        }
        let field = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            // A file field left alone is sent as a file without a name.
            Some(name) if name.is_empty() => {}
            Some(name) => filled.uploads.push(read_file(part, field, name, file_limit).await?),
            None => {
                let value = part.text().await.map_err(|error| body_problem(error.status()))?;
                filled.fields.push((field, value));
            }
        }
    }
    Ok(filled)
}

async fn read_file(mut part: Field<'_>, field: String, name: String, limit: usize) -> Result<Upload, Problem> {
    let mut bytes = Vec::new();
    let mut too_big = false;
    while let Some(chunk) = part.chunk().await.map_err(|error| body_problem(error.status()))? {
        too_big |= bytes.len() + chunk.len() > limit;
        if too_big {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(Upload { field, name, bytes: Bytes::from(bytes), too_big })
}

impl<S: Sync> FromRequestParts<S> for Filled {
    type Rejection = Problem;

    /// The gate has read the body; a handler takes what it read.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Filled, Problem> {
        parts.extensions.remove::<Filled>().ok_or(Problem::Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(content_type: &str, body: &'static str) -> Filled {
        let request =
            Request::builder().method("POST").header(CONTENT_TYPE, content_type).body(Body::from(body)).unwrap();
        Filled::read(request, 4).await.unwrap()
    }

    #[tokio::test]
    async fn an_ordinary_form_is_read() {
        let filled = read("application/x-www-form-urlencoded", "ten=Nguy%E1%BB%85n+V%C4%83n+&tep=1&tep=2").await;
        assert_eq!(filled.text("ten"), "Nguyễn Văn");
        assert_eq!(filled.texts("tep").collect::<Vec<_>>(), ["1", "2"]);
        assert!(filled.is_blank("khac") && !filled.has("khac"));
    }

    #[tokio::test]
    async fn files_are_read_and_too_big_ones_noted() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"ten\"\r\n\r\nAn\r\n\
            --x\r\nContent-Disposition: form-data; name=\"giay.0\"; filename=\"a.pdf\"\r\n\r\n1234\r\n\
            --x\r\nContent-Disposition: form-data; name=\"giay.1\"; filename=\"b.pdf\"\r\n\r\n12345\r\n\
            --x\r\nContent-Disposition: form-data; name=\"giay.2\"; filename=\"\"\r\n\r\n\r\n--x--\r\n";
        let filled = read("multipart/form-data; boundary=x", body).await;
        assert_eq!(filled.text("ten"), "An");
        let found: Vec<_> = filled.uploads().iter().map(|it| (it.name.as_str(), it.bytes.len(), it.too_big)).collect();
        assert_eq!(found, [("a.pdf", 4, false), ("b.pdf", 0, true)], "a field left alone is no file");
    }
}
