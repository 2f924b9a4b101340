//! *Hệ thống được kết nối*: who may ask, what for and how often. A file of lines in the register's directory; keys
//! stand in it as SHA-256, which is enough for keys of 256 bits of chance.

use crate::files::{replace, secret};
use crate::register::RegisterError;
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const FILE: &str = "services";

/// *Hệ thống được kết nối*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name, which log and reports show.
    pub name: String,
    /// Code of the agency that answers for it.
    pub agency: String,
    /// Codes of what it may ask for.
    pub purposes: Vec<String>,
    /// How many questions it may ask a day.
    pub per_day: u64,
    /// Which changes it is sent.
    pub feed: FeedRight,
    key_hash: [u8; 32],
}

/// *Quyền nhận biến động*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedRight {
    /// None.
    Nothing,
    /// Those of the people it says it holds.
    Subscribed,
    /// All.
    Everyone,
}

/// Why a service cannot be entered.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// A name or code with other characters.
    #[error("«{0}» chỉ được gồm chữ không dấu, chữ số, dấu chấm và gạch ngang, tối đa 60 ký tự")]
    Word(String),
    /// No purpose.
    #[error("ghi ít nhất một mục đích bằng --purpose")]
    NoPurpose,
    /// The name is taken.
    #[error("đã có hệ thống tên «{0}»; gỡ nó trước bằng motcua population service remove, hoặc chọn tên khác")]
    Taken(String),
    /// There is none of this name.
    #[error("không có hệ thống tên «{0}»; xem danh sách bằng motcua population service list")]
    Unknown(String),
    /// The register.
    #[error(transparent)]
    Register(#[from] RegisterError),
}

impl FeedRight {
    fn code(self) -> &'static str {
        match self {
            FeedRight::Nothing => "nothing",
            FeedRight::Subscribed => "subscribed",
            FeedRight::Everyone => "everyone",
        }
    }

    fn of_code(code: &str) -> Option<FeedRight> {
        [FeedRight::Nothing, FeedRight::Subscribed, FeedRight::Everyone].into_iter().find(|right| right.code() == code)
    }
}

impl Service {
    /// Whether a key is its own.
    pub fn key_hash(&self) -> [u8; 32] {
        self.key_hash
    }

    fn line(&self) -> String {
        let Service { name, agency, purposes, per_day, feed, key_hash } = self;
        let hash: String = key_hash.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{name}\t{agency}\t{}\t{per_day}\t{}\t{hash}\n", purposes.join(","), feed.code())
    }

    fn of_line(line: &str) -> Option<Service> {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, agency, purposes, per_day, feed, hash] = cells[..] else { return None };
        let mut key_hash = [0; 32];
        for (place, byte) in key_hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hash.get(2 * place..2 * place + 2)?, 16).ok()?;
        }
        Some(Service {
            name: name.to_owned(),
            agency: agency.to_owned(),
            purposes: purposes.split(',').map(str::to_owned).collect(),
            per_day: per_day.parse().ok()?,
            feed: FeedRight::of_code(feed)?,
            key_hash,
        })
    }
}

/// SHA-256 of a key as it is sent.
pub fn key_hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// All services of a register.
pub fn list(folder: &Path) -> Result<Vec<Service>, RegisterError> {
    let path = path(folder);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(RegisterError::Io(path, error)),
    };
    let damaged = || RegisterError::Damaged(path.clone(), "có dòng không đọc được".to_owned());
    text.lines().map(|line| Service::of_line(line).ok_or_else(damaged)).collect()
}

/// Enters a service and gives its key, which is kept nowhere.
pub fn add(
    folder: &Path,
    name: &str,
    agency: &str,
    purposes: &[String],
    per_day: u64,
    feed: FeedRight,
) -> Result<String, ServiceError> {
    for word in [name, agency].into_iter().chain(purposes.iter().map(String::as_str)) {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        if word.is_empty() || word.len() > 60 || word.starts_with('.') || !word.chars().all(plain) {
            return Err(ServiceError::Word(word.to_owned()));
        }
    }
    if purposes.is_empty() {
        return Err(ServiceError::NoPurpose);
    }
    let mut services = list(folder)?;
    if services.iter().any(|service| service.name == name) {
        return Err(ServiceError::Taken(name.to_owned()));
    }
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| RegisterError::Io(path(folder), io::Error::other(error)))?;
    let key: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    services.push(Service {
        name: name.to_owned(),
        agency: agency.to_owned(),
        purposes: purposes.to_vec(),
        per_day,
        feed,
        key_hash: key_hash(&key),
    });
    write(folder, &services)?;
    Ok(key)
}

/// Takes a service out.
pub fn remove(folder: &Path, name: &str) -> Result<(), ServiceError> {
    let mut services = list(folder)?;
    let before = services.len();
    services.retain(|service| service.name != name);
    if services.len() == before {
        return Err(ServiceError::Unknown(name.to_owned()));
    }
    Ok(write(folder, &services)?)
}

fn write(folder: &Path, services: &[Service]) -> Result<(), RegisterError> {
    let text: String = services.iter().map(Service::line).collect();
    let path = path(folder);
    replace(&path, &secret(), &text).map_err(|error| RegisterError::Io(path, error))
}

fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_entered_found_by_its_key_and_taken_out() {
        let folder = tempfile::tempdir().unwrap();
        let purposes = ["tthc".to_owned(), "bhyt".to_owned()];
        let key = add(folder.path(), "bhxh", "G12", &purposes, 1000, FeedRight::Subscribed).unwrap();
        assert_eq!(key.len(), 64);
        let services = list(folder.path()).unwrap();
        assert_eq!(services.len(), 1);
        let service = &services[0];
        assert_eq!((service.key_hash(), service.per_day), (key_hash(&key), 1000));
        assert_eq!((&service.purposes[..], service.feed), (&purposes[..], FeedRight::Subscribed));
        assert!(!fs::read_to_string(path(folder.path())).unwrap().contains(&key));
        let again = add(folder.path(), "bhxh", "G12", &purposes, 1, FeedRight::Nothing);
        assert!(matches!(again, Err(ServiceError::Taken(_))));
        remove(folder.path(), "bhxh").unwrap();
        assert!(matches!(remove(folder.path(), "bhxh"), Err(ServiceError::Unknown(_))));
        assert_eq!(list(folder.path()).unwrap(), []);
    }

    #[test]
    fn a_name_that_would_break_the_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["", "a\tb", "a/b", "..", "cơ quan", &"a".repeat(61)] {
            let added = add(folder.path(), name, "G12", &["tthc".to_owned()], 1, FeedRight::Nothing);
            assert!(matches!(added, Err(ServiceError::Word(_))), "{name}");
        }
        assert!(matches!(add(folder.path(), "a", "G12", &[], 1, FeedRight::Nothing), Err(ServiceError::NoPurpose)));
    }
}
