//! *Danh sách cơ sở khám bệnh*: brought in from a file, row by row accounted for, and how far the chip card is taken.

use crate::App;
use crate::law::shipped_units;
use domain::agency::AdministrativeUnit;
use domain::facility::{Facility, FacilityCode, NationCoverage, coverage, coverage_of, province_of};
use domain::time::Instant;
use identity::birth::BirthDate;
use jiff::civil::Date;
use std::collections::BTreeMap;
use store::StoreError;

/// Columns of the file, in any order; the last may be missing.
const COLUMNS: [&str; 6] = ["code", "name", "province", "kind", "accepts_card", "since"];

/// *Dòng không nhận*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Line of the file.
    pub line: u64,
    /// What is wrong, and what to do.
    pub reason: String,
}

/// *Danh sách đã đọc*.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadFacilities {
    /// Rows that can be taken.
    pub facilities: Vec<Facility>,
    /// Rows that cannot.
    pub rejected: Vec<BadRow>,
}

/// *Biên bản nhập cơ sở*: every row of the file is in one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacilityAccount {
    /// Facilities that were not known.
    pub new: u64,
    /// Facilities something of which is different now.
    pub changed: u64,
    /// Facilities that were known so already.
    pub same: u64,
    /// Rows that were not taken.
    pub rejected: Vec<BadRow>,
    /// How far the card is taken once they are in.
    pub coverage: NationCoverage,
}

/// Reads a file of facilities; the header line says which column is which.
pub fn read_facilities(bytes: &[u8], today: Date) -> Result<ReadFacilities, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter =
        [b',', b';', b'\t'].into_iter().max_by_key(|mark| header.iter().filter(|byte| *byte == mark).count());
    let mut rows = csv::ReaderBuilder::new().delimiter(delimiter.unwrap_or(b',')).flexible(true).from_reader(bytes);
    let titles = rows.byte_headers().map_err(|error| format!("dòng tiêu đề không đọc được: {error}"))?.clone();
    let places = places(&titles)?;
    let units = shipped_units();
    let mut read = ReadFacilities::default();
    let mut lines: BTreeMap<FacilityCode, u64> = BTreeMap::new();
    for row in rows.into_byte_records() {
        let row = row.map_err(|error| format!("tệp không đọc tiếp được: {error}"))?;
        let line = row.position().map_or(0, csv::Position::line);
        let taken = facility(&row, &places, titles.len(), &units, today).and_then(|facility| {
            match lines.insert(facility.code.clone(), line) {
                Some(before) => Err(format!("mã {} đã có ở dòng {before}; giữ một dòng", facility.code)),
                None => Ok(facility),
            }
        });
        match taken {
            Ok(facility) => read.facilities.push(facility),
            Err(reason) => read.rejected.push(BadRow { line, reason }),
        }
    }
    Ok(read)
}

/// Where each column stands.
fn places(titles: &csv::ByteRecord) -> Result<[Option<usize>; 6], String> {
    let place = |name: &str| titles.iter().position(|title| title.trim_ascii().eq_ignore_ascii_case(name.as_bytes()));
    let places = COLUMNS.map(place);
    let missing: Vec<&str> = COLUMNS
        .iter()
        .zip(&places)
        .filter(|(name, place)| **name != "since" && place.is_none())
        .map(|(name, _)| *name)
        .collect();
    if missing.is_empty() {
        return Ok(places);
    }
    Err(format!("dòng đầu thiếu cột {}; dòng đầu phải là {}", missing.join(", "), COLUMNS.join(",")))
}

