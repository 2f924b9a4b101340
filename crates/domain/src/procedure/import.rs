//! *Nhập cơ sở dữ liệu quốc gia về thủ tục hành chính*: one JSON object a line, each line on its own.
//!
//! A broken line is set aside with its number and a reason that says what to do; a dirty one goes in and its
//! oddities are listed. All text is composed (NFC) and trimmed at the ends; nothing else of it is touched.

use super::{BadProcedureCode, Finding, Found, Procedure, ProcedureCode, check};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Longest line that is read; the longest of the national catalogue has some 0,15 MB.
const LONGEST_LINE_BYTES: usize = 8 << 20;

/// *Danh mục thủ tục* as read from a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    /// Lines that are not blank: `rows` and `rejected` together.
    pub read: u32,
    /// What goes in.
    pub rows: Vec<Row>,
    /// What does not.
    pub rejected: Vec<Rejected>,
    /// What is odd in the rows that go in.
    pub found: Vec<Found>,
}

/// *Dòng danh mục*: a procedure and the line it stood on.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Line of the file, from 1.
    pub line: u32,
    /// What it says.
    pub procedure: Procedure,
}

/// *Dòng bị loại*: a line that does not go in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("dòng {line}: {reason}")]
pub struct Rejected {
    /// Line of the file, from 1.
    pub line: u32,
    /// Why, and what to do.
    pub reason: RejectReason,
}

/// Why a line does not go in, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RejectReason {
    /// The bytes are no UTF-8.
    #[error("không phải chữ UTF-8 (từ byte thứ {0}); hãy lưu lại tệp với bảng mã UTF-8")]
    NotUtf8(usize),
    /// The line is far longer than any procedure.
    #[error("dòng dài quá 8 MB; kiểm tra xem tệp có bị mất dấu xuống dòng không")]
    TooLong,
    /// The text is no JSON.
    #[error("không đọc được JSON (gần ký tự thứ {0}); dòng có thể bị cắt cụt, hãy xuất lại tệp từ nguồn")]
    NotJson(usize),
    /// JSON, but no object.
    #[error("cần một đối tượng JSON trên mỗi dòng (dạng JSONL), bắt đầu bằng dấu ngoặc nhọn")]
    NotAnObject,
    /// No code.
    #[error("thiếu mã thủ tục; thêm phần «code», ví dụ \"code\": \"1.004194\"")]
    NoCode,
    /// A code that is not in quotes; `1.000170` as a number would lose its last zero.
    #[error("phần «code» cần là chữ trong dấu nháy, ví dụ \"code\": \"1.004194\"; số thì mất các số 0 ở cuối")]
    CodeNotText,
    /// A code that cannot be one.
    #[error("{0}; sửa phần «code»")]
    BadCode(BadProcedureCode),
    /// No name.
    #[error("thủ tục {0} thiếu tên; thêm phần «name»")]
    NoName(ProcedureCode),
    /// A part of another kind than it must be.
    #[error("thủ tục {code}: phần «{part}» không đúng kiểu dữ liệu; so với một dòng đúng rồi sửa lại phần này")]
    BadPart {
        /// Which procedure.
        code: ProcedureCode,
        /// Which part of the row.
        part: String,
    },
    /// A code that stood on a line before.
    #[error("trùng mã thủ tục {code} với dòng {first_line}; giữ lại một dòng, bỏ dòng kia")]
    Duplicate {
        /// Which procedure.
        code: ProcedureCode,
        /// Where it stood first; that line goes in.
        first_line: u32,
    },
}

/// The lines of a file's bytes, without their ends; for [`read_catalogue`].
pub fn lines_of(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n')
}

/// Reads a catalogue, a line at a time, numbered from 1.
///
/// Blank lines are passed over; a byte order mark and `\r` at the ends are no content.
pub fn read_catalogue<B: AsRef<[u8]>>(lines: impl IntoIterator<Item = B>) -> Catalogue {
    let mut catalogue = Catalogue::default();
    let mut first_lines: BTreeMap<ProcedureCode, u32> = BTreeMap::new();
    for (line, bytes) in (1..).zip(lines) {
        let bytes = without_mark(line, bytes.as_ref());
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        catalogue.read += 1;
        let row = read_line(bytes).and_then(|row| match first_lines.get(&row.procedure.code) {
            Some(&first_line) => Err(RejectReason::Duplicate { code: row.procedure.code, first_line }),
            None => Ok(row),
        });
        match row {
            Err(reason) => catalogue.rejected.push(Rejected { line, reason }),
            Ok(ReadRow { procedure, decomposed }) => {
                first_lines.insert(procedure.code.clone(), line);
                let mut findings = check(&procedure);
                findings.extend(decomposed.then(|| (Finding::DecomposedText, String::new())));
                let code = &procedure.code;
                catalogue.found.extend(findings.into_iter().map(|(finding, place)| Found {
                    line,
                    code: code.clone(),
                    finding,
                    place,
                }));
                catalogue.rows.push(Row { line, procedure });
            }
        }
    }
    let shared = shared_names(&catalogue.rows);
    catalogue.found.extend(shared);
    catalogue
}

