//! How many look-alikes chance alone would give, from a notice's own scores over all actors.
//!
//! The best scores of a notice, but for the very best, fall off nearly exponentially. The fall is
//! measured on them and carried on: Rényi's spacings of order statistics (Acta Mathematica Academiae
//! Scientiarum Hungaricae 4, 1953), with the first few left out, as they may be the person.

/// Ranks left out: they may be the person.
const LEFT_OUT: usize = 8;
/// Ranks the fall is measured on, at most.
const TAIL: usize = 400;
/// Scores needed to say anything.
const FEWEST: usize = 60;

/// The tail of a notice's scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// How many actors were scored.
    pub actors: usize,
    /// Score and rank from which the fall is carried on.
    from: Option<(f32, usize)>,
    /// How much the score falls while the count grows e-fold.
    fall: f32,
    /// The scores above, best first.
    best: Vec<f32>,
}

impl Chance {
    /// From all scores of one notice, in any order, which are put in disorder.
    pub fn of(scores: &mut [f32]) -> Self {
        let actors = scores.len();
        let tail = TAIL.min(actors / 10).max(FEWEST.min(actors));
        let order = |a: &f32, b: &f32| b.total_cmp(a);
        if tail < actors {
            scores.select_nth_unstable_by(tail, order);
        }
        let best = &mut scores[..tail];
        best.sort_unstable_by(order);
        if actors < FEWEST {
            return Self { actors, from: None, fall: 0.0, best: best.to_vec() };
        }
        let spacing = |i: usize| i as f32 * (best[i - 1] - best[i]);
        let ranks = LEFT_OUT + 1..tail;
        let fall = ranks.clone().map(spacing).sum::<f32>() / ranks.len() as f32;
        Self {
            actors,
            from: Some((best[LEFT_OUT], LEFT_OUT)),
            fall: fall.max(1e-3),
            best: best.to_vec(),
        }
    }

    /// How many actors would reach `score` by chance: `None` where there are too few to tell.
    pub fn expected(&self, score: f32) -> Option<f32> {
        let (from, rank) = self.from?;
        if score >= from {
            return Some(rank as f32 * libm::expf(-(score - from) / self.fall));
        }
        // Below, they are counted.
        Some(self.best.partition_point(|&s| s >= score) as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spoor_world::Rng;

    /// Exponential scores: the expected count is known.
    #[test]
    fn an_exponential_tail_is_carried_on_as_it_is() {
        let (mut ratio, rounds) = (0.0, 40);
        for seed in 0..rounds {
            let mut rng = Rng::of(&[seed, 77]);
            let one = |rng: &mut Rng| {
                -((rng.bits() >> 11) as f32 / (1u64 << 53) as f32).max(1e-9).ln() * 0.4
            };
            let mut scores: Vec<f32> = (0..50_000).map(|_| one(&mut rng)).collect();
            // A planted candidate far out moves nothing.
            scores.push(30.0);
            let chance = Chance::of(&mut scores);
            let score = 0.4 * (50_000f32 / 0.5).ln();
            ratio += (chance.expected(score).unwrap() / 0.5).ln();
        }
        assert!((ratio / rounds as f32).abs() < 0.25, "{ratio}");
    }

    #[test]
    fn few_scores_say_nothing() {
        assert_eq!(Chance::of(&mut [1.0, 2.0, 3.0]).expected(2.0), None);
        assert_eq!(Chance::of(&mut []).expected(2.0), None);
        let mut same = [1.0; 500];
        assert!(Chance::of(&mut same).expected(1.5).unwrap() < 0.1);
    }
}
