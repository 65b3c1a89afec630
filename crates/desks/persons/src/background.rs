//! What adverts say in general: how often each age, colour, name, number is seen. It is what every
//! likelihood ratio divides by, so it is counted from the adverts themselves, and grows with them.

use crate::sheet::Sheet;
use crate::weights::Weights;
use rustc_hash::FxHashMap;
use spoor_vocab::{Day, Mark};
use std::collections::BTreeMap;

/// A word as a number: FNV-1a and SplitMix64's finish, so that it is the same everywhere.
pub(crate) fn key(word: &str) -> u64 {
    let hash = word
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let mut z = hash;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A point on the unit sphere.
pub(crate) type Position = [f32; 3];

/// Counts over sheets. A sheet that states several values counts a share for each.
#[derive(Clone, Debug, Default)]
pub struct Background {
    pub(crate) sheets: f32,
    pub(crate) ages: Counts<u8>,
    pub(crate) heights: Counts<u8>,
    pub(crate) eyes: Counts<u8>,
    pub(crate) hair: Counts<u8>,
    pub(crate) languages: Counts<u64>,
    pub(crate) places: Counts<u64>,
    pub(crate) names: Counts<u64>,
    pub(crate) spellings: FxHashMap<u64, String>,
    pub(crate) selectors: FxHashMap<u64, u32>,
    pub(crate) marks: Counts<u8>,
    pub(crate) sites: Counts<(u8, u8)>,
    pub(crate) sides: Counts<u8>,
    pub(crate) motifs: Counts<(u8, u64)>,
    pub(crate) first_days: BTreeMap<Day, u32>,
    pub(crate) positions: FxHashMap<u64, Position>,
}

/// How often each of some values was seen.
#[derive(Clone, Debug)]
pub(crate) struct Counts<K> {
    pub(crate) of: FxHashMap<K, f32>,
    pub(crate) all: f32,
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self { of: FxHashMap::default(), all: 0.0 }
    }
}

impl<K: std::hash::Hash + Eq> Counts<K> {
    fn add(&mut self, value: K, share: f32) {
        *self.of.entry(value).or_default() += share;
        self.all += share;
    }

    /// Share of `value`, where `prior` counts for `weight` observations.
    pub(crate) fn share(&self, value: &K, prior: f32, weight: f32) -> f32 {
        let seen = self.of.get(value).copied().unwrap_or_default();
        (seen + prior * weight) / (self.all + weight)
    }
}

impl Background {
    /// Nothing counted yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says where a place lies: degrees north and east. A place that is not located is compared by
    /// its name only.
    pub fn locate(&mut self, place: &str, lat: f64, lon: f64) {
        let (lat, lon) = (lat.to_radians(), lon.to_radians());
        let x = libm::cos(lat) * libm::cos(lon);
        let y = libm::cos(lat) * libm::sin(lon);
        self.positions.insert(key(place), [x as f32, y as f32, libm::sin(lat) as f32]);
    }

    /// How many sheets were counted.
    pub fn len(&self) -> usize {
        self.sheets as usize
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.sheets < 1.0
    }

    /// Counts a sheet.
    pub fn add(&mut self, sheet: &Sheet) {
        self.count(sheet, 1.0);
    }

    /// Takes a sheet out again, as it was when it was added: it grew, or was erased.
    pub fn remove(&mut self, sheet: &Sheet) {
        self.count(sheet, -1.0);
    }

    fn count(&mut self, sheet: &Sheet, one: f32) {
        self.sheets += one;
        let each = |n: usize| one / n.max(1) as f32;
        for (told, _) in &sheet.ages {
            self.ages.add(told.value, each(sheet.ages.len()));
        }
        for (told, _) in &sheet.heights {
            self.heights.add(told.value, each(sheet.heights.len()));
        }
        for told in &sheet.eyes {
            self.eyes.add(told.value as u8, each(sheet.eyes.len()));
        }
        for told in &sheet.hair {
            self.hair.add(told.value as u8, each(sheet.hair.len()));
        }
        for told in &sheet.languages {
            self.languages.add(key(&told.value), each(sheet.languages.len()));
        }
        for (told, _) in &sheet.places {
            self.places.add(key(&told.value), each(sheet.places.len()));
        }
        for told in &sheet.names {
            let key = key(&told.value);
            self.names.add(key, each(sheet.names.len()));
            self.spellings.entry(key).or_insert_with(|| told.value.clone());
        }
        for told in &sheet.selectors {
            let shown = self.selectors.entry(key(&told.value.to_string())).or_default();
            *shown = if one > 0.0 { *shown + 1 } else { shown.saturating_sub(1) };
        }
        for (n, told) in sheet.marks.iter().enumerate() {
            let first = sheet.marks[..n].iter().all(|t| t.value.kind != told.value.kind);
            self.count_mark(&told.value, one, first);
        }
        if let Some((day, _)) = sheet.posted {
            let seen = self.first_days.entry(day).or_default();
            *seen = if one > 0.0 { *seen + 1 } else { seen.saturating_sub(1) };
        }
    }