fn facility(
    row: &csv::ByteRecord,
    places: &[Option<usize>; 6],
    width: usize,
    units: &[AdministrativeUnit],
    today: Date,
) -> Result<Facility, String> {
    if row.len() != width {
        return Err(format!("dòng có {} ô, dòng đầu có {width}; đặt ô có dấu phẩy trong dấu ngoặc kép", row.len()));
    }
    let mut cells = [""; 6];
    for (cell, place) in cells.iter_mut().zip(places) {
        let bytes = place.and_then(|place| row.get(place)).unwrap_or_default();
        *cell = std::str::from_utf8(bytes)
            .map_err(|_| "có chữ không phải UTF-8; lưu lại tệp bằng UTF-8".to_owned())?
            .trim();
    }
    let [code, name, province, kind, accepts, since] = cells;
    let code: FacilityCode = code.parse().map_err(|error| format!("{error}; tệp ghi «{}»", short(code)))?;
    let given_in = province_of(units, code.province(), today)
        .ok_or_else(|| format!("hai số đầu của mã {code} không phải mã tỉnh"))?;
    let lies_in = match province {
        "" => given_in,
        said => {
            province_of(units, said, today).ok_or_else(|| format!("không có tỉnh nào tên hoặc mã «{}»", short(said)))?
        }
    };
    if lies_in.code != given_in.code {
        return Err(format!("mã {code} là của {}, tệp ghi {}", given_in.name, lies_in.name));
    }
    if name.is_empty() {
        return Err("thiếu tên cơ sở".to_owned());
    }
    Ok(Facility {
        name: name.chars().take(200).collect(),
        province: lies_in.code.clone(),
        kind: kind.chars().take(100).collect(),
        accepts_card: yes_or_no(accepts)?,
        since: day(since)?,
        code,
    })
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "1" | "true" | "yes" | "x" | "có" | "co" => Ok(true),
        "0" | "false" | "no" | "không" | "khong" => Ok(false),
        _ => Err(format!("cột accepts_card ghi «{}»; ghi 1 (có nhận thẻ căn cước) hoặc 0 (chưa)", short(text))),
    }
}

