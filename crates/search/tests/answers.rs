//! What a person is shown: only sources they may see, rows, order, pages, facets, saved searches.

mod country;

use proptest::prelude::*;
use spoor_search::{
    Ask, DEPTH_MAX, Entry, Found, Index, Query, Rows, Saved, SearchError, Settings, Sort,
    Watermark, nothing_told, read,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

fn open(dir: &Path) -> Index {
    let settings = Settings { threads: 1, bytes_per_thread: 15 << 20, search_threads: 2 };
    Index::open(dir, settings).unwrap()
}

struct World {
    _dir: tempfile::TempDir,
    index: Index,
    entries: Vec<Entry>,
    sources: Vec<String>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let entries = country::entries(1500, 72);
    let dir = tempfile::tempdir().unwrap();
    let mut index = open(dir.path());
    for parts in [vec!["0"], vec!["0", "1"], vec!["0", "1", "2"]] {
        let parts: Vec<String> = parts.into_iter().map(str::to_owned).collect();
        let of = |part: &str| {
            let n: usize = part.parse().unwrap();
            entries.iter().skip(n).step_by(3).cloned().map(Ok).collect::<Vec<_>>().into_iter()
        };
        index.update(&parts, of).unwrap();
    }
    World { _dir: dir, index, sources: country::sources(&entries), entries }
});

fn query(text: &str) -> Query {
    read(text, &nothing_told).0
}

fn ask(sources: &[String]) -> Ask<'_> {
    Ask { sources, limit: DEPTH_MAX, facet_values: 5000, ..Ask::default() }
}

fn search(text: &str, ask: &Ask<'_>) -> Found {
    WORLD.index.search(&query(text), ask).unwrap()
}

/// A fact of an entry, by the name of its facet.
fn value(entry: &Entry, facet: &str) -> String {
    match facet {
        "source" => entry.source.clone(),
        "site" => entry.site.clone(),
        "place" => entry.place.clone(),
        "lang" => entry.lang.clone(),
        "band" => entry.band.clone(),
        _ => {
            let time = entry.posted.and_then(chrono::DateTime::from_timestamp_millis);
            time.map(|t| t.format("%Y-%m").to_string()).unwrap_or_default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is asked, the answer is that of an index that never had the hidden sources.
    #[test]
    fn what_may_not_be_seen_is_neither_counted_nor_shown(
        seen in prop::collection::vec(any::<bool>(), 8),
        text in prop::sample::select(vec!["", "massage", "uur OR stunde OR hour", "-lang:en", "mas*"]),
        rows in prop::sample::select(vec![Rows::Advert, Rows::Template, Rows::Actor]),
    ) {
        let all = WORLD.sources.iter().zip(seen.iter().cycle());
        let sources: Vec<String> = all.filter(|(_, s)| **s).map(|(n, _)| n.clone()).collect();
        let found = search(text, &Ask { rows, ..ask(&sources) });
        let every = search(text, &ask(&WORLD.sources));
        let by_id: BTreeMap<&str, &Entry> =
            WORLD.entries.iter().map(|e| (e.advert_id.as_str(), e)).collect();
        let may: Vec<&Entry> = every
            .hits
            .iter()
            .map(|h| by_id[h.advert_id.as_str()])
            .filter(|e| sources.contains(&e.source))
            .collect();
        prop_assert_eq!(found.adverts, may.len() as u64);
        prop_assert!(found.hits.iter().all(|h| sources.contains(&h.source)));
        prop_assert_eq!(found.hits.iter().map(|h| h.adverts).sum::<u64>(), found.adverts);
        for (facet, counts) in &found.facets {
            let mut expected: BTreeMap<String, u64> = BTreeMap::new();
            may.iter().for_each(|e| *expected.entry(value(e, facet)).or_default() += 1);
            let counted: BTreeMap<String, u64> = counts.values.iter().cloned().collect();
            prop_assert_eq!(&counted, &expected, "{}", facet);
            prop_assert_eq!(counts.others, 0);
        }
    }
}

#[test]
fn who_may_see_nothing_sees_nothing() {
    for sources in [vec![], vec!["no-such-source".to_owned()], vec![String::new()]] {
        let found = search("", &ask(&sources));
        assert_eq!((found.adverts, found.rows, found.hits.len()), (0, 0, 0));
        assert!(found.facets.values().all(|f| f.values.is_empty()));
    }
}

#[test]
fn facets_give_the_most_frequent_first_and_count_the_rest() {
    let found = search("", &Ask { facet_values: 2, ..ask(&WORLD.sources) });
    for (name, facet) in &found.facets {
        assert!(facet.values.len() <= 2 && facet.values.is_sorted_by(|a, b| a.1 >= b.1), "{name}");
        let sum = facet.values.iter().map(|v| v.1).sum::<u64>() + facet.others;
        assert_eq!(sum, found.adverts, "{name}");
    }
    assert_eq!(found.facets.len(), 6);
    assert!(search("", &Ask { facet_values: 0, ..ask(&WORLD.sources) }).facets.is_empty());
}

#[test]
fn rows_collapse_templates_and_actors() {
    for rows in [Rows::Template, Rows::Actor] {
        let found = search("", &Ask { rows, ..ask(&WORLD.sources) });
        let of = |e: &Entry| match rows {
            Rows::Template => e.template_id.clone(),
            _ => e.actor_id.clone(),
        };
        let mut expected: BTreeMap<String, u64> = BTreeMap::new();
        for e in &WORLD.entries {
            let id = of(e);
            let id = if id.is_empty() { format!("alone {}", e.advert_id) } else { id };
            *expected.entry(id).or_default() += 1;
        }
        assert_eq!(found.rows, expected.len() as u64);
        assert_eq!(found.hits.len(), expected.len());
        for hit in &found.hits {
            let id = if rows == Rows::Template { &hit.template_id } else { &hit.actor_id };
            let alone = format!("alone {}", hit.advert_id);
            assert_eq!(hit.adverts, expected[if id.is_empty() { &alone } else { id }]);
        }
    }
}

#[test]
fn rows_come_in_order_and_pages_fit_together() {
    for (sort, rows) in [
        (Sort::Relevance, Rows::Advert),
        (Sort::Newest, Rows::Advert),
        (Sort::Oldest, Rows::Template),
        (Sort::Relevance, Rows::Actor),
    ] {
        let asked = Ask { sort, rows, facet_values: 0, ..ask(&WORLD.sources) };
        let all = search("massage OR hour OR uur", &asked).hits;
        assert!(all.len() > 100);
        let times: Vec<_> = all.iter().map(|h| h.posted).collect();
        match sort {
            Sort::Relevance => assert!(all.is_sorted_by(|a, b| a.score >= b.score)),
            Sort::Newest => assert!(times.is_sorted_by(|a, b| a >= b), "what has no time is last"),
            Sort::Oldest => {
                assert!(times.is_sorted_by_key(|t| t.unwrap_or(i64::MAX)));
                assert!(times.last().unwrap().is_none());
            }
        }
        let mut paged = Vec::new();
        for offset in (0..all.len()).step_by(37) {
            let page = Ask { offset, limit: 37, ..asked };
            paged.extend(search("massage OR hour OR uur", &page).hits);
        }
        assert_eq!(paged, all, "{sort:?}");
    }
}

#[test]
fn what_fits_better_comes_first() {
    let found = search("massage massage uur", &ask(&WORLD.sources));
    assert!(found.hits.first().unwrap().score > found.hits.last().unwrap().score);
    let text = |n: usize| {
        let id = &found.hits[n].advert_id;
        WORLD.entries.iter().find(|e| e.advert_id == *id).unwrap().text.to_lowercase()
    };
    let often = |text: String| text.matches("massage").count() * 1000 / text.len().max(1);
    assert!(often(text(0)) >= often(text(found.hits.len() - 1)));
}

/// The order of adverts is a matter of the adverts, not of how they came into the index.
#[test]
fn the_same_adverts_give_the_same_answer_however_they_came_in() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = open(dir.path());
    let reversed =
        |_: &str| WORLD.entries.iter().rev().cloned().map(Ok).collect::<Vec<_>>().into_iter();
    index.update(&["all".to_owned()], reversed).unwrap();
    for text in ["massage", "uur OR hour", "mas* -lang:en"] {
        for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
            for rows in [Rows::Advert, Rows::Template] {
                let asked = Ask { sort, rows, ..ask(&WORLD.sources) };
                let found = index.search(&query(text), &asked).unwrap();
                assert_eq!(found, search(text, &asked), "{text} {sort:?} {rows:?}");
            }
        }
    }
}

