//! Pushes discs apart until none lies on another.

/// A disc: centre and radius.
pub(super) type Disc = ((f64, f64), f64);

const ROUNDS: usize = 300;

/// Moves discs until each pair has `gap` between them, keeping them inside `0..=wide` across;
/// downwards there is as much room as it takes.
pub(super) fn spread(discs: &mut [Disc], wide: f64, gap: f64) {
    for attempt in 0..40 {
        if settle(discs, wide, gap) {
            return;
        }
        // Too tight: more room downwards, and a nudge for what lies exactly in line.
        let stretch = 1.1;
        for (i, disc) in discs.iter_mut().enumerate() {
            disc.0.1 = disc.0.1 * stretch + ((i * 7 + attempt) % 11) as f64 * 0.3;
        }
    }
}

fn settle(discs: &mut [Disc], wide: f64, gap: f64) -> bool {
    for _ in 0..ROUNDS {
        for (at, r) in discs.iter_mut() {
            at.0 = at.0.clamp(*r, (wide - *r).max(*r));
        }
        let mut calm = true;
        for i in 0..discs.len() {
            for j in i + 1..discs.len() {
                let ((a, ra), (b, rb)) = (discs[i], discs[j]);
                let need = ra + rb + gap;
                let (dx, dy) = (b.0 - a.0, b.1 - a.1);
                if dx.abs() >= need || dy.abs() >= need {
                    continue;
                }
                let len = (dx * dx + dy * dy).sqrt();
                if len >= need - 1e-3 {
                    continue;
                }
                calm = false;
                // Twins part in a direction of their own, so that many do not stay in one line.
                let (ux, uy) = if len > 1e-6 {
                    (dx / len, dy / len)
                } else {
                    let turn = 2.4 * (i * 31 + j) as f64;
                    (libm::cos(turn), libm::sin(turn))
                };
                let push = (need - len) / 2.0 + 0.01;
                discs[i].0 = (a.0 - ux * push, a.1 - uy * push);
                discs[j].0 = (b.0 + ux * push, b.1 + uy * push);
            }
        }
        if calm {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discs_on_one_point_part() {
        let mut discs = vec![((50.0, 0.0), 10.0); 60];
        spread(&mut discs, 120.0, 4.0);
        for i in 0..discs.len() {
            assert!(discs[i].0.0 >= 10.0 && discs[i].0.0 <= 110.0);
            for j in 0..i {
                let (dx, dy) = (discs[i].0.0 - discs[j].0.0, discs[i].0.1 - discs[j].0.1);
                assert!((dx * dx + dy * dy).sqrt() > 23.8, "{i} {j}");
            }
        }
    }
}
