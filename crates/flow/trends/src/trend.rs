//! Trends: keys that more actors take up than before.

use crate::change::{Change, change};
use crate::count::{Counts, Kind, Series};
use crate::ears::{Chart, EarsSettings, ears};
use crate::multiple::benjamini_hochberg;
use crate::online::{changed_within, run_lengths};
use crate::scan::{dispersion, scan, shrunk};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Limits of the method. The defaults are what the figures were measured with.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Buckets at the beginning that are counted but not judged: at first everybody takes up
    /// everything.
    pub warm_up: u32,
    /// Buckets that are judged, the last one included.
    pub history: u32,
    /// Actors a key needs in the history to be tested at all.
    pub actors_min: u32,
    /// Actors that a trend needs since its rise.
    pub after_min: u32,
    /// False discovery rate, of each kind and look.
    pub q: f64,
    /// Probability that a key changed its rate in the history, before the counts are seen.
    pub prior: f64,
    /// Posterior probability of a rise that a trend needs beside its q.
    pub posterior: f64,
    /// Buckets of the probability [`Trend::online`].
    pub online_last: u32,
    /// Adverts shown behind a trend.
    pub rows_max: usize,
    /// The charts.
    pub ears: EarsSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            warm_up: 8,
            history: 52,
            actors_min: 5,
            after_min: 4,
            q: 0.05,
            prior: 0.05,
            posterior: 0.5,
            online_last: 8,
            rows_max: 20,
            ears: EarsSettings::default(),
        }
    }
}

/// The first bucket since the rise in which each chart fired; `None` if it did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fired {
    /// EARS C1.
    pub c1: Option<i32>,
    /// EARS C2.
    pub c2: Option<i32>,
    /// EARS C3.
    pub c3: Option<i32>,
}

/// A key that rises faster than its own noise.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// Of what.
    pub kind: Kind,
    /// Its yardstick.
    pub group: u32,
    /// Its number.
    pub key: u32,
    /// Likeliest first bucket of the rise.
    pub since: i32,
    /// 90 % interval of `since`.
    pub since_between: (i32, i32),
    /// Bucket in which it was seen first of all.
    pub first_seen: i32,
    /// Its share of all that was taken up in the group before the rise, 0 to 1.
    pub before: f64,
    /// Its share since.
    pub after: f64,
    /// How many actors would have taken it up since at the share before.
    pub expected: f64,
    /// How many times as many take it up as before: posterior median.
    pub ratio: f64,
    /// Lower end of its 95 % credible interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Probability of last windows as full as these if nothing changed.
    pub p: f64,
    /// Share of false ones among trends of the kind with a `p` like this or less
    /// (Benjamini–Hochberg).
    pub q: f64,
    /// Posterior probability of a rise.
    pub posterior: f64,
    /// Probability that the rate changed, up or down, in the last [`Settings::online_last`]
    /// buckets, as the Bayesian online change point says. A further figure: it decides nothing.
    pub online: f64,
    /// Which charts fired.
    pub ears: Fired,
    /// Actors that took it up since the rise.
    pub actors: u32,
    /// Adverts with which they did, up to [`Settings::rows_max`], one of each actor, in order of
    /// time.
    pub rows: Vec<u32>,
}

/// A series cut to the history.
struct Cut {
    index: usize,
    counts: Vec<f64>,
    p: f64,
    phi: f64,
}

/// The history judged: buckets from the first of the span, the end not included.
#[derive(Clone, Copy)]
struct Window {
    from: usize,
    end: usize,
}

impl Counts {
    /// The trends as they stand after bucket `until`; nothing later is looked at. Sorted by q, p,
    /// kind, group and key.
    pub fn trends(&self, until: i32, settings: &Settings) -> Vec<Trend> {
        let end = (i64::from(until.min(self.span.last)) - i64::from(self.span.first) + 1).max(0);
        let end = end as usize;
        let from = end.saturating_sub(settings.history as usize).max(settings.warm_up as usize);
        if from + 2 > end {
            return Vec::new();
        }
        let window = Window { from, end };
        let exposure: BTreeMap<(Kind, u32), Vec<f64>> = self
            .exposure
            .iter()
            .map(|(k, e)| (*k, e[from..end].iter().map(|e| f64::from(*e)).collect()))
            .collect();
        let mut cuts: Vec<Cut> = (0..self.series.len())
            .into_par_iter()
            .filter_map(|index| cut(index, &self.series[index], window, settings))
            .collect();
        let usual = self.usual(&cuts, &exposure);
        cuts.par_iter_mut().for_each(|cut| {
            let series = &self.series[cut.index];
            let exposure = &exposure[&(series.kind, series.group)];
            cut.p = scan(&cut.counts, exposure, usual[&series.kind]);
        });
        // Each kind is a family of its own: thousands of terms cost a handful of sites nothing.
        // Series are in order of kind, and so are the cuts.
        let q: Vec<f64> = cuts
            .chunk_by(|a, b| self.series[a.index].kind == self.series[b.index].kind)
            .flat_map(|family| {
                let p: Vec<f64> = family.iter().map(|c| c.p).collect();
                benjamini_hochberg(&p, p.len())
            })
            .collect();
        let mut trends: Vec<Trend> = cuts
            .par_iter_mut()
            .zip(q)
            .filter(|(_, q)| *q <= settings.q)
            .filter_map(|(cut, q)| {
                let series = &self.series[cut.index];
                cut.phi = usual[&series.kind];
                self.trend(cut, &exposure[&(series.kind, series.group)], q, window, settings)
            })
            .collect();
        trends.sort_by(|a, b| {
            let rest = |t: &Trend| (t.kind, t.group, t.key);
            a.q.total_cmp(&b.q).then(a.p.total_cmp(&b.p)).then(rest(a).cmp(&rest(b)))
        });
        trends
    }

