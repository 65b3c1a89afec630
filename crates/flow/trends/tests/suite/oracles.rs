//! Against what others worked out: numpy, scipy and the R package surveillance (tests/data).

use spoor_trends::{
    Chart, EarsSettings, change, changed_within, ears, order_interval, quantile, rise_tail,
    run_lengths,
};

fn lines(file: &str) -> impl Iterator<Item = Vec<&str>> {
    file.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect())
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap_or_else(|_| panic!("{cell:?} is no number"))
}

fn close(got: f64, want: f64, by: f64) -> bool {
    (got - want).abs() <= by * want.abs().max(1e-300)
}

#[test]
fn quantiles_are_numpys() {
    let mut checked = 0;
    for cells in lines(include_str!("../data/quantiles.tsv")) {
        let x: Vec<f64> = cells.iter().map(|c| number(c)).collect();
        let got = quantile(&x[2..], x[0]).expect("a quantile");
        assert!(close(got, x[1], 1e-12), "{}: {got}, not {}", x[0], x[1]);
        checked += 1;
    }
    assert_eq!(checked, 48);
    assert_eq!((quantile(&[], 0.5), quantile(&[1.0], 1.5)), (None, None));
}

#[test]
fn order_statistics_hold_their_level_in_as_few_ranks_as_can_be() {
    for cells in lines(include_str!("../data/order_intervals.tsv")) {
        let x: Vec<f64> = cells.iter().map(|c| number(c)).collect();
        let ranks: Vec<f64> = (0..x[0] as u32).map(f64::from).collect();
        let got = order_interval(&ranks, x[1], x[2]).map_or(0.0, |(low, high)| high - low);
        assert!((got - x[3]).abs() < 0.5, "{cells:?}: {got} ranks");
    }
}

#[test]
fn tails_are_scipys() {
    for cells in lines(include_str!("../data/rise_tails.tsv")) {
        let x: Vec<f64> = cells.iter().map(|c| number(c)).collect();
        let got = rise_tail(x[0], x[1], x[2]);
        assert!(close(got, x[3], 1e-9), "{cells:?}: {got}");
    }
}

#[test]
fn changes_are_those_of_numerical_integration() {
    let mut since = Vec::new();
    for cells in lines(include_str!("../data/changes.tsv")) {
        let list = |c: &str| -> Vec<f64> { c.split(',').map(number).collect() };
        let found = change(&list(cells[5]), &list(cells[6]), 1.0, 0.05).expect("a change");
        let want: Vec<f64> = cells[..5].iter().map(|c| number(c)).collect();
        assert!((found.posterior - want[0]).abs() < 1e-3 * want[0] + 1e-9, "{cells:?}: {found:?}");
        assert_eq!(found.since as f64, want[1], "{cells:?}");
        for (got, want) in [found.ratio, found.low, found.high].into_iter().zip(&want[2..]) {
            assert!(close(got, *want, 3e-3), "{cells:?}: {got}, not {want}");
        }
        since.push(found.since);
    }
    // 1851 + 111 - 70 - 1: backwards, the rate rises where forwards 1890 ends the bad years.
    assert_eq!(since[1], 70);
}

#[test]
fn run_lengths_are_those_of_adams_and_mackay() {
    let mut checked = 0;
    for cells in lines(include_str!("../data/online.tsv")) {
        let list = |c: &str| -> Vec<f64> { c.split(',').map(number).collect() };
        let want = list(cells[3]);
        let got = run_lengths(&list(cells[1]), &list(cells[2]), 1.0, number(cells[0]));
        let got = got.expect("a posterior");
        assert_eq!(got.len(), want.len());
        for (a, b) in got.iter().zip(&want) {
            assert!((a - b).abs() < 1e-10, "{}: {a}, not {b}", cells[1]);
        }
        let last: f64 = want[..4].iter().sum();
        assert!((changed_within(&got, 4) - last).abs() < 1e-10);
        checked += 1;
    }
    assert_eq!(checked, 5);
}

