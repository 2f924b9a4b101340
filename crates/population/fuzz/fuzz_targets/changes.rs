//! Lines of a feed.
#![no_main]

#[path = "../../tests/asks/mod.rs"]
#[expect(dead_code, reason = "each target asks one parser")]
mod asks;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| asks::changes(bytes));
