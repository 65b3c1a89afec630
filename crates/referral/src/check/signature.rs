//! The vault's signature, and whose key it is.

use super::manifests::text;
use super::{AGAIN, Checked};
use crate::bag::{self, Files, SEAL, TAG_MANIFEST};
use crate::seal;

/// The verifier key that the package states.
pub fn verifier(files: &Files) -> Result<String, String> {
    let stated = text(files, "vault-key.vkey")?.trim_end().to_owned();
    let pem = seal::key_pem(&stated).ok_or("vault-key.vkey is no Ed25519 verifier key")?;
    match text(files, "vault-key.pem")? == pem {
        true => Ok(stated),
        false => Err("vault-key.pem is another key than vault-key.vkey".into()),
    }
}

/// Adds what the signature says.
pub fn check(checked: &mut Checked, files: &Files, trusted: Option<&str>) {
    let verifier = verifier(files);
    let signed = verifier.as_ref().map_err(Clone::clone).and_then(|key| signed(files, key));
    checked.add("the vault signed for these lists", signed, AGAIN);
    let what = "the key is the one that the sender gave you";
    let stated = verifier.unwrap_or_default();
    match trusted.map(str::trim) {
        Some(trusted) if trusted == stated => checked.add(what, Ok(stated), ""),
        Some(_) => checked.add(what, Err(format!("the package states the key {stated:?}")), AGAIN),
        None => checked.ask(
            what,
            "no key was named, and a package cannot vouch for its own",
            "ask the sender for the key by a way that you trust, and name it with --key",
        ),
    }
}

fn signed(files: &Files, verifier: &str) -> Result<String, String> {
    let [words, signature] = SEAL;
    let statement = text(files, words)?;
    let manifest = files.get(TAG_MANIFEST).map_or(&[][..], Vec::as_slice);
    if statement != seal::statement(&bag::sha256(manifest)) {
        return Err(format!("{words} is not about {TAG_MANIFEST} as it is here"));
    }
    let key = seal::key(verifier).ok_or("the key is none of Ed25519")?;
    let signature = files.get(signature).ok_or_else(|| format!("{signature} is missing"))?;
    match seal::holds(&key, statement.as_bytes(), signature) {
        true => Ok("Ed25519, over the SHA-256 of the tag manifest".into()),
        false => Err("the signature does not hold under the key in the package".into()),
    }
}