    /// The usual dispersion of each kind: the mean over keys, each as heavy as its counts, without
    /// the tenth that is dispersed most, since these may be the ones that changed.
    fn usual(
        &self,
        cuts: &[Cut],
        exposure: &BTreeMap<(Kind, u32), Vec<f64>>,
    ) -> BTreeMap<Kind, f64> {
        let mut of: BTreeMap<Kind, Vec<(f64, f64)>> = BTreeMap::new();
        for cut in cuts {
            let series = &self.series[cut.index];
            let its = of.entry(series.kind).or_default();
            if let Some(phi) = dispersion(&cut.counts, &exposure[&(series.kind, series.group)]) {
                its.push((phi, cut.counts.iter().sum()));
            }
        }
        of.into_iter()
            .map(|(kind, mut its)| {
                its.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
                its.truncate((its.len() * 9).div_ceil(10));
                let (sum, weight) =
                    its.iter().fold((0.0, 0.0), |(s, w), (phi, n)| (s + phi * n, w + n));
                (kind, if weight > 0.0 { (sum / weight).max(1.0) } else { 1.0 })
            })
            .collect()
    }

    fn trend(
        &self,
        cut: &Cut,
        exposure: &[f64],
        q: f64,
        window: Window,
        settings: &Settings,
    ) -> Option<Trend> {
        let series = &self.series[cut.index];
        let first = change(&cut.counts, exposure, cut.phi, settings.prior)?;
        // The dispersion before the rise, now that it is known where that is.
        let own = dispersion(&cut.counts[..first.since], &exposure[..first.since]);
        let phi = shrunk(own, cut.phi, first.since as f64);
        let found = change(&cut.counts, exposure, phi, settings.prior)?;
        if found.posterior < settings.posterior {
            return None;
        }
        let since = window.from + found.since;
        let after: Vec<&(u32, u32, u32)> =
            series.taken.iter().filter(|t| (since..window.end).contains(&(t.0 as usize))).collect();
        let mut actors: Vec<u32> = after.iter().map(|t| t.1).collect();
        actors.sort_unstable();
        actors.dedup();
        if (actors.len() as u32) < settings.after_min {
            return None;
        }
        let sum = |x: &[f64]| x.iter().sum::<f64>();
        let share = |n: &[f64], e: &[f64]| if sum(e) > 0.0 { sum(n) / sum(e) } else { 0.0 };
        let before = share(&cut.counts[..found.since], &exposure[..found.since]);
        let bucket = |n: usize| self.span.first + (window.from + n) as i32;
        Some(Trend {
            kind: series.kind,
            group: series.group,
            key: series.key,
            since: bucket(found.since),
            since_between: (bucket(found.since_low), bucket(found.since_high)),
            first_seen: self.span.first + series.taken[0].0 as i32,
            before,
            after: share(&cut.counts[found.since..], &exposure[found.since..]),
            expected: before * sum(&exposure[found.since..]),
            ratio: found.ratio,
            low: found.low,
            high: found.high,
            p: cut.p,
            q,
            posterior: found.posterior,
            online: run_lengths(&cut.counts, exposure, phi, settings.prior)
                .map_or(0.0, |runs| changed_within(&runs, settings.online_last as usize)),
            ears: fired(cut, exposure, &found, &settings.ears, &bucket),
            actors: actors.len() as u32,
            rows: one_of_each(&after, settings.rows_max),
        })
    }
}

/// Counts of a series in the history; `None` of a key that too few took up, which is not tested.
/// The choice looks at how many in all, not at when, so that it does not bend the tail.
fn cut(index: usize, series: &Series, window: Window, settings: &Settings) -> Option<Cut> {
    let low = series.taken.partition_point(|t| (t.0 as usize) < window.from);
    let high = series.taken.partition_point(|t| (t.0 as usize) < window.end);
    let taken = &series.taken[low..high];
    if (taken.len() as u32) < settings.actors_min.max(1) {
        return None;
    }
    let mut actors: Vec<u32> = taken.iter().map(|t| t.1).collect();
    actors.sort_unstable();
    actors.dedup();
    if (actors.len() as u32) < settings.actors_min {
        return None;
    }
    let mut counts = vec![0.0; window.end - window.from];
    for (bucket, ..) in taken {
        counts[*bucket as usize - window.from] += 1.0;
    }
    Some(Cut { index, counts, p: 1.0, phi: 1.0 })
}

fn fired(
    cut: &Cut,
    exposure: &[f64],
    found: &Change,
    settings: &EarsSettings,
    bucket: &dyn Fn(usize) -> i32,
) -> Fired {
    let first = |chart: Chart| {
        let limit = if chart == Chart::C3 { settings.threshold_c3 } else { settings.threshold };
        let charted = ears(&cut.counts, Some(exposure), chart, settings);
        (found.since..charted.len()).find(|t| charted[*t].is_some_and(|x| x > limit)).map(bucket)
    };
    Fired { c1: first(Chart::C1), c2: first(Chart::C2), c3: first(Chart::C3) }
}

/// The first row of each actor, in order of time.
fn one_of_each(after: &[&(u32, u32, u32)], most: usize) -> Vec<u32> {
    let mut seen = rustc_hash::FxHashSet::default();
    after.iter().filter(|t| seen.insert(t.1)).map(|t| t.2).take(most).collect()
}
