//! Bytes from anywhere as a list of known files: entries or defects, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_hashes::Bank;
use spoor_hashes::list::{csv, vics};

fuzz_target!(|bytes: &[u8]| {
    for vics_too in [false, true] {
        let mut entries = Vec::new();
        let mut defects = 0;
        let mut each = |one: Result<_, _>| match one {
            Ok(listed) => entries.push(listed),
            Err(_) => defects += 1,
        };
        if vics_too { vics("list", bytes, &mut each) } else { csv("list", bytes, &mut each) }
        // Nothing is read without an entry or a word of why there is none.
        assert!(!vics_too || defects > 0 || !entries.is_empty());
        Bank::of(&entries);
    }
});
