//! A trained model: two profiles in, a weight in bits out.

use crate::card::Card;
use crate::compare::{EACH, FAMILIES, FEATURES, Family, Rarity, features};
use crate::profile::Profile;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Fewer letters than these tell nothing.
const LEAST_LETTERS: u32 = 40;
const KEYS: usize = 1 << 16;

/// Why a stored model is refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ModelError {
    /// It was made by another version.
    #[error("the model is of version {0}, this program reads {v}: train anew", v = Model::VERSION)]
    Version(u32),
    /// Something in it is missing, too much or no number.
    #[error("the model is broken: {0}")]
    Broken(&'static str),
}

/// What two profiles say of one hand against two.
#[derive(Clone, Debug, PartialEq)]
pub struct Weight {
    /// Log2 likelihood ratio, calibrated and capped; above 0 for one hand.
    pub bits: f64,
    /// What each family adds to the score before calibration, in bits, against the mean pair the
    /// model learned from: which habits speak, not how much of `bits` is theirs.
    pub parts: [(Family, f64); FAMILIES],
}

/// How likely one hand wrote two texts. Serialisable; numbers are stored as 32-bit floats, so that
/// a model read back is the same to the bit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Model {
    pub(crate) stored: Stored,
    rarity: Box<Rarity>,
}

/// As it lies in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) card: Card,
    /// Keys that are common enough to have a rarity of their own, by family.
    pub(crate) rarity: Vec<Vec<(u16, f32)>>,
    /// Rarity of all others.
    pub(crate) rarest: f32,
    pub(crate) mean: Vec<f32>,
    /// One over the scale of each feature.
    pub(crate) slope: Vec<f32>,
    pub(crate) weights: Vec<f32>,
    pub(crate) constant: f32,
    /// Score and bits, both rising; straight lines between.
    pub(crate) knots: Vec<(f32, f32)>,
    /// Bits never go beyond this, nor below its negative.
    pub(crate) cap_bits: f32,
}

impl Stored {
    /// Whether all is there and a number.
    fn check(&self) -> Result<(), ModelError> {
        let lists = [&self.mean, &self.slope, &self.weights];
        if lists.iter().any(|l| l.len() != FEATURES) || self.rarity.len() != FAMILIES {
            return Err(ModelError::Broken("it has other features"));
        }
        let rare = self.rarity.iter().flatten().map(|(_, r)| r).chain([&self.rarest]);
        let knots = self.knots.iter().flat_map(|(x, y)| [x, y]);
        let mut numbers = lists.into_iter().flatten().chain(rare).chain(knots);
        if !numbers.all(|x| x.is_finite()) || !self.constant.is_finite() {
            return Err(ModelError::Broken("it holds what is no number"));
        }
        let rising = self.knots.windows(2).all(|k| k[0].0 <= k[1].0 && k[0].1 <= k[1].1);
        if self.knots.is_empty() || !rising {
            return Err(ModelError::Broken("its calibration does not rise"));
        }
        if !(0.0..=64.0).contains(&self.cap_bits) {
            return Err(ModelError::Broken("its cap is out of range"));
        }
        Ok(())
    }
}

impl TryFrom<Stored> for Model {
    type Error = ModelError;

    fn try_from(stored: Stored) -> Result<Self, ModelError> {
        if stored.card.version != Self::VERSION {
            return Err(ModelError::Version(stored.card.version));
        }
        stored.check()?;
        let mut rarity: Box<Rarity> = Box::new(std::array::from_fn(|_| vec![stored.rarest; KEYS]));
        for (all, own) in rarity.iter_mut().zip(&stored.rarity) {
            own.iter().for_each(|(key, rare)| all[usize::from(*key)] = *rare);
        }
        Ok(Self { stored, rarity })
    }
}

impl From<Model> for Stored {
    fn from(model: Model) -> Self {
        model.stored
    }
}

impl Model {
    /// Version of features and format.
    pub const VERSION: u32 = 1;

    /// What it was trained on, and its figures.
    pub fn card(&self) -> &Card {
        &self.stored.card
    }

    /// What `a` and `b` say of one hand against two; the same for `b` and `a`. Nothing if they are
    /// in different languages, in a language the model did not learn, or if one has under 40
    /// letters.
    pub fn compare(&self, a: &Profile, b: &Profile) -> Option<Weight> {
        let known = self.stored.card.languages.contains_key(a.language());
        if !known || a.language() != b.language() || a.letters.min(b.letters) < LEAST_LETTERS {
            return None;
        }
        let (score, parts) = self.score(a, b);
        let cap = f64::from(self.stored.cap_bits);
        let bits = calibrated(&self.stored.knots, score).clamp(-cap, cap);
        Some(Weight { bits, parts: std::array::from_fn(|n| (Family::ALL[n], parts[n])) })
    }

    /// The score in bits before calibration, and the part of each family in it.
    pub(crate) fn score(&self, a: &Profile, b: &Profile) -> (f64, [f64; FAMILIES]) {
        let Stored { mean, slope, weights, constant, .. } = &self.stored;
        let all = features(a, b, &self.rarity);
        let mut score = f64::from(*constant);
        let mut parts = [0.0; FAMILIES];
        for (n, x) in all.iter().enumerate() {
            let add = (x - f64::from(mean[n])) * f64::from(slope[n]) * f64::from(weights[n]);
            score += add;
            // The last two are of lengths, and of no family.
            if let Some(part) = parts.get_mut(n / EACH) {
                *part += add / std::f64::consts::LN_2;
            }
        }
        (score / std::f64::consts::LN_2, parts)
    }
}

/// Bits at a score.
fn calibrated(knots: &[(f32, f32)], score: f64) -> f64 {
    let at = knots.partition_point(|(x, _)| f64::from(*x) <= score);
    let point = |n: usize| (f64::from(knots[n].0), f64::from(knots[n].1));
    if at == 0 {
        return point(0).1;
    }
    if at == knots.len() {
        return point(at - 1).1;
    }
    let ((x0, y0), (x1, y1)) = (point(at - 1), point(at));
    y0 + (y1 - y0) * (score - x0) / (x1 - x0)
}
