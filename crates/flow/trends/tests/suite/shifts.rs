//! Shifts of the price level: planted ones, none, and laws.

use crate::chance::Chance;
use proptest::prelude::*;
use spoor_trends::{Basis, PriceRow, PriceShift, ShiftSettings, price_shifts};

const LAST: i32 = 59;

/// What is added to a log price: town, week the actor came, week.
type Plant = dyn Fn(u32, i32, i32) -> f64;

/// Thirty towns in which an actor comes every third week and stays twenty; each asks its own level,
/// one in three changes it once by about a tenth. Currency 0.
fn country(seed: u64, plant: &Plant) -> Vec<PriceRow> {
    let mut chance = Chance(seed);
    let (mut rows, mut actor) = (Vec::new(), 0);
    for town in 0..30 {
        for came in (-20..=LAST).filter(|w| w % 3 == 0) {
            let own = 5.0 + 0.3 * chance.normal();
            let (at, by) = (came + chance.below(60) as i32, 0.1 * chance.normal());
            for week in came.max(0)..(came + 20).min(LAST + 1) {
                if chance.below(2) == 0 {
                    continue;
                }
                let x = own + plant(town, came, week) + if week >= at { by } else { 0.0 };
                rows.push(PriceRow {
                    place: town,
                    service: None,
                    period: week,
                    currency: 0,
                    hourly: Some((x.exp() / 10.0).round() * 10.0),
                    actor,
                    row: rows.len() as u32,
                });
            }
            actor += 1;
        }
    }
    rows
}

fn shifts(rows: &[PriceRow]) -> Vec<PriceShift> {
    let (shifts, defects) = price_shifts(rows, LAST, &ShiftSettings::default());
    assert!(defects.is_empty(), "{defects:?}");
    shifts
}

fn risen(by: f64) -> impl Fn(u32, i32, i32) -> f64 {
    move |town, _, week| if town == 4 && week >= 40 { by } else { 0.0 }
}

#[test]
fn a_shift_up_or_down_in_one_town_is_found_with_week_and_size() {
    let (mut covers, mut wrong) = (0, 0);
    for (seed, by) in [(1, 0.25), (2, 0.25), (3, -0.25), (4, -0.25), (5, 0.2), (6, -0.2)] {
        let found = shifts(&country(seed, &risen(by)));
        wrong += found.iter().filter(|s| s.cell.place != Some(4)).count();
        let shift = found.iter().find(|s| s.cell.place == Some(4)).expect("the planted one");
        let side = shift.main().expect("a side");
        assert_eq!(shift.basis, Basis::Stayers);
        assert!((side.since - 40).abs() <= 2 && side.actors >= 4, "{shift:?}");
        assert!((side.ratio.ln() - by).abs() < 0.1, "{shift:?}");
        assert!((side.elsewhere.expect("others") - 1.0).abs() < 0.02 && side.compared);
        covers += u32::from(side.since_between.0 <= 40 && 40 <= side.since_between.1);
        assert!(!shift.rows.is_empty() && shift.rows.len() <= 20);
    }
    assert!(covers >= 4 && wrong <= 1, "{covers} of 6 intervals, {wrong} false");
}

#[test]
fn where_nothing_shifts_little_is_found() {
    let wrong: usize =
        (100..140).map(|seed| shifts(&country(seed, &|_, _, _| 0.0)).len().min(1)).sum();
    // Three families at q = 0.05, each wrong in one look of twenty: 6 in 40, 11 with luck against us.
    assert!(wrong <= 11, "{wrong} of 40 countries");
}

#[test]
fn dearer_newcomers_are_no_rise_of_those_who_stay() {
    let mut newcomers = 0;
    for seed in 200..210 {
        let dear = |town, came, _| if town == 4 && came >= 36 { 1.1 } else { 0.0 };
        for shift in shifts(&country(seed, &dear)).iter().filter(|s| s.cell.place == Some(4)) {
            assert_eq!(shift.basis, Basis::Newcomers, "{shift:?}");
            assert!(shift.newcomers.as_ref().is_some_and(|s| s.ratio > 1.2));
            newcomers += 1;
        }
    }
    assert!(newcomers >= 5, "{newcomers} of 10");
}

