//! Arms: links of one site that stand alike, lead to addresses of one shape and come from one list. What
//! some of them led to says what the others are worth.
//!
//! The worth of a page is a rate: adverts for each request, if one goes on from it in the best way that
//! is known. An advert's page is worth 1: one request, one advert. A list of twenty adverts is worth
//! 20 / 21: it takes one request more. The page that has ten such lists, nearly as much. So a list and
//! what it lists can be weighed against each other, which is the index of Gittins (1979) for a project
//! that opens others, with means in place of distributions. Arms of tag paths as a sleeping bandit:
//! Gauquier, Manolescu and Senellart 2025; here a link's list and the shape of its address count too.

use crate::hunch::Words;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Pages of an arm that are remembered.
const SAMPLES: usize = 16;
/// Pages that what is believed beforehand counts as.
const PRIOR: f32 = 2.0;
/// Pages that a group's mean counts as, at most.
const GROUP: f32 = 6.0;
/// What trying something new is worth.
const CURIOSITY: f32 = 0.25;

/// What one page of an arm led to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sample {
    /// Adverts it showed that nobody had seen.
    pub worth: f32,
    /// Arms that got new links from it, and how many.
    pub children: Vec<(u32, u32)>,
}

impl Sample {
    /// Adverts for each request, going on with those children that raise it.
    pub fn rate(&self, value: impl Fn(u32) -> f32) -> f32 {
        let mut children: Vec<(f32, f32)> =
            self.children.iter().map(|(arm, links)| (value(*arm), *links as f32)).collect();
        children.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut adverts, mut requests) = (self.worth, 1.0);
        for (value, links) in children {
            if value <= adverts / requests {
                break;
            }
            adverts += value * links;
            requests += links;
        }
        adverts / requests
    }
}

/// Links that are expected to be worth the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arm {
    /// Its number.
    pub id: u32,
    /// Its site.
    pub site: u32,
    /// Its group: arms of the same shape and place, whatever list they come from.
    pub group: u32,
    /// Shape and place, in words.
    pub name: String,
    /// Words of the page that its links come from.
    pub words: Words,
    /// Pages asked for.
    pub asked: u32,
    /// Adverts found, ever.
    pub adverts: u32,
    /// Links that wait.
    pub waiting: u64,
    /// The last pages.
    pub samples: VecDeque<Sample>,
    /// The next number in each rank comes from here.
    pub value: f32,
}

impl Arm {
    /// Adds what a page led to.
    pub fn add(&mut self, sample: Sample) {
        self.asked += 1;
        self.adverts += u32::from(sample.worth > 0.0);
        if self.samples.len() == SAMPLES {
            self.samples.pop_front();
        }
        self.samples.push_back(sample);
    }

    /// The mean of its last pages, and how many they are.
    pub fn mean(&self, value: impl Fn(u32) -> f32) -> (f32, f32) {
        let sum: f32 = self.samples.iter().map(|sample| sample.rate(&value)).sum();
        let count = self.samples.len() as f32;
        (if count > 0.0 { sum / count } else { 0.0 }, count)
    }

    /// What asking for one more is worth: its own mean, drawn to its group's and to what words promise,
    /// and something for finding out. `hope` is what its site lets one hope, 0 to 1.
    pub fn worth(&self, own: (f32, f32), group: (f32, f32), hunch: f32, hope: f32) -> f32 {
        let (mean, count) = own;
        let known = group.1.min(GROUP);
        let before = (group.0 * known + hunch * 2.0) / (known + 2.0);
        (mean * count + before * PRIOR) / (count + PRIOR) + CURIOSITY * hope / (1.0 + count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_worth_nearly_what_it_lists_and_no_less_than_it_shows() {
        let value = |arm: u32| [1.0, 0.5, 0.0][arm as usize];
        let rate = |worth, children: &[(u32, u32)]| {
            Sample { worth, children: children.to_vec() }.rate(value)
        };
        assert_eq!(rate(1.0, &[]), 1.0);
        assert_eq!(rate(0.0, &[(0, 20)]), 20.0 / 21.0);
        // Children that lower the rate are not gone on with.
        assert_eq!(rate(0.0, &[(0, 20), (1, 100), (2, 1000)]), 20.0 / 21.0);
        assert_eq!(rate(1.0, &[(1, 9)]), 1.0);
        assert_eq!(rate(0.0, &[(1, 1)]), 0.25);
    }
}
