//! A gzip member as a WARC record of ours.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| spoor_vault::fuzzing::record(bytes));
