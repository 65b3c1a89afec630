//! What is known of one site.

use crate::address::Spellings;
use crate::shape::Shapes;
use rustc_hash::{FxHashMap, FxHasher};
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};

/// Arms of one site; what comes after falls into those that are there.
pub const ARMS_MAX: usize = 2_000;
/// Blocks of text whose pages are counted.
const BLOCKS_MAX: usize = 50_000;
/// A block is the site's and not the page's when so many pages have it, and so many of a hundred.
const COMMON_MIN: u32 = 5;
const COMMON_SHARE: u32 = 4;
/// Shorter blocks are labels.
const BLOCK_MIN: usize = 3;

/// Arms of one shape and place: what they have in common.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Group {
    /// Pages asked for.
    pub asked: f32,
    /// Sum of what they were worth.
    pub worth: f32,
}

impl Group {
    /// Mean worth, and pages.
    pub fn mean(self) -> (f32, f32) {
        (if self.asked > 0.0 { self.worth / self.asked } else { 0.0 }, self.asked)
    }

    /// Adds a page; older ones count less, by half in some seventy pages.
    pub fn add(&mut self, worth: f32) {
        self.asked = self.asked * 0.99 + 1.0;
        self.worth = self.worth * 0.99 + worth;
    }
}

/// One site.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Site {
    /// Its number.
    pub id: u32,
    /// Its host, and port if it is not the usual one.
    pub host: String,
    /// Spellings of its addresses.
    pub spellings: Spellings,
    /// Shapes of its addresses.
    pub shapes: Shapes,
    /// Its arms.
    pub arms: Vec<u32>,
    /// Shape, place and list → arm.
    pub arm_of: FxHashMap<u64, u32>,
    /// Shape and place → group.
    pub group_of: FxHashMap<u64, u32>,
    /// Its groups.
    pub groups: Vec<Group>,
    /// Pages asked for that were pages.
    pub pages: u32,
    /// Pages that said what another had said.
    pub twins: u32,
    /// New adverts found.
    pub adverts: u32,
    /// Adverts that had been seen elsewhere.
    pub repeats: u32,
    /// Times that a page was asked for again behind a wall.
    pub walls: u32,
    /// Digests of pages that stood before others until a cookie was set.
    #[serde(default)]
    pub walled: Vec<u64>,
    /// Digest of a block of text → pages that have it.
    blocks: FxHashMap<u64, u32>,
}

impl Site {
    /// One of which nothing is known yet.
    pub fn new(id: u32, host: String) -> Self {
        Self { id, host, ..Self::default() }
    }

    /// What it lets one hope, 0 to 1: much of a site nobody knows, little of one that had nothing on
    /// many pages.
    pub fn hope(&self) -> f32 {
        ((self.adverts as f32 + 2.0) / (self.pages as f32 + 2.0)).sqrt().min(1.0)
    }

    /// What part of its adverts nobody had seen, 0 to 1: little on the mirror of another site.
    pub fn newness(&self) -> f32 {
        (self.adverts as f32 + 3.0) / ((self.adverts + self.repeats) as f32 + 3.0)
    }

    /// The text of a page that is not on many others of the site, and the digest of it.
    pub fn own_text(&self, blocks: &[String]) -> (String, u64) {
        let (mut text, mut hasher) = (String::new(), FxHasher::default());
        for block in blocks {
            let seen = self.blocks.get(&digest(block)).copied().unwrap_or_default();
            if seen >= COMMON_MIN && seen * 100 >= self.pages * COMMON_SHARE {
                continue;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(block);
            if block.len() >= 20 {
                block.hash(&mut hasher);
            }
        }
        (text, hasher.finish())
    }

    /// Counts the blocks of a page.
    pub fn count_blocks(&mut self, blocks: &[String]) {
        let mut own: Vec<u64> =
            blocks.iter().filter(|b| b.len() >= BLOCK_MIN).map(digest).collect();
        own.sort_unstable();
        own.dedup();
        for block in own {
            *self.blocks.entry(block).or_default() += 1;
        }
        if self.blocks.len() > BLOCKS_MAX {
            self.blocks.retain(|_, pages| *pages > 1);
        }
    }
}

pub fn digest(of: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    of.hash(&mut hasher);
    hasher.finish()
}
