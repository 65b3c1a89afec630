//! The files of a bag (RFC 8493) and the ZIP file around them: stored, sorted, without times.

use crate::package::ReferralError;
use sha2::{Digest, Sha256, Sha512};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The tag manifest that the vault signs for.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// The declaration (RFC 8493, section 2.1.1).
pub const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// Payload manifest and tag manifest of each algorithm.
pub const MANIFESTS: [(&str, &str, Algorithm); 2] = [
    ("manifest-sha256.txt", TAG_MANIFEST, sha256),
    ("manifest-sha512.txt", "tagmanifest-sha512.txt", sha512),
];
/// The vault's statement and its signature; in no manifest, since they speak of one.
pub const SEAL: [&str; 2] = ["seal/statement.txt", "seal/statement.sig"];

/// Path inside the bag → bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A digest, hexadecimal.
pub type Algorithm = fn(&[u8]) -> String;

/// SHA-256, hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn sha512(bytes: &[u8]) -> String {
    hex::encode(Sha512::digest(bytes))
}

/// Adds manifests and tag manifests to payload (`data/…`) and tag files.
pub fn close(files: &mut Files) {
    for of_payload in [true, false] {
        for (payload, tags, digest) in MANIFESTS {
            let mut lines = String::new();
            for (path, bytes) in files.iter().filter(|(p, _)| p.starts_with("data/") == of_payload)
            {
                if !path.starts_with("tagmanifest-") {
                    lines += &format!("{}  {path}\n", digest(bytes));
                }
            }
            let name = if of_payload { payload } else { tags };
            files.insert(name.to_owned(), lines.into_bytes());
        }
    }
}

/// Octets and files of the payload (`Payload-Oxum`).
pub fn oxum(files: &Files) -> String {
    let payload = files.iter().filter(|(p, _)| p.starts_with("data/"));
    let (octets, count) = payload.fold((0, 0), |(o, n), (_, bytes)| (o + bytes.len(), n + 1));
    format!("{octets}.{count}")
}

/// The bag as a ZIP file.
pub fn zip(name: &str, files: &Files) -> Result<Vec<u8>, ReferralError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let failed = |e: &dyn std::fmt::Display| ReferralError::Zip(e.to_string());
    for (path, bytes) in files {
        zip.start_file(format!("{name}/{path}"), options).map_err(|e| failed(&e))?;
        zip.write_all(bytes).map_err(|e| failed(&e))?;
    }
    Ok(zip.finish().map_err(|e| failed(&e))?.into_inner())
}
