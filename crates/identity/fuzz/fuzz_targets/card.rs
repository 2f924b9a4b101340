//! Whatever a scanner sends is a card or an error.
#![no_main]

#[path = "../../tests/asks/mod.rs"]
#[expect(dead_code, reason = "each target asks one parser")]
mod asks;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| asks::card(text));
