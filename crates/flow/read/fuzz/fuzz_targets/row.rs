//! Arbitrary bytes as a row: nothing panics, no advert is without text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_read::{ExhibitId, ExhibitView, Reader};

fuzz_target!(|bytes: &[u8]| {
    let (mut adverts, mut defects) = (Vec::new(), Vec::new());
    for media_type in ["application/vnd.spoor.advert+json", "text/csv; header=present", "application/ld+json"] {
        let exhibit = ExhibitView {
            id: ExhibitId::of(bytes),
            source: "fuzz",
            target: "https://board.example/ad/1",
            media_type,
            block: bytes,
            captured_at: 1_700_000_000_000,
            mapping: Some("{\"text\":\"body\"}"),
        };
        Reader::default().read(&exhibit, &mut adverts, &mut defects);
    }
    assert!(adverts.iter().all(|advert| !advert.text.trim().is_empty()));
});
