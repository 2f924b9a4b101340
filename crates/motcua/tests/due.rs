//! `motcua due` as a person or a script runs it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn motcua(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_motcua"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built for this test");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    // A command that refuses its arguments closes its input early.
    _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

#[track_caller]
fn check(received: &str, term: &str, policy: &[&str], due: &str) {
    let args = [&["due", "--received", received, "--term", term], policy].concat();
    let output = motcua(&args, "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), format!("{due}\n"));
}

#[test]
fn one_dossier_prints_its_due_moment() {
    check("2023-10-16T16:50", "7 giờ", &[], "2023-10-17T15:50");
    check("2023-10-16 11:30:59", "1 gio", &[], "2023-10-16T14:00");
    check("2023-10-16", "1,5 ngày làm việc", &[], "2023-10-18T11:30");
    check("2023-10-16T16:50", "1 ngày làm việc", &["--policy", "civil-code"], "2023-10-17T17:00");
    check("2023-10-16T16:50", "1 ngày làm việc", &["--policy", "same-time"], "2023-10-17T16:50");
}

#[test]
fn a_mistake_is_told_in_vietnamese() {
    let rows = [
        (["--received", "16/10/2023", "--term", "7 giờ"], "thời điểm tiếp nhận “16/10/2023”"),
        (["--received", "2023-02-30", "--term", "7 giờ"], "thời điểm tiếp nhận"),
        (["--received", "2023-10-16T24:00", "--term", "7 giờ"], "thời điểm tiếp nhận"),
        (["--received", "0203-10-16T16:50", "--term", "7 giờ"], "thời điểm tiếp nhận"),
        (["--received", "2023-10-16", "--term", "7"], "thiếu đơn vị"),
        (["--received", "2023-10-16", "--term", "-7 giờ"], "lớn hơn 0"),
    ];
    for (args, part) in rows {
        let output = motcua(&[&["due"], &args[..]].concat(), "");
        assert!(!output.status.success() && output.stdout.is_empty(), "{args:?}");
        assert!(text(&output.stderr).contains(part), "{args:?}: {}", text(&output.stderr));
    }
}

#[test]
fn a_year_without_holidays_warns_on_the_side() {
    let output = motcua(&["due", "--received", "2045-05-02", "--term", "3 ngày"], "");
    assert_eq!(text(&output.stdout), "2045-05-05T17:00\n");
    assert!(text(&output.stderr).contains("chưa có ngày nghỉ lễ năm 2045"));
}

#[test]
fn a_file_is_copied_with_its_due_moments() {
    let input = "\
id,received_at,amount,unit,policy,ghi chú
1,2023-10-16T16:50,7,gio,,\"một, hai\"
2,2023-10-16T16:50,1,ngay-lam-viec,same-time,
3,2023-10-16T16:50,1.5,ngay-lam-viec,civil-code,
4,2023-10-16 16:50:00,\"1,5\",ngay-lam-viec,,
5,2023-01-31,1,thang,,
6,2023-10-18,3,ngay,,
";
    let expected = "\
id,received_at,amount,unit,policy,ghi chú,due_at
1,2023-10-16T16:50,7,gio,,\"một, hai\",2023-10-17T15:50
2,2023-10-16T16:50,1,ngay-lam-viec,same-time,,2023-10-17T16:50
3,2023-10-16T16:50,1.5,ngay-lam-viec,civil-code,,2023-10-18T11:30
4,2023-10-16 16:50:00,\"1,5\",ngay-lam-viec,,,2023-10-18T11:30
5,2023-01-31,1,thang,,,2023-02-28T17:00
6,2023-10-18,3,ngay,,,2023-10-23T17:00
";
    let output = motcua(&["due", "--batch", "-"], input);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), expected);
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn a_bad_row_is_kept_and_reported_and_the_others_are_written() {
    let input = "\
received_at,amount,unit
2023-10-16T16:50,7,gio
hôm qua,7,gio
2023-10-16T16:50,0,gio
2023-10-16T16:50,1,5,ngay-lam-viec
2023-10-16T16:50,7
2023-10-16T16:50,7,gio
";
    let expected = "\
received_at,amount,unit,due_at
2023-10-16T16:50,7,gio,2023-10-17T15:50
hôm qua,7,gio,
2023-10-16T16:50,0,gio,
2023-10-16T16:50,1,5,ngay-lam-viec,
2023-10-16T16:50,7,,
2023-10-16T16:50,7,gio,2023-10-17T15:50
";
    let output = motcua(&["due", "--batch", "-"], input);
    assert!(!output.status.success());
    assert_eq!(text(&output.stdout), expected);
    for part in [
        "dòng 3: thời điểm tiếp nhận “hôm qua”",
        "dòng 4: thời hạn “0” phải lớn hơn 0",
        "dòng 5: có 4 ô mà tiêu đề chỉ có 3",
        "dòng 6: thời hạn “7” thiếu đơn vị",
        "4 dòng chưa tính được hạn",
    ] {
        assert!(text(&output.stderr).contains(part), "{part}: {}", text(&output.stderr));
    }
}

#[test]
fn files_are_read_and_written_by_name() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (from, to) = (folder.join("due-in.csv"), folder.join("due-out.csv"));
    // Excel begins UTF-8 files with a mark and ends lines its own way.
    let rows = "\u{feff}received_at,amount,unit\r\n2023-10-16T16:50,7,Giờ\r\n";
    std::fs::write(&from, rows).unwrap();
    let args = ["due", "--batch", from.to_str().unwrap(), "--out", to.to_str().unwrap()];
    let output = motcua(&args, "");
    assert!(output.status.success() && output.stdout.is_empty(), "{}", text(&output.stderr));
    let written = std::fs::read_to_string(&to).unwrap();
    assert_eq!(written, "received_at,amount,unit,due_at\n2023-10-16T16:50,7,Giờ,2023-10-17T15:50\n");
}

#[test]
fn a_file_without_the_columns_or_without_being_there_is_refused() {
    let output = motcua(&["due", "--batch", "-"], "a,b\n1,2\n");
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("thiếu cột received_at"));
    let output = motcua(&["due", "--batch", "no-such-file.csv"], "");
    assert!(text(&output.stderr).contains("không mở được tệp no-such-file.csv"));
}

#[test]
fn a_file_is_never_written_over_itself() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("due-same.csv");
    let rows = "received_at,amount,unit\n2023-10-16T16:50,7,gio\n";
    std::fs::write(&path, rows).unwrap();
    let name = path.to_str().unwrap();
    let output = motcua(&["due", "--batch", name, "--out", name], "");
    assert!(text(&output.stderr).contains("chọn một tên khác cho --out"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), rows);
}
