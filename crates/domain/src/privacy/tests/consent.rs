//! Consent is said aloud, proved by its chain, and stops what rested on it.

use super::*;
use crate::ledger::{Break, Digest};

fn said(purpose: Purpose, given: bool) -> Consenting {
    Consenting {
        purpose, given, version: 1, text: "Tôi đồng ý …".to_owned(), how: "trang Sự đồng ý".to_owned()
    }
}

fn chain() -> Vec<ConsentRecord> {
    let mut chain: Vec<ConsentRecord> = Vec::new();
    for (purpose, given) in [(Purpose::Prefill, true), (Purpose::ExtraMessages, false), (Purpose::Prefill, false)] {
        chain.push(ConsentRecord::next("ab12", chain.last(), said(purpose, given), at(MADE)));
    }
    chain
}

fn first_break(chain: &[ConsentRecord]) -> Option<Break> {
    let before = std::iter::once(None).chain(chain.iter().map(Some));
    chain.iter().zip(before).find_map(|(record, before)| record.follows(before).err())
}

#[test]
fn the_last_word_holds_and_silence_is_no_consent() {
    let chain = chain();
    assert!(!consent_to(&chain, Purpose::Prefill).unwrap().said.given);
    assert!(consent_to(&chain[..1], Purpose::Prefill).unwrap().said.given);
    assert!(consent_to(&chain[..1], Purpose::ExtraMessages).is_none());
    assert!(!Uses::default().allow(Purpose::Prefill, None), "nobody was asked");
}

#[test]
fn a_record_changed_taken_out_or_moved_is_found() {
    type Tamper = fn(&mut Vec<ConsentRecord>);
    let rows: [(Tamper, Option<Break>); 7] = [
        (|_| {}, None),
        (|chain| chain[1].said.given = true, Some(Break::Hash)),
        (|chain| chain[0].said.text.push('!'), Some(Break::Hash)),
        (|chain| chain[2].at = at("2026-11-23T10:00"), Some(Break::Hash)),
        (|chain| drop(chain.remove(1)), Some(Break::Sequence)),
        (|chain| drop(chain.remove(0)), Some(Break::Sequence)),
        (
            |chain| {
                chain[1].prev = Digest::of(b"x");
                chain[1].hash = chain[1].computed_hash();
            },
            Some(Break::Link),
        ),
    ];
    for (place, (tamper, expected)) in rows.into_iter().enumerate() {
        let mut chain = chain();
        tamper(&mut chain);
        assert_eq!(first_break(&chain), expected, "row {place}");
    }
}

#[test]
fn restrictions_and_objections_stop_what_the_law_does_not_demand() {
    let dossier = "H42.191-261123-0001".parse().unwrap();
    let other = "H42.191-261123-0002".parse().unwrap();
    let consents = [(Purpose::Prefill, true), (Purpose::ExtraMessages, true)];
    let uses = |limit: &str| Uses { consents: consents.into(), limits: vec![limit.parse().unwrap()] };
    let rows = [
        ("everything", Purpose::Prefill, &dossier, false),
        ("everything", Purpose::OwedMessages, &dossier, true),
        ("everything", Purpose::Settle, &dossier, true),
        ("dossier:H42.191-261123-0001", Purpose::ExtraMessages, &dossier, false),
        ("dossier:H42.191-261123-0001", Purpose::ExtraMessages, &other, true),
        ("purpose:prefill", Purpose::Prefill, &dossier, false),
        ("purpose:prefill", Purpose::ExtraMessages, &dossier, true),
        ("account", Purpose::Prefill, &dossier, true),
    ];
    for (limit, purpose, code, allowed) in rows {
        assert_eq!(uses(limit).allow(purpose, Some(code)), allowed, "{limit} {purpose:?} {code}");
    }
    assert!(uses("everything").is_restricted(&dossier) && !uses("purpose:prefill").is_restricted(&dossier));
}

#[test]
fn every_purpose_has_its_row_and_asks_only_where_it_rests_on_consent() {
    let table: PurposeTable = serde_json::from_str(include_str!("../../../../../data/data_purposes.json")).unwrap();
    for purpose in Purpose::ALL {
        let row = table.row(purpose).unwrap();
        assert_eq!(row.basis == Basis::Law, purpose.is_owed(), "{purpose:?}");
        assert_eq!(row.basis == Basis::Consent, !row.question.is_empty() && row.version > 0, "{purpose:?}");
        assert_eq!(Purpose::from_key(purpose.key()), Some(purpose));
    }
    assert!(table.is_owed("accepted") && !table.is_owed("handed-over"));
}

#[test]
fn what_is_meant_is_read_as_it_was_written() {
    for text in ["everything", "account", "dossier:H42.191-261123-0001", "purpose:prefill"] {
        assert_eq!(text.parse::<About>().unwrap().to_string(), text);
    }
    for text in ["", "dossier:", "purpose:x", "everything:1"] {
        assert!(text.parse::<About>().is_err(), "{text}");
    }
}
