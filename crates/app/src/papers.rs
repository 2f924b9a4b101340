//! *Giấy tờ nộp kèm*: taken in by what their bytes are, never by what their name says.

use crate::App;
use domain::dossier::event::Paper;
use domain::ledger::Digest;
use domain::time::Instant;
use store::{PaperRow, StoreError};

/// Types taken in: what a scanner, a phone or an office program makes.
const TAKEN: [(&str, &str); 9] = [
    ("application/pdf", "PDF"),
    ("image/jpeg", "JPEG"),
    ("image/png", "PNG"),
    ("image/tiff", "TIFF"),
    ("image/webp", "WebP"),
    ("image/heif", "HEIC"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    ("application/msword", "Word"),
];

/// Why a paper was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Nothing in it.
    #[error("tệp «{0}» rỗng (0 byte); chọn lại tệp hoặc chụp lại")]
    Empty(String),
    /// Too large.
    #[error("tệp «{name}» lớn hơn {limit_mb} MB; chụp với độ phân giải thấp hơn hoặc chia thành nhiều tệp")]
    TooLarge {
        /// Cleaned name.
        name: String,
        /// The limit, in whole megabytes.
        limit_mb: u64,
    },
    /// Not a type that is taken in, whatever its name says.
    #[error(
        "tệp «{0}» không phải PDF, ảnh (JPEG, PNG, TIFF, WebP, HEIC), Word hay Excel; lưu lại dưới một trong các dạng này"
    )]
    OtherType(String),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Takes a paper in: durable when it returns, under the SHA-256 of its bytes.
    pub async fn take_paper(
        &self,
        name: &str,
        component: Option<u32>,
        bytes: &[u8],
        now: Instant,
    ) -> Result<Paper, UploadError> {
        let name = clean_name(name);
        if bytes.is_empty() {
            return Err(UploadError::Empty(name));
        }
        let limit = self.limits().paper_bytes;
        if bytes.len() as u64 > limit {
            return Err(UploadError::TooLarge { name, limit_mb: limit / (1024 * 1024) });
        }
        let Some(media_type) = sniff(bytes) else {
            return Err(UploadError::OtherType(name));
        };
        let sha256 = self.store().papers().put(bytes).await?;
        let row = PaperRow { sha256, bytes: bytes.len() as u64, media_type: media_type.to_owned(), created_at: now };
        self.store().note_paper(&row).await?;
        Ok(Paper { component, name, sha256, bytes: bytes.len() as u64, media_type: media_type.to_owned() })
    }

    /// The bytes of a paper.
    pub async fn paper(&self, sha256: &Digest) -> Result<Vec<u8>, StoreError> {
        self.store().papers().get(sha256).await
    }
}

/// The type its bytes say, if it is one that is taken in.
fn sniff(bytes: &[u8]) -> Option<&'static str> {
    let found = infer::get(bytes)?.mime_type();
    let found = if matches!(found, "image/heic" | "image/heif") { "image/heif" } else { found };
    TAKEN.iter().map(|(media_type, _)| *media_type).find(|taken| *taken == found)
}

/// A file's own name without the folders, control characters and tricks a sender may have put into it; never
/// empty, at most 120 characters, its ending kept.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let kept =
        |letter: &char| !letter.is_control() && !domain::text::is_invisible(*letter) && !r#"<>:"|?*"#.contains(*letter);
    let cleaned: String = last.chars().filter(kept).collect();
    let cleaned = cleaned.trim().trim_start_matches('.').trim();
    let letters: Vec<char> = cleaned.chars().collect();
    if letters.is_empty() {
        return "tep".to_owned();
    }
    if letters.len() <= 120 {
        return cleaned.to_owned();
    }
    let ending: String = cleaned.rsplit_once('.').map_or(String::new(), |(_, ending)| format!(".{ending}"));
    let ending: String = ending.chars().take(10).collect();
    letters[..120 - ending.chars().count()].iter().collect::<String>() + &ending
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_loses_its_folders_and_tricks() {
        for (given, kept) in [
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\a\Giấy khai sinh.pdf", "Giấy khai sinh.pdf"),
            ("...", "tep"),
            ("", "tep"),
            ("a\0b\nc.png", "abc.png"),
            ("<script>.pdf", "script.pdf"),
            ("anh\u{202e}gpj.exe", "anhgpj.exe"),
        ] {
            assert_eq!(clean_name(given), kept, "{given:?}");
        }
        let long = clean_name(&format!("{}.pdf", "ă".repeat(500)));
        assert_eq!((long.chars().count(), long.ends_with(".pdf")), (120, true));
    }

    #[test]
    fn bytes_say_what_a_paper_is_and_its_name_does_not() {
        assert_eq!(sniff(b"%PDF-1.7\n..."), Some("application/pdf"));
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("image/png"));
        for hostile in [&b"MZ\x90\0\x03\0\0\0"[..], b"#!/bin/sh\n", b"<html>", b"PK\x03\x04", b"\x7fELF", b"a"] {
            assert_eq!(sniff(hostile), None, "{hostile:?}");
        }
    }
}
