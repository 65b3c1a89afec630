//! Boxes in rows, large ones first, each row centred.

/// Corner of each box, in the order given, and the height of all, for boxes at most `width` wide.
pub(super) fn pack(boxes: &[(f64, f64)], width: f64) -> (Vec<(f64, f64)>, f64) {
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    order.sort_by(|&a, &b| {
        let area = |i: usize| boxes[i].0 * boxes[i].1;
        area(b).total_cmp(&area(a)).then(a.cmp(&b))
    });
    let mut rows: Vec<(f64, f64, Vec<usize>)> = Vec::new();
    for i in order {
        let (w, h) = boxes[i];
        let row = rows.iter_mut().find(|(used, tall, _)| used + w <= width && h <= *tall);
        match row {
            Some((used, _, own)) => {
                *used += w;
                own.push(i);
            }
            None => rows.push((w, h, vec![i])),
        }
    }
    let mut corners = vec![(0.0, 0.0); boxes.len()];
    let mut y = 0.0;
    for (used, tall, own) in rows {
        // What is over is shared out between the boxes of the row.
        let gap = ((width - used) / (own.len() + 1) as f64).max(0.0);
        let mut x = gap;
        for i in own {
            corners[i] = (x, y + (tall - boxes[i].1) / 2.0);
            x += boxes[i].0 + gap;
        }
        y += tall;
    }
    (corners, y)
}

#[cfg(test)]
mod tests {
    use super::pack;

    #[test]
    fn boxes_do_not_lie_on_one_another() {
        let boxes: Vec<(f64, f64)> = (0..30)
            .map(|i| (20.0 + f64::from(i % 7) * 11.0, 15.0 + f64::from(i % 5) * 9.0))
            .collect();
        let (corners, height) = pack(&boxes, 300.0);
        for i in 0..boxes.len() {
            let (x, y) = corners[i];
            assert!(x >= 0.0 && x + boxes[i].0 <= 300.0 + 1e-9 && y + boxes[i].1 <= height + 1e-9);
            for j in 0..i {
                let apart = x >= corners[j].0 + boxes[j].0
                    || corners[j].0 >= x + boxes[i].0
                    || y >= corners[j].1 + boxes[j].1
                    || corners[j].1 >= y + boxes[i].1;
                assert!(apart, "{i} {j}");
            }
        }
    }
}
