//! Training: examples in, a model and its card out.

use crate::calibrate::knots;
use crate::card::{Card, Figures};
use crate::compare::{FAMILIES, Rarity, features};
use crate::fit::{Fit, fit};
use crate::model::{Model, Stored};
use crate::pairs::{Chance, Pairs, pairs};
use crate::profile::Profile;
use rayon::prelude::*;
use std::collections::BTreeMap;
use thiserror::Error;

/// A text to learn from, or several texts of one template pooled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Example {
    /// Language first: examples are sorted by it.
    pub profile: Profile,
    /// The actor that selectors give, not style.
    pub actor: u32,
    /// The template; texts that have none of their own get numbers that no other has.
    pub template: u32,
}

/// How to train.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Of the pairs drawn and of who is held out.
    pub seed: u64,
    /// At most so many pairs of one actor, so that who has hundreds of texts is not all there is.
    pub pairs_an_actor: u32,
    /// Pairs of two actors for each pair of one.
    pub strangers: u32,
    /// Holds weights near 0; a share of the loss of the mean pair.
    pub ridge: f64,
    /// Bits never go beyond this.
    pub cap_bits: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: 1, pairs_an_actor: 12, strangers: 5, ridge: 1e-3, cap_bits: 6.0 }
    }
}

impl Settings {
    /// What is out of range or no number, as near as can be.
    fn in_range(&self) -> Self {
        let number = |x: f64, otherwise: f64| if x.is_nan() { otherwise } else { x };
        let plain = Self::default();
        Self {
            seed: self.seed,
            pairs_an_actor: self.pairs_an_actor.min(100_000),
            strangers: self.strangers.min(100),
            ridge: number(self.ridge, plain.ridge).clamp(1e-9, 1e3),
            cap_bits: number(self.cap_bits.into(), plain.cap_bits.into()).clamp(0.0, 64.0) as f32,
        }
    }
}

/// Why there is no model.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TrainError {
    /// Too little to learn from.
    #[error(
        "{found} pairs of different templates of one actor with strangers in the same language, \
         {LEAST_PAIRS} are needed to {what}: give more texts of actors tied by selectors"
    )]
    Few {
        /// Pairs found.
        found: usize,
        /// What they were for.
        what: &'static str,
    },
}

/// Pairs of one actor needed to learn, and again to calibrate.
const LEAST_PAIRS: usize = 30;
/// A key has a rarity of its own if one profile in so many has it.
const COMMON: f32 = 200.0;

impl Model {
    /// Trains on `examples`; `trained_on` says what they are, for the card. Half of the actors
    /// are learned from, a quarter calibrates, on a quarter the card's figures are measured. The
    /// order of the examples has no meaning.
    ///
    /// # Errors
    /// If there are too few pairs.
    pub fn train(
        mut examples: Vec<Example>,
        trained_on: &str,
        settings: &Settings,
    ) -> Result<Self, TrainError> {
        let settings = &settings.in_range();
        examples.par_sort();
        let part = |of: std::ops::Range<u64>| {
            let side = |e: &&Example| of.contains(&(drawn(settings.seed, e.actor) % 4));
            examples.iter().filter(side).collect::<Vec<&Example>>()
        };
        let (learn, calibrate, judge) = (part(0..2), part(2..3), part(3..4));
        let enough = |pairs: Pairs<'_>, what| match pairs.same.len() {
            found if found < LEAST_PAIRS => Err(TrainError::Few { found, what }),
            _ => Ok(pairs.same.len()),
        };
        let learned = pairs(&learn, settings);
        let (rarity, rarest) = rarity(&learn);
        let dense: Rarity = std::array::from_fn(|n| {
            let mut all = vec![rarest; 1 << 16];
            rarity[n].iter().for_each(|(key, rare)| all[usize::from(*key)] = *rare);
            all
        });
        let sides = [(&learned.same, true), (&learned.different, false)];
        let rows: Vec<_> = sides
            .into_iter()
            .flat_map(|(pairs, side)| pairs.iter().map(move |p| (p, side)))
            .collect::<Vec<_>>()
            .par_iter()
            .map(|(p, side)| (features(&p[0].profile, &p[1].profile, &dense), *side))
            .collect();
        let same = learned.same.len();
        let counts = [same as u32, learned.different.len() as u32];
        let languages = languages(&learned);
        enough(learned, "learn")?;
        let Fit { mean, scale, weights } = fit(&rows, settings.ridge);
        let narrow = |of: &[f64]| of.iter().map(|x| *x as f32).collect::<Vec<f32>>();
        let features = mean.len();
        let mut stored = Stored {
            card: card(&examples, trained_on, settings, counts, languages),
            rarity,
            rarest,
            mean: narrow(&mean),
            slope: scale.iter().map(|s| (1.0 / s) as f32).collect(),
            weights: narrow(&weights[..features]),
            constant: weights[features] as f32,
            knots: vec![(0.0, 0.0)],
            cap_bits: settings.cap_bits,
        };
        let unsure = Self::built(stored.clone());
        let held_out = pairs(&calibrate, settings);
        stored.knots = knots(&unsure, &held_out);
        enough(held_out, "calibrate")?;
        let model = Self::built(stored.clone());
        judged(&model, &pairs(&judge, settings), &mut stored.card);
        Ok(Self::built(stored))
    }

    fn built(stored: Stored) -> Self {
        Self::try_from(stored).expect("a fit has finite numbers and a rising calibration")
    }
}

