use super::*;
use crate::procedure::tests::sample;
use crate::procedure::{Fee, ResultPaper};

/// The findings of the sample after one change.
fn kinds(bend: impl FnOnce(&mut Procedure)) -> Vec<&'static str> {
    let mut procedure = sample();
    bend(&mut procedure);
    check(&procedure).into_iter().map(|(finding, _)| finding.key()).collect()
}

#[test]
fn a_clean_procedure_has_no_findings() {
    assert_eq!(check(&sample()), []);
}

#[test]
fn odd_terms_are_found() {
    let term = |value: &'static str, unit: Option<&'static str>| {
        kinds(move |procedure| {
            for channel in &mut procedure.channels {
                channel.term.value = Some(value.to_owned()).filter(|value| !value.is_empty());
                channel.term.unit_text = unit.map(str::to_owned);
            }
        })
    };
    assert_eq!(term("1", None), ["term-without-unit"]);
    assert_eq!(term("140,000", None), ["term-without-unit", "term-unreadable"]);
    assert_eq!(term("1100", None), ["term-without-unit", "term-unlikely"]);
    assert_eq!(term("0", Some("Ngày")), ["term-zero"]);
    assert_eq!(term("1,5", Some("Tháng")), ["term-unreadable"], "months are not counted in parts");
    assert_eq!(term("1,5", Some("Ngày làm việc")), [""; 0]);
    assert_eq!(term("2", Some("Tuần")), ["term-unit-unknown"]);
    assert_eq!(term("", None), ["no-term"]);
}

#[test]
fn terms_and_fees_that_differ_by_channel_are_found() {
    assert_eq!(kinds(|p| p.channels[1].term.value = Some("3".into())), ["term-differs-by-channel"]);
    assert_eq!(kinds(|p| p.channels[1].fee.vnd = Some(5_000)), ["fee-differs-by-channel"]);
    assert_eq!(kinds(|p| p.channels[1].term.value = None), ["channel-without-term", "term-differs-by-channel"]);
    let again = |p: &mut Procedure| {
        let mut more = p.channels.clone();
        more.iter_mut().for_each(|channel| channel.term.value = Some("3".into()));
        p.channels.extend(more);
    };
    assert_eq!(kinds(again), ["several-terms-in-one-channel"]);
}

#[test]
fn odd_fees_are_found() {
    let fee = |fee: Fee| kinds(move |p| p.channels.iter_mut().for_each(|channel| channel.fee = fee.clone()));
    assert_eq!(fee(Fee::default()), ["fee-unknown"]);
    assert_eq!(fee(Fee { kind: FeeKind::Amount, ..Fee::default() }), ["fee-without-amount"]);
    assert_eq!(fee(Fee { kind: FeeKind::Free, ..Fee::amount(5_000) }), ["fee-without-amount"]);
    assert_eq!(fee(Fee::amount(145)), ["fee-unlikely"]);
}

#[test]
fn odd_components_and_results_are_counted_one_by_one() {
    let neither = |p: &mut Procedure| {
        p.components[0].original = 0;
        p.components.push(Component { name: "Ảnh".into(), ..Component::default() });
    };
    assert_eq!(kinds(neither), ["component-with-neither-original-nor-copy"; 2]);
    assert_eq!(kinds(|p| p.components[0].original = 20_261), ["component-count-unlikely"]);
    assert_eq!(kinds(|p| p.components.push(p.components[0].clone())), ["component-repeated"]);
    assert_eq!(kinds(|p| p.components[0].name.clear()), ["component-without-name"]);
    let inside = ResultPaper { name: "Quyết địnhMã: KQ.G01.00262".into(), code: String::new() };
    assert_eq!(kinds(|p| p.results = vec![inside]), ["result-without-code", "code-inside-result-name"]);
}

#[test]
fn odd_letters_are_found_wherever_they_stand() {
    assert_eq!(kinds(|p| p.name = "Ðăng ký".into()), ["name-has-wrong-letter"]);
    assert_eq!(kinds(|p| p.components[0].name = "57/2018/NÐ-CP".into()), ["name-has-wrong-letter"]);
    assert_eq!(kinds(|p| p.steps_text = "\u{f0fc} Bước 1".into()), ["strange-character"]);
    assert_eq!(kinds(|p| p.name = "Đăng ký\nkhai sinh".into()), ["name-with-line-break"]);
}

#[test]
fn what_is_missing_is_found() {
    assert_eq!(kinds(|p| p.executing_agencies.clear()), ["no-executing-agency"]);
    assert_eq!(kinds(|p| p.legal_bases.clear()), ["no-legal-basis"]);
    assert_eq!(kinds(|p| p.results.clear()), ["no-result"]);
    assert_eq!(kinds(|p| p.channels.truncate(1)), ["no-online-channel"]);
    assert_eq!(kinds(|p| p.channels.clear()), ["no-channel", "no-term"]);
}