    fn count_mark(&mut self, mark: &Mark, one: f32, first_of_kind: bool) {
        let kind = mark.kind as u8;
        if first_of_kind {
            self.marks.add(kind, one);
        }
        if let Some(site) = mark.site {
            self.sites.add((kind, site as u8), one);
        }
        if let Some(side) = mark.side {
            self.sides.add(side as u8, one);
        }
        if let Some(motif) = &mark.motif {
            self.motifs.add((kind, key(motif)), one);
        }
    }

    /// Share of the sheets whose first advert is of `day` or later; `None` if no day was counted.
    pub(crate) fn begun_from(&self, day: Day) -> Option<f32> {
        let all: u32 = self.first_days.values().sum();
        let later: u32 = self.first_days.range(day..).map(|(_, n)| n).sum();
        (all > 0).then(|| later as f32 / all as f32)
    }
}

/// What the likelihood ratios divide by, ready to be asked: shares with what is believed before
/// anything was counted.
pub(crate) struct Shares<'a> {
    pub(crate) background: &'a Background,
    pub(crate) weights: &'a Weights,
}

impl Shares<'_> {
    fn weight(&self) -> f32 {
        self.weights.background.counts_for.value
    }

    pub(crate) fn age(&self, years: u8) -> f32 {
        // Before anything is counted: falling from 18 to 50.
        let prior = if (18..51).contains(&years) { f32::from(51 - years) / 561.0 } else { 1e-3 };
        self.background.ages.share(&years, prior, self.weight())
    }

    /// Of one centimetre, smoothed over its neighbours.
    pub(crate) fn height(&self, cm: u8) -> f32 {
        let z = (f32::from(cm) - 166.0) / 7.5;
        let prior = 0.0532 * libm::expf(-0.5 * z * z) + 2e-4;
        let near = [(-2i16, 0.1), (-1, 0.2), (0, 0.4), (1, 0.2), (2, 0.1)];
        let share = |d: i16| {
            let at = (i16::from(cm) + d).clamp(0, 255) as u8;
            self.background.heights.share(&at, prior, self.weight())
        };
        near.iter().map(|&(d, w)| w * share(d)).sum()
    }

    pub(crate) fn eyes(&self, colour: u8) -> f32 {
        let prior = self.weights.background.eyes.value[usize::from(colour)];
        self.background.eyes.share(&colour, prior, self.weight())
    }

    pub(crate) fn hair(&self, colour: u8) -> f32 {
        let prior = self.weights.background.hair.value[usize::from(colour)];
        self.background.hair.share(&colour, prior, self.weight())
    }

    /// Of a name; one that was never seen has the share of half a sheet.
    pub(crate) fn name(&self, token: u64) -> f32 {
        let seen = self.background.names.of.get(&token).copied().unwrap_or_default();
        (seen + 0.5) / (self.background.names.all + 200.0)
    }

    /// Of the sheets that show a selector.
    pub(crate) fn selector(&self, selector: u64) -> f32 {
        let shown = self.background.selectors.get(&selector).copied().unwrap_or(1).max(1);
        (shown as f32 / self.background.sheets.max(1000.0)).max(self.weights.contacts.chance.value)
    }

    /// Of the sheets that tell of a kind of mark.
    pub(crate) fn mark(&self, kind: u8) -> f32 {
        let seen = self.background.marks.of.get(&kind).copied().unwrap_or_default();
        let prior = self.weights.background.mark.value;
        (seen + prior * self.weight()) / (self.background.sheets + self.weight())
    }

    pub(crate) fn site(&self, kind: u8, site: u8) -> f32 {
        let of: f32 = (0..16).filter_map(|s| self.background.sites.of.get(&(kind, s))).sum();
        let seen = self.background.sites.of.get(&(kind, site)).copied().unwrap_or_default();
        (seen + self.weight() / 16.0) / (of + self.weight())
    }

    pub(crate) fn motif(&self, kind: u8, motif: u64) -> f32 {
        let motifs = &self.background.motifs;
        let seen = motifs.of.get(&(kind, motif)).copied().unwrap_or_default();
        (seen + self.weight() / 40.0) / (motifs.all + self.weight())
    }
}
