//! What words promise: a linear model over the words of links, of addresses and of the pages they stand
//! on, learned from what the pages behind them turned out to be. It is shared by all sites, so that a
//! site nobody has seen is not entered blindly.

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};

/// Weights: words are hashed into so many.
const WEIGHTS: usize = 1 << 15;
/// Step of AdaGrad (Duchi, Hazan and Singer 2011).
const STEP: f32 = 0.3;
/// Pull towards nothing.
const RIDGE: f32 = 1e-4;
/// Words of one link that count.
const WORDS_MAX: usize = 40;

/// The model.
#[derive(Clone, Serialize, Deserialize)]
pub struct Hunch {
    weights: Vec<f32>,
    squares: Vec<f32>,
    /// The weight of any link, whatever its words.
    bias: f32,
    bias_square: f32,
    /// Links that it has learned from.
    pub told: u64,
}

/// Words of a link as the model knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words(Vec<u16>);

impl Words {
    /// Words of texts, each text with a mark that tells where it stood.
    pub fn of<'a>(texts: impl IntoIterator<Item = (char, &'a str)>) -> Self {
        let mut words = Vec::new();
        for (mark, text) in texts {
            let parts =
                text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 2);
            for word in parts.take(WORDS_MAX.saturating_sub(words.len())) {
                // A number is a number: which one says nothing.
                let lower = word.to_lowercase();
                let word = if lower.chars().all(|c| c.is_ascii_digit()) { "#" } else { &lower };
                let mut hasher = FxHasher::default();
                (mark, word).hash(&mut hasher);
                words.push((hasher.finish() >> 40) as u16 % WEIGHTS as u16);
            }
        }
        words.sort_unstable();
        words.dedup();
        Self(words)
    }
}

impl Default for Hunch {
    fn default() -> Self {
        let nothing = vec![0.0; WEIGHTS];
        let (weights, squares) = (nothing.clone(), nothing);
        Self { weights, squares, bias: -2.0, bias_square: 0.0, told: 0 }
    }
}

impl Hunch {
    /// How likely the page behind a link with these words is worth asking for, 0 to 1.
    pub fn of(&self, words: &Words) -> f32 {
        logistic(self.sum(words))
    }

    fn sum(&self, words: &Words) -> f32 {
        let norm = (words.0.len().max(1) as f32).sqrt();
        self.bias + words.0.iter().map(|w| self.weights[usize::from(*w)]).sum::<f32>() / norm
    }

    /// Learns from a page that was worth so much, 0 to 1.
    pub fn learn(&mut self, words: &Words, worth: f32) {
        self.told += 1;
        let error = self.of(words) - worth;
        self.bias_square += error * error;
        self.bias -= STEP * error / (1e-6 + self.bias_square).sqrt();
        let norm = (words.0.len().max(1) as f32).sqrt();
        for word in &words.0 {
            let at = usize::from(*word);
            let slope = error / norm + RIDGE * self.weights[at];
            self.squares[at] += slope * slope;
            self.weights[at] -= STEP * slope / (1e-6 + self.squares[at]).sqrt();
        }
    }
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_pages_that_were_worth_it_promise_more() {
        let mut hunch = Hunch::default();
        let good = Words::of([('a', "Massage in Utrecht, 60 minutes")]);
        let bad = Words::of([('a', "Used car, one owner")]);
        assert_eq!(hunch.of(&good), hunch.of(&bad));
        for _ in 0..20 {
            hunch.learn(&good, 1.0);
            hunch.learn(&bad, 0.0);
        }
        let like_good = Words::of([('a', "massage, Arnhem")]);
        let like_bad = Words::of([('a', "another used car")]);
        assert!(hunch.of(&like_good) > 0.5 && hunch.of(&like_bad) < 0.2);
        // Where a word stood is part of it.
        assert!(hunch.of(&Words::of([('u', "massage")])) < hunch.of(&like_good));
    }
}
