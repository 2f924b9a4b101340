//! Whatever a reader sends, every parser answers with a value or an error.

mod asks;
mod files;

use files::file;
use proptest::prelude::*;

/// One of each kind of file; the longest signatures too.
const CORPUS: [&str; 11] = [
    "com.bin",
    "dg1.bin",
    "passport-dg1.bin",
    "dg2.bin",
    "dg13.bin",
    "good.sod",
    "by-key-unwrapped.sod",
    "algorithm-rsa-pss-sha256.sod",
    "algorithm-bp512-explicit.sod",
    "other-base-point.pem",
    "revoked.crl",
];

fn ask_everyone(bytes: &[u8]) {
    asks::groups(bytes);
    asks::security_object(bytes);
    asks::trust(bytes);
}

#[test]
fn every_file_is_read_whole_and_in_pieces() {
    for name in CORPUS {
        let bytes = file(name);
        ask_everyone(&bytes);
        for place in 0..bytes.len() {
            ask_everyone(&bytes[..place]);
            ask_everyone(&bytes[place..]);
        }
    }
}

#[test]
fn every_length_may_lie() {
    for name in CORPUS {
        let bytes = file(name);
        for place in 0..bytes.len().min(400) {
            for value in [0x00, 0x7f, 0x80, 0x84, 0xff] {
                let mut changed = bytes.clone();
                changed[place] = value;
                asks::groups(&changed);
                asks::trust(&changed);
                let _ = chip::signed_groups(&changed);
            }
        }
    }
}

#[test]
fn containers_without_end_are_refused() {
    let around = |tag: u8, first: &[u8], bytes: &[u8]| {
        let length = ((first.len() + bytes.len()) as u32).to_be_bytes();
        [&[tag, 0x83], &length[1..], first, bytes].concat()
    };
    // Sequences in sequences, alone or each behind a number as fields are.
    for first in [&[][..], &[0x02, 0x01, 0x0d]] {
        let mut inside = vec![0x30, 0];
        for _ in 0..10_000 {
            inside = around(0x30, first, &inside);
        }
        for tag in [0x30, 0x6d, 0x77, 0x75] {
            ask_everyone(&around(tag, &[], &inside));
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        ask_everyone(&bytes);
    }

    #[test]
    fn a_file_with_a_few_bytes_changed_is_answered(
        name in proptest::sample::select(CORPUS.to_vec()),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = file(name);
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        ask_everyone(&bytes);
    }
}
