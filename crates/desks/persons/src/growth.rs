//! Growth of children: median stature by age, CDC growth charts 2000, `data/stature.tsv`.

use spoor_vocab::Sex;
use std::sync::LazyLock;

/// Years from 2 to 20: girls, boys, cm.
static STATURE: LazyLock<Vec<(f32, f32, f32)>> = LazyLock::new(|| {
    let rows = include_str!("../data/stature.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|l| {
        let mut cells = l.split('\t').map(str::parse);
        Some((cells.next()?.ok()?, cells.next()?.ok()?, cells.next()?.ok()?))
    })
    .collect()
});

/// Median stature at an age in years, cm; that of 2 below 2, that of 20 above 20. Without a sex
/// the mean of both.
pub(crate) fn median_cm(years: f32, sex: Option<Sex>) -> f32 {
    let pick = |&(_, girls, boys): &(f32, f32, f32)| match sex {
        Some(Sex::Female) => girls,
        Some(Sex::Male) => boys,
        _ => (girls + boys) / 2.0,
    };
    let table = &*STATURE;
    let at = (years - 2.0).clamp(0.0, (table.len() - 1) as f32);
    let low = (at as usize).min(table.len() - 2);
    let (a, b) = (pick(&table[low]), pick(&table[low + 1]));
    a + (b - a) * (at - low as f32)
}

/// Median growth from one age to a later one, cm.
pub(crate) fn growth_cm(then: f32, now: f32, sex: Option<Sex>) -> f32 {
    (median_cm(now, sex) - median_cm(then, sex)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_grow_and_adults_do_not() {
        assert_eq!(STATURE.len(), 19);
        // CDC: girls 12.04 years (144.5 months) 151.49 cm; boys 15.04 years (180.5 months) 170.14 cm.
        assert!((median_cm(144.5 / 12.0, Some(Sex::Female)) - 151.49).abs() < 0.3);
        assert!((median_cm(180.5 / 12.0, Some(Sex::Male)) - 170.14).abs() < 0.3);
        assert!((growth_cm(12.0, 16.0, Some(Sex::Female)) - 11.4).abs() < 0.5);
        assert_eq!(growth_cm(20.0, 40.0, None), 0.0);
        assert!(growth_cm(17.0, 18.0, Some(Sex::Male)) < 1.5);
    }
}
