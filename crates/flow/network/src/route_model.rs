//! Where a party goes next: five views of it, mixed with weights learned on what came before.
//!
//! Interpolation with weights by class of context, learned by expectation maximisation on steps
//! each judged from its own past: Jelinek and Mercer 1980, "Interpolated estimation of Markov
//! source parameters from sparse data"; Chen and Goodman 1998, section 2.3, for the classes. The
//! likelihood is concave in the weights, so there is one best set and no start to choose. Weights
//! of a class are shrunk to those of all classes, and those of rings to those of all parties.

use crate::backdrop::Backdrop;
use crate::calibrate::Temperature;

/// Views: order-2 route, order-1 route, own cities, the circuit, the country.
pub(crate) const VIEWS: usize = 5;
const CLASSES: usize = 16;
/// Steps that the weights of all classes are worth against those of one.
const CLASS_PRIOR: f64 = 5.0;
/// Steps that the weights of all parties are worth against those of rings.
const KIND_PRIOR: f64 = 10.0;
const ROUNDS: usize = 40;

/// Weights of the views, by class of context.
pub(crate) type Weights = [[f64; VIEWS]; CLASSES];

/// Where a party stands: its cities so far, the last being where it is, and the country.
pub(crate) struct Context<'a> {
    pub(crate) cities: &'a [u32],
    pub(crate) country: &'a Backdrop,
}

/// The views of a context.
pub(crate) struct Views {
    pub(crate) class: usize,
    /// By place, then view; each view that is there sums to 1 over the places.
    pub(crate) by_place: Vec<[f64; VIEWS]>,
    present: [bool; VIEWS],
}

impl Context<'_> {
    /// A place can be forecast: the country has heard of it or the party was there, and the party
    /// is not there now.
    pub(crate) fn can(&self, place: u32) -> bool {
        let here = self.cities.last() == Some(&place);
        let heard = self.country.heard_of.get(place as usize).copied().unwrap_or(false);
        !here && (heard || self.cities.contains(&place))
    }

    pub(crate) fn views(&self) -> Views {
        let (cities, n) = (self.cities, self.cities.len());
        let mut by_place = vec![[0.0; VIEWS]; self.country.heard_of.len()];
        let here = cities[n - 1];
        let before = n.checked_sub(2).map(|i| cities[i]);
        let (mut twice, mut once) = (0, 0);
        for i in 0..n - 1 {
            let to = cities[i + 1] as usize;
            if cities[i] == here {
                by_place[to][1] += 1.0;
                once += 1;
                if i > 0 && Some(cities[i - 1]) == before {
                    by_place[to][0] += 1.0;
                    twice += 1;
                }
            }
        }
        let mut last: Vec<(usize, u32)> = Vec::new();
        for (i, &city) in cities.iter().enumerate().rev().filter(|(_, c)| **c != here) {
            by_place[city as usize][2] += 1.0;
            if !last.iter().any(|l| l.1 == city) {
                last.push((i, city));
            }
        }
        // The city it has been away from the longest: where a circuit closes, and goes on.
        if let Some((_, city)) = last.last() {
            by_place[*city as usize][3] = 1.0;
        }
        for place in (0..by_place.len() as u32).filter(|p| self.can(*p)) {
            if !cities.contains(&place) {
                by_place[place as usize][4] = self.country.routes.probability(here, place);
            }
        }
        let mut sums = [0.0; VIEWS];
        by_place.iter().for_each(|row| (0..VIEWS).for_each(|k| sums[k] += row[k]));
        for row in &mut by_place {
            (0..VIEWS).for_each(|k| row[k] /= if sums[k] > 0.0 { sums[k] } else { 1.0 });
        }
        let class = match once {
            0 => last.len().min(6),
            _ => 7 + (once.min(3) - 1) * 3 + usize::min(twice, 2),
        };
        Views { class, by_place, present: sums.map(|s| s > 0.0) }
    }
}