/// Counts of `ears.R`.
const COUNTS: [f64; 46] = [
    3., 5., 2., 4., 6., 3., 5., 4., 12., 5., 3., 4., 6., 2., 5., 9., 14., 18., 4., 3., 5., 0., 0.,
    0., 0., 0., 0., 0., 0., 0., 1., 4., 2., 7., 7., 7., 8., 6., 7., 9., 7., 30., 8., 7., 2., 1.,
];

/// `qnorm(1 - 0.001)`, the threshold of `surveillance::earsC`.
const Z: f64 = 3.090_232_306_167_813;

/// The package gives the count above which a chart fires; ours gives standard deviations.
#[test]
fn charts_c1_and_c2_fire_where_surveillance_fires() {
    let mut fired = 0;
    for line in include_str!("../data/ears.txt").lines().filter(|l| l.starts_with('C')) {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let chart = if cells[0] == "C1" { Chart::C1 } else { Chart::C2 };
        let settings =
            EarsSettings { least_deviation: number(cells[1]), ..EarsSettings::default() };
        let first = number(cells[2]) as usize;
        let got = ears(&COUNTS, None, chart, &settings);
        assert!(got[..first].iter().all(Option::is_none));
        assert_eq!(cells.len() - 3, COUNTS.len() - first);
        for (t, bound) in (first..).zip(&cells[3..]) {
            let (x, bound) = (got[t].expect("a statistic"), number(bound));
            assert_eq!(x > Z, COUNTS[t] > bound, "{line}: bucket {t}, {x}, {bound}");
            fired += u32::from(x > Z);
            // The bound again, from the chart of a count one deviation higher or lower.
            if x.is_finite() && x != 0.0 && number(cells[1]) > 0.0 {
                let lag = if chart == Chart::C1 { 0 } else { 2 };
                let base = &COUNTS[t - lag - 7..t - lag];
                let mean = base.iter().sum::<f64>() / 7.0;
                let deviation = (COUNTS[t] - mean) / x;
                assert!(close(mean + Z * deviation, bound, 1e-9), "{line}: bucket {t}");
            }
        }
    }
    assert!(fired > 10, "{fired}");
}

/// C3 by hand, after Fricker (2008): the package leaves the judged bucket itself out of the sum.
#[test]
fn chart_c3_sums_what_c2_exceeds_one_by() {
    let settings = EarsSettings { least_deviation: 1.0, ..EarsSettings::default() };
    let counts = [4., 4., 4., 4., 4., 4., 4., 4., 4., 6., 6.5, 7., 4.];
    let c3 = ears(&counts, None, Chart::C3, &settings);
    // C2 at 9, 10, 11 with baseline 4 and deviation 1: 2, 2.5, 3; at 12 the baseline holds a 6.
    assert!(close(c3[11].expect("a statistic"), 1.0 + 1.5 + 2.0, 1e-12));
    assert!(c3[..11].iter().all(Option::is_none) && c3[12].is_some());
}

#[test]
fn growth_of_the_whole_fires_no_chart() {
    let counts = [3., 5., 4., 3., 5., 4., 4., 4., 4., 4., 4., 5., 4., 3., 4., 40., 44., 38.];
    let exposure: Vec<f64> = (0..18).map(|t| if t < 15 { 100.0 } else { 1000.0 }).collect();
    let settings = EarsSettings::default();
    for (chart, limit) in [(Chart::C1, 3.0), (Chart::C2, 3.0), (Chart::C3, 2.0)] {
        let alone = ears(&counts, None, chart, &settings);
        assert!(alone.iter().flatten().any(|x| *x > limit), "{chart:?}");
        let shared = ears(&counts, Some(&exposure), chart, &settings);
        assert!(shared.iter().flatten().all(|x| *x < limit), "{chart:?} {shared:?}");
    }
}
