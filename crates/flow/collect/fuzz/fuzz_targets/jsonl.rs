//! Arbitrary bytes as a Jsonl file: nothing panics, and bad bytes are no error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_collect::{Format, Options, import_bytes};
use std::ops::ControlFlow;

fuzz_target!(|bytes: &[u8]| {
    let options = Options { format: Format::Jsonl, ..Options::default() };
    let summary = import_bytes(bytes, "fuzz", &options, &mut |_, _| ControlFlow::Continue(()));
    assert!(summary.is_ok());
});
