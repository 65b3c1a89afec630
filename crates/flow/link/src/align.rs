//! Alignment of two texts word by word: anchored on words that stand once in both (patience diff,
//! B. Cohen), exact between anchors where the gap is small.

use rustc_hash::FxHashMap;
use std::ops::Range;

/// Cells of the exact alignment of one gap, at most; larger gaps are left unaligned.
const CELLS_MAX: usize = 1 << 16;

/// For each word of `a`, the word of `b` it is aligned with; ascending where given.
pub(crate) fn align(a: &[u64], b: &[u64]) -> Vec<Option<u32>> {
    let mut to = vec![None; a.len()];
    let (mut from_a, mut from_b) = (0, 0);
    for (i, j) in anchors(a, b).into_iter().chain([(a.len(), b.len())]) {
        gap(a, b, from_a..i, from_b..j, &mut to);
        if i < a.len() {
            to[i] = Some(j as u32);
        }
        (from_a, from_b) = (i + 1, j + 1);
    }
    to
}

/// Pairs of equal words that stand once in both, in a longest chain that ascends in both.
fn anchors(a: &[u64], b: &[u64]) -> Vec<(usize, usize)> {
    let (once_a, once_b) = (once(a), once(b));
    let pairs: Vec<(usize, usize)> = a
        .iter()
        .enumerate()
        .filter(|(i, word)| once_a.get(word) == Some(&Some(*i)))
        .filter_map(|(i, word)| once_b.get(word).copied().flatten().map(|j| (i, j)))
        .collect();
    // Longest increasing subsequence of the second member, by patience sorting.
    let mut piles: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, (_, j)) in pairs.iter().enumerate() {
        let pile = piles.partition_point(|top| pairs[*top].1 < *j);
        before[at] = pile.checked_sub(1).map(|p| piles[p]);
        if pile == piles.len() {
            piles.push(at);
        } else {
            piles[pile] = at;
        }
    }
    let mut chain = Vec::with_capacity(piles.len());
    let mut at = piles.last().copied();
    while let Some(k) = at {
        chain.push(pairs[k]);
        at = before[k];
    }
    chain.reverse();
    chain
}

/// Position of every word; `None` for words that stand more than once.
fn once(words: &[u64]) -> FxHashMap<u64, Option<usize>> {
    let mut places = FxHashMap::default();
    for (at, word) in words.iter().enumerate() {
        places.entry(*word).and_modify(|p| *p = None).or_insert(Some(at));
    }
    places
}

/// Longest common subsequence of a gap between anchors.
fn gap(a: &[u64], b: &[u64], in_a: Range<usize>, in_b: Range<usize>, to: &mut [Option<u32>]) {
    let (n, m) = (in_a.len(), in_b.len());
    if n == 0 || m == 0 || n * m > CELLS_MAX {
        return;
    }
    let (a, b) = (&a[in_a.clone()], &b[in_b.clone()]);
    // longest[i][j]: of the parts from i and j on.
    let width = m + 1;
    let mut longest = vec![0u16; (n + 1) * width];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        if a[i] == b[j] {
            to[in_a.start + i] = Some((in_b.start + j) as u32);
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_align_with_themselves_and_moved_words_do_not_break_order() {
        let a: Vec<u64> = (0..50).chain(0..5).collect();
        assert!(align(&a, &a).iter().enumerate().all(|(i, j)| *j == Some(i as u32)));
        let b: Vec<u64> = (25..50).chain(0..25).collect();
        let places: Vec<u32> = align(&a, &b).into_iter().flatten().collect();
        assert!(places.len() >= 25 && places.is_sorted());
    }
}
