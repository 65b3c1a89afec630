//! A pack from a stranger: any bytes are refused, or give what can be checked and compared.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_packs::{Manifest, check, diff, open, open_unsigned};

fuzz_target!(|bytes: &[u8]| {
    assert!(open(bytes, &[]).is_err(), "nobody's signature was taken for somebody's");
    if let Ok(pack) = open_unsigned(bytes) {
        let _ = check(&pack);
        assert!(diff(&pack, &pack).is_empty());
        assert_eq!(Manifest::parse(&pack.manifest.to_text()), Ok(pack.manifest));
    }
    if let Ok(manifest) = std::str::from_utf8(bytes).map_err(drop).and_then(|t| Manifest::parse(t).map_err(drop)) {
        assert_eq!(Manifest::parse(&manifest.to_text()), Ok(manifest));
    }
});
