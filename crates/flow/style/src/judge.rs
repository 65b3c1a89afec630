//! How well trials went. A trial is a number, the higher the more one hand; `same` are the trials
//! of one hand, `different` those of two. All functions give NaN if either side is empty or holds
//! what is no number.

/// False and true positive rate at every threshold, from none accepted to all.
fn curve(same: &[f64], different: &[f64]) -> Option<Vec<(f64, f64)>> {
    let bad = same.iter().chain(different).any(|x| x.is_nan());
    if same.is_empty() || different.is_empty() || bad {
        return None;
    }
    let mut all: Vec<(f64, bool)> = same.iter().map(|x| (*x, true)).collect();
    all.extend(different.iter().map(|x| (*x, false)));
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut hits, mut slips) = (0.0, 0.0);
    let mut points = vec![(0.0, 0.0)];
    // 0.0 and -0.0 are one threshold.
    for tied in all.chunk_by(|a, b| a.0 == b.0) {
        let hit = tied.iter().filter(|(_, same)| *same).count();
        hits += hit as f64;
        slips += (tied.len() - hit) as f64;
        points.push((slips / different.len() as f64, hits / same.len() as f64));
    }
    Some(points)
}

/// Where as many of one hand are missed as strangers are taken for one, on the ROC curve drawn
/// with straight lines.
pub fn equal_error_rate(same: &[f64], different: &[f64]) -> f64 {
    let Some(curve) = curve(same, different) else { return f64::NAN };
    for pair in curve.windows(2) {
        let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
        if x1 + y1 >= 1.0 {
            // Where the line meets x + y = 1.
            let rise = x1 + y1 - x0 - y0;
            return x0 + (x1 - x0) * (1.0 - x0 - y0) / rise;
        }
    }
    f64::NAN
}

/// The most of one hand that are found while at most `rate` of the strangers are taken for one.
pub fn true_positives_at(rate: f64, same: &[f64], different: &[f64]) -> f64 {
    let Some(curve) = curve(same, different) else { return f64::NAN };
    curve.iter().filter(|(x, _)| *x <= rate).map(|(_, y)| *y).fold(0.0, f64::max)
}

/// Area under the ROC curve: the chance that a trial of one hand is above one of two.
pub fn area(same: &[f64], different: &[f64]) -> f64 {
    let Some(curve) = curve(same, different) else { return f64::NAN };
    curve.windows(2).map(|p| (p[1].0 - p[0].0) * (p[1].1 + p[0].1) / 2.0).sum()
}

/// Cost of log likelihood ratios, in bits: 0 is perfect, 1 is what knows nothing, more is
/// misleading (Brümmer and du Preez 2006, Computer Speech and Language 20, equation 12). The
/// trials must be log2 likelihood ratios.
pub fn cllr(same: &[f64], different: &[f64]) -> f64 {
    if same.is_empty() || different.is_empty() {
        return f64::NAN;
    }
    // log2(1 + 2^x) without overflow.
    let cost = |x: f64| x.max(0.0) + (-x.abs()).exp2().ln_1p() / std::f64::consts::LN_2;
    let mean =
        |of: &[f64], sign: f64| of.iter().map(|x| cost(sign * x)).sum::<f64>() / of.len() as f64;
    (mean(same, -1.0) + mean(different, 1.0)) / 2.0
}
