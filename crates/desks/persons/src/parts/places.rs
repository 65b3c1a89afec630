//! Places near where the person was last seen or where the family thinks of, in the time passed.

use crate::background::{Background, Position, Shares, key};
use crate::brief::Brief;
use rustc_hash::FxHashMap;
use spoor_vocab::{Day, Notice};

/// Radius of the earth, km.
const EARTH_KM: f32 = 6371.0;

/// A place of a notice: how much it counts, and the mean nearness of adverts to it, by time passed.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    key: u64,
    position: Option<Position>,
    share: f32,
    mean: [f32; 4],
}

/// Places of a notice.
#[derive(Clone, Debug, Default)]
pub(crate) struct Anchors {
    all: Box<[Anchor]>,
    on: Option<Day>,
}

/// Mean nearness of all adverts to a place, kept for the next notice that names it.
#[derive(Default)]
pub(crate) struct Means(FxHashMap<u64, [f32; 4]>);

impl Means {
    fn of(&mut self, shares: &Shares<'_>, at: u64, position: Option<Position>) -> [f32; 4] {
        *self.0.entry(at).or_insert_with(|| {
            let Background { places, positions, .. } = shares.background;
            let mut all: Vec<(u64, f32)> = places.of.iter().map(|(k, n)| (*k, *n)).collect();
            all.sort_unstable_by_key(|p| p.0);
            let (mut sums, mut count) = ([0f32; 4], 0f32);
            let reach_km = shares.weights.places.reach_km.value;
            for (place, n) in all {
                let Some(km) = far_km(at, position, place, positions.get(&place).copied()) else {
                    continue;
                };
                count += n;
                for (sum, reach) in sums.iter_mut().zip(reach_km) {
                    *sum += n * libm::expf(-km / reach);
                }
            }
            sums.map(|s| if count > 0.0 { (s / count).max(1e-4) } else { 1.0 })
        })
    }
}

/// How far apart two places are; `None` if nobody knows.
fn far_km(a: u64, at: Option<Position>, b: u64, to: Option<Position>) -> Option<f32> {
    if a == b { Some(0.0) } else { Some(distance_km(at?, to?)) }
}

/// Along the chord, which is nearly the arc over the distances that count here.
fn distance_km(a: Position, b: Position) -> f32 {
    let square: f32 = a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum();
    EARTH_KM * libm::sqrtf(square)
}

/// Which of the four spans of time.
fn span(from: Option<Day>, to: Option<Day>) -> usize {
    match from.zip(to).map(|(a, b)| b - a) {
        Some(..=7) => 0,
        Some(8..=30) => 1,
        Some(31..=180) => 2,
        _ => 3,
    }
}

impl Anchors {
    pub(crate) fn of(shares: &Shares<'_>, notice: &Notice, means: &mut Means) -> Self {
        let w = &shares.weights.places;
        let mut all = Vec::new();
        let mut add = |place: &str, share: f32| {
            let key = key(place);
            let position = shares.background.positions.get(&key).copied();
            all.push(Anchor { key, position, share, mean: means.of(shares, key, position) });
        };
        let routes = notice.routes.len() as f32;
        let seen = notice.last_seen.as_ref().filter(|s| !s.place.is_empty());
        let of_routes = match (seen, notice.routes.is_empty()) {
            (_, true) => 0.0,
            (None, false) => 1.0,
            (Some(_), false) => w.routes.value,
        };
        if let Some(seen) = seen {
            add(&seen.place, 1.0 - of_routes);
        }
        for place in &notice.routes {
            add(place, of_routes / routes);
        }
        Self { all: all.into(), on: notice.last_seen.as_ref().and_then(|s| s.on) }
    }

    pub(crate) fn ratio(&self, shares: &Shares<'_>, brief: &Brief) -> Option<f32> {
        if self.all.is_empty() || brief.places.is_empty() {
            return None;
        }
        let anywhere = shares.weights.places.anywhere.value;
        let reach_km = shares.weights.places.reach_km.value;
        let (mut sum, mut known) = (0.0, 0.0);
        for &(place, position, day, share) in &brief.places {
            let span = span(self.on, day.or(brief.first));
            for anchor in &self.all {
                if let Some(km) = far_km(anchor.key, anchor.position, place, position) {
                    let near = libm::expf(-km / reach_km[span]);
                    let ratio = anywhere + (1.0 - anywhere) * near / anchor.mean[span];
                    sum += share * anchor.share * ratio;
                    known += share * anchor.share;
                }
            }
        }
        (known > 0.0).then(|| sum / known)
    }

    pub(crate) fn why(&self, notice: &Notice, brief: &Brief, advert: &[&str]) -> String {
        let (Some(seen), false) = (&notice.last_seen, advert.is_empty()) else {
            return "A place is missing on one side.".to_owned();
        };
        let mut nearest: Option<f32> = None;
        for place in &brief.places {
            for anchor in &self.all {
                let km = far_km(anchor.key, anchor.position, place.0, place.1);
                nearest = km.map_or(nearest, |km| Some(nearest.map_or(km, |n| n.min(km))));
            }
        }
        let far = nearest.map_or(String::new(), |km| {
            format!(", at the nearest {km:.0} km from a place of the notice")
        });
        let days = seen.on.zip(brief.first).map(|(a, b)| b - a);
        let passed = days.map_or(String::new(), |d| format!(", first {d} days after"));
        format!("Adverts in {}{far}{passed}; last seen in {}.", advert.join(", "), seen.place)
    }
}
