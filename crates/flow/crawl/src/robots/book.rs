//! What is known of each host's `robots.txt`, and until when (RFC 9309, sections 2.3 and 2.4).

use super::Robots;
use crate::profile::Profile;
use rustc_hash::FxHashMap;
use spoor_vocab::Millis;
use std::time::Duration;
use url::{Origin, Url};

const HOUR: Millis = 3_600_000;
/// A file is asked for again after this (section 2.4).
const GOOD_FOR: Millis = 24 * HOUR;
/// Where there was no answer, it is asked for again after this.
const RETRY_AFTER: Millis = HOUR;
/// Where there has been no answer for so long, there is no file (section 2.3.1.4).
const GONE_AFTER: Millis = 30 * 24 * HOUR;

/// What came of asking for a `robots.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RobotsAnswer<'a> {
    /// The file.
    File(&'a [u8]),
    /// There is none: everything may be asked for (section 2.3.1.3).
    None,
    /// Nobody can say: nothing may be asked for (section 2.3.1.4).
    Unreachable,
}

impl<'a> RobotsAnswer<'a> {
    /// What an answer of this status says. One that asks to be left alone (429) is not one that has no
    /// file; a redirect counts where it ends, and one that led nowhere in five steps as none.
    pub fn of(status: u16, body: &'a [u8]) -> Self {
        match status {
            200..=299 => Self::File(body),
            429 => Self::Unreachable,
            300..=499 => Self::None,
            _ => Self::Unreachable,
        }
    }
}

/// What one host said.
#[derive(Clone, Debug)]
struct Entry {
    robots: Option<Robots>,
    /// When it was last heard of, or first asked in vain.
    heard: Millis,
    asked: Millis,
    reached: bool,
}

/// What all hosts of a run said. Times are those of the wall clock.
#[derive(Clone, Debug, Default)]
pub struct RobotsBook {
    hosts: FxHashMap<Origin, Entry>,
}

impl RobotsBook {
    /// Whether an address may be asked for; none: its host's file must be asked for first.
    pub fn allows(&self, url: &Url, now: Millis) -> Option<bool> {
        let entry = self.hosts.get(&url.origin())?;
        let good_for = if entry.reached { GOOD_FOR } else { RETRY_AFTER };
        if now.saturating_sub(entry.asked) >= good_for || now < entry.asked {
            return None;
        }
        Some(match &entry.robots {
            Some(robots) => robots.allows(Profile::PRODUCT, url.as_str()),
            None => entry.reached || now.saturating_sub(entry.heard) >= GONE_AFTER,
        })
    }

    /// Takes in what came of asking for the file of this address's host. Where it could not be reached,
    /// what it said before goes on to hold.
    pub fn answered(&mut self, url: &Url, answer: RobotsAnswer<'_>, now: Millis) {
        let new = Entry { robots: None, heard: now, asked: now, reached: false };
        let entry = self.hosts.entry(url.origin()).or_insert(new);
        entry.asked = now;
        entry.reached = answer != RobotsAnswer::Unreachable;
        match answer {
            RobotsAnswer::File(file) => {
                (entry.robots, entry.heard) = (Some(Robots::read(file)), now)
            }
            RobotsAnswer::None => (entry.robots, entry.heard) = (None, now),
            RobotsAnswer::Unreachable if now.saturating_sub(entry.heard) >= GONE_AFTER => {
                entry.robots = None;
            }
            RobotsAnswer::Unreachable => {}
        }
    }

    /// How long this address's host asks crawlers to wait between pages.
    pub fn crawl_delay(&self, url: &Url) -> Option<Duration> {
        let entry = self.hosts.get(&url.origin())?;
        entry.robots.as_ref()?.crawl_delay(Profile::PRODUCT)
    }

    /// The rules of this address's host, if it has any.
    pub fn rules(&self, url: &Url) -> Option<&Robots> {
        self.hosts.get(&url.origin())?.robots.as_ref()
    }
}
