//! What is usual in this corpus: the first pass over all actors, against which one is judged.
//! Parts can be built apart and merged in any order; the result is the same.

use crate::facts::{ActorFacts, AdvertFacts};
use rustc_hash::{FxHashMap, FxHashSet};

/// A median is used only where at least this many prices stand behind it.
const LEAST_PRICES: usize = 20;

/// Statistics of the corpus.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    adverts: u64,
    indicators: FxHashMap<String, u64>,
    /// Adverts of each place.
    places: FxHashMap<String, u64>,
    placed: u64,
    /// Prices per hour by place and currency.
    hourly: FxHashMap<(String, String), Vec<f32>>,
    /// Prices per hour by currency, for places with too few.
    hourly_anywhere: FxHashMap<String, Vec<f32>>,
    /// How many linked actors (two adverts and more) advertise this many names; the last bin
    /// holds the rest.
    names: [u64; 32],
    medians: FxHashMap<(String, String), f32>,
    medians_anywhere: FxHashMap<String, f32>,
}

impl Baseline {
    /// An empty baseline.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one actor.
    pub fn add(&mut self, actor: &ActorFacts) {
        for advert in &actor.adverts {
            self.add_advert(advert);
        }
        if actor.adverts.len() >= 2 {
            let names: FxHashSet<&str> =
                actor.adverts.iter().flat_map(|a| a.names.iter().map(String::as_str)).collect();
            self.names[names.len().min(31)] += 1;
        }
    }

    fn add_advert(&mut self, advert: &AdvertFacts) {
        self.adverts += 1;
        let codes: FxHashSet<&str> = advert.indicators.iter().map(|i| i.code.as_str()).collect();
        for code in codes {
            *self.indicators.entry(code.to_owned()).or_default() += 1;
        }
        let Some(place) = &advert.place else { return };
        self.placed += 1;
        *self.places.entry(place.key.clone()).or_default() += 1;
        for (currency, hourly) in per_hour(advert) {
            let key = (place.key.clone(), currency.to_owned());
            self.hourly.entry(key).or_default().push(hourly);
            self.hourly_anywhere.entry(currency.to_owned()).or_default().push(hourly);
        }
    }

    /// Adds what another part of the corpus counted.
    pub fn merge(&mut self, other: Self) {
        self.adverts += other.adverts;
        self.placed += other.placed;
        for (key, n) in other.indicators {
            *self.indicators.entry(key).or_default() += n;
        }
        for (key, n) in other.places {
            *self.places.entry(key).or_default() += n;
        }
        for (key, mut values) in other.hourly {
            self.hourly.entry(key).or_default().append(&mut values);
        }
        for (key, mut values) in other.hourly_anywhere {
            self.hourly_anywhere.entry(key).or_default().append(&mut values);
        }
        for (mine, its) in self.names.iter_mut().zip(other.names) {
            *mine += its;
        }
    }

    /// Closes the first pass: works out the medians. To be called once, after the last part.
    pub fn finish(&mut self) {
        self.medians = self
            .hourly
            .iter_mut()
            .filter(|(_, values)| values.len() >= LEAST_PRICES)
            .map(|(key, values)| (key.clone(), median(values)))
            .collect();
        self.medians_anywhere = self
            .hourly_anywhere
            .iter_mut()
            .filter(|(_, values)| values.len() >= LEAST_PRICES)
            .map(|(key, values)| (key.clone(), median(values)))
            .collect();
    }

    /// Share of adverts that show an indicator, 0 to 1.
    pub fn prevalence(&self, code: &str) -> f64 {
        share(self.indicators.get(code).copied().unwrap_or(0), self.adverts)
    }

    /// Share of the placed adverts that stand in a place, 0 to 1.
    pub fn place_share(&self, key: &str) -> f64 {
        share(self.places.get(key).copied().unwrap_or(0), self.placed)
    }

    /// Median price of an hour in a place; where the place has fewer than 20 prices, the median
    /// of the currency over all places; `None` where that has fewer too.
    pub fn median_hourly(&self, place: &str, currency: &str) -> Option<f64> {
        let key = (place.to_owned(), currency.to_owned());
        self.medians
            .get(&key)
            .or_else(|| self.medians_anywhere.get(currency))
            .map(|m| f64::from(*m))
    }

    /// Share of linked actors that advertise fewer names than `names`, 0 to 1.
    pub fn fewer_names(&self, names: usize) -> f64 {
        let all: u64 = self.names.iter().sum();
        share(self.names[..names.min(31)].iter().sum(), all)
    }

    /// Adverts counted.
    pub fn adverts(&self) -> u64 {
        self.adverts
    }
}

/// Prices of an advert that stand for 30 minutes to 4 hours, brought to one hour. Quick offers
/// and nights follow other price lists and are left out.
pub(crate) fn per_hour(advert: &AdvertFacts) -> impl Iterator<Item = (&str, f32)> {
    advert.prices.iter().filter_map(|p| {
        let minutes = p.minutes.filter(|m| (30..=240).contains(m))?;
        let hourly = p.amount * 60.0 / f64::from(minutes);
        (hourly.is_finite() && hourly > 0.0 && !p.currency.is_empty())
            .then_some((p.currency.as_str(), hourly as f32))
    })
}

fn median(values: &mut [f32]) -> f32 {
    values.sort_by(f32::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f32::midpoint(values[middle - 1], values[middle])
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
