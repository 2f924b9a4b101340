use super::*;
use proptest::prelude::*;

fn entry(code: &str, name: &str, field: &str) -> SearchEntry {
    SearchEntry {
        code: code.parse().expect("a code"),
        name: name.to_owned(),
        field: field.to_owned(),
        agencies: vec!["Bộ Tư pháp".into()],
        levels: vec!["Cấp xã".into()],
        subjects: vec!["Công dân Việt Nam".into()],
        keywords: Vec::new(),
        life_events: Vec::new(),
        results: Vec::new(),
        essential: None,
        online: true,
    }
}

fn index() -> SearchIndex {
    let mut entries = vec![
        entry("1.001193", "Đăng ký khai sinh", "Hộ tịch"),
        entry("1.004884", "Đăng ký lại khai sinh", "Hộ tịch"),
        entry("2.000528", "Đăng ký khai sinh có yếu tố nước ngoài", "Hộ tịch"),
        entry("1.000656", "Đăng ký khai tử", "Hộ tịch"),
        entry("1.004194", "Khai báo tạm vắng", "Cư trú"),
        entry("1.000234.000.00.00.H42", "Hỗ trợ hộ nghèo tỉnh Hòa Bình", "Bảo trợ"),
        entry("3.000001", "Khai thuế thu nhập cá nhân", "Thuế"),
        entry("3.000002", "Thuê đất trong khu công nghiệp", "Đất đai"),
    ];
    entries[0].life_events = vec!["Có con".into()];
    entries[0].essential = Some("Đăng ký khai sinh".into());
    entries[4].agencies = vec!["Bộ Công an".into()];
    entries[6].keywords = vec!["quyết toán".into()];
    SearchIndex::build(&entries)
}

/// The codes a query finds, best first.
#[track_caller]
fn check(query: &str, codes: &[&str]) {
    let index = index();
    let found = index.search(query, &Filters::default());
    let found: Vec<&str> = found.hits.iter().map(|hit| hit.entry.code.as_str()).collect();
    assert_eq!(found, codes, "{query}");
}

#[test]
fn a_name_is_found_with_and_without_marks() {
    for query in
        ["đăng ký khai sinh", "dang ky khai sinh", "ĐĂNG KÝ KHAI SINH", "Ðăng ký khai sinh", "dang ky khai sin"]
    {
        check(query, &["1.001193", "2.000528", "1.004884"]);
    }
}

#[test]
fn part_of_a_name_finds_the_shortest_name_first() {
    check("khai sinh", &["1.001193", "1.004884", "2.000528"]);
}

#[test]
fn both_placements_of_a_tone_find_the_same() {
    check("Hoà Bình", &["1.000234.000.00.00.H42"]);
    check("Hòa Bình", &["1.000234.000.00.00.H42"]);
}

#[test]
fn a_code_is_found_by_any_part_of_it() {
    check("1.004194", &["1.004194"]);
    check("1004194", &["1.004194"]);
    check("1.0041", &["1.004194"]);
    check("004194", &["1.004194"]);
    check("1.000234.000.00.00.h42", &["1.000234.000.00.00.H42"]);
    check("1.000234", &["1.000234.000.00.00.H42"]);
}

#[test]
fn marks_decide_between_words_that_fold_alike() {
    check("thuế", &["3.000001", "3.000002"]);
    check("thuê", &["3.000002", "3.000001"]);
}

#[test]
fn field_agency_keyword_and_life_event_are_found() {
    check("cư trú", &["1.004194"]);
    check("bo cong an", &["1.004194"]);
    check("quyet toan", &["3.000001"]);
    let found = index();
    let found = found.search("có con", &Filters::default());
    assert_eq!(found.hits[0].entry.code.as_str(), "1.001193", "by its life event");
}

#[test]
fn a_word_too_many_still_finds_something() {
    let index = index();
    let found = index.search("làm giấy khai sinh", &Filters::default());
    assert!(found.relaxed);
    assert_eq!(found.hits[0].entry.code.as_str(), "1.001193");
    assert!(index.search("xyz", &Filters::default()).hits.is_empty());
}

