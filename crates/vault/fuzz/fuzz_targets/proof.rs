//! A verifier key and a proof of inclusion.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| spoor_vault::fuzzing::proof(bytes));
