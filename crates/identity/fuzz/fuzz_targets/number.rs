//! A number reads back from its own digits as the same number.
#![no_main]

use identity::number::IdNumber;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(number) = text.parse::<IdNumber>() {
        assert_eq!(number.digits().parse(), Ok(number));
    }
});
