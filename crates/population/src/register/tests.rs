use super::*;
use crate::build::{Built, Progress, RejectedRow, build};

/// What was said while a register was built.
#[derive(Default)]
struct Said(Vec<String>);

impl Progress for Said {
    fn read(&mut self, _: u64) {}

    fn rejected(&mut self, row: RejectedRow) {
        self.0.push(format!("{}: {}", row.line, row.reason));
    }
}

const PEOPLE: &str = "number,full_name,birth_date,sex,residence_unit,status,replaced_by
001090000001,Nguyễn Thị Hoà,1990-03-21,Nữ,1,active,
001090000002,Trần Văn Khoẻ,1990,Nam,1,active,
001090000003,Lê Quý Đôn,1990-03-21,Nam,1,deceased,
001090000004,Lê Thị Thuỷ,1990-03-21,Nữ,1,replaced,001090000005
001090000005,Lê Thị Thuỷ,1990-03-21,Nữ,1,active,
";

fn built(folder: &Path, people: &str) -> (Built, Vec<String>) {
    let file = folder.join("people.csv");
    fs::write(&file, people).unwrap();
    let mut said = Said::default();
    (build(&file, &folder.join("register"), 0, &mut said).unwrap(), said.0)
}

fn ask(register: &Register, number: &str, name: &str, birth: &str) -> &'static str {
    let mut answers = Vec::new();
    let line = format!("{number}\t{name}\t{birth}\n");
    crate::queries::verify(register, line.as_bytes(), &mut answers, 1, |_| {}).unwrap();
    let code = String::from_utf8(answers).unwrap();
    let verdict = Verdict::ALL.into_iter().find(|verdict| code == format!("{verdict}\n"));
    verdict.unwrap_or_else(|| panic!("{code}")).code()
}

fn update_of(register: &Register, number: &str, name: &str, birth: &str, status: Status) -> Update {
    let reader = &mut NameReader::default();
    let (number, birth) = (number.parse().unwrap(), birth.parse().unwrap());
    register.update(reader, number, name.as_bytes(), birth, status, Whereabouts::Unsaid).unwrap()
}

#[test]
fn answers_are_judged_in_the_order_of_the_law() {
    let folder = tempfile::tempdir().unwrap();
    let (built, said) = built(folder.path(), PEOPLE);
    assert_eq!(built, Built { read: 5, people: 5, deceased: 1, replaced: 1, unplaced: 0, rejected: 0 });
    assert_eq!(said, [""; 0]);
    let register = Register::open(&folder.path().join("register")).unwrap();
    let rows = [
        ("001090000001", "Nguyễn Thị Hoà", "1990-03-21", "match"),
        ("001 090.000-001", "NGUYỄN  THỊ HÒA", "21/03/1990", "match"),
        ("001090000001", "Nguyễn Thị Hoà", "1990", "match"),
        ("001090000002", "Trần Văn Khỏe", "1990-12-31", "match"),
        ("001090000001", "Nguyen Thi Hoa", "1990-03-21", "near:name"),
        ("001090000001", "Nguyen Thi Hoa", "1990-03-22", "mismatch:name,birth_date"),
        ("001090000001", "Nguyễn Thị Hoa Mai", "1990-03-21", "mismatch:name"),
        ("001090000001", "", "1990-03-21", "mismatch:name"),
        ("001090000001", "Nguyễn Thị Hoà", "1990-03-22", "mismatch:birth_date"),
        ("001090000001", "Nguyễn Thị Hoà", "1991", "mismatch:birth_date"),
        ("001090000009", "Nguyễn Thị Hoà", "1990", "not-found"),
        ("001090000003", "ai đó", "1999", "deceased"),
        ("001090000004", "ai đó", "1999", "replaced"),
        ("001090000003", "Lê Quý Đôn", "31/02/1990", "bad-date"),
        ("003090000003", "Lê Quý Đôn", "31/02/1990", "bad-number"),
        ("00109000000", "Lê Quý Đôn", "1990", "bad-number"),
    ];
    for (number, name, birth, code) in rows {
        assert_eq!(ask(&register, number, name, birth), code, "{number} {name} {birth}");
    }
}