impl Views {
    /// What the country says of places new to the party, by place.
    pub(crate) fn of_country(&self) -> Vec<f64> {
        self.by_place.iter().map(|row| row[VIEWS - 1]).collect()
    }

    /// The same views, the country's by `temperature`.
    pub(crate) fn tempered(mut self, temperature: Temperature) -> Self {
        let mut country = self.of_country();
        temperature.apply(&mut country);
        self.by_place.iter_mut().zip(country).for_each(|(row, p)| row[VIEWS - 1] = p);
        self
    }

    /// Probability of each place, and last of a place never heard of. Sums to 1.
    pub(crate) fn mixed(&self, weights: &Weights, elsewhere: f64) -> Vec<f64> {
        let own = masked(&weights[self.class], |k| self.present[k]);
        let Some(own) = own else {
            let mut nothing = vec![0.0; self.by_place.len()];
            nothing.push(1.0);
            return nothing;
        };
        let dot = |row: &[f64; VIEWS]| (0..VIEWS).map(|k| row[k] * own[k]).sum::<f64>();
        let mut out: Vec<f64> =
            self.by_place.iter().map(|row| (1.0 - elsewhere) * dot(row)).collect();
        out.push(elsewhere);
        out
    }
}

/// The weights of the views that are there, scaled to 1.
fn masked(weights: &[f64; VIEWS], there: impl Fn(usize) -> bool) -> Option<[f64; VIEWS]> {
    let mut own: [f64; VIEWS] =
        std::array::from_fn(|k| if there(k) { weights[k].max(1e-6) } else { 0.0 });
    let all: f64 = own.iter().sum();
    own.iter_mut().for_each(|w| *w /= if all > 0.0 { all } else { 1.0 });
    (all > 0.0).then_some(own)
}

/// What each view said of a step that was then made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    pub(crate) is_ring: bool,
    pub(crate) class: usize,
    /// Probability that each view gave to where the step led.
    pub(crate) said: [f64; VIEWS],
}

/// Weights for rings, and for other parties, from steps that lie in the past.
pub(crate) fn weights(past: &[Judged]) -> [Weights; 2] {
    let level = [1.0 / VIEWS as f64; VIEWS];
    let every: Vec<&Judged> = past.iter().collect();
    let base = learned(&every, &level, CLASS_PRIOR);
    let by_class = |judged: &[&Judged], prior: &dyn Fn(usize) -> [f64; VIEWS], strength: f64| {
        std::array::from_fn(|c| {
            let own: Vec<&Judged> = judged.iter().filter(|j| j.class == c).copied().collect();
            learned(&own, &prior(c), strength)
        })
    };
    // Without precedents from here there is no route to follow, and in a class of precedents of
    // order 1 alone none of order 2.
    let there = |c: usize, k: usize| match k {
        0 => c >= 7 && !(c - 7).is_multiple_of(3),
        1 => c >= 7,
        _ => true,
    };
    let all = by_class(&every, &|c| masked(&base, |k| there(c, k)).unwrap_or(level), CLASS_PRIOR);
    let rings: Vec<&Judged> = past.iter().filter(|j| j.is_ring).collect();
    [by_class(&rings, &|c| all[c], KIND_PRIOR), all]
}

/// Expectation maximisation, with a prior worth `strength` steps.
fn learned(judged: &[&Judged], prior: &[f64; VIEWS], strength: f64) -> [f64; VIEWS] {
    let mut weights = *prior;
    for _ in 0..ROUNDS {
        let mut next = prior.map(|p| p * strength);
        for j in judged {
            let share: [f64; VIEWS] = std::array::from_fn(|k| weights[k] * j.said[k]);
            let all: f64 = share.iter().sum();
            if all > 0.0 {
                (0..VIEWS).for_each(|k| next[k] += share[k] / all);
            }
        }
        let all: f64 = next.iter().sum();
        weights = next.map(|n| n / all);
    }
    weights
}