#[test]
fn filters_narrow_whatever_their_marks() {
    let index = index();
    let total = |filters: Filters| index.search("", &filters).total;
    assert_eq!(total(Filters::default()), 8);
    assert_eq!(total(Filters { agency: Some("bo cong an".into()), ..Filters::default() }), 1);
    assert_eq!(total(Filters { field: Some("Hộ tịch".into()), ..Filters::default() }), 4);
    assert_eq!(total(Filters { field: Some("không có".into()), ..Filters::default() }), 0);
    assert_eq!(total(Filters { level: Some("  ".into()), ..Filters::default() }), 8);
    assert_eq!(total(Filters { life_event: Some("Có con".into()), ..Filters::default() }), 1);
}

#[test]
fn facets_count_the_hits() {
    let index = index();
    let found = index.search("khai", &Filters::default());
    let fields: Vec<(&str, u32)> = found.facets.fields.iter().map(|facet| (facet.value, facet.count)).collect();
    assert_eq!(fields, [("Hộ tịch", 4), ("Cư trú", 1), ("Thuế", 1)]);
}

#[test]
fn pages_part_the_hits_without_loss() {
    let index = index();
    let whole: Vec<_> = index.search("", &Filters::default()).hits;
    let page = |page| index.search("", &Filters { page, page_size: 3, ..Filters::default() });
    let parts: Vec<_> = (1..=3).flat_map(|number| page(number).hits).collect();
    assert_eq!(parts, whole);
    assert_eq!(whole[0].entry.code.as_str(), "1.001193", "essential services come first");
    assert_eq!((page(1).pages, page(99).page, page(0).page), (3, 3, 1));
}

#[test]
fn what_is_typed_is_completed() {
    let index = index();
    let texts = |query| index.suggest(query, 4).into_iter().map(|one| one.text).collect::<Vec<_>>();
    assert_eq!(texts("ho"), ["Hộ tịch", "Hỗ trợ hộ nghèo tỉnh Hòa Bình", "Đăng ký khai sinh", "Đăng ký khai tử"]);
    assert_eq!(texts("có c")[0], "Có con");
    assert_eq!(texts("dang ky khai t")[0], "Đăng ký khai tử");
    assert!(texts("  ").is_empty());
}

#[test]
fn a_slip_of_the_finger_is_put_right() {
    let index = index();
    let rows = [
        ("dang ky khai sihn", Some("đăng ký khai sinh")),
        ("đăg ký khai tử", Some("đăng ký khai tử")),
        ("khai sinh", None),
        ("khai xyzxyz", None),
        ("", None),
    ];
    for (typed, meant) in rows {
        assert_eq!(index.nearest(typed).as_deref(), meant, "{typed}");
    }
}

#[test]
fn an_empty_index_finds_nothing() {
    let index = SearchIndex::build(&[]);
    assert_eq!(index.search("khai sinh", &Filters::default()).total, 0);
    assert_eq!(index.search("", &Filters::default()).total, 0);
}

proptest! {
    #[test]
    fn no_query_panics_and_pages_hold(query in any::<String>(), page in any::<u32>(), page_size in any::<u32>()) {
        let index = index();
        let found = index.search(&query, &Filters { page, page_size, ..Filters::default() });
        prop_assert!(found.page >= 1 && found.page <= found.pages);
        prop_assert!(found.hits.len() <= found.total as usize);
        index.suggest(&query, 8);
        index.nearest(&query);
    }

    #[test]
    fn a_name_cut_anywhere_finds_itself(cut in 1_usize..15) {
        let typed: String = "Đăng ký khai sinh".chars().take(cut).collect();
        let index = index();
        let found = index.search(&typed, &Filters::default());
        prop_assert!(found.hits.iter().any(|hit| hit.entry.code.as_str() == "1.001193"), "{}", typed);
    }
}
