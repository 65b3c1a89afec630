//! The card of a model: what it was trained on and how well it did, so that nobody has to take it
//! on trust (Mitchell et al., "Model cards for model reporting", FAT* 2019).

use crate::judge;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How well a model did on pairs of actors it had never seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Pairs of texts of one actor and different templates.
    pub same: u32,
    /// Pairs of texts of two actors in one language.
    pub different: u32,
    /// See [`judge::equal_error_rate`].
    pub equal_error_rate: f32,
    /// See [`judge::true_positives_at`], at 1 % false positives.
    pub true_positives_at_1_percent: f32,
    /// See [`judge::area`].
    pub area: f32,
    /// See [`judge::cllr`], in bits.
    pub cllr_bits: f32,
}

impl Figures {
    /// Figures of trials, which are log2 likelihood ratios. None if there are no trials of one
    /// side.
    pub fn of(same: &[f64], different: &[f64]) -> Option<Self> {
        if same.is_empty() || different.is_empty() {
            return None;
        }
        Some(Self {
            same: same.len() as u32,
            different: different.len() as u32,
            equal_error_rate: judge::equal_error_rate(same, different) as f32,
            true_positives_at_1_percent: judge::true_positives_at(0.01, same, different) as f32,
            area: judge::area(same, different) as f32,
            cllr_bits: judge::cllr(same, different) as f32,
        })
    }
}

/// What a model was trained on, and its figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Version of features and format: [`crate::Model::VERSION`].
    pub version: u32,
    /// What the texts were, in the words of who trained it.
    pub trained_on: String,
    /// Seed of the pairs.
    pub seed: u64,
    /// Texts and actors that were given.
    pub texts: u32,
    /// Actors among them.
    pub actors: u32,
    /// Middle of the letters of a text: a model made of short texts knows little of long ones.
    pub median_letters: u32,
    /// Pairs it learned from: of one actor, and of two.
    pub pairs: [u32; 2],
    /// On actors held out from all of training and calibration; none if there were too few.
    pub figures: Option<Figures>,
    /// The same by language; only these languages are compared.
    pub languages: BTreeMap<String, Option<Figures>>,
}
