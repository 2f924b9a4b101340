//! Whatever a scanner sends is a card or an error.
#![no_main]

use identity::card::CardQr;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = text.parse::<CardQr>();
});