fn day(text: &str) -> Result<Option<Date>, String> {
    match text.parse() {
        _ if text.is_empty() => Ok(None),
        Ok(BirthDate::Day(day)) => Ok(Some(day)),
        _ => Err(format!("cột since ghi «{}»; ghi ngày như 2023-01-31 hoặc để trống", short(text))),
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// What bringing a file in beside what is known would do, and which facilities it writes. Those of which the file
/// says nothing stay as they are.
pub fn account_of(read: ReadFacilities, known: Vec<Facility>, now: Instant) -> (FacilityAccount, Vec<Facility>) {
    let mut known: BTreeMap<FacilityCode, Facility> = known.into_iter().map(|one| (one.code.clone(), one)).collect();
    let mut account = FacilityAccount { rejected: read.rejected, ..FacilityAccount::default() };
    let mut write = Vec::new();
    for facility in read.facilities {
        let counted = match known.get(&facility.code) {
            Some(before) if *before == facility => &mut account.same,
            Some(_) => &mut account.changed,
            None => &mut account.new,
        };
        *counted += 1;
        if known.insert(facility.code.clone(), facility.clone()).as_ref() != Some(&facility) {
            write.push(facility);
        }
    }
    account.coverage = coverage(known.values(), &shipped_units(), now.day());
    (account, write)
}

impl App {
    /// Brings facilities in.
    pub async fn import_facilities(&self, read: ReadFacilities, now: Instant) -> Result<FacilityAccount, StoreError> {
        let (account, write) = account_of(read, self.store().facilities().await?, now);
        self.store().put_facilities(&write).await?;
        Ok(account)
    }

    /// How far the chip card is taken on the day of a moment.
    pub async fn card_coverage(&self, now: Instant) -> Result<NationCoverage, StoreError> {
        let day = now.day();
        Ok(coverage_of(&self.store().facility_counts(day).await?, &shipped_units(), day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use crate::law::Law;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 23);

    #[test]
    fn every_row_is_taken_or_named_with_its_line_and_reason() {
        let file = "\u{feff}code,name,province,kind,accepts_card,since\n\
            37001,Bệnh viện Mẫu,Ninh Bình,Bệnh viện,1,2023-01-01\n\
            36001,\"Trung tâm Y tế Mẫu, cơ sở 2\",36,Trung tâm y tế,có,\n\
            35001,Trạm Y tế Mẫu,,Trạm y tế,0,\n\
            3700,Thiếu số,37,Trạm y tế,1,\n\
            03001,Không tỉnh,37,Trạm y tế,1,\n\
            37002,Khác tỉnh,Hà Nội,Trạm y tế,1,\n\
            37003,Lạ tỉnh,Nơi Đâu,Trạm y tế,1,\n\
            37004,,37,Trạm y tế,1,\n\
            37005,Lửng,37,Trạm y tế,chắc vậy,\n\
            37006,Ngày sai,37,Trạm y tế,1,31/02/2023\n\
            37001,Trùng,37,Trạm y tế,1,\n\
            37007,Thiếu ô,37\n";
        let read = read_facilities(file.as_bytes(), TODAY).unwrap();
        let taken: Vec<(&str, &str, bool)> =
            read.facilities.iter().map(|one| (one.code.as_str(), one.province.as_str(), one.accepts_card)).collect();
        assert_eq!(taken, [("37001", "37", true), ("36001", "37", true), ("35001", "37", false)]);
        let rows = [
            (5, "5 chữ số"),
            (6, "không phải mã tỉnh"),
            (7, "tệp ghi Thành phố Hà Nội"),
            (8, "không có tỉnh nào"),
            (9, "thiếu tên"),
            (10, "ghi 1"),
            (11, "cột since"),
            (12, "đã có ở dòng 2"),
            (13, "dòng có 3 ô"),
        ];
        assert_eq!(read.rejected.len(), rows.len(), "{:?}", read.rejected);
        for (bad, (line, reason)) in read.rejected.iter().zip(rows) {
            assert!(bad.line == line && bad.reason.contains(reason), "{line} {reason}: {bad:?}");
        }
    }

    #[test]
    fn a_file_without_its_columns_says_which() {
        let told = read_facilities(b"code;name\n37001;x\n", TODAY).unwrap_err();
        assert!(told.contains("thiếu cột province, kind, accepts_card"), "{told}");
        let other = read_facilities(b"since;ACCEPTS_CARD;kind;province;name;code\n;1;x;37;y;37001\n", TODAY).unwrap();
        assert_eq!((other.facilities.len(), other.rejected.len()), (1, 0));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_articles_figure_comes_out_of_its_facilities() {
        let folder = tempfile::tempdir().unwrap();
        let store = store::Store::open(store::Location::Folder(folder.path().to_owned())).await.unwrap();
        let app = App::open(store, Law::shipped(), Limits::default()).await.unwrap();
        let provinces: Vec<String> = shipped_units()
            .into_iter()
            .filter(|unit| unit.code.len() == 2 && unit.valid_to.is_none())
            .map(|unit| unit.code)
            .collect();
        let mut file = "code,name,province,kind,accepts_card,since\n".to_owned();
        for serial in 0..12_828 {
            let province = &provinces[serial % provinces.len()];
            let accepts = u8::from(serial < 12_597);
            file +=
                &format!("{province}{:03},Cơ sở {serial},{province},Trạm y tế,{accepts},\n", serial / provinces.len());
        }
        let read = read_facilities(file.as_bytes(), TODAY).unwrap();
        let (dry, _) = account_of(read.clone(), Vec::new(), Instant::start_of(TODAY));
        assert_eq!(dry.coverage.nation.percent(), "98,2 %");
        assert_eq!((dry.new, app.store().facilities().await.unwrap().len()), (12_828, 0));
        let account = app.import_facilities(read.clone(), Instant::start_of(TODAY)).await.unwrap();
        assert_eq!((account.new, account.changed, account.same, account.rejected.len()), (12_828, 0, 0, 0));
        let again = app.import_facilities(read, Instant::start_of(TODAY)).await.unwrap();
        assert_eq!((again.new, again.same), (0, 12_828));
        let found = app.card_coverage(Instant::start_of(TODAY)).await.unwrap();
        assert_eq!((found.nation.accepting, found.nation.total), (12_597, 12_828));
        assert_eq!(found.nation.percent(), "98,2 %");
        assert_eq!(found.provinces.len(), 34);
    }
}