#[test]
fn every_line_gets_an_answer_whatever_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    built(folder.path(), PEOPLE);
    let register = Register::open(&folder.path().join("register")).unwrap();
    let mut questions = b"\xef\xbb\xbf001090000001\tNguy\xe1\xbb\x85n Th\xe1\xbb\x8b Ho\xc3\xa0\t1990\r\n".to_vec();
    questions.extend(b"\n\r\n001090000001\n001090000001\tAn\n001090000001\t\xff\xfe\t1990\n\xff\tAn\t1990\n");
    questions.extend(b"001090000001\tAn\t\xff\n001090000001\tAn\t1990\tmore\tand more\n");
    questions.extend([&b"001090000001\t"[..], &vec![b'x'; 1 << 20], b"\t1990\n"].concat());
    questions.extend("001090000002\tTrần Văn Khoẻ\t1990".as_bytes());
    let mut answers = Vec::new();
    let counts = crate::queries::verify(&register, &questions[..], &mut answers, 2, |_| {}).unwrap();
    let expected = "match\nbad-number\nbad-number\nbad-date\nbad-date\nmismatch:name\nbad-number\nbad-date\n\
                    mismatch:name\nmismatch:name\nmatch\n";
    assert_eq!(String::from_utf8(answers).unwrap(), expected);
    assert_eq!(counts.total(), 11);
}

#[test]
fn rows_that_cannot_be_used_are_listed_by_line_and_the_first_of_two_counts() {
    let folder = tempfile::tempdir().unwrap();
    let people = format!(
        "{PEOPLE}\n001090000001,Người Khác,1980,Nam,1,active,\nx,An,1990,Nam,1,active,\n\
         001090000006,\u{0}\u{301},1990,Nam,1,active,\n001090000007,\"Vũ An\",1990,Nam,1,active,\n"
    );
    let (built, said) = built(folder.path(), &people);
    assert_eq!((built.read, built.people, built.rejected), (9, 6, 3));
    assert!(said[0].starts_with("8: số định danh này đã có"), "{said:?}");
    assert!(said[1].starts_with("9: cột number") && said[2].starts_with("10: cột full_name"), "{said:?}");
    let register = Register::open(&folder.path().join("register")).unwrap();
    assert_eq!(ask(&register, "001090000001", "Nguyễn Thị Hoà", "1990"), "match");
    assert_eq!(ask(&register, "001090000007", "Vũ An", "1990"), "match");
}

#[test]
fn an_update_is_seen_by_those_who_read_and_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    built(folder.path(), PEOPLE);
    let place = folder.path().join("register");
    let before = Register::open(&place).unwrap();
    let (mut writer, register) = Writer::open(&place).unwrap();
    let updates = [
        update_of(&register, "001090000001", "Nguyễn Thị Hoa", "1990-03-22", Status::Living),
        update_of(&register, "079204000001", "Phạm An", "2004-01-01", Status::Living),
        update_of(&register, "001090000002", "Trần Văn Khoẻ", "1990", Status::Deceased),
    ];
    writer.apply(&updates, 17).unwrap();
    assert_eq!((writer.cursor(), writer.people()), (17, 6));
    let rows = [
        ("001090000001", "Nguyễn Thị Hoa", "22/03/1990", "match"),
        ("079204000001", "Phạm An", "2004", "match"),
        ("001090000002", "Trần Văn Khoẻ", "1990", "deceased"),
    ];
    let check = |register: &Register| {
        for (number, name, birth, code) in rows {
            assert_eq!(ask(register, number, name, birth), code, "{number}");
        }
    };
    check(&before);
    check(&register);
    assert!(matches!(Writer::open(&place), Err(RegisterError::Busy(_))));
    drop((writer, register, before));
    let again = Register::open(&place).unwrap();
    check(&again);
    assert_eq!((again.cursor(), again.people()), (17, 6));
    let (mut writer, _) = Writer::open(&place).unwrap();
    writer.flush().unwrap();
    drop(writer);
    let flushed = Register::open(&place).unwrap();
    check(&flushed);
    assert_eq!((flushed.cursor(), flushed.people()), (17, 6));
}

