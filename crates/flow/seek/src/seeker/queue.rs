//! Links that wait in memory: the first of each arm. The others lie on disk until it is their turn.

use super::Waiting;
use crate::error::SeekError;
use crate::store::{Key, Store};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Links of one arm in memory.
const HOT_MAX: usize = 128;
/// Links that are read at a time.
const READ: usize = 64;

/// The first links of each arm, and those taken since the last step of the store.
#[derive(Default)]
pub struct Queues {
    hot: FxHashMap<u32, BTreeMap<Key, Waiting>>,
    taken: FxHashSet<Key>,
}

impl Queues {
    /// Lets a link wait; `waiting` links of its arm did before it.
    pub fn push(&mut self, store: &mut Store, key: Key, link: Waiting, waiting: u64) {
        store.put_link(key, &link);
        let hot = self.hot.entry(key.arm).or_default();
        let all_are_here = hot.len() as u64 == waiting;
        let is_before = hot.last_key_value().is_some_and(|(last, _)| key < *last);
        if is_before || (all_are_here && hot.len() < HOT_MAX) {
            hot.insert(key, link);
            if hot.len() > HOT_MAX {
                hot.pop_last();
            }
        }
    }

    /// The first link of an arm, of which so many wait.
    pub fn pop(
        &mut self,
        store: &Store,
        arm: u32,
        waiting: u64,
    ) -> Result<Option<(Key, Waiting)>, SeekError> {
        let hot = self.hot.entry(arm).or_default();
        if hot.is_empty() && waiting > 0 {
            let taken = &self.taken;
            hot.extend(store.first_links(arm, READ, |key| taken.contains(key))?);
        }
        let first = hot.pop_first();
        if let Some((key, _)) = &first {
            self.taken.insert(*key);
        }
        Ok(first)
    }

    /// A link waits no more.
    pub fn remove(&mut self, key: Key) {
        self.taken.insert(key);
        if let Some(hot) = self.hot.get_mut(&key.arm) {
            hot.remove(&key);
        }
    }

    /// Everything is read anew from the store, which has all of it.
    pub fn forget(&mut self) {
        self.hot.clear();
    }

    /// The words of the first link of an arm.
    pub fn first(&self, arm: u32) -> Option<&Waiting> {
        self.hot.get(&arm)?.first_key_value().map(|(_, link)| link)
    }

    /// The store holds all that was told; only these are still being asked for.
    pub fn committed(&mut self, flying: impl Iterator<Item = Key>) {
        self.taken = flying.collect();
    }
}
