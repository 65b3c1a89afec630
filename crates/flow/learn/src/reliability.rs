//! Are probabilities kept? Of the leads that were given 0.3, three in ten should be pursued.

use serde::{Deserialize, Serialize};

/// A forecast and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// What the model had said before anybody decided; where `relevant` is what a reviewer said,
    /// the probability of that word ([`crate::Model::word`]).
    pub probability: f64,
    /// Whether the lead was worth pursuing.
    pub relevant: bool,
    /// How many leads of the list it stands for: one over the chance that it came to be looked at
    /// ([`crate::Why::Random`]), 1 where all were.
    pub weight: f64,
}

/// Forecasts of one size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Outcomes in it.
    pub n: u32,
    /// Their weights together.
    pub weight: f64,
    /// Weighted mean of the forecasts.
    pub forecast: f64,
    /// Weighted share of the relevant.
    pub observed: f64,
}

/// The reliability table and its figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reliability {
    /// Bins that hold anything, in order.
    pub bins: Vec<Bin>,
    /// Outcomes counted.
    pub n: u32,
    /// Outcomes that could not be: a probability outside 0 to 1, a weight not above 0.
    pub left_out: u32,
    /// Expected calibration error: the mean of |forecast - observed| over bins, by weight (Naeini,
    /// Cooper, Hauskrecht 2015, "Obtaining well calibrated probabilities using Bayesian binning",
    /// AAAI 29).
    pub error: f64,
    /// Brier's score (1950, Monthly Weather Review 78), weighted.
    pub brier: f64,
}

/// The outcomes that can be counted, by forecast; ties in an order of their own.
pub(crate) fn usable(outcomes: &[Outcome]) -> Vec<&Outcome> {
    let good = |o: &&Outcome| {
        (0.0..=1.0).contains(&o.probability) && o.weight > 0.0 && o.weight.is_finite()
    };
    let mut kept: Vec<&Outcome> = outcomes.iter().filter(good).collect();
    kept.sort_by(|a, b| {
        let rest = a.weight.total_cmp(&b.weight).then(a.relevant.cmp(&b.relevant));
        a.probability.total_cmp(&b.probability).then(rest)
    });
    kept
}

/// Puts outcomes into `bins` bins of one width. Any order gives the same to the last bit.
pub fn reliability(outcomes: &[Outcome], bins: usize) -> Reliability {
    let bins = bins.max(1);
    let kept = usable(outcomes);
    let mut held: Vec<Vec<&Outcome>> = vec![Vec::new(); bins];
    for outcome in &kept {
        held[((outcome.probability * bins as f64) as usize).min(bins - 1)].push(outcome);
    }
    let total: f64 = kept.iter().map(|o| o.weight).sum();
    let share = |of: &[&Outcome], value: &dyn Fn(&Outcome) -> f64| {
        let weight: f64 = of.iter().map(|o| o.weight).sum();
        of.iter().map(|o| o.weight * value(o)).sum::<f64>() / weight
    };
    let hit = |o: &Outcome| f64::from(u8::from(o.relevant));
    let bins: Vec<Bin> = held
        .iter()
        .enumerate()
        .filter(|(_, of)| !of.is_empty())
        .map(|(k, of)| Bin {
            low: k as f64 / bins as f64,
            high: (k + 1) as f64 / bins as f64,
            n: of.len() as u32,
            weight: of.iter().map(|o| o.weight).sum(),
            forecast: share(of, &|o| o.probability),
            observed: share(of, &hit),
        })
        .collect();
    let error = bins.iter().map(|b| b.weight * (b.forecast - b.observed).abs()).sum::<f64>();
    Reliability {
        n: kept.len() as u32,
        left_out: (outcomes.len() - kept.len()) as u32,
        error: if total > 0.0 { error / total } else { 0.0 },
        brier: if kept.is_empty() {
            0.0
        } else {
            share(&kept, &|o| (o.probability - hit(o)).powi(2))
        },
        bins,
    }
}
