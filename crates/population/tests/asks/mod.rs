//! What is asked of every parser, whatever bytes it is given: the tests and the fuzz targets share it.

use population::build::{Progress, RejectedRow, build};
use population::feed::{Change, Feed, Publisher};
use population::lookups::{Asker, Lookup, LookupLog, Sought};
use population::people::Columns;
use population::{Register, Status, Verdict, Whereabouts, Writer, lookups, queries, services, subscriptions};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Numbers of a province there is, since 003 would be refused; the names are nobody's.
pub(crate) const PEOPLE: &str = "number,full_name,birth_date,sex,residence_unit,status,replaced_by
001090000001,Nguyễn Thị Mẫu,1990-03-21,Nữ,14464,active,
001090000002,\"Trần Văn Mẫu\",1990,Nam,14464,deceased,
001090000004,Lê Thị Mẫu,1990-03-21,Nữ,14464,replaced,001090000005
";

/// Changes that a feed publishes.
pub(crate) const CHANGES: &str = "kind,number,full_name,birth_date,sex,residence_unit,status,replaced_by
death,001090000001,Nguyễn Thị Mẫu,1990-03-21,Nữ,14464,deceased,
birth,001223000001,Trần Văn Mẫu,2023-03-21,Nam,14464,active,
";

/// A register, a feed and a log of look-ups on the disk, whose files are put in place of by what is asked.
pub(crate) struct Stand {
    folder: TempDir,
}

struct Silent;

impl Progress for Silent {
    fn read(&mut self, _: u64) {}
    fn rejected(&mut self, _: RejectedRow) {}
}

