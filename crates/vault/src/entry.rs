//! Entries of the custody log: compact JSON, one leaf each. An entry holds no personal data: an
//! exhibit is named by digests, and what is said of people stands in the words of whoever acted.

use serde::{Deserialize, Serialize};
use spoor_vocab::{Act, Decision, ExhibitId, Millis, Source};

/// One leaf of the custody log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Entry {
    /// The vault was made.
    Open {
        /// When.
        at: Millis,
    },
    /// A source was named.
    Source {
        /// The source, whole.
        source: Source,
        /// By whom.
        who: String,
        /// When.
        at: Millis,
    },
    /// A capture was sealed.
    Seal {
        /// BLAKE3 of the block.
        exhibit: ExhibitId,
        /// SHA-256 of the block, hexadecimal.
        sha256: String,
        /// BLAKE3 of the whole compressed WARC record, headers included, hexadecimal. It covers
        /// target and time without naming them, so that nothing is left of them after an erasure.
        record: String,
        /// Name of the source.
        source: String,
        /// When.
        at: Millis,
    },
    /// A capture gave content that was sealed before.
    Seen {
        /// The exhibit.
        exhibit: ExhibitId,
        /// Name of the source.
        source: String,
        /// When.
        at: Millis,
    },
    /// Exhibits were erased: the tombstone.
    Erase {
        /// Which.
        exhibits: Vec<ExhibitId>,
        /// Name of the source they were sealed under.
        source: String,
        /// Why.
        why: String,
        /// By whom.
        who: String,
        /// When.
        at: Millis,
    },
    /// A person decided on a lead.
    Decision {
        /// The decision, whole.
        decision: Decision,
    },
    /// A person did something else at the workbench.
    Act {
        /// The act, whole.
        act: Act,
    },
    /// A person looked at or did something.
    Access {
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

impl Entry {
    /// The leaf's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Serialising these types cannot fail: no maps with other keys than strings, no
        // fallible Serialize.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads a leaf.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}
