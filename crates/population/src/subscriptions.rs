//! *Danh sách theo dõi*: the people whose changes a service is sent, because it holds dossiers of them. Kept beside the
//! feed, readable by its owner only: these are whole numbers.

use crate::feed::FeedError;
use crate::files::{replace, secret};
use crate::lines::lines;
use identity::number::CitizenNumber;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Reads numbers, one a line; the line of the first that is none where there is one.
pub fn numbers(text: &[u8]) -> Result<HashSet<CitizenNumber>, usize> {
    let filled = lines(text).enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
    filled.map(|(place, line)| CitizenNumber::from_bytes(line).map_err(|_| place + 1)).collect()
}

/// The people of a service; none where it has never named any.
pub fn read(feed: &Path, service: &str) -> Result<HashSet<CitizenNumber>, FeedError> {
    let path = path(feed, service);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(HashSet::new()),
        Err(error) => return Err(FeedError::Io(path, error)),
    };
    numbers(&text).map_err(|line| FeedError::Damaged(path, format!("dòng {line} không phải số định danh")))
}

/// Names the people of a service, in place of those it named before.
pub fn write(feed: &Path, service: &str, numbers: &HashSet<CitizenNumber>) -> Result<(), FeedError> {
    let path = path(feed, service);
    let mut sorted: Vec<CitizenNumber> = numbers.iter().copied().collect();
    sorted.sort_unstable();
    let text: String = sorted.into_iter().map(|number| number.digits() + "\n").collect();
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| replace(&path, &secret(), &text)).map_err(|error| FeedError::Io(path, error))
}

/// Names of services are plain words: `services` lets no other in.
fn path(feed: &Path, service: &str) -> PathBuf {
    feed.join("subscriptions").join(format!("{service}.numbers"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_people_of_a_service_are_those_it_named_last() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path(), "bhxh").unwrap(), HashSet::new());
        for text in [&b"001090000001\r\n\n001 090 000 002\n"[..], b"001090000003"] {
            let named = numbers(text).unwrap();
            write(folder.path(), "bhxh", &named).unwrap();
            assert_eq!(read(folder.path(), "bhxh").unwrap(), named);
        }
        assert_eq!(numbers(b"001090000001\n\nx\n"), Err(3));
    }
}
