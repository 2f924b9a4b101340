//! Histories come in from files, once, with an account of what did not fit; and the report counts them.

use app::histories::{ImportError, Order, Source, Stage};
use app::law::Law;
use app::report::Asked;
use app::{App, Limits};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::dossier::event::Fact;
use domain::histories::{Account, Counts};
use domain::report::{By, Cell, Period, Progress};
use domain::time::Instant;
use jiff::civil::{DateTime, date};
use store::{Location, Store};

fn at(local: &str) -> Instant {
    Instant::from_local(local.parse::<DateTime>().unwrap())
}

const NOW: &str = "2023-11-20T08:00";

struct Office {
    app: App,
    _folder: tempfile::TempDir,
}

impl Office {
    async fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Location::Folder(folder.path().to_owned())).await.unwrap();
        let app = App::open(store, Law::shipped(), Limits::default()).await.unwrap();
        Office { app, _folder: folder }
    }

    async fn import(&self, dossiers: &str, activities: &str, now: &str) -> Account {
        self.try_import(dossiers, activities, None, true, now).await.unwrap()
    }

    async fn try_import(
        &self,
        dossiers: &str,
        activities: &str,
        agency: Option<&str>,
        create_missing: bool,
        now: &str,
    ) -> Result<Account, ImportError> {
        let source = |name: &str, content: &str| {
            let content = Box::new(std::io::Cursor::new(content.as_bytes().to_vec()));
            (!name.is_empty()).then(|| Source { name: name.to_owned(), content })
        };
        let order = Order {
            dossiers: source("d.csv", dossiers).filter(|_| !dossiers.is_empty()),
            activities: source("e.csv", activities).filter(|_| !activities.is_empty()),
            agency: agency.map(|agency| agency.parse().unwrap()),
            create_missing,
        };
        self.app.import_histories(order, || at(now), |_: Stage| {}).await
    }

    async fn report(&self, by: By, agency: Option<&str>, recount: bool, as_at: Option<&str>) -> Progress {
        let asked = Asked {
            period: Period::new(date(2023, 9, 1), date(2023, 10, 31)).unwrap(),
            by,
            agency: agency.map(|agency| agency.parse::<AgencyCode>().unwrap()),
            as_at: as_at.map(at),
            recount,
        };
        self.app.progress(&asked).await.unwrap()
    }
}

fn counts(read: u64, imported: u64, rejected: u64) -> Counts {
    Counts { read, imported, rejected }
}

fn reasons(account: &Account) -> Vec<(&str, u64, &str)> {
    account.rejections.iter().map(|it| (it.file.as_str(), it.line, it.reason.as_str())).collect()
}

const DOSSIERS: &str = "\
dossier_code,agency_code,procedure_code,channel,applicant_kind,submitted_at,received_at,due_at,finished_at,returned_at,outcome
A-0001,H42.19,1.000001,counter,ca-nhan,,2023-09-04T08:00,2023-09-20,2023-09-15T10:00,2023-09-16,approved
A-0002,H42.19,1.000002,online,ca-nhan,2023-10-01T21:00,2023-10-02T07:30,2023-10-05T17:00,2023-10-06T08:00,,approved
A-0003,H42.20,1.000001,post,to-chuc,,2023-10-10T08:00,,2023-10-12T08:00,,refused
A-0004,H42.20,1.000001,online,ca-nhan,,2023-10-20T08:00,2023-10-25,,,
A-0005,H42.20,1.000001,counter,ca-nhan,,2023-10-20T08:00,2023-11-25,2023-11-10,,withdrawn
";

const ACTIVITIES: &str = "\
dossier_code,at,activity,unit,officer
A-0002,2023-10-06T08:00,Trả kết quả,Một cửa,Cán bộ B
A-0001,2023-09-04T08:00,Tiếp nhận,Một cửa,Cán bộ A
A-0002,2023-10-02T07:30,Tiếp nhận,Một cửa,Cán bộ A
A-0002,2023-10-03T09:00,\"Thẩm định,
có ý kiến\",Phòng Tư pháp,Cán bộ C
A-0002,2023-10-03T09:00,\"Thẩm định,
có ý kiến\",Phòng Tư pháp,Cán bộ C
";

