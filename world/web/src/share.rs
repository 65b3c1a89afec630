//! How pages and adverts are shared out among sites.

use crate::kind::{Kind, PATTERN};
use crate::plan::Plan;
use spoor_world::Rng;

/// What one site gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) pages: u32,
    pub(crate) adverts: u32,
    /// How many of the adverts live two hours.
    pub(crate) short: u32,
}

/// Fewest pages of a site.
const FEWEST: u32 = 40;

/// Most of a site that adverts may be, in a hundred.
const MOST: f64 = 70.0;

/// The kind of the `n`-th site.
pub(crate) fn kind(n: u16) -> Kind {
    PATTERN[usize::from(n) % PATTERN.len()].0
}

/// Shares `total` by weight, each at least `least`, to the last one.
fn by_weight(total: u32, weights: &[f64], least: &[u32]) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    let mut shares: Vec<u32> = weights
        .iter()
        .zip(least)
        .map(|(w, &l)| if *w > 0.0 { ((f64::from(total) * w / sum) as u32).max(l) } else { 0 })
        .collect();
    // What is over or missing goes to the biggest.
    let given: u32 = shares.iter().sum();
    if let Some(biggest) = (0..shares.len()).max_by_key(|&i| shares[i]) {
        shares[biggest] = (shares[biggest] + total).saturating_sub(given);
    }
    shares
}

/// What each site of `plan` gets.
pub(crate) fn shares(plan: &Plan) -> Vec<Share> {
    let sites = usize::from(plan.sites.max(1));
    let kinds: Vec<Kind> = (0..sites as u16).map(kind).collect();
    let mut rng = Rng::of(&[plan.seed, 50]);
    let weights: Vec<f64> =
        kinds.iter().map(|k| k.size().0 * f64::from(rng.range(70, 130)) / 100.0).collect();
    let least: Vec<u32> =
        kinds.iter().map(|k| if *k == Kind::Personal { 14 } else { FEWEST }).collect();
    let pages = by_weight(plan.pages.max(FEWEST * sites as u32), &weights, &least);
    let total: u32 = pages.iter().sum();
    let wanted = (f64::from(total) * plan.adverts_share.clamp(0.0, 0.25)).round();
    let adverts = adverts(&kinds, &pages, wanted);
    // Boards and directories of people have adverts that live two hours; not each of them.
    let fast: Vec<bool> = (0..sites).map(|n| matches!(n % 24, 0 | 2 | 8 | 23)).collect();
    let on_fast: u32 = adverts.iter().zip(&fast).filter(|(_, f)| **f).map(|(a, _)| *a).sum();
    let share = plan.short_share.clamp(0.0, 0.2) * wanted / f64::from(on_fast.max(1));
    (0..sites)
        .map(|n| Share {
            pages: pages[n],
            adverts: adverts[n],
            short: if fast[n] {
                (f64::from(adverts[n]) * share.min(0.9)).round() as u32
            } else {
                0
            },
        })
        .collect()
}

/// Adverts of each site, `wanted` in all: by how dense they are on its kind, up to a bound.
fn adverts(kinds: &[Kind], pages: &[u32], wanted: f64) -> Vec<u32> {
    let of = |scale: f64| -> Vec<f64> {
        kinds
            .iter()
            .zip(pages)
            .map(|(k, &p)| f64::from(p) * (k.size().1 * scale).min(MOST) / 100.0)
            .collect()
    };
    // The sum grows with the scale: halving finds it.
    let (mut low, mut high) = (0.0, 64.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if of(middle).iter().sum::<f64>() < wanted { low = middle } else { high = middle }
    }
    let exact = of(high);
    let least: Vec<u32> = exact.iter().map(|&e| u32::from(e > 0.0)).collect();
    by_weight(wanted as u32, &exact, &least)
}
