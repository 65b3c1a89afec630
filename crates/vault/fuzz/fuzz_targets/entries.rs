//! A bundle of log entries.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| spoor_vault::fuzzing::entries(bytes));
