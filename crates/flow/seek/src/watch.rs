//! Lists that are looked at again, at the rate at which they change.
//!
//! New adverts of a list come as a Poisson process whose rate is learned (Cho and Garcia-Molina 2003),
//! drawn to the rate of the site's other lists. What waits on a list is worth N / (1 + N) adverts a
//! request, as any list is.

use serde::{Deserialize, Serialize};
use spoor_vocab::Millis;

const HOUR: f32 = 3_600_000.0;
/// Hours that the site's mean counts as.
const PRIOR_HOURS: f32 = 1.0;
/// So often on end a server is believed that nothing has changed.
const BELIEVED: u32 = 4;
/// A list is not asked for again sooner.
const SOONEST: Millis = 20_000;

/// What a server said of a page, to be asked whether it has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`, as it was sent.
    pub etag: Option<String>,
    /// `Last-Modified`, as it was sent.
    pub last_modified: Option<String>,
}

/// A list that is watched.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Watch {
    /// Its address.
    pub url: String,
    /// Its arm.
    pub arm: u32,
    /// Its depth from the seeds.
    pub depth: u32,
    /// When it was last asked for.
    pub last: Millis,
    /// New links that came; the first look does not count.
    pub came: f32,
    /// Hours in which they came.
    pub hours: f32,
    /// Most that it had at once: what is more has gone by unseen.
    pub most: f32,
    /// The arm of what it lists.
    pub list: u32,
    /// What the server said of it.
    pub validators: Validators,
    /// Times on end that the server said that nothing had changed.
    pub same: u32,
    /// It has been asked for and not answered yet.
    pub asked: bool,
}

impl Watch {
    /// Adverts a request that looking again at `now` is worth: `site` is the site's rate, `value` the
    /// worth of what it lists.
    pub fn worth(&self, now: Millis, site: f32, value: f32) -> f32 {
        let since = now.saturating_sub(self.last);
        if self.asked || since < SOONEST {
            return 0.0;
        }
        let new = (self.rate(site) * since as f32 / HOUR).min(self.most.max(1.0));
        value * new / (1.0 + new)
    }

    /// By what to ask whether it has changed; nothing now and then, since servers err and lie.
    pub fn known(&self) -> Validators {
        if self.same < BELIEVED { self.validators.clone() } else { Validators::default() }
    }

    /// New links an hour.
    pub fn rate(&self, site: f32) -> f32 {
        (self.came + site * PRIOR_HOURS) / (self.hours + PRIOR_HOURS)
    }

    /// Learns from the links that had come at `now`.
    pub fn seen(&mut self, now: Millis, came: f32) {
        let since = now.saturating_sub(self.last) as f32 / HOUR;
        // Lists change their pace: what was long ago counts less, by half in some twenty looks.
        self.came = self.came * 0.97 + came;
        self.hours = self.hours * 0.97 + since;
        self.most = self.most.max(came);
        self.last = now;
        self.asked = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_changes_is_worth_more_the_longer_nobody_looked() {
        let mut watch = Watch {
            url: "https://a.example/".into(),
            arm: 0,
            depth: 0,
            last: 0,
            came: 0.0,
            hours: 0.0,
            most: 20.0,
            list: 1,
            validators: Validators::default(),
            same: 0,
            asked: false,
        };
        let hour = 3_600_000;
        for n in 1..=20 {
            watch.seen(n * hour, 4.0);
        }
        assert!((watch.rate(0.0) - 4.0).abs() < 0.4, "{}", watch.rate(0.0));
        let last = watch.last;
        assert_eq!(watch.worth(last + 1000, 0.0, 1.0), 0.0);
        let (soon, late) =
            (watch.worth(last + hour / 4, 0.0, 1.0), watch.worth(last + hour, 0.0, 1.0));
        assert!((0.4..0.6).contains(&soon) && (0.7..0.9).contains(&late), "{soon} {late}");
        for n in 21..=80 {
            watch.seen(n * hour, 0.0);
        }
        assert!(watch.worth(watch.last + hour, 0.0, 1.0) < 0.4);
        watch.validators.etag = Some("\"a\"".into());
        watch.same = BELIEVED - 1;
        assert_eq!(watch.known(), watch.validators);
        watch.same = BELIEVED;
        assert_eq!(watch.known(), Validators::default());
    }
}
