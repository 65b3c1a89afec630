//! How often a token may be used, and how often an address may show what is none.
//!
//! A bucket each (GCRA): so much at once, then one in a while. A token has its own, so that no partner is
//! held up by another; a wrong one counts against the address that shows it, and no right one does.

use spoor_vocab::Millis;
use std::collections::BTreeMap;

/// Buckets remembered at most; beyond it the fullest are forgotten.
const REMEMBERED: usize = 10_000;

/// A bucket's size and how fast it fills.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Uses at once.
    pub burst: u32,
    /// Milliseconds until one more.
    pub refill: Millis,
}

/// Uses of a token.
pub const USES: Rate = Rate { burst: 120, refill: 500 };
/// Wrong tokens of an address.
pub const WRONG: Rate = Rate { burst: 30, refill: 10_000 };

/// Buckets by name: when each will be full again.
#[derive(Debug, Default)]
pub struct Pace(BTreeMap<String, Millis>);

impl Pace {
    /// Milliseconds to wait until there is room; 0 if there is.
    pub fn wait(&self, name: &str, rate: Rate, now: Millis) -> Millis {
        let full_at = self.0.get(name).copied().unwrap_or(now).max(now);
        let room = rate.refill.saturating_mul(Millis::from(rate.burst));
        (full_at.saturating_add(rate.refill) - room - now).max(0)
    }

    /// Takes one out of a bucket.
    pub fn take(&mut self, name: &str, rate: Rate, now: Millis) {
        let full_at = self.0.entry(name.to_owned()).or_insert(now);
        *full_at = (*full_at).max(now).saturating_add(rate.refill);
        if self.0.len() > REMEMBERED {
            self.0.retain(|_, full_at| *full_at > now);
        }
        if self.0.len() > REMEMBERED {
            let mut ends: Vec<Millis> = self.0.values().copied().collect();
            ends.sort_unstable();
            let least = ends[ends.len() / 10];
            self.0.retain(|_, full_at| *full_at > least);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_free_then_one_comes_in_a_while_and_each_has_its_own() {
        let rate = Rate { burst: 3, refill: 10 };
        let mut pace = Pace::default();
        for _ in 0..3 {
            assert_eq!(pace.wait("a", rate, 100), 0);
            pace.take("a", rate, 100);
        }
        assert_eq!(pace.wait("a", rate, 100), 10);
        assert_eq!((pace.wait("a", rate, 109), pace.wait("a", rate, 110)), (1, 0));
        assert_eq!(pace.wait("b", rate, 100), 0);
        // Whoever waits has all of it again, and no more.
        for _ in 0..3 {
            assert_eq!(pace.wait("a", rate, 1000), 0);
            pace.take("a", rate, 1000);
        }
        assert!(pace.wait("a", rate, 1000) > 0);
        for n in 0..3 * REMEMBERED {
            pace.take(&n.to_string(), rate, 2000);
        }
        assert!(pace.0.len() <= REMEMBERED);
    }
}
