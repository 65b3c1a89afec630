//! A sheet as numbers, for comparing it with thousands of notices.

use crate::background::{Background, Position, key};
use crate::sheet::{Sheet, Told};
use spoor_vocab::{Day, Mark};

/// A mark as numbers; `u8::MAX` and 0 where a thing is not known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct MarkCode {
    pub(crate) kind: u8,
    pub(crate) site: Option<u8>,
    pub(crate) side: Option<u8>,
    pub(crate) motif: Option<u64>,
}

impl MarkCode {
    pub(crate) fn of(mark: &Mark) -> Self {
        Self {
            kind: mark.kind as u8,
            site: mark.site.map(|s| s as u8),
            side: mark.side.map(|s| s as u8),
            motif: mark.motif.as_deref().map(key),
        }
    }
}

/// A place, where it lies, the first day it was named, and its share.
pub(crate) type PlaceAt = (u64, Option<Position>, Option<Day>, f32);

/// The numbers of a sheet. Shares say in what part of the adverts a value stands, and sum to 1.
#[derive(Clone, Debug, Default)]
pub struct Brief {
    pub(crate) first: Option<Day>,
    pub(crate) ages: Box<[(u8, Option<Day>, f32)]>,
    pub(crate) heights: Box<[(u8, Option<Day>, f32)]>,
    pub(crate) places: Box<[PlaceAt]>,
    pub(crate) names: Box<[(u64, f32)]>,
    pub(crate) languages: Box<[(u64, f32)]>,
    pub(crate) selectors: Box<[u64]>,
    pub(crate) marks: Box<[MarkCode]>,
    /// Bit of each kind that is said not to be there.
    pub(crate) denied: u8,
    pub(crate) eyes: Box<[(u8, f32)]>,
    pub(crate) hair: Box<[(u8, f32)]>,
}

fn shares<T, U>(list: &[T], told: impl Fn(&T) -> u32, make: impl Fn(&T, f32) -> U) -> Box<[U]> {
    let all: u32 = list.iter().map(&told).sum();
    list.iter().map(|t| make(t, told(t) as f32 / all as f32)).collect()
}

impl Brief {
    /// Of a sheet, with the places that `background` has located.
    pub fn of(sheet: &Sheet, background: &Background) -> Self {
        let colours = |list: &[(u8, u32)]| shares(list, |t| t.1, |t, w| (t.0, w));
        let times = |t: &Told<String>| t.times;
        Self {
            first: sheet.posted.map(|(first, _)| first),
            ages: shares(&sheet.ages, |(t, _)| t.times, |(t, day), w| (t.value, *day, w)),
            heights: shares(&sheet.heights, |(t, _)| t.times, |(t, day), w| (t.value, *day, w)),
            places: shares(
                &sheet.places,
                |(t, _)| t.times,
                |(t, day), w| {
                    let key = key(&t.value);
                    (key, background.positions.get(&key).copied(), *day, w)
                },
            ),
            names: shares(&sheet.names, times, |t, w| (key(&t.value), w)),
            languages: shares(&sheet.languages, times, |t, w| (key(&t.value), w)),
            selectors: sheet.selectors.iter().map(|t| key(&t.value.to_string())).collect(),
            marks: sheet.marks.iter().map(|t| MarkCode::of(&t.value)).collect(),
            denied: sheet.denied.iter().fold(0, |bits, k| bits | 1 << *k as u8),
            eyes: colours(&sheet.eyes.iter().map(|t| (t.value as u8, t.times)).collect::<Vec<_>>()),
            hair: colours(&sheet.hair.iter().map(|t| (t.value as u8, t.times)).collect::<Vec<_>>()),
        }
    }
}
