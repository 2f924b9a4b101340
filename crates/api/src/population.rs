//! `motcua population`: what its commands print with `--json`, and what its service is asked and answers.

use domain::agency::{AdministrativeUnit, unit_on, unit_or_heir_on};
use jiff::civil::Date;
use population::build::Built;
use population::lookups::{Asker, LookupReport, PersonLookup};
use population::{Counts, Residence, ResidenceKind, Verdict};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How answers are marked.
pub const JSON: &str = "application/json; charset=utf-8";
/// The same, one a line.
pub const JSON_LINES: &str = "application/x-ndjson; charset=utf-8";

/// One look-up: of whom, and what for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookupQuestion<'a> {
    /// Citizen number.
    #[serde(borrow)]
    pub number: Cow<'a, str>,
    /// Name as on papers.
    #[serde(borrow)]
    pub full_name: Cow<'a, str>,
    /// `1990-03-21`, `21/03/1990` or `1990`.
    #[serde(borrow)]
    pub birth_date: Cow<'a, str>,
    /// Code of the purpose, one of those the service was entered with.
    #[serde(borrow)]
    pub purpose: Cow<'a, str>,
    /// Account of the officer; empty where the service asks by itself.
    #[serde(borrow, default)]
    pub officer: Cow<'a, str>,
    /// Code of the dossier.
    #[serde(borrow)]
    pub dossier: Cow<'a, str>,
}

/// One question of a batch; purpose, officer and dossier are those of the batch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchQuestion<'a> {
    /// Citizen number.
    #[serde(borrow)]
    pub number: Cow<'a, str>,
    /// Name as on papers.
    #[serde(borrow)]
    pub full_name: Cow<'a, str>,
    /// `1990-03-21`, `21/03/1990` or `1990`.
    #[serde(borrow)]
    pub birth_date: Cow<'a, str>,
}

