//! Terms of one phrase are one trend.

use crate::chance::Chance;
use proptest::prelude::*;
use spoor_trends::{Counts, Kind, Phrase, Row, Settings, Span, Trend};

const SPAN: Span = Span { first: 100, last: 169, rest: 26 };
const WORDS: [&str; 6] = ["soft", "soft towels", "warm towels", "warm", "station", "towels"];

/// From bucket 160 on, five a week say "soft warm towels" (keys 1000 to 1002 and 1005, one now and
/// then without), and five others "station" (key 1004); "warm" (key 1003) is in half of the former
/// and in as many other adverts.
fn rows(seed: u64) -> Vec<Row> {
    let mut chance = Chance(seed);
    let mut rows = Vec::new();
    let mut add = |key, bucket, actor| {
        let row = rows.len() as u32;
        rows.push(Row { kind: Kind::Term, group: 0, key, bucket, actor, row });
    };
    for bucket in SPAN.first..=SPAN.last {
        for n in 0..60 {
            (0..3).for_each(|_| {
                add(chance.below(200) as u32, bucket, (bucket * 60 + n) as u32);
            });
        }
        for n in (0..5).filter(|_| bucket >= 160) {
            let actor = 500_000 + (bucket * 20 + n) as u32;
            for key in [1000, 1001, 1002, 1005].into_iter().filter(|_| chance.below(40) > 0) {
                add(key, bucket, actor);
            }
            add(1004, bucket, actor + 5);
            add(1003, bucket, if n % 2 == 0 { actor } else { actor + 10 });
        }
    }
    rows
}

fn phrases(rows: &[Row], alike: f64) -> (Vec<Trend>, Vec<Phrase>) {
    let (counts, _) = Counts::build(rows.to_vec(), SPAN);
    let trends = counts.trends(SPAN.last, &Settings::default());
    let word = |t: &Trend| {
        let known = (t.key as usize).checked_sub(1000).and_then(|k| WORDS.get(k));
        (*known.unwrap_or(&"other")).to_owned()
    };
    let phrases = counts.phrases(trends.clone(), SPAN.last, alike, word);
    (trends, phrases)
}

#[test]
fn the_longest_leads_and_what_rises_elsewhere_stays_alone() {
    let (_, found) = phrases(&rows(1), 0.8);
    let of = |key| found.iter().find(|p| p.lead.key == key);
    let towels = of(1002).or(of(1001)).expect("a pair of words leads");
    let mut others: Vec<u32> = towels.others.iter().map(|o| o.0.key).collect();
    others.push(towels.lead.key);
    others.sort_unstable();
    assert_eq!(others, [1000, 1001, 1002, 1005]);
    // "warm towels" has as many words as "soft towels", and as many letters: the surer one leads.
    assert!(towels.others.iter().all(|o| (0.8..=1.0).contains(&o.1)));
    assert!(of(1003).is_some_and(|p| p.others.is_empty()));
    assert!(of(1004).is_some_and(|p| p.others.is_empty()));
}

#[test]
fn nothing_in_nothing_out_and_unknown_trends_stay_alone() {
    let (counts, _) = Counts::build(rows(2), SPAN);
    assert!(counts.phrases(Vec::new(), SPAN.last, 0.8, |_| String::new()).is_empty());
    let mut trends = counts.trends(SPAN.last, &Settings::default());
    trends.truncate(1);
    trends.push(Trend { key: 77_777, ..trends[0].clone() });
    assert_eq!(counts.phrases(trends, SPAN.last, 0.8, |_| "x".to_owned()).len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn none_is_lost_and_order_of_rows_is_irrelevant(seed in 0u64..1_000, alike in 0.0f64..1.1) {
        let mut rows = rows(seed);
        let (trends, found) = phrases(&rows, alike);
        let mut keys: Vec<u32> = found
            .iter()
            .flat_map(|p| p.others.iter().map(|o| o.0.key).chain([p.lead.key]))
            .collect();
        let mut want: Vec<u32> = trends.iter().map(|t| t.key).collect();
        keys.sort_unstable();
        want.sort_unstable();
        prop_assert_eq!(keys, want);
        prop_assert!(found.iter().flat_map(|p| &p.others).all(|o| o.1 >= alike));
        if alike > 1.0 {
            prop_assert_eq!(found.len(), trends.len());
        }
        Chance(seed).shuffle(&mut rows);
        prop_assert_eq!(phrases(&rows, alike).1, found);
    }
}
