//! Where rules look and write: one view of an actor under one set of multiplicities (all ones
//! for the score itself, drawn ones for a bootstrap replicate), and what was found.

use crate::baseline::Baseline;
use crate::pack::{Rule, RulePack};
use crate::structural::Structural;
use crate::view::{Item, View};
use rustc_hash::FxHashMap;

/// Figures of a sentence and the items in which it can be seen, most telling first.
pub(crate) type Account = (Vec<(&'static str, String)>, Vec<u32>);

/// One observation.
pub(crate) struct Found {
    /// Index in the pack.
    pub(crate) rule: usize,
    /// 0 to 1: share of the rule's weight.
    pub(crate) strength: f64,
    /// Empty in a replicate.
    pub(crate) account: Account,
}

/// See the module.
pub(crate) struct Scene<'a> {
    pub(crate) view: &'a View,
    pub(crate) base: &'a Baseline,
    pub(crate) pack: &'a RulePack,
    /// How often each item counts.
    pub(crate) times: &'a [u32],
    /// Are sentences wanted?
    pub(crate) explain: bool,
    pub(crate) found: Vec<Found>,
}

impl<'a> Scene<'a> {
    /// The pack's rule, if the pack has it.
    pub(crate) fn rule(&self, which: Structural) -> Option<&'a Rule> {
        self.pack.structural(which).map(|i| &self.pack.rules[i])
    }

    /// Items that count, with how often.
    pub(crate) fn items(&self) -> impl Iterator<Item = (u32, &'a Item, u32)> {
        let times = self.times;
        let items = &self.view.items;
        items
            .iter()
            .zip(times)
            .enumerate()
            .filter(|(_, (_, t))| **t > 0)
            .map(|(i, (item, t))| (i as u32, item, *t))
    }

    /// Items that offer something: all but job adverts.
    pub(crate) fn sales(&self) -> impl Iterator<Item = (u32, &'a Item, u32)> {
        self.items().filter(|(_, item, _)| !item.recruitment)
    }

    /// Notes an observation, if it has any strength. `account` is asked only where it is read.
    pub(crate) fn note(
        &mut self,
        which: Structural,
        strength: f64,
        account: impl FnOnce() -> Account,
    ) {
        if let Some(rule) = self.pack.structural(which) {
            self.note_rule(rule, strength, account);
        }
    }

    /// As [`Self::note`], by index in the pack.
    pub(crate) fn note_rule(
        &mut self,
        rule: usize,
        strength: f64,
        account: impl FnOnce() -> Account,
    ) {
        if strength > 0.0 {
            let account = if self.explain { account() } else { Account::default() };
            self.found.push(Found { rule, strength: strength.min(1.0), account });
        }
    }

    /// For each value, the items that show it, in order of time: values and items ascending.
    pub(crate) fn by_value(&self, values: impl Fn(&Item) -> &[u32]) -> Vec<(u32, Vec<u32>)> {
        let mut groups: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (i, item, _) in self.sales() {
            for &value in values(item) {
                groups.entry(value).or_default().push(i);
            }
        }
        let mut out: Vec<_> = groups.into_iter().collect();
        out.sort_unstable_by_key(|(value, _)| *value);
        out
    }

    /// Distinct names in some items.
    pub(crate) fn names_in(&self, items: &[u32]) -> usize {
        self.distinct(items, |item| &item.names)
    }

    /// Distinct phones in some items.
    pub(crate) fn phones_in(&self, items: &[u32]) -> usize {
        self.distinct(items, |item| &item.phones)
    }

    fn distinct(&self, items: &[u32], values: impl Fn(&Item) -> &[u32]) -> usize {
        let mut all: Vec<u32> = items
            .iter()
            .flat_map(|&i| values(&self.view.items[i as usize]).iter().copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    }
}

/// At most twenty items, those first that each show a value not shown before.
pub(crate) fn one_of_each(
    scene: &Scene,
    items: &[u32],
    values: impl Fn(&Item) -> &[u32],
) -> Vec<u32> {
    let mut seen = Vec::new();
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for &i in items {
        let its = values(&scene.view.items[i as usize]);
        if its.iter().any(|v| !seen.contains(v)) {
            seen.extend_from_slice(its);
            first.push(i);
        } else if rest.len() < 20 {
            rest.push(i);
        }
        if first.len() == 20 {
            break;
        }
    }
    first.extend(rest);
    first.truncate(20);
    first
}
