//! The pace at which one host is asked: told the time, it says when the next request may begin.
//!
//! The delay follows the host's own speed, as Scrapy's AutoThrottle has it: half-way from where it is to
//! what the last answer took, over the requests at a time. Only good answers make it shorter. A host that
//! asks to be left alone is; one that fails again and again is asked no more for a while, then once.

use crate::profile::Limits;
use std::time::Duration;

/// Failures on end after which a host is left alone.
const FAILURES_MAX: u32 = 5;
/// How long it is left alone at first; each time twice as long.
const REST_FIRST: Duration = Duration::from_secs(60);
/// How long at most.
const REST_MAX: Duration = Duration::from_secs(3600);
/// Delay of a host that asked to be left alone, where it had none.
const DELAY_BUSY: Duration = Duration::from_millis(500);

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer, so long after it was asked.
    Answered(Duration),
    /// The host is busy (429, 503), and may have said for how long.
    Busy(Option<Duration>),
    /// No answer, or one that says that the host is broken (other 5xx).
    Failed,
}

impl Outcome {
    /// What an answer of this status is.
    pub fn of(status: u16, latency: Duration, retry_after: Option<Duration>) -> Self {
        match status {
            429 | 503 => Self::Busy(retry_after),
            500..=599 => Self::Failed,
            _ => Self::Answered(latency),
        }
    }
}

/// The pace of one host.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    least: Duration,
    most: Duration,
    at_a_time: u32,
    delay: Duration,
    begun: Option<Duration>,
    under_way: u32,
    /// Nothing begins before.
    hold: Duration,
    failures: u32,
    rest: Rest,
}

/// Whether the host is asked at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    /// As usual.
    No,
    /// No more until then; then one at a time, until one is answered.
    Until { at: Duration, length: Duration },
}

impl Pace {
    /// The pace of a host that nothing is known of.
    pub fn new(limits: &Limits) -> Self {
        let seconds = |s: f64| Duration::try_from_secs_f64(s).unwrap_or_default();
        let least = seconds(limits.delay_s.0);
        Self {
            least,
            most: seconds(limits.delay_s.1).max(least),
            at_a_time: limits.per_host.max(1),
            delay: least,
            begun: None,
            under_way: 0,
            hold: Duration::ZERO,
            failures: 0,
            rest: Rest::No,
        }
    }

    /// From now on no request begins sooner after another: the host's own wish, such as a
    /// `Crawl-delay` of its `robots.txt`.
    pub fn at_least(&mut self, delay: Duration) {
        self.least = self.least.max(delay);
        self.most = self.most.max(self.least);
        self.delay = self.delay.max(self.least);
    }

    /// From when on a request may begin; none while as many as may be are under way.
    pub fn ready_at(&self) -> Option<Duration> {
        let at_a_time = if self.rest == Rest::No { self.at_a_time } else { 1 };
        if self.under_way >= at_a_time {
            return None;
        }
        let after = self.begun.map_or(Duration::ZERO, |b| b.saturating_add(self.delay));
        Some(after.max(self.hold))
    }

    /// Begins a request, if one may begin.
    pub fn begin(&mut self, now: Duration) -> bool {
        let may = self.ready_at().is_some_and(|at| at <= now);
        if may {
            self.begun = Some(now);
            self.under_way += 1;
        }
        may
    }

    /// A request has ended.
    pub fn end(&mut self, now: Duration, outcome: Outcome) {
        self.under_way = self.under_way.saturating_sub(1);
        match outcome {
            Outcome::Answered(latency) => {
                (self.failures, self.rest) = (0, Rest::No);
                let target = latency / self.at_a_time;
                self.delay = ((self.delay + target) / 2).max(target).clamp(self.least, self.most);
            }
            Outcome::Busy(asked) => {
                self.slow_down();
                let wait = asked.unwrap_or(self.delay).max(self.delay);
                self.hold = self.hold.max(now.saturating_add(wait));
                self.failed(now);
            }
            Outcome::Failed => {
                self.slow_down();
                self.hold = self.hold.max(now.saturating_add(self.delay));
                self.failed(now);
            }
        }
    }

    fn slow_down(&mut self) {
        self.delay = (self.delay.max(DELAY_BUSY / 2) * 2).clamp(self.least, self.most);
    }

    fn failed(&mut self, now: Duration) {
        self.failures += 1;
        let length = match self.rest {
            // What was under way when the rest began is no new failure.
            Rest::Until { at, .. } if now < at => return,
            Rest::Until { length, .. } => (length * 2).min(REST_MAX),
            Rest::No if self.failures >= FAILURES_MAX => REST_FIRST,
            Rest::No => return,
        };
        let at = now.saturating_add(length);
        self.rest = Rest::Until { at, length };
        self.hold = self.hold.max(at);
    }

    /// The delay between two requests now.
    pub fn delay(&self) -> Duration {
        self.delay
    }

    /// Whether the host failed so often that it is left alone.
    pub fn is_resting(&self) -> bool {
        self.rest != Rest::No
    }
}
