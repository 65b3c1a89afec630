//! Prices of countries whose quantiles are known, and laws.

use crate::chance::Chance;
use proptest::prelude::*;
use spoor_trends::{
    Cell, CellFigures, Counts, Kind, PriceRow, PriceSettings, Prices, Row, Settings, Span,
};

fn build(rows: &[PriceRow]) -> Prices {
    let (prices, defects) = Prices::build(rows, &PriceSettings::default());
    assert!(defects.is_empty(), "{defects:?}");
    prices
}

fn row(n: usize, place: u32, period: i32, service: Option<u32>, hourly: f64) -> PriceRow {
    let n = n as u32;
    PriceRow { place, service, period, currency: 0, hourly: Some(hourly), actor: n, row: n }
}

/// Standard normal quantiles 0.10, 0.25, 0.50, 0.75, 0.90.
const Z: [f64; 5] = [-1.281_551_6, -0.674_489_8, 0.0, 0.674_489_8, 1.281_551_6];
const SPREAD: f64 = 0.3;

/// 30 towns whose log price differs by 0.2, six months by 0.05, four services by 0.1; of each cell
/// between 1 and 40 prices. Returns the truth of each cell beside the rows.
fn country(seed: u64) -> (Vec<PriceRow>, Vec<(Cell, f64)>) {
    let mut chance = Chance(seed);
    let (mut rows, mut truth) = (Vec::new(), Vec::new());
    for place in 0..30 {
        let town = 5.0 + 0.2 * chance.normal();
        for period in 0..6 {
            let month = town + 0.05 * chance.normal();
            for service in 0..4 {
                let middle = month + 0.1 * chance.normal();
                let cell = Cell {
                    currency: 0,
                    place: Some(place),
                    period: Some(period),
                    service: Some(service),
                };
                truth.push((cell, middle));
                for _ in 0..=chance.below(8) * chance.below(8) {
                    let x = (middle + SPREAD * chance.normal()).exp();
                    rows.push(row(rows.len(), place, period, Some(service), x));
                }
            }
        }
    }
    (rows, truth)
}

#[test]
fn shrinking_beats_the_cells_own_quantiles_and_intervals_cover() {
    for seed in 400..403 {
        let (rows, truth) = country(seed);
        let prices = build(&rows);
        let (mut shrunk, mut own, mut covered, mut all) = ([0.0; 5], [0.0; 5], [0.0; 5], 0.0);
        for (cell, middle) in truth {
            let figures = prices.figures(cell).expect("every cell has a price");
            let mut its: Vec<f64> = rows
                .iter()
                .filter(|r| {
                    (r.place, r.period, r.service)
                        == (cell.place.unwrap(), cell.period.unwrap(), cell.service)
                })
                .filter_map(|r| r.hourly)
                .map(f64::ln)
                .collect();
            its.sort_by(f64::total_cmp);
            all += 1.0;
            for (i, p) in CellFigures::AT.into_iter().enumerate() {
                let want = middle + SPREAD * Z[i];
                shrunk[i] += (figures.quantiles[i].ln() - want).powi(2);
                own[i] += (spoor_trends::quantile(&its, p).expect("one") - want).powi(2);
                covered[i] += f64::from(u8::from(
                    figures.low[i].ln() <= want && want <= figures.high[i].ln(),
                ));
            }
        }
        for i in 0..5 {
            assert!(shrunk[i] < 0.6 * own[i], "quantile {i}: {} of {}", shrunk[i], own[i]);
            let share = covered[i] / all;
            assert!((0.86..=0.97).contains(&share), "seed {seed}, quantile {i}: {share}");
        }
    }
}

