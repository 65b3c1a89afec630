//! The purposes that can be stated: `purposes.toml`.

use super::load::PolicyError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The kinds of purpose that policies speak of.
pub const KINDS: [&str; 5] = ["casework", "oversight", "audit", "statistics", "rights"];

/// Something data can be opened for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// The word that is stated and logged: lower case, digits, `-`.
    pub id: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// What it means, in words for a page, after "to".
    pub sentence: String,
    /// What law it rests on.
    pub legal_basis: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    purpose: Vec<Purpose>,
}

/// Reads `purposes.toml`.
///
/// # Errors
/// If it is not TOML of this form, a purpose is named twice, has no legal basis or a kind that no
/// policy knows; the error names file and line.
pub fn parse(file: &str, text: &str) -> Result<Vec<Purpose>, PolicyError> {
    let fail = |line: usize, what: String| PolicyError::at(file, line, what);
    let parsed: File = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |span| line_of(text, span.start));
        fail(line, format!("{} (see the file that comes with spoor)", e.message()))
    })?;
    let mut seen = BTreeSet::new();
    for purpose in &parsed.purpose {
        let quoted = format!("\"{}\"", purpose.id);
        let line = text.find(&quoted).map_or(1, |at| line_of(text, at));
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if purpose.id.is_empty() || !purpose.id.bytes().all(fits) {
            let what = "a purpose's id has small letters, digits and - only";
            return Err(fail(line, format!("{quoted}: {what}")));
        }
        if !seen.insert(&purpose.id) {
            return Err(fail(line, format!("purpose {quoted} is named twice: drop one")));
        }
        if !KINDS.contains(&purpose.kind.as_str()) {
            let kinds = KINDS.join(", ");
            let what = format!("purpose {quoted}: {:?} is no kind: take {kinds}", purpose.kind);
            return Err(fail(line, what));
        }
        if purpose.legal_basis.trim().is_empty() || purpose.sentence.trim().is_empty() {
            let what = "has no sentence or no legal basis: say what it is and what law allows it";
            return Err(fail(line, format!("purpose {quoted} {what}")));
        }
    }
    Ok(parsed.purpose)
}

/// Line of a byte offset, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|&&b| b == b'\n').count()
}