#[tokio::test]
async fn what_makes_sense_comes_in_and_is_counted_in_every_way_alike() {
    let office = Office::new().await;
    let account = office.import(DOSSIERS, ACTIVITIES, NOW).await;
    assert_eq!((account.dossiers, account.activities), (counts(5, 5, 0), counts(5, 5, 0)), "{account:?}");
    assert_eq!(account.new_agencies, ["H42.19", "H42.20"]);
    assert_eq!(account.new_procedures, ["1.000001", "1.000002"]);
    for by in By::ALL {
        for agency in [None, Some("H42"), Some("H42.19"), Some("H42.21")] {
            let read = office.report(by, agency, false, None).await;
            assert_eq!(read, office.report(by, agency, true, None).await, "{by:?} {agency:?}");
            assert_eq!(read, office.report(by, agency, true, Some(NOW)).await, "{by:?} {agency:?} as at now");
            assert!(read.total.balances());
        }
    }
    let total = office.report(By::Agency, None, false, None).await.total;
    let expected = [
        (Cell::ReceivedTotal, 5),
        (Cell::ReceivedOnline, 2),
        (Cell::SettledEarly, 1),
        (Cell::SettledLate, 1),
        (Cell::SettledNoDeadline, 1),
        (Cell::OpenOverdue, 1),
        (Cell::OpenWithin, 1),
    ];
    for (cell, count) in expected {
        assert_eq!(total.get(cell), count, "{cell:?}");
    }
}

#[tokio::test]
async fn a_history_is_one_entry_marked_as_imported_oldest_first() {
    let office = Office::new().await;
    office.import(DOSSIERS, ACTIVITIES, NOW).await;
    let code: DossierCode = "A-0002".parse().unwrap();
    let entries = office.app.store().entries(&"H42".parse().unwrap(), &code).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].kind.as_str(), entries[0].actor.as_str()), ("imported", "import"));
    assert_eq!(entries[0].recorded_at, at(NOW), "written down now, though it happened then");
    let Fact::Imported(past) = entries[0].event().unwrap().fact else { panic!("an import") };
    let told: Vec<&str> = past.activities.iter().map(|it| it.activity.as_str()).collect();
    assert_eq!(told, ["Tiếp nhận", "Thẩm định,\ncó ý kiến", "Thẩm định,\ncó ý kiến", "Trả kết quả"]);
    let report = office.app.verify(|_| {}).await.unwrap();
    assert!(report.is_whole(), "{:?}", report.first());
}

#[tokio::test]
async fn the_same_import_again_brings_in_nothing() {
    let office = Office::new().await;
    office.import(DOSSIERS, ACTIVITIES, NOW).await;
    let before = office.report(By::Agency, None, false, None).await;
    let again = office.import(DOSSIERS, ACTIVITIES, NOW).await;
    assert_eq!((again.dossiers, again.activities), (counts(5, 0, 5), counts(5, 0, 5)));
    assert!(again.rejections.iter().all(|it| it.reason.contains("đã có trong sổ cái")), "{:?}", reasons(&again));
    assert_eq!(office.report(By::Agency, None, false, None).await, before);
}

#[tokio::test]
async fn later_activities_join_a_dossier_that_came_in_before() {
    let office = Office::new().await;
    office.import(DOSSIERS, ACTIVITIES, NOW).await;
    let more = "at,dossier_code,officer,unit,activity\n2023-10-03T09:00,A-0001,,,Thẩm định\n2023-09-04T08:00,A-0001,Cán bộ A,Một cửa,Tiếp nhận\n";
    let account = office.import("", more, NOW).await;
    assert_eq!(account.activities, counts(2, 1, 1));
    assert_eq!(reasons(&account), [("e.csv", 3, "việc này đã có trong sổ cái: không nhập lại")]);
    assert_eq!(office.import("", more, NOW).await.activities, counts(2, 0, 2), "once more brings nothing");
    let entries = office.app.store().entries(&"H42".parse().unwrap(), &"A-0001".parse().unwrap()).await.unwrap();
    assert_eq!(
        entries.iter().map(|entry| entry.kind.as_str()).collect::<Vec<_>>(),
        ["imported", "imported-activities"]
    );
    assert!(office.app.verify(|_| {}).await.unwrap().is_whole());
}

