//! An answer of a time stamp authority.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| spoor_vault::fuzzing::stamp(bytes));
