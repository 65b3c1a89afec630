//! Files against the lists of the bag.

use crate::bag::{self, Algorithm, DECLARATION, Files, MANIFESTS, SEAL};
use std::collections::BTreeMap;

/// Text of a file.
pub fn text<'a>(files: &'a Files, path: &str) -> Result<&'a str, String> {
    let bytes = files.get(path).ok_or_else(|| format!("{path} is missing"))?;
    std::str::from_utf8(bytes).map_err(|_| format!("{path} is no UTF-8"))
}

/// The declaration and the size that the bag states of itself.
pub fn declared(files: &Files) -> Result<String, String> {
    if text(files, "bagit.txt")? != DECLARATION {
        return Err("bagit.txt does not declare BagIt 1.0 in UTF-8".into());
    }
    let stated = label(files, "Payload-Oxum").ok_or("bag-info.txt states no Payload-Oxum")?;
    let found = bag::oxum(files);
    match stated == found {
        true => Ok(format!("it declares itself, and its size: {found} (bytes.files)")),
        false => Err(format!("bag-info.txt states {stated:?}, there is {found} (bytes.files)")),
    }
}

/// Whether the package is one with exhibits and proofs.
pub fn is_for_police(files: &Files) -> bool {
    label(files, "Referral-For") != Some("support") || files.contains_key("data/exhibits.csv")
}

/// The value of a label of `bag-info.txt`.
pub fn label<'a>(files: &'a Files, label: &str) -> Option<&'a str> {
    let info = text(files, "bag-info.txt").ok()?;
    info.lines().find_map(|l| l.strip_prefix(label)?.strip_prefix(": "))
}

/// The payload, in both manifests: no file less, none more.
pub fn payload(files: &Files) -> Result<String, String> {
    let of = |path: &str| path.starts_with("data/");
    for (manifest, _, digest) in MANIFESTS {
        fits(files, manifest, digest, &of)?;
    }
    let count = files.keys().filter(|path| of(path)).count();
    Ok(format!("{count} files fit SHA-256 and SHA-512 of the manifests, none is missing or more"))
}

/// The tag files, in both tag manifests; all but these and the seal, which speaks of one of them.
pub fn tags(files: &Files) -> Result<String, String> {
    let tag_manifests = MANIFESTS.map(|(_, tags, _)| tags);
    let of = |path: &str| {
        !path.starts_with("data/") && !SEAL.contains(&path) && !tag_manifests.contains(&path)
    };
    for (_, manifest, digest) in MANIFESTS {
        fits(files, manifest, digest, &of)?;
    }
    let count = files.keys().filter(|path| of(path)).count();
    Ok(format!("{count} files beside the payload fit the tag manifests"))
}

fn fits(
    files: &Files,
    manifest: &str,
    digest: Algorithm,
    of: &dyn Fn(&str) -> bool,
) -> Result<(), String> {
    let mut listed = BTreeMap::new();
    for line in text(files, manifest)?.lines() {
        let (digest, path) =
            line.split_once("  ").ok_or_else(|| format!("{manifest} has the line {line:?}"))?;
        if listed.insert(path, digest).is_some() {
            return Err(format!("{manifest} lists {path} twice"));
        }
    }
    for (path, bytes) in files.iter().filter(|(path, _)| of(path)) {
        match listed.remove(path.as_str()) {
            Some(stated) if stated == digest(bytes) => {}
            Some(_) => return Err(format!("{path} is not the file that {manifest} lists")),
            None => return Err(format!("{path} is not in {manifest}")),
        }
    }
    match listed.first_key_value() {
        Some((path, _)) => Err(format!("{path} is in {manifest} and not in the package")),
        None => Ok(()),
    }
}
