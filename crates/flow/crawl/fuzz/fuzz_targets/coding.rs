//! A body in one of the codings: no more comes out than is taken.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((which, body)) = bytes.split_first() else { return };
    let names = ["gzip", "deflate", "br", "zstd", "gzip, br", "x", "zstd, gzip, deflate", ""];
    let most = 65_536.max(body.len() as u64);
    let decoded = spoor_crawl::fetch::fuzzing::decoded(body, names[usize::from(which % 8)], most);
    assert!(decoded.bytes.len() as u64 <= most);
});
