//! How good forecasts were, once it is known what came true.

/// A bar of the reliability diagram: forecasts about as sure as each other.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Least probability in the bin; its end is the next bin's start, the last ends at 1.
    pub from: f64,
    /// Forecasts in it.
    pub count: u64,
    /// Their mean probability.
    pub said: f64,
    /// Share of them that came true.
    pub came: f64,
}

/// Bins of equal width over probabilities and whether each came true (DeGroot and Fienberg 1983;
/// Niculescu-Mizil and Caruana 2005). A probability on an edge is in the upper bin, 1 in the last.
/// `bins` of 0 counts as 1.
pub fn reliability(forecasts: &[(f64, bool)], bins: usize) -> Vec<Bin> {
    let n = bins.max(1);
    let start = |i: usize| i as f64 / n as f64;
    let mut out: Vec<Bin> = (0..n).map(|i| Bin { from: start(i), ..Bin::default() }).collect();
    for &(p, true_) in forecasts {
        let i = out.partition_point(|b| b.from <= p).clamp(1, n) - 1;
        out[i].count += 1;
        out[i].said += p;
        out[i].came += f64::from(u8::from(true_));
    }
    for bin in out.iter_mut().filter(|b| b.count > 0) {
        bin.said /= bin.count as f64;
        bin.came /= bin.count as f64;
    }
    out
}

/// Expected calibration error: the distance between what was said and what came true, averaged
/// over bins by their size (Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017, eq. 3).
pub fn calibration_error(bins: &[Bin]) -> f64 {
    let all: u64 = bins.iter().map(|b| b.count).sum();
    let off: f64 = bins.iter().map(|b| b.count as f64 * (b.said - b.came).abs()).sum();
    off / all.max(1) as f64
}

/// Scores of forecasts over the same kind of outcome.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Forecasts scored.
    pub count: u64,
    /// Mean of -ln of the probability of what came true, nats.
    pub log_loss: f64,
    /// Mean over forecasts of the summed squares of errors over outcomes (Brier 1950), 0 to 2.
    pub brier: f64,
    /// Share whose likeliest outcome came true; of equals the first counts.
    pub top_1: f64,
    /// Share in whose three likeliest it was.
    pub top_3: f64,
    /// Expected calibration error of the likeliest outcome, ten bins.
    pub calibration_error: f64,
    /// The reliability diagram of the likeliest outcome, ten bins.
    pub bins: Vec<Bin>,
}

impl Scores {
    /// Scores forecasts, each with the index of what came true; an index past the end, or a
    /// probability of 0, counts as 2^-52, so that one such forecast costs 36 nats and not all.
    pub fn of(forecasts: &[(Vec<f64>, usize)]) -> Self {
        let mut out = Self { count: forecasts.len() as u64, ..Self::default() };
        let mut likeliest = Vec::with_capacity(forecasts.len());
        for (p, hit) in forecasts {
            let came = p.get(*hit).copied().unwrap_or(0.0);
            out.log_loss -= came.max(f64::EPSILON).ln();
            let squares: f64 = p.iter().map(|p| p * p).sum();
            out.brier += squares - 2.0 * came + 1.0;
            let ahead = |(i, q): &(usize, &f64)| **q > came || (**q == came && i < hit);
            let rank = p.iter().enumerate().filter(ahead).count();
            let known = *hit < p.len();
            out.top_1 += f64::from(u8::from(known && rank == 0));
            out.top_3 += f64::from(u8::from(known && rank < 3));
            likeliest.push((p.iter().copied().fold(0.0, f64::max), known && rank == 0));
        }
        let n = out.count.max(1) as f64;
        for sum in [&mut out.log_loss, &mut out.brier, &mut out.top_1, &mut out.top_3] {
            *sum /= n;
        }
        out.bins = reliability(&likeliest, 10);
        out.calibration_error = calibration_error(&out.bins);
        out
    }
}
