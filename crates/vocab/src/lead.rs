//! A lead: a ranked hypothesis for a person to judge. Never a verdict.

use crate::Reason;
use serde::{Deserialize, Serialize};

/// One lead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// `L-` plus the actor's digits: stable over builds as long as the actor is.
    pub lead_id: String,
    /// 1 is looked at first.
    pub rank: u32,
    /// Sum of weights for minus weights against, in bits.
    pub score: f64,
    /// Lower end of the 90 % interval of the score.
    pub score_low: f64,
    /// Upper end of the 90 % interval of the score.
    pub score_high: f64,
    /// The actor the lead is about.
    pub actor_id: String,
    /// The ring, if one was found.
    pub ring_id: Option<String>,
    /// All adverts of the lead (identifiers as in table `adverts`).
    pub advert_ids: Vec<String>,
    /// What speaks for and against, heaviest first.
    pub reasons: Vec<Reason>,
}