#[tokio::test]
async fn rows_that_make_no_sense_are_told_with_line_and_reason() {
    let office = Office::new().await;
    office.import(DOSSIERS, "", NOW).await;
    let head = DOSSIERS.lines().next().unwrap();
    let rows = [
        "A-0001,H42.19,1.000001,counter,,,2023-09-04,,,,",
        "B-0001,H42.19,1.000001,counter,,,2023-10-02,,,,",
        "B-0001,H42.19,1.000001,counter,,,2023-10-02,,,,",
        "B-0002,H42.99,1.000001,counter,,,2023-10-02,,,,",
        "B-0003,H42.19,1.999999,counter,,,2023-10-02,,,,",
        "B-0004,H42.19,1.000001,counter,,,2023-10-02,,2023-10-01,,approved",
        "B-0005,H42.19,1.000001",
    ];
    let dossiers = format!("{head}\r\n{}\r\n", rows.join("\r\n"));
    let activities = "dossier_code,at,activity,unit,officer\n\
        B-0001,2023-10-02,Tiếp nhận,,\n\
        B-0004,2023-10-02,Tiếp nhận,,\n\
        C-0001,2023-10-02,Tiếp nhận,,\n\
        B-0001,2023-10-01,Tiếp nhận,,\n\
        B-0001,2023-10-03,,,\n";
    let account = office.try_import(&dossiers, activities, None, false, NOW).await.unwrap();
    assert_eq!((account.dossiers, account.activities), (counts(7, 1, 6), counts(5, 1, 4)));
    let told = reasons(&account);
    let place: Vec<_> = told.iter().map(|(file, line, _)| (*file, *line)).collect();
    let expected = [("d.csv", 2), ("d.csv", 4), ("d.csv", 5), ("d.csv", 6), ("d.csv", 7), ("d.csv", 8)];
    assert_eq!(place[..6], expected);
    assert_eq!(place[6..], [("e.csv", 3), ("e.csv", 4), ("e.csv", 5), ("e.csv", 6)]);
    assert_eq!(told[1].2, "mã hồ sơ đã có ở dòng 3 của tệp này: bỏ dòng trùng");
    assert!(told[2].2.starts_with("chưa có cơ quan H42.99"), "{}", told[2].2);
    assert!(told[3].2.starts_with("chưa có thủ tục 1.999999"), "{}", told[3].2);
    assert!(told[5].2.starts_with("dòng có 3 ô mà tiêu đề có 11"), "{}", told[5].2);
    assert_eq!(told[6].2, "hồ sơ của dòng này bị từ chối ở dòng 7 của tệp hồ sơ: sửa dòng đó rồi nhập lại");
}

#[tokio::test]
async fn only_rows_of_the_agency_asked_for_are_taken() {
    let office = Office::new().await;
    let account = office.try_import(DOSSIERS, "", Some("H42.19"), true, NOW).await.unwrap();
    assert_eq!(account.dossiers, counts(5, 2, 3));
    assert_eq!(account.new_agencies, ["H42.19"], "what is shut out makes no draft");
}

#[tokio::test]
async fn a_report_as_at_an_earlier_moment_knows_only_what_was_written_down_then() {
    let office = Office::new().await;
    office.import(DOSSIERS, "", NOW).await;
    let later = DOSSIERS.replace("A-", "Z-");
    office.import(&later, "", "2023-12-01T08:00").await;
    assert_eq!(office.report(By::Agency, None, false, None).await.total.get(Cell::ReceivedTotal), 10);
    assert_eq!(office.report(By::Agency, None, false, Some(NOW)).await.total.get(Cell::ReceivedTotal), 5);
    let before = "2023-11-20T07:59:59";
    assert_eq!(office.report(By::Agency, None, false, Some(before)).await.total.get(Cell::ReceivedTotal), 0);
}

