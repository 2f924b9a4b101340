//! Histories come in and the progress report counts them: as whoever runs the commands meets it.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn motcua(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command.current_dir(folder).args(["--data", "kho"]).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", said(output));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(output)))
}

const DOSSIERS: &str = "\u{feff}agency_code,dossier_code,procedure_code,channel,applicant_kind,submitted_at,received_at,due_at,finished_at,returned_at,outcome\r
H42.19,A-0001,1.004194,online,ca-nhan,2023-09-30T22:00,2023-10-01T00:00,2023-10-10,2023-10-10,2023-10-11,approved\r
,A-0002,1.004194,counter,ca-nhan,,2023-10-31T23:59:59,,,,\r
H42.19,A-0003,1.004194,counter,ca-nhan,,2023-10-31,,2023-02-31,,approved\r
";

const EVENTS: &str = "dossier_code,at,activity,unit,officer
A-0001,2023-10-10,Trả kết quả,Một cửa,
A-0001,2023-09-30T22:00,Nộp hồ sơ,,
A-0003,2023-10-31,Tiếp nhận,,
";

fn moved_in() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.csv"), DOSSIERS).unwrap();
    std::fs::write(folder.path().join("e.csv"), EVENTS).unwrap();
    folder
}

const IMPORT: [&str; 9] =
    ["histories", "import", "--dossiers", "d.csv", "--events", "e.csv", "--agency", "H42", "--create-missing"];

#[test]
fn an_import_tells_every_row_that_did_not_fit() {
    let folder = moved_in();
    let account = json(&motcua(folder.path(), &[&IMPORT[..], &["--json"]].concat()));
    assert_eq!(account["dossiers"], serde_json::json!({"read": 3, "imported": 2, "rejected": 1}));
    assert_eq!(account["events"], serde_json::json!({"read": 3, "imported": 2, "rejected": 1}));
    let told = account["rejections"].as_array().unwrap();
    assert_eq!((told[0]["file"].as_str(), told[0]["line"].as_u64()), (Some("d.csv"), Some(4)));
    assert!(told[0]["reason"].as_str().unwrap().contains("finished_at «2023-02-31»"), "{told:?}");
    assert_eq!((told[1]["file"].as_str(), told[1]["line"].as_u64()), (Some("e.csv"), Some(4)));
    let again = motcua(folder.path(), &IMPORT);
    assert!(said(&again).contains("Hồ sơ: đọc 3 dòng, nhập 0, từ chối 3"), "{}", said(&again));
}

#[test]
fn the_report_balances_and_reads_the_same_however_it_is_asked() {
    let folder = moved_in();
    json(&motcua(folder.path(), &[&IMPORT[..], &["--json"]].concat()));
    let asked = ["report", "progress", "--from", "2023-10-01", "--to", "2023-10-31", "--json", "--by"];
    for by in ["agency", "field", "procedure", "month", "channel"] {
        let read = json(&motcua(folder.path(), &[&asked[..], &[by]].concat()));
        let total = &read["total"];
        assert_eq!(total["received"], serde_json::json!({"total": 2, "carried_over": 0, "online": 1, "other": 1}));
        assert_eq!((total["settled"]["on_time"].as_i64(), total["open"]["no_deadline"].as_i64()), (Some(1), Some(1)));
        for more in [&["--recount"][..], &["--as-at", "2199-12-31"], &["--agency", "H42"]] {
            assert_eq!(read, json(&motcua(folder.path(), &[&asked[..], &[by], more].concat())), "{by} {more:?}");
        }
    }
    let before = json(&motcua(folder.path(), &[&asked[..], &["agency", "--as-at", "2023-11-01"]].concat()));
    assert_eq!(before["total"]["received"]["total"], 0, "nothing was written down here then");
}

#[test]
fn the_report_is_a_table_for_people_and_files_for_spreadsheets() {
    let folder = moved_in();
    json(&motcua(folder.path(), &[&IMPORT[..], &["--json"]].concat()));
    let files = ["--xlsx", "bieu.xlsx", "--csv", "bieu.csv"];
    let asked = ["report", "progress", "--from", "2023-10-01", "--to", "2023-10-31"];
    let output = motcua(folder.path(), &[&asked[..], &files].concat());
    assert!(said(&output).contains("Giải quyết trước và đúng hạn: 100,0 %"), "{}", said(&output));
    assert!(std::fs::read(folder.path().join("bieu.xlsx")).unwrap().starts_with(b"PK"));
    assert!(std::fs::read_to_string(folder.path().join("bieu.csv")).unwrap().contains("Nhận giải quyết – Tổng số"));
    let empty = said(&motcua(folder.path(), &["report", "progress", "--from", "2022-01-01", "--to", "2022-01-31"]));
    assert!(empty.contains("chưa giải quyết hồ sơ nào có hạn") && !empty.contains("100"), "pitfall 3: {empty}");
}

#[test]
fn what_was_asked_wrongly_is_said_with_what_to_do() {
    let folder = moved_in();
    let refused = |arguments: &[&str], reason: &str| {
        let output = motcua(folder.path(), arguments);
        assert!(!output.status.success() && said(&output).contains(reason), "{}", said(&output));
    };
    refused(&["report", "progress", "--from", "2023-10-01", "--to", "2023-10-31"], "chưa có dữ liệu");
    refused(&["histories", "import", "--dossiers", "khong-co.csv"], "không mở được tệp «khong-co.csv»");
    refused(&["histories", "import", "--dossiers", "e.csv"], "tệp «e.csv» thiếu cột agency_code");
    json(&motcua(folder.path(), &[&IMPORT[..], &["--json"]].concat()));
    refused(&["report", "progress", "--from", "2023-10-31", "--to", "2023-10-01"], "đứng trước ngày đầu kỳ");
    refused(&["report", "progress", "--from", "31/02/2023", "--to", "2023-10-01"], "năm-tháng-ngày có thật");
}