#[test]
fn what_is_kept_is_durable_at_once_and_seen_when_the_writer_settles() {
    let folder = tempfile::tempdir().unwrap();
    built(folder.path(), PEOPLE);
    let place = folder.path().join("register");
    let (mut writer, register) = Writer::open(&place).unwrap();
    let named = |name| [update_of(&register, "001090000001", name, "1991", Status::Living)];
    let is = |name| ask(&register, "001090000001", name, "1991") == "match";
    writer.keep(&named("Tên Một"), 1).unwrap();
    writer.keep(&named("Tên Hai"), 2).unwrap();
    assert!(writer.cursor() == 2 && !is("Tên Hai"));
    writer.settle();
    assert!(is("Tên Hai"));
    writer.keep(&named("Tên Ba"), 3).unwrap();
    drop(writer);
    assert!(is("Tên Hai"), "whoever wrote went away before it was seen");
    let (mut writer, _register) = Writer::open(&place).unwrap();
    assert!(writer.cursor() == 3 && is("Tên Ba"));
    writer.keep(&named("Tên Tư"), 4).unwrap();
    writer.flush().unwrap();
    assert!(is("Tên Tư"), "nothing is left out when the log ends");
}

#[test]
fn what_was_logged_but_not_put_in_is_put_in_when_the_register_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    built(folder.path(), PEOPLE);
    let place = folder.path().join("register");
    let (mut writer, register) = Writer::open(&place).unwrap();
    let updates = [
        update_of(&register, "001090000001", "Tên Một", "1991", Status::Living),
        update_of(&register, "001090000001", "Tên Hai", "1992", Status::Living),
    ];
    // The writer ends after the disk has the frame: nothing is in the entries yet, one is half written.
    writer.log.append(&updates, 2).unwrap();
    let words = register.map.words();
    let at = words.iter().position(|word| word.load(Ordering::Relaxed) != 0).unwrap() / 2 * 2;
    let half_written = words[at + 1].fetch_or(crate::entry::BUSY, Ordering::Relaxed);
    drop(writer);
    let mine = words[at].load(Ordering::Relaxed) == updates[0].entry.who & !0x3ffff;
    if !mine {
        words[at + 1].store(half_written, Ordering::Relaxed);
    }
    drop(register);
    let register = Register::open(&place).unwrap();
    assert_eq!(ask(&register, "001090000001", "Tên Hai", "1992"), "match");
    assert_eq!(register.cursor(), 2);
}

#[test]
fn a_new_build_takes_the_place_of_the_old_and_keeps_the_key() {
    let folder = tempfile::tempdir().unwrap();
    built(folder.path(), PEOPLE);
    let place = folder.path().join("register");
    let key = fs::read_to_string(place.join(KEY)).unwrap();
    let old = Register::open(&place).unwrap();
    // What a build left that was cut off.
    fs::write(place.join("people-000009.idx"), "half").unwrap();
    built(folder.path(), "number,full_name,birth_date,status\n001090000008,Vũ An,1990,active\n");
    assert!(old.is_outdated());
    assert_eq!(ask(&old, "001090000005", "Lê Thị Thuỷ", "1990"), "match");
    let new = Register::open(&place).unwrap();
    assert_eq!(ask(&new, "001090000008", "Vũ An", "1990"), "match");
    assert_eq!(ask(&new, "001090000005", "Lê Thị Thuỷ", "1990"), "not-found");
    assert_eq!(fs::read_to_string(place.join(KEY)).unwrap(), key);
    let names: Vec<_> = fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.len() == 6 && !names.contains(&"people-000009.idx".into()), "{names:?}");
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_the_key_and_no_name_or_number_is_in_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    built(folder.path(), PEOPLE);
    let place = folder.path().join("register");
    assert_eq!(fs::metadata(place.join(KEY)).unwrap().permissions().mode() & 0o777, 0o600);
    let bytes = fs::read(index_path(&place, 1)).unwrap();
    for part in ["Nguy", "001090000001"] {
        assert!(memchr::memmem::find(&bytes, part.as_bytes()).is_none(), "{part}");
    }
    let value = 1_090_000_001_u64;
    assert!(memchr::memmem::find(&bytes, &value.to_le_bytes()[..5]).is_none());
}

