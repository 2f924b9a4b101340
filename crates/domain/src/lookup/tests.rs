//! Look-ups, told as the one who was looked up would ask.

use super::*;
use crate::dossier::event::Actor;
use crate::report::Period;
use jiff::civil::date;

fn rules() -> LookUpRules {
    LookUpRules::from_json(include_str!("../../../../data/lookups.json")).unwrap()
}

fn look_up(answer: LookUpAnswer, source: LookUpSource) -> Event {
    let look_up = LookUp {
        kind: LookUpKind::Verify,
        purpose: "tthc-xac-thuc".to_owned(),
        answer,
        source,
        agency: "H42.101".parse().unwrap(),
        noted: None,
    };
    let at = Instant::start_of(date(2026, 11, 23));
    Event { at, actor: Actor::Officer("mot-cua".to_owned()), fact: Fact::LookedUp(Box::new(look_up)) }
}

#[test]
fn a_dossier_is_authenticated_by_the_last_answer_of_a_real_register() {
    use LookUpAnswer as A;
    use LookUpSource as S;
    let rows: [(&[(A, S)], bool); 6] = [
        (&[], false),
        (&[(A::Match, S::National)], true),
        (&[(A::Match, S::Register), (A::Unreachable, S::Register)], true),
        (&[(A::Match, S::Register), (A::Deceased, S::Register)], false),
        (&[(A::OtherBirthDate, S::Register), (A::Match, S::Register)], true),
        (&[(A::Match, S::StandIn)], false),
    ];
    for (answers, expected) in rows {
        let events: Vec<Event> = answers.iter().map(|(answer, source)| look_up(*answer, *source)).collect();
        assert_eq!(authenticated(&events), expected, "{answers:?}");
    }
}

#[test]
fn a_look_up_comes_back_as_it_was_written_and_names_no_person() {
    let event = look_up(LookUpAnswer::NearName, LookUpSource::StandIn);
    let text = serde_json::to_string(&event.fact).unwrap();
    assert_eq!(
        text,
        r#"{"fact":"looked-up","kind":"verify","purpose":"tthc-xac-thuc","answer":"near-name","source":"stand-in","agency":"H42.101"}"#
    );
    assert_eq!(serde_json::from_str::<Fact>(&text).unwrap(), event.fact);
}

#[test]
fn every_word_that_is_stored_is_read_again() {
    for answer in LookUpAnswer::ALL {
        assert_eq!(LookUpAnswer::from_key(answer.key()), Some(answer));
        assert_eq!(serde_json::to_string(&answer).unwrap(), format!("\"{}\"", answer.key()));
    }
    for kind in LookUpKind::ALL {
        assert_eq!(LookUpKind::from_key(kind.key()), Some(kind));
    }
    for source in LookUpSource::ALL {
        assert_eq!(LookUpSource::from_key(source.key()), Some(source));
        assert_eq!(serde_json::to_string(&source).unwrap(), format!("\"{}\"", source.key()));
    }
}

#[test]
fn only_purposes_of_the_file_may_be_asked_for_and_only_what_they_allow() {
    let rows = [
        ("tthc-xac-thuc", LookUpKind::Verify, "2026-11-23", true),
        ("tthc-xac-thuc", LookUpKind::Residence, "2026-11-23", false),
        ("tthc-cu-tru", LookUpKind::Residence, "2026-11-23", true),
        ("tthc-cu-tru", LookUpKind::Residence, "2022-12-31", false),
        ("cong-dan-tu-khai", LookUpKind::Residence, "2026-11-23", false),
        ("to-mo", LookUpKind::Verify, "2026-11-23", false),
    ];
    for (code, kind, day, allowed) in rows {
        assert_eq!(rules().allows(code, kind, day.parse().unwrap()), allowed, "{code} {day}");
    }
    let own = rules().for_oneself(LookUpKind::Residence, date(2026, 11, 23)).map(|purpose| purpose.code.clone());
    assert_eq!(own.as_deref(), Some("cong-dan-tu-khai"));
}

#[test]
fn the_quota_of_the_nearest_agency_holds() {
    let text = r#"{"purposes": [], "patterns": [], "residence_papers": [], "quotas": [
        {"of": "officer", "per_day": 10, "valid_from": "2026-01-01", "valid_to": null},
        {"of": "officer", "agency": "H42", "per_day": 20, "valid_from": "2026-01-01", "valid_to": null},
        {"of": "officer", "agency": "H42.191", "per_day": 5, "valid_from": "2026-06-01", "valid_to": "2026-07-01"},
        {"of": "agency", "per_day": 100, "valid_from": "2026-01-01", "valid_to": null}]}"#;
    let rules = LookUpRules::from_json(text).unwrap();
    let officer = |per_day| Some(UsedUp { of: QuotaOf::Officer, per_day });
    let rows = [
        ("G12.10", "2026-06-15", 9, 9, None),
        ("G12.10", "2026-06-15", 10, 10, officer(10)),
        ("H42.19", "2026-06-15", 10, 10, None),
        ("H42.191", "2026-06-15", 5, 5, officer(5)),
        ("H42.191", "2026-07-01", 5, 5, None),
        ("H42.19", "2026-06-15", 1, 100, Some(UsedUp { of: QuotaOf::Agency, per_day: 100 })),
        ("H42.19", "2025-06-15", 1_000, 1_000, None),
    ];
    for (agency, day, mine, ours, expected) in rows {
        let found = rules.used_up(&agency.parse().unwrap(), day.parse().unwrap(), mine, ours);
        assert_eq!(found, expected, "{agency} {day}");
    }
}

#[test]
fn papers_that_say_where_somebody_lives_are_known_by_their_names() {
    let rows = [
        ("Bản sao Sổ hộ khẩu hoặc sổ tạm trú", true),
        ("Giấy xác nhận thông tin về cư trú", true),
        ("SO HO KHAU", true),
        ("Tờ khai thay đổi thông tin cư trú (mẫu CT01)", false),
        ("Giấy chứng sinh", false),
    ];
    for (name, expected) in rows {
        assert_eq!(rules().tells_residence(name), expected, "{name}");
    }
}

#[test]
fn every_row_of_the_report_balances() {
    let period = Period::new(date(2026, 11, 1), date(2026, 11, 30)).unwrap();
    let one = |agency: &str, answer, with_dossier, count| LookUpCount {
        agency: agency.parse().unwrap(),
        purpose: "tthc-xac-thuc".to_owned(),
        answer,
        with_dossier,
        count,
    };
    let mut counts: Vec<LookUpCount> =
        (1..).zip(LookUpAnswer::ALL).map(|(count, answer)| one("H42.10", answer, count % 2 == 0, count)).collect();
    counts.push(one("H42.20", LookUpAnswer::Match, false, 100));
    let report = LookUpReport::of(period, &counts, Vec::new());
    assert_eq!(report.rows.len(), 2);
    for cells in report.rows.iter().map(|row| row.cells).chain([report.total]) {
        let [total, with, without, answers @ ..] = cells.columns();
        assert_eq!((with + without, answers.iter().sum::<u64>()), (total, total));
    }
    assert_eq!((report.total.total, report.total.without_dossier), (178, 136));
    assert_eq!(report.by_agency()[0].1.total, 100, "most first");
}
