//! B-cubed over clustered adverts: precision over adverts in a predicted cluster of two or more,
//! recall over adverts in a true one (Amigó et al. 2009).

use std::collections::HashMap;

/// One line of figures. `truth` is -1 for an advert of its own; `level` splits the recall.
pub(crate) fn score(truth: &[i64], label: &[u32], level: &[i64]) -> String {
    let truth: Vec<i64> =
        truth.iter().enumerate().map(|(i, &t)| if t < 0 { -1 - i as i64 } else { t }).collect();
    let (mut of_truth, mut of_label, mut of_both) =
        (HashMap::new(), HashMap::new(), HashMap::new());
    for (t, l) in truth.iter().zip(label) {
        *of_truth.entry(*t).or_insert(0u32) += 1;
        *of_label.entry(*l).or_insert(0u32) += 1;
        *of_both.entry((*t, *l)).or_insert(0u32) += 1;
    }
    let (mut precision, mut recall) = (Mean::default(), Mean::default());
    let mut levels = [Mean::default(), Mean::default(), Mean::default()];
    for ((t, l), level) in truth.iter().zip(label).zip(level) {
        let (t_size, l_size) = (of_truth[t], of_label[l]);
        let both = f64::from(of_both[&(*t, *l)]);
        if l_size > 1 {
            precision.add(both / f64::from(l_size));
        }
        if t_size > 1 {
            recall.add(both / f64::from(t_size));
            if let Some(mean) = usize::try_from(*level).ok().and_then(|n| levels.get_mut(n)) {
                mean.add(both / f64::from(t_size));
            }
        }
    }
    format!(
        "cB3 P {:.4} R {:.4} | L0 {:.4} L1 {:.4} L2 {:.4} | biggest {} clusters {}",
        precision.value(),
        recall.value(),
        levels[0].value(),
        levels[1].value(),
        levels[2].value(),
        of_label.values().max().unwrap_or(&0),
        of_label.values().filter(|n| **n > 1).count()
    )
}

#[derive(Default)]
struct Mean(f64, u32);

impl Mean {
    fn add(&mut self, value: f64) {
        self.0 += value;
        self.1 += 1;
    }

    fn value(&self) -> f64 {
        if self.1 == 0 { 1.0 } else { self.0 / f64::from(self.1) }
    }
}
