//! The head of an answer: where it ends, where it leads, how long it asks to wait.
#![no_main]

use spoor_crawl::fetch::fuzzing::{Head, location, retry_after};
use url::Url;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let head = Head::of(bytes);
    assert!(head.begins <= head.ends && head.ends <= bytes.len());
    let asked = Url::parse("http://board.example/ad/1#x").expect("an address");
    let _ = location(302, bytes, &asked);
    if let Some(wait) = retry_after(&String::from_utf8_lossy(bytes), Some(0), 0) {
        assert!(wait.as_secs() <= 7 * 86_400);
    }
});
