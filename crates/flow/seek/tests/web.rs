//! The search on the made-up web, beside breadth first.

mod made_up;

use made_up::{Crawl, START};
use spoor_seek::Seeker;
use spoor_web::{Plan, Web, breadth};

fn town(seed: u64) -> Web {
    Web::new(Plan { seed, pages: 20_000, ..Plan::default() })
}

#[test]
fn nine_adverts_in_ten_take_a_quarter_of_the_requests_of_breadth_first() {
    for seed in [1, 4] {
        let web = town(seed);
        let alive = web.lives(START, START + 1).count();
        let wide = breadth::search(&web, START, 200_000, alive);
        let wide = wide.requests_for(0.9, alive).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut crawl = Crawl::of(&web, Seeker::open(folder.path(), 100).unwrap());
        let ours = crawl.until(90, wide).unwrap();
        assert!(ours * 4 <= wide, "seed {seed}: {ours} requests, breadth first {wide}");
    }
}

#[test]
fn a_search_that_is_closed_and_opened_again_goes_on_where_it_was() {
    let web = town(2);
    let folder = tempfile::tempdir().unwrap();
    let open = || Seeker::open(folder.path(), 100).unwrap();
    let mut crawl = Crawl::of(&web, open());
    for _ in 0..1_500 {
        assert!(crawl.step(START));
    }
    // Somebody is being asked while the search is closed: that waits again.
    let asked = crawl.seeker.next(START, |_| true).unwrap().unwrap();
    crawl.seeker.commit().unwrap();
    let before = crawl.seeker.progress();
    let before = spoor_seek::Progress { waiting: before.waiting + 1, asked: 0, ..before };
    let seen = std::mem::take(&mut crawl.seen);
    // What was told after the last step of the store is as if it had never been.
    for _ in 0..100 {
        assert!(crawl.step(START));
    }
    drop(crawl);
    let mut again = Crawl::of(&web, open());
    assert_eq!(again.seeker.progress(), before);
    assert!(again.seeker.take(&asked.url).unwrap().is_some(), "{} waits no more", asked.url);
    for _ in 0..1_500 {
        assert!(again.step(START));
    }
    // No advert's page is asked for a second time under the same address, so what comes is new.
    let twice = again.seen.keys().filter(|id| seen.contains_key(id)).count();
    assert!(twice * 20 < again.seen.len(), "{twice} of {} were seen before", again.seen.len());
}

#[test]
fn what_lives_two_hours_is_seen_while_it_lives() {
    // A small web at one request a second: 24 sites, so each is asked less than three times a minute.
    let web = town(3);
    let folder = tempfile::tempdir().unwrap();
    let mut crawl = Crawl::of(&web, Seeker::open(folder.path(), 100).unwrap());
    let hour = 3_600_000;
    let (warm, end) = (START + 5 * hour, START + 12 * hour);
    let mut now = START;
    while now < end {
        crawl.step(now);
        now += 1_000;
        if crawl.requests.is_multiple_of(5_000) {
            crawl.seeker.commit().unwrap();
        }
    }
    let short = web
        .lives(warm, end - 2 * hour)
        .filter(|(_, born, dies)| *born >= warm && dies - born <= 2 * hour);
    let (mut all, mut seen) = (0, 0);
    for (id, ..) in short {
        all += 1;
        seen += usize::from(crawl.seen.contains_key(&id));
    }
    assert!(all >= 20, "only {all} adverts of two hours");
    assert!(seen * 100 >= all * 95, "{seen} of {all}");
}