#[test]
fn saved_searches_tell_what_is_new_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = open(dir.path());
    let entries = country::entries(900, 73);
    let sources = country::sources(&entries);
    let of = |part: &str| {
        let n: usize = part.trim_end_matches('b').parse().unwrap();
        let part: Vec<_> = entries[n * 300..(n + 1) * 300].iter().cloned().map(Ok).collect();
        part.into_iter()
    };
    let saved = |id: &str, text: &str, sources: &[String]| Saved {
        id: id.to_owned(),
        query: query(text),
        sources: sources.to_vec(),
    };
    let all = [
        saved("everything", "", &sources),
        saved("massage", "massage OR masaje", &sources),
        saved("one source", "", &sources[..1]),
        saved("nothing", "xyzzyplugh", &sources),
    ];
    index.update(&["0".into(), "1".into()], of).unwrap();
    let then = index.watermark();
    assert!(index.new_hits(&all, then, 10).unwrap().is_empty(), "all of it was there");
    // Part 1 comes again under another name: its adverts are not new.
    let done = index.update(&["0".into(), "1b".into(), "2".into()], of).unwrap();
    assert_eq!((done.adverts, done.new_adverts), (600, 300));
    let new = index.new_hits(&all, then, 10).unwrap();
    let expected: BTreeSet<&str> = entries[600..].iter().map(|e| e.advert_id.as_str()).collect();
    assert_eq!(
        new.iter().map(|n| n.id.as_str()).collect::<Vec<_>>()[..2],
        ["everything", "massage"]
    );
    assert_eq!((new[0].adverts, new[0].hits.len()), (300, 10));
    let sorted = Ask { sort: Sort::Newest, limit: 10_000, ..ask(&sources) };
    let by_hand = index.search(&all[1].query, &sorted).unwrap().hits;
    let by_hand: Vec<&str> =
        by_hand.iter().map(|h| h.advert_id.as_str()).filter(|id| expected.contains(id)).collect();
    let told = index.new_hits(&all[1..2], then, 10_000).unwrap();
    assert_eq!(told[0].hits.iter().map(|h| h.advert_id.as_str()).collect::<Vec<_>>(), by_hand);
    let one = entries[600..].iter().filter(|e| e.source == sources[0]).count() as u64;
    assert_eq!(new.iter().find(|n| n.id == "one source").map_or(0, |n| n.adverts), one);
    assert!(index.new_hits(&all, index.watermark(), 10).unwrap().is_empty());
    let lost = Watermark { life: then.life + 1, ..then };
    assert!(matches!(index.new_hits(&all, lost, 10), Err(SearchError::Restarted)));
}
