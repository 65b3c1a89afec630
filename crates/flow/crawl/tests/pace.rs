//! A host is never asked faster, or more at a time, than it may be; and always at some time.

use proptest::prelude::*;
use spoor_crawl::{Outcome, Pace, Profile};
use std::time::Duration;

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

fn pace(least: f64, most: f64, per_host: u32, crawl_delay: Option<u64>) -> Pace {
    let toml = format!(
        "source = \"s\"\nbasis = \"b\"\npurpose = \"p\"\nretain = \"1d\"\ncontact = \"a@office.example\"\n\
         seeds = [\"http://board.example/\"]\n[scope]\nhosts = [\"board.example\"]\npaths = {{}}\n\
         depth = 1\nfields = [\"text\"]\n[limits]\ndelay_min = {least}\ndelay_max = {most}\nper_host = {per_host}\n"
    );
    let mut pace = Pace::new(&Profile::read(&toml).unwrap().limits);
    if let Some(delay) = crawl_delay {
        pace.at_least(ms(delay));
    }
    pace
}

/// Asks and is answered in so many milliseconds; gives when it began.
fn ask(pace: &mut Pace, now: &mut Duration, outcome: Outcome, takes: u64) -> Duration {
    *now = pace.ready_at().unwrap().max(*now);
    assert!(pace.begin(*now));
    let begun = *now;
    *now += ms(takes);
    pace.end(*now, outcome);
    begun
}

#[test]
fn the_delay_follows_the_host() {
    let (mut pace, mut now) = (pace(0.1, 10.0, 2, None), ms(0));
    for _ in 0..50 {
        ask(&mut pace, &mut now, Outcome::Answered(ms(800)), 800);
    }
    assert!((ms(390)..=ms(410)).contains(&pace.delay()), "{:?}", pace.delay());
    for _ in 0..50 {
        ask(&mut pace, &mut now, Outcome::Answered(ms(10)), 10);
    }
    assert_eq!(pace.delay(), ms(100), "no less than the least");
    for _ in 0..50 {
        ask(&mut pace, &mut now, Outcome::Answered(ms(60_000)), 60_000);
    }
    assert_eq!(pace.delay(), ms(10_000), "no more than the most");
}

#[test]
fn a_crawl_delay_is_the_least() {
    let mut pace = pace(0.1, 1.0, 1, Some(5000));
    let mut now = ms(0);
    let first = ask(&mut pace, &mut now, Outcome::Answered(ms(1)), 1);
    let second = ask(&mut pace, &mut now, Outcome::Answered(ms(1)), 1);
    assert_eq!(second - first, ms(5000));
}

#[test]
fn who_asks_to_be_left_alone_is() {
    for (outcome, wait) in [
        (Outcome::of(429, ms(1), Some(ms(90_000))), 90_000),
        (Outcome::of(503, ms(1), Some(ms(5_000))), 5_000),
        (Outcome::of(503, ms(1), None), 500),
        (Outcome::of(500, ms(1), None), 500),
    ] {
        let (mut pace, mut now) = (pace(0.0, 60.0, 4, None), ms(0));
        ask(&mut pace, &mut now, outcome, 1);
        assert_eq!(pace.ready_at(), Some(ms(1 + wait)), "{outcome:?}");
        assert!(!pace.begin(ms(wait)), "not a millisecond before");
        assert!(pace.begin(ms(1 + wait)));
    }
}

#[test]
fn a_host_that_fails_is_rested_and_then_tried_once() {
    let (mut pace, mut now) = (pace(0.0, 2.0, 4, None), ms(0));
    for n in 0..5 {
        assert!(!pace.is_resting(), "{n}");
        ask(&mut pace, &mut now, Outcome::Failed, 1);
    }
    assert!(pace.is_resting());
    let mut rest = 60;
    for _ in 0..9 {
        assert_eq!(pace.ready_at(), Some(now + Duration::from_secs(rest)), "{rest} s");
        now += Duration::from_secs(rest);
        assert!(pace.begin(now));
        assert_eq!(pace.ready_at(), None, "one at a time, until one is answered");
        pace.end(now, Outcome::Failed);
        rest = (rest * 2).min(3600);
    }
    now = pace.ready_at().unwrap();
    assert!(pace.begin(now));
    pace.end(now, Outcome::Answered(ms(5)));
    assert!(!pace.is_resting());
}

#[test]
fn failures_that_were_under_way_are_one() {
    let (mut pace, now) = (pace(0.0, 1.0, 20, None), ms(0));
    for _ in 0..20 {
        assert!(pace.begin(now));
    }
    for _ in 0..20 {
        pace.end(ms(1), Outcome::Failed);
    }
    assert_eq!(pace.ready_at(), Some(ms(60_001)), "a minute, not days");
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        6 => (0..20_000u64).prop_map(|n| Outcome::Answered(ms(n))),
        1 => proptest::option::of(0..700_000_000u64).prop_map(|n| Outcome::Busy(n.map(ms))),
        1 => Just(Outcome::Failed),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_too_fast_never_too_many_never_for_good(
        least in 0..3000u64, over in 0..5000u64, per_host in 1..5u32,
        steps in proptest::collection::vec((outcome(), 0..3000u64, any::<bool>()), 1..80),
    ) {
        let mut pace = pace(least as f64 / 1000.0, (least + over) as f64 / 1000.0, per_host, None);
        let (mut now, mut last) = (ms(0), None::<Duration>);
        let mut under_way = 0;
        let mut alone_until = ms(0);
        for (outcome, later, ends) in steps {
            now += ms(later);
            prop_assert!(pace.delay() >= ms(least) && pace.delay() <= ms(least + over));
            if ends && under_way > 0 {
                pace.end(now, outcome);
                under_way -= 1;
                if let Outcome::Busy(Some(wait)) = outcome {
                    alone_until = alone_until.max(now + wait);
                }
                continue;
            }
            let delay = pace.delay();
            if pace.begin(now) {
                prop_assert!(last.is_none_or(|last| now - last >= delay && now - last >= ms(least)));
                prop_assert!(now >= alone_until);
                under_way += 1;
                last = Some(now);
            }
            prop_assert!(under_way <= per_host);
        }
        for _ in 0..under_way {
            pace.end(now, Outcome::Failed);
        }
        let ready = pace.ready_at();
        prop_assert!(ready.is_some(), "with nothing under way there is a time for the next");
        prop_assert!(pace.begin(ready.unwrap().max(now)), "and then it begins");
    }
}
