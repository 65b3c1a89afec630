//! A package from anywhere: findings, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_referral::check;

fuzz_target!(|bytes: &[u8]| {
    // Proofs are the vault's to check, and fuzzed there: here all hold, so that more is reached.
    let entry = r#"{"kind":"act","act":{"act":"refer","about":"L","who":"a","value":"{}"}}"#;
    let found = check(bytes, Some("key"), &|_, _| Ok(entry.to_owned()));
    assert!(!found.findings.is_empty());
});
