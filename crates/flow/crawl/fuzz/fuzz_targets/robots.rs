//! A path in the first line, and a robots.txt.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let at = bytes.iter().position(|b| *b == b'\n').unwrap_or(0);
    let robots = spoor_crawl::Robots::read(&bytes[at..]);
    let _ = robots.allows("spoor", &String::from_utf8_lossy(&bytes[..at]));
    if let Some(delay) = robots.crawl_delay("spoor") {
        assert!(delay.as_secs() <= 300);
    }
});
