//! Arbitrary text as a site profile: it is refused with a line, or it reads a page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_read::{ExhibitId, ExhibitView, Profile, Reader};

const PAGE: &[u8] = b"<html><title>t</title><article class=ad data-id=7><h1>Title</h1>\
    <p class=body>words of an advert</p><time>3 mei 2024</time></article></html>";

fuzz_target!(|toml: &str| {
    match Profile::parse(toml) {
        Err(error) => assert!(error.line >= 1 && !error.hint.is_empty()),
        Ok(profile) => {
            let exhibit = ExhibitView {
                id: ExhibitId::of(PAGE),
                source: "fuzz",
                target: "https://board.example/ad/1",
                media_type: "text/html",
                block: PAGE,
                captured_at: 1_700_000_000_000,
                mapping: None,
            };
            Reader::new(vec![profile]).read(&exhibit, &mut Vec::new(), &mut Vec::new());
        }
    }
});
