//! The side of the adverts: what one says, and the sheet of all that one actor says under one name.

use crate::fold::name_tokens;
use crate::looks::Looks;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use spoor_vocab::{Day, EyeColour, HairColour, Mark, MarkKind, Selector};

/// Bytes of an advert's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// A value, and where it stands if it was read from the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen<T> {
    /// What was seen.
    pub value: T,
    /// Where.
    pub span: Option<Span>,
}

impl<T> From<T> for Seen<T> {
    fn from(value: T) -> Self {
        Self { value, span: None }
    }
}

/// What the tables say of one advert, as far as it is held against notices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Advert {
    /// Its id.
    pub id: String,
    /// Whose it is, if that is known.
    pub actor: Option<String>,
    /// The day it was posted.
    pub posted: Option<Day>,
    /// Places, `CC:Name`.
    pub places: Vec<String>,
    /// Ages stated, years.
    pub ages: Vec<Seen<u8>>,
    /// Heights stated, cm.
    pub heights: Vec<Seen<u8>>,
    /// Names advertised.
    pub names: Vec<Seen<String>>,
    /// Languages of the text or stated, BCP 47 primary tags.
    pub languages: Vec<String>,
    /// Numbers, handles, addresses.
    pub selectors: Vec<Selector>,
    /// Marks and colours, e.g. from [`crate::looks()`].
    pub looks: Looks,
}

/// A value of a sheet, how often it was seen, and the first advert in which it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<T> {
    /// The value.
    pub value: T,
    /// In how many adverts.
    pub times: u32,
    /// Index into [`Sheet::adverts`].
    pub advert: u32,
    /// Where in that advert's text.
    pub span: Option<Span>,
}

/// All that one actor's adverts under one name say: one person, as advertised.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The actor; the advert's id where none is known.
    pub actor: String,
    /// Ids of the adverts.
    pub adverts: Vec<String>,
    /// The day of the first advert that has one, and of the last.
    pub posted: Option<(Day, Day)>,
    /// Places with the day they were first named.
    pub places: Vec<(Told<String>, Option<Day>)>,
    /// Ages with the day of the advert.
    pub ages: Vec<(Told<u8>, Option<Day>)>,
    /// Heights with the day of the advert.
    pub heights: Vec<(Told<u8>, Option<Day>)>,
    /// Names as folded tokens.
    pub names: Vec<Told<String>>,
    /// Languages.
    pub languages: Vec<Told<String>>,
    /// Selectors.
    pub selectors: Vec<Told<Selector>>,
    /// Marks.
    pub marks: Vec<Told<Mark>>,
    /// Kinds of marks that a text says are not there.
    pub denied: Vec<MarkKind>,
    /// Colours of eyes.
    pub eyes: Vec<Told<EyeColour>>,
    /// Colours of hair.
    pub hair: Vec<Told<HairColour>>,
}

impl Sheet {
    /// The sheet of one advert.
    pub fn of(advert: &Advert) -> Self {
        let mut sheet = Self {
            actor: advert.actor.clone().unwrap_or_else(|| advert.id.clone()),
            ..Self::default()
        };
        sheet.add(advert);
        sheet
    }

    /// Adds an advert of the same actor and name.
    pub fn add(&mut self, advert: &Advert) {
        let n = self.adverts.len() as u32;
        self.adverts.push(advert.id.clone());
        if let Some(day) = advert.posted {
            let (first, last) = self.posted.unwrap_or((day, day));
            self.posted = Some((first.min(day), last.max(day)));
        }
        for place in &advert.places {
            tell_dated(&mut self.places, place.clone(), n, None, advert.posted);
        }
        for seen in &advert.ages {
            tell_dated(&mut self.ages, seen.value, n, seen.span, advert.posted);
        }
        for seen in &advert.heights {
            tell_dated(&mut self.heights, seen.value, n, seen.span, advert.posted);
        }
        for seen in &advert.names {
            for token in name_tokens(&seen.value) {
                tell(&mut self.names, token, n, seen.span);
            }
        }
        for tag in &advert.languages {
            tell(&mut self.languages, tag.clone(), n, None);
        }
        for selector in &advert.selectors {
            tell(&mut self.selectors, selector.clone(), n, None);
        }
        for seen in &advert.looks.marks {
            // The same mark in other words is the same mark.
            let coded = |m: &Mark| (m.kind, m.site, m.side, m.motif.clone());
            match self.marks.iter_mut().find(|t| coded(&t.value) == coded(&seen.value)) {
                Some(told) => told.times += 1,
                None => tell(&mut self.marks, seen.value.clone(), n, seen.span),
            }
        }
        for seen in &advert.looks.eyes {
            tell(&mut self.eyes, seen.value, n, seen.span);
        }
        for seen in &advert.looks.hair {
            tell(&mut self.hair, seen.value, n, seen.span);
        }
        for kind in &advert.looks.denied {
            if !self.denied.contains(kind) {
                self.denied.push(*kind);
            }
        }
    }
}

fn tell<T: PartialEq>(list: &mut Vec<Told<T>>, value: T, advert: u32, span: Option<Span>) {
    match list.iter_mut().find(|t| t.value == value) {
        Some(told) => told.times += 1,
        None => list.push(Told { value, times: 1, advert, span }),
    }
}

/// As [`tell`], with the earliest day.
fn tell_dated<T: PartialEq>(
    list: &mut Vec<(Told<T>, Option<Day>)>,
    value: T,
    advert: u32,
    span: Option<Span>,
    day: Option<Day>,
) {
    match list.iter_mut().find(|(t, _)| t.value == value) {
        Some((told, first)) => {
            told.times += 1;
            *first = match (*first, day) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        None => list.push((Told { value, times: 1, advert, span }, day)),
    }
}

/// Sheets of many adverts: those of one actor under one first name together, in order of first sight.
/// An advert without an actor is a sheet of its own.
pub fn sheets<'a>(adverts: impl IntoIterator<Item = &'a Advert>) -> Vec<Sheet> {
    let mut out: Vec<Sheet> = Vec::new();
    let mut known: FxHashMap<(String, String), usize> = FxHashMap::default();
    for advert in adverts {
        let Some(actor) = &advert.actor else {
            out.push(Sheet::of(advert));
            continue;
        };
        let name = advert.names.first().and_then(|n| name_tokens(&n.value).into_iter().next());
        match known.entry((actor.clone(), name.unwrap_or_default())) {
            std::collections::hash_map::Entry::Occupied(at) => out[*at.get()].add(advert),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(out.len());
                out.push(Sheet::of(advert));
            }
        }
    }
    out
}