impl Stand {
    pub(crate) fn new() -> Stand {
        let stand = Stand { folder: tempfile::tempdir().expect("a folder") };
        let people = stand.path("people.csv");
        fs::write(&people, PEOPLE).expect("written");
        build(&people, &stand.path("register"), 64, &mut Silent).expect("a register");
        fs::create_dir_all(stand.path("feed")).expect("a folder");
        let mut publisher = Publisher::open(&stand.path("feed")).expect("a feed");
        assert_eq!(publisher.publish(CHANGES.as_bytes(), |line, why| panic!("{line}: {why}")).expect("published"), 2);
        stand
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn register(&self) -> Register {
        Register::open(&self.path("register")).expect("a register")
    }

    /// The bytes of a log of updates, two frames long.
    pub(crate) fn update_log(&self) -> Vec<u8> {
        let folder = self.path("register");
        let (mut writer, register) = Writer::open(&folder).expect("nobody else writes");
        let reader = &mut population::fingerprint::NameReader::default();
        for (cursor, status) in [(1, Status::Living), (2, Status::Deceased)] {
            let (number, birth) = ("001090000001".parse().expect("a number"), "1990".parse().expect("a year"));
            let update =
                register.update(reader, number, "Nguyễn Thị Mẫu".as_bytes(), birth, status, Whereabouts::Unknown);
            writer.apply(&[update.expect("an update")], cursor).expect("applied");
        }
        fs::read(log(&folder)).expect("a log")
    }

    /// The bytes of a log of look-ups, two frames long.
    pub(crate) fn lookup_log(&self) -> Vec<u8> {
        let folder = self.path("lookups");
        fs::create_dir_all(&folder).expect("a folder");
        let asker = Asker {
            agency: "G12".to_owned(),
            service: "mau".to_owned(),
            officer: "mau.1".to_owned(),
            purpose: "tthc".to_owned(),
            dossier: "H42-1".to_owned(),
        };
        let mut log = LookupLog::open(&folder, 0, |_| {}).expect("a log");
        for at in [0, 1] {
            let lookup = Lookup {
                at,
                asker: asker.clone(),
                sought: Sought::Identity,
                questions: vec![(7, Verdict::Match), (0, Verdict::BadNumber)],
            };
            log.append(&[lookup]).expect("appended");
        }
        fs::read(only_file(&folder)).expect("a file of a day")
    }

    /// A log of updates: read up to the last whole frame, or refused.
    pub(crate) fn ask_update_log(&self, bytes: &[u8]) {
        let folder = self.path("register");
        fs::write(log(&folder), bytes).expect("written");
        if let Ok((writer, register)) = Writer::open(&folder) {
            assert_eq!(writer.cursor(), register.cursor());
            assert!(fs::metadata(log(&folder)).expect("a log").len() <= bytes.len() as u64);
        }
    }

    /// A log of look-ups: whole, or refused.
    pub(crate) fn ask_lookup_log(&self, bytes: &[u8]) {
        let folder = self.path("lookups");
        fs::write(only_file(&folder), bytes).expect("written");
        let mut questions = 0;
        let read = lookups::read(&folder, |lookup| questions += lookup.questions.len());
        assert!(questions * 9 <= bytes.len(), "{read:?}");
    }

    /// The file of a feed.
    pub(crate) fn ask_feed(&self, bytes: &[u8]) {
        fs::write(self.path("feed/changes-000000000001.tsv"), bytes).expect("written");
        let feed = Feed::open(&self.path("feed")).expect("a feed");
        for after in 0..2 {
            if let Ok(page) = feed.page(after, 1000, None) {
                assert!(page.lines.len() <= bytes.len());
            }
        }
    }

    /// The list of services.
    pub(crate) fn ask_services(&self, bytes: &[u8]) {
        let folder = self.path("register");
        let Some(file) = services_file(&folder) else { return };
        fs::write(file, bytes).expect("written");
        let _ = services::list(&folder);
    }

    /// Enters a service, so that there is a list.
    pub(crate) fn service_list(&self) -> Vec<u8> {
        let folder = self.path("register");
        let purposes = ["tthc".to_owned()];
        services::add(&folder, "mau", "G12", &purposes, 10, services::FeedRight::Subscribed).expect("a service");
        fs::read(services_file(&folder).expect("a list")).expect("a list")
    }

    /// A file of questions: as many answers as lines.
    pub(crate) fn ask_questions(&self, bytes: &[u8]) {
        let mut answers = Vec::new();
        let counts = queries::verify(&self.register(), bytes, &mut answers, 1, |_| {}).expect("memory does not fail");
        let ends = bytes.iter().filter(|byte| **byte == b'\n').count();
        let lines = ends + usize::from(!bytes.is_empty() && !bytes.ends_with(b"\n"));
        assert_eq!(answers.iter().filter(|byte| **byte == b'\n').count(), lines, "{counts:?}");
    }
}

/// A file of people: its first line and every other.
pub(crate) fn people(bytes: &[u8]) {
    let known = Columns::of(PEOPLE.lines().next().expect("a header").as_bytes()).expect("columns");
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let columns = Columns::of(lines.next().unwrap_or_default()).unwrap_or(known);
    let mut unquoted = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        if let Ok(person) = columns.person(line, &mut unquoted) {
            assert!(!person.name.trim_ascii().is_empty());
        }
    }
}

/// Lines of a feed, which are written as they are read.
pub(crate) fn changes(bytes: &[u8]) {
    for line in bytes.split(|byte| *byte == b'\n') {
        let Ok(change) = Change::of_line(line) else { continue };
        let mut written = Vec::new();
        change.write_line(&mut written);
        let again = Change::of_line(written.strip_suffix(b"\n").expect("a line")).expect("what was written");
        assert_eq!(format!("{again:?}"), format!("{change:?}"));
        assert_eq!((again.sequence, again.number, again.name), (change.sequence, change.number, change.name));
    }
}

/// Numbers of people a service follows.
pub(crate) fn numbers(bytes: &[u8]) {
    match subscriptions::numbers(bytes) {
        Ok(numbers) => assert!(numbers.len() * 12 <= bytes.len()),
        Err(line) => assert!(line > 0),
    }
}

fn log(folder: &Path) -> PathBuf {
    newest(folder, ".log")
}

fn services_file(folder: &Path) -> Option<PathBuf> {
    let files = fs::read_dir(folder).expect("a folder");
    let mut paths = files.map(|file| file.expect("an entry").path());
    paths.find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("services")))
}

fn only_file(folder: &Path) -> PathBuf {
    newest(folder, ".lookups")
}

fn newest(folder: &Path, end: &str) -> PathBuf {
    let files = fs::read_dir(folder).expect("a folder");
    let paths = files.map(|file| file.expect("an entry").path());
    paths.filter(|path| path.to_string_lossy().ends_with(end)).max().expect("a file")
}
