//! Stored sketches and labels: any bytes are refused or give something that can be worked with.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_link::{Sketches, Templates, extend, templates};

fuzz_target!(|bytes: &[u8]| {
    let mut sketches = Sketches::default();
    let _ = sketches.push_rows(bytes);
    let found = templates(&sketches);
    assert_eq!(found.len(), sketches.len());
    if let Ok(previous) = Templates::from_bytes(bytes) {
        assert_eq!(extend(&previous, &sketches).len(), sketches.len());
    }
});
