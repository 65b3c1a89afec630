//! Kinds of placers, as planted.

use serde::{Deserialize, Serialize};

/// What kind of placer stands behind an advert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Kind {
    /// One person who advertises for herself or himself.
    Independent,
    /// A lawful agency: several persons, one number, one or two towns, a licence.
    Agency,
    /// One hand, implausibly many towns and numbers, several a day.
    Spammer,
    /// Job adverts; those with a ring lead to its sale adverts by phone or e-mail.
    Recruiter,
    /// One hand that runs several persons and moves them between towns in step.
    Ring,
    /// An independent whose text another one copied, or the one who copied it.
    Lookalike,
    /// The adverts behind which a missing child stands.
    Missing,
}

impl Kind {
    /// Every kind, in the order of the declaration.
    pub const ALL: [Self; 7] = [
        Self::Independent,
        Self::Agency,
        Self::Spammer,
        Self::Recruiter,
        Self::Ring,
        Self::Lookalike,
        Self::Missing,
    ];

    /// The word used in the truth file.
    pub fn as_str(self) -> &'static str {
        ["independent", "agency", "spammer", "recruiter", "ring", "lookalike", "missing"]
            [self as usize]
    }
}
