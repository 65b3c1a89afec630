//! All notices, so that a new advert can be held against them at once.

use crate::background::key;
use crate::brief::Brief;
use crate::matcher::{Matcher, Memory, Near, Sought};
use crate::part::{PARTS, Part};
use crate::sheet::Sheet;
use rustc_hash::FxHashMap;
use spoor_vocab::{Notice, NoticeStatus};

/// Notices made ready by one [`Matcher`].
#[derive(Default)]
pub struct Registry {
    sought: Vec<Option<Sought>>,
    by_id: FxHashMap<String, u32>,
    /// Every name of a notice once, and how many notices have it.
    names: FxHashMap<String, u32>,
    memory: Memory,
}

/// A notice that a sheet may belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Met {
    /// Id of the notice.
    pub notice: String,
    /// log10 of each part, in the order of [`Part::ALL`].
    pub parts: [f32; PARTS],
    /// Their sum, without pictures.
    pub log10_lr: f32,
}

impl Registry {
    /// With all of these; a later one of the same id takes the place of an earlier.
    pub fn new<'a>(matcher: &Matcher, notices: impl IntoIterator<Item = &'a Notice>) -> Self {
        let mut registry = Self::default();
        notices.into_iter().for_each(|notice| registry.add(matcher, notice));
        registry
    }

    /// Adds a notice, or puts it in the place of the one with its id. One that is closed or expired
    /// only takes that away.
    pub fn add(&mut self, matcher: &Matcher, notice: &Notice) {
        self.remove(&notice.id);
        if notice.status != NoticeStatus::Open {
            return;
        }
        let sought = matcher.prepare(notice, &mut self.memory);
        for alias in &sought.names.all {
            *self.names.entry(alias.token.clone()).or_default() += 1;
        }
        self.by_id.insert(notice.id.clone(), self.sought.len() as u32);
        self.sought.push(Some(sought));
    }

    /// Takes a notice out: it expired, was settled or erased. Whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(at) = self.by_id.remove(id) else { return false };
        if let Some(sought) = self.sought[at as usize].take() {
            for alias in &sought.names.all {
                if let Some(count) = self.names.get_mut(&alias.token) {
                    *count -= 1;
                    if *count == 0 {
                        self.names.remove(&alias.token);
                    }
                }
            }
        }
        true
    }

    /// How many notices there are.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// A notice made ready.
    pub fn get(&self, id: &str) -> Option<&Sought> {
        self.sought[*self.by_id.get(id)? as usize].as_ref()
    }

    /// The notices that a sheet reaches `floor` with, without pictures, best first. `matcher` must be
    /// the one they were made ready by.
    pub fn meet(&self, matcher: &Matcher, sheet: &Sheet, floor: f32) -> Vec<Met> {
        let brief = Brief::of(sheet, matcher.background());
        let mut near = Near::default();
        for told in &sheet.names {
            self.names.keys().for_each(|alias| near.add(alias, &told.value));
        }
        let mut met = Vec::new();
        for sought in self.sought.iter().flatten() {
            let parts = matcher.parts(sought, &brief, &near);
            let log10_lr: f32 = parts.iter().sum();
            if log10_lr >= floor {
                met.push(Met { notice: sought.notice.id.clone(), parts, log10_lr });
            }
        }
        met.sort_by(|a, b| b.log10_lr.total_cmp(&a.log10_lr).then_with(|| a.notice.cmp(&b.notice)));
        met
    }

    /// The notices that name a selector of the sheet: these are worth a look whatever else is said.
    pub fn knowing(&self, sheet: &Sheet) -> Vec<&str> {
        let shown: Vec<u64> = sheet.selectors.iter().map(|t| key(&t.value.to_string())).collect();
        let knows = |s: &&Sought| s.known.all.iter().any(|(k, _)| shown.contains(k));
        self.sought.iter().flatten().filter(knows).map(|s| s.notice.id.as_str()).collect()
    }
}

impl Met {
    /// What a part said.
    pub fn part(&self, part: Part) -> f32 {
        self.parts[part as usize]
    }
}
