//! Planted changes with known truth, a real series with known rises, and laws.

use crate::chance::Chance;
use proptest::prelude::*;
use spoor_trends::{Counts, Kind, Row, Settings, Span, Trend, change, changed_within, run_lengths};

const WEEKS: u64 = 70;
const SPAN: Span = Span { first: 0, last: WEEKS as i32 - 1, rest: 26 };

/// A country of `weeks` in which every week `actors` new ones each take up three of `keys`.
fn quiet(chance: &mut Chance, actors: u64, keys: u64) -> Vec<Row> {
    let mut rows = Vec::new();
    for week in 0..WEEKS {
        for n in 0..actors {
            for _ in 0..3 {
                let key = chance.below(keys).min(chance.below(keys)) as u32;
                add(&mut rows, key, week, (week * actors + n) as u32);
            }
        }
    }
    rows
}

fn add(rows: &mut Vec<Row>, key: u32, week: u64, actor: u32) {
    let row = rows.len() as u32;
    rows.push(Row { kind: Kind::Term, group: 0, key, bucket: week as i32, actor, row });
}

fn counted(rows: &[Row]) -> Counts {
    let (counts, defects) = Counts::build(rows.to_vec(), SPAN);
    assert!(defects.is_empty(), "{defects:?}");
    counts
}

fn last(rows: &[Row]) -> Vec<Trend> {
    counted(rows).trends(SPAN.last, &Settings::default())
}

#[test]
fn planted_rises_are_found_soon_and_little_else() {
    let (mut found, mut late, mut wrong) = (0, 0, 0);
    for seed in 100..110 {
        let mut chance = Chance(seed);
        let mut rows = quiet(&mut chance, 60, 300);
        // From week 50 on six a week, where there was one in three weeks.
        for week in 0..WEEKS {
            let many = if week < 50 { u64::from(chance.below(3) == 0) } else { 6 };
            (0..many).for_each(|_| {
                let actor = 1_000_000 + chance.below(100_000) as u32;
                add(&mut rows, 900, week, actor);
            });
        }
        let counts = counted(&rows);
        let first = (45..70).find(|t| {
            let trends = counts.trends(*t, &Settings::default());
            wrong += trends.iter().filter(|t| t.key != 900).count();
            trends.iter().any(|t| t.key == 900)
        });
        found += u32::from(first.is_some());
        late += first.map_or(0, |t| (t - 50).max(0));
    }
    assert_eq!(found, 10);
    assert!(late <= 20, "two weeks at most on average: {late} in ten");
    assert!(wrong <= 5, "{wrong} false in up to 250 looks at 300 keys");
}

#[test]
fn a_trend_says_when_how_steep_and_who() {
    let mut chance = Chance(7);
    let mut rows = quiet(&mut chance, 60, 300);
    let planted = rows.len() as u32;
    for week in 0..WEEKS {
        let many = if week >= 60 { 8 } else { u64::from(week % 2 == 0) };
        (0..many).for_each(|n| add(&mut rows, 900, week, 500_000 + (week * 10 + n) as u32));
    }
    let trends = last(&rows);
    let trend = trends.iter().find(|t| t.key == 900).expect("the planted one");
    assert!((59..=61).contains(&trend.since), "{trend:?}");
    assert!(trend.since_between.0 <= 60 && 60 <= trend.since_between.1);
    assert!(trend.low < 16.0 && 16.0 < trend.high && trend.posterior > 0.99, "{trend:?}");
    assert!(trend.actors >= 80 && trend.rows.len() == 20, "{trend:?}");
    assert!(trend.rows.iter().all(|row| *row >= planted));
    assert_eq!(trend.ears.c1, Some(60));
    assert_eq!(trend.first_seen, 0);
}

#[test]
fn nothing_rises_where_nothing_changes() {
    let mut wrong = 0;
    for seed in 200..240 {
        wrong += u32::from(!last(&quiet(&mut Chance(seed), 60, 500)).is_empty());
    }
    // At q = 0.05 one look in twenty may hold a false one: 2 in 40, 5 with luck against us.
    assert!(wrong <= 5, "{wrong} of 40 countries");
}

#[test]
fn one_actor_is_no_trend_however_much_it_posts() {
    let mut rows = quiet(&mut Chance(3), 60, 300);
    for week in 60..WEEKS {
        for actor in [900_000, 900_001, 900_002] {
            (0..50).for_each(|_| add(&mut rows, 900, week, actor));
        }
    }
    assert!(last(&rows).iter().all(|t| t.key != 900));
}

#[test]
fn growth_of_the_whole_is_no_news() {
    let mut wrong = 0;
    for seed in 300..310 {
        let mut rows = quiet(&mut Chance(seed), 30, 300);
        let mut more = quiet(&mut Chance(seed + 50), 90, 300);
        more.retain(|r| r.bucket >= 58);
        more.iter_mut().for_each(|r| r.actor += 700_000);
        rows.append(&mut more);
        wrong += last(&rows).len();
    }
    assert!(wrong <= 3, "{wrong} trends in ten countries that quadruple");
}

#[test]
fn nothing_later_is_looked_at() {
    let mut rows = quiet(&mut Chance(5), 60, 200);
    (0..60).for_each(|n| add(&mut rows, 900, 40 + n % 5, 800_000 + n as u32));
    let then = counted(&rows).trends(44, &Settings::default());
    rows.retain(|r| r.bucket <= 44);
    assert!(!then.is_empty());
    assert_eq!(counted(&rows).trends(44, &Settings::default()), then);
}

