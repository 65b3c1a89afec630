//! How far forecasts are off, with what chance alone would make of it.
//!
//! The expected calibration error of few outcomes is never 0, not even of forecasts that are kept to
//! the letter. So beside it stand an interval, what such perfect forecasts would show on as many
//! outcomes, and Murphy's three parts of Brier's score, whose first can be freed of that bias.

use crate::chance::SplitMix;
use crate::reliability::{Outcome, usable};
use serde::{Deserialize, Serialize};

/// Calibration in bins that hold equal weight; outcomes of one forecast are never parted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Outcomes counted.
    pub n: u32,
    /// Bins that hold anything.
    pub bins: u32,
    /// Expected calibration error over these bins (Nixon and others 2019, "Measuring calibration in
    /// deep learning", CVPR workshops: the adaptive one).
    pub error: f64,
    /// 5 % quantile of `error` over resampled outcomes (Efron 1979, Annals of Statistics 7). A
    /// resample is as biased upwards again as the sample is.
    pub error_low: f64,
    /// 95 % quantile.
    pub error_high: f64,
    /// Mean of `error` if every forecast were kept: outcomes drawn from the forecasts themselves
    /// (consistency resampling: Bröcker and Smith 2007, Weather and Forecasting 22).
    pub reference: f64,
    /// Its 95 % quantile: an `error` above it is no chance.
    pub reference_high: f64,
    /// Brier's score: the mean of (forecast - outcome)².
    pub brier: f64,
    /// Its reliability part, the mean of (forecast - observed)² over bins: 0 is kept to the letter
    /// (Murphy 1973, "A new vector partition of the probability score", Journal of Applied
    /// Meteorology 12).
    pub reliability: f64,
    /// The same without its bias of small bins; below 0 where the bins are nearer than chance
    /// (Ferro and Fricker 2012, "A bias-corrected decomposition of the Brier score", Quarterly
    /// Journal of the Royal Meteorological Society 138). For weights that are all the same; with
    /// others, a bin counts for (Σ w)² / Σ w² outcomes.
    pub reliability_unbiased: f64,
    /// Its resolution part, the mean of (observed - base rate)² over bins: the more the better.
    pub resolution: f64,
    /// Its uncertainty part, base rate times (1 - base rate).
    pub uncertainty: f64,
}

/// Measures in `bins` bins, with `draws` resamples for each interval. Outcomes that cannot be
/// counted are left out as in [`crate::reliability()`]. The same outcomes in any order, and the same
/// seed, give the same to the last bit.
pub fn calibration(outcomes: &[Outcome], bins: usize, draws: u32, seed: u64) -> Calibration {
    let kept: Vec<Outcome> = usable(outcomes).into_iter().copied().collect();
    if kept.is_empty() {
        return Calibration::default();
    }
    let mut out = measured(&kept, bins.max(1));
    let mut chance = SplitMix::new(seed);
    let (mut again, mut kept_to) = (Vec::new(), Vec::new());
    for _ in 0..draws {
        let mut at: Vec<usize> = (0..kept.len()).map(|_| chance.below(kept.len())).collect();
        at.sort_unstable();
        let drawn: Vec<Outcome> = at.into_iter().map(|k| kept[k]).collect();
        again.push(measured(&drawn, bins.max(1)).error);
        let perfect: Vec<Outcome> = kept
            .iter()
            .map(|o| Outcome { relevant: chance.unit() < o.probability, ..*o })
            .collect();
        kept_to.push(measured(&perfect, bins.max(1)).error);
    }
    again.sort_by(f64::total_cmp);
    kept_to.sort_by(f64::total_cmp);
    let quantile = |of: &[f64], share: f64| {
        of.get(((of.len() as f64 * share) as usize).min(of.len().max(1) - 1)).copied()
    };
    out.error_low = quantile(&again, 0.05).unwrap_or(out.error);
    out.error_high = quantile(&again, 0.95).unwrap_or(out.error);
    out.reference = kept_to.iter().sum::<f64>() / f64::from(draws.max(1));
    out.reference_high = quantile(&kept_to, 0.95).unwrap_or(0.0);
    out
}

/// Sums of one bin.
#[derive(Clone, Copy, Default)]
struct Sums {
    weight: f64,
    squares: f64,
    forecast: f64,
    observed: f64,
}

/// Without the intervals; `kept` is sorted by forecast.
fn measured(kept: &[Outcome], bins: usize) -> Calibration {
    let total: f64 = kept.iter().map(|o| o.weight).sum();
    let mut held = vec![Sums::default(); bins];
    let (mut before, mut bin, mut brier, mut all) = (0.0, 0, 0.0, 0.0);
    for (k, o) in kept.iter().enumerate() {
        if k == 0 || kept[k - 1].probability < o.probability {
            // An outcome belongs where the weight before it ends.
            bin = ((before / total * bins as f64 + 1e-9) as usize).min(bins - 1);
        }
        before += o.weight;
        let hit = f64::from(u8::from(o.relevant));
        let sums = &mut held[bin];
        sums.weight += o.weight;
        sums.squares += o.weight * o.weight;
        sums.forecast += o.weight * o.probability;
        sums.observed += o.weight * hit;
        brier += o.weight * (o.probability - hit).powi(2);
        all += o.weight * hit;
    }
    let rate = all / total;
    let mut out = Calibration {
        n: kept.len() as u32,
        brier: brier / total,
        uncertainty: rate * (1.0 - rate),
        ..Calibration::default()
    };
    for s in held.iter().filter(|s| s.weight > 0.0) {
        let (share, said, seen) = (s.weight / total, s.forecast / s.weight, s.observed / s.weight);
        out.bins += 1;
        out.error += share * (said - seen).abs();
        out.reliability += share * (said - seen).powi(2);
        out.resolution += share * (seen - rate).powi(2);
        let outcomes = s.weight * s.weight / s.squares;
        if outcomes > 1.0 {
            out.reliability_unbiased -= share * seen * (1.0 - seen) / (outcomes - 1.0);
        }
    }
    out.reliability_unbiased += out.reliability;
    out
}
