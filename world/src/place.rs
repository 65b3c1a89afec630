//! Towns: public geography, from `data/places.tsv`.

use crate::lang::Country;
use crate::rng::Rng;

/// A town.
pub(crate) struct City {
    pub(crate) country: Country,
    pub(crate) name: &'static str,
}

/// All towns, those of one country beside each other.
pub(crate) struct Places {
    pub(crate) cities: Vec<City>,
    /// Index of the first and one past the last town of each country of [`Country::ALL`].
    spans: [(u16, u16); 7],
}

impl Places {
    /// Reads `data/places.tsv`: country code, tab, towns parted by `;`, biggest first.
    pub(crate) fn load() -> Self {
        let mut cities = Vec::new();
        let mut spans = [(0, 0); 7];
        for line in include_str!("../data/places.tsv").lines() {
            let Some((code, names)) = line.split_once('\t') else { continue };
            let Some(country) = Country::of_code(code) else { continue };
            let first = cities.len() as u16;
            cities.extend(names.split(';').map(|name| City { country, name: name.trim() }));
            spans[country as usize] = (first, cities.len() as u16);
        }
        Self { cities, spans }
    }

    /// The town at `index`.
    pub(crate) fn at(&self, index: u16) -> &City {
        &self.cities[usize::from(index)]
    }

    /// A town of `country`; big ones, which stand first, more often.
    pub(crate) fn in_country(&self, country: Country, rng: &mut Rng) -> u16 {
        let (first, end) = self.spans[country as usize];
        let n = u32::from(end - first);
        first + rng.below(n).min(rng.below(n)) as u16
    }

    /// A town anywhere, each country as often as its share says.
    pub(crate) fn anywhere(&self, rng: &mut Rng) -> u16 {
        let country = Country::ALL[rng.weighted(&Country::SHARE)];
        self.in_country(country, rng)
    }

    /// `count` different towns of `countries`, in chance order.
    pub(crate) fn several(&self, countries: &[Country], count: usize, rng: &mut Rng) -> Vec<u16> {
        let mut found: Vec<u16> = Vec::with_capacity(count);
        for _ in 0..count * 8 {
            let city = self.in_country(*rng.pick(countries), rng);
            if !found.contains(&city) {
                found.push(city);
            }
            if found.len() == count {
                break;
            }
        }
        found
    }
}