#[test]
fn many_prices_make_a_cell_its_own() {
    let mut chance = Chance(9);
    let mut rows = Vec::new();
    for place in 0..8 {
        for _ in 0..20_000 {
            let x = (5.0 + f64::from(place) * 0.2 + SPREAD * chance.normal()).exp();
            rows.push(row(rows.len(), place, 0, None, x));
        }
    }
    let prices = build(&rows);
    for place in 0..8u32 {
        let cell = Cell { currency: 0, place: Some(place), period: None, service: None };
        let mut its: Vec<f64> =
            rows.iter().filter(|r| r.place == place).filter_map(|r| r.hourly).collect();
        its.sort_by(f64::total_cmp);
        let figures = prices.figures(cell).expect("prices");
        for (i, p) in CellFigures::AT.into_iter().enumerate() {
            let own = spoor_trends::quantile(&its, p).expect("one");
            assert!((figures.quantiles[i] / own - 1.0).abs() < 0.01, "{figures:?}");
        }
        assert_eq!((figures.adverts, figures.actors, figures.all), (20_000, 20_000, 20_000));
    }
}

#[test]
fn a_position_is_the_inverse_of_a_quantile() {
    let (rows, truth) = country(404);
    let prices = build(&rows);
    for (cell, _) in truth.into_iter().step_by(17) {
        for p in [0.1, 0.25, 0.5, 0.8] {
            let (x, ..) = prices.quantile(cell, p).expect("a quantile");
            let at = prices.position(x, cell).expect("a position");
            assert!((at.quantile - p).abs() <= 0.011, "{cell:?} {p}: {at:?}");
            assert!(at.low <= at.quantile && at.quantile <= at.high, "{at:?}");
        }
        let low = prices.position(1.0, cell).expect("a position");
        assert!(low.quantile < 0.01 && low.ratio < 0.1 && low.deviations < -5.0, "{low:?}");
    }
    // A month without prices is compared with the town, a town without with the currency.
    let cell = |place, period| Cell { currency: 0, place: Some(place), period, service: None };
    let town = prices.position(150.0, cell(3, Some(99))).expect("a position");
    assert_eq!(town.cell, cell(3, None));
    assert_eq!(prices.position(150.0, cell(999, None)).expect("one").cell, Cell::currency(0));
    assert_eq!(prices.position(150.0, Cell::currency(7)), None);
    assert_eq!(prices.position(f64::NAN, Cell::currency(0)), None);
}

#[test]
fn currencies_never_touch() {
    let (mut rows, _) = country(405);
    let alone = build(&rows);
    let more: Vec<PriceRow> = rows
        .iter()
        .map(|r| PriceRow { currency: 1, hourly: r.hourly.map(|p| p * 50.0), ..*r })
        .collect();
    rows.extend(more);
    let both = build(&rows);
    for cell in alone.cells() {
        assert_eq!(alone.figures(*cell), both.figures(*cell));
    }
    assert_eq!(both.cells().len(), 2 * alone.cells().len());
}

#[test]
fn an_actor_counts_once_in_a_cell() {
    let (mut rows, _) = country(406);
    let before = build(&rows);
    let again: Vec<PriceRow> = (0..500).map(|_| rows[0]).collect();
    rows.extend(again);
    let after = build(&rows);
    for cell in before.cells() {
        let (a, b) = (before.figures(*cell).expect("one"), after.figures(*cell).expect("one"));
        assert_eq!((a.actors, a.quantiles), (b.actors, b.quantiles));
    }
    let own = after.own(rows[0].actor, 0).expect("an actor");
    assert_eq!((own.adverts, own.priced, own.deviation < 1e-9), (501, 501, true));
}