fn without_mark(line: u32, bytes: &[u8]) -> &[u8] {
    let mark: &[u8] = b"\xef\xbb\xbf";
    if line == 1 { bytes.strip_prefix(mark).unwrap_or(bytes) } else { bytes }
}

struct ReadRow {
    procedure: Procedure,
    decomposed: bool,
}

fn read_line(bytes: &[u8]) -> Result<ReadRow, RejectReason> {
    if bytes.len() > LONGEST_LINE_BYTES {
        return Err(RejectReason::TooLong);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| RejectReason::NotUtf8(error.valid_up_to() + 1))?;
    let row: Value = serde_json::from_str(text).map_err(|error| RejectReason::NotJson(error.column()))?;
    let Value::Object(mut row) = row else {
        return Err(RejectReason::NotAnObject);
    };
    let mut decomposed = false;
    for (part, value) in &mut row {
        compose(value, !matches!(part.as_str(), "form" | "process"), &mut decomposed);
    }
    let code = code_of(&row)?;
    if row.get("name").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Err(RejectReason::NoName(code));
    }
    row.insert("code".to_owned(), Value::from(code.as_str()));
    match serde_json::from_value(Value::Object(row.clone())) {
        Ok(procedure) => Ok(ReadRow { procedure, decomposed }),
        Err(_) => Err(RejectReason::BadPart { part: culprit(&row), code }),
    }
}

fn code_of(row: &Map<String, Value>) -> Result<ProcedureCode, RejectReason> {
    match row.get("code") {
        Some(Value::String(text)) if !text.is_empty() => text.parse().map_err(RejectReason::BadCode),
        None | Some(Value::Null | Value::String(_)) => Err(RejectReason::NoCode),
        Some(_) => Err(RejectReason::CodeNotText),
    }
}

