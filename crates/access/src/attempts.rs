//! How often a password, code or link may be tried, by whom, from where.
//!
//! A guesser must be slowed down, yet nobody may be locked out by somebody else's guesses. So an
//! account has two doors (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"): one for
//! each device that has signed in to it before and proves it with its device cookie, and one for
//! everybody else. Guesses at the strangers' door never touch the door of a known device: a
//! colleague at their own desk signs in while the account is under attack. At each door the first
//! five failures cost nothing, then each doubles the wait up to 15 minutes; after 100 in a row
//! (the most that NIST SP 800-63B-4, section 3.2.2, allows) the door closes until a one-time link
//! of a supervisor is used ([`crate::setup::Errand::Reset`]). The other doors stay open all the
//! while, and who came in by the link has a known device from then on: closing the strangers' door
//! again does not reach them.
//!
//! An address has a budget of its own, whatever accounts it tries: a bucket of 30 attempts that
//! fills by one in ten seconds. It delays and never closes, as many people can share an address.
//!
//! Attempts are counted before they are checked, so that a thousand at once do not slip through
//! between check and count. Accounts that do not exist are counted like any other.

use serde::{Deserialize, Serialize};
use spoor_vocab::Millis;
use std::collections::BTreeMap;
use std::net::IpAddr;
use thiserror::Error;

/// How much is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Failures at a door that cost no wait.
    pub free: u32,
    /// The first wait, ms; each further failure doubles it.
    pub wait_first: Millis,
    /// The longest wait, ms.
    pub wait_longest: Millis,
    /// Failures in a row that close a door.
    pub close_at: u32,
    /// Attempts that an address can make at once.
    pub burst: u32,
    /// How long an address waits for one more, ms.
    pub refill: Millis,
    /// Doors and addresses remembered at most; beyond it the least telling is forgotten.
    pub remembered: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            free: 5,
            wait_first: 1_000,
            wait_longest: 15 * 60_000,
            close_at: 100,
            burst: 30,
            refill: 10_000,
            remembered: 100_000,
        }
    }
}

/// Who knocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knock {
    /// The account's name as it was typed, whether or not there is such an account.
    pub account: String,
    /// The device, if its cookie ([`crate::cookie::Place::set_device`]) is one that the store has
    /// for this very account: the hash of its token.
    pub device: Option<String>,
    /// Where from.
    pub address: IpAddr,
}

/// Why an attempt is not even looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// Not yet.
    #[error("too many attempts: wait until {until} ms and try again")]
    Wait {
        /// From when on the next is looked at.
        until: Millis,
    },
    /// Not at this door any more.
    #[error(
        "too many attempts: sign in on a device that you used before, or ask a supervisor for a link"
    )]
    Closed,
}

/// Failures in a row at one door, for the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// Attempts since the last success, the one under way among them.
    pub failures: u32,
    /// The last of them.
    pub last: Millis,
}

impl Door {
    fn ready(&self, limits: &Limits) -> Result<Millis, Refused> {
        if self.failures >= limits.close_at {
            return Err(Refused::Closed);
        }
        let paid = self.failures.saturating_sub(limits.free);
        if paid == 0 {
            return Ok(Millis::MIN);
        }
        let doubled = 1_i64.checked_shl(paid - 1).filter(|n| *n > 0).unwrap_or(i64::MAX);
        let wait = limits.wait_first.saturating_mul(doubled).min(limits.wait_longest);
        Ok(self.last.saturating_add(wait))
    }
}

type Place = (String, Option<String>);

/// All doors and addresses. The caller keeps it in memory, and the doors in its store if they are
/// to outlast a restart ([`Attempts::door`], [`Attempts::set_door`]).
#[derive(Clone, Debug)]
pub struct Attempts {
    limits: Limits,
    doors: BTreeMap<Place, Door>,
    /// When the bucket of an address will be full again.
    addresses: BTreeMap<[u8; 16], Millis>,
}

impl Attempts {
    /// Nothing tried yet.
    pub fn new(limits: Limits) -> Self {
        Self { limits, doors: BTreeMap::new(), addresses: BTreeMap::new() }
    }

    /// Asks to try, and counts it as a failure until [`Attempts::succeeded`] says otherwise.
    ///
    /// # Errors
    /// If it is too early, or the door is closed; then nothing is counted or checked.
    pub fn begin(&mut self, knock: &Knock, now: Millis) -> Result<(), Refused> {
        let place = place(knock);
        let mut door = self.doors.get(&place).copied().unwrap_or_default();
        let address = network(knock.address);
        let full_at = self.addresses.get(&address).copied().unwrap_or(now).max(now);
        let room = self.limits.refill.saturating_mul(i64::from(self.limits.burst));
        let next_full = full_at.saturating_add(self.limits.refill);
        let until = door.ready(&self.limits)?.max(next_full.saturating_sub(room));
        if now < until {
            return Err(Refused::Wait { until });
        }
        door = Door { failures: door.failures.saturating_add(1), last: now };
        self.doors.insert(place, door);
        self.addresses.insert(address, next_full);
        self.forget(now);
        Ok(())
    }

    /// The attempt was right: its door forgets its failures. The address does not: who owns one
    /// account does not earn attempts at others.
    pub fn succeeded(&mut self, knock: &Knock) {
        self.doors.remove(&place(knock));
    }

    /// Opens every door of an account: its one-time link was used.
    pub fn open(&mut self, account: &str) {
        let name = account.to_lowercase();
        self.doors.retain(|(owner, _), _| *owner != name);
    }

    /// What is known of a door, for the store.
    pub fn door(&self, knock: &Knock) -> Option<Door> {
        self.doors.get(&place(knock)).copied()
    }

    /// Puts back what the store knew.
    pub fn set_door(&mut self, knock: &Knock, door: Door) {
        self.doors.insert(place(knock), door);
    }

    /// How many doors and addresses are remembered.
    pub fn remembered(&self) -> (usize, usize) {
        (self.doors.len(), self.addresses.len())
    }

    /// Beyond the limit, forgets what tells least: full buckets, then the fullest; the doors with
    /// the fewest failures. A guesser who fills the memory with names does not wash a closed door
    /// away. A tenth goes at once, so that many attempts pay for one sorting.
    fn forget(&mut self, now: Millis) {
        let most = self.limits.remembered;
        if self.addresses.len() > most {
            self.addresses.retain(|_, full_at| *full_at > now);
            drop_tenth(&mut self.addresses, most, |full_at| *full_at);
        }
        drop_tenth(&mut self.doors, most, |door| (door.failures, door.last));
    }
}

fn drop_tenth<K: Ord + Clone, V, O: Ord>(
    map: &mut BTreeMap<K, V>,
    most: usize,
    order: impl Fn(&V) -> O,
) {
    if map.len() <= most {
        return;
    }
    let mut all: Vec<_> = map.iter().map(|(key, value)| (order(value), key.clone())).collect();
    all.sort();
    all.truncate(all.len().div_ceil(10));
    for (_, key) in all {
        map.remove(&key);
    }
}

fn place(knock: &Knock) -> Place {
    (knock.account.to_lowercase(), knock.device.clone())
}

/// An IPv4 address, or the /64 of an IPv6 one: who has one address of it has all.
fn network(address: IpAddr) -> [u8; 16] {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        IpAddr::V6(v6) => {
            let mut octets = v6.octets();
            octets[8..].fill(0);
            octets
        }
    }
}