impl<'a> BatchQuestion<'a> {
    /// Reads a line. One written as nearly everybody writes it, with the three in this order and nothing escaped, is
    /// read by hand; any other by the parser of JSON.
    pub fn of_line(line: &'a [u8]) -> serde_json::Result<BatchQuestion<'a>> {
        match BatchQuestion::plain(line) {
            Some(question) => Ok(question),
            None => serde_json::from_slice(line),
        }
    }

    fn plain(line: &'a [u8]) -> Option<BatchQuestion<'a>> {
        let (number, rest) = plain_text(line.strip_prefix(br#"{"number":""#)?)?;
        let (full_name, rest) = plain_text(rest.strip_prefix(br#","full_name":""#)?)?;
        let (birth_date, rest) = plain_text(rest.strip_prefix(br#","birth_date":""#)?)?;
        (rest == b"}").then_some(BatchQuestion {
            number: number.into(),
            full_name: full_name.into(),
            birth_date: birth_date.into(),
        })
    }
}

/// A text up to its quotation mark, and what comes after; `None` where something is escaped or may not be there.
fn plain_text(text: &[u8]) -> Option<(&str, &[u8])> {
    let end = text.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..b' '))?;
    let read = std::str::from_utf8(&text[..end]).ok()?;
    (text[end] == b'"').then(|| (read, &text[end + 1..]))
}

/// What is answered.
#[derive(Debug, Serialize)]
pub struct LookupAnswer {
    /// One of the codes of `motcua population verify`.
    pub result: &'static str,
}

impl LookupAnswer {
    /// A verdict as a line of a batch.
    pub fn write_line(verdict: Verdict, out: &mut Vec<u8>) {
        for part in [r#"{"result":""#, verdict.code(), "\"}\n"] {
            out.extend_from_slice(part.as_bytes());
        }
    }
}

impl From<Verdict> for LookupAnswer {
    fn from(verdict: Verdict) -> LookupAnswer {
        LookupAnswer { result: verdict.code() }
    }
}

/// Whether a person lives where: answered in place of a household book.
#[derive(Debug, Serialize)]
pub struct ResidenceAnswer {
    /// One of the codes of `motcua population verify`.
    pub result: &'static str,
    /// Told on `match` alone; absent also where the register does not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residence: Option<ResidenceBody>,
}

/// Where somebody lives.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct ResidenceBody {
    /// Code of the commune as it is today; the one in the register where it became several.
    pub unit: String,
    /// Its name; absent where the list of units does not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_name: Option<String>,
    /// Code of its province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// Name of its province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province_name: Option<String>,
    /// `permanent` or `temporary`; absent where the register does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// The code in the register, where it is another one today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registered_unit: Option<String>,
}

impl ResidenceBody {
    /// What is told of a residence on a day.
    pub fn on(day: Date, residence: Residence, units: &[AdministrativeUnit]) -> ResidenceBody {
        let registered = residence.unit();
        let unit = unit_or_heir_on(units, &registered, day);
        let province = unit.and_then(|unit| unit_on(units, unit.parent.as_deref()?, day));
        let code = unit.map_or(&registered, |unit| &unit.code).clone();
        ResidenceBody {
            unit_name: unit.map(|unit| unit.name.clone()),
            province: province.map(|province| province.code.clone()),
            province_name: province.map(|province| province.name.clone()),
            kind: residence.kind().map(ResidenceKind::code),
            registered_unit: (code != registered).then_some(registered),
            unit: code,
        }
    }
}

/// *Quyền của chủ thể dữ liệu*: the purpose for which a service is told who asked about a person.
pub const SUBJECT_RIGHTS: &str = "quyen-chu-the-du-lieu";
/// So many look-ups of a person are told at most, the newest.
const MOST_LOOKUPS: usize = 1000;

/// Who asked about a person.
#[derive(Debug, Serialize)]
pub struct PersonLookupsAnswer {
    /// One of the codes of `motcua population verify`; where it is not `match`, nothing is told.
    pub result: &'static str,
    /// The newest first.
    pub lookups: Vec<PersonLookupBody>,
    /// How many older ones there are.
    pub older: usize,
}

/// One look-up, as the person it was about is told it: officers by their agency.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct PersonLookupBody {
    /// When, UTC.
    pub at: String,
    /// Code of the agency that asked.
    pub agency: String,
    /// Name of its system.
    pub service: String,
    /// Code of the purpose.
    pub purpose: String,
    /// Code of the dossier.
    pub dossier: String,
    /// `identity`, `residence` or `lookups`.
    pub sought: &'static str,
    /// What was answered.
    pub result: &'static str,
}

impl PersonLookupsAnswer {
    /// What is told of look-ups, the oldest of which come first.
    pub fn new(verdict: Verdict, lookups: &[PersonLookup]) -> PersonLookupsAnswer {
        let told = lookups.iter().rev().take(MOST_LOOKUPS).map(PersonLookupBody::from).collect();
        let older = lookups.len().saturating_sub(MOST_LOOKUPS);
        PersonLookupsAnswer { result: verdict.code(), lookups: told, older }
    }
}

/// Who asked about a person, with the accounts of officers, for those who run the register.
#[derive(Debug, Serialize)]
pub struct PersonLookupsBody {
    /// The oldest first.
    pub lookups: Vec<OfficerLookupBody>,
}

/// One look-up with its officer.
#[derive(Debug, Serialize)]
pub struct OfficerLookupBody {
    /// What the person is told.
    #[serde(flatten)]
    pub told: PersonLookupBody,
    /// Account of the officer.
    pub officer: String,
}

impl From<&[PersonLookup]> for PersonLookupsBody {
    fn from(lookups: &[PersonLookup]) -> PersonLookupsBody {
        let body = |lookup: &PersonLookup| OfficerLookupBody {
            told: PersonLookupBody::from(lookup),
            officer: lookup.asker.officer.clone(),
        };
        PersonLookupsBody { lookups: lookups.iter().map(body).collect() }
    }
}

impl From<&PersonLookup> for PersonLookupBody {
    fn from(lookup: &PersonLookup) -> PersonLookupBody {
        let Asker { agency, service, purpose, dossier, officer: _ } = lookup.asker.clone();
        let at = jiff::Timestamp::from_second(lookup.at).map_or_else(|_| String::new(), |at| at.to_string());
        let (sought, result) = (lookup.sought.code(), lookup.verdict.code());
        PersonLookupBody { at, agency, service, purpose, dossier, sought, result }
    }
}

/// Why nothing is answered, and what to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Refusal<'a> {
    /// In words.
    pub error: Cow<'a, str>,
}

/// What was asked of a register, by agency and purpose.
#[derive(Debug, Serialize)]
pub struct LookupsBody {
    /// One for each agency and purpose.
    pub rows: Vec<LookupsRow>,
}

/// What one agency asked for one purpose.
#[derive(Debug, Serialize)]
pub struct LookupsRow {
    /// Code of the agency.
    pub agency: String,
    /// Code of the purpose.
    pub purpose: String,
    /// How many questions.
    pub lookups: u64,
    /// How many had each answer.
    pub results: BTreeMap<&'static str, u64>,
}

impl From<&LookupReport> for LookupsBody {
    fn from(report: &LookupReport) -> LookupsBody {
        let row = |((agency, purpose), counts): (&(String, String), &Counts)| LookupsRow {
            agency: agency.clone(),
            purpose: purpose.clone(),
            lookups: counts.total(),
            results: results(counts),
        };
        LookupsBody { rows: report.rows.iter().map(row).collect() }
    }
}

fn results(counts: &Counts) -> BTreeMap<&'static str, u64> {
    Verdict::ALL.map(|verdict| (verdict.code(), counts.of(verdict))).into()
}

/// What a build did.
#[derive(Debug, Serialize)]
pub struct BuildBody {
    /// Rows read.
    pub read: u64,
    /// People in the register.
    pub people: u64,
    /// Of them, deceased.
    pub deceased: u64,
    /// Of them, with another number now.
    pub replaced: u64,
    /// Of them, without a residence that can be read.
    pub unplaced: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// How long it took.
    pub milliseconds: u64,
}

impl BuildBody {
    /// What is told of a build.
    pub fn new(built: Built, milliseconds: u64) -> BuildBody {
        let Built { read, people, deceased, replaced, unplaced, rejected } = built;
        BuildBody { read, people, deceased, replaced, unplaced, rejected, milliseconds }
    }
}

/// How many questions had which answer.
#[derive(Debug, Serialize)]
pub struct VerifyBody {
    /// Questions, one a line.
    pub queries: u64,
    /// How many had each answer, those that none had too.
    pub results: BTreeMap<&'static str, u64>,
    /// How long it took, without opening the register.
    pub milliseconds: u64,
    /// Questions answered a second.
    pub per_second: u64,
}

impl VerifyBody {
    /// What is told of a run.
    pub fn new(counts: &Counts, milliseconds: u64) -> VerifyBody {
        let queries = counts.total();
        let per_second = queries * 1000 / milliseconds.max(1);
        VerifyBody { queries, results: results(counts), milliseconds, per_second }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use population::Whereabouts;

    #[test]
    fn an_answer_of_a_batch_is_the_same_json() {
        for verdict in Verdict::ALL {
            let mut line = Vec::new();
            LookupAnswer::write_line(verdict, &mut line);
            assert_eq!(line, [serde_json::to_vec(&LookupAnswer::from(verdict)).unwrap(), b"\n".to_vec()].concat());
        }
    }

    #[test]
    fn a_line_is_read_by_hand_as_the_parser_reads_it() {
        let whole = r#"{"number":"001090000001","full_name":"Nguyễn Văn An","birth_date":"1990-03-21"}"#;
        let mut lines: Vec<Vec<u8>> = (0..whole.len()).map(|end| whole.as_bytes()[..end].to_vec()).collect();
        for place in 0..whole.len() {
            for byte in [b'"', b'\\', b'\n', b'\t', 0, b' ', b'{', b'}', b',', 0xff, b'x'] {
                let mut changed = whole.as_bytes().to_vec();
                changed[place] = byte;
                lines.push(changed.clone());
                changed.insert(place, b'\\');
                lines.push(changed);
            }
        }
        let others = [
            r#" {"number":"1","full_name":"a","birth_date":"b"} "#,
            r#"{"full_name":"a","number":"1","birth_date":"b"}"#,
            r#"{"number":"1","full_name":"\u0041","birth_date":"b"}"#,
            r#"{"number":"1","full_name":"a","birth_date":"b","more":1}"#,
            r#"{"number":"1","full_name":"a","birth_date":"b"}}"#,
            r#"{"number":"","full_name":"","birth_date":""}"#,
        ];
        lines.extend(others.map(|line| line.as_bytes().to_vec()));
        let texts = |question: BatchQuestion<'_>| {
            [question.number, question.full_name, question.birth_date].map(Cow::into_owned)
        };
        for line in lines {
            let by_parser = serde_json::from_slice::<BatchQuestion<'_>>(&line).ok().map(texts);
            let by_hand = BatchQuestion::plain(&line).map(texts);
            assert!(by_hand.is_none() || by_hand == by_parser, "{}", String::from_utf8_lossy(&line));
            assert_eq!(BatchQuestion::of_line(&line).ok().map(texts), by_parser, "{}", String::from_utf8_lossy(&line));
        }
        assert!(BatchQuestion::plain(whole.as_bytes()).is_some());
    }

    /// A province, a commune of it that became one of two, and one that became both.
    fn units() -> Vec<AdministrativeUnit> {
        let unit = |code: &str, parent: Option<&str>, days: [Option<Date>; 2], became: &[&str]| AdministrativeUnit {
            code: code.to_owned(),
            name: format!("Nơi {code}"),
            parent: parent.map(str::to_owned),
            valid_from: days[0].unwrap_or(date(2008, 8, 1)),
            valid_to: days[1],
            became: became.iter().map(|code| (*code).to_owned()).collect(),
        };
        let merger = Some(date(2025, 7, 1));
        vec![
            unit("36", None, [None, merger], &["37"]),
            unit("37", None, [None, None], &[]),
            unit("00001", Some("36"), [None, merger], &["00011"]),
            unit("00002", Some("36"), [None, merger], &["00011", "00012"]),
            unit("00011", Some("37"), [merger, None], &[]),
            unit("00012", Some("37"), [merger, None], &[]),
        ]
    }

    #[test]
    fn a_residence_is_told_with_the_names_of_the_day() {
        let rows = [
            ("1", date(2025, 6, 30), "00001 Nơi 00001, 36 Nơi 36"),
            ("1", date(2025, 7, 1), "00011 Nơi 00011, 37 Nơi 37 (00001)"),
            ("00011", date(2026, 11, 30), "00011 Nơi 00011, 37 Nơi 37"),
            ("2", date(2026, 11, 30), "00002 –, – –"),
            ("99999", date(2026, 11, 30), "99999 –, – –"),
        ];
        for (registered, day, expected) in rows {
            let Ok(Whereabouts::At(residence)) = Whereabouts::of_cells(registered.as_bytes(), b"temporary") else {
                panic!("{registered}")
            };
            let told = ResidenceBody::on(day, residence, &units());
            assert_eq!(told.kind, Some("temporary"));
            let or = |text: Option<String>| text.unwrap_or("–".to_owned());
            let was = told.registered_unit.map_or(String::new(), |code| format!(" ({code})"));
            let (name, province) = (or(told.unit_name), or(told.province));
            let written = format!("{} {name}, {province} {}{was}", told.unit, or(told.province_name));
            assert_eq!(written, expected);
        }
    }
}
