//! Bad input as data. A parser gives `(result, defects)`; a defect goes to the reject file and
//! the good input beside it is kept.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What was wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defect {
    /// Where: file and position, e.g. `adverts.jsonl:17` or `crawl.warc.gz@20480`.
    pub place: String,
    /// A stable code for programs, e.g. `jsonl.not-json`, `warc.bad-length`.
    pub code: String,
    /// What was wrong, in lower case, readable alone.
    pub problem: String,
    /// What to do.
    pub hint: String,
}

impl Defect {
    /// A defect at `place`.
    pub fn new(
        place: impl Into<String>,
        code: impl Into<String>,
        problem: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { place: place.into(), code: code.into(), problem: problem.into(), hint: hint.into() }
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.place, self.problem, self.hint)
    }
}
