//! The charts of EARS, the Early Aberration Reporting System: whether a count stands out against
//! the seven before it.
//!
//! Hutwagner, Thompson, Seeman and Treadwell (2003), "The bioterrorism preparedness and response
//! Early Aberration Reporting System (EARS)", Journal of Urban Health 80 (suppl. 1); formulas as
//! in Fricker, Hegler and Dunfee (2008), Statistics in Medicine 27, section 2.

/// Which chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chart {
    /// The baseline ends just before the count.
    C1,
    /// Two buckets lie between baseline and count, so that a slow rise does not hide in its own
    /// baseline.
    C2,
    /// What C2 exceeds 1 by, summed over three buckets.
    C3,
}

/// Limits of the charts.
#[derive(Clone, Debug, PartialEq)]
pub struct EarsSettings {
    /// Buckets of the baseline, 2 at least.
    pub baseline: usize,
    /// C1 and C2 fire above so many standard deviations.
    pub threshold: f64,
    /// C3 fires above this sum.
    pub threshold_c3: f64,
    /// Floor under the standard deviation of a baseline, in counts: without one a first advert
    /// after seven empty buckets stands out without end.
    pub least_deviation: f64,
}

impl Default for EarsSettings {
    fn default() -> Self {
        Self { baseline: 7, threshold: 3.0, threshold_c3: 2.0, least_deviation: 0.5 }
    }
}

/// The statistic of `chart` for each of `counts`; `None` where the past is too short. It fires
/// above the chart's threshold.
///
/// `exposure`, of the same length, is how many could have been counted: what is charted is the
/// count that would have been seen at the exposure of the bucket judged. `None` charts the counts
/// as they stand. A bucket without exposure has no statistic.
pub fn ears(
    counts: &[f64],
    exposure: Option<&[f64]>,
    chart: Chart,
    settings: &EarsSettings,
) -> Vec<Option<f64>> {
    let lag = if chart == Chart::C1 { 0 } else { 2 };
    let shewhart: Vec<Option<f64>> =
        (0..counts.len()).map(|t| deviations(counts, exposure, t, lag, settings)).collect();
    if chart != Chart::C3 {
        return shewhart;
    }
    let excess = |d: Option<f64>| d.map(|d| (d - 1.0).max(0.0));
    let three = |t: usize| (t.checked_sub(2)?..=t).map(|i| excess(shewhart[i])).sum();
    (0..counts.len()).map(three).collect()
}

/// How many standard deviations `counts[t]` is above its baseline.
fn deviations(
    counts: &[f64],
    exposure: Option<&[f64]>,
    t: usize,
    lag: usize,
    settings: &EarsSettings,
) -> Option<f64> {
    let baseline = settings.baseline.max(2);
    let first = t.checked_sub(lag + baseline)?;
    let scale = |i: usize| match exposure {
        None => Some(1.0),
        Some(e) => (e[t] > 0.0 && e[i] > 0.0).then(|| e[t] / e[i]),
    };
    let past: Option<Vec<f64>> =
        (first..first + baseline).map(|i| Some(counts[i] * scale(i)?)).collect();
    let past = past?;
    let mean = past.iter().sum::<f64>() / baseline as f64;
    let squares: f64 = past.iter().map(|x| (x - mean).powi(2)).sum();
    let deviation = (squares / (baseline - 1) as f64).sqrt().max(settings.least_deviation);
    let over = counts[t] - mean;
    // A level that never moved has no deviation: any step up from it is beyond every threshold.
    Some(if deviation > 0.0 {
        over / deviation
    } else if over > 0.0 {
        f64::INFINITY
    } else {
        0.0
    })
}
