//! *Tệp đã nhận*: files are stored when they arrive and travel with the form as sealed notes, so that an error
//! elsewhere never asks people to choose them again.

use crate::filled::{Filled, Upload};
use crate::layout::field;
use crate::{Portal, seal, words};
use app::form::FieldError;
use app::papers::UploadError;
use domain::dossier::event::Paper;
use domain::ledger::Digest;
use domain::time::{Instant, day_number};

/// Days a sealed note is good for.
const GOOD_DAYS: i32 = 3;

/// A file that was taken, and the note of it the form carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// What is stored.
    pub(crate) paper: Paper,
    /// The sealed note.
    pub(crate) token: String,
    /// The field it was sent in.
    pub(crate) field: String,
}

/// A kept file as its field shows it.
pub(crate) fn shown(kept: &Kept) -> field::Kept {
    field::Kept { name: kept.paper.name.clone(), size: words::size(kept.paper.bytes), token: kept.token.clone() }
}

/// The note of a paper for one form (`what`: a procedure or a dossier), good for some days.
fn note(secret: &[u8; 32], what: &str, paper: &Paper, now: Instant) -> String {
    let component = paper.component.map_or_else(String::new, |place| place.to_string());
    let day = day_number(now.day()).to_string();
    let (hash, bytes) = (paper.sha256.to_string(), paper.bytes.to_string());
    let parts = [component.as_str(), &hash, &bytes, &paper.media_type, &day, &paper.name];
    let mut sealed = vec![what];
    sealed.extend(parts);
    format!("{}|{}", seal::seal(secret, &sealed), parts.join("|"))
}

/// The paper a note is of; `None` if we did not write it, for this form, these days.
fn open(secret: &[u8; 32], what: &str, token: &str, now: Instant) -> Option<Paper> {
    let parts: Vec<&str> = token.splitn(7, '|').collect();
    let [mark, component, hash, bytes, media_type, day, name] = parts[..] else { return None };
    let ours = seal::same(mark, &seal::seal(secret, &[what, component, hash, bytes, media_type, day, name]));
    let age = day_number(now.day()).checked_sub(day.parse().ok()?)?;
    if !ours || !(0..=GOOD_DAYS).contains(&age) {
        return None;
    }
    Some(Paper {
        component: component.parse().ok(),
        name: name.to_owned(),
        sha256: Digest::from_hex(hash)?,
        bytes: bytes.parse().ok()?,
        media_type: media_type.to_owned(),
    })
}

/// The files of a form: those it carries already, without those taken out, and those that came with it now.
pub(crate) async fn collect(
    portal: &Portal,
    what: &str,
    filled: &Filled,
    now: Instant,
) -> (Vec<Kept>, Vec<FieldError>) {
    let secret = &portal.settings.secret;
    let carried = filled.fields().iter().filter(|(name, _)| name.starts_with("da-tai."));
    let dropped = |token: &str| filled.texts("bo-tep").any(|gone| gone == token);
    let carried = carried.filter(|(_, token)| !dropped(token));
    let mut kept: Vec<Kept> = carried
        .filter_map(|(name, token)| {
            let field = name.strip_prefix("da-tai.")?.to_owned();
            Some(Kept { paper: open(secret, what, token, now)?, token: token.clone(), field })
        })
        .collect();
    let mut errors = Vec::new();
    for upload in filled.uploads() {
        let component = upload.field.strip_prefix("paper.").and_then(|place| place.parse().ok());
        match take(portal, upload, component, now).await {
            Ok(paper) if kept.iter().any(|known| known.paper.sha256 == paper.sha256 && known.field == upload.field) => {
            }
            Ok(paper) => {
                kept.push(Kept { token: note(secret, what, &paper, now), paper, field: upload.field.clone() });
            }
            Err(message) => errors.push(FieldError { field: upload.field.clone(), message }),
        }
    }
    (kept, errors)
}

/// Takes in one file that came with a form.
pub(crate) async fn take(
    portal: &Portal,
    upload: &Upload,
    component: Option<u32>,
    now: Instant,
) -> Result<Paper, String> {
    if upload.too_big {
        return Err(too_big(portal, &upload.name));
    }
    portal.app.take_paper(&upload.name, component, &upload.bytes, now).await.map_err(|error| said(&error))
}

fn too_big(portal: &Portal, name: &str) -> String {
    let limit = words::size(portal.settings.max_upload_bytes as u64);
    format!(
        "Tệp «{}» lớn hơn {limit}; chụp với độ phân giải thấp hơn hoặc chia thành nhiều tệp",
        app::papers::clean_name(name)
    )
}

fn said(error: &UploadError) -> String {
    match error {
        UploadError::Store(error) => {
            tracing::error!(%error, "a paper could not be stored");
            "Chưa lưu được tệp này vì máy chủ gặp trục trặc; gửi lại sau ít phút".to_owned()
        }
        other => words::capital(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_note_is_good_for_its_form_and_its_days_only() {
        let secret = [3; 32];
        let now = Instant::start_of(date(2026, 11, 23));
        let paper = Paper {
            component: Some(1),
            name: "giấy|chứng sinh.pdf".into(),
            sha256: Digest::of(b"x"),
            bytes: 1,
            media_type: "application/pdf".into(),
        };
        let token = note(&secret, "1.001193", &paper, now);
        assert_eq!(open(&secret, "1.001193", &token, now), Some(paper));
        assert_eq!(open(&secret, "1.001194", &token, now), None, "another procedure");
        assert_eq!(open(&[4; 32], "1.001193", &token, now), None, "another secret");
        assert_eq!(open(&secret, "1.001193", &token.replace("|1|", "|2|"), now), None, "another component");
        assert_eq!(open(&secret, "1.001193", &token, Instant::start_of(date(2026, 11, 27))), None, "too old");
        assert_eq!(open(&secret, "1.001193", "abc", now), None);
    }
}
