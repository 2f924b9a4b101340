//! Whatever a reader sends is a machine readable zone or an error.
#![no_main]

use identity::mrz::Mrz;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(zone) = text.parse::<Mrz>() {
        let _ = (zone.full_name(), zone.citizen_number());
    }
});
