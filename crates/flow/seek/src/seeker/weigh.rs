//! What arms are worth after an answer.

use super::{Seeker, Waiting};
use crate::arm::Sample;

/// All arms of a site are weighed anew after so many pages of it.
const WEIGH_EVERY: u32 = 16;

impl Seeker {
    /// Learns from what a page of an arm led to.
    pub(super) fn learn_from(&mut self, site: u32, arm: u32, link: &Waiting, sample: Sample) {
        let rate = sample.rate(|arm| self.arms[arm as usize].value);
        self.hunch.learn(&link.words, rate.min(1.0));
        let children: Vec<u32> = sample.children.iter().map(|(arm, _)| *arm).collect();
        let group = self.arms[arm as usize].group;
        self.sites[site as usize].groups[group as usize].add(rate);
        self.arms[arm as usize].add(sample);
        let of = &self.sites[site as usize];
        // With many arms less often: it looks at all of them.
        let every = WEIGH_EVERY.max(of.arms.len() as u32 / 8);
        if of.pages.is_multiple_of(every) {
            let arms = of.arms.clone();
            self.weigh(site, &arms);
            self.weigh(site, &arms);
        } else {
            self.weigh(site, &children);
            self.weigh(site, &[arm]);
        }
    }

    /// Weighs arms of a site anew.
    pub(super) fn weigh(&mut self, site: u32, arms: &[u32]) {
        arms.iter().for_each(|arm| self.weigh_arm(*arm));
        self.best[site as usize] = None;
    }

    /// Weighs one arm anew.
    pub(super) fn weigh_arm(&mut self, arm: u32) {
        let of = &self.arms[arm as usize];
        let site = &self.sites[of.site as usize];
        let own = of.mean(|child| self.arms[child as usize].value);
        let group = site.groups[of.group as usize].mean();
        let words = self.queues.first(arm).map_or(&of.words, |link| &link.words);
        let newness = site.newness();
        let value = of.worth(own, group, self.hunch.of(words) * newness, site.hope() * newness);
        self.arms[arm as usize].value = value;
    }
}
