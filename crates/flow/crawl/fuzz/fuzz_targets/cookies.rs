//! A file of cookies.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| drop(spoor_crawl::Jar::read(text)));
