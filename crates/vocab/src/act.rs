//! What people do at the workbench, beside deciding.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// Kinds of acts. What `about` and `value` of an [`Act`] hold is said for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActKind {
    /// A lead is put away until it escalates; the value is its rank and number of adverts then, as
    /// `{"rank":n,"adverts":n}`.
    Park,
    /// A lead is given to a person, the value; an empty one gives it back to all.
    Assign,
    /// A lead is to be judged by a second person, the value; empty for anybody.
    SecondOpinion,
    /// Two adverts are said to be of one author or not: see [`crate::Contest`]. About both, in order
    /// and with a space between; the value is `one` or `apart`, the why the digest of the words.
    Contest,
    /// An act or a decision is taken back. About its position in the custody log.
    Undo,
    /// An account is made, its roles are changed, or it is closed. About the person; the value says
    /// what, e.g. `roles reviewer,supervisor`.
    Account,
}

impl ActKind {
    /// The word that stands for it in files and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Park => "park",
            Self::Assign => "assign",
            Self::SecondOpinion => "second-opinion",
            Self::Contest => "contest",
            Self::Undo => "undo",
            Self::Account => "account",
        }
    }
}

impl std::str::FromStr for ActKind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        serde_json::from_value(serde_json::Value::from(word))
            .map_err(|_| format!("{word:?} is no kind of act"))
    }
}

/// What a named person did, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// What.
    pub act: ActKind,
    /// About what: see [`ActKind`].
    pub about: String,
    /// What of it: see [`ActKind`]; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// Name of the person.
    pub who: String,
    /// Why, in the person's words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// When.
    pub at: Millis,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_log() {
        for word in ["park", "assign", "second-opinion", "contest", "undo", "account"] {
            let kind: ActKind = word.parse().unwrap();
            assert_eq!(kind.as_str(), word);
            assert_eq!(serde_json::to_value(kind).unwrap(), word);
        }
        assert!("parked".parse::<ActKind>().unwrap_err().contains("parked"));
    }
}
