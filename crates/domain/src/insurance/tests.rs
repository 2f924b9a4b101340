use super::*;
use jiff::civil::date;
use std::collections::BTreeSet;

fn rules() -> InsuranceRules {
    InsuranceRules::from_json(include_str!("../../../../data/insurance.json")).unwrap()
}

fn card(number: &str, from: Date, to: Date) -> HealthCard {
    HealthCard { number: number.to_owned(), valid_from: Some(from), valid_to: Some(to), ..HealthCard::default() }
}

const TODAY: Date = date(2026, 11, 23);

fn answer(code: &str, to: Date) -> InsuranceAnswer {
    let card = card("DN4370123456789", date(2026, 1, 1), to);
    InsuranceAnswer { code: code.to_owned(), card, ..InsuranceAnswer::default() }
}

#[test]
fn every_code_of_the_contract_has_its_meaning_and_what_to_do() {
    let codes: BTreeSet<String> = rules().results.into_iter().map(|row| row.code).collect();
    let contract = "000 001 002 003 004 010 050 051 052 053 054 055 060 061 070 100 101 110 120 121 122 123 124 130 \
                    205 401 500";
    assert_eq!(codes.iter().map(String::as_str).collect::<Vec<_>>(), contract.split(' ').collect::<Vec<_>>());
    for row in rules().results {
        assert!(row.meaning.ends_with('.') && row.advice.ends_with('.'), "{}", row.code);
    }
}

#[test]
fn each_code_says_one_thing_of_the_card() {
    use Standing::{ByHand, Ended, Holds, Mismatch, System};
    for (codes, standing) in [
        ("000 004", Holds),
        ("003 010 110 120 121 122 123 124", Ended),
        ("050 051 052 053 060 061 070", Mismatch),
        ("001 002 130", ByHand),
        ("054 055 100 101 205 401 500 999", System),
    ] {
        for code in codes.split(' ') {
            let judged = rules().judge(&answer(code, date(2026, 12, 31)), TODAY);
            assert_eq!(judged.standing, standing, "{code}");
            assert_eq!(judged.standing.is_confirmed(), standing != System, "{code}");
        }
    }
}

#[test]
fn a_system_that_fails_tells_the_desk_to_receive_the_patient() {
    for row in rules().results.iter().filter(|row| row.standing == Standing::System) {
        assert!(row.advice.starts_with("Tiếp nhận người bệnh"), "{}", row.code);
        assert!(!row.meaning.contains("không có bảo hiểm"), "{}", row.code);
    }
}

#[test]
fn dates_count_more_than_a_code_that_says_all_is_well() {
    for (from, to, standing) in [
        (date(2026, 1, 1), date(2026, 11, 23), Standing::Holds),
        (date(2026, 1, 1), date(2026, 11, 22), Standing::Ended),
        (date(2026, 11, 23), date(2027, 1, 1), Standing::Holds),
        (date(2026, 11, 24), date(2027, 1, 1), Standing::NotYet),
    ] {
        let asked = InsuranceAnswer { card: card("DN4370123456789", from, to), ..answer("000", to) };
        assert_eq!(rules().judge(&asked, TODAY).standing, standing, "{from} {to}");
    }
}

#[test]
fn an_old_card_leads_to_the_new_one() {
    let new = card("GD4370123456789", date(2026, 11, 1), date(2027, 10, 31));
    let asked = InsuranceAnswer { new_card: Some(new.clone()), ..answer("003", date(2026, 10, 31)) };
    let judged = rules().judge(&asked, TODAY);
    assert_eq!((judged.standing, judged.card), (Standing::Holds, new));
    let without = rules().judge(&answer("003", date(2026, 10, 31)), TODAY);
    assert_eq!(without.standing, Standing::Ended);
}

#[test]
fn the_third_character_says_what_is_paid() {
    let rows = [("DN1370123456789", 100), ("CK2370123456789", 100), ("HT3370123456789", 95), ("DN4370123456789", 80)];
    for (number, percent) in rows {
        let asked =
            InsuranceAnswer { card: card(number, date(2026, 1, 1), date(2026, 12, 31)), ..answer("000", TODAY) };
        assert_eq!(rules().judge(&asked, TODAY).level.map(|level| level.percent), Some(percent), "{number}");
    }
    let short = InsuranceAnswer { card: card("0123456789", TODAY, TODAY), ..answer("000", TODAY) };
    assert_eq!(rules().judge(&short, TODAY).level, None, "ten digits do not say it");
    assert_eq!(rules().level(4, date(2014, 1, 1)), None, "before the card said so");
}

#[test]
fn everything_personal_is_kept_for_days_that_are_written_down() {
    for what in [Kept::LastAnswer, Kept::Waiting, Kept::FollowUp] {
        assert!((1..=31).contains(&rules().days(what, TODAY)), "{what:?}");
    }
}

#[test]
fn a_log_never_shows_whose_card_it_is() {
    let shown = format!("{:?}", rules().judge(&answer("000", TODAY), TODAY));
    assert!(!shown.contains("0123456789"), "{shown}");
}
