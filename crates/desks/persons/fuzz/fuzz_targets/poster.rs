//! Bytes from anywhere as a file of notices: notices and defects, never a panic; what was read can be
//! written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_persons::format::{Format, Origin, read, write};

fuzz_target!(|bytes: &[u8]| {
    let origin = Origin { file: "f", source: "s", basis: "b", purpose: "p", today: 20_000, retain_days: 9 };
    let first = read(Format::Poster, bytes, &origin);
    for format in Format::ALL {
        read(format, write(format, &first.notices).as_bytes(), &origin);
    }
});
