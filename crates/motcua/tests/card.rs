//! `motcua card read` as an officer with a reader runs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn chips() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../chip/tests/chips")
}

/// A folder with the files of a chip, under names that readers use.
fn folder(sod: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let names = [
        (sod, "EF.SOD.bin"),
        ("com.bin", "EF.COM.bin"),
        ("dg1.bin", "DG1.bin"),
        ("dg2.bin", "dg2.bin"),
        ("dg13.bin", "EF_DG13.bin"),
    ];
    for (from, to) in names {
        fs::copy(chips().join(from), folder.path().join(to)).expect("a file of the test chips");
    }
    folder
}

fn read(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command.args(["card", "read", "--folder"]).arg(folder).args(args).current_dir(chips());
    command.output().expect("the program was built for this test")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn a_card_that_is_genuine_is_told_line_by_line() {
    let folder = folder("good.sod");
    let output = read(folder.path(), &["--trust", "csca.pem", "--crl", "revoked.crl", "--at", "2026-06-01"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    let told = [
        "Số giấy tờ: 003090001",
        "Họ, chữ đệm và tên: Nguyễn Văn Mẫu",
        "Họ tên cha, mẹ: Nguyễn Văn Cha Mẫu; Trần Thị Mẹ Mẫu",
        "Khớp giá trị băm: DG1, DG2, DG13",
        "Thu hồi chứng thư: chưa bị thu hồi",
        "Kết quả: XÁC THỰC ĐƯỢC",
    ];
    for line in told {
        assert!(lines.contains(&line), "{line} is not in {lines:#?}");
    }
}

#[test]
fn a_card_that_is_not_ends_with_an_error_and_its_reason() {
    let trusted = ["--trust", "csca.pem", "--at", "2026-06-01"];
    let rows: [(&str, &[&str], &str); 4] = [
        ("good.sod", &["--at", "2026-06-01"], "Lý do: không có chứng thư CSCA tin cậy"),
        ("good.sod", &["--trust", "csca.pem", "--at", "2040-01-01"], "Lý do: chứng thư người ký đã hết hạn"),
        ("without-dg13.sod", &trusted, "Lý do: DG13 có trên chip nhưng cơ quan cấp không ký"),
        ("other-base-point.sod", &trusted, "tham số khác đường cong chuẩn"),
    ];
    for (sod, args, reason) in rows {
        let folder = folder(sod);
        let output = read(folder.path(), args);
        let said = text(&output.stdout);
        assert!(!output.status.success() && said.contains(reason), "{sod} {args:?}: {said}");
        assert!(said.ends_with("Kết quả: KHÔNG XÁC THỰC ĐƯỢC\n") && text(&output.stderr).contains("chưa dùng"));
    }
}

#[test]
fn an_altered_face_is_named_to_programs_too() {
    let folder = folder("good.sod");
    let mut face = fs::read(chips().join("dg2.bin")).expect("DG2");
    *face.last_mut().expect("bytes") ^= 1;
    fs::write(folder.path().join("dg2.bin"), face).expect("written");
    let output = read(folder.path(), &["--trust", "csca.pem", "--at", "2026-06-01", "--json"]);
    let body: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(!output.status.success());
    assert_eq!((&body["authentic"], &body["problems"][0]["code"]), (&false.into(), &"altered".into()));
    assert_eq!((&body["problems"][0]["group"], &body["personal"][3]["texts"][0]), (&"DG2".into(), &"Nam".into()));
}

#[test]
fn a_mistake_says_what_to_do() {
    let empty = tempfile::tempdir().expect("a folder");
    let chip = folder("good.sod");
    fs::copy(chips().join("dg1.bin"), chip.path().join("EF.DG1.bin")).expect("copied");
    let whole = folder("good.sod");
    let rows: [(&Path, &[&str], &str); 5] = [
        (empty.path(), &[], "không có tệp EF.SOD.bin"),
        (chip.path(), &[], "hai tệp cho cùng một phần của chip"),
        (whole.path(), &["--at", "30/11/2026"], "ghi năm-tháng-ngày"),
        (whole.path(), &["--trust", "dg1.bin"], "không có chứng thư nào"),
        (whole.path(), &["--trust", "csca.pem", "--crl", "forged.crl"], "không do CSCA nào"),
    ];
    for (folder, args, part) in rows {
        let output = read(folder, args);
        assert!(!output.status.success() && output.stdout.is_empty(), "{part}");
        assert!(text(&output.stderr).contains(part), "{part}: {}", text(&output.stderr));
    }
}
