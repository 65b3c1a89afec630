//! Identifiers that other systems want, made of what they name: the same dossier, the same bytes.

use sha1::{Digest, Sha1};

/// Namespace of the package's own identifiers: made once, at random.
const OURS: [u8; 16] = [
    0x5b, 0x1d, 0x7e, 0x0c, 0x93, 0xa4, 0x4e, 0x6f, 0x8a, 0x31, 0xd2, 0x40, 0x6c, 0x95, 0xbe, 0x17,
];

/// Namespace of STIX 2.1 cyber-observables (section 2.9).
const STIX: [u8; 16] = [
    0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c, 0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7,
];

/// UUID of a thing of ours: kind and key.
pub fn ours(kind: &str, key: &str) -> String {
    v5(&OURS, &format!("{kind}\n{key}"))
}

/// UUID of a cyber-observable from the canonical JSON of what identifies it.
pub fn stix(canonical: &str) -> String {
    v5(&STIX, canonical)
}

/// RFC 9562, section 5.5.
fn v5(namespace: &[u8; 16], name: &str) -> String {
    let digest = Sha1::new().chain_update(namespace).chain_update(name).finalize();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x50;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex::encode(bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_the_published_identifier() {
        // RFC 9562, appendix A.4: the namespace of DNS and www.example.com.
        let dns = hex::decode("6ba7b8109dad11d180b400c04fd430c8").unwrap();
        assert_eq!(
            v5(dns.as_slice().try_into().unwrap(), "www.example.com"),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2"
        );
        assert_ne!(ours("advert", "1"), ours("lead", "1"));
    }
}
