//! Bytes from anywhere as a picture: a tile or an error, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_photo::{SHOWN_PX, clear, stored, tile};

fuzz_target!(|bytes: &[u8]| {
    let shown = tile(bytes);
    if let Ok(stored) = stored(bytes) {
        let dots = stored.width as usize * stored.height as usize;
        assert_eq!(stored.dots.len(), dots * if stored.grey { 1 } else { 3 });
        assert!(stored.on_white.is_none_or(|white| white.len() == 3 * dots));
    }
    // What can be shown blurred can be shown clear, and what was made is a picture again.
    match (&shown, clear(bytes, true, SHOWN_PX)) {
        (Ok(small), Ok(large)) => {
            tile(small).expect("a tile is a picture");
            tile(&large).expect("what is shown is a picture");
        }
        (Err(_), Err(_)) => {}
        (small, large) => panic!("{small:?} but {:?}", large.map(|l| l.len())),
    }
});