/// A number that the seed gives an actor.
fn drawn(seed: u64, actor: u32) -> u64 {
    Chance::new(Chance::new(seed ^ 0x5374_796c).bits() ^ u64::from(actor)).bits() >> 8
}

/// Natural logarithm of one and one over the share of profiles that have a key (so that what all
/// have still counts), for keys that one in [`COMMON`] has, and the rarity of all others.
fn rarity(of: &[&Example]) -> (Vec<Vec<(u16, f32)>>, f32) {
    let rare = |share: f32| (1.0 + 1.0 / share).ln();
    let all = (0..FAMILIES).map(|n| {
        let mut seen = vec![0_u32; 1 << 16];
        for example in of {
            for (key, _) in example.profile.families[n].up_to(u16::MAX) {
                seen[usize::from(*key)] += 1;
            }
        }
        let share = |count: u32| count as f32 / of.len() as f32;
        let common = (0..=u16::MAX).zip(seen).filter(|(_, c)| share(*c) >= 1.0 / COMMON);
        common.map(|(key, count)| (key, rare(share(count)))).collect()
    });
    (all.collect(), rare(1.0 / COMMON))
}

fn languages(learned: &Pairs<'_>) -> BTreeMap<String, Option<Figures>> {
    learned.same.iter().map(|p| (p[0].profile.language().to_owned(), None)).collect()
}

fn card(
    examples: &[Example],
    trained_on: &str,
    settings: &Settings,
    pairs: [u32; 2],
    languages: BTreeMap<String, Option<Figures>>,
) -> Card {
    let mut letters: Vec<u32> = examples.iter().map(|e| e.profile.letters()).collect();
    letters.sort_unstable();
    let mut actors: Vec<u32> = examples.iter().map(|e| e.actor).collect();
    actors.sort_unstable();
    actors.dedup();
    Card {
        version: Model::VERSION,
        trained_on: trained_on.to_owned(),
        seed: settings.seed,
        texts: examples.len() as u32,
        actors: actors.len() as u32,
        median_letters: letters.get(letters.len() / 2).copied().unwrap_or(0),
        pairs,
        figures: None,
        languages,
    }
}

/// Puts the figures on held-out actors on the card.
fn judged(model: &Model, pairs: &Pairs<'_>, card: &mut Card) {
    let bits = |pairs: &[[&Example; 2]]| -> Vec<(String, f64)> {
        let one = |[a, b]: &[&Example; 2]| {
            let weight = model.compare(&a.profile, &b.profile)?;
            Some((a.profile.language().to_owned(), weight.bits))
        };
        pairs.iter().filter_map(one).collect()
    };
    let (same, different) = (bits(&pairs.same), bits(&pairs.different));
    let only = |of: &[(String, f64)], language: Option<&str>| -> Vec<f64> {
        of.iter().filter(|(l, _)| language.is_none_or(|x| x == l)).map(|(_, b)| *b).collect()
    };
    card.figures = Figures::of(&only(&same, None), &only(&different, None));
    for (language, figures) in &mut card.languages {
        let (same, different) = (only(&same, Some(language)), only(&different, Some(language)));
        *figures = Figures::of(&same, &different);
    }
}
