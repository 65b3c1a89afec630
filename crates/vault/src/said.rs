//! What people say and do, on its way into the custody log.

use crate::entry::Entry;
use spoor_vocab::{Act, Decision, Millis};

/// One thing that a named person said or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A decision on a lead.
    Decision(Decision),
    /// Another act at the workbench.
    Act(Act),
    /// A look at something, or an act of the command line.
    Look {
        /// Who.
        who: String,
        /// What.
        what: String,
        /// Why; may be empty.
        why: String,
        /// When.
        at: Millis,
    },
}

impl Said {
    /// Whether it says by whom, and a decision also why. A look of nobody is one of the command
    /// line without `--as`.
    pub(crate) fn is_named(&self) -> bool {
        match self {
            Self::Decision(d) => !d.reviewer.trim().is_empty() && !d.why.trim().is_empty(),
            Self::Act(act) => !act.who.trim().is_empty(),
            Self::Look { .. } => true,
        }
    }

    /// As the log has it.
    pub(crate) fn entry(&self) -> Entry {
        match self.clone() {
            Self::Decision(decision) => Entry::Decision { decision },
            Self::Act(act) => Entry::Act { act },
            Self::Look { who, what, why, at } => Entry::Access { who, what, why, at },
        }
    }
}
