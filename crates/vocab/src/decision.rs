//! A decision: what a named reviewer said of a lead, and why.

use crate::Millis;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a reviewer can say of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Look further: worth an investigator's time.
    Pursue,
    /// Keep an eye on it.
    Watch,
    /// Nothing here that calls for a closer look.
    Dismiss,
    /// Not enough to say.
    Unsure,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::Pursue, Self::Watch, Self::Dismiss, Self::Unsure];

    /// The word used on the command line and in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pursue => "pursue",
            Self::Watch => "watch",
            Self::Dismiss => "dismiss",
            Self::Unsure => "unsure",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Verdict {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|v| v.as_str() == word).ok_or_else(|| {
            format!("{word:?} is not a verdict: take pursue, watch, dismiss or unsure")
        })
    }
}

/// What was decided, by whom, why and when. Later decisions on the same lead do not replace
/// earlier ones; the last one counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The lead.
    pub lead_id: String,
    /// The named reviewer.
    pub reviewer: String,
    /// What was said.
    pub verdict: Verdict,
    /// Why, in the reviewer's words; never empty.
    pub why: String,
    /// When.
    pub decided_at: Millis,
}
