//! The log of updates of a register.
#![no_main]

#[path = "../../tests/asks/mod.rs"]
#[expect(dead_code, reason = "each target asks one parser")]
mod asks;

use asks::Stand;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

fuzz_target!(|bytes: &[u8]| {
    static STAND: LazyLock<Stand> = LazyLock::new(|| {
        let stand = Stand::new();
        stand.update_log();
        stand
    });
    STAND.ask_update_log(bytes);
});