/// Composes every text of a value, and trims its ends where that is no content.
fn compose(value: &mut Value, trims: bool, decomposed: &mut bool) {
    match value {
        Value::String(text) => {
            if !is_nfc(text) {
                *decomposed = true;
                *text = text.nfc().collect();
            }
            if trims && text.trim().len() < text.len() {
                *text = text.trim().to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| compose(item, trims, decomposed)),
        Value::Object(parts) => parts.values_mut().for_each(|part| compose(part, trims, decomposed)),
        _ => {}
    }
}

/// The part of a row that keeps it from being a procedure: the first that cannot be read even alone.
fn culprit(row: &Map<String, Value>) -> String {
    let readable = |part: &str| {
        let keys = ["code", "name", part];
        let alone: Map<String, Value> =
            row.iter().filter(|(key, _)| keys.contains(&key.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect();
        serde_json::from_value::<Procedure>(Value::Object(alone)).is_ok()
    };
    row.keys().find(|part| !readable(part)).cloned().unwrap_or_else(|| "code".to_owned())
}

/// Procedures of one name under several codes.
fn shared_names(rows: &[Row]) -> Vec<Found> {
    let mut by_name: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        by_name.entry(&row.procedure.name).or_default().push(row);
    }
    let shared = by_name.into_values().filter(|same| same.len() > 1);
    let found = shared.flat_map(|same| {
        let codes: Vec<&str> = same.iter().map(|row| row.procedure.code.as_str()).collect();
        let place = format!("{}: {}", same[0].procedure.name, codes.join(", "));
        same.into_iter().map(move |row| Found {
            line: row.line,
            code: row.procedure.code.clone(),
            finding: Finding::NameShared,
            place: place.clone(),
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reasons(file: &[u8]) -> String {
        let catalogue = read_catalogue(lines_of(file));
        assert_eq!(catalogue.read as usize, catalogue.rows.len() + catalogue.rejected.len());
        catalogue.rejected.iter().map(|rejected| format!("{rejected}\n")).collect()
    }

    #[test]
    fn each_broken_line_is_named_with_what_to_do() {
        let file = [
            br#"{"code":"1.000001","name":"A"}"#.as_slice(),
            br#"{"code":"1.000002","name":"#,
            b"{\"code\":\"1.000003\",\"name\":\"\xff\"}",
            br#"["1.000004"]"#,
            br#"{"name":"A"}"#,
            br#"{"code":"","name":"A"}"#,
            br#"{"code":"1.06","name":"A"}"#,
            br#"{"code":1.000178,"name":"A"}"#,
            br#"{"code":"1.000007"}"#,
            br#"{"code":"1.000008","name":"  "}"#,
            br#"{"code":"1.000009","name":"A","channels":"online"}"#,
            br#"{"code":"1.000010","name":"A","components":[{"name":"B","original":-1}]}"#,
            br#"{"code":"1.000001","name":"A"}"#,
        ]
        .join(&b'\n');
        insta::assert_snapshot!(reasons(&file), @r#"
        dòng 2: không đọc được JSON (gần ký tự thứ 26); dòng có thể bị cắt cụt, hãy xuất lại tệp từ nguồn
        dòng 3: không phải chữ UTF-8 (từ byte thứ 28); hãy lưu lại tệp với bảng mã UTF-8
        dòng 4: cần một đối tượng JSON trên mỗi dòng (dạng JSONL), bắt đầu bằng dấu ngoặc nhọn
        dòng 5: thiếu mã thủ tục; thêm phần «code», ví dụ "code": "1.004194"
        dòng 6: thiếu mã thủ tục; thêm phần «code», ví dụ "code": "1.004194"
        dòng 7: mã thủ tục «1.06» chưa đúng: cần dạng 1.004194 (một chữ số, dấu chấm, sáu chữ số), hoặc 1.000234.000.00.00.H42; sửa phần «code»
        dòng 8: phần «code» cần là chữ trong dấu nháy, ví dụ "code": "1.004194"; số thì mất các số 0 ở cuối
        dòng 9: thủ tục 1.000007 thiếu tên; thêm phần «name»
        dòng 10: thủ tục 1.000008 thiếu tên; thêm phần «name»
        dòng 11: thủ tục 1.000009: phần «channels» không đúng kiểu dữ liệu; so với một dòng đúng rồi sửa lại phần này
        dòng 12: thủ tục 1.000010: phần «components» không đúng kiểu dữ liệu; so với một dòng đúng rồi sửa lại phần này
        dòng 13: trùng mã thủ tục 1.000001 với dòng 1; giữ lại một dòng, bỏ dòng kia
        "#);
    }

    #[test]
    fn marks_carriage_returns_and_blank_lines_are_no_content() {
        let plain = b"{\"code\":\"1.000001\",\"name\":\"A\"}\n{\"code\":\"1.000002\",\"name\":\"B\"}";
        let dressed =
            b"\xef\xbb\xbf{\"code\":\"1.000001\",\"name\":\"A\"}\r\n\r\n  \n{\"code\":\" 1.000002 \",\"name\":\" B\"}\r\n";
        let procedures = |file: &[u8]| {
            let rows = read_catalogue(lines_of(file)).rows;
            rows.into_iter().map(|row| row.procedure).collect::<Vec<_>>()
        };
        assert_eq!(procedures(plain).len(), 2);
        assert_eq!(procedures(plain), procedures(dressed));
        assert_eq!(read_catalogue(lines_of(dressed)).rows[1].line, 4);
    }

    #[test]
    fn decomposed_text_is_composed_and_said_so() {
        let decomposed: String = "Đăng ký khai sinh".nfd().collect();
        let line = format!(r#"{{"code":"1.000001","name":"{decomposed}"}}"#);
        let catalogue = read_catalogue([line]);
        assert_eq!(catalogue.rows[0].procedure.name, "Đăng ký khai sinh");
        assert!(catalogue.found.iter().any(|found| found.finding == Finding::DecomposedText));
    }

    #[test]
    fn two_codes_of_one_name_are_found() {
        let catalogue = read_catalogue([r#"{"code":"1.000001","name":"A"}"#, r#"{"code":"1.000002","name":"A"}"#]);
        let shared = catalogue.found.iter().filter(|found| found.finding == Finding::NameShared);
        assert_eq!(shared.map(|found| found.line).collect::<Vec<_>>(), [1, 2]);
    }

    proptest! {
        #[test]
        fn random_bytes_never_panic(lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..8)) {
            let catalogue = read_catalogue(&lines);
            prop_assert!(catalogue.rows.is_empty());
        }

        #[test]
        fn a_row_cut_or_bent_anywhere_never_panics(at in 0_usize..900, byte in any::<u8>(), cuts in any::<bool>()) {
            let mut line = serde_json::to_vec(&crate::procedure::tests::sample()).unwrap();
            let at = at % line.len();
            if cuts { line.truncate(at) } else { line[at] = byte }
            let catalogue = read_catalogue(lines_of(&line));
            prop_assert!(catalogue.read <= 2);
        }
    }
}
