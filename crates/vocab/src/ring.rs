//! A ring: actors tied by coordinated moves and shared selectors, with a significance. A question
//! for a person, never a verdict.

use serde::{Deserialize, Serialize};

/// One ring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ring {
    /// `R-` plus the digits of its first actor: stable over builds as long as that actor is in it.
    pub ring_id: String,
    /// Its actors; one alone where several persons of one hand move in step.
    pub actor_ids: Vec<String>,
    /// The lines that move, as in table `lines`.
    pub line_ids: Vec<String>,
    /// Places that coordinated moves lead to.
    pub cities: Vec<String>,
    /// Moves that met another's.
    pub coordinated_moves: u32,
    /// How many would have by chance.
    pub expected: f64,
    /// log2 of coordinated over expected moves.
    pub effect_bits: f64,
    /// Probability of as many by chance.
    pub p_value: f64,
    /// False discovery rate over the country at which it is called.
    pub q_value: f64,
    /// All that holds it together, by week and place, then ties.
    pub evidence: Vec<RingEvidence>,
    /// The fewest meetings without which it would no longer stand out.
    pub dissolves: Vec<RingEvidence>,
}

/// One thing that holds a ring together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum RingEvidence {
    /// Lines arrived at one place in one week, or one came as another left.
    Meeting {
        /// The place.
        place: String,
        /// First day of the week, `YYYY-MM-DD`.
        week: String,
        /// Lines that arrived where another arrived, or left.
        line_ids: Vec<String>,
        /// The adverts that first show them there.
        advert_ids: Vec<String>,
        /// They arrived as others left.
        hand_over: bool,
    },
    /// Two of its actors share something too weak to make one actor of them.
    Tie {
        /// `selector`, `template`, `photo` or `payment`.
        shared: String,
        /// The value they share.
        value: String,
        /// The two actors.
        actor_ids: [String; 2],
        /// Match weight in bits.
        bits: f32,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_told_apart_by_its_kind() {
        let tie = RingEvidence::Tie {
            shared: "template".into(),
            value: "T-1".into(),
            actor_ids: ["A-1".into(), "A-2".into()],
            bits: 9.5,
        };
        let json = serde_json::to_value(&tie).unwrap();
        assert_eq!(json["kind"], "tie");
        assert_eq!(serde_json::from_value::<RingEvidence>(json).unwrap(), tie);
    }
}
