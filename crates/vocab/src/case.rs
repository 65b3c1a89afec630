//! A case: leads that named people work on together, until a day on which somebody decides whether
//! it goes on. Its title, notes and tasks are free words that may name persons: here stands only
//! what binds to them, a digest; the words lie where they can be erased.

use crate::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// On what a case is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseTerms {
    /// Digest of the title.
    pub title: String,
    /// Id of the purpose, one of casework.
    pub purpose: String,
    /// Legal basis of the purpose, as it was stated then.
    pub basis: String,
    /// Day by which somebody decides whether it goes on, `2027-01-31`.
    pub review: String,
}

/// How a case ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEnd {
    /// One of a short list, in words.
    pub outcome: String,
    /// Day from which its words are gone, `2027-01-31`.
    pub keep_until: String,
}

/// Leads that people work on together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// From 1, in the order of opening; shown as `C-1`.
    pub number: u32,
    /// On what it was opened; the day of review is the last one set.
    pub terms: CaseTerms,
    /// Who answers for it.
    pub owner: String,
    /// Who sees it beside supervisors; the owner is among them.
    pub members: BTreeSet<String>,
    /// Its leads, in the order in which they were put in.
    pub leads: Vec<String>,
    /// When it was opened.
    pub opened_at: Millis,
    /// How it ended, by whom, when; none while it is open.
    pub end: Option<(CaseEnd, String, Millis)>,
}

impl Case {
    /// Its name: `C-1`.
    pub fn name(&self) -> String {
        Self::name_of(self.number)
    }

    /// The name of a number.
    pub fn name_of(number: u32) -> String {
        format!("C-{number}")
    }

    /// The number of a name, exactly as [`Case::name`] writes it.
    pub fn number_of(name: &str) -> Option<u32> {
        let number = name.strip_prefix("C-")?.parse().ok()?;
        (Self::name_of(number) == name).then_some(number)
    }
}

/// Words that a person wrote in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Position in the custody log, which names it.
    pub seq: u64,
    /// Number of the case.
    pub case: u32,
    /// Digest of the words.
    pub words: String,
    /// Who wrote it.
    pub who: String,
    /// When.
    pub at: Millis,
}

/// What is asked with a task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskTerms {
    /// Digest of the words.
    pub words: String,
    /// Whose it is.
    pub person: String,
    /// Day on which it is due, `2027-01-31`.
    pub due: String,
}

/// Something that somebody is to do in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Position in the custody log, which names it.
    pub seq: u64,
    /// Number of the case.
    pub case: u32,
    /// What, who, until when.
    pub terms: TaskTerms,
    /// Who gave it.
    pub who: String,
    /// When.
    pub at: Millis,
    /// Who said that it is done, and when.
    pub done: Option<(String, Millis)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_number_and_no_other_spelling_of_it() {
        assert_eq!(Case::number_of("C-12"), Some(12));
        for other in ["C-012", "C-+12", "c-12", "C-", "12", "C-1 ", "C-99999999999"] {
            assert_eq!(Case::number_of(other), None, "{other}");
        }
    }
}
