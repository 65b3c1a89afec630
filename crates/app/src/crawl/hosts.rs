//! The hosts of a crawl: at what pace each is asked, and what its `robots.txt` allows.

use rustc_hash::{FxHashMap, FxHashSet};
use spoor_crawl::profile::Limits;
use spoor_crawl::{Outcome, Pace, RobotsAnswer, RobotsBook};
use spoor_vocab::Millis;
use std::time::Duration;
use url::{Origin, Url};

/// Paces and rules.
pub struct Hosts {
    limits: Limits,
    paces: FxHashMap<String, Pace>,
    book: RobotsBook,
    /// Whose `robots.txt` is being asked for.
    asking: FxHashSet<Origin>,
}

/// What a page's host says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// It may be asked for.
    Allowed,
    /// It may not.
    Forbidden,
    /// Its `robots.txt` has to be asked for first.
    Unknown,
    /// That is under way.
    Asking,
}

impl Hosts {
    /// Of a profile's limits.
    pub fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            paces: FxHashMap::default(),
            book: RobotsBook::default(),
            asking: FxHashSet::default(),
        }
    }

    /// Whether a host may be asked now.
    pub fn is_ready(&self, host: &str, now: Duration) -> bool {
        self.paces.get(host).is_none_or(|pace| pace.ready_at().is_some_and(|at| at <= now))
    }

    /// When the next host may be asked that may not be asked now.
    pub fn next_ready(&self, now: Duration) -> Option<Duration> {
        self.paces.values().filter_map(Pace::ready_at).filter(|at| *at > now).min()
    }

    /// Begins a request, if one may begin.
    pub fn begin(&mut self, host: &str, now: Duration) -> bool {
        let pace = self.paces.entry(host.to_owned());
        pace.or_insert_with(|| Pace::new(&self.limits)).begin(now)
    }

    /// A request has ended.
    pub fn end(&mut self, host: &str, now: Duration, outcome: Outcome) {
        if let Some(pace) = self.paces.get_mut(host) {
            pace.end(now, outcome);
        }
    }

    /// What the host says of a page.
    pub fn say(&self, url: &Url, now: Millis) -> Says {
        match self.book.allows(url, now) {
            Some(true) => Says::Allowed,
            Some(false) => Says::Forbidden,
            None if self.asking.contains(&url.origin()) => Says::Asking,
            None => Says::Unknown,
        }
    }

    /// Whether it is known that a page may not be asked for.
    pub fn forbids(&self, url: &Url, now: Millis) -> bool {
        self.book.allows(url, now) == Some(false)
    }

    /// The host's rules are asked for.
    pub fn ask_rules(&mut self, url: &Url) {
        self.asking.insert(url.origin());
    }

    /// What came of asking for a host's rules; gives the site maps that they name.
    pub fn rules(
        &mut self,
        host: &str,
        url: &Url,
        answer: RobotsAnswer<'_>,
        now: Millis,
    ) -> Vec<Url> {
        self.asking.remove(&url.origin());
        self.book.answered(url, answer, now);
        if let Some(delay) = self.book.crawl_delay(url) {
            // The host's own wish is the least from now on.
            let pace = self.paces.entry(host.to_owned());
            pace.or_insert_with(|| Pace::new(&self.limits)).at_least(delay);
        }
        let maps = self.book.rules(url).map(|rules| rules.sitemaps.clone()).unwrap_or_default();
        maps.iter().filter_map(|map| url.join(map).ok()).collect()
    }

    /// The least time between two requests that the host's rules ask for.
    pub fn crawl_delay(&self, url: &Url) -> Option<Duration> {
        self.book.crawl_delay(url)
    }

    /// Hosts that are left alone because they failed too often.
    pub fn resting(&self) -> usize {
        self.paces.values().filter(|pace| pace.is_resting()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_asks_for_a_delay_is_asked_on_and_so_often() {
        let profile = spoor_crawl::Profile::read(
            "source = \"s\"\nbasis = \"b\"\npurpose = \"p\"\nretain = \"1d\"\n\
             contact = \"a@office.example\"\nseeds = [\"http://board.example/\"]\n\
             [scope]\nhosts = [\"board.example\"]\npaths = {}\ndepth = 1\nfields = [\"text\"]\n\
             [limits]\ndelay_min = 0.5\n",
        );
        let mut hosts = Hosts::new(&profile.unwrap().limits);
        let (host, url) = ("board.example", Url::parse("http://board.example/").unwrap());
        let at = Duration::from_millis;
        hosts.ask_rules(&url);
        assert!(hosts.begin(host, at(0)) && hosts.say(&url, 0) == Says::Asking);
        hosts.end(host, at(10), Outcome::Answered(at(10)));
        let rules = RobotsAnswer::of(200, b"User-agent: *\nDisallow: /x\nCrawl-delay: 3\n");
        hosts.rules(host, &url, rules, 0);
        assert_eq!(hosts.say(&url, 0), Says::Allowed);
        assert_eq!(hosts.next_ready(at(20)), Some(at(3_000)));
        assert!(!hosts.begin(host, at(2_999)) && hosts.begin(host, at(3_000)));
        hosts.end(host, at(3_100), Outcome::Answered(at(100)));
        assert!(hosts.is_ready(host, at(6_000)) && hosts.next_ready(at(6_000)).is_none());
    }
}
