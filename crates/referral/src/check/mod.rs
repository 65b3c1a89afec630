//! Checking a package from anywhere. It is read as hostile bytes: see [`archive`] for the limits.

mod archive;
mod evidence;
mod manifests;
mod signature;

use serde::Serialize;

pub use archive::{BYTES_MAX, FILES_MAX, UNPACKED_MAX};

/// Checks a proof of inclusion in the custody log (C2SP tlog-proof) with a verifier key; gives the
/// entry that stands there, or what does not hold.
pub type ProofCheck<'a> = &'a dyn Fn(&str, &str) -> Result<String, String>;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It holds.
    Holds,
    /// It does not: the package is not as it was sealed.
    Broken,
    /// It could not be asked.
    Unknown,
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was checked.
    pub what: String,
    /// How it came out.
    pub state: State,
    /// What was found, in words.
    pub found: String,
    /// What to do; empty if it holds.
    pub then: String,
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Name of the package; empty if it could not be opened.
    pub name: String,
    /// Everything that was checked, in order.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Whether every check holds.
    pub fn holds(&self) -> bool {
        !self.findings.is_empty() && self.findings.iter().all(|f| f.state == State::Holds)
    }

    fn add(&mut self, what: &str, of: Result<String, String>, then: &str) {
        let (state, found) = match of {
            Ok(found) => (State::Holds, found),
            Err(found) => (State::Broken, found),
        };
        let then = if state == State::Holds { String::new() } else { then.to_owned() };
        self.findings.push(Finding { what: what.to_owned(), state, found, then });
    }

    fn ask(&mut self, what: &str, found: &str, then: &str) {
        let (what, found, then) = (what.to_owned(), found.to_owned(), then.to_owned());
        self.findings.push(Finding { what, state: State::Unknown, found, then });
    }
}

const AGAIN: &str = "keep the file as it came, and ask the sender for it again by another way";

/// Checks a package: its form, every byte against the manifests, the signature, and every exhibit
/// against the custody log. `key` is the verifier key that the sender gave by another way.
pub fn check(bytes: &[u8], key: Option<&str>, proof: ProofCheck) -> Checked {
    let mut checked = Checked::default();
    let (name, files) = match archive::open(bytes) {
        Ok((name, files)) => (name, files),
        Err(problem) => {
            checked.add("the file is a package", Err(problem), AGAIN);
            return checked;
        }
    };
    checked.name = name;
    let found = format!("a ZIP file of {} stored files with safe names", files.len());
    checked.add("the file is a package", Ok(found), "");
    checked.add("it is a BagIt 1.0 bag", manifests::declared(&files), AGAIN);
    checked.add("every file is as it was listed", manifests::payload(&files), AGAIN);
    checked.add("every list is as it was listed", manifests::tags(&files), AGAIN);
    signature::check(&mut checked, &files, key);
    if manifests::is_for_police(&files) {
        let verifier = signature::verifier(&files).unwrap_or_default();
        let exhibits = evidence::exhibits(&files, &verifier, proof);
        checked.add("every exhibit stands in the custody log", exhibits, AGAIN);
        let acts = evidence::acts(&files, &verifier, proof);
        let then = "ask the sender who released it: nobody refers alone";
        checked.add("one person asked, another released", acts, then);
    }
    checked
}