#[test]
fn rows_outside_the_span_are_a_defect_and_the_rest_is_kept() {
    let mut rows = quiet(&mut Chance(6), 20, 50);
    let counts = counted(&rows).len();
    rows.push(Row { bucket: i32::MAX, ..rows[0] });
    rows.push(Row { bucket: i32::MIN, ..rows[0] });
    let (kept, defects) = Counts::build(rows.clone(), SPAN);
    assert_eq!((kept.len(), defects.len()), (counts, 1));
    assert!(defects[0].problem.starts_with("2 rows"));
    let (none, defects) = Counts::build(rows, Span { first: 5, last: 4, rest: 1 });
    assert!(none.is_empty() && defects[0].code == "trend.bad-span");
    assert!(none.trends(5, &Settings::default()).is_empty());
}

/// Referrals to the UK's National Referral Mechanism, by quarter.
fn referrals() -> (Vec<String>, Vec<f64>) {
    include_str!("../data/uk_nrm_quarterly_totals.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split(',');
            let period = cells.next().unwrap_or_default().trim_matches('"').to_owned();
            (period, cells.next().and_then(|n| n.parse::<f64>().ok()).expect("a count"))
        })
        .unzip()
}

/// Rises that the published figures show plainly: by a third or more within a year, and kept. Each is
/// looked for in the two to three years around it, with the dispersion of the quarters.
#[test]
fn known_rises_of_the_referral_mechanism_are_found() {
    let (periods, counts) = referrals();
    let at = |p: &str| periods.iter().position(|q| q == p).expect("a quarter");
    for (from, to, since, by) in [
        ("2012Q1", "2014Q4", "2013Q3", 2),
        ("2014Q1", "2016Q4", "2015Q2", 2),
        ("2018Q1", "2019Q4", "2019Q2", 2),
        ("2020Q2", "2022Q1", "2020Q4", 1),
        ("2021Q1", "2023Q1", "2022Q1", 1),
    ] {
        let cut = &counts[at(from)..=at(to)];
        // Beside Poisson noise quarters differ by 8.6 %: half the variance of successive log
        // ratios, less the mean of 1 / n, over all 59 quarters.
        let phi = 1.0 + 0.086f64.powi(2) * cut[0];
        let found = change(cut, &vec![1.0; cut.len()], phi, 0.05).expect("a change");
        let off = (at(from) + found.since).abs_diff(at(since));
        assert!(found.posterior > 0.9 && found.low > 1.0 && off <= by, "{from}: {found:?}");
    }
    // And none in the years before, 2009 Q2 to 2010 Q4, when they stood still.
    let phi = 1.0 + 0.086f64.powi(2) * counts[0];
    let found = change(&counts[..7], &[1.0; 7], phi, 0.05).expect("a posterior");
    assert!(found.posterior < 0.5, "{found:?}");
}

#[test]
fn what_cannot_be_counted_has_no_change() {
    for (counts, exposure) in [
        (vec![], vec![]),
        (vec![1.0], vec![1.0]),
        (vec![0.0, 0.0], vec![1.0, 1.0]),
        (vec![1.0, f64::NAN], vec![1.0, 1.0]),
        (vec![1.0, 2.0], vec![1.0, -1.0]),
        (vec![1.0, 2.0], vec![0.0, 1.0]),
        (vec![1.0, 2.0], vec![1.0]),
    ] {
        assert_eq!(change(&counts, &exposure, 1.0, 0.05), None);
    }
    assert_eq!(change(&[1.0, 2.0], &[1.0, 1.0], 1.0, 1.0), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn order_of_rows_and_repeats_within_a_bucket_are_irrelevant(seed in 0u64..1_000) {
        let mut chance = Chance(seed);
        let mut rows = quiet(&mut chance, 12, 60);
        (0..40).for_each(|n| add(&mut rows, 900, 60 + n % 8, 800_000 + n as u32));
        let want = last(&rows);
        prop_assert!(!want.is_empty());
        chance.shuffle(&mut rows);
        prop_assert_eq!(&last(&rows), &want);
        let later: Vec<Row> = rows.iter().map(|r| Row { row: r.row + 1_000_000, ..*r }).collect();
        rows.extend(later);
        prop_assert_eq!(&last(&rows), &want);
    }

    /// The unit of exposure does not matter; ten times the counts make the same ratio surer.
    #[test]
    fn scale_changes_nothing_but_certainty(
        counts in proptest::collection::vec(0u32..20, 4..30),
        unit in 0.001f64..1_000.0,
    ) {
        let counts: Vec<f64> = counts.into_iter().map(f64::from).collect();
        let ones = vec![1.0; counts.len()];
        let Some(one) = change(&counts, &ones, 1.0, 0.05) else { return Ok(()) };
        let other = change(&counts, &vec![unit; counts.len()], 1.0, 0.05).expect("as before");
        prop_assert!((one.posterior - other.posterior).abs() < 1e-6);
        prop_assert!((one.ratio / other.ratio - 1.0).abs() < 1e-6);
        // Counts of tenfold size and dispersion say what the counts say.
        let tenfold: Vec<f64> = counts.iter().map(|c| c * 10.0).collect();
        let same = change(&tenfold, &ones, 10.0, 0.05).expect("as before");
        prop_assert!((one.posterior - same.posterior).abs() < 1e-6);
        prop_assert!(one.low <= one.ratio && one.ratio <= one.high);
        let run = |c: &[f64], e: &[f64], phi| run_lengths(c, e, phi, 0.05).expect("as before");
        let runs = run(&counts, &ones, 1.0);
        prop_assert!((runs.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        prop_assert!((0..counts.len()).all(|k| changed_within(&runs, k) <= changed_within(&runs, k + 1)));
        for other in [run(&counts, &vec![unit; counts.len()], 1.0), run(&tenfold, &ones, 10.0)] {
            prop_assert!(runs.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-6));
        }
    }
}
