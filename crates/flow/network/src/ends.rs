//! Whether a party will be seen to move again at all.
//!
//! A cure model (Farewell 1982; Sy and Taylor 2000): of the parties that have just made a step and
//! fall silent for so long, a share has ended. One that has ended stays where it is for ever, so
//! the longer a stay outlasts the usual, the likelier it is one's last.

/// Ends of the classes of silence, days.
const SILENCE: [f64; 4] = [7.0, 14.0, 28.0, 56.0];
/// What is presumed of each class: probability of a next step, worth so many parties.
const PRESUMED: [f64; 5] = [0.95, 0.9, 0.7, 0.4, 0.15];
const WORTH: f64 = 5.0;
const ROUNDS: usize = 40;

/// The class of so many days of silence.
pub(crate) fn silence(days: f64) -> usize {
    SILENCE.partition_point(|end| *end <= days)
}

/// A party as it stood at a time of the past.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stood {
    /// Class of silence.
    pub(crate) silence: usize,
    /// Probability that one that moves on would have stayed this long.
    pub(crate) reached: f64,
    /// Probability that one that moves on would not have been seen to do so since; none if it was.
    pub(crate) left: Option<f64>,
}

/// Odds of a next step by class of silence, at the beginning of a stay.
#[derive(Clone, Debug)]
pub(crate) struct Ends([f64; PRESUMED.len()]);

impl Default for Ends {
    fn default() -> Self {
        Self(PRESUMED.map(|p| p / (1.0 - p)))
    }
}

impl Ends {
    /// Probability of a next step, of a party whose stay has `reached` its length.
    pub(crate) fn moves_on(&self, silence: usize, reached: f64) -> f64 {
        let odds = self.0[silence] * reached;
        odds / (1.0 + odds)
    }

    /// Expectation maximisation, with a prior: who was seen to move has not ended, who was not may
    /// have. The step for the odds is that of iterative scaling: the odds of what is expected
    /// after, over the odds of what was said before.
    pub(crate) fn learned(&self, past: &[Stood]) -> Self {
        let mut now = self.clone();
        for _ in 0..ROUNDS {
            let mut said: [f64; PRESUMED.len()] =
                std::array::from_fn(|c| WORTH * now.moves_on(c, 1.0));
            let mut is: [f64; PRESUMED.len()] =
                std::array::from_fn(|c| WORTH * self.moves_on(c, 1.0));
            let mut all = [WORTH; PRESUMED.len()];
            for stood in past {
                let on = now.moves_on(stood.silence, stood.reached);
                let after = stood.left.map_or(1.0, |left| on * left / (1.0 - on + on * left));
                said[stood.silence] += on;
                is[stood.silence] += after;
                all[stood.silence] += 1.0;
            }
            let odds = |p: f64, all: f64| p.max(1e-6) / (all - p).max(1e-6);
            now.0 = std::array::from_fn(|c| {
                (now.0[c] * odds(is[c], all[c]) / odds(said[c], all[c])).clamp(1e-4, 1e6)
            });
        }
        now
    }
}
