//! A reason: a named, sourced observation for or against.

use serde::{Deserialize, Serialize};

/// Which way a reason speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Speaks for a closer look.
    For,
    /// Speaks against it.
    Against,
}

/// One observation, ready to be read by a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Code in the rule pack, e.g. `reach.many-names`.
    pub code: String,
    /// For or against.
    pub direction: Direction,
    /// Weight in bits, always positive; `direction` gives the sign.
    pub weight_bits: f32,
    /// One sentence with the figures in it.
    pub text: String,
    /// The publication the rule rests on.
    pub citation: String,
    /// Adverts in which it can be seen (identifiers), most telling first, at most twenty.
    pub adverts: Vec<String>,
}
