//! `robots.txt`: what a host allows (RFC 9309), read as Google's published parser reads it.

mod book;
mod lines;
mod pattern;

pub use book::{RobotsAnswer, RobotsBook};
pub use pattern::{escaped, path_of};

use lines::Line;
use pattern::matches;
use std::time::Duration;

/// Bytes of a file that are read: RFC 9309, section 2.5, asks for 500 KiB at least.
pub const BYTES_MAX: usize = 512 << 10;
/// No host is waited for longer than this between two pages, whatever its file asks.
const CRAWL_DELAY_MAX: f64 = 300.0;
/// Sitemaps of one file.
const SITEMAPS_MAX: usize = 1000;

/// The rules of one host.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    groups: Vec<Group>,
    /// Addresses of sitemaps, as they are named.
    pub sitemaps: Vec<String>,
}

/// Rules for the crawlers that it names.
#[derive(Clone, Debug, Default, PartialEq)]
struct Group {
    /// Product tokens in lower case.
    agents: Vec<String>,
    /// Whether it is for whoever is not named.
    everybody: bool,
    rules: Vec<Rule>,
    delay: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    allow: bool,
    pattern: Vec<u8>,
}

impl Robots {
    /// Reads a file. Every file can be read: what is none of its lines is passed over.
    pub fn read(file: &[u8]) -> Self {
        let mut robots = Self::default();
        // A group goes on until a line that names a crawler follows one with a rule.
        let mut ruled = true;
        for line in lines::lines(&file[..file.len().min(BYTES_MAX)]) {
            match line {
                Line::Agent(agent) => {
                    if ruled {
                        robots.groups.push(Group::default());
                        ruled = false;
                    }
                    if let Some(group) = robots.groups.last_mut() {
                        group.name(&agent);
                    }
                }
                Line::Rule { allow, pattern } => {
                    let Some(group) = robots.groups.last_mut() else { continue };
                    ruled = true;
                    group.rules.push(Rule { allow, pattern });
                }
                Line::Delay(seconds) => {
                    if let Some(group) = robots.groups.last_mut() {
                        group.delay = group.delay.or(Some(seconds));
                    }
                }
                Line::Sitemap(at) if robots.sitemaps.len() < SITEMAPS_MAX => {
                    robots.sitemaps.push(at);
                }
                Line::Sitemap(_) | Line::Other => {}
            }
        }
        robots
    }

    /// Whether a crawler of this product token may ask for this address, which is percent-encoded.
    pub fn allows(&self, agent: &str, url: &str) -> bool {
        let path = path_of(url);
        // Length of the longest pattern that fits, of those that forbid and those that allow.
        let mut longest = [0; 2];
        for rule in self.groups_for(agent).flat_map(|group| &group.rules) {
            let side = &mut longest[usize::from(rule.allow)];
            *side = (*side).max(rule.fits(path.as_bytes()).unwrap_or(0));
        }
        longest[0] <= longest[1]
    }

    /// How long the host asks crawlers to wait between pages; no part of the standard.
    pub fn crawl_delay(&self, agent: &str) -> Option<Duration> {
        let delays = self.groups_for(agent).filter_map(|group| group.delay);
        delays.reduce(f64::max).map(|s| Duration::from_secs_f64(s.clamp(0.0, CRAWL_DELAY_MAX)))
    }

    /// The groups that name this crawler; without any, those for everybody.
    fn groups_for(&self, agent: &str) -> impl Iterator<Item = &Group> {
        let agent = agent.to_ascii_lowercase();
        let named = self.groups.iter().any(|g| g.agents.contains(&agent));
        self.groups.iter().filter(move |g| match named {
            true => g.agents.contains(&agent),
            false => g.everybody,
        })
    }
}

impl Group {
    fn name(&mut self, value: &[u8]) {
        match value {
            [b'*'] => self.everybody = true,
            [b'*', next, ..] if next.is_ascii_whitespace() => self.everybody = true,
            _ => self.agents.push(product_token(value)),
        }
    }
}

/// The letters, `-` and `_` that a name begins with (section 2.2.1), in lower case.
fn product_token(value: &[u8]) -> String {
    let is_part = |b: &&u8| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_');
    value.iter().take_while(is_part).map(|b| char::from(b.to_ascii_lowercase())).collect()
}

/// Whether this is a product token as the standard has them.
pub fn is_product_token(agent: &str) -> bool {
    !agent.is_empty() && product_token(agent.as_bytes()).len() == agent.len()
}

impl Rule {
    /// Length of the pattern, if it fits the path.
    fn fits(&self, path: &[u8]) -> Option<usize> {
        if matches(&self.pattern, path) {
            return Some(self.pattern.len());
        }
        // Who allows a folder's index allows the folder.
        let slash = self.pattern.iter().rposition(|b| *b == b'/').filter(|_| self.allow)?;
        if !self.pattern[slash..].starts_with(b"/index.htm") {
            return None;
        }
        let folder = [&self.pattern[..=slash], b"$"].concat();
        matches(&folder, path).then_some(folder.len())
    }
}