#[test]
fn a_directory_that_holds_no_whole_register_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Register::open(&folder.path().join("nowhere")).err().unwrap().to_string();
    assert!(missing.contains("motcua population build"), "{missing}");
    built(folder.path(), PEOPLE);
    let place = folder.path().join("register");
    let key = fs::read_to_string(place.join(KEY)).unwrap();
    let index = fs::read(index_path(&place, 1)).unwrap();
    let said = |wrong: &dyn Fn()| {
        wrong();
        let said = Register::open(&place).err().map(|error| error.to_string());
        fs::write(place.join(KEY), &key).unwrap();
        fs::write(index_path(&place, 1), &index).unwrap();
        said.unwrap_or_default()
    };
    let rows: [(&dyn Fn(), &str); 4] = [
        (&|| fs::write(place.join(KEY), format!("{}\n", "0".repeat(96))).unwrap(), "khoá khác"),
        (&|| fs::write(place.join(KEY), "x").unwrap(), "96 chữ số"),
        (&|| fs::write(index_path(&place, 1), &index[..index.len() - 1]).unwrap(), "không đủ độ dài"),
        (&|| fs::write(index_path(&place, 1), "x").unwrap(), "không phải tệp chỉ mục"),
    ];
    for (wrong, part) in rows {
        let said = said(wrong);
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(Register::open(&place).is_ok());
}

fn lives(register: &Register, number: &str, name: &str, birth: &str) -> Option<String> {
    let question =
        crate::queries::Question { number: number.as_bytes(), name: name.as_bytes(), birth: birth.as_bytes() };
    let confirmed = crate::queries::confirm_residence(register, &mut NameReader::default(), question);
    confirmed.residence.map(crate::Residence::unit)
}

#[test]
fn where_somebody_lives_is_kept_through_a_build_an_update_and_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let people = PEOPLE.replace("Nữ,1,", "Nữ,14527,").replace("Nam,1,", "Nam,x,");
    let (built, said) = built(folder.path(), &people);
    assert_eq!((built.people, built.unplaced, built.rejected), (5, 2, 0), "{said:?}");
    let place = folder.path().join("register");
    let moved = |register: &Register, unit: &str| Update {
        home: Home::of(Whereabouts::of_cells(unit.as_bytes(), b"").unwrap()),
        ..update_of(register, "001090000001", "Nguyễn Thị Hoà", "1990-03-21", Status::Living)
    };
    let hoa = |register: &Register| lives(register, "001090000001", "Nguyễn Thị Hoà", "1990");
    let (mut writer, register) = Writer::open(&place).unwrap();
    assert_eq!(hoa(&register).as_deref(), Some("14527"));
    for (unit, lives) in [("00002", Some("00002")), ("-", Some("00002")), ("", None), ("3", Some("00003"))] {
        writer.apply(&[moved(&register, unit)], 1).unwrap();
        assert_eq!(hoa(&register).as_deref(), lives, "{unit}");
    }
    // The disk has the frame, the entries do not: the last that was said counts, and what was not said stays.
    writer.log.append(&[moved(&register, "4"), moved(&register, "-")], 2).unwrap();
    drop((writer, register));
    assert_eq!(hoa(&Register::open(&place).unwrap()).as_deref(), Some("00004"));
}

#[test]
fn where_somebody_lives_is_told_on_a_match_alone() {
    let folder = tempfile::tempdir().unwrap();
    built(folder.path(), PEOPLE);
    let register = Register::open(&folder.path().join("register")).unwrap();
    let rows = [
        ("001090000001", "NGUYỄN THỊ HÒA", "1990", Some("00001")),
        ("001090000001", "Nguyen Thi Hoa", "1990", None),
        ("001090000001", "Nguyễn Thị Hoà", "1991", None),
        ("001090000001", "Nguyễn Thị Hoà", "", None),
        ("001090000003", "Lê Quý Đôn", "1990", None),
        ("001090000004", "Lê Thị Thuỷ", "1990", None),
        ("001090000009", "Lê Thị Thuỷ", "1990", None),
        ("", "Lê Thị Thuỷ", "1990", None),
    ];
    for (number, name, birth, unit) in rows {
        assert_eq!(lives(&register, number, name, birth).as_deref(), unit, "{number} {name} {birth}");
    }
}
