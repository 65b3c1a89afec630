//! The medoid: the member of a template that is most like the others.

use crate::sketch::Sketches;

/// Members compared, at most; large templates are sampled evenly.
const CANDIDATES: usize = 32;
/// Members each candidate is compared with, at most.
const REFERENCES: usize = 64;

/// The row among `rows` with the greatest sum of similarities to the others (the first of equals);
/// 0 for no rows. Rows that do not exist are left out.
pub fn medoid(sketches: &Sketches, rows: &[u32]) -> u32 {
    let known: Vec<u32> = rows.iter().copied().filter(|r| (*r as usize) < sketches.len()).collect();
    let references = evenly(&known, REFERENCES);
    let mut best: Option<(f32, u32)> = None;
    for row in evenly(&known, CANDIDATES) {
        let sum = references
            .iter()
            .map(|other| sketches.similarity(row as usize, *other as usize))
            .sum::<f32>();
        if best.is_none_or(|(most, _)| sum > most) {
            best = Some((sum, row));
        }
    }
    best.map_or(0, |(_, row)| row)
}

/// At most `count` of `items`, evenly spaced, the first always among them.
pub(crate) fn evenly<T: Copy>(items: &[T], count: usize) -> Vec<T> {
    if items.len() <= count {
        return items.to_vec();
    }
    (0..count).map(|k| items[k * items.len() / count]).collect()
}
