//! The search on the made-up web, beside breadth first.

mod made_up;

use made_up::{Crawl, START};
use spoor_seek::{Answer, Page, Seeker, Validators};
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
        let mut crawl = Crawl::of(&web, Seeker::open(folder.path(), 100, START).unwrap());
        let ours = crawl.until(90, wide).unwrap();
        assert!(ours * 4 <= wide, "seed {seed}: {ours} requests, breadth first {wide}");
    }
}

#[test]
fn a_search_that_is_closed_and_opened_again_goes_on_where_it_was() {
    let web = town(2);
    let folder = tempfile::tempdir().unwrap();
    let open = || Seeker::open(folder.path(), 100, START).unwrap();
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
fn what_is_forgotten_is_nowhere_in_the_file_and_the_search_goes_on() {
    const DAY: i64 = 86_400_000;
    let web = town(2);
    let folder = tempfile::tempdir().unwrap();
    let mut crawl = Crawl::of(&web, Seeker::open(folder.path(), 100, START).unwrap());
    for _ in 0..800 {
        assert!(crawl.step(START));
    }
    let waits = crawl.seeker.next(START, |_| true).unwrap().unwrap();
    crawl.seeker.commit().unwrap();
    let holds = |what: &str| {
        let bytes = std::fs::read(folder.path().join("frontier.redb")).unwrap();
        bytes.windows(what.len()).any(|window| window == what.as_bytes())
    };
    let gone = waits.url.to_string();
    assert!(holds(&gone));
    let before = crawl.seeker.progress();
    let went = crawl.seeker.forget(START - DAY, &|url| url == gone).unwrap();
    assert!(went >= 1 && !holds(&gone), "{went} went");
    let after = crawl.seeker.progress();
    assert_eq!((after.addresses, after.waiting), (before.addresses - 1, before.waiting));
    for _ in 0..200 {
        assert!(crawl.step(START));
    }
    // Days later, with something under way: what was learned before them goes, what came since stays.
    for _ in 0..100 {
        assert!(crawl.step(START + 5 * DAY));
    }
    let asked = crawl.seeker.next(START + 5 * DAY, |_| true).unwrap().unwrap();
    crawl.seeker.commit().unwrap();
    let before = crawl.seeker.progress();
    crawl.seeker.forget(START + 2 * DAY, &|_| false).unwrap();
    let after = crawl.seeker.progress();
    assert!(0 < after.addresses && after.addresses < before.addresses, "{before:?} {after:?}");
    let counted = Seeker::open(folder.path(), 100, START);
    assert!(matches!(counted, Err(spoor_seek::SeekError::Busy(_))), "the file is in use");
    let answer = spoor_seek::Answer::Nothing;
    let sight = spoor_seek::Sight { judge: &|_, _| 0.0, may: &|_| true };
    crawl.seeker.tell(asked.number, &answer, START + 5 * DAY, sight).unwrap();
    crawl.seeker.commit().unwrap();
    let before = crawl.seeker.progress();
    drop(crawl);
    let mut again = Seeker::open(folder.path(), 100, START + 5 * DAY).unwrap();
    assert_eq!(again.progress().waiting, before.waiting);
    assert!(again.forget(START + 100 * DAY, &|_| false).unwrap() > 0);
    assert_eq!((again.progress().addresses, again.is_waiting()), (0, false));
}

#[test]
fn pages_that_stood_behind_a_wall_are_asked_for_again_when_it_falls() {
    let folder = tempfile::tempdir().unwrap();
    let mut seeker = Seeker::open(folder.path(), 100, START).unwrap();
    let at = |path: &str| url::Url::parse(&format!("http://board.example{path}")).unwrap();
    let paths = ["/a", "/b", "/c", "/d"];
    for path in paths {
        seeker.seed(&at(path)).unwrap();
    }
    let sight = spoor_seek::Sight { judge: &|_, _| 0.0, may: &|_| true };
    let wall = b"<title>Stop</title><p>Are you old enough? <a href=/yes>I am</a>";
    let page = |ask: &spoor_seek::Ask| Page::read(wall, &ask.url);
    let next = |seeker: &mut Seeker| seeker.next(START, |_| true).unwrap();
    let asks: Vec<_> = paths.iter().map(|_| next(&mut seeker).unwrap()).collect();
    let (late, early) = asks.split_last().unwrap();
    let told = |seeker: &mut Seeker, ask: &spoor_seek::Ask| {
        let answer = Answer::Page(&page(ask), Validators::default());
        seeker.tell(ask.number, &answer, START, sight).unwrap();
    };
    early.iter().for_each(|ask| told(&mut seeker, ask));
    let yes = next(&mut seeker).unwrap();
    assert_eq!(yes.url, at("/yes"));
    seeker.tell(yes.number, &Answer::Moved(&asks[0].url, true), START, sight).unwrap();
    // One that was asked for before the cookie was there comes in after it.
    told(&mut seeker, late);
    let mut again: Vec<String> = Vec::new();
    while let Some(ask) = next(&mut seeker) {
        again.push(ask.url.path().to_owned());
        let words = format!("<p>What stands at {} and nowhere else.", ask.url);
        let behind = Page::read(words.as_bytes(), &ask.url);
        let answer = Answer::Page(&behind, Validators::default());
        assert!(!seeker.tell(ask.number, &answer, START, sight).unwrap().twin);
    }
    again.sort();
    assert_eq!(again, paths);
}

#[test]
fn what_lives_two_hours_is_seen_while_it_lives() {
    // A small web at one request a second: 24 sites, so each is asked less than three times a minute.
    let web = town(3);
    let folder = tempfile::tempdir().unwrap();
    let mut crawl = Crawl::of(&web, Seeker::open(folder.path(), 100, START).unwrap());
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
