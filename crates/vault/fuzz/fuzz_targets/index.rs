//! The index of a segment.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| spoor_vault::fuzzing::index(bytes));
