//! The parsers of what lies on disk, for fuzz targets and for nobody else: any bytes may come in,
//! nothing may panic, and what is read must be written back the same.

use crate::custody::tiles::{bundle, split};
use crate::exhibits::segment::parse_index;
use crate::exhibits::{fetched, record};
use crate::{Entry, verify_proof};
use spoor_vocab::{Capture, Digests};

/// A gzip member as a WARC record. What is read must come back when it is sealed.
pub fn record(bytes: &[u8]) {
    let _ = fetched::read(bytes);
    let Ok((said, block)) = record::read(bytes) else { return };
    let capture = Capture {
        kind: said.kind,
        target: said.target.clone(),
        media_type: said.media_type.clone(),
        block,
        captured_at: said.captured_at,
        mapping: said.mapping.clone(),
        origin: said.origin.clone(),
        exchange: None,
    };
    let digests = Digests::of(&capture.block);
    let Ok(written) = record::write(&capture, &said.source, &digests) else { return };
    if record::check(&capture).is_ok() {
        assert_eq!(record::read(&written), Ok((said, capture.block)));
    }
}

/// The lines of an index.
pub fn index(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(places) = parse_index(text) else { return };
    let lines: Vec<String> = places.into_iter().map(|p| p.to_line()).collect();
    assert_eq!(lines.join("\n"), text.strip_suffix('\n').unwrap_or(text));
}

/// A bundle of entries, and each entry.
pub fn entries(bytes: &[u8]) {
    let Some(entries) = split(bytes) else { return };
    assert_eq!(bundle(&entries).as_deref(), Some(bytes));
    for entry in entries.iter().filter_map(|e| Entry::from_bytes(e)) {
        assert_eq!(Entry::from_bytes(&entry.to_bytes()), Some(entry));
    }
}

/// A proof of inclusion, against the key of its first line.
pub fn proof(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (key, proof) = text.split_once('\n').unwrap_or_default();
    let _ = verify_proof(proof, key);
}

/// An answer of a time stamp authority: nobody is trusted, so that none can hold.
pub fn stamp(bytes: &[u8]) {
    assert!(crate::verify_stamp(bytes, b"checkpoint", b"").is_err());
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    }

    /// A record of ours with some bytes replaced.
    fn near_record() -> impl Strategy<Value = Vec<u8>> {
        let good = "WARC/1.1\r\nWARC-Type: resource\r\nSpoor-Source: s\r\nSpoor-Target: YQ==\r\n\
                    Spoor-Media-Type: YQ==\r\nSpoor-Captured-At: 5\r\nSpoor-Origin: YQ==\r\n\
                    Content-Length: 3\r\n\r\nabc\r\n\r\n";
        proptest::collection::vec((0..good.len(), any::<u8>()), 0..3).prop_map(move |changes| {
            let mut bytes = good.as_bytes().to_vec();
            changes.into_iter().for_each(|(at, byte)| bytes[at] = byte);
            gzip(&bytes)
        })
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            record(&bytes);
            record(&gzip(&bytes));
            index(&bytes);
            entries(&bytes);
            proof(&bytes);
            stamp(&bytes);
        }

        #[test]
        fn records_almost_ours_never_panic(bytes in near_record()) {
            record(&bytes);
        }

        #[test]
        fn lines_almost_ours_never_panic(line in "[0-9a-fA-F]{64} [0-9+]{1,3} [0-9]{1,21} [0-9]{1,3}\n?") {
            index(line.as_bytes());
        }
    }
}
