//! Whatever stands in a file of people, a feed or a log, it is read or refused.

mod asks;

use asks::{CHANGES, PEOPLE, Stand};
use proptest::prelude::*;

/// What lines are made of: numbers, names, dates, and what parts them.
const LINES: [&str; 8] = [
    PEOPLE,
    CHANGES,
    "1\t0\tdeath\t001090000001\tNguyễn Thị Mẫu\t1990-03-21\tdeceased\t\n",
    "18446744073709551615\t0\tnumber\t001090000004\tLê Thị Mẫu\t1990\treplaced\t001090000005\n",
    "001090000001\tNguyễn Thị Mẫu\t21/03/1990\n\t\t\r\n001 090 000 002\tTrần Văn Mẫu",
    "001090000001\n\n001.090.000.002\r\n",
    "\u{feff}\"number\",full_name,birth_date,status\n\"001090000001\",\"Mẫu \"\"A\"\"\",1990,active\n",
    "number,full_name,birth_date,status\n\"001090000001,x,1990,active\n,,,\n",
];

fn ask_of_lines(stand: &Stand, bytes: &[u8]) {
    asks::people(bytes);
    asks::changes(bytes);
    asks::numbers(bytes);
    stand.ask_questions(bytes);
}

#[test]
fn lines_are_read_whole_and_in_pieces() {
    let stand = Stand::new();
    for text in LINES {
        for place in 0..text.len() {
            ask_of_lines(&stand, &text.as_bytes()[..place]);
            ask_of_lines(&stand, &text.as_bytes()[place..]);
        }
    }
}

#[test]
fn a_log_of_updates_cut_off_or_altered_anywhere_is_read_or_refused() {
    let stand = Stand::new();
    let log = stand.update_log();
    check_altered(&log, |bytes| stand.ask_update_log(bytes));
}

#[test]
fn a_log_of_look_ups_cut_off_or_altered_anywhere_is_read_or_refused() {
    let stand = Stand::new();
    let log = stand.lookup_log();
    check_altered(&log, |bytes| stand.ask_lookup_log(bytes));
}

#[test]
fn a_list_of_services_cut_off_or_altered_anywhere_is_read_or_refused() {
    let stand = Stand::new();
    let list = stand.service_list();
    check_altered(&list, |bytes| stand.ask_services(bytes));
}

#[test]
fn a_feed_cut_off_or_altered_anywhere_is_read_or_refused() {
    let stand = Stand::new();
    let feed = std::fs::read(stand.path("feed/changes-000000000001.tsv")).expect("a feed");
    check_altered(&feed, |bytes| stand.ask_feed(bytes));
}

fn check_altered(bytes: &[u8], ask: impl Fn(&[u8])) {
    assert!(bytes.len() > 40, "there is something to alter");
    for place in 0..bytes.len() {
        ask(&bytes[..place]);
        for value in [0x00, 0x80, 0xff, b'\n', b'\t'] {
            let mut changed = bytes.to_vec();
            changed[place] = value;
            ask(&changed);
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        asks::people(&bytes);
        asks::changes(&bytes);
        asks::numbers(&bytes);
    }

    #[test]
    fn what_looks_like_lines_is_answered(text in "[0-9,\"\t\n \\-/aĐ\u{301}]{0,120}") {
        asks::people(text.as_bytes());
        asks::changes(text.as_bytes());
        asks::numbers(text.as_bytes());
    }
}