#[test]
fn who_asks_more_in_one_town_than_elsewhere_is_seen_as_a_visitor() {
    // Nobody stays: each actor asks one price in some other town, and then comes to town 4.
    let mut chance = Chance(7);
    let mut rows = country(8, &|_, _, _| 0.0);
    rows.retain(|r| r.place != 4);
    for week in (0..LAST).filter(|w| w % 2 == 0) {
        let (own, actor) = (5.0 + 0.3 * chance.normal(), 900_000 + week as u32);
        let here = own + if week >= 40 { 0.22 } else { 0.0 };
        for (place, x) in [(chance.below(4) as u32, own), (4, here)] {
            let (period, row) = (week + i32::from(place == 4), rows.len() as u32);
            rows.push(PriceRow { place, period, hourly: Some(x.exp()), actor, row, ..rows[0] });
        }
    }
    let found = shifts(&rows);
    let shift = found.iter().find(|s| s.cell.place == Some(4)).expect("a shift");
    assert_eq!(shift.basis, Basis::Visitors);
    let side = shift.main().expect("a side");
    assert!((side.since - 41).abs() <= 1 && (side.ratio.ln() - 0.22).abs() < 0.02, "{side:?}");
}

#[test]
fn a_move_of_the_whole_currency_is_that_of_no_town() {
    let whole = |_, _, week| if week >= 40 { 0.15 } else { 0.0 };
    let found = shifts(&country(300, &whole));
    assert!(found.iter().any(|s| s.cell.place.is_none() && s.basis == Basis::Stayers));
    assert!(found.iter().filter(|s| s.cell.place.is_some()).count() <= 1, "{found:?}");
}

#[test]
fn currencies_are_never_compared_and_nothing_later_is_looked_at() {
    let mut rows = country(400, &risen(0.25));
    let alone = shifts(&rows);
    assert!(!alone.is_empty());
    let other: Vec<PriceRow> = country(401, &|_, _, week| if week >= 30 { 0.5 } else { 0.0 })
        .into_iter()
        .map(|r| PriceRow { currency: 1, actor: r.actor + 100_000, row: r.row + 500_000, ..r })
        .collect();
    rows.extend(other);
    // p-values of one currency are the same; only the families, and so q, are larger.
    let p = |of: &[PriceShift]| {
        let mine = of.iter().filter(|s| s.cell.currency == 0 && s.cell.place == Some(4));
        mine.map(|s| s.main().map(|side| (side.p, side.since))).collect::<Vec<_>>()
    };
    assert_eq!(p(&shifts(&rows)), p(&alone));
    let mut rows = country(400, &risen(0.25));
    let (then, _) = price_shifts(&rows, 50, &ShiftSettings::default());
    rows.retain(|r| r.period <= 50);
    assert_eq!(price_shifts(&rows, 50, &ShiftSettings::default()).0, then);
}

#[test]
fn bad_prices_are_defects_and_empty_input_is_nothing() {
    let mut rows = country(402, &risen(0.25));
    let want = shifts(&rows);
    for hourly in [Some(0.0), Some(f64::NAN), Some(-5.0), Some(f64::INFINITY), None] {
        rows.push(PriceRow { hourly, row: 9_999_999, ..rows[0] });
    }
    let (got, defects) = price_shifts(&rows, LAST, &ShiftSettings::default());
    assert_eq!((got, defects.len()), (want, 4));
    let settings = ShiftSettings { history: 0, draws: 0, ..ShiftSettings::default() };
    assert!(price_shifts(&rows, i32::MIN, &settings).0.is_empty());
    assert!(price_shifts(&[], LAST, &ShiftSettings::default()).0.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn neither_order_nor_repeats_nor_the_unit_matter(seed in 0u64..1_000, unit in 0.01f64..100.0) {
        let mut rows = country(seed, &risen(0.3));
        let want = shifts(&rows);
        let mut chance = Chance(seed);
        let again: Vec<PriceRow> = (0..50).map(|_| rows[chance.below(400) as usize]).collect();
        rows.extend(again);
        chance.shuffle(&mut rows);
        prop_assert_eq!(&shifts(&rows), &want);
        rows.iter_mut().for_each(|r| r.hourly = r.hourly.map(|p| p * unit));
        let scaled = shifts(&rows);
        prop_assert_eq!(scaled.len(), want.len());
        for (a, b) in scaled.iter().zip(&want) {
            let (a, b) = (a.main().expect("a side"), b.main().expect("a side"));
            prop_assert!(a.since == b.since && (a.ratio / b.ratio - 1.0).abs() < 1e-6);
        }
    }
}
