//! The whole import and search over the real catalogue, where it lies beside the repository.

use domain::procedure::search::{Filters, SearchEntry, SearchIndex};
use domain::procedure::{Catalogue, Finding, Procedure, ProcedureCode, lines_of, plan, read_catalogue};
use std::collections::BTreeMap;
use std::io::Read;
use std::time::Instant;

/// The bytes of the real catalogue; `None`, said loudly, where it is absent.
fn real_file() -> Option<Vec<u8>> {
    let beside = |up: &str| format!("{}/../../{up}/shared/data/procedures_2642.jsonl.gz", env!("CARGO_MANIFEST_DIR"));
    let places = [beside(".."), beside("../..")]; // the second for a working copy one folder deeper
    let Some(packed) = places.iter().find_map(|place| std::fs::read(place).ok()) else {
        eprintln!("SKIPPED: the real catalogue ../shared/data/procedures_2642.jsonl.gz is absent; nothing was tested");
        return None;
    };
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).expect("the file is whole");
    Some(bytes)
}

fn by_code(catalogue: &Catalogue) -> BTreeMap<ProcedureCode, Procedure> {
    catalogue.rows.iter().map(|row| (row.procedure.code.clone(), row.procedure.clone())).collect()
}

#[test]
fn procedure_import_of_the_real_catalogue_keeps_every_row_and_lists_the_dirty_ones() {
    let Some(bytes) = real_file() else { return };
    let plan = plan(&BTreeMap::new(), read_catalogue(lines_of(&bytes)));
    assert_eq!((plan.read, plan.added.len(), plan.changed.len(), plan.unchanged), (2642, 2642, 0, 0));
    assert_eq!(plan.rejected, []);
    let counts: String =
        plan.findings().into_iter().map(|(finding, count)| format!("{}: {count}\n", finding.key())).collect();
    insta::assert_snapshot!(counts, @"
    no-term: 137
    channel-without-term: 10
    term-without-unit: 357
    term-unreadable: 4
    term-zero: 2
    term-unlikely: 18
    term-differs-by-channel: 174
    several-terms-in-one-channel: 71
    fee-unknown: 541
    fee-unlikely: 44
    fee-differs-by-channel: 80
    no-online-channel: 563
    no-component: 51
    component-with-neither-original-nor-copy: 1181
    component-without-name: 99
    component-count-unlikely: 111
    component-repeated: 217
    no-result: 15
    result-without-code: 152
    code-inside-result-name: 156
    no-legal-basis: 80
    no-executing-agency: 510
    executing-agency-repeated: 51
    no-competent-agency: 1585
    no-kind: 111
    decision-without-number: 1
    name-shared: 19
    name-with-line-break: 15
    name-has-wrong-letter: 1
    strange-character: 43
    decomposed-text: 474
    ");
}

#[test]
fn procedure_import_of_the_same_file_twice_changes_nothing() {
    let Some(bytes) = real_file() else { return };
    let first = read_catalogue(lines_of(&bytes));
    let current = by_code(&first);
    let again = plan(&current, first);
    assert_eq!((again.added.len(), again.changed.len(), again.unchanged), (0, 0, 2642));

    let stored: Vec<String> =
        current.values().map(|procedure| serde_json::to_string(procedure).expect("a procedure is JSON")).collect();
    let back = plan(&current, read_catalogue(&stored));
    assert_eq!((back.added.len(), back.changed.len(), back.unchanged), (0, 0, 2642), "what is stored reads as it was");
}

#[test]
fn procedure_search_in_the_real_catalogue_finds_what_people_type() {
    let Some(bytes) = real_file() else { return };
    let entries: Vec<SearchEntry> =
        read_catalogue(lines_of(&bytes)).rows.iter().map(|row| SearchEntry::from(&row.procedure)).collect();
    let started = Instant::now();
    let index = SearchIndex::build(&entries);
    eprintln!("index of {} entries built in {:?}", entries.len(), started.elapsed());

    let queries = [
        "dang ky khai sinh",
        "khai sinh",
        "1.0041",
        "004194",
        "thuế",
        "cap",
        "c",
        "hộ chiếu",
        "Hoà Bình",
        "làm giấy khai sinh cho con",
        "cấp lại giấy chứng nhận đăng ký doanh nghiệp",
        "bo cong an",
        "",
    ];
    for query in queries {
        let started = Instant::now();
        for _ in 0..20 {
            std::hint::black_box(index.search(query, &Filters::default()));
        }
        let took = started.elapsed() / 20;
        let found = index.search(query, &Filters::default());
        eprintln!("{took:>12?} {:>5} {query:?}{}", found.total, if found.relaxed { " (relaxed)" } else { "" });
        for hit in found.hits.iter().take(4) {
            eprintln!("{:>20} {:>8} {}", hit.entry.code.as_str(), hit.score, hit.entry.name.replace('\n', " "));
        }
    }
    let first = |query: &str| index.search(query, &Filters::default()).hits[0].entry.name.clone();
    for query in ["dang ky khai sinh", "đăng ký khai sinh", "khai sinh", "làm giấy khai sinh cho con"] {
        assert!(first(query).to_lowercase().contains("khai sinh"), "{query}");
    }
    for entry in entries.iter().step_by(97) {
        let found = index.search(entry.code.as_str(), &Filters::default());
        assert_eq!(found.hits[0].entry.code, entry.code);
        let found = index.search(&entry.name, &Filters::default());
        assert_eq!(found.hits[0].entry.name, entry.name);
    }
}

/// What a true row may show: gaps of the source, differences by channel, what is not verified yet.
const HONEST_GAPS: [Finding; 7] = [
    Finding::TermDiffersByChannel,
    Finding::FeeDiffersByChannel,
    Finding::FeeUnknown,
    Finding::NoDecision,
    Finding::NoOnlineChannel,
    Finding::NotVerified,
    Finding::ResultWithoutCode,
];

#[test]
fn procedure_sample_catalogue_of_ours_lacks_only_what_nobody_published() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/procedures.jsonl");
    let bytes = std::fs::read(path).expect("the sample catalogue is part of the repository");
    let catalogue = read_catalogue(lines_of(&bytes));
    assert_eq!(catalogue.rejected, []);
    let odd: Vec<String> = catalogue
        .found
        .iter()
        .filter(|found| !HONEST_GAPS.contains(&found.finding))
        .map(|found| format!("{} {}: {}", found.code, found.finding.key(), found.place))
        .collect();
    assert_eq!(odd, [""; 0]);
}