#[test]
fn bad_prices_are_defects_and_adverts_without_one_are_counted() {
    let (mut rows, _) = country(407);
    let cells = build(&rows).cells().to_vec();
    let figures = build(&rows).figures(cells[0]).expect("one");
    for hourly in [Some(0.0), Some(f64::NAN), Some(-5.0), Some(f64::INFINITY), None] {
        rows.push(PriceRow { hourly, row: 9_999_999, actor: 77_777, ..rows[0] });
    }
    let (prices, defects) = Prices::build(&rows, &PriceSettings::default());
    assert_eq!(defects.len(), 4);
    assert_eq!(prices.cells(), cells);
    let with = prices.figures(cells[0]).expect("one");
    assert_eq!(
        (with.adverts, with.all, with.quantiles),
        (figures.adverts, figures.all + 5, figures.quantiles)
    );
    let own = prices.own(77_777, 0).expect("an actor");
    assert_eq!((own.adverts, own.priced), (5, 0));
    assert!(Prices::build(&[], &PriceSettings::default()).0.cells().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn quantiles_rise_and_neither_order_nor_unit_matters(
        seed in 0u64..1_000,
        unit in 0.01f64..100.0,
    ) {
        let mut chance = Chance(seed);
        let mut rows: Vec<PriceRow> = (0..120)
            .map(|n| {
                let service = (chance.below(3) > 0).then(|| chance.below(3) as u32);
                let x = (5.0 + 0.5 * chance.normal()).exp();
                row(n, chance.below(4) as u32, chance.below(3) as i32, service, x)
            })
            .collect();
        let prices = build(&rows);
        chance.shuffle(&mut rows);
        let again = build(&rows);
        rows.iter_mut().for_each(|r| r.hourly = r.hourly.map(|p| p * unit));
        let scaled = build(&rows);
        for cell in prices.cells() {
            let figures = prices.figures(*cell).expect("one");
            prop_assert_eq!(&Some(figures.clone()), &again.figures(*cell));
            prop_assert!(figures.quantiles.is_sorted());
            let other = scaled.figures(*cell).expect("one");
            for (a, b) in figures.quantiles.iter().zip(other.quantiles) {
                prop_assert!((a * unit / b - 1.0).abs() < 1e-6);
            }
        }
    }
}

/// Bands of the prices of the first 40 weeks are the yardstick of the later ones: prices a quarter
/// higher in one town of twelve prices a week show within two months, and in no other town.
#[test]
fn a_price_rise_in_one_town_is_a_trend_of_its_upper_band() {
    let mut weeks = 0;
    for seed in 500..505 {
        let mut chance = Chance(seed);
        let mut seen = Vec::new();
        for week in 0..70 {
            for town in (0..10u32).flat_map(|t| [t; 12]) {
                let risen = town == 3 && week >= 50;
                let x = (5.0 + 0.05 * f64::from(town) + 0.25 * chance.normal()).exp();
                let price = if risen { x * 1.25 } else { x };
                seen.push((week, row(seen.len(), town, 0, None, price)));
            }
        }
        let before: Vec<PriceRow> = seen.iter().filter(|s| s.0 < 40).map(|s| s.1).collect();
        let prices = build(&before);
        let rows = seen.iter().map(|(week, r)| {
            let cell = Cell { currency: 0, place: Some(r.place), period: None, service: None };
            let at = prices.position(r.hourly.unwrap_or(0.0), cell).expect("a position").quantile;
            let band = if at < 0.25 { 0 } else { 1 + u32::from(at > 0.75) };
            let (group, key) = (r.place, r.place * 3 + band);
            Row { kind: Kind::PriceBand, group, key, bucket: *week, actor: r.actor, row: r.row }
        });
        let span = Span { first: 0, last: 69, rest: 26 };
        let (counts, _) = Counts::build(rows.collect(), span);
        let found = (45..70).find_map(|week| {
            let trends = counts.trends(week, &Settings::default());
            (!trends.is_empty()).then_some((week, trends))
        });
        let (week, trends) = found.expect("a trend");
        let keys: Vec<u32> = trends.iter().map(|t| t.key).collect();
        assert_eq!(keys, [3 * 3 + 2], "seed {seed}, week {week}");
        weeks += week - 50;
    }
    assert!(weeks <= 5 * 8, "two months on average: {weeks} weeks in five countries");
}