#[tokio::test]
async fn the_list_behind_a_number_pages_through_all_of_it() {
    let office = Office::new().await;
    office.import(DOSSIERS, "", NOW).await;
    for by in By::ALL {
        let period = Period::new(date(2023, 9, 1), date(2023, 10, 31)).unwrap();
        let asked = Asked { period, by, agency: None, as_at: None, recount: false };
        let report = office.app.progress(&asked).await.unwrap();
        for row in &report.rows {
            for cell in Cell::ALL {
                let (mut after, mut listed) = (None, 0);
                loop {
                    let page = office
                        .app
                        .progress_list(&asked, Some(&row.key), cell, after.as_ref(), 2, at(NOW))
                        .await
                        .unwrap();
                    listed += page.dossiers.len();
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                assert_eq!(listed as i64, row.cells.get(cell), "{by:?} {} {cell:?}", row.key);
            }
        }
    }
}

#[tokio::test]
async fn a_list_goes_on_within_its_agency_whatever_dossier_it_goes_on_after() {
    let office = Office::new().await;
    office.import(DOSSIERS, "", NOW).await;
    let period = Period::new(date(2023, 9, 1), date(2023, 10, 31)).unwrap();
    let agency = Some("H42.20".parse().unwrap());
    let asked = Asked { period, by: By::Channel, agency, as_at: None, recount: false };
    for (after, left) in [(None, 3), (Some("A-0001"), 3), (Some("A-0003"), 2), (Some("A-0005"), 0), (Some("A-0009"), 3)]
    {
        let after = after.map(|code| code.parse().unwrap());
        let page =
            office.app.progress_list(&asked, None, Cell::ReceivedTotal, after.as_ref(), 9, at(NOW)).await.unwrap();
        assert!(page.dossiers.iter().all(|listed| listed.track.agency.as_str() == "H42.20"));
        assert_eq!(page.dossiers.len(), left, "{after:?}");
    }
}

#[tokio::test]
async fn a_row_of_another_agency_is_not_listed() {
    let office = Office::new().await;
    office.import(DOSSIERS, "", NOW).await;
    let period = Period::new(date(2023, 9, 1), date(2023, 10, 31)).unwrap();
    let agency = Some("H42.20".parse().unwrap());
    let asked = Asked { period, by: By::Agency, agency, as_at: None, recount: false };
    for (row, listed) in [("H42.20", 3), ("H42.19", 0), ("H42", 0), ("H42.2", 0), ("?", 0)] {
        let page = office.app.progress_list(&asked, Some(row), Cell::ReceivedTotal, None, 9, at(NOW)).await.unwrap();
        assert_eq!(page.dossiers.len(), listed, "{row}");
    }
}

#[tokio::test]
async fn a_file_without_a_column_is_refused_and_nothing_comes_in() {
    let office = Office::new().await;
    let error = office.try_import(&DOSSIERS.replace("due_at", "han"), "", None, true, NOW).await.unwrap_err();
    assert!(error.to_string().starts_with("tệp «d.csv» thiếu cột due_at"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_from_running_totals_are_those_counted_from_a_years_work() {
    let office = Office::new().await;
    let now = at("2026-11-23T07:30");
    office.app.seed_demo(app::demo::Size { dossiers: 300, seed: 11 }, now, |_| {}).await.unwrap();
    let whole = (date(2025, 1, 1), date(2027, 6, 30));
    for (from, to) in [whole, (date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 11, 23), date(2026, 11, 23))] {
        let agencies = [None, Some("H42"), Some("H42.19"), Some("H42.191")];
        for (by, agency) in By::ALL.into_iter().flat_map(|by| agencies.map(|agency| (by, agency))) {
            let (part, agency) = (agency.is_some(), agency.map(|code| code.parse().unwrap()));
            let asked = Asked { period: Period::new(from, to).unwrap(), by, agency, as_at: None, recount: false };
            let read = office.app.progress(&asked).await.unwrap();
            let counted = office.app.progress(&Asked { recount: true, ..asked.clone() }).await.unwrap();
            assert_eq!(read, counted, "{agency:?} {by:?} {from} {to}", agency = asked.agency);
            assert_eq!(read, office.app.progress(&Asked { as_at: Some(now), ..asked }).await.unwrap());
            assert!(read.total.balances() && read.rows.iter().all(|row| row.cells.balances()));
            assert!(from != whole.0 || part || read.total.get(Cell::ReceivedTotal) > 100, "{:?}", read.total);
        }
    }
}
