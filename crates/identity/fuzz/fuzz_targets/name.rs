//! The key of a key is the key, and equal names are near.
#![no_main]

use identity::name::{canonical_into, compare, near_key_into};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let keys = [canonical_into, near_key_into].map(|key_into| {
        let (mut once, mut twice) = (String::new(), String::new());
        key_into(text, &mut once);
        key_into(&once, &mut twice);
        assert_eq!(once, twice);
        once
    });
    let mut near = String::new();
    near_key_into(&keys[0], &mut near);
    assert_eq!(near, keys[1]);
    compare(text, &keys[0]);
});
