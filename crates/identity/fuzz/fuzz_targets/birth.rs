//! A date of birth reads back as it is written, and agrees with itself.
#![no_main]

use identity::birth::BirthDate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for date in [text.parse::<BirthDate>(), BirthDate::from_card(text)].into_iter().flatten() {
        assert_eq!(date.to_string().parse(), Ok(date));
        assert!(date.agrees(&date));
    }
});
